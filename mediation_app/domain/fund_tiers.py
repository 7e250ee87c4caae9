"""When a meeting decides (会审): conditions of the profile on the sum and the length of rescue.

A condition is a line of ``tier_rules``: ``amount > 60000``, ``days > 7``, ``hours > 72``, or several
joined by ``&``, all of which must hold. The sum is that of the victim in this accident, all
applications together (CHK-15). A line that cannot be read asks for the meeting, never for less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundSituation
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.records import Money

_PART = re.compile(r"(amount|days|hours)\s*(>=|>)\s*(\d+(?:\.\d{1,2})?)")
_SECONDS = {"days": Decimal(24 * 3600), "hours": Decimal(3600)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What the tiers look at: the victim's whole sum in yuan, and how long rescue took."""

    total: Money
    length: timedelta | None
    late: bool
    other: bool


def size_of(file: FundFile, total: Money) -> Size:
    """The size of an application, with the victim's whole sum given."""
    application = file.application
    return Size(
        total=total,
        length=rescue_length(file),
        late=any(not line.in_window and line.approved > 0 for line in file.bill_lines),
        other=application.situation is FundSituation.OTHER,
    )


def rescue_length(file: FundFile) -> timedelta | None:
    """From the start of rescue to its end, or to the last service billed; None if not known."""
    application = file.application
    start, end = application.rescue_started_at, application.rescue_ended_at
    if start is None:
        return None
    if end is None:
        served: list[datetime] = [
            line.served_at for line in file.bill_lines if line.rescue and line.served_at
        ]
        end = max(served, default=None)
    return max(end - start, timedelta(0)) if end is not None else None


def meeting_reasons(rules: FundRules, size: Size) -> tuple[str, ...]:
    """Why a meeting decides, as conditions of the profile; empty when one person may."""
    found: list[str] = []
    if rules.collective_above is not None and size.total > rules.collective_above:
        found.append(f"amount > {rules.collective_above}")
    if rules.collective_over_window and size.late:
        found.append("over_window")
    if size.other:
        found.append("other_case")
    found.extend(rule for rule in rules.tier_rules if _holds(rule, size))
    return tuple(found)


_WORDS = {
    "over_window": "有超出抢救时限的费用",
    "other_case": "属于其他情形",
}
_NAMES = {"amount": "同一受害人合计", "days": "抢救", "hours": "抢救"}
_AFTER = {"amount": "元", "days": "天", "hours": "小时"}


def tier_words(rule: str) -> str:
    """A condition in words: ``同一受害人合计超过 60,000 元``, ``抢救超过 7 天``."""
    if rule in _WORDS:
        return _WORDS[rule]
    if not readable(rule):
        return f"分级规则“{rule}”无法识别"
    return "且".join(_part_words(part.strip()) for part in rule.split("&"))


def _part_words(part: str) -> str:
    match = _PART.fullmatch(part)
    assert match is not None  # readable() was asked before
    name, sign, figure = match.groups()
    over = "达到" if sign == ">=" else "超过"
    return f"{_NAMES[name]}{over} {Decimal(figure):,} {_AFTER[name]}"


def readable(rule: str) -> bool:
    """Whether a line of ``tier_rules`` is written in the form above."""
    return all(_PART.fullmatch(part.strip()) for part in rule.split("&"))


def _holds(rule: str, size: Size) -> bool:
    return not readable(rule) or all(_part(part.strip(), size) for part in rule.split("&"))


def _part(part: str, size: Size) -> bool:
    match = _PART.fullmatch(part)
    assert match is not None  # readable() was asked before
    name, sign, figure = match.groups()
    bound = Decimal(figure)
    if name == "amount":
        value = size.total
    elif size.length is None:
        return False
    else:
        value = Decimal(size.length // timedelta(seconds=1)) / _SECONDS[name]
    return value >= bound if sign == ">=" else value > bound

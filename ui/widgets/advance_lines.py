"""The formula of the fund's advance as lines of a reckoning, each term with its reason."""

from __future__ import annotations

from collections import Counter

from mediation_app.domain.advance import Advance
from mediation_app.domain.fund import FundApplication, FundKind
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from ui.widgets.sum_lines import SumLine


def advance_lines(
    advance: Advance, application: FundApplication, reductions: dict[str, str] | None = None
) -> tuple[SumLine, ...]:
    """Every term. ``reductions`` are the words of the reduction codes (K01 …)."""
    billed = sum((item.item.amount for item in advance.items), ZERO)
    reduced = sum((item.reduced for item in advance.items), ZERO)
    terms = {term.key: term for term in advance.terms}
    what = "抢救费用" if application.kind is FundKind.RESCUE else "费用"
    lines = [
        SumLine(
            label=f"申报{what}",
            amount=format_money(billed),
            note=f"清单 {len(advance.items)} 行" if advance.items else "清单没有录入",
        )
    ]
    if reduced:
        lines.append(
            SumLine(
                sign="−",
                label="核减",
                amount=format_money(reduced),
                note=_cuts(advance, reductions or {}),
            )
        )
    lines.append(
        SumLine(
            sign="=",
            label=f"核定{what}",
            amount=format_money(advance.term("eligible")),
            note=_window(advance, application),
            rule=True,
        )
    )
    for key, label in (
        ("first_layer", "交强险先行承担"),
        ("other_paid", "他人已付"),
        ("prior", "基金此前已垫付"),
    ):
        term = terms.get(key)
        if term is not None and (term.amount or key == "first_layer"):
            lines.append(
                SumLine(sign="−", label=label, amount=format_money(term.amount), note=term.text)
            )
    rest = terms.get("rest")
    bounds = [key for key in ("unsettled", "cap") if key in terms]
    if rest is not None and bounds:
        lines.append(SumLine(sign="=", label="尚需费用", amount=format_money(rest.amount)))
    if "unsettled" in terms:
        day = application.unsettled_on
        lines.append(
            SumLine(
                sign="≤",
                label="医疗机构未结清",
                amount=format_money(terms["unsettled"].amount),
                note=f"{day:%m-%d} 证明，已扣除此前支付" if day else terms["unsettled"].text,
            )
        )
    if "cap" in terms:
        cap = terms["cap"]
        lines.append(
            SumLine(sign="≤", label="本地上限余额", amount=format_money(cap.amount), note=cap.text)
        )
    lines.append(
        SumLine(
            sign="=",
            label="应垫付",
            amount=format_money(advance.amount),
            note="取较小者" if bounds else "",
            rule=True,
            result=True,
            tone="fund",
        )
    )
    return tuple(lines)


def _cuts(advance: Advance, words: dict[str, str]) -> str:
    """``K01 非抢救 2 行，K06 生活用品 3 行``."""
    counts = Counter(item.code for item in advance.items if item.reduced and item.code)
    parts = [f"{code} {words.get(code, '')}".strip() + f" {n} 行" for code, n in counts.items()]
    return "，".join(parts)


def _window(advance: Advance, application: FundApplication) -> str:
    if advance.window is None or application.rescue_started_at is None:
        return ""
    return f"抢救时限至 {local_moment(advance.window.value):%m-%d %H:%M}"

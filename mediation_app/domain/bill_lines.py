"""Acts on the lines of a bill: decide one or many, mark what is suspicious. Pure, in yuan.

A bill may have ten thousand lines; every act takes the lines and the keys it concerns and gives
the new lines back, so that it can be undone by keeping the old ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from mediation_app.domain.fund import BillLine
from mediation_app.domain.money import Money, round_money
from mediation_app.domain.records import ZERO
from mediation_app.errors import Reason

Lines = tuple[BillLine, ...]
NOT_RESCUE, TOO_DEAR, TWICE = "K01", "K03", "K04"
FAR = Decimal(2)
"""A price is far off above twice what the same code usually costs."""
LEAST_PRICES = 3
LEAST_COPIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BillTotals:
    """What a bill comes to: billed, approved and reduced sums, and how many lines are open."""

    count: int = 0
    amount: Money = ZERO
    approved: Money = ZERO
    reduced: Money = ZERO
    undecided: int = 0
    late: int = 0
    reduced_by: Mapping[str, Money]


def totals(lines: Iterable[BillLine]) -> BillTotals:
    """The sums of a bill. Undecided lines count as billed only."""
    count = undecided = late = 0
    amount = approved = reduced = ZERO
    by_code: dict[str, Money] = {}
    for line in lines:
        count += 1
        amount += line.amount
        late += not line.in_window
        if not line.decided:
            undecided += 1
            continue
        approved += line.approved
        reduced += line.reduced
        if line.reduced:
            code = line.reduction_code
            by_code[code] = by_code.get(code, ZERO) + line.reduced
    return BillTotals(
        count=count,
        amount=amount,
        approved=approved,
        reduced=reduced,
        undecided=undecided,
        late=late,
        reduced_by=dict(sorted(by_code.items())),
    )


# Decisions --------------------------------------------------------------------------------------


def each(lines: Lines, keys: Collection[str], act: Callable[[BillLine], BillLine]) -> Lines:
    """The lines with an act done to those of some keys."""
    wanted = keys if isinstance(keys, set | frozenset) else set(keys)
    return tuple(act(line) if line.id in wanted else line for line in lines)


def approved(line: BillLine) -> BillLine:
    """The line approved in full."""
    return replace(
        line, decided=True, rescue=True, approved=line.amount, reduced=ZERO, reduction_code=""
    )


def undecided(line: BillLine) -> BillLine:
    """The line without a decision."""
    return replace(line, decided=False, rescue=True, approved=ZERO, reduced=ZERO, reduction_code="")


def cut(line: BillLine, code: str) -> BillLine:
    """The whole line taken off for a reason; K01 says that it is no rescue."""
    return replace(
        line,
        decided=True,
        rescue=code != NOT_RESCUE,
        approved=ZERO,
        reduced=line.amount,
        reduction_code=code,
    )


def allowed(line: BillLine, amount: Money, code: str) -> BillLine:
    """The line approved up to an amount, the rest taken off for a reason."""
    kept = max(min(amount, line.amount), ZERO)
    rest = line.amount - kept
    return replace(
        line,
        decided=True,
        rescue=code != NOT_RESCUE or not rest or kept > 0,
        approved=kept,
        reduced=rest,
        reduction_code=code if rest else "",
    )


def at_price(line: BillLine, price: Money) -> BillLine:
    """The line at a lower unit price (高于收费标准); never more than what was billed."""
    if line.unit_price <= 0:
        return allowed(line, price, TOO_DEAR)
    if price >= line.unit_price:
        return approved(line)
    share = line.amount * price / line.unit_price
    return allowed(line, round_money(share), TOO_DEAR)


def like(lines: Lines, model: BillLine) -> Lines:
    """The decision on one line for all of its kind (same code, else same name) that are open.

    A part is carried over in proportion to the amount.
    """
    kind = kind_of(model)
    same = {line.id for line in lines if kind_of(line) == kind and not line.decided}
    if not model.decided:
        return lines
    return each(lines, same, lambda line: _as(line, model))


def kind_of(line: BillLine) -> str:
    """What makes two lines the same kind of cost."""
    return line.code or line.name.strip()


def _as(line: BillLine, model: BillLine) -> BillLine:
    if not model.reduced:
        return approved(line)
    if not model.approved:
        return cut(line, model.reduction_code)
    part = round_money(line.amount * model.approved / model.amount)
    return allowed(line, part, model.reduction_code)


def numbered(lines: Iterable[BillLine]) -> Lines:
    """The lines numbered anew from 1; those whose number is right stay as they are."""
    return tuple(
        line if line.position == place else replace(line, position=place)
        for place, line in enumerate(lines, start=1)
    )


# Suspicions (CHK-07, CHK-16) ----------------------------------------------------------------------


def same_lines(lines: Sequence[BillLine]) -> dict[str, BillLine]:
    """Lines that say the same as an earlier one, moment included: key → the earlier line (K04).

    Lines without a moment are left alone: a bed is paid every day.
    """
    first: dict[tuple[datetime, str, str, int, str, Money], BillLine] = {}
    found: dict[str, BillLine] = {}
    for line in lines:
        if line.served_at is None:
            continue
        text = (
            line.served_at, line.code, line.name.strip(), line.quantity, line.measure, line.amount,
        )  # fmt: skip
        known = first.setdefault(text, line)
        if known is not line:
            found[line.id] = known
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FarPrice:
    """A unit price far above what the same code usually costs elsewhere, in yuan."""

    line_id: str
    name: str
    price: Money
    usual: Money

    @property
    def reason(self) -> Reason:
        """In words."""
        told = (
            ("line", self.name),
            ("price", f"{self.price:,.2f}"),
            ("usual", f"{self.usual:,.2f}"),
        )
        return Reason(code="bill.price_far", blocking=False, params=told)


def far_prices(
    lines: Iterable[BillLine], known: Mapping[str, Sequence[Money]]
) -> tuple[FarPrice, ...]:
    """Lines dearer than twice the middle price of the same code; ``known`` are prices from other
    bills. Fewer than three tell nothing."""
    usual = {code: _middle(prices) for code, prices in known.items() if len(prices) >= LEAST_PRICES}
    return tuple(
        FarPrice(line_id=line.id, name=line.name, price=line.unit_price, usual=usual[line.code])
        for line in lines
        if line.code in usual and line.unit_price > usual[line.code] * FAR
    )


def _middle(prices: Sequence[Money]) -> Money:
    ordered = sorted(prices)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return round_money((ordered[half - 1] + ordered[half]) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedLines:
    """Lines that stand word for word in another application's bill; ``amount`` in yuan."""

    application_id: str
    number: str
    count: int
    amount: Money
    line_ids: frozenset[str]

    @property
    def reason(self) -> Reason:
        """In words."""
        told = (
            ("number", self.number or "未编号的草稿"),
            ("count", str(self.count)),
            ("amount", f"{self.amount:,.2f}"),
        )
        return Reason(code="bill.copied", blocking=False, params=told)


Mark = tuple[datetime, str, str, int, Money]


def mark_of(line: BillLine) -> Mark | None:
    """When, what and how much of a line; None without a moment."""
    if line.served_at is None:
        return None
    return (line.served_at, line.code, line.name.strip(), line.quantity, line.amount)


def copied_lines(
    lines: Iterable[BillLine], others: Iterable[BillLine], numbers: Mapping[str, str]
) -> tuple[CopiedLines, ...]:
    """Other applications whose bills share lines with this one; the most alike first.

    Fewer than three lines that are less than half of the bill may be chance and are not named.
    """
    own: dict[Mark, list[BillLine]] = {}
    whole = ZERO
    for line in lines:
        whole += line.amount
        mark = mark_of(line)
        if mark is not None:
            own.setdefault(mark, []).append(line)
    shared: dict[str, dict[str, BillLine]] = {}
    for other in others:
        mark = mark_of(other)
        for line in own.get(mark, ()) if mark is not None else ():
            shared.setdefault(other.application_id, {})[line.id] = line
    found = [
        CopiedLines(
            application_id=key,
            number=numbers.get(key, ""),
            count=len(same),
            amount=sum((line.amount for line in same.values()), ZERO),
            line_ids=frozenset(same),
        )
        for key, same in shared.items()
    ]
    named = [one for one in found if one.count >= LEAST_COPIES or one.amount * 2 >= whole]
    return tuple(sorted(named, key=lambda one: (-one.amount, one.application_id)))

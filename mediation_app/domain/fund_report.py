"""How the figures of a fund return are reckoned from what a span of days holds.

The database hands over narrow rows of the span (``SpanRows``) and sums of all time (``Ever``);
here they are counted once: a victim paid for twice is one person in one case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from mediation_app.domain.calendar import UnknownYearError, WorkCalendar, full_years
from mediation_app.domain.fund import FundKind, FundSituation, LedgerKind
from mediation_app.domain.fund_figures import (
    AgeBand,
    Area,
    FundReport,
    Outside,
    Paid,
    Spread,
    age_band,
    area_of,
    period,
)
from mediation_app.domain.fund_returns import OutsideFigure
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import DebtorBasis

OTHER_SOURCE = "other"
NO_HOSPITAL = "未填写"


class PaidRow(NamedTuple):
    """Money of one payment in the span: minus sums were sent back. ``counts`` while it is paid."""

    case_id: str
    application_id: str
    victim_id: str
    kind: str
    situation: str
    hospital: str
    amount: Money
    counts: bool = True
    born_on: date | None = None
    accident_on: date | None = None
    household: str = ""
    decided_on: date | None = None
    pay_due: date | None = None
    paid_on: date | None = None


class DecidedRow(NamedTuple):
    """One application that was decided in the span."""

    case_id: str
    approved: Money
    codes: tuple[str, ...]
    decided_on: date
    due: date | None
    from_: date | None


class ReceiptRow(NamedTuple):
    """Money that came back in the span; ``after`` a write-off it stands apart."""

    case_id: str
    source: str
    amount: Money
    after: bool = False


class WriteOffRow(NamedTuple):
    """A debt that left the books in the span (账销案存)."""

    case_id: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRows:
    """What belongs to the span: keys of cases and narrow rows, each thing once."""

    asked: Sequence[str] = ()
    accepted: Sequence[str] = ()
    not_accepted: Sequence[str] = ()
    decided: Sequence[DecidedRow] = ()
    paid: Sequence[PaidRow] = ()
    receipts: Sequence[ReceiptRow] = ()
    written_off: Sequence[WriteOffRow] = ()
    book: Mapping[str, Money] = field(default_factory=dict)
    custody: Mapping[str, Money] = field(default_factory=dict)
    outside: Sequence[OutsideFigure] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ever:
    """Sums of everything up to the last day of the span; ``lent`` without hardship, net."""

    opening: Money = ZERO
    closing: Money = ZERO
    lent: Money = ZERO
    came_back: Money = ZERO
    came_after: Money = ZERO
    written_off: Money = ZERO
    by_plan: Money = ZERO
    in_court: int = 0
    planned: Sequence[str] = ()
    suing: Sequence[str] = ()
    custody_held: Money = ZERO
    idle_months: int = 0
    spent_year_before: Money = ZERO


def report(
    rows: SpanRows, ever: Ever, since: date, until: date, calendar: WorkCalendar | None = None
) -> FundReport:
    """The return of a span of days, both ends included."""
    cases: dict[str, tuple[str, ...]] = {
        "asked": _keys(rows.asked),
        "accepted": _keys(rows.accepted),
        "not_accepted": _keys(rows.not_accepted),
        "by_plan": _keys(ever.planned),
        "in_court": _keys(ever.suing),
        "written_off": _keys(row.case_id for row in rows.written_off),
    }
    yes = [row for row in rows.decided if row.approved > ZERO]
    no = [row for row in rows.decided if row.approved == ZERO and row.codes]
    cases["approved"] = _keys(row.case_id for row in yes)
    cases["refused"] = _keys(row.case_id for row in no)
    refusals: dict[str, int] = {}
    for row in no:
        for code in row.codes:
            refusals[code] = refusals.get(code, 0) + 1
    for code in refusals:
        cases[f"refusals.{code}"] = _keys(row.case_id for row in no if code in row.codes)
    timed = [row for row in rows.decided if row.due is not None]
    late = [row for row in timed if row.due is not None and row.decided_on > row.due]
    cases["late"] = _keys(row.case_id for row in late)
    now = [row for row in rows.receipts if not row.after]
    after = [row for row in rows.receipts if row.after]
    cases["recovered"] = _keys(row.case_id for row in now)
    cases["recovered_after"] = _keys(row.case_id for row in after)
    done = [row for row in rows.paid if row.counts]
    due = [row for row in done if row.pay_due is not None and row.paid_on is not None]
    slow = [row for row in due if row.pay_due and row.paid_on and row.paid_on > row.pay_due]
    cases["paid_late"] = _keys(row.case_id for row in slow)
    cases["paid"] = _keys(row.case_id for row in done)
    cases["sent_back"] = _keys(row.case_id for row in rows.paid if row.amount < ZERO)

    def split(name: str, keys: Iterable[str], of: Callable[[PaidRow], str]) -> dict[str, Paid]:
        found = {key: [row for row in rows.paid if of(row) == key] for key in keys}
        for key, some in found.items():
            cases[f"{name}.{key}"] = _keys(row.case_id for row in some if row.counts)
        return {key: _paid(some) for key, some in found.items()}

    hospitals = sorted({_hospital(row) for row in rows.paid if row.kind == FundKind.RESCUE})
    return FundReport(
        since=since,
        until=until,
        asked=len(rows.asked),
        accepted=len(rows.accepted),
        approved=len(yes),
        refused=len(no),
        not_accepted=len(rows.not_accepted),
        refusals=dict(sorted(refusals.items())),
        decided=len(timed),
        in_time=len(timed) - len(late),
        paid_timed=len(due),
        paid_in_time=len(due) - len(slow),
        decide_days=spread(
            [(row.from_, row.decided_on) for row in rows.decided if row.from_], calendar, len(late)
        ),
        pay_days=spread(
            [(row.decided_on, row.paid_on) for row in done if row.decided_on and row.paid_on],
            calendar,
            len(slow),
        ),
        by_kind=split("by_kind", [kind.value for kind in FundKind], lambda row: row.kind),
        by_situation=split(
            "by_situation", [at.value for at in FundSituation], lambda row: row.situation
        ),
        by_hospital=split(
            "by_hospital",
            hospitals,
            lambda row: _hospital(row) if row.kind == FundKind.RESCUE else "",
        ),
        by_age=split("by_age", [band.value for band in AgeBand], lambda row: _age(row).value),
        by_area=split(
            "by_area", [area.value for area in Area], lambda row: area_of(row.household).value
        ),
        paid=_paid(rows.paid),
        sent_back=-_sum(row.amount for row in rows.paid if row.amount < ZERO),
        recoverable=_sum(row.amount for row in rows.paid if row.kind != FundKind.HARDSHIP),
        recovered=_sum(row.amount for row in now),
        recovered_from=_sources(now),
        recovered_after=_sum(row.amount for row in after),
        written_off=_sum(row.amount for row in rows.written_off),
        paid_ever=ever.lent,
        recovered_ever=ever.came_back,
        recovered_after_ever=ever.came_after,
        written_off_ever=ever.written_off,
        outstanding=ever.lent - ever.came_back - ever.written_off,
        by_plan=ever.by_plan,
        in_court=ever.in_court,
        custody_in=rows.custody.get("in", ZERO),
        custody_out=rows.custody.get("out", ZERO),
        custody_held=ever.custody_held,
        book={kind.value: rows.book.get(kind.value, ZERO) for kind in LedgerKind},
        opening=ever.opening,
        closing=ever.closing,
        idle_months=ever.idle_months,
        spent_year_before=ever.spent_year_before,
        outside=covering(rows.outside, since, until),
        cases={name: keys for name, keys in cases.items() if keys},
    )


def spread(
    spans: Sequence[tuple[date, date]], calendar: WorkCalendar | None, late: int = 0
) -> Spread:
    """Working days between two days each, the first not counted; the lower middle of them."""
    if calendar is None:
        return Spread(count=len(spans), late=late, unknown=len(spans))
    found: list[int] = []
    known: dict[tuple[date, date], int | None] = {}
    for span in spans:
        if span not in known:
            known[span] = _workdays(calendar, *span)
        days = known[span]
        if days is not None:
            found.append(days)
    found.sort()
    if not found:
        return Spread(count=len(spans), late=late, unknown=len(spans))
    return Spread(
        count=len(spans),
        median=_median(found),
        ninetieth=Decimal(found[-(-len(found) * 9 // 10) - 1]),
        late=late,
        unknown=len(spans) - len(found),
    )


def _workdays(calendar: WorkCalendar, start: date, end: date) -> int | None:
    try:
        return sum(
            calendar.is_workday(start + timedelta(days=n + 1))
            for n in range(max(0, (end - start).days))
        )
    except UnknownYearError:
        return None


def _median(found: Sequence[int]) -> Decimal:
    middle = len(found) // 2
    if len(found) % 2:
        return Decimal(found[middle])
    return Decimal(found[middle - 1] + found[middle]) / 2


def covering(figures: Sequence[OutsideFigure], since: date, until: date) -> dict[str, Outside]:
    """Figures from outside for exactly this span: as entered for it, else the sum of shorter ones
    that fill it without a gap. Of two for the same days the one entered last counts."""
    found: dict[str, Outside] = {}
    for code in sorted({it.code for it in figures}):
        spans = {(it.since, it.until): it for it in sorted(_of(figures, code), key=lambda f: f.id)}
        whole = spans.get((since, until))
        parts = [whole] if whole is not None else _chain(spans, since, until)
        if parts:
            found[code] = Outside(
                sum(it.count for it in parts),
                _sum(it.amount for it in parts),
                "；".join(dict.fromkeys(it.source for it in parts if it.source)),
            )
    return found


def reach(figures: Sequence[OutsideFigure], code: str, since: date, until: date) -> date | None:
    """How far figures of a kind go from a day without a gap; None when there is none."""
    day = since
    while True:
        fitting = [it.until for it in _of(figures, code) if it.since == day and it.until <= until]
        if not fitting:
            return day - timedelta(days=1) if day > since else None
        day = max(fitting) + timedelta(days=1)


def _of(figures: Sequence[OutsideFigure], code: str) -> list[OutsideFigure]:
    return [it for it in figures if it.code == code]


def _chain(
    spans: Mapping[tuple[date, date], OutsideFigure], since: date, until: date
) -> list[OutsideFigure]:
    """Shorter spans one after the other, the longest first; nothing when a day is missing."""
    parts: list[OutsideFigure] = []
    day = since
    while day <= until:
        fitting = [end for start, end in spans if start == day and end <= until]
        if not fitting:
            return []
        parts.append(spans[day, max(fitting)])
        day = max(fitting) + timedelta(days=1)
    return parts


def _age(row: PaidRow) -> AgeBand:
    if row.born_on is None or row.accident_on is None:
        return age_band(None)
    return age_band(full_years(row.born_on, row.accident_on))


def _hospital(row: PaidRow) -> str:
    return row.hospital or NO_HOSPITAL


def _paid(rows: Sequence[PaidRow]) -> Paid:
    done = [row for row in rows if row.counts]
    return Paid(
        cases=len({row.case_id for row in done}),
        victims=len({row.victim_id or row.application_id for row in done}),
        amount=_sum(row.amount for row in rows),
    )


def _sources(rows: Sequence[ReceiptRow]) -> dict[str, Money]:
    sums = {basis.value: ZERO for basis in DebtorBasis}
    for row in rows:
        sums[row.source] = sums.get(row.source, ZERO) + row.amount
    return sums


def _keys(found: Iterable[str]) -> tuple[str, ...]:
    """Each case once, in the order of its first mention."""
    return tuple(dict.fromkeys(key for key in found if key))


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, ZERO)


__all__ = [
    "DecidedRow",
    "Ever",
    "FundReport",
    "Paid",
    "PaidRow",
    "ReceiptRow",
    "SpanRows",
    "WriteOffRow",
    "covering",
    "period",
    "report",
    "spread",
]

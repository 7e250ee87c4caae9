"""The return of a quarter or a year (季度、年度统计报表): figures of what was really paid.

Counted are cases and victims with at least one payment that the bank confirmed; money kept in
trust and complaints have no record and stay open. Sums are in yuan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundSituation,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentReceipt,
)
from mediation_app.domain.recovery_sums import percent_of

_BY_PLAN = (RecoveryState.AGREED, RecoveryState.OVERDUE)
_IN_COURT = (RecoveryState.LAWSUIT, RecoveryState.ENFORCING, RecoveryState.ENFORCED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Payments of one kind: cases (起), victims (人), sum (额)."""

    cases: int = 0
    victims: int = 0
    amount: Money = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRecords:
    """What a return is reckoned from."""

    applications: Sequence[FundApplication] = ()
    payments: Sequence[Payment] = ()
    recoveries: Sequence[Recovery] = ()
    shares: Sequence[DebtorShare] = ()
    receipts: Sequence[RepaymentReceipt] = ()
    entries: Sequence[LedgerEntry] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FundReport:
    """The figures of a span of days, both ends included. ``all_time`` rates leave hardship out."""

    since: date
    until: date
    asked: int = 0
    accepted: int = 0
    approved: int = 0
    refused: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)
    decided: int = 0
    in_time: int = 0
    by_kind: Mapping[FundKind, Paid] = field(default_factory=dict)
    by_situation: Mapping[FundSituation, Paid] = field(default_factory=dict)
    paid: Paid = field(default_factory=Paid)
    recoverable: Money = ZERO
    recovered: Money = ZERO
    recovered_from: Mapping[str, Money] = field(default_factory=dict)
    paid_ever: Money = ZERO
    recovered_ever: Money = ZERO
    outstanding: Money = ZERO
    by_plan: Money = ZERO
    in_court: int = 0
    written_off: Money = ZERO
    recovered_after: Money = ZERO
    book: Mapping[LedgerKind, Money] = field(default_factory=dict)
    opening: Money = ZERO
    closing: Money = ZERO

    @property
    def rate(self) -> Decimal:
        """追偿率 of the span: came back ÷ paid out, in percent."""
        return percent_of(self.recovered, self.recoverable)

    @property
    def rate_ever(self) -> Decimal:
        """累计追偿率, in percent."""
        return percent_of(self.recovered_ever, self.paid_ever)


def period(year: int, quarter: int | None = None) -> tuple[date, date]:
    """First and last day of a year or of one of its quarters. Raises ValueError."""
    if quarter is None:
        return date(year, 1, 1), date(year, 12, 31)
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"no such quarter: {quarter}")
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, after - timedelta(days=1)


def report(records: FundRecords, since: date, until: date) -> FundReport:
    """Reckon the return of a span of days."""

    def inside(day: date | None) -> bool:
        return day is not None and since <= day <= until

    known = {it.id: it for it in records.applications}
    decided = [it for it in records.applications if inside(it.decided_on)]
    no = [it for it in decided if it.refusal_codes and it.approved == ZERO]
    paid = [
        p for p in records.payments if p.state is PaymentState.PAID and p.application_id in known
    ]
    now = [p for p in paid if inside(p.paid_on)]
    lent = [p for p in paid if known[p.application_id].kind is not FundKind.HARDSHIP]
    got = [r for r in records.receipts if inside(r.received_on)]
    back = [r for r in records.receipts if r.received_on is not None and r.received_on <= until]
    timed = [it for it in decided if it.decide_due is not None]
    written = [r for r in records.recoveries if r.state is RecoveryState.WRITTEN_OFF]
    return FundReport(
        since=since,
        until=until,
        asked=sum(inside(it.received_on) for it in records.applications),
        accepted=sum(inside(it.accepted_on) for it in records.applications),
        approved=sum(it.approved > ZERO for it in decided),
        refused=len(no),
        refusals=_counted(code for it in no for code in it.refusal_codes),
        decided=len(timed),
        in_time=sum(
            it.decided_on is not None
            and it.decide_due is not None
            and it.decided_on <= it.decide_due
            for it in timed
        ),
        by_kind={
            kind: _paid([p for p in now if known[p.application_id].kind is kind], known)
            for kind in FundKind
        },
        by_situation={
            at: _paid([p for p in now if known[p.application_id].situation is at], known)
            for at in FundSituation
        },
        paid=_paid(now, known),
        recoverable=_sum(p.amount for p in lent if inside(p.paid_on)),
        recovered=_sum(r.amount for r in got),
        recovered_from=_sources(got, records.shares),
        paid_ever=_sum(p.amount for p in lent if p.paid_on is not None and p.paid_on <= until),
        recovered_ever=_sum(r.amount for r in back),
        outstanding=_outstanding(records, until),
        by_plan=_sum(r.outstanding for r in records.recoveries if r.state in _BY_PLAN),
        in_court=sum(r.state in _IN_COURT for r in records.recoveries),
        written_off=_sum(r.written_off for r in written if inside(r.state_since)),
        recovered_after=_sum(r.recovered_after for r in records.recoveries),
        **_book(records.entries, since, until),  # type: ignore[arg-type]
    )


def _paid(payments: Sequence[Payment], known: Mapping[str, FundApplication]) -> Paid:
    victims = {known[p.application_id].victim_id or p.application_id for p in payments}
    return Paid(
        cases=len({p.case_id for p in payments}),
        victims=len(victims),
        amount=_sum(p.amount for p in payments),
    )


def _outstanding(records: FundRecords, until: date) -> Money:
    """What was still owed at the end of a day, without what had been written off by then."""
    back: dict[str, Money] = {}
    for receipt in records.receipts:
        if receipt.received_on is not None and receipt.received_on <= until:
            back[receipt.recovery_id] = back.get(receipt.recovery_id, ZERO) + receipt.amount
    return _sum(
        it.opening - back.get(it.id, ZERO)
        for it in records.recoveries
        if (it.opened_on is None or it.opened_on <= until)
        and not (it.written_off and it.state_since is not None and it.state_since <= until)
    )


def _sources(
    receipts: Sequence[RepaymentReceipt], shares: Sequence[DebtorShare]
) -> dict[str, Money]:
    """What came from whom: by the debtor of the receipt, else by the payer's name."""
    by_id = {share.id: share.basis for share in shares}
    by_party = {(share.recovery_id, share.party_id): share.basis for share in shares}
    by_name = {(share.recovery_id, share.name): share.basis for share in shares}
    sums: dict[str, Money] = {basis.value: ZERO for basis in DebtorBasis}
    for receipt in receipts:
        basis = (
            by_id.get(receipt.debtor_id)
            or by_party.get((receipt.recovery_id, receipt.debtor_id or "?"))
            or by_name.get((receipt.recovery_id, receipt.payer_name))
        )
        key = basis.value if basis is not None else "other"
        sums[key] = sums.get(key, ZERO) + receipt.amount
    return sums


def _book(entries: Sequence[LedgerEntry], since: date, until: date) -> dict[str, object]:
    opening = _sum(
        e.amount
        for e in entries
        if e.booked_on < since or (e.kind is LedgerKind.OPENING and e.booked_on <= until)
    )
    mine = [
        e for e in entries if since <= e.booked_on <= until and e.kind is not LedgerKind.OPENING
    ]
    book = {kind: _sum(e.amount for e in mine if e.kind is kind) for kind in LedgerKind}
    return {"book": book, "opening": opening, "closing": opening + _sum(e.amount for e in mine)}


def _counted(codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + 1
    return dict(sorted(found.items()))


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, ZERO)

"""A fund return reckoned from whole records in plain Python: what the SQL must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mediation_app.database.fund_span import born_on
from mediation_app.domain import fund_report
from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.custody import CustodyEntry, CustodyKind
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundState,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.fund_figures import FundReport, period
from mediation_app.domain.fund_report import (
    DecidedRow,
    Ever,
    PaidRow,
    ReceiptRow,
    SpanRows,
    WriteOffRow,
)
from mediation_app.domain.fund_returns import OutsideFigure
from mediation_app.domain.parties import Party
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentReceipt,
)
from mediation_app.domain.refunds import RefundReceipt

ZERO = Decimal("0.00")
_PLAN = (RecoveryState.AGREED, RecoveryState.OVERDUE)
_COURT = (RecoveryState.LAWSUIT, RecoveryState.ENFORCING, RecoveryState.ENFORCED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRecords:
    """What a return is reckoned from. Without ``entries`` payments and receipts book themselves."""

    applications: Sequence[FundApplication] = ()
    payments: Sequence[Payment] = ()
    recoveries: Sequence[Recovery] = ()
    shares: Sequence[DebtorShare] = ()
    receipts: Sequence[RepaymentReceipt] = ()
    refunds: Sequence[RefundReceipt] = ()
    entries: Sequence[LedgerEntry] = ()
    steps: Sequence[StepTaken] = ()
    parties: Sequence[Party] = ()
    accidents: Mapping[str, date] = field(default_factory=dict)  # case → day
    custody: Sequence[CustodyEntry] = ()
    outside: Sequence[OutsideFigure] = ()


def report(
    records: FundRecords, since: date, until: date, calendar: WorkCalendar | None = None
) -> FundReport:
    """The return of a span of days."""
    return fund_report.report(
        _rows(records, since, until), _ever(records, since, until), since, until, calendar
    )


def _in(day: date | None, since: date, until: date) -> bool:
    return day is not None and since <= day <= until


def _rows(it: FundRecords, since: date, until: date) -> SpanRows:
    mine = [a for a in it.applications if a.serial is not None and a.is_live]
    return SpanRows(
        asked=[a.case_id for a in mine if _in(a.received_on, since, until)],
        accepted=[a.case_id for a in mine if _in(a.accepted_on, since, until)],
        not_accepted=[
            a.case_id
            for a in mine
            if a.state is FundState.NOT_ACCEPTED and _in(a.state_since, since, until)
        ],
        decided=[
            DecidedRow(
                a.case_id, a.approved, a.refusal_codes, a.decided_on, a.decide_due,
                a.complete_on or a.accepted_on,
            )
            for a in mine
            if a.decided_on is not None and since <= a.decided_on <= until
        ],
        paid=_paid(it, since, until),
        receipts=[
            ReceiptRow(r.case_id, _source(it, r), e.amount, _after(it, r))
            for e, r in _recovered(it)
            if _in(e.booked_on, since, until)
        ],
        written_off=_gone(it, since, until),
        book=_by_kind(
            e
            for e in it.entries
            if e.is_live and _in(e.booked_on, since, until) and e.kind is not LedgerKind.OPENING
        ),
        custody={
            "in": _sum(
                e.amount
                for e in it.custody
                if _in(e.booked_on, since, until)
                and e.kind in (CustodyKind.RECEIVED, CustodyKind.INTEREST)
            ),
            "out": -_sum(
                e.amount
                for e in it.custody
                if _in(e.booked_on, since, until)
                and e.kind not in (CustodyKind.RECEIVED, CustodyKind.INTEREST)
            ),
        },
        outside=it.outside,
    )  # fmt: skip


def _paid(it: FundRecords, since: date, until: date) -> list[PaidRow]:
    applications = {a.id: a for a in it.applications}
    parties = {p.id: p for p in it.parties}
    payments = {p.id: p for p in it.payments}
    receipts = {r.id: r for r in it.refunds}

    def row(e: LedgerEntry, key: str, *, counts: bool, paid_on: date | None) -> PaidRow:
        a = applications[key]
        victim = parties.get(a.victim_id)
        return PaidRow(
            case_id=a.case_id,
            application_id=a.id,
            victim_id=a.victim_id,
            kind=a.kind.value,
            situation=a.situation.value if a.situation else "",
            hospital=a.hospital,
            amount=-e.amount,
            counts=counts,
            born_on=(victim.birth_date or born_on(victim.id_number)) if victim else None,
            accident_on=it.accidents.get(a.case_id),
            household=victim.household_address if victim else "",
            decided_on=a.decided_on,
            pay_due=a.pay_due,
            paid_on=paid_on,
        )

    found: list[PaidRow] = []
    for e in it.entries:
        if not e.is_live or not _in(e.booked_on, since, until):
            continue
        if e.kind in (LedgerKind.PAID_OUT, LedgerKind.RETURNED) and e.subject_id in payments:
            p = payments[e.subject_id]
            stands = e.kind is LedgerKind.PAID_OUT and p.state is PaymentState.PAID
            found.append(row(e, p.application_id, counts=stands, paid_on=p.paid_on))
        if e.kind is LedgerKind.REFUNDED and e.subject_id in receipts:
            r = receipts[e.subject_id]
            found.append(row(e, r.application_id, counts=False, paid_on=r.received_on))
    return found


def _recovered(it: FundRecords) -> list[tuple[LedgerEntry, RepaymentReceipt]]:
    receipts = {r.id: r for r in it.receipts}
    return [
        (e, receipts[e.subject_id])
        for e in it.entries
        if e.is_live and e.kind is LedgerKind.RECOVERED and e.subject_id in receipts
    ]


def _source(it: FundRecords, receipt: RepaymentReceipt) -> str:
    mine = [s for s in it.shares if s.recovery_id == receipt.recovery_id]
    for share in mine:
        if receipt.debtor_id and receipt.debtor_id in (share.id, share.party_id):
            return share.basis.value
    for share in mine:
        if share.name == receipt.payer_name:
            return share.basis.value
    return "other"


def _write_offs(it: FundRecords, recovery_id: str) -> list[StepTaken]:
    return [
        s
        for s in it.steps
        if (s.subject_id, s.process, s.event) == (recovery_id, "recovery", "write_off")
    ]


def _after(it: FundRecords, receipt: RepaymentReceipt) -> bool:
    recovery = next(r for r in it.recoveries if r.id == receipt.recovery_id)
    return recovery.written_off > 0 and any(
        s.created_at is not None
        and receipt.created_at is not None
        and s.created_at <= receipt.created_at
        for s in _write_offs(it, recovery.id)
    )


def _ours(it: FundRecords, recovery: Recovery) -> bool:
    return any(
        e.kind is LedgerKind.PAID_OUT and e.subject_id == recovery.payment_id for e in it.entries
    )


def _gone(it: FundRecords, since: date, until: date) -> list[WriteOffRow]:
    return [
        WriteOffRow(r.case_id, r.written_off)
        for r in it.recoveries
        if r.written_off > 0
        and _ours(it, r)
        and any(_in(s.occurred_on, since, until) for s in _write_offs(it, r.id))
    ]


def _ever(it: FundRecords, since: date, until: date) -> Ever:
    known = {a.id: a for a in it.applications}
    now = [e for e in it.entries if e.is_live and e.booked_on <= until]
    opening = [e for e in now if e.booked_on < since or e.kind is LedgerKind.OPENING]
    lent = [
        row.amount
        for row in _paid(it, date.min, until)
        if known[row.application_id].kind is not FundKind.HARDSHIP
    ]
    came = [(r, e) for e, r in _recovered(it) if e.booked_on <= until]
    living = [r for r in it.recoveries if r.is_live and _ours(it, r)]
    plan = [r for r in living if r.state in _PLAN]
    suing = [r for r in living if r.state in _COURT]
    return Ever(
        opening=_sum(e.amount for e in opening),
        closing=_sum(e.amount for e in now),
        lent=_sum(lent),
        came_back=_sum(e.amount for r, e in came if not _after(it, r)),
        came_after=_sum(e.amount for r, e in came if _after(it, r)),
        written_off=_sum(row.amount for row in _gone(it, date.min, until)),
        by_plan=_sum(r.outstanding for r in plan),
        planned=[r.case_id for r in plan],
        in_court=len(suing),
        suing=[r.case_id for r in suing],
        custody_held=_sum(e.amount for e in it.custody if e.booked_on <= until),
        idle_months=_idle(it, until),
        spent_year_before=-_sum(
            e.amount
            for e in it.entries
            if e.kind is LedgerKind.PAID_OUT and e.booked_on.year == until.year - 1
        ),
    )


def _idle(it: FundRecords, until: date) -> int:
    """Walk back month by month until one with a payment, or before the book began."""
    begun = min((e.booked_on for e in it.entries), default=None)
    count, year, month = 0, until.year, until.month
    while begun is not None and (year, month) >= (begun.year, begun.month):
        if any(
            e.kind is LedgerKind.PAID_OUT and (e.booked_on.year, e.booked_on.month) == (year, month)
            for e in it.entries
        ):
            break
        count += 1
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return count


def _by_kind(entries: Iterable[LedgerEntry]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for e in entries:
        found[e.kind.value] = found.get(e.kind.value, ZERO) + e.amount
    return found


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


__all__ = ["FundRecords", "period", "report"]

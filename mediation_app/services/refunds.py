"""Over-payments (多付退款, P1–P4): opened by an adjustment (E21), confirmed, told, taken in.

Nothing of the paid order is edited: what comes back is a receipt of the refund, a line of the
fund's book, and it lowers the recovery's debt once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import Party
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.refund_findings import Suspicion, suspicions
from mediation_app.domain.refund_rules import claimed, paid_payment, room
from mediation_app.domain.refunds import Refund, RefundReceipt, RefundState
from mediation_app.domain.workflow.engine import Offer, Position, Step, check, offers
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.domain.workflow.refunds import (
    OPEN,
    REFUND,
    Settlement,
    receipt_of,
    seats_of,
    sitting,
    taken,
)
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import (
    Reckoner,
    fund_in,
    office_of,
    steps_of,
    with_fund,
)
from mediation_app.services.fund_records import step_taken
from mediation_app.services.posting import entry_serial, post

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

_MONEY = ("receive", "offset")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundView:
    """One refund with all its page shows: what may be done with it, what came, its history."""

    case: CaseFile
    file: FundFile
    refund: Refund
    cause_label: str
    receipts: tuple[RefundReceipt, ...]
    offers: tuple[Offer, ...]
    history: tuple[StepTaken, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundsView:
    """The over-payments of an application: what was opened, what the case hints at, sums in yuan.

    ``room`` is the most that can still be asked back of the payment.
    """

    application_id: str
    refunds: tuple[RefundView, ...]
    suspicions: tuple[Suspicion, ...]
    paid: Money
    claimed: Money
    returned: Money
    open: Money
    room: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """One refund in a list, sums in yuan."""

    refund_id: str
    application_id: str
    case_id: str
    number: str
    application_number: str
    victim_name: str
    state: RefundState
    debtor_name: str
    cause_label: str
    amount: Money
    open: Money
    due_on: date | None


class RefundService:
    """Use cases of over-payment and refund."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self._reckoner = Reckoner(context)

    # Reading --------------------------------------------------------------------------------

    def of(self, actor: Actor, application_id: str) -> RefundsView:
        """The refunds of an application and what the case hints at. Raises NotFound."""
        with self._store.read(actor) as reader:
            case = reader.case_file(reader.get(FundApplication, application_id).case_id)
            file = fund_in(case, application_id)
            names = _people(reader) if file.refunds else {}
            views = tuple(self._view(reader, actor, case, file, r, names) for r in file.refunds)
        payment = paid_payment(file)
        return RefundsView(
            application_id=application_id,
            refunds=views,
            suspicions=suspicions(case, file),
            paid=payment.amount if payment is not None else ZERO,
            claimed=claimed(file, payment.id) if payment is not None else ZERO,
            returned=sum((refund.returned for refund in file.refunds), ZERO),
            open=sum((r.open_amount for r in file.refunds if r.state in OPEN), ZERO),
            room=room(file),
        )

    def view(self, actor: Actor, refund_id: str) -> RefundView:
        """One refund. Raises NotFound."""
        with self._store.read(actor) as reader:
            case, file, refund = _loaded(reader, refund_id)
            return self._view(reader, actor, case, file, refund, _people(reader))

    def open_ones(self, actor: Actor) -> tuple[RefundRow, ...]:
        """All refunds that are not over, the one that is due first at the top."""
        with self._store.read(actor) as reader:
            found = reader.records(Refund, state=[state.value for state in OPEN])
            rows = [self._row(reader, refund) for refund in found]
        return tuple(sorted(rows, key=lambda row: (row.due_on or date.max, row.refund_id)))

    def _row(self, reader: Reader, refund: Refund) -> RefundRow:
        application = reader.get(FundApplication, refund.application_id)
        victim = reader.get(Party, application.victim_id) if application.victim_id else None
        return RefundRow(
            refund_id=refund.id,
            application_id=application.id,
            case_id=refund.case_id,
            number=refund.number,
            application_number=application.number,
            victim_name=victim.name if victim is not None else "",
            state=refund.state,
            debtor_name=refund.debtor_name,
            cause_label=self._cause(refund),
            amount=refund.amount,
            open=refund.open_amount,
            due_on=refund.due_on,
        )

    def _view(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        file: FundFile,
        refund: Refund,
        names: Mapping[str, str],
    ) -> RefundView:
        position = self._position(reader, actor, case, file, refund)
        seats = seats_of(refund, file.application)
        held = sitting(refund, file.application, case.steps)
        return RefundView(
            case=case,
            file=file,
            refund=refund,
            cause_label=self._cause(refund),
            receipts=tuple(r for r in file.refund_receipts if r.refund_id == refund.id),
            offers=offers(REFUND, refund.state.value, position, held),
            history=steps_of(case, refund.id),
            names={seat: names.get(person, "") for seat, person in seats.items()},
        )

    def _cause(self, refund: Refund) -> str:
        entry = self._context.rulebook.reasons("M").get(refund.cause)
        return entry.label if entry is not None else refund.cause

    # Writing --------------------------------------------------------------------------------

    def perform(
        self,
        actor: Actor,
        refund_id: str,
        event: str,
        occurred_on: date,
        facts: Mapping[str, Any] | None = None,
    ) -> Outcome[FundFile]:
        """Take a step of the refund's process (``REFUND``).

        Raises NotAllowed with every reason, InvalidInput for facts that cannot be read.
        """
        given = dict(facts or {})

        def work(unit: UnitOfWork) -> FundFile:
            case, file, refund = _loaded(unit, refund_id)
            source = refund.state.value
            row = REFUND.find(source, event)
            read: dict[str, Any] = read_facts(row, given) if row else given
            settlement = None
            if event == "offset" and read.get("offset_number"):
                settlement = _settlement(unit, str(read["offset_number"]))
                read |= {"offset_number": settlement.number} if settlement else {}
            booked_on = _booked_on(read, occurred_on)
            # the counter is drawn first: whoever books money at the same time waits here
            serial = entry_serial(unit, booked_on) if event in _MONEY else 0
            position = self._position(
                unit, actor, case, file, refund, row, occurred_on, read, settlement
            )
            held = sitting(refund, file.application, case.steps)
            step = check(REFUND, source, event, position, held)
            terms = self._reckoner.terms(self._reckoner.rules(case, file.application))
            who = position.actor.acting_as(step.roles)
            after = taken(refund, step, who, occurred_on, read, terms)
            if step.number_series and not after.number:
                after = _numbered(unit, after, step, occurred_on)
            steps = [step_taken(REFUND.name, step, refund, who, occurred_on, source, read)]
            file = _with(file, after)
            if event in _MONEY:
                receipt = receipt_of(after, step, who, occurred_on, read, _own_number(file, after))
                file = _received(file, after, receipt)
                post(unit, _entry(after, receipt, booked_on, serial))
                over = REFUND.find(after.state.value, "complete")
                if over is not None and after.open_amount == 0:
                    file = _with(file, taken(after, over, who, occurred_on, {}, terms))
                    part = after.state.value
                    steps.append(step_taken(REFUND.name, over, refund, who, occurred_on, part, {}))
            whole = replace(with_fund(case, file), steps=(*case.steps, *steps))
            return fund_in(unit.save(case, whole), file.application.id)

        return Outcome(*self._store.run(actor, f"refund.{event}", work))

    def receive(
        self,
        actor: Actor,
        refund_id: str,
        amount: Money,
        received_on: date,
        *,
        bank_serial: str,
        payer_name: str,
        late_reason: str = "",
    ) -> Outcome[FundFile]:
        """P3: money that came back to the fund's account, with its bank serial number."""
        facts = {
            "amount": amount,
            "received_on": received_on,
            "bank_serial": bank_serial,
            "payer_name": payer_name,
            "late_reason": late_reason,
        }
        return self.perform(actor, refund_id, "receive", received_on, facts)

    def offset(
        self,
        actor: Actor,
        refund_id: str,
        amount: Money,
        occurred_on: date,
        *,
        offset_number: str,
        agreement: str,
        late_reason: str = "",
    ) -> Outcome[FundFile]:
        """P4: set off against a later settlement with the same hospital, which agreed in writing.

        ``offset_number`` is the number of that payment order (or of its application),
        ``agreement`` says where the hospital's consent is.
        """
        facts = {
            "amount": amount,
            "offset_number": offset_number,
            "agreed": True,
            "agreement": agreement,
            "late_reason": late_reason,
        }
        return self.perform(actor, refund_id, "offset", occurred_on, facts)

    # Parts ----------------------------------------------------------------------------------

    def _position(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        file: FundFile,
        refund: Refund,
        step: Step | None = None,
        occurred_on: date | None = None,
        facts: Mapping[str, Any] | None = None,
        settlement: Settlement | None = None,
    ) -> Position:
        position = self._reckoner.position(
            reader,
            actor,
            case,
            file,
            step,
            occurred_on=occurred_on,
            facts=facts,
            subject_id=refund.id,
        )
        return _with_refund(position, refund, settlement)


def _with_refund(
    position: Position, refund: Refund, settlement: Settlement | None = None
) -> Position:
    profile = {**position.profile, "refund": refund, "settlement": settlement}
    return replace(position, profile=profile)


def _people(reader: Reader) -> dict[str, str]:
    from mediation_app.domain.offices import Person

    return {person.id: person.name for person in reader.records(Person)}


def _loaded(reader: Reader, refund_id: str) -> tuple[CaseFile, FundFile, Refund]:
    known = reader.get(Refund, refund_id)
    case = reader.case_file(known.case_id)
    file = fund_in(case, known.application_id)
    return case, file, next(refund for refund in file.refunds if refund.id == refund_id)


def _booked_on(facts: Mapping[str, Any], occurred_on: date) -> date:
    day = facts.get("received_on")
    return day if isinstance(day, date) else occurred_on


def _numbered(unit: UnitOfWork, refund: Refund, step: Step, on: date) -> Refund:
    serial = unit.draw_number(step.number_series, on.year)
    number = official_number(step.number_series, office_of(unit), on.year, serial)
    return replace(refund, number=number, number_year=on.year, serial=serial)


def _with(file: FundFile, refund: Refund) -> FundFile:
    refunds = tuple(refund if r.id == refund.id else r for r in file.refunds)
    return replace(file, refunds=refunds)


def _received(file: FundFile, refund: Refund, receipt: RefundReceipt) -> FundFile:
    """The receipt, and the recovery's debt down by it: the one place where that happens."""
    recoveries = tuple(
        replace(r, refunded=r.refunded + receipt.amount) if r.id == refund.recovery_id else r
        for r in file.recoveries
    )
    return replace(file, recoveries=recoveries, refund_receipts=(*file.refund_receipts, receipt))


def _own_number(file: FundFile, refund: Refund) -> str:
    payment = next((p for p in file.payments if p.id == refund.payment_id), None)
    paid = payment.number if payment is not None else ""
    return f"{file.application.number}（拨付凭证 {paid}）"


def _entry(refund: Refund, receipt: RefundReceipt, on: date, serial: int) -> LedgerEntry:
    words = receipt.offset_note or f"{refund.number} {receipt.payer_name} 多付退回".strip()
    return LedgerEntry(
        id=new_id(),
        kind=LedgerKind.REFUNDED,
        booked_on=on,
        amount=receipt.amount,
        case_id=refund.case_id,
        subject_id=receipt.id,
        note=words[:200],
        serial=serial,
        number_year=on.year,
        bank_serial=receipt.bank_serial,
    )


def _settlement(reader: Reader, number: str) -> Settlement | None:
    """The paid order by its number, or by the number of its application."""
    found = reader.records(Payment, number=number)
    if not found:
        applications = reader.records(FundApplication, number=number)
        keys = [application.id for application in applications]
        found = reader.records(Payment, application_id=keys) if keys else ()
    payment = next((p for p in found if p.state is PaymentState.PAID), None)
    if payment is None:
        return None
    application = reader.get(FundApplication, payment.application_id)
    offset = sum(
        (r.amount for r in reader.records(RefundReceipt, offset_number=payment.number)),
        Decimal("0.00"),
    )
    return Settlement(
        number=payment.number,
        application_number=application.number,
        application_id=application.id,
        payee_name=payment.payee_name,
        amount=payment.amount,
        paid_on=payment.paid_on,
        offset=offset,
    )


__all__ = ["RefundRow", "RefundService", "RefundView", "RefundsView"]

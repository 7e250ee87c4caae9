"""Recovery (追偿): who owes the fund what, what came back, and what may lawfully be written off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.calendar import DueDate
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import yuan
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.recovery_sums import Instalment, ReceiptLine, RecoveryStand, stand
from mediation_app.domain.recovery_sums import schedule as monthly
from mediation_app.domain.workflow.engine import Offer, Position, Step, check, offers
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.domain.workflow.recovery import LIVING, RECOVERY, seats_of
from mediation_app.errors import InvalidInput, NotAllowed, NotFound, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import Reckoner, fund_in, with_fund
from mediation_app.services.fund_records import step_taken

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

ZERO = Decimal("0.00")

# What a step documents as an act of recovery (R10 counts them).
ACTIONS = {
    "tell": "notice",
    "demand": "demand",
    "sue": "lawsuit",
    "enforce": "enforcement",
    "enforced_out": "enforcement",
    "hold": "inquiry",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryView:
    """Everything one page about a recovery shows."""

    case: CaseFile
    file: FundFile
    recovery: Recovery
    stand: RecoveryStand
    owed: Money
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRow:
    """One recovery in a list, sums in yuan."""

    recovery_id: str
    application_id: str
    case_id: str
    number: str
    state: RecoveryState
    state_label: str
    debtors: str
    opening: Money
    recovered: Money
    outstanding: Money
    limitation_on: date | None
    next_due: date | None


class RecoveryService:
    """Use cases of recovery."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self._reckoner = Reckoner(context)

    # Reading --------------------------------------------------------------------------------

    def view(self, actor: Actor, recovery_id: str) -> RecoveryView:
        """The recovery's page. Raises NotFound."""
        with self._store.read(actor) as reader:
            case, file, recovery = _loaded(reader, recovery_id)
            position = self._position(reader, actor, case, file)
        found = offers(RECOVERY, recovery.state.value, position, seats_of(recovery))
        return RecoveryView(
            case=case,
            file=file,
            recovery=recovery,
            stand=self.stand(case, file, self._reckoner.today),
            owed=recovery.outstanding - recovery.recovered_after,
            offers=found,
        )

    def offers(self, actor: Actor, recovery_id: str) -> tuple[Offer, ...]:
        """What this person can do with the recovery now, and why not."""
        return self.view(actor, recovery_id).offers

    def stand(self, case: CaseFile, file: FundFile, on: date) -> RecoveryStand:
        """Where a recovery stands on a day: recovered, outstanding, overdue, rate."""
        recovery = _recovery(file)
        calendar = self._context.rulebook.calendar()
        rows = tuple(
            Instalment(
                number=place,
                nominal=row.due_on,
                due=calendar.add_days(row.due_on, 0, label=f"第 {place} 期应还日"),
                amount=row.amount,
            )
            for place, row in enumerate(file.repayment_rows, start=1)
            if row.due_on is not None
        )
        made = min((r.created_at for r in file.repayment_rows if r.created_at), default=None)
        before: list[ReceiptLine] = []
        on_plan: list[ReceiptLine] = []
        for receipt in file.repayment_receipts:
            if receipt.received_on is None:
                continue
            line = ReceiptLine(
                received_on=receipt.received_on, amount=receipt.amount, payer=receipt.payer_name
            )
            early = made is not None and receipt.created_at and receipt.created_at < made
            (before if early or not rows else on_plan).append(line)
        return stand(recovery.opening, as_of=on, before=before, instalments=rows, receipts=on_plan)

    def open_ones(self, actor: Actor) -> tuple[RecoveryRow, ...]:
        """All recoveries that still run, the one that lapses first at the top."""
        living = [state.value for state in (*LIVING, RecoveryState.WRITE_OFF_ASKED)]
        with self._store.read(actor) as reader:
            found = reader.records(Recovery, state=living)
            rows = [_row(reader, recovery) for recovery in found]
        return tuple(sorted(rows, key=lambda row: (row.limitation_on or date.max, row.number)))

    def all(self, actor: Actor) -> tuple[RecoveryRow, ...]:
        """Every recovery, closed ones included, the newest first."""
        with self._store.read(actor) as reader:
            rows = [_row(reader, recovery) for recovery in reader.records(Recovery)]
        return tuple(reversed(rows))

    # Writing --------------------------------------------------------------------------------

    def perform(
        self,
        actor: Actor,
        recovery_id: str,
        event: str,
        occurred_on: date,
        facts: Mapping[str, Any] | None = None,
    ) -> Outcome[FundFile]:
        """Take a step. Raises NotAllowed with every reason, InvalidInput for unreadable facts."""
        given = dict(facts or {})

        def work(unit: UnitOfWork) -> FundFile:
            case, file, recovery = _loaded(unit, recovery_id)
            source = recovery.state.value
            row = RECOVERY.find(source, event)
            read: dict[str, Any] = read_facts(row, given) if row else given
            serial = unit.draw_number("fund_ledger", occurred_on.year) if event == "receive" else 0
            position = self._position(unit, actor, case, file, row, occurred_on, read)
            step = check(RECOVERY, source, event, position, seats_of(recovery))
            terms = self._reckoner.terms(self._reckoner.rules(case, file.application))
            after = self._after(actor, file, step, occurred_on, read, terms)
            if event == "receive":
                unit.add(_booked(after, read, serial))
            history = step_taken(RECOVERY.name, step, recovery, actor, occurred_on, source, read)
            whole = replace(with_fund(case, after), steps=(*case.steps, history))
            return fund_in(unit.save(case, whole), file.application.id)

        return Outcome(*self._store.run(actor, f"recovering.{event}", work))

    def receive(
        self,
        actor: Actor,
        recovery_id: str,
        amount: Money,
        received_on: date,
        *,
        bank_serial: str,
        payer_name: str,
        debtor_id: str = "",
        late_reason: str = "",
    ) -> Outcome[FundFile]:
        """R5: money on the fund's account, with its bank serial number. Never cash."""
        facts: dict[str, Any] = {
            "amount": amount,
            "received_on": received_on,
            "bank_serial": bank_serial,
            "payer_name": payer_name,
            "debtor_id": debtor_id,
            "late_reason": late_reason,
        }
        return self.perform(actor, recovery_id, "receive", received_on, facts)

    def set_shares(
        self, actor: Actor, recovery_id: str, shares: Sequence[DebtorShare]
    ) -> Outcome[FundFile]:
        """The debtors as the officer confirms them; alternative debtors may exceed the debt."""

        def change(file: FundFile) -> FundFile:
            recovery = _recovery(file)
            for share in shares:
                amount = yuan(share.amount, field="amount")
                if not 0 < amount <= recovery.opening:
                    raise InvalidInput("recovery.share_amount", field="amount")
                if share.recovery_id != recovery.id or share.case_id != recovery.case_id:
                    raise InvalidInput("fund.foreign_record", field="debtor_shares")
            return replace(file, debtor_shares=tuple(shares))

        return self._edit(actor, recovery_id, "recovering.shares", change)

    def plan(
        self,
        actor: Actor,
        recovery_id: str,
        *,
        count: int,
        first_on: date,
        amount: Money | None = None,
    ) -> Outcome[FundFile]:
        """A repayment plan of monthly instalments over what is outstanding (R4 signs it).

        Due days that are off move to the next working day when they are reckoned; the nominal
        day is kept.
        """

        def change(file: FundFile) -> FundFile:
            recovery = _recovery(file)
            rows = monthly(
                recovery.outstanding,
                count,
                first_on,
                self._context.rulebook.calendar(),
                amount=amount,
            )
            return replace(
                file,
                repayment_rows=tuple(
                    RepaymentRow(
                        id=new_id(),
                        case_id=recovery.case_id,
                        recovery_id=recovery.id,
                        position=row.number,
                        due_on=row.due.day if isinstance(row.due, DueDate) else row.nominal,
                        amount=row.amount,
                    )
                    for row in rows
                ),
            )

        return self._edit(actor, recovery_id, "recovering.plan", change)

    def note_action(
        self, actor: Actor, recovery_id: str, kind: str, done_on: date, result: str
    ) -> Outcome[FundFile]:
        """Document an act of recovery: notice, demand, inquiry, lawsuit, enforcement."""

        def change(file: FundFile) -> FundFile:
            if done_on > self._reckoner.today:
                raise InvalidInput("fund.in_future", field="done_on")
            action = _action(_recovery(file), kind, done_on, result)
            return replace(file, recovery_actions=(*file.recovery_actions, action))

        return self._edit(actor, recovery_id, "recovering.action", change)

    def _edit(
        self,
        actor: Actor,
        recovery_id: str,
        action: str,
        change: Callable[[FundFile], FundFile],
    ) -> Outcome[FundFile]:
        def work(unit: UnitOfWork) -> FundFile:
            case, file, recovery = _loaded(unit, recovery_id)
            reasons: list[Reason] = []
            if actor.has(Role.ADMIN):
                reasons.append(Reason(code="fund.admin_no_business"))
            if not actor.has(Role.RECOVERY):
                params = (("roles", Role.RECOVERY.label),)
                reasons.append(Reason(code="workflow.role", params=params))
            if recovery.state not in LIVING:
                params = (("state", recovery.state.label),)
                reasons.append(Reason(code="recovery.not_running", params=params))
            if reasons:
                raise NotAllowed("fund.not_yours", reasons=tuple(reasons))
            whole = with_fund(case, change(file))
            return fund_in(unit.save(case, whole), file.application.id)

        return Outcome(*self._store.run(actor, action, work))

    # Parts ----------------------------------------------------------------------------------

    def _position(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        file: FundFile,
        step: Step | None = None,
        occurred_on: date | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Position:
        recovery = _recovery(file)
        return self._reckoner.position(
            reader,
            actor,
            case,
            file,
            step,
            occurred_on=occurred_on,
            facts=facts,
            subject_id=recovery.id,
        )

    def _after(
        self,
        actor: Actor,
        file: FundFile,
        step: Step,
        on: date,
        facts: Mapping[str, Any],
        terms: Terms,
    ) -> FundFile:
        recovery = _recovery(file)
        changed: dict[str, Any] = {}
        if step.takes_seat:
            changed[f"{step.takes_seat}_id"] = actor.person_id
        if step.target != recovery.state:
            changed |= {"state": RecoveryState(step.target), "state_since": on}
        changed |= _effects(recovery, file, step, on, facts, terms)
        after = replace(recovery, **changed)
        file = replace(
            file, recoveries=tuple(after if r.id == after.id else r for r in file.recoveries)
        )
        if step.event == "receive":
            file = replace(
                file, repayment_receipts=(*file.repayment_receipts, _receipt(after, facts))
            )
        if step.event == "tell":
            told = tuple(replace(s, told_on=s.told_on or on) for s in file.debtor_shares)
            file = replace(file, debtor_shares=told)
        if step.event in ACTIONS:
            text = str(facts.get("note") or facts.get("served_how") or step.label)
            action = _action(after, ACTIONS[step.event], on, text)
            file = replace(file, recovery_actions=(*file.recovery_actions, action))
        return file


def _effects(
    recovery: Recovery,
    file: FundFile,
    step: Step,
    on: date,
    facts: Mapping[str, Any],
    terms: Terms,
) -> dict[str, Any]:
    if step.event == "hold":
        return {"review_on": terms.calendar.add_days(on, terms.rules.recovery_review_days).day}
    if step.event == "tell":
        return {"review_on": None}
    if step.event == "agree":
        last = max((row.due_on for row in file.repayment_rows if row.due_on), default=on)
        term = terms.limitation(last)
        return {"limitation_on": term.day, "limitation_why": term.why}
    if step.event == "receive":
        amount: Decimal = facts["amount"]
        if recovery.written_off > 0:
            return {"recovered_after": recovery.recovered_after + amount}
        return {"recovered": recovery.recovered + amount}
    if step.event == "ask_write_off":
        return {
            "write_off_ground": str(facts["ground"]),
            "write_off_checker_id": "",
            "write_off_approver_id": "",
        }
    if step.event == "write_off":
        return {
            "written_off": recovery.outstanding,
            "write_off_number": str(facts["approval_number"]),
        }
    return {}


def _recovery(file: FundFile) -> Recovery:
    found = file.recovery
    if found is None:
        raise NotFound("recovery.none")
    return found


def _loaded(reader: Reader, recovery_id: str) -> tuple[CaseFile, FundFile, Recovery]:
    known = reader.get(Recovery, recovery_id)
    case = reader.case_file(known.case_id)
    file = fund_in(case, known.application_id)
    # the recovery that is asked for stands last, where ``FundFile.recovery`` looks
    rest = tuple(r for r in file.recoveries if r.id != recovery_id)
    own = next(r for r in file.recoveries if r.id == recovery_id)
    file = replace(file, recoveries=(*rest, own))
    return with_fund(case, file), file, own


def _receipt(recovery: Recovery, facts: Mapping[str, Any]) -> RepaymentReceipt:
    return RepaymentReceipt(
        id=new_id(),
        case_id=recovery.case_id,
        recovery_id=recovery.id,
        debtor_id=str(facts.get("debtor_id") or ""),
        payer_name=str(facts["payer_name"]),
        amount=facts["amount"],
        received_on=facts["received_on"],
        bank_serial=str(facts["bank_serial"]),
    )


def _booked(file: FundFile, facts: Mapping[str, Any], serial: int) -> LedgerEntry:
    receipt = file.repayment_receipts[-1]
    on: date = facts["received_on"]
    recovery = _recovery(file)
    after = "核销后追回 " if recovery.written_off > 0 else ""
    return LedgerEntry(
        id=new_id(),
        kind=LedgerKind.RECOVERED,
        booked_on=on,
        amount=receipt.amount,
        case_id=recovery.case_id,
        subject_id=receipt.id,
        note=f"{after}{recovery.number} {receipt.payer_name}".strip(),
        serial=serial,
        number_year=on.year,
        bank_serial=receipt.bank_serial,
    )


def _action(recovery: Recovery, kind: str, on: date, result: str) -> RecoveryAction:
    return RecoveryAction(
        id=new_id(),
        case_id=recovery.case_id,
        recovery_id=recovery.id,
        done_on=on,
        kind=kind,
        result=result,
    )


def _row(reader: Reader, recovery: Recovery) -> RecoveryRow:
    shares = reader.records(DebtorShare, recovery_id=recovery.id)
    rows = reader.records(RepaymentRow, recovery_id=recovery.id)
    paid, due = recovery.recovered, None
    for row in rows:
        paid -= row.amount
        if paid < 0:
            due = row.due_on
            break
    return RecoveryRow(
        recovery_id=recovery.id,
        application_id=recovery.application_id,
        case_id=recovery.case_id,
        number=recovery.number,
        state=recovery.state,
        state_label=recovery.state.label,
        debtors="、".join(dict.fromkeys(share.name for share in shares if share.name)),
        opening=recovery.opening,
        recovered=recovery.recovered,
        outstanding=recovery.outstanding,
        limitation_on=recovery.limitation_on,
        next_due=due,
    )


__all__ = ["RecoveryRow", "RecoveryService", "RecoveryView"]

"""Recovery (追偿): who owes the fund what, what came back, and what may lawfully be written off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.calendar import DueDate
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import yuan
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentRow,
)
from mediation_app.domain.recovery_sums import Instalment, ReceiptLine, RecoveryStand, stand
from mediation_app.domain.recovery_sums import schedule as monthly
from mediation_app.domain.workflow.engine import Offer, Position, Step, check, offers
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.domain.workflow.recovery import LIVING, RECOVERY, seats_of
from mediation_app.errors import InvalidInput, NotAllowed, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import Reckoner, fund_in, with_fund
from mediation_app.services.fund_records import debtors_after_gross_payment, step_taken
from mediation_app.services.recovery_records import (
    ACTIONS,
    RecoveryRow,
    action_of,
    booked,
    effects,
    loaded,
    receipt_of,
    recovery_of,
    row_of,
)

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryView:
    """Everything one page about a recovery shows."""

    case: CaseFile
    file: FundFile
    recovery: Recovery
    stand: RecoveryStand
    owed: Money
    offers: tuple[Offer, ...]


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
            case, file, recovery = loaded(reader, recovery_id)
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
        recovery = recovery_of(file)
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
            rows = [row_of(reader, recovery) for recovery in found]
        return tuple(sorted(rows, key=lambda row: (row.limitation_on or date.max, row.number)))

    def all(self, actor: Actor) -> tuple[RecoveryRow, ...]:
        """Every recovery, closed ones included, the newest first."""
        with self._store.read(actor) as reader:
            rows = [row_of(reader, recovery) for recovery in reader.records(Recovery)]
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
            case, file, recovery = loaded(unit, recovery_id)
            source = recovery.state.value
            row = RECOVERY.find(source, event)
            read: dict[str, Any] = read_facts(row, given) if row else given
            serial = unit.draw_number("fund_ledger", occurred_on.year) if event == "receive" else 0
            position = self._position(unit, actor, case, file, row, occurred_on, read)
            step = check(RECOVERY, source, event, position, seats_of(recovery))
            terms = self._reckoner.terms(self._reckoner.rules(case, file.application))
            after = self._after(actor, file, step, occurred_on, read, terms)
            if event == "receive":
                unit.add(booked(after, read, serial))
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
            recovery = recovery_of(file)
            for share in shares:
                amount = yuan(share.amount, field="amount")
                if not 0 < amount <= recovery.opening:
                    raise InvalidInput("recovery.share_amount", field="amount")
                if share.recovery_id != recovery.id or share.case_id != recovery.case_id:
                    raise InvalidInput("fund.foreign_record", field="debtor_shares")
            return replace(file, debtor_shares=tuple(shares))

        return self._edit(actor, recovery_id, "recovering.shares", change)

    def shares_after_gross_payment(self, actor: Actor, recovery_id: str) -> tuple[DebtorShare, ...]:
        """A suggestion for ``set_shares`` when the insurer paid the victim without the fund."""
        with self._store.read(actor) as reader:
            case, file, recovery = loaded(reader, recovery_id)
        return debtors_after_gross_payment(case, file.application, recovery)

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
            recovery = recovery_of(file)
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
            action = action_of(recovery_of(file), kind, done_on, result)
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
            case, file, recovery = loaded(unit, recovery_id)
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
        recovery = recovery_of(file)
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
        recovery = recovery_of(file)
        changed: dict[str, Any] = {}
        if step.takes_seat:
            changed[f"{step.takes_seat}_id"] = actor.person_id
        if step.target != recovery.state:
            changed |= {"state": RecoveryState(step.target), "state_since": on}
        changed |= effects(recovery, file, step, on, facts, terms)
        after = replace(recovery, **changed)
        file = replace(
            file, recoveries=tuple(after if r.id == after.id else r for r in file.recoveries)
        )
        if step.event == "receive":
            file = replace(
                file, repayment_receipts=(*file.repayment_receipts, receipt_of(after, facts))
            )
        if step.event == "tell":
            told = tuple(replace(s, told_on=s.told_on or on) for s in file.debtor_shares)
            file = replace(file, debtor_shares=told)
        if step.event in ACTIONS:
            text = str(facts.get("note") or facts.get("served_how") or step.label)
            action = action_of(after, ACTIONS[step.event], on, text)
            file = replace(file, recovery_actions=(*file.recovery_actions, action))
        return file


__all__ = ["RecoveryRow", "RecoveryService", "RecoveryView"]

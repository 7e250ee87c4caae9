"""Use cases of the mediation: register, load, edit, take steps, look up.

Everything about one case goes through here; what the steps mean stands in
``domain.workflow.mediation``. Reads and writes carry the actor; loading a case notes in the
audit trail that personal data were viewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Accident, Case, MediationState
from mediation_app.domain.checks import CheckDay, case_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person
from mediation_app.domain.workflow import engine
from mediation_app.domain.workflow.confirmation import CONFIRMATION
from mediation_app.domain.workflow.engine import Offer, Position, Process, Step
from mediation_app.domain.workflow.mediation import BEFORE, DESK, MEDIATION
from mediation_app.domain.workflow.next_step import next_event
from mediation_app.domain.workflow.taking import new_case_row
from mediation_app.errors import InvalidInput, NotAllowed, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.viewing import Viewing

if TYPE_CHECKING:
    from mediation_app.database.audit import AuditEntry
    from mediation_app.database.queries import CaseQuery, CaseRow, Page
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.domain.agreements import Agreement
    from mediation_app.domain.checks.signatures import Signer
    from mediation_app.domain.compensation import Reckoning
    from mediation_app.domain.records import Money
    from mediation_app.domain.sessions import Session
    from mediation_app.services.agreements import SignatureFacts
    from mediation_app.services.choices import Choices
    from mediation_app.services.history import HistoryEntry
    from mediation_app.services.reckoning import CaseReckoning, Recalculation

PROCESSES: Mapping[str, Process] = {"mediation": MEDIATION, "confirmation": CONFIRMATION}


class CaseService:
    """The mediation of a case from registration to archive."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._viewing = Viewing(context)

    # Registration ---------------------------------------------------------------------------

    def blank(self, actor: Actor) -> CaseFile:
        """An empty case to fill in: not stored, its key already made, the accident prepared."""
        key = new_id()
        case = Case(
            id=key,
            unit_code=actor.unit_code,
            jurisdiction=self._context.rulebook.code,
            registrar_id=actor.person_id,
            requested_on=self.today(),
        )
        return CaseFile(case=case, accidents=(Accident(id=new_id(), case_id=key),))

    def new_case(
        self, actor: Actor, draft: CaseFile, *, occurred_on: date | None = None
    ) -> Outcome[CaseFile]:
        """Register a case (登记) with everything that was entered so far.

        Raises InvalidInput for a wrongly filled field, NotAllowed without the role.
        """
        from mediation_app.domain.case_input import read_case_file
        from mediation_app.domain.editing import fresh
        from mediation_app.services.screening import screened

        on = occurred_on or self.today()
        file = fresh(read_case_file(draft, self.today()))
        position = Position(case=file, actor=actor, today=self.today(), occurred_on=on)
        step = engine.check(MEDIATION, BEFORE, "register", position, {})
        case = replace(
            file.case,
            state=MediationState.REGISTERED,
            state_since=on,
            jurisdiction=file.case.jurisdiction or self._context.rulebook.code,
            registrar_id=actor.person_id,
        )
        case = screened(replace(file, case=case), self._context, on)
        row = new_case_row(case, step, on, actor)
        new = replace(file, case=case, steps=(row,))

        def work(unit: UnitOfWork) -> CaseFile:
            from mediation_app.database.aggregates import records_of

            for record in records_of(new):
                unit.add(record)
            return unit.case_file(case.id)

        return Outcome(*self._context.store.run(actor, "case.register", work))

    # Loading and editing --------------------------------------------------------------------

    def file(self, actor: Actor, case_id: str) -> CaseFile:
        """Everything of one case. Notes the view of personal data once in half an hour."""
        if not self._viewing.is_new(actor, case_id):
            return self.peek(actor, case_id)

        def work(unit: UnitOfWork) -> CaseFile:
            file = unit.case_file(case_id)
            self._viewing.note(unit, actor, file.case)
            return file

        return self._context.store.run(actor, "case.view", work)[0]

    def peek(self, actor: Actor, case_id: str) -> CaseFile:
        """The case without a note in the trail: to refresh what is already on the screen."""
        with self._context.store.read(actor) as reader:
            return reader.case_file(case_id)

    def save(self, actor: Actor, old: CaseFile, new: CaseFile) -> Outcome[CaseFile]:
        """Store what a person changed in a case.

        Raises InvalidInput naming the field, NotAllowed for what only a step may change or what
        is signed, paid or finished, Conflict when somebody else changed the same fields.
        """
        from mediation_app.domain.case_input import read_case_file
        from mediation_app.domain.editing import edit_reasons, on_top_of
        from mediation_app.services.freezing import keep_agreed_sums
        from mediation_app.services.screening import screened

        if not actor.has(*DESK):
            raise NotAllowed("cases.desk_only")
        read = read_case_file(new, self.today())
        wanted = replace(read, steps=new.steps, funds=new.funds)

        def work(unit: UnitOfWork) -> CaseFile:
            standing = unit.case_file(old.case.id)
            against = edit_reasons(old, wanted, standing)
            if against:
                raise NotAllowed("cases.not_editable", reasons=against)
            unit.save(*on_top_of(standing.case, old, wanted))
            stored = unit.case_file(old.case.id)
            case = screened(stored, self._context, self.today())
            if case is not stored.case:
                unit.change(stored.case, case)
                stored = unit.case_file(old.case.id)
            return keep_agreed_sums(unit, self._context, standing, stored)

        return Outcome(*self._context.store.run(actor, "case.edit", work))

    def problems(self, draft: CaseFile) -> tuple[InvalidInput, ...]:
        """What is wrongly filled in a draft, for marking the fields while typing."""
        from mediation_app.domain.case_input import input_problems

        return input_problems(draft, self.today())

    # Steps -------------------------------------------------------------------------------------

    def offers(self, actor: Actor, case_id: str) -> tuple[Offer, ...]:
        """All steps that leave the present state, with what speaks against each."""
        return self.offers_for(self.peek(actor, case_id), actor)

    def offers_for(self, file: CaseFile, actor: Actor) -> tuple[Offer, ...]:
        """The same for a case that is already loaded: mediation first, then confirmation."""
        position = self._position(file, actor)
        found = engine.offers(MEDIATION, file.case.state.value, position, {})
        if file.case.effective_on is not None:
            found += engine.offers(CONFIRMATION, file.case.confirmation.value, position, {})
        return found

    def next_step(self, file: CaseFile, actor: Actor) -> Offer | None:
        """The one step the desk does next, allowed or not; None when nothing is left.

        The agreement still to be drafted is no step: then ``drafts_next`` says so.
        """
        event = next_event(file)
        for offer in self.offers_for(file, actor):
            if offer.step.event == event:
                return offer
        return None

    def drafts_next(self, file: CaseFile) -> bool:
        """Whether the next thing to do is to draft the agreement (拟定协议)."""
        return next_event(file) == "draft_agreement"

    def perform(
        self,
        actor: Actor,
        case_id: str,
        event: str,
        *,
        occurred_on: date | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> Outcome[CaseFile]:
        """Take a step of the mediation or of the judicial confirmation.

        ``occurred_on`` is the day it happened (today when not given); more than one working day
        ago needs the fact ``late_reason``. Raises NotAllowed with all reasons, InvalidInput for
        a fact that cannot be read.
        """
        from mediation_app.services.case_steps import perform_step

        def work(unit: UnitOfWork) -> CaseFile:
            return perform_step(
                unit, self._context, actor, case_id, event, occurred_on, dict(facts or {})
            )

        return Outcome(*self._context.store.run(actor, f"case.{event}", work))

    def choices(self, actor: Actor, file: CaseFile, step: Step) -> dict[str, Choices]:
        """What a step's facts are chosen from: (code, label) pairs by fact name."""
        from mediation_app.services.choices import choices_for

        return choices_for(self._context, actor, file, step)

    def session_clashes(
        self, actor: Actor, mediator_id: str, starts_at: datetime, *, session_id: str = ""
    ) -> tuple[Session, ...]:
        """Other sessions of the mediator within two hours of a moment (a warning, no more)."""
        from mediation_app.database import today_lists

        hours = timedelta(hours=2)
        with self._context.store.connection() as connection:
            rows = today_lists.sessions_between(
                connection, actor.unit_code, starts_at - hours, starts_at + hours
            )
        return tuple(
            session
            for session, _, _ in rows
            if session.mediator_id == mediator_id and session.id != session_id and not session.held
        )

    def session_overlaps(self, actor: Actor, file: CaseFile) -> tuple[Reason, ...]:
        """Booked sessions of a case, stored or not, at a time when their mediator leads another."""
        from mediation_app.domain.checks.clashes import session_clashes

        booked = [s for s in file.sessions if not s.held and s.starts_at and s.mediator_id]
        others = {
            other.id: other
            for session in booked
            if session.starts_at is not None
            for other in self.session_clashes(
                actor, session.mediator_id, session.starts_at, session_id=session.id
            )
            if other.case_id != file.case.id  # its own stand in the file as they are now
        }
        waiting = replace(file, sessions=tuple(booked))
        return session_clashes(waiting, others.values())

    # Agreement -----------------------------------------------------------------------------------

    def propose_agreement(self, actor: Actor, file: CaseFile) -> CaseFile:
        """The case with a drafted agreement, clauses and payments reckoned from the losses.

        Nothing is stored: the person looks at it, changes it and saves.
        """
        from mediation_app.services.agreements import proposed

        return proposed(file, self._context, self.today(), actor)

    def reckon(self, file: CaseFile) -> Reckoning:
        """The compensation of the case as it stands, every line with its formula.

        Raises InvalidInput naming the fact that is missing (share, losses, accident day).
        """
        from mediation_app.services.reckoning import reckoned

        return reckoned(file, self._context, self.today())

    def reckoning(self, file: CaseFile) -> CaseReckoning:
        """The same with its tree, the bands and shares, and whether the sums are frozen.

        Raises InvalidInput whose ``field`` leads to what is missing.
        """
        from mediation_app.services.reckoning import case_reckoning

        return case_reckoning(file, self._context, self.today())

    def recalculated(self, file: CaseFile) -> Recalculation:
        """重算: what today's law and facts change against the frozen sums, line by line."""
        from mediation_app.services.reckoning import recalculation

        return recalculation(file, self._context, self.today())

    def freeze(self, actor: Actor, case_id: str, *, reason: str = "") -> Outcome[CaseFile]:
        """Freeze the sums (冻结): law and tree as they are now, for all that follows.

        Happens by itself when the agreement is drafted. Raises InvalidInput when something is
        missing for a reckoning, NotAllowed once the agreement is being signed.
        """
        from mediation_app.services.freezing import freeze

        return Outcome(
            *self._context.store.run(
                actor,
                "case.freeze",
                lambda unit: freeze(unit, self._context, actor, case_id, reason),
            )
        )

    def accept_recalculation(self, actor: Actor, case_id: str, reason: str) -> Outcome[CaseFile]:
        """Take over what 重算 found: a new frozen reckoning by today's law, with the reason.

        Raises InvalidInput without a reason, NotAllowed once the agreement is being signed.
        """
        from mediation_app.services.freezing import accept_recalculation

        return Outcome(
            *self._context.store.run(
                actor,
                "case.recalculate",
                lambda unit: accept_recalculation(unit, self._context, actor, case_id, reason),
            )
        )

    def override_fund_lien(self, actor: Actor, case_id: str, *, reason: str) -> Outcome[CaseFile]:
        """A leader lets the agreement pay the fund less than it advanced, and says why."""
        from mediation_app.services.agreements import override

        return Outcome(
            *self._context.store.run(
                actor, "case.override", lambda unit: override(unit, actor, case_id, reason)
            )
        )

    def add_signature(
        self, actor: Actor, case_id: str, signature: SignatureFacts
    ) -> Outcome[CaseFile]:
        """Note that somebody signed or sealed the agreement (or another paper of the case)."""
        from mediation_app.services.agreements import sign

        return Outcome(
            *self._context.store.run(
                actor,
                "case.signature",
                lambda unit: sign(unit, self._context, actor, case_id, signature),
            )
        )

    def signers(self, file: CaseFile) -> tuple[Signer, ...]:
        """Who must sign the agreement, each with the signature once it is there."""
        from mediation_app.domain.checks.signatures import signers

        return signers(file)

    def record_performance(
        self,
        actor: Actor,
        case_id: str,
        instalment_id: str,
        *,
        paid_on: date,
        amount: Money,
        method: str = "transfer",
        voucher: str = "",
        receiver_name: str = "",
        late_reason: str = "",
    ) -> Outcome[CaseFile]:
        """A payment under the agreement; whether it completes the performance follows."""
        facts: dict[str, object] = {
            "instalment_id": instalment_id,
            "amount": amount,
            "method": method,
            "voucher": voucher,
            "receiver_name": receiver_name,
            "late_reason": late_reason,
        }
        return self.perform(actor, case_id, "perform_part", occurred_on=paid_on, facts=facts)

    def agreement_total(self, agreement: Agreement) -> str:
        """The total in words (大写)."""
        from mediation_app.domain.money import capital

        return capital(agreement.total)

    # Check-up, lists, history ---------------------------------------------------------------------

    def checks(self, file: CaseFile) -> tuple[Reason, ...]:
        """The check-up (文书体检) of a case as it stands: blocking reasons first."""
        from mediation_app.services.bands import band_lookup
        from mediation_app.services.freezing import frozen_checks

        day = CheckDay(
            today=self.today(),
            calendar=self._context.rulebook.calendar(),
            band_of=band_lookup(self._context),
        )
        return (*case_checks(file, day), *frozen_checks(file, self._context, day.today))

    def search(self, actor: Actor, text: str, *, limit: int = 50) -> tuple[CaseRow, ...]:
        """Cases by name (汉字, 全拼, 首字母), plate, phone, ID tail or number."""
        with self._context.store.read(actor) as reader:
            return reader.search_cases(text, limit=limit)

    def page(self, actor: Actor, query: CaseQuery) -> Page[CaseRow]:
        """One page of the case list."""
        with self._context.store.read(actor) as reader:
            return reader.case_page(query)

    def id_by_number(self, actor: Actor, number: str) -> str:
        """The key of the case with an official or short number. Raises NotFound."""
        with self._context.store.read(actor) as reader:
            return reader.case_id_by_number(number)

    def history(
        self, actor: Actor, case_id: str, *, before: int | None = None, limit: int = 200
    ) -> tuple[AuditEntry, ...]:
        """The audit trail of a case, the newest line first."""
        with self._context.store.read(actor) as reader:
            return reader.audit_page(case_id=case_id, before=before, limit=limit)

    def told(
        self, actor: Actor, case_id: str, *, before: int | None = None, limit: int = 200
    ) -> tuple[HistoryEntry, ...]:
        """The history as people read it, the newest act first; page on with the last ``seq``."""
        from mediation_app.services.history import history_entries

        return history_entries(self.history(actor, case_id, before=before, limit=limit))

    def mediators(self, actor: Actor) -> tuple[Person, ...]:
        """The people who may be appointed mediator."""
        with self._context.store.read(actor) as reader:
            people = reader.records(Person, order_by="name", active=True)
        return tuple(person for person in people if "mediator" in person.roles)

    # Shared ------------------------------------------------------------------------------------

    def today(self) -> date:
        """The office's date."""
        return today(self._context.clock)

    def _position(self, file: CaseFile, actor: Actor) -> Position:
        from mediation_app.services.bands import band_lookup

        return Position(
            case=file,
            actor=actor,
            today=self.today(),
            calendar=self._context.rulebook.calendar(),
            band_of=band_lookup(self._context),
        )

"""The rescue fund at work: apply, review, check, approve, pay; each step by another person.

Every method takes the actor first. Writes return an ``Outcome`` with the fund file as stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.advance import Advance
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    ApplicantKind,
    FundApplication,
    FundKind,
    FundState,
    Material,
)
from mediation_app.domain.fund_calculation import frozen, in_window
from mediation_app.domain.fund_conclusions import (
    Conclusion,
    conclusions,
    suggested_findings,
)
from mediation_app.domain.fund_dues import told
from mediation_app.domain.fund_review import Completeness, completeness
from mediation_app.domain.fund_screening import Screening, screen
from mediation_app.domain.fund_terms import Term, next_due
from mediation_app.domain.offices import ActingFor, Actor
from mediation_app.domain.parties import Party
from mediation_app.domain.workflow.engine import Offer, Position, Step, acting, check, offers
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.domain.workflow.fund import FUND, NEW
from mediation_app.domain.workflow.fund_effects import Act, Reckoned, take
from mediation_app.domain.workflow.fund_guards import seats_of, sitting
from mediation_app.domain.workflow.fund_rows import SEAT_OF_EVENT
from mediation_app.errors import NotAllowed, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.choices import REASON_GROUPS
from mediation_app.services.fund_drafts import (
    INTAKE_STATES,
    LineDecision,
    decided,
    saved,
    saves,
)
from mediation_app.services.fund_further import further_file
from mediation_app.services.fund_prefill import list_kind, listed, new_application, new_file
from mediation_app.services.fund_queue import Approvals, approvals_of
from mediation_app.services.fund_reckoning import (
    Reckoner,
    balance_of,
    fund_in,
    steps_of,
    with_fund,
)
from mediation_app.services.fund_records import after_step, step_taken
from mediation_app.services.fund_rewind import SinceReturn, since_return
from mediation_app.services.fund_standing import acting_actor, settled
from mediation_app.services.posting import entry_serial
from mediation_app.services.viewing import Viewing

if TYPE_CHECKING:
    from mediation_app.database.eligible_list import EligibleCursor
    from mediation_app.database.queries import FundQuery, FundRow, Page
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.services.screening import EligiblePage

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class FundView:
    """Everything one page about an application shows. Nothing here needs a second question.

    ``advance`` is None while the formula has a hole; ``holes`` says which. ``balance`` of the
    fund is read only where it decides something: before a payment. ``since_return`` is what
    changed since the last return, ``lent`` are the roles somebody else lent to this person today.
    """

    case: CaseFile
    file: FundFile
    victim: Party | None
    offers: tuple[Offer, ...]
    advance: Advance | None
    holes: tuple[Reason, ...]
    completeness: Completeness
    duplicates: tuple[Reason, ...]
    conclusions: tuple[Conclusion, ...]
    seats: Mapping[str, str]
    names: Mapping[str, str]
    history: tuple[StepTaken, ...]
    due: date | None
    due_why: str
    notice_due: Term | None
    balance: Decimal | None
    since_return: SinceReturn | None = None
    lent: tuple[ActingFor, ...] = ()


class FundService:
    """Use cases of the rescue-fund application (救助基金垫付)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self._reckoner = Reckoner(context)
        self._viewing = Viewing(context)

    # Reading --------------------------------------------------------------------------------

    def file(self, actor: Actor, application_id: str) -> FundFile:
        """One application with all that belongs to it. Raises NotFound."""
        with self._store.read(actor) as reader:
            return reader.fund_file(application_id)

    def view(self, actor: Actor, application_id: str) -> FundView:
        """The application's page: case, sums, offers, completeness, history, names.

        Notes the view of personal data once in half an hour.
        """
        from mediation_app.domain.offices import Person

        if self._viewing.is_new(actor, application_id):
            self._store.run(
                actor,
                "application.view",
                lambda unit: self._viewing.note(
                    unit, actor, unit.get(FundApplication, application_id)
                ),
            )
        with self._store.read(actor) as reader:
            case = reader.case_file(reader.get(FundApplication, application_id).case_id)
            file = self._told(case, fund_in(case, application_id))
            application = file.application
            balance = _balance(reader, application)
            position = self._position(reader, actor, case, file, balance=balance)
            people = {person.id: person.name for person in reader.records(Person)}
            found = self._offers(position)
            changed = since_return(reader, case, file)
        advance, holes = self._reckoner.try_advance(case, file)
        seats = seats_of(application)
        terms = self._reckoner.terms(self._reckoner.rules(case, application))
        handled = case.accident.handled_on
        found_again = position.profile.get("duplicates", ())
        duplicates = found_again if isinstance(found_again, tuple) else ()
        return FundView(
            case=case,
            file=file,
            victim=case.party(application.victim_id),
            offers=found,
            advance=advance,
            holes=holes,
            completeness=completeness(file.materials),
            duplicates=duplicates,
            conclusions=conclusions(
                case,
                file,
                screening=self.screen(actor, case),
                advance=advance,
                duplicates=duplicates,
            ),
            seats=seats,
            names={seat: people.get(person, "") for seat, person in seats.items()},
            history=steps_of(case, application_id),
            due=next_due(application, terms),
            due_why=application.pay_why or application.decide_why,
            notice_due=terms.notice(handled) if handled else None,
            balance=balance,
            since_return=changed,
            lent=position.actor.acting_for,
        )

    def offers(self, actor: Actor, application_id: str) -> tuple[Offer, ...]:
        """What this person can do with the application now, and why not."""
        with self._store.read(actor) as reader:
            case = reader.case_file(reader.get(FundApplication, application_id).case_id)
            file = self._told(case, fund_in(case, application_id))
            balance = _balance(reader, file.application)
            return self._offers(self._position(reader, actor, case, file, balance=balance))

    def _told(self, case: CaseFile, file: FundFile) -> FundFile:
        """The file with the terms that could not be told when they began."""
        terms = self._reckoner.terms(self._reckoner.rules(case, file.application))
        return replace(file, application=told(file.application, terms, case.steps))

    def tell_terms(self, actor: Actor) -> ChangeSet:
        """Keep the terms that were 待定 and can be told now; the calendar knows them by itself."""
        from mediation_app.database.fund_waiting import without_term

        with self._store.connection() as connection:
            keys = without_term(connection, actor.unit_code, limit=200)
        changes = ChangeSet()
        for key in keys:

            def work(unit: UnitOfWork, key: str = key) -> None:
                case = unit.case_file(unit.get(FundApplication, key).case_id)
                file = fund_in(case, key)
                now = self._told(case, file)
                if now != file:
                    unit.save(case, with_fund(case, now))

            changes |= self._store.run(actor, "application.terms", work)[1]
        return changes

    def _position(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        file: FundFile,
        step: Step | None = None,
        *,
        occurred_on: date | None = None,
        facts: Mapping[str, Any] | None = None,
        balance: Decimal | None = None,
    ) -> Position:
        """What the guards look at, with who really acts: by own right or under a delegation."""
        base = self._reckoner.position(
            reader, actor, case, file, step,
            occurred_on=occurred_on, facts=facts, balance=balance,
        )  # fmt: skip
        days = (occurred_on,) if occurred_on is not None else ()
        return settled(reader, self._reckoner, base, actor, *days)

    def _offers(self, position: Position) -> tuple[Offer, ...]:
        case, file = position.case, position.fund
        assert file is not None
        found: list[Offer] = []
        state = file.application.state.value
        seats = sitting(file.application, case.steps, SEAT_OF_EVENT)
        for offer in offers(FUND, state, position, seats):
            timing = self._reckoner.timing(case, file, offer.step)
            found.append(replace(offer, reasons=(*offer.reasons, *timing)) if timing else offer)
        return tuple(found)

    def calculate(self, actor: Actor, case: CaseFile, file: FundFile) -> Advance:
        """What the fund would advance on these snapshots, saved or not, explained term by term.

        Raises InvalidInput while the formula has a hole (a C1 without any policy).
        """
        return self._reckoner.advance(case, file)

    def materials(self, actor: Actor, file: FundFile) -> Completeness:
        """How complete the materials are, and what is missing."""
        return completeness(file.materials)

    def screen(self, actor: Actor, case: CaseFile) -> Screening:
        """Eligibility autopilot: which situations hold for each injured or dead person."""
        return screen(case, rules=self._reckoner.rules(case), limits=self._reckoner.limits(case))

    def choices(self, source: str) -> tuple[tuple[str, str], ...]:
        """(code, label) pairs for a fact whose ``source`` names a rule list.

        ``reasons.`` and ``refusal``, ``supplement``, ``reduction``, ``overpaid`` or ``return``.
        """
        group = REASON_GROUPS[source]
        return tuple(
            (code, entry.label) for code, entry in self._context.rulebook.reasons(group).items()
        )

    def page(self, actor: Actor, query: FundQuery) -> Page[FundRow]:
        """One page of the list of applications."""
        with self._store.read(actor) as reader:
            return reader.fund_page(query)

    def eligible(
        self, actor: Actor, *, limit: int = 30, after: EligibleCursor | None = None
    ) -> EligiblePage:
        """可垫付未申请: cases with somebody to pay and no application, the most urgent first."""
        from mediation_app.services.screening import eligible_page

        return eligible_page(self._context, actor, limit=limit, after=after)

    def approvals(self, actor: Actor) -> Approvals:
        """The queue: what waits for me, what lies elsewhere, what I have done."""
        with self._store.read(actor) as reader:
            me = acting_actor(reader, actor, self._reckoner.today)
            return approvals_of(reader, me, self._reckoner)

    # Writing --------------------------------------------------------------------------------

    def start(
        self,
        actor: Actor,
        case_id: str,
        victim_id: str,
        kind: FundKind,
        *,
        applicant_kind: ApplicantKind | None = None,
        channel: str = "窗口",
    ) -> Outcome[FundFile]:
        """E01: a draft filled from the case; its list of materials laid out.

        Raises NotAllowed for a duplicate (CHK-03) and for people who may not.
        """

        def work(unit: UnitOfWork) -> FundFile:
            case = unit.case_file(case_id)
            found = next(
                (v for v in self.screen(actor, case).victims if v.victim_id == victim_id), None
            )
            application = new_application(
                case,
                victim_id,
                FundKind(kind),
                applicant_kind=ApplicantKind(applicant_kind) if applicant_kind else None,
                channel=channel,
                situation=found.situation if found else None,
            )
            wanted = self._context.rulebook.materials(list_kind(case, application))
            file = new_file(case, application, wanted, self._reckoner.rules(case))
            position = self._position(unit, actor, case, file)
            step = check(FUND, NEW, "create", position, {})
            doer = acting(FUND, step, position, {})
            row = step_taken(
                FUND.name, step, application, doer, self._reckoner.today, NEW, {"channel": channel}
            )
            after = replace(with_fund(case, file), steps=(*case.steps, row))
            return fund_in(unit.save(case, after), application.id)

        return Outcome(*self._store.run(actor, "application.create", work))

    def save(self, actor: Actor, old: FundFile, new: FundFile) -> Outcome[FundFile]:
        """Keep what was filled in: form, bill, materials, line decisions, findings.

        What may be changed depends on the state: the form before it is handed in, the review's
        part during the review, nothing afterwards. Raises NotAllowed, InvalidInput, Conflict.
        """

        def work(unit: UnitOfWork) -> FundFile:
            case = unit.case_file(old.application.case_id)
            current = fund_in(case, old.application.id)
            rules = self._reckoner.rules(case, current.application)
            lines = tuple(
                replace(line, in_window=in_window(line, new.application, rules))
                for line in new.bill_lines
            )
            judged = replace(new, bill_lines=lines)
            if current.application.state in INTAKE_STATES:
                kind = list_kind(case, new.application)
                rows = self._context.rulebook.materials(kind)
                judged = listed(case, judged, rows, rules)
            wanted = saved(
                acting_actor(unit, actor, self._reckoner.today).acting_as(saves(current)),
                case,
                current=current,
                old=old,
                new=judged,
                reduction_codes=self._reckoner.reason_codes("K"),
            )
            after = unit.save(with_fund(case, old), with_fund(case, wanted))
            return fund_in(after, old.application.id)

        return Outcome(*self._store.run(actor, "application.save", work))

    def decide_lines(
        self, actor: Actor, application_id: str, decisions: Mapping[str, LineDecision]
    ) -> Outcome[FundFile]:
        """The clerk's decision on bill lines, by the key of the line."""
        with self._store.read(actor) as reader:
            file = reader.fund_file(application_id)
        return self.save(actor, file, decided(file, decisions))

    def accept_whole_bill(self, actor: Actor, application_id: str) -> Outcome[FundFile]:
        """Approve every line that has no decision yet in full (the clerk cuts what he must)."""
        with self._store.read(actor) as reader:
            file = reader.fund_file(application_id)
        open_ = {
            line.id: LineDecision(approved=line.amount)
            for line in file.bill_lines
            if not line.decided
        }
        return self.save(actor, file, decided(file, open_))

    def tick_materials(
        self, actor: Actor, application_id: str, present: Mapping[str, str]
    ) -> Outcome[FundFile]:
        """Mark materials as received: material code → attachment key (or empty)."""
        with self._store.read(actor) as reader:
            file = reader.fund_file(application_id)
        ticked: tuple[Material, ...] = tuple(
            replace(m, present=True, attachment_id=present[m.code] or m.attachment_id)
            if m.code in present
            else m
            for m in file.materials
        )
        return self.save(actor, file, replace(file, materials=ticked))

    def suggest_findings(self, actor: Actor, application_id: str) -> Outcome[FundFile]:
        """Write the conclusions the file suggests as findings, where the clerk has none yet."""
        view = self.view(actor, application_id)
        wanted = suggested_findings(view.file, view.conclusions, actor.person_id)
        return self.save(actor, view.file, wanted)

    def perform(
        self,
        actor: Actor,
        application_id: str,
        event: str,
        occurred_on: date,
        facts: Mapping[str, Any] | None = None,
    ) -> Outcome[FundFile]:
        """Take a step of the process. ``facts`` by name as the step's ``needs`` ask for them;
        ``late_reason`` when it is recorded or done late.

        Raises NotAllowed with every reason, InvalidInput for facts that cannot be read.
        """
        given = dict(facts or {})

        def work(unit: UnitOfWork) -> FundFile:
            case = unit.case_file(unit.get(FundApplication, application_id).case_id)
            file = self._told(case, fund_in(case, application_id))
            application = file.application
            source = application.state.value
            row = FUND.find(source, event)
            read: dict[str, Any] = read_facts(row, given) if row else given
            booked = entry_serial(unit, occurred_on) if _pays(event, row) else 0
            position = self._position(
                unit,
                actor,
                case,
                file,
                row,
                occurred_on=occurred_on,
                facts=read,
                balance=balance_of(unit) if _pays(event, row) else None,
            )
            seats = sitting(application, case.steps, SEAT_OF_EVENT)
            step = check(FUND, source, event, position, seats)
            if step.automatic:
                raise NotAllowed("workflow.no_such_step", process=FUND.label, state=source)
            advance, _ = self._reckoner.try_advance(case, file)
            act = Act(
                step=step,
                case=case,
                file=file,
                actor=acting(FUND, step, position, seats),
                occurred_on=occurred_on,
                facts=read,
                terms=self._reckoner.terms(self._reckoner.rules(case, application)),
                reckoned=frozen(advance) if advance else Reckoned(),
                rules_version=self._context.rulebook.version,
            )
            done = after_step(unit, act, take(act), source=source, booked=booked)
            if event == "uphold_rest":  # what the co-ordination adds is a further application
                case = unit.case_file(case.case.id)
                rest = further_file(case, done, self._context.rulebook)
                self._further(unit, act.actor, case, rest)
            return done

        return Outcome(*self._store.run(actor, f"application.{event}", work))

    def adjusting_application(self, actor: Actor, paid_id: str) -> Outcome[FundFile]:
        """E21: a further application (差额) beside a paid one, which itself is never edited."""

        def work(unit: UnitOfWork) -> FundFile:
            case = unit.case_file(unit.get(FundApplication, paid_id).case_id)
            paid = fund_in(case, paid_id)
            if paid.application.state is not FundState.PAID:
                raise NotAllowed("fund.not_paid")
            file = further_file(case, paid, self._context.rulebook)
            position = self._position(unit, actor, case, file)
            step = check(FUND, NEW, "create", position, {})
            return self._further(unit, position.actor.acting_as(step.roles), case, file)

        return Outcome(*self._store.run(actor, "application.further", work))

    def _further(self, unit: UnitOfWork, doer: Actor, case: CaseFile, file: FundFile) -> FundFile:
        step = FUND.find(NEW, "create")
        assert step is not None
        facts = {"adjusts": file.application.adjusts_id}
        row = step_taken(FUND.name, step, file.application, doer, self._reckoner.today, NEW, facts)
        after = replace(with_fund(case, file), steps=(*case.steps, row))
        return fund_in(unit.save(case, after), file.application.id)


def _balance(reader: Reader, application: FundApplication) -> Decimal | None:
    return balance_of(reader) if application.state in _PAYING else None


_PAYING = (FundState.APPROVED, FundState.TO_PAY, FundState.PAY_FAILED)


def _pays(event: str, row: object) -> bool:
    return event == "confirm_paid" and row is not None

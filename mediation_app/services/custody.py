"""Custody (代管款): compensation for somebody unknown, kept apart from the fund (§3.7, CHK-19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.custody import Custody, CustodyEntry, CustodyKind, CustodyState
from mediation_app.domain.custody_plan import Deduction, deductions, working
from mediation_app.domain.files import CaseFile
from mediation_app.domain.identifiers import parse_id_number, plain
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import Money
from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.workflow.custody import CUSTODY, NEW, seats_of
from mediation_app.domain.workflow.engine import Offer, Position, Step, acting, check, offers
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.errors import InvalidInput, NotFound
from mediation_app.services.base import Context, Outcome
from mediation_app.services.custody_records import changed_by, entry, taken_off
from mediation_app.services.fund_reckoning import Reckoner, office_of, serial_used
from mediation_app.services.fund_records import step_taken
from mediation_app.services.fund_standing import acting_actor
from mediation_app.services.recovery_base import sitting

if TYPE_CHECKING:
    from mediation_app.database.queries import CaseRow
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

_ID_LENGTHS = (15, 18)
_UNKNOWN = "身份不明"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyView:
    """Everything the page of one custody shows; ``planned`` comes off while it was only received."""

    case: CaseFile
    custody: Custody
    entries: tuple[CustodyEntry, ...]
    offers: tuple[Offer, ...]
    planned: tuple[Deduction, ...]
    working: str
    steps: tuple[StepTaken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodySums:
    """The custody ledger in five figures, in yuan; none of them is the fund's income."""

    count: int
    received: Money
    interest: Money
    deducted: Money
    released: Money

    @property
    def held(self) -> Money:
        """What is kept for others now."""
        return self.received + self.interest - self.deducted - self.released


class CustodyService:
    """Use cases of custody."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self._reckoner = Reckoner(context)

    # Reading --------------------------------------------------------------------------------

    def view(self, actor: Actor, custody_id: str) -> CustodyView:
        """The page of one custody. Raises NotFound."""
        with self._store.read(actor) as reader:
            case, it = _loaded(reader, custody_id)
            position = self._position(reader, actor, case, it)
        parts = deductions(case, it) if it.state is CustodyState.RECEIVED else ()
        return CustodyView(
            case=case,
            custody=it,
            entries=tuple(e for e in case.custody_entries if e.custody_id == it.id),
            offers=offers(CUSTODY, it.state.value, position, _seats(case, it)),
            planned=parts,
            working=working(it, parts) if parts else "",
            steps=tuple(step for step in case.steps if step.subject_id == it.id),
        )

    def start(self, actor: Actor, case_id: str) -> Offer:
        """The step that books money in for a victim of this case, with what speaks against it."""
        with self._store.read(actor) as reader:
            case = reader.case_file(case_id)
            position = self._position(reader, actor, case, None)
        return offers(CUSTODY, NEW, position, {})[0]

    def cases(self, actor: Actor, text: str = "", *, limit: int = 30) -> tuple[CaseRow, ...]:
        """Cases to choose from: those found by ``text``, else those with an unknown victim."""
        from mediation_app.database import custody_list

        if text.strip():
            with self._store.read(actor) as reader:
                return reader.search_cases(text, limit=limit)
        with self._store.connection() as connection:
            return custody_list.unknown_victims(connection, actor.unit_code, limit=limit)

    def victims(self, actor: Actor, case_id: str) -> tuple[Party, ...]:
        """For whom money may be kept, the unknown first."""
        with self._store.read(actor) as reader:
            case = reader.case_file(case_id)
        victims = case.parties_with(PartyRole.VICTIM)
        return tuple(sorted(victims, key=lambda party: not party.identity_unknown))

    def page(
        self,
        actor: Actor,
        *,
        states: tuple[CustodyState, ...] = (),
        limit: int = 100,
        after: Custody | None = None,
    ) -> tuple[Custody, ...]:
        """A page of the list, the newest number first."""
        from mediation_app.database import custody_list

        last = (after.number_year or 0, after.serial or 0) if after is not None else None
        with self._store.connection() as connection:
            return custody_list.page(
                connection,
                actor.unit_code,
                states=[state.value for state in states],
                limit=limit,
                after=last,
            )

    def sums(self, actor: Actor) -> CustodySums:
        """What came, what earned interest, what was taken off, what went back."""
        from mediation_app.database import custody_list

        with self._store.connection() as connection:
            count, received, interest, deducted, released = custody_list.sums(
                connection, actor.unit_code
            )
        return CustodySums(
            count=count,
            received=received,
            interest=interest,
            deducted=deducted,
            released=released,
        )

    # Writing --------------------------------------------------------------------------------

    def receive(
        self, actor: Actor, case_id: str, occurred_on: date, facts: Mapping[str, Any]
    ) -> Outcome[Custody]:
        """Book compensation in that came for an unknown victim. Raises NotAllowed, InvalidInput."""
        given = dict(facts)

        def work(unit: UnitOfWork) -> Custody:
            row = CUSTODY.find(NEW, "receive")
            assert row is not None
            read: dict[str, Any] = read_facts(row, given)
            case = unit.case_file(case_id)
            position = self._position(unit, actor, case, None, occurred_on, read)
            step = check(CUSTODY, NEW, "receive", position, {})
            me = position.actor.acting_as(step.roles)
            victim = case.party(str(read["victim_id"]))
            year = occurred_on.year
            serial = unit.draw_number("custody", year)
            it = Custody(
                id=new_id(),
                case_id=case.case.id,
                victim_id=victim.id if victim is not None else "",
                number=official_number("custody", office_of(unit), year, serial),
                number_year=year,
                serial=serial,
                state=CustodyState.RECEIVED,
                state_since=occurred_on,
                deceased=(victim.name if victim is not None else "") or _UNKNOWN,
                reason=str(read["reason"]),
                payer_name=str(read["payer_name"]),
                source=str(read["source"]),
                account=str(read["account"]),
                received=read["amount"],
                received_on=occurred_on,
                keeper_id=actor.person_id,
            )
            # stored before its entry, so that the register ties the number to it
            stored = unit.add(it)
            line = entry(
                unit,
                stored,
                CustodyKind.RECEIVED,
                stored.received,
                occurred_on,
                bank_serial=str(read["bank_serial"]),
                note=stored.payer_name,
            )
            history = step_taken(CUSTODY.name, step, stored, me, occurred_on, NEW, read)
            before = replace(case, custodies=(*case.custodies, stored))
            after = replace(
                before,
                custody_entries=(*case.custody_entries, line),
                steps=(*case.steps, history),
            )
            unit.save(before, after)
            return stored

        return Outcome(*self._store.run(actor, "keeping.receive", work))

    def perform(
        self,
        actor: Actor,
        custody_id: str,
        event: str,
        occurred_on: date,
        facts: Mapping[str, Any] | None = None,
    ) -> Outcome[Custody]:
        """Take a step. Raises NotAllowed with every reason, InvalidInput for unreadable facts."""
        given = dict(facts or {})

        def work(unit: UnitOfWork) -> Custody:
            case, it = _loaded(unit, custody_id)
            source = it.state.value
            row = CUSTODY.find(source, event)
            read: dict[str, Any] = read_facts(row, given) if row else given
            if event == "claim":
                read = self._with_identity(read)
            position = self._position(unit, actor, case, it, occurred_on, read)
            seats = _seats(case, it)
            step = check(CUSTODY, source, event, position, seats)
            me = acting(CUSTODY, step, position, seats)
            after_case, after = self._after(unit, me, case, it, step, occurred_on, read)
            history = step_taken(CUSTODY.name, step, it, me, occurred_on, source, read)
            whole = replace(
                after_case,
                custodies=tuple(after if c.id == it.id else c for c in after_case.custodies),
                steps=(*after_case.steps, history),
            )
            stored = unit.save(case, whole)
            return next(c for c in stored.custodies if c.id == it.id)

        return Outcome(*self._store.run(actor, f"keeping.{event}", work))

    def _after(
        self,
        unit: UnitOfWork,
        actor: Actor,
        case: CaseFile,
        it: Custody,
        step: Step,
        on: date,
        facts: Mapping[str, Any],
    ) -> tuple[CaseFile, Custody]:
        serial = str(facts.get("bank_serial") or "")
        changed = changed_by(it, step.event, on, facts)
        if step.takes_seat:
            changed[f"{step.takes_seat}_id"] = actor.person_id
        if step.target != it.state:
            changed |= {"state": CustodyState(step.target), "state_since": on}
        if step.event == "hold":
            case, it = taken_off(unit, self._reckoner, actor, case, it, on, serial)
        after = replace(it, **changed)
        kinds = {
            "interest": (CustodyKind.INTEREST, 1, "利息"),
            "release": (CustodyKind.RELEASED, -1, it.claimant_name),
            "release_part": (CustodyKind.RELEASED, -1, it.claimant_name),
        }
        if step.event in kinds:
            kind, sign, note = kinds[step.event]
            line = entry(unit, it, kind, sign * facts["amount"], on, bank_serial=serial, note=note)
            case = replace(case, custody_entries=(*case.custody_entries, line))
        return case, after

    def _with_identity(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The claimant's number as the card has it. Raises InvalidInput for a wrong check sign."""
        field = "claimant_id_number"
        number = plain(str(facts.get(field) or ""))
        if len(number) in _ID_LENGTHS:
            found = parse_id_number(number, today=self._reckoner.today, field=field)
            number = found.number
        elif number and len(number) < 5:
            raise InvalidInput("custody.id_number", field=field)
        return facts | ({field: number} if number else {})

    def _position(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        it: Custody | None,
        occurred_on: date | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Position:
        given = dict(facts or {})
        found = self._reckoner.position(
            reader,
            actor,
            case,
            None,
            occurred_on=occurred_on,
            facts=given,
            subject_id=it.id if it is not None else "",
        )
        today = self._reckoner.today
        found = replace(found, actor=acting_actor(reader, actor, occurred_on or today, today))
        profile = dict(found.profile)
        if it is not None:
            profile["custody"] = it
        serial = str(given.get("bank_serial", "")).strip()
        if serial:
            profile["serial_used"] = serial_used(reader, serial)
        return replace(found, profile=profile)


def _seats(case: CaseFile, it: Custody) -> dict[str, frozenset[str]]:
    return sitting(CUSTODY, seats_of(it), case.steps, it.id)


def _loaded(reader: Reader, custody_id: str) -> tuple[CaseFile, Custody]:
    known = reader.get(Custody, custody_id)
    case = reader.case_file(known.case_id)
    it = next((c for c in case.custodies if c.id == custody_id), None)
    if it is None:
        raise NotFound("database.not_found", record="Custody")
    return case, it


__all__ = ["CustodyService", "CustodySums", "CustodyView"]

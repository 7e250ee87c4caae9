"""What the fund services need from the rules and the store before the domain can decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.clock import today
from mediation_app.domain.advance import Advance
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.custody import CustodyEntry
from mediation_app.domain.explain import Source
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication, FundKind, LedgerEntry, Payment
from mediation_app.domain.fund_calculation import reckon
from mediation_app.domain.fund_review import (
    NEAR,
    DuplicateKey,
    duplicate_key,
    duplicates,
    reason,
)
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import MedicalLimits
from mediation_app.domain.fund_terms import Terms, due_of, timing
from mediation_app.domain.moments import local_day
from mediation_app.domain.offices import Actor, Office, Person
from mediation_app.domain.parties import Party
from mediation_app.domain.recovery import RepaymentReceipt
from mediation_app.domain.refunds import RefundReceipt
from mediation_app.domain.workflow.engine import Position, Step
from mediation_app.errors import InvalidInput, NotFound, Reason
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

ZERO = Decimal("0.00")
_MOST_CASES = 50
_SOURCES = {FundKind.RESCUE: "fund.D05", FundKind.FUNERAL: "fund.D09"}


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Reads rules, terms, sums and other applications for one service call."""

    context: Context

    @property
    def today(self) -> date:
        """The office's date."""
        return today(self.context.clock)

    # Rules ----------------------------------------------------------------------------------

    def rules(self, case: CaseFile, application: FundApplication | None = None) -> FundRules:
        """The rules frozen on the application, else those of the accident's day."""
        if application is not None and application.frozen_rules:
            return FundRules.from_json(application.frozen_rules)
        return self.rules_on(accident_day(case) or self.today, case.case.jurisdiction)

    def rules_on(self, day: date, jurisdiction: str = "") -> FundRules:
        """The profile's values of a day."""
        table = self.context.rulebook.profile(jurisdiction or None)
        values: dict[str, object] = {"collective_above": None}
        for key in FundRules.names():
            if not table.has(key):
                continue
            try:
                values[key] = table.value(key, day).value
            except NotFound:
                continue
        return FundRules.from_mapping(values)

    def limits(self, case: CaseFile) -> MedicalLimits | None:
        """The compulsory limits of the accident's day; None where the rules have none."""
        from mediation_app.domain.compensation.law import Bucket

        try:
            row = self.context.rulebook.limits(accident_day(case) or self.today)
        except NotFound:
            return None
        return MedicalLimits(
            at_fault=row.limit(Bucket.MEDICAL, at_fault=True),
            no_fault=row.limit(Bucket.MEDICAL, at_fault=False),
            death_at_fault=row.limit(Bucket.DEATH, at_fault=True),
            death_no_fault=row.limit(Bucket.DEATH, at_fault=False),
        )

    def terms(self, rules: FundRules) -> Terms:
        """Terms under these rules, with the sources of the deadline rules."""
        known = self.context.rulebook.deadlines()
        return Terms(
            calendar=self.context.rulebook.calendar(),
            rules=rules,
            deadlines=known,
        )

    def reason_codes(self, group: str) -> tuple[str, ...]:
        """The codes of a closed list: N 不予, K 核减, B 补正, M 多付."""
        return tuple(self.context.rulebook.reasons(group))

    # Sums -----------------------------------------------------------------------------------

    def advance(self, case: CaseFile, file: FundFile) -> Advance:
        """What the fund advances, explained. Raises InvalidInput while the formula has a hole."""
        rules = self.rules(case, file.application)
        rule = self.context.rulebook.deadlines().get(_SOURCES.get(file.application.kind, ""))
        sources: tuple[Source, ...] = (rule.source,) if rule else ()
        return reckon(case, file, rules=rules, limits=self.limits(case), sources=sources)

    def try_advance(
        self, case: CaseFile, file: FundFile
    ) -> tuple[Advance | None, tuple[Reason, ...]]:
        """The advance, or what the formula still lacks."""
        try:
            return self.advance(case, file), ()
        except InvalidInput as trouble:
            params = tuple((name, str(value)) for name, value in trouble.params.items())
            return None, (Reason(code=trouble.code, place="vehicles", params=params),)

    # Position -------------------------------------------------------------------------------

    def position(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        file: FundFile | None,
        step: Step | None = None,
        *,
        occurred_on: date | None = None,
        facts: Mapping[str, Any] | None = None,
        balance: Decimal | None = None,
        subject_id: str = "",
    ) -> Position:
        """All that the guards of the fund's process look at."""
        given = dict(facts or {})
        application = file.application if file else None
        rules = self.rules(case, application)
        terms = self.terms(rules)
        subject = subject_id or (application.id if application else "")
        last = last_step_on(case, subject) if subject else None
        due = due_of(step.deadline, application, terms) if step and application else None
        profile: dict[str, object] = {
            "rules": rules,
            "refusal_codes": self.reason_codes("N"),
            "overpaid_codes": self.reason_codes("M"),
            "timing": timing(
                occurred_on=occurred_on,
                today=self.today,
                last_on=last,
                due=due,
                terms=terms,
                late_reason=str(given.get("late_reason", "")),
            ),
        }
        if file is not None and application is not None:
            advance, holes = self.try_advance(case, file)
            profile["calculation"] = holes
            profile["proposed"] = advance.amount if advance else ZERO
            profile["duplicates"] = self.duplicates(reader, case, file)
            serial = str(given.get("bank_serial", "")).strip()
            if serial:
                profile["serial_used"] = serial_used(reader, serial)
        return Position(
            case=case,
            fund=file,
            actor=known_actor(reader, actor),
            today=self.today,
            facts=given,
            profile=profile,
            office_balance=balance,
            occurred_on=occurred_on,
            calendar=terms.calendar,
        )

    def timing(self, case: CaseFile, file: FundFile, step: Step) -> tuple[Reason, ...]:
        """What the calendar says about taking a step today: only warnings."""
        rules = self.rules(case, file.application)
        terms = self.terms(rules)
        found = timing(
            occurred_on=None,
            today=self.today,
            last_on=None,
            due=due_of(step.deadline, file.application, terms),
            terms=terms,
            late_reason="",
        )
        return tuple(reason for reason in found if not reason.blocking)

    def duplicates(self, reader: Reader, case: CaseFile, file: FundFile) -> tuple[Reason, ...]:
        """CHK-03 across all cases of the office: the same person, or the same name near in time."""
        if file.application.adjusts_id:
            return ()
        mine = duplicate_key(file, case)
        keys: list[DuplicateKey] = [
            duplicate_key(other, case)
            for other in case.funds
            if other.application.id != file.application.id
        ]
        victim = case.party(file.application.victim_id)
        for other_case in self._cases_with(reader, victim, case):
            keys.extend(
                duplicate_key(fund, other_case)
                for fund in other_case.funds
                if _is_same_person(victim, other_case.party(fund.application.victim_id))
            )
        return duplicates(mine, keys)

    def _cases_with(
        self, reader: Reader, victim: Party | None, case: CaseFile
    ) -> Iterable[CaseFile]:
        """Other cases with applications: of the same number, or the same name near in time.

        Both are found through the search index, whose cost does not grow with the office.
        """
        if victim is None:
            return
        found: set[str] = set()
        if victim.id_number:
            same = reader.search_cases(victim.id_number, limit=_MOST_CASES)
            found |= {row.case_id for row in same}
        day = accident_day(case)
        if victim.name and day is not None:
            for row in reader.search_cases(victim.name, limit=_MOST_CASES):
                if row.accident_at and abs(local_day(row.accident_at) - day) <= NEAR:
                    found.add(row.case_id)
        found.discard(case.case.id)
        if not found:
            return
        applications = reader.records(FundApplication, case_id=tuple(sorted(found)))
        for case_id in sorted({application.case_id for application in applications}):
            yield reader.case_file(case_id)


def _is_same_person(one: Party | None, other: Party | None) -> bool:
    if one is None or other is None:
        return False
    return bool(one.id_number and one.id_number == other.id_number) or one.name == other.name


# Helpers ----------------------------------------------------------------------------------------


def accident_day(case: CaseFile) -> date | None:
    """The day of the accident; None while it is not known."""
    moment = case.accident.occurred_at
    return local_day(moment) if moment else None


def known_actor(reader: Reader, actor: Actor) -> Actor:
    """The actor with the identity number and unit that the office has on file for him."""
    if actor.id_number and actor.organisation:
        return actor
    try:
        person = reader.get(Person, actor.person_id)
    except NotFound:
        return actor
    return replace(
        actor,
        id_number=actor.id_number or person.id_number,
        organisation=actor.organisation or person.organisation,
    )


def office_of(reader: Reader) -> Office:
    """The office whose words stand in the numbers. Raises NotFound."""
    found = reader.records(Office)
    if not found:
        raise NotFound("fund.no_office")
    return found[0]


def last_step_on(case: CaseFile, subject_id: str) -> date | None:
    """The day of the latest step of an application or a recovery."""
    days = [step.occurred_on for step in case.steps if step.subject_id == subject_id]
    return max(days, default=None)


def steps_of(case: CaseFile, subject_id: str) -> tuple[StepTaken, ...]:
    """The history of an application or a recovery, oldest first."""
    return tuple(step for step in case.steps if step.subject_id == subject_id)


def serial_used(reader: Reader, serial: str) -> bool:
    """Whether a bank serial number was booked before: paid out, come back, in the book, kept."""
    return any(reader.exists(record, bank_serial=serial) for record in _WITH_SERIAL)


_WITH_SERIAL = (Payment, RepaymentReceipt, LedgerEntry, RefundReceipt, CustodyEntry)


def balance_of(reader: Reader) -> Decimal:
    """The balance of the fund's book, in yuan."""
    return reader.book_balance()


def book_is_open(reader: Reader) -> bool:
    """Whether the fund's book has its first entry."""
    return reader.exists(LedgerEntry)


def with_fund(case: CaseFile, file: FundFile) -> CaseFile:
    """The case with this fund file in the place of the old one, or added."""
    known = [fund.application.id for fund in case.funds]
    if file.application.id not in known:
        return replace(case, funds=(*case.funds, file))
    funds = tuple(file if f.application.id == file.application.id else f for f in case.funds)
    return replace(case, funds=funds)


def fund_in(case: CaseFile, application_id: str) -> FundFile:
    """The fund file of an application of this case. Raises NotFound."""
    found = case.fund(application_id)
    if found is None:
        raise NotFound("database.not_found", record="FundApplication")
    return found


__all__ = [
    "Reckoner",
    "accident_day",
    "balance_of",
    "book_is_open",
    "fund_in",
    "known_actor",
    "last_step_on",
    "office_of",
    "reason",
    "serial_used",
    "steps_of",
    "with_fund",
]

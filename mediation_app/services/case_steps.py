"""Taking one step of a case inside a unit of work: check, reckon, draw, write."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mediation_app.clock import today
from mediation_app.domain.agreements import Instalment
from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.checks.base import own_instalments, total_of
from mediation_app.domain.fields import read_date
from mediation_app.domain.files import CaseFile
from mediation_app.domain.numbers import case_number
from mediation_app.domain.offices import Actor, Office, Person
from mediation_app.domain.workflow import engine
from mediation_app.domain.workflow.confirmation import CONFIRMATION
from mediation_app.domain.workflow.engine import Position, Process, Step
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.domain.workflow.mediation import MEDIATION
from mediation_app.domain.workflow.taking import Taken, take
from mediation_app.errors import InvalidInput, NotAllowed, NotFound
from mediation_app.services.bands import band_lookup
from mediation_app.services.freezing import keep_agreed_sums

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.services.base import Context

# The deadline rule of the mediation by the source of the case (mediation.md §1.6).
_TERMS = {"04": "mediation.court_assigned", "05": "mediation.court_entrusted"}
_PAYING = ("perform_part", "perform_full")
_ON_THE_TABLE = ("agree", "agree_oral")
_EXTENDING = "extend"
# What every case freezes when it is accepted.
_FROZEN_KEYS = ("window_hours", "window_mode")


def perform_step(
    unit: UnitOfWork,
    context: Context,
    actor: Actor,
    case_id: str,
    event: str,
    occurred_on: date | None,
    facts: dict[str, object],
) -> CaseFile:
    """The case after the step, as stored (the caller commits)."""
    now = today(context.clock)
    calendar = context.rulebook.calendar()
    on = read_date(occurred_on, field="occurred_on") if occurred_on is not None else now
    file = unit.case_file(case_id)
    event = _event(file, event, facts)
    process = _process(event)
    state = file.case.confirmation.value if process is CONFIRMATION else file.case.state.value
    row = process.find(state, event)
    given = read_facts(row, facts) if row is not None else facts
    position = Position(
        case=file,
        actor=actor,
        today=now,
        occurred_on=on,
        facts=given,
        calendar=calendar,
        profile={},
        band_of=band_lookup(context),
    )
    step = engine.check(process, state, event, position, {})
    _late(on, now, calendar, given)
    given = _people(unit, given)
    if event == _EXTENDING and file.case.due_on is not None:
        # the consent of the parties names the term it lengthens
        given = {**given, "old_due_on": file.case.due_on}
    taken = Taken(
        process=process,
        step=step,
        on=on,
        actor=actor,
        facts=given,
        names=_names(unit, file),
        settled=_settled(unit, context, file, step, on),
    )
    unit.save(file, take(file, taken))
    stored = unit.case_file(case_id)
    if event in _ON_THE_TABLE:
        return keep_agreed_sums(unit, context, None, stored)
    return stored


def _process(event: str) -> Process:
    if any(step.event == event for step in CONFIRMATION.steps):
        return CONFIRMATION
    return MEDIATION


def _event(file: CaseFile, event: str, facts: dict[str, object]) -> str:
    """A payment completes the performance or not: the sums decide, not the button."""
    wanted = facts.get("instalment_id")
    if event not in _PAYING or not wanted:
        return event
    amount = facts.get("amount")
    left = False
    for instalment in own_instalments(file):
        paid = _paid(file, instalment)
        if instalment.id == wanted:
            if amount in (None, ""):
                facts["amount"] = amount = instalment.amount - paid
            paid += read_amount(amount)
        left = left or paid < instalment.amount
    return "perform_part" if left else "perform_full"


def read_amount(value: object) -> Any:
    """A sum of money as a fact gives it. Raises InvalidInput."""
    from mediation_app.domain.fields import read_money

    return read_money(value, field="amount")


def _paid(file: CaseFile, instalment: Instalment) -> Any:
    return total_of(p.amount for p in file.performances if p.instalment_id == instalment.id)


def _late(on: date, now: date, calendar: WorkCalendar, facts: dict[str, object]) -> None:
    """More than one working day between happening and recording needs a reason."""
    if str(facts.get("late_reason", "")).strip():
        return
    # a year without its holiday table: three days stand for one working day
    latest = calendar.add_workdays(on, 1).day or on + timedelta(days=3)
    if now > latest:
        raise InvalidInput("workflow.late_reason", field="late_reason", day=on.isoformat())


def _people(unit: UnitOfWork, facts: dict[str, object]) -> dict[str, object]:
    """People named in facts are active people of this office."""
    for name in ("mediator_id", "recorder_id"):
        key = facts.get(name)
        if not key:
            continue
        try:
            person = unit.get(Person, str(key))
        except NotFound:
            raise InvalidInput("cases.unknown_person", field=name) from None
        if not person.active:
            raise InvalidInput("cases.inactive_person", field=name)
    return facts


def _names(unit: UnitOfWork, file: CaseFile) -> dict[str, str]:
    keys = {file.case.mediator_id, file.case.recorder_id} - {""}
    if not keys:
        return {}
    return {person.id: person.name for person in unit.records(Person, id=tuple(keys))}


def _settled(
    unit: UnitOfWork, context: Context, file: CaseFile, step: Step, on: date
) -> dict[str, Any]:
    """What acceptance settles: the term, the frozen rules and, last of all, the number."""
    if not step.number_series:
        return {}
    rulebook = context.rulebook
    settled: dict[str, Any] = {"rules_version": rulebook.version}
    rule = _TERMS.get(file.case.source, step.deadline)
    deadline = rulebook.reckon(rule, on)
    if deadline is not None:
        settled["due_on"] = deadline.day or deadline.due.nominal
        settled["due_why"] = deadline.text[:200]
    known = [key for key in _FROZEN_KEYS if rulebook.profile().has(key)]
    frozen = rulebook.freeze(known, on)
    settled["frozen_rules"] = json.dumps(frozen, ensure_ascii=False, sort_keys=True)
    offices = unit.records(Office)
    if not offices or not offices[0].number_prefix:
        raise NotAllowed("cases.no_prefix")
    serial = unit.draw_number(step.number_series, on.year)
    settled["number"] = case_number(offices[0], on.year, serial)
    settled["number_year"], settled["serial"] = on.year, serial
    return settled

"""Every state × event × role of the mediation and the judicial confirmation."""

from __future__ import annotations

import itertools
import tomllib
from datetime import date
from pathlib import Path

import pytest

from mediation_app.domain.cases import Case, ConfirmationState, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.workflow import engine
from mediation_app.domain.workflow.confirmation import CONFIRMATION
from mediation_app.domain.workflow.engine import Position, Process
from mediation_app.domain.workflow.mediation import MEDIATION
from mediation_app.errors import NotAllowed
from mediation_app.messages import catalogue

HERE = Path(__file__).parent
LETTERS = {"C": Role.CLERK, "M": Role.MEDIATOR, "L": Role.LEADER}
TABLES = {"mediation": MEDIATION, "confirmation": CONFIRMATION}


def written(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def roles_of(letters: str) -> set[Role]:
    return {LETTERS[letter] for letter in letters}


def position(*roles: Role) -> Position:
    return Position(
        case=CaseFile(case=Case(id="c")),
        actor=Actor(person_id="p", name="某", roles=frozenset(roles), unit_code="u"),
        today=date(2026, 6, 24),
    )


def cells(name: str) -> list[tuple[str, str]]:
    states = list(written(name))
    events = sorted({step.event for step in TABLES[name].steps})
    return list(itertools.product(states, events))


@pytest.mark.parametrize("name", TABLES)
def test_every_state_is_written_down(name: str) -> None:
    states = {"mediation": MediationState, "confirmation": ConfirmationState}[name]
    assert {s.value for s in states} | ({""} if name == "mediation" else set()) == set(
        written(name)
    )
    assert set(TABLES[name].states) == {s.value for s in states}


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_has_the_target_and_the_roles_that_were_written_down(name: str) -> None:
    table, wanted = TABLES[name], written(name)
    looked_at = 0
    for state, event in cells(name):
        step = table.find(state, event)
        expected = wanted[state].get(event)
        if expected is None:
            assert step is None, f"{state}.{event} must not exist"
            looked_at += len(Role)
            continue
        assert step is not None, f"{state}.{event} is missing"
        assert step.target == expected[0]
        for role in Role:
            reasons = engine.reasons_against(table, step, position(role), {})
            refused = any(reason.code == "workflow.role" for reason in reasons)
            assert refused == (role not in roles_of(expected[1])), f"{state}.{event} by {role}"
            looked_at += 1
    assert looked_at == len(wanted) * len({s.event for s in table.steps}) * len(Role)


@pytest.mark.parametrize("name", TABLES)
def test_a_cell_has_one_row_only(name: str) -> None:
    seen: set[tuple[str, str]] = set()
    for step in TABLES[name].steps:
        for state in step.sources:
            assert (state, step.event) not in seen
            seen.add((state, step.event))


@pytest.mark.parametrize("name", TABLES)
def test_what_is_not_in_the_table_is_refused_with_a_reason(name: str) -> None:
    table, wanted = TABLES[name], written(name)
    everybody = position(*Role)
    for state, event in cells(name):
        if event not in wanted[state]:
            with pytest.raises(NotAllowed) as caught:
                engine.check(table, state, event, everybody, {})
            assert caught.value.code == "workflow.no_such_step"


def test_the_administrator_has_no_business_here() -> None:
    for table in TABLES.values():
        for step in table.steps:
            assert Role.ADMIN not in step.roles
            assert Role.SUPERVISOR not in step.roles


def test_every_state_can_be_reached_and_every_end_is_an_end() -> None:
    reached, frontier = set(), {""}
    while frontier:
        state = frontier.pop()
        reached.add(state)
        frontier |= {step.target for step in MEDIATION.rows(state)} - reached
    assert reached - {""} == set(MEDIATION.states)
    for state in MEDIATION.states:
        ends = not MEDIATION.rows(state)
        assert ends == (state in MEDIATION.final), state


def test_only_acceptance_draws_a_number() -> None:
    drawing = {step.event: step.number_series for step in MEDIATION.steps if step.number_series}
    assert drawing == {"accept": "case"}


def test_offers_show_every_step_with_its_reasons() -> None:
    offers = engine.offers(MEDIATION, "registered", position(Role.CLERK), {})
    assert {offer.step.event for offer in offers} == set(written("mediation")["registered"])
    accept = next(offer for offer in offers if offer.step.event == "accept")
    assert not accept.allowed
    codes = {reason.code for reason in accept.reasons if reason.blocking}
    assert {"workflow.accident_time", "workflow.side_missing", "workflow.dispute"} <= codes


@pytest.mark.parametrize("process", TABLES.values(), ids=TABLES)
def test_steps_speak_chinese_and_name_facts_once(process: Process) -> None:
    for step in process.steps:
        assert step.label
        assert not step.label.isascii()
        names = [fact.name for fact in step.needs]
        assert len(names) == len(set(names))
        assert all(not fact.label.isascii() for fact in step.needs)


def test_every_reason_of_guards_and_checks_has_a_sentence() -> None:
    import re

    root = Path(engine.__file__).parents[1]
    known = catalogue()
    found = set()
    for path in (*root.glob("checks/*.py"), *root.glob("workflow/*.py"), root / "editing.py"):
        found |= set(re.findall(r'"((?:checks|workflow|cases)\.[a-z_]+)"', path.read_text()))
    assert found
    assert not [code for code in sorted(found) if code not in known]

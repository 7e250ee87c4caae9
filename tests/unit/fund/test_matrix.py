"""Every state × event × role of fund and recovery against tables written from the domain file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.workflow.engine import Process
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_guards import SEATS
from mediation_app.domain.workflow.fund_rows import SEAT_OF_EVENT
from mediation_app.domain.workflow.recovery import RECOVERY

HERE = Path(__file__).parent
Cell = tuple[str, str, str]


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def wanted(name: str) -> dict[Cell, str]:
    """(state, event, role) → target, for everything that is possible."""
    data = table(name)
    cells: dict[Cell, str] = {}
    for row in data["row"]:
        for state in row["from"]:
            for role in row["roles"]:
                assert (state, row["event"], role) not in cells, "a cell stands twice"
                cells[state, row["event"], role] = row["to"]
    for row in data.get("stays", ()):
        for state in row["in"]:
            for role in row["roles"]:
                cells[state, row["event"], role] = state
    return cells


def events(name: str) -> set[str]:
    data = table(name)
    return {row["event"] for row in (*data["row"], *data.get("stays", ()))}


@pytest.mark.parametrize(
    ("process", "states", "file"),
    [
        (FUND, [s.value for s in FundState], "matrix.toml"),
        (RECOVERY, [s.value for s in RecoveryState], "recovery_matrix.toml"),
    ],
    ids=["fund", "recovery"],
)
def test_every_state_event_and_role(process: Process, states: list[str], file: str) -> None:
    expected = wanted(file)
    known = {step.event for step in process.steps}
    assert known == events(file)
    wrong = []
    for state in ["new", *states]:
        for event in sorted(known):
            step = process.find(state, event)
            for role in Role:
                possible = step is not None and role in step.roles and not step.automatic
                target = step.target if step is not None and possible else None
                if target != expected.get((state, event, role.value)):
                    wrong.append((state, event, role.value, target))
    assert not wrong


@pytest.mark.parametrize(
    ("process", "states"), [(FUND, FundState), (RECOVERY, RecoveryState)], ids=["fund", "recovery"]
)
def test_no_row_hides_behind_another(process: Process, states: type[FundState]) -> None:
    assert process.states == tuple(state.value for state in states)
    for state in ("new", *process.states):
        names = [step.event for step in process.rows(state)]
        assert len(names) == len(set(names)), state
    assert all(not process.rows(state) or _only_serving(process, state) for state in process.final)


def _only_serving(process: Process, state: str) -> bool:
    return all(step.event == "serve" and step.target == state for step in process.rows(state))


def test_the_administrator_is_in_no_row() -> None:
    assert not [s.event for s in (*FUND.steps, *RECOVERY.steps) if Role.ADMIN in s.roles]


def test_every_seat_is_apart_from_every_other() -> None:
    data = table("matrix.toml")
    for step in FUND.steps:
        seat = data["seat"].get(step.event)
        if step.event == "reorder":
            # §3.3 E16: made again by another cashier, confirmed by yet another than this one
            assert step.takes_seat == "payer"
            assert "payer" in step.differs_from
            continue
        assert step.takes_seat == (seat or ""), step.event
        if seat:
            assert set(step.differs_from) == set(data["apart"][seat]), step.event


def test_the_history_knows_the_seat_of_every_act() -> None:
    for event, seat in table("matrix.toml")["seat"].items():
        assert SEAT_OF_EVENT[event] == seat
    assert set(SEAT_OF_EVENT.values()) <= set(SEATS)


def test_every_state_can_be_left_or_is_an_end() -> None:
    for process in (FUND, RECOVERY):
        for state in process.states:
            leaving = [s for s in process.rows(state) if s.target != state]
            assert leaving or state in process.final, state


def test_every_state_can_be_reached() -> None:
    for process in (FUND, RECOVERY):
        reached = {"new"}
        while more := {step.target for state in reached for step in process.rows(state)} - reached:
            reached |= more
        assert set(process.states) <= reached

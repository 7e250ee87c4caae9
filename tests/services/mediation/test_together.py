"""Several people at once, on both engines: numbers without gaps, no act lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.cases import MediationState
from mediation_app.domain.ids import new_id
from mediation_app.errors import AppError, NotAllowed
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys, intake
from tests.support.places import Places
from tests.support.stories import office

CASES = 8


def register(workbench: Workbench, clock: SetClock, cast: Cast) -> list[str]:
    clock.put(2026, 6, 16)
    clerk = cast["clerk"]
    return [
        workbench.cases.new_case(
            clerk, intake(workbench.cases.blank(clerk), Keys(*(new_id() for _ in range(8))))
        ).value.case.id
        for _ in range(CASES)
    ]


def test_acceptances_at_once_draw_numbers_without_gaps(
    places: Places, engine_name: str, clock: SetClock
) -> None:
    with office(places, engine_name, "eight-cases", clock, register) as (workbench, cast):
        rows = workbench.cases.search(cast["clerk"], "张桂兰")
        keys = sorted(row.case_id for row in rows)
        assert len(keys) == CASES
        people = (cast["clerk"], cast["mediator"])

        def accept(place: int) -> int:
            done = workbench.cases.perform(
                people[place % 2], keys[place], "accept", facts={"consent": True}
            )
            return done.value.case.serial or 0

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(accept, range(CASES))) == list(range(1, CASES + 1))


def test_one_case_is_accepted_once(places: Places, engine_name: str, clock: SetClock) -> None:
    with office(places, engine_name, "eight-cases", clock, register) as (workbench, cast):
        key = workbench.cases.search(cast["clerk"], "张桂兰")[0].case_id

        def accept(_: int) -> str:
            try:
                workbench.cases.perform(cast["clerk"], key, "accept", facts={"consent": True})
            except AppError as refused:
                assert isinstance(refused, NotAllowed)  # noqa: PT017
                return refused.code
            return "done"

        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(accept, range(4)))
        assert answers == ["done"] + ["workflow.no_such_step"] * 3
        file = workbench.cases.peek(cast["clerk"], key)
        assert file.case.state is MediationState.ACCEPTED
        assert file.case.serial == 1
        assert [step.event for step in file.steps] == ["register", "accept"]

"""The sample cases of the ``demo`` command, played without a screen and told in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.bootstrap import open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.offices import Actor
from mediation_app.errors import InvalidInput
from mediation_app.services.paper_files import short_name
from mediation_app.services.stories import s1_s9, s2_s7
from mediation_app.services.stories.cast import PASSWORD, STORY_PEOPLE, set_up_office
from mediation_app.services.stories.e3 import story_e3
from mediation_app.services.stories.letters import issued
from mediation_app.services.stories.tell import list_papers, tell_case

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench

SIGN_IN_AS = STORY_PEOPLE["clerk"][0]


def play_samples(place: str | Path, folder: Path) -> Iterator[str]:
    """Play the samples into a new store at ``place``, write their papers below ``folder``.

    Yields lines of Chinese as things get done. Raises InvalidInput ``demo.not_empty`` when the
    store holds an office already.
    """
    clock = SetClock(datetime(2026, 2, 12, 8, 30, tzinfo=CHINA))
    with open_workbench(place, clock=clock) as workbench:
        refuse_filled(workbench)
        cast = set_up_office(workbench, clock)
        yield f"单位：{workbench.office.current(cast['clerk']).name}，人员 {len(cast)} 人"
        fled = s2_s7.play_fund(workbench, clock, cast, issued)
        first = story_e3(workbench, clock, cast)
        yield from _tell(workbench, cast["clerk"], first, folder, "样例一  调解、履行、归档")
        told = s1_s9.play(workbench, clock, cast, issued)
        name = "样例二  基金垫付抢救费，调解后追回"
        yield from _tell(workbench, cast["fund_clerk"], told.case_id, folder, name)
        s2_s7.play_recovery(workbench, clock, cast, fled)
        name = "样例三  肇事逃逸，基金垫付，破案后分期追偿"
        yield from _tell(workbench, cast["fund_clerk"], fled.case_id, folder, name)


def refuse_filled(workbench: Workbench) -> None:
    """Raise InvalidInput unless the store is empty: a demo never mixes with other data."""
    if not workbench.people.is_first_run():
        raise InvalidInput("demo.not_empty")


def sign_in_line(shown_place: str) -> str:
    """How to look at what was made."""
    return f"登录名 {SIGN_IN_AS}（登记员），密码 {PASSWORD}；打开窗口：{shown_place}"


def _tell(
    workbench: Workbench, actor: Actor, case_id: str, folder: Path, name: str
) -> Iterator[str]:
    file = workbench.cases.peek(actor, case_id)
    yield from tell_case(file, name)
    target = folder / short_name(file)
    written = workbench.papers.output.write_all(actor, case_id, target)
    titles = [path.stem.split(" ", 2)[-1] for path in written if path.suffix == ".pdf"]
    yield from list_papers(titles, str(target))

"""The sample cases of the ``demo`` command, played without a screen and told in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.bootstrap import open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.money import capital, format_money
from mediation_app.domain.offices import Actor
from mediation_app.domain.workflow.mediation import MEDIATION
from mediation_app.services.stories import s1_s9
from mediation_app.services.stories.cast import PASSWORD, set_up_office
from mediation_app.services.stories.e3 import story_e3

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench

SIGN_IN_AS = "lixue"


def play_samples(data: Path, folder: Path) -> Iterator[str]:
    """Play both samples into a new store at ``data``, write their papers below ``folder``.

    Yields one line of Chinese for each thing that was done.
    """
    clock = SetClock(datetime(2026, 6, 15, 8, 30, tzinfo=CHINA))
    with open_workbench(data, clock=clock) as workbench:
        cast = set_up_office(workbench, clock)
        yield f"单位：{workbench.office.current(cast['clerk']).name}，人员 {len(cast)} 人"
        first = story_e3(workbench, clock, cast)
        yield from _tell_case(workbench, cast["clerk"], first, "样例一")
        yield from _write(workbench, cast["clerk"], first, folder)
        told = s1_s9.play(workbench, clock, cast)
        yield from _tell_case(workbench, cast["clerk"], told.case_id, "样例二")
        yield from _tell_fund(workbench, cast["fund_clerk"], told.application_id)
        yield from _write(workbench, cast["fund_clerk"], told.case_id, folder)
    yield f"数据在 {data}，打开窗口：mediation-app --data {data}"
    yield f"登录名 {SIGN_IN_AS}，口令 {PASSWORD}"


def _tell_case(workbench: Workbench, actor: Actor, case_id: str, name: str) -> Iterator[str]:
    file = workbench.cases.peek(actor, case_id)
    case = file.case
    yield f"{name}：{case.number} {case.summary}"
    labels = {step.event: step.label for step in MEDIATION.steps}
    for step in file.steps:
        if step.process == MEDIATION.name:
            said = labels.get(step.event, "登记")
            yield f"  {step.occurred_on}  {step.person_name}  {said}"
    if file.agreement is not None:
        total = file.agreement.total
        yield f"  协议总额 {format_money(total)} 元（{capital(total)}），现在是{case.state.label}"


def _tell_fund(workbench: Workbench, actor: Actor, application_id: str) -> Iterator[str]:
    fund = workbench.fund.file(actor, application_id)
    application = fund.application
    sum_ = application.approved
    yield f"  救助基金 {application.number}：垫付 {format_money(sum_)} 元（{capital(sum_)}）给{application.payee_name}"
    yield f"  审核期限 {application.decide_why}；拨付期限 {application.pay_why}"
    if fund.recovery is not None:
        back = fund.recovery
        yield f"  追偿：收回 {format_money(back.recovered)} 元，{back.state.label}"


def _write(workbench: Workbench, actor: Actor, case_id: str, folder: Path) -> Iterator[str]:
    case = workbench.cases.peek(actor, case_id).case
    target = folder / f"{case.number_year}-{case.serial:04d}"
    written = workbench.papers.write_all(actor, case_id, target)
    yield f"  文书 {len(written) // 2} 种，Word 和 PDF 各一份，在 {target}"

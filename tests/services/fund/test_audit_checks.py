"""What audits of such funds found (CHK-01 to CHK-23): each is looked for by a test of its name.

Most of them stand beside what they are about; here are those that need the desk as a whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import BillLine, FundState
from mediation_app.errors import NotAllowed
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories import s1_people as who
from mediation_app.services.stories.parts import day, moment
from tests.services.fund.conftest import Desk
from tests.support.source import ROOT

D = Decimal
CHECKS = {f"{number:02d}" for number in range(1, 24)}


def test_every_check_has_its_test() -> None:
    named = {
        found
        for path in (ROOT / "tests").rglob("test_*.py")
        for found in re.findall(
            r"^def test_chk_(\d\d)_", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert named == CHECKS


def reasons_of(desk: Desk, key: str, event: str, **facts: Any) -> set[str]:
    with pytest.raises(NotAllowed) as refused:
        desk.do("fund_clerk", key, event, **facts)
    return {reason.code for reason in refused.value.reasons}


def decided(desk: Desk, key: str) -> None:
    """Every line as it stands, and the three heads of the review."""
    fund, clerk = desk.workbench.fund, desk.cast["fund_clerk"]
    fund.accept_whole_bill(clerk, key)
    fund.suggest_findings(clerk, key)


def test_chk_07_no_treatment_after_the_window_without_explanation(
    either_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = either_desk
    on_time = who.bill

    def late_bill(file: FundFile) -> tuple[BillLine, ...]:
        *lines, last = on_time(file)
        # the window ends on 10-06 at 15:05
        return (*lines, replace(last, served_at=moment(10, 6, 15, 6)))

    monkeypatch.setattr(who, "bill", late_bill)
    key = desk.accepted()
    fund, clerk = desk.workbench.fund, desk.cast["fund_clerk"]
    desk.clock.put(2026, 10, 12, 10)
    fund.accept_whole_bill(clerk, key)
    file = fund.file(clerk, key)
    (late,) = (line for line in file.bill_lines if not line.in_window)
    assert late.amount == D("1260.00")
    fund.decide_lines(clerk, key, {late.id: LineDecision(approved=late.amount)})
    assert "fund.window_unexplained" in reasons_of(desk, key, "recommend", opinion="同意")
    file = fund.file(clerk, key)
    told = replace(file.application, over_window_reason="多脏器功能障碍，医院书面说明在卷")
    fund.save(clerk, file, replace(file, application=told))
    fund.suggest_findings(clerk, key)
    done = desk.do("fund_clerk", key, "recommend", opinion="同意")
    assert done.application.state is FundState.REVIEW2
    assert done.application.eligible == D("86420.00")


def test_chk_16_no_accident_that_the_police_do_not_know(desk: Desk) -> None:
    key = desk.accepted()
    desk.clock.put(2026, 10, 12, 10)
    decided(desk, key)
    clerk = desk.cast["clerk"]
    case_id = desk.workbench.fund.file(clerk, key).application.case_id
    case = desk.workbench.cases.file(clerk, case_id)
    nameless = replace(case.accident, police_case_number="")
    desk.workbench.cases.save(clerk, case, replace(case, accidents=(nameless,)))
    assert "fund.police_case_missing" in reasons_of(desk, key, "recommend", opinion="同意")


def test_chk_23_who_looked_is_on_record(either_desk: Desk) -> None:
    desk = either_desk
    key = desk.accepted()
    bench, checker = desk.workbench, desk.cast["checker"]

    def views() -> int:
        trail = bench.cases.history(checker, bench.fund.file(checker, key).application.case_id)
        return sum(
            1 for line in trail if line.kind == "view" and line.actor_id == checker.person_id
        )

    assert views() == 0
    bench.fund.view(checker, key)
    bench.fund.view(checker, key)
    assert views() == 1
    desk.clock.moment += timedelta(minutes=31)
    bench.fund.view(checker, key)
    assert views() == 2
    assert day(10, 10) == bench.cases.today()

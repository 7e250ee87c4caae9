"""The tab 代管款: S8 from the money that came to its release, by four people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.custody import CustodyState
from mediation_app.domain.offices import Actor
from mediation_app.services.stories import Cast
from tests.support.custody_case import CLAIM, begin
from tests.support.places import Places
from tests.support.screens import SIZES, layout_faults, nameless
from tests.support.stories import office
from tests.ui.screens.fund.conftest import Stage
from ui.dialogs.step_dialog import StepSheet
from ui.screens.fund.custody_start import CaseSheet
from ui.screens.fund.list_custody import CustodyPane

Make = Callable[[Actor], Stage]


def _play(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
    kept = begin(workbench, clock, cast)
    kept.receive("5000.00", "Z9")
    kept.held()


@pytest.fixture
def played(places: Places, clock: SetClock) -> Iterator[tuple[Workbench, Cast]]:
    """Two sums in custody: one just received, one held."""
    with office(places, "sqlite", "s8-window", clock, _play) as found:
        yield found


def pane_of(stage: Stage) -> CustodyPane:
    screen = stage.go("fund", view="custody")
    pane = screen.pane
    assert isinstance(pane, CustodyPane)
    stage.rest()
    return pane


def steps(pane: CustodyPane) -> list[str]:
    flow = pane.detail._flow
    found = []
    for place in range(flow.count()):
        item = flow.itemAt(place)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QPushButton):
            found.append(widget.text())
    return found


def take(stage: Stage, pane: CustodyPane, event: str, **facts: Any) -> Any:
    """Fill in the dialog of a step and confirm it."""
    pane.take(event)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    for name, value in facts.items():
        sheet.form.rows[name].field.set_value(value)
    sheet._take()
    stage.rest()
    return sheet


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut(make_stage: Make, cast: Cast, size: tuple[int, int]) -> None:
    stage = make_stage(cast["cashier"])
    stage.window.resize(*size)
    pane = pane_of(stage)
    assert layout_faults(stage.screen) == []
    assert nameless(pane) == []


def test_four_people_release_it(make_stage: Make, workbench: Workbench, cast: Cast) -> None:
    stage = make_stage(cast["fund_clerk"])
    pane = pane_of(stage)
    assert pane.model.rowCount() == 2
    assert "289,380.00" in pane.detail.title.text()
    assert pane.add.isHidden()
    take(stage, pane, "claim", **CLAIM)
    assert stage.sheet() is None
    assert pane.detail.state.text() == "已认领"
    stage = make_stage(cast["checker"])
    take(stage, pane_of(stage), "check")
    stage = make_stage(cast["approver"])
    pane = pane_of(stage)
    assert steps(pane)[0] == "批准发还"
    sheet = take(stage, pane, "approve", amount=Decimal("300000.00"))
    assert "289,380.00" in sheet.form.rows["amount"].error()
    sheet.form.rows["amount"].field.set_value(Decimal("289380.00"))
    sheet._take()
    stage.rest()
    stage = make_stage(cast["cashier2"])
    pane = pane_of(stage)
    out = {"amount": Decimal("289380.00"), "bank_serial": "C7", "received_by": True}
    take(stage, pane, "release", **out)
    view = pane.detail.view
    assert view is not None
    assert view.custody.state is CustodyState.RELEASED
    assert any("现在是已发还" in text for text in stage.said)


def test_new_money_for_an_unknown_man(make_stage: Make, workbench: Workbench, cast: Cast) -> None:
    stage = make_stage(cast["cashier"])
    pane = pane_of(stage)
    pane.primary_action()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, CaseSheet)
    stage.qtbot.waitUntil(lambda: bool(sheet.choice.value()), timeout=3000)
    sheet._take()
    stage.rest()
    step = stage.sheet()
    assert isinstance(step, StepSheet)
    for name, value in {
        "reason": "heirs", "payer_name": "张三", "bank_serial": "N1", "account": "代管专户",
        "source": "保险赔款",
    }.items():  # fmt: skip
        step.form.rows[name].field.set_value(value)
    step.form.rows["amount"].field.set_value(Decimal("1000.00"))
    step._take()
    stage.rest()
    assert stage.sheet() is None
    assert pane.model.rowCount() == 3
    assert workbench.custody.sums(cast["leader"]).count == 3


def test_a_search_without_a_find_says_so(make_stage: Make, cast: Cast) -> None:
    stage = make_stage(cast["cashier"])
    pane_of(stage).start()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, CaseSheet)
    QTest.keyClicks(sheet.form.rows["text"].field, "ZZ9999")
    stage.qtbot.wait(500)
    stage.rest()
    sheet._take()
    assert sheet.form.rows["case_id"].error() == "案件未选择"


def test_what_will_come_off_is_said_before(make_stage: Make, cast: Cast) -> None:
    stage = make_stage(cast["recovery"])
    pane = pane_of(stage)
    pane.table.select(1)
    stage.rest()
    view = pane.detail.view
    assert view is not None
    assert view.custody.state is CustodyState.RECEIVED
    take(stage, pane, "hold")
    assert stage.sheet() is None  # nothing to take off any more: the first sum paid it all
    pane._go_paper()
    stage.rest()
    visit = stage.desk.navigator._now
    assert visit is not None
    assert "documents" in str(visit.address)

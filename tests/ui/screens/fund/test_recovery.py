"""The section of the recovery in the window: S7 behind with its plan, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.offices import Actor
from mediation_app.domain.recovery import DebtorBasis, RecoveryState
from mediation_app.services.stories import Cast, s2_s7
from tests.support.places import Places
from tests.support.screens import SIZES, layout_faults, nameless
from tests.support.stories import office
from tests.ui.screens.fund.conftest import Stage
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.screens.fund.recovery_shares import ShareSheet
from ui.screens.fund.recovery_sheets import ActionSheet, NextStepSheet, PlanSheet
from ui.screens.fund.section_recovery import RecoverySection
from ui.screens.today import TodayScreen

Make = Callable[[Actor], Stage]
D = Decimal
S = RecoveryState


def _play(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
    s2_s7.play(workbench, clock, cast)
    clock.put(2026, 11, 23, 9)


@pytest.fixture
def played(places: Places, clock: SetClock) -> Iterator[tuple[Workbench, Cast]]:
    """S7 on 23 November: two letters sent, instalments 3 and 4 open."""
    with office(places, "sqlite", "s7-window", clock, _play) as found:
        yield found


@pytest.fixture
def key(workbench: Workbench, cast: Cast) -> str:
    """The application of S2."""
    from mediation_app.services.lists import FundQuery

    found: str = workbench.fund.page(cast["recovery"], FundQuery()).rows[0].application_id
    return found


def opened(stage: Stage, key: str) -> RecoverySection:
    page = stage.go("fund", key, at="recovery")
    section = page._sections["recovery"]
    assert isinstance(section, RecoverySection)
    return section


def buttons(section: RecoverySection) -> list[str]:
    """The steps that can be taken now."""
    found = []
    for place in range(section._flow.count()):
        item = section._flow.itemAt(place)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QPushButton):
            found.append(widget.text())
    return found


def figures(section: RecoverySection) -> dict[str, str]:
    from ui.screens.fund.recovery_facts import figures_of

    view = section.recovery
    assert view is not None
    return {one.key: one.value for one in figures_of(view, section.book.today)}


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut(make_stage: Make, cast: Cast, key: str, size: tuple[int, int]) -> None:
    stage = make_stage(cast["recovery"])
    stage.window.resize(*size)
    section = opened(stage, key)
    assert layout_faults(stage.screen) == []
    assert nameless(section) == []


def test_s7_as_the_officer_sees_it(make_stage: Make, cast: Cast, key: str) -> None:
    section = opened(make_stage(cast["recovery"]), key)
    assert figures(section) == {
        "opening": "127,800.00",
        "back": "41,300.00",
        "left": "86,500.00",
        "late": "13,300.00",
        "limit": "2030-07-05",
    }
    assert section.next_line.words.text() == "发第 3 次催款函"
    assert buttons(section)[0] == "发催款函"
    assert "申请核销" in buttons(section)
    barred = [action.text() for action in section.make_menu().actions()]
    assert any(text.startswith("确认全额追回（还有 86,500.00 元未还") for text in barred)
    assert section.rows.model.rowCount() == 12
    words = [section._receipt_columns.words(r) for r in section.recovery.parts.receipts]  # type: ignore[union-attr]
    assert words == ["还款计划之前", "第 1 期", "第 2 期", "第 3 期"]
    assert "2030-07-05" in section.limit.text()


def test_the_third_letter_by_keyboard(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["recovery"])
    section = opened(stage, key)
    first = section.first_focus()
    assert first is not None
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    sheet.form.rows["served_how"].field.setText("邮寄")
    sheet._take()
    stage.rest()
    assert stage.sheet() is None
    assert section.next_line.words.text() == "起诉或参加诉讼"
    assert section.acts.model.rowCount() == 5
    assert any("已办理：发催款函" in text for text in stage.said)


def test_money_comes_in_and_says_what_it_paid(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["cashier"])
    section = opened(stage, key)
    assert buttons(section) == ["登记还款"]
    assert section.shares_button.isHidden()
    section.steps.open("receive")
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    form = sheet.form
    assert not form.rows["debtor_id"].isVisible()
    form.rows["amount"].field.set_value(D("86500.01"))
    form.rows["bank_serial"].field.setText("2026112300001")
    form.rows["payer_name"].field.setText("宋朝阳")
    sheet._take()
    stage.rest()
    assert "86,500.00" in form.rows["amount"].error()
    form.rows["amount"].field.set_value(D("13300.00"))
    sheet._take()
    stage.rest()
    assert stage.sheet() is None
    view = section.recovery
    assert view is not None
    assert view.recovery.state is S.AGREED  # the arrears came: the plan goes on
    last = view.parts.receipts[-1]
    assert section._receipt_columns.words(last) == "第 3 期 4,150.00，第 4 期 9,150.00"
    assert last.debtor_id == view.parts.shares[0].id


def test_debtors_are_edited_at_once(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["recovery"])
    section = opened(stage, key)
    section.shares_button.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, ShareSheet)
    assert "超过垫付 18,000.00" in sheet.total.text()
    sheet.add.click()
    assert len(sheet._lines) == 3
    sheet._take()
    assert sheet.trouble.text() == "应还款人未选择"
    sheet._lines[2].party.set_value(sheet._parties[0][0])
    sheet._take()
    assert sheet.trouble.text() == "应还金额未填写"
    sheet._lines[2].amount.set_value(D("127800.01"))
    sheet._take()
    stage.rest()
    assert "127,800.00" in sheet.trouble.text()
    sheet._remove(sheet._lines[2])
    sheet._lines[1].basis.set_value(DebtorBasis.COMPENSATED)
    sheet._take()
    stage.rest()
    assert stage.sheet() is None
    view = section.recovery
    assert view is not None
    assert view.parts.shares[1].basis is DebtorBasis.COMPENSATED


def test_shares_are_suggested(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["recovery"])
    opened(stage, key).shares_button.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, ShareSheet)
    sheet.fault.click()
    stage.rest()
    assert sheet._lines[0].value().basis is DebtorBasis.LIABLE
    sheet.gross.click()
    stage.rest()
    # the shares of fault are not known in this case: it says what to fill in first
    assert "责任比例" in sheet.trouble.text()


def test_a_new_plan_is_looked_at_before_it_is_stored(
    make_stage: Make, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["recovery"])
    section = opened(stage, key)
    assert section.plan_button.text() == "重排还款计划"
    section.plan_button.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, PlanSheet)
    sheet.take()
    assert sheet.form.rows["count"].error() == "期数未填写"
    sheet.form.rows["count"].field.set_value(10)
    sheet.form.rows["first_on"].field.set_value(stage.desk.clock.now().date().replace(day=28))
    sheet._look()
    stage.rest()
    assert sheet.preview.isVisible()
    assert "10 期，每期 8,650.00 元" in sheet.preview.text()
    assert "11-28 → 11-30" in sheet.preview.text()
    sheet.take()
    stage.rest()
    assert section.rows.model.rowCount() == 10


def test_the_next_step_and_an_act_by_hand(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["recovery"])
    section = opened(stage, key)
    section.next_button.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, NextStepSheet)
    sheet.form.rows["next_step"].field.set_value("上门核实住址")
    sheet.form.rows["next_step_on"].field.set_value(section.book.today.replace(year=2027))
    sheet.take()
    stage.rest()
    assert "不能搁置超过 90 日" in sheet.form.rows["next_step_on"].error()
    sheet.form.rows["next_step_on"].field.set_value(section.book.today.replace(day=30))
    sheet.take()
    stage.rest()
    assert section.next_line.words.text() == "上门核实住址"
    section.action_button.click()
    stage.rest()
    act: Any = stage.sheet()
    assert isinstance(act, ActionSheet)
    act.take()
    assert act.form.rows["result"].error() == "结果未填写"
    act.form.rows["result"].field.set_value("车管所：名下一辆小型轿车")
    act.form.rows["cost"].field.set_value(D("20.00"))
    act.take()
    stage.rest()
    view = section.recovery
    assert view is not None
    assert view.recovery.costs_open == D("20.00")


def test_papers_lead_to_the_case(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["recovery"])
    section = opened(stage, key)
    section._paper("recovery_demand")
    stage.rest()
    visit = stage.desk.navigator._now
    assert visit is not None
    assert "documents" in str(visit.address)


def test_today_shows_what_is_due_of_recovery(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["recovery"])
    screen = stage.go("today")
    assert isinstance(screen, TodayScreen)
    assert screen.recovery.isVisible()
    assert screen.recovery.model.rowCount() == 1
    other = make_stage(cast["clerk"]).go("today")
    assert not other.recovery.isVisible()


def test_the_daily_look_runs_once(make_stage: Make, workbench: Workbench, cast: Cast) -> None:
    from ui.furnishing.daily import Daily

    stage = make_stage(cast["leader"])
    daily = Daily(stage.window, stage.session)
    daily.look()
    stage.rest()
    done = daily._done_on
    assert done is not None
    daily.look()
    assert not stage.desk.tasks.tasks()
    daily._timer.stop()

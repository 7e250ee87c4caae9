"""The approvals after a return, under a delegation, and where an account is typed twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.fund import FundState
from mediation_app.domain.fund_changes import Change, ChangeKind
from mediation_app.domain.offices import Actor, Role
from mediation_app.services.delegations import DelegationFacts
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories import Cast, s1_s9
from mediation_app.services.stories.parts import day
from tests.support.screens import layout_faults
from tests.ui.screens.fund.conftest import Stage
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.screens.approvals import ApprovalsScreen
from ui.screens.approvals.changes import change_rows, shown
from ui.widgets.fields import AgainField
from ui.widgets.fields.line_field import LineField

Make = Callable[[Actor], Stage]
D = Decimal
BACK = {"return_codes": ("R02", "R08"), "opinion": "清单第 3 行与病历不符"}
NUMBER = "15806001040012345"


def _again(workbench: Workbench, cast: Cast, key: str) -> None:
    """Returned by the approver, worked over by the clerk, checked again."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    on = day(10, 12)
    fund.perform(cast["checker"], key, "check_pass", on, {})
    fund.perform(cast["approver"], key, "return_to_check", on, BACK)
    fund.perform(cast["checker"], key, "send_back", on, BACK)
    line = fund.file(clerk, key).bill_lines[2]
    cut = LineDecision(approved=line.amount - 160, reduction_code="K05")
    fund.decide_lines(clerk, key, {line.id: cut})
    fund.perform(clerk, key, "inquire", on, {"addressee": "医院", "question": "第 3 行"})
    fund.perform(clerk, key, "answered", on, {"answer": "多计"})
    fund.perform(clerk, key, "recommend", on, {"opinion": "已改正"})
    fund.perform(cast["checker"], key, "check_pass", on, {"opinion": "已复核"})


def _ordered_next(workbench: Workbench, cast: Cast, clock: SetClock, key: str) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {})
    clock.put(2026, 10, 13, 9)
    s1_s9.decide(workbench, cast, key)
    clock.put(2026, 10, 14, 10)


def _texts(grid: object) -> list[str]:
    assert hasattr(grid, "count")
    found = []
    for at in range(grid.count()):
        widget = grid.itemAt(at).widget()
        if hasattr(widget, "text"):
            found.append(widget.text())
    return found


def test_what_changed_since_the_return_is_told_and_marked(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    _again(workbench, cast, key)
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals", key)
    block = page.pane.changes
    assert block.isVisibleTo(page)
    assert block.title.text() == "10-12 退回复核后的变更"
    assert "R02 费用清单核定有误、R08 材料缺少或前后不一致" in block.why.text()
    assert block.why.text().startswith(cast["approver"].name)
    rows = {name: words for _, name, words in block.rows}
    assert rows["拟垫付金额"] == "57,160.00 → 57,000.00"
    line = workbench.fund.file(cast["clerk"], key).bill_lines[2]
    assert "核减金额 0.00 → 160.00" in rows[line.name]
    # in place: the reckoning names the former sums, the bill marks its line
    lines = {each.label: each for each in page.pane.sums.lines()}
    assert lines["应垫付"].note.startswith("原 57,160.00")
    assert lines["核定抢救费用"].tone == "warn"
    assert lines["他人已付"].tone == "text"
    table = page.evidence._own["bill"]
    marked = [row for row in table.model()._rows if row.changed]
    assert [(row.name, row.changed) for row in marked] == [(line.name, "改")]
    # the returns stand among the opinions with their reasons, the steps below
    opinions = _texts(page.pane.opinions.grid)
    assert any(text.startswith("退回：R02") for text in opinions)
    history = _texts(page.pane.history.grid)
    assert "发函核实" in history
    assert "退回复核" in history
    # 核实函 is keyed on its step and stands among the evidence all the same
    assert any(each.startswith("fund_inquiry/") for each in list(page.evidence.keys()))
    assert layout_faults(page) == []


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
def test_the_returned_application_fits(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str, size: tuple[int, int]
) -> None:
    _again(workbench, cast, key)
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals", key)
    stage.window.resize(*size)
    stage.rest()
    assert layout_faults(page) == []
    assert page.bar.button("approve") is not None


def test_without_a_return_there_is_no_block(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {})
    page: ApprovalsScreen = make_stage(cast["approver"]).go("approvals", key)
    assert not page.pane.changes.isVisibleTo(page)


def test_a_return_without_changes_says_so(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    workbench.fund.perform(cast["checker"], key, "send_back", day(10, 12), BACK)
    page: ApprovalsScreen = make_stage(cast["checker"]).go("approvals", key)
    assert page.pane.changes.count.text() == "没有改动"


def test_words_of_changes() -> None:
    def one(**parts: object) -> Change:
        return Change(**({"area": "bill", "record_id": "l", "name": "血滤"} | parts))  # type: ignore[arg-type]

    rows = change_rows(
        [
            one(area="application", record_id="f", name="", field="situation", before=None),
            one(kind=ChangeKind.ADDED, after=D("900.00")),
            one(record_id="m", area="materials", name="清单", field="attachment_id", before="a"),
            one(record_id="n", area="materials", name="发票", field="attachment_id", before=""),
            one(record_id="x", area="findings", name="genuine", field="passed", before=True, after=False),
            one(record_id="y", area="materials", name="承诺书", kind=ChangeKind.REMOVED),
        ]
    )  # fmt: skip
    assert rows == [
        ("申请", "垫付情形", "空 → 空"),
        ("费用", "血滤", "新增 900.00"),
        ("材料", "清单", "附件已更换"),
        ("材料", "发票", "附件已加入"),
        ("结论", "费用真实、合理", "通过 是 → 否"),
        ("材料", "承诺书", "删除"),
    ]
    assert shown(()) == "空"
    assert shown(("N01", "N02")) == "N01、N02"
    assert shown(day(10, 12)) == "2026-10-12"
    assert shown(FundState.PAID) == "已拨付"
    assert shown(3) == "3"


# Delegation -------------------------------------------------------------------------------------


def test_a_delegate_decides_and_the_page_says_for_whom(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {})
    workbench.delegations.give(
        cast["approver"],
        DelegationFacts(
            role=Role.APPROVER,
            receiver_id=cast["mediator"].person_id,
            since=day(10, 12),
            until=day(10, 16),
            reason="外出培训",
        ),
    )
    giver = cast["approver"].name
    stage = make_stage(cast["mediator"])
    page: ApprovalsScreen = stage.go("approvals")
    assert page.pane.lent.text() == f"受{giver}委托办理，至 10-16"
    page.primary_action()
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    assert any(f"受{giver}委托" in text for text in _texts(sheet.block._grid))
    sheet._take()
    stage.rest()
    file = workbench.fund.file(cast["mediator"], key)
    assert file.application.state is FundState.APPROVED
    assert file.decisions[-1].for_person_name == giver
    page = stage.go("approvals", key)
    name = f"{cast['mediator'].name}（受{giver}委托）"
    assert any(text.startswith(name) for text in _texts(page.pane.opinions.grid))


def test_a_delegate_who_sat_is_barred_with_both_names(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {})
    workbench.delegations.give(
        cast["approver"],
        DelegationFacts(
            role=Role.APPROVER,
            receiver_id=cast["checker"].person_id,
            since=day(10, 12),
            until=day(10, 16),
            reason="外出培训",
        ),
    )
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals", key)
    button = page.bar.button("approve")
    assert button is not None
    assert not button.isEnabled()
    assert f"委托人{cast['approver'].name}" in button.toolTip()
    assert page.pane.lent.isHidden()


# The account ------------------------------------------------------------------------------------


def test_the_account_is_typed_twice_and_never_pasted(
    make_stage: Make, workbench: Workbench, cast: Cast, clock: SetClock, key: str
) -> None:
    _ordered_next(workbench, cast, clock, key)
    stage = make_stage(cast["cashier"])
    page: ApprovalsScreen = stage.go("approvals", key)
    page.primary_action()
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    rows = sheet.form.rows
    first, second = rows["payee_account"].field, rows["payee_account_again"].field
    assert isinstance(second, AgainField)
    assert isinstance(first, LineField)
    assert first.value() == ""  # typed from its proof, not taken over
    assert any("尾号 2345" in text for text in _texts(sheet.block._grid))
    assert not any(NUMBER[-8:] in text.replace(" ", "") for text in _texts(sheet.block._grid))
    QGuiApplication.clipboard().setText(NUMBER)
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(second, Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(second, Qt.MouseButton.MiddleButton, pos=QPoint(5, 5))
    assert second.value() == ""
    assert second.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
    assert not second.acceptDrops()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert first.value() == NUMBER
    QTest.keyClicks(second, NUMBER[:-1])
    sheet.form.set_values({"account_verified": True})
    sheet._take()
    assert rows["payee_account_again"].error() == "两次输入的不一致"
    assert workbench.fund.file(cast["cashier"], key).application.state is FundState.APPROVED
    QTest.keyClicks(second, NUMBER[-1])
    sheet._take()
    stage.rest()
    assert workbench.fund.file(cast["cashier"], key).application.state is FundState.TO_PAY


def test_a_change_goes_back_to_the_review_with_its_reason(
    make_stage: Make, workbench: Workbench, cast: Cast, clock: SetClock, key: str
) -> None:
    _ordered_next(workbench, cast, clock, key)
    stage = make_stage(cast["fund_clerk"])
    page: ApprovalsScreen = stage.go("approvals", key)
    assert page.bar.button("revise") is not None
    page._decide("revise", "")
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    sheet.form.set_values({"changed": "amount", "opinion": "医院重新核对清单"})
    sheet._take()
    stage.rest()
    file = workbench.fund.file(cast["fund_clerk"], key)
    assert file.application.state is FundState.REVIEW1
    assert file.decisions[-1].stage == "void"
    page = stage.go("approvals", key)
    opinions = _texts(page.pane.opinions.grid)
    assert "原决定作废，重新审核：医院重新核对清单" in opinions


# Late -------------------------------------------------------------------------------------------


def test_what_is_late_asks_for_its_reason_at_once(
    make_stage: Make, workbench: Workbench, cast: Cast, clock: SetClock, key: str
) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {})
    clock.put(2026, 10, 16, 9)  # due 10-14
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals", key)
    page.primary_action()
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    row = sheet.form.rows["late_reason"]
    assert row.isVisibleTo(sheet)
    assert row.label.text() == "逾期原因"
    sheet._take()
    stage.rest()
    assert stage.sheet() is sheet
    assert "10-14" in row.error()
    sheet.form.set_values({"late_reason": "等候病历"})
    sheet._take()
    stage.rest()
    view = workbench.fund.view(cast["approver"], key)
    assert view.file.application.state is FundState.APPROVED
    assert view.history[-1].late_reason == "等候病历"
    page = stage.go("approvals", key)
    assert any("逾期：等候病历" in text for text in _texts(page.pane.history.grid))


def test_lookers_on_see_the_changes_too(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    _again(workbench, cast, key)
    looker = replace(cast["recovery"])
    page: ApprovalsScreen = make_stage(looker).go("approvals", key)
    assert page.bar.isHidden()
    assert page.pane.changes.rows


def test_the_reasons_stand_in_two_columns_and_late_leads_to_its_field(
    make_stage: Make, workbench: Workbench, cast: Cast, clock: SetClock, key: str
) -> None:
    clock.put(2026, 10, 16, 9)  # due 10-14
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals", key)
    page._decide("send_back", "")
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    boxes = sheet.form.rows["return_codes"].field.fields
    assert len({box.x() for box in boxes}) == 2
    assert layout_faults(sheet) == []
    sheet.reasons.place_wanted.emit("late_reason")
    assert stage.sheet() is sheet
    assert sheet.form.rows["late_reason"].field.hasFocus()


def _press(stage: Stage, key: Qt.Key, times: int = 1, **more: Qt.KeyboardModifier) -> None:
    for _ in range(times):
        target = QApplication.focusWidget()
        assert target is not None, "the focus is lost"
        QTest.keyClick(target, key, more.get("mods", Qt.KeyboardModifier.NoModifier))


def test_a_return_by_keyboard_alone(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals", key)
    assert page.queue.list.hasFocus()
    _press(stage, Qt.Key.Key_B, mods=Qt.KeyboardModifier.ControlModifier)
    sheet = stage.sheet()
    boxes = sheet.form.rows["return_codes"].field.fields
    assert boxes[0].hasFocus()
    _press(stage, Qt.Key.Key_Tab)
    assert boxes[1].hasFocus()
    _press(stage, Qt.Key.Key_Space)
    _press(stage, Qt.Key.Key_Tab, 6)
    assert boxes[7].hasFocus()
    _press(stage, Qt.Key.Key_Space)
    opinion = sheet.form.rows["opinion"].field
    while not opinion.hasFocus():
        _press(stage, Qt.Key.Key_Tab)
    QTest.keyClicks(opinion, "line 3")
    _press(stage, Qt.Key.Key_Return, mods=Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    file = workbench.fund.file(cast["checker"], key)
    assert file.application.state is FundState.REVIEW1
    assert file.decisions[-1].codes == ("R02", "R08")
    assert QApplication.focusWidget() is not None


def test_the_bar_is_reached_with_f6_and_left_with_escape(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {})
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals", key)
    for _ in range(6):
        _press(stage, Qt.Key.Key_F6)
        if page.bar.opinion.hasFocus():
            break
    assert page.bar.opinion.hasFocus()
    names = []
    for _ in range(4):
        _press(stage, Qt.Key.Key_Tab)
        names.append(QApplication.focusWidget().objectName())
    assert names == ["return_to_check", "refuse", "approve_part", "approve"]
    _press(stage, Qt.Key.Key_Tab, mods=Qt.KeyboardModifier.ShiftModifier)
    _press(stage, Qt.Key.Key_Space)
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    _press(stage, Qt.Key.Key_Escape)
    stage.rest()
    assert stage.sheet() is None

"""The approvals: what is shown, keys, the dialog that moves money, four eyes, evidence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from mediation_app.bootstrap import Workbench
from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import Actor, Role
from mediation_app.services.stories import Cast
from mediation_app.services.stories.parts import day
from tests.ui.screens.fund.conftest import Stage
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.screens.approvals import ApprovalsScreen

Make = Callable[[Actor], Stage]
CTRL = Qt.KeyboardModifier.ControlModifier


def _approvable(workbench: Workbench, cast: Cast, key: str) -> None:
    workbench.fund.perform(cast["checker"], key, "check_pass", day(10, 12), {"opinion": "同意"})


def _png() -> bytes:
    image = QImage(400, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_shows_sum_terms_conclusions_and_opinions(make_stage: Make, cast: Cast) -> None:
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals")
    pane = page.pane
    assert pane.amount.text() == "57,160.00"
    assert pane.words.text() == "伍万柒仟壹佰陆拾元整"
    lines = {line.label: line.amount for line in pane.sums.lines()}
    assert lines["申报抢救费用"] == "86,420.00"
    assert lines["核减"] == "1,260.00"
    assert lines["交强险先行承担"] == "18,000.00"
    assert lines["应垫付"] == "57,160.00"
    assert page.bar.button("check_pass") is not None
    assert page.crumbs()[-1].text == "救助 2026-0001"


def test_nobody_else_sees_a_decision_bar(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["recovery"])
    page: ApprovalsScreen = stage.go("approvals", key)
    assert page.bar.isHidden()
    assert page.pane.amount.text() == "57,160.00"


def test_money_takes_ctrl_enter_then_a_deliberate_enter(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    _approvable(workbench, cast, key)
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals")
    page.queue.list.setFocus()
    QTest.keyClick(page.queue.list, Qt.Key.Key_Return, CTRL)
    stage.rest()
    assert workbench.fund.file(cast["approver"], key).application.state is FundState.APPROVAL
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    assert sheet.block.amount.text() == "57,160.00 元"
    assert sheet.default is not None
    assert sheet.default.hasFocus()
    QTest.keyClick(sheet.default, Qt.Key.Key_Return)
    stage.rest()
    application = workbench.fund.file(cast["approver"], key).application
    assert application.state is FundState.APPROVED
    assert application.approved == Decimal("57160.00")
    assert stage.sheet() is None
    assert any("同意垫付" in text for text in stage.said)


def test_escape_decides_nothing(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    _approvable(workbench, cast, key)
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals")
    page.primary_action()
    QTest.keyClick(stage.sheet(), Qt.Key.Key_Escape)
    stage.rest()
    assert stage.sheet() is None
    assert workbench.fund.file(cast["approver"], key).application.state is FundState.APPROVAL


def test_part_of_the_sum_needs_its_own_amount(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    _approvable(workbench, cast, key)
    stage = make_stage(cast["approver"])
    page: ApprovalsScreen = stage.go("approvals")
    page._decide("approve_part", "部分材料不足")
    sheet = stage.sheet()
    assert isinstance(sheet, MoneySheet)
    field = sheet.form.rows["amount"].field
    field.set_value(Decimal("60000.00"))
    field.changed.emit()
    sheet._take()
    stage.rest()
    assert stage.sheet() is sheet  # more than was reckoned: refused beside the field
    field.set_value(Decimal("40000.00"))
    field.changed.emit()
    assert sheet.block.words.text() == "肆万元整"
    sheet._take()
    stage.rest()
    assert workbench.fund.file(cast["approver"], key).application.approved == Decimal("40000.00")


def test_an_act_barred_by_four_eyes_names_the_person(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    _approvable(workbench, cast, key)
    both = cast["checker"]
    actor = Actor(
        person_id=both.person_id,
        name=both.name,
        roles=both.roles | {Role.APPROVER},
        unit_code=both.unit_code,
    )
    stage = make_stage(actor)
    page: ApprovalsScreen = stage.go("approvals", key)
    button = page.bar.button("approve")
    assert button is not None
    assert not button.isEnabled()
    assert both.name in button.toolTip()
    assert "复核" in button.toolTip()
    page.primary_action()
    assert stage.sheet() is None


def test_sending_back_asks_for_a_reason(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals", key)
    page.queue.list.setFocus()
    QTest.keyClick(page.queue.list, Qt.Key.Key_B, CTRL)
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    sheet._take()
    assert sheet.form.rows["opinion"].error()
    assert sheet.form.rows["return_codes"].error()
    sheet.form.set_values({"return_codes": ("R02", "R08"), "opinion": "清单第 3 行缺病历"})
    sheet._take()
    stage.rest()
    file = workbench.fund.file(cast["checker"], key)
    assert file.application.state is FundState.REVIEW1
    assert file.decisions[-1].codes == ("R02", "R08")


def test_evidence_opens_by_number_and_by_its_link(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    file = workbench.fund.file(cast["fund_clerk"], key)
    made = workbench.attachments.add(
        cast["fund_clerk"], file.application.case_id, _png(), name="未结清.png",
        subject_id=key,
    ).value  # fmt: skip
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals", key)
    stage.rest()
    keys = page.evidence.keys()
    assert made.id in keys
    assert "bill" in keys
    assert any(each.startswith("fund_approval_form/") for each in keys)
    page.queue.list.setFocus()
    QTest.keyClick(page.queue.list, Qt.Key(Qt.Key.Key_0.value + keys.index(made.id) + 1))
    stage.rest()
    assert page.evidence.current() == made.id
    assert page.evidence.view.page_count() == 1
    page._show_proof("bill")
    assert page.evidence.current() == "bill"
    QTest.keyClick(page.queue.list, Qt.Key.Key_Z)
    assert page.queue.isHidden()
    assert page._middle.isHidden()


def test_an_opinion_stays_with_its_application(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["checker"])
    page: ApprovalsScreen = stage.go("approvals", key)
    page.bar.opinion.setText("写到一半")
    page.bar.opinion.changed.emit()
    stage.go("fund")
    assert workbench.drafts.load(cast["checker"], f"approvals/{key}") is not None
    other = make_stage(cast["checker"])
    page = other.go("approvals", key)
    assert page.bar.opinion.value() == "写到一半"
    page.primary_action()
    other.sheet()._take()
    other.rest()
    assert workbench.fund.file(cast["checker"], key).application.state is FundState.APPROVAL
    assert workbench.drafts.load(cast["checker"], f"approvals/{key}") is None

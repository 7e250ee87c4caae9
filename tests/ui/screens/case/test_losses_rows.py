"""Losses come, go, come back, and travel to a spreadsheet and from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Loss
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.losses_hand import CTRL, SHIFT, at, key, loss, put, total, write
from ui.screens.case.loss_paste_sheet import PasteSheet
from ui.screens.case.section_losses import LossesSection

K = Qt.Key
D = Decimal


@pytest.fixture
def section(stage: Stage, registered: CaseFile) -> LossesSection:
    found = stage.go(registered.case.id, "losses")._sections["losses"]
    assert isinstance(found, LossesSection)
    found.table.setFocus()
    return found


# --- rows come and go -----------------------------------------------------------------------------


def test_insert_chooses_an_item_by_initials_and_goes_on_with_its_days(
    stage: Stage, section: LossesSection, workbench: Workbench, cast: Cast
) -> None:
    key(K.Key_Insert)
    assert section.model.record(section.table.currentIndex().row()).key == "fresh"  # type: ignore[union-attr]
    write("jtf")
    key(K.Key_Escape)
    assert section.model.row_of("fresh") < 0
    assert section.table.hasFocus()
    count = len(section.book.file.losses)
    key(K.Key_Insert)
    write("zsf")
    key(K.Key_Return)
    write("360")
    key(K.Key_Return)
    key(K.Key_Insert)
    write("yyf")
    key(K.Key_Return)
    assert section.table.session.cell[1] == "formula"
    write("15*30")
    key(K.Key_Return)
    assert section.table.hasFocus()
    assert len(section.book.file.losses) == count + 2
    section.book.save()
    stage.rest()
    stored = workbench.cases.peek(cast["clerk"], section.book.case_id).losses
    new = {x.item: x for x in stored[-2:]}
    assert new["lodging"].amount == D("360.00")
    assert (new["nutrition"].quantity, new["nutrition"].amount) == (15, D("450.00"))


def test_days_alone_take_the_rate_of_the_rules(section: LossesSection) -> None:
    key(K.Key_Insert)
    write("zyhsbzf")
    key(K.Key_Return)
    assert section.table.editor is not None
    assert "100" in section.table.editor.placeholderText()
    put(section, "12天")
    key(K.Key_Return)
    meals = section.book.file.losses[-1]
    assert (meals.item, meals.quantity, meals.amount) == ("meals", 12, D("1200.00"))


def test_an_unknown_item_says_so_and_keeps_the_text(section: LossesSection) -> None:
    key(K.Key_Insert)
    write("qqq")
    key(K.Key_Return)
    assert section.table.editor is not None
    assert section.table.editor.text() == "qqq"
    assert "没有这个项目" in section.table.editor.accessibleDescription()
    section.leave()
    assert section.table.editor is not None


def test_removed_rows_come_back_with_the_toast_and_with_ctrl_z(
    stage: Stage, section: LossesSection, workbench: Workbench, cast: Cast
) -> None:
    undo: list[Callable[[], object]] = []
    stage.desk.notify.toast.connect(lambda toast: undo.append(toast.undo))
    at(section, "医疗费")
    key(K.Key_Down, SHIFT)
    key(K.Key_Delete)
    stage.rest()

    def stored() -> list[tuple[str, Decimal]]:
        file = workbench.cases.peek(cast["clerk"], section.book.case_id)
        return sorted((x.item, x.amount) for x in file.losses)

    whole = [*stored(), ("medical", D("32000.00")), ("meals", D("2000.00"))]
    assert len(stored()) == 5
    assert section.table.hasFocus()
    undo[-1]()
    stage.rest()
    assert stored() == sorted(whole)
    assert total(section) == D("50300.00")
    key(K.Key_Y, CTRL)
    stage.rest()
    assert len(stored()) == 5
    key(K.Key_Z, CTRL)
    stage.rest()
    assert stored() == sorted(whole)


def test_undo_puts_back_only_what_was_changed(stage: Stage, section: LossesSection) -> None:
    at(section, "医疗费")
    write("40000")
    key(K.Key_Return)
    at(section, "医疗费", "formula")
    key(K.Key_F2)
    put(section, "发票 3 张")
    key(K.Key_Return)
    section.book.save()
    stage.rest()  # the record has another version now
    key(K.Key_Z, CTRL)
    stage.rest()
    assert loss(section, "medical").evidence != "发票 3 张"
    assert loss(section, "medical").amount == D("40000.00")
    key(K.Key_Z, CTRL)
    stage.rest()
    assert loss(section, "medical").amount == D("32000.00")
    key(K.Key_Y, CTRL)
    assert loss(section, "medical").amount == D("40000.00")
    said: list[str] = []
    stage.desk.notify.toast.connect(lambda toast: said.append(toast.text))
    for _ in range(2):
        key(K.Key_Z, CTRL)
    assert said[-1] == "没有可撤销的改动"


# --- spreadsheets ---------------------------------------------------------------------------------

SHEET = (
    "序号\t项目\t计算式\t金额（元）\t证据\r\n"
    "1\t医药费\t\t12,000.00\t发票 3 张\r\n"
    "2\t误工费（90天）\t90天×120元/天\t10800\t工资表\r\n"
    "3\t神秘费用\t\t8.5万\t收条\r\n"
    "4\t交通费\t\t不详\t\r\n"
    "合计\t\t\t107800\t\r\n"
)


def test_rows_of_a_spreadsheet_are_shown_first_then_taken_in_one_act(
    stage: Stage, section: LossesSection, workbench: Workbench, cast: Cast
) -> None:
    before = section.book.file.losses
    QGuiApplication.clipboard().setText(SHEET)
    key(K.Key_V, CTRL)
    sheet = stage.sheet()
    assert isinstance(sheet, PasteSheet)
    assert sheet.text_label.text().startswith("2 项，合计 22,800.00 元")
    assert "1 行的名称不认识" in sheet.trouble.text()
    assert "1 行的金额读不出" in sheet.trouble.text()
    next(iter(sheet.choosers.values())).set_value("other_outside")
    sheet._chosen(2)
    assert sheet.text_label.text().startswith("3 项，合计 107,800.00 元")
    sheet.press_default()
    stage.rest()
    stored = workbench.cases.peek(cast["clerk"], section.book.case_id).losses
    new = {x.item: x for x in stored if x.id not in {b.id for b in before}}
    assert set(new) == {"medical", "lost_wages", "other_outside"}
    assert (new["lost_wages"].quantity, new["lost_wages"].rate) == (90, D("120.00"))
    assert new["medical"].evidence == "发票 3 张"
    key(K.Key_Z, CTRL)
    stage.rest()
    assert len(workbench.cases.peek(cast["clerk"], section.book.case_id).losses) == len(before)


def test_pasted_items_may_take_the_place_of_the_same_ones(
    stage: Stage, section: LossesSection
) -> None:
    count = len(section.book.file.losses)
    QGuiApplication.clipboard().setText("医疗费\t30000\n交通费\t420")
    section.paste()
    sheet = stage.sheet()
    assert isinstance(sheet, PasteSheet)
    assert sheet.replacing.text() == "替换已有的医疗费、交通费，不打勾则一并保留"
    sheet.replacing.setChecked(True)
    sheet.press_default()
    stage.rest()
    assert len(section.book.file.losses) == count
    assert loss(section, "medical").amount == D("30000.00")


def test_what_is_no_list_of_losses_is_refused_in_words(
    stage: Stage, section: LossesSection
) -> None:
    QGuiApplication.clipboard().setText("今天天气不错")
    section.paste()
    assert stage.sheet() is None or not isinstance(stage.sheet(), PasteSheet)
    assert any("没有可粘贴的损失项目" in each for each in stage.messages)


def test_copied_rows_can_be_pasted_again(section: LossesSection) -> None:
    key(K.Key_A, CTRL)
    key(K.Key_C, CTRL)
    text = QGuiApplication.clipboard().text()
    lines = text.split("\n")
    assert lines[0] == "项目\t计算式\t金额\t证据"
    assert len(lines) == 8
    assert "住院伙食补助费\t100.00 元/天 × 20 天\t2000.00\t" in text
    from ui.screens.case.loss_paste import losses_from, read_rows

    assert section.book.view is not None
    items = section.book.view.around.items or {}
    again = losses_from(read_rows(text, items).rows, items, case_id="", party_id="", position=0)
    bare = {(x.item, x.amount, x.quantity, x.rate) for x in section.book.file.losses}
    assert {(x.item, x.amount, x.quantity, x.rate) for x in again} == bare


# --- several victims ------------------------------------------------------------------------------


def test_with_two_victims_new_items_go_to_the_one_of_the_row(
    stage: Stage, section: LossesSection, keys: Keys
) -> None:
    file = section.book.file
    own = Loss(
        id="e" * 32,
        case_id=file.case.id,
        party_id=keys.driver,
        position=90,
        item="repair",
        amount=D("2500.00"),
    )
    section.acts.change("加入车损", replace(file, losses=(*file.losses, own)), save=True)
    stage.rest()
    rows = section.model.records()
    heads = {r.name: r.amount for r in rows if r.top}
    assert heads == {"张桂兰": D("50300.00"), "刘志强": D("2500.00")}
    assert total(section) == D("52800.00")
    section.table.select(section.model.row_of(own.id))
    assert section.sums.victim == keys.driver
    key(K.Key_Insert)
    write("sjf")
    key(K.Key_Return)
    write("300")
    key(K.Key_Return)
    assert section.book.file.losses[-1].party_id == keys.driver
    QGuiApplication.clipboard().setText("交通费\t60")
    section.paste()
    sheet = stage.sheet()
    assert isinstance(sheet, PasteSheet)
    assert sheet.text_label.text() == "1 项，合计 60.00 元，加给刘志强"
    sheet.press_default()
    stage.rest()
    assert section.book.file.losses[-1].party_id == keys.driver
    at(section, "医疗费")
    assert section.sums.victim == keys.victim


def test_a_loss_without_a_sum_carries_the_sign(section: LossesSection) -> None:
    at(section, "交通费")
    write("0")
    key(K.Key_Return)
    row = next(r for r in section.model.records() if r.name == "交通费")
    assert row.warning == "金额未填写"
    index = section.model.index(section.model.row_of(row.key), 1)
    assert "金额未填写" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_menu_offers_what_can_be_done_now(section: LossesSection) -> None:
    entries = {a.text().split("\t")[0]: a for a in section.make_menu().actions() if a.text()}
    assert list(entries) == ["登记已付款", "复制", "从表格粘贴", "详细", "撤销", "重做"]
    assert entries["详细"].isEnabled()
    assert not entries["撤销"].isEnabled()

"""The page of an application and the list: typing, drafts, bill, materials, problems, the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundKind, FundState, LedgerKind
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import PartyRole
from mediation_app.errors import StoreTrouble
from mediation_app.services.stories import Cast
from mediation_app.services.stories.parts import day
from tests.ui.screens.fund.conftest import Stage
from ui.dialogs.conflict import ConflictSheet
from ui.screens.fund.application import ApplicationScreen
from ui.screens.fund.bill_preview import BillPreview
from ui.screens.fund.draft import laid_on, to_json
from ui.screens.fund.line_sheet import LineSheet
from ui.screens.fund.list_book import BookPane
from ui.screens.fund.screen import FundScreen

Make = Callable[[Actor], Stage]
D = Decimal


def _draft(workbench: Workbench, cast: Cast, key: str) -> FundFile:
    """A second application of the same case, still a draft."""
    case = workbench.cases.peek(
        cast["clerk"], workbench.fund.file(cast["clerk"], key).application.case_id
    )
    workbench.fund.perform(
        cast["checker"],
        key,
        "send_back",
        day(10, 12),
        {"return_codes": ("R02",), "opinion": "重填"},
    )
    workbench.fund.perform(
        cast["fund_clerk"], key, "withdraw", day(10, 12),
        {"reason": "重新申请", "signed": True, "no_fraud_inquiry": True},
    )  # fmt: skip
    victim = case.parties_with(PartyRole.VICTIM)[0]
    return workbench.fund.start(
        cast["fund_clerk"], case.case.id, victim.id, FundKind.RESCUE, channel="医院"
    ).value


def test_typing_becomes_a_draft_and_then_the_application(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    file = _draft(workbench, cast, key)
    own = file.application.id
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", own)
    form = page._sections["form"].form  # type: ignore[attr-defined]
    field = form.rows["admission_number"].field
    field.setText("2609-00417")
    field.changed.emit()
    stage.qtbot.wait(900)
    stage.rest()
    draft = workbench.drafts.load(cast["fund_clerk"], f"fund/{own}")
    assert draft is not None
    assert workbench.fund.file(cast["fund_clerk"], own).application.admission_number != "2609-00417"
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    assert workbench.fund.file(cast["fund_clerk"], own).application.admission_number == "2609-00417"
    assert workbench.drafts.load(cast["fund_clerk"], f"fund/{own}") is None


def test_a_draft_comes_back_with_a_notice(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    file = _draft(workbench, cast, key)
    typed = replace(file, application=replace(file.application, condition="颅脑损伤，右股骨骨折"))
    own = file.application.id
    workbench.drafts.save(cast["fund_clerk"], f"fund/{own}", to_json(file, typed))
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", own)
    assert page.book.file.application.condition == "颅脑损伤，右股骨骨折"
    assert any("已恢复" in text for text in stage.said)


def test_two_people_change_the_same_field(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    file = _draft(workbench, cast, key)
    own = file.application.id
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", own)
    theirs = replace(file, application=replace(file.application, handler_name="王主任"))
    workbench.fund.save(cast["clerk"], file, theirs)
    mine = replace(page.book.file.application, handler_name="李主任")
    page.book.edit(replace(page.book.file, application=mine))
    page.book.save()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, ConflictSheet)


def test_what_is_frozen_is_read_only(make_stage: Make, cast: Cast, key: str) -> None:
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", key)
    form = page._sections["form"].form  # type: ignore[attr-defined]
    assert form.rows["claimed"].field.isReadOnly()
    assert form.rows["payee_account"].field.isReadOnly()
    assert not page.book.bill_open
    assert page.next.text() == "复核同意，报审批"
    assert not page.next.isEnabled()
    assert "基金复核" in page.why.text()


def test_a_reason_leads_to_its_field(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    file = _draft(workbench, cast, key)
    own = file.application.id
    emptied = replace(file, application=replace(file.application, applicant_name=""))
    workbench.fund.save(cast["fund_clerk"], file, emptied)
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", own)
    assert "还差" in page.why.text()
    page._choose("materials")
    QTest.keyClick(page, Qt.Key.Key_F8)
    stage.rest()
    assert page._key == "form"
    assert page._sections["form"].form.rows["applicant_name"].field.hasFocus()  # type: ignore[attr-defined]


def test_bill_lines_are_entered_pasted_and_undone(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    file = _draft(workbench, cast, key)
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", file.application.id, at="bill")
    bill = page._sections["bill"]
    bill._add()  # type: ignore[attr-defined]
    sheet = stage.sheet()
    assert isinstance(sheet, LineSheet)
    sheet._take()
    assert sheet.form.rows["name"].error()
    sheet.form.set_values({"name": "CT 检查", "unit_price": D("480.00"), "quantity": 2})
    sheet.form.changed.emit("quantity")
    assert sheet.form.values()["amount"] == D("960.00")
    sheet._take()
    QGuiApplication.clipboard().setText("床位费\t4\t60\t240\n坏行\n手术费\t12000")
    bill._pasted()  # type: ignore[attr-defined]
    stage.rest()
    preview = stage.sheet()
    assert isinstance(preview, BillPreview)
    assert preview.take_button.text() == "加入 2 行"
    preview.press_default()
    names = [(x.name, x.amount, x.quantity) for x in page.book.file.bill_lines]
    assert names == [
        ("CT 检查", D("960.00"), 2),
        ("床位费", D("240.00"), 4),
        ("手术费", D("12000.00"), 1),
    ]
    bill.table.select(0)  # type: ignore[attr-defined]
    bill._remove()  # type: ignore[attr-defined]
    left = [line.name for line in page.book.file.bill_lines]
    bill._undo()  # type: ignore[attr-defined]
    assert left == ["床位费", "手术费"]
    assert page.book.file.bill_lines[0].name == "CT 检查"
    page.book.save()
    stage.rest()
    stored = workbench.fund.file(cast["fund_clerk"], file.application.id)
    assert [line.name for line in stored.bill_lines] == ["CT 检查", "床位费", "手术费"]


def test_a_scan_becomes_the_material(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str, tmp_path: Path
) -> None:
    file = _draft(workbench, cast, key)
    scan = tmp_path / "病历.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    stage = make_stage(cast["fund_clerk"])
    page: ApplicationScreen = stage.go("fund", file.application.id, at="materials")
    material = file.materials[0]
    page._sections["materials"].add_file(material.id, scan)  # type: ignore[attr-defined]
    stage.rest()
    stage.rest()
    stored = workbench.fund.file(cast["fund_clerk"], file.application.id).materials[0]
    assert stored.present
    assert stored.attachment_id


def test_a_draft_with_nonsense_is_left_out(workbench: Workbench, cast: Cast, key: str) -> None:
    file = workbench.fund.file(cast["clerk"], key)
    content = {
        "application": {"claimed": "viel", "nothing": 1, "handler_name": "王"},
        "bill_lines": [{"no": "id"}, 7],
        "materials": "x",
    }
    back = laid_on(file, content)
    assert back.application.handler_name == "王"
    assert back.application.claimed == file.application.claimed
    assert back.materials == file.materials
    assert laid_on(file, "x") == file


def test_list_by_stage_and_book(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["cashier"])
    page: FundScreen = stage.go("fund")
    assert page.applications.model.rowCount() == 1
    page.applications.table.opened.emit(page.applications.model.record(0))
    stage.rest()
    assert isinstance(stage.screen, ApplicationScreen)
    page = stage.go("fund", view="book")
    book = page.pane
    assert isinstance(book, BookPane)
    assert book.model.rowCount() == 2  # the heading of the month, the opening balance
    assert book.book_button.isVisible()
    page.primary_action()
    sheet = stage.sheet()
    sheet._book()
    assert sheet.form.rows["amount"].error()
    sheet.form.set_values({"kind": LedgerKind.FISCAL, "amount": D("1000.00"), "note": "市级补助"})
    sheet._book()
    stage.rest()
    assert [type(row).__name__ for row in book.model.records()] == [
        "MonthSums", "BookLine", "MonthSums", "BookLine"
    ]  # fmt: skip
    page = stage.go("fund", view="paying")
    assert page.applications.empty.isVisible()
    assert workbench.fund.file(cast["clerk"], key).application.state is FundState.REVIEW2


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
def test_nothing_lies_outside(
    make_stage: Make, cast: Cast, key: str, size: tuple[int, int]
) -> None:
    stage = make_stage(cast["checker"])
    stage.window.resize(*size)
    for parts in (("fund",), ("fund", key), ("approvals", key), ("documents",)):
        page = stage.go(*parts)
        for widget in page.findChildren(QPushButton) + page.findChildren(QLabel):
            if widget.isVisible() and widget.width():
                _fits(page, widget)
        for button in page.findChildren(QPushButton):
            assert button.text() or button.accessibleName()


def _fits(page: QWidget, widget: QPushButton | QLabel) -> None:
    box = QRect(widget.mapTo(page, QPoint()), widget.size())
    assert box.left() >= 0
    assert box.right() <= page.width(), (widget.text(), box)
    if isinstance(widget, QPushButton) and widget.text():
        assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
    if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
        assert widget.width() >= widget.sizeHint().width() - 1, widget.text()


def test_trouble_of_the_store_is_said(
    make_stage: Make, cast: Cast, key: str, monkeypatch: pytest.MonkeyPatch, workbench: Workbench
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreTrouble("database.disk_full")

    stage = make_stage(cast["fund_clerk"])
    monkeypatch.setattr(type(workbench.fund), "page", full)
    stage.go("fund")
    assert stage.said

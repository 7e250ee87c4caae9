"""The case's sections fund, papers, attachments and history, and the screen of papers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from mediation_app.bootstrap import Workbench
from mediation_app.domain.offices import Actor
from mediation_app.services.stories import Cast
from tests.ui.screens.fund.conftest import Stage
from ui.dialogs.sign_sheet import SignSheet
from ui.screens.case.section_attachments import AttachmentsSection, DescribeSheet
from ui.screens.case.section_documents import DocumentsSection
from ui.screens.case.section_fund import FundSection
from ui.screens.case.section_history import HistorySection, masked
from ui.screens.documents import DocumentsScreen

Make = Callable[[Actor], Stage]


@pytest.fixture
def case_id(workbench: Workbench, cast: Cast, key: str) -> str:
    """The case of S1."""
    return workbench.fund.file(cast["clerk"], key).application.case_id


def _section(stage: Stage, case_id: str, name: str) -> Any:
    page = stage.go("case", case_id, name)
    stage.rest()
    return page._sections[name]


def _choose(section: DocumentsSection, code: str) -> None:
    for row, record in enumerate(section.model.records()):
        if record.offer is not None and record.offer.code == code:
            section.table.select(row)
            return
    raise AssertionError(code)


def test_papers_say_what_is_missing_and_where(make_stage: Make, cast: Cast, case_id: str) -> None:
    stage = make_stage(cast["clerk"])
    section = _section(stage, case_id, "documents")
    assert isinstance(section, DocumentsSection)
    states = {row.offer.code: str(row.offer.state) for row in section.model.records() if row.offer}
    assert states["fund_application_hospital"] == "ready"
    _choose(section, "application")
    stage.rest()
    assert section.band.isVisible()
    assert not section.print_button.isEnabled()
    assert not section.pdf.isEnabled()
    assert section.view.page_count() >= 1  # the page is shown all the same


def test_a_paper_is_printed_saved_and_signed(
    make_stage: Make, workbench: Workbench, cast: Cast, case_id: str, tmp_path: Path
) -> None:
    stage = make_stage(cast["clerk"])
    section = _section(stage, case_id, "documents")
    _choose(section, "fund_application_hospital")
    stage.rest()
    target = tmp_path / "申请书"
    offer = section.offer()
    assert offer is not None
    section.save_to(offer, target, "pdf")
    stage.rest()
    assert len(pypdfium2.PdfDocument(target.with_suffix(".pdf"))) == section.view.page_count()

    paper = tmp_path / "printed.pdf"

    def printer(_title: str, _copies: int, done: Any, _back: Any) -> None:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(paper))
        done(made)

    section.choose_printer = printer
    QTest.keyClick(section.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    assert len(pypdfium2.PdfDocument(paper)) == section.view.page_count()
    case = workbench.cases.peek(cast["clerk"], case_id)
    assert [p.kind for p in case.papers] == ["fund_application_hospital"]
    actions = [e.action for e in workbench.cases.history(cast["clerk"], case_id)]
    assert "paper.print" in actions

    unsigned = workbench.papers.unsigned(cast["clerk"])
    assert [u.paper.kind for u in unsigned] == ["fund_application_hospital"]
    section.sign()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, SignSheet)
    sheet._take()
    stage.rest()
    assert stage.sheet() is None
    assert workbench.papers.unsigned(cast["clerk"]) == ()
    offer = section.offer()
    assert offer is not None
    assert offer.signed == offer.signers


def test_a_place_leads_to_its_paper(make_stage: Make, cast: Cast, case_id: str) -> None:
    stage = make_stage(cast["clerk"])
    page = stage.go("case", case_id, "documents", at="fund_promise")
    stage.rest()
    offer = page._sections["documents"].offer()
    assert offer is not None
    assert offer.code == "fund_promise"


def test_going_back_from_the_printer_prints_nothing(
    make_stage: Make, workbench: Workbench, cast: Cast, case_id: str
) -> None:
    stage = make_stage(cast["clerk"])
    section = _section(stage, case_id, "documents")
    _choose(section, "fund_promise")
    section.choose_printer = lambda _title, _copies, _done, back: back()
    section.print_current()
    stage.rest()
    actions = [e.action for e in workbench.cases.history(cast["clerk"], case_id)]
    assert "paper.print" not in actions
    assert any("未打印" in text for text in stage.said)


def test_files_come_by_drop_and_are_named(
    make_stage: Make, workbench: Workbench, cast: Cast, case_id: str, tmp_path: Path
) -> None:
    photo, empty = tmp_path / "现场.png", tmp_path / "空.png"
    QImage(300, 200, QImage.Format.Format_RGB32).save(str(photo))
    empty.write_bytes(b"")
    stage = make_stage(cast["clerk"])
    section = _section(stage, case_id, "attachments")
    assert isinstance(section, AttachmentsSection)
    assert section.stack.currentWidget() is section.empty
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (photo, empty, tmp_path)])
    event = QDropEvent(
        QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    section.dropEvent(event)
    stage.rest()
    stage.rest()
    case = workbench.cases.peek(cast["clerk"], case_id)
    assert [a.name for a in case.attachments] == ["现场.png"]
    assert any("空文件" in text for text in stage.said)
    stage.window.overlay.top().close_sheet()  # type: ignore[union-attr]
    stage.rest()
    assert section.preview.view.page_count() == 1
    section._rename()
    sheet = stage.sheet()
    assert isinstance(sheet, DescribeSheet)
    sheet.form.set_values({"kind": "现场照片", "note": "由北向南"})
    sheet._take()
    stage.rest()
    found = workbench.cases.peek(cast["clerk"], case_id).attachments[0]
    assert (found.kind, found.note) == ("现场照片", "由北向南")
    section._void(found.id)
    stage.rest()
    assert workbench.cases.peek(cast["clerk"], case_id).attachments == ()


def test_history_tells_who_changed_what(make_stage: Make, cast: Cast, case_id: str) -> None:
    stage = make_stage(cast["clerk"])
    section = _section(stage, case_id, "history")
    assert isinstance(section, HistorySection)
    rows = section.model.records()
    assert any(row.act == "提出垫付意见" for row in rows)
    assert any(row.before and row.after for row in rows)
    for row in rows:
        assert "372522197405164517" not in row.after


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("372522197405164517", "372522********4517"),
        ("电话 13856122417", "电话 138****2417"),
        ("6222021612345678901", "6222****8901"),
        ("2026-10-12 57,160.00", "2026-10-12 57,160.00"),
    ],
)
def test_numbers_of_persons_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_the_fund_beside_the_case(make_stage: Make, cast: Cast, case_id: str, key: str) -> None:
    stage = make_stage(cast["fund_clerk"])
    section = _section(stage, case_id, "fund")
    assert isinstance(section, FundSection)
    assert len(section._cards) == 2
    section._open(key)
    stage.rest()
    assert stage.desk.navigator.current is not None
    assert stage.desk.navigator.current.parts == ("fund", key)


def test_blank_forms(make_stage: Make, cast: Cast, tmp_path: Path) -> None:
    stage = make_stage(cast["clerk"])
    page: DocumentsScreen = stage.go("documents", view="blank")
    stage.rest()
    assert page.view.page_count() >= 1
    assert page.word.isVisible()
    assert page.case_button.isHidden()
    page.save_to("receipt", tmp_path / "收条", "docx")
    stage.rest()
    assert (tmp_path / "收条.docx").read_bytes()[:2] == b"PK"
    page = stage.go("documents", view="unsigned")
    assert page.empty.isVisible()

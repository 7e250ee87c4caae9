"""成套打印: chosen by hand, printed into files, stopped, exported, bound."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.documents.packets import load_packets
from mediation_app.domain.files import CaseFile
from mediation_app.services.handover import check_package
from mediation_app.services.stories import Cast
from tests.ui.screens.case.conftest import Stage
from ui import preferences
from ui.dialogs.packet_printing import Printers
from ui.screens.case.packet_sheet import PacketSheet
from ui.screens.case.packet_work import PacketWork
from ui.screens.case.section_attachments import KINDS
from ui.screens.case.section_documents import DocumentsSection

NAMES = ("HP LaserJet M1136", "窗口二 Canon LBP2900")


@pytest.fixture
def paper_tray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is printed becomes PDF files here; likes of the PC lie beside."""
    tray = tmp_path / "tray"
    tray.mkdir()

    def make(_self: PacketWork, _name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tray / f"{len(list(tray.iterdir())):02d}.pdf"))
        return printer

    monkeypatch.setattr(PacketWork, "make_printer", make)
    monkeypatch.setattr(PacketWork, "printers", lambda _self: Printers(NAMES, NAMES[1]))
    monkeypatch.setattr(preferences, "file", lambda: tmp_path / "likes" / "preferences.json")
    return tray


def section_of(stage: Stage, file: CaseFile) -> DocumentsSection:
    section = stage.go(file.case.id, "documents")._sections["documents"]
    assert isinstance(section, DocumentsSection)
    return section


def opened(stage: Stage, file: CaseFile) -> PacketSheet:
    section_of(stage, file)
    QTest.keyClick(
        stage.page.focusWidget() or stage.page,
        Qt.Key.Key_P,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, PacketSheet)
    return sheet


def prints(workbench: Workbench, cast: Cast, case_id: str) -> list[int]:
    with workbench.context.store.read(cast["clerk"]) as reader:
        entries = reader.audit_page(case_id=case_id)
    return sorted(int(str(e.detail["copies"])) for e in entries if e.kind == "print")


def test_the_stage_of_the_case_is_printed_with_one_key(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, paper_tray: Path
) -> None:
    sheet = opened(stage, registered)
    assert sheet.stage.value() == "intake"
    assert sheet.printer.value() == NAMES[1]
    assert [row.item.offer.code for row in sheet.rows.rows] == ["application", "authorisation"]
    assert sheet.how_many.text() == "已选 2 件，共 2 份"
    assert sheet.focusWidget() is sheet.go
    sheet.rows.rows[0].copies.setFocus()
    sheet.rows.rows[0].copies.selectAll()
    QTest.keyClicks(sheet.rows.rows[0].copies, "3")
    assert sheet.how_many.text() == "已选 2 件，共 4 份"
    QTest.keyClick(sheet.rows.rows[0].copies, Qt.Key.Key_Return)
    stage.rest()
    stage.rest()
    assert stage.sheet() is None
    papers = workbench.cases.peek(cast["clerk"], registered.case.id).papers
    assert sorted(paper.kind for paper in papers) == ["application", "authorisation"]
    printed = sorted(paper_tray.iterdir())
    pages = {paper.kind: paper.pages for paper in papers}
    assert len(PdfReader(printed[0]).pages) == 3 * pages["application"]
    assert len(PdfReader(printed[1]).pages) == pages["authorisation"]
    assert prints(workbench, cast, registered.case.id) == [1, 3]
    again = opened(stage, registered)
    assert again.how_many.text() == "没有选中文书"
    assert not again.go.isEnabled()


def test_printer_and_offset_are_kept_for_this_pc(
    stage: Stage, registered: CaseFile, paper_tray: Path
) -> None:
    sheet = opened(stage, registered)
    sheet.printer.set_value(NAMES[0])
    sheet._printer_changed()
    sheet.right.set_value("１．５")
    sheet.down.set_value("−2")
    QTest.mouseClick(sheet.test, Qt.MouseButton.LeftButton)
    stage.rest()
    assert len(list(paper_tray.iterdir())) == 1
    assert preferences.load_printers().offset(NAMES[0]) == (1.5, -2.0)
    sheet.close_sheet()
    again = opened(stage, registered)
    assert again.printer.value() == NAMES[0]
    assert (again.right.value(), again.down.value()) == ("1.5", "-2")
    again.printer.set_value(NAMES[1])
    again._printer_changed()
    assert again.right.value() == "0"


@pytest.mark.parametrize("wrong", ["abc", "21", "1,5", "nan"])
def test_an_offset_that_means_nothing_is_said(
    stage: Stage, registered: CaseFile, paper_tray: Path, wrong: str
) -> None:
    sheet = opened(stage, registered)
    sheet.down.set_value(wrong)
    sheet.go.click()
    stage.rest()
    assert "毫米" in sheet.trouble.text()
    assert sheet.focusWidget() is sheet.down
    assert list(paper_tray.iterdir()) == []


def test_copies_that_cannot_be_read_are_said(
    stage: Stage, registered: CaseFile, paper_tray: Path
) -> None:
    sheet = opened(stage, registered)
    copies = sheet.rows.rows[0].copies
    copies.setFocus()
    copies.selectAll()
    QTest.keyClicks(copies, "0")
    sheet.go.click()
    assert sheet.trouble.text() == "份数填写 1 到 50 的整数"
    assert list(paper_tray.iterdir()) == []


def test_without_a_printer_there_is_still_a_file(
    stage: Stage,
    registered: CaseFile,
    paper_tray: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PacketWork, "printers", lambda _self: Printers((), ""))
    sheet = opened(stage, registered)
    assert not sheet.go.isEnabled()
    assert sheet.printer.placeholderText() == "没有找到打印机"
    assert sheet.pdf.isEnabled()
    wanted = sheet.wanted()
    assert wanted is not None
    work = section_of(stage, registered).packets
    work.save_pdf(wanted, tmp_path / "成套")
    stage.rest()
    reader = PdfReader(tmp_path / "成套.pdf")
    assert [mark.title for mark in reader.outline] == ["人民调解申请书", "授权委托书（陈晓）"]  # type: ignore[union-attr]
    assert stage.sheet() is None


def test_the_volume_is_bound_and_says_what_is_missing(
    stage: Stage,
    registered: CaseFile,
    workbench: Workbench,
    cast: Cast,
    paper_tray: Path,
    tmp_path: Path,
) -> None:
    first = opened(stage, registered)
    assert not first.volume_button.isEnabled()
    first.close_sheet()
    workbench.packets.produce(cast["clerk"], registered.case.id, "intake")
    sheet = opened(stage, registered)
    assert "还缺" in sheet.volume_text.text()
    section_of(stage, registered).packets.save_volume(tmp_path / "卷宗.pdf")
    stage.rest()
    assert any("卷宗已保存，2 件" in words for words in stage.messages), stage.messages
    assert any("人民调解协议书" in words for words in stage.messages)
    assert PdfReader(tmp_path / "卷宗.pdf").page_labels[0] == "卷宗封面"


def test_it_can_be_stopped_and_goes_on(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, paper_tray: Path
) -> None:
    sheet = opened(stage, registered)
    sheet.go.click()
    assert sheet.busy
    assert not sheet.rows.isEnabled()
    assert sheet.back.text() == "停止"
    sheet.escape()
    stage.rest()
    assert stage.sheet() is sheet
    assert not sheet.busy
    assert sheet.go.isEnabled()
    assert prints(workbench, cast, registered.case.id) == []
    sheet.escape()
    assert stage.sheet() is None


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told(
    stage: Stage,
    registered: CaseFile,
    workbench: Workbench,
    cast: Cast,
    paper_tray: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_self: PacketWork, _name: str) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "nowhere" / "x.pdf"))
        return printer

    monkeypatch.setattr(PacketWork, "make_printer", broken)
    sheet = opened(stage, registered)
    sheet.go.click()
    stage.rest()
    stage.rest()
    assert any("没有打印完" in words for words in stage.messages)
    assert prints(workbench, cast, registered.case.id) == []
    assert stage.sheet() is not None


def test_what_is_missing_leads_to_its_place(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, paper_tray: Path
) -> None:
    from dataclasses import replace

    file = workbench.cases.peek(cast["clerk"], registered.case.id)
    bare = tuple(replace(party, phone="", address="") for party in file.parties)
    workbench.cases.save(cast["clerk"], file, replace(file, parties=bare))
    sheet = opened(stage, registered)
    row = sheet.rows.rows[0]
    assert not row.tick.isEnabled()
    link = next(
        b for b in sheet.rows.findChildren(QWidget) if b.accessibleName().endswith("，去填")
    )
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.sheet() is None
    assert "documents" not in str(stage.desk.navigator.current)


def test_the_package_is_written_from_the_sheet(
    stage: Stage, registered: CaseFile, paper_tray: Path, tmp_path: Path
) -> None:
    sheet = opened(stage, registered)
    assert sheet.package_button.isEnabled()
    said: list[str] = []
    stage.desk.notify.toast.connect(lambda toast: said.append(toast.text))
    section_of(stage, registered).packets.save_package(tmp_path / "移交")
    stage.rest()
    assert check_package(tmp_path / "移交.zip") == ()
    assert said
    assert said[-1].startswith("移交包已导出")
    assert stage.sheet() is None


def test_the_volume_takes_every_kind_of_attachment() -> None:
    parts = load_packets().parts
    assert {kind for part in parts for kind in part.kinds} == set(KINDS)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
@pytest.mark.parametrize("packet", ["intake", "session", "agreement", "all"])
def test_everything_fits(
    stage: Stage, full: CaseFile, paper_tray: Path, size: tuple[int, int], packet: str
) -> None:
    stage.window.resize(*size)
    sheet = opened(stage, full)
    sheet.stage.set_value(packet)
    sheet._staged()
    stage.rest()
    assert sheet.geometry().right() <= size[0]
    assert sheet.geometry().bottom() <= size[1]
    for label in sheet.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()
    for row in sheet.rows.rows:
        assert row.tick.width() >= row.tick.sizeHint().width(), row.tick.text()
        assert row.duplex.geometry().right() <= sheet.rows.width()

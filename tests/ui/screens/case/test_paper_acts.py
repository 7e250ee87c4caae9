"""The menu of the papers: editions, files back from Word, reasons, the check-up; looked at."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Paper
from mediation_app.services.stories import Cast
from tests.support.screens import layout_faults
from tests.ui.screens.case.conftest import Stage
from ui.screens.case.paper_sheets import CheckupSheet, EditionsSheet, ReasonSheet, ReturnedSheet
from ui.screens.case.section_documents import DocumentsSection
from ui.widgets.basics import Button, Label

SIZES = ((1440, 900), (1280, 720), (911, 512))
RARE = "\U00030000"  # beyond every font that comes with the program


def papers(stage: Stage, case_id: str, code: str = "application") -> DocumentsSection:
    section = stage.go(case_id, "documents")._sections["documents"]
    assert isinstance(section, DocumentsSection)
    for place, record in enumerate(section.model.records()):
        if record.offer is not None and record.offer.code == code:
            section.table.select(place)
    stage.rest()
    stage.qtbot.wait(200)
    stage.rest()
    return section


def words(sheet: object) -> str:
    assert isinstance(sheet, QWidget)
    return "\n".join(label.text() for label in sheet.findChildren(Label))


def press(sheet: object, name: str) -> None:
    assert isinstance(sheet, QWidget)
    for button in sheet.findChildren(Button):
        if name in (button.text(), button.accessibleName()):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(name)


def look(stage: Stage, name: str) -> None:
    """Nothing is cut; a picture for whoever wants to see it: PICTURES=folder."""
    shown = stage.sheet() or stage.page
    assert isinstance(shown, QWidget)
    assert layout_faults(shown) == []
    folder = os.environ.get("PICTURES")
    if folder:
        stage.window.grab().save(f"{folder}/{name}-{stage.window.width()}.png")


def reworded(bench: Workbench, paper: Paper, old: str, new: str, target: Path) -> Path:
    document = docx.Document(io.BytesIO(bench.context.blobs.get(paper.docx_sha256)))
    cells = [p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs]
    for paragraph in (*document.paragraphs, *cells):
        if old in paragraph.text:
            text = paragraph.text.replace(old, new)
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    document.save(str(target))
    return target


@pytest.fixture
def issued(registered: CaseFile, workbench: Workbench, cast: Cast) -> Paper:
    """The request, issued and printed once."""
    paper = workbench.papers.issue(cast["mediator"], registered.case.id, "application").value
    workbench.papers.record_print(cast["mediator"], paper.id, 2)
    return paper


def renamed(bench: Workbench, cast: Cast, case_id: str, name: str) -> CaseFile:
    old = bench.cases.peek(cast["clerk"], case_id)
    party = replace(old.parties[0], name=name)
    return bench.cases.save(
        cast["clerk"], old, replace(old, parties=(party, *old.parties[1:]))
    ).value


@pytest.mark.parametrize("size", SIZES)
def test_editions_tell_what_changed_and_old_ones_open(
    stage: Stage, workbench: Workbench, cast: Cast, issued: Paper, size: tuple[int, int]
) -> None:
    renamed(workbench, cast, issued.case_id, "赵长河")
    second = workbench.papers.issue(cast["mediator"], issued.case_id, "application").value
    assert second.edition == 2
    stage.window.resize(*size)
    section = papers(stage, issued.case_id)
    look(stage, "section")
    section.acts.editions()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, EditionsSheet)
    told = words(sheet)
    assert "→ 赵长河" in told.replace("赵 长河", "赵长河") or "赵长河" in told
    assert f"{cast['mediator'].name}打印 2 份" in told
    look(stage, "editions")
    press(sheet, "打开第 1 版")
    stage.rest()
    assert "第 1 版" in section.about.text()
    assert section.view.page_count() == issued.pages
    look(stage, "old-edition")
    assert section.right.isVisible()
    press(section.band, "回到现行")
    stage.qtbot.wait(200)
    stage.rest()
    assert "第 2 版" in section.about.text()
    assert not section.band.isVisible()


def test_an_old_edition_is_printed_again_and_says_so(
    stage: Stage, workbench: Workbench, cast: Cast, issued: Paper, tmp_path: Path
) -> None:
    renamed(workbench, cast, issued.case_id, "赵长河")
    workbench.papers.issue(cast["mediator"], issued.case_id, "application")
    section = papers(stage, issued.case_id)
    section.choose_printer = _printer(tmp_path / "again.pdf")  # type: ignore[method-assign]
    section.acts.print_again(issued)
    stage.rest()
    press(stage.sheet(), "打印旧版")
    stage.rest()
    newest = workbench.papers.editions.prints(cast["mediator"], issued.case_id)[0]
    assert (newest.edition, newest.old) == (1, True)
    section.acts.editions()
    stage.rest()
    assert "旧版重印" in words(stage.sheet())


def _printer(target: Path) -> Callable[[str, int, Any, Any], None]:
    def choose(_title: str, _copies: int, done: Any, _back: Any) -> None:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(target))
        done(made)

    return choose


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_from_word(
    stage: Stage,
    workbench: Workbench,
    cast: Cast,
    issued: Paper,
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    file = workbench.cases.peek(cast["clerk"], issued.case_id)
    path = reworded(workbench, issued, file.parties[0].name, "赵长河", tmp_path / "改.docx")
    stage.window.resize(*size)
    section = papers(stage, issued.case_id)
    offer = section.offer()
    assert offer is not None
    section.acts.look_at(offer, path)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, ReturnedSheet)
    assert f"{file.parties[0].name} → 赵长河" in words(sheet)
    look(stage, "returned")
    press(sheet, "存为第 2 版")
    stage.rest()
    assert stage.sheet() is None
    stage.qtbot.wait(200)
    stage.rest()
    assert "人工修改" in section.about.text()
    look(stage, "by-hand")
    section.acts.renew()
    stage.rest()
    case = workbench.cases.peek(cast["clerk"], issued.case_id)
    assert [(p.edition, p.edited) for p in case.papers] == [(1, False), (2, True), (3, False)]


def test_a_strange_file_is_refused_in_words(
    stage: Stage, issued: Paper, tmp_path: Path, workbench: Workbench, cast: Cast
) -> None:
    strange = tmp_path / "别的.docx"
    docx.Document().save(str(strange))
    section = papers(stage, issued.case_id)
    offer = section.offer()
    assert offer is not None
    section.acts.look_at(offer, strange)
    stage.rest()
    assert "不是《" in "".join(stage.messages)
    assert len(workbench.cases.peek(cast["clerk"], issued.case_id).papers) == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_sign_that_no_font_has_asks_for_a_reason(
    stage: Stage,
    workbench: Workbench,
    cast: Cast,
    registered: CaseFile,
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    renamed(workbench, cast, registered.case.id, f"赵{RARE}")
    stage.window.resize(*size)
    section = papers(stage, registered.case.id)
    section.choose_printer = _printer(tmp_path / "a.pdf")  # type: ignore[method-assign]
    assert section.band.isVisible() or size[0] < 1000
    look(stage, "warned")
    section.print_current()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, ReasonSheet)
    assert "fonts" in words(sheet)
    look(stage, "reason")
    press(sheet, "继续打印")
    assert stage.sheet() is sheet, "no reason, no printing"
    sheet.reason.set_value("当事人要求先行打印")
    press(sheet, "继续打印")
    stage.rest()
    (printed,) = workbench.papers.editions.prints(cast["mediator"], registered.case.id)
    assert printed.reason == "当事人要求先行打印"


@pytest.mark.parametrize("size", SIZES)
def test_the_check_up_leads_to_the_field(
    stage: Stage, registered: CaseFile, size: tuple[int, int]
) -> None:
    stage.window.resize(*size)
    section = papers(stage, registered.case.id)
    section.acts.checkup()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, CheckupSheet)
    look(stage, "checkup")
    links = [b for b in sheet.findChildren(Button) if b.text() == "去处理"]
    assert links
    assert all(link.accessibleName().endswith("去处理") for link in links)
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.sheet() is None
    assert "documents" not in str(stage.desk.navigator.current)


def test_the_menu_offers_what_is_possible(stage: Stage, registered: CaseFile) -> None:
    section = papers(stage, registered.case.id)
    able = {action.text(): action.isEnabled() for action in section.acts.make_menu().actions()}
    assert able["版本和打印记录…"] is False
    assert able["收回 Word 修改件…"] is True
    assert able["文书体检…"] is True

"""The view and the printer replay the pages; the view scrolls, zooms and speaks."""

from __future__ import annotations

import threading
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from mediation_app.documents.engine import api
from mediation_app.documents.engine.displaylist import Document
from tests.documents.engine.samples import cell, docx, para, row, run, table
from tests.documents.engine.test_layout import drawing, with_picture
from ui.theme import look
from ui.widgets.page_view import PageMark, PageView, paint_page, print_document


@pytest.fixture
def document() -> Document:
    blocks = [para(f"第{number}段正文，李𬀩。") for number in range(50)]
    return api.layout_docx(docx(*blocks, table((3000, 3000), row(cell("甲"), cell("乙")))))


@pytest.fixture
def view(qtbot: QtBot, document: Document) -> PageView:
    made = PageView()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.set_document(document)
    made.show()
    return made


def ink(image: QImage, box: QRectF) -> int:
    """How many dark points there are in a part of a picture."""
    return sum(
        image.pixelColor(x, y).lightness() < 100
        for x in range(int(box.left()), int(box.right()))
        for y in range(int(box.top()), int(box.bottom()))
    )


def painted(document: Document, scale: float = 1.0) -> QImage:
    page = document.pages[0]
    size = (round(page.width * scale), round(page.height * scale))
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_page(painter, page, scale)
    painter.end()
    return image


def test_painting_agrees_with_the_pdf(qapp: object, document: Document) -> None:
    mine = painted(document)
    pdf = pypdfium2.PdfDocument(api.to_pdf(document))
    theirs = pdf[0].render(scale=1).to_pil().convert("L")
    pdf.close()
    both = either = 0
    for y in range(90, 700, 3):
        for x in range(70, 520, 3):
            window = [(x + dx, y + dy) for dx in range(3) for dy in range(3)]
            left = any(mine.pixelColor(*place).lightness() < 170 for place in window)
            right = any(theirs.getpixel(place) < 170 for place in window)
            both += left and right
            either += left or right
    assert either > 1000
    assert both / either > 0.75


def test_faked_bold_stretch_dashes_and_pictures_are_painted(qapp: object) -> None:
    words = [
        para(run("粗体", "<w:b/>"), run("窄", '<w:w w:val="50"/>')),
        para(
            run("虚线", '<w:u w:val="dash"/>'), run("底", '<w:shd w:val="clear" w:fill="00FF00"/>')
        ),
        para(""),
        para("", drawing("inline", "")),
    ]
    image = painted(api.layout_docx(with_picture(*words)))
    colors = {image.pixelColor(x, y).name() for x in range(595) for y in range(100, 260)}
    assert "#00ff00" in colors
    assert ink(image, QRectF(100, 105, 60, 28)) > 50


def test_first_page_and_descriptions(view: PageView) -> None:
    assert view.accessibleName() == "文书预览"
    assert view.page_count() == 3
    assert view.current_page() == 0
    assert view.accessibleDescription() == "第1页，共3页"


def test_scrolling_tells_the_page(view: PageView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.page_changed) as caught:
        view.show_page(1)
    assert caught.args == [1]
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.current_page() == 2
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.current_page() == 0
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.verticalScrollBar().value() > view.viewport().height()


def test_zoom_by_keys_and_fit(view: PageView, qtbot: QtBot) -> None:
    fitted = view.zoom()
    assert 0.5 < fitted < 1.0
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom() > fitted
    larger = view.zoom()
    view.resize(900, 500)
    assert view.zoom() == larger
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom() > fitted
    view.set_zoom(99)
    assert view.zoom() == 4.0
    qtbot.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom() == 3.0


def test_only_visible_pages_are_rendered(view: PageView) -> None:
    view.grab()
    assert {key[0] for key in view._pictures} == {0}
    for number in range(3):
        view.show_page(number)
        view.grab()
    assert len(view._pictures) <= 4


def test_the_desk_lies_around_the_paper(view: PageView) -> None:
    view.set_zoom(0.5)
    image = view.grab().toImage()
    assert image.pixelColor(3, 250) == look().color("desk")
    assert image.pixelColor(350, 60) == look().color("paper")


def test_marks_frame_places(view: PageView) -> None:
    view.set_marks([PageMark(page=0, box=QRectF(80, 100, 200, 60))])
    image = view.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(400) for y in range(60, 200)}
    assert look().color("danger").name() in colors


def test_an_empty_view_is_a_desk(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.set_document(Document(pages=()))
    image = view.grab().toImage()
    assert image.pixelColor(150, 150) == look().color("desk")
    assert view.current_page() == -1


def test_printing_keeps_vectors_pages_and_copies(
    qapp: object, document: Document, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    assert print_document(document, printer, copies=2)
    pdf = pypdfium2.PdfDocument(tmp_path / "print.pdf")
    assert len(pdf) == 6
    assert [round(side / 10) for side in pdf[0].get_size()] == [60, 84]
    image = pdf[0].render(scale=1).to_pil().convert("L")
    assert image.crop((100, 100, 300, 140)).getextrema()[0] < 100
    pdf.close()


def test_printing_off_the_gui_thread(qapp: object, document: Document, tmp_path: Path) -> None:
    done = []

    def work() -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "thread.pdf"))
        done.append(print_document(document, printer))

    painted(document)  # the window's own fonts are in use at the same time
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert done == [True]
    pdf = pypdfium2.PdfDocument(tmp_path / "thread.pdf")
    assert len(pdf) == 3
    pdf.close()

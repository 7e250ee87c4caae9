"""Kept files as pages, tabs of evidence, lines of a reckoning."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from ui.widgets.evidence import Evidence, EvidencePane
from ui.widgets.file_pages import pages_of
from ui.widgets.sum_lines import SumLine, SumLines

Show = Callable[[QWidget], QWidget]


def _image(wide: int, high: int, kind: str = "PNG") -> bytes:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _pdf(pages: int) -> bytes:
    import io

    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(595, 842)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_picture_is_one_page_and_turns() -> None:
    upright = pages_of(_image(400, 600))
    assert upright.document is not None
    assert upright.total == 1
    page = upright.document.pages[0]
    assert page.height > page.width
    turned = pages_of(_image(400, 600), turn=90)
    assert turned.document is not None
    assert turned.document.pages[0].height < turned.document.pages[0].width


def test_a_large_picture_is_made_smaller() -> None:
    found = pages_of(_image(5000, 3000, "JPG"))
    assert found.document is not None
    item = found.document.pages[0].items[0]
    assert QImage.fromData(item.data).width() <= 2200  # type: ignore[union-attr]


def test_the_first_pages_of_a_pdf_come_first() -> None:
    found = pages_of(_pdf(5), most=2)
    assert found.document is not None
    assert (len(found.document.pages), found.total) == (2, 5)
    assert round(found.document.pages[0].width) == 595


def test_what_cannot_be_shown_is_none() -> None:
    assert pages_of(b"").document is None
    assert pages_of(b"PK\x03\x04 a word file").document is None
    assert pages_of(b"%PDF-1.7 torn off").document is None
    assert pages_of(b"\x89PNG\r\n\x1a\n torn off").document is None


def test_tabs_that_do_not_fit_go_behind_one(show: Show) -> None:
    pane = EvidencePane()
    pane.resize(420, 500)
    show(pane)
    asked: list[tuple[str, int]] = []
    pane.wanted.connect(lambda key, turn: asked.append((key, turn)))
    pane.set_items([Evidence(key=str(n), name=f"第 {n} 份材料") for n in range(9)])
    assert asked == [("0", 0)]
    assert pane.more.isVisible()
    pane.choose("8")
    assert asked[-1] == ("8", 0)
    assert pane.tabs.current() == "8"
    pane.put("8", 0, pages_of(_image(300, 400)).document, 1)
    assert pane.view.page_count() == 1
    pane.put("8", 90, None, 0)  # an answer nobody waits for
    assert pane.stack.currentWidget() is pane.view
    pane.put("gone", 0, None, 0)
    pane.extend([Evidence(key="9", name="又一份")])
    assert pane.current() == "8"
    pane.set_items(())
    assert pane.current() == ""


def test_sums_end_at_one_edge(show: Show) -> None:
    lines = SumLines("怎么算的")
    lines.resize(500, 200)
    lines.set_lines(
        [
            SumLine(label="申报", amount="86,420.00", note="清单 16 行"),
            SumLine(label="核减", amount="1,260.00", sign="−"),
            SumLine(label="应垫付", amount="100,000,001.00", sign="=", rule=True, result=True),
        ]
    )
    show(lines)
    from PySide6.QtWidgets import QLabel

    sums = [w for w in lines.findChildren(QLabel) if w.isVisible() and w.text().endswith("00")]
    assert {w.geometry().right() for w in sums} == {lines.width() - 1}
    assert all(w.width() >= w.sizeHint().width() for w in sums)
    assert "应垫付 100,000,001.00" in lines.accessibleDescription()

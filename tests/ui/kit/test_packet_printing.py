"""Print jobs of a packet: into PDF files, moved by an offset, stopped between pages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from mediation_app.documents.engine.displaylist import Document, Page, Rect
from ui.dialogs.packet_printing import Order, packet_job, position_page_job, printers
from ui.preferences import PrinterLikes, keep_printer, load_printers, printer_file
from ui.tasks import Cancelled, JobControl

BOX = Rect(100, 100, 50, 50, "000000")
TWO = Document(pages=(Page(595.3, 841.9, (BOX,)), Page(841.9, 595.3, (BOX,))))


class Recording(QPrinter):
    """Keeps the sides it was asked for; a file has none."""

    sides = QPrinter.DuplexMode.DuplexAuto

    def setDuplex(self, mode: QPrinter.DuplexMode) -> None:
        self.sides = mode
        super().setDuplex(mode)


class Tray:
    """Printers that write files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[Recording] = []

    def make(self, _name: str) -> QPrinter:
        printer = Recording(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{len(self.made)}.pdf"))
        self.made.append(printer)
        return printer

    def pages(self, number: int) -> list[Image.Image]:
        pdf = pypdfium2.PdfDocument((self.folder / f"{number}.pdf").read_bytes())
        return [page.render(scale=1).to_pil().convert("L") for page in pdf]


@pytest.fixture
def tray(tmp_path: Path, qapp: QApplication) -> Tray:
    return Tray(tmp_path)


def order(key: str, copies: int = 1, *, duplex: bool = False) -> Order:
    return Order(key, f"文书{key}", TWO, copies, duplex)


def dark(page: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(page).getbbox()
    assert box is not None
    return box


def test_each_paper_is_a_job_with_its_copies_and_sides(tray: Tray) -> None:
    told: list[tuple[int, int, str]] = []
    sent: list[Order] = []
    orders = [order("甲", 2), order("乙", duplex=True)]
    work = packet_job("P", orders, (0, 0), sent, tray.make)
    assert work(JobControl(lambda *words: told.append(words)))
    assert sent == orders
    assert told == [(0, 2, "文书甲"), (1, 2, "文书乙")]
    assert [len(tray.pages(n)) for n in (0, 1)] == [4, 2]
    assert [p.docName() for p in tray.made] == ["文书甲", "文书乙"]
    sides = [p.sides for p in tray.made]
    assert sides == [QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexLongSide]
    assert [page.size for page in tray.pages(1)] == [(595, 842), (842, 595)]


def test_an_offset_moves_every_page(tray: Tray) -> None:
    control = JobControl(lambda *_: None)
    for offset in ((0.0, 0.0), (10.0, -5.0)):
        packet_job("P", [order("甲")], offset, [], tray.make)(control)
    for before, after in zip(tray.pages(0), tray.pages(1), strict=True):
        (x1, y1, *_), (x2, y2, *_) = dark(before), dark(after)
        assert x2 - x1 == pytest.approx(10 * 72 / 25.4, abs=1.5)
        assert y2 - y1 == pytest.approx(-5 * 72 / 25.4, abs=1.5)


def test_stopped_in_a_paper_only_those_before_count_as_sent(tray: Tray) -> None:
    sent: list[Order] = []
    control = JobControl(lambda count, *_: control.cancel() if count == 1 else None)
    with pytest.raises(Cancelled):
        packet_job("P", [order("甲"), order("乙")], (0, 0), sent, tray.make)(control)
    assert [each.key for each in sent] == ["甲"]


def test_the_test_page_has_its_marks_where_it_says(tray: Tray) -> None:
    assert position_page_job("P", (0, 0), tray.make)()
    assert position_page_job("P", (3, 4), tray.make)()
    (x1, y1, *_), (x2, y2, *_) = dark(tray.pages(0)[0]), dark(tray.pages(1)[0])
    # the arms of the cross are 8 mm long
    assert (x1, y1) == (pytest.approx(12 * 72 / 25.4, abs=1.5),) * 2
    assert (x2 - x1, y2 - y1) == (
        pytest.approx(3 * 72 / 25.4, abs=1.5),
        pytest.approx(4 * 72 / 25.4, abs=1.5),
    )


def test_the_system_is_asked_without_harm(qapp: QApplication) -> None:
    found = printers()
    assert found.usual == "" or found.usual in found.names


def test_printers_are_kept_and_damage_means_nothing() -> None:
    assert load_printers() == PrinterLikes()
    keep_printer("甲", 1.55, -99)
    keep_printer("乙", 0, 0)
    kept = load_printers()
    assert (kept.printer, kept.offset("甲"), kept.offset("丙")) == ("乙", (1.6, -20.0), (0.0, 0.0))
    for damaged in ("", "[]", "{}", '{"printer": 1, "offsets": {"a": 3}}', '{"printer": ""}'):
        printer_file().write_text(damaged, encoding="utf-8")
        assert load_printers() == PrinterLikes()

"""Printing a packet: the printers of this PC, one print job for each paper, a test page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from mediation_app.documents.engine.displaylist import Document
from ui.tasks import JobControl
from ui.widgets.page_view import print_document

POINTS = 72 / 25.4  # of a millimetre
_CROSS = 20  # mm from the edges to the marks of the test page


class Printers(NamedTuple):
    """The printers of this PC, and the usual one."""

    names: tuple[str, ...]
    usual: str


class Order(NamedTuple):
    """A paper to print."""

    key: str
    title: str
    document: Document
    copies: int
    duplex: bool


def printers() -> Printers:
    """Ask the system; slow where a printer server does not answer, so for worker threads."""
    return Printers(tuple(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName())


def make_printer(name: str) -> QPrinter:
    """The printer of a name."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    return printer


def packet_job(
    name: str,
    orders: Sequence[Order],
    offset: tuple[float, float],
    sent: list[Order],
    make: Callable[[str], QPrinter] | None = None,
) -> Callable[[JobControl], bool]:
    """A long job that prints each order; those that went out are put into ``sent``.

    False when the printer does not take them. ``offset`` is in millimetres.
    """
    made = make or make_printer

    def work(control: JobControl) -> bool:
        for number, order in enumerate(orders):
            control.progress(number, len(orders), order.title)
            printer = made(name)
            printer.setDocName(order.title)
            printer.setDuplex(
                QPrinter.DuplexMode.DuplexLongSide
                if order.duplex
                else QPrinter.DuplexMode.DuplexNone
            )
            moved = (offset[0] * POINTS, offset[1] * POINTS)
            if not print_document(
                order.document, printer, copies=order.copies, offset=moved, told=control.check
            ):
                return False
            sent.append(order)
        return True

    return work


def position_page_job(
    name: str, offset: tuple[float, float], make: Callable[[str], QPrinter] | None = None
) -> Callable[[], bool]:
    """A job that prints a page with marks 20 mm from the edges, moved as papers would be."""
    made = make or make_printer

    def work() -> bool:
        printer = made(name)
        printer.setDocName("打印位置测试页")
        printer.setFullPage(True)
        size = QPageSize(QPageSize.PageSizeId.A4)
        printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
        painter = QPainter()
        if not painter.begin(printer):
            return False
        dot = printer.resolution() / 25.4
        painter.translate(offset[0] * dot, offset[1] * dot)
        _marks(painter, dot)
        return painter.end()

    return work


def _marks(painter: QPainter, dot: float) -> None:
    """Crosses in two corners and what to do with them; ``dot`` is a millimetre."""
    painter.setPen(QPen(Qt.GlobalColor.black, dot * 0.2))
    for x, y in ((_CROSS, _CROSS), (210 - _CROSS, 297 - _CROSS)):
        at = QPointF(x * dot, y * dot)
        painter.drawLine(at - QPointF(8 * dot, 0), at + QPointF(8 * dot, 0))
        painter.drawLine(at - QPointF(0, 8 * dot), at + QPointF(0, 8 * dot))
    font = QFont(painter.font())
    font.setPointSizeF(12)
    painter.setFont(font)
    lines = (
        "打印位置测试页",
        f"量左上角十字中心到纸左边、上边的距离，都应为 {_CROSS} 毫米。",
        "不足的，把差数填入偏移；超过的，填负数。",
    )
    for number, line in enumerate(lines):
        box = QRectF(30 * dot, (40 + 9 * number) * dot, 160 * dot, 9 * dot)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), line)

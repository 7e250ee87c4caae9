"""Shows and prints laid-out documents: the very pages of the PDF, replayed with QPainter."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGlyphRun,
    QImage,
    QKeyEvent,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QRawFont,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from mediation_app.documents.engine.displaylist import (
    Document,
    GlyphRun,
    Item,
    Line,
    Page,
    Picture,
)
from ui.theme import follow_look, look

_POINT = 96 / 72  # px per point at 100 %
_KEPT_SIZES = 200  # sizes of fonts kept: some ten per zoom
_KEPT = 4  # rendered pages kept for scrolling
_STEPS = (0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


# --- painting -------------------------------------------------------------------------------


class _Fonts(threading.local):
    """Raw fonts by file and size; each thread has its own, as Qt demands."""

    def __init__(self) -> None:
        self._files: dict[str, QRawFont] = {}
        self._sized: dict[tuple[str, float], QRawFont] = {}

    def get(self, path: str, size: float) -> QRawFont:
        """The font at a size in device units."""
        found = self._sized.get((path, size))
        if found is None:
            base = self._files.get(path)
            if base is None:
                base = QRawFont(path, 16.0, QFont.HintingPreference.PreferNoHinting)
                self._files[path] = base
            found = QRawFont(base)
            found.setPixelSize(size)
            if len(self._sized) > _KEPT_SIZES:
                self._sized.clear()
            self._sized[path, size] = found
        return found


_fonts = _Fonts()


@lru_cache(maxsize=16)
def _image(data: bytes) -> QImage:
    return QImage.fromData(data)


def paint_page(painter: QPainter, page: Page, scale: float) -> None:
    """Draws a page at the painter's origin, ``scale`` device units per point. No background."""
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    for item in page.items:
        _paint_item(painter, item, scale)
    painter.restore()


def _paint_item(painter: QPainter, item: Item, scale: float) -> None:
    if isinstance(item, GlyphRun):
        _paint_glyphs(painter, item, scale)
    elif isinstance(item, Line):
        pen = QPen(QColor(f"#{item.color}"), max(item.width * scale, 0.6))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if item.dash:
            pen.setDashPattern([part / item.width for part in item.dash])
        painter.setPen(pen)
        start, end = QPointF(item.x1, item.y1), QPointF(item.x2, item.y2)
        painter.drawLine(start * scale, end * scale)
    elif isinstance(item, Picture):
        box = QRectF(item.x, item.y, item.width, item.height)
        target = _scaled(box, scale)
        painter.drawImage(target, _shrunk(_image(item.data), target))
    else:
        box = QRectF(item.x, item.y, item.width, item.height)
        painter.fillRect(_scaled(box, scale), QColor(f"#{item.color}"))


def _shrunk(image: QImage, target: QRectF) -> QImage:
    """A scan much finer than its place is averaged down: the painter would drop its thin lines."""
    if image.width() < 1.5 * target.width() or target.width() < 1:
        return image
    return image.scaled(
        target.size().toSize(),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _scaled(box: QRectF, scale: float) -> QRectF:
    return QRectF(box.topLeft() * scale, box.size() * scale)


def _paint_glyphs(painter: QPainter, item: GlyphRun, scale: float) -> None:
    font = _fonts.get(item.font.path, item.size * scale)
    across = scale / item.stretch
    places = [QPointF(x * across, 0.0) for x in item.xs]
    color = QColor(f"#{item.color}")
    painter.setPen(color)
    origin = QPointF(0.0, item.y * scale)
    if item.stretch != 1.0:
        painter.save()
        painter.scale(item.stretch, 1.0)
    run = QGlyphRun()
    run.setRawFont(font)
    run.setGlyphIndexes(list(item.glyphs))
    run.setPositions(places)
    if item.embolden and isinstance(painter.device(), QPrinter):
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for glyph, place in zip(item.glyphs, places, strict=True):
            path.addPath(font.pathForGlyph(glyph).translated(place + origin))
        painter.setPen(QPen(color, item.size * scale * item.embolden))
        painter.setBrush(color)
        painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif item.embolden:
        shift = QPointF(item.size * scale * item.embolden / 2, 0.0)
        painter.drawGlyphRun(origin - shift, run)
        painter.drawGlyphRun(origin + shift, run)
    else:
        painter.drawGlyphRun(origin, run)
    if item.stretch != 1.0:
        painter.restore()


def print_document(
    document: Document,
    printer: QPrinter,
    *,
    copies: int = 1,
    offset: tuple[float, float] = (0.0, 0.0),
    told: Callable[[], object] | None = None,
) -> bool:
    """Prints all pages as vectors, each on paper of its size; False when printing cannot begin.

    ``offset`` moves all right and down, in points, where a printer pulls paper in aslant. ``told``
    is called before each page and may raise to stop. A page takes some 0.2 s; any thread may call
    it (the printer belongs to one at a time).
    """
    printer.setFullPage(True)
    if printer.outputFormat() == QPrinter.OutputFormat.NativeFormat:
        printer.setCopyCount(copies)
        rounds = 1 if printer.supportsMultipleCopies() else copies
    else:
        rounds = copies
    painter = QPainter()
    begun = False
    try:
        for _round in range(rounds):
            for page in document.pages:
                if told is not None:
                    told()
                _set_paper(printer, page)
                if not begun:
                    begun = painter.begin(printer)
                    if not begun:
                        return False
                else:
                    printer.newPage()
                dots = printer.resolution() / 72
                painter.save()
                painter.translate(offset[0] * dots, offset[1] * dots)
                paint_page(painter, page, dots)
                painter.restore()
    except BaseException:
        if begun:
            printer.abort()
            painter.end()
        raise
    return painter.end() if begun else False


def _set_paper(printer: QPrinter, page: Page) -> None:
    short, long = sorted((page.width, page.height))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point)
    lying = page.width > page.height
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, way, QMarginsF()))


# --- the view -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMark:
    """A frame drawn on a page of the view: page from 0, box in points, colour token."""

    page: int
    box: QRectF
    tone: str = "danger"


class PageView(QAbstractScrollArea):
    """The pages of a document one below the other; scroll, zoom, no editing."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = Document(pages=())
        self._marks: tuple[PageMark, ...] = ()
        self._zoom, self._fit = 1.0, True
        self._tops: list[float] = []
        self._extent = QSizeF()
        self._page = -1
        self._pictures: OrderedDict[tuple[int, float, float], QPixmap] = OrderedDict()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName("文书预览")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        follow_look(self._relook)

    # what is shown

    def set_document(self, document: Document) -> None:
        """Shows a document from its first page; the zoom stays."""
        self._document, self._marks, self._page = document, (), -1
        self._pictures.clear()
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    def document(self) -> Document:
        """The document shown."""
        return self._document

    def set_marks(self, marks: Sequence[PageMark]) -> None:
        """Frames around places on the pages that have a problem."""
        self._marks = tuple(marks)
        self.viewport().update()

    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._document.pages)

    def current_page(self) -> int:
        """The page at the middle of the view, from 0; -1 without a document."""
        return self._page

    def show_page(self, number: int) -> None:
        """Scrolls to the top of a page, counted from 0."""
        if 0 <= number < self.page_count():
            self.verticalScrollBar().setValue(int(self._tops[number] - self._gap()))

    # zoom

    def zoom(self) -> float:
        """The zoom in force; 1.0 is 100 %."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """A fixed zoom between 25 % and 400 %."""
        self._fit = False
        self._apply_zoom(zoom)

    def fit_width(self) -> None:
        """Follows the width of the view from now on."""
        self._fit = True
        self._arrange()

    def zoom_step(self, steps: int) -> None:
        """The next larger (1) or smaller (-1) of the usual zooms."""
        sizes = [step for step in _STEPS if (step - self._zoom) * steps > 0.01]
        if sizes:
            self.set_zoom(min(sizes) if steps > 0 else max(sizes))

    def _apply_zoom(self, zoom: float) -> None:
        zoom = min(max(zoom, 0.25), 4.0)
        bar = self.verticalScrollBar()
        share = bar.value() / max(self._extent.height(), 1.0)
        changed = abs(zoom - self._zoom) > 1e-6
        self._zoom = zoom
        if changed:
            self._pictures.clear()
        self._measure()
        if changed:
            bar.setValue(round(share * self._extent.height()))
            self.zoom_changed.emit(zoom)
        self.viewport().update()

    # geometry

    def _scale(self) -> float:
        return self._zoom * _POINT

    def _gap(self) -> float:
        return float(look().px(18))

    def _arrange(self) -> None:
        if self._fit and self._document.pages:
            widest = max(page.width for page in self._document.pages)
            room = self.viewport().width() - 2 * self._gap()
            self._apply_zoom(min(room / (widest * _POINT), 2.0))
        else:
            self._apply_zoom(self._zoom)

    def _measure(self) -> None:
        gap, scale = self._gap(), self._scale()
        y, widest, self._tops = gap, 0.0, []
        for page in self._document.pages:
            self._tops.append(y)
            y += round(page.height * scale) + gap
            widest = max(widest, page.width * scale)
        self._extent = QSizeF(widest + 2 * gap, y)
        view = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, int(y) - view.height()))
        down.setPageStep(view.height())
        down.setSingleStep(look().px(48))
        across.setRange(0, max(0, int(self._extent.width()) - view.width()))
        across.setPageStep(view.width())
        across.setSingleStep(look().px(48))

    def _box(self, number: int) -> QRectF:
        """Where a page stands in the viewport."""
        page, scale = self._document.pages[number], self._scale()
        width, height = round(page.width * scale), round(page.height * scale)
        room = max(self._extent.width(), float(self.viewport().width()))
        x = (room - width) / 2 - self.horizontalScrollBar().value()
        return QRectF(
            round(x), self._tops[number] - self.verticalScrollBar().value(), width, height
        )

    # events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), look().color("desk"))
        area = QRectF(event.rect())
        for number in range(self.page_count()):
            box = self._box(number)
            if box.intersects(area):
                self._paint_sheet(painter, number, box)
        painter.end()

    def _paint_sheet(self, painter: QPainter, number: int, box: QRectF) -> None:
        shade = QColor(0, 0, 0, 28)
        painter.fillRect(box.adjusted(-1, -1, 1, 2), shade)
        painter.drawPixmap(box.topLeft(), self._picture(number, box.size().toSize()))
        scale = self._scale()
        for mark in self._marks:
            if mark.page == number:
                frame = _scaled(mark.box, scale).translated(box.topLeft())
                painter.setPen(QPen(look().color(mark.tone), look().px(2)))
                painter.drawRect(frame)

    def _picture(self, number: int, size: QSize) -> QPixmap:
        """The rendered page, sharp on this screen; the last few are kept."""
        ratio = self.viewport().devicePixelRatioF()
        key = (number, self._scale(), ratio)
        picture = self._pictures.get(key)
        if picture is None:
            picture = QPixmap(size * ratio)
            picture.fill(look().color("paper"))
            painter = QPainter(picture)
            paint_page(painter, self._document.pages[number], self._scale() * ratio)
            painter.end()
            picture.setDevicePixelRatio(ratio)
            self._pictures[key] = picture
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._scrolled()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = bar.pageStep() - look().px(40)
        if control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_step(1)
        elif control and key == Qt.Key.Key_Minus:
            self.zoom_step(-1)
        elif control and key == Qt.Key.Key_0:
            self.fit_width()
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key == Qt.Key.Key_PageDown or (key == Qt.Key.Key_Space and not back):
            bar.setValue(bar.value() + step)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_Space):
            bar.setValue(bar.value() - step)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(look().px(640), look().px(720))

    def _scrolled(self, _value: int = 0) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = max(bisect_right(self._tops, middle) - 1, 0) if self._tops else -1
        if page != self._page:
            self._page = page
            text = f"第{page + 1}页，共{self.page_count()}页" if page >= 0 else "没有文书"
            self.setAccessibleDescription(text)
            self.page_changed.emit(page)
        self.viewport().update()

    def _relook(self) -> None:
        self._pictures.clear()
        self._arrange()

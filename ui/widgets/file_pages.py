"""A kept file (PDF, picture) as pages to look at: drawn in a worker, shown by the page view."""

from __future__ import annotations

import threading
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QTransform

from mediation_app.documents.engine.displaylist import Document, Page, Picture

MOST_PAGES = 60
_DOTS = 130  # per inch: sharp at the width of the pane on an ordinary screen
_PAPER = 595.0  # width of A4 in points: pictures are shown as wide as a sheet
_LARGEST_SIDE = 2200
# The PDF library must not be used by two threads at once.
_pdf_lock = threading.Lock()


class FilePages(NamedTuple):
    """``document`` holds the pages drawn so far, ``total`` how many there are.

    ``document`` is None for a file that is no picture and no PDF, or cannot be read.
    """

    document: Document | None
    total: int = 0


def pages_of(content: bytes, *, most: int = MOST_PAGES, turn: int = 0) -> FilePages:
    """The first ``most`` pages, turned by ``turn`` degrees. For worker threads."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        return _pdf(content, most, turn)
    image = _picture(content)
    if image is None:
        return FilePages(None)
    return FilePages(Document(pages=(_page(image, turn, _PAPER),)), 1)


def _pdf(content: bytes, most: int, turn: int) -> FilePages:
    import pypdfium2

    pages: list[Page] = []
    with _pdf_lock:
        try:
            file = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return FilePages(None)
        try:
            count = len(file)
            for number in range(min(count, most)):
                sheet = file[number]
                bitmap = sheet.render(scale=_DOTS / 72, rotation=turn % 360, rev_byteorder=True)
                image = QImage(
                    bytes(bitmap.buffer),
                    bitmap.width,
                    bitmap.height,
                    bitmap.stride,
                    _FORMATS.get(bitmap.n_channels, QImage.Format.Format_RGB888),
                )
                wide = image.width() * 72 / _DOTS
                pages.append(_page(image.copy(), 0, wide))
                bitmap.close()
                sheet.close()
        except pypdfium2.PdfiumError:
            return FilePages(None)
        finally:
            file.close()
    return FilePages(Document(pages=tuple(pages)), count)


_FORMATS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_RGB888,
    4: QImage.Format.Format_RGBX8888,
}


def _picture(content: bytes) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST_SIDE:
        size.scale(_LARGEST_SIDE, _LARGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(size)
    image = reader.read()
    return None if image.isNull() else image


def _page(image: QImage, turn: int, wide: float) -> Page:
    if turn % 360:
        image = image.transformed(QTransform().rotate(turn))
    high = wide * image.height() / max(image.width(), 1)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB888).save(buffer, "JPG", 88)  # type: ignore[call-overload]
    data = bytes(buffer.data().data())
    return Page(wide, high, (Picture(0, 0, wide, high, data),))

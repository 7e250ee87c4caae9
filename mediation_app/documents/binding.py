"""Binding PDFs and pictures into one PDF: A4 pages, page numbers, bookmarks, page labels."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediation_app.documents.engine.displaylist import Document, GlyphRun, Page, Picture
from mediation_app.documents.packets import Numbers
from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader, PdfWriter

    from mediation_app.documents.engine.api import FontBook
    from mediation_app.documents.engine.fonts import Shape

log = logging.getLogger(__name__)
# What it says of a strange file is said in the volume, in the words of an office.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

A4 = (595.276, 841.89)
MOST_PAGES = 1000  # of one file
_POINT = 72 / 25.4  # a millimetre
_NUMBER_SIZE, _NUMBER_SIDE, _NUMBER_TOP = 12.0, 15 * _POINT, 11 * _POINT
_MARGIN = 15 * _POINT  # around a picture
_DOTS = 200  # per inch: what a scan is kept with
_QUALITY = 85
_NEAR = 3.0  # points: a page this close to A4 is A4
_PROGRAM = "道交调处工作台"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part of a bound PDF: its pages, its bookmark and those inside it (title, page).

    ``label`` stands in place of a page number; without it the piece is numbered.
    """

    title: str
    data: bytes
    pages: int
    label: str = ""
    inside: tuple[tuple[str, int], ...] = ()


def sheet_pdf(
    data: bytes, media_type: str, *, first: int, numbers: Numbers, fonts: FontBook
) -> tuple[bytes, int]:
    """A file as A4 pages that bear the numbers from ``first`` on, and how many they are.

    Raises BadFile ``papers.not_bindable`` for a file that is neither PDF nor picture,
    ``papers.sheet_damaged`` or ``papers.sheet_locked``.
    """
    if not data[:1024].lstrip().startswith(b"%PDF"):
        data = document_pdf(Document(pages=(_picture_page(data, media_type),)))
    try:
        return _numbered(data, first=first, numbers=numbers, fonts=fonts)
    except BadFile:
        raise
    except Exception as error:  # what a strange PDF makes the library raise is open
        log.info("a file of a volume is set aside: %s", type(error).__name__)
        raise BadFile("papers.sheet_damaged") from error


def document_pdf(document: Document) -> bytes:
    """The PDF of laid-out pages."""
    from mediation_app.documents.engine import api

    return api.to_pdf(document)


def notice_page(lines: Sequence[str], fonts: FontBook) -> bytes:
    """A page that stands for a file which could not be bound, and says so."""
    items: list[GlyphRun] = []
    at = 90 * _POINT
    for line in lines:
        for part in _broken(line, 26):
            items += _text(part, 30 * _POINT, at, 16, fonts)
            at += 28
    return document_pdf(Document(pages=(Page(*A4, tuple(items)),)))


def bind(pieces: Sequence[Piece], *, title: str, author: str) -> bytes:
    """One PDF of all pieces with bookmarks and page labels; the same bytes every time."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.constants import PageLabelStyle
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter()
    at, number = 0, 1
    for piece in pieces:
        for page in PdfReader(io.BytesIO(piece.data)).pages:
            writer.add_page(page)
        mark = writer.add_outline_item(title=piece.title, page_number=at)
        for name, offset in piece.inside:
            writer.add_outline_item(title=name, page_number=at + offset, parent=mark)
        last = at + piece.pages - 1
        if piece.label:
            writer.set_page_label(at, last, prefix=piece.label)
        else:
            writer.set_page_label(at, last, style=PageLabelStyle.DECIMAL, start=number)
            number += piece.pages
        at += piece.pages
    writer.compress_identical_objects()
    writer.metadata = {
        "/Title": title,
        "/Author": author,
        "/Creator": _PROGRAM,
        "/Producer": _PROGRAM,
    }
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    return _bytes(writer)


def joined(title: str, pieces: Sequence[Piece]) -> Piece:
    """Several numbered pieces as one; each keeps a bookmark under that of the whole."""
    if len(pieces) == 1:
        return Piece(title=title, data=pieces[0].data, pages=pieces[0].pages)
    from pypdf import PdfReader, PdfWriter

    writer, at, inside = PdfWriter(), 0, []
    for piece in pieces:
        for page in PdfReader(io.BytesIO(piece.data)).pages:
            writer.add_page(page)
        inside.append((piece.title, at))
        at += piece.pages
    return Piece(title=title, data=_bytes(writer), pages=at, inside=tuple(inside))


# PDFs -------------------------------------------------------------------------------------------


def _numbered(data: bytes, *, first: int, numbers: Numbers, fonts: FontBook) -> tuple[bytes, int]:
    from pypdf import PdfReader, PdfWriter

    reader = _opened(data)
    writer = PdfWriter()
    for page in reader.pages:
        _fit(writer.add_page(page))
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in writer.pages]
    marks = Document(
        pages=tuple(
            Page(wide, high, tuple(_number(first + place, wide, numbers, fonts)))
            for place, (wide, high) in enumerate(sizes)
        )
    )
    stamps = PdfReader(io.BytesIO(document_pdf(marks)))
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        page.merge_page(stamp)
    return _bytes(writer), len(sizes)


def _opened(data: bytes) -> PdfReader:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise BadFile("papers.sheet_locked")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise BadFile("papers.sheet_damaged")
    return reader


def _fit(page: PageObject) -> None:
    """Turn a page upright and put it into the middle of A4, smaller where it is larger."""
    from pypdf import Transformation
    from pypdf.generic import RectangleObject

    page.transfer_rotation_to_content()
    box = page.cropbox
    wide, high = float(box.width), float(box.height)
    if wide <= 0 or high <= 0:
        raise BadFile("papers.sheet_damaged")
    width, height = A4 if high >= wide else (A4[1], A4[0])
    same = abs(wide - width) < _NEAR and abs(high - height) < _NEAR
    if same and abs(float(box.left)) < _NEAR and abs(float(box.bottom)) < _NEAR:
        return
    scale = min(1.0, width / wide, height / high)
    page.add_transformation(
        Transformation()
        .translate(-float(box.left), -float(box.bottom))
        .scale(scale)
        .translate((width - wide * scale) / 2, (height - high * scale) / 2)
    )
    for name in ("mediabox", "cropbox", "trimbox", "bleedbox", "artbox"):
        setattr(page, name, RectangleObject((0, 0, width, height)))


def _bytes(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Pictures and words -----------------------------------------------------------------------------


def _picture_page(data: bytes, media_type: str) -> Page:
    """A scan or photo on an A4 page, upright or on its side, as sharp as print needs."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            most = round(A4[1] / 72 * _DOTS)
            opened.draft("RGB", (most, most))
            picture: Any = ImageOps.exif_transpose(opened)
            picture.thumbnail((most, most))
            if picture.mode in ("RGBA", "LA", "P", "PA"):
                picture = picture.convert("RGBA")
                ground = Image.new("RGB", picture.size, "white")
                ground.paste(picture, mask=picture.getchannel("A"))
                picture = ground
            kept = io.BytesIO()
            picture.convert("RGB").save(kept, "JPEG", quality=_QUALITY)
            across, down = picture.size
    except UnidentifiedImageError as error:
        known = media_type.startswith("image/")
        raise BadFile("papers.sheet_damaged" if known else "papers.not_bindable") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadFile("papers.sheet_damaged") from error
    width, height = A4 if down >= across else (A4[1], A4[0])
    scale = min((width - 2 * _MARGIN) / across, (height - 2 * _MARGIN) / down)
    wide, high = across * scale, down * scale
    box = Picture((width - wide) / 2, (height - high) / 2, wide, high, kept.getvalue())
    return Page(width, height, (box,))


def _number(number: int, width: float, numbers: Numbers, fonts: FontBook) -> list[GlyphRun]:
    """The page number: at the right, on backs (even pages) at the left (页码在外上角)."""
    text = str(number)
    shapes = [fonts.shape(char, "宋体") for char in text]
    long = sum(shape.advance for shape in shapes) * _NUMBER_SIZE
    left = numbers is Numbers.OUTER and number % 2 == 0
    x = _NUMBER_SIDE if left else width - _NUMBER_SIDE - long
    return _text(text, x, _NUMBER_TOP, _NUMBER_SIZE, fonts)


def _text(text: str, x: float, y: float, size: float, fonts: FontBook) -> list[GlyphRun]:
    runs: list[GlyphRun] = []
    for char in text:
        shape: Shape = fonts.shape(char, "宋体")
        runs.append(
            GlyphRun(
                shape.font, size, y, (x + shape.shift * size,), (shape.glyph,), char,
                embolden=shape.embolden,
            )
        )  # fmt: skip
        x += shape.advance * size
    return runs


def _broken(line: str, most: int) -> list[str]:
    return [line[at : at + most] for at in range(0, len(line), most)] or [""]

"""Paints a display list as PDF: embedded fonts, searchable text, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from mediation_app.documents.engine.displaylist import (
    Document,
    GlyphRun,
    Item,
    Line,
    Page,
    Picture,
    Rect,
)
from mediation_app.documents.engine.fonts import FontRef
from mediation_app.documents.engine.pdffont import EmbeddedFont
from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader

_TOLERANCE = 0.01  # points
_PROGRAM = "道交调处工作台"


def to_pdf(document: Document, *, title: str = "", author: str = "") -> bytes:
    """The PDF of a document; equal documents give equal bytes.

    Raises BadFile ``documents.image_unreadable`` for a broken picture.
    """
    from reportlab import rl_config
    from reportlab.pdfbase.pdfdoc import PDFString

    rl_config.useA85 = 0
    out = io.BytesIO()
    canvas = _canvas(out)
    canvas.setTitle(title or document.title)
    canvas.setAuthor(author or document.author)
    canvas.setCreator(_PROGRAM)
    canvas.setProducer(_PROGRAM)
    canvas.setSubject("")
    writer = _Writer(canvas)
    for page in document.pages:
        writer.page(page)
    pdf = canvas._doc
    pdf.Catalog.Lang = PDFString("zh-CN")
    # the window's title bar shows the paper's name, the page box counts like the foot of the page
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.addPageLabel(0, style="ARABIC", start=1, prefix="")
    for font in writer.fonts.values():
        font.add_to(pdf)
    canvas.save()
    return out.getvalue()


def _canvas(out: io.BytesIO) -> Any:
    """A reportlab canvas that mentions no font of its own (it would not be embedded)."""
    from reportlab.pdfgen.canvas import Canvas

    class Bare(Canvas):
        def _make_preamble(self) -> None:
            self._preamble = ""

    return Bare(out, pageCompression=1, invariant=1, pdfVersion=(1, 5))


class _Writer:
    """Writes pages; keeps what they share."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self.fonts: dict[FontRef, EmbeddedFont] = {}
        self._images: dict[bytes, ImageReader] = {}
        self._fill = self._stroke = ""
        self._height = 0.0

    def page(self, page: Page) -> None:
        """One page."""
        self._canvas.setPageSize((page.width, page.height))
        self._height, self._fill, self._stroke = page.height, "000000", "000000"
        for item in page.items:
            self._item(item)
        self._canvas.showPage()

    def _item(self, item: Item) -> None:
        if isinstance(item, GlyphRun):
            self._glyphs(item)
        elif isinstance(item, Line):
            self._line(item)
        elif isinstance(item, Rect):
            self._colored(item.color)
            y = self._height - item.y - item.height
            self._put(f"{_n(item.x)} {_n(y)} {_n(item.width)} {_n(item.height)} re f")
        else:
            self._picture(item)

    def _put(self, code: str) -> None:
        self._canvas._code.append(code)

    def _colored(self, color: str) -> None:
        if color != self._fill:
            self._fill = color
            self._put(f"{_rgb(color)} rg")

    def _stroked(self, color: str) -> None:
        if color != self._stroke:
            self._stroke = color
            self._put(f"{_rgb(color)} RG")

    def _line(self, line: Line) -> None:
        self._stroked(line.color)
        y1, y2 = self._height - line.y1, self._height - line.y2
        path = f"{_n(line.width)} w {_n(line.x1)} {_n(y1)} m {_n(line.x2)} {_n(y2)} l S"
        if line.dash:
            path = f"[{' '.join(_n(part) for part in line.dash)}] 0 d {path} [] 0 d"
        self._put(path)

    def _glyphs(self, run: GlyphRun) -> None:
        font = self.fonts.get(run.font)
        if font is None:
            font = self.fonts[run.font] = EmbeddedFont(run.font, f"F{len(self.fonts) + 1}")
        self._colored(run.color)
        spacing, pieces = _spaced(run, font)
        parts = [f"BT /{font.name} {_n(run.size)} Tf"]
        if run.embolden:
            self._stroked(run.color)
            parts.append(f"2 Tr {_n(run.size * run.embolden)} w")
        parts.append(f"{_n(spacing)} Tc")
        if run.stretch != 1.0:
            parts.append(f"{_n(run.stretch * 100)} Tz")
        parts.append(f"1 0 0 1 {_n(run.xs[0])} {_n(self._height - run.y)} Tm [{pieces}] TJ")
        if run.embolden:
            parts.append("0 Tr")
        if run.stretch != 1.0:
            parts.append("100 Tz")
        self._put(" ".join((*parts, "ET")))

    def _picture(self, picture: Picture) -> None:
        from reportlab.lib.utils import ImageReader

        digest = hashlib.sha256(picture.data).digest()
        image = self._images.get(digest)
        y = self._height - picture.y - picture.height
        try:
            if image is None:
                image = self._images[digest] = ImageReader(io.BytesIO(picture.data))
            self._canvas.drawImage(image, picture.x, y, picture.width, picture.height, mask="auto")
        except (OSError, ValueError, SyntaxError) as error:
            raise BadFile("documents.image_unreadable") from error


def _spaced(run: GlyphRun, font: EmbeddedFont) -> tuple[float, str]:
    """The run's usual extra gap, and the codes with the deviations from it."""
    size, stretch = run.size, run.stretch
    naturals = [font.face.advance(glyph) * size for glyph in run.glyphs]
    steps = [(right - left) / stretch for left, right in zip(run.xs, run.xs[1:], strict=False)]
    extras = Counter(
        round(step - natural, 2) for step, natural in zip(steps, naturals, strict=False)
    )
    spacing = extras.most_common(1)[0][0] if extras else 0.0
    pieces, codes, drift = [], "", 0.0
    for place, (glyph, char) in enumerate(zip(run.glyphs, run.text, strict=True)):
        codes += f"{font.code(glyph, char):04X}"
        if place < len(steps):
            drift += steps[place] - naturals[place] - spacing
            if abs(drift) > _TOLERANCE:
                adjust = round(-drift / size * 1000)
                pieces.append(f"<{codes}> {adjust}")
                drift += adjust * size / 1000
                codes = ""
    pieces.append(f"<{codes}>")
    return spacing, " ".join(pieces)


def _n(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _rgb(color: str) -> str:
    try:
        channels = bytes.fromhex(color)
    except ValueError:
        channels = b"\0\0\0"
    return " ".join(_n(channel / 255) for channel in (channels + b"\0\0\0")[:3])

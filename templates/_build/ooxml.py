"""A small writer of Word files in the house style: same input, same bytes.

Only what the papers need: paragraphs by style, runs with **bold**, tables with fixed columns, a
footer with page x of y. Everything that Word, WPS and the painter could read differently is
fixed: exact line spacing everywhere, fixed table layout, no grid, no automatic spacing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TWIPS_PER_MM = 1440 / 25.4
FANG, HEI, SONG, TITLE, LATIN = "仿宋", "黑体", "宋体", "方正小标宋简体", "Times New Roman"


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * TWIPS_PER_MM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style: font, size and exact line in points, and how the paragraph stands."""

    key: str
    name: str
    font: str = FANG
    size: float = 16
    line: float = 28
    align: str = "both"
    first_chars: int = 0
    before: float = 0
    after: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    bold: bool = False
    right_chars: int = 0
    tabs: tuple[tuple[str, int], ...] = ()

    def xml(self) -> str:
        """The style's entry in styles.xml."""
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.key}">'
            f'<w:name w:val={quoteattr(self.name)}/><w:basedOn w:val="Normal"/><w:qFormat/>'
            f"<w:pPr>{self._paragraph()}</w:pPr><w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        keep = "<w:keepNext/>" if self.keep_next else ""
        keep += "<w:keepLines/>" if self.keep_lines else ""
        tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in self.tabs)
        indent = ""
        if self.first_chars:
            wide = round(self.first_chars * self.size * 20)
            indent = f'<w:ind w:firstLineChars="{self.first_chars * 100}" w:firstLine="{wide}"/>'
        elif self.right_chars:
            wide = round(self.right_chars * self.size * 20)
            indent = f'<w:ind w:rightChars="{self.right_chars * 100}" w:right="{wide}"/>'
        return (
            keep
            + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "")
            + f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"'
            f' w:line="{round(self.line * 20)}" w:lineRule="exact"/>'
            + indent
            + f'<w:jc w:val="{self.align}"/>'
        )

    def _run(self) -> str:
        bold = "<w:b/>" if self.bold else ""
        size = round(self.size * 2)
        return f'{_fonts(self.font)}{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _fonts(font: str) -> str:
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{LATIN}" w:eastAsia="{font}"'
        f' w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'
    )


def run(text: str, *, bold: bool = False, font: str = "") -> str:
    """A run; a tab sign becomes a tab."""
    look = (_fonts(font) if font else '<w:rFonts w:hint="eastAsia"/>') + ("<w:b/>" if bold else "")
    parts = []
    for index, piece in enumerate(text.split("\t")):
        if index:
            parts.append("<w:tab/>")
        if piece:
            parts.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r><w:rPr>{look}</w:rPr>{''.join(parts)}</w:r>"


_MARK = re.compile(r"\*\*(.+?)\*\*|##(.+?)##")


def runs(text: str) -> str:
    """Runs of a text in which **…** is bold and ##…## is 黑体."""
    found, at = [], 0
    for match in _MARK.finditer(text):
        if match.start() > at:
            found.append(run(text[at : match.start()]))
        if match[1] is not None:
            found.append(run(match[1], bold=True))
        else:
            found.append(run(match[2], font=HEI))
        at = match.end()
    if at < len(text) or not found:
        found.append(run(text[at:]))
    return "".join(found)


def paragraph(text: str, style: str) -> str:
    """A paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs(text)}</w:p>'


def page_field(word: str) -> str:
    """PAGE or NUMPAGES as a complex field."""
    look = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> {word} </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{look}<w:t>1</w:t></w:r>"
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell: one or several paragraphs, how many columns wide, how it is aligned."""

    text: str | tuple[str, ...] = ""
    span: int = 1
    style: str = "Cell"
    merge: str = ""
    valign: str = "center"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row; ``height`` in millimetres is the least, ``head`` repeats on the next page."""

    cells: tuple[Cell, ...]
    height: float = 8
    head: bool = False
    split: bool = False
    keep: bool = False


@dataclass(slots=True, kw_only=True)
class Page:
    """Margins of an A4 page in millimetres; ``wide`` lays it on its side."""

    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    footer: float = 24
    wide: bool = False

    @property
    def width(self) -> float:
        """The width of the type area."""
        return (297 if self.wide else 210) - self.left - self.right


@dataclass(slots=True, kw_only=True)
class Word:
    """A Word file under construction."""

    title: str
    styles: Sequence[Style]
    page: Page = field(default_factory=Page)
    body: list[str] = field(default_factory=list)
    numbered: bool = True
    last_row: tuple[str, str] = ("", "")

    def add(self, text: str, style: str = "Body") -> Word:
        """Append a paragraph; a note stays with the last row of the table above it."""
        if style == "Note" and self.body and self.body[-1].startswith("<w:tbl>"):
            loose, kept = (f"{row}</w:tbl>" for row in self.last_row)
            self.body[-1] = self.body[-1].removesuffix(loose) + kept
        self.body.append(paragraph(text, style))
        return self

    def tag(self, *tags: str) -> Word:
        """Append template tags that stand for whole paragraphs (``for party in parties``)."""
        for tag in tags:
            self.body.append(paragraph("{%p " + tag + " %}", "Body"))
        return self

    def table(
        self,
        widths: Iterable[float],
        rows: Iterable[Row],
        *,
        borders: bool = True,
        pad: float = 0.5,
    ) -> Word:
        """Append a table with fixed columns; all in millimetres."""
        columns = [twips(width) for width in widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        lines = "".join(
            f'<w:{side} w:val="{"single" if borders else "nil"}" w:sz="6" w:space="0"'
            ' w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        margin, above = twips(1.2), twips(pad)
        head = (
            f'<w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar><w:top w:w="{above}" w:type="dxa"/>'
            f'<w:left w:w="{margin}" w:type="dxa"/><w:bottom w:w="{above}" w:type="dxa"/>'
            f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
        made = list(rows)
        text = "".join(_row(row, columns) for row in made)
        self.body.append(f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{text}</w:tbl>")
        self.last_row = (_row(made[-1], columns), _row(replace(made[-1], keep=True), columns))
        return self

    def data(self) -> bytes:
        """The finished .docx file."""
        parts = {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELS,
            "docProps/core.xml": _CORE.format(title=escape(self.title)),
            "word/_rels/document.xml.rels": _DOCUMENT_RELS,
            "word/document.xml": self._document(),
            "word/footer1.xml": _footer() if self.numbered else _empty_footer(),
            "word/fontTable.xml": _FONT_TABLE,
            "word/settings.xml": _SETTINGS,
            "word/styles.xml": _styles(self.styles),
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, text.encode())
        return out.getvalue()

    def _document(self) -> str:
        page = self.page
        section = (
            '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/>'
            f"{_size(page)}"
            f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}"'
            f' w:bottom="{twips(page.bottom)}" w:left="{twips(page.left)}" w:header="851"'
            f' w:footer="{twips(page.footer)}" w:gutter="0"/></w:sectPr>'
        )
        # Word wants a paragraph after a last table; it takes no room.
        end = paragraph("", "End") if self.body[-1].startswith("<w:tbl>") else ""
        body = "".join(self.body) + end + section
        return (
            f'{_HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
        )


def _size(page: Page) -> str:
    if page.wide:
        return '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    return '<w:pgSz w:w="11906" w:h="16838"/>'


def _row(row: Row, columns: list[int]) -> str:
    marks = "" if row.split else "<w:cantSplit/>"
    marks += f'<w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>'
    marks += "<w:tblHeader/>" if row.head else ""
    at, cells = 0, []
    for cell in row.cells:
        width = sum(columns[at : at + cell.span])
        at += cell.span
        look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        look += f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        if cell.merge:
            look += "<w:vMerge/>" if cell.merge == "on" else '<w:vMerge w:val="restart"/>'
        look += f'<w:vAlign w:val="{cell.valign}"/>'
        texts = (cell.text,) if isinstance(cell.text, str) else cell.text
        inner = "".join(_cell_paragraph(text, cell.style, keep=row.keep) for text in texts)
        cells.append(f"<w:tc><w:tcPr>{look}</w:tcPr>{inner}</w:tc>")
    if at != len(columns):
        raise ValueError(f"a row spans {at} of {len(columns)} columns: {row.cells[0].text}")
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def _cell_paragraph(text: str, style: str, *, keep: bool) -> str:
    name, _, rest = text.partition("|") if text.startswith("@") else ("", "", text)
    keeps = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{name[1:] or style}"/>{keeps}</w:pPr>{runs(rest)}</w:p>'


def _styles(styles: Sequence[Style]) -> str:
    quiet = (
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'
        '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="560"'
        ' w:lineRule="exact"/><w:jc w:val="both"/>'
    )
    look = f'{_fonts(FANG)}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{quiet}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{look}</w:rPr></w:rPrDefault></w:docDefaults>"
    return (
        f'{_HEAD}<w:styles xmlns:w="{W}">{defaults}{normal}'
        + "".join(style.xml() for style in styles)
        + "</w:styles>"
    )


def _footer() -> str:
    inner = run("第 ") + page_field("PAGE") + run(" 页　共 ") + page_field("NUMPAGES") + run(" 页")
    return (
        f'{_HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr>{inner}</w:p>'
        "</w:ftr>"
    )


def _empty_footer() -> str:
    return f'{_HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr></w:p></w:ftr>'


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_TYPE}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/footer" Target="footer1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_REL}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId4" Type="{_REL}/fontTable" Target="fontTable.xml"/></Relationships>'
)
_CORE = (
    _HEAD + f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created>'
    "</cp:coreProperties>"
)
_SETTINGS = (
    f'{_HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
    '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def _font(name: str, alternative: str) -> str:
    return f'<w:font w:name="{name}"><w:altName w:val="{alternative}"/></w:font>'


_FONT_TABLE = (
    f'{_HEAD}<w:fonts xmlns:w="{W}">'
    + _font(FANG, "仿宋_GB2312")
    + _font(TITLE, "方正小标宋_GBK")
    + _font(HEI, "SimHei")
    + _font(SONG, "SimSun")
    + "</w:fonts>"
)

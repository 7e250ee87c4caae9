"""Small Word files for the engine's tests, written as plain XML under the house rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from mediation_app.documents.engine.docx import pack_parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = f"""<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/>
<w:sz w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>
<w:spacing w:line="560" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Body"><w:name w:val="Body"/><w:basedOn w:val="Normal"/>
<w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>
<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/>
<w:pPr><w:spacing w:line="360" w:lineRule="exact"/></w:pPr><w:rPr><w:sz w:val="24"/></w:rPr></w:style>
</w:styles>"""

SETTINGS = f"""<w:settings {W}><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders w:val="0"/>
<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode"
 w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"""

PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985"'
    ' w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>'
)
BORDERS = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def run(text: str, props: str = "") -> str:
    """One run; ``props`` is the inside of its rPr."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(*runs: str, style: str = "Body", props: str = "") -> str:
    """One paragraph of runs (plain texts become runs)."""
    inner = "".join(piece if piece.startswith("<w:") else run(piece) for piece in runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{props}</w:pPr>{inner}</w:p>'


def field(code: str) -> str:
    """A complex field."""
    parts = ("begin", code, "separate", "end")
    found = ""
    for part in parts:
        if part == code:
            found += f"<w:r><w:instrText> {code} </w:instrText></w:r>"
        else:
            found += f'<w:r><w:fldChar w:fldCharType="{part}"/></w:r>'
            if part == "separate":
                found += "<w:r><w:t>9</w:t></w:r>"
    return found


def cell(*blocks: str, width: int = 2000, props: str = "") -> str:
    """A cell; texts become paragraphs."""
    inner = "".join(b if b.startswith("<w:") else para(b, style="Cell") for b in blocks)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{props}</w:tcPr>{inner}</w:tc>'


def row(*cells: str, props: str = "") -> str:
    """A table row."""
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


def table(columns: Sequence[int], *rows: str) -> str:
    """A table of fixed layout with a full grid of lines."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def docx(
    *blocks: str,
    footer: str = "",
    section: str = "",
    page: str = PAGE,
    styles: str = STYLES,
    settings: str = SETTINGS,
    extra: Mapping[str, bytes] | None = None,
    links: str = "",
) -> bytes:
    """A .docx of these blocks; ``footer`` is the inside of the default footer."""
    parts: dict[str, bytes] = {}
    overrides = [
        ("/word/document.xml", f"{_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{_TYPE}.settings+xml"),
    ]
    relations = [("rIdS", f"{_OFFICE}/styles", "styles.xml")]
    relations.append(("rIdT", f"{_OFFICE}/settings", "settings.xml"))
    reference = ""
    if footer:
        overrides.append(("/word/footer1.xml", f"{_TYPE}.footer+xml"))
        relations.append(("rIdF", f"{_OFFICE}/footer", "footer1.xml"))
        reference = '<w:footerReference w:type="default" r:id="rIdF"/>'
    types = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides
    )
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    ).encode()
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["_rels/.rels"] = (
        f'{_HEAD}<Relationships xmlns="{package}"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ).encode()
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, kind, target in relations
    )
    parts["word/_rels/document.xml.rels"] = (
        f'{_HEAD}<Relationships xmlns="{package}">{inner}{links}</Relationships>'
    ).encode()
    parts["word/document.xml"] = (
        f"{_HEAD}<w:document {W} {R}><w:body>{''.join(blocks)}"
        f"<w:sectPr>{reference}{page}{section}</w:sectPr></w:body></w:document>"
    ).encode()
    parts["word/styles.xml"] = f"{_HEAD}{styles}".encode()
    parts["word/settings.xml"] = f"{_HEAD}{settings}".encode()
    if footer:
        parts["word/footer1.xml"] = f"{_HEAD}<w:ftr {W} {R}>{footer}</w:ftr>".encode()
    return pack_parts(parts | dict(extra or {}))

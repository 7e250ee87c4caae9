"""Reads a .docx into the model: sections, paragraphs, tables, headers and footers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mediation_app.documents.engine import docx, tables
from mediation_app.documents.engine.docx import R, w
from mediation_app.documents.engine.inlines import InlineReader, Links
from mediation_app.documents.engine.model import (
    Block,
    Char,
    Doc,
    Inline,
    PageField,
    Paragraph,
    Section,
    Table,
    Text,
)
from mediation_app.documents.engine.numbering import Numbering
from mediation_app.documents.engine.styles import (
    Props,
    Styles,
    integer,
    is_on,
    merge,
    number,
    read_char,
    read_para,
    to_char,
    to_para,
    twips,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_THROUGH = {w(n) for n in ("sdt", "sdtContent", "customXml", "ins", "smartTag")}


def parse_docx(data: bytes) -> Doc:
    """The model of a .docx. Raises BadFile when it cannot be read."""
    parts = docx.open_parts(data)
    reader = _Reader(parts)
    doc = Doc(sections=reader.sections())
    reader.settings(doc)
    core = parts.get("docProps/core.xml")
    if core:
        root = docx.parse_xml(core, "core.xml")
        doc.title = root.findtext(f"{_DC}title") or ""
        doc.author = root.findtext(f"{_DC}creator") or ""
    return doc


class StoryReader:
    """Reads the blocks of one part (body, header or footer)."""

    def __init__(self, styles: Styles, numbering: Numbering, links: Links) -> None:
        self.styles, self._numbering = styles, numbering
        self._inlines = InlineReader(styles, links)
        self._looks: dict[tuple[str, str], Props] = {}

    def blocks(self, parent: _Element, table_style: str = "") -> list[Block]:
        """The paragraphs and tables in ``parent``."""
        found: list[Block] = []
        for child in block_elements(parent):
            if child.tag == w("p"):
                found.append(self.paragraph(child, table_style))
            else:
                found.append(self._table(child))
        return found

    def _table(self, element: _Element) -> Table:
        return tables.read_table(element, self)

    def paragraph(self, element: _Element, table_style: str = "") -> Paragraph:
        """One paragraph with its automatic number, if it has one."""
        properties = element.find(w("pPr"))
        style_element = properties.find(w("pStyle")) if properties is not None else None
        style = style_element.get(w("val"), "") if style_element is not None else ""
        base_para, base_char = self.styles.paragraph(style, table_style)
        direct = read_para(properties)
        counted = merge(base_para, direct)
        num, level_number = str(counted.get("num", "0")), int(counted.get("level", 0))
        level = self._numbering.level(num, level_number) if num != "0" else None
        if level is not None:
            base_para = merge(base_para, level.para)
        props = merge(base_para, direct)
        inlines = self._inlines.read(element, base_char)
        mark_element = properties.find(w("rPr")) if properties is not None else None
        mark = to_char(base_char | read_char(mark_element, self.styles.theme))
        if level is not None:
            label = self._numbering.next(num, level_number)
            suffix = {"tab": "\t", "space": " "}.get(level.suffix, "")
            look = inlines[0].char if inlines else mark
            inlines.insert(0, Text(label + suffix, look))
        first = _first_char(inlines) or mark
        return Paragraph(to_para(props, first.size, style), inlines, mark)


def block_elements(parent: _Element) -> Iterator[_Element]:
    """w:p and w:tbl children, through content controls."""
    for child in parent:
        if child.tag in (w("p"), w("tbl")):
            yield child
        elif child.tag in _THROUGH:
            yield from block_elements(child)


def _first_char(inlines: list[Inline]) -> Char | None:
    for inline in inlines:
        if isinstance(inline, Text | PageField):
            return inline.char
    return None


class _Reader:
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._links = Links(parts, docx.MAIN_PART)
        styles = self._root("word/styles.xml")
        self._styles = Styles(styles, self._theme())
        self._numbering = Numbering(self._root("word/numbering.xml"))
        self._stories: dict[str, list[Block]] = {}

    def _root(self, part: str) -> _Element | None:
        raw = self._parts.get(part)
        return docx.parse_xml(raw, part) if raw is not None else None

    def _theme(self) -> Mapping[str, str]:
        root = self._root("word/theme/theme1.xml")
        found: dict[str, str] = {}
        for kind in ("major", "minor"):
            latin = east = ""
            if root is not None:
                fonts = next(root.iter(f"{_A}{kind}Font"), None)
                if fonts is not None:
                    latin_element, east_element = fonts.find(f"{_A}latin"), fonts.find(f"{_A}ea")
                    latin = latin_element.get("typeface", "") if latin_element is not None else ""
                    east = east_element.get("typeface", "") if east_element is not None else ""
            for name in ("HAnsi", "Ascii", "Bidi"):
                found[kind + name] = latin or "Times New Roman"
            found[f"{kind}EastAsia"] = east or "宋体"
        return found

    def settings(self, doc: Doc) -> None:
        """Takes over what settings.xml says about the layout."""
        root = self._root("word/settings.xml")
        if root is None:
            return
        doc.even_odd = bool(is_on(root.find(w("evenAndOddHeaders"))))
        tab = root.find(w("defaultTabStop"))
        if tab is not None:
            doc.default_tab = max(twips(tab, "val") or 36.0, 1.0)
        compat = root.find(w("compat"))
        if compat is not None:
            doc.stretch_breaks = not is_on(compat.find(w("doNotExpandShiftReturn")))
            for setting in compat.iter(w("compatSetting")):
                if setting.get(w("name")) == "compatibilityMode":
                    doc.shift_tables = (number(setting.get(w("val"))) or 0) < 15

    def sections(self) -> list[Section]:
        """The sections with their blocks; a section's end is a sectPr in its last paragraph."""
        root = docx.parse_xml(self._parts[docx.MAIN_PART], docx.MAIN_PART)
        body = root.find(w("body"))
        story = StoryReader(self._styles, self._numbering, self._links)
        sections, blocks = [], list[Block]()
        last: Section | None = None
        for element in block_elements(body) if body is not None else ():
            if element.tag == w("p"):
                blocks.append(story.paragraph(element))
                end = element.find(f"{w('pPr')}/{w('sectPr')}")
                if end is not None:
                    last = self._section(end, last)
                    last.blocks, blocks = blocks, []
                    sections.append(last)
            else:
                blocks.append(tables.read_table(element, story))
        final = body.find(w("sectPr")) if body is not None else None
        last = self._section(final, last)
        last.blocks = blocks
        return [*sections, last]

    def _section(self, element: _Element | None, before: Section | None) -> Section:
        section = Section()
        if before is not None:
            section.headers, section.footers = dict(before.headers), dict(before.footers)
        if element is None:
            return section
        size, margins = element.find(w("pgSz")), element.find(w("pgMar"))
        if size is not None:
            section.width = twips(size, "w") or section.width
            section.height = twips(size, "h") or section.height
        if margins is not None:
            for name in ("top", "bottom", "left", "right", "header", "footer"):
                value = twips(margins, name)
                if value is not None:
                    setattr(section, name, abs(value))
            section.left += twips(margins, "gutter") or 0.0
        for child in element:
            if child.tag in (w("headerReference"), w("footerReference")):
                kinds = section.headers if child.tag == w("headerReference") else section.footers
                part = self._links.target(child.get(f"{{{R}}}id", ""))
                kinds[child.get(w("type"), "default")] = self._story(part)
        section.title_page = bool(is_on(element.find(w("titlePg"))))
        kind = element.find(w("type"))
        section.continuous = kind is not None and kind.get(w("val")) == "continuous"
        numbers = element.find(w("pgNumType"))
        if numbers is not None:
            if w("start") in numbers.attrib:
                section.start = integer(numbers.get(w("start")), 1)
            section.number_format = numbers.get(w("fmt"), "decimal")
        return section

    def _story(self, part: str) -> list[Block]:
        if part not in self._stories:
            root = self._root(part)
            story = StoryReader(self._styles, self._numbering, Links(self._parts, part))
            self._stories[part] = story.blocks(root) if root is not None else []
        return self._stories[part]

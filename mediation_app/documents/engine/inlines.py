"""Reads what stands inside a paragraph: runs, fields, pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mediation_app.documents.engine.docx import R, parse_xml, w
from mediation_app.documents.engine.model import Char, Image, Inline, PageField, PageKind, Text
from mediation_app.documents.engine.styles import Props, Styles, number, read_char, to_char

if TYPE_CHECKING:
    from lxml.etree import _Element

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_EMU = 1 / 12700
_THROUGH = {
    w(n) for n in ("hyperlink", "smartTag", "ins", "sdt", "sdtContent", "customXml", "moveTo")
}
_SYMBOLS = {
    "F0FE": "☑",
    "F0A8": "□",
    "F06F": "□",
    "F0FC": "✓",
    "F0FD": "☒",
    "F0A3": "□",
    "F052": "☑",
}
_PAGE_FIELDS: dict[str, PageKind] = {"PAGE": "page", "NUMPAGES": "pages", "SECTIONPAGES": "pages"}


class Links:
    """The relationships of one part: id → target part."""

    def __init__(self, parts: Mapping[str, bytes], part: str) -> None:
        self._parts = parts
        folder, base = posixpath.split(part)
        raw = parts.get(f"{folder}/_rels/{base}.rels")
        self._targets: dict[str, str] = {}
        if raw is not None:
            for link in parse_xml(raw, f"{base}.rels").iter(f"{_RELS}Relationship"):
                if link.get("TargetMode") != "External":
                    target = link.get("Target", "")
                    path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                    self._targets[link.get("Id", "")] = posixpath.normpath(path)

    def target(self, key: str) -> str:
        """The name of the part with this id, empty when unknown."""
        return self._targets.get(key, "")

    def content(self, key: str) -> bytes:
        """The bytes of the part with this id, empty when there is none."""
        return self._parts.get(self.target(key), b"")


class InlineReader:
    """Reads the inlines of paragraphs of one part."""

    def __init__(self, styles: Styles, links: Links) -> None:
        self._styles, self._links = styles, links
        self._chars: dict[tuple[int, bytes], Char] = {}

    def read(self, paragraph: _Element, base: Props) -> list[Inline]:
        """The inlines, neighbouring text of one look joined."""
        found: list[Inline] = []
        for piece in self._pieces(paragraph, base):
            last = found[-1] if found else None
            if isinstance(piece, Text) and isinstance(last, Text) and last.char is piece.char:
                last.text += piece.text
            else:
                found.append(piece)
        return found

    def _pieces(self, paragraph: _Element, base: Props) -> Iterator[Inline]:
        depth, shown, code = 0, True, ""
        for element in _runs(paragraph):
            if element.tag == w("fldSimple"):
                yield from self._simple_field(element, base)
                continue
            properties = element.find(w("rPr"))
            char = self._char(properties, base)
            if char.hidden:
                continue
            for child in element:
                if child.tag == w("fldChar"):
                    kind = child.get(w("fldCharType"))
                    if kind == "begin":
                        depth, shown, code = depth + 1, False, ""
                    elif kind == "separate":
                        shown = _field_kind(code) is None
                    elif kind == "end":
                        depth = max(depth - 1, 0)
                        if known := _field_kind(code):
                            yield PageField(known, char)
                        shown, code = depth == 0, ""
                elif child.tag == w("instrText"):
                    code += child.text or ""
                elif shown:
                    yield from self._child(child, char)

    def _simple_field(self, element: _Element, base: Props) -> Iterator[Inline]:
        run = element.find(w("r"))
        if known := _field_kind(element.get(w("instr"), "")):
            yield PageField(
                known, self._char(run.find(w("rPr")) if run is not None else None, base)
            )
        else:
            yield from self._pieces(element, base)

    def _char(self, properties: _Element | None, base: Props) -> Char:
        from lxml import etree

        raw = b"" if properties is None else etree.tostring(properties)
        key = (id(base), raw)
        if key not in self._chars:
            merged = dict(base)
            if properties is not None:
                style = properties.find(w("rStyle"))
                if style is not None:
                    merged |= self._styles.character(style.get(w("val"), ""))
                merged |= read_char(properties, self._styles.theme)
            self._chars[key] = to_char(merged)
        return self._chars[key]

    def _child(self, child: _Element, char: Char) -> Iterator[Inline]:
        tag = child.tag
        if tag == w("t"):
            text = child.text or ""
            if child.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
                text = text.strip(" \n\t")
            yield Text(text.replace("\n", " ").replace("\t", " "), char)
        elif tag in (w("tab"), w("ptab")):
            yield Text("\t", char)
        elif tag == w("br"):
            page = child.get(w("type")) in ("page", "column")
            yield Text("\f" if page else "\n", char)
        elif tag == w("cr"):
            yield Text("\n", char)
        elif tag == w("noBreakHyphen"):
            yield Text("\u2011", char)
        elif tag == w("sym"):
            code = child.get(w("char"), "").upper()
            yield Text(_SYMBOLS.get(code, "□"), char)
        elif tag == w("drawing"):
            yield from self._drawing(child, char)

    def _drawing(self, element: _Element, char: Char) -> Iterator[Inline]:
        for frame in element:
            blip, extent = next(frame.iter(f"{_A}blip"), None), frame.find(f"{_WP}extent")
            if blip is None or extent is None:
                continue
            data = self._links.content(blip.get(f"{{{R}}}embed", ""))
            if not data:
                continue
            anchored = frame.tag == f"{_WP}anchor"
            x_from, x, x_align = _position(frame.find(f"{_WP}positionH"), "column")
            y_from, y, y_align = _position(frame.find(f"{_WP}positionV"), "paragraph")
            yield Image(
                data=data,
                width=(number(extent.get("cx")) or 0.0) * _EMU,
                height=(number(extent.get("cy")) or 0.0) * _EMU,
                char=char,
                anchored=anchored,
                behind=frame.get("behindDoc") in ("1", "true"),
                x_from=x_from,
                y_from=y_from,
                x=x,
                y=y,
                x_align=x_align,
                y_align=y_align,
            )


def _position(element: _Element | None, fallback: str) -> tuple[str, float, str]:
    if element is None:
        return fallback, 0.0, ""
    offset, align = element.find(f"{_WP}posOffset"), element.find(f"{_WP}align")
    value = number(offset.text) if offset is not None else None
    name = (align.text or "") if align is not None else ""
    return element.get("relativeFrom", fallback), (value or 0.0) * _EMU, name


def _runs(parent: _Element) -> Iterator[_Element]:
    for child in parent:
        if child.tag in (w("r"), w("fldSimple")):
            yield child
        elif child.tag in _THROUGH:
            yield from _runs(child)


def _field_kind(code: str) -> PageKind | None:
    words = code.split()
    return _PAGE_FIELDS.get(words[0].upper()) if words else None

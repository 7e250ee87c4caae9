"""Looks at a template before it is let in: what our PDF would lose, and where engines disagree.

A *blocking* finding means that the PDF would lack or spoil something; the others mean that Word,
WPS and the PDF may break lines or pages differently. Each rule reports the first place per style.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediation_app.documents.engine import docx, families, fields, fill, tag_places
from mediation_app.documents.engine.docx import w
from mediation_app.documents.engine.styles import (
    Props,
    Styles,
    is_on,
    merge,
    number,
    read_char,
    read_para,
)
from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SHAPES = {w("pict"), w("object"), f"{_WPS}wsp"}
_NOTES = {w("footnoteReference"), w("endnoteReference"), w("commentReference")}
_REVISIONS = {w("ins"), w("del"), w("moveFrom"), w("moveTo")}
_IN_TAGS = {
    "documents.template_syntax": "lint_syntax",
    "documents.template_forbidden": "lint_forbidden",
}
_EXTERNAL = "External"
_WRAPS = {f"{_WP}{name}" for name in ("wrapSquare", "wrapTight", "wrapThrough", "wrapTopAndBottom")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: message code, place in the document in Chinese, and parameters."""

    code: str
    place: str = ""
    blocking: bool = False
    params: tuple[tuple[str, str], ...] = ()


def lint_template(
    template: fill.Source, known: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """What is wrong with a template; ``known`` are the dotted names a context offers.

    Raises BadFile when the file is no .docx at all.
    """
    data, _name = fill.read_source(template)
    found = list(_field_findings(data, known))
    parts = docx.open_parts(data)
    found.extend(_Check(parts).run())
    return tuple(found)


def _field_findings(data: bytes, known: Collection[str] | None) -> Iterator[Finding]:
    try:
        asked = fields.undeclared_fields(data)
    except BadFile as error:
        code = _IN_TAGS.get(error.code)
        if code is None:
            raise
        detail = tag_places.in_chinese(str(error.params.get("detail", "")))
        place = tag_places.first_fault(_tags(data))
        yield _finding(code, place, blocking=True, detail=detail)
        return
    tags = _tags(data) if known is not None else []
    unknown = [name for name in asked if known is not None and not _offered(name, known)]
    found = sorted((*tag_places.place_of_field(name, tags), name) for name in unknown)
    for _, place, name in found:
        yield _finding("lint_unknown_field", place, blocking=True, field=name)


def _tags(data: bytes) -> list[tag_places.TagPlace]:
    return list(tag_places.tags_of(docx.open_parts(data), _where))


def _offered(name: str, known: Collection[str]) -> bool:
    inner = (f"{name}.", f"{name}[")
    return name in known or any(other.startswith(inner) for other in known)


def _finding(code: str, place: str, *, blocking: bool = False, **params: str) -> Finding:
    given = {"place": place} | params
    return Finding(
        code=f"documents.{code}", place=place, blocking=blocking, params=tuple(given.items())
    )


@dataclass(slots=True)
class _Check:
    """One run over all parts of a template."""

    parts: Mapping[str, bytes]
    found: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def run(self) -> list[Finding]:
        raw = self.parts.get("word/styles.xml")
        styles = Styles(docx.parse_xml(raw, "styles.xml") if raw else None, {})
        for part in docx.story_parts(self.parts):
            root = docx.parse_xml(self.parts[part], part)
            story = {"h": "页眉", "f": "页脚"}.get(part.removeprefix("word/")[0], "")
            self._structure(root, story)
            for count, paragraph in enumerate(root.iter(w("p")), 1):
                place = story or _where(paragraph, count)
                self._paragraph(paragraph, styles, place)
        self._settings()
        self._package()
        return list(self.found.values())

    def _package(self) -> None:
        """Macros, and parts that lie elsewhere: neither belongs into a paper."""
        if any(part.endswith("vbaProject.bin") for part in self.parts):
            self._add("lint_macro", "", blocking=True)
        for part in sorted(self.parts):
            if not part.endswith(".rels"):
                continue
            for link in docx.parse_xml(self.parts[part], part):
                if link.get("TargetMode") != _EXTERNAL:
                    continue
                target, what = link.get("Target", ""), link.get("Type", "").rpartition("/")[2]
                # an address one may click is only text; everything else would be fetched
                self._add(
                    "lint_link" if what == "hyperlink" else "lint_external",
                    "",
                    key=target,
                    blocking=what != "hyperlink",
                    target=target[:60],
                )

    def _add(
        self, code: str, place: str, *, key: str = "", blocking: bool = False, **params: str
    ) -> None:
        self.found.setdefault((code, key), _finding(code, place, blocking=blocking, **params))

    def _structure(self, root: _Element, story: str) -> None:
        for element in root.iter():
            tag, place = element.tag, story or "正文"
            if tag in _SHAPES:
                self._add("lint_shape", place, blocking=True)
            elif tag in _NOTES:
                self._add("lint_footnote", place, blocking=True)
            elif tag in _REVISIONS:
                self._add("lint_revision", place, blocking=True)
            elif tag == w("cols") and (number(element.get(w("num"))) or 1) > 1:
                self._add("lint_columns", place, blocking=True)
            elif tag == w("textDirection") and element.get(w("val"), "lrTb") not in ("lrTb", "lr"):
                self._add("lint_vertical", place, blocking=True)
            elif tag in (w("tl2br"), w("tr2bl")) and element.get(w("val")) not in ("nil", "none"):
                self._add("lint_diagonal", place, blocking=True)
            elif tag == w("tblpPr"):
                self._add("lint_floating_table", place)
            elif tag in _WRAPS:
                self._add("lint_wrapped_image", place)
            elif tag == w("tbl") and not _is_fixed(element):
                self._add("lint_autofit", place)
            elif tag == w("trHeight") and element.get(w("hRule")) == "exact":
                self._add("lint_exact_row", place)
            elif tag == w("docGrid") and element.get(w("type"), "default") != "default":
                self._add("lint_grid", place)

    def _paragraph(self, element: _Element, styles: Styles, place: str) -> None:
        properties = element.find(w("pPr"))
        named = properties.find(w("pStyle")) if properties is not None else None
        style = named.get(w("val"), "") if named is not None else ""
        base, look = styles.paragraph(style)
        props = merge(base, read_para(properties))
        text = "".join(piece.text or "" for piece in element.iter(w("t")))
        if props.get("rule", "auto") != "exact" and not list(element.iter(w("drawing"))):
            self._add("lint_line_spacing", place, key=style)
        if not text.strip():
            return
        if props.get("auto_space", True) or props.get("auto_space_digits", True):
            self._add("lint_auto_space", place, key=style)
        if props.get("hanging", True):
            self._add("lint_hanging", place, key=style)
        for run in element.iter(w("r")):
            self._run(run, styles, look, place)

    def _run(self, run: _Element, styles: Styles, base: Props, place: str) -> None:
        text = "".join(piece.text or "" for piece in run.iter(w("t")))
        properties = run.find(w("rPr"))
        props = dict(base)
        if properties is not None:
            named = properties.find(w("rStyle"))
            if named is not None:
                props |= styles.character(named.get(w("val"), ""))
            props |= read_char(properties, styles.theme)
        if props.get("underline") and "  " in text and not text.strip():
            self._add("lint_blank", place)
        if not text.strip():
            return
        if props.get("themed"):
            self._add("lint_theme_font", place)
            return
        latin, east = str(props.get("ascii", "")), str(props.get("east", ""))
        family = families.known_family(latin)
        if family is None or family.key == families.ARIAL:
            self._add("lint_latin_font", place, key=latin, font=latin or "未指定")
        if families.known_family(east) is None:
            self._add("lint_unknown_font", place, key=east, font=east or "未指定", used="宋体")

    def _settings(self) -> None:
        raw = self.parts.get("word/settings.xml")
        if raw is None:
            return
        compat = docx.parse_xml(raw, "settings.xml").find(w("compat"))
        wanted = compat.find(w("doNotExpandShiftReturn")) if compat is not None else None
        if not is_on(wanted):
            self._add("lint_break_stretch", "")


def _is_fixed(table: _Element) -> bool:
    layout = table.find(f"{w('tblPr')}/{w('tblLayout')}")
    return layout is not None and layout.get(w("type")) == "fixed"


def _where(paragraph: _Element, count: int) -> str:
    """The place of a paragraph in words: its table, row and cell, or its number and first words."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    text = "".join(piece.text or "" for piece in paragraph.iter(w("t"))).strip()
    plain = tag_places.TAG.sub("", text).strip()
    words = f"“{plain[:12] or text[:24]}”" if text else ""
    if cell is None:
        return f"第{count}段{words}"
    row = next(paragraph.iterancestors(w("tr")), None)
    table = next(paragraph.iterancestors(w("tbl")), None)
    if row is None or table is None:
        return f"表格内{words}"
    number_of_row = 1 + sum(1 for _ in row.itersiblings(w("tr"), preceding=True))
    number_of_cell = 1 + sum(1 for _ in cell.itersiblings(w("tc"), preceding=True))
    return f"表格第{number_of_row}行第{number_of_cell}格{words}"

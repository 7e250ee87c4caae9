"""Word's formatting properties and their inheritance: defaults, table style, style chain, direct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from mediation_app.documents.engine.docx import w
from mediation_app.documents.engine.model import Align, Border, Char, LineRule, Para, Tab

if TYPE_CHECKING:
    from lxml.etree import _Element

Props = dict[str, Any]

_VAL = w("val")
_REASONABLE = 1e8  # in whatever unit, EMU included; also sorts out NaN and infinity
_ALIGN: dict[str, Align] = {
    "start": "left",
    "left": "left",
    "center": "center",
    "end": "right",
    "right": "right",
    "both": "both",
    "distribute": "distribute",
}
_NO_BORDER = {"nil", "none", ""}
_HIGHLIGHT = {"yellow": "FFFF00", "lightGray": "C0C0C0", "cyan": "00FFFF", "green": "00FF00"}


def number(text: str | None, scale: float = 1.0) -> float | None:
    """A measure of the file in other units; None when absent, no number or beyond all reason."""
    if text is None:
        return None
    try:
        value = float(text.removesuffix("%").removesuffix("pt"))
    except ValueError:
        return None
    return value * scale if abs(value) < _REASONABLE else None


def integer(text: str | None, fallback: int) -> int:
    """A whole number of the file."""
    value = number(text)
    return fallback if value is None else int(value)


def twips(element: _Element, name: str) -> float | None:
    """An attribute in twentieths of a point, as points."""
    return number(element.get(w(name)), 0.05)


def is_on(element: _Element | None) -> bool | None:
    """A toggle: None when absent."""
    if element is None:
        return None
    return element.get(_VAL, "1") not in ("0", "false", "off")


def read_border(element: _Element) -> Border:
    """One ``w:top`` and the like."""
    kind = element.get(_VAL, "")
    if kind in _NO_BORDER:
        return Border()
    color = element.get(w("color"), "000000")
    return Border(
        max(number(element.get(w("sz")), 0.125) or 0.5, 0.25),
        "000000" if color == "auto" else color,
        kind,
        number(element.get(w("space"))) or 0.0,
    )


def read_shade(element: _Element | None) -> str | None:
    """The fill colour of ``w:shd``; empty for none, None when there is no element."""
    if element is None:
        return None
    fill = element.get(w("fill"), "auto")
    return "" if fill in ("auto", "FFFFFF") else fill


def read_char(element: _Element | None, theme: Mapping[str, str]) -> Props:
    """The properties that this ``w:rPr`` itself sets."""
    found: Props = {}
    if element is None:
        return found
    for child in element:
        tag = child.tag
        if tag == w("rFonts"):
            ascii_name = theme.get(child.get(w("asciiTheme"), "")) or child.get(w("ascii"))
            ascii_name = ascii_name or child.get(w("hAnsi"))
            east = theme.get(child.get(w("eastAsiaTheme"), "")) or child.get(w("eastAsia"))
            found |= {"ascii": ascii_name} if ascii_name else {}
            found |= {"east": east} if east else {}
            found["themed"] = any("Theme" in str(name) for name in child.attrib)
        elif tag == w("sz"):
            found["size"] = number(child.get(_VAL), 0.5)
        elif tag == w("b"):
            found["bold"] = is_on(child)
        elif tag == w("i"):
            found["italic"] = is_on(child)
        elif tag == w("u"):
            kind = child.get(_VAL, "single")
            found["underline"] = "" if kind == "none" else kind
        elif tag in (w("strike"), w("dstrike")):
            found["strike"] = is_on(child)
        elif tag == w("color"):
            color = child.get(_VAL, "auto")
            found["color"] = "000000" if color == "auto" else color
        elif tag == w("shd"):
            found["shade"] = read_shade(child)
        elif tag == w("highlight"):
            found["shade"] = _HIGHLIGHT.get(child.get(_VAL, ""), "")
        elif tag == w("spacing"):
            found["spacing"] = twips(child, "val")
        elif tag == w("w"):
            found["stretch"] = number(child.get(_VAL), 0.01)
        elif tag == w("position"):
            found["raised"] = number(child.get(_VAL), 0.5)
        elif tag == w("vertAlign"):
            found["vert"] = child.get(_VAL, "")
        elif tag == w("vanish"):
            found["hidden"] = is_on(child)
    return {key: value for key, value in found.items() if value is not None}


def to_char(props: Props) -> Char:
    """The finished look. Super- and subscript become size and height."""
    known = {key: value for key, value in props.items() if key in Char.__slots__}
    known["size"] = min(max(known.get("size", 10.5), 1.0), 500.0)
    known["stretch"] = min(max(known.get("stretch", 1.0), 0.1), 6.0)
    vert = props.get("vert", "")
    if vert in ("superscript", "subscript"):
        size = known["size"]
        known["raised"] = size * (0.35 if vert == "superscript" else -0.1)
        known["size"] = size * 0.65
    return Char(**known)


def read_para(element: _Element | None) -> Props:
    """The properties that this ``w:pPr`` itself sets."""
    found: Props = {}
    if element is None:
        return found
    for child in element:
        tag = child.tag
        if tag == w("jc"):
            found["align"] = _ALIGN.get(child.get(_VAL, ""), "left")
        elif tag == w("ind"):
            _read_indent(child, found)
        elif tag == w("spacing"):
            _read_spacing(child, found)
        elif tag == w("tabs"):
            found["tabs"] = {
                twips(tab, "pos") or 0.0: (tab.get(_VAL, "left"), tab.get(w("leader"), "none"))
                for tab in child
            }
        elif tag == w("pBdr"):
            names = ("top", "bottom", "left", "right", "between")
            edges = ((name, child.find(w(name))) for name in names)
            found["borders"] = {name: read_border(e) for name, e in edges if e is not None}
        elif tag == w("shd"):
            found["shade"] = read_shade(child)
        elif tag == w("numPr"):
            level, num = child.find(w("ilvl")), child.find(w("numId"))
            if num is not None:
                found["num"] = num.get(_VAL, "0")
            found["level"] = integer(level.get(_VAL), 0) if level is not None else 0
        else:
            key = _PARA_TOGGLES.get(tag)
            if key:
                found[key] = is_on(child)
    return found


_PARA_TOGGLES = {
    w("keepNext"): "keep_next",
    w("keepLines"): "keep_lines",
    w("widowControl"): "widow",
    w("pageBreakBefore"): "page_break",
    w("contextualSpacing"): "contextual",
    # Not laid out; the linter wants to see them off, because engines disagree about them.
    w("autoSpaceDE"): "auto_space",
    w("autoSpaceDN"): "auto_space_digits",
    w("overflowPunct"): "hanging",
    w("snapToGrid"): "snap",
}


def _read_indent(element: _Element, found: Props) -> None:
    for name, key in (("left", "left"), ("start", "left"), ("right", "right"), ("end", "right")):
        if (value := twips(element, name)) is not None:
            found[key] = value
        if (value := number(element.get(w(f"{name}Chars")), 0.01)) is not None:
            found[f"{key}_chars"] = value
    if (value := twips(element, "firstLine")) is not None:
        found["first"] = value
    if (value := number(element.get(w("firstLineChars")), 0.01)) is not None:
        found["first_chars"] = value
    if (value := twips(element, "hanging")) is not None:
        found["first"] = -value
        found.setdefault("first_chars", 0.0)
    if value := number(element.get(w("hangingChars")), 0.01):
        found["first_chars"] = -value


def _read_spacing(element: _Element, found: Props) -> None:
    for name in ("before", "after"):
        if (value := twips(element, name)) is not None:
            found[name] = value
        if (value := number(element.get(w(f"{name}Lines")), 0.12)) is not None:
            found[f"{name}_lines"] = value
    if (line := number(element.get(w("line")))) is not None:
        rule = cast("LineRule", element.get(w("lineRule"), "auto"))
        found["rule"] = rule
        found["line"] = line / 240 if rule == "auto" else line / 20


def merge(base: Props, over: Props) -> Props:
    """``over`` on top of ``base``; tab stops add up, ``clear`` takes one away."""
    merged = base | over
    if "tabs" in over and "tabs" in base:
        merged["tabs"] = base["tabs"] | over["tabs"]
    return merged


def to_para(props: Props, size: float, style: str) -> Para:
    """The finished setting; ``size`` is that of one character for indents counted in characters."""

    def indent(key: str) -> float:
        chars = props.get(f"{key}_chars")
        return float(chars * size if chars else props.get(key) or 0.0)

    tabs = tuple(
        Tab(position, kind, leader)
        for position, (kind, leader) in sorted(props.get("tabs", {}).items())
        if kind != "clear"
    )
    return Para(
        align=props.get("align", "left"),
        left=indent("left"),
        right=indent("right"),
        first=indent("first"),
        before=props.get("before_lines") or props.get("before", 0.0),
        after=props.get("after_lines") or props.get("after", 0.0),
        line=props.get("line", 1.0),
        rule=props.get("rule", "auto"),
        keep_next=bool(props.get("keep_next")),
        keep_lines=bool(props.get("keep_lines")),
        widow=props.get("widow", True) is not False,
        page_break=bool(props.get("page_break")),
        contextual=bool(props.get("contextual")),
        style=style,
        tabs=tabs,
        shade=props.get("shade") or "",
        borders=tuple(sorted(props.get("borders", {}).items())),
    )


class Styles:
    """The styles part."""

    def __init__(self, root: _Element | None, theme: Mapping[str, str]) -> None:
        self.theme = theme
        self._elements: dict[str, _Element] = {}
        self._defaults: dict[str, str] = {}
        self._paras: dict[tuple[str, str], tuple[Props, Props]] = {}
        self.base_char: Props = {}
        self.base_para: Props = {}
        if root is None:
            return
        self.base_char = read_char(
            root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}"), theme
        )
        self.base_para = read_para(root.find(f"{w('docDefaults')}/{w('pPrDefault')}/{w('pPr')}"))
        for style in root.iter(w("style")):
            key = style.get(w("styleId"), "")
            self._elements[key] = style
            if style.get(w("default")) in ("1", "true"):
                self._defaults[style.get(w("type"), "")] = key

    def chain(self, key: str) -> list[_Element]:
        """The style and those it is based on, the base first."""
        found: list[_Element] = []
        while key in self._elements and len(found) < 20:
            style = self._elements[key]
            found.insert(0, style)
            based = style.find(w("basedOn"))
            key = based.get(_VAL, "") if based is not None else ""
        return found

    def default(self, kind: str) -> str:
        """The id of the default style of a kind (paragraph, table)."""
        return self._defaults.get(kind, "")

    def paragraph(self, key: str, table_style: str = "") -> tuple[Props, Props]:
        """(paragraph, character) properties of a paragraph style, inside a table of a style."""
        key = key if key in self._elements else self.default("paragraph")
        cached = self._paras.get((key, table_style))
        if cached is None:
            para, char = self.base_para, self.base_char
            for style in [*self.chain(table_style), *self.chain(key)]:
                para = merge(para, read_para(style.find(w("pPr"))))
                char = char | read_char(style.find(w("rPr")), self.theme)
            cached = self._paras[key, table_style] = (para, char)
        return cached

    def character(self, key: str) -> Props:
        """The properties of a character style."""
        char: Props = {}
        for style in self.chain(key):
            char |= read_char(style.find(w("rPr")), self.theme)
        return char

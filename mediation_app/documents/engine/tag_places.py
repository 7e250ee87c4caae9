"""Where in a template a tag stands, in words; and which tag is the one written wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediation_app.documents.engine import docx, fill, markup
from mediation_app.documents.engine.docx import w
from mediation_app.documents.engine.grammar import check_tags
from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SCOPE = re.compile(r"(p|tr|tc|r) ")
# What a lone block tag needs around it to be looked at by itself.
_AROUND = {
    "for": ("", "{% endfor %}"),
    "if": ("", "{% endif %}"),
    "elif": ("{% if x %}", "{% endif %}"),
    "else": ("{% if x %}", "{% endif %}"),
    "endif": ("{% if x %}", ""),
    "endfor": ("{% for x in y %}", ""),
}
_SAYINGS = (
    (r"expected token '(.+)', got '(.+)'", "“{1}”处写法不对"),
    (r"unexpected '(.+)'", "多余的“{0}”"),
    (r"Unexpected end of template.*", "for 或 if 后面没有对应的 endfor、endif"),
    (r"Encountered unknown tag '(end\w+|else|elif)'.*", "{0} 前面没有对应的 for 或 if"),
    (r"Encountered unknown tag '(.+?)'.*", "没有“{0}”这种标记"),
    (r"No filter named '(.+?)'.*", "没有过滤器 {0}"),
    (r"No test named '(.+?)'.*", "没有判断 {0}"),
    (r"Expected an expression, got '(.+)'", "“{0}”前缺少内容"),
)


@dataclass(frozen=True, slots=True)
class TagPlace:
    """A tag as it was typed, and where."""

    tag: str
    place: str


def tags_of(
    parts: Mapping[str, bytes], where: Callable[[_Element, int], str]
) -> Iterator[TagPlace]:
    """Every tag of every part that holds text, in the order of the document."""
    for part in docx.story_parts(parts):
        story = {"h": "页眉", "f": "页脚"}.get(part.removeprefix("word/")[0], "")
        root = docx.parse_xml(parts[part], part)
        for count, paragraph in enumerate(root.iter(w("p")), 1):
            text = "".join(piece.text or "" for piece in paragraph.iter(w("t")))
            for match in TAG.finditer(text):
                yield TagPlace(match.group(), story or where(paragraph, count))


def place_of_field(field: str, tags: list[TagPlace]) -> tuple[int, str]:
    """Which tag asks for a dotted name first, and its place; behind all when none looks like it."""
    steps = field.replace("[]", "").split(".")
    for length in range(len(steps), 0, -1):
        wanted = re.compile(rf"(?<!\w){re.escape('.'.join(steps[-length:]))}(?!\w)")
        for index, one in enumerate(tags):
            if wanted.search(one.tag):
                return index, one.place
    return len(tags), ""


def first_fault(tags: list[TagPlace]) -> str:
    """The place of the first tag that is wrong by itself, or that has no partner."""
    for one in tags:
        if _is_wrong(one.tag):
            return one.place
    return _unpaired(tags)


def _unpaired(tags: list[TagPlace]) -> str:
    """The place of the first for or if that is never closed, or of an end without beginning."""
    still_open: list[tuple[str, str]] = []
    for one in tags:
        word = _word(one.tag)
        if word in ("for", "if"):
            still_open.append((word, one.place))
        elif word in ("endfor", "endif") and (
            not still_open or still_open.pop()[0] != word.removeprefix("end")
        ):
            return one.place
    return still_open[0][1] if still_open else ""


def _word(tag: str) -> str:
    """The first word of a block tag; empty for a value."""
    if not tag.startswith("{%"):
        return ""
    body = _SCOPE.sub("", tag[2:-2], count=1) if _SCOPE.match(tag[2:-2]) else tag[2:-2]
    return body.strip(" -").split(" ", 1)[0]


def _is_wrong(tag: str) -> bool:
    from jinja2 import TemplateSyntaxError

    body = tag[2:-2]
    if tag.startswith("{%"):
        body = _SCOPE.sub("", body, count=1) if _SCOPE.match(body) else body
        before, after = _AROUND.get(body.strip(" -").split(" ", 1)[0], ("", ""))
        source = f"{before}{{%{body}%}}{after}"
    else:
        source = tag
    for opening, ours in (("{%", markup.OPEN_BLOCK), ("{{", markup.OPEN_VALUE)):
        source = source.replace(opening, ours)
    for closing, ours in (("%}", markup.CLOSE_BLOCK), ("}}", markup.CLOSE_VALUE)):
        source = source.replace(closing, ours)
    source = source.translate(str.maketrans("“”‘’", "\"\"''"))
    try:
        check_tags(fill.environment().parse(source), "")
    except (TemplateSyntaxError, BadFile):
        return True
    return False


def in_chinese(detail: str) -> str:
    """What Jinja has against a template, in the words of the person who wrote it."""
    for pattern, saying in _SAYINGS:
        if match := re.match(pattern, detail, re.DOTALL):
            return saying.format(*match.groups())
    return detail if any("\u4e00" <= sign <= "\u9fff" for sign in detail) else "写法不对"

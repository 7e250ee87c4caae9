"""Turns the Jinja tags that people type in Word into a text that Jinja can compile.

Tags may be cut over runs by Word; they are first gathered into the run where they begin. Then
every tag becomes an XML processing instruction, so that the rest of the XML is never looked at by
Jinja, and after serialising the instruction becomes a Jinja tag with private delimiters. Text of
the template that merely looks like Jinja, and values filled in later, are therefore never read as code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediation_app.documents.engine.docx import parse_xml, w

if TYPE_CHECKING:
    from lxml.etree import _Element

# Delimiters of our Jinja environment: private-use characters that cannot stand in a template.
OPEN_BLOCK, CLOSE_BLOCK = "\ue0f0%", "%\ue0f1"
OPEN_VALUE, CLOSE_VALUE = "\ue0f0{", "}\ue0f1"
OPEN_NOTE, CLOSE_NOTE = "\ue0f0#", "#\ue0f1"
PRIVATE = re.compile("[\ue0f0\ue0f1]")

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SCOPED = re.compile(r"\{%(p|tr|tc|r) (.*)%\}", re.DOTALL)
_HOLDERS = {"p": w("p"), "tr": w("tr"), "tc": w("tc"), "r": w("r")}
_TARGET = "jinja"
_INSTRUCTION = re.compile(rf"<\?{_TARGET} (.*?)\?>", re.DOTALL)
_EMPTY_CELL = re.compile(
    r"(<w:tc>(?:<w:tcPr>(?:(?!</w:tcPr>).)*</w:tcPr>|<w:tcPr/>)?)\s*(?=</w:tc>)"
)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def to_jinja(content: bytes, part: str) -> str:
    """The part as Jinja source. Raises BadFile when it is not XML."""
    root = parse_xml(PRIVATE.sub("", content.decode("utf-8", "replace")).encode(), part)
    for paragraph in root.iter(w("p")):
        _gather(paragraph)
    for holder in ("tr", "tc", "p"):
        _lift(root, holder)
    for text in root.iter(w("t")):
        _to_instructions(text)
    from lxml import etree

    source = etree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + _INSTRUCTION.sub(lambda match: _delimited(match.group(1)), source)


def close_empty_cells(xml: str) -> str:
    """Word refuses a table cell without a paragraph, which a false ``{%p if %}`` may leave."""
    return _EMPTY_CELL.sub(r"\1<w:p/>", xml)


def _own_texts(paragraph: _Element) -> list[_Element]:
    """The w:t of this paragraph, without those of paragraphs in boxes inside it."""
    return [
        text
        for text in paragraph.iter(w("t"))
        if next(text.iterancestors(w("p")), None) is paragraph
    ]


def _gather(paragraph: _Element) -> None:
    """Moves every tag wholly into the w:t where it begins."""
    texts = _own_texts(paragraph)
    joined = "".join(text.text or "" for text in texts)
    if len(texts) < 2 or "{" not in joined:
        return
    starts, position = [], 0
    for text in texts:
        starts.append(position)
        position += len(text.text or "")
    owners = [index for index, text in enumerate(texts) for _ in text.text or ""]
    for tag in _TAG.finditer(joined):
        for place in range(tag.start(), tag.end()):
            owners[place] = owners[tag.start()]
    pieces: list[list[str]] = [[] for _ in texts]
    for char, owner in zip(joined, owners, strict=True):
        pieces[owner].append(char)
    for text, piece in zip(texts, pieces, strict=True):
        text.text = "".join(piece)


def _lift(root: _Element, scope: str) -> None:
    """A block tag alone in a row, cell or paragraph stands for that whole row, cell, paragraph."""
    from lxml import etree

    for element in list(root.iter(_HOLDERS[scope])):
        whole = "".join(text.text or "" for text in element.iter(w("t"))).strip()
        if [tag.group() for tag in _TAG.finditer(whole)] != [whole]:
            continue
        match = _SCOPED.fullmatch(whole)
        if match is None:
            if scope != "p" or not whole.startswith("{%"):
                continue
        elif match.group(1) != scope:
            continue
        if _holds_more(element, scope):
            continue
        body = match.group(2) if match else whole[2:-2]
        instruction = etree.ProcessingInstruction(_TARGET, f"%{_straight(body)}%")
        parent = element.getparent()
        if parent is None:
            continue
        instruction.tail = element.tail
        parent.replace(element, instruction)


def _holds_more(element: _Element, scope: str) -> bool:
    """Whether a paragraph with a lone tag also holds a picture, a break or a section's end."""
    if scope != "p":
        return False
    kinds = {w("drawing"), w("pict"), w("object"), w("br"), w("sectPr")}
    return any(child.tag in kinds for child in element.iter())


def _to_instructions(text: _Element) -> None:
    from lxml import etree

    value = text.text or ""
    if "{" not in value:
        return
    position, last = 0, None
    for match in _TAG.finditer(value):
        literal = value[position : match.start()]
        if last is None:
            text.text = literal
        else:
            last.tail = literal
        tag = match.group()
        scoped = _SCOPED.fullmatch(tag)
        body = f"%{scoped.group(2)}%" if scoped else tag[1:-1]
        last = etree.ProcessingInstruction(_TARGET, _straight(body))
        text.append(last)
        position = match.end()
    if last is not None:
        last.tail = value[position:]
        text.set(_SPACE, "preserve")


def _straight(code: str) -> str:
    """Word's curly quotes inside a tag are meant as straight ones, unless straight ones stand there."""
    code = code.replace("?>", "? >").replace("\u00a0", " ")
    if '"' in code or "'" in code:
        return code
    return code.translate(str.maketrans("“”‘’", "\"\"''"))


def _delimited(body: str) -> str:
    kind = body[0]
    return f"\ue0f0{body}\ue0f1" if kind in "%{#" else ""

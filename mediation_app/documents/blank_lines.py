"""Lines to write on: the ＿ of a blank form become underlined full-width spaces.

The sign ＿ has gaps in most fonts; underlined spaces are one unbroken line in Word, WPS and in
our own PDF.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from typing import TYPE_CHECKING

from mediation_app.documents.context.words import LINE

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT = "word/document.xml"
_PIECES = re.compile(f"{LINE}+|[^{LINE}]+")


def with_lines(docx: bytes) -> bytes:
    """The same .docx with unbroken lines; the same input gives the same bytes."""
    from lxml import etree

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == _DOCUMENT:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                root = etree.fromstring(data, parser)
                for run in list(root.iter(f"{_W}r")):
                    if any(LINE in (text.text or "") for text in run.findall(f"{_W}t")):
                        _split(run)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _split(run: _Element) -> None:
    """Cuts a run into runs with and without a line; tabs and breaks stay where they are."""
    parent = run.getparent()
    assert parent is not None
    look = run.find(f"{_W}rPr")
    at = parent.index(run)
    for child in [child for child in run if child is not look]:
        pieces = _PIECES.findall(child.text or "") if child.tag == f"{_W}t" else [""]
        for piece in pieces:
            part = run.makeelement(run.tag, {})
            if look is not None:
                part.append(copy.deepcopy(look))
            content = copy.deepcopy(child)
            part.append(content)
            if piece:
                content.text = piece.replace(LINE, "　")
                content.set(_PRESERVE, "preserve")
            if piece.startswith(LINE):
                _underline(part)
            parent.insert(at, part)
            at += 1
    parent.remove(run)


def _underline(run: _Element) -> None:
    from lxml import etree

    look = run.find(f"{_W}rPr")
    if look is None:
        look = etree.Element(f"{_W}rPr")
        run.insert(0, look)
    line = etree.SubElement(look, f"{_W}u")
    line.set(f"{_W}val", "single")

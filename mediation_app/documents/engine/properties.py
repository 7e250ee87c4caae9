"""Title and author of a .docx (docProps/core.xml); dates stay those of the template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediation_app.documents.engine import docx

if TYPE_CHECKING:
    from lxml.etree import _Element

PART = "docProps/core.xml"
_DC = "http://purl.org/dc/elements/1.1/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_KIND = "application/vnd.openxmlformats-package.core-properties+xml"
_BLANK = f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DC}"/>'.encode()
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def set_properties(parts: dict[str, bytes], *, title: str, author: str) -> None:
    """Writes title and author into the parts; a package without the part gets one."""
    from lxml import etree

    if PART not in parts:
        _link(parts)
    root = docx.parse_xml(parts.get(PART, _BLANK), PART)
    for tag, text in ((f"{{{_DC}}}title", title), (f"{{{_DC}}}creator", author)):
        if text:
            element = root.find(tag)
            if element is None:
                element = etree.SubElement(root, tag)
            element.text = _ILLEGAL.sub("", text)
    parts[PART] = _text(root)


def _link(parts: dict[str, bytes]) -> None:
    """Makes the package know the new part."""
    from lxml import etree

    types = docx.parse_xml(parts["[Content_Types].xml"], "[Content_Types].xml")
    override = f"{{{_PACKAGE}/content-types}}Override"
    etree.SubElement(types, override, {"PartName": f"/{PART}", "ContentType": _KIND})
    parts["[Content_Types].xml"] = _text(types)
    links = docx.parse_xml(parts["_rels/.rels"], ".rels")
    etree.SubElement(
        links,
        f"{{{_PACKAGE}/relationships}}Relationship",
        {
            "Id": "rIdCore",
            "Type": f"{_PACKAGE}/relationships/metadata/core-properties",
            "Target": PART,
        },
    )
    parts["_rels/.rels"] = _text(links)


def _text(root: _Element) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

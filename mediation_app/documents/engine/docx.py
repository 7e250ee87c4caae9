"""A .docx as a bag of parts: opened with care, written the same way every time."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_PART = "word/document.xml"
_LIMIT = 60_000_000  # bytes unpacked; a template has some 100,000
_MOST_PARTS = 5_000
# What people also call "the Word file": first bytes and the message that says what to do.
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "documents.old_or_locked"),
    (b"{\\rtf", "documents.is_rtf"),
    (b"%PDF", "documents.is_pdf"),
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


@lru_cache(maxsize=8)
def open_parts(data: bytes) -> Mapping[str, bytes]:
    """All parts by name. Raises BadFile when the bytes are no usable .docx."""
    if not data:
        raise BadFile("documents.empty_file")
    for beginning, code in _OTHER_KINDS:
        if data.startswith(beginning):
            raise BadFile(code)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS or sum(e.file_size for e in entries) > _LIMIT:
                raise BadFile("documents.too_large")
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile("documents.no_docx") from error
    for name in ("[Content_Types].xml", "_rels/.rels", MAIN_PART):
        if name not in parts:
            raise BadFile("documents.part_missing", part=name)
    return parts


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """A .docx of these parts; the same parts give the same bytes, whenever and wherever."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, content)
    return out.getvalue()


def parse_xml(content: bytes, part: str) -> _Element:
    """The root element of a part; no entities, no network. Raises BadFile when it is broken."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BadFile("documents.broken_part", part=part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadFile("documents.broken_part", part=part)
    return root


def story_parts(parts: Mapping[str, bytes]) -> list[str]:
    """The parts that hold text: the body, headers and footers."""
    stories = [MAIN_PART]
    for name in sorted(parts):
        base = name.removeprefix("word/")
        if base.startswith(("header", "footer")) and base.endswith(".xml"):
            stories.append(name)
    return stories

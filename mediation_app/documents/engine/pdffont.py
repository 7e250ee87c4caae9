"""Embeds the used glyphs of a face as one PDF font with correct text for search and copying.

reportlab's own TrueType support cuts a face into pieces of 256 characters and writes wrong text for
characters beyond U+FFFF (the name 𬀩), so fonts are embedded here as Type 0 (CID) fonts.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any

from mediation_app.documents.engine import sfnt
from mediation_app.documents.engine.fonts import FontRef

_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class EmbeddedFont:
    """One face in one PDF: hands out codes while pages are written, then writes the font."""

    def __init__(self, ref: FontRef, name: str) -> None:
        self.face = sfnt.load_face(ref.path, ref.index)
        self.name = name
        self._codes: dict[tuple[int, str], int] = {}
        self._numbers: dict[int, int] = {0: 0}

    def code(self, glyph: int, char: str) -> int:
        """The two-byte code of a glyph that stands for ``char``."""
        key = (glyph, char)
        found = self._codes.get(key)
        if found is None:
            found = self._codes[key] = len(self._codes) + 1
            self._numbers.setdefault(glyph, len(self._numbers))
        return found

    def add_to(self, document: Any) -> None:
        """Writes the font into a reportlab PDFDocument and the resources of all its pages."""
        from reportlab.pdfbase import pdfdoc

        program = self.face.subset(list(self._numbers))
        digest = hashlib.sha256(program).digest()
        tag = "".join(chr(65 + byte % 26) for byte in digest[:6])
        base = pdfdoc.PDFName(f"{tag}+{self.face.postscript_name()}")
        file = _stream(program, Length1=len(program))
        descriptor = _dictionary(
            Type=pdfdoc.PDFName("FontDescriptor"),
            FontName=base,
            Flags=4,
            FontBBox=pdfdoc.PDFArrayCompact([self._scaled(edge) for edge in self.face.box]),
            ItalicAngle=0,
            Ascent=self._scaled(self.face.ascent),
            Descent=self._scaled(self.face.descent),
            CapHeight=700,
            StemV=80,
            FontFile2=document.Reference(file, f"{self.name}:file"),
        )
        places = [0, *(self._numbers[glyph] for glyph, _char in self._codes)]
        cid_font = _dictionary(
            Type=pdfdoc.PDFName("Font"),
            Subtype=pdfdoc.PDFName("CIDFontType2"),
            BaseFont=base,
            CIDSystemInfo=_dictionary(
                Registry=pdfdoc.PDFString("Adobe"),
                Ordering=pdfdoc.PDFString("Identity"),
                Supplement=0,
            ),
            DW=1000,
            W=pdfdoc.PDFArrayCompact([1, pdfdoc.PDFArrayCompact(self._widths())]),
            CIDToGIDMap=self._glyph_map(document, places),
            FontDescriptor=document.Reference(descriptor, f"{self.name}:descriptor"),
        )
        font = _dictionary(
            Type=pdfdoc.PDFName("Font"),
            Subtype=pdfdoc.PDFName("Type0"),
            BaseFont=base,
            Encoding=pdfdoc.PDFName("Identity-H"),
            DescendantFonts=pdfdoc.PDFArrayCompact(
                [document.Reference(cid_font, f"{self.name}:cid")]
            ),
            ToUnicode=document.Reference(_stream(self._to_unicode()), f"{self.name}:unicode"),
        )
        shared = document.idToObject["BasicFonts"]  # the font resources of every page
        shared.dict[self.name] = document.Reference(font, f"{self.name}:font")

    def _scaled(self, units: int) -> int:
        return round(units * 1000 / self.face.units)

    def _widths(self) -> list[float]:
        return [round(self.face.advance(glyph) * 1000, 2) for glyph, _char in self._codes]

    def _glyph_map(self, document: Any, places: list[int]) -> object:
        from reportlab.pdfbase import pdfdoc

        if places == list(range(len(places))):
            return pdfdoc.PDFName("Identity")
        stream = _stream(struct.pack(f">{len(places)}H", *places))
        return document.Reference(stream, f"{self.name}:map")

    def _to_unicode(self) -> bytes:
        lines = [
            f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>"
            for (_glyph, char), code in self._codes.items()
        ]
        blocks = []
        for start in range(0, len(lines), 100):
            block = lines[start : start + 100]
            blocks.append("\n".join((f"{len(block)} beginbfchar", *block, "endbfchar\n")))
        return (_CMAP_HEAD + "".join(blocks) + _CMAP_TAIL).encode("ascii")


def _dictionary(**entries: object) -> Any:
    from reportlab.pdfbase.pdfdoc import PDFDictionary

    return PDFDictionary(entries)


def _stream(content: bytes, **entries: object) -> Any:
    from reportlab.pdfbase.pdfdoc import PDFStream, PDFZCompress

    return PDFStream(dictionary=_dictionary(**entries), content=content, filters=[PDFZCompress])

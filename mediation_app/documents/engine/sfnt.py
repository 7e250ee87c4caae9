"""Reads TrueType files lazily (memory-mapped) and cuts subsets for embedding.

A full parse of a 30,000-glyph font in Python takes over 100 ms; here tables are read in bulk and
only when asked for, so that a face costs a few milliseconds.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_COMPOSITE_MORE, _COMPOSITE_WORDS = 0x20, 0x01
_COMPOSITE_SCALE, _COMPOSITE_XY, _COMPOSITE_MATRIX = 0x08, 0x40, 0x80
_RESTRICTED = 0x0002  # OS/2 fsType: embedding forbidden


class FontTrouble(Exception):
    """The file is no TrueType font that can be shown and embedded."""


def _numbers(kind: str, data: bytes) -> array[int]:
    """Big-endian unsigned numbers: ``H`` 16 bits, ``I`` 32 bits."""
    found = array(kind)
    found.frombytes(data[: len(data) // found.itemsize * found.itemsize])
    if sys.byteorder == "little":
        found.byteswap()
    return found


class Face:
    """One face of a TrueType file or collection."""

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path, self.index = path, index
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._read_directory()
            self._read_heads()
        except (OSError, ValueError, struct.error, KeyError, IndexError) as error:
            raise FontTrouble(f"{path.name}: {error}") from error

    def _read_directory(self) -> None:
        start = 0
        if self._data[:4] == b"ttcf":
            start = struct.unpack_from(">I", self._data, 12 + 4 * self.index)[0]
        if self._data[start : start + 4] not in (b"\x00\x01\x00\x00", b"true"):
            raise FontTrouble(f"{self.path.name}: no TrueType outlines")
        count = struct.unpack_from(">H", self._data, start + 4)[0]
        self._tables: dict[str, tuple[int, int]] = {}
        for place in range(start + 12, start + 12 + 16 * count, 16):
            tag, _sum, offset, length = struct.unpack_from(">4sIII", self._data, place)
            self._tables[tag.decode("latin-1")] = (offset, length)

    def _read_heads(self) -> None:
        head, hhea = self.table("head"), self.table("hhea")
        self.units: int = struct.unpack_from(">H", head, 18)[0]
        self.box: tuple[int, int, int, int] = struct.unpack_from(">4h", head, 36)
        self._long_loca = struct.unpack_from(">h", head, 50)[0] == 1
        self.ascent, self.descent = struct.unpack_from(">hh", hhea, 4)
        self._metric_count: int = struct.unpack_from(">H", hhea, 34)[0]
        self.glyph_count: int = struct.unpack_from(">H", self.table("maxp"), 4)[0]
        self._advances = _numbers("H", self.table("hmtx"))
        os2 = self.table("OS/2") if "OS/2" in self._tables else b"\0" * 10
        self.embeddable = struct.unpack_from(">H", os2, 8)[0] & 0x000F != _RESTRICTED
        self._read_cmap()
        self._known: dict[int, int] = {}
        self._loca: array[int] | None = None
        if "glyf" not in self._tables or "loca" not in self._tables:
            raise FontTrouble(f"{self.path.name}: no outlines")

    def table(self, tag: str) -> bytes:
        """The bytes of one table. Raises KeyError when there is none."""
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def _read_cmap(self) -> None:
        data = self.table("cmap")
        found: dict[int, int] = {}
        for number in range(struct.unpack_from(">H", data, 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHI", data, 4 + 8 * number)
            kind = struct.unpack_from(">H", data, offset)[0]
            unicode = platform == 0 or (platform == 3 and encoding in (1, 10))
            if unicode and kind in (4, 12):
                found[kind] = offset
        if 12 in found:
            start = found[12]
            count = struct.unpack_from(">I", data, start + 12)[0]
            groups = _numbers("I", data[start + 16 : start + 16 + 12 * count])
            self._starts, self._ends = groups[0::3], groups[1::3]
            self._glyphs, self._segments = groups[2::3], None
        elif 4 in found:
            start = found[4]
            length, _language, twice = struct.unpack_from(">HHH", data, start + 2)
            body = _numbers("H", data[start + 14 : start + max(length, 16)])
            count = twice // 2
            self._ends, self._starts = body[:count], body[count + 1 : 2 * count + 1]
            self._segments = body[2 * count + 1 :]  # deltas, then range offsets and glyphs
        else:
            raise FontTrouble(f"{self.path.name}: no Unicode table")

    def glyph(self, code: int) -> int:
        """The glyph of a character, 0 when the face lacks it."""
        known = self._known.get(code)
        if known is None:
            known = self._known[code] = self._look_up(code)
        return known

    def _look_up(self, code: int) -> int:
        place = bisect_right(self._starts, code) - 1
        if place < 0 or code > self._ends[place]:
            return 0
        if self._segments is None:
            return self._glyphs[place] + code - self._starts[place]
        count = len(self._starts)
        delta, offset = self._segments[place], self._segments[count + place]
        if offset == 0:
            return (code + delta) & 0xFFFF
        index = count + place + offset // 2 + code - self._starts[place]
        if index >= len(self._segments) or self._segments[index] == 0:
            return 0
        return (self._segments[index] + delta) & 0xFFFF

    def advance(self, glyph: int) -> float:
        """The width of a glyph in em."""
        return self._advances[2 * min(glyph, self._metric_count - 1)] / self.units

    def postscript_name(self) -> str:
        """A name fit for a PDF, made of the file's name and face number."""
        stem = "".join(char for char in self.path.stem if char.isascii() and char.isalnum())
        return f"{stem or 'Font'}{self.index or ''}"

    def family_names(self) -> set[str]:
        """All family and full names the face calls itself, in every language."""
        data = self.table("name")
        count, strings = struct.unpack_from(">HH", data, 2)
        found: set[str] = set()
        for number in range(count):
            record = struct.unpack_from(">6H", data, 6 + 12 * number)
            platform, _encoding, _language, kind, length, offset = record
            if platform in (0, 3) and kind in (1, 4, 16):
                raw = data[strings + offset : strings + offset + length]
                found.add(raw.decode("utf-16-be", "ignore").strip())
        return found - {""}

    def outline(self, glyph: int) -> bytes:
        """The ``glyf`` record of a glyph."""
        if self._loca is None:
            self._loca = _numbers("I" if self._long_loca else "H", self.table("loca"))
        unit = 1 if self._long_loca else 2
        start, end = self._loca[glyph] * unit, self._loca[glyph + 1] * unit
        offset = self._tables["glyf"][0]
        return self._data[offset + start : offset + end]

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A TrueType file with ``glyphs`` numbered as in the sequence; parts of composites follow.

        The first glyph must be 0. There is no character table: a PDF refers to glyph numbers.
        """
        order = list(glyphs)
        number = {glyph: index for index, glyph in enumerate(order)}
        outlines: list[bytes] = []
        while len(outlines) < len(order):
            outlines.append(_renumbered(self.outline(order[len(outlines)]), order, number))
        loca, glyf, position = array("I", [0]), bytearray(), 0
        for outline in outlines:
            glyf += outline + b"\0" * (-len(outline) % 4)
            position = len(glyf)
            loca.append(position)
        if sys.byteorder == "little":
            loca.byteswap()
        metrics = b"".join(
            struct.pack(">HH", round(self.advance(glyph) * self.units), self._bearing(glyph))
            for glyph in order
        )
        head = bytearray(self.table("head"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        hhea = bytearray(self.table("hhea"))
        struct.pack_into(">H", hhea, 34, len(order))
        maxp = bytearray(self.table("maxp"))
        struct.pack_into(">H", maxp, 4, len(order))
        tables = {"head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp)}
        tables |= {"hmtx": metrics, "loca": loca.tobytes(), "glyf": bytes(glyf)}
        hints = ("cvt ", "fpgm", "prep")
        tables |= {tag: self.table(tag) for tag in hints if tag in self._tables}
        return _font_file(tables)

    def _bearing(self, glyph: int) -> int:
        if glyph < self._metric_count:
            return self._advances[2 * glyph + 1]
        return self._advances[self._metric_count + glyph]


def _renumbered(outline: bytes, order: list[int], number: dict[int, int]) -> bytes:
    """The outline with the parts of a composite renumbered; unknown parts join ``order``."""
    if len(outline) < 10 or struct.unpack_from(">h", outline, 0)[0] >= 0:
        return outline
    changed, place, flags = bytearray(outline), 10, _COMPOSITE_MORE
    while flags & _COMPOSITE_MORE:
        flags, part = struct.unpack_from(">HH", changed, place)
        if part not in number:
            number[part] = len(order)
            order.append(part)
        struct.pack_into(">H", changed, place + 2, number[part])
        place += 8 if flags & _COMPOSITE_WORDS else 6
        if flags & _COMPOSITE_SCALE:
            place += 2
        elif flags & _COMPOSITE_XY:
            place += 4
        elif flags & _COMPOSITE_MATRIX:
            place += 8
    return bytes(changed)


def _checksum(data: bytes) -> int:
    return sum(_numbers("I", data + b"\0" * (-len(data) % 4))) & 0xFFFFFFFF


def _font_file(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    offset, directory, body, head_at = 12 + 16 * count, bytearray(), bytearray(), 0
    for tag, data in sorted(tables.items()):
        if tag == "head":
            head_at = offset + len(body)
        place = offset + len(body)
        directory += struct.pack(">4sIII", tag.encode(), _checksum(data), place, len(data))
        body += data + b"\0" * (-len(data) % 4)
    whole = bytearray(header + directory + body)
    struct.pack_into(">I", whole, head_at + 8, (0xB1B0AFBA - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


@cache
def load_face(path: str, index: int = 0) -> Face:
    """The face at ``path``, read once per process. Raises FontTrouble."""
    return Face(Path(path), index)

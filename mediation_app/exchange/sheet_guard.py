"""How large a packed table would become, before a reader takes memory for it.

Some kilobytes of .xlsx or .ods can claim thousands of millions of cells (a value in the last cell
of the sheet, repeated rows), and a reader that lays out a rectangle would take the machine with it.
The guard unpacks with limits, which also finds damaged archives, and counts extents.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import IO
from xml.parsers import expat

MOST_UNPACKED = 300 * 1024 * 1024
MOST_CELLS = 3_000_000
_CHUNK = 1 << 20
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "


class TooLarge(Exception):
    """The table would take more room than any statement or bill."""


class Damaged(Exception):
    """The archive or the sheet in it is damaged."""


class Locked(Exception):
    """The file is protected by a password."""


def look_into(content: bytes) -> str:
    """The kind of a packed table (``xlsx``, ``ods``; empty for another archive).

    Raises TooLarge, Damaged, Locked.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise TooLarge
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise Locked
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                for name in names:
                    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                        with archive.open(name) as stream:
                            _Sheet().read(stream)
                kind = "xlsx"
            elif "content.xml" in names:
                if _ods_locked(archive):
                    raise Locked
                with archive.open("content.xml") as stream:
                    _Open().read(stream)
                kind = "ods"
            else:
                kind = ""
            if archive.testzip() is not None:
                raise Damaged
            return kind
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, expat.ExpatError, EOFError, OSError,
        NotImplementedError, RuntimeError, zlib.error, ValueError, KeyError,
    ) as error:  # fmt: skip
        raise Damaged from error


def _ods_locked(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("META-INF/manifest.xml") as stream:
            return b"encryption-data" in stream.read(_CHUNK)
    except KeyError:
        return False


class _Counter:
    """Walks an XML file without keeping it."""

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """Nothing by default."""


class _Sheet(_Counter):
    """A worksheet of an .xlsx: the rectangle from the first cell to the last one with a value."""

    def __init__(self) -> None:
        self._row = self._column = self._rows = self._columns = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            place = attributes.get("r", "")
            self._column = _column(place) if place else self._column + 1
            digits = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            self._row = int(digits) if digits else self._row
        elif tag in ("v", "is", "f"):
            self._rows = max(self._rows, self._row)
            self._columns = max(self._columns, self._column)
            if self._rows * self._columns > MOST_CELLS:
                raise TooLarge


class _Open(_Counter):
    """The content of an .ods: repeated cells and rows count as often as they are repeated."""

    def __init__(self) -> None:
        self._column = self._columns = self._row = self._repeat = self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE + "table":
            self._row = self._cells = 0
        elif name == _TABLE + "table-row":
            self._repeat = int(attributes.get(_TABLE + "number-rows-repeated", 1))
            self._column = self._columns = 0
        elif name == _TABLE + "table-cell":
            self._column += int(attributes.get(_TABLE + "number-columns-repeated", 1))
            if _OFFICE + "value-type" in attributes or _TABLE + "formula" in attributes:
                self._columns = self._column

    def end(self, name: str) -> None:
        if name != _TABLE + "table-row":
            return
        self._row += self._repeat
        if self._columns:
            self._cells = max(self._cells, self._columns)
            if self._row * self._cells > MOST_CELLS:
                raise TooLarge


def _column(place: str) -> int:
    number = 0
    for sign in place:
        if not "A" <= sign <= "Z":
            break
        number = number * 26 + ord(sign) - 64
    return number


__all__ = ["Damaged", "Locked", "TooLarge", "look_into"]

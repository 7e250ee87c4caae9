"""LibreOffice as a second opinion: the same filled Word file, laid out by somebody else.

It gets the program's own fonts under the names that documents use. LibreOffice 7.4 does not read
two settings of a Word file (autoSpaceDE/DN and overflowPunct), so the file goes through its own
XML format, where what the Word file says about them is written in.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediation_app.documents.engine.displaylist import Document, GlyphRun
from mediation_app.documents.engine.families import FAMILIES
from mediation_app.paths import resource_dir

HINT = "install it with: apt-get install libreoffice-writer-nogui   (make test does so when root)"
_TIMEOUT = 240
_SETTINGS = (
    ('style:text-autospace="ideograph-alpha"', 'style:text-autospace="none"'),
    ('style:punctuation-wrap="hanging"', 'style:punctuation-wrap="simple"'),
)
Char = tuple[int, float, float, str]  # page, baseline from the top, left end, character


def program() -> str | None:
    """The command, when there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one baseline of one page, without blanks."""

    page: int
    text: str


class OfficeSuite:
    """One LibreOffice with its own profile and fonts, in a folder of the test."""

    def __init__(self, folder: Path) -> None:
        command = program()
        assert command is not None, f"LibreOffice is missing; {HINT}"
        self._command = command
        self._folder = folder
        fonts = folder / "fonts.conf"
        fonts.write_text(_font_settings(folder / "font-cache"), encoding="utf-8")
        self._environment = {
            **os.environ,
            "FONTCONFIG_FILE": str(fonts),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }

    def pdfs(self, papers: Mapping[str, bytes]) -> dict[str, Path]:
        """The PDF of every Word file by its name."""
        source = self._folder / "papers"
        source.mkdir(exist_ok=True)
        for name, data in papers.items():
            (source / f"{name}.docx").write_bytes(data)
        self._convert("fodt", [source / f"{name}.docx" for name in papers])
        plain = [source / f"{name}.fodt" for name in papers]
        for file in plain:
            text = file.read_text(encoding="utf-8")
            for theirs, ours in _SETTINGS:
                text = text.replace(theirs, ours)
            file.write_text(text, encoding="utf-8")
        self._convert("pdf", plain)
        return {name: source / f"{name}.pdf" for name in papers}

    def convert_word(self, file: Path) -> Path:
        """One Word file straight to PDF, as an office would do it."""
        self._convert("pdf", [file])
        return file.with_suffix(".pdf")

    def _convert(self, to: str, files: Sequence[Path]) -> None:
        done = subprocess.run(
            [
                self._command,
                f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(files[0].parent),
                *map(str, files),
            ],
            env=self._environment,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
        missing = [file.name for file in files if not file.with_suffix(f".{to}").exists()]
        assert not missing, (missing, done.stderr.decode("utf-8", "replace")[-500:])


def _font_settings(cache: Path) -> str:
    from fontTools.ttLib import TTFont

    folder = resource_dir() / "fonts"
    parts = [f"<dir>{folder}</dir><cachedir>{cache}</cachedir>"]
    for family in FAMILIES:
        with TTFont(folder / family.bundled, lazy=True) as font:
            names = font["name"]
            real = names.getDebugName(16) or names.getDebugName(1)
        parts += [
            '<match target="pattern"><test name="family" qual="any">'
            f"<string>{name}</string></test>"
            f'<edit name="family" mode="assign" binding="same"><string>{real}</string></edit></match>'
            for name in family.names
        ]
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{''.join(parts)}</fontconfig>"
    )


def rows_of_pdf(path: Path) -> tuple[list[Row], int]:
    """The lines of a PDF and the number of its pages."""
    import pypdfium2
    import pypdfium2.raw as raw

    chars: list[Char] = []
    pdf = pypdfium2.PdfDocument(path)
    pages = len(pdf)
    for number, page in enumerate(pdf):
        text, height = page.get_textpage(), page.get_height()
        for place in range(text.count_chars()):
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text, place, x, y)
            char = chr(raw.FPDFText_GetUnicode(text, place))
            chars.append((number, height - y.value, x.value, char))
    pdf.close()
    return _rows(chars), pages


def rows_of(document: Document) -> list[Row]:
    """The lines of our own pages."""
    return _rows(
        (number, item.y, x, char)
        for number, page in enumerate(document.pages)
        for item in page.items
        if isinstance(item, GlyphRun)
        for x, char in zip(item.xs, item.text, strict=True)
    )


def _rows(chars: Iterable[Char]) -> list[Row]:
    found: list[tuple[int, float, list[tuple[float, str]]]] = []
    for page, y, x, char in sorted(chars, key=lambda c: (c[0], round(c[1]), c[2])):
        if not char.strip(" \r\n\t\0\ufffe\u3000"):
            continue
        if found and found[-1][0] == page and abs(found[-1][1] - y) < 2.5:
            found[-1][2].append((x, char))
        else:
            found.append((page, y, [(x, char)]))
    return [Row(page, _joined(char for _, char in sorted(line))) for page, _, line in found]


def _joined(chars: Iterable[str]) -> str:
    """The text; characters beyond the BMP come out of a PDF in two halves."""
    halves = "".join(chars).encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "replace")

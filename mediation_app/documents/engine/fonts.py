"""Which font file shows which character of which family, on this PC.

Order for a family: the office's own font (its ``fonts/`` folder, then the system's), then the
bundled one; and for a character it lacks: the bundled 宋体 face with 30,000 characters. Hanzi
are one em wide in all of them, so that lines break alike whatever fonts a PC has.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from mediation_app.documents.engine import families, sfnt
from mediation_app.documents.engine.families import Family
from mediation_app.errors import BadFile
from mediation_app.paths import resource_dir

_log = logging.getLogger(__name__)

FAKED_BOLD = 0.028  # em: the stroke around a glyph that makes a bold of a regular
_THIN_STROKE = 0.012  # em: our 仿宋 is thinner than the usual ones and pale beside digits
_ALWAYS_SERIF = frozenset("□☐☑☒■✓✔")  # one look for tick boxes, whatever the family
_DIGITS = frozenset("0123456789")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f")
# Signs that Chinese text sets one em wide, whichever way the font has them.
_WIDE_SIGNS = frozenset("“”‘’—…·※§×÷°±→←↑↓★☆○●◎◇◆△▲□■☐☑☒✓✔〇㎡℃‰№")


@dataclass(frozen=True, slots=True)
class FontRef:
    """A font file and the number of the face in it: enough to find it again in any process."""

    path: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """How one character is drawn: face, glyph; width, shift and extra stroke in em."""

    font: FontRef
    glyph: int
    advance: float
    shift: float = 0.0
    embolden: float = 0.0
    missing: bool = False


def is_wide(char: str) -> bool:
    """Whether Chinese text sets the character one em wide (and in the East Asian font)."""
    code = ord(char)
    if code < 0x2E80:
        return char in _WIDE_SIGNS or 0x2460 <= code <= 0x24FF or 0x2160 <= code <= 0x217F
    return (
        code <= 0x9FFF
        or code >= 0x1F000
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFF60
        or 0xFFE0 <= code <= 0xFFE6
    )


class FontBook:
    """Finds the face for each family and character; remembers what it found."""

    def __init__(self, folders: Iterable[Path] = (), *, system: bool = False) -> None:
        self._folders = tuple(folders)
        self._system = system
        self._shapes: dict[tuple[str, bool, str], Shape] = {}
        self._chains: dict[tuple[str, bool], list[tuple[sfnt.Face, float]]] = {}
        self._own: dict[str, FontRef] | None = None

    def shape(self, char: str, family: str, *, bold: bool = False) -> Shape:
        """How ``char`` is drawn in ``family``; the empty box when no font has it."""
        key = (family, bold, char)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = self._find(char, family, bold=bold)
        return found

    def has(self, char: str) -> bool:
        """Whether any font of the book can show the character."""
        return char in _INVISIBLE or char.isspace() or not self.shape(char, "宋体").missing

    def file_for(self, family: str, *, bold: bool = False) -> FontRef:
        """The first font used for a family."""
        face = self._chain(family, bold=bold)[0][0]
        return FontRef(str(face.path), face.index)

    def _find(self, char: str, family: str, *, bold: bool) -> Shape:
        if char in _ALWAYS_SERIF:
            family = "宋体"
        if char in "\u00a0\u2002\u2003\u2009":
            space = self.shape(" ", family, bold=bold)
            width = {"\u2002": 0.5, "\u2003": 1.0, "\u2009": 0.2}.get(char, space.advance)
            return Shape(space.font, space.glyph, width)
        code = ord(char)
        chain, known = self._chain(family, bold=bold), families.known_family(family)
        for face, stroke in chain:
            if glyph := face.glyph(code):
                half = char in _DIGITS and not (known and known.latin)
                return _shaped(char, face, glyph, embolden=stroke, half=half)
        for face in self._last_resort():
            if glyph := face.glyph(code):
                return _shaped(char, face, glyph, embolden=FAKED_BOLD if bold else 0.0, half=False)
        face = chain[-1][0]
        width = 1.0 if is_wide(char) else face.advance(0)
        return Shape(FontRef(str(face.path), face.index), 0, width, missing=True)

    def _last_resort(self) -> Iterator[sfnt.Face]:
        """Every font of the office's folders, whatever its name: for characters no other has."""
        for folder in self._folders:
            for path in dict.fromkeys(ref.path for ref in _names_in(folder).values()):
                if face := _usable(Path(path), 0):
                    yield face

    def _chain(self, name: str, *, bold: bool) -> list[tuple[sfnt.Face, float]]:
        """The faces to try for a family, each with the stroke that makes it heavy enough."""
        key = (name, bold)
        if key not in self._chains:
            family = families.known_family(name)
            chain: list[tuple[sfnt.Face, float]] = []
            own = self._own_faces(name, family, bold=bold)
            chain.extend(
                (face, FAKED_BOLD if bold and not is_bold else 0.0) for face, is_bold in own
            )
            family = family or families.BY_KEY[families.SONG if _chinese(name) else families.ROMAN]
            chain.extend(_bundled_chain(family, bold=bold))
            self._chains[key] = chain
        return self._chains[key]

    def _own_faces(
        self, name: str, family: Family | None, *, bold: bool
    ) -> Iterator[tuple[sfnt.Face, bool]]:
        named = self._office_fonts()
        names = (name, *family.names) if family else (name,)
        for candidate in names:
            if ref := named.get(candidate.casefold()):
                if face := _usable(Path(ref.path), ref.index):
                    yield face, family is not None and family.key == families.TITLE
                break
        if self._system and family:
            files = family.windows_bold if bold and family.windows_bold else family.windows
            for file, index in files:
                for folder in system_folders():
                    path = folder / file
                    if path.is_file() and (face := _usable(path, index)):
                        fake = files is family.windows and family.key != families.TITLE
                        yield face, not fake
                        return

    def _office_fonts(self) -> dict[str, FontRef]:
        """Fonts of the office's folders (and Windows' registry), by every name they have."""
        if self._own is None:
            self._own = _registered() if self._system else {}
            for folder in self._folders:
                self._own |= _names_in(folder)
        return self._own


def _shaped(char: str, face: sfnt.Face, glyph: int, *, embolden: float, half: bool) -> Shape:
    """Hanzi are one em wide and digits of a Chinese family half an em, whatever the font says."""
    advance, shift = face.advance(glyph), 0.0
    wanted = 1.0 if is_wide(char) else 0.5 if half else advance
    if advance != wanted:
        shift, advance = (wanted - advance) / 2, wanted
    return Shape(FontRef(str(face.path), face.index), glyph, advance, shift, embolden)


def _chinese(name: str) -> bool:
    return any(is_wide(char) for char in name)


def _bundled_chain(family: Family, *, bold: bool) -> Iterator[tuple[sfnt.Face, float]]:
    file = family.bundled_bold if bold and family.bundled_bold else family.bundled
    heavy = file == family.bundled_bold or family.key == families.TITLE
    thin = _THIN_STROKE if family.key == families.FANG else 0.0
    yield bundled_face(file), thin + (FAKED_BOLD if bold and not heavy else 0.0)
    if bold and family.key in (families.SONG, families.HEI):
        yield bundled_face(family.bundled), FAKED_BOLD  # the regular face has more characters
    if file != families.FALLBACK:
        wanted = bold or family.key == families.TITLE
        yield bundled_face(families.FALLBACK), FAKED_BOLD if wanted else 0.0


def bundled_face(file: str) -> sfnt.Face:
    """One of the program's own faces. Raises BadFile when the installation lacks it."""
    try:
        return sfnt.load_face(str(resource_dir() / "fonts" / file))
    except sfnt.FontTrouble as error:
        raise BadFile("documents.font_missing", file=file) from error


def _usable(path: Path, index: int) -> sfnt.Face | None:
    """The face, unless it is broken, has no TrueType outlines or forbids embedding."""
    try:
        face = sfnt.load_face(str(path), index)
    except sfnt.FontTrouble as error:
        _log.info("font left aside: %s", error)
        return None
    return face if face.embeddable else None


def _names_in(folder: Path) -> dict[str, FontRef]:
    found: dict[str, FontRef] = {}
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    for path in paths:
        if path.suffix.lower() in (".ttf", ".ttc") and (face := _usable(path, 0)):
            for name in {*face.family_names(), path.stem}:
                found.setdefault(name.casefold(), FontRef(str(path)))
    return found


@cache
def system_folders() -> tuple[Path, ...]:
    """Where this system keeps fonts under the names Windows gives them."""
    home = Path.home()
    if sys.platform == "win32":
        import os

        windows = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        return windows, home / "AppData/Local/Microsoft/Windows/Fonts"
    folders = (home / ".fonts", home / ".local/share/fonts", Path("/usr/share/fonts/wps-office"))
    return tuple(folder for folder in folders if folder.is_dir())


def _registered() -> dict[str, FontRef]:
    """Fonts installed on Windows, by the names in its registry (方正小标宋简体 and the like)."""
    found: dict[str, FontRef] = {}
    if sys.platform == "win32":
        import winreg

        windows = system_folders()[0]
        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            try:
                key = winreg.OpenKey(root, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts")
            except OSError:
                continue
            with key:
                for number in range(winreg.QueryInfoKey(key)[1]):
                    label, file, _kind = winreg.EnumValue(key, number)
                    if str(file).lower().endswith(".ttf"):
                        name = label.split(" (")[0].strip().casefold()
                        found[name] = FontRef(str(windows / str(file)))
    return found


@lru_cache(maxsize=1)
def bundled_book() -> FontBook:
    """Only the program's own fonts: the same pages on every PC."""
    return FontBook()


@lru_cache(maxsize=4)
def office_book(folder: Path | None = None) -> FontBook:
    """The fonts of this PC and of the office's ``fonts/`` folder before our own."""
    return FontBook([folder] if folder else [], system=True)


def missing_glyphs(text: str, book: FontBook | None = None) -> list[str]:
    """The characters of ``text`` that no font can show, each once, in order."""
    used = book or bundled_book()
    return [char for char in dict.fromkeys(text) if not used.has(char)]

"""The smallest things on a line, and where a line may break between them (禁则)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from mediation_app.documents.engine.fonts import FontBook, Shape, is_wide
from mediation_app.documents.engine.model import Char, Image, Inline, Text

# Word's lists for simplified Chinese: what may not begin and what may not end a line.
NO_START = frozenset(
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
)
NO_END = frozenset("$([{£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥") - frozenset("．")
_PAIRED = frozenset("—…")
_SKIPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f")


class Kind(IntEnum):
    """What an atom is."""

    GLYPH = 0
    SPACE = 1
    TAB = 2
    BREAK = 3
    PAGE = 4
    IMAGE = 5


@dataclass(slots=True)
class Atom:
    """One character, tab, break or picture in the line; ``width`` in points."""

    kind: Kind
    text: str
    look: Char
    width: float
    wide: bool = False
    shape: Shape | None = None
    image: Image | None = None


class AtomMaker:
    """Makes atoms; remembers the shapes of characters by look."""

    def __init__(self, book: FontBook, *, page: int = 1, pages: int = 1) -> None:
        self._book = book
        self.page, self.pages = str(page), str(pages)
        self.used_total = False
        self.missing: dict[str, None] = {}
        self._known: dict[tuple[str, int], tuple[Shape, float, bool]] = {}

    def make(self, inlines: Sequence[Inline]) -> tuple[list[Atom], list[Image]]:
        """The atoms of a paragraph, and the pictures anchored in it."""
        atoms: list[Atom] = []
        anchored: list[Image] = []
        for inline in inlines:
            if isinstance(inline, Text):
                self._characters(inline.text, inline.char, atoms)
            elif isinstance(inline, Image):
                if inline.anchored:
                    anchored.append(inline)
                else:
                    atoms.append(
                        Atom(Kind.IMAGE, "", inline.char, inline.width, wide=True, image=inline)
                    )
            elif inline.kind == "page":
                self._characters(self.page, inline.char, atoms)
            else:
                self.used_total = True
                self._characters(self.pages, inline.char, atoms)
        return atoms, anchored

    def _characters(self, text: str, look: Char, atoms: list[Atom]) -> None:
        known, mark = self._known, id(look)
        for char in text:
            found = known.get((char, mark))
            if found is None:
                special = _SPECIAL.get(char)
                if special is not None:
                    atoms.append(Atom(special, char, look, 0.0))
                    continue
                if char in _SKIPPED:
                    continue
                found = known[char, mark] = self._measure(char, look)
            shape, width, wide = found
            kind = Kind.SPACE if char == " " else Kind.GLYPH
            atoms.append(Atom(kind, char, look, width, wide, shape))

    def _measure(self, char: str, look: Char) -> tuple[Shape, float, bool]:
        shown = "-" if char == "\u2011" else char
        wide = is_wide(shown)
        shape = self._book.shape(shown, look.east if wide else look.ascii, bold=look.bold)
        if shape.missing:
            self.missing[char] = None
        return shape, shape.advance * look.size * look.stretch + look.spacing, wide


_SPECIAL = {"\t": Kind.TAB, "\n": Kind.BREAK, "\f": Kind.PAGE}


def breaks_before(atoms: Sequence[Atom]) -> list[bool]:
    """For each atom whether a line may begin with it."""
    allowed = [False] * len(atoms)
    for place in range(1, len(atoms)):
        allowed[place] = _may_part(atoms, place)
    return allowed


def _may_part(atoms: Sequence[Atom], place: int) -> bool:
    left, right = atoms[place - 1], atoms[place]
    if right.kind == Kind.SPACE or right.kind in (Kind.BREAK, Kind.PAGE):
        return False
    if left.kind in (Kind.BREAK, Kind.PAGE, Kind.TAB) or right.kind == Kind.TAB:
        return True
    if right.text in NO_START:
        return False
    if left.kind == Kind.SPACE:
        return True
    if left.text in NO_END:
        return False
    if left.text == right.text and left.text in _PAIRED:
        return False
    if left.wide or right.wide:
        return True
    hyphened = left.text == "-" and right.text.isalnum() and place > 1
    return hyphened and atoms[place - 2].text.isalnum()

"""The one tokenizer of the case search: what a case is found by, and what a typed text asks for.

Every term starts with a letter for its kind, so that ``1234`` as the tail of a phone and as part
of a plate are different terms. Terms hold small letters, digits and Chinese characters only.

    n  name: first character, pairs of neighbours, whole person     v  3 or 4 signs of a plate
    i  initials, from two on (zg, zgq)                              t  phone: whole, last four
    p  full pinyin up to the end of a syllable                      d  ID: whole, last four
    y  year and serial of an official number                        q  serial
    f  numbers of others (finding, policy, court …): whole, last six, last four
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product

from mediation_app.domain.names import comparison_key, tidy
from mediation_app.domain.pinyin import PinyinTable

MOST_WORDS = 5
_LONGEST_WORD = 60
_MOST_READINGS = 24
_LONGEST_INITIALS = 6
_MOST_GRAMS = 4
_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d{2})\D{1,6}?0*(\d{1,6})\D{0,3}$")


@lru_cache(maxsize=100_000)
def squeezed(text: str) -> str:
    """Letters, digits and Chinese characters of a text, in small letters: 鲁P·3K567 → 鲁p3k567."""
    return "".join(sign for sign in comparison_key(text) if sign.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """What a case can be found by."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    numbers: tuple[tuple[int, int], ...] = ()  # (year, serial) of official numbers
    foreign: tuple[str, ...] = ()


# --- what a case is found by --------------------------------------------------------------------


def terms_of(found_by: Searchable, readings: PinyinTable) -> frozenset[str]:
    """All terms of a case."""
    terms: set[str] = set()
    for name in found_by.people:
        terms.update(_person_terms(name, readings))
    for name in found_by.organisations:
        terms.update(_organisation_terms(name, readings))
    for plate in found_by.plates:
        terms.update(_plate_terms(plate))
    for phone in found_by.phones:
        digits = squeezed(phone)
        # a landline is also known by its number without the area code
        terms.update(_tailed("t", digits, *((4, 7, 8) if digits[:1] == "0" else (4,))))
    for number in found_by.ids:
        terms.update(_tailed("d", squeezed(number), 4))
    for year, serial in found_by.numbers:
        terms.update((f"y{year}x{serial}", f"q{serial}"))
    for number in found_by.foreign:
        terms.update(_tailed("f", squeezed(number), 4, 6))
    return frozenset(terms)


@lru_cache(maxsize=50_000)
def _person_terms(name: str, readings: PinyinTable) -> frozenset[str]:
    key = squeezed(name)
    terms = {*_name_grams(key), "n" + key} if key else set()
    rows = readings.of_name(tidy(name))
    terms.update(_initial_terms(rows, len(rows)))
    for syllables in _spellings(rows):
        for end in range(1, len(syllables) + 1):
            terms.add("p" + "".join(syllables[:end]))
        # the given name alone: 国强 → guoqiang
        if len(syllables) > 2:
            terms.add("p" + "".join(syllables[1:]))
    return frozenset(terms)


@lru_cache(maxsize=10_000)
def _organisation_terms(name: str, readings: PinyinTable) -> frozenset[str]:
    terms = set(_name_grams(squeezed(name)))
    rows = readings.of_name(tidy(name))[:_LONGEST_INITIALS]
    terms.update(_initial_terms(rows, _LONGEST_INITIALS))
    if rows:
        plain = [row[0] for row in rows]
        terms.update("p" + "".join(plain[:end]) for end in range(2, len(plain) + 1))
    return frozenset(terms)


def _name_grams(key: str) -> Iterable[str]:
    if key:
        yield "n" + key[0]
    for index in range(len(key) - 1):
        yield "n" + key[index : index + 2]


def _initial_terms(rows: Sequence[tuple[str, ...]], longest: int) -> Iterable[str]:
    letters = [tuple(dict.fromkeys(syllable[0] for syllable in row)) for row in rows]
    for signs in islice(product(*letters[:longest]), _MOST_READINGS):
        for end in range(2, len(signs) + 1):
            yield "i" + "".join(signs[:end])


def _spellings(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Spellings of a name: the plain one, single deviations, then the rest, up to a bound."""
    if not rows:
        return []
    plain = tuple(row[0] for row in rows)
    found: dict[tuple[str, ...], None] = {plain: None}
    for index, row in enumerate(rows):
        for other in row[1:]:
            found[(*plain[:index], other, *plain[index + 1 :])] = None
    for parts in islice(product(*rows), _MOST_READINGS):
        found[parts] = None
    return list(islice(found, _MOST_READINGS))


@lru_cache(maxsize=50_000)
def _plate_terms(plate: str) -> frozenset[str]:
    text = squeezed(plate)
    return frozenset("v" + gram for size in (3, 4) for gram in _grams(text, size))


def _grams(text: str, size: int) -> list[str]:
    return [text[index : index + size] for index in range(len(text) - size + 1)]


def _tailed(kind: str, text: str, *tails: int) -> Iterable[str]:
    if text:
        yield kind + text
        for tail in tails:
            if len(text) > tail:
                yield kind + text[-tail:]


# --- what a typed text asks for -----------------------------------------------------------------

Check = Callable[[Searchable], bool]


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms that must all be there; ``check`` then looks at the values themselves."""

    terms: tuple[str, ...]
    check: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of the typed text: any clause will do. ``prefixes`` are tried when nothing fits."""

    text: str
    clauses: tuple[Clause, ...] = field(default=())
    prefixes: tuple[str, ...] = ()

    @property
    def exact(self) -> tuple[Clause, ...]:
        """The clauses that need no look at the values."""
        return tuple(clause for clause in self.clauses if clause.check is None)


def words_of(text: str) -> tuple[Word, ...]:
    """What a typed text asks for: all of its words. Empty when nothing can be searched for."""
    whole = unicodedata.normalize("NFKC", text)[: MOST_WORDS * _LONGEST_WORD].strip()
    if match := _NUMBER.search(whole):
        # 聊东调〔2026〕187号, 2026-0187, 2026 187
        term = f"y{match[1]}x{int(match[2])}"
        foreign = squeezed(whole)
        clauses = (Clause((term,)), Clause(("f" + foreign,)))
        return (Word(text=whole, clauses=clauses),)
    # 张 三 is one name
    whole = re.sub(r"(?<!\S)([^\W\da-zA-Z_]) (?=[^\W\da-zA-Z_](?!\S))", r"\1", whole)
    words = [_word(part[:_LONGEST_WORD]) for part in re.split(r"[\s,;、]+", whole)[:MOST_WORDS]]
    return tuple(word for word in words if word.clauses or word.prefixes)


def _word(typed: str) -> Word:
    text = squeezed(typed)
    if not text:
        return Word(text=text)
    if text.isascii():
        if text.isdigit():
            return _digits(text)
        return _letters(text) if text.isalpha() else _mixed(text)
    clauses = _name_clauses(text)
    if any(sign.isascii() for sign in text):
        clauses += [*_plate_clause(text), Clause(("f" + text,))]
    return Word(text=text, clauses=tuple(clauses))


def _name_clauses(text: str) -> list[Clause]:
    if len(text) <= 2:
        return [Clause(("n" + text,))]

    def check(found_by: Searchable) -> bool:
        return any(text in squeezed(name) for name in (*found_by.people, *found_by.organisations))

    parts = Clause(_some("n" + gram for gram in _grams(text, 2)), check)
    return [Clause(("n" + text,)), parts]


def _some(terms: Iterable[str]) -> tuple[str, ...]:
    """The rarest-looking few of many grams: ends and middle; the check sees to the rest."""
    found = tuple(dict.fromkeys(terms))
    if len(found) <= _MOST_GRAMS:
        return found
    step = (len(found) - 1) / (_MOST_GRAMS - 1)
    return tuple(found[round(index * step)] for index in range(_MOST_GRAMS))


def _plate_clause(text: str) -> list[Clause]:
    if len(text) < 3 or len(text) > 10:
        return []
    if len(text) <= 4:
        return [Clause(("v" + text,))]

    def check(found_by: Searchable) -> bool:
        return any(text in squeezed(plate) for plate in found_by.plates)

    return [Clause(_some("v" + gram for gram in _grams(text, 4)), check)]


def _letters(text: str) -> Word:
    clauses: list[Clause] = []
    if len(text) >= 2:
        clauses += [Clause(("i" + text,)), Clause(("p" + text,))]
    if len(text) >= 3:
        clauses += _name_clauses(text)  # names in Latin letters
        clauses.append(Clause(("f" + text,)))
    clauses += _plate_clause(text)
    prefixes = ("p" + text,) if len(text) >= 3 else ()
    return Word(text=text, clauses=tuple(clauses), prefixes=prefixes)


def _digits(text: str) -> Word:
    clauses: list[Clause] = []
    if len(text) <= 6:
        clauses.append(Clause((f"q{int(text)}",)))
    if len(text) >= 4:
        clauses += [Clause((kind + text,)) for kind in "tdf"]
    if 5 <= len(text) <= 6:
        clauses += [_tail_clause("t", text), _tail_clause("d", text)]
    clauses += _plate_clause(text)
    prefixes = tuple(kind + text for kind in "tdf") if len(text) >= 6 else ()
    return Word(text=text, clauses=tuple(clauses), prefixes=prefixes)


def _tail_clause(kind: str, text: str) -> Clause:
    def check(found_by: Searchable) -> bool:
        numbers = found_by.phones if kind == "t" else found_by.ids
        return any(squeezed(number).endswith(text) for number in numbers)

    return Clause((kind + text[-4:],), check)


def _mixed(text: str) -> Word:
    clauses = [Clause((kind + text,)) for kind in "df"]
    if 5 <= len(text) <= 9 and text[:-1].isdigit():
        clauses.append(_tail_clause("d", text))
    clauses += _plate_clause(text)
    if len(text) >= 3:
        clauses += _name_clauses(text)
    prefixes = tuple(kind + text for kind in "df") if len(text) >= 6 else ()
    return Word(text=text, clauses=tuple(clauses), prefixes=prefixes)

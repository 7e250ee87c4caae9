"""Characters that no font can print: found before printing, with the field they stand in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from mediation_app.domain.files import CaseFile
from mediation_app.domain.records import Record
from mediation_app.errors import Reason
from mediation_app.messages import field_label

GLYPH = "papers.glyph"
_SINGLE = {"accidents": "accident", "agreements": "agreement"}
_OWN = frozenset(field.name for field in dataclasses.fields(Record))
# What is no entry of anybody: records of acts, made papers, kept files.
_NOT_ENTERED = frozenset({"papers", "signatures", "attachments", "steps", "calculations"})
_SHOWN = 12


def unprintable(text: str, printable: Callable[[str], bool]) -> str:
    """The characters of a text that cannot be printed, each once.

    ``printable`` is asked only about those that not every Chinese font has.
    """
    return "".join(
        sign for sign in dict.fromkeys(text) if not _everywhere(sign) and not printable(sign)
    )


def glyph_warnings(
    values: Iterable[tuple[str, str]], file: CaseFile, printable: Callable[[str], bool]
) -> tuple[Reason, ...]:
    """A warning for each field of the case (or of the template) with such a character."""
    bad: dict[str, str] = {}  # character → the field of the template that shows it
    for path, value in values:
        for sign in unprintable(value, printable):
            bad.setdefault(sign, path)
    if not bad:
        return ()
    found: list[Reason] = []
    for sign, path in bad.items():
        entered = [
            _warning(sign, f"{field_label(name)}“{_around(value, sign)}”", place)
            for place, name, value in _entries(file)
            if sign in value
        ]
        found += entered or [_warning(sign, field_label(path), "")]
    return tuple(dict.fromkeys(found))


def _warning(sign: str, what: str, place: str) -> Reason:
    params = (("sign", sign), ("what", what))
    return Reason(code=GLYPH, place=place, blocking=False, params=params)


def _around(value: str, sign: str) -> str:
    at = value.index(sign)
    start = max(at - _SHOWN // 2, 0)
    return value[start : start + _SHOWN]


def _everywhere(sign: str) -> bool:
    """Whether every Chinese font has the character (GB 2312)."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _entries(file: CaseFile) -> Iterator[tuple[str, str, str]]:
    """Every text that somebody entered: its place in the case, its field, itself."""
    yield from _of("case", file.case)
    for part in dataclasses.fields(file):
        rows = getattr(file, part.name)
        if part.name in _NOT_ENTERED or not isinstance(rows, tuple):
            continue
        for row in rows:
            if part.name == "funds":
                yield from _of("fund", row.application)
            else:
                single = _SINGLE.get(part.name)
                yield from _of(single or f"{part.name}/{row.id}", row)


def _of(place: str, record: Record) -> Iterator[tuple[str, str, str]]:
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        texts = value if isinstance(value, tuple) else (value,)
        for text in texts:
            if isinstance(text, str) and field.name not in _OWN and not field.name.endswith("_id"):
                yield f"{place}/{field.name}", field.name, text

"""Walking through everything a scene holds: every record, wherever it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from mediation_app.documents.context.pursuit import Pursuit
from mediation_app.documents.offers import subjects_of
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.records import Record

Change = Callable[[Record], Record | None]
T = TypeVar("T", Scene, CaseFile, FundFile, Pursuit)
_HOLDERS = (Scene, CaseFile, FundFile, Pursuit)
_NOT_OF_THE_CASE = ("office",)
# What a paper is about, beside the case: its place in the scene and in the file.
_SUBJECTS = (
    ("session", "sessions"),
    ("instalment", "instalments"),
    ("follow_up", "follow_ups"),
    ("confirmation", "confirmations"),
    ("step", "steps"),
    ("served", "papers"),
)
_BARE: dict[str, Any] = {
    **dict.fromkeys((name for name, _ in _SUBJECTS), None),
    **dict.fromkeys(("fund", "payment", "agent", "pursuit", "party"), None),
}


def changed(holder: T, change: Change) -> T:
    """The same with every record changed; one that becomes None is left out of its list."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(holder):
        if field.name not in _NOT_OF_THE_CASE:
            value = getattr(holder, field.name)
            found[field.name] = _changed(value, change)
    return dataclasses.replace(holder, **found)  # type: ignore[arg-type]


def _changed(value: object, change: Change) -> object:
    if isinstance(value, Record):
        return change(value)
    if isinstance(value, _HOLDERS):
        return changed(value, change)
    if isinstance(value, tuple) and value and isinstance(value[0], (Record, FundFile)):
        rows = (_changed(row, change) for row in value)
        return tuple(row for row in rows if row is not None)
    return value


def records_of(holder: object) -> Iterator[Record]:
    """Every record in it, those in several places several times."""
    if isinstance(holder, Record):
        yield holder
    elif isinstance(holder, _HOLDERS):
        for field in dataclasses.fields(holder):
            if field.name not in _NOT_OF_THE_CASE:
                yield from records_of(getattr(holder, field.name))
    elif isinstance(holder, tuple):
        for one in holder:
            yield from records_of(one)


def as_listed(kind: PaperKind, scene: Scene) -> tuple[str, Scene]:
    """The subject's key and the scene as the list of papers chooses it; the sample's own subject
    becomes part of the case first."""
    file = scene.file
    for name, rows in _SUBJECTS:
        own, there = getattr(scene, name), getattr(file, rows)
        if own is not None and own.id not in {row.id for row in there} and _about(kind, name):
            file = dataclasses.replace(file, **{rows: (*there, own)})
    if kind.subject == "oral_agreement" and file.agreements:
        spoken = dataclasses.replace(file.agreements[-1], oral=True)
        file = dataclasses.replace(file, agreements=(*file.agreements[:-1], spoken))
    wanted = {record.id for name in _BARE for record in records_of(getattr(scene, name))}
    bare = dataclasses.replace(scene, file=file, kind=kind.code, **_BARE)
    listed = [(key, chosen) for key, _, chosen in subjects_of(kind, bare)]
    if kind.subject == "report":
        return "", scene
    assert listed, f"{kind.code}: the sample case has no subject for this paper"
    key, chosen = next(((k, s) for k, s in listed if k in wanted), listed[-1])
    return key, chosen


def listed_again(kind: PaperKind, key: str, scene: Scene) -> Scene | None:
    """The subject with this key in a case that was changed; None when it is gone."""
    if kind.subject == "report":
        return scene
    bare = dataclasses.replace(scene, kind=kind.code, **_BARE)
    return next((s for k, _, s in subjects_of(kind, bare) if k == key), None)


def _about(kind: PaperKind, name: str) -> bool:
    steps = ("extension", "supplement", "inquiry")
    return kind.subject == name or (name == "step" and kind.subject in steps)


def is_root(record: Record) -> bool:
    """Whether it is the case itself."""
    return isinstance(record, Case)

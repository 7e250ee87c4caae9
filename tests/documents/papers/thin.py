"""The short sample of any paper: its usual case without all that the paper can do without.

Nobody writes these cases. Rows are left out and fields are emptied as long as the list of papers
still offers the paper and nothing it requires is missing, so what remains is the least an office
can have entered when the paper is printed. People have names of two characters.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Facts, Scene
from mediation_app.documents.produce import missing, values_at
from mediation_app.domain.cases import Case
from mediation_app.domain.checks import CheckDay, agreement_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.parties import Party, Side
from mediation_app.domain.records import Record
from tests.documents.papers.records import as_listed, changed, listed_again, records_of

NAMES = ("丁一", "王二", "人保", "于三", "马四")
# Facts without which there would be no such record, and keys into lists of codes.
_KEPT = frozenset(
    {
        *("id", "unit_code", "name", "roles", "event", "process", "source", "target", "stage"),
        *("person_name", "head", "code", "created_at", "paid_on", "received_on", "refusal_codes"),
        *("decided_on", "decision_number", "opened_on", "number", "title", "issued_on", "due_on"),
        *("done_on", "write_off_ground", "accepted_on", "requested_on", "text"),
    }
)
_CHOICES = frozenset({"finding_kind", "gender", "liability"})


@dataclass(frozen=True, slots=True)
class Atom:
    """Something that may be left out: a row (``field`` empty) or a field of all rows of a kind."""

    kind: str
    row: str = ""
    field: str = ""


def short(kind: PaperKind, usual: Scene) -> Scene:
    """The least case in which this paper can be issued. Fails when not even the usual one is."""
    key, scene = as_listed(kind, usual)
    assert holds(kind, key, scene), f"{kind.code} cannot be issued in its usual case"
    usual_troubles = _blocked(kind, scene)
    gone: list[Atom] = []

    def works(tried: Sequence[Atom]) -> bool:
        case = _without(scene, tried)
        return holds(kind, key, case) and _blocked(kind, case) <= usual_troubles

    for atoms in (_rows(scene, key), _fields(scene)):
        _leave_out(atoms, gone, works)
    least = listed_again(kind, key, _without(scene, gone))
    assert least is not None
    return _renamed(least)


def holds(kind: PaperKind, key: str, scene: Scene) -> bool:
    """Whether the list offers the paper and nothing is missing."""
    chosen = listed_again(kind, key, scene)
    if chosen is None:
        return False
    chosen = dataclasses.replace(chosen, kind=kind.code)
    facts = Facts(chosen)
    if kind.only_if and not any(value for _, value in values_at(facts, kind.only_if)):
        return False
    return missing(kind, chosen, facts) == ()


def _blocked(kind: PaperKind, scene: Scene) -> set[str]:
    """What the check-up says against printing it, by code."""
    if not kind.checks:
        return set()
    return {r.code for r in agreement_checks(scene.file, CheckDay(today=scene.today)) if r.blocking}


def _leave_out(
    atoms: Sequence[Atom], gone: list[Atom], works: Callable[[Sequence[Atom]], bool]
) -> None:
    """Add to ``gone`` what can go, by halves: most can go at once."""
    if not atoms:
        return
    if works([*gone, *atoms]):
        gone.extend(atoms)
    elif len(atoms) > 1:
        middle = len(atoms) // 2
        _leave_out(atoms[:middle], gone, works)
        _leave_out(atoms[middle:], gone, works)


def _rows(scene: Scene, key: str) -> list[Atom]:
    """Every row that is neither the case, nor the subject, nor one of the two who dispute."""
    pinned = {key, *(_first(scene.file, side) for side in (Side.APPLICANT, Side.RESPONDENT))}
    return [
        Atom(type(record).__name__, row=record.id)
        for record in dict.fromkeys(records_of(scene.file))
        if not isinstance(record, Case | FundApplication) and record.id not in pinned
    ]


def _first(file: CaseFile, side: Side) -> str:
    return next((party.id for party in file.parties if party.side is side), "")


def _fields(scene: Scene) -> list[Atom]:
    found: dict[Atom, None] = {}
    for record in records_of(scene.file):
        for field in dataclasses.fields(record):
            if _may_be_empty(field, getattr(record, field.name)):
                found[Atom(type(record).__name__, field=field.name)] = None
    return list(found)


def _may_be_empty(field: dataclasses.Field[object], value: object) -> bool:
    if field.name in _KEPT or field.name.endswith(("_id", "_ids")) or field.default == value:
        return False
    if field.default is dataclasses.MISSING:
        return False
    if isinstance(value, Enum):
        return field.name in _CHOICES
    return isinstance(value, str | date | tuple) or (
        isinstance(value, int) and field.default is None
    )


def _without(scene: Scene, gone: Sequence[Atom]) -> Scene:
    rows = {(atom.kind, atom.row) for atom in gone if atom.row}
    lost = {row for kind, row in rows if kind != "Case"}
    fields: dict[str, list[str]] = {}
    for atom in gone:
        if atom.field:
            fields.setdefault(atom.kind, []).append(atom.field)

    def change(record: Record) -> Record | None:
        kind = type(record).__name__
        if (kind, record.id) in rows or _hangs_on(record, lost):
            return None
        defaults = {f.name: f.default for f in dataclasses.fields(record)}
        emptied = {name: defaults[name] for name in fields.get(kind, ())}
        return dataclasses.replace(record, **_unlinked(record, lost), **emptied)  # type: ignore[arg-type]

    file = changed(scene.file, change)
    return dataclasses.replace(scene, file=file)


def _hangs_on(record: Record, lost: set[str]) -> bool:
    """Whether a record means nothing without one that is gone (a clause without its agreement)."""
    if isinstance(record, FundApplication | Case | Party):
        return (
            isinstance(record, Party)
            and bool(record.represents_id)
            and record.represents_id in lost
        )
    return any(
        getattr(record, field.name) in lost
        for field in dataclasses.fields(record)
        if field.name.endswith("_id") and field.default is dataclasses.MISSING
    )


def _unlinked(record: Record, lost: set[str]) -> dict[str, object]:
    """Its pointers at what is gone, emptied."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name.endswith("_id") and isinstance(value, str) and value in lost:
            found[field.name] = ""
        elif field.name.endswith("_ids") and isinstance(value, tuple):
            found[field.name] = tuple(one for one in value if one not in lost)
    return found


def _renamed(scene: Scene) -> Scene:
    names = [party.name for party in scene.file.parties if party.name]
    new = dict(zip(names, NAMES, strict=False))

    def change(record: Record) -> Record:
        found: dict[str, object] = {}
        for field in dataclasses.fields(record):
            value = getattr(record, field.name)
            if isinstance(value, str) and not isinstance(value, Enum):
                for old, short_name in new.items():
                    value = value.replace(old, short_name)
                found[field.name] = value
        return dataclasses.replace(record, **found)  # type: ignore[arg-type]

    return changed(scene, change)

"""One act of one person: everything of it is stored, or nothing.

Changes are checked against the version they were made on, written into the audit trail, and the
lists and the search index follow, all in the same transaction. Leaving without ``commit`` rolls
back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, update

from mediation_app.clock import Clock
from mediation_app.database import audit, fund_sums, numbers, read_model
from mediation_app.database.aggregates import records_of, replaced
from mediation_app.database.mapping import BOOKKEEPING, plain_value, row_map
from mediation_app.database.reader import Reader
from mediation_app.database.tables import table_of
from mediation_app.domain.cases import Case
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication, LedgerEntry
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import Record
from mediation_app.errors import Conflict, FieldClash, NotFound, StoreTrouble

R = TypeVar("R", bound=Record)

_LONG = 2000  # characters; longer values enter the trail as their hash
_REMOVED = "删除"


class UnitOfWork(Reader):
    """Reads and writes in one transaction for one actor. Made by ``Store.write``."""

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        action: str,
        *,
        clock: Clock,
        end: Callable[[], None],
    ) -> None:
        super().__init__(connection, actor)
        self.actor = actor
        self.action = action
        self.moment: datetime = clock.now()
        self._end = end
        self._notes: list[audit.Note] = []
        self._draws: list[numbers.Draw] = []
        self._written: dict[str, Record] = {}
        self._touched: set[tuple[str, str]] = set()
        self._case_ids: set[str] = set()
        self._failed = False
        self.committed = False

    # --- reading ------------------------------------------------------------------------------

    def case_file(self, case_id: str) -> CaseFile:
        """Everything live of one case, held until the end so that nobody changes it meanwhile."""
        self._hold(case_id)
        return super().case_file(case_id)

    def fund_file(self, application_id: str) -> FundFile:
        """Everything live of one application, its case held like in ``case_file``."""
        self._hold(self.get(FundApplication, application_id).case_id)
        return super().fund_file(application_id)

    def _hold(self, case_id: str) -> None:
        if self._connection.dialect.name == "postgresql":
            table = table_of(Case)
            question = select(table.c.id).where(table.c.id == case_id)
            self._connection.execute(question.with_for_update(key_share=True))

    # --- writing ------------------------------------------------------------------------------

    def add(self, record: R) -> R:
        """Store a new record: office, version 1 and who and when are stamped."""
        return self._add_all([record])[0]

    def _add_all(self, records: Sequence[R]) -> list[R]:
        stored = [
            replace(
                record,
                unit_code=self.actor.unit_code or record.unit_code,
                version=1,
                created_at=self.moment,
                created_by=self.actor.person_id,
                updated_at=self.moment,
                updated_by=self.actor.person_id,
            )
            for record in records
        ]
        run: list[R] = []
        for record in stored:
            if run and type(run[0]) is not type(record):
                self._insert(run)
                run = []
            run.append(record)
        if run:
            self._insert(run)
        return stored

    def _insert(self, run: Sequence[R]) -> None:
        mapper = row_map(type(run[0]))
        with self._careful():
            self._connection.execute(
                insert(table_of(type(run[0]))), [mapper.row(record) for record in run]
            )
            fund_sums.put_entries(
                self._connection, [one for one in run if isinstance(one, LedgerEntry)]
            )
        for record in run:
            fields = {
                name: for_trail(value)
                for name, value in mapper.row(record).items()
                if name not in BOOKKEEPING
                and name not in ("id", "case_id")
                and value != mapper.defaults.get(name)
            }
            self._note("add", record, fields)

    def change(self, old: R, new: R) -> R:
        """Store what differs between two snapshots of one record.

        Returns the stored snapshot. Raises Conflict ``database.conflict`` with every field that
        somebody else changed since ``old`` was loaded; NotFound when it is not (or no longer)
        there.
        """
        stored, clashes = self._change(old, new)
        if clashes:
            self._failed = True
            raise Conflict("database.conflict", clashes=clashes)
        return stored

    def _change(self, old: R, new: R) -> tuple[R, tuple[FieldClash, ...]]:
        if type(old) is not type(new) or old.id != new.id:
            raise ValueError("change() takes two snapshots of one record")
        mapper = row_map(type(old))
        changed = mapper.changed(old, new)
        if not changed:
            return old, ()
        stored = replace(
            new,
            unit_code=old.unit_code,
            version=old.version + 1,
            created_at=old.created_at,
            created_by=old.created_by,
            updated_at=self.moment,
            updated_by=self.actor.person_id,
        )
        if not self._update(stored, changed, old.version):
            self._failed = True
            clashes = _clashes(old, new, self._current(old))
            return old, clashes or (_unclear(old),)
        detail = {
            name: [for_trail(before), for_trail(after)] for name, (before, after) in changed.items()
        }
        kind = "void" if "voided_at" in changed and new.voided_at is not None else "change"
        if isinstance(stored, LedgerEntry) and "voided_at" in changed:
            with self._careful():
                fund_sums.put_entries(self._connection, [stored], 1 if stored.is_live else -1)
        self._note(kind, stored, detail)
        return stored, ()

    def _update(self, stored: Record, changed: dict[str, Any], version: int) -> bool:
        table = table_of(type(stored))
        values = {name: getattr(stored, name) for name in changed}
        values |= {
            "version": stored.version,
            "updated_at": stored.updated_at,
            "updated_by": stored.updated_by,
        }
        where = [table.c.id == stored.id, table.c.version == version]
        if self._unit:
            where.append(table.c.unit_code == self._unit)
        with self._careful():
            done = self._connection.execute(update(table).where(*where).values(**values))
        return done.rowcount == 1

    def _current(self, old: R) -> R:
        current = self._find(type(old), old.id)
        if current is None:
            self._failed = True
            raise NotFound("database.not_found", record=type(old).__name__)
        return current

    def void(self, record: R, reason: str) -> R:
        """Void a record with a reason; its numbers stay in the register, marked void."""
        if not reason.strip():
            raise ValueError("voiding needs a reason")
        stored = self.change(record, replace(record, voided_at=self.moment, void_reason=reason))
        numbers.void_numbers_of(self._connection, record.id, moment=self.moment, reason=reason)
        return stored

    def save(self, old: CaseFile, new: CaseFile) -> CaseFile:
        """Store the difference of two case files: new records are added, different ones changed,
        missing ones voided (删除).

        Returns the file as stored. Raises one Conflict with the clashes of all its records.
        """
        before = {record.id: record for record in records_of(old)}
        after = records_of(new)
        kept = {record.id for record in after}
        stored: dict[str, Record] = {}
        clashes: list[FieldClash] = []
        fresh: list[Record] = []
        for record in after:
            known = before.get(record.id)
            if known is None:
                fresh.append(record)
            elif known is not record:
                stored[record.id], found = self._change(known, record)
                clashes.extend(found)
        for record in before.values():
            if record.id not in kept:
                gone = replace(record, voided_at=self.moment, void_reason=_REMOVED)
                clashes.extend(self._change(record, gone)[1])
        if clashes:
            self._failed = True
            raise Conflict("database.conflict", clashes=tuple(clashes))
        for record in self._add_all(fresh):
            stored[record.id] = record
        return replaced(new, stored)

    def draw_number(self, series: str, year: int) -> int:
        """The next number of a series of this office, without gaps. Draw as late as possible.

        A rollback gives it back. The register remembers which record it went to: the one written
        in this unit of work whose ``serial`` and ``number_year``, or whose ``number``, carry it.
        """
        with self._careful():
            serial = numbers.bump(self._connection, self.actor.unit_code, series, year)
            draw = numbers.Draw(series=series, year=year, serial=serial)
            numbers.register(
                self._connection,
                self.actor.unit_code,
                draw,
                moment=self.moment,
                person_id=self.actor.person_id,
            )
        self._draws.append(draw)
        return serial

    def void_number(self, series: str, year: int, number: str, *, reason: str) -> None:
        """Mark an official number as void while its record goes on without it."""
        digits = "".join(sign if sign.isdigit() else " " for sign in number).split()
        if not digits:
            return
        draw = numbers.Draw(series=series, year=year, serial=int(digits[-1]))
        with self._careful():
            numbers.void_number(
                self._connection, self.actor.unit_code, draw, moment=self.moment, reason=reason
            )

    def note(self, kind: str, record: Record, detail: object = None) -> None:
        """Note in the audit trail that personal data were viewed, printed or exported."""
        self._note(kind, record, detail, write=False)

    def _note(self, kind: str, record: Record, detail: object, *, write: bool = True) -> None:
        case_id = record.id if isinstance(record, Case) else getattr(record, "case_id", "")
        name = type(record).__name__
        self._notes.append(
            audit.Note(kind=kind, record=name, record_id=record.id, case_id=case_id, detail=detail)
        )
        if write:
            self._written[record.id] = record
            self._touched.add((name, record.id))
            if case_id:
                self._case_ids.add(case_id)

    # --- the end ------------------------------------------------------------------------------

    def commit(self) -> ChangeSet:
        """Make it last, and say what was touched.

        Raises StoreTrouble ``database.commit_unknown`` when the server went away at the very end:
        then nobody knows yet whether it was stored.
        """
        if self._failed or self.committed:
            raise RuntimeError("commit after a failed act or a second time")
        changes = ChangeSet(touched=frozenset(self._touched), case_ids=frozenset(self._case_ids))
        with self._careful():
            sums = fund_sums.Sums()
            for case_id in sorted(self._case_ids):
                self._hold(case_id)
                read_model.refresh(self._connection, case_id, sums)
            sums.flush(self._connection)
            self._tie_numbers()
            audit.append(self._connection, self.actor, self.action, self.moment, self._notes)
        try:
            self._end()
        except StoreTrouble as trouble:
            self._failed = True
            if trouble.code == "database.server_lost":
                raise StoreTrouble("database.commit_unknown") from None
            raise
        self.committed = True
        return changes

    def _tie_numbers(self) -> None:
        for draw in self._draws:
            owner = next((r for r in self._written.values() if _carries(r, draw)), None)
            case_id = ""
            if owner is not None:
                is_case = isinstance(owner, Case)
                case_id = owner.id if is_case else getattr(owner, "case_id", "")
                numbers.tie(
                    self._connection,
                    self.actor.unit_code,
                    draw,
                    number=getattr(owner, "number", ""),
                    case_id=case_id,
                    subject=type(owner).__name__,
                    subject_id=owner.id,
                )
            self._notes.append(
                audit.Note(
                    kind="number",
                    record=type(owner).__name__ if owner is not None else "",
                    record_id=owner.id if owner is not None else "",
                    case_id=case_id,
                    detail={"series": draw.series, "year": draw.year, "serial": draw.serial},
                )
            )

    def _careful(self) -> _Careful:
        return _Careful(self)

    def put_credentials(self, person_id: str, values: dict[str, Any]) -> None:
        """Write a person's password row (called by ``Credentials.set_password``)."""
        from mediation_app.database import credentials

        with self._careful():
            credentials.put(self._connection, person_id, values)

    def mark_failed(self) -> None:
        """Remember that something went wrong: this unit of work can no longer be committed."""
        self._failed = True


class _Careful:
    """Marks the unit of work as failed when anything is raised inside."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            self._unit.mark_failed()


def _carries(record: Record, draw: numbers.Draw) -> bool:
    """Whether a written record bears the drawn number, in parts or in its text."""
    if (
        getattr(record, "serial", None) == draw.serial
        and getattr(record, "number_year", None) == draw.year
        and record.version >= 1
    ):
        return True
    for name in ("number", "decision_number", "notice_number", "meeting_number"):
        text = str(getattr(record, name, "") or "")
        digits = "".join(sign if sign.isdigit() else " " for sign in text).split()
        if digits and int(digits[-1]) == draw.serial and str(draw.year) in text:
            return True
    return False


def _clashes(original: Record, mine: Record, theirs: Record) -> tuple[FieldClash, ...]:
    """Every field that somebody else has changed, also when both mean the same: two people who
    each add 100 to a sum have not done the same thing."""
    return tuple(
        FieldClash(
            record=type(original).__name__,
            record_id=original.id,
            field=name,
            original=before,
            mine=getattr(mine, name),
            theirs=after,
        )
        for name, (before, after) in row_map(type(original)).changed(original, theirs).items()
    )


def _unclear(original: Record) -> FieldClash:
    """Somebody changed the record and changed it back."""
    return FieldClash(
        record=type(original).__name__,
        record_id=original.id,
        field="",
        original=None,
        mine=None,
        theirs=None,
    )


def for_trail(value: Any) -> Any:
    """A field's value as the trail keeps it: a long text as its hash and length."""
    plain = plain_value(value)
    if isinstance(plain, str) and len(plain) > _LONG:
        digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
        return {"sha256": digest, "length": len(plain)}
    return plain

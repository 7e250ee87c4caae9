"""The audit trail: who did what to which record when, chained by hashes within each office.

Entries are collected by the unit of work and written as its last act before COMMIT, so that the
office's chain is held for that moment only. ``canonical`` is what is hashed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from mediation_app.database import system_tables as system
from mediation_app.database.types import moment_text
from mediation_app.domain.offices import Actor

START = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One act before it gets its place in the chain. ``detail`` is JSON-able."""

    kind: str
    record: str
    record_id: str
    case_id: str = ""
    detail: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the trail as people read it."""

    seq: int
    moment: datetime
    actor_id: str
    actor_name: str
    action: str
    kind: str
    record: str
    record_id: str
    case_id: str
    detail: Any


def canonical(values: Sequence[object]) -> bytes:
    """The bytes of an entry that are hashed: JSON of its values in a fixed order."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def entry_hash(row: dict[str, Any]) -> str:
    """The hash of one entry, the one before it included."""
    return hashlib.sha256(
        canonical(
            (
                row["unit_code"],
                row["seq"],
                moment_text(row["moment"]),
                row["actor_id"],
                row["actor_name"],
                row["action"],
                row["kind"],
                row["record"],
                row["record_id"],
                row["case_id"],
                row["detail"],
                row["prev_hash"],
            )
        )
    ).hexdigest()


def append(
    connection: Connection, actor: Actor, action: str, moment: datetime, notes: Iterable[Note]
) -> None:
    """Write notes at the end of the office's chain, in the transaction of ``connection``."""
    heads = system.audit_heads
    unit = actor.unit_code
    question = select(heads.c.seq, heads.c.hash).where(heads.c.unit_code == unit)
    head = connection.execute(question.with_for_update()).first()
    if head is None:
        _start_chain(connection, unit)
        head = connection.execute(question.with_for_update()).one()
    seq, previous = head.seq, head.hash
    rows = []
    for note in notes:
        seq += 1
        row: dict[str, Any] = {
            "unit_code": unit,
            "seq": seq,
            "moment": moment,
            "actor_id": actor.person_id,
            "actor_name": actor.name,
            "action": action,
            "kind": note.kind,
            "record": note.record,
            "record_id": note.record_id,
            "case_id": note.case_id,
            "detail": json.dumps(note.detail, ensure_ascii=False, separators=(",", ":")),
            "prev_hash": previous,
        }
        previous = row["hash"] = entry_hash(row)
        rows.append(row)
    if not rows:
        return
    connection.execute(insert(system.audit_entries), rows)
    connection.execute(
        update(heads).where(heads.c.unit_code == unit).values(seq=seq, hash=previous)
    )


def _start_chain(connection: Connection, unit: str) -> None:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert

        connection.execute(
            pg_insert(system.audit_heads)
            .values(unit_code=unit, seq=0, hash=START)
            .on_conflict_do_nothing()
        )
    else:
        connection.execute(insert(system.audit_heads).values(unit_code=unit, seq=0, hash=START))


def broken_links(connection: Connection) -> list[tuple[str, int, str]]:
    """Where the chains do not hold: (office, place in the chain, what is wrong)."""
    table = system.audit_entries
    found: list[tuple[str, int, str]] = []
    heads = {
        row.unit_code: (row.seq, row.hash) for row in connection.execute(select(system.audit_heads))
    }
    last: dict[str, tuple[int, str]] = {}
    reading = connection.execute(
        select(table).order_by(table.c.unit_code, table.c.seq),
        execution_options={"yield_per": 2000},
    )
    for row in reading.mappings():
        unit = row["unit_code"]
        seq, previous = last.get(unit, (0, START))
        if row["seq"] != seq + 1:
            found.append((unit, seq + 1, "missing"))
            previous = row["prev_hash"]
        if row["prev_hash"] != previous or entry_hash(dict(row)) != row["hash"]:
            found.append((unit, row["seq"], "changed"))
        last[unit] = (row["seq"], row["hash"])
    found.extend(
        (unit, last.get(unit, (0, START))[0] + 1, "cut")
        for unit in sorted(heads.keys() | last.keys())
        if heads.get(unit, (0, START)) != last.get(unit, (0, START))
    )
    return found

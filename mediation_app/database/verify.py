"""Is everything as it was stored? Audit chain, integrity, guards, numbers, attachments, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from mediation_app.database import audit, fund_sums, numbers, replay
from mediation_app.database import system_tables as system
from mediation_app.database.blobs import BlobStore
from mediation_app.database.tables import table_of
from mediation_app.database.triggers import missing_triggers
from mediation_app.domain.cases import Case
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.papers import Attachment, Paper
from mediation_app.domain.records import Record
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.templates import OfficeTemplate
from mediation_app.errors import StoreTrouble
from mediation_app.messages import field_label, say

if TYPE_CHECKING:
    from mediation_app.database.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that is not as it should be. ``code`` is a message, ``params`` fill it."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found, and the heads of the audit chains (to be noted outside the computer)."""

    doubts: tuple[Doubt, ...]
    entries: int
    heads: tuple[tuple[str, int, str], ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.doubts


def verify(store: Store, *, progress: Callable[[str], None] | None = None) -> Verdict:
    """Check everything. ``progress`` is told what is being checked (``audit``, ``blobs`` …)."""
    tell = progress or (lambda _: None)
    doubts: list[Doubt] = []
    with store.connection() as connection:
        for name, check in (
            ("integrity", _integrity),
            ("guards", _guards),
            ("audit", _audit),
            ("records", _records),
            ("numbers", _numbers),
            ("lists", _lists),
        ):
            tell(name)
            doubts.extend(check(connection))
        entries = connection.execute(
            select(func.count()).select_from(system.audit_entries)
        ).scalar_one()
        heads = tuple(
            (row.unit_code, row.seq, row.hash)
            for row in connection.execute(
                select(system.audit_heads).order_by(system.audit_heads.c.unit_code)
            )
        )
    tell("blobs")
    doubts.extend(_blobs(store))
    return Verdict(doubts=tuple(doubts), entries=entries, heads=heads)


def _doubt(code: str, **params: object) -> Doubt:
    return Doubt(
        code=f"database.verify_{code}",
        params=tuple((name, str(value)) for name, value in params.items()),
    )


def _integrity(connection: Connection) -> Iterator[Doubt]:
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield _doubt("damaged")
            break
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield _doubt("orphan", table=row[0])


def _guards(connection: Connection) -> Iterator[Doubt]:
    for name in missing_triggers(connection):
        yield _doubt("guard", name=name)


def _audit(connection: Connection) -> Iterator[Doubt]:
    for unit, seq, what in audit.broken_links(connection)[:50]:
        yield _doubt(f"audit_{what}", unit=unit, seq=seq)


def _records(connection: Connection) -> Iterator[Doubt]:
    for found in islice(replay.differences(connection), 50):
        yield _doubt(
            f"record_{found.what}",
            record=say(f"records.{found.record}"),
            key=found.record_id[-8:],
            field=field_label(found.field) if found.field else "",
        )


def _numbers(connection: Connection) -> Iterator[Doubt]:
    for _unit, series, year, serial in numbers.gaps(connection)[:50]:
        yield _doubt("number_gap", series=series, year=year, serial=serial)


def _lists(connection: Connection) -> Iterator[Doubt]:
    def count(table: object) -> int:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]

    def live(record: type[Record]) -> int:
        table = table_of(record)
        return count(select(table.c.id).where(table.c.voided_at.is_(None)).subquery())

    if (
        count(system.case_list) != count(table_of(Case))
        or count(system.search_docs) != live(Case)
        or count(system.fund_list) != live(FundApplication)
        or count(system.recovery_list) != live(Recovery)
        or not fund_sums.is_kept_right(connection)
    ):
        yield _doubt("lists")


def _blobs(store: Store) -> Iterator[Doubt]:
    blobs = BlobStore(store)
    with store.connection() as connection:
        wanted: set[str] = set()
        for column in (
            table_of(Attachment).c.sha256,
            table_of(Paper).c.pdf_sha256,
            table_of(OfficeTemplate).c.sha256,
        ):
            found = connection.execute(select(column).where(column != "").distinct())
            wanted |= {str(name) for name in found.scalars()}
    kept = set()
    for name in blobs.names():
        kept.add(name)
        try:
            for _ in blobs.stream(name):
                pass
        except StoreTrouble:
            yield _doubt("blob_damaged", sha256=name[:12])
    for name in sorted(wanted - kept):
        yield _doubt("blob_missing", sha256=name[:12])

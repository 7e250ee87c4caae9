"""Reading inside one transaction: records, whole case files, lists, search, audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, select

from mediation_app.database.aggregates import case_file_of, fund_files_of
from mediation_app.database.mapping import row_map
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.numbers import read_short
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import Record
from mediation_app.errors import NotFound

if TYPE_CHECKING:
    from datetime import date

    from mediation_app.database.audit import AuditEntry
    from mediation_app.database.bank_queries import BankReader
    from mediation_app.database.fund_queries import Turn
    from mediation_app.database.queries import CaseQuery, CaseRow, DueRow, FundQuery, FundRow, Page
    from mediation_app.database.recovery_queries import RecoveryLine, RecoveryQuery
    from mediation_app.domain.fund import FundState
    from mediation_app.domain.money import Money

R = TypeVar("R", bound=Record)


class Reader:
    """Reads within one transaction; with an actor only what belongs to the actor's office."""

    def __init__(self, connection: Connection, actor: Actor | None) -> None:
        self._connection = connection
        self._actor = actor
        self._unit = actor.unit_code if actor is not None else ""

    def get(self, record: type[R], record_id: str, /, *, voided: bool = False) -> R:
        """One record by its key.

        Raises NotFound ``database.not_found`` when it is not there, belongs to another office, or
        is voided (unless ``voided`` asks for those too).
        """
        found = self._find(record, record_id)
        if found is None or not (voided or found.is_live):
            raise NotFound("database.not_found", record=record.__name__)
        return found

    def _find(self, record: type[R], record_id: str) -> R | None:
        table = table_of(record)
        question = select_of(record).where(table.c.id == record_id)
        if self._unit:
            question = question.where(table.c.unit_code == self._unit)
        row = self._connection.execute(question).first()
        return None if row is None else row_map(record).snapshot(row)

    def records(
        self,
        record: type[R],
        /,
        *,
        order_by: str = "position",
        voided: bool = False,
        **equals: object,
    ) -> tuple[R, ...]:
        """All live records of a class whose fields have the given values.

        A tuple, list or set as value means "one of these". The order is that of ``order_by`` where
        the class has such a field, then that of making. ``voided`` includes voided ones.
        """
        table = table_of(record)
        question = select_of(record)
        for name, value in equals.items():
            column = table.c[name]
            if isinstance(value, list | tuple | set | frozenset):
                question = question.where(column.in_(list(value)))
            elif value is None:
                question = question.where(column.is_(None))
            else:
                question = question.where(column == value)
                if name == "number" and value:  # then SQLite may use the index of filled ones
                    question = question.where(column != "")
        if self._unit:
            question = question.where(table.c.unit_code == self._unit)
        if not voided:
            question = question.where(table.c.voided_at.is_(None))
        if order_by in table.c:
            question = question.order_by(table.c[order_by], table.c.id)
        else:
            question = question.order_by(table.c.id)
        mapper = row_map(record)
        return tuple(mapper.snapshot(row) for row in self._connection.execute(question))

    def case_file(self, case_id: str) -> CaseFile:
        """Everything live of one case. Raises NotFound."""
        return case_file_of(self.get(Case, case_id, voided=True), self._of_case)

    def fund_file(self, application_id: str) -> FundFile:
        """Everything live of one application. Raises NotFound."""
        application = self.get(FundApplication, application_id)
        return fund_files_of([application], application.case_id, self._of_case)[0]

    def _of_case(self, record: type[Record], case_id: str) -> Iterable[Record]:
        table = table_of(record)
        question = select_of(record).where(table.c.case_id == case_id, table.c.voided_at.is_(None))
        mapper = row_map(record)
        return [mapper.snapshot(row) for row in self._connection.execute(question)]

    def case_id_by_number(self, number: str) -> str:
        """The key of the case with this official number or short number (2026-0187).

        A case of the fund alone has no number of its own and is found by that of its application,
        with 救助 before the short one. Raises NotFound.
        """
        from mediation_app.database import system_tables as system

        wanted = number.strip()
        cases, funds = system.case_list, system.fund_list
        ways = [
            (cases, cases.c.number == wanted),
            (cases, cases.c.number_short == wanted),
            (funds, funds.c.number == wanted),
        ]
        if (short := read_short(wanted.removeprefix("救助"))) and wanted.startswith("救助"):
            ways.append((funds, funds.c.order_number == short[0] * 1_000_000 + short[1]))
        for table, way in ways:
            question = select(table.c.case_id).where(way)
            if self._unit:
                question = question.where(table.c.unit_code == self._unit)
            found = self._connection.execute(question.limit(2)).scalars().all()
            if wanted and len(found) == 1:
                return str(found[0])
        raise NotFound("database.no_such_number", number=wanted)

    def serial_before(self, record: Record) -> int | None:
        """The registered number next below that of a record; None when there is none."""
        from mediation_app.database.numbers import serial_before

        return serial_before(self._connection, record.unit_code, record.id)

    def case_page(self, query: CaseQuery) -> Page[CaseRow]:
        """One page of the case list."""
        from mediation_app.database.lists import case_page

        return case_page(self._connection, self._unit, query)

    def fund_page(self, query: FundQuery) -> Page[FundRow]:
        """One page of the list of applications."""
        from mediation_app.database.lists import fund_page

        return fund_page(self._connection, self._unit, query)

    def fund_queue(
        self, states: Sequence[FundState], turns: Sequence[Turn], *, limit: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Keys of applications under way: whose turn it is, and the others; most urgent first."""
        from mediation_app.database.lists import fund_queue

        return fund_queue(self._connection, self._unit, states, turns, limit=limit)

    def recovery_page(self, query: RecoveryQuery) -> Page[RecoveryLine]:
        """One page of the list of recoveries."""
        from mediation_app.database.lists import recovery_page

        return recovery_page(self._connection, self._unit, query)

    def book_balance(self) -> Money:
        """The balance of the fund's book, in yuan."""
        from mediation_app.database import fund_sums
        from mediation_app.domain.money import from_fen

        return from_fen(fund_sums.balance(self._connection, self._unit))

    def bank(self) -> BankReader:
        """Questions about bank statements and the months of the book."""
        from mediation_app.database.bank_queries import BankReader

        return BankReader(self._connection, self._unit)

    def exists(self, record: type[Record], /, **equals: object) -> bool:
        """Whether there is a live record whose fields have the given values."""
        table = table_of(record)
        question = select(table.c.id).where(table.c.voided_at.is_(None)).limit(1)
        for name, value in equals.items():
            question = question.where(table.c[name] == value)
        if self._unit:
            question = question.where(table.c.unit_code == self._unit)
        return self._connection.execute(question).first() is not None

    def search_cases(self, text: str, *, limit: int = 50) -> tuple[CaseRow, ...]:
        """Cases by name (汉字, 全拼, 首字母), plate, phone, ID or number, newest first."""
        from mediation_app.database.search import search_cases

        return search_cases(self._connection, self._unit, text, limit=limit)

    def due_rows(self, until: date, *, limit: int = 200) -> tuple[DueRow, ...]:
        """Open terms that end on or before a day, the most urgent first."""
        from mediation_app.database.lists import due_rows

        return due_rows(self._connection, self._unit, until, limit=limit)

    def state_counts(self) -> dict[str, int]:
        """How many cases stand in each state."""
        from mediation_app.database.lists import state_counts

        return state_counts(self._connection, self._unit)

    def audit_page(
        self,
        *,
        case_id: str = "",
        record_id: str = "",
        before: int | None = None,
        limit: int = 100,
        kind: str = "",
    ) -> tuple[AuditEntry, ...]:
        """Lines of the audit trail, the newest first; ``before`` is the last ``seq`` seen,
        ``kind`` one kind of act (``print``)."""
        from mediation_app.database.lists import audit_page

        return audit_page(
            self._connection,
            self._unit,
            case_id=case_id,
            record_id=record_id,
            before=before,
            limit=limit,
            kind=kind,
        )

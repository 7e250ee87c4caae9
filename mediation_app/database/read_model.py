"""The rows lists are painted from, and the terms a case is found by; kept with every write.

Both are made from the case's records alone, so they can be rebuilt at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from mediation_app.database import eligible_list
from mediation_app.database import system_tables as system
from mediation_app.database.fund_queries import fund_group
from mediation_app.database.fund_sums import Sums, rebuild_book
from mediation_app.database.mapping import row_map
from mediation_app.database.queries import case_group
from mediation_app.database.recovery_rows import recovery_row_values
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.agreements import Instalment, Performance
from mediation_app.domain.cases import Accident, Case, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundApplication, FundState, Payment, PaymentState
from mediation_app.domain.money import to_fen
from mediation_app.domain.parties import Party, PartyRole, Side
from mediation_app.domain.records import ZERO, Record
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.vehicles import Policy, Vehicle

R = TypeVar("R", bound=Record)

_WITHOUT_NUMBER = 9_999_000_000_000
_REBUILD_BATCH = 500
# After the agreement the file waits for payments, and when all are made for the follow-up.
_OWING = frozenset(
    {
        MediationState.AWAITING,
        MediationState.PART_PERFORMED,
        MediationState.NOT_PERFORMED,
        MediationState.PERFORMED,
    }
)
_FOLLOW_UP_AFTER = timedelta(days=1)
_REPRESENTING = (PartyRole.AGENT, PartyRole.GUARDIAN, PartyRole.RELATIVE)
_INSTITUTIONS = (
    PartyRole.INSURER_COMPULSORY,
    PartyRole.INSURER_COMMERCIAL,
    PartyRole.HOSPITAL,
    PartyRole.FUNERAL_HOME,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The records of a case that lists and search look at (live ones)."""

    case: Case
    accidents: Sequence[Accident]
    parties: Sequence[Party]
    vehicles: Sequence[Vehicle]
    policies: Sequence[Policy]
    applications: Sequence[FundApplication]
    payments: Sequence[Payment]
    recoveries: Sequence[Recovery]
    instalments: Sequence[Instalment] = ()
    performances: Sequence[Performance] = ()
    debtor_shares: Sequence[DebtorShare] = ()
    repayment_rows: Sequence[RepaymentRow] = ()
    repayment_receipts: Sequence[RepaymentReceipt] = ()


def pieces_of(file: CaseFile) -> Pieces:
    """The pieces of a loaded file."""
    return Pieces(
        case=file.case,
        accidents=file.accidents,
        parties=file.parties,
        vehicles=file.vehicles,
        policies=file.policies,
        applications=[fund.application for fund in file.funds],
        payments=[payment for fund in file.funds for payment in fund.payments],
        recoveries=[recovery for fund in file.funds for recovery in fund.recoveries],
        instalments=file.instalments,
        performances=file.performances,
        debtor_shares=[share for fund in file.funds for share in fund.debtor_shares],
        repayment_rows=[row for fund in file.funds for row in fund.repayment_rows],
        repayment_receipts=[one for fund in file.funds for one in fund.repayment_receipts],
    )


def refresh(connection: Connection, case_id: str, sums: Sums) -> None:
    """Bring the lists and the search index up to what the case's records now say.

    What that changes in the kept sums is added to ``sums``; the caller writes them at the end.
    """
    from mediation_app.database.search import index_case

    for pieces in load_pieces(connection, [case_id]):
        _put(connection, system.case_list, "case_id", case_row_values(pieces))
        known = _lines_of(connection, system.fund_list, case_id)
        if known or pieces.applications:
            lines = {line["application_id"]: line for line in fund_row_values(pieces)}
            _replace(connection, system.fund_list, "application_id", known, lines)
            for line in known.values():
                sums.fund_line(line, -1)
            for line in lines.values():
                sums.fund_line(line)
            known = _lines_of(connection, system.recovery_list, case_id)
            lines = {line["recovery_id"]: line for line in recovery_lines(pieces)}
            _replace(connection, system.recovery_list, "recovery_id", known, lines)
            for line in known.values():
                sums.recovery_line(line, -1)
            for line in lines.values():
                sums.recovery_line(line)
        index_case(connection, pieces)
    eligible_list.refresh(connection, [case_id])


def _lines_of(connection: Connection, table: Table, case_id: str) -> dict[str, dict[str, Any]]:
    """The lines a list has for a case now, by their key."""
    (key,) = table.primary_key.columns
    found = connection.execute(select(table).where(table.c.case_id == case_id)).mappings()
    return {row[key.name]: dict(row) for row in found}


def _replace(
    connection: Connection,
    table: Table,
    key: str,
    known: dict[str, dict[str, Any]],
    lines: dict[str, dict[str, Any]],
) -> None:
    """Make the lines of a case what they should be; what is right already is not touched."""
    for gone in known.keys() - lines.keys():
        connection.execute(table.delete().where(table.c[key] == gone))
    for name, line in lines.items():
        if name not in known:
            connection.execute(insert(table).values(**line))
        elif known[name] != line:
            connection.execute(update(table).where(table.c[key] == name).values(**line))


def load_pieces(connection: Connection, case_ids: Sequence[str]) -> list[Pieces]:
    """The pieces of some cases, in the order of their keys; unknown keys are left out."""

    def live(record: type[R]) -> dict[str, list[R]]:
        table = table_of(record)
        question = select_of(record).where(
            table.c.case_id.in_(case_ids), table.c.voided_at.is_(None)
        )
        mapper = row_map(record)
        records = [mapper.snapshot(row) for row in connection.execute(question)]
        records.sort(key=lambda one: (getattr(one, "position", 0), one.id))
        found: dict[str, list[R]] = {}
        for one in records:
            found.setdefault(one.case_id, []).append(one)  # type: ignore[attr-defined]
        return found

    table = table_of(Case)
    rows = connection.execute(select_of(Case).where(table.c.id.in_(case_ids)).order_by(table.c.id))
    cases = [row_map(Case).snapshot(row) for row in rows]
    if not cases:
        return []
    accidents, parties, vehicles = live(Accident), live(Party), live(Vehicle)
    policies = live(Policy) if vehicles else {}
    applications = live(FundApplication)
    payments = live(Payment) if applications else {}
    recoveries = live(Recovery) if applications else {}
    paying = any(case.state in _OWING for case in cases)
    instalments = live(Instalment) if paying else {}
    performances = live(Performance) if paying else {}
    shares = live(DebtorShare) if recoveries else {}
    rows_due = live(RepaymentRow) if recoveries else {}
    receipts = live(RepaymentReceipt) if recoveries else {}
    return [
        Pieces(
            case=case,
            accidents=accidents.get(case.id, ()),
            parties=parties.get(case.id, ()),
            vehicles=vehicles.get(case.id, ()),
            policies=policies.get(case.id, ()),
            applications=applications.get(case.id, ()),
            payments=payments.get(case.id, ()),
            recoveries=recoveries.get(case.id, ()),
            instalments=instalments.get(case.id, ()),
            performances=performances.get(case.id, ()),
            debtor_shares=shares.get(case.id, ()),
            repayment_rows=rows_due.get(case.id, ()),
            repayment_receipts=receipts.get(case.id, ()),
        )
        for case in cases
    ]


def rebuild(connection: Connection) -> int:
    """Make all lists and the search index anew from the records; returns how many cases."""
    from mediation_app.database import bulk

    connection.execute(system.case_list.delete())
    connection.execute(system.fund_list.delete())
    connection.execute(system.recovery_list.delete())
    connection.execute(system.fund_sums.delete())
    connection.execute(system.search_docs.delete())
    if connection.dialect.name == "postgresql":
        connection.execute(system.search_terms.delete())
    else:
        connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    case_ids = all_case_ids(connection)
    for start in range(0, len(case_ids), _REBUILD_BATCH):
        chunk = case_ids[start : start + _REBUILD_BATCH]
        bulk.write_lists(connection, load_pieces(connection, chunk))
    rebuild_book(connection)
    return len(case_ids)


def _put(connection: Connection, table: Table, key: str, values: dict[str, Any]) -> None:
    column = table.c[key]
    done = connection.execute(update(table).where(column == values[key]).values(**values))
    if not done.rowcount:
        connection.execute(insert(table).values(**values))


# --- the line of a case -------------------------------------------------------------------------


def order_number(year: int | None, serial: int | None) -> int:
    """The whole number lists are ordered by; what has no number yet comes first."""
    return year * 1_000_000 + serial if year and serial else _WITHOUT_NUMBER


def _place(case: Case) -> int:
    """Where the case stands: a refused one never gets a number and closes its year."""
    if case.serial is None and case.state is MediationState.REFUSED and case.requested_on:
        return case.requested_on.year * 1_000_000
    return order_number(case.number_year, case.serial)


def short_number(year: int | None, serial: int | None) -> str:
    """``2026-0187``; empty while there is none."""
    return f"{year}-{serial:04d}" if year and serial else ""


def open_due_on(pieces: Pieces) -> date | None:
    """The day the file waits for: the mediation term, then the next payment, then the follow-up."""
    case = pieces.case
    if not case.is_live:
        return None
    if case_group(case.state) == "open":
        return case.due_on
    if case.state not in _OWING:
        return None
    paid: dict[str, Decimal] = {}
    for done in pieces.performances:
        paid[done.instalment_id] = paid.get(done.instalment_id, ZERO) + done.amount
    dues = [row.due_on for row in pieces.instalments if row.due_on is not None]
    if case.state is MediationState.PERFORMED:
        return max(dues) + _FOLLOW_UP_AFTER if dues else None
    owed = [
        row.due_on
        for row in pieces.instalments
        if row.due_on is not None and paid.get(row.id, ZERO) < row.amount
    ]
    return min(owed, default=None)


def case_row_values(pieces: Pieces) -> dict[str, Any]:
    """The line of a case as the list keeps it."""
    case = pieces.case
    accident = pieces.accidents[0] if pieces.accidents else None
    group = case_group(case.state) if case.is_live else "voided"
    latest = pieces.applications[-1] if pieces.applications else None
    return {
        "case_id": case.id,
        "unit_code": case.unit_code,
        "number": case.number,
        "number_short": short_number(case.number_year, case.serial),
        "order_number": _place(case),
        "parties": parties_text(pieces.parties),
        "accident_at": accident.occurred_at if accident else None,
        "place": accident.place if accident else "",
        "state": case.state.value if case.is_live else "voided",
        "state_group": group,
        "fund_state": latest.state.value if latest else "",
        "due_on": case.due_on,
        "open_due_on": open_due_on(pieces),
        "accepted_on": case.accepted_on,
        "jurisdiction": case.jurisdiction,
        "mediator_id": case.mediator_id,
        "registrar_id": case.registrar_id,
        "updated_at": case.updated_at,
    }


def parties_text(parties: Sequence[Party]) -> str:
    """``王秀兰 与 李强``: the first of either side, 等 when there are more."""
    sides = []
    for side in (Side.APPLICANT, Side.RESPONDENT):
        own = [p for p in parties if p.side is side and p.name]
        first_rank = [p for p in own if not p.is_a(*_REPRESENTING, *_INSTITUTIONS)]
        names = [p.name for p in first_rank or own]
        if names:
            sides.append(names[0] + ("等" if len(names) > 1 else ""))
    return " 与 ".join(sides)


# --- the line of an application -----------------------------------------------------------------

_DECIDING = frozenset(
    {
        FundState.REVIEW1, FundState.VERIFY, FundState.REVIEW2, FundState.APPROVAL,
        FundState.COLLECTIVE,
    }
)  # fmt: skip
_PAYING = frozenset({FundState.APPROVED, FundState.TO_PAY, FundState.PAY_FAILED})


def fund_row_values(pieces: Pieces) -> list[dict[str, Any]]:
    """The lines of a case's applications as the list keeps them."""
    names = {party.id: party.name for party in pieces.parties}
    return [_fund_line(pieces, one, names) for one in pieces.applications]


def _fund_line(pieces: Pieces, one: FundApplication, names: dict[str, str]) -> dict[str, Any]:
    paid = [p for p in pieces.payments if p.application_id == one.id]
    recoveries = [r for r in pieces.recoveries if r.application_id == one.id]
    done = sum((p.amount for p in paid if p.state is PaymentState.PAID), ZERO)
    back = sum((r.recovered for r in recoveries), ZERO)
    return {
        "application_id": one.id,
        "case_id": one.case_id,
        "unit_code": one.unit_code,
        "number": one.number,
        "order_number": order_number(one.number_year, one.serial),
        "case_number_short": short_number(pieces.case.number_year, pieces.case.serial),
        "kind": one.kind.value,
        "state": one.state.value,
        "state_group": fund_group(one.state),
        "victim": names.get(one.victim_id, ""),
        "applicant": one.applicant_name or names.get(one.applicant_party_id, ""),
        "claimed": to_fen(one.claimed),
        "approved": to_fen(one.approved),
        "paid": to_fen(done),
        "recovered": to_fen(back),
        "received_on": one.received_on,
        "open_due_on": _fund_due(one),
        "clerk_id": one.clerk_id,
        "recovery_state": recoveries[-1].state.value if recoveries else "",
        "updated_at": one.updated_at,
    }


def recovery_lines(pieces: Pieces) -> list[dict[str, Any]]:
    """The lines of a case's recoveries as the list keeps them."""
    return recovery_row_values(pieces, short_number(pieces.case.number_year, pieces.case.serial))


def _fund_due(one: FundApplication) -> Any:
    if one.state is FundState.SUPPLEMENT:
        return one.supplement_due
    if one.state in _DECIDING:
        return one.decide_due
    return one.pay_due if one.state in _PAYING else None


def all_case_ids(connection: Connection) -> list[str]:
    """Keys of all cases in the order of making, for a rebuild."""
    table = table_of(Case)
    return [
        str(key) for key in connection.execute(select(table.c.id).order_by(table.c.id)).scalars()
    ]

"""Tables beside the fund's book: closed months, bank statements, custody, frozen returns."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.custody import Custody, CustodyEntry
from mediation_app.domain.fund import LedgerEntry
from mediation_app.domain.fund_book import BankLine, BankMatch, BankStatement, BookRemark, MonthEnd
from mediation_app.domain.fund_returns import FundReturn, OutsideFigure

SPECS = (
    TableSpec(record=MonthEnd, name="month_ends", indexes=[("unit_code", "year", "month")]),
    TableSpec(record=BankStatement, name="bank_statements", indexes=[("unit_code", "until")]),
    TableSpec(
        record=BankLine,
        name="bank_lines",
        parents={"statement_id": BankStatement},
        indexes=[("unit_code", "booked_on"), ("bank_serial",)],
    ),
    TableSpec(
        record=BankMatch,
        name="bank_matches",
        parents={"line_id": BankLine, "entry_id": LedgerEntry},
    ),
    TableSpec(record=BookRemark, name="book_remarks", indexes=[("entry_id",)]),
    TableSpec(
        record=Custody,
        name="custodies",
        parents={"case_id": Case},
        indexes=[("unit_code", "state")],
    ),
    TableSpec(
        record=CustodyEntry,
        name="custody_entries",
        parents={"case_id": Case, "custody_id": Custody},
        indexes=[("unit_code", "booked_on"), ("bank_serial",)],
        content_is_final=True,
    ),
    TableSpec(
        record=FundReturn,
        name="fund_returns",
        indexes=[("unit_code", "since")],
        unique=[("since", "edition", "period")],  # nobody freezes the same edition twice
        content_is_final=True,
    ),
    TableSpec(record=OutsideFigure, name="outside_figures", indexes=[("unit_code", "since")]),
)

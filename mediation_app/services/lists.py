"""What lists ask for and get, for the window: the same names as in ``database.queries``."""

from __future__ import annotations

from mediation_app.database.queries import (
    CASE_GROUPS,
    COUNT_CAP,
    FUND_GROUPS,
    CaseQuery,
    CaseRow,
    Cursor,
    DueRow,
    FundFlag,
    FundQuery,
    FundRow,
    Order,
    Page,
    case_group,
    fund_group,
)

__all__ = [
    "CASE_GROUPS",
    "COUNT_CAP",
    "FUND_GROUPS",
    "CaseQuery",
    "CaseRow",
    "Cursor",
    "DueRow",
    "FundFlag",
    "FundQuery",
    "FundRow",
    "Order",
    "Page",
    "case_group",
    "fund_group",
]

"""What lists ask for and get, for the window: the same names as in ``database.queries``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediation_app.database import queries
from mediation_app.database.queries import (
    CASE_GROUPS,
    COUNT_CAP,
    CaseQuery,
    CaseRow,
    Cursor,
    DueRow,
    FundFlag,
    Order,
    Page,
    case_group,
)

if TYPE_CHECKING:
    from mediation_app.database.queries import FUND_GROUPS as FUND_GROUPS
    from mediation_app.database.queries import FundQuery as FundQuery
    from mediation_app.database.queries import FundRow as FundRow
    from mediation_app.database.queries import fund_group as fund_group
    from mediation_app.domain.pinyin import PinyinTable

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
    "readings",
]


def readings() -> PinyinTable:
    """How characters are read, to mark what a search by initials has hit. Loaded when asked for."""
    from mediation_app.rulebook.pinyin import pinyin_table

    return pinyin_table()


def __getattr__(name: str) -> Any:
    """What concerns the fund is imported when first asked for: the case list does without."""
    if name.lower().startswith("fund"):
        return getattr(queries, name)
    raise AttributeError(name)

"""基金: applications by stage, recoveries, the fund's book; and the page of one application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.screens.fund.screen import FundScreen

if TYPE_CHECKING:
    from ui.screens.fund.application import ApplicationScreen
    from ui.screens.fund.bank_match import BankMatchScreen
    from ui.screens.fund.month_end import MonthsScreen

__all__ = ["ApplicationScreen", "BankMatchScreen", "FundScreen", "MonthsScreen"]


def __getattr__(name: str) -> object:
    """The page of an application, and those of the book, are imported when first opened."""
    if name == "ApplicationScreen":
        from ui.screens.fund.application import ApplicationScreen

        return ApplicationScreen
    if name == "BankMatchScreen":
        from ui.screens.fund.bank_match import BankMatchScreen

        return BankMatchScreen
    if name == "MonthsScreen":
        from ui.screens.fund.month_end import MonthsScreen

        return MonthsScreen
    raise AttributeError(name)

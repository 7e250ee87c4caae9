"""基金: applications by stage, recoveries, the fund's book; and the page of one application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.screens.fund.screen import FundScreen

if TYPE_CHECKING:
    from ui.screens.fund.application import ApplicationScreen

__all__ = ["ApplicationScreen", "FundScreen"]


def __getattr__(name: str) -> object:
    """The page of an application is imported when the first one is opened."""
    if name == "ApplicationScreen":
        from ui.screens.fund.application import ApplicationScreen

        return ApplicationScreen
    raise AttributeError(name)

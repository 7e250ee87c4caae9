"""案件: the list of cases, its views, search and filters."""

from __future__ import annotations

from ui.screens.cases.screen import CasesScreen

__all__ = ["CasesScreen"]

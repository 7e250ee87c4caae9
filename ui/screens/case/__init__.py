"""One case on one page: its sections, its next step, what is missing."""

from __future__ import annotations

from ui.screens.case.screen import CaseScreen

__all__ = ["CaseScreen"]

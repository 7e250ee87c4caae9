"""今日: what is due, what is on, what waits, what nobody has thought of yet."""

from __future__ import annotations

from ui.screens.today.screen import TodayScreen

__all__ = ["TodayScreen"]

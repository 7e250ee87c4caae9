"""统计: figures by month, quarter and year, the returns, the cases behind every number."""

from __future__ import annotations

from ui.screens.statistics.screen import StatisticsScreen

__all__ = ["StatisticsScreen"]

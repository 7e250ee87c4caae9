"""All screens, one registration line each. A screen is a package here; it knows no other screen."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import NamedTuple

from ui.desk import Desk
from ui.navigation import ScreenEntry, ScreenRegistry
from ui.screen import Screen
from ui.session import Session


class _Line(NamedTuple):
    key: str
    pattern: str
    title: str
    maker: str  # "module:Class", imported when the screen is first opened
    icon: str = ""
    rail: str = ""
    parent: str = ""


_SCREENS = (
    _Line("today", "today", "今日", "today:TodayScreen", "calendar-check", "top"),
    _Line("cases", "cases", "案件", "cases:CasesScreen", "folder-open", "top"),
    _Line("case", "case/{id}/{section?}", "案件", "case:CaseScreen", parent="cases"),
    _Line("fund", "fund", "基金", "fund:FundScreen", "hand-coins", "top"),
    _Line("application", "fund/{id}", "垫付申请", "fund:ApplicationScreen", parent="fund"),
    _Line("bank", "book/match", "银行对账", "fund:BankMatchScreen", parent="fund"),
    _Line("months", "book/months", "月结", "fund:MonthsScreen", parent="fund"),
    _Line("approvals", "approvals/{id?}", "审批", "approvals:ApprovalsScreen", "stamp", "top"),
    _Line("documents", "documents", "文书", "documents:DocumentsScreen", "file-text", "top"),
    _Line(
        "statistics",
        "statistics/{page?}",
        "统计",
        "statistics:StatisticsScreen",
        "chart-column",
        "top",
    ),
    _Line("settings", "settings/{page?}", "设置", "settings:SettingsScreen", "settings", "foot"),
)


def _make(maker: str, desk: Desk, session: Session) -> Screen:
    module, name = maker.split(":")
    made: Screen = getattr(import_module(f"ui.screens.{module}"), name)(desk, session)
    return made


def register_all(registry: ScreenRegistry, desk: Desk, session: Session) -> None:
    """Put every screen into the registry, in the order of the rail."""
    for order, line in enumerate(_SCREENS):
        registry.add(
            ScreenEntry(
                key=line.key,
                pattern=line.pattern,
                factory=partial(_make, line.maker, desk, session),
                title=line.title,
                icon=line.icon,
                rail=line.rail,
                order=order,
                parent=line.parent,
            )
        )

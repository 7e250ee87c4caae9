"""The columns of 可垫付未申请: why, what may be asked for, what cover is left, how many hours."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from mediation_app.clock import CHINA
from mediation_app.domain.fund import FundKind
from mediation_app.domain.money import format_money
from ui.models.cells import Column, Sum, TagCell, Text

if TYPE_CHECKING:
    from mediation_app.domain.fund_screening import VictimScreen
    from mediation_app.services.screening import EligibleCase

_CLOSING_HOURS = 48


class EligibleRow(NamedTuple):
    """One victim of the list; ``now`` is the moment the hours are left from."""

    case: EligibleCase
    victim: VictimScreen
    now: datetime


def eligible_columns() -> list[Column[EligibleRow]]:
    """The columns."""
    return [
        Column(key="case", header="案件", width=92,
               cell=lambda row: Text(row.case.row.number_short or "未取号", fixed=True)),
        Column(
            key="victim", header="受害人", width=112,
            cell=lambda row: Text(
                row.victim.name or "身份不明", tone="text", role="tableStrong"
            ),
        ),
        Column(key="why", header="情形", min_width=160, cell=_why),
        Column(key="kinds", header="可申请", width=120, give_way=2,
               cell=lambda row: Text("、".join(kind.label for kind in row.victim.claimable))),
        Column(key="cost", header="费用（元）", width=112, right=True, give_way=1,
               cell=lambda row: _sum(row.victim.cost)),
        Column(key="cover", header="交强险余（元）", width=112, right=True, cell=_cover),
        Column(key="gap", header="", width=16, cell=lambda row: None),
        Column(key="window", header="抢救期", width=128, cell=_window),
        Column(key="accident", header="事故", min_width=150, give_way=4, cell=_accident),
    ]  # fmt: skip


def _why(row: EligibleRow) -> Text:
    situation = row.victim.situation
    if situation is None:
        return Text("")
    return Text(situation.label, tag=TagCell(situation.value, "fund"))


def _sum(amount: object) -> Sum | None:
    return Sum(format_money(amount)) if amount else None  # type: ignore[arg-type]


def _cover(row: EligibleRow) -> Sum | Text | None:
    if not row.victim.covers:
        return None
    return Sum(format_money(row.victim.remaining))


def _window(row: EligibleRow) -> TagCell | Text | None:
    """The hours left of the rescue window, which is counted by the hour."""
    left = row.victim.left(row.now)
    if left is None or row.victim.window is None:
        return Text("起算时间未填", tone="text3") if FundKind.RESCUE in row.victim.kinds else None
    hours = left.total_seconds() / 3600
    if hours > 0:
        text = f"剩 {math.ceil(hours)} 小时"
        return TagCell(text, "warn") if hours <= _CLOSING_HOURS else Text(text, fixed=True)
    return Text(f"{row.victim.window.value.astimezone(CHINA):%m-%d} 已满", tone="text3")


def _accident(row: EligibleRow) -> Text:
    case = row.case.row
    when = f"{case.accident_at.astimezone(CHINA):%m-%d %H:%M}" if case.accident_at else ""
    return Text(" ".join(part for part in (when, case.place) if part), tone="text3")

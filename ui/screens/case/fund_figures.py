"""The figures over a victim's screening: cost, cover that is left, window."""

from __future__ import annotations

import math
from datetime import datetime

from mediation_app.domain.first_layer import PolicyCover
from mediation_app.domain.fund import FundKind
from mediation_app.domain.fund_screening import VictimScreen
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money

Figure = tuple[str, str, str, str]
"""Name, value, note below it, tone."""


def figures_of(victim: VictimScreen, now: datetime) -> list[Figure]:
    """What the screening of one victim rests on."""
    found = [_cost(victim)]
    if victim.covers:
        found.append(_cover(victim))
    if FundKind.RESCUE in victim.kinds:
        found.append(_window(victim, now))
    return found


def _cost(victim: VictimScreen) -> Figure:
    if not victim.cost:
        return ("抢救费用", "未填写", "", "text3")
    note = f"未结算 {format_money(victim.unpaid)} 元" if victim.unpaid else "未登记未结算余额"
    return ("抢救费用", f"{format_money(victim.cost)} 元", note, "text")


def _cover(victim: VictimScreen) -> Figure:
    parts = [_part(cover, victim.victim_id) for cover in victim.covers]
    tone = "text" if victim.remaining else "text2"
    return ("交强险医疗费用还可付", f"{format_money(victim.remaining)} 元", "；".join(parts), tone)


def _part(cover: PolicyCover, victim_id: str) -> str:
    """``限额 18,000.00，已付 5,000.00，其他伤者占 6,000.00``."""
    words = [f"限额 {format_money(cover.limit)}"]
    own = cover.share(victim_id)
    if own is not None and own.paid:
        words.append(f"已付 {format_money(own.paid)}")
    others = [share for share in cover.shares if share.victim_id != victim_id]
    taken = sum(share.reserved for share in others)
    if taken:
        names = "、".join(share.name or "其他伤者" for share in others)
        words.append(f"{names}占 {format_money(taken)}")
    return "，".join(words)


def _window(victim: VictimScreen, now: datetime) -> Figure:
    left = victim.left(now)
    if victim.window is None or left is None:
        return ("七日抢救时限", "待定", "接受抢救的时间未填写", "warn")
    end = f"{local_moment(victim.window.value):%m-%d %H:%M}"
    if left.total_seconds() > 0:
        hours = math.ceil(left.total_seconds() / 3600)
        return (
            "七日抢救时限",
            f"还剩 {hours} 小时",
            f"{end} 届满",
            "warn" if hours <= 48 else "text",
        )
    return ("七日抢救时限", f"{end} 已届满", "之后的费用须有医疗机构书面说明", "text2")

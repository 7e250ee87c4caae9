"""Rows of the Today page: from what the service answers to what the lists paint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from mediation_app.clock import CHINA
from mediation_app.domain.fund import FundKind
from mediation_app.domain.money import format_money
from mediation_app.domain.recovery_clock import alarm
from ui.models.cells import TagCell, TwoLines
from ui.models.row_list import Row, heading
from ui.widgets.deadline import deadline_tag

if TYPE_CHECKING:
    from mediation_app.domain.fund_screening import VictimScreen
    from mediation_app.services.lists import CaseRow, FundRow
    from mediation_app.services.recovery_lists import ActionsDue, RecoveryLine
    from mediation_app.services.screening import EligibleCase
    from mediation_app.services.today import DueItem, SessionItem

# What has to be done when the term of a state runs out: (case state or fund state) → words.
_DUE_WORDS = {
    "accepted": "组织调解",
    "mediating": "调解期限届满",
    "suspended": "中止期满",
    "awaiting": "履行期限届满",
    "part_performed": "余款履行期限届满",
    "not_performed": "催促履行",
    "performed": "回访协议履行情况",
    "submitted": "核对材料，受理或补正",
    "supplement": "等候补正材料",
    "review1": "初审垫付申请",
    "verify": "等候核实答复",
    "review2": "复核垫付申请",
    "approval": "作出垫付决定",
    "collective": "会审垫付申请",
    "approved": "制作拨付凭证",
    "to_pay": "拨付到账",
    "return": "报送统计报表",
    "return_doubtful": "报送统计报表",
}


def due_rows(items: Sequence[DueItem], today: date) -> list[Row]:
    """The due list under its three headings."""
    made: list[Row] = []
    for title, tone, chosen in (
        ("已逾期", "danger", [item for item in items if item.days < 0]),
        ("今天", "text2", [item for item in items if item.days == 0]),
        ("之后 14 天", "text2", [item for item in items if item.days > 0]),
    ):
        if chosen:
            made.append(heading(title, tone=tone))
            made.extend(_due(item, today) for item in chosen)
    return made


def _due(item: DueItem, today: date) -> Row:
    row = item.row
    words = _DUE_WORDS.get(row.state, item.state_label)
    kind = "救助 " if row.kind == "fund" else ""
    why = item.why.split("：", 1)[-1].split("，", 1)[0].split("（", 1)[0]
    second = "    ".join(part for part in (f"{kind}{row.number}  {row.title}".strip(), why) if part)
    cell = TwoLines(
        words, second, badge=deadline_tag(row.due_on, today), right=item.state_label, act="打开"
    )
    return Row(cell, item.address, key=f"{row.kind}/{row.subject_id}")


def session_rows(items: Sequence[SessionItem]) -> list[Row]:
    """Today's sessions, by time."""
    return [
        Row(
            TwoLines(
                item.parties,
                "·".join(part for part in (item.place, item.mediator) if part),
                time=item.time,
                right_tag=TagCell("已记录", "ok") if item.held else None,
            ),
            f"case/{item.case_id}/sessions",
            key=item.session_id,
        )
        for item in items
    ]


def waiting_rows(funds: Sequence[FundRow], cases: Sequence[CaseRow], today: date) -> list[Row]:
    """Applications and cases that wait for this person."""
    made = [
        Row(
            TwoLines(
                fund.victim,
                f"{fund.kind.label}·{fund.state.label}",
                right=format_money(fund.approved or fund.claimed),
                right_tone="text",
                right_second=_due_words(fund.due_on, today),
                right_second_tone="warn" if _near(fund.due_on, today) else "text3",
            ),
            f"fund/{fund.application_id}",
            key=fund.application_id,
        )
        for fund in funds
    ]
    made.extend(
        Row(
            TwoLines(case.parties, case.state.label, right=case.number_short or "未取号"),
            f"case/{case.case_id}",
            key=case.case_id,
        )
        for case in cases
    )
    return made


def _near(due: date | None, today: date) -> bool:
    return due is not None and (due - today).days <= 1


def _due_words(due: date | None, today: date) -> str:
    if due is None:
        return ""
    text = deadline_tag(due, today).text
    return text if text.startswith("逾期") else f"{text} 到期"


def eligible_rows(cases: Sequence[EligibleCase], now: datetime) -> list[Row]:
    """Victims the fund could help and nobody has applied for, one row each."""
    return [
        Row(
            TwoLines(
                f"{victim.name or '身份不明人员'}  {'、'.join(k.label for k in victim.claimable)}",
                _facts(victim),
                third=_cover(victim) or _accident(case.row),
                right="发起申请",
                right_tone="fund",
                right_second=window_words(victim, now),
                right_second_tone="warn" if _closing(victim, now) else "text3",
            ),
            f"case/{case.case_id}/fund",
            key=f"{case.case_id}/{victim.victim_id}",
        )
        for case in cases
        for victim in case.victims
    ]


def _facts(victim: VictimScreen) -> str:
    """``C1·费用 86,420.00``."""
    parts = [victim.situation.value if victim.situation else ""]
    if victim.cost:
        parts.append(f"费用 {format_money(victim.cost)}")
    return "·".join(part for part in parts if part)


def _cover(victim: VictimScreen) -> str:
    return f"交强险还可付 {format_money(victim.remaining)}" if victim.covers else ""


def window_words(victim: VictimScreen, now: datetime) -> str:
    """``时限剩 41 小时``, or when it ended."""
    left = victim.left(now)
    if left is None or victim.window is None:
        return "" if FundKind.RESCUE not in victim.claimable else "时限未知"
    if left.total_seconds() > 0:
        return f"时限剩 {math.ceil(left.total_seconds() / 3600)} 小时"
    return f"时限 {victim.window.value.astimezone(CHINA):%m-%d} 止"


def _closing(victim: VictimScreen, now: datetime) -> bool:
    left = victim.left(now)
    return left is not None and 0 < left.total_seconds() <= 48 * 3600


def _accident(case: CaseRow) -> str:
    when = f"{case.accident_at.astimezone(CHINA):%m-%d %H:%M}" if case.accident_at else ""
    return " ".join(part for part in (when, case.place) if part)


def recovery_rows(found: ActionsDue, today: date) -> list[Row]:
    """Limitations that end within a year, then steps that are due; each recovery once."""
    seen: set[str] = set()
    made: list[Row] = []
    for line in found.limitation.rows:
        seen.add(line.recovery_id)
        made.append(_lapsing(line, today))
    for line in (*found.steps.rows, *found.resting.rows):
        if line.recovery_id not in seen:
            seen.add(line.recovery_id)
            made.append(_pursued(line, today))
    return made


def _lapsing(line: RecoveryLine, today: date) -> Row:
    left = alarm(line.limitation_on, today)
    words = "时效已届满" if left == 0 else f"时效不足 {left} 个月"
    return _recovery(line, words, "danger" if left in (0, 3) else "warn")


def _pursued(line: RecoveryLine, today: date) -> Row:
    if line.next_step_on is None:
        return _recovery(line, "未安排", "warn")
    late = line.next_step_on < today
    words = deadline_tag(line.next_step_on, today).text
    return _recovery(line, words, "danger" if late else "warn")


def _recovery(line: RecoveryLine, words: str, tone: str) -> Row:
    cell = TwoLines(
        line.debtors or "肇事者不明",
        line.next_step or "没有下一步",
        right=format_money(line.outstanding),
        right_tone="text",
        right_second=words,
        right_second_tone=tone,
    )
    return Row(cell, f"fund/{line.application_id}?at=recovery", key=line.recovery_id)


def idle_rows(cases: Sequence[CaseRow], today: date) -> list[Row]:
    """Files with no next step."""
    return [
        Row(
            TwoLines(
                case.parties,
                f"{case.state.label}，{_quiet_days(case, today)} 天没有新的安排",
                right=case.number_short or "未取号",
            ),
            f"case/{case.case_id}",
            key=case.case_id,
        )
        for case in cases
    ]


def _quiet_days(case: CaseRow, today: date) -> int:
    return max(0, (today - case.updated_at.astimezone(CHINA).date()).days)

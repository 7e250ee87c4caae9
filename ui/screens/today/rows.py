"""Rows of the Today page: from what the service answers to what the lists paint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import CHINA
from mediation_app.domain.money import format_money
from ui.models.cells import TagCell, TwoLines
from ui.models.row_list import Row, heading
from ui.widgets.deadline import deadline_tag

if TYPE_CHECKING:
    from mediation_app.services.lists import CaseRow, FundRow
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


def eligible_rows(cases: Sequence[CaseRow]) -> list[Row]:
    """Cases that look eligible for the fund and have no application."""
    return [
        Row(
            TwoLines(
                case.parties,
                _accident(case),
                third=case.number_short or "登记，未取号",
                right="发起申请",
                right_tone="fund",
            ),
            f"case/{case.case_id}/fund",
            key=case.case_id,
        )
        for case in cases
    ]


def _accident(case: CaseRow) -> str:
    when = f"{case.accident_at.astimezone(CHINA):%m-%d %H:%M}" if case.accident_at else ""
    return " ".join(part for part in (when, case.place) if part)


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

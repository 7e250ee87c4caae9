"""The two clocks of a recovery: the limitation (诉讼时效) and the next step that must be taken.

The articles are from memory and stand as 待核实 in the rules; the sentences say from which day the
term runs, so that a clerk can check them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mediation_app.domain.calendar import WorkCalendar, add_months
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.money import format_money
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.recovery_plan import RecoveryParts
from mediation_app.domain.recovery_sums import RecoveryStand

LIMITATION_YEARS = 3
ALARM_MONTHS = (3, 6, 12)
"""Months before the end of the limitation at which it is called out (CHK-12)."""
DEMANDS = 3
"""Demand letters before the suit is the next step."""
_FOLLOW_UP = 30  # days between two looks at a suit or an enforcement
_YEAR = 365
UNKNOWN = "肇事者不明，尚不知道义务人，诉讼时效未起算"

_S = RecoveryState
_BEFORE_SUIT = (_S.OPEN, _S.TOLD, _S.AGREED, _S.OVERDUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation:
    """The last day on which the debt can be sued for, and the sentence that explains it."""

    day: date | None
    why: str


def limitation_from(start: date, cause: str, calendar: WorkCalendar) -> Limitation:
    """Three years from ``start``; ``cause`` names what happened that day."""
    due = calendar.add_years(start, LIMITATION_YEARS, label=cause)
    return Limitation(day=due.day or due.nominal, why=f"诉讼时效：{due.text}（依据待核实）")


def interrupted(
    recovery: Recovery, on: date, cause: str, calendar: WorkCalendar, rules: FundRules
) -> Limitation:
    """The limitation runs anew after a demand, an acknowledgement or a suit.

    Never shorter than before, and unchanged while it has not begun or the profile does not let
    such an act interrupt it.
    """
    present = Limitation(day=recovery.limitation_on, why=recovery.limitation_why)
    if present.day is None or not rules.demand_interrupts_limitation or on > present.day:
        return present
    anew = limitation_from(on, f"{cause}，时效重新计算", calendar)
    return anew if anew.day is not None and anew.day > present.day else present


def alarm(limitation_on: date | None, on: date) -> int | None:
    """12, 6 or 3 when no more months are left, 0 once the limitation is over, else None."""
    if limitation_on is None:
        return None
    if on > limitation_on:
        return 0
    return next((m for m in ALARM_MONTHS if on >= add_months(limitation_on, -m)), None)


def next_demand_on(
    parts: RecoveryParts, calendar: WorkCalendar | None, rules: FundRules
) -> date | None:
    """The first day on which another demand letter may go out; None when none was sent yet."""
    if not parts.demands:
        return None
    last = parts.demands[-1]
    if calendar is None:
        return last + timedelta(days=rules.demand_interval_days)
    due = calendar.add_workdays(last, rules.demand_interval_days)
    return due.day or last + timedelta(days=2 * rules.demand_interval_days)


def police_notice_due(solved_on: date, calendar: WorkCalendar, rules: FundRules) -> date:
    """D15: the police tell the fund in writing; the internal limit is that of their notice."""
    return _workdays(solved_on, rules.notice_days_police, calendar)


def is_idle(recovery: Recovery, on: date, days: int) -> bool:
    """CHK-11: runs, and has no next step, or let it pass, or saw no act for so many days."""
    if recovery.state in (_S.RECOVERED, _S.WRITTEN_OFF):
        return False
    due = recovery.next_step_on
    acted = recovery.acted_on or recovery.opened_on
    return due is None or due < on or acted is None or (on - acted).days > days


# The next step ----------------------------------------------------------------------------------


def next_step(
    parts: RecoveryParts,
    stand: RecoveryStand,
    on: date,
    calendar: WorkCalendar,
    rules: FundRules,
    *,
    solved_on: date | None = None,
) -> tuple[str, date | None]:
    """What the desk does next with the recovery and by when: never later than the review days.

    A recovery that is over has none. ``solved_on`` is the day the hit-and-run was solved: from
    then on the police owe the fund a written notice (CHK-13).
    """
    state = parts.recovery.state
    if state is _S.RECOVERED:
        return "", None
    if state is _S.WRITTEN_OFF:
        return "账销案存，复查有无财产线索", on + timedelta(days=_YEAR)
    if parts.recovery.owed == 0:
        return "确认全额追回", _workdays(on, 1, calendar)
    if state is _S.ON_HOLD and solved_on is not None:
        return "逃逸案件已侦破，向交警收取书面通知", police_notice_due(solved_on, calendar, rules)
    words, day = _of_state(parts, stand, on, calendar, rules)
    ends = parts.recovery.limitation_on
    if ends is not None and state in _BEFORE_SUIT:
        sue_by = max(ends - timedelta(days=rules.lawsuit_days_before), on)
        if day > sue_by:
            words, day = f"起诉或参加诉讼，诉讼时效 {ends.isoformat()} 届满", sue_by
    return words, min(day, on + timedelta(days=rules.recovery_review_days))


def _of_state(
    parts: RecoveryParts,
    stand: RecoveryStand,
    on: date,
    calendar: WorkCalendar,
    rules: FundRules,
) -> tuple[str, date]:
    it = parts.recovery
    if it.state is _S.OPEN:
        return "送达追偿告知书", _workdays(on, rules.recovery_notice_days, calendar)
    if it.state is _S.ON_HOLD:
        return "复查逃逸案件侦破情况", it.review_on or on + timedelta(days=_YEAR)
    if it.state is _S.TOLD:
        return "督促还款或签订还款协议", it.pay_by or _workdays(on, rules.refund_days, calendar)
    if it.state is _S.AGREED:
        return _instalment_due(stand, on)
    if it.state is _S.OVERDUE:
        return _after_overdue(parts, on, calendar, rules)
    words, days = _FOLLOW[it.state]
    return words, on + timedelta(days=days)


_FOLLOW: Mapping[RecoveryState, tuple[str, int]] = {
    _S.LAWSUIT: ("跟进诉讼进展", _FOLLOW_UP),
    _S.ENFORCING: ("跟进执行进展", _FOLLOW_UP),
    _S.ENFORCED_OUT: ("查找财产线索，发现后恢复执行", 3 * _FOLLOW_UP),
    _S.WRITE_OFF_ASKED: ("跟进核销复核、审批和主管部门批准", _FOLLOW_UP),
}


def _instalment_due(stand: RecoveryStand, on: date) -> tuple[str, date]:
    row = stand.next_open
    if row is None:
        return "补签还款计划", on + timedelta(days=_FOLLOW_UP)
    due = row.instalment.due.day or row.instalment.nominal
    words = f"核对第 {row.instalment.number} 期还款 {format_money(row.open)} 元是否到账"
    return words, due + timedelta(days=1)


def _after_overdue(
    parts: RecoveryParts, on: date, calendar: WorkCalendar, rules: FundRules
) -> tuple[str, date]:
    sent = len(parts.demands)
    earliest = next_demand_on(parts, calendar, rules) or on
    if sent < DEMANDS:
        return f"发第 {sent + 1} 次催款函", max(earliest, on)
    return "起诉或参加诉讼", max(earliest, on)


def _workdays(start: date, count: int, calendar: WorkCalendar) -> date:
    """So many working days on; twice as many plain days while the table of the year is missing."""
    due = calendar.add_workdays(start, count)
    return due.day or start + timedelta(days=2 * count)

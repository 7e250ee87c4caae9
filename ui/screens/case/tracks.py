"""The two tracks of a case, nine steps each, from its states and its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mediation_app.domain.cases import MediationState as M
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundState as F
from mediation_app.domain.recovery import RecoveryState as R
from ui.screens.case.view import CaseView
from ui.widgets.stepper import Step, StepState, Track

MEDIATION = ("登记", "受理", "告知调查", "调解", "协议", "履行", "回访", "结案", "归档")
FUND = ("资格", "申请", "受理", "初审", "复核", "审批", "拨付", "追偿", "结清")
_PLACES = (
    "accident",
    "accident",
    "parties",
    "sessions",
    "agreement",
    "agreement",
    "agreement",
    "history",
    "history",
)
# The step that is being worked on in each state; 9 = all done.
_NOW = {
    M.REGISTERED: 0,
    M.REFUSED: 8,
    M.ACCEPTED: 2,
    M.MEDIATING: 3,
    M.SUSPENDED: 3,
    M.AGREED: 4,
    M.AGREED_ORAL: 4,
    M.AWAITING: 5,
    M.PART_PERFORMED: 5,
    M.NOT_PERFORMED: 5,
    M.PERFORMED: 6,
    M.FOLLOWED_UP: 7,
    M.CLOSED: 8,
    M.ARCHIVED: 9,
}
_ENDED = (M.FAILED, M.WITHDRAWN, M.PARTY_QUIT, M.TO_COURT, M.TO_POLICE)
_EVENT_STEP = {
    "register": 0,
    "accept": 1,
    "tell_rights": 2,
    "record_session": 3,
    "sign": 4,
    "take_effect": 4,
    "perform_full": 5,
    "follow_up": 6,
    "close": 7,
    "archive": 8,
}
_FUND_NOW = {
    F.DRAFT: 1,
    F.SUBMITTED: 2,
    F.SUPPLEMENT: 2,
    F.REVIEW1: 3,
    F.VERIFY: 3,
    F.REVIEW2: 4,
    F.APPROVAL: 5,
    F.COLLECTIVE: 5,
    F.APPROVED: 6,
    F.TO_PAY: 6,
    F.PAY_FAILED: 6,
    F.PAID: 7,
}
_SETTLED = (R.RECOVERED, R.WRITTEN_OFF)


def tracks(view: CaseView) -> tuple[Track, ...]:
    """The mediation's line, and the fund's where there is an application."""
    found = [mediation_track(view.file, view.today)]
    if view.file.funds:
        found.append(fund_track(view.file.funds[-1], view.today))
    return tuple(found)


def mediation_track(file: CaseFile, today: date) -> Track:
    """登记 … 归档."""
    state = file.case.state
    done: set[int] = set()
    now = _NOW.get(state, -1)
    if state in _ENDED:
        now = 7
        done = {n for n in (_EVENT_STEP.get(s.event, -1) for s in file.steps) if 0 <= n < 7}
    elif state in (M.REFUSED, M.VOIDED):
        done = {0}
    elif state is M.ARCHIVED and not file.case.closed_on:
        done, now = {0, 8}, -1
    else:
        done = set(range(now))
    hints = _hints(file.steps)
    name = {7: "终止"} if state in _ENDED else {}
    steps = tuple(
        Step(
            name=name.get(n, text),
            state=_state(n, now, done),
            hint=hints.get(n, ""),
            address=_PLACES[n],
        )
        for n, text in enumerate(MEDIATION)
    )
    deadline, left = _term(file, today)
    return Track(name="调解", steps=steps, deadline=deadline, left=left)


def _state(number: int, now: int, done: set[int]) -> StepState:
    if number == now:
        return StepState.NOW
    return StepState.DONE if number in done else StepState.AHEAD


def _hints(steps: Sequence[StepTaken]) -> dict[int, str]:
    found: dict[int, str] = {}
    for step in steps:
        number = _EVENT_STEP.get(step.event)
        if number is not None and step.process == "mediation":
            found[number] = f"{step.occurred_on.isoformat()} {step.person_name}".strip()
    return found


def day_text(day: date, today: date) -> str:
    """``12-03`` in this year, the whole date in another."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def _term(file: CaseFile, today: date) -> tuple[str, str]:
    case = file.case
    if case.state in (M.ACCEPTED, M.MEDIATING, M.SUSPENDED) and case.due_on is not None:
        return _count(case.due_on, today, "届满")
    if case.state in (M.AWAITING, M.PART_PERFORMED, M.NOT_PERFORMED):
        owed = [
            row.due_on
            for row in file.instalments
            if row.due_on is not None
            and sum(p.amount for p in file.performances if p.instalment_id == row.id) < row.amount
        ]
        if owed:
            return _count(min(owed), today, "履行")
    if case.state in _ENDED or case.state is M.REFUSED or case.state is M.VOIDED:
        return case.state.label, case.state.label
    return "", ""


def _count(due: date, today: date, what: str) -> tuple[str, str]:
    days = (due - today).days
    left = f"剩 {days} 天" if days > 0 else "今天" if days == 0 else f"逾期 {-days} 天"
    return f"{day_text(due, today)} {what}，{left}", left


def fund_track(fund: FundFile, today: date) -> Track:
    """资格 … 结清."""
    state = fund.application.state
    now = _FUND_NOW.get(state, -1)
    recovery = fund.recovery
    ended = state in (F.REFUSED, F.NOT_ACCEPTED, F.WITHDRAWN, F.TERMINATED, F.DISPUTE)
    done = set(range(now)) if now >= 0 else set()
    if recovery is not None:
        now = 9 if recovery.state in _SETTLED else 7
        done = set(range(now))
    elif ended:
        done = set(range(2))
        now = 5 if state in (F.REFUSED, F.DISPUTE) else 2
    steps = tuple(
        Step(name=text, state=_state(n, now, done), address="fund") for n, text in enumerate(FUND)
    )
    deadline, left = "", ""
    if recovery is not None and recovery.state not in _SETTLED:
        paid = sum(receipt.amount for receipt in fund.repayment_receipts)
        for number, row in enumerate(fund.repayment_rows, 1):
            paid -= row.amount
            if paid < 0 and row.due_on is not None:
                day = day_text(row.due_on, today)
                deadline, left = f"第 {number} 期 {day} 应还", f"{day} 应还"
                break
        else:
            deadline = left = recovery.state.label
    elif ended:
        deadline = left = state.label
    elif fund.application.decide_due is not None and now in (2, 3, 4, 5):
        deadline, left = _count(fund.application.decide_due, today, "前决定")
    return Track(name="救助基金", steps=steps, tone="fund", deadline=deadline, left=left)

"""Limitation (CHK-12) and the next step (CHK-11): nothing lapses unseen, nothing rests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.recovery import Recovery, RecoveryAction, RecoveryState
from mediation_app.domain.recovery_clock import (
    alarm,
    interrupted,
    is_idle,
    limitation_from,
    next_demand_on,
    next_step,
    police_notice_due,
)
from mediation_app.domain.recovery_plan import RecoveryParts, stand_on
from tests.support.recovery_parts import CALENDAR, S7, parts, recovery, rows

RULES = FundRules()
S = RecoveryState
ON = date(2026, 11, 9)


def plain(state: S, **changes: Any) -> RecoveryParts:
    it = recovery(state=state, recovered=Decimal(0), **changes)
    return parts(it, rows=(), receipts=())


def planned(found: RecoveryParts, on: date = ON, **more: Any) -> tuple[str, date | None]:
    return next_step(found, stand_on(found, on, CALENDAR), on, CALENDAR, RULES, **more)


def test_s7_the_whole_lapses_three_years_after_the_last_day() -> None:
    found = limitation_from(date(2027, 7, 5), "最后一期应还日", CALENDAR)
    assert found.day == date(2030, 7, 5)
    assert "2027-07-05" in found.why
    assert "待核实" in found.why


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2028, 7, 4), None),
        (date(2028, 7, 5), 12),
        (date(2029, 1, 4), 12),
        (date(2029, 1, 5), 6),
        (date(2029, 4, 5), 3),
        (date(2029, 7, 5), 3),
        (date(2029, 7, 6), 0),
    ],
)
def test_chk_12_alarms_twelve_six_and_three_months_before(on: date, left: int | None) -> None:
    assert alarm(date(2029, 7, 5), on) == left
    assert alarm(None, on) is None


def test_a_demand_lets_the_limitation_run_anew() -> None:
    it = recovery(limitation_on=date(2029, 3, 5), limitation_why="old")
    anew = interrupted(it, date(2026, 11, 9), "发出催款函之日", CALENDAR, RULES)
    assert anew.day == date(2029, 11, 9)
    assert "时效重新计算" in anew.why
    # never shorter, never once it is over, never where the profile does not let it
    late = replace(it, limitation_on=date(2030, 7, 5))
    assert interrupted(late, ON, "x", CALENDAR, RULES).day == date(2030, 7, 5)
    assert interrupted(it, date(2029, 3, 6), "x", CALENDAR, RULES).why == "old"
    strict = replace(RULES, demand_interrupts_limitation=False)
    assert interrupted(it, ON, "x", CALENDAR, strict).why == "old"
    unbegun = replace(it, limitation_on=None)
    assert interrupted(unbegun, ON, "x", CALENDAR, RULES).day is None


def sent(*days: date) -> tuple[RecoveryAction, ...]:
    return tuple(
        RecoveryAction(id=f"d{n}", case_id="c", recovery_id="r", kind="demand", done_on=day)
        for n, day in enumerate(days)
    )


def test_demands_lie_ten_working_days_apart() -> None:
    assert next_demand_on(parts(), CALENDAR, RULES) is None
    one = parts(actions=sent(date(2026, 10, 12)))
    assert next_demand_on(one, CALENDAR, RULES) == date(2026, 10, 26)
    assert next_demand_on(one, None, RULES) == date(2026, 10, 22)
    unknown = parts(actions=sent(date(2026, 12, 28)))
    assert next_demand_on(unknown, CALENDAR, RULES) == date(2027, 1, 17)


def test_d15_the_police_write_within_three_days() -> None:
    assert police_notice_due(date(2026, 5, 20), CALENDAR, RULES) == date(2026, 5, 25)
    assert police_notice_due(date(2026, 12, 30), CALENDAR, RULES) == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("found", "words", "day"),
    [
        (plain(S.OPEN), "送达追偿告知书", date(2026, 11, 16)),
        (plain(S.ON_HOLD, review_on=date(2026, 12, 1)), "复查逃逸案件侦破情况", date(2026, 12, 1)),
        (plain(S.ON_HOLD), "复查逃逸案件侦破情况", ON + timedelta(days=90)),
        (plain(S.TOLD, pay_by=date(2026, 11, 23)), "督促还款或签订还款协议", date(2026, 11, 23)),
        (plain(S.TOLD), "督促还款或签订还款协议", date(2026, 11, 23)),
        (plain(S.AGREED), "补签还款计划", date(2026, 12, 9)),
        (plain(S.OVERDUE), "发第 1 次催款函", ON),
        (plain(S.LAWSUIT), "跟进诉讼进展", date(2026, 12, 9)),
        (plain(S.ENFORCING), "跟进执行进展", date(2026, 12, 9)),
        (plain(S.ENFORCED_OUT), "查找财产线索，发现后恢复执行", ON + timedelta(days=90)),
        (plain(S.WRITE_OFF_ASKED), "跟进核销复核、审批和主管部门批准", date(2026, 12, 9)),
        (plain(S.WRITTEN_OFF), "账销案存，复查有无财产线索", ON + timedelta(days=365)),
        (plain(S.RECOVERED), "", None),
    ],
)
def test_every_state_has_a_next_step(found: RecoveryParts, words: str, day: date | None) -> None:
    assert planned(found) == (words, day)


def test_an_instalment_is_looked_for_the_day_after() -> None:
    agreed = parts(recovery(state=S.AGREED), receipts=S7[:2])
    words, day = planned(agreed, date(2026, 8, 20))
    assert words == "核对第 2 期还款 9,150.00 元是否到账"
    assert day == date(2026, 9, 8)
    far = parts(recovery(state=S.AGREED), rows=rows()[9:], receipts=())
    assert planned(far)[1] == ON + timedelta(days=90)


def test_after_three_letters_the_suit_is_next() -> None:
    two = parts(actions=sent(date(2026, 10, 12), date(2026, 11, 9)))
    assert planned(two) == ("发第 3 次催款函", date(2026, 11, 23))
    three = parts(actions=sent(date(2026, 9, 1), date(2026, 10, 12), date(2026, 10, 26)))
    assert planned(three) == ("起诉或参加诉讼", date(2026, 11, 9))


def test_what_is_paid_is_confirmed() -> None:
    paid = plain(S.AGREED)
    paid = replace(paid, recovery=replace(paid.recovery, recovered=paid.recovery.opening))
    assert planned(paid) == ("确认全额追回", date(2026, 11, 10))


def test_a_solved_case_waits_for_the_letter() -> None:
    held = plain(S.ON_HOLD, review_on=date(2026, 12, 1))
    found = planned(held, solved_on=date(2026, 11, 6))
    assert found == ("逃逸案件已侦破，向交警收取书面通知", date(2026, 11, 11))
    open_ = planned(plain(S.OPEN), solved_on=date(2026, 11, 6))
    assert open_[0] == "送达追偿告知书"


def test_the_suit_comes_before_the_limitation_ends() -> None:
    told = plain(S.TOLD, pay_by=date(2026, 11, 23), limitation_on=date(2027, 2, 10))
    words, day = planned(told)
    assert words == "起诉或参加诉讼，诉讼时效 2027-02-10 届满"
    assert day == date(2026, 11, 12)  # ninety days before
    sued = plain(S.LAWSUIT, limitation_on=date(2026, 12, 1))
    assert planned(sued)[0] == "跟进诉讼进展"
    far = plain(S.TOLD, pay_by=date(2026, 11, 23), limitation_on=date(2029, 2, 10))
    assert planned(far)[0] == "督促还款或签订还款协议"


def idle(**changes: Any) -> bool:
    values: dict[str, Any] = {"next_step_on": date(2026, 12, 1), "acted_on": ON} | changes
    it: Recovery = recovery(**values)
    return is_idle(it, ON, 90)


def test_chk_11_nothing_rests_ninety_days() -> None:
    assert not idle()
    assert idle(next_step_on=None)
    assert idle(next_step_on=date(2026, 11, 8))
    assert not idle(acted_on=ON - timedelta(days=90))
    assert idle(acted_on=ON - timedelta(days=91))
    assert idle(acted_on=None)
    assert not idle(acted_on=None, opened_on=ON)
    assert not idle(state=S.RECOVERED, next_step_on=None)
    assert not idle(state=S.WRITTEN_OFF, next_step_on=None)

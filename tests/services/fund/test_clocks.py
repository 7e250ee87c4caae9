"""The clocks D05, D06 and D09: when they end, both ways to go on after a return, and late reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mediation_app.domain.fund import FundKind, FundState
from mediation_app.services.stories import s4
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk
from tests.services.fund.test_decided_anew import ACCOUNT, REVISED
from tests.services.fund.test_four_eyes import refused

PAUSE = """
[[value]]
key = "clock_mode"
value = "pause"
valid_from = 2026-01-01
source = "本单位规定"
sureness = "确定"
"""


def supplemented(desk: Desk) -> tuple[str, Any]:
    """S6: applied for on Friday 09-18, asked on Monday 09-21, complete on Thursday 09-24."""
    desk.clock.put(2026, 9, 18)
    case = s4.register(desk.workbench, desk.cast)
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    key = file.application.id
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    desk.received(key, but=("payee_account", "application_form"))
    desk.clock.put(2026, 9, 21)
    desk.do("fund_clerk", key, "ask_supplement", missing=("B09", "B01"), late_reason="周日窗口未开")
    desk.clock.put(2026, 9, 24)
    desk.do("fund_clerk", key, "supplemented", answered=("B01", "B09"))
    ticks = {m.code: "" for m in file.materials if m.required}
    desk.workbench.fund.tick_materials(clerk, key, ticks)
    return key, desk.do("fund_clerk", key, "accept", complete_on=day(9, 24)).application


def test_the_clock_starts_anew(desk: Desk) -> None:
    _, application = supplemented(desk)
    assert application.decide_due == day(9, 30)


def test_the_clock_goes_on_where_the_place_says_so(desk: Desk) -> None:
    """Two working days were used (the Sunday worked and the Monday), one is left."""
    folder = Path(desk.workbench.context.store.location.folder) / "rules"
    folder.mkdir(exist_ok=True)
    (folder / "profile.toml").write_text(PAUSE, encoding="utf-8")
    desk.workbench.reload_rules()
    key, application = supplemented(desk)
    assert application.decide_due == day(9, 28)
    # frozen at acceptance: taking the rule back changes nothing for this one
    (folder / "profile.toml").unlink()
    desk.workbench.reload_rules()
    assert desk.workbench.fund.view(desk.cast["clerk"], key).due == day(9, 28)


@pytest.mark.parametrize(
    ("stand", "who", "event", "facts"),
    [
        ("accepted", "fund_clerk", "inquire", {"addressee": "交警", "question": "核实"}),
        ("recommended", "checker", "check_pass", {}),
        ("recommended", "checker", "check_to_meeting", {}),
        ("recommended", "checker", "send_back", {"return_codes": ("R02",), "opinion": "核对"}),
        ("checked", "approver", "approve", {"amount": "57160.00"}),
        (
            "checked",
            "approver",
            "refuse",
            {"refusal_codes": ("N02",), "refusal_facts": "未超限额"},
        ),
        ("checked", "approver", "return_to_check", {"return_codes": ("R03",), "opinion": "写明"}),
        ("approved", "cashier", "order_payment", ACCOUNT),
        ("ordered", "cashier2", "confirm_paid", {"bank_serial": "B1"}),
    ],
)
def test_what_is_late_carries_its_reason(
    at: Any, stand: str, who: str, event: str, facts: dict[str, Any]
) -> None:
    """D05 ended on 10-14, D06 on 10-15."""
    desk, key = at(stand)
    desk.clock.put(2026, 10, 16, 9)
    assert refused(desk, desk.cast[who], key, event, **facts) == {"fund.overdue"}
    view = desk.workbench.fund.view(desk.cast[who], key)
    offer = next(o for o in view.offers if o.step.event == event)
    told = [(r.code, r.place, r.blocking) for r in offer.reasons]
    assert ("fund.overdue", "late_reason", False) in told
    desk.do(who, key, event, late_reason="等候材料", **facts)
    assert desk.workbench.fund.view(desk.cast[who], key).history[-1].late_reason == "等候材料"


def test_on_the_last_day_nothing_is_late(at: Any) -> None:
    desk, key = at("checked")
    desk.clock.put(2026, 10, 14, 23, 59)
    desk.do("approver", key, "approve", amount="57160.00")
    application = desk.workbench.fund.file(desk.cast["clerk"], key).application
    assert application.pay_due == day(10, 16)
    desk.clock.put(2026, 10, 16, 23)
    desk.do("cashier", key, "order_payment", **ACCOUNT)
    assert desk.do("cashier2", key, "confirm_paid", bank_serial="B1").application.state is (
        FundState.PAID
    )


def test_a_revised_decision_has_its_own_term(at: Any) -> None:
    """Three working days from the change, over the working Saturday before."""
    desk, key = at("approved")
    desk.clock.put(2026, 10, 15, 9)
    desk.do("fund_clerk", key, "revise", **REVISED)
    view = desk.workbench.fund.view(desk.cast["clerk"], key)
    assert view.due == day(10, 20)  # 10-16, 10-19, 10-20
    assert "2026-10-15" in view.file.application.decide_why

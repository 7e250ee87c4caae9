"""An objection beside the payment, and what its settlement adds (E18, E19)."""

from __future__ import annotations

import pytest

from mediation_app.domain.fund import FundKind
from mediation_app.errors import NotAllowed
from mediation_app.services.stories.parts import day
from tests.services.fund.refund_acts import (
    HOSPITAL,
    At,
    D,
)


def test_an_objection_does_not_stop_the_payment(at: At) -> None:
    """Served on 10-13, five days to object; ordered on 10-14, paid on 10-15."""
    desk, key = at("ordered")
    desk.do("clerk", key, "object", objector=HOSPITAL, objection="单人间系病情需要")
    with pytest.raises(NotAllowed) as twice:
        desk.do("clerk", key, "object", objector=HOSPITAL, objection="再次")
    assert {r.code for r in twice.value.reasons} == {"fund.objection_pending"}
    desk.clock.put(2026, 10, 15, 14)
    paid = desk.do("cashier2", key, "confirm_paid", bank_serial="B1")
    assert paid.application.state.value == "paid"
    with pytest.raises(NotAllowed) as filed:
        desk.do("checker", key, "archive", box="1", catalogue_complete=True)
    assert "fund.objection_pending" in {r.code for r in filed.value.reasons}
    with pytest.raises(NotAllowed):
        desk.do("checker", key, "uphold_rest", meeting_number="协 1")
    done = desk.do("meeting", key, "uphold_rest", meeting_number="协 1", opinion="单人间确有必要")
    assert done.payments == paid.payments
    case = desk.workbench.cases.peek(desk.cast["clerk"], done.application.case_id)
    further = next(f for f in case.funds if f.application.adjusts_id == key)
    assert (further.application.claimed, further.application.state.value) == (D("1260.00"), "draft")
    assert sum(line.amount for line in further.bill_lines) == D("86420.00")
    assert [line.decided for line in further.bill_lines].count(False) == 1
    advance = desk.workbench.fund.calculate(desk.cast["fund_clerk"], case, further)
    assert advance.amount == D("1260.00"), "the rest, and nothing that was paid"
    with pytest.raises(NotAllowed) as again:
        desk.do("meeting", key, "uphold_rest", meeting_number="协 1")
    assert {r.code for r in again.value.reasons} == {"fund.no_objection"}


def test_an_objection_that_is_not_upheld(at: At) -> None:
    desk, key = at("paid")
    waiting = desk.do("clerk", key, "object", objector=HOSPITAL, objection="少付")
    assert waiting.application.objected_on == desk.workbench.cases.today()
    kept = desk.do("meeting", key, "keep_approval", meeting_number="协 1", opinion="核减有据")
    assert kept.application.state.value == "paid"
    assert kept.application.meeting_number == ""
    desk.clock.put(2026, 10, 21)
    with pytest.raises(NotAllowed) as late:
        desk.do("clerk", key, "object", objector=HOSPITAL, objection="少付")
    assert {r.code for r in late.value.reasons} == {"fund.objection_late"}


def test_who_was_not_accepted_may_object(at: At) -> None:
    desk, key = at("accepted")
    case = desk.workbench.cases.peek(
        desk.cast["clerk"], desk.workbench.fund.file(desk.cast["clerk"], key).application.case_id
    )
    desk.do("fund_clerk", key, "withdraw", reason="另行申请", signed=True, no_fraud_inquiry=True)
    clerk = desk.cast["fund_clerk"]
    victim = case.parties[0].id
    file = desk.workbench.fund.start(clerk, case.case.id, victim, FundKind.RESCUE).value
    own = file.application.id
    desk.do("fund_clerk", own, "submit", form_signed=True, standing_proved=True)
    desk.do("checker", own, "not_accept", refusal_codes=("N04",), refusal_facts="不在辖区")
    with pytest.raises(NotAllowed) as early:
        desk.do("clerk", own, "object", objector="家属", objection="在辖区内")
    assert {r.code for r in early.value.reasons} == {"fund.not_served"}
    served = desk.do("clerk", own, "serve", served_on=day(10, 10)).application
    assert served.objection_due == day(10, 16)
    desk.do("clerk", own, "object", objector="家属", objection="在辖区内")
    for event in ("reopen", "keep_refusal"):
        with pytest.raises(NotAllowed) as wrong:
            desk.do("meeting", own, event, meeting_number="协 1")
        assert {r.code for r in wrong.value.reasons} == {"fund.was_not_accepted"}
    again = desk.do("meeting", own, "readmit", meeting_number="协 1", opinion="属本辖区")
    assert again.application.state.value == "submitted"
    assert again.application.refusal_codes == ()
    desk.workbench.fund.tick_materials(
        clerk, own, {m.code: "" for m in again.materials if m.required}
    )
    done = desk.do("fund_clerk", own, "accept", complete_on=day(10, 10))
    assert done.application.state.value == "review1"

"""From draft to payment: what must be there, what is frozen, what is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.fund import FundKind, FundState, LedgerKind, PaymentState
from mediation_app.errors import Conflict, InvalidInput, NotAllowed
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories import s1_s9 as s1
from mediation_app.services.stories import s4
from mediation_app.services.stories.parts import day, identity
from tests.services.fund.conftest import Desk
from tests.services.fund.test_four_eyes import refused

D = Decimal
ACCOUNT = {
    "payee_name": "东阿县康宁医院",
    "payee_bank": "中国农业银行东阿县支行",
    "payee_account": "15806001040012345",
    "payee_account_again": "15806001040012345",
    "account_verified": True,
}


# Draft --------------------------------------------------------------------------------------


def test_chk_03_one_application_per_victim_accident_and_kind(at: Any) -> None:
    desk, key = at("accepted")
    first = desk.workbench.fund.file(desk.cast["clerk"], key).application
    with pytest.raises(NotAllowed) as twice:
        desk.workbench.fund.start(
            desk.cast["fund_clerk"], first.case_id, first.victim_id, FundKind.RESCUE
        )
    assert [reason.code for reason in twice.value.reasons] == ["fund.duplicate"]
    assert dict(twice.value.reasons[0].params)["number"] == first.number


def test_the_same_person_in_a_second_case_is_found(at: Any) -> None:
    desk, _ = at("accepted")
    case = s1.register(desk.workbench, desk.cast)
    case = desk.workbench.cases.save(desk.cast["clerk"], case, s1.who.hospital_account(case)).value
    victim = case.parties[0]
    with pytest.raises(NotAllowed) as twice:
        desk.workbench.fund.start(desk.cast["fund_clerk"], case.case.id, victim.id, FundKind.RESCUE)
    assert "fund.duplicate" in {reason.code for reason in twice.value.reasons}


def test_the_same_name_near_in_time_only_warns(at: Any) -> None:
    desk, _ = at("accepted")
    draft = s1.who.fill(desk.workbench.cases.blank(desk.cast["clerk"]))
    namesake = replace(draft.parties[0], id_number=identity("371525", "19800101", 911))
    draft = replace(draft, parties=(namesake, *draft.parties[1:]))
    case = desk.workbench.cases.new_case(desk.cast["clerk"], draft).value
    case = desk.workbench.cases.save(desk.cast["clerk"], case, s1.who.hospital_account(case)).value
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    view = desk.workbench.fund.view(clerk, file.application.id)
    assert [(r.code, r.blocking) for r in view.duplicates] == [("fund.duplicate_soft", False)]
    assert any("可能是同一人" in line.note for line in view.conclusions)


def test_a_second_application_after_a_withdrawal(at: Any) -> None:
    desk, key = at("accepted")
    application = desk.do(
        "fund_clerk", key, "withdraw", reason="已由保险公司付清", signed=True, no_fraud_inquiry=True
    ).application
    assert application.state is FundState.WITHDRAWN
    again = desk.workbench.fund.start(
        desk.cast["fund_clerk"], application.case_id, application.victim_id, FundKind.RESCUE
    ).value
    assert again.application.state is FundState.DRAFT


def test_hardship_is_off_in_shandong(desk: Desk) -> None:
    case = desk.registered()
    file = desk.workbench.fund.start(
        desk.cast["fund_clerk"], case.case.id, case.parties[0].id, FundKind.HARDSHIP
    ).value
    key = file.application.id
    codes = refused(
        desk, desk.cast["fund_clerk"], key, "submit", form_signed=True, standing_proved=True
    )
    assert "fund.hardship_off" in codes


def test_an_unsigned_form_is_not_submitted(desk: Desk) -> None:
    case = desk.registered()
    file = desk.workbench.fund.start(
        desk.cast["fund_clerk"], case.case.id, case.parties[0].id, FundKind.RESCUE
    ).value
    key = file.application.id
    clerk = desk.cast["fund_clerk"]
    codes = refused(desk, clerk, key, "submit", form_signed=False, standing_proved=True)
    assert codes == {"fund.must_be_yes_form_signed"}
    assert refused(desk, clerk, key, "submit") == {"workflow.fact_missing"}
    done = desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    assert done.application.number == "东道救申〔2026〕第0001号"


def test_numbers_have_no_gap_when_a_step_fails(desk: Desk) -> None:
    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    for _ in range(3):
        refused(desk, clerk, file.application.id, "submit", form_signed=False)
    done = desk.do("clerk", file.application.id, "submit", form_signed=True, standing_proved=True)
    assert done.application.serial == 1


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-0.01", "domain.money_negative"),
        ("99999999999999.00", "domain.money_too_large"),
    ],
)
def test_impossible_sums_are_not_saved(desk: Desk, amount: str, code: str) -> None:
    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    for name in ("claimed", "others_paid", "insurer_paid", "unsettled"):
        wrong = replace(file, application=replace(file.application, **{name: D(amount)}))
        with pytest.raises(InvalidInput) as trouble:
            desk.workbench.fund.save(clerk, file, wrong)
        assert trouble.value.code == code
        assert trouble.value.field == name


def test_chk_10_incomplete_is_not_accepted_but_the_police_notice_may_follow(desk: Desk) -> None:
    case = desk.registered()
    desk.clock.put(2026, 10, 10)
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    key = file.application.id
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    codes = refused(desk, clerk, key, "accept", complete_on="2026-10-10")
    assert codes == {"fund.material_missing"}
    present = {m.code: "" for m in file.materials if m.required}
    assert "police_notice" not in present
    ticked = desk.workbench.fund.tick_materials(clerk, key, present).value
    assert desk.workbench.fund.materials(clerk, ticked).percent == 100
    done = desk.do("fund_clerk", key, "accept", complete_on="2026-10-10")
    assert done.application.state is FundState.REVIEW1


def test_supplement_once_and_the_clock_starts_anew(either_desk: Desk) -> None:
    """S6 with its dates: asked on Monday 09-21 for a Friday receipt is late."""
    desk = either_desk
    desk.opened()
    desk.clock.put(2026, 9, 18)
    case = s4.register(desk.workbench, desk.cast)
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    key = file.application.id
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    desk.received(key, but=("payee_account", "application_form"))
    desk.clock.put(2026, 9, 21)
    # all at once: what is missing and not named stands in the way
    codes = refused(
        desk, clerk, key, "ask_supplement", missing=("B09",), late_reason="周日窗口未开"
    )
    assert codes == {"fund.supplement_untold"}
    facts = {"missing": ("B09", "B01")}
    assert refused(desk, clerk, key, "ask_supplement", **facts) == {"fund.overdue"}
    asked = desk.do("fund_clerk", key, "ask_supplement", late_reason="周日窗口未开", **facts)
    assert asked.application.missing == ("B09", "B01")
    # ten working days from 09-21 over the National Day holiday
    assert asked.application.supplement_due == day(10, 12)
    desk.clock.put(2026, 9, 24)
    codes = refused(desk, clerk, key, "supplemented", answered=("B09",))
    assert codes == {"fund.supplement_open"}
    desk.do("fund_clerk", key, "supplemented", answered=("B01", "B09"))
    again = refused(desk, clerk, key, "ask_supplement", missing=("B01", "B09"))
    assert "fund.supplement_again" in again
    ticks = {m.code: "" for m in file.materials if m.required}
    desk.workbench.fund.tick_materials(clerk, key, ticks)
    done = desk.do("fund_clerk", key, "accept", complete_on=day(9, 24))
    assert done.application.decide_due == day(9, 30)


def test_a_supplement_that_does_not_come(desk: Desk) -> None:
    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    key = file.application.id
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    desk.received(key, but=("unpaid_balance",))
    desk.do("fund_clerk", key, "ask_supplement", missing=("B08",))
    codes = refused(desk, desk.cast["checker"], key, "lapse", reminded_on=day(10, 9))
    assert codes == {"fund.supplement_running"}
    desk.clock.put(2026, 11, 2)
    done = desk.do("checker", key, "lapse", reminded_on=day(10, 20))
    assert done.application.state is FundState.TERMINATED
    assert done.application.refusal_codes == ("N10",)


# Time ----------------------------------------------------------------------------------------


def test_nothing_is_recorded_ahead_or_before_the_step_before(at: Any) -> None:
    desk, key = at("recommended")
    fund, checker = desk.workbench.fund, desk.cast["checker"]
    with pytest.raises(NotAllowed) as ahead:
        fund.perform(checker, key, "check_pass", day(10, 13))
    assert {r.code for r in ahead.value.reasons} == {"fund.in_future"}
    with pytest.raises(NotAllowed) as before:
        fund.perform(checker, key, "check_pass", day(10, 9), {"late_reason": "补录"})
    assert {r.code for r in before.value.reasons} == {"fund.before_last_step"}


def test_what_is_recorded_late_carries_its_reason(at: Any) -> None:
    desk, key = at("recommended")
    desk.clock.put(2026, 10, 14)
    fund, checker = desk.workbench.fund, desk.cast["checker"]
    with pytest.raises(NotAllowed) as late:
        fund.perform(checker, key, "check_pass", day(10, 12))
    assert {r.code for r in late.value.reasons} == {"fund.recorded_late"}
    fund.perform(checker, key, "check_pass", day(10, 12), {"late_reason": "停电"})
    case = desk.workbench.cases.peek(checker, fund.file(checker, key).application.case_id)
    step = next(s for s in reversed(case.steps) if s.event == "check_pass")
    assert (step.occurred_on, step.late_reason) == (day(10, 12), "停电")
    assert step.created_at is not None
    assert step.created_at.date() == day(10, 14)


def test_dates_inside_a_step_lie_neither_ahead_nor_before_the_decision(at: Any) -> None:
    desk, key = at("approved")
    clerk = desk.cast["fund_clerk"]
    assert refused(desk, clerk, key, "serve", served_on=day(10, 14)) == {"fund.day_in_future"}
    assert refused(desk, clerk, key, "serve", served_on=day(10, 12)) == {"fund.served_early"}


def test_overdue_is_shown_before_anybody_acts(at: Any) -> None:
    desk, key = at("checked")
    desk.clock.put(2026, 10, 15)
    offers = {o.step.event: o for o in desk.workbench.fund.offers(desk.cast["approver"], key)}
    late = [r for r in offers["approve"].reasons if r.code == "fund.overdue"]
    assert late
    assert not late[0].blocking
    assert offers["approve"].allowed
    assert "fund.overdue" in refused(desk, desk.cast["approver"], key, "approve", amount="57160.00")


# Review --------------------------------------------------------------------------------------


def test_the_form_is_frozen_once_it_is_handed_in(at: Any) -> None:
    desk, key = at("accepted")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    for changes in (
        {"claimed": D("1.00")},
        {"hospital": "别的医院"},
        {"approved": D("57160.00")},
        {"state": FundState.APPROVED},
        {"clerk_id": "", "checker_id": "x"},
        {"decide_due": day(12, 1)},
        {"frozen_rules": "{}"},
    ):
        wrong = replace(file, application=replace(file.application, **changes))
        with pytest.raises(NotAllowed) as frozen:
            desk.workbench.fund.save(clerk, file, wrong)
        assert frozen.value.code == "fund.frozen", changes


def test_the_hospitals_lines_stay_as_they_are(at: Any) -> None:
    desk, key = at("accepted")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    dearer = (replace(file.bill_lines[0], unit_price=D("900.00"), amount=D("900.00")),)
    for lines in (dearer + file.bill_lines[1:], file.bill_lines[1:]):
        with pytest.raises(NotAllowed) as frozen:
            desk.workbench.fund.save(clerk, file, replace(file, bill_lines=lines))
        assert frozen.value.code == "fund.bill_frozen"


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (LineDecision(approved=D("400.00")), "fund.line_reason"),
        (LineDecision(approved=D("451.00"), reduction_code="K01"), "fund.line_split"),
        (LineDecision(approved=D("-1.00"), reduction_code="K01"), "fund.line_split"),
        (LineDecision(approved=D("0.00"), reduction_code="K99"), "fund.line_reason_unknown"),
        (LineDecision(approved=D("450.00"), rescue=False), "fund.line_not_rescue"),
    ],
)
def test_a_line_decision_must_add_up(at: Any, decision: LineDecision, code: str) -> None:
    desk, key = at("accepted")
    clerk = desk.cast["fund_clerk"]
    line = desk.workbench.fund.file(clerk, key).bill_lines[0]
    with pytest.raises(NotAllowed) as wrong:
        desk.workbench.fund.decide_lines(clerk, key, {line.id: decision})
    assert code in {reason.code for reason in wrong.value.reasons}


def test_an_unfinished_review_is_not_passed_on(at: Any) -> None:
    desk, key = at("accepted")
    codes = refused(desk, desk.cast["fund_clerk"], key, "recommend")
    assert codes == {"fund.lines_open", "fund.findings_open"}


def test_other_desks_do_not_touch_the_review(at: Any) -> None:
    desk, key = at("accepted")
    file = desk.workbench.fund.file(desk.cast["clerk"], key)
    for part in ("clerk", "checker", "admin", "mediator"):
        changed = replace(
            file, application=replace(file.application, over_window_reason="医院说明")
        )
        with pytest.raises(NotAllowed):
            desk.workbench.fund.save(desk.cast[part], file, changed)


def test_two_clerks_at_once(at: Any) -> None:
    desk, key = at("accepted")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    mine = replace(file, application=replace(file.application, others_paid=D("11000.00")))
    theirs = replace(file, application=replace(file.application, others_paid=D("12000.00")))
    desk.workbench.fund.save(clerk, file, theirs)
    with pytest.raises(Conflict) as clash:
        desk.workbench.fund.save(clerk, file, mine)
    (field,) = clash.value.clashes
    assert (field.field, field.mine, field.theirs) == ("others_paid", D("11000.00"), D("12000.00"))


# Approval and payment -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0.00", "fund.amount_not_positive"),
        ("57160.01", "fund.amount_over_proposed"),
        ("58420.00", "fund.amount_over_proposed"),
        ("999999999999.99", "fund.amount_over_proposed"),
    ],
)
def test_the_approver_cannot_give_more_than_reckoned(at: Any, amount: str, code: str) -> None:
    desk, key = at("checked")
    assert refused(desk, desk.cast["approver"], key, "approve", amount=amount) == {code}


@pytest.mark.parametrize("amount", ["-57160.00", "1e9", "99999999999999999999", "5.001", "很多"])
def test_what_is_no_sum_is_not_read(at: Any, amount: str) -> None:
    desk, key = at("checked")
    with pytest.raises(InvalidInput):
        desk.workbench.fund.perform(
            desk.cast["approver"], key, "approve", day(10, 13), {"amount": amount}
        )


def test_chk_06_approval_waits_for_the_police_notice(at: Any) -> None:
    desk, key = at("checked")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    without = replace(file, application=replace(file.application, notice_number="", notice_on=None))
    desk.workbench.fund.save(clerk, file, without)
    codes = refused(desk, desk.cast["approver"], key, "approve", amount="57160.00")
    assert codes == {"fund.notice_missing"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payee_name": "刘桂芹"}, "fund.payee_not_hospital"),
        ({"payee_name": "孟庆海"}, "fund.payee_not_hospital"),
        ({"payee_account": "15806001040099999"}, "fund.payee_account"),
        ({"payee_account": "12"}, "fund.payee_account_form"),
        ({"payee_account_again": "15806001040012346"}, "fund.account_typed_otherwise"),
        ({"account_verified": False}, "fund.must_be_yes_account_verified"),
    ],
)
def test_chk_09_only_the_hospital_is_paid(at: Any, change: dict[str, Any], code: str) -> None:
    desk, key = at("approved")
    desk.clock.put(2026, 10, 14)
    given = ACCOUNT | change
    if "payee_account_again" not in change:
        given["payee_account_again"] = given["payee_account"]
    assert refused(desk, desk.cast["cashier"], key, "order_payment", **given) == {code}


def test_full_width_and_spaces_in_the_payee_are_the_same_name(at: Any) -> None:
    desk, key = at("approved")
    desk.clock.put(2026, 10, 14)
    same = ACCOUNT | {"payee_account": "1580 6001 0400 12345"}  # typed again without blanks
    done = desk.do("cashier", key, "order_payment", **same)
    assert done.application.state is FundState.TO_PAY


def test_the_fund_must_hold_the_money(either_desk: Desk) -> None:
    desk = either_desk
    desk.opened(D("57159.99"))
    key = desk.ordered()
    codes = refused(desk, desk.cast["cashier2"], key, "confirm_paid", bank_serial="B1")
    assert codes == {"fund.balance_small"}
    desk.workbench.ledger.book(
        desk.cast["cashier"], LedgerKind.INTEREST, D("0.01"), day(10, 14), note="利息"
    )
    desk.do("cashier2", key, "confirm_paid", bank_serial="B1")
    assert desk.workbench.ledger.balance(desk.cast["cashier"]) == 0


def test_a_bank_serial_is_booked_once(at: Any) -> None:
    desk, key = at("ordered")
    desk.workbench.ledger.book(
        desk.cast["cashier"],
        LedgerKind.PREMIUM,
        D("100.00"),
        day(10, 14),
        note="保费",
        bank_serial="B7",
    )
    codes = refused(desk, desk.cast["cashier2"], key, "confirm_paid", bank_serial="B7")
    assert codes == {"fund.serial_used"}


def test_a_returned_payment_is_made_again_by_the_other_cashier(at: Any) -> None:
    desk, key = at("ordered")
    desk.do("cashier2", key, "bank_return", return_code="户名不符")
    codes = refused(desk, desk.cast["cashier"], key, "reorder", **ACCOUNT)
    assert "workflow.four_eyes" in codes
    desk.do("cashier2", key, "reorder", **ACCOUNT)
    desk.clock.put(2026, 10, 15)
    file = desk.do("cashier", key, "confirm_paid", bank_serial="B2")
    assert [(p.state, p.number[-5:]) for p in file.payments] == [
        (PaymentState.RETURNED, "0001号"),
        (PaymentState.PAID, "0002号"),
    ]
    assert desk.workbench.ledger.balance(desk.cast["cashier"]) == D("1222840.00")


def test_chk_21_what_is_paid_is_never_edited(at: Any) -> None:
    desk, key = at("paid")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    (payment,) = file.payments
    tampered = replace(file, payments=(replace(payment, amount=D("1.00")),))
    with pytest.raises(NotAllowed):
        desk.workbench.fund.save(clerk, file, tampered)
    with pytest.raises(NotAllowed):
        desk.workbench.fund.save(
            clerk, file, replace(file, application=replace(file.application, notice_number="x"))
        )
    # over-payment is a further record (E21), the payment stays
    desk.do(
        "checker",
        key,
        "adjust",
        cause="M01",
        amount="20000.00",
        debtor="东阿县康宁医院",
        opinion="保险公司另付医院 20,000.00",
    )
    after = desk.workbench.fund.file(clerk, key)
    assert after.payments == file.payments
    with pytest.raises(NotAllowed) as more:
        desk.do("checker", key, "adjust", cause="M01", amount="57160.01", debtor="x", opinion="x")
    assert {r.code for r in more.value.reasons} == {"fund.refund_over_paid"}


def test_a_further_application_beside_a_paid_one(at: Any) -> None:
    desk, key = at("paid")
    further = desk.workbench.fund.adjusting_application(desk.cast["fund_clerk"], key).value
    assert further.application.adjusts_id == key
    case = desk.workbench.cases.peek(desk.cast["clerk"], further.application.case_id)
    advance = desk.workbench.fund.calculate(desk.cast["fund_clerk"], case, further)
    assert advance.term("prior") == D("57160.00")


def test_a_dispute_leads_back_to_the_check(at: Any) -> None:
    desk, key = at("approved")
    served = desk.workbench.fund.file(desk.cast["clerk"], key).application
    assert served.objection_due == day(10, 20)
    desk.do("clerk", key, "object", objector="东阿县康宁医院", objection="单人间系病情需要")
    reopened = desk.do("meeting", key, "reopen", meeting_number="纪要 3")
    assert reopened.application.state is FundState.REVIEW2
    desk.do("checker", key, "check_pass")
    again = desk.do("approver", key, "approve", amount="57160.00")
    assert again.application.decision_number == "东道救垫〔2026〕第0002号"

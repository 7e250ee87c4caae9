"""What was decided is what is paid: another sum or payee is decided anew, by everybody."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.fund import FundApplication, FundState, PaymentState, Verdict
from mediation_app.domain.offices import Role
from mediation_app.domain.parties import PartyRole
from mediation_app.errors import AppError, NotAllowed
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk
from tests.services.fund.test_four_eyes import EVERYTHING, refused

D = Decimal
HOSPITAL = "东阿县康宁医院"
ACCOUNT = {
    "payee_name": HOSPITAL,
    "payee_bank": "中国农业银行东阿县支行",
    "payee_account": "15806001040012345",
    "payee_account_again": "15806001040012345",
    "account_verified": True,
}
OTHER = "15806001040099999"
CORRECTED = {
    "payee_bank": "中国农业银行东阿县支行",
    "payee_account": OTHER,
    "payee_account_again": OTHER,
    "account_verified": True,
    "opinion": "银行退票，医院更换账户",
}
REVISED = {"changed": "amount", "opinion": "医院重新核对清单"}


def hospital_account(desk: Desk, key: str, number: str) -> None:
    """The window clerk writes another account into the hospital's record."""
    clerk = desk.cast["clerk"]
    case_id = desk.workbench.fund.file(clerk, key).application.case_id
    case = desk.workbench.cases.file(clerk, case_id)
    parties = tuple(
        replace(p, account_number=number) if p.is_a(PartyRole.HOSPITAL) else p for p in case.parties
    )
    desk.workbench.cases.save(clerk, case, replace(case, parties=parties))


def again(desk: Desk, key: str, amount: str) -> FundApplication:
    """Clerk, checker and approver decide once more."""
    desk.do("fund_clerk", key, "recommend", opinion="变更后重新提出")
    desk.do("checker", key, "check_pass")
    found: FundApplication = desk.do("approver", key, "approve", amount=amount).application
    return found


def test_a_revised_decision_is_void_and_all_seats_decide_again(either_desk: Desk) -> None:
    desk = either_desk
    desk.opened()
    key = desk.approved()
    before = desk.workbench.fund.file(desk.cast["clerk"], key).application
    assert before.decision_number == "东道救垫〔2026〕第0001号"
    file = desk.do("fund_clerk", key, "revise", **REVISED)
    application = file.application
    assert application.state is FundState.REVIEW1
    assert (application.approved, application.decided_on) == (D("0.00"), None)
    assert (application.decision_number, application.pay_due) == ("", None)
    assert (application.served_on, application.objection_due) == (None, None)
    assert (application.checker_id, application.approver_id) == ("", "")
    assert application.decide_due == day(10, 16)  # three working days from the change
    void = file.decisions[-1]
    assert (void.stage, void.verdict, void.amount) == ("void", Verdict.RETURN, D("57160.00"))
    history = desk.workbench.fund.view(desk.cast["clerk"], key).history
    told = json.loads(history[-1].facts)
    assert told["voided_number"] == "东道救垫〔2026〕第0001号"
    assert told["voided_amount"] == "57160.00"
    # nothing is skipped: neither order nor approval is possible before the review
    assert refused(desk, desk.cast["cashier"], key, "order_payment", **ACCOUNT) == {
        "workflow.no_such_step"
    }
    line = file.bill_lines[2]
    desk.workbench.fund.decide_lines(
        desk.cast["fund_clerk"],
        key,
        {line.id: LineDecision(approved=line.amount - 160, reduction_code="K05")},
    )
    anew = again(desk, key, "57000.00")
    assert anew.approved == D("57000.00")
    assert anew.decision_number == "东道救垫〔2026〕第0002号"
    ordered = desk.do("cashier", key, "order_payment", **ACCOUNT)
    assert ordered.payments[-1].amount == D("57000.00")


def test_the_number_of_a_void_decision_stays_in_the_register(at: Any) -> None:
    from sqlalchemy import select

    from mediation_app.database import system_tables as system

    desk, key = at("approved")
    desk.do("fund_clerk", key, "revise", **REVISED)
    with desk.workbench.context.store.read(desk.cast["clerk"]) as reader:
        table = system.number_register
        rows = reader._connection.execute(
            select(table.c.serial, table.c.void_reason, table.c.voided_at).where(
                table.c.series == "fund_decision"
            )
        ).all()
        fund = reader._connection.execute(
            select(table.c.voided_at).where(table.c.series == "fund")
        ).all()
    assert [(r.serial, r.void_reason) for r in rows] == [(1, "变更后重新审核")]
    assert rows[0].voided_at is not None
    assert [r.voided_at for r in fund] == [None]  # the application's own number goes on


def test_who_sat_in_the_void_round_does_not_change_seats(at: Any) -> None:
    desk, key = at("approved")
    desk.do("fund_clerk", key, "revise", **REVISED)
    desk.do("fund_clerk", key, "recommend")
    approver = replace(desk.cast["approver"], roles=EVERYTHING)
    assert refused(desk, approver, key, "check_pass") == {"fund.sat_elsewhere"}
    desk.do("checker", key, "check_pass")
    checker = replace(desk.cast["checker"], roles=EVERYTHING)
    codes = refused(desk, checker, key, "approve", amount="57160.00")
    assert codes == {"workflow.four_eyes", "fund.sat_elsewhere"}


def test_an_order_is_stopped_before_the_decision_falls(at: Any) -> None:
    desk, key = at("ordered")
    assert refused(desk, desk.cast["cashier2"], key, "revise", bank_stopped=False, **REVISED) == {
        "fund.must_be_yes_bank_stopped"
    }
    codes = refused(desk, desk.cast["fund_clerk"], key, "revise", bank_stopped=True, **REVISED)
    assert codes == {"workflow.role", "workflow.four_eyes"}
    file = desk.do("cashier2", key, "revise", bank_stopped=True, **REVISED)
    (order,) = file.payments
    assert (order.state, order.return_code) == (PaymentState.RETURNED, "变更停付")
    assert file.application.state is FundState.REVIEW1
    # the money never left, so the book shows nothing
    assert desk.workbench.ledger.balance(desk.cast["cashier"]) == D("1280000.00")
    again(desk, key, "57160.00")
    done = desk.do("cashier", key, "order_payment", **ACCOUNT)
    assert [p.state for p in done.payments] == [PaymentState.RETURNED, PaymentState.ORDERED]


def test_a_paid_decision_is_never_revised(at: Any) -> None:
    desk, key = at("paid")
    assert refused(desk, desk.cast["fund_clerk"], key, "revise", **REVISED) == {
        "workflow.no_such_step"
    }


def test_revising_names_another_payee_by_its_record(at: Any) -> None:
    desk, key = at("approved")
    clerk = desk.cast["fund_clerk"]
    given = {"changed": "payee", "opinion": "医院换户", "payee_account": OTHER}
    twice = given | {"payee_account_again": OTHER}
    # the account must be the one on the hospital's record
    assert refused(desk, clerk, key, "revise", **twice) == {"fund.payee_account"}
    hospital_account(desk, key, OTHER)
    wrong = given | {"payee_account_again": OTHER[:-1]}
    assert refused(desk, clerk, key, "revise", **wrong) == {"fund.account_typed_otherwise"}
    stranger = twice | {"payee_name": "孟庆海"}
    assert refused(desk, clerk, key, "revise", **stranger) == {"fund.payee_not_hospital"}
    application = desk.do("fund_clerk", key, "revise", **twice).application
    assert application.payee_account == OTHER
    history = desk.workbench.fund.view(clerk, key).history
    assert json.loads(history[-1].facts)["old_account"] == "15806001040012345"


# The account --------------------------------------------------------------------------------------


def test_an_edited_record_does_not_lead_the_money_elsewhere(at: Any) -> None:
    """Somebody changes the hospital's account in the case after the approval: no order on it."""
    desk, key = at("approved")
    hospital_account(desk, key, OTHER)
    cashier = desk.cast["cashier"]
    moved = ACCOUNT | {"payee_account": OTHER, "payee_account_again": OTHER}
    assert refused(desk, cashier, key, "order_payment", **moved) == {"fund.account_not_decided"}
    assert refused(desk, cashier, key, "order_payment", **ACCOUNT) == {"fund.payee_account"}


def test_a_corrected_account_is_verified_by_a_second_person(at: Any) -> None:
    desk, key = at("ordered")
    desk.do("cashier2", key, "bank_return", return_code="账号不存在")
    hospital_account(desk, key, OTHER)
    same = CORRECTED | {
        "payee_account": "15806001040012345",
        "payee_account_again": "15806001040012345",
    }
    codes = refused(desk, desk.cast["cashier2"], key, "correct_account", **same)
    assert "fund.account_unchanged" in codes
    file = desk.do("cashier2", key, "correct_account", **CORRECTED)
    assert (file.application.state, file.application.payee_account) == (FundState.PAY_FAILED, OTHER)
    moved = ACCOUNT | {"payee_account": OTHER, "payee_account_again": OTHER}
    # who corrected it does not make the order on it; who made the returned one neither
    assert refused(desk, desk.cast["cashier2"], key, "reorder", **moved) == {"fund.account_second"}
    assert "workflow.four_eyes" in refused(desk, desk.cast["cashier"], key, "reorder", **moved)
    third = replace(desk.cast["meeting"], roles=frozenset({Role.CASHIER}))
    done = desk.workbench.fund.perform(third, key, "reorder", day(10, 14), moved).value
    assert done.payments[-1].payee_account == OTHER
    desk.do("cashier", key, "confirm_paid", bank_serial="B9")


def test_the_clerk_corrects_and_the_other_cashier_orders(at: Any) -> None:
    desk, key = at("ordered")
    desk.do("cashier2", key, "bank_return", return_code="账号不存在")
    hospital_account(desk, key, OTHER)
    desk.do("fund_clerk", key, "correct_account", **CORRECTED)
    moved = ACCOUNT | {"payee_account": OTHER, "payee_account_again": OTHER}
    file = desk.do("cashier2", key, "reorder", **moved)
    assert file.payments[-1].payee_account == OTHER
    history = desk.workbench.fund.view(desk.cast["clerk"], key).history
    step = next(s for s in history if s.event == "correct_account")
    assert json.loads(step.facts)["old_account"] == "15806001040012345"


@pytest.mark.parametrize("part", ["checker", "approver"])
def test_who_decided_does_not_correct_the_account(at: Any, part: str) -> None:
    desk, key = at("approved")
    hospital_account(desk, key, OTHER)
    who = replace(desk.cast[part], roles=EVERYTHING)
    assert "workflow.four_eyes" in refused(desk, who, key, "correct_account", **CORRECTED)


def test_nothing_is_approved_without_an_account(at: Any) -> None:
    desk, key = at("checked")
    hospital_account(desk, key, "")
    with desk.workbench.context.store.write(desk.cast["admin"], "test.account") as unit:
        application = unit.get(FundApplication, key)
        unit.change(application, replace(application, payee_account=""))
        unit.commit()
    codes = refused(desk, desk.cast["approver"], key, "approve", amount="57160.00")
    assert codes == {"fund.payee_undecided"}
    hospital_account(desk, key, OTHER)
    done = desk.do("approver", key, "approve", amount="57160.00").application
    assert (done.payee_account, done.payee_name) == (OTHER, HOSPITAL)


def test_a_tampered_order_is_not_confirmed(at: Any) -> None:
    desk, key = at("ordered")
    file = desk.workbench.fund.file(desk.cast["cashier"], key)
    (order,) = file.payments
    for change in ({"amount": D("57161.00")}, {"payee_account": OTHER}, {"payee_name": "他人"}):
        with desk.workbench.context.store.write(desk.cast["admin"], "test.order") as unit:
            case = unit.case_file(file.application.case_id)
            now = case.funds[0]
            bad = replace(now, payments=(replace(now.payments[0], **change),))
            unit.save(case, replace(case, funds=(bad,)))
            unit.commit()
        codes = refused(desk, desk.cast["cashier2"], key, "confirm_paid", bank_serial="B1")
        assert codes == {"fund.order_differs"}, change
        with desk.workbench.context.store.write(desk.cast["admin"], "test.order") as unit:
            case = unit.case_file(file.application.case_id)
            now = case.funds[0]
            good = replace(
                now.payments[0],
                amount=order.amount,
                payee_account=order.payee_account,
                payee_name=order.payee_name,
            )
            unit.save(case, replace(case, funds=(replace(now, payments=(good,)),)))
            unit.commit()
    desk.do("cashier2", key, "confirm_paid", bank_serial="B1")


# The sum ----------------------------------------------------------------------------------------


def test_money_that_came_in_meanwhile_stops_the_payment(at: Any) -> None:
    """The case now says another policy bears more: less is owed than was approved."""
    desk, key = at("approved")
    with desk.workbench.context.store.write(desk.cast["admin"], "test.unsettled") as unit:
        application = unit.get(FundApplication, key)
        unit.change(application, replace(application, unsettled=D("50000.00")))
        unit.commit()
    cashier = desk.cast["cashier"]
    assert refused(desk, cashier, key, "order_payment", **ACCOUNT) == {"fund.sum_shrunk"}
    desk.do("fund_clerk", key, "revise", **REVISED)
    anew = again(desk, key, "50000.00")
    assert anew.approved == D("50000.00")


def test_a_dispute_voids_what_it_is_about(at: Any) -> None:
    desk, key = at("approved")
    desk.do("clerk", key, "object", objector=HOSPITAL, objection="单人间系病情需要")
    file = desk.do("meeting", key, "reopen", meeting_number="纪要 3")
    assert (file.application.approved, file.application.decision_number) == (D("0.00"), "")
    history = desk.workbench.fund.view(desk.cast["clerk"], key).history
    assert json.loads(history[-1].facts)["voided_number"] == "东道救垫〔2026〕第0001号"


def test_saving_never_touches_the_decision(at: Any) -> None:
    desk, key = at("approved")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    for change in ({"approved": D("1.00")}, {"payee_account": OTHER}, {"payee_name": "他人"}):
        with pytest.raises(NotAllowed):
            desk.workbench.fund.save(
                clerk, file, replace(file, application=replace(file.application, **change))
            )


# Duplicates and returns -------------------------------------------------------------------------


def test_a_duplicate_that_appears_later_stops_the_payment(at: Any) -> None:
    """CHK-03 is asked again when the order is made and when it is confirmed."""
    desk, key = at("ordered")
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.file(clerk, key)
    twin = replace(
        file.application, id="e" * 32, number="", serial=None, number_year=None,
        decision_number="", state=FundState.DRAFT,
    )  # fmt: skip
    with desk.workbench.context.store.write(desk.cast["admin"], "test.twin") as unit:
        unit.add(twin)
        unit.commit()
    codes = refused(desk, desk.cast["cashier2"], key, "confirm_paid", bank_serial="B1")
    assert codes == {"fund.duplicate"}


def test_all_reasons_of_a_return_at_once(at: Any) -> None:
    desk, key = at("recommended")
    checker = desk.cast["checker"]
    assert refused(desk, checker, key, "send_back", opinion="x") == {"workflow.fact_missing"}
    assert refused(desk, checker, key, "send_back", return_codes=("N01",), opinion="x") == {
        "fund.return_code_unknown"
    }
    file = desk.do(
        "checker", key, "send_back", return_codes=("R02", "R05", "R08"), opinion="见三处"
    )
    assert file.decisions[-1].codes == ("R02", "R05", "R08")
    history = desk.workbench.fund.view(checker, key).history
    assert json.loads(history[-1].facts)["return_codes"] == ["R02", "R05", "R08"]


def test_a_refusal_keeps_its_codes_with_the_opinion(at: Any) -> None:
    desk, key = at("checked")
    file = desk.do(
        "approver", key, "refuse", refusal_codes=("N02",), refusal_facts="查明未超过限额"
    )
    assert file.decisions[-1].codes == ("N02",)


def test_the_mediation_side_never_touches_the_decision(at: Any) -> None:
    """Saving the case with another fund file in it changes nothing of the application."""
    desk, key = at("approved")
    clerk = desk.cast["clerk"]
    before = desk.workbench.fund.file(clerk, key)
    case = desk.workbench.cases.file(clerk, before.application.case_id)
    (fund,) = case.funds
    forged = replace(fund, application=replace(fund.application, approved=D("99999.00")))
    with contextlib.suppress(AppError):
        desk.workbench.cases.save(clerk, case, replace(case, funds=(forged,)))
    assert desk.workbench.fund.file(clerk, key) == before

"""What each event of the fund's process writes on the application, alone and in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundKind, FundState, Payment, PaymentState, Verdict
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.offices import ActingFor, Role
from mediation_app.domain.workflow.engine import Step
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_effects import Act, Reckoned, take
from mediation_app.rulebook import Rulebook
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
DAY = date(2026, 10, 13)
BOOK = Rulebook.open("371524")
TERMS = Terms(calendar=BOOK.calendar(), rules=FundRules(), deadlines=BOOK.deadlines())
WHO = person("甲", Role.FUND_CLERK)
S = FundState
NOTHING = Reckoned()


def step_of(state: FundState, event: str) -> Step:
    found = FUND.find(state.value, event)
    assert found is not None, (state, event)
    return found


def after(
    file: FundFile,
    event: str,
    facts: Mapping[str, Any] | None = None,
    *,
    reckoned: Reckoned = NOTHING,
) -> FundFile:
    return take(
        Act(
            step=step_of(file.application.state, event),
            case=a_case(),
            file=file,
            actor=WHO,
            occurred_on=DAY,
            facts=facts or {},
            terms=TERMS,
            reckoned=reckoned,
            rules_version="山东 2026.11",
        )
    )


REFUSAL = {"refusal_codes": ["N02"], "refusal_facts": " 查明未超过限额 "}
SUMS = Reckoned(
    eligible=D("85160.00"), first_layer=D("18000.00"), proposed=D("57160.00"), lines="{}"
)


@pytest.mark.parametrize(
    ("state", "event", "facts", "wrote"),
    [
        (S.DRAFT, "submit", {}, {"state": S.SUBMITTED, "received_on": date(2026, 10, 10)}),
        (S.SUBMITTED, "ask_supplement", {"missing": ("B01",)},
         {"state": S.SUPPLEMENT, "missing": ("B01",), "supplement_due": date(2026, 10, 27)}),
        (S.SUBMITTED, "ask_supplement", {"missing": ("B01",), "served_on": date(2026, 10, 14)},
         {"supplement_due": date(2026, 10, 28)}),
        (S.SUPPLEMENT, "supplemented", {}, {"missing": (), "supplement_due": None}),
        (S.SUPPLEMENT, "serve", {"served_on": date(2026, 10, 14)},
         {"supplement_due": date(2026, 10, 28), "served_on": None}),
        (S.SUPPLEMENT, "lapse", {}, {"refusal_codes": ("N10",), "decided_on": DAY}),
        (S.SUBMITTED, "not_accept", REFUSAL,
         {"refusal_codes": ("N02",), "refusal_facts": "查明未超过限额", "decided_on": DAY}),
        (S.SUBMITTED, "accept", {"complete_on": date(2026, 10, 10)},
         {"complete_on": date(2026, 10, 10), "accepted_on": DAY, "clerk_id": "甲",
          "decide_due": date(2026, 10, 14), "rules_version": "山东 2026.11",
          "frozen_rules": FundRules().to_json()}),
        (S.REVIEW1, "recommend", {},
         {"eligible": D("85160.00"), "first_layer": D("18000.00"), "proposed": D("57160.00"),
          "calculation": "{}", "proposed_verdict": Verdict.PARTIAL, "clerk_id": "甲"}),
        (S.REVIEW1, "recommend_refusal", REFUSAL,
         {"proposed": D("0.00"), "proposed_verdict": Verdict.REFUSE, "refusal_codes": ("N02",),
          "eligible": D("85160.00")}),
        (S.APPROVAL, "refuse", {**REFUSAL, "meeting_number": "纪要1"},
         {"state": S.REFUSED, "approved": D("0.00"), "meeting_number": "纪要1",
          "pay_due": None, "served_on": None}),
        (S.APPROVAL, "approve", {"amount": D("57160.00")},
         {"state": S.APPROVED, "approved": D("57160.00"), "decided_on": DAY,
          "pay_due": date(2026, 10, 15), "meeting_number": "", "approver_id": "甲"}),
        (S.APPROVED, "order_payment",
         {"payee_name": "东阿县康宁医院", "payee_bank": "农行", "payee_account": "158"},
         {"payee_name": "东阿县康宁医院", "payee_bank": "农行", "payee_account": "158"}),
        (S.REFUSED, "object", {"objector": "医院", "objection": "核减不当"},
         {"objected_on": DAY, "objection": "医院：核减不当"}),
        (S.DISPUTE, "reopen", {"meeting_number": "纪要2"}, {"meeting_number": "纪要2"}),
        (S.REFUSED, "serve", {"served_on": DAY},
         {"served_on": DAY, "objection_due": date(2026, 10, 20)}),
    ],
)  # fmt: skip
def test_what_an_event_writes(
    state: FundState, event: str, facts: dict[str, Any], wrote: dict[str, Any]
) -> None:
    application = after(a_file(state=state), event, facts, reckoned=SUMS).application
    found = {name: getattr(application, name) for name in wrote}
    assert found == wrote


def test_the_day_of_receipt_is_the_first_one() -> None:
    fresh = after(a_file(received_on=None), "submit").application
    assert fresh.received_on == DAY


def test_a_full_proposal_is_a_plain_yes() -> None:
    full = replace(SUMS, proposed=D("58420.00"))
    file = after(a_file(state=S.REVIEW1), "recommend", reckoned=full)
    assert file.application.proposed_verdict is Verdict.PASS
    assert file.decisions[-1].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("approved", "due"), [("57160.00", date(2026, 10, 20)), ("58420.00", None)]
)
def test_only_a_cut_can_be_objected_to(approved: str, due: date | None) -> None:
    file = a_file(state=S.APPROVED, approved=D(approved))
    application = after(file, "serve", {"served_on": DAY}).application
    assert (application.served_on, application.objection_due) == (DAY, due)


def test_a_funeral_is_paid_within_its_one_term() -> None:
    file = a_file(
        state=S.APPROVAL, kind=FundKind.FUNERAL, decide_due=date(2026, 10, 16), decide_why="D09"
    )
    application = after(file, "approve", {"amount": D(1)}).application
    assert (application.pay_due, application.pay_why) == (date(2026, 10, 16), "D09")


@pytest.mark.parametrize(
    ("state", "event", "facts", "stage", "verdict", "amount", "opinion"),
    [
        (S.SUBMITTED, "not_accept", REFUSAL, "checker", Verdict.REFUSE, "0", "查明未超过限额"),
        (S.REVIEW1, "recommend", {"opinion": "建议垫付"}, "clerk", Verdict.PARTIAL, "57160",
         "建议垫付"),
        (S.REVIEW2, "check_pass", {"opinion": "同意"}, "checker", Verdict.PASS, "57160", "同意"),
        (S.REVIEW2, "send_back", {"opinion": "补核"}, "checker", Verdict.RETURN, "0", "补核"),
        (S.APPROVAL, "approve", {"amount": D("57160")}, "approver", Verdict.PARTIAL, "57160", ""),
        (S.APPROVAL, "approve", {"amount": D("58420")}, "approver", Verdict.PASS, "58420", ""),
        (S.APPROVAL, "refuse", REFUSAL, "approver", Verdict.REFUSE, "0", "查明未超过限额"),
    ],
)  # fmt: skip
def test_what_a_person_signs(
    state: FundState,
    event: str,
    facts: dict[str, Any],
    stage: str,
    verdict: Verdict,
    amount: str,
    opinion: str,
) -> None:
    file = after(a_file(state=state, proposed=D("57160.00")), event, facts, reckoned=SUMS)
    (decision,) = file.decisions
    assert (decision.stage, decision.verdict, decision.amount) == (stage, verdict, D(amount))
    assert (decision.opinion, decision.person_id, decision.decided_on) == (opinion, "甲", DAY)


def test_steps_without_an_opinion_leave_none() -> None:
    assert after(a_file(), "submit").decisions == ()


# Payments -----------------------------------------------------------------------------------------

PAYEE = {"payee_name": "东阿县康宁医院", "payee_bank": "农行", "payee_account": "158"}


def test_an_order() -> None:
    file = a_file(state=S.APPROVED, approved=D("57160.00"))
    (order,) = after(file, "order_payment", PAYEE).payments
    assert (order.amount, order.payee_account, order.maker_id) == (D("57160.00"), "158", "甲")
    assert order.purpose == "东道救申〔2026〕第0001号 孟庆海 抢救费用垫付"
    nameless = replace(file, application=replace(file.application, victim_id="x", number=""))
    (order,) = after(nameless, "order_payment", PAYEE).payments
    assert order.purpose == "抢救费用垫付"


def ordered(state: PaymentState = PaymentState.ORDERED) -> Payment:
    return Payment(id=state.value, case_id="c", application_id="f", state=state)


@pytest.mark.parametrize(
    ("event", "facts", "ends"),
    [
        ("confirm_paid", {"bank_serial": "88"},
         {"state": PaymentState.PAID, "bank_serial": "88", "paid_on": DAY, "checker_id": "甲"}),
        ("bank_return", {"return_code": "户名不符"},
         {"state": PaymentState.RETURNED, "return_code": "户名不符", "paid_on": None}),
        ("withdraw", {}, {"state": PaymentState.RETURNED, "return_code": "撤回停付"}),
    ],
)  # fmt: skip
def test_how_an_order_ends(event: str, facts: dict[str, Any], ends: dict[str, Any]) -> None:
    old = ordered(PaymentState.RETURNED)
    file = a_file(state=S.TO_PAY, payments=(old, ordered()))
    first, second = after(file, event, facts).payments
    assert first == old, "what has ended is not touched again"
    assert {name: getattr(second, name) for name in ends} == ends


def test_facts_of_another_kind_are_no_codes() -> None:
    file = after(a_file(state=S.SUBMITTED), "ask_supplement", {"missing": "B01"})
    assert file.application.missing == ()


# Decided anew -------------------------------------------------------------------------------------

DECIDED = {
    "approved": D("57160.00"),
    "decided_on": DAY,
    "decision_number": "东道救垫〔2026〕第0001号",
    "meeting_number": "纪要1",
    "served_on": DAY,
    "objection_due": DAY,
    "pay_due": DAY,
    "pay_why": "D06",
    "checker_id": "乙",
    "approver_id": "丙",
    "payer_id": "丁",
    "proposed_verdict": Verdict.PASS,
    **PAYEE,
}
FALLEN = {
    "approved": D("0.00"),
    "decided_on": None,
    "decision_number": "",
    "served_on": None,
    "objection_due": None,
    "pay_due": None,
    "pay_why": "",
}


@pytest.mark.parametrize("state", [S.APPROVED, S.PAY_FAILED, S.TO_PAY])
def test_a_change_takes_the_decision_away(state: FundState) -> None:
    facts = {"changed": "payee", "opinion": "换户", "payee_account": " 159 "}
    file = after(a_file(state=state, payments=(ordered(),), **DECIDED), "revise", facts)
    seats = {"checker_id": "", "approver_id": "", "payer_id": "", "pay_checker_id": ""}
    wrote = {
        **FALLEN, **seats, "state": S.REVIEW1, "meeting_number": "", "proposed_verdict": None,
        "decide_due": date(2026, 10, 16), "payee_account": "159", "payee_bank": "农行",
    }  # fmt: skip
    assert {name: getattr(file.application, name) for name in wrote} == wrote
    assert "2026-10-13" in file.application.decide_why
    assert [(p.state, p.return_code) for p in file.payments] == [
        (PaymentState.RETURNED, "变更停付")
    ]
    (void,) = file.decisions
    told = (void.stage, void.verdict, void.amount, void.opinion)
    assert told == ("void", Verdict.RETURN, D("57160.00"), "换户")


def test_a_co_ordinated_dispute_takes_the_decision_away() -> None:
    file = after(a_file(state=S.DISPUTE, **DECIDED), "reopen", {"meeting_number": "纪要9"})
    wrote = {**FALLEN, "state": S.REVIEW2, "meeting_number": "纪要9", "checker_id": "乙"}
    assert {name: getattr(file.application, name) for name in wrote} == wrote
    assert file.decisions[-1].amount == D("57160.00")


def test_a_corrected_account_changes_nothing_else() -> None:
    before = a_file(state=S.PAY_FAILED, **DECIDED)
    file = after(before, "correct_account", {"payee_bank": "建行", "payee_account": "777"})
    assert file.application == replace(before.application, payee_bank="建行", payee_account="777")
    assert file.decisions == ()


def test_an_approval_fixes_the_account_on_record() -> None:
    facts = {"amount": D("57160.00")}
    found = after(a_file(state=S.APPROVAL), "approve", facts).application
    assert (found.payee_name, found.payee_account) == ("东阿县康宁医院", "15806001040012345")
    own = after(a_file(state=S.APPROVAL, payee_account="158"), "approve", facts).application
    assert (own.payee_name, own.payee_account) == ("东阿县康宁医院", "158")
    nobody = a_file(state=S.APPROVAL, hospital="别家医院")
    assert after(nobody, "approve", facts).application.payee_name == ""


def test_an_act_under_a_delegation_carries_both_names() -> None:
    lent = ActingFor(role=Role.APPROVER, person_id="乙", name="马玲")
    actor = replace(person("甲"), acting_for=(lent,))
    step = step_of(S.REVIEW2, "send_back")
    act = Act(
        step=step, case=a_case(), file=a_file(state=S.REVIEW2), actor=actor, occurred_on=DAY,
        facts={"return_codes": ("R02",), "opinion": "见清单"}, terms=TERMS,
    )  # fmt: skip
    (decision,) = take(act).decisions
    assert (decision.for_person_id, decision.for_person_name) == ("乙", "马玲")
    assert decision.codes == ("R02",)
    order = replace(act, step=step_of(S.APPROVED, "order_payment"), file=a_file(state=S.APPROVED))
    assert take(order).payments[-1].maker_name == "甲（受马玲委托）"
    paid = replace(
        act, step=step_of(S.TO_PAY, "confirm_paid"),
        file=a_file(state=S.TO_PAY, payments=(ordered(),)),
    )  # fmt: skip
    assert take(paid).payments[-1].checker_name == "甲（受马玲委托）"

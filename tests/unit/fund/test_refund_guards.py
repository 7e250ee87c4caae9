"""What comes after a decision: objection beside the payment, adjustment, archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundState, Payment, PaymentState, Verdict
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.offices import Role
from mediation_app.domain.refunds import Refund, RefundState
from mediation_app.domain.workflow import fund_adjusting as a
from mediation_app.domain.workflow.engine import Guard, Position
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_effects import Act, take
from mediation_app.messages import text_of_reason
from mediation_app.rulebook import Rulebook
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
S = FundState
DAY = date(2026, 10, 20)
BEFORE, AFTER = date(2026, 10, 19), date(2026, 10, 21)
HOSPITAL = "东阿县康宁医院"
BOOK = Rulebook.open("371524")
TERMS = Terms(calendar=BOOK.calendar(), rules=FundRules(), deadlines=BOOK.deadlines())


def paid(amount: str = "100.00", **changes: Any) -> FundFile:
    payment = Payment(
        id="p",
        case_id="c",
        application_id="f",
        state=PaymentState.PAID,
        amount=D(amount),
        payee_name=HOSPITAL,
        paid_on=date(2026, 10, 15),
    )
    return a_file(state=S.PAID, payments=(payment,), **changes)


def back(amount: str, **changes: Any) -> Refund:
    made = Refund(
        id="u", case_id="c", application_id="f", payment_id="p", amount=D(amount), checker_id="x"
    )
    return replace(made, **changes)


def at(
    file: FundFile,
    facts: dict[str, Any] | None = None,
    *,
    codes: object = ("M01", "M03"),
) -> Position:
    return Position(
        case=a_case(),
        fund=file,
        actor=person("x", Role.CHECKER),
        today=DAY,
        facts=facts or {},
        profile={"overpaid_codes": codes},
    )


def part(state: FundState, **changes: Any) -> FundFile:
    return a_file(
        state=state, **{"claimed": D(5), "approved": D(4), "served_on": BEFORE, **changes}
    )


TABLE: list[tuple[Guard, Position, list[str]]] = [
    *(
        (a.objection_open, at(part(state)), [])
        for state in (S.APPROVED, S.TO_PAY, S.PAY_FAILED, S.PAID)
    ),
    *(
        (a.objection_open, at(part(state, approved=D(5))), ["fund.approved_in_full"])
        for state in (S.APPROVED, S.TO_PAY, S.PAY_FAILED, S.PAID)
    ),
    (a.objection_open, at(part(S.REFUSED, approved=D(5))), []),
    (a.objection_open, at(part(S.NOT_ACCEPTED)), []),
    (a.objection_open, at(part(S.PAID, served_on=None)), ["fund.not_served"]),
    (a.objection_open, at(part(S.PAID, objection_due=DAY)), []),
    (a.objection_open, at(part(S.PAID, objection_due=AFTER)), []),
    (a.objection_open, at(part(S.PAID, objection_due=BEFORE)), ["fund.objection_late"]),
    (a.no_objection, at(part(S.PAID)), []),
    (a.no_objection, at(part(S.PAID, objected_on=DAY)), ["fund.objection_pending"]),
    (a.objected, at(part(S.PAID)), ["fund.no_objection"]),
    (a.objected, at(part(S.PAID, objected_on=DAY)), []),
    (a.objected, at(part(S.TO_PAY, objected_on=DAY)), []),
    (a.objected, at(part(S.DISPUTE, objected_on=DAY)), ["fund.no_objection"]),
    (a.was_accepted, at(a_file(accepted_on=DAY)), []),
    (a.was_accepted, at(a_file()), ["fund.was_not_accepted"]),
    (a.was_not_accepted, at(a_file()), []),
    (a.was_not_accepted, at(a_file(accepted_on=DAY)), ["fund.was_accepted"]),
    # adjustment
    (a.overpaid_fits, at(paid()), []),
    (a.overpaid_fits, at(paid(), {"amount": D(100)}), []),
    (a.overpaid_fits, at(paid(), {"amount": D("100.01")}), ["fund.refund_over_paid"]),
    (a.overpaid_fits, at(paid(), {"amount": D(0)}), ["fund.refund_over_paid"]),
    (a.overpaid_fits, at(paid(), {"amount": "1"}), ["fund.refund_over_paid"]),
    (a.overpaid_fits, at(a_file(), {"amount": D(1)}), ["fund.refund_over_paid"]),
    (a.overpaid_fits, at(a_file()), []),
    (a.overpaid_fits, at(paid(refunds=(back("60"),)), {"amount": D(40)}), []),
    (a.overpaid_fits, at(paid(refunds=(back("60"),)), {"amount": D("40.01")}),
     ["refunds.over_room"]),
    (a.overpaid_fits, at(paid(refunds=(back("100"),))), ["refunds.none_left"]),
    (a.overpaid_fits, at(paid(refunds=(back("100", state=RefundState.DROPPED),))), []),
    (a.cause_known, at(paid()), []),
    (a.cause_known, at(paid(), {"cause": "M01"}), []),
    (a.cause_known, at(paid(), {"cause": "M99"}), ["refunds.cause_unknown"]),
    (a.cause_known, at(paid(), {"cause": "M99"}, codes=None), []),
    (a.debtor_known, at(paid(), {"debtor": "某某"}), []),
    (a.debtor_known, at(paid(), {"debtor_party_id": "hospital"}), []),
    (a.debtor_known, at(paid(), {"debtor_party_id": "hospital", "debtor": HOSPITAL}), []),
    (a.debtor_known, at(paid(), {"debtor_party_id": "hospital", "debtor": "别的"}),
     ["refunds.debtor_name"]),
    (a.debtor_known, at(paid(), {"debtor_party_id": "gone"}), ["refunds.debtor_unknown"]),
    # archive
    (a.nothing_pending, at(paid()), []),
    (a.nothing_pending, at(paid(refunds=(back("60"),))), ["refunds.open_archive"]),
    (a.nothing_pending, at(paid(refunds=(back("60", checker_id=""),))), ["refunds.open_archive"]),
    (a.nothing_pending, at(paid(refunds=(back("60", state=RefundState.RETURNED),))), []),
    (a.nothing_pending, at(paid(objected_on=DAY)), ["fund.objection_pending"]),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "position", "codes"), TABLE)
def test_a_guard(guard: Guard, position: Position, codes: list[str]) -> None:
    found = guard(position)
    assert all("{" not in text_of_reason(reason) for reason in found)
    assert [reason.code for reason in found] == codes


def test_a_guard_without_an_application_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="application"):
        a.overpaid_fits(replace(at(paid()), fund=None))


# What the events write ----------------------------------------------------------------------------


def after(file: FundFile, event: str, **facts: Any) -> FundFile:
    found = FUND.find(file.application.state.value, event)
    assert found is not None, event
    return take(
        Act(
            step=found,
            case=a_case(),
            file=file,
            actor=person("finder", Role.CHECKER),
            occurred_on=DAY,
            facts=facts,
            terms=TERMS,
        )
    )


def test_an_adjustment_writes_a_refund_and_touches_nothing_else() -> None:
    file = paid()
    done = after(file, "adjust", cause="M01", amount=D(40), debtor=HOSPITAL, opinion="保险公司另付")
    (refund,) = done.refunds
    assert (refund.cause, refund.amount, refund.working) == ("M01", D(40), "保险公司另付")
    assert (refund.debtor_name, refund.debtor_party_id) == (HOSPITAL, "hospital")
    assert (refund.found_on, refund.found_by_id, refund.checker_id) == (DAY, "finder", "")
    assert replace(done, refunds=()) == file
    again = after(
        done, "adjust", cause="M03", amount=D(1), debtor="某某", debtor_kind="family",
        debtor_party_id="", opinion="",
    )  # fmt: skip
    assert [r.debtor.value for r in again.refunds] == ["hospital", "family"]


@pytest.mark.parametrize("state", [S.APPROVED, S.TO_PAY, S.PAID, S.REFUSED, S.NOT_ACCEPTED])
def test_the_term_to_object_runs_from_service(state: FundState) -> None:
    file = part(state, served_on=None)
    if state in (S.REFUSED, S.NOT_ACCEPTED):
        file = part(state, served_on=None, approved=D(0))
    done = after(file, "serve", served_on=DAY).application
    assert (done.served_on, done.objection_due) == (DAY, date(2026, 10, 27))


@pytest.mark.parametrize("state", [S.APPROVED, S.TO_PAY, S.PAID])
def test_who_got_all_has_no_term_to_object(state: FundState) -> None:
    done = after(part(state, approved=D(5)), "serve", served_on=DAY).application
    assert (done.served_on, done.objection_due) == (DAY, None)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (S.REFUSED, S.DISPUTE),
        (S.NOT_ACCEPTED, S.DISPUTE),
        (S.APPROVED, S.DISPUTE),
        (S.TO_PAY, S.TO_PAY),
        (S.PAY_FAILED, S.PAY_FAILED),
        (S.PAID, S.PAID),
    ],
)
def test_an_objection_stops_a_refusal_but_no_payment(state: FundState, to: FundState) -> None:
    done = after(part(state), "object", objector="甲", objection="少了").application
    assert (done.state, done.objected_on, done.objection) == (to, DAY, "甲：少了")


def test_what_the_co_ordination_leaves() -> None:
    kept = after(part(S.PAID, meeting_number="会 1"), "keep_approval", meeting_number="协 2")
    assert kept.application.meeting_number == "会 1", "the decision's own minutes stay"
    assert kept.decisions[-1].verdict is Verdict.PARTIAL
    upheld = after(
        part(S.PAID, meeting_number="会 1", objected_on=DAY), "uphold_rest", meeting_number="协 2"
    )
    assert (upheld.application.state, upheld.application.objected_on) == (S.PAID, None)
    assert (upheld.decisions[-1].stage, upheld.decisions[-1].verdict) == ("meeting", Verdict.PASS)
    disputed = part(S.DISPUTE, approved=D(4))
    assert (
        after(disputed, "keep_approval", meeting_number="协 2").application.meeting_number == "协 2"
    )
    turned = part(
        S.DISPUTE,
        approved=D(0),
        decision_number="不受 1",
        refusal_codes=("N04",),
        refusal_facts="不在辖区",
        checker_id="k",
        objection_due=AFTER,
    )
    kept = after(turned, "keep_not_accepted", meeting_number="协 3")
    assert kept.application.state is S.NOT_ACCEPTED
    assert kept.decisions[-1].verdict is Verdict.REFUSE
    again = after(turned, "readmit", meeting_number="协 3").application
    assert again.state is S.SUBMITTED
    assert (again.decision_number, again.refusal_codes, again.refusal_facts) == ("", (), "")
    assert (again.served_on, again.objection_due, again.checker_id) == (None, None, "")

"""Every guard of the fund's process and of the recovery: what passes, what blocks, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from mediation_app.domain.cases import Accident
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, FundSituation, Payment, PaymentState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow import recovery as table
from mediation_app.domain.workflow import recovery_guards as r
from mediation_app.domain.workflow.engine import Guard, Position
from mediation_app.errors import Reason
from mediation_app.messages import catalogue
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
DAY = date(2026, 10, 13)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
CLERK = person("k", Role.FUND_CLERK)


def found(
    guard: Guard,
    file: FundFile | None,
    facts: Mapping[str, object] | None = None,
    *,
    case: CaseFile | None = None,
    actor: Actor = CLERK,
    on: date = DAY,
    balance: object = None,
    **profile: object,
) -> list[str]:
    """The codes without their area, a question mark behind what only warns."""
    position = Position(
        case=case or a_case(),
        fund=file,
        actor=actor,
        today=DAY,
        occurred_on=on,
        facts=facts or {},
        profile=profile,
        office_balance=balance,
    )
    reasons = guard(position)
    for reason in reasons:
        named = {name for _, name, _, _ in Formatter().parse(catalogue()[reason.code]) if name}
        assert named <= dict(reason.params).keys(), reason
    return [reason.code.partition(".")[2] + ("" if reason.blocking else "?") for reason in reasons]


def rules(**values: Any) -> dict[str, FundRules]:
    return {"rules": FundRules(**values)}


REASON = (Reason(code="fund.nothing_to_pay"),)
LINES = a_file().bill_lines
LATE = (replace(LINES[0], in_window=False),)
FINDINGS = a_file().findings


def failed(head: str) -> tuple[Any, ...]:
    return tuple(replace(one, passed=one.head != head) for one in FINDINGS)


def paid(amount: str, on: date | None = DAY) -> Payment:
    return Payment(
        id=f"p{amount}", case_id="c", application_id="f", amount=D(amount), paid_on=on,
        state=PaymentState.PAID,
    )  # fmt: skip


FUND_ROWS: list[tuple[Guard, FundFile, dict[str, object], dict[str, Any], list[str]]] = [
    # who acts
    (g.not_admin, a_file(), {}, {}, []),
    (g.not_admin, a_file(), {}, {"actor": person("x", Role.ADMIN)}, ["admin_no_business"]),
    (g.unrelated, a_file(), {}, {"actor": person("x", organisation="东阿县康宁医院")},
     ["related_unit"]),
    (g.unrelated, a_file(), {}, {"actor": person("x", organisation="别的医院")}, []),
    (g.unrelated, a_file(applicant_id_number="371524199001010010"), {},
     {"actor": person("x", id_number="371524199001010010")}, ["related_person"]),
    # when
    (g.in_time, a_file(), {}, {}, []),
    (g.in_time, a_file(), {}, {"timing": REASON}, ["nothing_to_pay"]),
    (g.in_time, a_file(), {"served_on": AFTER, "occurred_on": AFTER}, {}, ["day_in_future"]),
    (g.in_time, a_file(), {"served_on": DAY}, {"timing": "?"}, []),
    (g.served_in_order, a_file(), {"served_on": DAY}, {}, []),
    (g.served_in_order, a_file(decided_on=AFTER), {"served_on": DAY}, {}, ["served_early"]),
    (g.served_in_order, a_file(decided_on=DAY), {"served_on": DAY}, {}, []),
    # intake
    (g.no_duplicate, a_file(), {}, {}, []),
    (g.no_duplicate, a_file(), {}, {"duplicates": REASON}, ["nothing_to_pay"]),
    (g.no_duplicate, a_file(), {}, {"duplicates": "?"}, []),
    (g.form_filled, a_file(), {}, {}, []),
    (g.form_filled, a_file(applicant_name="", victim_id=""), {}, {}, ["form_field"] * 2),
    (g.form_filled, a_file(hospital="", rescue_started_at=None, claimed=D(0)), {}, {},
     ["form_field"] * 3),
    (g.form_filled, a_file(kind=FundKind.FUNERAL, hospital="", rescue_started_at=None), {}, {},
     []),
    (g.form_filled, a_file(kind=FundKind.HARDSHIP), {}, {}, ["hardship_off"]),
    (g.form_filled, a_file(kind=FundKind.HARDSHIP), {}, rules(hardship_enabled=True), []),
    (g.said_yes("signed"), a_file(), {}, {}, []),
    (g.said_yes("signed"), a_file(), {"signed": True}, {}, []),
    (g.said_yes("signed"), a_file(), {"signed": False}, {}, ["must_be_yes_signed"]),
    (g.missing_answered, a_file(missing=("B01",)), {}, {}, []),
    (g.missing_answered, a_file(missing=("B01", "B02")), {"answered": ("B01", "B02")}, {}, []),
    (g.missing_answered, a_file(missing=("B01", "B02")), {"answered": ["B01"]}, {},
     ["supplement_open"]),
    (g.missing_answered, a_file(missing=("B01",)), {"answered": "B01"}, {}, ["supplement_open"]),
    (g.missing_answered, a_file(missing=("B01",)), {"answered": (), "waived_reason": "医院留存"},
     {}, []),
    (g.supplement_over, a_file(), {}, {}, ["supplement_running"]),
    (g.supplement_over, a_file(supplement_due=DAY), {}, {}, ["supplement_running"]),
    (g.supplement_over, a_file(supplement_due=BEFORE), {}, {}, []),
    (g.complete, a_file(), {}, {}, []),
    (g.complete, a_file(materials=()), {}, {}, ["materials_unlisted"]),
    (g.complete, a_file(materials=tuple(replace(m, present=False) for m in a_file().materials)),
     {}, {}, ["material_missing"]),
    (g.received_known, a_file(), {}, {}, []),
    (g.received_known, a_file(received_on=DAY), {"complete_on": DAY}, {}, []),
    (g.received_known, a_file(received_on=DAY), {"complete_on": AFTER}, {},
     ["complete_after_acceptance"]),
    (g.received_known, a_file(received_on=DAY), {"complete_on": BEFORE}, {},
     ["complete_before_receipt"]),
    (g.received_known, a_file(received_on=None), {"complete_on": BEFORE}, {}, []),
    # review
    (g.reviewed, a_file(), {}, {}, []),
    (g.reviewed, a_file(situation=None), {}, {}, ["situation_open"]),
    (g.reviewed, a_file(bill_lines=(replace(LINES[0], decided=False),)), {}, {}, ["lines_open"]),
    (g.reviewed, a_file(bill_lines=()), {}, {}, ["bill_missing"]),
    (g.reviewed, a_file(bill_lines=(), kind=FundKind.HARDSHIP), {}, {}, []),
    (g.reviewed, a_file(bill_lines=LATE), {}, {}, ["window_unexplained"]),
    (g.reviewed, a_file(bill_lines=LATE, over_window_reason="危重"), {}, {}, []),
    (g.reviewed, a_file(bill_lines=(replace(LATE[0], approved=D(0)),)), {}, {}, []),
    (g.reviewed, a_file(findings=failed("situation")), {}, {}, ["situation_failed"]),
    (g.reviewed, a_file(findings=failed("other")), {}, {}, ["other_failed"]),
    (g.police_case_known, a_file(), {}, {}, []),
    (g.findings_made, a_file(), {}, {}, []),
    (g.findings_made, a_file(findings=FINDINGS[:2]), {}, {}, ["findings_open"]),
    (g.sum_known, a_file(), {}, {}, []),
    (g.sum_known, a_file(), {}, {"calculation": REASON}, ["nothing_to_pay"]),
    (g.sum_known, a_file(), {}, {"calculation": None}, []),
    (g.something_to_pay, a_file(), {}, {}, ["nothing_to_pay"]),
    (g.something_to_pay, a_file(proposed=D(1)), {}, {}, []),
    (g.something_to_pay, a_file(proposed=D(1)), {}, {"proposed": D(0)}, ["nothing_to_pay"]),
    (g.refusal_reasoned, a_file(), {}, {}, []),
    (g.refusal_reasoned, a_file(), {"refusal_codes": ()}, {}, ["refusal_code_missing"]),
    (g.refusal_reasoned, a_file(), {"refusal_codes": "N01"}, {}, ["refusal_code_missing"]),
    (g.refusal_reasoned, a_file(), {"refusal_codes": ("N01",)}, {}, ["refusal_text_missing"]),
    (g.refusal_reasoned, a_file(), {"refusal_codes": ("N01",), "refusal_facts": "未超限"}, {},
     []),
    (g.refusal_reasoned, a_file(), {"refusal_codes": ("N01",), "refusal_facts": "x"},
     {"refusal_codes": ("N01", "N02")}, []),
    (g.refusal_reasoned, a_file(), {"refusal_codes": ["N99"], "refusal_facts": "x"},
     {"refusal_codes": frozenset({"N01"})}, ["refusal_code_unknown"]),
    (g.below_threshold, a_file(proposed=D(100)), {}, {}, []),
    (g.below_threshold, a_file(proposed=D(100)), {}, rules(collective_above=D(99)),
     ["meeting_first"]),
    (g.below_threshold, a_file(proposed=D(100)), {}, rules(collective_above=D(100)), []),
    (g.below_threshold, a_file(proposed=D(1)), {},
     {**rules(collective_above=D(99)), "victim_total": D(100)}, ["meeting_first"]),
    (g.below_threshold, a_file(bill_lines=LATE), {}, rules(collective_over_window=True),
     ["meeting_first"]),
    (g.below_threshold, a_file(), {}, rules(collective_over_window=True), []),
    # decision
    (g.notice_there, a_file(), {}, {}, []),
    (g.notice_there, a_file(notice_number=""), {}, {}, ["notice_missing"]),
    (g.notice_there, a_file(notice_on=None), {}, {}, ["notice_missing"]),
    (g.notice_there, a_file(notice_on=None), {}, rules(notice_waived=True), []),
    (g.notice_there, a_file(notice_on=None, kind=FundKind.FUNERAL), {}, {}, []),
    (g.amount_fits, a_file(proposed=D(100)), {}, {}, []),
    (g.amount_fits, a_file(proposed=D(100)), {"amount": D(0)}, {}, ["amount_not_positive"]),
    (g.amount_fits, a_file(proposed=D(100)), {"amount": "100"}, {}, ["amount_not_positive"]),
    (g.amount_fits, a_file(proposed=D(100)), {"amount": D("100.01")}, {},
     ["amount_over_proposed"]),
    (g.amount_fits, a_file(proposed=D(100)), {"amount": D(100)}, {}, []),
    (g.amount_fits, a_file(proposed=D(100)), {"amount": D(100)},
     rules(rescue_cap_per_person=D(99)), ["amount_over_cap"]),
    (g.amount_fits, a_file(proposed=D(100)), {"amount": D(99)},
     rules(rescue_cap_per_person=D(99)), []),
    (g.eligible, a_file(), {}, {}, []),
    (g.eligible, a_file(situation=None), {}, {}, ["situation_open"]),
    (g.eligible, a_file(situation=FundSituation.OTHER), {}, {}, ["meeting_first"]),
    (g.eligible, a_file(situation=FundSituation.OTHER, meeting_number="1"), {}, {}, []),
    (g.eligible, a_file(findings=failed("situation")), {}, {}, ["situation_failed"]),
    # payment
    (g.payee_right, a_file(), {}, {}, []),
    (g.payee_right, a_file(), {}, {"payee": REASON}, ["nothing_to_pay"]),
    (g.payee_right, a_file(), {}, {"payee": None}, []),
    (g.balance_enough, a_file(approved=D(100)), {}, {}, []),
    (g.balance_enough, a_file(approved=D(100)), {}, {"balance": D("99.99")}, ["balance_small"]),
    (g.balance_enough, a_file(approved=D(100)), {}, {"balance": D(100)}, []),
    (g.serial_new, a_file(), {}, {}, []),
    (g.serial_new, a_file(), {}, {"serial_used": True}, ["serial_used"]),
    # objection and end
    (g.was_refused, a_file(), {}, {}, []),
    (g.was_refused, a_file(approved=D(1)), {}, {}, ["was_approved"]),
    (g.was_approved, a_file(), {}, {}, ["was_refused"]),
    (g.was_approved, a_file(approved=D(1)), {}, {}, []),
    (g.settled, a_file(), {}, {}, []),
    (g.settled, a_file(decision_number="1"), {}, {}, ["not_served"]),
    (g.settled, a_file(decision_number="1", served_on=DAY), {}, {}, []),
    (g.settled, a_file(recoveries=(Recovery(
        id="r", case_id="c", application_id="f", payment_id="p"),)), {}, {}, ["recovery_open"]),
    (g.settled, a_file(recoveries=(Recovery(
        id="r", case_id="c", application_id="f", payment_id="p",
        state=RecoveryState.WRITTEN_OFF),)), {}, {}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "file", "facts", "around", "said"),
    [pytest.param(*row, id=f"{row[0].__name__}-{n}") for n, row in enumerate(FUND_ROWS)],
)
def test_a_guard_of_the_fund(
    guard: Guard,
    file: FundFile,
    facts: dict[str, object],
    around: dict[str, Any],
    said: list[str],
) -> None:
    assert found(guard, file, facts, **around) == said


def test_a_guard_without_an_application_is_a_bug() -> None:
    with pytest.raises(ValueError, match="application"):
        found(g.complete, None)
    assert found(g.unrelated, None) == []
    with pytest.raises(ValueError, match="recovery"):
        found(r.debtor_known, a_file())
    with pytest.raises(ValueError, match="recovery"):
        found(r.debtor_known, None)


# Recovery -----------------------------------------------------------------------------------------


def owed(**changes: Any) -> FundFile:
    parts = {name: changes.pop(name) for name in tuple(changes) if name in FundFile.__slots__}
    recovery = Recovery(
        id="r", case_id="c", application_id="f", payment_id="p",
        **{"opening": D(300), **changes},
    )  # fmt: skip
    return a_file(recoveries=(recovery,), **parts)


def signed(**changes: Any) -> FundFile:
    """The same with a plan that was signed."""
    return owed(state=RecoveryState.AGREED, **changes)


def plan(*rows: tuple[int, date | None]) -> tuple[RepaymentRow, ...]:
    return tuple(
        RepaymentRow(
            id=f"row{n}", case_id="c", recovery_id="r", amount=D(amount), due_on=due,
            created_at=datetime(2026, 10, 1, tzinfo=UTC),
        )
        for n, (amount, due) in enumerate(rows)
    )  # fmt: skip


def receipt(amount: int, on: date | None = BEFORE, made: int | None = 2) -> RepaymentReceipt:
    return RepaymentReceipt(
        id=f"m{amount}{made}", case_id="c", recovery_id="r", amount=D(amount), received_on=on,
        created_at=datetime(2026, 10, made, tzinfo=UTC) if made else None,
    )  # fmt: skip


def fled(solved: date | None = None) -> CaseFile:
    accident = Accident(id="a", case_id="c", hit_and_run=True, hit_and_run_solved_on=solved)
    return a_case(accidents=(accident,))


DEBTOR = (DebtorShare(id="d", case_id="c", recovery_id="r"),)
ACTS = tuple(
    RecoveryAction(id=f"a{n}", case_id="c", recovery_id="r", kind=kind)
    for n, kind in enumerate(("notice", "demand", "inquiry"))
)
TALK = (RecoveryAction(id="t", case_id="c", recovery_id="r", kind="talk"),)

RECOVERY_ROWS: list[tuple[Guard, FundFile, dict[str, object], dict[str, Any], list[str]]] = [
    (r.fled_unsolved, owed(), {}, {}, ["not_hit_and_run"]),
    (r.fled_unsolved, owed(), {}, {"case": fled()}, []),
    (r.fled_unsolved, owed(), {}, {"case": fled(DAY)}, ["solved"]),
    (r.debtor_known, owed(), {}, {}, ["no_debtor"]),
    (r.debtor_known, owed(debtor_shares=DEBTOR), {}, {}, []),
    (r.schedule_adds_up, owed(), {}, {}, ["no_schedule"]),
    (r.schedule_adds_up, owed(repayment_rows=plan((299, DAY))), {}, {}, ["schedule_sum"]),
    (r.schedule_adds_up, owed(repayment_rows=plan((100, DAY), (200, DAY))), {}, {}, []),
    (r.schedule_adds_up, owed(repayment_rows=plan((100, None), (200, DAY))), {}, {},
     ["schedule_row"]),
    (r.schedule_adds_up, owed(repayment_rows=plan((0, DAY), (300, DAY))), {}, {},
     ["schedule_row"]),
    (r.overdue, signed(), {}, {}, ["nothing_overdue"]),
    (r.overdue, signed(repayment_rows=plan((300, DAY))), {}, {}, ["nothing_overdue"]),
    (r.overdue, signed(repayment_rows=plan((300, BEFORE))), {}, {}, []),
    (r.overdue, owed(repayment_rows=plan((300, BEFORE))), {}, {}, ["nothing_overdue"]),
    (r.overdue, signed(repayment_rows=plan((300, BEFORE)), repayment_receipts=(receipt(300),)), {},
     {}, ["nothing_overdue"]),
    (r.overdue, signed(repayment_rows=plan((300, BEFORE)), repayment_receipts=(receipt(299),)), {},
     {}, []),
    # what came before the plan was made is not paid on it; an unstamped receipt is
    (r.overdue, signed(opening=D(600), repayment_rows=tuple(
        replace(row, created_at=datetime(2026, 10, 3, tzinfo=UTC))
        for row in plan((300, BEFORE))), repayment_receipts=(receipt(300),)), {}, {}, []),
    (r.overdue, signed(repayment_rows=plan((300, BEFORE)),
                     repayment_receipts=(receipt(300, made=None),)), {}, {}, ["nothing_overdue"]),
    (r.overdue, signed(repayment_rows=plan((300, BEFORE)),
                     repayment_receipts=(receipt(300, on=None),)), {}, {}, []),
    (r.overdue, signed(repayment_rows=plan((300, BEFORE)),
                     repayment_receipts=(receipt(300, on=AFTER),)), {}, {}, []),
    (r.limitation_far, owed(), {}, {}, []),
    (r.limitation_far, owed(limitation_on=DAY + timedelta(days=90)), {}, {}, []),
    (r.limitation_far, owed(limitation_on=DAY + timedelta(days=89)), {}, {},
     ["limitation_near?"]),
    (r.receipt_fits, owed(), {}, {}, []),
    (r.receipt_fits, owed(), {"amount": D(300)}, {}, []),
    (r.receipt_fits, owed(), {"amount": D("300.01")}, {}, ["over_outstanding"]),
    (r.receipt_fits, owed(recovered_after=D(1)), {"amount": D(300)}, {}, ["over_outstanding"]),
    (r.receipt_fits, owed(), {"amount": D(0)}, {}, ["amount_not_positive"]),
    (r.receipt_fits, owed(), {"amount": "1"}, {}, ["amount_not_positive"]),
    (r.nothing_owed, owed(), {}, {}, ["still_owed"]),
    (r.nothing_owed, owed(recovered=D(300)), {}, {}, []),
    (r.nothing_owed, owed(recovered=D(200), recovered_after=D(100)), {}, {}, []),
    (r.write_off_grounded, owed(), {}, {}, ["too_few_actions"]),
    (r.write_off_grounded, owed(recovery_actions=(*ACTS[:2], *TALK)), {}, {},
     ["too_few_actions"]),
    (r.write_off_grounded, owed(recovery_actions=ACTS), {"ground": "2"}, {}, ["no_finding"]),
    (r.write_off_grounded, owed(recovery_actions=ACTS), {"ground": "2", "finding": "执1号"}, {},
     []),
    (r.write_off_grounded, owed(recovery_actions=ACTS, recovered=D(300)),
     {"ground": "2", "finding": "执1号"}, {}, ["nothing_outstanding"]),
    (r.write_off_grounded, owed(recovery_actions=ACTS), {"ground": "1"}, {"case": fled()},
     ["write_off_early"]),
    (r.write_off_grounded, owed(recovery_actions=ACTS, write_off_from=DAY), {"ground": "1"},
     {"case": fled()}, []),
    (r.write_off_grounded, owed(recovery_actions=ACTS, write_off_from=AFTER), {"ground": "1"}, {},
     ["not_hit_and_run", "write_off_early"]),
    (r.evidence_named, owed(), {}, {}, []),
    (r.evidence_named, owed(), {"certificate": False}, {}, ["no_certificate"]),
    (r.write_off_signed, owed(), {}, {}, ["write_off_unsigned"]),
    (r.write_off_signed, owed(write_off_checker_id="x"), {}, {}, ["write_off_unsigned"]),
    (r.write_off_signed, owed(write_off_checker_id="x", write_off_approver_id="y"), {}, {}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "file", "facts", "around", "said"),
    [pytest.param(*row, id=f"{row[0].__name__}-{n}") for n, row in enumerate(RECOVERY_ROWS)],
)
def test_a_guard_of_the_recovery(
    guard: Guard,
    file: FundFile,
    facts: dict[str, object],
    around: dict[str, Any],
    said: list[str],
) -> None:
    assert found(guard, file, facts, **around) == said


def test_who_has_sat_where() -> None:
    recovery = Recovery(
        id="r", case_id="c", application_id="f", payment_id="p", officer_id="1", receiver_id="2",
        preparer_id="3", write_off_checker_id="4", write_off_approver_id="5",
    )  # fmt: skip
    assert list(table.seats_of(recovery).values()) == ["1", "2", "3", "4", "5"]
    assert set(table.seats_of(recovery)) == set(table.SEATS)
    assert set(g.seats_of(a_file().application)) == set(g.SEATS)
    assert g.others("clerk", "intake") == (
        "applicant", "checker", "approver", "payer", "pay_checker",
    )  # fmt: skip


def test_no_accident_that_the_police_do_not_know() -> None:
    """CHK-16: without the number of the police there is nothing to recommend."""
    case = a_case()
    nameless = replace(case, accidents=(replace(case.accident, police_case_number=" "),))
    assert found(g.police_case_known, a_file(), case=nameless) == ["police_case_missing"]

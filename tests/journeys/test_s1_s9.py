"""S1 with S9: over the limit at National Day, advanced, settled with the fund's line, paid back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.database.queries import FundQuery
from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.cases import MediationState
from mediation_app.domain.fund import (
    ApplicantKind,
    FundKind,
    FundSituation,
    FundState,
    LedgerKind,
    PaymentState,
    Verdict,
)
from mediation_app.domain.fund_calculation import window_of
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import Answer
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Prepaid
from mediation_app.domain.recovery import DebtorBasis, RecoveryState
from mediation_app.errors import NotAllowed
from mediation_app.services.stories import Cast, s1_s9
from mediation_app.services.stories.parts import day
from tests.support.places import Places
from tests.support.stories import office

pytestmark = pytest.mark.journey
Played = tuple[Workbench, Cast, s1_s9.Told]
D = Decimal


@pytest.fixture
def paid(engine_name: str, places: Places, clock: SetClock) -> Iterator[Played]:
    """S1 as it was told: the fund has paid the hospital."""
    with office(places, engine_name, "story-s1", clock, s1_s9.play_fund) as (workbench, cast):
        yield workbench, cast, _found(workbench, cast)


@pytest.fixture
def settled(engine_name: str, places: Places, clock: SetClock) -> Iterator[Played]:
    """S1 and S9 as they were told: the fund has its money back."""
    with office(places, engine_name, "story-s1-s9", clock, s1_s9.play) as (workbench, cast):
        yield workbench, cast, _found(workbench, cast)


@pytest.fixture
def fresh(engine_name: str, places: Places, clock: SetClock) -> Iterator[tuple[Workbench, Cast]]:
    """The office before the story."""
    with office(places, engine_name, "story-office", clock) as opened:
        yield opened


def _found(workbench: Workbench, cast: Cast) -> s1_s9.Told:
    row = workbench.fund.page(cast["approver"], FundQuery()).rows[0]
    file = workbench.fund.file(cast["approver"], row.application_id)
    assert file.recovery is not None
    return s1_s9.Told(
        case_id=row.case_id, application_id=row.application_id, recovery_id=file.recovery.id
    )


def test_s1_every_date_and_sum(paid: Played) -> None:
    workbench, cast, told = paid
    view = workbench.fund.view(cast["approver"], told.application_id)
    application, advance = view.file.application, view.advance
    assert application.state is FundState.PAID
    assert application.situation is FundSituation.C1

    # dates; in brackets what a plain Monday-to-Friday week would give
    window = window_of(application, FundRules.from_json(application.frozen_rules))
    assert window is not None
    assert window.end.value == datetime(2026, 10, 6, 15, 5, tzinfo=CHINA)
    assert view.notice_due is not None
    assert view.notice_due.day == date(2026, 10, 9)  # (10-02)
    assert application.complete_on == date(2026, 10, 10)  # a Saturday that is worked
    assert application.accepted_on == date(2026, 10, 10)
    assert application.decide_due == date(2026, 10, 14)
    assert application.decided_on == date(2026, 10, 13)
    assert application.pay_due == date(2026, 10, 15)
    assert "10-12、10-13、10-14" in application.decide_why
    assert "10-14、10-15" in application.pay_why

    # the bill and what was cut of it
    assert sum(line.amount for line in view.file.bill_lines) == D("86420.00")
    cut = [line for line in view.file.bill_lines if line.reduced]
    assert [(line.name, line.reduced, line.reduction_code) for line in cut] == [
        ("单人间床位费", D("1260.00"), "K06")
    ]
    assert all(line.in_window for line in view.file.bill_lines)

    # the formula, term by term
    assert advance is not None
    terms = {term.key: term.amount for term in advance.terms}
    assert terms["eligible"] == D("85160.00")
    assert terms["first_layer"] == D("18000.00")
    assert terms["other_paid"] == D("10000.00")
    assert terms["rest"] == D("57160.00")
    assert terms["unsettled"] == D("58420.00")
    assert advance.amount == application.approved == application.proposed == D("57160.00")
    assert advance.words == "伍万柒仟壹佰陆拾元整"
    assert advance.stays_with_patient == D("1260.00")
    # cut ignored, first layer not deducted, family's payment not deducted
    assert application.approved not in (D("58420.00"), D("75160.00"), D("67160.00"))
    kept = json.loads(application.calculation)
    assert kept["terms"][-1]["amount"] == "57160.00"


def test_s1_paid_to_the_hospital_by_five_people(paid: Played) -> None:
    workbench, cast, told = paid
    file = workbench.fund.file(cast["approver"], told.application_id)
    application = file.application
    five = [
        application.clerk_id,
        application.checker_id,
        application.approver_id,
        application.payer_id,
        application.pay_checker_id,
    ]
    assert len(set(five)) == 5
    (payment,) = file.payments
    assert payment.state is PaymentState.PAID
    assert payment.amount == D("57160.00")
    assert payment.payee_name == "东阿县康宁医院"
    assert payment.number == "东道救付〔2026〕第0001号"
    assert payment.paid_on == date(2026, 10, 15)
    assert payment.maker_id != payment.checker_id
    opinions = [(d.stage, d.verdict, d.amount, d.decided_on) for d in file.decisions]
    assert opinions == [
        ("clerk", Verdict.PARTIAL, D("57160.00"), date(2026, 10, 12)),
        ("checker", Verdict.PARTIAL, D("57160.00"), date(2026, 10, 12)),
        ("approver", Verdict.PARTIAL, D("57160.00"), date(2026, 10, 13)),
    ]
    assert workbench.ledger.balance(cast["cashier"]) == s1_s9.OPENING - D("57160.00")
    lines = workbench.ledger.entries(cast["cashier"])
    assert [(line.entry.kind, line.entry.serial) for line in lines] == [
        (LedgerKind.OPENING, 1),
        (LedgerKind.PAID_OUT, 2),
    ]


def test_s1_nothing_was_typed_twice(fresh: tuple[Workbench, Cast], clock: SetClock) -> None:
    workbench, cast = fresh
    clock.put(2026, 9, 30)
    case = s1_s9.register(workbench, cast)
    first = workbench.fund.screen(cast["clerk"], case).victims[0]
    assert first.answer is Answer.OPEN  # the bill is not known yet
    clock.put(2026, 10, 9)
    case = workbench.cases.save(cast["clerk"], case, s1_s9.who.hospital_account(case)).value
    assert case.case.fund_screen_result == "eligible"
    clock.put(2026, 10, 10)
    victim = case.parties[0]
    draft = workbench.fund.start(cast["fund_clerk"], case.case.id, victim.id, FundKind.RESCUE).value
    application = draft.application
    assert application.applicant_kind is ApplicantKind.HOSPITAL
    assert application.applicant_name == application.hospital == "东阿县康宁医院"
    assert application.claimed == application.unsettled == D("58420.00")
    assert application.insurer_paid == D("18000.00")
    assert application.others_paid == D("10000.00")
    assert application.situation is FundSituation.C1
    assert application.payee_account == "15806001040012345"
    assert application.admission_number == "2609-02417"
    assert application.rescue_started_at == datetime(2026, 9, 29, 15, 5, tzinfo=CHINA)
    assert application.number == ""  # drafts have no official number
    required = {m.code for m in draft.materials if m.required}
    assert {"application_form", "bill", "unpaid_balance", "payee_account"} <= required
    assert "police_notice" not in required  # it may follow the application


def test_s1_recovery_is_open_with_its_debtors(paid: Played) -> None:
    workbench, cast, told = paid
    view = workbench.recovery.view(cast["recovery"], told.recovery_id)
    assert view.recovery.number == "东道救追〔2026〕第0001号"
    assert view.recovery.state is RecoveryState.TOLD
    assert view.recovery.opening == view.owed == D("57160.00")
    assert view.recovery.opened_on == date(2026, 10, 15)
    assert view.recovery.limitation_on == date(2029, 10, 15)
    assert [(s.basis, s.name, s.amount) for s in view.file.debtor_shares] == [
        (DebtorBasis.LIABLE, "许文涛", D("57160.00")),
        (DebtorBasis.INSURER, "鲁安财产保险股份有限公司聊城中心支公司", D("57160.00")),
    ]


def test_s9_the_fund_first_then_the_victim(settled: Played) -> None:
    workbench, cast, told = settled
    case = workbench.cases.peek(cast["clerk"], told.case_id)
    assert case.case.state is MediationState.PERFORMED
    assert case.agreement is not None
    assert case.agreement.effective_on == date(2026, 11, 16)
    assert case.agreement.total == D("228300.00")  # 159,000 + 69,300
    rows = [(i.purpose, i.amount) for i in case.instalments]
    assert rows == [
        (PaymentPurpose.FUND_REPAYMENT, D("57160.00")),
        (PaymentPurpose.COMPENSATION, D("153140.00")),
    ]
    assert sum(amount for _, amount in rows) == D("210300.00")
    insurer = case.parties[3].id
    assert {i.payer_id for i in case.instalments} == {insurer}
    assert case.calculation is not None  # frozen when the agreement was drafted
    assert case.calculation.total == D("258000.00")
    disability = next(loss for loss in case.losses if loss.item == "disability")
    assert disability.amount == 0  # 53,945 × 20 × 10 % = 107,890 by the rules
    medical = next(loss for loss in case.losses if loss.item == "medical")
    assert medical.amount == D("112000.00")  # whole, the fund's part included
    text = "".join(clause.text for clause in case.clauses)
    assert "伍万柒仟壹佰陆拾元整" in text
    assert "划入救助基金账户" in text


def test_s9_the_recovery_is_closed(settled: Played) -> None:
    workbench, cast, told = settled
    view = workbench.recovery.view(cast["recovery"], told.recovery_id)
    assert view.recovery.state is RecoveryState.RECOVERED
    assert view.recovery.state.label == "已全额追回"
    assert view.recovery.recovered == D("57160.00")
    assert view.owed == 0
    assert view.stand.rate == D("100.00")
    (receipt,) = view.file.repayment_receipts
    assert receipt.received_on == date(2026, 11, 20)
    assert workbench.ledger.balance(cast["cashier"]) == s1_s9.OPENING
    assert view.recovery.receiver_id != cast["recovery"].person_id


def test_s9_cannot_be_signed_without_the_funds_line(paid: Played, clock: SetClock) -> None:
    workbench, cast, told = paid
    s1_s9.open_mediation(workbench, clock, cast, told)
    clock.put(2026, 11, 16, 14, 0)
    s1_s9.hold_session(workbench, cast, told)
    mediator = cast["mediator"]
    case = workbench.cases.file(mediator, told.case_id)
    drafted = workbench.cases.propose_agreement(mediator, case)
    # everything to the victim, nothing to the fund
    only_victim = tuple(
        replace(row, amount=D("210300.00"))
        for row in drafted.instalments
        if row.purpose is PaymentPurpose.COMPENSATION
    )
    assert drafted.agreement is not None
    agreement = replace(drafted.agreement, fund_told=True)
    gross = replace(drafted, instalments=only_victim, agreements=(agreement,))
    workbench.cases.save(mediator, case, gross)
    with pytest.raises(NotAllowed) as refused:
        workbench.cases.perform(mediator, told.case_id, "agree", occurred_on=day(11, 16))
    assert "checks.fund_line_missing" in {reason.code for reason in refused.value.reasons}
    case = workbench.cases.peek(mediator, told.case_id)
    assert case.case.state is MediationState.MEDIATING


def test_s9_cannot_be_signed_when_the_line_is_taken_out_later(
    paid: Played, clock: SetClock
) -> None:
    workbench, cast, told = paid
    s1_s9.open_mediation(workbench, clock, cast, told)
    clock.put(2026, 11, 16, 14, 0)
    s1_s9.hold_session(workbench, cast, told)
    s1_s9.draft_agreement(workbench, cast, told)
    clerk = cast["clerk"]
    case = workbench.cases.file(clerk, told.case_id)
    without = tuple(
        row for row in case.instalments if row.purpose is not PaymentPurpose.FUND_REPAYMENT
    )
    workbench.cases.save(clerk, case, replace(case, instalments=without))
    with pytest.raises(NotAllowed) as refused:
        s1_s9.sign_agreement(workbench, cast, told)
    assert "checks.fund_line_missing" in {reason.code for reason in refused.value.reasons}


def test_the_fund_is_not_closed_over_an_open_debt(paid: Played) -> None:
    workbench, cast, told = paid
    with pytest.raises(NotAllowed) as owed:
        workbench.recovery.perform(cast["recovery"], told.recovery_id, "close", day(10, 16))
    assert "recovery.still_owed" in {reason.code for reason in owed.value.reasons}
    with pytest.raises(NotAllowed) as archive:
        workbench.fund.perform(
            cast["approver"],
            told.application_id,
            "archive",
            day(10, 16),
            {"box": "2026-救-1", "catalogue_complete": True},
        )
    assert "fund.recovery_open" in {reason.code for reason in archive.value.reasons}


def test_s9_variant_the_insurer_paid_the_hospital_twice(paid: Played, clock: SetClock) -> None:
    """20,000.00 too much went to the hospital on 10-20: it goes back to the fund, once."""
    workbench, cast, told = paid
    clock.put(2026, 10, 20)
    clerk = cast["clerk"]
    case = workbench.cases.file(clerk, told.case_id)
    twice = Prepaid(
        id=new_id(),
        case_id=told.case_id,
        payer_id=case.parties[3].id,
        victim_id=case.parties[0].id,
        amount=D("20000.00"),
        paid_on=day(10, 20),
        receipt="商业险预付",
    )
    workbench.cases.save(clerk, case, replace(case, prepaid=(*case.prepaid, twice)))
    (refund,) = workbench.fund.perform(
        cast["checker"],
        told.application_id,
        "adjust",
        day(10, 20),
        {
            "cause": "M01",
            "amount": "20000.00",
            "debtor": "东阿县康宁医院",
            "opinion": "保险公司另付 20,000.00 元，医院应退还基金",
        },
    ).value.refunds
    workbench.refunds.perform(cast["approver"], refund.id, "confirm", day(10, 20))
    served = {"served_on": day(10, 20), "served_how": "直接送达"}
    workbench.refunds.perform(cast["recovery"], refund.id, "tell", day(10, 20), served)
    clock.put(2026, 10, 26)
    workbench.refunds.receive(
        cast["cashier"],
        refund.id,
        D("20000.00"),
        day(10, 26),
        bank_serial="2026102600120044",
        payer_name="东阿县康宁医院",
    )
    assert workbench.recovery.view(cast["recovery"], told.recovery_id).owed == D("37160.00")
    s1_s9.open_mediation(workbench, clock, cast, told)
    clock.put(2026, 11, 16, 14, 0)
    s1_s9.hold_session(workbench, cast, told)
    agreed = s1_s9.draft_agreement(workbench, cast, told)
    rows = [(i.purpose, i.amount) for i in agreed.instalments]
    assert rows == [
        (PaymentPurpose.FUND_REPAYMENT, D("37160.00")),
        (PaymentPurpose.COMPENSATION, D("153140.00")),  # the victim's sum is unchanged
    ]
    assert sum(amount for _, amount in rows) == D("190300.00")
    # the payment itself stands as it was made
    (payment,) = workbench.fund.file(clerk, told.application_id).payments
    assert payment.amount == D("57160.00")


def test_s9_variant_the_insurer_paid_the_victim_gross(paid: Played) -> None:
    """The debt stays, alternative debtors by fault share: 40,012.00 and 17,148.00."""
    workbench, cast, told = paid
    officer = cast["recovery"]
    shares = workbench.recovery.shares_after_gross_payment(officer, told.recovery_id)
    assert [(s.basis, s.name, s.amount) for s in shares] == [
        (DebtorBasis.LIABLE, "许文涛", D("40012.00")),
        (DebtorBasis.COMPENSATED, "孟庆海", D("17148.00")),
    ]
    file = workbench.recovery.set_shares(officer, told.recovery_id, shares).value
    assert sum(share.amount for share in file.debtor_shares) == D("57160.00")
    assert workbench.recovery.view(officer, told.recovery_id).owed == D("57160.00")

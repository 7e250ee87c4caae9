"""S1 with S9: over the compulsory limit at National Day, paid by the fund, settled, paid back.

东阿县, 2026-09-29 to 2026-11-20. A car turns left into an e-bike; the hospital treats first. The
fund advances 57,160.00 to the hospital; in the mediation the insurer pays 57,160.00 of what it
owes to the fund first and 153,140.00 to the victim.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.papers import SignerKind, SignMethod
from mediation_app.domain.parties import PartyRole
from mediation_app.services.agreements import SignatureFacts
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories import letters as out
from mediation_app.services.stories import s1_people as who
from mediation_app.services.stories.fund_acts import order_payment
from mediation_app.services.stories.parts import day, moment
from mediation_app.services.stories.s4 import findings_of

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.clock import SetClock
    from mediation_app.services.stories.cast import Cast

ADVANCE = Decimal("57160.00")
OPENING = Decimal("1280000.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the story leaves behind."""

    case_id: str
    application_id: str
    recovery_id: str


def play(
    workbench: Workbench, clock: SetClock, cast: Cast, letters: out.Letters = out.none
) -> Told:
    """The whole story; the clock stands at 2026-11-20 afterwards."""
    told = play_fund(workbench, clock, cast, letters)
    play_mediation(workbench, clock, cast, told)
    return told


def story_s1_s9(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    """The same for callers that want the key of the case."""
    return play(workbench, clock, cast).case_id


# S1: the fund -----------------------------------------------------------------------------------


def play_fund(
    workbench: Workbench, clock: SetClock, cast: Cast, letters: out.Letters = out.none
) -> Told:
    """From registration to payment and the notice of recovery (S1)."""
    if not workbench.ledger.entries(cast["cashier"]):
        clock.put(2026, 9, 28, 9, 0)
        workbench.ledger.opening(cast["cashier"], OPENING, day(9, 28))
    clock.put(2026, 9, 30, 9, 15)
    case = register(workbench, cast)
    clock.put(2026, 10, 9, 16, 20)
    case = workbench.cases.save(cast["clerk"], case, who.hospital_account(case)).value
    clock.put(2026, 10, 10, 9, 30)
    key = apply(workbench, cast, case).application.id
    letters(workbench, cast["fund_clerk"], case.case.id, ("fund_notice",))
    clock.put(2026, 10, 12, 10, 40)
    review(workbench, cast, key)
    clock.put(2026, 10, 12, 15, 30)
    workbench.fund.perform(
        cast["checker"],
        key,
        "check_pass",
        day(10, 12),
        {"opinion": "清单、计算已复核，同意报审批。"},
    )
    clock.put(2026, 10, 13, 9, 20)
    decide(workbench, cast, key)
    clock.put(2026, 10, 14, 10, 0)
    order(workbench, cast, key)
    clock.put(2026, 10, 15, 14, 30)
    paid = workbench.fund.perform(
        cast["cashier2"], key, "confirm_paid", day(10, 15), {"bank_serial": "2026101500417733"}
    ).value
    assert paid.recovery is not None
    clock.put(2026, 10, 16, 9, 0)
    workbench.recovery.perform(
        cast["recovery"],
        paid.recovery.id,
        "tell",
        day(10, 16),
        {
            "served_how": "直接送达驾驶人，邮寄送达保险公司",
            "told": f"{who.DRIVER}、{who.INSURER}",
            "proof": "送达回证、邮寄回执 EMS1177205306826",
        },
    )
    kinds = ("recovery_notice", "fund_insurer_letter")
    letters(workbench, cast["recovery"], case.case.id, kinds)
    return Told(case_id=case.case.id, application_id=key, recovery_id=paid.recovery.id)


def register(workbench: Workbench, cast: Cast) -> CaseFile:
    """The window clerk enters what the police transferred; the autopilot looks at it at once."""
    draft = workbench.cases.blank(cast["clerk"])
    return workbench.cases.new_case(cast["clerk"], who.fill(draft)).value


def apply(workbench: Workbench, cast: Cast, case: CaseFile) -> FundFile:
    """The hospital applies on Saturday 10-10, a working day; everything is complete."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    victim = case.parties_with(PartyRole.VICTIM)[0]
    file = fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE, channel="医院").value
    application = replace(
        file.application,
        received_on=day(10, 10),
        unsettled_on=day(10, 10),
        notice_number="东阿公交救通〔2026〕第0041号",
        notice_on=day(10, 9),
    )
    file = fund.save(
        clerk, file, replace(file, application=application, bill_lines=who.bill(file))
    ).value
    key = file.application.id
    there = {m.code: "" for m in file.materials if m.required or m.code in _ALSO_THERE}
    fund.tick_materials(clerk, key, there)
    fund.perform(clerk, key, "submit", day(10, 10), {"form_signed": True, "standing_proved": True})
    return fund.perform(clerk, key, "accept", day(10, 10), {"complete_on": day(10, 10)}).value


_ALSO_THERE = ("police_notice", "finding")


def review(workbench: Workbench, cast: Cast, application_id: str) -> None:
    """Line by line; the single room is cut as a comfort item."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    file = fund.file(clerk, application_id)
    decisions = {
        line.id: LineDecision(approved=Decimal("0.00"), reduction_code="K06")
        if line.name == who.SINGLE_ROOM
        else LineDecision(approved=line.amount)
        for line in file.bill_lines
    }
    file = fund.decide_lines(clerk, application_id, decisions).value
    rows = (
        ("situation", True, "C1：费用超过交强险医疗费用责任限额，保单及支付回单在卷", ""),
        ("genuine", True, "清单 16 行逐行核对，单人间床位费 1,260.00 元核减", "K06"),
        ("other", True, "抢救在 7 日内；医保、工伤未结算；未见重复申请", ""),
    )
    fund.save(clerk, file, replace(file, findings=findings_of(file, rows, clerk.person_id)))
    fund.perform(
        clerk,
        application_id,
        "recommend",
        day(10, 12),
        {"opinion": "符合第一种情形，核减单人间床位费 1,260.00 元，建议垫付 57,160.00 元。"},
    )


def decide(workbench: Workbench, cast: Cast, application_id: str) -> None:
    """The approver consents on 10-13; the letter is served on hospital and police."""
    fund = workbench.fund
    fund.perform(
        cast["approver"],
        application_id,
        "approve",
        day(10, 13),
        {"amount": ADVANCE, "opinion": "同意垫付。"},
    )
    fund.perform(
        cast["fund_clerk"],
        application_id,
        "serve",
        day(10, 13),
        {
            "served_on": day(10, 13),
            "served_how": "直接送达",
            "served_to": f"{who.HOSPITAL}医保办",
        },
    )


def order(workbench: Workbench, cast: Cast, application_id: str) -> FundFile:
    """The cashier makes the payment order to the hospital's account."""
    return order_payment(workbench, cast, application_id, day(10, 14))


# S9: mediation and repayment ----------------------------------------------------------------------


def play_mediation(workbench: Workbench, clock: SetClock, cast: Cast, told: Told) -> None:
    """From the request of both sides to the fund's money back and the case performed (S9)."""
    open_mediation(workbench, clock, cast, told)
    clock.put(2026, 11, 16, 14, 0)
    hold_session(workbench, cast, told)
    draft_agreement(workbench, cast, told)
    sign_agreement(workbench, cast, told)
    clock.put(2026, 11, 20, 10, 0)
    pay_back(workbench, cast, told)


def open_mediation(workbench: Workbench, clock: SetClock, cast: Cast, told: Told) -> None:
    """Request and acceptance on 11-09, the session booked for 11-16."""
    cases, clerk = workbench.cases, cast["clerk"]
    clock.put(2026, 11, 9, 9, 30)
    case = cases.file(clerk, told.case_id)
    case = cases.save(clerk, case, who.ready_to_mediate(case)).value
    mediator = cast["mediator"].person_id
    cases.perform(
        clerk,
        told.case_id,
        "accept",
        occurred_on=day(11, 9),
        facts={"consent": True, "mediator_id": mediator},
    )
    cases.perform(clerk, told.case_id, "tell_rights", occurred_on=day(11, 9))
    cases.perform(
        clerk,
        told.case_id,
        "appoint",
        occurred_on=day(11, 9),
        facts={"mediator_id": mediator, "recorder_id": clerk.person_id},
    )
    clock.put(2026, 11, 11, 15, 0)
    cases.perform(
        clerk,
        told.case_id,
        "book_session",
        occurred_on=day(11, 11),
        facts={
            "starts_at": moment(11, 16, 14, 0),
            "place": "东阿县道交调处中心 第一调解室",
            "insurer_told_on": day(11, 11),
        },
    )


def hold_session(workbench: Workbench, cast: Cast, told: Told) -> None:
    """The session of Monday 11-16, with driver, victim and insurer at the table."""
    cases, mediator = workbench.cases, cast["mediator"]
    cases.perform(mediator, told.case_id, "start", occurred_on=day(11, 16))
    cases.perform(
        mediator,
        told.case_id,
        "record_session",
        occurred_on=day(11, 16),
        facts={
            "minutes": (
                "调解员说明事故责任和各项损失的计算依据，并告知本案有救助基金垫付款 57,160.00 元尚未偿还。"
                "受害人、驾驶人对责任比例 70% 和 30% 无异议；保险公司核对损失清单后同意按清单赔付，"
                "并同意从应付赔款中先行偿还救助基金。"
            ),
            "result": "success",
            "ends_at": moment(11, 16, 16, 20),
            "amount": Decimal("228300.00"),
            "agreed_facts": "事故经过、责任认定、医疗费总额和已付款项各方无异议。",
        },
    )


def draft_agreement(workbench: Workbench, cast: Cast, told: Told) -> CaseFile:
    """The agreement as the program proposes it: the fund's line comes first."""
    cases, mediator = workbench.cases, cast["mediator"]
    case = cases.file(mediator, told.case_id)
    drafted = cases.propose_agreement(mediator, case)
    assert drafted.agreement is not None
    agreement = replace(drafted.agreement, fund_told=True)
    drafted = replace(
        drafted,
        agreements=tuple(agreement if a.id == agreement.id else a for a in drafted.agreements),
    )
    cases.save(mediator, case, drafted)
    return cases.perform(mediator, told.case_id, "agree", occurred_on=day(11, 16)).value


def sign_agreement(workbench: Workbench, cast: Cast, told: Told) -> CaseFile:
    """Everybody signs on the spot; the agreement takes effect with the committee's seal."""
    cases, clerk = workbench.cases, cast["clerk"]
    case = cases.peek(clerk, told.case_id)
    names = {
        SignerKind.MEDIATOR: cast["mediator"],
        SignerKind.RECORDER: clerk,
    }
    for signer in cases.signers(case):
        party = case.party(signer.party_id)
        sealed = signer.kind is SignerKind.COMMITTEE or (party is not None and party.credit_code)
        officer = names.get(signer.kind)
        facts = SignatureFacts(
            kind=signer.kind,
            signed_on=day(11, 16),
            party_id=signer.party_id,
            person_id=officer.person_id if officer else "",
            name=officer.name if officer else signer.name,
            method=SignMethod.SEAL if sealed else SignMethod.SIGNATURE_AND_PRINT,
        )
        cases.add_signature(clerk, told.case_id, facts)
    return cases.perform(clerk, told.case_id, "sign", occurred_on=day(11, 16)).value


def pay_back(workbench: Workbench, cast: Cast, told: Told) -> None:
    """On 11-20 the insurer pays: the fund first, then the victim; the recovery is closed."""
    cases, clerk = workbench.cases, cast["clerk"]
    workbench.recovery.receive(
        cast["cashier"],
        told.recovery_id,
        ADVANCE,
        day(11, 20),
        bank_serial="2026112000398815",
        payer_name=who.INSURER,
    )
    case = cases.peek(clerk, told.case_id)
    for instalment in case.instalments:
        to_fund = instalment.purpose is PaymentPurpose.FUND_REPAYMENT
        cases.record_performance(
            clerk,
            told.case_id,
            instalment.id,
            paid_on=day(11, 20),
            amount=instalment.amount,
            voucher="银行回单 2026112000398815" if to_fund else "银行回单 2026112000398816",
            receiver_name="救助基金专户" if to_fund else who.VICTIM,
        )
    workbench.recovery.perform(
        cast["recovery"],
        told.recovery_id,
        "close",
        day(11, 20),
        {"note": "保险公司按调解协议一次性偿还，已全额到账。"},
    )

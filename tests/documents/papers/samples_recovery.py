"""Recoveries told as records: S7 (instalments), S8 (custody), S9 (insurer, paid twice), S10."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mediation_app.clock import CHINA
from mediation_app.documents.catalog import Catalog
from mediation_app.documents.context import Scene
from mediation_app.documents.offers import subjects_of
from mediation_app.domain.cases import Accident, StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundSituation,
    FundState,
    Material,
    Payment,
    PaymentState,
)
from mediation_app.domain.losses import Injury, Outcome, Prepaid
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import Gender, Party
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.refunds import Refund
from tests.documents.papers import samples
from tests.documents.papers.samples import CASE, money

DUE = (
    *((2026, 8, 5), (2026, 9, 7), (2026, 10, 8), (2026, 11, 5), (2026, 12, 7), (2027, 1, 5)),
    *((2027, 2, 5), (2027, 3, 5), (2027, 4, 5), (2027, 5, 5), (2027, 6, 5), (2027, 7, 5)),
)
CODES = frozenset(
    kind.code
    for kind in Catalog().all()
    if kind.for_recovery or kind.subject in ("refund", "report") or kind.code == "fund_archive_list"
)


def step(event: str, on: date, facts: str = "", note: str = "", key: str = "r1") -> StepTaken:
    """A step of the recovery."""
    return StepTaken(
        id=f"st-{event}-{on:%m%d}",
        case_id=CASE,
        subject_id=key,
        process="recovery",
        event=event,
        source="open",
        target="open",
        occurred_on=on,
        facts=facts,
        note=note,
    )


def fund(
    opening: str,
    paid: date,
    *,
    key: str = "",
    kind: FundKind = FundKind.RESCUE,
    situation: FundSituation = FundSituation.C3,
    **recovery: Any,
) -> FundFile:
    """A paid application with its recovery."""
    return FundFile(
        application=FundApplication(
            id=f"f{key or 1}",
            case_id=CASE,
            number="东道救申〔2026〕第0003号",
            kind=kind,
            state=FundState.PAID,
            situation=situation,
            applicant_name="冠县人民医院",
            victim_id="v1",
            hospital="冠县人民医院",
            rescue_started_at=samples.at(2, 13, 22, 30),
            rescue_ended_at=samples.at(2, 20, 22, 30),
            claimed=money(opening),
            approved=money(opening),
            received_on=paid,
            decided_on=paid,
            decision_number="东道救垫〔2026〕第0002号",
            payee_name="冠县人民医院",
            clerk_id="p3",
            checker_id="p4",
            approver_id="p5",
        ),
        payments=(
            Payment(
                id=f"y{key or 1}",
                case_id=CASE,
                application_id=f"f{key or 1}",
                number="东道救付〔2026〕第0002号",
                state=PaymentState.PAID,
                amount=money(opening),
                payee_name="冠县人民医院",
                ordered_on=paid,
                paid_on=paid,
                bank_serial="BOC202603040007",
            ),
        ),
        recoveries=(
            replace(
                Recovery(
                    id=f"r{key or 1}",
                    case_id=CASE,
                    application_id=f"f{key or 1}",
                    payment_id=f"y{key or 1}",
                    number="东道救追〔2026〕第0002号",
                    opening=money(opening),
                    opened_on=paid,
                    officer_id="p1",
                    receiver_id="p6",
                ),
                **recovery,
            ),
        ),
    )


def receipt(number: int, amount: str, on: date, payer: str = "李建军") -> RepaymentReceipt:
    """Money on the fund's account; what came before the plan was noted before it."""
    return RepaymentReceipt(
        id=f"h{number}",
        case_id=CASE,
        recovery_id="r1",
        payer_name=payer,
        amount=money(amount),
        received_on=on,
        bank_serial=f"BOC{on:%Y%m%d}{number:04d}",
        created_at=datetime(on.year, on.month, on.day, 2, tzinfo=CHINA),
    )


def s7(*, state: RecoveryState = RecoveryState.OVERDUE, received: int = 4) -> CaseFile:
    """127,800.00 advanced, 18,000.00 by the insurer, 109,800.00 in twelve instalments."""
    receipts = (
        receipt(1, "18000.00", date(2026, 6, 30), "泰和财产保险股份有限公司东阿支公司"),
        receipt(2, "9150.00", date(2026, 8, 5)),
        receipt(3, "9150.00", date(2026, 9, 7)),
        receipt(4, "5000.00", date(2026, 10, 8)),
    )[:received]
    made = datetime(2026, 7, 6, 2, tzinfo=CHINA)
    own = fund(
        "127800.00",
        date(2026, 3, 4),
        state=state,
        recovered=sum((r.amount for r in receipts), money("0.00")),
        limitation_on=date(2030, 7, 5),
    )
    shares = (
        DebtorShare(
            id="g1",
            case_id=CASE,
            recovery_id="r1",
            party_id="d1",
            name="李建军",
            amount=money("127800.00"),
            told_on=date(2026, 5, 25),
        ),
        DebtorShare(
            id="g2",
            case_id=CASE,
            recovery_id="r1",
            position=1,
            basis=DebtorBasis.INSURER,
            party_id="i1",
            name="泰和财产保险股份有限公司东阿支公司",
            amount=money("18000.00"),
            told_on=date(2026, 5, 25),
        ),
    )
    rows = tuple(
        RepaymentRow(
            id=f"k{n}",
            case_id=CASE,
            recovery_id="r1",
            position=n,
            due_on=date(*on),
            amount=money("9150.00"),
            created_at=made,
        )
        for n, on in enumerate(DUE, 1)
    )
    actions = (
        RecoveryAction(
            id="a1",
            case_id=CASE,
            recovery_id="r1",
            done_on=date(2026, 5, 25),
            kind="notice",
            result="直接送达，李建军签收",
        ),
        RecoveryAction(
            id="a2",
            case_id=CASE,
            recovery_id="r1",
            done_on=date(2026, 11, 6),
            kind="inquiry",
            result="查询名下车辆一辆",
        ),
    )
    own = replace(
        own,
        debtor_shares=shares,
        repayment_rows=rows,
        repayment_receipts=receipts,
        recovery_actions=actions,
    )
    file = samples.case_s9()
    steps = (
        step("tell", date(2026, 5, 25)),
        step("agree", date(2026, 7, 6)),
        step(
            "sue",
            date(2026, 11, 20),
            '{"court": "东阿县人民法院", "docket": "（2026）鲁1524民初2345号",'
            ' "claim": "判令被告偿还救助基金垫付款86,500.00元，案件受理费由被告负担。"}',
        ),
    )
    accident = replace(
        file.accident,
        occurred_at=samples.at(2, 13, 21, 40),
        place="冠县振兴路与红旗街路口",
        hit_and_run=True,
        hit_and_run_solved_on=date(2026, 5, 20),
        police_unit="冠县公安局交通警察大队",
    )
    return replace(file, accidents=(accident,), steps=steps, funds=(own,))


def s8() -> CaseFile:
    """An unknown deceased: 300,000.00 came in, 10,620.00 are the fund's own."""
    file = samples.case_s9()
    unknown = Party(
        id="v1",
        case_id=CASE,
        position=1,
        roles=("victim", "pedestrian"),
        name="",
        identity_unknown=True,
        gender=Gender.MALE,
    )
    accident = Accident(
        id="x1",
        case_id=CASE,
        occurred_at=samples.at(3, 2, 5, 10),
        place="国道105线东阿段412公里处",
        police_unit="东阿县公安局交通警察大队",
    )
    funds = (
        fund("6240.00", date(2026, 3, 9), situation=FundSituation.C2),
        fund("4380.00", date(2026, 4, 14), key="2", kind=FundKind.FUNERAL),
    )
    return replace(
        file,
        accidents=(accident,),
        parties=(unknown, *file.parties[1:]),
        injuries=(Injury(id="j1", case_id=CASE, party_id="v1", outcome=Outcome.DEAD),),
        prepaid=(
            Prepaid(
                id="q1",
                case_id=CASE,
                payer_id="d1",
                victim_id="v1",
                amount=money("300000.00"),
                paid_on=date(2026, 6, 10),
                purpose="死亡赔偿金等",
            ),
        ),
        agreements=(),
        clauses=(),
        instalments=(),
        performances=(),
        sessions=(),
        funds=funds,
    )


REFUND = Refund(
    id="u1",
    case_id=CASE,
    application_id="f1",
    payment_id="y1",
    recovery_id="r1",
    number="东道救退函〔2026〕第0001号",
    cause="M01",
    debtor_name=samples.case_s9().funds[0].payments[0].payee_name,
    amount=money("20000.00"),
    working="保险公司2026年10月20日又支付医疗费20,000.00元，账单已由基金付清",
    found_on=date(2026, 10, 21),
    found_by_id="p3",
    checker_id="p4",
)
"""What the hospital was paid twice in S9, confirmed."""


def s9() -> CaseFile:
    """S9 with the insurer's 20,000.00 that came after the fund had paid; both debtors known."""
    file = samples.case_s9()
    own = file.funds[0]
    own = replace(
        own,
        recoveries=(
            replace(
                own.recoveries[0],
                number="东道救追〔2026〕第0004号",
                state=RecoveryState.TOLD,
                officer_id="p1",
            ),
        ),
        debtor_shares=(
            DebtorShare(
                id="g1",
                case_id=CASE,
                recovery_id="r1",
                party_id="d1",
                name="李建军",
                amount=money("57160.00"),
            ),
        ),
    )
    twice = Prepaid(
        id="q2",
        case_id=CASE,
        payer_id="i1",
        victim_id="v1",
        amount=money("20000.00"),
        paid_on=date(2026, 10, 20),
    )
    return replace(file, prepaid=(*file.prepaid, twice), funds=(replace(own, refunds=(REFUND,)),))


def filed() -> CaseFile:
    """S9 with the papers and materials that lie in its file."""
    file = s9()
    own = file.funds[0]
    made = (
        ("fund_application_hospital", "f1", "抢救费用垫付申请书（医疗机构）", 10, 2),
        ("fund_approval_form", "f1", "道路交通事故社会救助基金垫付审批表", 13, 1),
        ("fund_consent", "f1", "同意垫付通知书", 13, 2),
        ("fund_payment", "y1", "道路交通事故社会救助基金拨付凭证", 15, 1),
        ("recovery_notice", "g1", "追偿告知书（李建军）", 16, 2),
        ("fund_insurer_letter", "r1-i1", "保险赔款协助划付函", 16, 2),
        ("session_notice", "s1", "调解通知书", 12, 1),
    )
    papers = tuple(
        Paper(
            id=f"pp{n}",
            case_id=CASE,
            kind=kind,
            subject_id=subject,
            title=title,
            number="东道救追函〔2026〕第0004号" if kind == "recovery_notice" else "",
            pages=pages,
            issued_on=date(2026, 10, on),
        )
        for n, (kind, subject, title, on, pages) in enumerate(made)
    )
    kept = (
        ("police_notice", "垫付通知书（公安交管）", 1),
        ("victim_id", "受害人身份证件，或身份不明证明", 2),
        ("insurance_proof", "交强险保单、保险公司支付情况、未投保查询结果或逃逸证明", 1),
        ("records", "病历、抢救记录（加盖印章）", None),
        ("bill", "抢救费用清单（加盖印章）", 4),
    )
    materials = tuple(
        Material(
            id=f"mm{n}",
            case_id=CASE,
            application_id="f1",
            position=n,
            code=code,
            name=name,
            present=True,
            pages=pages,
        )
        for n, (code, name, pages) in enumerate(kept)
    )
    return replace(file, papers=papers, funds=(replace(own, materials=materials),))


def s10() -> CaseFile:
    """43,600.00 advanced in 2023, never solved, to be written off."""
    own = fund(
        "43600.00",
        date(2023, 3, 28),
        state=RecoveryState.WRITE_OFF_ASKED,
        write_off_ground="1",
        write_off_from=date(2026, 3, 11),
        preparer_id="p1",
        write_off_checker_id="p4",
    )
    acts = (
        ("inquiry", date(2023, 6, 30), "公安机关答复：案件未侦破，正在侦查"),
        ("inquiry", date(2024, 6, 28), "公安机关答复：无新线索"),
        ("inquiry", date(2026, 3, 4), "公安机关出具案件未侦破证明"),
    )
    actions = tuple(
        RecoveryAction(
            id=f"a{n}", case_id=CASE, recovery_id="r1", done_on=on, kind=kind, result=result
        )
        for n, (kind, on, result) in enumerate(acts)
    )
    file = samples.case_s9()
    accident = replace(
        file.accident,
        occurred_at=datetime(2023, 3, 10, 20, 15, tzinfo=CHINA),
        hit_and_run=True,
    )
    steps = (
        step(
            "ask_write_off",
            date(2026, 3, 11),
            '{"ground": "1", "evidence": "公安机关未侦破证明1份；追偿记录3份"}',
        ),
        step("check_write_off", date(2026, 3, 16), note="追偿措施属实，同意核销。"),
    )
    return replace(
        file,
        accidents=(accident,),
        steps=steps,
        funds=(replace(own, recovery_actions=actions),),
    )


def recovered() -> CaseFile:
    """S7 after all was paid back."""
    file = s7(state=RecoveryState.RECOVERED)
    own = file.funds[0]
    last = receipt(5, "86500.00", date(2026, 11, 20))
    own = replace(
        own,
        recoveries=(replace(own.recoveries[0], recovered=money("127800.00")),),
        repayment_receipts=(*own.repayment_receipts, last),
    )
    return replace(file, steps=(*file.steps, step("close", date(2026, 11, 21))), funds=(own,))


def file_for(code: str) -> CaseFile:
    """The case a paper of recovery is tried with."""
    if code == "fund_archive_list":
        return filed()
    if code in ("fund_refund_notice", "fund_insurer_letter"):
        return s9()
    if code == "write_off_request":
        return s10()
    if code == "fund_custody":
        return s8()
    if code == "recovery_closing":
        return recovered()
    if code == "fund_suit_list":
        return s7(state=RecoveryState.LAWSUIT)
    if code in ("recovery_notice", "repayment_agreement", "repayment_promise"):
        return s7(state=RecoveryState.TOLD, received=1)
    return s7()


def scene_for(code: str, file: CaseFile | None = None, place: int = 0) -> Scene:
    """The scene of a paper of recovery, as the list of papers chooses it."""
    if code == "fund_statistics":
        from tests.documents.papers.samples_returns import returned

        return returned(code)
    chosen = file or file_for(code)
    on = date(2026, 7, 6) if code in ("repayment_agreement", "repayment_promise") else None
    found = samples.scene(code, chosen, fund=None, payment=None)
    found = replace(found, today=on or found.today)
    if not chosen.funds:
        return found
    scenes = [s for _, _, s in subjects_of(Catalog().kind(code), found)]
    return replace(scenes[place] if scenes else samples.scene(code, chosen), kind=code)

"""Two cases told as records: S1 with S9 (advance and agreement) and S4 (refusal)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mediation_app.documents.context import Scene
from mediation_app.domain.agreements import (
    Agreement,
    Clause,
    Confirmation,
    FollowUp,
    Instalment,
    PaymentPurpose,
    Performance,
)
from mediation_app.domain.cases import Accident, Case, FindingKind, MediationState, StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    ApplicantKind,
    BillLine,
    Decision,
    Finding,
    FundApplication,
    FundSituation,
    FundState,
    Payment,
    PaymentState,
    Verdict,
)
from mediation_app.domain.losses import Injury, Prepaid
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.recovery import DebtorBasis, DebtorShare, Recovery
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.vehicles import Policy, Vehicle
from tests.documents.papers import sheets
from tests.documents.papers.cast import CASE, OFFICE, PEOPLE, WORDING, at, money, parties

__all__ = ["CASE", "OFFICE", "PEOPLE", "WORDING", "at", "money", "parties"]


def bill() -> tuple[BillLine, ...]:
    """The bill of S1: 86,420.00, of it 1,260.00 cut."""
    rows = (
        ("抢救室监护及吸氧", "12860.00", "0"),
        ("急诊CT检查", "3280.00", "0"),
        ("开颅血肿清除手术", "38600.00", "0"),
        ("重症监护", "21420.00", "0"),
        ("药品及血制品", "9000.00", "0"),
        ("单人病房床位费", "1260.00", "1260.00"),
    )
    return tuple(
        BillLine(
            id=f"b{n}",
            case_id=CASE,
            application_id="f1",
            position=n,
            served_at=at(9, 30, 8),
            name=name,
            unit_price=money(amount),
            amount=money(amount),
            decided=True,
            approved=money(amount) - money(cut),
            reduced=money(cut),
            reduction_code="K06" if money(cut) else "",
        )
        for n, (name, amount, cut) in enumerate(rows, 1)
    )


def fund_s1() -> FundFile:
    """The application of S1, approved and paid."""
    application = FundApplication(
        id="f1",
        case_id=CASE,
        number="东道救申〔2026〕第0007号",
        state=FundState.PAID,
        situation=FundSituation.C1,
        applicant_party_id="",
        applicant_name="东阿县人民医院",
        handler_name="马晓",
        handler_phone="0635-3271200",
        victim_id="v1",
        injury_id="j1",
        hospital="东阿县人民医院",
        admission_number="2026093012",
        rescue_started_at=at(9, 29, 15, 5),
        rescue_ended_at=at(10, 6, 12, 0),
        condition="入院时昏迷，颅内出血，生命体征不稳定。经急诊开颅血肿清除术和重症监护，\n"
        "10月6日病情平稳转普通病房。",
        claimed=money("58420.00"),
        insurer_paid=money("18000.00"),
        others_paid=money("10000.00"),
        others_paid_note="家属已付",
        unsettled=money("58420.00"),
        unsettled_on=date(2026, 10, 9),
        notice_number="东公交垫〔2026〕第0021号",
        notice_on=date(2026, 10, 9),
        received_on=date(2026, 10, 10),
        complete_on=date(2026, 10, 10),
        accepted_on=date(2026, 10, 10),
        decide_due=date(2026, 10, 14),
        pay_due=date(2026, 10, 15),
        first_layer=money("18000.00"),
        eligible=money("85160.00"),
        proposed=money("57160.00"),
        approved=money("57160.00"),
        decided_on=date(2026, 10, 13),
        decision_number="东道救垫〔2026〕第0005号",
        payee_name="东阿县人民医院",
        payee_bank="中国工商银行东阿支行",
        payee_account="1611000009200012345",
        clerk_id="p3",
        checker_id="p4",
        approver_id="p5",
    )
    texts = (
        ("clerk", "p3", "赵红", "属于C1情形，核减单人病房费1,260.00元。", 12),
        ("checker", "p4", "孙丽", "同意经办意见，材料齐全。", 12),
        ("approver", "p5", "周强", "", 13),
    )
    return FundFile(
        application=application,
        bill_lines=bill(),
        findings=(
            Finding(
                id="n1",
                case_id=CASE,
                application_id="f1",
                head="situation",
                passed=True,
                note="抢救费用超过交强险医疗费用责任限额，保单已核对。",
            ),
            Finding(
                id="n2",
                case_id=CASE,
                application_id="f1",
                head="genuine",
                passed=True,
                note="费用清单与病历一致。",
                reason_code="K06",
                reduced=money("1260.00"),
            ),
            Finding(
                id="n3",
                case_id=CASE,
                application_id="f1",
                head="other",
                passed=True,
                note="未发现重复救助。",
            ),
        ),
        decisions=tuple(
            Decision(
                id=f"q{n}",
                case_id=CASE,
                application_id="f1",
                stage=stage,
                person_id=pid,
                person_name=name,
                verdict=Verdict.PASS,
                amount=money("57160.00"),
                opinion=opinion,
                decided_on=date(2026, 10, on),
            )
            for n, (stage, pid, name, opinion, on) in enumerate(texts)
        ),
        payments=(
            Payment(
                id="y1",
                case_id=CASE,
                application_id="f1",
                number="东道救付〔2026〕第0004号",
                state=PaymentState.PAID,
                amount=money("57160.00"),
                payee_name="东阿县人民医院",
                payee_bank="中国工商银行东阿支行",
                payee_account="1611000009200012345",
                purpose="东道救申〔2026〕第0007号 张国强 抢救费用垫付",
                ordered_on=date(2026, 10, 14),
                maker_id="p6",
                maker_name="吴刚",
                checker_id="p2",
                checker_name="王建国",
                paid_on=date(2026, 10, 15),
                bank_serial="BOC202610150001",
            ),
        ),
        recoveries=(
            Recovery(
                id="r1",
                case_id=CASE,
                application_id="f1",
                payment_id="y1",
                opening=money("57160.00"),
                opened_on=date(2026, 10, 15),
            ),
        ),
        debtor_shares=(
            DebtorShare(
                id="u1",
                case_id=CASE,
                recovery_id="r1",
                basis=DebtorBasis.INSURER,
                party_id="i1",
                name="泰和财产保险股份有限公司东阿支公司",
                amount=money("57160.00"),
                told_on=date(2026, 10, 16),
            ),
        ),
    )


def case_s9(victim: str = "张国强") -> CaseFile:
    """S1 with S9: agreement of 16 November 2026 with the fund's repayment first."""
    return CaseFile(
        case=Case(
            id=CASE,
            unit_code="371524",
            number="（2026）东道交调字第0187号",
            number_year=2026,
            serial=187,
            state=MediationState.AGREED,
            dispute="2026年9月29日14时20分，李建军驾驶鲁P3K567号小型轿车，在光明街与前进街路口与"
            f"{victim}骑行的电动自行车相撞，致{victim}受伤、两车损坏。\n各方对赔偿金额未能协商一致。",
            claims=(
                "赔偿医疗费112,000.00元",
                "赔偿住院伙食补助费、营养费5,000.00元",
                "赔偿伤残项目损失141,000.00元",
            ),
            requested_on=date(2026, 11, 2),
            accepted_on=date(2026, 11, 3),
            rights_told_on=date(2026, 11, 3),
            registrar_id="p1",
            mediator_id="p2",
            recorder_id="p1",
        ),
        accidents=(
            Accident(
                id="x1",
                case_id=CASE,
                occurred_at=at(9, 29, 14, 20),
                place="东阿县光明街与前进街路口",
                weather="晴",
                kind="侧碰",
                course=f"李建军驾车左转未让直行，与{victim}骑行的电动自行车相撞。",
                injured=1,
                police_unit="东阿县公安局交通警察大队",
                police_officer="郭峰",
                finding_kind=FindingKind.ORDINARY,
                finding_number="第371524120260000123号",
                finding_made_on=date(2026, 10, 12),
            ),
        ),
        parties=parties(victim),
        vehicles=(Vehicle(id="k1", case_id=CASE, plate="鲁P3K567", driver_id="d1", owner_id="d1"),),
        policies=(
            Policy(
                id="o1",
                case_id=CASE,
                vehicle_id="k1",
                insurer_id="i1",
                number="PDZA202637152400001234",
            ),
        ),
        injuries=(
            Injury(
                id="j1",
                case_id=CASE,
                party_id="v1",
                diagnosis="急性硬膜外血肿、颅骨骨折",
                diagnosis_after="颅脑损伤术后",
                rescue_started_at=at(9, 29, 15, 5),
                treatment_ended_on=date(2026, 11, 10),
            ),
        ),
        prepaid=(
            Prepaid(
                id="g1",
                case_id=CASE,
                payer_id="i1",
                victim_id="v1",
                amount=money("18000.00"),
                paid_on=date(2026, 9, 30),
                from_compulsory=True,
            ),
        ),
        sessions=(
            Session(
                id="s1",
                case_id=CASE,
                position=1,
                starts_at=at(11, 16, 9, 0),
                ends_at=at(11, 16, 11, 30),
                place="东阿县联合调解窗口第二调解室",
                mediator_id="p2",
                mediator_name="王建国",
                recorder_name="李敏",
                attendee_ids=("v1", "d1", "a1"),
                held=True,
                minutes="调解员王建国介绍调解员、记录人身份，宣读权利义务。\n"
                "张国强：要求按责任比例赔偿全部损失。\n李建军：同意由保险公司在限额内赔偿。\n"
                "刘洋：交强险和商业三者险共应赔偿228,300.00元，已付18,000.00元。\n"
                "各方核对了救助基金垫付款57,160.00元。",
                agreed_facts="各方对事故认定书记载的事实和责任没有争议。",
                result=SessionResult.SUCCESS,
                amount=money("228300.00"),
            ),
        ),
        agreements=(
            Agreement(
                id="w1",
                case_id=CASE,
                number="（2026）东道交调字第0187号",
                facts="2026年9月29日14时20分，李建军驾驶鲁P3K567号小型轿车在光明街与前进街路口左转时，"
                "与张国强骑行的电动自行车相撞，致张国强受伤。",
                disputed="争议事项：误工期限和护理人数。",
                responsibility="经东阿县公安局交通警察大队认定，李建军负主要责任，张国强负次要责任。"
                "各方同意按70%、30%分担。",
                total=money("228300.00"),
                performance_place="东阿县联合调解窗口",
                fund_told=True,
            ),
        ),
        clauses=tuple(
            Clause(id=f"l{n}", case_id=CASE, agreement_id="w1", position=n, text=words)
            for n, words in enumerate(
                (
                    "各方确认损失：医疗费112,000.00元，伙食补助费、营养费5,000.00元，伤残项目损失141,000.00元，合计258,000.00元。",
                    "保险公司在交强险限额内赔偿159,000.00元，在商业三者险限额内赔偿69,300.00元，扣除已付18,000.00元，尚应支付210,300.00元。",
                    "张国强向保险公司提交理赔所需的病历、票据原件。",
                    "本协议履行完毕后，各方就本次事故的民事赔偿一次性了结。",
                ),
                1,
            )
        ),
        instalments=(
            Instalment(
                id="t1",
                case_id=CASE,
                agreement_id="w1",
                position=1,
                purpose=PaymentPurpose.FUND_REPAYMENT,
                payer_id="i1",
                amount=money("57160.00"),
                due_on=date(2026, 12, 10),
            ),
            Instalment(
                id="t2",
                case_id=CASE,
                agreement_id="w1",
                position=2,
                payer_id="i1",
                payee_id="v1",
                account_name=victim,
                account_bank="中国农业银行东阿支行",
                account_number="6228480000012345678",
                amount=money("153140.00"),
                due_on=date(2026, 12, 10),
            ),
        ),
        performances=(
            Performance(
                id="m1",
                case_id=CASE,
                instalment_id="t2",
                paid_on=date(2026, 12, 8),
                amount=money("153140.00"),
                voucher="TH2026120800017",
            ),
        ),
        funds=(fund_s1(),),
    )


def of_family() -> FundFile:
    """The same application, made by the victim's wife."""
    fund = fund_s1()
    return replace(
        fund,
        application=replace(
            fund.application,
            applicant_kind=ApplicantKind.RELATIVE,
            applicant_name="王芳",
            applicant_id_number="372522196806152045",
            applicant_phone="13911112222",
            applicant_relation="夫妻",
        ),
    )


def refused() -> FundFile:
    """S4: refused because the fees lie within the compulsory limit."""
    return FundFile(
        application=FundApplication(
            id="f4",
            case_id=CASE,
            number="东道救申〔2026〕第0002号",
            state=FundState.REFUSED,
            situation=FundSituation.C1,
            applicant_name="东阿县人民医院",
            victim_id="v1",
            hospital="东阿县人民医院",
            claimed=money("15600.00"),
            unsettled=money("15600.00"),
            rescue_started_at=at(4, 1, 10),
            received_on=date(2026, 4, 3),
            complete_on=date(2026, 4, 3),
            refusal_codes=("N02", "N01"),
            refusal_facts="肇事车辆鲁P3K567投保交强险，抢救费用15,600.00元，未超过交强险医疗费用责任限额"
            "18,000.00元。",
            decided_on=date(2026, 4, 9),
            decision_number="东道救垫〔2026〕第0002号",
            payee_account="1611000009200012345",
        )
    )


FOLLOW_UP = FollowUp(
    id="e1",
    case_id=CASE,
    visited_on=date(2026, 12, 15),
    interviewee="张国强",
    visitor_name="李敏",
    performance="保险公司已于2026年12月8日付清，款项足额到账",
    satisfaction="满意",
    note="无其他情况。",
)
CONFIRMATION = Confirmation(
    id="e2", case_id=CASE, court="东阿县人民法院", applied_on=date(2026, 11, 20)
)
EXTENSION = StepTaken(
    id="e3",
    case_id=CASE,
    subject_id=CASE,
    process="mediation",
    event="extend",
    source="mediating",
    target="mediating",
    occurred_on=date(2026, 11, 30),
    facts='{"new_due_on": "2026-12-31", "reason": "伤者尚在治疗，等待鉴定意见"}',
)

SERVED = Paper(
    id="e5", case_id=CASE, kind="agreement", subject_id="w1", title="人民调解协议书", edition=1
)


def scene(kind: str = "", file: CaseFile | None = None, **subject: object) -> Scene:
    """A scene of S9 with all subjects, or of another file."""
    file = file or case_s9()
    chosen: dict[str, object] = {
        "session": file.sessions[0] if file.sessions else None,
        "instalment": file.instalments[-1] if file.instalments else None,
        "fund": file.funds[0] if file.funds else None,
        "payment": file.funds[0].payments[0] if file.funds and file.funds[0].payments else None,
        "sums": sheets.s9(file) if file.parties else None,
        "follow_up": FOLLOW_UP if file.parties else None,
        "confirmation": CONFIRMATION if file.parties else None,
        "agent": next((p for p in file.parties if p.is_a(PartyRole.AGENT)), None),
        "step": EXTENSION if file.parties else None,
        "party": file.parties[0] if file.parties else None,
        "served": SERVED if file.parties else None,
    }
    chosen.update(subject)
    return Scene(
        file=file,
        office=OFFICE,
        today=date(2026, 11, 22),
        kind=kind,
        people=PEOPLE,
        wording=WORDING,
        **chosen,  # type: ignore[arg-type]
    )


def with_fund(fund: FundFile) -> CaseFile:
    """The case of S9 with another application instead of its own."""
    return replace(case_s9(), funds=(fund,))

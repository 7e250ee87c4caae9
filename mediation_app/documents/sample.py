"""An invented case in which every field of a template has something to say.

Templates are tried with it on import, the preview of the settings shows it, and the field palette
takes its sample values from it. Nobody of this case exists.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.clock import CHINA
from mediation_app.documents.context.scene import Scene, Sums, Wording
from mediation_app.documents.sample_fund import sample_fund, sample_refusal
from mediation_app.documents.sample_pursuit import more_scenes
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
from mediation_app.domain.compensation import (
    FUND,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Dependant,
    DependantKind,
    LossInput,
    Prepayment,
    Side,
    SideKind,
    Victim,
    reckon_claim,
)
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.losses import Injury, Prepaid
from mediation_app.domain.offices import Office
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import AgentScope, Gender, Liability, Party, PartyKind
from mediation_app.domain.parties import Side as PartySide
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.vehicles import Policy, Vehicle

if TYPE_CHECKING:
    from mediation_app.domain.calendar import WorkCalendar
    from mediation_app.domain.compensation.law import CompensationLaw

CASE, TODAY = "sample", date(2026, 11, 22)
ACCIDENT_DAY, SESSION_DAY = date(2026, 8, 16), date(2026, 11, 16)
PEOPLE = {"p1": "何静", "p2": "宋建华", "p3": "赵敏", "p4": "孙立", "p5": "周正", "p6": "吴青"}


def money(text: str) -> Decimal:
    """A sum in yuan."""
    return Decimal(text)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 on the office's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def sample_office() -> Office:
    """The office of the sample, where the real one is not known."""
    return Office(
        id="o1",
        unit_code="371524",
        name="样例县道路交通事故人民调解委员会",
        short_name="样例调委会",
        jurisdiction="371524",
        number_prefix="样道交调",
        fund_prefix="样道救",
        address="样例县文化街1号",
        phone="0635-3280000",
        fund_manager="样例市道路交通事故社会救助基金管理办公室",
        fund_account_name="样例市道路交通事故社会救助基金专户",
        fund_account_bank="样例银行市分行营业部",
        fund_account_number="2308000098765432101",
        court="样例县人民法院",
    )


def sample_scenes(
    law: CompensationLaw | None,
    *,
    office: Office | None = None,
    wording: Wording | None = None,
    calendar: WorkCalendar | None = None,
) -> tuple[Scene, ...]:
    """The sample with every subject chosen, then the variants that fill what the first leaves out."""
    file = sample_file()
    first = Scene(
        file=file,
        office=office or sample_office(),
        today=TODAY,
        people=PEOPLE,
        wording=wording or Wording(),
        calendar=calendar,
        sums=_sums(file, law) if law is not None else None,
        session=file.sessions[0],
        instalment=file.instalments[-1],
        fund=file.funds[0],
        payment=file.funds[0].payments[0],
        follow_up=file.follow_ups[0],
        confirmation=file.confirmations[0],
        agent=file.parties[-1],
        step=file.steps[0],
        party=file.parties[0],
        served=Paper(id="e4", case_id=CASE, kind="agreement", title="人民调解协议书"),
    )
    refused: FundFile = sample_refusal(CASE)
    second = replace(
        first, file=replace(file, funds=(refused,)), fund=refused, payment=None, sums=None
    )
    return first, second, *more_scenes(first)


def sample_file() -> CaseFile:
    """The case: mediated, agreed, advanced by the fund, confirmed, visited."""
    return CaseFile(
        case=Case(
            id=CASE,
            unit_code="371524",
            number="（2026）样道交调字第0188号",
            number_year=2026,
            serial=188,
            state=MediationState.AGREED,
            source="01",
            source_reference="口头申请",
            dispute="2026年8月16日7时42分，高远驾驶鲁P5D318号小型轿车在府前街与育才路口与方文骑行的"
            "电动自行车相撞，致方文受伤、两车损坏。\n各方对赔偿数额未能协商一致。",
            claims=("赔偿医疗费36,000.00元", "赔偿误工费、护理费21,000.00元", "赔偿残疾赔偿金"),
            requested_on=date(2026, 11, 2),
            accepted_on=date(2026, 11, 3),
            rights_told_on=date(2026, 11, 3),
            ended_on=SESSION_DAY,
            end_reason="各方自愿达成协议。",
            registrar_id="p1",
            mediator_id="p2",
            recorder_id="p1",
        ),
        accidents=(
            Accident(
                id="x1",
                case_id=CASE,
                occurred_at=at(8, 16, 7, 42),
                place="样例县府前街与育才路口",
                weather="晴",
                kind="侧碰",
                course="高远驾车左转未让直行，与方文骑行的电动自行车相撞。",
                injured=1,
                police_unit="样例县公安局交通警察大队",
                police_officer="郭峰",
                police_phone="0635-3271100",
                finding_kind=FindingKind.ORDINARY,
                finding_number="第371524120260000188号",
                finding_made_on=date(2026, 8, 28),
            ),
        ),
        parties=_parties(),
        vehicles=(Vehicle(id="k1", case_id=CASE, plate="鲁P5D318", driver_id="d1", owner_id="d1"),),
        policies=(
            Policy(
                id="o1",
                case_id=CASE,
                vehicle_id="k1",
                insurer_id="i1",
                number="PDZA202637152400004321",
            ),
        ),
        injuries=(
            Injury(
                id="j1",
                case_id=CASE,
                party_id="v1",
                diagnosis="左胫腓骨骨折",
                diagnosis_after="左胫腓骨骨折内固定术后",
                rescue_started_at=at(8, 16, 8, 20),
                treatment_ended_on=date(2026, 10, 30),
            ),
        ),
        prepaid=(
            Prepaid(
                id="g1",
                case_id=CASE,
                payer_id="i1",
                victim_id="v1",
                amount=money("18000.00"),
                paid_on=date(2026, 8, 20),
                from_compulsory=True,
            ),
        ),
        sessions=(
            Session(
                id="s1",
                case_id=CASE,
                position=1,
                starts_at=at(11, 16),
                ends_at=at(11, 16, 11, 30),
                place="样例县联合调解窗口第一调解室",
                mediator_id="p2",
                mediator_name="宋建华",
                recorder_name="何静",
                attendee_ids=("v1", "d1", "a1"),
                invited="样例镇司法所工作人员",
                held=True,
                minutes="调解员宣读权利义务，各方陈述。\n方文：要求按责任赔偿全部损失。\n"
                "高远：同意由保险公司在限额内赔偿。",
                agreed_facts="各方对事故认定书记载的事实和责任没有争议。",
                result=SessionResult.SUCCESS,
                result_reason="各方自愿。",
                amount=money("96300.00"),
            ),
        ),
        agreements=(
            Agreement(
                id="w1",
                case_id=CASE,
                number="（2026）样道交调字第0188号",
                facts="2026年8月16日7时42分，高远驾驶鲁P5D318号小型轿车左转时与方文骑行的电动自行车"
                "相撞，致方文受伤。",
                disputed="误工期限。",
                responsibility="经认定，高远负主要责任，方文负次要责任。各方同意按70%、30%分担。",
                total=money("96300.00"),
                performance_place="样例县联合调解窗口",
                fund_told=True,
                effective_on=SESSION_DAY,
            ),
        ),
        clauses=tuple(
            Clause(id=f"l{n}", case_id=CASE, agreement_id="w1", position=n, text=words)
            for n, words in enumerate(
                (
                    "保险公司在交强险和商业三者险限额内赔偿方文，扣除已付18,000.00元。",
                    "方文向保险公司提交理赔所需的病历、票据原件。",
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
                amount=money("12600.00"),
                due_on=date(2026, 12, 10),
            ),
            Instalment(
                id="t2",
                case_id=CASE,
                agreement_id="w1",
                position=2,
                payer_id="i1",
                payee_id="v1",
                account_name="方文",
                account_bank="样例银行样例支行",
                account_number="6228480000087654321",
                amount=money("65700.00"),
                due_on=date(2026, 12, 10),
            ),
        ),
        performances=(
            Performance(
                id="m1",
                case_id=CASE,
                instalment_id="t2",
                paid_on=date(2026, 12, 8),
                amount=money("65700.00"),
                voucher="TH2026120800188",
            ),
        ),
        follow_ups=(
            FollowUp(
                id="e1",
                case_id=CASE,
                visited_on=date(2026, 12, 15),
                interviewee="方文",
                visitor_name="何静",
                performance="款项已足额到账",
                satisfaction="满意",
                note="无其他情况。",
            ),
        ),
        confirmations=(
            Confirmation(
                id="e2", case_id=CASE, court="样例县人民法院", applied_on=date(2026, 11, 20)
            ),
        ),
        steps=(
            StepTaken(
                id="e3",
                case_id=CASE,
                subject_id=CASE,
                process="mediation",
                event="extend",
                source="mediating",
                target="mediating",
                occurred_on=date(2026, 11, 10),
                facts='{"new_due_on": "2026-12-31", "reason": "等待鉴定意见"}',
            ),
        ),
        funds=(sample_fund(CASE),),
    )


def _parties() -> tuple[Party, ...]:
    """Injured, driver, insurer, and an agent for each side."""
    victim = Party(
        id="v1",
        case_id=CASE,
        position=1,
        side=PartySide.APPLICANT,
        roles=("victim", "rider"),
        name="方文",
        gender=Gender.MALE,
        ethnicity="汉族",
        birth_date=date(1986, 3, 15),
        id_number="371524198603152417",
        occupation="职工",
        phone="13812345678",
        address="样例县文化街15号",
        household_address="样例县文化街15号",
        liability=Liability.MINOR,
        share=30,
        account_name="方文",
        account_bank="样例银行样例支行",
        account_number="6228480000087654321",
    )
    driver = Party(
        id="d1",
        case_id=CASE,
        position=2,
        side=PartySide.RESPONDENT,
        roles=("driver", "owner"),
        name="高远",
        gender=Gender.MALE,
        birth_date=date(1991, 7, 2),
        id_number="371524199107021234",
        phone="13987654321",
        address="样例县样例镇高庄村",
        liability=Liability.MAIN,
        share=70,
    )
    insurer = Party(
        id="i1",
        case_id=CASE,
        position=3,
        side=PartySide.THIRD,
        kind=PartyKind.ORGANISATION,
        roles=("insurer_compulsory", "insurer_commercial"),
        name="样例财产保险股份有限公司样例支公司",
        credit_code="91350100M000100Y43",
        legal_representative="陈立",
        legal_representative_title="经理",
        contact_name="刘洋",
        phone="0635-3281111",
        address="样例县前进街88号",
    )
    agents = tuple(
        Party(
            id=f"a{n}",
            case_id=CASE,
            position=3 + n,
            side=PartySide.THIRD,
            roles=("agent",),
            name=name,
            id_number="371502198512311023",
            phone="13700001111",
            represents_id=whom,
            relation=relation,
            agent_scope=AgentScope.SPECIAL,
            agent_scope_items=("settle", "sign_agreement"),
            authority_from=date(2026, 11, 1),
            authority_until=date(2026, 12, 31),
            address="样例县前进街88号",
        )
        for n, (name, whom, relation) in enumerate(
            (("方敏", "v1", "姐弟"), ("高山", "d1", "父子"), ("刘洋", "i1", "员工")), 1
        )
    )
    return (victim, driver, insurer, *agents)


def _sums(file: CaseFile, law: CompensationLaw) -> Sums:
    family = LossInput(
        item="dependants",
        coefficient=Decimal(10),
        dependants=(
            Dependant(label="儿子", age=8, payers=2, kind=DependantKind.MINOR),
            Dependant(label="母亲", age=70, payers=3),
        ),
    )
    claim = Claim(
        accident=ACCIDENT_DAY,
        sides=(
            Side(
                id="k1",
                label="鲁P5D318",
                kind=SideKind.MOTOR,
                liable="d1",
                percent=Decimal(70),
                compulsory=CompulsoryCover(insurer="i1"),
                commercial=CommercialCover(insurer="i1", limit=money("1000000.00")),
            ),
            Side(
                id="v1",
                label="电动自行车",
                kind=SideKind.NON_MOTOR,
                liable="v1",
                percent=Decimal(30),
            ),
        ),
        victims=(
            Victim(
                id="v1",
                label="方文",
                side="v1",
                losses=(
                    LossInput(item="medical", amount=money("36000.00"), note="票据 12 张"),
                    LossInput(item="meals", days=20, rate=money("100.00"), persons=1),
                    LossInput(item="lost_wages", days=120, rate=money("130.00"), persons=1),
                    LossInput(item="disability", age=40, grades=(10,)),
                    family,
                ),
            ),
        ),
        prepaid=(
            Prepayment(payer="i1", victim="v1", amount=money("18000.00"), label="医疗费"),
            Prepayment(payer=FUND, victim="v1", amount=money("12600.00")),
        ),
        names={party.id: party.name for party in file.parties},
    )
    return Sums(result=reckon_claim(claim, law), claim=claim, law=law, rules_version="样例")

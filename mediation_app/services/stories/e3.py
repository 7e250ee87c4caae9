"""E3: a car and an electric bicycle, equal fault, ratio 60 %: from intake to the archive.

Medical 32,000 + meals 2,000 + nutrition 900, lost wages 10,800 + care 3,300 + travel 500, bicycle
800: 50,300 in all. Compulsory 33,400, commercial 60 % of 16,900 = 10,140, entitlement 43,540. The
insurer advanced 18,000 and the driver 15,000, so the insurer still pays 10,540 to the victim and
refunds 15,000 to the driver (domain/mediation.md §3.9).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.cases import Accident, Case, FindingKind
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Loss, Prepaid, Treatment
from mediation_app.domain.moments import at
from mediation_app.domain.papers import SignerKind, SignMethod
from mediation_app.domain.parties import AgentScope, Liability, Party, PartyKind, PartyRole, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.services.agreements import SignatureFacts

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.clock import SetClock
    from mediation_app.services.stories.cast import Cast

TOTAL = Decimal("43540.00")
TO_VICTIM = Decimal("10540.00")
TO_DRIVER = Decimal("15000.00")
_MINUTES = """调解员宣布调解纪律，核对各方身份，告知权利义务，各方均表示清楚、不申请回避。
受害人张桂兰陈述：3 月 9 日早上骑电动车去上班，在路口被刘志强的车撞倒，右小腿骨折，住院 20 天，\
花医疗费三万二，在家养了两个多月，家里指望我的工资。
刘志强陈述：认可认定书，事故后垫付了一万五千元，希望在保险里退还给我。
安泰财险代理人陈晓陈述：交强险医疗费用限额 18000 元已先行支付，对误工天数 90 天无异议，\
商业三者险同意按 60% 赔付。
调解员逐项核对票据并出示计算清单，各方确认损失合计 50300 元，应赔 43540 元。
各方自愿达成一致：保险公司再付受害人 10540 元，退还刘志强 15000 元。"""


@dataclass(frozen=True, slots=True)
class Keys:
    victim: str
    driver: str
    insurer: str
    agent: str
    hospital: str
    car: str
    bike: str
    injury: str


def story_e3(workbench: Workbench, clock: SetClock, people: Cast) -> str:
    """Play the story through the services; answers the key of the case.

    The clock is moved from day to day and stands on 15 July 2026 at the end.
    """
    cases = workbench.cases
    clerk, mediator = people["clerk"], people["mediator"]

    clock.put(2026, 6, 15, 9, 5)
    keys = Keys(*(new_id() for _ in range(8)))
    file = cases.new_case(clerk, intake(cases.blank(clerk), keys)).value
    case_id = file.case.id

    clock.put(2026, 6, 16, 8, 50)
    cases.perform(
        clerk,
        case_id,
        "accept",
        facts={"consent": True, "mediator_id": mediator.person_id},
    )
    cases.perform(
        clerk,
        case_id,
        "appoint",
        facts={"mediator_id": mediator.person_id, "recorder_id": clerk.person_id},
    )
    cases.perform(clerk, case_id, "tell_rights")
    cases.perform(
        clerk,
        case_id,
        "book_session",
        facts={
            "starts_at": at(date(2026, 6, 24), 9, 30),
            "place": "东阿县联合调解窗口 2 号调解室",
            "insurer_told_on": date(2026, 6, 16),
        },
    )

    clock.put(2026, 6, 18, 15, 20)
    file = cases.peek(clerk, case_id)
    cases.save(clerk, file, with_losses(file, keys))

    clock.put(2026, 6, 24, 9, 30)
    cases.perform(mediator, case_id, "start")
    clock.put(2026, 6, 24, 11, 10)
    cases.perform(
        mediator,
        case_id,
        "record_session",
        facts={
            "minutes": _MINUTES,
            "result": "success",
            "amount": TOTAL,
            "ends_at": at(date(2026, 6, 24), 11, 0),
        },
    )
    file = cases.peek(mediator, case_id)
    cases.save(mediator, file, cases.propose_agreement(mediator, file))
    cases.perform(mediator, case_id, "agree")
    sign_all(workbench, clock, people, case_id, keys)
    _pay_and_close(workbench, clock, people, case_id, keys)
    return case_id


def intake(file: CaseFile, keys: Keys) -> CaseFile:
    """What the clerk enters at the window on 15 June."""
    case = replace(
        file.case,
        source="01",
        summary="机动车与电动自行车碰撞，骑行人右胫骨骨折",
        dispute="双方对误工费、护理费的数额以及驾驶人垫付款如何退还存在争议。",
        claims=(
            "赔偿医疗费、误工费、护理费等损失 49,500 元，扣除已垫付部分",
            "电动自行车维修费 800 元",
        ),
        requested_on=date(2026, 6, 15),
    )
    return replace(
        file,
        case=case,
        accidents=(_accident(file.accident),),
        parties=_parties(case, keys),
        vehicles=_vehicles(case, keys),
        policies=_policies(case, keys),
        injuries=(
            Injury(
                id=keys.injury,
                case_id=case.id,
                party_id=keys.victim,
                diagnosis="右胫骨中段骨折，右踝软组织挫伤",
                rescue_started_at=at(date(2026, 3, 9), 7, 58),
                rescue_ended_at=at(date(2026, 3, 11), 10, 0),
                treatment_ended_on=date(2026, 6, 8),
            ),
        ),
        treatments=(
            Treatment(
                id=new_id(),
                case_id=case.id,
                injury_id=keys.injury,
                hospital="东阿县人民医院",
                hospital_party_id=keys.hospital,
                department="骨科",
                admission_number="260309117",
                starts_on=date(2026, 3, 9),
                ends_on=date(2026, 3, 29),
                days=20,
                amount=Decimal("32000.00"),
            ),
        ),
    )


def _accident(accident: Accident) -> Accident:
    return replace(
        accident,
        occurred_at=at(date(2026, 3, 9), 7, 35),
        place="东阿县曙光街与前进街交叉路口",
        weather="晴",
        kind="侧碰",
        procedure="一般程序",
        course=(
            "2026年3月9日7时35分许，刘志强驾驶鲁P3K567号小型轿车沿曙光街由西向东行驶至前进街"
            "路口右转时，与同向直行的张桂兰骑行的电动自行车发生侧面碰撞，致张桂兰受伤、两车受损。"
        ),
        injured=1,
        police_unit="东阿县公安局交通管理大队",
        police_officer="于海洋",
        police_phone="0635-3262110",
        handled_on=date(2026, 3, 9),
        finding_kind=FindingKind.ORDINARY,
        finding_number="第371524120260000087号",
        finding_made_on=date(2026, 3, 18),
    )


def _parties(case: Case, keys: Keys) -> tuple[Party, ...]:
    served = date(2026, 3, 20)
    victim = Party(
        id=keys.victim,
        case_id=case.id,
        position=1,
        side=Side.APPLICANT,
        roles=(PartyRole.VICTIM, PartyRole.RIDER),
        name="张桂兰",
        ethnicity="汉族",
        id_number="371524197904162622",
        occupation="阿胶厂包装工",
        phone="138 6357 2417",
        household_address="山东省聊城市东阿县铜城街道王集村 42 号",
        address="山东省聊城市东阿县铜城街道王集村 42 号",
        liability=Liability.EQUAL,
        share=40,
        finding_served_on=served,
        income_note="月工资 3600 元，银行流水",
        account_name="张桂兰",
        account_bank="山东东阿农村商业银行铜城支行",
        account_number="6223192011223344",
    )
    driver = Party(
        id=keys.driver,
        case_id=case.id,
        position=2,
        side=Side.RESPONDENT,
        roles=(PartyRole.DRIVER, PartyRole.OWNER),
        name="刘志强",
        ethnicity="汉族",
        id_number="37152419850923351X",
        occupation="个体经营",
        phone="139 0635 8812",
        address="山东省聊城市东阿县新城街道光明小区 6 号楼 2 单元 301 室",
        liability=Liability.EQUAL,
        share=60,
        share_reason="机动车与非机动车同等责任，按 60% 至 70% 幅度取 60%",
        finding_served_on=served,
        licence_class="C1",
        account_name="刘志强",
        account_bank="中国建设银行东阿支行",
        account_number="6217002210008899",
    )
    insurer = Party(
        id=keys.insurer,
        case_id=case.id,
        position=3,
        kind=PartyKind.ORGANISATION,
        side=Side.RESPONDENT,
        roles=(PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL),
        name="安泰财产保险股份有限公司聊城中心支公司",
        credit_code="91371500MA3C8K2X5F",
        legal_representative="马建军",
        legal_representative_title="负责人",
        contact_name="陈晓",
        phone="0635-8431200",
        address="山东省聊城市东昌府区柳园南路 66 号",
    )
    agent = Party(
        id=keys.agent,
        case_id=case.id,
        position=4,
        side=Side.RESPONDENT,
        roles=(PartyRole.AGENT,),
        name="陈晓",
        id_number="371524199007112843",
        phone="150 6350 7719",
        employer="安泰财产保险股份有限公司聊城中心支公司",
        represents_id=keys.insurer,
        relation="理赔员",
        agent_scope=AgentScope.SPECIAL,
        agent_scope_items=("admit_claims", "settle", "sign_agreement"),
        authority_from=date(2026, 6, 16),
        authority_until=date(2026, 12, 31),
    )
    hospital = Party(
        id=keys.hospital,
        case_id=case.id,
        position=5,
        kind=PartyKind.ORGANISATION,
        side=Side.HELPER,
        roles=(PartyRole.HOSPITAL,),
        name="东阿县人民医院",
        phone="0635-3271120",
        address="山东省聊城市东阿县健康街 9 号",
    )
    return victim, driver, insurer, agent, hospital


def _vehicles(case: Case, keys: Keys) -> tuple[Vehicle, ...]:
    return (
        Vehicle(
            id=keys.car,
            case_id=case.id,
            position=1,
            kind=VehicleKind.CAR,
            plate="鲁P·3K567",
            brand="五菱宏光小型轿车",
            driver_id=keys.driver,
            owner_id=keys.driver,
            damage="右前门、右后视镜",
        ),
        Vehicle(
            id=keys.bike,
            case_id=case.id,
            position=2,
            kind=VehicleKind.E_BIKE,
            brand="雅迪牌两轮",
            driver_id=keys.victim,
            owner_id=keys.victim,
            damage="前叉、车筐、左把",
        ),
    )


def _policies(case: Case, keys: Keys) -> tuple[Policy, ...]:
    first, last = date(2025, 11, 20), date(2026, 11, 19)
    return (
        Policy(
            id=new_id(),
            case_id=case.id,
            vehicle_id=keys.car,
            kind=PolicyKind.COMPULSORY,
            insurer_id=keys.insurer,
            number="PDZA202537150000118823",
            starts_on=first,
            ends_on=last,
        ),
        Policy(
            id=new_id(),
            case_id=case.id,
            vehicle_id=keys.car,
            kind=PolicyKind.THIRD_PARTY,
            insurer_id=keys.insurer,
            number="PDAA202537150000118824",
            starts_on=first,
            ends_on=last,
            limit=Decimal("1000000.00"),
        ),
    )


# item, entered sum or (quantity, rate), evidence
_LOSSES: tuple[tuple[str, str, tuple[int, str] | None, str], ...] = (
    ("medical", "32000.00", None, "住院收费票据 1 张、费用清单 6 页"),
    ("meals", "", (20, "100.00"), "住院病历"),
    ("nutrition", "", (30, "30.00"), "出院医嘱"),
    ("lost_wages", "", (90, "120.00"), "误工证明、工资流水"),
    ("care", "", (30, "110.00"), "出院医嘱、护理协议"),
    ("travel", "500.00", None, "交通费票据 14 张"),
    ("repair", "800.00", None, "电动自行车维修发票"),
)


def with_losses(file: CaseFile, keys: Keys) -> CaseFile:
    """Losses and advances, entered when the bills came on 18 June."""
    losses = []
    for place, (item, amount, days, evidence) in enumerate(_LOSSES, start=1):
        quantity, rate = (days[0], Decimal(days[1])) if days else (None, None)
        value = Decimal(amount) if amount else Decimal(quantity or 0) * (rate or Decimal(0))
        losses.append(
            Loss(
                id=new_id(),
                case_id=file.case.id,
                party_id=keys.victim,
                position=place,
                item=item,
                amount=value,
                quantity=quantity,
                rate=rate,
                evidence=evidence,
            )
        )
    prepaid = (
        Prepaid(
            id=new_id(),
            case_id=file.case.id,
            payer_id=keys.insurer,
            victim_id=keys.victim,
            amount=Decimal("18000.00"),
            paid_on=date(2026, 3, 12),
            receipt="交强险医疗费用先行支付回单",
            from_compulsory=True,
        ),
        Prepaid(
            id=new_id(),
            case_id=file.case.id,
            payer_id=keys.driver,
            victim_id=keys.victim,
            amount=Decimal("15000.00"),
            paid_on=date(2026, 3, 10),
            receipt="住院预交金收据",
        ),
    )
    return replace(file, losses=tuple(losses), prepaid=prepaid)


def sign_all(workbench: Workbench, clock: SetClock, people: Cast, case_id: str, keys: Keys) -> None:
    """The people sign on 24 June, the insurer's seal comes on 26 June: that day it is effective."""
    cases, clerk, mediator = workbench.cases, people["clerk"], people["mediator"]
    day = date(2026, 6, 24)
    by_hand = SignMethod.SIGNATURE_AND_PRINT
    for key in (keys.victim, keys.driver):
        facts = SignatureFacts(kind=SignerKind.PARTY, party_id=key, signed_on=day, method=by_hand)
        cases.add_signature(clerk, case_id, facts)
    for kind, person in ((SignerKind.MEDIATOR, mediator), (SignerKind.RECORDER, clerk)):
        cases.add_signature(
            clerk,
            case_id,
            SignatureFacts(kind=kind, person_id=person.person_id, name=person.name, signed_on=day),
        )
    cases.add_signature(
        clerk,
        case_id,
        SignatureFacts(
            kind=SignerKind.COMMITTEE,
            name="东阿县道路交通事故人民调解委员会",
            signed_on=day,
            method=SignMethod.SEAL,
        ),
    )
    clock.put(2026, 6, 26, 10, 15)
    cases.add_signature(
        clerk,
        case_id,
        SignatureFacts(
            kind=SignerKind.PARTY,
            party_id=keys.insurer,
            signed_on=date(2026, 6, 26),
            method=SignMethod.SEAL,
        ),
    )
    cases.perform(clerk, case_id, "sign")


def _pay_and_close(
    workbench: Workbench, clock: SetClock, people: Cast, case_id: str, keys: Keys
) -> None:
    cases, clerk, mediator = workbench.cases, people["clerk"], people["mediator"]
    clock.put(2026, 7, 3, 14, 40)
    file = cases.peek(clerk, case_id)
    for instalment in sorted(file.instalments, key=lambda row: row.position):
        refund = instalment.purpose is PaymentPurpose.REFUND_PREPAID
        cases.record_performance(
            clerk,
            case_id,
            instalment.id,
            paid_on=date(2026, 7, 3),
            amount=instalment.amount,
            voucher=f"银行回单 20260703{'02' if refund else '01'}",
            receiver_name="刘志强" if refund else "张桂兰",
        )
    clock.put(2026, 7, 10, 9, 30)
    cases.perform(
        clerk,
        case_id,
        "follow_up",
        facts={
            "interviewee": "张桂兰",
            "performance": "10540 元已于 7 月 3 日到账，刘志强的 15000 元也已退还。",
            "satisfaction": "满意",
            "lawsuit": "否",
            "relapse_risk": "无",
        },
    )
    clock.put(2026, 7, 13, 16, 0)
    cases.perform(mediator, case_id, "close")
    clock.put(2026, 7, 15, 10, 0)
    cases.perform(
        clerk,
        case_id,
        "archive",
        facts={"archive_place": "档案室 2 柜 3 层 2026-07 盒", "retention": "10"},
    )

"""S4: not eligible. The bill lies under the compulsory limit, so the fund refuses, with reasons.

东阿县, Qingming 2026. A sedan pushes an old man's bicycle over; the sedan is insured and at
fault, the bill of 15,600.00 stays under the medical limit of 18,000.00.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.domain.cases import FindingKind
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import ApplicantKind, BillLine, Finding, FundKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.parties import Liability, PartyRole, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories.parts import (
    bill_lines,
    credit_code,
    day,
    identity,
    moment,
    person,
    unit,
)

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.clock import SetClock
    from mediation_app.services.stories.cast import Cast

HOSPITAL = "东阿县康宁医院"
INSURER = "鲁安财产保险股份有限公司东阿支公司"
BILL: tuple[tuple[str, str, int, int, int], ...] = (
    # name, unit price, quantity, day of April, hour
    ("急诊诊查、清创缝合", "680.00", 1, 1, 10),
    ("颅脑、胸部CT平扫", "560.00", 2, 1, 10),
    ("右肱骨X线摄影", "120.00", 2, 1, 11),
    ("检验（血常规、凝血、生化、血型）", "860.00", 1, 1, 11),
    ("右肱骨骨折切开复位内固定术", "3980.00", 1, 2, 9),
    ("臂丛神经阻滞麻醉", "720.00", 1, 2, 9),
    ("手术一次性耗材、锁定钢板", "5400.00", 1, 2, 9),
    ("抗感染、止痛、补液药品", "2120.00", 1, 2, 14),
    ("床位费（三人间）", "120.00", 2, 1, 12),
    ("二级护理", "120.00", 2, 1, 12),
)
REFUSED_FACTS = (
    "受害人{name}的抢救费用合计 15,600.00 元。肇事小型轿车已参加交强险，医疗费用责任限额 18,000.00 元，"
    "费用未超过责任限额，应由保险公司在限额内支付；车辆已参加交强险，驾驶人未逃逸。"
    "三种垫付情形均不符合，决定不予垫付。保险公司应付款事项已告知申请人和公安交管部门。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the story leaves behind."""

    case_id: str
    application_id: str


def play(workbench: Workbench, clock: SetClock, cast: Cast) -> Told:
    """From registration to the served refusal; the clock stands at 2026-04-09 afterwards."""
    clock.put(2026, 4, 2, 9, 20)
    case = register(workbench, cast)
    clock.put(2026, 4, 3, 9, 40)
    file = apply(workbench, cast, case)
    clock.put(2026, 4, 7, 15, 10)
    review(workbench, cast, file.application.id)
    clock.put(2026, 4, 8, 10, 30)
    fund = workbench.fund
    key = file.application.id
    fund.perform(
        cast["checker"], key, "check_pass", day(4, 8), {"opinion": "同意经办意见，不属于垫付情形。"}
    )
    clock.put(2026, 4, 9, 9, 30)
    facts = REFUSED_FACTS.format(name="赵庆安")
    fund.perform(
        cast["approver"],
        key,
        "refuse",
        day(4, 9),
        {"refusal_codes": ("N02",), "refusal_facts": facts, "opinion": "同意不予垫付。"},
    )
    fund.perform(
        cast["fund_clerk"],
        key,
        "serve",
        day(4, 9),
        {"served_on": day(4, 9), "served_how": "直接送达", "served_to": "赵立新"},
    )
    return Told(case_id=case.case.id, application_id=key)


def story_s4(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    """The same for callers that want the key of the case."""
    return play(workbench, clock, cast).case_id


def register(workbench: Workbench, cast: Cast) -> CaseFile:
    """The window clerk enters the accident with its people, vehicles and the hospital's bill."""
    draft = workbench.cases.blank(cast["clerk"])
    key = draft.case.id
    victim = person(
        key,
        1,
        "赵庆安",
        Side.APPLICANT,
        PartyRole.VICTIM,
        PartyRole.RIDER,
        id_number=identity("372522", "19550318", 517),
        phone="13563581170",
        address="山东省聊城市东阿县刘集镇苗海村",
        household_address="山东省聊城市东阿县刘集镇苗海村",
        occupation="农民",
        liability=Liability.NONE,
    )
    son = person(
        key,
        2,
        "赵立新",
        Side.HELPER,
        PartyRole.RELATIVE,
        id_number=identity("371524", "19820622", 335),
        phone="15263502286",
        address="山东省聊城市东阿县刘集镇苗海村",
        represents_id=victim.id,
        relation="父子",
    )
    driver = person(
        key,
        3,
        "郑凯",
        Side.RESPONDENT,
        PartyRole.DRIVER,
        PartyRole.OWNER,
        id_number=identity("371502", "19940811", 219),
        phone="18865216609",
        address="山东省聊城市东昌府区柳园街道湖滨社区",
        licence_class="C1",
        liability=Liability.FULL,
    )
    insurer = unit(
        key,
        4,
        INSURER,
        Side.RESPONDENT,
        PartyRole.INSURER_COMPULSORY,
        credit_code=credit_code("371524", "MA3R7K2Q9"),
        phone="0635-3281900",
        contact_name="高敏",
        address="山东省聊城市东阿县曙光街 66 号",
    )
    hospital = unit(
        key,
        5,
        HOSPITAL,
        Side.HELPER,
        PartyRole.HOSPITAL,
        credit_code=credit_code("371524", "MA3D8TYX1"),
        phone="0635-3289120",
        contact_name="魏娜",
        address="山东省聊城市东阿县前进街 20 号",
        account_name=HOSPITAL,
        account_bank="中国农业银行东阿县支行",
        account_number="15806001040012345",
    )
    car = Vehicle(
        id=new_id(),
        case_id=key,
        position=1,
        kind=VehicleKind.CAR,
        plate="鲁P3K706",
        brand="大众牌小型轿车",
        driver_id=driver.id,
        owner_id=driver.id,
        damage="右前部轻微擦痕",
    )
    bicycle = Vehicle(
        id=new_id(),
        case_id=key,
        position=2,
        kind=VehicleKind.BICYCLE,
        driver_id=victim.id,
        owner_id=victim.id,
        damage="前轮变形",
        at_fault=False,
    )
    policy = Policy(
        id=new_id(),
        case_id=key,
        vehicle_id=car.id,
        kind=PolicyKind.COMPULSORY,
        insurer_id=insurer.id,
        number="PDZA202637150000417726",
        starts_on=day(1, 12),
        ends_on=day(12, 31),
    )
    injury = Injury(
        id=new_id(),
        case_id=key,
        party_id=victim.id,
        diagnosis="右肱骨干骨折，头皮裂伤",
        rescue_started_at=moment(4, 1, 9, 55),
        rescue_ended_at=moment(4, 3, 8, 0),
    )
    treatment = Treatment(
        id=new_id(),
        case_id=key,
        injury_id=injury.id,
        hospital=HOSPITAL,
        hospital_party_id=hospital.id,
        department="骨科",
        admission_number="2604-00138",
        starts_on=day(4, 1),
        amount=Decimal("15600.00"),
        unpaid=Decimal("15600.00"),
    )
    accident = replace(
        draft.accident,
        occurred_at=moment(4, 1, 9, 35),
        place="东阿县刘集镇 G105 国道与苗海路路口",
        weather="晴",
        kind="机动车与非机动车事故",
        course=(
            "2026年4月1日9时35分许，郑凯驾驶鲁P3K706号小型轿车沿苗海路由西向东行驶至 G105 国道路口右转弯时，"
            "与同向直行的赵庆安驾驶的自行车相撞，致赵庆安受伤、自行车损坏。"
        ),
        injured=1,
        police_unit="东阿县公安局交通管理大队刘集中队",
        police_officer="孙志强",
        police_phone="0635-3276110",
        police_case_number="371524120260401003",
        handled_on=day(4, 1),
        finding_kind=FindingKind.ORDINARY,
        finding_number="第371524120260000187号",
        finding_made_on=day(4, 2),
    )
    filled = replace(
        draft,
        case=replace(
            draft.case,
            source="01",
            dispute="各方对医疗费由谁支付存在争议。",
            claims=("支付医疗费 15,600 元，并赔偿其他损失",),
        ),
        accidents=(accident,),
        parties=(victim, son, driver, insurer, hospital),
        vehicles=(car, bicycle),
        policies=(policy,),
        injuries=(injury,),
        treatments=(treatment,),
    )
    return workbench.cases.new_case(cast["clerk"], filled).value


def apply(workbench: Workbench, cast: Cast, case: CaseFile) -> FundFile:
    """The son applies on Friday 04-03 with everything at hand; it is accepted the same day."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    victim = case.parties_with(PartyRole.VICTIM)[0]
    file = fund.start(
        clerk, case.case.id, victim.id, FundKind.RESCUE, applicant_kind=ApplicantKind.RELATIVE
    ).value
    file = fund.save(
        clerk,
        file,
        replace(
            file,
            application=replace(file.application, received_on=day(4, 3), unsettled_on=day(4, 3)),
            bill_lines=bill(file),
        ),
    ).value
    present = {m.code: "" for m in file.materials if m.required}
    file = fund.tick_materials(clerk, file.application.id, present).value
    key = file.application.id
    fund.perform(clerk, key, "submit", day(4, 3), {"form_signed": True, "standing_proved": True})
    return fund.perform(clerk, key, "accept", day(4, 3), {"complete_on": day(4, 3)}).value


def bill(file: FundFile) -> tuple[BillLine, ...]:
    """The hospital's bill, 15,600.00 in all."""
    rows = [(name, price, count, (4, on, hour, 0), "甲类") for name, price, count, on, hour in BILL]
    return bill_lines(file, rows)


def review(workbench: Workbench, cast: Cast, application_id: str) -> None:
    """The clerk goes through bill and situations and proposes to refuse."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    file = fund.file(clerk, application_id)
    file = fund.decide_lines(
        clerk,
        application_id,
        {line.id: LineDecision(approved=line.amount) for line in file.bill_lines},
    ).value
    findings = (
        ("situation", False, "费用 15,600.00 元未超过交强险医疗费用责任限额 18,000.00 元", "N02"),
        ("genuine", True, "清单 10 行与病历、收费标准核对一致", ""),
        ("other", True, "事故在本县，未见重复申请", ""),
    )
    fund.save(clerk, file, replace(file, findings=findings_of(file, findings, clerk.person_id)))
    fund.perform(
        clerk,
        application_id,
        "recommend_refusal",
        day(4, 7),
        {
            "refusal_codes": ("N02",),
            "refusal_facts": REFUSED_FACTS.format(name="赵庆安"),
            "opinion": "建议不予垫付，告知申请人向保险公司索赔。",
        },
    )


def findings_of(
    file: FundFile, rows: tuple[tuple[str, bool, str, str], ...], reviewer: str
) -> tuple[Finding, ...]:
    application = file.application
    return tuple(
        Finding(
            id=new_id(),
            case_id=application.case_id,
            application_id=application.id,
            position=place,
            head=head,
            passed=passed,
            note=note,
            reason_code=code,
            reviewer_id=reviewer,
        )
        for place, (head, passed, note, code) in enumerate(rows, start=1)
    )

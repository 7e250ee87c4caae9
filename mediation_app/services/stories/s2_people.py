"""Who and what is in the story S2 with S7: a hit-and-run at the Spring Festival, solved in May."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.cases import FindingKind
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Prepaid, Treatment
from mediation_app.domain.parties import Liability, Party, PartyRole, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.services.stories.parts import (
    bill_lines,
    credit_code,
    day,
    identity,
    moment,
    person,
    unit,
)

HOSPITAL = "东阿县康宁医院"
INSURER = "齐信财产保险股份有限公司聊城中心支公司"
VICTIM, SON, DRIVER = "马德顺", "马东旭", "宋朝阳"
# name, unit price, quantity, (month, day, hour, minute), insurance class
BILL: tuple[tuple[str, str, int, tuple[int, int, int, int], str], ...] = (
    ("大抢救", "450.00", 1, (2, 13, 22, 30), "甲类"),
    ("急诊CT平扫（头、颈、胸、腹）", "1280.00", 1, (2, 13, 22, 50), "甲类"),
    ("急诊检验（血型、血常规、凝血、血气、生化）", "1960.00", 1, (2, 13, 22, 55), "甲类"),
    ("颅内血肿清除术", "6850.00", 1, (2, 13, 23, 50), "甲类"),
    ("去骨瓣减压术", "4200.00", 1, (2, 13, 23, 50), "甲类"),
    ("全身麻醉", "2350.00", 1, (2, 13, 23, 50), "甲类"),
    ("手术一次性耗材、止血材料", "18960.00", 1, (2, 13, 23, 50), "乙类"),
    ("悬浮红细胞输注", "260.00", 10, (2, 14, 0, 30), "乙类"),
    ("新鲜冰冻血浆输注", "110.00", 20, (2, 14, 1, 10), "乙类"),
    ("呼吸机辅助呼吸（小时）", "18.00", 140, (2, 14, 4, 0), "甲类"),
    ("重症监护床位费", "210.00", 7, (2, 14, 4, 0), "甲类"),
    ("颅内压监测", "260.00", 7, (2, 14, 4, 0), "乙类"),
    ("气管切开术", "620.00", 1, (2, 15, 9, 20), "甲类"),
    ("亚低温治疗", "680.00", 6, (2, 14, 8, 0), "乙类"),
    ("脱水、抗感染、镇静药物", "58760.00", 1, (2, 14, 8, 0), "甲类"),
    ("人血白蛋白（10g）", "420.00", 36, (2, 15, 8, 0), "乙类"),
    ("肠外营养", "360.00", 21, (2, 16, 9, 0), "乙类"),
)


def fill(draft: CaseFile) -> CaseFile:
    """The blank case with what is known on the morning after: nobody knows who drove."""
    key = draft.case.id
    victim = person(
        key,
        1,
        VICTIM,
        Side.APPLICANT,
        PartyRole.VICTIM,
        PartyRole.PEDESTRIAN,
        id_number=identity("372522", "19680722", 317),
        phone="15163547820",
        address="山东省聊城市东阿县刘集镇皋上村",
        household_address="山东省聊城市东阿县刘集镇皋上村",
        occupation="务农",
        account_name=VICTIM,
        account_bank="山东东阿农村商业银行刘集支行",
        account_number="6223190016552803419",
    )
    son = person(
        key,
        2,
        SON,
        Side.HELPER,
        PartyRole.RELATIVE,
        id_number=identity("371524", "19920415", 219),
        phone="13676350914",
        address="山东省聊城市东阿县刘集镇皋上村",
        represents_id=victim.id,
        relation="子",
    )
    hospital = unit(
        key,
        3,
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
    fled = Vehicle(id=new_id(), case_id=key, position=1, kind=VehicleKind.UNKNOWN)
    injury = Injury(
        id=new_id(),
        case_id=key,
        party_id=victim.id,
        diagnosis="特重型颅脑损伤，硬膜下血肿，脑疝，肺挫伤，左股骨骨折",
        critical=True,
        rescue_started_at=moment(2, 13, 22, 30),
    )
    accident = replace(
        draft.accident,
        occurred_at=moment(2, 13, 21, 40),
        place="东阿县省道 324 线刘集镇皋上村路口",
        weather="阴",
        kind="机动车与行人事故",
        course=(
            "2026年2月13日21时40分许，一辆机动车沿省道324线由东向西行驶至刘集镇皋上村路口时，"
            "将横过道路的马德顺撞倒后驶离现场，致马德顺受伤。"
        ),
        injured=1,
        hit_and_run=True,
        police_unit="东阿县公安局交通管理大队事故中队",
        police_officer="赵延军",
        police_phone="0635-3276140",
        police_case_number="371524120260213001",
        handled_on=day(2, 13),
    )
    return replace(
        draft,
        case=replace(
            draft.case, source="03", source_reference="东阿公交移〔2026〕17号", requested_on=None
        ),
        accidents=(accident,),
        parties=(victim, son, hospital),
        vehicles=(fled,),
        injuries=(injury,),
    )


def hospital_account(case: CaseFile) -> CaseFile:
    """On 02-24, the first working day after the holiday: the bill and what the family paid."""
    key = case.case.id
    injury = case.injuries[0]
    hospital = case.parties_with(PartyRole.HOSPITAL)[0]
    son = case.parties_with(PartyRole.RELATIVE)[0]
    treatment = Treatment(
        id=new_id(),
        case_id=key,
        injury_id=injury.id,
        hospital=HOSPITAL,
        hospital_party_id=hospital.id,
        department="重症医学科",
        admission_number="2602-00731",
        starts_on=day(2, 13),
        amount=Decimal("132800.00"),
        unpaid=Decimal("127800.00"),
    )
    paid = Prepaid(
        id=new_id(),
        case_id=key,
        payer_id=son.id,
        victim_id=injury.party_id,
        amount=Decimal("5000.00"),
        paid_on=day(2, 13),
        receipt="住院预交金收据 0006182",
    )
    ended = replace(injury, rescue_ended_at=moment(2, 20, 16, 0))
    return replace(case, injuries=(ended,), treatments=(treatment,), prepaid=(paid,))


def bill(file: FundFile) -> tuple[BillLine, ...]:
    """The hospital's bill inside the window, 132,800.00 in all."""
    return bill_lines(file, BILL)


def solved(case: CaseFile) -> CaseFile:
    """On 05-22: the police found the driver; his car was insured."""
    key = case.case.id
    driver = person(
        key,
        4,
        DRIVER,
        Side.RESPONDENT,
        PartyRole.DRIVER,
        PartyRole.OWNER,
        id_number=identity("371524", "19851106", 531),
        phone="18769553306",
        address="山东省聊城市东阿县姜楼镇广粮门村",
        household_address="山东省聊城市东阿县姜楼镇广粮门村",
        occupation="个体运输",
        licence_class="C1",
        liability=Liability.FULL,
        share=100,
        finding_served_on=day(5, 22),
    )
    insurer = unit(
        key,
        5,
        INSURER,
        Side.RESPONDENT,
        PartyRole.INSURER_COMPULSORY,
        credit_code=credit_code("371500", "MA3Q2K8L4"),
        phone="0635-8512266",
        contact_name="赵敏",
        legal_representative="石磊",
        legal_representative_title="总经理",
        address="山东省聊城市东昌府区柳园路 77 号",
    )
    car = replace(
        case.vehicles[0],
        kind=VehicleKind.CAR,
        plate="鲁P7F633",
        brand="长城牌小型轿车",
        driver_id=driver.id,
        owner_id=driver.id,
        damage="前保险杠、左前大灯、前风挡玻璃损坏",
    )
    policy = Policy(
        id=new_id(),
        case_id=key,
        vehicle_id=car.id,
        insurer_id=insurer.id,
        kind=PolicyKind.COMPULSORY,
        number="PDZA202537150000061204",
        starts_on=day(1, 5),
        ends_on=day(12, 31),
    )
    accident = replace(
        case.accident,
        hit_and_run_solved_on=day(5, 20),
        finding_kind=FindingKind.ORDINARY,
        finding_number="第371524120260000274号",
        finding_made_on=day(5, 22),
    )
    parties = tuple(_not_at_fault(party) for party in case.parties)
    return replace(
        case,
        accidents=(accident,),
        parties=(*parties, driver, insurer),
        vehicles=(car,),
        policies=(policy,),
    )


def _not_at_fault(party: Party) -> Party:
    if not party.is_a(PartyRole.VICTIM):
        return party
    return replace(party, liability=Liability.NONE, share=0, finding_served_on=day(5, 22))

"""Who and what is in the story S1 with S9: people, vehicles, policies, injury, bill, losses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.cases import FindingKind
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Loss, Prepaid, Treatment
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
INSURER = "鲁安财产保险股份有限公司聊城中心支公司"
VICTIM, WIFE, DRIVER = "孟庆海", "刘桂芹", "许文涛"
SINGLE_ROOM = "单人间床位费"
# name, unit price, quantity, (month, day, hour, minute), insurance class
BILL: tuple[tuple[str, str, int, tuple[int, int, int, int], str], ...] = (
    ("大抢救", "450.00", 1, (9, 29, 15, 5), "甲类"),
    ("急诊CT平扫（头、胸、腹、盆）", "1280.00", 1, (9, 29, 15, 20), "甲类"),
    ("床旁彩色多普勒超声", "260.00", 2, (9, 29, 15, 30), "甲类"),
    ("急诊检验（血型、血常规、凝血、血气、生化）", "1960.00", 1, (9, 29, 15, 35), "甲类"),
    ("悬浮红细胞输注", "260.00", 12, (9, 29, 16, 10), "乙类"),
    ("剖腹探查、脾切除术", "4860.00", 1, (9, 29, 16, 40), "甲类"),
    ("全身麻醉", "2350.00", 1, (9, 29, 16, 40), "甲类"),
    ("手术一次性耗材、止血材料", "14730.00", 1, (9, 29, 16, 40), "乙类"),
    ("骨盆骨折外固定术", "5320.00", 1, (9, 29, 18, 30), "甲类"),
    ("呼吸机辅助呼吸（小时）", "18.00", 96, (9, 29, 21, 0), "甲类"),
    ("重症监护床位费", "210.00", 4, (9, 29, 21, 0), "甲类"),
    ("连续性血液净化", "1950.00", 5, (9, 30, 9, 0), "乙类"),
    ("抗感染、止血、血管活性药物", "22652.00", 1, (9, 30, 8, 0), "甲类"),
    ("人血白蛋白（10g）", "420.00", 20, (9, 30, 10, 0), "乙类"),
    ("肠外营养", "360.00", 20, (10, 1, 9, 0), "乙类"),
    (SINGLE_ROOM, "420.00", 3, (10, 3, 15, 0), "自费"),
)


def fill(draft: CaseFile) -> CaseFile:
    """The blank case with everything known on the day after the accident."""
    key = draft.case.id
    victim = person(
        key,
        1,
        VICTIM,
        Side.APPLICANT,
        PartyRole.VICTIM,
        PartyRole.RIDER,
        id_number=identity("372522", "19740516", 451),
        phone="15863501127",
        address="山东省聊城市东阿县铜城街道付岸村",
        household_address="山东省聊城市东阿县铜城街道付岸村",
        occupation="建筑工人",
        employer="东阿县鑫诚建筑劳务有限公司",
        account_name=VICTIM,
        account_bank="山东东阿农村商业银行铜城支行",
        account_number="6223190015274406118",
    )
    wife = person(
        key,
        2,
        WIFE,
        Side.HELPER,
        PartyRole.RELATIVE,
        id_number=identity("372522", "19751203", 426),
        phone="13869515530",
        address="山东省聊城市东阿县铜城街道付岸村",
        represents_id=victim.id,
        relation="配偶",
    )
    driver = person(
        key,
        3,
        DRIVER,
        Side.RESPONDENT,
        PartyRole.DRIVER,
        PartyRole.OWNER,
        id_number=identity("371524", "19880927", 613),
        phone="18763591342",
        address="山东省聊城市东阿县新城街道阳光小区 8 号楼",
        household_address="山东省聊城市东阿县新城街道阳光小区 8 号楼",
        occupation="个体经营",
        licence_class="C1",
    )
    insurer = unit(
        key,
        4,
        INSURER,
        Side.RESPONDENT,
        PartyRole.INSURER_COMPULSORY,
        PartyRole.INSURER_COMMERCIAL,
        credit_code=credit_code("371500", "MA3P5W6T7"),
        phone="0635-8276600",
        contact_name="姜磊",
        legal_representative="丁建华",
        legal_representative_title="总经理",
        address="山东省聊城市东昌府区东昌路 109 号",
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
    car, bike = _vehicles(key, victim, driver)
    injury = Injury(
        id=new_id(),
        case_id=key,
        party_id=victim.id,
        diagnosis="失血性休克，脾破裂，骨盆骨折，双侧肋骨多发骨折，肺挫伤",
        critical=True,
        rescue_started_at=moment(9, 29, 15, 5),
    )
    case = replace(
        draft.case, source="03", source_reference="东阿公交移〔2026〕109号", requested_on=None
    )
    accident = replace(
        draft.accident,
        occurred_at=moment(9, 29, 14, 20),
        place="东阿县阿胶街与曙光街路口",
        weather="晴",
        kind="机动车与非机动车事故",
        course=(
            "2026年9月29日14时20分许，许文涛驾驶鲁P5D118号小型轿车沿阿胶街由西向东行驶至曙光街路口左转弯时，"
            "与由东向西直行的孟庆海驾驶的电动自行车相撞，致孟庆海受伤、两车损坏。"
        ),
        injured=1,
        police_unit="东阿县公安局交通管理大队城区中队",
        police_officer="李国栋",
        police_phone="0635-3276122",
        police_case_number="371524120260929002",
        handled_on=day(9, 29),
    )
    return replace(
        draft,
        case=case,
        accidents=(accident,),
        parties=(victim, wife, driver, insurer, hospital),
        vehicles=(car, bike),
        policies=_policies(key, car, insurer),
        injuries=(injury,),
    )


def _vehicles(key: str, victim: Party, driver: Party) -> tuple[Vehicle, Vehicle]:
    car = Vehicle(
        id=new_id(),
        case_id=key,
        position=1,
        kind=VehicleKind.CAR,
        plate="鲁P5D118",
        brand="吉利牌小型轿车",
        driver_id=driver.id,
        owner_id=driver.id,
        damage="前保险杠、右前大灯损坏",
    )
    bike = Vehicle(
        id=new_id(),
        case_id=key,
        position=2,
        kind=VehicleKind.E_BIKE,
        plate="聊城107725",
        brand="爱玛牌电动自行车",
        driver_id=victim.id,
        owner_id=victim.id,
        damage="车架变形",
        at_fault=True,
    )
    return car, bike


def _policies(key: str, car: Vehicle, insurer: Party) -> tuple[Policy, Policy]:
    common = {
        "case_id": key,
        "vehicle_id": car.id,
        "insurer_id": insurer.id,
        "starts_on": day(3, 8),
        "ends_on": day(12, 31),
    }
    return (
        Policy(
            id=new_id(),
            kind=PolicyKind.COMPULSORY,
            number="PDZA202637150000093317",
            **common,  # type: ignore[arg-type]
        ),
        Policy(
            id=new_id(),
            kind=PolicyKind.THIRD_PARTY,
            number="PDAA202637150000088541",
            limit=Decimal("1000000.00"),
            **common,  # type: ignore[arg-type]
        ),
    )


_SHARE_REASON = "电动自行车在机动车道内行驶，各方同意机动车一方承担 70%"


def hospital_account(case: CaseFile) -> CaseFile:
    """On 10-09: the hospital's figures so far, what insurer and family paid, the finding."""
    key = case.case.id
    injury = case.injuries[0]
    hospital = case.parties_with(PartyRole.HOSPITAL)[0]
    insurer = case.parties_with(PartyRole.INSURER_COMPULSORY)[0]
    wife = case.parties_with(PartyRole.RELATIVE)[0]
    treatment = Treatment(
        id=new_id(),
        case_id=key,
        injury_id=injury.id,
        hospital=HOSPITAL,
        hospital_party_id=hospital.id,
        department="重症医学科",
        admission_number="2609-02417",
        starts_on=day(9, 29),
        amount=Decimal("86420.00"),
        unpaid=Decimal("58420.00"),
    )
    paid = tuple(
        Prepaid(
            id=new_id(),
            case_id=key,
            payer_id=payer,
            victim_id=injury.party_id,
            amount=Decimal(amount),
            paid_on=on,
            receipt=receipt,
            from_compulsory=compulsory,
        )
        for payer, amount, on, receipt, compulsory in (
            (insurer.id, "18000.00", day(9, 30), "保险公司支付抢救费回单", True),
            (wife.id, "10000.00", day(9, 29), "住院预交金收据 0029917", False),
        )
    )
    accident = replace(
        case.accident,
        finding_kind=FindingKind.ORDINARY,
        finding_number="第371524120260000533号",
        finding_made_on=day(10, 9),
    )
    shares = {VICTIM: (Liability.MINOR, 30), DRIVER: (Liability.MAIN, 70)}
    parties = tuple(
        replace(
            party,
            liability=shares[party.name][0],
            share=shares[party.name][1],
            share_reason=_SHARE_REASON if party.name == DRIVER else "",
            finding_served_on=day(10, 9),
        )
        if party.name in shares
        else party
        for party in case.parties
    )
    ended = replace(injury, rescue_ended_at=moment(10, 6, 14, 0))
    return replace(
        case,
        accidents=(accident,),
        parties=parties,
        injuries=(ended,),
        treatments=(treatment,),
        prepaid=paid,
    )


def bill(file: FundFile) -> tuple[BillLine, ...]:
    """The hospital's bill inside the window, 86,420.00 in all."""
    return bill_lines(file, BILL)


def ready_to_mediate(case: CaseFile) -> CaseFile:
    """On 11-09: treatment over, disability rated, the losses and the request of both sides."""
    key = case.case.id
    victim = case.parties_with(PartyRole.VICTIM)[0]
    hospital = case.parties_with(PartyRole.HOSPITAL)[0]
    injury = replace(
        case.injuries[0],
        diagnosis_after="脾切除术后，骨盆骨折愈合期",
        treatment_ended_on=day(11, 5),
        disability_grade=10,
        disability_on=day(11, 6),
        appraiser="聊城正和司法鉴定所",
    )
    later = Treatment(
        id=new_id(),
        case_id=key,
        injury_id=injury.id,
        hospital=HOSPITAL,
        hospital_party_id=hospital.id,
        department="骨科",
        admission_number="2609-02417",
        starts_on=day(10, 7),
        ends_on=day(11, 5),
        days=29,
        amount=Decimal("25580.00"),
    )
    return replace(
        case,
        case=replace(
            case.case,
            requested_on=day(11, 9),
            dispute="各方对人身损害赔偿数额、保险赔付和救助基金垫付款的偿还存在争议。",
            claims=("赔偿医疗费、误工费、护理费、残疾赔偿金等各项损失 258,000 元",),
        ),
        injuries=(injury,),
        treatments=(*case.treatments, later),
        losses=_losses(key, victim.id),
    )


def _losses(key: str, victim: str) -> tuple[Loss, ...]:
    rows: tuple[tuple[str, str, int | None, str | None, str], ...] = (
        ("medical", "112000.00", None, None, "医疗费票据及费用清单，含救助基金垫付部分"),
        ("meals", "3700.00", 37, "100.00", "住院病历，37 天"),
        ("nutrition", "1300.00", 26, "50.00", "鉴定意见：营养期 26 天"),
        ("lost_wages", "14400.00", 120, "120.00", "鉴定意见：误工期 120 天；用工合同、工资表"),
        ("care", "11700.00", 90, "130.00", "鉴定意见：护理期 90 天，一人护理"),
        ("travel", "1010.00", None, None, "交通费票据"),
        ("disability", "0.00", None, None, "鉴定意见书"),  # 53,945 × 20 年 × 10% = 107,890
        ("mental", "6000.00", None, None, "十级伤残，双方协商"),
    )
    return tuple(
        Loss(
            id=new_id(),
            case_id=key,
            party_id=victim,
            position=place,
            item=item,
            amount=Decimal(amount),
            quantity=quantity,
            rate=Decimal(rate) if rate else None,
            evidence=evidence,
        )
        for place, (item, amount, quantity, rate, evidence) in enumerate(rows, start=1)
    )

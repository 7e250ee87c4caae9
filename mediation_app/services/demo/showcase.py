"""Cases of the demo office that show what the reckoning can do, told in full.

A death with a dependant; a road train with two victims; a passenger who rode for nothing; an
uninsured electric bicycle appraised as a motor vehicle; several disability grades. The figures of
the yearly standards are those of the rules, 待核实 where the rules say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Outcome, RateBasis, SupportKind
from mediation_app.domain.parties import Liability, PartyRole, Side
from mediation_app.domain.vehicles import CompulsoryDuty, LiableBasis, VehicleKind
from mediation_app.services.demo.case_maker import Desk, at
from mediation_app.services.demo.county import County
from mediation_app.services.demo.stage import Stage

_FEWEST = 100  # a smaller office has no room for them


def _sum(amount: str, evidence: str = "", **more: Any) -> dict[str, Any]:
    return {"amount": Decimal(amount), "evidence": evidence, **more}


def _days(days: int, rate: str, evidence: str = "", **more: Any) -> dict[str, Any]:
    amount = more.pop("amount", None)
    whole = Decimal(rate) * days if amount is None else Decimal(amount)
    return {
        "quantity": days,
        "rate": Decimal(rate),
        "amount": whole.quantize(Decimal("0.01")),
        "evidence": evidence,
        **more,
    }


_RULED: dict[str, Any] = {"evidence": ""}  # left to the rules


def _years_before(day: date, years: int, days: int = 40) -> date:
    return day - timedelta(days=int(years * 365.25) + days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When a case of the showcase was accepted, and the office's today."""

    accepted_on: date
    today: date

    @property
    def session_on(self) -> date:
        """The next session: a working day ahead."""
        day = self.today + timedelta(days=3)
        return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))

    @property
    def held_on(self) -> date:
        """The last session: a working day that has passed."""
        day = self.today - timedelta(days=1)
        return day - timedelta(days=max(day.weekday() - 4, 0))


def death_of_a_walker(county: County, desk: Desk, days: Days) -> CaseFile:
    """A walker of 68 dies; his wife is maintained by three people (the domain's E6)."""
    stage = Stage(
        county, desk, accepted_on=days.accepted_on, accident_on=days.accepted_on - timedelta(40)
    )
    victim = stage.person(
        Side.HELPER, PartyRole.VICTIM, PartyRole.PEDESTRIAN, age=68, female=False,
        liability=Liability.MINOR, share=20,
    )  # fmt: skip
    wife = stage.person(Side.APPLICANT, PartyRole.RELATIVE, age=66, female=True, relation="配偶")
    stage.person(Side.APPLICANT, PartyRole.RELATIVE, age=43, relation="子女")
    stage.person(Side.APPLICANT, PartyRole.RELATIVE, age=40, relation="子女")
    driver = stage.person(
        Side.RESPONDENT, PartyRole.DRIVER, PartyRole.OWNER, age=37, liability=Liability.MAIN,
        share=80, licence_class="C1",
    )  # fmt: skip
    insurer = stage.insurer()
    car = stage.vehicle(VehicleKind.CAR, driver=driver.id, brand="长城", damage="前风窗玻璃破碎")
    stage.cover(car, insurer, limit=1_000_000)
    stage.hurt(
        victim, "重型颅脑损伤", days=3, amount="26000.00", outcome=Outcome.DEAD,
        died_at=at(stage.accident_on + timedelta(days=3), 4, 30), death_cause="重型颅脑损伤",
        body_notice_number=f"东公交尸处字〔{stage.accident_on.year}〕{county.digits(3)}号",
        body_notice_on=stage.accident_on + timedelta(days=12),
    )  # fmt: skip
    assert wife.birth_date is not None
    stage.dependant(victim, wife.name, "妻子", wife.birth_date, 3, SupportKind.ADULT)
    stage.losses(
        victim,
        ("medical", _sum("26000.00", "抢救费票据 3 张")),
        ("death", _RULED),
        ("dependants", {"evidence": "无劳动能力证明、村委会证明"}),
        ("funeral", _RULED),
        ("funeral_wages", _days(5, "150.00", "3 人误工证明", persons=3, amount="2250.00")),
        ("mental", _sum("30000.00", "双方协商")),
    )
    stage.paid(driver, victim, "50000.00")
    return stage.file(
        place="东阿县鱼山镇驻地", kind="碾压",
        course=f"{driver.name}驾驶{car.plate}号车辆与横过道路的行人{victim.name}相撞，{victim.name}经抢救无效死亡。",
        summary=f"机动车与行人相撞，{victim.name}死亡", session_on=days.session_on,
    )  # fmt: skip


def road_train(county: County, desk: Desk, days: Days) -> CaseFile:
    """A tractor with its trailer (挂靠) pushes a car; driver and passenger share the limits."""
    stage = Stage(
        county, desk, accepted_on=days.accepted_on, accident_on=days.accepted_on - timedelta(150)
    )
    first = stage.person(
        Side.APPLICANT, PartyRole.VICTIM, PartyRole.DRIVER, PartyRole.OWNER, age=45,
        liability=Liability.NONE, share=0,
    )  # fmt: skip
    second = stage.person(Side.APPLICANT, PartyRole.VICTIM, PartyRole.PASSENGER, age=41)
    trucker = stage.person(
        Side.RESPONDENT, PartyRole.DRIVER, PartyRole.OWNER, age=39, liability=Liability.FULL,
        share=100, licence_class="A2",
    )  # fmt: skip
    company = stage.company(Side.RESPONDENT, PartyRole.AFFILIATE)
    insurer, own = stage.insurer(), stage.insurer()
    tractor = stage.vehicle(
        VehicleKind.TRUCK, driver=trucker.id, owner=company.id, brand="解放牌重型半挂牵引车",
        liable_id=trucker.id, liable_basis=LiableBasis.AFFILIATE, joint_ids=(company.id,),
    )  # fmt: skip
    trailer = stage.vehicle(
        VehicleKind.TRAILER, owner=company.id, brand="仓栅式半挂车", plate=f"鲁P{county.digits(4)}挂",
        towed_by_id=tractor.id,
    )  # fmt: skip
    car = stage.vehicle(VehicleKind.CAR, driver=first.id, brand="大众", damage="车尾严重变形")
    stage.cover(tractor, insurer, limit=1_000_000)
    stage.cover(trailer, insurer, limit=50_000)
    stage.cover(car, own)
    stage.change("parties", second, ride_vehicle_id=car.id)
    rated = days.accepted_on - timedelta(days=12)
    stage.hurt(
        first, "腰椎压缩性骨折，多发肋骨骨折", days=32, amount="86400.00",
        treatment_ended_on=stage.accident_on + timedelta(days=100),
        disability_grade=9, disability_on=rated, appraiser="聊城正和司法鉴定所",
    )  # fmt: skip
    stage.hurt(
        second, "右股骨干骨折", days=26, amount="61800.00",
        treatment_ended_on=stage.accident_on + timedelta(days=100),
        disability_grade=10, disability_on=rated, appraiser="聊城正和司法鉴定所",
    )  # fmt: skip
    stage.losses(
        first,
        ("medical", _sum("86400.00", "票据及清单")),
        ("meals", _days(32, "100.00", "住院病历")),
        ("nutrition", _days(60, "30.00", "鉴定意见：营养期 60 天")),
        ("lost_wages", _days(150, "120.00", "误工证明")),
        ("care", _days(90, "110.00", "鉴定意见：护理期 90 天")),
        ("disability", {"evidence": "鉴定意见书"}),
        ("mental", _sum("10000.00", "双方协商")),
        ("repair", _sum("38600.00", "车辆维修发票")),
        ("towing", _sum("800.00", "施救费发票")),
        ("appraisal", _sum("2600.00", "鉴定费发票")),
    )
    stage.losses(
        second,
        ("medical", _sum("61800.00", "票据及清单")),
        ("meals", _days(26, "100.00", "住院病历")),
        ("nutrition", _days(60, "30.00", "鉴定意见：营养期 60 天")),
        ("lost_wages", _days(120, "110.00", "误工证明")),
        ("care", _days(60, "110.00", "鉴定意见：护理期 60 天")),
        ("disability", {"evidence": "鉴定意见书"}),
        ("mental", _sum("5000.00", "双方协商")),
    )
    stage.paid(insurer, first, "18000.00", compulsory=True)
    stage.paid(trucker, second, "40000.00")
    return stage.file(
        place="青兰高速东阿出口", kind="追尾",
        course=f"{trucker.name}驾驶{tractor.plate}号重型半挂牵引车牵引{trailer.plate}号半挂车，追尾同向行驶的{car.plate}号小型汽车，致{first.name}、{second.name}受伤。",
        summary=f"半挂车追尾小型汽车，{first.name}、{second.name}受伤", session_on=days.session_on,
    )  # fmt: skip


def free_ride(county: County, desk: Desk, days: Days) -> CaseFile:
    """A neighbour rides for nothing (好意同乘); both drivers are at fault."""
    stage = Stage(
        county, desk, accepted_on=days.accepted_on, accident_on=days.accepted_on - timedelta(75)
    )
    rider = stage.person(Side.APPLICANT, PartyRole.VICTIM, PartyRole.PASSENGER, age=52)
    host = stage.person(
        Side.RESPONDENT, PartyRole.DRIVER, PartyRole.OWNER, age=48, liability=Liability.MINOR,
        share=30, licence_class="C1",
    )  # fmt: skip
    other = stage.person(
        Side.RESPONDENT, PartyRole.DRIVER, PartyRole.OWNER, age=33, liability=Liability.MAIN,
        share=70, licence_class="C1",
    )  # fmt: skip
    insurer, second = stage.insurer(), stage.insurer()
    mine = stage.vehicle(VehicleKind.CAR, driver=host.id, brand="五菱", damage="右前侧受损")
    theirs = stage.vehicle(VehicleKind.CAR, driver=other.id, brand="吉利", damage="前部受损")
    stage.cover(mine, insurer, limit=500_000)
    stage.cover(theirs, second, limit=1_000_000)
    stage.change(
        "parties", rider, ride_vehicle_id=mine.id, free_ride_percent=30,
        free_ride_reason="同村村民赶集顺路搭乘，非营运，驾驶人无重大过失",
    )  # fmt: skip
    stage.hurt(
        rider, "右锁骨骨折，头皮裂伤", days=14, amount="27650.00",
        treatment_ended_on=stage.accident_on + timedelta(days=60),
    )  # fmt: skip
    stage.losses(
        rider,
        ("medical", _sum("27650.00", "票据及清单", outside_medical=Decimal("3120.00"))),
        ("meals", _days(14, "100.00", "住院病历")),
        ("nutrition", _days(30, "30.00", "出院医嘱")),
        (
            "lost_wages",
            _days(75, "3600.00", "工资流水", rate_basis=RateBasis.MONTH, amount="9000.00"),
        ),
        ("care", _days(30, "110.00", "护理协议")),
        ("travel", _sum("620.00", "交通费票据")),
    )
    stage.paid(other, rider, "10000.00")
    return stage.file(
        place="前进街阿胶广场", kind="侧面碰撞",
        course=f"{other.name}驾驶{theirs.plate}号车辆左转弯时与{host.name}驾驶的{mine.plate}号车辆相撞，致搭乘{mine.plate}号车辆的{rider.name}受伤。",
        summary=f"两车相撞，免费搭乘的{rider.name}受伤", session_on=days.held_on, held=True,
    )  # fmt: skip


def e_bike_as_motor(county: County, desk: Desk, days: Days) -> CaseFile:
    """An uninsured electric bicycle, appraised as a motor vehicle, hits a walker."""
    stage = Stage(
        county, desk, accepted_on=days.accepted_on, accident_on=days.accepted_on - timedelta(90)
    )
    victim = stage.person(
        Side.APPLICANT, PartyRole.VICTIM, PartyRole.PEDESTRIAN, age=61,
        liability=Liability.MINOR, share=20,
    )  # fmt: skip
    rider = stage.person(
        Side.RESPONDENT, PartyRole.DRIVER, PartyRole.OWNER, age=29, liability=Liability.MAIN,
        share=80,
    )  # fmt: skip
    bike = stage.vehicle(
        VehicleKind.E_BIKE, driver=rider.id, brand="两轮轻便摩托车（鉴定）", appraised_motor=True,
        appraisal_number=f"聊正司鉴〔{days.today.year}〕车鉴字第{county.digits(3)}号",
        compulsory_duty=CompulsoryDuty.AS_INSURED, plate="",
    )  # fmt: skip
    stage.uninsured(bike)
    stage.hurt(
        victim, "左桡骨远端骨折", days=11, amount="23480.00",
        treatment_ended_on=stage.accident_on + timedelta(days=70),
    )  # fmt: skip
    stage.losses(
        victim,
        ("medical", _sum("23480.00", "票据及清单")),
        ("meals", _days(11, "100.00", "住院病历")),
        ("nutrition", _days(30, "30.00", "出院医嘱")),
        ("lost_wages", _days(70, "100.00", "误工证明")),
        ("care", _days(45, "110.00", "出院医嘱")),
        ("travel", _sum("260.00", "交通费票据")),
    )
    stage.paid(rider, victim, "8000.00")
    return stage.file(
        place="文化街小学门口", kind="刮擦",
        course=f"{rider.name}骑行的电动两轮车与行人{victim.name}相撞，{victim.name}受伤；经鉴定该车属轻便摩托车。",
        summary=f"鉴定为机动车的电动车与行人相撞，{victim.name}受伤", session_on=days.session_on,
    )  # fmt: skip


def several_grades(county: County, desk: Desk, days: Days) -> CaseFile:
    """A rider with three disability grades and two dependants, nursing after 定残."""
    stage = Stage(
        county, desk, accepted_on=days.accepted_on, accident_on=days.accepted_on - timedelta(210)
    )
    victim = stage.person(
        Side.APPLICANT, PartyRole.VICTIM, PartyRole.RIDER, age=44, liability=Liability.EQUAL,
        share=40,
    )  # fmt: skip
    driver = stage.person(
        Side.RESPONDENT, PartyRole.DRIVER, PartyRole.OWNER, age=35, liability=Liability.EQUAL,
        share=60, licence_class="C1",
    )  # fmt: skip
    insurer = stage.insurer()
    car = stage.vehicle(VehicleKind.CAR, driver=driver.id, brand="比亚迪", damage="左前部受损")
    stage.vehicle(VehicleKind.E_BIKE, driver=victim.id, brand="雅迪牌电动自行车")
    stage.cover(car, insurer, limit=1_000_000)
    rated = days.accepted_on - timedelta(days=9)
    stage.hurt(
        victim, "颅脑损伤，左侧颞部硬膜下血肿；左胫腓骨骨折；右肩关节功能障碍", days=45,
        amount="148900.00", treatment_ended_on=stage.accident_on + timedelta(days=160),
        disability_grade=8, further_grades=("9", "10"), disability_on=rated,
        appraiser="聊城正和司法鉴定所",
    )  # fmt: skip
    name = victim.name[0]
    stage.dependant(victim, f"{name}子涵", "女儿", _years_before(rated, 9), 2, SupportKind.MINOR)
    stage.dependant(victim, f"{name}广福", "父亲", _years_before(rated, 71), 3, SupportKind.ADULT)
    stage.losses(
        victim,
        ("medical", _sum("148900.00", "票据及清单", outside_medical=Decimal("12600.00"))),
        ("follow_up", _sum("12000.00", "鉴定意见：取出内固定")),
        ("meals", _days(45, "100.00", "住院病历")),
        ("nutrition", _days(90, "30.00", "鉴定意见：营养期 90 天")),
        ("lost_wages", _days(200, "120.00", "误工证明")),
        ("care", _days(120, "110.00", "鉴定意见：护理期 120 天")),
        ("disability", {"evidence": "鉴定意见书"}),
        ("dependants", {"evidence": "户籍证明、无劳动能力证明"}),
        ("mental", _sum("12000.00", "双方协商")),
        ("appraisal", _sum("3200.00", "鉴定费发票")),
    )
    stage.paid(insurer, victim, "18000.00", compulsory=True)
    stage.paid(driver, victim, "30000.00")
    return stage.file(
        place="阿胶街与曙光街路口", kind="侧面碰撞",
        course=f"{driver.name}驾驶{car.plate}号车辆左转弯时与直行的{victim.name}骑行的电动自行车相撞，{victim.name}受伤。",
        summary=f"机动车与电动自行车相撞，{victim.name}多处伤残", session_on=days.session_on,
    )  # fmt: skip


Tale = Callable[[County, Desk, Days], CaseFile]
AGREED: Tale = free_ride
"""The tale whose agreement is drafted, so that its sums are frozen."""
TALES: tuple[tuple[int, Tale], ...] = (
    (21, several_grades),
    (17, e_bike_as_motor),
    (13, free_ride),
    (9, road_train),
    (5, death_of_a_walker),
)
"""Days since acceptance, and the case."""


def places_of(cases: int, accepted_on: Callable[[int], date], today: date) -> dict[int, Tale]:
    """Which cases of the stream are told in full: the last one accepted by each tale's day."""
    if cases < _FEWEST:
        return {}
    found: dict[int, Tale] = {}
    index = cases - 1
    for ago, tale in reversed(TALES):
        while index > 0 and (index in found or accepted_on(index) > today - timedelta(days=ago)):
            index -= 1
        found[index] = tale
    return found

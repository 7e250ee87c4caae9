"""Reckonings for the sheet: E3 and E6 of the domain, S9, and cases that overflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mediation_app.documents.context import Scene, Sums
from mediation_app.domain.cases import Accident, Case, MediationState
from mediation_app.domain.compensation import (
    FUND,
    Claim,
    CommercialCover,
    CompensationLaw,
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
from mediation_app.domain.compensation.law import Standard
from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.files import CaseFile
from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.parties import Liability, Party, PartyKind
from mediation_app.domain.parties import Side as PartySide
from mediation_app.domain.vehicles import Vehicle, VehicleKind
from mediation_app.rulebook import Rulebook
from tests.documents.papers.cast import CASE, OFFICE, PEOPLE, WORDING, at, money

BOOK = Rulebook.open("371524")
DAY = date(2026, 11, 16)
ROUND = {
    "income": ("城镇居民人均可支配收入", "50000"),
    "consumption": ("城镇居民人均消费支出", "30000"),
    "wage": ("城镇非私营单位就业人员年平均工资", "100000"),
}
INSURER = "安泰财产保险股份有限公司聊城中心支公司"


def law(accident: date, *, sure: bool = True) -> CompensationLaw:
    """The shipped law with the round figures of fixture T."""
    found = BOOK.compensation_law(accident=accident, on=DAY)
    sureness = Sureness.SURE if sure else Sureness.UNVERIFIED
    figures = {
        series: Standard(
            series=series,
            label=label,
            stat_year=2025,
            amount=money(amount + ".00"),
            effective_from=date(2026, 1, 1),
            source=Source(text="山东省统计局公布的统计数据（2025年）", sureness=sureness),
            place="山东",
        )
        for series, (label, amount) in ROUND.items()
    }
    return replace(found, standards=figures)


def band(fault: Fault) -> LiabilityBand:
    """Shandong's band for a motor vehicle against who has none."""
    return BOOK.band(Pairing.MOTOR_NON_MOTOR, fault)


def scene(file: CaseFile, claim: Claim, law_: CompensationLaw, **more: object) -> Scene:
    """A scene that holds the reckoning of a claim."""
    sums = Sums(
        result=reckon_claim(claim, law_),
        claim=claim,
        law=law_,
        rules_version=BOOK.version,
        **more,  # type: ignore[arg-type]
    )
    return Scene(
        file=file,
        office=OFFICE,
        today=date(2026, 11, 22),
        kind="calculation_sheet",
        people=PEOPLE,
        wording=WORDING,
        sums=sums,
    )


def _file(
    number: str,
    parties: Sequence[Party],
    vehicles: Sequence[Vehicle],
    place: str,
    injuries: Sequence[Injury] = (),
) -> CaseFile:
    return CaseFile(
        case=Case(
            id=CASE,
            number=number,
            state=MediationState.MEDIATING,
            registrar_id="p1",
            mediator_id="p2",
            recorder_id="p1",
        ),
        accidents=(
            Accident(
                id="x1",
                case_id=CASE,
                occurred_at=at(5, 6, 7, 35),
                place=place,
                finding_number="第371524120260000087号",
            ),
        ),
        parties=tuple(parties),
        vehicles=tuple(vehicles),
        injuries=tuple(injuries),
    )


def person(
    id_: str, name: str, role: str, side: PartySide, liability: Liability, share: int, why: str = ""
) -> Party:
    return Party(
        id=id_,
        case_id=CASE,
        side=side,
        roles=(role,),
        name=name,
        liability=liability,
        share=share,
        share_reason=why,
    )


def insurer(id_: str = "i1", name: str = INSURER) -> Party:
    return Party(
        id=id_,
        case_id=CASE,
        side=PartySide.RESPONDENT,
        kind=PartyKind.ORGANISATION,
        roles=("insurer_compulsory", "insurer_commercial"),
        name=name,
    )


def car(id_: str = "car", plate: str = "鲁P3K567", driver: str = "d1") -> Vehicle:
    return Vehicle(id=id_, case_id=CASE, plate=plate, driver_id=driver, owner_id=driver)


def motor(
    id_: str, percent: int, liable: str, cover: str = "i1", limit: str = "1000000.00"
) -> Side:
    return Side(
        id=id_,
        label="鲁P3K567" if id_ == "car" else id_,
        kind=SideKind.MOTOR,
        liable=liable,
        percent=Decimal(percent),
        compulsory=CompulsoryCover(insurer=cover),
        commercial=CommercialCover(insurer=cover, limit=money(limit)) if limit else None,
    )


def days(item: str, number: int, rate: str, persons: int = 1) -> LossInput:
    return LossInput(item=item, days=number, rate=money(rate), persons=persons)


def sum_of(item: str, amount: str, note: str = "") -> LossInput:
    return LossInput(item=item, amount=money(amount), note=note)


# E3 and E6 ------------------------------------------------------------------------------------


def e3() -> Scene:
    """Equal fault, no disability, insurer and driver have paid in advance."""
    victim = person("v1", "张桂兰", "victim", PartySide.APPLICANT, Liability.EQUAL, 40)
    driver = person(
        "d1",
        "刘志强",
        "driver",
        PartySide.RESPONDENT,
        Liability.EQUAL,
        60,
        "双方均未让行，取幅度下限",
    )
    bike = Vehicle(id="bike", case_id=CASE, kind=VehicleKind.E_BIKE, driver_id="v1", owner_id="v1")
    claim = Claim(
        accident=date(2026, 5, 6),
        sides=(
            motor("car", 60, "d1"),
            Side(
                id="bike",
                label="电动自行车",
                kind=SideKind.NON_MOTOR,
                liable="v1",
                percent=Decimal(40),
            ),
        ),
        victims=(
            Victim(
                id="v1",
                label="张桂兰",
                side="bike",
                losses=(
                    sum_of("medical", "32000.00", "住院、门诊票据 14 张"),
                    days("meals", 20, "100.00"),
                    days("nutrition", 30, "30.00"),
                    days("lost_wages", 90, "120.00"),
                    days("care", 30, "110.00"),
                    sum_of("travel", "500.00"),
                    sum_of("repair", "800.00"),
                ),
            ),
        ),
        prepaid=(
            Prepayment(payer="i1", victim="v1", amount=money("18000.00"), label="医疗费"),
            Prepayment(payer="d1", victim="v1", amount=money("15000.00"), label="医疗费"),
        ),
        names={"v1": "张桂兰", "d1": "刘志强", "i1": INSURER},
    )
    file = _file(
        "（2026）东道交调字第0102号",
        (victim, driver, insurer()),
        (car(), bike),
        "东阿县曙光街与前进街交叉路口",
    )
    return scene(file, claim, law(claim.accident), bands={"d1": band(Fault.EQUAL)})


def e6() -> Scene:
    """A pedestrian of 68 killed, the car mainly at fault; fixture T."""
    dead = person("v1", "赵德明", "victim", PartySide.APPLICANT, Liability.MINOR, 20)
    wife = person("r1", "王秀英", "relative", PartySide.APPLICANT, Liability.UNDECIDED, 0)
    son = person("r2", "赵强", "relative", PartySide.APPLICANT, Liability.UNDECIDED, 0)
    driver = person("d1", "孙建国", "driver", PartySide.RESPONDENT, Liability.MAIN, 80)
    claim = Claim(
        accident=date(2026, 5, 6),
        sides=(
            motor("car", 80, "d1"),
            Side(
                id="v1",
                label="行人",
                kind=SideKind.PEDESTRIAN,
                liable="v1",
                percent=Decimal(20),
            ),
        ),
        victims=(
            Victim(
                id="v1",
                label="赵德明",
                side="v1",
                losses=(
                    sum_of("medical", "26000.00"),
                    LossInput(item="death", age=68),
                    LossInput(item="funeral"),
                    LossInput(
                        item="dependants",
                        dependants=(Dependant(label="王秀英（妻子）", age=66, payers=3),),
                    ),
                    days("funeral_wages", 5, "150.00", persons=3),
                    sum_of("mental", "30000.00"),
                ),
            ),
        ),
        names={"v1": "赵德明", "d1": "孙建国", "i1": INSURER},
    )
    file = _file(
        "（2026）东道交调字第0106号",
        (dead, wife, son, driver, insurer()),
        (car(),),
        "东阿县青年街人行横道",
        (Injury(id="j1", case_id=CASE, party_id="v1", outcome=Outcome.DEAD, died_at=at(5, 8, 3)),),
    )
    return scene(file, claim, law(claim.accident, sure=False), bands={"d1": band(Fault.MAIN)})


def jointly() -> Scene:
    """A lorry run under another firm's name (挂靠), which has paid for its driver."""
    people = (
        person("v1", "张桂兰", "victim", PartySide.APPLICANT, Liability.NONE, 0),
        person("d1", "刘志强", "driver", PartySide.RESPONDENT, Liability.FULL, 100),
        person("o1", "东阿顺达运输有限公司", "affiliate", PartySide.RESPONDENT, Liability.NONE, 0),
        insurer(),
    )
    lorry = replace(motor("car", 100, "d1", limit=""), joint=("o1",))
    foot = Side(id="v1", label="行人", kind=SideKind.PEDESTRIAN, liable="v1", percent=Decimal(0))
    claim = Claim(
        accident=date(2026, 5, 6),
        sides=(lorry, foot),
        victims=(
            Victim(
                id="v1",
                label="张桂兰",
                side="v1",
                losses=(sum_of("medical", "60000.00"), sum_of("lost_wages", "50000.00")),
            ),
        ),
        prepaid=(
            Prepayment(payer="d1", victim="v1", amount=money("5000.00")),
            Prepayment(payer="o1", victim="v1", amount=money("10000.00")),
        ),
        names={party.id: party.name for party in people},
    )
    file = _file("（2026）东道交调字第0109号", people, (car(),), "东阿县青年街")
    return scene(file, claim, law(claim.accident))


# S9 -------------------------------------------------------------------------------------------


def s9(file: CaseFile) -> Sums:
    """The sums of the sample case S9: 258,000.00 lost, the fund has advanced 57,160.00."""
    law_ = law(date(2026, 9, 29))
    claim = Claim(
        accident=date(2026, 9, 29),
        sides=(
            motor("k1", 70, "d1"),
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
                label=file.parties[0].name if file.parties else "张国强",
                side="v1",
                losses=(
                    sum_of("medical", "112000.00"),
                    sum_of("meals", "5000.00"),
                    sum_of("lost_wages", "21000.00"),
                    LossInput(item="disability", age=40, grades=(10,)),
                    LossInput(
                        item="dependants",
                        coefficient=Decimal(10),
                        dependants=(
                            Dependant(label="儿子", age=8, payers=2, kind=DependantKind.MINOR),
                            Dependant(label="母亲", age=70, payers=3),
                        ),
                    ),
                ),
            ),
        ),
        prepaid=(
            Prepayment(payer="i1", victim="v1", amount=money("18000.00")),
            Prepayment(payer=FUND, victim="v1", amount=money("57160.00")),
        ),
        names={party.id: party.name for party in file.parties},
    )
    return Sums(result=reckon_claim(claim, law_), claim=claim, law=law_, rules_version=BOOK.version)


# Overflow -------------------------------------------------------------------------------------


def _items(count: int, scale: int = 1) -> tuple[LossInput, ...]:
    """``count`` items of all buckets, dependants with four stages among them."""
    family = LossInput(
        item="dependants",
        coefficient=Decimal(80),
        dependants=(
            Dependant(label="长子", age=13, payers=2, kind=DependantKind.MINOR),
            Dependant(label="次女", age=6, payers=2, kind=DependantKind.MINOR),
            Dependant(label="父亲", age=71, payers=2),
            Dependant(label="母亲", age=65, payers=2),
        ),
    )
    first = (
        LossInput(item="disability", age=45, grades=(3, 8, 10)),
        family,
        sum_of("mental", "20000.00"),
        sum_of("appraisal", "2600.00"),
        sum_of("repair", "3800.00", "发票 1 张，维修清单 2 页"),
    )
    cycle = ("medical", "follow_up", "meals", "nutrition", "lost_wages", "care", "travel")
    rest = [
        days(item, 10 + n, "120.50")
        if item in ("meals", "nutrition", "lost_wages", "care")
        else sum_of(item, f"{(n + 1) * 1234 * scale}.56", f"第 {n + 1} 次就诊票据")
        for n in range(count - len(first))
        for item in (cycle[n % len(cycle)],)
    ]
    return (*first, *rest)


def _overflow(
    people: Mapping[str, str],
    vehicles: Sequence[tuple[str, int, str]],
    items: int,
    insurer_name: str = INSURER,
) -> Scene:
    """Victims by id and name on one side, drivers of ``vehicles`` on the other."""
    share = Decimal(100 - sum(percent for _, percent, _ in vehicles))
    foot = Side(
        id="foot", label="行人", kind=SideKind.PEDESTRIAN, liable=next(iter(people)), percent=share
    )
    drivers = [
        person(f"d-{id_}", name, "driver", PartySide.RESPONDENT, Liability.MAIN, percent)
        for id_, percent, name in vehicles
    ]
    victims = [
        person(id_, name, "victim", PartySide.APPLICANT, Liability.MINOR, 0)
        for id_, name in people.items()
    ]
    insurers = [
        insurer(f"i-{id_}", insurer_name + (f"第{n}营业部" if n else ""))
        for n, (id_, _, _) in enumerate(vehicles)
    ]
    parties = (*victims, *drivers, *insurers)
    claim = Claim(
        accident=date(2026, 5, 6),
        sides=(
            *(motor(id_, percent, f"d-{id_}", f"i-{id_}") for id_, percent, _ in vehicles),
            foot,
        ),
        victims=tuple(
            Victim(id=id_, label=name, side="foot", losses=_items(items, scale=n))
            for n, (id_, name) in enumerate(people.items(), 1)
        ),
        prepaid=tuple(
            Prepayment(payer=f"d-{vehicles[0][0]}", victim=id_, amount=money("5000.00"))
            for id_ in people
        ),
        names={party.id: party.name for party in parties},
    )
    cars = [
        Vehicle(id=id_, case_id=CASE, plate=id_, driver_id=f"d-{id_}", kind=VehicleKind.TRUCK)
        for id_, _, _ in vehicles
    ]
    file = _file("（2026）东道交调字第0200号", parties, cars, "东阿县青年街" + "与前进街" * 6)
    return scene(file, claim, law(claim.accident, sure=False))


def eight_victims() -> Scene:
    """Eight people hit by one truck."""
    names = ("李𬀩", "陈䶮", "买买提·吐尔逊", "赵甲", "钱乙", "孙丙", "周丁", "吴戊")
    return _overflow(
        {f"v{n}": name for n, name in enumerate(names)}, (("鲁PA1234", 70, "李建军"),), 7
    )


def forty_items() -> Scene:
    """One person with forty items."""
    return _overflow({"v0": "张国强"}, (("鲁PA1234", 70, "李建军"),), 40)


def long_names() -> Scene:
    """Names of 200 characters."""
    return _overflow(
        {"v0": "王" * 200}, (("鲁PA1234", 70, "李" * 200),), 8, insurer_name="财" * 200
    )


def two_by_two() -> Scene:
    """Two vehicles and two victims."""
    return _overflow(
        {"v0": "张国强", "v1": "王秀英"},
        (("鲁PA1234", 40, "李建军"), ("鲁PB5678", 30, "周大海")),
        8,
    )


def least() -> Scene:
    """One bill of a passer-by, paid by the insurer alone."""
    people = (
        person("v1", "丁一", "victim", PartySide.APPLICANT, Liability.NONE, 0),
        person("d1", "王二", "driver", PartySide.RESPONDENT, Liability.FULL, 100),
        insurer(name="人保"),
    )
    foot = Side(id="v1", label="行人", kind=SideKind.PEDESTRIAN, liable="v1", percent=Decimal(0))
    claim = Claim(
        accident=date(2026, 5, 6),
        sides=(motor("car", 100, "d1", limit=""), foot),
        victims=(Victim(id="v1", label="丁一", side="v1", losses=(sum_of("medical", "86.00"),)),),
        names={party.id: party.name for party in people},
    )
    return scene(_file("", people, (), ""), claim, law(claim.accident))


OVERFLOW = (eight_victims, forty_items, long_names, two_by_two)

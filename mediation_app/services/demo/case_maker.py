"""Makes one invented case as it stands today: people, vehicles, losses, sessions, agreement."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from mediation_app.clock import CHINA
from mediation_app.domain import agreements as ag
from mediation_app.domain.cases import Accident, Case, FindingKind, MediationState, StepTaken
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Loss, Outcome, Prepaid, Treatment
from mediation_app.domain.parties import (
    IdKind,
    Liability,
    Party,
    PartyKind,
    PartyRole,
    Side,
)
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.services.demo.county import County, Somebody, material
from mediation_app.services.demo.timeline import Timeline, tell

_LIABILITIES = (
    (Liability.FULL, Liability.NONE, 100),
    (Liability.MAIN, Liability.MINOR, 80),
    (Liability.EQUAL, Liability.EQUAL, 60),
    (Liability.MINOR, Liability.MAIN, 40),
)
_BETWEEN_CARS = {
    Liability.FULL: 100,
    Liability.MAIN: 70,
    Liability.EQUAL: 50,
    Liability.MINOR: 30,
}
_ENDED = frozenset(
    {
        MediationState.FAILED, MediationState.WITHDRAWN, MediationState.PARTY_QUIT,
        MediationState.TO_COURT, MediationState.TO_POLICE, MediationState.REFUSED,
    }
)  # fmt: skip
_MEDICAL_ITEMS = frozenset({"medical", "meals", "nutrition"})
_LIMIT_MEDICAL, _LIMIT_DEATH, _LIMIT_PROPERTY = 1_800_000, 18_000_000, 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who sits at the desks of the demo office, by part, and its code."""

    unit_code: str
    jurisdiction: str
    people: Mapping[str, tuple[str, str]]  # part → (person key, name)
    # day → (official number, year, serial), gap-free in the order of asking
    number: Callable[[date], tuple[str, int, int]]
    fund_number: Callable[[date], tuple[str, int, int]]
    voucher_number: Callable[[date], tuple[str, int, int]]

    def key(self, part: str) -> str:
        """The key of a person."""
        return self.people[part][0]

    def name(self, part: str) -> str:
        """The name of a person."""
        return self.people[part][1]


def yuan_of(fen: int) -> Decimal:
    """A sum in yuan from fen."""
    return Decimal(fen).scaleb(-2)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the office's time, in UTC."""
    return datetime.combine(day, time(hour, minute), CHINA).astimezone(UTC)


def _month_later(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class CaseMaker:
    """Builds the records of one case step by step; ``make`` gives the finished snapshot."""

    def __init__(self, county: County, desk: Desk, *, accepted_on: date, today: date) -> None:
        self.county, self.desk, self.today = county, desk, today
        self.fresh = accepted_on > today
        self.injured = self.fresh or county.chance(62)
        self.dead = self.injured and county.chance(6)
        self.line: Timeline = tell(
            county, accepted_on=accepted_on, today=today, injured=self.injured
        )
        stamp = int(at(self.line.requested_on, 9, county.random.randint(0, 59)).timestamp() * 1000)
        self._stamp = stamp
        self.case_id = new_id(stamp)
        self.at_risk, self.other, self.share = county.random.choices(
            _LIABILITIES, (35, 35, 20, 10)
        )[0]
        if not self.injured:  # two cars
            self.share = _BETWEEN_CARS[self.at_risk]

    def _id(self) -> str:
        return new_id(self._stamp)

    def make(self) -> CaseFile:
        """The case as it stands today, without fund applications."""
        mediator = self.county.random.choice(("mediator", "mediator2"))
        self._people()
        self._vehicles()
        self._losses()
        file = CaseFile(
            case=self._case(mediator),
            accidents=(self.accident,),
            parties=tuple(self.parties),
            vehicles=tuple(self.vehicles),
            policies=tuple(self.policies),
            injuries=tuple(self.injuries),
            treatments=tuple(self.treatments),
            losses=tuple(self.losses),
            prepaid=tuple(self.prepaid),
            sessions=self._sessions(mediator),
            steps=self._steps(mediator),
        )
        return self._with_agreement(file)

    # --- who and what ---

    def _people(self) -> None:
        county, line = self.county, self.line
        victim = county.somebody(on=line.accident_on)
        driver = county.somebody(on=line.accident_on, youngest=20, oldest=66)
        self.insurer_name = county.pick("insurers")
        hour = county.random.choices(range(24), [1] * 6 + [4, 8, 7, 6, 5, 5, 4, 5, 5, 5, 7, 9, 8, 6, 5, 4, 3, 2])[0]  # fmt: skip
        self.accident_at = at(line.accident_on, hour, county.random.randint(0, 59))
        self.accident = Accident(
            id=self._id(), case_id=self.case_id, unit_code=self.desk.unit_code,
            occurred_at=self.accident_at, place=f"东阿县{county.pick('places')}",
            weather=county.pick("weather"), kind=county.pick("kinds"),
            deaths=int(self.dead), injured=int(self.injured and not self.dead),
            police_unit=material()["police_unit"], police_officer="民警刘志刚",
            police_case_number=(
                f"{material()['region']}1{line.accident_on:%Y%m%d}{int(self.case_id[-3:], 16) % 1000:03d}"
            ),
            handled_on=line.accident_on,
            finding_kind=FindingKind.ORDINARY if self.injured else FindingKind.SIMPLE,
            finding_number=f"第{material()['region']}1{line.finding_on.year}{county.digits(6)}号",
            finding_made_on=line.finding_on,
        )  # fmt: skip
        served = line.finding_on + timedelta(days=2)
        self.victim = self._person(
            victim,
            Side.APPLICANT,
            (PartyRole.VICTIM, PartyRole.RIDER),
            self.other,
            100 - self.share,
            served,
        )
        roles = (PartyRole.DRIVER, PartyRole.OWNER)
        self.driver = self._person(driver, Side.RESPONDENT, roles, self.at_risk, self.share, served)
        self.insurer = Party(
            id=self._id(), case_id=self.case_id, unit_code=self.desk.unit_code, position=3,
            kind=PartyKind.ORGANISATION, side=Side.THIRD, name=self.insurer_name,
            roles=(PartyRole.INSURER_COMPULSORY.value, PartyRole.INSURER_COMMERCIAL.value),
            id_kind=IdKind.NONE, credit_code=county.credit_code(), contact_name="理赔部",
            phone=f"0635-328{county.digits(4)}", address="东阿县曙光街",
        )  # fmt: skip
        self.parties = [self.victim, self.driver, self.insurer]
        self.payee = self.victim
        if self.dead:
            self._bereaved()

    def _bereaved(self) -> None:
        """The dead do not apply: a near relative sits at the table."""
        heir = self.county.somebody(on=self.line.accident_on, youngest=22, oldest=60)
        relative = self._person(
            heir, Side.APPLICANT, (PartyRole.RELATIVE,), Liability.NONE, 0, self.line.finding_on
        )
        self.parties[0] = replace(self.victim, side=Side.HELPER, position=4)
        self.victim = self.parties[0]
        self.payee = replace(relative, share=None, liability=Liability.UNDECIDED, relation="子女")
        self.parties.insert(0, self.payee)

    def _person(
        self, who: Somebody, side: Side, roles: tuple[PartyRole, ...], liability: Liability,
        share: int, served: date,
    ) -> Party:  # fmt: skip
        return Party(
            id=self._id(), case_id=self.case_id, unit_code=self.desk.unit_code,
            position=1 if side is Side.APPLICANT else 2, side=side,
            roles=tuple(role.value for role in roles), name=who.name, gender=who.gender,
            ethnicity="汉族", birth_date=who.birth_date, id_number=who.id_number,
            occupation=who.job, phone=who.phone, household_address=who.address,
            address=who.address, liability=liability, share=share, finding_served_on=served,
            account_name=who.name, account_bank="东阿农商银行铜城支行",
            account_number=f"6223{self.county.digits(15)}",
        )  # fmt: skip

    def _vehicles(self) -> None:
        county, unit = self.county, self.desk.unit_code
        kind = county.random.choice((VehicleKind.CAR,) * 6 + (VehicleKind.TRUCK, VehicleKind.BUS))
        car = Vehicle(
            id=self._id(), case_id=self.case_id, unit_code=unit, position=1, kind=kind,
            plate=county.plate(), brand=county.pick("cars"), driver_id=self.driver.id,
            owner_id=self.driver.id, damage="车身左前部受损",
        )  # fmt: skip
        bike = Vehicle(
            id=self._id(), case_id=self.case_id, unit_code=unit, position=2,
            kind=VehicleKind.E_BIKE if self.injured else VehicleKind.CAR,
            plate="" if self.injured else county.plate(), brand="" if self.injured else county.pick("cars"),
            driver_id=self.victim.id, owner_id=self.victim.id,
        )  # fmt: skip
        start = self.line.accident_on - timedelta(days=county.random.randint(20, 330))
        end = start + timedelta(days=364)
        self.vehicles = [car, bike]
        self.uninsured = county.chance(4)
        self.policies = [
            Policy(
                id=self._id(), case_id=self.case_id, unit_code=unit, vehicle_id=car.id,
                insurer_id="" if self.uninsured else self.insurer.id,
                number="" if self.uninsured else f"PDZA{county.digits(14)}",
                starts_on=None if self.uninsured else start,
                ends_on=None if self.uninsured else end,
                none_found=self.uninsured, query_proof="未查询到有效交强险保单" if self.uninsured else "",
            )
        ]  # fmt: skip
        if bike.is_motor:
            self.policies.append(
                Policy(
                    id=self._id(), case_id=self.case_id, unit_code=unit, vehicle_id=bike.id,
                    insurer_id=self.insurer.id, number=f"PDZA{county.digits(14)}",
                    starts_on=start, ends_on=end,
                )
            )  # fmt: skip
        if not self.uninsured:
            self.policies.append(
                Policy(
                    id=self._id(), case_id=self.case_id, unit_code=unit, vehicle_id=car.id,
                    kind=PolicyKind.THIRD_PARTY, insurer_id=self.insurer.id,
                    number=f"PDAA{county.digits(14)}", starts_on=start, ends_on=end,
                    limit=Decimal(county.random.choice((500000, 1000000, 1000000, 2000000))),
                )
            )  # fmt: skip

    # --- money ---

    def _loss(
        self, item: str, fen: int, *, quantity: int | None = None, rate: int | None = None
    ) -> None:
        self.losses.append(
            Loss(
                id=self._id(), case_id=self.case_id, unit_code=self.desk.unit_code,
                party_id=self.victim.id, position=len(self.losses) + 1, item=item,
                amount=yuan_of(fen), quantity=quantity,
                rate=None if rate is None else yuan_of(rate * 100),
                formula="" if rate is None else f"{quantity}天×{rate}元",
            )
        )  # fmt: skip

    def _days(self, item: str, days: int, rate: int) -> None:
        self._loss(item, days * rate * 100, quantity=days, rate=rate)

    def _losses(self) -> None:
        county, unit = self.county, self.desk.unit_code
        self.losses: list[Loss] = []
        self.injuries: list[Injury] = []
        self.treatments: list[Treatment] = []
        self.prepaid: list[Prepaid] = []
        if not self.injured:
            self._loss("repair", county.fen(800, 16_000))
            if county.chance(30):
                self._loss("towing", county.fen(200, 600))
            return
        serious = self.dead or county.chance(75 if self.fresh else 22)
        medical = county.fen(21_000, 145_000) if serious else county.fen(900, 24_000)
        stay = county.random.randint(12, 45) if serious else county.random.randint(0, 14)
        admitted = self.line.accident_on
        self.rescue_at = self.accident_at + timedelta(minutes=county.random.randint(20, 70))
        injury = Injury(
            id=self._id(), case_id=self.case_id, unit_code=unit, party_id=self.victim.id,
            outcome=Outcome.DEAD if self.dead else Outcome.INJURED, critical=serious,
            diagnosis=county.pick("diagnoses"),
            rescue_started_at=self.rescue_at if serious else None,
            treatment_ended_on=None if self.dead else min(self.line.requested_on, admitted + timedelta(days=stay)),
            died_at=self.rescue_at + timedelta(hours=9) if self.dead else None,
            death_cause="重度颅脑损伤" if self.dead else "",
            body_notice_number=f"东公交尸处字〔{admitted.year}〕{county.digits(3)}号" if self.dead else "",
            body_notice_on=admitted + timedelta(days=1) if self.dead else None,
        )  # fmt: skip
        self.injuries.append(injury)
        self.treatments.append(
            Treatment(
                id=self._id(), case_id=self.case_id, unit_code=unit, injury_id=injury.id,
                hospital=county.pick("hospitals"), admission_number=f"{admitted:%y%m}-{county.digits(5)}",
                kind="住院" if stay else "门诊", starts_on=admitted,
                ends_on=admitted + timedelta(days=max(stay, 1)), days=stay or None,
                amount=yuan_of(medical),
            )
        )  # fmt: skip
        self._loss("medical", medical)
        if stay:
            self._days("meals", stay, 100)
        if self.dead:
            self._loss("death", county.fen(269_000, 1_078_000))
            self._loss("funeral", 5_112_350)
            return
        rest = stay + county.random.randint(7, 90 if serious else 25)
        self._days("nutrition", max(stay, 7), 30)
        self._days("lost_wages", rest, county.random.choice((100, 110, 120, 150)))
        self._days("care", max(stay, 5), 110)
        self._loss("travel", county.fen(100, 800))
        if county.chance(45):
            payer = self.driver.id if county.chance(70) or self.uninsured else self.insurer.id
            self.prepaid.append(
                Prepaid(
                    id=self._id(), case_id=self.case_id, unit_code=unit, payer_id=payer,
                    victim_id=self.victim.id, amount=yuan_of(min(medical // 2, 1_500_000)),
                    paid_on=admitted + timedelta(days=2), from_compulsory=payer == self.insurer.id,
                )
            )  # fmt: skip

    def _entitled(self) -> int:
        """What the victim may ask for, in fen: compulsory layer first, the rest by the share."""
        by_bucket = {"m": 0, "h": 0, "p": 0}
        for loss in self.losses:
            bucket = "m" if loss.item in _MEDICAL_ITEMS else "p" if loss.item in ("repair", "towing") else "h"  # fmt: skip
            by_bucket[bucket] += int(loss.amount * 100)
        limits = {"m": _LIMIT_MEDICAL, "h": _LIMIT_DEATH, "p": _LIMIT_PROPERTY}
        first = sum(min(by_bucket[key], limits[key]) for key in by_bucket)
        rest = sum(by_bucket.values()) - first
        return first + (rest * self.share + 50) // 100

    # --- process ---

    def _case(self, mediator: str) -> Case:
        line, desk = self.line, self.desk
        accepted = line.day_of("accept")
        number, year, serial = desk.number(accepted) if accepted else ("", None, None)
        state = line.state
        verb = "死亡" if self.dead else "受伤" if self.injured else "车辆受损"
        what = (
            f"{self.driver.name}驾驶{self.vehicles[0].plate}号车辆与{self.victim.name}"
            f"驾驶的{self.vehicles[1].kind.label}相撞，致{self.victim.name}{verb}"
        )
        return Case(
            id=self.case_id, unit_code=desk.unit_code, number=number, number_year=year,
            serial=serial, state=state,
            state_since=line.steps[-1].on if line.steps else line.requested_on,
            confirmation=line.confirmation, jurisdiction=desk.jurisdiction,
            source=self.county.random.choices(("01", "03", "04", "06"), (60, 28, 8, 4))[0],
            summary=what, dispute=f"{what}。双方就赔偿数额和给付期限有争议。",
            claims=(f"赔偿各项损失合计{sum(loss.amount for loss in self.losses):,.2f}元",),
            requested_on=line.requested_on, accepted_on=accepted, rights_told_on=accepted,
            due_on=_month_later(accepted) if accepted else None,
            due_why=f"受理 {accepted:%m-%d} + 1 个月" if accepted else "",
            ended_on=line.steps[-1].on if state in _ENDED else None,
            end_reason="双方意见分歧较大，未能达成协议" if state is MediationState.FAILED else "",
            effective_on=line.agreed_on if line.day_of("take_effect") else None,
            closed_on=line.day_of("close"), archived_on=line.day_of("archive"),
            archive_place="一号柜" if line.day_of("archive") else "",
            registrar_id=desk.key("clerk"), mediator_id=desk.key(mediator),
            created_at=at(line.requested_on, 9), updated_at=self._last_act(),
        )  # fmt: skip

    def _last_act(self) -> datetime:
        """When somebody last had the file in hand."""
        steps = self.line.steps
        return at(steps[-1].on if steps else self.line.requested_on, 16, 30)

    def _sessions(self, mediator: str) -> tuple[Session, ...]:
        made: list[Session] = []
        for position, day in enumerate(self.line.sessions, start=1):
            held = day < self.today or (day == self.today and self.line.agreed_on == day)
            last = position == len(self.line.sessions)
            result = SessionResult.PENDING
            if held:
                agreed = last and self.line.agreed_on is not None
                failed = last and self.line.state is MediationState.FAILED
                result = SessionResult.SUCCESS if agreed else SessionResult.FAILURE if failed else SessionResult.CONTINUE  # fmt: skip
            hour = self.county.random.choice((9, 10, 14, 15, 16))
            made.append(
                Session(
                    id=self._id(), case_id=self.case_id, unit_code=self.desk.unit_code,
                    position=position, starts_at=at(day, hour, 30 if hour in (9, 14) else 0),
                    ends_at=at(day, hour + 1, 30) if held else None,
                    place=self.county.random.choice(("第一调解室", "第二调解室")),
                    mediator_id=self.desk.key(mediator), mediator_name=self.desk.name(mediator),
                    recorder_name=self.desk.name("clerk"),
                    attendee_ids=tuple(p.id for p in self.parties if p.side is not Side.HELPER),
                    insurer_told_on=day - timedelta(days=4), held=held, result=result,
                    minutes="双方到场，核对身份后各自陈述事实和意见，调解员讲明责任比例和计算方法。" if held else "",
                    amount=yuan_of(self._entitled()) if result is SessionResult.SUCCESS else None,
                )
            )  # fmt: skip
        return tuple(made)

    def _steps(self, mediator: str) -> tuple[StepTaken, ...]:
        return tuple(
            StepTaken(
                id=self._id(), case_id=self.case_id, unit_code=self.desk.unit_code,
                subject_id=self.case_id, process="mediation", event=step.event,
                source=step.source.value, target=step.target.value, occurred_on=step.on,
                created_at=at(step.on, 15), person_id=self.desk.key("clerk" if step.event in ("accept", "refuse", "archive") else mediator),
                person_name=self.desk.name("clerk" if step.event in ("accept", "refuse", "archive") else mediator),
            )
            for step in self.line.steps
        )  # fmt: skip

    def _with_agreement(self, file: CaseFile) -> CaseFile:
        line, unit = self.line, self.desk.unit_code
        if line.agreed_on is None or line.pay_by is None:
            return file
        total = self._entitled()
        prepaid = sum(int(item.amount * 100) for item in self.prepaid)
        total = max(total, prepaid)
        agreement = ag.Agreement(
            id=self._id(), case_id=self.case_id, unit_code=unit, number=file.case.number,
            drafted_on=line.agreed_on, facts=file.case.dispute, disputed="赔偿数额和给付期限",
            responsibility=f"{self.driver.name}{self.at_risk.label}，{self.victim.name}{self.other.label}",
            total=yuan_of(total), performance_place="银行转账", copies=4,
            effective_on=file.case.effective_on,
        )  # fmt: skip
        payer = self.driver if self.uninsured else self.insurer
        rows: list[ag.Instalment] = []
        due = total - prepaid
        if due:
            rows.append(
                ag.Instalment(
                    id=self._id(), case_id=self.case_id, unit_code=unit, agreement_id=agreement.id,
                    position=1, payer_id=payer.id, payee_id=self.payee.id, amount=yuan_of(due),
                    due_on=line.pay_by, account_name=self.payee.account_name,
                    account_bank=self.payee.account_bank, account_number=self.payee.account_number,
                )
            )  # fmt: skip
        clause = ag.Clause(
            id=self._id(), case_id=self.case_id, unit_code=unit, agreement_id=agreement.id, position=1,
            text=f"{payer.name}于{line.pay_by.year}年{line.pay_by.month}月{line.pay_by.day}日前赔偿"
            f"{self.payee.name}各项损失{yuan_of(due):,.2f}元。",
        )  # fmt: skip
        paid: tuple[ag.Performance, ...] = ()
        paid_on = line.day_of("perform") or line.day_of("perform_part")
        if paid_on and rows:
            part = line.day_of("perform") is None
            paid = (
                ag.Performance(
                    id=self._id(), case_id=self.case_id, unit_code=unit, instalment_id=rows[0].id,
                    paid_on=paid_on, amount=yuan_of(due // 2 if part else due),
                    voucher=f"转账流水 {self.county.digits(10)}", receiver_name=self.payee.name,
                ),
            )  # fmt: skip
        visits: tuple[ag.FollowUp, ...] = ()
        if visited := line.day_of("follow_up"):
            visits = (
                ag.FollowUp(
                    id=self._id(), case_id=self.case_id, unit_code=unit, visited_on=visited,
                    interviewee=self.payee.name, visitor_name=self.desk.name("clerk"),
                    performance="已全部履行", satisfaction="满意", lawsuit="无", relapse_risk="无",
                ),
            )  # fmt: skip
        confirmations: tuple[ag.Confirmation, ...] = ()
        if line.confirmation.value != "none":
            confirmations = (
                ag.Confirmation(
                    id=self._id(), case_id=self.case_id, unit_code=unit, court=material()["court"],
                    applied_on=line.agreed_on + timedelta(days=3),
                ),
            )  # fmt: skip
        return replace(
            file, agreements=(agreement,), clauses=(clause,), instalments=tuple(rows),
            performances=paid, follow_ups=visits, confirmations=confirmations,
        )  # fmt: skip

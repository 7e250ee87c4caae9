"""A stage for an invented case that is told in full: its people, vehicles, losses and steps."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from mediation_app.domain.cases import Accident, Case, FindingKind, MediationState, StepTaken
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import (
    CaseDependant,
    Injury,
    Loss,
    Outcome,
    Prepaid,
    SupportKind,
    Treatment,
)
from mediation_app.domain.parties import Gender, IdKind, Party, PartyKind, PartyRole, Side
from mediation_app.domain.records import Record
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.services.demo.case_maker import Desk, at
from mediation_app.services.demo.county import County, material

R = TypeVar("R", bound=Record)


class Stage:
    """Collects the records of one case; ``file`` gives the finished snapshot."""

    def __init__(self, county: County, desk: Desk, *, accepted_on: date, accident_on: date) -> None:
        self.county, self.desk = county, desk
        self.accepted_on, self.accident_on = accepted_on, accident_on
        self._stamp = int(at(accepted_on, 9, county.random.randint(0, 59)).timestamp() * 1000)
        self.case_id = self.new_id()
        self._rows: dict[str, list[Any]] = {}

    def new_id(self) -> str:
        """A key of the case's time."""
        return new_id(self._stamp)

    def add(self, part: str, kind: type[R], /, **fields: Any) -> R:
        """One more record of a part of the case."""
        rows = self._rows.setdefault(part, [])
        if any(item.name == "position" for item in fields_of(kind)):
            fields.setdefault("position", len(rows) + 1)
        make: Any = kind  # every child of a case has ``case_id``
        record: R = make(
            id=self.new_id(), case_id=self.case_id, unit_code=self.desk.unit_code, **fields
        )
        rows.append(record)
        return record

    def change(self, part: str, record: R, **fields: Any) -> R:
        """A record with more facts, in its place."""
        rows = self._rows[part]
        changed = replace(record, **fields)
        rows[rows.index(record)] = changed
        return changed

    # Who --------------------------------------------------------------------------------------

    def person(
        self,
        side: Side,
        *roles: PartyRole,
        age: int,
        name: str = "",
        female: bool | None = None,
        **fields: Any,
    ) -> Party:
        """A natural person of an age on the day of the accident."""
        while True:
            who = self.county.somebody(on=self.accident_on, youngest=age, oldest=age)
            if female is None or (who.gender is Gender.FEMALE) is female:
                break
        served = self.accident_on + timedelta(days=9)
        return self.add(
            "parties", Party, side=side, roles=tuple(role.value for role in roles),
            name=name or who.name, gender=who.gender, ethnicity="汉族", birth_date=who.birth_date,
            id_number=who.id_number, occupation=who.job, phone=who.phone,
            household_address=who.address, address=who.address, finding_served_on=served,
            account_name=name or who.name, account_bank="东阿农商银行铜城支行",
            account_number=f"6223{self.county.digits(15)}", **fields,
        )  # fmt: skip

    def company(self, side: Side, *roles: PartyRole, what: str = "companies") -> Party:
        """A company of the county; an insurer with ``what="insurers"``."""
        taken = {party.name for party in self._rows.get("parties", [])}
        name = next(n for n in material()[what] if n not in taken)
        return self.add(
            "parties", Party, kind=PartyKind.ORGANISATION, side=side, name=name,
            roles=tuple(role.value for role in roles), id_kind=IdKind.NONE,
            credit_code=self.county.credit_code(), contact_name="理赔部" if what == "insurers" else "",
            phone=f"0635-328{self.county.digits(4)}", address="东阿县曙光街",
            account_name=name, account_bank="中国工商银行东阿支行",
            account_number=f"1611{self.county.digits(15)}",
        )  # fmt: skip

    def insurer(self) -> Party:
        """An insurer of both covers."""
        return self.company(
            Side.THIRD,
            PartyRole.INSURER_COMPULSORY,
            PartyRole.INSURER_COMMERCIAL,
            what="insurers",
        )

    # What -------------------------------------------------------------------------------------

    def vehicle(self, kind: VehicleKind, *, driver: str = "", owner: str = "", **fields: Any) -> Vehicle:  # fmt: skip
        """A vehicle; motor vehicles get a plate unless one is given."""
        if kind.is_motor:
            fields.setdefault("plate", self.county.plate())
        return self.add(
            "vehicles", Vehicle, kind=kind, driver_id=driver, owner_id=owner or driver, **fields
        )

    def cover(self, vehicle: Vehicle, insurer: Party, *, limit: int = 0) -> None:
        """交强险, and with ``limit`` (yuan) a third-party cover of the same insurer."""
        start = self.accident_on - timedelta(days=self.county.random.randint(20, 300))
        common: dict[str, Any] = {
            "vehicle_id": vehicle.id,
            "insurer_id": insurer.id,
            "starts_on": start,
            "ends_on": start + timedelta(days=364),
        }
        if vehicle.kind is not VehicleKind.TRAILER:
            self.add("policies", Policy, number=f"PDZA{self.county.digits(14)}", **common)
        if limit:
            self.add(
                "policies", Policy, kind=PolicyKind.THIRD_PARTY, limit=Decimal(limit),
                number=f"PDAA{self.county.digits(14)}", **common,
            )  # fmt: skip

    def uninsured(self, vehicle: Vehicle) -> None:
        """No 交强险 was found."""
        self.add(
            "policies", Policy, vehicle_id=vehicle.id, none_found=True,
            query_proof="未查询到有效交强险保单",
        )  # fmt: skip

    def hurt(
        self, party: Party, diagnosis: str, *, days: int, amount: str, **fields: Any
    ) -> Injury:
        """An injury with its stay in hospital."""
        injury = self.add(
            "injuries", Injury, party_id=party.id, diagnosis=diagnosis,
            critical=fields.get("outcome") is Outcome.DEAD,
            rescue_started_at=at(self.accident_on, 10, 40), **fields,
        )  # fmt: skip
        self.add(
            "treatments", Treatment, injury_id=injury.id, hospital=self.county.pick("hospitals"),
            admission_number=f"{self.accident_on:%y%m}-{self.county.digits(5)}",
            starts_on=self.accident_on, ends_on=self.accident_on + timedelta(days=days),
            days=days, amount=Decimal(amount),
        )  # fmt: skip
        return injury

    def losses(self, party: Party, *rows: tuple[str, dict[str, Any]]) -> None:
        """Losses of one party: item and its fields; an item without a sum is reckoned."""
        for item, fields in rows:
            self.add("losses", Loss, party_id=party.id, item=item, **fields)

    def dependant(
        self, party: Party, name: str, relation: str, born: date, payers: int, kind: SupportKind
    ) -> None:
        """Somebody the victim maintained."""
        self.add(
            "dependants", CaseDependant, party_id=party.id, name=name, relation=relation,
            birth_date=born, payers=payers, kind=kind,
        )  # fmt: skip

    def paid(self, payer: Party, victim: Party, amount: str, *, compulsory: bool = False) -> None:
        """Money advanced for a victim."""
        self.add(
            "prepaid", Prepaid, payer_id=payer.id, victim_id=victim.id, amount=Decimal(amount),
            paid_on=self.accident_on + timedelta(days=2), from_compulsory=compulsory,
        )  # fmt: skip

    # The whole --------------------------------------------------------------------------------

    def file(
        self,
        *,
        place: str,
        kind: str,
        course: str,
        summary: str,
        session_on: date,
        held: bool = False,
        amount: Decimal | None = None,
    ) -> CaseFile:
        """The case accepted, in mediation, with a session held or still to come."""
        moment: datetime = at(self.accident_on, 9, 20)
        finding = self.accident_on + timedelta(days=7)
        clerk, mediator = self.desk.key("clerk"), self.desk.key("mediator")
        number, year, serial = self.desk.number(self.accepted_on)
        injuries = self._rows.get("injuries", [])
        dead = sum(injury.outcome is Outcome.DEAD for injury in injuries)
        self.add(
            "accidents", Accident, occurred_at=moment, place=place, weather="晴", kind=kind,
            course=course, deaths=dead, injured=len(injuries) - dead,
            police_unit=material()["police_unit"], police_officer="民警刘志刚",
            handled_on=self.accident_on, finding_kind=FindingKind.ORDINARY,
            finding_number=f"第{material()['region']}1{finding.year}{self.county.digits(6)}号",
            finding_made_on=finding,
        )  # fmt: skip
        self.add(
            "sessions", Session, starts_at=at(session_on, 9, 30),
            ends_at=at(session_on, 11) if held else None, place="第一调解室",
            mediator_id=mediator, mediator_name=self.desk.name("mediator"),
            recorder_name=self.desk.name("clerk"),
            attendee_ids=tuple(p.id for p in self._rows["parties"] if p.side is not Side.HELPER),
            insurer_told_on=session_on - timedelta(days=4), held=held,
            result=SessionResult.SUCCESS if held else SessionResult.PENDING,
            minutes="各方到场，调解员出示计算清单，逐项核对后各方同意按清单赔付。" if held else "",
            amount=amount,
        )  # fmt: skip
        steps = (
            ("accept", MediationState.REGISTERED, MediationState.ACCEPTED, self.accepted_on, clerk),
            ("start", MediationState.ACCEPTED, MediationState.MEDIATING, self.accepted_on, mediator),
        )  # fmt: skip
        names = {clerk: self.desk.name("clerk"), mediator: self.desk.name("mediator")}
        for event, source, target, on, who in steps:
            self.add(
                "steps", StepTaken, subject_id=self.case_id, process="mediation", event=event,
                source=source.value, target=target.value, occurred_on=on, created_at=at(on, 15),
                person_id=who, person_name=names[who],
            )  # fmt: skip
        due = self.accepted_on + timedelta(days=31)
        case = Case(
            id=self.case_id, unit_code=self.desk.unit_code, number=number, number_year=year,
            serial=serial, state=MediationState.MEDIATING, state_since=self.accepted_on,
            jurisdiction=self.desk.jurisdiction, source="03", summary=summary,
            dispute=f"{summary}。各方对损失的计算和分担有争议。",
            requested_on=self.accepted_on, accepted_on=self.accepted_on,
            rights_told_on=self.accepted_on, due_on=due,
            due_why=f"受理 {self.accepted_on:%m-%d} + 1 个月",
            registrar_id=clerk, mediator_id=mediator, recorder_id=clerk,
            created_at=at(self.accepted_on, 9), updated_at=at(self.accepted_on, 16, 30),
        )  # fmt: skip
        return CaseFile(case=case, **{part: tuple(rows) for part, rows in self._rows.items()})

"""Snapshots of a case with a fund application, for tests that need no store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mediation_app.clock import CHINA
from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.first_layer import MedicalLimits
from mediation_app.domain.fund import (
    BillLine,
    Finding,
    FundApplication,
    FundSituation,
    FundState,
    Material,
)
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.parties import Liability, Party, PartyKind, PartyRole
from mediation_app.domain.vehicles import Policy, Vehicle

D = Decimal
LIMITS = MedicalLimits(
    at_fault=D("18000.00"),
    no_fault=D("1800.00"),
    death_at_fault=D("180000.00"),
    death_no_fault=D("18000.00"),
)
"""The compulsory limits since 2020-09-19."""


def person(key: str, *roles: Role, id_number: str = "", organisation: str = "") -> Actor:
    """Somebody of the office."""
    return Actor(
        person_id=key,
        name=key,
        roles=frozenset(roles),
        unit_code="u",
        id_number=id_number,
        organisation=organisation,
    )


def a_case(**changes: Any) -> CaseFile:
    """A car (main fault, insured) against a pedestrian who lies in hospital."""
    driver = Party(
        id="driver",
        case_id="c",
        name="许文涛",
        roles=(PartyRole.DRIVER.value,),
        liability=Liability.MAIN,
    )
    victim = Party(
        id="victim",
        case_id="c",
        name="孟庆海",
        roles=(PartyRole.VICTIM.value,),
        id_number="372522197405164510",
        liability=Liability.MINOR,
    )
    hospital = Party(
        id="hospital",
        case_id="c",
        kind=PartyKind.ORGANISATION,
        name="东阿县康宁医院",
        roles=(PartyRole.HOSPITAL.value,),
        account_name="东阿县康宁医院",
        account_number="15806001040012345",
    )
    case = CaseFile(
        case=Case(id="c"),
        accidents=(
            Accident(
                id="a",
                case_id="c",
                occurred_at=datetime(2026, 9, 29, 14, 20, tzinfo=CHINA),
                handled_on=date(2026, 9, 29),
                police_case_number="371524120260929002",
            ),
        ),
        parties=(driver, victim, hospital),
        vehicles=(Vehicle(id="car", case_id="c", driver_id="driver", plate="鲁P5D118"),),
        policies=(Policy(id="p", case_id="c", vehicle_id="car", number="PDZA1"),),
        injuries=(Injury(id="i", case_id="c", party_id="victim"),),
        treatments=(
            Treatment(
                id="t",
                case_id="c",
                injury_id="i",
                hospital="东阿县康宁医院",
                hospital_party_id="hospital",
                amount=D("86420.00"),
                unpaid=D("58420.00"),
            ),
        ),
    )
    return replace(case, **changes)


def a_file(**changes: Any) -> FundFile:
    """The application of S1, complete, with two bill lines that add up to 86,420.00."""
    application = FundApplication(
        id="f",
        case_id="c",
        number="东道救申〔2026〕第0001号",
        created_by="desk",
        state=FundState.DRAFT,
        situation=FundSituation.C1,
        applicant_name="东阿县康宁医院",
        applicant_party_id="hospital",
        victim_id="victim",
        hospital="东阿县康宁医院",
        rescue_started_at=datetime(2026, 9, 29, 15, 5, tzinfo=CHINA),
        claimed=D("58420.00"),
        insurer_paid=D("18000.00"),
        others_paid=D("10000.00"),
        unsettled=D("58420.00"),
        received_on=date(2026, 10, 10),
        notice_number="通1",
        notice_on=date(2026, 10, 9),
    )
    lines = (
        BillLine(
            id="l1",
            case_id="c",
            application_id="f",
            name="抢救治疗",
            amount=D("85160.00"),
            decided=True,
            approved=D("85160.00"),
        ),
        BillLine(
            id="l2",
            case_id="c",
            application_id="f",
            name="单人间床位费",
            amount=D("1260.00"),
            decided=True,
            reduced=D("1260.00"),
            reduction_code="K06",
        ),
    )
    findings = tuple(
        Finding(id=f"n{head}", case_id="c", application_id="f", head=head, passed=True)
        for head in ("situation", "genuine", "other")
    )
    material = Material(
        id="m", case_id="c", application_id="f", code="bill", name="清单", present=True
    )
    file = FundFile(
        application=application, bill_lines=lines, findings=findings, materials=(material,)
    )
    parts = {name: changes.pop(name) for name in tuple(changes) if hasattr(file, name)}
    return replace(file, application=replace(application, **changes), **parts)

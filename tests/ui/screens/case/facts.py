"""Cases for the compensation screen: the one of the design, and one with everything in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss
from mediation_app.domain.parties import Liability, Party, PartyKind, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.services.stories.e3 import Keys

LONG = "中国人民财产保险股份有限公司聊城市东昌府区中心支公司"


def with_loss(file: CaseFile, who: str, item: str, **values: Any) -> CaseFile:
    """One more item of loss."""
    made = Loss(
        id=new_id(),
        case_id=file.case.id,
        party_id=who,
        item=item,
        position=len(file.losses) + 1,
        **values,
    )
    return replace(file, losses=(*file.losses, made))


def main_fault(file: CaseFile, keys: Keys) -> CaseFile:
    """Motor main, e-bike minor, 80 : 20; grade 10, drugs outside the insurance, an appraisal."""
    people = []
    for p in file.parties:
        if p.id == keys.victim:
            p = replace(p, share=20, liability=Liability.MINOR)
        elif p.id == keys.driver:
            p = replace(p, share=80, share_reason="", liability=Liability.MAIN)
        people.append(p)
    hurt = tuple(
        replace(i, disability_grade=10, disability_on=date(2026, 6, 5)) for i in file.injuries
    )
    file = replace(file, losses=(), parties=tuple(people), injuries=hurt)
    who = keys.victim
    file = with_loss(
        file, who, "medical", amount=Decimal("42386.50"), outside_medical=Decimal("3000.00")
    )
    file = with_loss(file, who, "follow_up", amount=Decimal("8000.00"))
    file = with_loss(file, who, "meals", quantity=21, rate=Decimal("100.00"))
    file = with_loss(file, who, "nutrition", quantity=60, rate=Decimal("30.00"))
    file = with_loss(file, who, "lost_wages", quantity=81, rate=Decimal("158.00"))
    file = with_loss(file, who, "care", quantity=60, rate=Decimal("120.00"))
    file = with_loss(file, who, "travel", amount=Decimal("642.00"))
    file = with_loss(file, who, "disability")
    file = with_loss(file, who, "mental", amount=Decimal("5000.00"))
    file = with_loss(file, who, "repair", amount=Decimal("1260.00"))
    return with_loss(file, who, "appraisal", amount=Decimal("2600.00"))


def crowded(file: CaseFile, keys: Keys) -> CaseFile:
    """Two victims, a second lorry with its trailer and a joint owner, long names, eight parties."""

    def party(place: int, **values: Any) -> Party:
        return Party(id=new_id(), case_id=file.case.id, position=place, **values)

    insurer = party(
        20,
        kind=PartyKind.ORGANISATION,
        side=Side.RESPONDENT,
        roles=("insurer_compulsory", "insurer_commercial"),
        name=LONG,
    )
    driver = party(
        21,
        side=Side.RESPONDENT,
        roles=("driver",),
        name="买买提·吐尔逊·阿卜杜热合曼",
        liability=Liability.MINOR,
        share=20,
    )
    hurt = party(
        22,
        side=Side.APPLICANT,
        roles=("victim", "passenger"),
        name="李玉",
        ride_vehicle_id=keys.car,
    )
    owner = party(
        23,
        kind=PartyKind.ORGANISATION,
        side=Side.RESPONDENT,
        roles=("affiliate",),
        name="聊城市通达道路货物运输有限责任公司",
    )
    lorry = Vehicle(
        id=new_id(),
        case_id=file.case.id,
        position=3,
        kind=VehicleKind.TRUCK,
        plate="鲁P88888",
        driver_id=driver.id,
        owner_id=owner.id,
        joint_ids=(owner.id,),
    )
    trailer = Vehicle(
        id=new_id(),
        case_id=file.case.id,
        position=4,
        kind=VehicleKind.TRAILER,
        plate="鲁P5566挂",
        towed_by_id=lorry.id,
        owner_id=owner.id,
    )

    def policy(kind: PolicyKind, limit: str) -> Policy:
        return Policy(
            id=new_id(),
            case_id=file.case.id,
            vehicle_id=lorry.id,
            kind=kind,
            insurer_id=insurer.id,
            number=f"P{kind.value}",
            limit=Decimal(limit),
        )

    shared = tuple(replace(p, share=60) if p.id == keys.driver else p for p in file.parties)
    file = replace(
        file,
        parties=(*shared, insurer, driver, hurt, owner),
        vehicles=(*file.vehicles, lorry, trailer),
        policies=(
            *file.policies,
            policy(PolicyKind.COMPULSORY, "0.00"),
            policy(PolicyKind.THIRD_PARTY, "10000.00"),
        ),
    )
    file = with_loss(file, hurt.id, "medical", amount=Decimal("90000.00"))
    file = with_loss(file, hurt.id, "lost_wages", quantity=100, rate=Decimal("3000.00"))
    return with_loss(file, hurt.id, "mental", amount=Decimal("30000.00"))

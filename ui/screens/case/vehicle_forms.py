"""The field tables of a vehicle and its policies, and which of them matter for this vehicle."""

from __future__ import annotations

from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.sums_input import needs_duty
from mediation_app.domain.vehicles import (
    CompulsoryDuty,
    InsurerGround,
    LiableBasis,
    PolicyKind,
    Vehicle,
    VehicleKind,
)
from ui.screens.case.fieldform import F, Group, both

VEHICLE: tuple[F | Group, ...] = (
    Group("车辆"),
    F("plate", "号牌", hint="鲁P12345，无号牌写“无”"),
    F("kind", "车辆类型", "choice", VehicleKind),
    F("brand", "品牌型号"),
    F("vin", "车架号"),
    F("driver_id", "驾驶人", "choice", ()),
    F("owner_id", "所有人", "choice", ()),
    both(
        "车辆鉴定",
        F(
            "appraised_motor",
            "鉴定为",
            "choice",
            [(None, "未鉴定"), (True, "机动车"), (False, "非机动车")],
            hint="未鉴定",
            stretch=2,
        ),
        F("appraisal_number", "鉴定书文号", hint="鉴定书文号", stretch=3),
    ),
    F("at_fault", "有责", "check", note="在事故中有责任（交强险按有责限额）"),
    F("damage", "车损", "text", lines=2, wide=True),
)
# Asked only of a trailer.
TOWED: tuple[F | Group, ...] = (F("towed_by_id", "牵引车", "choice", (), hint="由哪辆车牵引"),)
# Asked only where it matters: a motor vehicle without 交强险 that cannot simply be insured.
DUTY: tuple[F | Group, ...] = (
    Group("交强险投保义务", "没有默认，须由调解员确定"),
    F("compulsory_duty", "投保义务", "choice", CompulsoryDuty, wide=True, hint="尚未确定"),
)
EXTRA: tuple[F | Group, ...] = (
    Group("赔偿责任与追偿"),
    F("liable_id", "责任人", "choice", (), hint="同驾驶人"),
    F("liable_basis", "依据", "choice", LiableBasis),
    F("joint_ids", "连带责任", "many", (), wide=True),
    F("insurer_ground", "追偿事由", "choice", InsurerGround, wide=True),
)


def _policy_table(title: str, *more: F) -> tuple[F | Group, ...]:
    return (
        Group(title),
        F("insurer_id", "保险公司", "choice", ()),
        F("number", "保单号"),
        F("starts_on", "起始日期", "date"),
        F("ends_on", "截止日期", "date"),
        *more,
        F("none_found", "投保", "check", note="经查询未投保"),
        F("query_proof", "查询凭证"),
    )


COMPULSORY = _policy_table("交强险")
COMMERCIAL = (
    *_policy_table(
        "商业三者险",
        F("limit", "责任限额", "money", note="元"),
        both(
            "附加险",
            F("covers_mental", "附加精神损害", "check", note="精神损害"),
            F("covers_non_medical", "附加医保外用药", "check", note="医保外用药"),
        ),
    ),
    F(
        "refused_reason",
        "免赔事由",
        wide=True,
        hint="不赔的写明条款和事由，例如“未年检，第二十四条”",
    ),
)

_UNUSUAL = (
    VehicleKind.TRACTOR,
    VehicleKind.MOTOR_TRICYCLE,
    VehicleKind.OTHER_MOTOR,
    VehicleKind.UNKNOWN,
)


def has_compulsory(file: CaseFile, vehicle: Vehicle) -> bool:
    """Whether the vehicle has a 交强险 policy with an insurer or a number."""
    return any(
        policy.vehicle_id == vehicle.id
        and policy.kind is PolicyKind.COMPULSORY
        and not policy.none_found
        and bool(policy.insurer_id or policy.number)
        for policy in file.policies
    )


def asks_duty(file: CaseFile, vehicle: Vehicle) -> bool:
    """Whether the three-way choice is put: appraised as motor, or an unusual kind, uninsured."""
    if not vehicle.is_motor or has_compulsory(file, vehicle):
        return False
    chosen = vehicle.compulsory_duty is not CompulsoryDuty.OBLIGED
    return needs_duty(vehicle) or chosen or vehicle.kind in _UNUSUAL


def duty_choices(vehicle: Vehicle) -> list[tuple[CompulsoryDuty, str]]:
    """What can be answered; 应投保 is no answer for what is no motor vehicle by its kind."""
    return [
        (duty, duty.label)
        for duty in CompulsoryDuty
        if vehicle.kind.is_motor or duty is not CompulsoryDuty.OBLIGED
    ]


def has_extra(vehicle: Vehicle) -> bool:
    """Whether anything out of the ordinary was entered already."""
    return bool(
        vehicle.liable_id
        or vehicle.joint_ids
        or vehicle.liable_basis is not LiableBasis.DRIVER
        or vehicle.insurer_ground is not InsurerGround.NONE
    )


def likely_basis(vehicle: Vehicle, person: Party | None) -> LiableBasis:
    """Why this person answers for the vehicle, as far as his roles tell."""
    if person is None or person.id == vehicle.driver_id:
        return LiableBasis.DRIVER
    for role, basis in (
        (PartyRole.EMPLOYER, LiableBasis.EMPLOYER),
        (PartyRole.AFFILIATE, LiableBasis.AFFILIATE),
        (PartyRole.GUARDIAN, LiableBasis.GUARDIAN),
        (PartyRole.OWNER, LiableBasis.OWNER),
        (PartyRole.KEEPER, LiableBasis.OWNER),
    ):
        if person.is_a(role):
            return basis
    return LiableBasis.OWNER if person.id == vehicle.owner_id else LiableBasis.OTHER

"""Vehicles (车辆) and their insurance policies (保险)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class VehicleKind(Choice):
    """Kinds that matter for liability and insurance."""

    CAR = "car", "小型汽车"
    TRUCK = "truck", "货车"
    BUS = "bus", "客车"
    TRAILER = "trailer", "挂车"
    MOTORCYCLE = "motorcycle", "摩托车"
    TRACTOR = "tractor", "拖拉机"
    MOTOR_TRICYCLE = "motor_tricycle", "机动三轮车"
    OTHER_MOTOR = "other_motor", "其他机动车"
    E_BIKE = "e_bike", "电动自行车"
    BICYCLE = "bicycle", "自行车"
    OTHER_NON_MOTOR = "other_non_motor", "其他非机动车"
    UNKNOWN = "unknown", "不明车辆"

    @property
    def is_motor(self) -> bool:
        """Whether it counts as a motor vehicle (机动车)."""
        return self not in (
            VehicleKind.E_BIKE,
            VehicleKind.BICYCLE,
            VehicleKind.OTHER_NON_MOTOR,
        )


class PolicyKind(Choice):
    """险种."""

    COMPULSORY = "compulsory", "交强险"
    THIRD_PARTY = "third_party", "商业三者险"
    OTHER = "other", "其他商业险"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle(Record):
    """One vehicle of the accident. ``appraised_motor`` overrides the kind after 车辆属性鉴定."""

    case_id: str
    position: int = 0
    kind: VehicleKind = VehicleKind.CAR
    plate: str = ""
    brand: str = ""
    vin: str = ""
    driver_id: str = ""
    owner_id: str = ""
    appraised_motor: bool | None = None
    appraisal_number: str = ""
    damage: Text = ""
    at_fault: bool = True

    @property
    def is_motor(self) -> bool:
        """Whether it is a motor vehicle, by appraisal if there is one."""
        return self.kind.is_motor if self.appraised_motor is None else self.appraised_motor


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Record):
    """An insurance policy of a vehicle. ``limit`` in yuan is used for commercial cover only."""

    case_id: str
    vehicle_id: str
    kind: PolicyKind = PolicyKind.COMPULSORY
    insurer_id: str = ""
    number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    limit: Money = ZERO
    covers_mental: bool = False
    none_found: bool = False
    query_proof: str = ""

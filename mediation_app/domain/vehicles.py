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


class LiableBasis(Choice):
    """Why this person pays what no insurer does (赔偿责任人的确定)."""

    DRIVER = "driver", "驾驶人"
    OWNER = "owner", "所有人或管理人有过错"
    EMPLOYER = "employer", "用人单位（执行工作任务）"
    TRANSFEREE = "transferee", "受让人（未过户）"
    AFFILIATE = "affiliate", "挂靠"
    GUARDIAN = "guardian", "监护人"
    OTHER = "other", "其他"


class CompulsoryDuty(Choice):
    """Whether an uninsured vehicle pays as if it had 交强险 (超标电动车、代步车等的三种处理)."""

    OBLIGED = "obliged", "应投保交强险"
    AS_INSURED = "as_insured", "视同应投保，在限额内先赔"
    NOT_INSURABLE = "not_insurable", "无法投保，不按交强险限额先赔"
    UNDECIDED = "undecided", "尚未确定"


class InsurerGround(Choice):
    """Grounds on which 交强险 pays personal injury only and recovers (道交解释 §15)."""

    NONE = "none", "无"
    UNLICENSED = "unlicensed", "未取得驾驶资格"
    DRUNK = "drunk", "醉酒驾驶"
    DRUGGED = "drugged", "服用管制药品或者毒品后驾驶"
    STOLEN = "stolen", "被盗抢期间肇事"
    DELIBERATE = "deliberate", "故意制造事故"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle(Record):
    """One vehicle of the accident. ``appraised_motor`` overrides the kind after 车辆属性鉴定.

    ``towed_by_id`` is the tractor of a trailer (挂车的牵引车). ``liable_id`` is who pays what no
    insurer does, empty = the driver, else the owner; ``joint_ids`` answer with him (连带).
    """

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
    towed_by_id: str = ""
    liable_id: str = ""
    liable_basis: LiableBasis = LiableBasis.DRIVER
    joint_ids: tuple[str, ...] = ()
    compulsory_duty: CompulsoryDuty = CompulsoryDuty.OBLIGED
    insurer_ground: InsurerGround = InsurerGround.NONE

    @property
    def is_motor(self) -> bool:
        """Whether it is a motor vehicle, by appraisal if there is one."""
        return self.kind.is_motor if self.appraised_motor is None else self.appraised_motor


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Record):
    """An insurance policy of a vehicle. ``limit`` in yuan is used for commercial cover only.

    ``refused_reason`` says why a commercial cover does not pay in this accident (免赔事由).
    """

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
    covers_non_medical: bool = False
    refused_reason: str = ""

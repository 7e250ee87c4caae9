"""People and organisations in a case (当事人及其他参加人), with several roles each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import Choice, Record, Text


class PartyKind(Choice):
    """A natural person or an organisation."""

    PERSON = "person", "自然人"
    ORGANISATION = "organisation", "单位"


class Side(Choice):
    """On which side of the table the party sits."""

    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    THIRD = "third", "第三人"
    HELPER = "helper", "其他参加人"


class PartyRole(Choice):
    """What the party is in this accident (domain/mediation.md §2.2)."""

    VICTIM = "victim", "受害人"
    DRIVER = "driver", "驾驶人"
    RIDER = "rider", "骑行人"
    PEDESTRIAN = "pedestrian", "行人"
    PASSENGER = "passenger", "乘车人"
    OWNER = "owner", "车辆所有人"
    KEEPER = "keeper", "车辆管理人"
    AFFILIATE = "affiliate", "挂靠单位"
    EMPLOYER = "employer", "用人单位"
    INSURER_COMPULSORY = "insurer_compulsory", "承保公司（交强险）"
    INSURER_COMMERCIAL = "insurer_commercial", "承保公司（商业险）"
    RELATIVE = "relative", "近亲属"
    GUARDIAN = "guardian", "法定代理人"
    AGENT = "agent", "委托代理人"
    HOSPITAL = "hospital", "医疗机构"
    FUNERAL_HOME = "funeral_home", "殡葬机构"


class Gender(Choice):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    UNKNOWN = "unknown", "未知"


class Capacity(Choice):
    """Whether somebody can act for himself (民法典 §17–24); a minor is judged by the birthday."""

    FULL = "full", "完全民事行为能力"
    LIMITED = "limited", "限制民事行为能力"
    NONE = "none", "无民事行为能力"


class IdKind(Choice):
    """证件种类. Only the resident ID card has a checksum we test."""

    RESIDENT = "resident", "居民身份证"
    HK_MO_TW = "hk_mo_tw", "港澳台居民居住证"
    FOREIGN_RESIDENT = "foreign_resident", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"
    NONE = "none", "无证件"


class Liability(Choice):
    """责任 as the police finding words it (146号 §60)."""

    FULL = "full", "全部责任"
    MAIN = "main", "主要责任"
    EQUAL = "equal", "同等责任"
    MINOR = "minor", "次要责任"
    NONE = "none", "无责任"
    UNDECIDED = "undecided", "未认定"


class AgentScope(Choice):
    """代理权限."""

    GENERAL = "general", "一般代理"
    SPECIAL = "special", "特别授权"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Record):
    """A person or organisation in the case.

    ``name`` is the form on the ID card or licence (法定姓名). Agents and guardians are parties of
    their own that point to whom they act for with ``represents_id``; ``relation`` says how they
    are related. ``share`` is the liability share in percent the mediation uses (责任比例).
    ``ride_vehicle_id`` is the vehicle a passenger sat in; ``free_ride_percent`` the part of that
    vehicle's share that is taken off for 好意同乘 (民法典 §1217). ``capacity`` is that of an adult.
    """

    case_id: str
    position: int = 0
    kind: PartyKind = PartyKind.PERSON
    side: Side = Side.APPLICANT
    roles: tuple[str, ...] = ()
    name: str = ""
    former_name: str = ""
    gender: Gender = Gender.UNKNOWN
    ethnicity: str = ""
    birth_date: date | None = None
    id_kind: IdKind = IdKind.RESIDENT
    id_number: str = ""
    identity_unknown: bool = False
    occupation: str = ""
    employer: str = ""
    income_note: str = ""
    phone: str = ""
    phone2: str = ""
    household_address: str = ""
    address: str = ""
    credit_code: str = ""
    legal_representative: str = ""
    legal_representative_title: str = ""
    contact_name: str = ""
    liability: Liability = Liability.UNDECIDED
    share: int | None = None
    share_reason: str = ""
    finding_served_on: date | None = None
    represents_id: str = ""
    relation: str = ""
    agent_scope: AgentScope | None = None
    agent_scope_items: tuple[str, ...] = ()
    authority_from: date | None = None
    authority_until: date | None = None
    licence_class: str = ""
    account_name: str = ""
    account_bank: str = ""
    account_number: str = ""
    note: Text = ""
    ride_vehicle_id: str = ""
    free_ride_percent: int | None = None
    free_ride_reason: str = ""
    capacity: Capacity = Capacity.FULL

    def is_a(self, *roles: PartyRole) -> bool:
        """Whether the party has at least one of the roles in this accident."""
        return any(role.value in self.roles for role in roles)

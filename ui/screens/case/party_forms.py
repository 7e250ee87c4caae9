"""The field tables of a party: a person, an organisation, somebody who acts for another."""

from __future__ import annotations

from typing import Any

from mediation_app.domain.losses import Outcome
from mediation_app.domain.parties import (
    AgentScope,
    Capacity,
    Gender,
    IdKind,
    Liability,
    PartyRole,
    Side,
)
from ui.screens.case.fieldform import F, Group, both
from ui.screens.case.many_field import many

TRAFFIC = (PartyRole.DRIVER, PartyRole.RIDER, PartyRole.PEDESTRIAN, PartyRole.PASSENGER)
PERSON_ROLES = (
    PartyRole.VICTIM,
    PartyRole.OWNER,
    PartyRole.KEEPER,
    PartyRole.EMPLOYER,
    PartyRole.RELATIVE,
)
UNIT_ROLES = (
    PartyRole.INSURER_COMPULSORY,
    PartyRole.INSURER_COMMERCIAL,
    PartyRole.OWNER,
    PartyRole.AFFILIATE,
    PartyRole.EMPLOYER,
    PartyRole.HOSPITAL,
    PartyRole.FUNERAL_HOME,
)
SCOPE_ITEMS = (
    ("admit_claims", "承认、放弃、变更请求"),
    ("settle", "进行和解、接受调解"),
    ("sign_agreement", "签署协议"),
    ("receive_money", "代收款项"),
)
GRADES = [(n, f"{'一二三四五六七八九十'[n - 1]}级") for n in range(1, 11)]
RELATIONS = ("配偶", "父母", "子女", "兄弟姐妹", "律师", "单位工作人员")

_IDENTITY: tuple[F | Group, ...] = (
    F("name", "姓名", required=True),
    both(
        "证件",
        F("id_kind", "证件种类", "choice", IdKind, stretch=4),
        F("id_number", "证件号码", "idnumber", stretch=5),
    ),
)
_SITUATION: tuple[F | Group, ...] = (
    F("side", "地位", "choice", Side),
    F("traffic", "事故中", "choice", [(role.value, role.label) for role in TRAFFIC]),
    F("other_roles", "身份", "many", many(PERSON_ROLES), wide=True),
    F("liability", "责任", "choice", Liability),
    both(
        "责任比例 %",
        F("share", "责任比例", "percent"),
        F("share_reason", "理由", hint="超出幅度时写明理由", stretch=3),
    ),
)
_ACCOUNT: tuple[F | Group, ...] = (
    Group("收款账户"),
    F("account_name", "收款户名"),
    F("account_bank", "开户行"),
    F("account_number", "收款账号"),
    F("note", "备注", wide=False),
)

IDENTITY = (Group("身份"), *_IDENTITY)
PERSON = (
    F("ethnicity", "民族", "choice", ()),
    F("phone", "联系电话", "phone"),
    F("household_address", "户籍地址"),
    F("address", "现住址", hint="同户籍地址"),
    both(
        "性别出生",
        F("gender", "性别", "choice", Gender),
        F("birth_date", "出生日期", "date", stretch=2),
    ),
    F("identity_unknown", "身份", "check", note="身份不明，查明后补填"),
    F("capacity", "行为能力", "choice", Capacity),
    Group("事故中的情况", "只填一次，文书、计算、统计共用"),
    *_SITUATION,
    F("finding_served_on", "认定书送达", "date"),
    F("income_note", "工作收入", hint="收入及证明"),
    F("occupation", "职业"),
    F("employer", "工作单位"),
    F("licence_class", "准驾车型"),
)
# Asked only of somebody who sat in a vehicle.
RIDE: tuple[F | Group, ...] = (
    Group("乘车"),
    F("ride_vehicle_id", "乘坐车辆", "choice", ()),
    both(
        "好意同乘 %",
        F("free_ride_percent", "好意同乘减轻比例", "percent"),
        F("free_ride_reason", "减轻理由", hint="非营运车无偿搭乘，写明理由", stretch=3),
    ),
)
INJURY = (
    Group("伤情"),
    F("outcome", "伤亡后果", "choice", Outcome),
    both(
        "定残",
        F("disability_grade", "等级", "choice", GRADES),
        F("disability_on", "定残日期", "date"),
    ),
    F("diagnosis", "诊断", "text", lines=2, wide=True),
    F("rescue_started_at", "抢救开始", "moment"),
    F("treatment_ended_on", "治疗终结", "date"),
    F("died_at", "死亡时间", "moment"),
    F("critical", "病情", "check", note="危重，需要抢救"),
)
ACCOUNT = _ACCOUNT
UNIT = (
    Group("单位"),
    F("name", "名称", required=True),
    F("credit_code", "信用代码", hint="统一社会信用代码"),
    both(
        "负责人",
        F("legal_representative", "法定代表人或负责人"),
        F("legal_representative_title", "职务", hint="职务"),
    ),
    both("联系人", F("contact_name", "联系人"), F("phone", "联系电话", "phone", stretch=1)),
    F("address", "住所", wide=True),
    Group("事故中的情况"),
    F("side", "地位", "choice", Side),
    F("liability", "责任", "choice", Liability),
    F("other_roles", "身份", "many", many(UNIT_ROLES), wide=True),
)
STAND_IN = (
    F("phone", "联系电话", "phone"),
    F("address", "住址"),
    F("employer", "工作单位"),
    F("side", "地位", "choice", Side),
    Group("代理"),
    F("represents_id", "代理何人", "choice", (), required=True),
    F(
        "stands_as",
        "代理类型",
        "choice",
        [(r.value, r.label) for r in (PartyRole.AGENT, PartyRole.GUARDIAN)],
    ),
    F("relation", "与其关系", hint="、".join(RELATIONS[:4])),
    F("agent_scope", "代理权限", "choice", AgentScope),
    F("agent_scope_items", "授权事项", "many", SCOPE_ITEMS, wide=True),
    both(
        "授权期限",
        F("authority_from", "授权起始日期", "date"),
        F("authority_until", "授权截止日期", "date"),
    ),
)


def split_roles(party: Any) -> dict[str, Any]:
    """The roles of a party as the form shows them: one in traffic, the others, as whom it acts."""
    roles = tuple(party.roles)
    traffic = next((role.value for role in TRAFFIC if role.value in roles), None)
    stands = next(
        (r.value for r in (PartyRole.AGENT, PartyRole.GUARDIAN) if r.value in roles), None
    )
    others = tuple(role for role in roles if role not in (traffic, stands))
    return {"traffic": traffic, "other_roles": others, "stands_as": stands}


def joined_roles(values: dict[str, Any], before: tuple[str, ...]) -> tuple[str, ...]:
    """The roles again; the order of what was there stays."""
    wanted = {*(values.get("other_roles") or ())}
    wanted |= {role for key in ("traffic", "stands_as") if (role := values.get(key))}
    kept = [role for role in before if role in wanted]
    return (*kept, *(role.value for role in PartyRole if role.value in wanted - set(kept)))

"""Kinds of party one can add, and where a party is used in the case."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import AgentScope, Liability, PartyKind, PartyRole, Side
from mediation_app.domain.records import Record

R = PartyRole
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("受害人", {"roles": (R.VICTIM.value,), "side": Side.APPLICANT}),
    ("驾驶人", {"roles": (R.DRIVER.value,), "side": Side.RESPONDENT}),
    (
        "保险公司",
        {
            "kind": PartyKind.ORGANISATION,
            "roles": (R.INSURER_COMPULSORY.value, R.INSURER_COMMERCIAL.value),
            "side": Side.RESPONDENT,
            "liability": Liability.UNDECIDED,
        },
    ),
    ("车辆所有人", {"roles": (R.OWNER.value,), "side": Side.RESPONDENT}),
    ("单位", {"kind": PartyKind.ORGANISATION, "side": Side.RESPONDENT}),
    ("近亲属", {"roles": (R.RELATIVE.value,), "side": Side.APPLICANT}),
    ("委托代理人", {"roles": (R.AGENT.value,), "agent_scope": AgentScope.GENERAL}),
    ("法定代理人", {"roles": (R.GUARDIAN.value,)}),
)
_WORDS = {
    "parties": "代理关系",
    "vehicles": "车辆",
    "policies": "保险",
    "losses": "损失",
    "prepaid": "已付款",
    "sessions": "调解会",
    "instalments": "履行款项",
    "signatures": "签名",
    "treatments": "治疗",
    "dependants": "被扶养人",
    "victim_standards": "外地标准",
    "allocations": "限额分配",
    "funds": "救助基金",
}


def references(file: CaseFile, party_id: str) -> tuple[str, ...]:
    """Where a party is used, in words."""
    found = []
    for part, word in _WORDS.items():
        for record in getattr(file, part):
            if part == "funds":
                hit = record.application.victim_id == party_id
            else:
                hit = _mentions(record, party_id)
            if hit:
                found.append(word)
                break
    return tuple(found)


def _mentions(record: Record, party_id: str) -> bool:
    for item in fields(record):
        if item.name in ("id", "case_id"):
            continue
        value = getattr(record, item.name)
        if value == party_id or (isinstance(value, tuple) and party_id in value):
            return True
    return False

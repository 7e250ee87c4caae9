"""How the case page says things: reasons and their places, tags, names of parties."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mediation_app.domain.checks.base import outstanding_advance
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Outcome
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import Liability, Party, PartyRole, Side
from mediation_app.errors import FieldClash, Reason
from mediation_app.messages import catalogue, field_label, text_of_reason
from ui.screens.case.sections import section_of
from ui.screens.case.view import CaseView
from ui.widgets.checks_panel import Check, Severity
from ui.widgets.fields.line_field import format_phone

SHORT_LIABILITY = {
    Liability.FULL: "全责",
    Liability.MAIN: "主责",
    Liability.EQUAL: "同责",
    Liability.MINOR: "次责",
    Liability.NONE: "无责",
}
ROLE_WORDS = {
    PartyRole.INSURER_COMPULSORY: "交强",
    PartyRole.INSURER_COMMERCIAL: "三者",
    PartyRole.OWNER: "车主",
}
_GROUPS = {
    "name": "parties",
    "credit": "parties",
    "id": "parties",
    "birth": "parties",
    "gender": "parties",
    "guardian": "parties",
    "principal": "parties",
    "authority": "parties",
    "agent": "parties",
    "plate": "vehicles",
    "compulsory": "vehicles",
    "policy": "vehicles",
    "dates": "dates",
    "date": "dates",
    "rights": "dates",
    "review": "dates",
    "treatment": "dates",
    "session": "dates",
    "term": "terms",
    "confirmation": "terms",
    "follow": "terms",
    "instalment": "money",
    "total": "money",
    "payer": "money",
    "payee": "money",
    "account": "money",
    "refund": "money",
    "words": "money",
    "wording": "money",
    "clauses": "money",
    "fund": "fund",
}


def party_names(file: CaseFile) -> tuple[str, str]:
    """``张国强`` and ``李建军、泰和财险``: the two sides of the table."""
    left = [p for p in file.parties if p.side is Side.APPLICANT and not p.represents_id]
    right = [p for p in file.parties if p.side is Side.RESPONDENT and not p.represents_id]
    right += [p for p in file.parties if p.side is Side.THIRD and not p.represents_id]
    return _few(left), _few(right)


def heading(file: CaseFile) -> str:
    """``甲 与 乙``."""
    left, right = party_names(file)
    if left and right:
        return f"{left} 与 {right}"
    return left or right or "当事人未登记"


def _few(parties: list[Party]) -> str:
    names = [short_name(display_name(party)) for party in parties]
    if len(names) > 3:
        return f"{'、'.join(names[:2])}等 {len(names)} 方"
    return "、".join(names)


def short_name(name: str) -> str:
    """An insurer's name as people say it: 泰和财险东阿支公司."""
    for long, short in (
        ("股份有限公司", ""),
        ("有限责任公司", ""),
        ("财产保险", "财险"),
        ("人寿保险", "人寿"),
    ):
        name = name.replace(long, short)
    return name


def display_name(party: Party) -> str:
    """The name, or what stands for one."""
    return party.name or ("身份不明" if party.identity_unknown else "未填姓名")


def role_note(party: Party, file: CaseFile) -> str:
    """``受害人，骑行人，次责`` for a party's card."""
    if party.represents_id:
        principal = file.party(party.represents_id)
        whom = f"代 {principal.name}" if principal is not None else ""
        kind = "法定代理人" if party.is_a(PartyRole.GUARDIAN) else "代理人"
        scope = party.agent_scope.label if party.agent_scope else ""
        return "，".join(part for part in (kind, scope or party.relation, whom) if part)
    insurers = [
        ROLE_WORDS[role]
        for role in (PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL)
        if party.is_a(role)
    ]
    words = [f"保险人，{'、'.join(insurers)}"] if insurers else []
    words += [
        ROLE_WORDS.get(role, role.label)
        for role in PartyRole
        if party.is_a(role)
        and role not in (PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL)
    ]
    if party.liability in SHORT_LIABILITY:
        words.append(SHORT_LIABILITY[party.liability])
    return "，".join(words) or party.side.label


def tags(file: CaseFile) -> list[tuple[str, str]]:
    """受伤 N 人, who bears the main liability, procedure, what the fund is still owed."""
    found = []
    dead = sum(i.outcome is Outcome.DEAD for i in file.injuries) or file.accident.deaths
    hurt = sum(i.outcome is Outcome.INJURED for i in file.injuries) or file.accident.injured
    if dead:
        found.append((f"死亡 {dead} 人", "neutral"))
    if hurt:
        found.append((f"受伤 {hurt} 人", "neutral"))
    for party in file.parties:
        if party.liability in (Liability.FULL, Liability.MAIN):
            found.append((f"{party.name}{SHORT_LIABILITY[party.liability]}", "neutral"))
            break
    else:
        if any(p.liability is Liability.EQUAL for p in file.parties):
            found.append(("双方同责", "neutral"))
    if file.accident.procedure:
        found.append((file.accident.procedure, "neutral"))
    if file.accident.hit_and_run and file.accident.hit_and_run_solved_on is None:
        found.append(("肇事逃逸", "neutral"))
    owed = outstanding_advance(file)
    if owed > 0:
        found.append((f"垫付未还 {format_money(owed)}", "fund"))
    return found


def clash_words(file: CaseFile, clash: FieldClash, value: object) -> str:
    """A value two people changed, as the form would show it."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return "、".join(clash_words(file, clash, part) for part in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format_money(value)
    label = getattr(value, "label", None)
    if label:
        return str(label)
    if clash.field in ("phone", "phone2", "police_phone"):
        return format_phone(str(value))
    party = file.party(str(value))
    if party is not None:
        return display_name(party)
    roles = {role.value: role.label for role in PartyRole}
    return roles.get(str(value), str(value)) if clash.field == "roles" else str(value)


def place_words(place: str, file: CaseFile) -> str:
    """``当事人，张国强`` for ``parties/<id>/phone``."""
    if not place:
        return ""
    section = section_of(place)
    parts = place.replace(".", "/").split("/")
    words = [section.name]
    if len(parts) > 1:
        owner = _owner(file, parts[1])
        party = file.party(owner)
        vehicle = next((v for v in file.vehicles if v.id == owner), None)
        instalment = next((i for i in file.instalments if i.id == parts[1]), None)
        clause = next((c for c in file.clauses if c.id == parts[1]), None)
        if party is not None:
            words.append(display_name(party))
        elif vehicle is not None:
            words.append(vehicle.plate or vehicle.kind.label)
        elif instalment is not None:
            words.append(f"第 {instalment.position} 笔款项")
        elif clause is not None:
            words.append(f"第 {clause.position} 条")
        elif parts[0] in ("case", "accident", "agreement"):
            words.append(field_label(parts[1]))
    return "，".join(words)


def _owner(file: CaseFile, key: str) -> str:
    """The party or the vehicle a record belongs to; the key itself for those."""
    found = {row.id: row.vehicle_id for row in file.policies}
    found |= {row.id: row.victim_id for row in file.allocations}
    for rows in (file.injuries, file.dependants, file.losses, file.victim_standards):
        found |= {row.id: row.party_id for row in rows}
    return found.get(key, key)


def check_items(view: CaseView) -> list[Check]:
    """The panel's items: what must be dealt with, what may be."""
    found = []
    for severity, reasons in ((Severity.MUST, view.blocking), (Severity.MAY, view.warnings)):
        for reason in reasons:
            if reason.code in ("workflow.role", "workflow.four_eyes"):
                continue
            found.append(
                Check(
                    severity=severity,
                    text=text_of_reason(reason),
                    place=place_words(reason.place, view.file),
                    address=reason.place,
                )
            )
    return found


def passed(view: CaseView) -> int:
    """How many kinds of check were made on this case and found nothing."""
    groups = {"parties", "dates", "terms"}
    if view.file.vehicles:
        groups.add("vehicles")
    if view.file.agreement is not None:
        groups.add("money")
    if view.file.funds:
        groups.add("fund")
    codes = {
        code
        for code in catalogue()
        if code.startswith("checks.") and _GROUPS.get(code[7:].split("_")[0]) in groups
    }
    return len(codes - {reason.code for reason in view.checks})


def role_bar(reasons: Iterable[Reason]) -> str:
    """Why this person may not take the step at all; empty when the role is right."""
    return next(
        (
            text_of_reason(reason)
            for reason in reasons
            if reason.code in ("workflow.role", "workflow.four_eyes")
        ),
        "",
    )

"""Notices and ends: summons, extension, ending, follow-up, judicial confirmation, agents, closing."""

from __future__ import annotations

import json
from datetime import date

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.parties import name_of, party_tree, stand_in_title
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    CELL_DATE,
    DATE_BLANK,
    LINE,
    Slot,
    Tree,
    box,
    day,
    day_text,
    joined,
    narrative,
    numeral,
    phone_text,
    text,
    yuan_text,
)
from mediation_app.domain.agreements import Confirmation, FollowUp
from mediation_app.domain.cases import MediationState
from mediation_app.domain.checks.base import (
    bound_parties,
    held_sessions,
    is_stand_in,
    own_instalments,
)
from mediation_app.domain.moments import local_day, local_moment
from mediation_app.domain.parties import AgentScope, Party, PartyRole

EXTEND = "extend"
_GROUNDS = {
    MediationState.FAILED: "经调解未能达成协议",
    MediationState.WITHDRAWN: "申请人撤回调解申请",
    MediationState.PARTY_QUIT: "当事人一方明确拒绝调解或者退出调解",
    MediationState.TO_COURT: "当事人已就该纠纷提起诉讼",
    MediationState.TO_POLICE: "当事人转由公安机关交通管理部门调解",
}
# After these the parties may still ask the police together (道路交通事故处理程序规定).
_TO_POLICE = (MediationState.FAILED, MediationState.PARTY_QUIT)
_WEEKDAYS = "一二三四五六日"
SCOPES = (
    ("admit_claims", "承认、放弃、变更请求"),
    ("settle", "进行和解、接受调解"),
    ("sign_agreement", "签署调解协议"),
    ("receive_money", "代为收取款项"),
)


def procedure(scene: Scene) -> dict[str, object]:
    """``notice``, ``ending``, ``extension``, ``follow_up``, ``confirmation``, ``agent``,
    ``closing``."""
    return {
        "notice": notice(scene),
        "ending": ending(scene),
        "extension": extension(scene),
        "follow_up": follow_up(scene),
        "confirmation": confirmation(scene),
        "agent": agent(scene),
        "closing": closing(scene),
    }


def notice(scene: Scene) -> Tree:
    """``notice``: whom a notice goes to, the day it is written, the weekday of the session."""
    bound = bound_parties(scene.file)
    known = bool(scene.file.case.id)
    starts = scene.session.starts_at if scene.session else None
    return {
        "addressees": text(joined(name_of(party) for party in bound), width=16),
        "date": dated(day(scene.today if known else None)),
        "weekday": Slot(
            f"（星期{_WEEKDAYS[local_moment(starts).weekday()]}）" if starts else "",
            empty="",
            blank=f"（星期{LINE * 2}）",
        ),
        "rows": [{"name": text(name_of(party), width=8)} for party in bound],
    }


def ending(scene: Scene) -> Tree:
    """``ending``: why and when a mediation ended without an agreement."""
    it = scene.file.case
    return {
        "ground": text(_GROUNDS.get(it.state, ""), width=14, inline=True),
        "reason": narrative(it.end_reason, lines=2),
        "ended_on": dated(day(it.ended_on)),
        "is_police_possible": it.state in _TO_POLICE or not it.id,
    }


def extension(scene: Scene) -> Tree:
    """``extension``: from which day to which, why; of the step that recorded it."""
    step = scene.step
    facts = _facts(step.facts) if step is not None else {}
    new = _day(facts.get("new_due_on"))
    old = _day(facts.get("old_due_on")) or _due_before(scene)
    return {
        "old_due": Slot(
            f"至{day_text(old)}届满" if old else "",
            empty="即将届满",
            blank=f"至{DATE_BLANK}届满",
        ),
        "new_due": day(new),
        "reason": narrative(str(facts.get("reason") or (step.note if step else "")), lines=2),
        "on": dated(day(step.occurred_on if step else None)),
    }


def _due_before(scene: Scene) -> date | None:
    """The end of the term that the extension before this one set, for steps that did not keep it."""
    earlier = [
        step
        for step in scene.file.steps
        if step.event == EXTEND and scene.step is not None and step.id < scene.step.id
    ]
    return _day(_facts(earlier[-1].facts).get("new_due_on")) if earlier else None


def _facts(kept: str) -> dict[str, object]:
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def follow_up(scene: Scene) -> Tree:
    """``follow_up``: whom, when, how it is kept, whether all are content."""
    it = scene.follow_up or FollowUp(id="", case_id="")
    return {
        "id": it.id,
        "interviewee": text(it.interviewee, width=10),
        "visited_on": day(it.visited_on),
        "method": text(it.method if it.id else "", width=5),
        "visitor": text(it.visitor_name, width=6),
        "performance": text(it.performance, width=20),
        "satisfaction": text(it.satisfaction, width=20),
        "lawsuit": text(it.lawsuit, empty="无", width=20),
        "relapse_risk": text(it.relapse_risk, empty="无", width=20),
        "note": narrative(it.note, lines=3),
    }


def confirmation(scene: Scene) -> Tree:
    """``confirmation``: the court, the days, the agreement it is about."""
    it = scene.confirmation or Confirmation(id="", case_id="")
    agreement = scene.file.agreement
    effective = agreement.effective_on if agreement else None
    return {
        "id": it.id,
        "applicants": [
            party_tree(scene, party, f"申请人{numeral(n)}")
            for n, party in enumerate(bound_parties(scene.file), 1)
        ],
        "court": text(it.court or scene.office.court, width=12),
        "applied_on": dated(day(it.applied_on)),
        "effective_on": day(effective or scene.file.case.effective_on),
        "mediated_on": text(joined(_session_days(scene)), width=12, inline=True),
    }


def _session_days(scene: Scene) -> list[str]:
    days = [day_text(local_day(s.starts_at)) for s in held_sessions(scene.file) if s.starts_at]
    return list(dict.fromkeys(days))


def agent(scene: Scene) -> Tree:
    """``agent``: who acts for whom, with which powers and until when."""
    blank = not scene.file.case.id
    party = scene.agent or Party(id="", case_id="", roles=(PartyRole.AGENT.value,))
    principal = scene.file.party(party.represents_id) if party.represents_id else None
    if blank:
        principal = scene.file.parties[0] if scene.file.parties else None
    shown = principal or Party(id="", case_id="")
    special = party.agent_scope is AgentScope.SPECIAL
    return {
        "id": party.id,
        "principal": party_tree(scene, shown, "委托人"),
        "name": text(name_of(party), width=8),
        "title": stand_in_title(party),
        "id_number": text(party.id_number, width=14),
        "phone": text(phone_text(party.phone or party.phone2), width=10),
        "relation": text(party.relation, width=6),
        "employer": text(party.employer or party.address, width=14),
        "box_general": box(ticked=party.agent_scope is AgentScope.GENERAL),
        "box_special": box(ticked=special),
        "is_special": special or blank,
        "powers": [
            {
                "box": box(ticked=special and code in party.agent_scope_items),
                "label": label,
            }
            for code, label in SCOPES
        ],
        "from": _short_blank(party.authority_from),
        "until": _short_blank(party.authority_until),
    }


def agents_of(scene: Scene) -> tuple[Party, ...]:
    """The agents by letter of authority, without guardians."""
    return tuple(
        party
        for party in scene.file.parties
        if is_stand_in(party)
        and party.is_a(PartyRole.AGENT)
        and scene.file.party(party.represents_id)
    )


def closing(scene: Scene) -> Tree:
    """``closing``: the course of the mediation and how it ended, for the report."""
    it = scene.file.case
    held = held_sessions(scene.file)
    return {
        "closed_on": _short_blank(it.closed_on or it.ended_on),
        "result": text(_result(scene), width=8),
        "sessions": Slot(
            f"共调解{len(held)}次。" if it.id else "", blank=f"共调解{LINE * 2}次。", inline=True
        ),
        "course": narrative(
            "\n".join(
                f"{day_text(local_day(session.starts_at))}第{number}次调解，{session.result.label}。"
                for number, session in enumerate(held, 1)
                if session.starts_at is not None
            ),
            lines=2,
        ),
        "outcome": narrative("\n".join(_outcome(scene)), lines=2),
        "performance": narrative("\n".join(_performed(scene)), lines=2),
    }


def _result(scene: Scene) -> str:
    """How the case ended; a closed or archived case is told by its agreement."""
    it, agreement = scene.file.case, scene.file.agreement
    if it.state in _GROUNDS:
        return it.state.label
    if not it.id or agreement is None:
        return ""
    agreed = MediationState.AGREED_ORAL if agreement.oral else MediationState.AGREED
    return agreed.label


def _short_blank(value: date | None) -> Slot:
    """A date that has little room when it is written by hand."""
    slot = day(value)
    slot.empty = slot.blank = CELL_DATE
    return slot


def _outcome(scene: Scene) -> list[str]:
    it, agreement = scene.file.case, scene.file.agreement
    if not it.id:
        return []
    if it.state in _GROUNDS:
        reason = " ".join(it.end_reason.split())
        return [joined((_GROUNDS[it.state], reason), "：")]
    if agreement is None:
        return []
    kind = "口头协议" if agreement.oral else "书面协议"
    told = f"达成{kind}"
    if agreement.number:
        told += f"（编号：{agreement.number}）"
    if agreement.effective_on:
        told += f"，{day_text(agreement.effective_on)}生效"
    if agreement.total:
        told += f"，赔偿总额{yuan_text(agreement.total)}"
    return [f"{told}。"]


def _performed(scene: Scene) -> list[str]:
    lines: list[str] = []
    if not scene.file.case.id:
        return lines
    for number, pay in enumerate(own_instalments(scene.file), 1):
        done = [p for p in scene.file.performances if p.instalment_id == pay.id]
        paid = joined(
            f"{day_text(p.paid_on)}付{yuan_text(p.amount)}" for p in done if p.paid_on is not None
        )
        name = scene.party_name(pay.payee_id) or "救助基金"
        lines.append(f"第{number}笔 {name}{yuan_text(pay.amount)}：{paid or '未履行'}。")
    return lines

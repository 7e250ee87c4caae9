"""The case and the accident."""

from __future__ import annotations

import re

from mediation_app.documents.context.parties import name_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    DATE_BLANK,
    Slot,
    Tree,
    box,
    day,
    day_text,
    joined,
    moment,
    moment_text,
    narrative,
    text,
)
from mediation_app.domain.cases import Accident, FindingKind
from mediation_app.domain.checks.base import bound_parties
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Side

_LEADING_NUMBER = re.compile(r"^\s*[（(]?([0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）]?[、.．]\s*")


def case(scene: Scene) -> Tree:
    """``case``: number, source, dates, dispute and claims, who conducts it."""
    it = scene.file.case
    own = it.source in scene.wording.own_sources
    return {
        "number": text(it.number, width=10),
        "source": text(scene.wording.sources.get(it.source, "") if it.requested_on else ""),
        "source_reference": text(it.source_reference, width=8),
        "accepted_how": text(
            "主动介入" if own else "依当事人申请" if it.id else "", width=6, inline=True
        ),
        "box_applied": box(ticked=not own and bool(it.id)),
        "box_own": box(ticked=own and bool(it.id)),
        "summary": text(it.summary),
        "parties_joined": text(joined_parties(scene), width=14, inline=True),
        "dispute": narrative(told(scene), lines=6),
        "claims": claims(scene),
        "requested_on": dated(day(it.requested_on)),
        "accepted_on": day(it.accepted_on),
        "rights_told_on": dated(day(it.rights_told_on)),
        "mediator": text(scene.person(it.mediator_id), width=6),
        "recorder": text(scene.person(it.recorder_id), width=6),
        "registrar": text(scene.person(it.registrar_id), width=6, inline=True),
    }


def dated(slot: Slot) -> Slot:
    """A date that is written by hand when it is not known yet."""
    slot.empty = DATE_BLANK
    return slot


def claims(scene: Scene) -> list[Tree]:
    """The claims, numbered; three empty ones on a blank form."""
    it = scene.file.case
    given = [claim for claim in it.claims if claim.strip() or not it.id]
    texts = [_LEADING_NUMBER.sub("", claim) for claim in given]
    return [{"no": str(n), "text": text(each, width=20)} for n, each in enumerate(texts, 1)]


def joined_parties(scene: Scene) -> str:
    """张国强与李建军、泰和财险东阿支公司."""
    bound = bound_parties(scene.file)
    left = joined(name_of(p) for p in bound if p.side is Side.APPLICANT)
    right = joined(name_of(p) for p in bound if p.side is not Side.APPLICANT)
    return joined((left, right), "与")


def _brief(it: Accident) -> str:
    """When, where and what in one sentence."""
    when = moment_text(it.occurred_at) if it.occurred_at else ""
    course = " ".join(it.course.split())
    if it.occurred_at and day_text(local_day(it.occurred_at)) in course:
        return course
    return joined((joined((when, it.place), "，"), course), "。")


def told(scene: Scene) -> str:
    """The dispute in short (纠纷简要情况): the accident first, unless the text tells it itself."""
    it, dispute = scene.file.accident, scene.file.case.dispute
    when = day_text(local_day(it.occurred_at)) if it.occurred_at else ""
    if not it.course.strip() or (when and when in dispute) or it.course.strip() in dispute:
        return dispute
    return "\n".join((_brief(it), dispute))


def accident(scene: Scene) -> Tree:
    """``accident``: when, where, what, who handles it, the police finding."""
    it = scene.file.accident
    known = it.finding_kind is not FindingKind.NONE
    return {
        "occurred_at": moment(it.occurred_at),
        "place": text(it.place, width=12),
        "weather": text(it.weather, width=3),
        "kind": text(it.kind, width=4),
        "course": narrative(it.course),
        "brief": text(_brief(it), width=20),
        "summary": text(" ".join((it.course or scene.file.case.dispute).split()), width=20),
        "police_unit": text(it.police_unit, width=12),
        "police_officer": text(it.police_officer, width=5),
        "police_phone": text(it.police_phone),
        "finding_kind": text(it.finding_kind.label if known else ""),
        "finding_number": text(it.finding_number, width=10),
        "finding_made_on": day(it.finding_made_on),
    }

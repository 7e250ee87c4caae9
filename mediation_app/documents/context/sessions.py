"""One session (调解记录)."""

from __future__ import annotations

from mediation_app.documents.context.parties import name_of, signer_lines, stand_in_title
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    LINE,
    MOMENT_BLANK,
    Slot,
    Tree,
    box,
    joined,
    moment,
    moment_text,
    narrative,
    text,
    words,
    yuan,
)
from mediation_app.domain.checks.base import bound_parties, dead, is_stand_in
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import local_moment
from mediation_app.domain.parties import Party, Side
from mediation_app.domain.sessions import Session, SessionResult


def session(scene: Scene) -> Tree:
    """``session``: who was there, what was said, how it ended."""
    it = scene.session or Session(id=new_id(), case_id=scene.file.case.id)
    came = [party for id_ in it.attendee_ids if (party := scene.file.party(id_)) is not None]
    gone = dead(scene.file)
    present = [party for party in came if party.id not in gone and not party.identity_unknown]
    table = [party for party in present if party.side is not Side.HELPER]
    helpers = [party.name for party in present if party.side is Side.HELPER]
    case = scene.file.case
    return {
        "id": it.id,
        "no": Slot(str(it.position or 1) if case.id else "", blank=LINE * 2),
        "starts": moment(it.starts_at),
        "ends": moment(it.ends_at),
        "time": _time(it),
        "place": text(it.place, width=14),
        "parties": text(joined(_present(scene, party) for party in table), width=22),
        "invited": text(joined((*helpers, it.invited)), empty="无", width=22),
        "mediator": text(it.mediator_name or scene.person(it.mediator_id or case.mediator_id)),
        "recorder": text(it.recorder_name or scene.person(case.recorder_id)),
        "minutes": narrative(it.minutes, lines=12),
        "agreed_facts": narrative(it.agreed_facts, lines=3),
        "has_agreed_facts": bool(it.agreed_facts.strip()) or not case.id,
        "result": it.result is not SessionResult.PENDING,
        "box_success": box(ticked=it.result is SessionResult.SUCCESS),
        "box_failure": box(ticked=it.result is SessionResult.FAILURE),
        "box_continue": box(ticked=it.result is SessionResult.CONTINUE),
        "result_reason": [Slot(line) for line in it.result_reason.splitlines() if line.strip()],
        "has_amount": it.amount is not None or not case.id,
        "amount": yuan(it.amount),
        "amount_words": words(it.amount),
        "signers": signer_lines(scene, _signing(scene, table)),
    }


def _time(it: Session) -> Slot:
    if it.starts_at is None:
        return Slot("", blank=f"{MOMENT_BLANK}至　　时　　分")
    start = moment_text(it.starts_at)
    if it.ends_at is None:
        return Slot(f"{start}至　　时　　分")
    end = local_moment(it.ends_at)
    same = local_moment(it.starts_at).date() == end.date()
    return Slot(f"{start}至{f'{end.hour}时{end.minute:02d}分' if same else moment_text(end)}")


def _present(scene: Scene, party: Party) -> str:
    if is_stand_in(party):
        principal = scene.party_name(party.represents_id)
        return f"{party.name}（{principal}的{stand_in_title(party)}）"
    return name_of(party)


def _signing(scene: Scene, table: list[Party]) -> list[Party]:
    """Parties that were there themselves or by somebody; each signs once."""
    if not scene.file.case.id:
        return list(scene.file.parties)
    ids = {party.represents_id if is_stand_in(party) else party.id for party in table}
    return [party for party in bound_parties(scene.file) if party.id in ids]

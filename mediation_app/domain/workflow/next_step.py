"""The one primary next step of a case: what the desk does now, in the order of the work."""

from __future__ import annotations

from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.checks.base import held_sessions, own_instalments, total_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.sessions import SessionResult

DRAFT_AGREEMENT = "draft_agreement"  # not a step of the table: opens the agreement
_PLAIN = {
    S.REGISTERED: "accept",
    S.SUSPENDED: "resume",
    S.AGREED: "sign",
    S.AGREED_ORAL: "take_effect",
    S.PERFORMED: "follow_up",
    S.FOLLOWED_UP: "close",
    S.FAILED: "close",
    S.WITHDRAWN: "close",
    S.PARTY_QUIT: "close",
    S.TO_COURT: "close",
    S.TO_POLICE: "close",
    S.CLOSED: "archive",
    S.REFUSED: "archive",
}


def next_event(file: CaseFile) -> str:
    """The event to offer as the primary step; empty when nothing is left to do."""
    state = file.case.state
    if state is S.ACCEPTED:
        return _accepted(file)
    if state is S.MEDIATING:
        return _mediating(file)
    if state in (S.AWAITING, S.PART_PERFORMED, S.NOT_PERFORMED):
        return _owed(file)
    return _PLAIN.get(state, "")


def _accepted(file: CaseFile) -> str:
    if not file.case.mediator_id:
        return "appoint"
    if file.case.rights_told_on is None:
        return "tell_rights"
    if not any(not s.held for s in file.sessions):
        return "book_session"
    return "start"


def _mediating(file: CaseFile) -> str:
    if any(not s.held and s.starts_at is not None for s in file.sessions):
        return "record_session"
    held = held_sessions(file)
    if not held or held[-1].result is not SessionResult.SUCCESS:
        return "book_session"
    agreement = file.agreement
    if agreement is None or agreement.effective_on is not None:
        return DRAFT_AGREEMENT
    return "agree_oral" if agreement.oral else "agree"


def _owed(file: CaseFile) -> str:
    unpaid = 0
    for instalment in own_instalments(file):
        paid = total_of(p.amount for p in file.performances if p.instalment_id == instalment.id)
        unpaid += paid < instalment.amount
    return "perform_part" if unpaid > 1 else "perform_full"

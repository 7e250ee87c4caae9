"""What a step does to the case: pure functions from one snapshot to the next.

``take`` moves the state, lets the event's own effect fill in what it establishes, and appends
the ``StepTaken`` row. Whether the step may be taken was decided before (``engine.check``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mediation_app.domain.agreements import (
    Agreement,
    Confirmation,
    FollowUp,
    PaymentMethod,
    Performance,
)
from mediation_app.domain.cases import Case, ConfirmationState, MediationState, StepTaken
from mediation_app.domain.checks.base import bound_parties, stand_ins_of
from mediation_app.domain.checks.signatures import agreement_signatures, last_act
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.workflow.engine import Process, Step
from mediation_app.domain.workflow.mediation import REFUSAL_GROUNDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that is being taken: the row, the day, the facts, the person.

    ``settled`` holds fields of the case that a service reckoned beforehand: the drawn number,
    the term with its arithmetic, the frozen rules.
    """

    process: Process
    step: Step
    on: date
    actor: Actor
    facts: Mapping[str, Any] = field(default_factory=dict)
    settled: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


Effect = Callable[[CaseFile, Taken], CaseFile]


def take(file: CaseFile, taken: Taken) -> CaseFile:
    """The case after the step, its history included."""
    effect = _EFFECTS.get(taken.step.event)
    source = _state(file, taken.process)
    if effect is not None:
        file = effect(file, taken)
    case = replace(file.case, **taken.settled)
    if taken.process.name == "confirmation":
        case = replace(case, confirmation=ConfirmationState(taken.step.target))
    elif taken.step.target != source:
        case = replace(case, state=MediationState(taken.step.target), state_since=taken.on)
    return replace(file, case=case, steps=(*file.steps, _row(file, taken, source)))


def _state(file: CaseFile, process: Process) -> str:
    if process.name == "confirmation":
        return file.case.confirmation.value
    return file.case.state.value


def _row(file: CaseFile, taken: Taken, source: str) -> StepTaken:
    facts = {k: _plain(v) for k, v in taken.facts.items() if k not in ("late_reason", "reason")}
    return StepTaken(
        id=new_id(),
        case_id=file.case.id,
        subject_id=file.case.id,
        process=taken.process.name,
        event=taken.step.event,
        source=source,
        target=taken.step.target,
        occurred_on=taken.on,
        late_reason=str(taken.facts.get("late_reason", "")),
        person_id=taken.actor.person_id,
        person_name=taken.actor.name,
        note=str(taken.facts.get("reason", "")),
        facts=json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else "",
    )


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _case(file: CaseFile, **fields: Any) -> CaseFile:
    return replace(file, case=replace(file.case, **fields))


# Intake ---------------------------------------------------------------------------------------


def _accept(file: CaseFile, taken: Taken) -> CaseFile:
    fields: dict[str, Any] = {"accepted_on": taken.on}
    if mediator := taken.facts.get("mediator_id"):
        fields["mediator_id"] = mediator
    return _case(file, **fields)


def _refuse(file: CaseFile, taken: Taken) -> CaseFile:
    ground = dict(REFUSAL_GROUNDS).get(taken.facts["ground"], taken.facts["ground"])
    more = taken.facts.get("reason", "")
    return _case(file, ended_on=taken.on, end_reason=f"{ground}。{more}" if more else ground)


def _tell_rights(file: CaseFile, taken: Taken) -> CaseFile:
    return _case(file, rights_told_on=taken.on)


def _appoint(file: CaseFile, taken: Taken) -> CaseFile:
    recorder = taken.facts.get("recorder_id", file.case.recorder_id)
    return _case(file, mediator_id=taken.facts["mediator_id"], recorder_id=recorder)


def _end(file: CaseFile, taken: Taken) -> CaseFile:
    return _case(file, ended_on=taken.on, end_reason=taken.facts.get("reason", ""))


# Sessions -------------------------------------------------------------------------------------


def _book(file: CaseFile, taken: Taken) -> CaseFile:
    session = Session(
        id=new_id(),
        case_id=file.case.id,
        position=len(file.sessions) + 1,
        starts_at=taken.facts["starts_at"],
        place=taken.facts.get("place", ""),
        mediator_id=file.case.mediator_id,
        mediator_name=taken.names.get(file.case.mediator_id, ""),
        recorder_name=taken.names.get(file.case.recorder_id, ""),
        attendee_ids=taken.facts.get("attendee_ids", _expected(file)),
        insurer_told_on=taken.facts.get("insurer_told_on"),
    )
    return replace(file, sessions=(*file.sessions, session))


def _expected(file: CaseFile) -> tuple[str, ...]:
    """Who is expected at a session: the bound parties and who stands in for them.

    Helpers (参加人) are invited by name; the dead and the unknown do not come.
    """
    bound = bound_parties(file)
    ids = {p.id for party in bound for p in (party, *stand_ins_of(file, party.id))}
    return tuple(p.id for p in file.parties if p.id in ids)


def _record(file: CaseFile, taken: Taken) -> CaseFile:
    facts = taken.facts
    wanted = facts.get("session_id")
    waiting = [
        s
        for s in file.sessions
        if not s.held and s.starts_at is not None and (wanted is None or s.id == wanted)
    ]
    session = min(waiting, key=lambda s: (s.starts_at, s.position))
    held = replace(
        session,
        held=True,
        minutes=facts["minutes"],
        result=SessionResult(facts["result"]),
        amount=facts.get("amount"),
        agreed_facts=facts.get("agreed_facts", ""),
        result_reason=facts.get("result_reason", ""),
        ends_at=facts.get("ends_at"),
        risk_note=facts.get("risk_note", ""),
        invited=facts.get("invited", session.invited),
    )
    return replace(file, sessions=tuple(held if s.id == session.id else s for s in file.sessions))


def _extend(file: CaseFile, taken: Taken) -> CaseFile:
    new = taken.facts["new_due_on"]
    return _case(file, due_on=new, due_why=f"各方当事人同意延长至 {new.isoformat()}")


# Agreement --------------------------------------------------------------------------------------


def _agreement(file: CaseFile, **fields: Any) -> CaseFile:
    current = file.agreement
    assert current is not None  # the guards ask for one
    new: Agreement = replace(current, **fields)
    return replace(file, agreements=tuple(new if a.id == new.id else a for a in file.agreements))


def _agree(file: CaseFile, taken: Taken) -> CaseFile:
    assert file.agreement is not None
    number = file.agreement.number or file.case.number
    if any(a.number == number for a in file.agreements[:-1]):
        number = f"{number}-{len(file.agreements)}"
    return _agreement(file, number=number, drafted_on=file.agreement.drafted_on or taken.on)


def _sign(file: CaseFile, taken: Taken) -> CaseFile:
    day, why = last_act(file) or (taken.on, "")
    file = _agreement(file, effective_on=day, effective_why=why)
    return _case(file, effective_on=day)


def _redraft(file: CaseFile, _taken: Taken) -> CaseFile:
    """A changed text is signed anew: what was signed so far no longer counts."""
    gone = {signature.id for signature in agreement_signatures(file)}
    return replace(file, signatures=tuple(s for s in file.signatures if s.id not in gone))


def _oral_effect(file: CaseFile, taken: Taken) -> CaseFile:
    agreed = file.case.state_since or taken.on
    why = f"口头调解协议自达成之日 {agreed.isoformat()} 起生效"
    file = _agreement(file, effective_on=agreed, effective_why=why)
    return _case(file, effective_on=agreed)


# Performance -----------------------------------------------------------------------------------


def _perform(file: CaseFile, taken: Taken) -> CaseFile:
    facts = taken.facts
    if facts.get("instalment_id") is None:
        return file
    instalment = next(i for i in file.instalments if i.id == facts["instalment_id"])
    payment = Performance(
        id=new_id(),
        case_id=file.case.id,
        instalment_id=instalment.id,
        paid_on=taken.on,
        amount=facts.get("amount", instalment.amount),
        method=PaymentMethod(facts.get("method", instalment.method.value)),
        voucher=facts.get("voucher", ""),
        receiver_name=facts.get("receiver_name", ""),
    )
    return replace(file, performances=(*file.performances, payment))


def _follow_up(file: CaseFile, taken: Taken) -> CaseFile:
    facts = taken.facts
    visit = FollowUp(
        id=new_id(),
        case_id=file.case.id,
        visited_on=taken.on,
        interviewee=facts["interviewee"],
        method=facts.get("method", "电话"),
        visitor_name=taken.actor.name,
        performance=facts["performance"],
        satisfaction=facts.get("satisfaction", ""),
        lawsuit=facts.get("lawsuit", ""),
        relapse_risk=facts.get("relapse_risk", ""),
    )
    return replace(file, follow_ups=(*file.follow_ups, visit))


def _remediate(file: CaseFile, _taken: Taken) -> CaseFile:
    return _case(file, effective_on=None)


def _close(file: CaseFile, taken: Taken) -> CaseFile:
    fields: dict[str, Any] = {"closed_on": taken.on}
    if reason := taken.facts.get("reason"):
        fields["end_reason"] = reason
    return _case(file, **fields)


def _archive(file: CaseFile, taken: Taken) -> CaseFile:
    return _case(
        file,
        archived_on=taken.on,
        archive_place=taken.facts["archive_place"],
        retention=taken.facts["retention"],
    )


# Judicial confirmation ----------------------------------------------------------------------------


def _apply(file: CaseFile, taken: Taken) -> CaseFile:
    asked = Confirmation(
        id=new_id(), case_id=file.case.id, court=taken.facts["court"], applied_on=taken.on
    )
    return replace(file, confirmations=(*file.confirmations, asked))


def _confirmation(**days: str) -> Effect:
    """Fill date fields of the running confirmation with the day of the step."""

    def effect(file: CaseFile, taken: Taken) -> CaseFile:
        last = file.confirmations[-1]
        fields: dict[str, Any] = dict.fromkeys(days.values(), taken.on)
        if number := taken.facts.get("ruling_number"):
            fields["ruling_number"] = number
        if note := taken.facts.get("reason"):
            fields["note"] = note
        return replace(file, confirmations=(*file.confirmations[:-1], replace(last, **fields)))

    return effect


_EFFECTS: Mapping[str, Effect] = {
    "accept": _accept,
    "refuse": _refuse,
    "tell_rights": _tell_rights,
    "appoint": _appoint,
    "book_session": _book,
    "record_session": _record,
    "extend": _extend,
    "agree": _agree,
    "agree_oral": _agree,
    "sign": _sign,
    "take_effect": _oral_effect,
    "redraft": _redraft,
    "perform_part": _perform,
    "perform_full": _perform,
    "remediate": _remediate,
    "follow_up": _follow_up,
    "fail": _end,
    "withdraw": _end,
    "quit": _end,
    "to_court": _end,
    "to_police": _end,
    "void": _end,
    "close": _close,
    "archive": _archive,
    "apply_confirmation": _apply,
    "court_takes": _confirmation(day="taken_on"),
    "court_declines": _confirmation(),
    "court_confirms": _confirmation(day="ruled_on"),
    "court_rejects": _confirmation(day="ruled_on"),
    "withdraw_confirmation": _confirmation(),
}


def new_case_row(case: Case, step: Step, on: date, actor: Actor) -> StepTaken:
    """The first row of a case's history."""
    return StepTaken(
        id=new_id(),
        case_id=case.id,
        subject_id=case.id,
        process="mediation",
        event=step.event,
        source="",
        target=step.target,
        occurred_on=on,
        person_id=actor.person_id,
        person_name=actor.name,
    )

"""What may still be edited: signed, paid and finished things are never changed, only added to."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import Enum

from mediation_app.domain.agreements import Agreement
from mediation_app.domain.cases import Case
from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.checks.signatures import agreement_signatures
from mediation_app.domain.fields import STAMPED
from mediation_app.domain.files import CaseFile
from mediation_app.domain.records import Record
from mediation_app.errors import Reason

# Fields of the case that only steps set.
BY_STEP = frozenset(
    {
        "number",
        "number_year",
        "serial",
        "state",
        "state_since",
        "confirmation",
        "accepted_on",
        "rights_told_on",
        "due_on",
        "due_why",
        "ended_on",
        "effective_on",
        "closed_on",
        "archived_on",
        "rules_version",
        "frozen_rules",
        "registrar_id",
        "fund_screened_on",
        "fund_screen_result",
        "fund_payable",
        "fund_window_ends_at",
    }
)
# Fields that steps set too, though they may be edited.
_ALSO_BY_STEP = frozenset(
    {"mediator_id", "recorder_id", "archive_place", "retention", "end_reason"}
)
_FINISHED = (S.CLOSED, S.ARCHIVED, S.VOIDED, S.REFUSED)
# What stands fast once the agreement is signed by all.
_SIGNED_PARTS = (
    "clauses",
    "instalments",
    "losses",
    "prepaid",
    "dependants",
    "victim_standards",
    "allocations",
)
# What comes about by acts of its own, never by editing.
_BY_ACT = (
    "papers",
    "signatures",
    "confirmations",
    "performances",
    "calculations",
    "layer_shares",
    "custodies",
    "custody_entries",
)
# What a finished case still takes.
_AFTER_END = ("attachments", "follow_ups")


class Part(Enum):
    """How a part of the case was changed."""

    ADDED = "added"
    CHANGED = "changed"
    MISSING = "missing"


def content_differs(old: Record, new: Record) -> bool:
    """Whether anything a person can enter differs."""
    return any(
        getattr(old, item.name) != getattr(new, item.name)
        for item in fields(old)
        if item.name not in STAMPED
    )


def edit_reasons(old: CaseFile, new: CaseFile, standing: CaseFile) -> tuple[Reason, ...]:
    """Why an edit is not possible; empty when it is.

    ``old`` is what the person saw, ``standing`` the case as the store holds it now.
    """
    found: list[Reason] = []
    found += [
        Reason(code="cases.by_step", place=f"case/{name}")
        for name in sorted(BY_STEP)
        if getattr(old.case, name) != getattr(new.case, name)
    ]
    if old.steps != new.steps:
        found.append(Reason(code="cases.history_fixed", place="history"))
    if old.funds != new.funds:
        found.append(Reason(code="cases.fund_elsewhere", place="fund"))
    changes = {
        item.name: _changes(getattr(old, item.name), getattr(new, item.name))
        for item in fields(CaseFile)
        if item.name not in ("case", "steps", "funds")
    }
    if standing.case.state in _FINISHED:
        found += _after_end(old, new, changes, standing.case)
    code = ""
    if standing.case.effective_on is not None:
        code = "cases.signed"
        found += _signed_names(old, new)
    elif standing.case.state is S.AGREED and agreement_signatures(standing):
        code = "cases.being_signed"
    if code:
        found += [
            Reason(code=code, place=f"agreement/{part}") for part in _SIGNED_PARTS if changes[part]
        ]
        if code == "cases.being_signed" and changes["agreements"]:
            found.append(Reason(code=code, place="agreement"))
    found += _agreements(old, new)
    if changes["performances"] & {Part.CHANGED, Part.MISSING}:
        found.append(Reason(code="cases.paid_fixed", place="performances"))
    found += [Reason(code="cases.by_step", place=part) for part in _BY_ACT if changes[part]]
    found += _sessions(old, new)
    return tuple(found)


def _after_end(
    old: CaseFile, new: CaseFile, changes: dict[str, set[Part]], standing: Case
) -> list[Reason]:
    touched = [part for part, how in changes.items() if how and part not in _AFTER_END]
    if touched or content_differs(old.case, new.case):
        place = touched[0] if touched else "case"
        return [
            Reason(code="cases.finished", place=place, params=(("state", standing.state.label),))
        ]
    return []


def _signed_names(old: CaseFile, new: CaseFile) -> list[Reason]:
    """Whose names stand under a signed agreement keeps name, number and side."""
    before = {party.id: party for party in old.parties}
    return [
        Reason(code="cases.signed", place=f"parties/{party.id}/{name}")
        for party in new.parties
        if party.id in before
        for name in ("name", "id_number", "credit_code", "side")
        if getattr(party, name) != getattr(before[party.id], name)
    ]


def _sessions(old: CaseFile, new: CaseFile) -> list[Reason]:
    """A session is recorded by its step; a recorded one is not taken out."""
    before = {session.id: session.held for session in old.sessions}
    after = {session.id: session.held for session in new.sessions}
    found = [
        Reason(code="cases.by_step", place=f"sessions/{key}/held")
        for key, held in after.items()
        if held != before.get(key, False)
    ]
    found += [
        Reason(code="cases.session_held", place=f"sessions/{key}")
        for key, held in before.items()
        if held and key not in after
    ]
    return found


def _agreements(old: CaseFile, new: CaseFile) -> list[Reason]:
    found = []
    before = {agreement.id: agreement for agreement in old.agreements}
    after = {agreement.id: agreement for agreement in new.agreements}
    for key, agreement in before.items():
        now = after.get(key)
        if agreement.effective_on is not None and (now is None or content_differs(agreement, now)):
            found.append(Reason(code="cases.signed", place="agreement"))
    for key, agreement in after.items():
        was = before.get(key, Agreement(id=key, case_id=agreement.case_id))
        if (
            agreement.effective_on != was.effective_on
            or agreement.effective_why != was.effective_why
            or agreement.number != was.number
        ):
            found.append(Reason(code="cases.by_step", place="agreement/effective_on"))
        if agreement.override_reason != was.override_reason:  # an act of its own, with the name
            found.append(Reason(code="cases.leader_only", place="agreement/override_reason"))
    return found


def _changes(old: tuple[Record, ...], new: tuple[Record, ...]) -> set[Part]:
    before = {record.id: record for record in old}
    after = {record.id: record for record in new}
    found = set()
    if after.keys() - before.keys():
        found.add(Part.ADDED)
    if before.keys() - after.keys():
        found.add(Part.MISSING)
    if any(key in after and content_differs(before[key], after[key]) for key in before):
        found.add(Part.CHANGED)
    return found


def fresh(draft: CaseFile) -> CaseFile:
    """A draft of a new case, without anything that only steps and acts bring about."""
    empty = Case(id=draft.case.id)
    case = replace(draft.case, **{name: getattr(empty, name) for name in BY_STEP})
    return CaseFile(
        case=case,
        accidents=draft.accidents,
        parties=draft.parties,
        vehicles=draft.vehicles,
        policies=draft.policies,
        injuries=draft.injuries,
        treatments=draft.treatments,
        losses=draft.losses,
        prepaid=draft.prepaid,
        dependants=draft.dependants,
        victim_standards=draft.victim_standards,
        allocations=draft.allocations,
    )


def on_top_of(standing: Case, old: CaseFile, new: CaseFile) -> tuple[CaseFile, CaseFile]:
    """The same edit made on the case as a step has left it meanwhile.

    A step that was taken while somebody typed is no clash: what it set, nobody edits. When an
    editable field changed too, both snapshots stay as they are and the store finds the clash.
    """
    if standing.version == old.case.version:
        return old, new
    mine = {
        item.name: getattr(new.case, item.name)
        for item in fields(Case)
        if item.name not in STAMPED
        and item.name not in BY_STEP
        and getattr(new.case, item.name) != getattr(old.case, item.name)
    }
    theirs = {
        item.name
        for item in fields(Case)
        if item.name not in STAMPED
        and item.name not in BY_STEP
        and getattr(standing, item.name) != getattr(old.case, item.name)
    }
    if theirs - (_ALSO_BY_STEP - mine.keys()):
        return old, new
    return replace(old, case=standing), replace(new, case=replace(standing, **mine))

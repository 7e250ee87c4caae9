"""What became of an application since it was returned: fields, bill lines, materials, amounts.

Pure: two snapshots in, one list of changes out. The snapshot of then is rebuilt from the trail
(``services.fund_rewind``). Whose turn it is decides which return counts: the approver looks from
his own return on, the checker from hers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import BillLine, Finding, FundApplication, FundState, Material
from mediation_app.domain.records import Record

# The return each desk made; what another desk returned is looked at where there is none of its own.
_OWN = {
    FundState.APPROVAL: ("return_to_check", "revise", "reopen"),
    FundState.COLLECTIVE: ("return_to_check", "revise", "reopen"),
    FundState.REVIEW2: ("send_back", "revise"),
    FundState.SUBMITTED: ("ask_supplement",),
    FundState.REVIEW1: (),
    FundState.VERIFY: (),
}
RETURNS = ("return_to_check", "send_back", "revise", "reopen", "ask_supplement")

APPLICATION = (
    "kind",
    "situation",
    "applicant_name",
    "applicant_relation",
    "handler_name",
    "hospital",
    "admission_number",
    "rescue_started_at",
    "rescue_ended_at",
    "condition",
    "claimed",
    "insurer_paid",
    "others_paid",
    "others_paid_note",
    "medical_insurance",
    "unsettled",
    "unsettled_on",
    "over_window_reason",
    "notice_number",
    "notice_on",
    "payee_name",
    "payee_bank",
    "payee_account",
    "eligible",
    "first_layer",
    "proposed",
    "proposed_verdict",
    "refusal_codes",
    "refusal_facts",
)
LINE = (
    "name",
    "served_at",
    "quantity",
    "unit_price",
    "amount",
    "rescue",
    "in_window",
    "approved",
    "reduced",
    "reduction_code",
)
MATERIAL = ("required", "present", "original", "copies", "pages", "attachment_id", "waived_reason")
FINDING = ("passed", "note", "reason_code", "reduced", "evidence_ids")


class ChangeKind(StrEnum):
    """What happened to the thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one record, before and after; ``field`` is empty for a whole record.

    ``area`` is application, bill, materials or findings; ``name`` what the record is called.
    """

    area: str
    record_id: str
    name: str
    kind: ChangeKind = ChangeKind.CHANGED
    field: str = ""
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A return as it was made: when, by whom, with which reasons."""

    step: StepTaken

    @property
    def on(self) -> date:
        """The day it was made."""
        return self.step.occurred_on

    @property
    def codes(self) -> tuple[str, ...]:
        """The reason codes, as far as the step carries any."""
        facts = json.loads(self.step.facts) if self.step.facts else {}
        found = facts.get("return_codes") or facts.get("missing") or ()
        return tuple(str(code) for code in found)


def last_return(application: FundApplication, steps: Iterable[StepTaken]) -> Return | None:
    """The return from which on changes matter to who has it in hand now.

    None without any, and where nothing is under review any more.
    """
    if application.state not in _OWN:
        return None
    made = [
        step
        for step in steps
        if step.process == "fund" and step.subject_id == application.id and step.event in RETURNS
    ]
    own = [step for step in made if step.event in _OWN[application.state]]
    latest = own or made
    return Return(step=latest[-1]) if latest else None


def changes_between(before: FundFile, after: FundFile) -> tuple[Change, ...]:
    """Every difference that matters to a decision, in the order of the application's page."""
    found = list(_fields("application", "", before.application, after.application, APPLICATION))
    found += _records("bill", before.bill_lines, after.bill_lines, LINE)
    found += _records("materials", before.materials, after.materials, MATERIAL)
    found += _records("findings", before.findings, after.findings, FINDING)
    return tuple(found)


def touched(changes: Iterable[Change], area: str) -> frozenset[str]:
    """The keys of the records of an area that are still there and were added or changed."""
    return frozenset(
        one.record_id for one in changes if one.area == area and one.kind is not ChangeKind.REMOVED
    )


def changed_fields(changes: Iterable[Change], record_id: str) -> Mapping[str, Change]:
    """The changed fields of one record by name."""
    return {one.field: one for one in changes if one.record_id == record_id and one.field}


def _records(
    area: str,
    before: tuple[BillLine | Material | Finding, ...],
    after: tuple[BillLine | Material | Finding, ...],
    names: tuple[str, ...],
) -> list[Change]:
    old = {record.id: record for record in before}
    now = {record.id for record in after}
    found: list[Change] = []
    for record in after:
        known = old.get(record.id)
        if known is None:
            found.append(_whole(area, record, ChangeKind.ADDED))
        else:
            found.extend(_fields(area, _name(record), known, record, names))
    found.extend(
        _whole(area, record, ChangeKind.REMOVED) for record in before if record.id not in now
    )
    return found


def _fields(
    area: str, name: str, before: Record, after: Record, names: tuple[str, ...]
) -> Iterable[Change]:
    for field in names:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Change(
                area=area, record_id=after.id, name=name, field=field, before=old, after=new
            )


def _whole(area: str, record: BillLine | Material | Finding, kind: ChangeKind) -> Change:
    amount = record.amount if isinstance(record, BillLine) else None
    there = kind is ChangeKind.ADDED
    return Change(
        area=area,
        record_id=record.id,
        name=_name(record),
        kind=kind,
        before=None if there else amount,
        after=amount if there else None,
    )


def _name(record: BillLine | Material | Finding) -> str:
    return record.head if isinstance(record, Finding) else record.name

"""What may be saved in which state: the form, then the review's part, then nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.first_layer import layer_vehicles
from mediation_app.domain.fund import BillLine, FundApplication, FundSituation
from mediation_app.domain.fund import FundState as S
from mediation_app.domain.fund_review import line_reasons
from mediation_app.domain.money import LARGEST
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import Money, Record
from mediation_app.domain.workflow.engine import Position
from mediation_app.domain.workflow.fund import SEAT_OF_EVENT
from mediation_app.domain.workflow.fund_guards import hands_off, not_admin, unrelated
from mediation_app.errors import InvalidInput, NotAllowed, Reason

ZERO = Decimal("0.00")

FORM = frozenset(
    {
        "channel",
        "applicant_kind",
        "applicant_party_id",
        "applicant_name",
        "applicant_id_number",
        "applicant_phone",
        "applicant_relation",
        "applicant_person_id",
        "handler_name",
        "handler_phone",
        "hospital",
        "admission_number",
        "rescue_started_at",
        "rescue_ended_at",
        "condition",
        "claimed",
        "received_on",
    }
)
MONEY_FACTS = frozenset({"insurer_paid", "others_paid", "others_paid_note", "medical_insurance"})
BALANCE = frozenset({"unsettled", "unsettled_on"})
NOTICE = frozenset({"notice_number", "notice_on"})
PAYEE = frozenset({"payee_party_id", "payee_name", "payee_bank", "payee_account"})
REVIEW = frozenset({"situation", "over_window_reason"}) | MONEY_FACTS | BALANCE | PAYEE
INTAKE_STATES = (S.DRAFT, S.SUPPLEMENT)
REVIEW_STATES = (S.REVIEW1, S.VERIFY)
BEFORE_DECISION = (S.SUBMITTED, S.REVIEW2, S.APPROVAL, S.COLLECTIVE)
LINE_DECISION = frozenset(
    {"rescue", "in_window", "decided", "approved", "reduced", "reduction_code"}
)
MATERIAL_STATES = (*INTAKE_STATES, S.SUBMITTED, *REVIEW_STATES)
# What comes about by acts of its own, never by saving the form.
_BY_ACT = tuple(
    f.name
    for f in fields(FundFile)
    if f.name not in ("application", "bill_lines", "materials", "findings")
)
_KEPT = frozenset(f.name for f in fields(Record)) - {"id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDecision:
    """The decision on one bill line: what stays, in yuan, and why the rest goes."""

    approved: Money
    reduction_code: str = ""
    rescue: bool = True


def decided(file: FundFile, decisions: Mapping[str, LineDecision]) -> FundFile:
    """The file with these lines decided."""
    lines = []
    for line in file.bill_lines:
        decision = decisions.get(line.id)
        if decision is not None:
            line = replace(
                line,
                decided=True,
                rescue=decision.rescue,
                approved=decision.approved,
                reduced=line.amount - decision.approved,
                reduction_code=decision.reduction_code if decision.approved != line.amount else "",
            )
        lines.append(line)
    return replace(file, bill_lines=tuple(lines))


def saved(
    actor: Actor,
    case: CaseFile,
    *,
    current: FundFile,
    old: FundFile,
    new: FundFile,
    reduction_codes: Iterable[str] = (),
) -> FundFile:
    """``new`` as it may be stored. Raises NotAllowed for what is frozen or not this person's."""
    state = current.application.state
    _may(actor, case, current)
    _application(state, old.application, new.application)
    _has_policy(case, old.application, new.application)
    _bill(state, old, new)
    if new.materials != old.materials and state not in MATERIAL_STATES:
        raise NotAllowed("fund.frozen", state=state.label)
    if new.findings != old.findings and state not in REVIEW_STATES:
        raise NotAllowed("fund.frozen", state=state.label)
    for name in _BY_ACT:
        if getattr(new, name) != getattr(old, name):
            raise NotAllowed("fund.frozen", state=state.label)
    codes = tuple(reduction_codes)
    wrong = tuple(reason for line in new.bill_lines for reason in line_reasons(line, known=codes))
    if wrong and state is not S.DRAFT:
        raise NotAllowed("fund.lines_wrong", reasons=wrong)
    _owned(new)
    return new


def saves(current: FundFile) -> tuple[Role, ...]:
    """The roles that may save in the state an application is in."""
    reviewing = current.application.state in REVIEW_STATES
    return (Role.FUND_CLERK,) if reviewing else (Role.FUND_CLERK, Role.CLERK)


def _may(actor: Actor, case: CaseFile, current: FundFile) -> None:
    position = Position(case=case, fund=current, actor=actor, today=date.min)
    reasons: tuple[Reason, ...] = not_admin(position)
    allowed = saves(current)
    if current.application.state in REVIEW_STATES:
        reasons += unrelated(position) + hands_off("clerk", SEAT_OF_EVENT)(position)
    if not actor.has(*allowed):
        labels = "、".join(role.label for role in allowed)
        reasons = (Reason(code="workflow.role", params=(("roles", labels),)), *reasons)
    if reasons:
        raise NotAllowed("fund.not_yours", reasons=reasons)


def _application(state: S, old: FundApplication, new: FundApplication) -> None:
    changed = {
        f.name
        for f in fields(FundApplication)
        if f.name not in _KEPT and getattr(old, f.name) != getattr(new, f.name)
    }
    allowed: frozenset[str] = frozenset()
    if state in INTAKE_STATES:
        allowed = FORM | REVIEW | NOTICE
    elif state in REVIEW_STATES:
        allowed = REVIEW | NOTICE
    elif state in BEFORE_DECISION:
        allowed = NOTICE
    frozen = changed - allowed
    if frozen:
        raise NotAllowed("fund.frozen", state=state.label, fields="、".join(sorted(frozen)))
    for name in ("claimed", "insurer_paid", "others_paid", "unsettled"):
        value: Decimal = getattr(new, name)
        if value < 0:
            raise InvalidInput("domain.money_negative", field=name)
        if value > LARGEST:
            raise InvalidInput("domain.money_too_large", field=name, largest=f"{LARGEST:,.2f}")


def _has_policy(case: CaseFile, old: FundApplication, new: FundApplication) -> None:
    """CHK-08: C1 deducts the compulsory cover, so it needs a policy to deduct."""
    chosen = new.situation is FundSituation.C1 and old.situation is not FundSituation.C1
    if chosen and not layer_vehicles(case, new.victim_id):
        raise NotAllowed("fund.c1_without_policy")


def _bill(state: S, old: FundFile, new: FundFile) -> None:
    if new.bill_lines == old.bill_lines:
        return
    if state in INTAKE_STATES:
        return
    if state not in REVIEW_STATES:
        raise NotAllowed("fund.frozen", state=state.label)
    before = {line.id: line for line in old.bill_lines}
    if before.keys() != {line.id for line in new.bill_lines}:
        raise NotAllowed("fund.bill_frozen")
    for line in new.bill_lines:
        if _facts_of(line) != _facts_of(before[line.id]):
            raise NotAllowed("fund.bill_frozen")


def _facts_of(line: BillLine) -> tuple[object, ...]:
    """What the hospital wrote, without the reviewer's decision."""
    skip = _KEPT | LINE_DECISION
    return tuple(getattr(line, f.name) for f in fields(BillLine) if f.name not in skip)


def _owned(new: FundFile) -> None:
    """Every child belongs to this application and this case."""
    application = new.application
    for name in ("bill_lines", "materials", "findings"):
        for record in getattr(new, name):
            if record.application_id != application.id or record.case_id != application.case_id:
                raise InvalidInput("fund.foreign_record", field=name)

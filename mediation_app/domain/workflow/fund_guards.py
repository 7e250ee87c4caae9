"""The guards of the fund's process: small functions that answer with reasons, never with text.

A guard that looks at a fact says nothing while the fact is absent: the engine itself names what
is missing. So ``offers`` shows what stands in the way whatever the person would type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import (
    BillLine,
    FundApplication,
    FundKind,
    FundSituation,
    FundState,
)
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_tiers import meeting_reasons, size_of, tier_words
from mediation_app.domain.names import same_name
from mediation_app.domain.offices import ActingFor, Actor, Role
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.workflow.engine import Guard, Position
from mediation_app.errors import Reason

SEATS = {
    "applicant": "申请人",
    "intake": "登记",
    "clerk": "经办",
    "checker": "复核",
    "approver": "审批",
    "payer": "拨付制单",
    "pay_checker": "拨付复核",
}
REVIEWERS = ("clerk", "checker", "approver", "payer", "pay_checker")
HEADS = ("situation", "genuine", "other")
PERFORMED = "fund"


def seats_of(application: FundApplication) -> dict[str, str]:
    """Who has sat where: seat → person, empty when nobody has."""
    return {
        "applicant": application.applicant_person_id,
        "intake": application.created_by,
        "clerk": application.clerk_id,
        "checker": application.checker_id,
        "approver": application.approver_id,
        "payer": application.payer_id,
        "pay_checker": application.pay_checker_id,
    }


def sitting(
    application: FundApplication, steps: Iterable[StepTaken], events: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Seat → everybody who counts as sitting in it: the person, and for whom he acted there.

    ``events`` maps an event to its seat.
    """
    held = {seat: {person} - {""} for seat, person in seats_of(application).items()}
    for step in steps:
        seat = events.get(step.event, "")
        own = step.subject_id == application.id and step.process == PERFORMED
        if own and seat and step.for_person_id and step.person_id in held[seat]:
            held[seat].add(step.for_person_id)
    return {seat: frozenset(people) for seat, people in held.items()}


def others(*own: str) -> tuple[str, ...]:
    """All seats that this one must differ from."""
    return tuple(seat for seat in SEATS if seat not in own)


def _file(position: Position) -> FundFile:
    if position.fund is None:
        raise ValueError("this guard needs an application")
    return position.fund


def rules_of(position: Position) -> FundRules:
    """The profile values in force for the position."""
    found = position.profile.get("rules")
    return found if isinstance(found, FundRules) else FundRules()


def _one(code: str, /, *, place: str = "", blocking: bool = True, **params: object) -> Reason:
    return Reason(
        code=f"fund.{code}",
        place=place,
        blocking=blocking,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


def _yuan(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)


# Who acts ---------------------------------------------------------------------------------------


def not_admin(position: Position) -> tuple[Reason, ...]:
    """The system administrator makes no business transition at all, whatever else he holds."""
    return (_one("admin_no_business"),) if position.actor.has(Role.ADMIN) else ()


def unrelated(position: Position) -> tuple[Reason, ...]:
    """Nobody decides on himself, his relative, or the hospital he belongs to, nor by another."""
    actor, file = position.actor, position.fund
    if file is None:
        return ()
    hospital = file.application.hospital
    people: tuple[Actor | ActingFor, ...] = (actor, *actor.acting_for)
    own = {one.id_number.strip().upper() for one in people} - {""}
    if not own.isdisjoint(_close_to(position, file.application)):
        return (_one("related_person"),)
    if any(one.organisation and same_name(one.organisation, hospital) for one in people):
        return (_one("related_unit", unit=hospital),)
    return ()


def _close_to(position: Position, application: FundApplication) -> set[str]:
    """The identity numbers of victim, applicant, and who acts for them."""
    kin = {application.victim_id, application.applicant_party_id}
    numbers = {application.applicant_id_number.strip().upper()}
    for party in position.case.parties:
        if party.id in kin or party.represents_id in kin - {""}:
            numbers.add(party.id_number.strip().upper())
    return numbers - {""}


# The clerk may have typed the application in; the cashiers swap after a returned payment.
_MAY_BOTH = {
    "clerk": ("clerk", "intake"),
    "payer": ("payer", "pay_checker"),
    "pay_checker": ("payer", "pay_checker"),
}


def hands_off(own: str, events: Mapping[str, str]) -> Guard:
    """Nobody who ever acted in another seat of this application, even before it was sent back.

    ``events`` maps an event to its seat. Making and confirming a payment order are compared by
    who sits now, since a returned order is made again by the second cashier. Whom somebody acted
    for counts like himself, then and now.
    """

    def guard(position: Position) -> tuple[Reason, ...]:
        application = _file(position).application
        found = {}
        for step in position.case.steps:
            if step.subject_id != application.id:
                continue
            if position.actor.person_ids.isdisjoint({step.person_id, step.for_person_id} - {""}):
                continue
            seat = events.get(step.event, "")
            if step.process == PERFORMED and seat and seat not in _MAY_BOTH.get(own, (own,)):
                found[seat] = SEATS[seat]
        return tuple(_one("sat_elsewhere", seat=label) for label in found.values())

    return guard


# When -------------------------------------------------------------------------------------------


def in_time(position: Position) -> tuple[Reason, ...]:
    """Not in the future, not before the step before, not recorded late without a reason."""
    found = position.profile.get("timing", ())
    ahead = tuple(
        _one("day_in_future", place=name, day=value)
        for name, value in position.facts.items()
        if isinstance(value, date) and name != "occurred_on" and value > position.today
    )
    return (*found, *ahead) if isinstance(found, tuple) else ahead


def served_in_order(position: Position) -> tuple[Reason, ...]:
    """A letter is served on the day of the decision or later."""
    served = position.facts.get("served_on")
    decided = _file(position).application.decided_on
    if isinstance(served, date) and decided is not None and served < decided:
        return (_one("served_early", place="served_on", decided=decided),)
    return ()


# Intake -----------------------------------------------------------------------------------------


def no_duplicate(position: Position) -> tuple[Reason, ...]:
    """CHK-03: the same victim, accident and kind, or the same bill lines, once only."""
    found = position.profile.get("duplicates", ())
    return found if isinstance(found, tuple) else ()


def form_filled(position: Position) -> tuple[Reason, ...]:
    """What the application form must hold before it is handed in."""
    file = _file(position)
    application = file.application
    found = []
    for name, label in (
        ("applicant_name", "申请人"),
        ("victim_id", "受害人"),
    ):
        if not getattr(application, name):
            found.append(_one("form_field", place=f"fund/{application.id}/{name}", field=label))
    if application.kind is FundKind.RESCUE:
        if not application.hospital:
            place = f"fund/{application.id}/hospital"
            found.append(_one("form_field", place=place, field="抢救医院"))
        if application.rescue_started_at is None:
            place = f"fund/{application.id}/rescue_started_at"
            found.append(_one("form_field", place=place, field="抢救开始时间"))
    if application.claimed <= 0:
        place = f"fund/{application.id}/claimed"
        found.append(_one("form_field", place=place, field="申请垫付金额"))
    if application.kind is FundKind.HARDSHIP and not rules_of(position).hardship_enabled:
        found.append(_one("hardship_off"))
    return tuple(found)


def said_yes(*names: str) -> Guard:
    """The named yes/no facts must be yes once they are given."""

    def guard(position: Position) -> tuple[Reason, ...]:
        return tuple(
            _one(f"must_be_yes_{name}", place=name)
            for name in names
            if name in position.facts and position.facts[name] is not True
        )

    return guard


def missing_answered(position: Position) -> tuple[Reason, ...]:
    """E04: every item of the one-time list is answered or waived with a reason."""
    if "answered" not in position.facts:
        return ()
    answered = position.facts["answered"]
    given = set(answered) if isinstance(answered, tuple | list) else set()
    open_ = [code for code in _file(position).application.missing if code not in given]
    if open_ and not str(position.facts.get("waived_reason", "")).strip():
        return (_one("supplement_open", codes="、".join(open_)),)
    return ()


def supplement_over(position: Position) -> tuple[Reason, ...]:
    """E05: the term to supplement has run out."""
    due = _file(position).application.supplement_due
    if due is None or position.on <= due:
        return (_one("supplement_running", due=due or "待定"),)
    return ()


def complete(position: Position) -> tuple[Reason, ...]:
    """E07, CHK-10: every required material is there or waived with a reason."""
    file = _file(position)
    if not file.materials:
        return (_one("materials_unlisted"),)
    return tuple(
        _one("material_missing", place=f"fund/{file.application.id}/materials", material=m.name)
        for m in file.materials
        if m.required and not m.present and not m.waived_reason.strip()
    )


def received_known(position: Position) -> tuple[Reason, ...]:
    """E07: the term counts from the day the complete set was received, never a later one."""
    day = position.facts.get("complete_on")
    if not isinstance(day, date):
        return ()
    application = _file(position).application
    if day > position.on:
        return (_one("complete_after_acceptance"),)
    if application.received_on and day < application.received_on:
        return (_one("complete_before_receipt", received=application.received_on),)
    return ()


# Review -----------------------------------------------------------------------------------------


def reviewed(position: Position) -> tuple[Reason, ...]:
    """E09: situation, bill lines and late treatment are all settled."""
    file = _file(position)
    application = file.application
    place = f"fund/{application.id}"
    found: list[Reason] = []
    if application.situation is None:
        found.append(_one("situation_open", place=f"{place}/situation"))
    undecided = sum(1 for line in file.bill_lines if not line.decided)
    if undecided:
        found.append(_one("lines_open", place=f"{place}/bill", count=undecided))
    if not file.bill_lines and application.kind is not FundKind.HARDSHIP:
        found.append(_one("bill_missing", place=f"{place}/bill"))
    late = [line for line in file.bill_lines if _paid_late(line)]
    if late and not application.over_window_reason.strip():
        found.append(_one("window_unexplained", place=f"{place}/window", count=len(late)))
    if any(finding.head == "situation" and not finding.passed for finding in file.findings):
        found.append(_one("situation_failed", place=f"{place}/findings"))
    if any(finding.head == "other" and not finding.passed for finding in file.findings):
        found.append(_one("other_failed", place=f"{place}/findings"))
    return tuple(found)


def police_case_known(position: Position) -> tuple[Reason, ...]:
    """E09, CHK-16: no accident that the police have no number for is paid for."""
    if position.case.accident.police_case_number.strip():
        return ()
    return (_one("police_case_missing", place="accident/police_case_number"),)


def findings_made(position: Position) -> tuple[Reason, ...]:
    """E09: each head of the review has its finding (令107号 第18条)."""
    file = _file(position)
    heads = {finding.head for finding in file.findings}
    if all(head in heads for head in HEADS):
        return ()
    return (_one("findings_open", place=f"fund/{file.application.id}/findings"),)


def _paid_late(line: BillLine) -> bool:
    return not line.in_window and line.approved > 0


def sum_known(position: Position) -> tuple[Reason, ...]:
    """E09, CHK-08: the formula is complete; a C1 application names the policy it subtracts."""
    found = position.profile.get("calculation", ())
    return found if isinstance(found, tuple) else ()


def something_to_pay(position: Position) -> tuple[Reason, ...]:
    """E09: a recommendation to pay has a sum above zero."""
    proposed = position.profile.get("proposed", _file(position).application.proposed)
    if isinstance(proposed, Decimal) and proposed > 0:
        return ()
    return (_one("nothing_to_pay"),)


def refusal_reasoned(position: Position) -> tuple[Reason, ...]:
    """E06, E12: known reason codes, and the facts in words (a code alone is never enough)."""
    if "refusal_codes" not in position.facts:
        return ()
    codes = position.facts["refusal_codes"]
    given = tuple(codes) if isinstance(codes, tuple | list) else ()
    if not given:
        return (_one("refusal_code_missing", place="refusal_codes"),)
    known = position.profile.get("refusal_codes", ())
    if isinstance(known, tuple | frozenset) and known:
        strange = [code for code in given if code not in known]
        if strange:
            return (_one("refusal_code_unknown", place="refusal_codes", code=strange[0]),)
    text = str(position.facts.get("refusal_facts", "")).strip()
    return () if text else (_one("refusal_text_missing", place="refusal_facts"),)


def below_threshold(position: Position) -> tuple[Reason, ...]:
    """E11, E13: over a tier the meeting decides (CHK-15: summed by victim and accident)."""
    file = _file(position)
    total = position.profile.get("victim_total")
    if not isinstance(total, Decimal):
        total = file.application.proposed
    found = meeting_reasons(rules_of(position), size_of(file, total))
    return (_one("meeting_first", why="，".join(map(tier_words, found))),) if found else ()


# Decision ---------------------------------------------------------------------------------------


def notice_there(position: Position) -> tuple[Reason, ...]:
    """CHK-06: the police notice may come after the application, but not after the approval."""
    application = _file(position).application
    if rules_of(position).notice_waived or application.kind is FundKind.FUNERAL:
        return ()
    if application.notice_number and application.notice_on:
        return ()
    return (_one("notice_missing", place=f"fund/{application.id}/notice_number"),)


def amount_fits(position: Position) -> tuple[Reason, ...]:
    """E13: more than zero, not more than was reckoned, not above the cap."""
    amount = position.facts.get("amount")
    if amount is None:
        return ()
    application = _file(position).application
    if not isinstance(amount, Decimal) or amount <= 0:
        return (_one("amount_not_positive", place="amount"),)
    if amount > application.proposed:
        proposed = _yuan(application.proposed)
        return (_one("amount_over_proposed", place="amount", proposed=proposed),)
    cap = rules_of(position).cap_for(application.kind)
    if cap is not None and amount > cap:
        return (_one("amount_over_cap", place="amount", cap=_yuan(cap)),)
    return ()


def eligible(position: Position) -> tuple[Reason, ...]:
    """E13: one of the situations applies and the head of review says so."""
    file = _file(position)
    found = []
    if file.application.situation is None:
        found.append(_one("situation_open", place=f"fund/{file.application.id}/situation"))
    met = file.application.state is FundState.COLLECTIVE or file.application.meeting_number
    if file.application.situation is FundSituation.OTHER and not met:
        found.append(_one("meeting_first", why=tier_words("other_case")))
    if any(f.head == "situation" and not f.passed for f in file.findings):
        found.append(_one("situation_failed"))
    return tuple(found)


# Payment ----------------------------------------------------------------------------------------


def payee_right(position: Position) -> tuple[Reason, ...]:
    """E14, CHK-09: the account is the right one's, by name (服务见 ``fund_review.payee_reasons``)."""
    found = position.profile.get("payee", ())
    return found if isinstance(found, tuple) else ()


def balance_enough(position: Position) -> tuple[Reason, ...]:
    """E15: the fund holds at least what is paid."""
    balance = position.office_balance
    if not isinstance(balance, Decimal):
        return ()
    amount = _file(position).application.approved
    if balance < amount:
        return (_one("balance_small", balance=_yuan(balance), amount=_yuan(amount)),)
    return ()


def serial_new(position: Position) -> tuple[Reason, ...]:
    """A bank serial number is booked once."""
    return (
        (_one("serial_used", place="bank_serial"),) if position.profile.get("serial_used") else ()
    )


# Objection and end ------------------------------------------------------------------------------


def was_refused(position: Position) -> tuple[Reason, ...]:
    """The decision under dispute was a refusal."""
    return () if _file(position).application.approved <= 0 else (_one("was_approved"),)


def was_approved(position: Position) -> tuple[Reason, ...]:
    """The decision under dispute was an approval in part."""
    return () if _file(position).application.approved > 0 else (_one("was_refused"),)


def settled(position: Position) -> tuple[Reason, ...]:
    """E22: the letters are served and the recovery, if any, is closed."""
    file = _file(position)
    found = []
    if file.application.decision_number and file.application.served_on is None:
        found.append(_one("not_served"))
    done = {RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF}
    if any(recovery.state not in done for recovery in file.recoveries):
        found.append(_one("recovery_open"))
    return tuple(found)

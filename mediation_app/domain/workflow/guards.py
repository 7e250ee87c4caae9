"""Guards of the mediation table: each looks at the case and says what stands against a step."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.calendar import add_months
from mediation_app.domain.cases import ConfirmationState
from mediation_app.domain.checks import CheckDay, agreement_checks
from mediation_app.domain.checks.base import (
    INSURERS,
    blocking,
    first_session_day,
    held_sessions,
    own_instalments,
    stand_ins_of,
    total_of,
    warning,
)
from mediation_app.domain.checks.fund_lien import unbooked, unpaid_advance_without_line
from mediation_app.domain.checks.signatures import last_act, signature_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Party, Side
from mediation_app.domain.refund_rules import fund_line
from mediation_app.domain.workflow.engine import Position
from mediation_app.errors import Reason

Reasons = tuple[Reason, ...]
ON_OWN_MOTION = "02"  # 调委会主动调解: nobody has to apply
_CONFIRMATION_DAYS = 30
_POLICE_WORKDAYS = 3


# Order of days --------------------------------------------------------------------------------


def not_ahead(position: Position) -> Reasons:
    """Nothing is recorded before it happens."""
    if position.on > position.today:
        return (blocking("workflow.ahead", day=position.on),)
    return ()


def not_before_last(position: Position) -> Reasons:
    """A step that changes the state cannot fall before the step that led here."""
    since = position.case.case.state_since
    if since is not None and position.on < since:
        return (blocking("workflow.before_last", day=position.on, since=since),)
    return ()


# Intake -----------------------------------------------------------------------------------------


def accident_told(position: Position) -> Reasons:
    """Time and place of the accident are there."""
    accident = position.case.accident
    found = []
    if accident.occurred_at is None:
        found.append(blocking("workflow.accident_time", "accident/occurred_at"))
    if not accident.place:
        found.append(blocking("workflow.accident_place", "accident/place"))
    return tuple(found)


def both_sides(position: Position) -> Reasons:
    """Identifiable parties on both sides."""
    sides = {party.side for party in position.case.parties}
    return tuple(
        blocking("workflow.side_missing", "parties", side=side.label)
        for side in (Side.APPLICANT, Side.RESPONDENT)
        if side not in sides
    )


def reachable(position: Position) -> Reasons:
    """Each side can be reached by telephone; a single party without a number only warns."""
    file = position.case
    found = []
    for side in (Side.APPLICANT, Side.RESPONDENT):
        members = [party for party in file.parties if party.side is side]
        without = [party for party in members if not _phone_of(file, party)]
        if members and len(without) == len(members):
            place = f"parties/{members[0].id}/phone"
            found.append(blocking("workflow.side_unreachable", place, side=side.label))
        else:
            found += [
                warning("workflow.party_unreachable", f"parties/{party.id}/phone", name=party.name)
                for party in without
            ]
    return tuple(found)


def _phone_of(file: CaseFile, party: Party) -> str:
    own = party.phone or party.phone2
    return own or next((p.phone for p in stand_ins_of(file, party.id) if p.phone), "")


def dispute_told(position: Position) -> Reasons:
    """The dispute and what is claimed."""
    case = position.case.case
    found = []
    if not case.dispute.strip():
        found.append(blocking("workflow.dispute", "case/dispute"))
    if not any(claim.strip() for claim in case.claims):
        found.append(blocking("workflow.claims", "case/claims"))
    return tuple(found)


def requested(position: Position) -> Reasons:
    """The request came first (it interrupts limitation); none is needed on own motion."""
    case = position.case.case
    if case.requested_on is None:
        if case.source == ON_OWN_MOTION:
            return ()
        return (blocking("workflow.request_date", "case/requested_on"),)
    if case.requested_on > position.on:
        return (
            blocking("workflow.request_later", "case/requested_on", requested=case.requested_on),
        )
    occurred = position.case.accident.occurred_at
    if occurred is not None and case.requested_on < local_day(occurred):
        return (blocking("workflow.request_early", "case/requested_on"),)
    return ()


def parties_consent(position: Position) -> Reasons:
    """Nobody has refused (人民调解法 §17)."""
    if position.facts.get("consent") is False:
        return (blocking("workflow.consent"),)
    return ()


# Sessions --------------------------------------------------------------------------------------


def mediator_set(position: Position) -> Reasons:
    """A mediator was appointed or chosen."""
    if position.case.case.mediator_id or position.facts.get("mediator_id"):
        return ()
    return (blocking("workflow.mediator", "case/mediator_id"),)


def rights_told(position: Position) -> Reasons:
    """Rights and duties were told before the first session."""
    told = position.case.case.rights_told_on
    if told is None:
        return (blocking("workflow.rights_not_told", "case/rights_told_on"),)
    if told > position.on:
        return (blocking("workflow.rights_later", "case/rights_told_on", told=told),)
    return ()


def told_in_time(position: Position) -> Reasons:
    """The notice of rights lies between the request and the first session."""
    first = first_session_day(position.case)
    if first is not None and position.on > first:
        return (blocking("workflow.told_after_session", day=position.on, first=first),)
    asked = position.case.case.requested_on
    if asked is not None and position.on < asked:
        return (blocking("workflow.told_before_request", day=position.on),)
    return ()


def booking_notice(position: Position) -> Reasons:
    """Whoever books a session hears of holidays and of the insurer's three days."""
    starts = position.facts.get("starts_at")
    if not hasattr(starts, "astimezone"):
        return ()
    day = local_day(starts)  # type: ignore[arg-type]
    found = []
    accepted = position.case.case.accepted_on
    if accepted is not None and day < accepted:
        found.append(blocking("workflow.session_early", day=day, accepted=accepted))
    calendar = position.calendar
    if calendar is not None and calendar.knows(day.year) and (name := calendar.day_off(day)):
        found.append(warning("workflow.session_day_off", day=day, name=name))
    if position.case.parties_with(*INSURERS) and day - position.on < timedelta(days=3):
        found.append(warning("workflow.insurer_notice", day=day))
    return tuple(found)


def session_waiting(position: Position) -> Reasons:
    """There is a booked session to record, and its day has come."""
    waiting = [s for s in position.case.sessions if not s.held and s.starts_at is not None]
    wanted = position.facts.get("session_id")
    if wanted:
        waiting = [s for s in waiting if s.id == wanted]
    if not waiting:
        return (blocking("workflow.no_session", "sessions"),)
    days = [local_day(s.starts_at) for s in waiting if s.starts_at is not None]
    if min(days) > position.on:
        return (blocking("workflow.session_ahead", "sessions", day=min(days)),)
    ends = position.facts.get("ends_at")
    starts = [s.starts_at for s in waiting if s.starts_at is not None]
    if isinstance(ends, datetime) and starts and ends <= min(starts):
        return (blocking("workflow.session_ends_early", "sessions"),)
    return ()


def session_held(position: Position) -> Reasons:
    """At least one session took place and was recorded."""
    if held_sessions(position.case):
        return ()
    return (blocking("workflow.no_session_held", "sessions"),)


def longer_term(position: Position) -> Reasons:
    """An extension needs both sides and a later day (司法部令75号 §36)."""
    found = []
    if position.facts.get("both_agree") is False:
        found.append(blocking("workflow.both_agree"))
    new = position.facts.get("new_due_on")
    old = position.case.case.due_on
    if isinstance(new, date):
        if old is not None and new <= old:
            found.append(blocking("workflow.extension_earlier", "case/due_on", due=old))
        elif new > add_months(old or position.on, 12):
            found.append(warning("workflow.extension_long", "case/due_on", day=new))
    return tuple(found)


def term_running(position: Position) -> Reasons:
    """A warning that the term is over; going on needs the consent of both sides."""
    due = position.case.case.due_on
    if due is not None and position.on > due:
        return (warning("workflow.term_over", "case/due_on", due=due),)
    return ()


# Agreement -------------------------------------------------------------------------------------


def _day(position: Position) -> CheckDay:
    return CheckDay(today=position.on, calendar=position.calendar, band_of=position.band_of)


def written_agreement(position: Position) -> Reasons:
    """The text is there and every sum, person and date in it agrees."""
    agreement = position.case.agreement
    if agreement is None or agreement.effective_on is not None:
        return (blocking("workflow.no_agreement", "agreement"),)
    if agreement.oral:
        return (blocking("workflow.agreement_oral", "agreement/oral"),)
    return agreement_checks(position.case, _day(position))


def oral_agreement(position: Position) -> Reasons:
    """Oral only for plain property damage paid at once: the rest must be written (公通字29号)."""
    file = position.case
    agreement = file.agreement
    if agreement is None or agreement.effective_on is not None:
        return (blocking("workflow.no_agreement", "agreement"),)
    found = []
    if not agreement.oral:
        found.append(blocking("workflow.agreement_written", "agreement/oral"))
    if file.accident.injured or file.accident.deaths or file.injuries:
        found.append(blocking("workflow.oral_injury", "agreement/oral"))
    if file.parties_with(*INSURERS):
        found.append(blocking("workflow.oral_insurer", "agreement/oral"))
    if any(i.due_on is not None and i.due_on > position.on for i in own_instalments(file)):
        found.append(blocking("workflow.oral_later", "agreement/oral"))
    return (*found, *agreement_checks(file, _day(position)))


def all_signed(position: Position) -> Reasons:
    """Every party, the mediator, the recorder and the committee have signed."""
    missing = signature_checks(position.case)
    if missing:
        return missing
    act = last_act(position.case)
    if act is not None and act[0] > position.on:
        return (blocking("workflow.signed_later", "signatures", day=act[0]),)
    return ()


# Performance and closing ---------------------------------------------------------------------------


def _open_amounts(position: Position) -> dict[str, object]:
    """What is still unpaid per instalment, the payment that comes with the step included."""
    file = position.case
    paid = {
        i.id: total_of(p.amount for p in file.performances if p.instalment_id == i.id)
        for i in own_instalments(file)
    }
    wanted, amount = position.facts.get("instalment_id"), position.facts.get("amount")
    if wanted in paid and amount is not None:
        paid[str(wanted)] += amount  # type: ignore[operator]
    return {i.id: i.amount - paid[i.id] for i in own_instalments(file)}


def payment_fits(position: Position) -> Reasons:
    """A payment belongs to an instalment and does not exceed it."""
    wanted = position.facts.get("instalment_id")
    if wanted is None:
        return ()
    left = _open_amounts(position)
    if wanted not in left:
        return (blocking("workflow.instalment_unknown", "agreement/instalments"),)
    if left[str(wanted)] < 0:  # type: ignore[operator]
        return (blocking("workflow.payment_large", f"instalments/{wanted}"),)
    effective = position.case.case.effective_on
    if effective is not None and position.on < effective:
        return (blocking("workflow.payment_early", f"instalments/{wanted}", day=effective),)
    return ()


def something_left(position: Position) -> Reasons:
    """Part performance: after this payment something is still owed."""
    if position.facts.get("instalment_id") is None:
        return ()
    if all(left == 0 for left in _open_amounts(position).values()):
        return (blocking("workflow.nothing_left", "agreement/instalments"),)
    return ()


def nothing_left(position: Position) -> Reasons:
    """Full performance: every instalment is paid to the fen."""
    order = {i.id: i.position for i in own_instalments(position.case)}
    return tuple(
        blocking(
            "workflow.still_owed", f"instalments/{key}", number=order[key], left=f"{left:,.2f}"
        )
        for key, left in _open_amounts(position).items()
        if left != 0
    )


def overdue(position: Position) -> Reasons:
    """Default is recorded only after an instalment fell due."""
    late = [
        i
        for i in own_instalments(position.case)
        if i.due_on is not None and i.due_on < position.on and _open_amounts(position)[i.id] > 0  # type: ignore[operator]
    ]
    return () if late else (blocking("workflow.not_overdue", "agreement/instalments"),)


def fund_satisfied(position: Position) -> Reasons:
    """No case is closed over an advance that nothing repays."""
    if unpaid_advance_without_line(position.case):
        return (blocking("workflow.fund_unpaid", "agreement/instalments"),)
    sums = unbooked(position.case)
    if sums is not None:
        agreed, booked = (f"{amount:,.2f}" for amount in sums)
        return (blocking("workflow.fund_not_booked", "fund", agreed=agreed, booked=booked),)
    return ()


def fund_goes_on(position: Position) -> Reasons:
    """A mediation that failed is closed over an open advance: the recovery does not end with it."""
    advance = fund_line(position.case)
    if advance > 0:
        return (warning("workflow.fund_goes_on", "fund", advance=f"{advance:,.2f}"),)
    return ()


def performed_or_why(position: Position) -> Reasons:
    """Closing before full performance needs the reason; the fund's line must be paid."""
    file = position.case
    left = _open_amounts(position)
    unpaid = [i for i in own_instalments(file) if left[i.id] > 0]  # type: ignore[operator]
    found = []
    if any(i.purpose is PaymentPurpose.FUND_REPAYMENT for i in unpaid) and (
        file.agreement is None or not file.agreement.override_reason
    ):
        found.append(blocking("workflow.fund_line_unpaid", "agreement/instalments"))
    if unpaid and not position.facts.get("reason"):
        found.append(blocking("workflow.unperformed_reason", "case/end_reason"))
    return tuple(found)


def confirmation_done(position: Position) -> Reasons:
    """A judicial confirmation under way must end first."""
    if position.case.case.confirmation in (ConfirmationState.APPLIED, ConfirmationState.TAKEN):
        return (blocking("workflow.confirmation_open", "confirmation"),)
    return ()


def routes_told(position: Position) -> Reasons:
    """Whoever ends a mediation tells the other routes (人民调解法 §26)."""
    if position.facts.get("routes_told") is False:
        return (blocking("workflow.routes_not_told"),)
    return ()


def both_again(position: Position) -> Reasons:
    """Mediating again needs both sides."""
    if position.facts.get("both_agree") is False:
        return (blocking("workflow.both_agree"),)
    return ()


def police_in_time(position: Position) -> Reasons:
    """After failed mediation: jointly, in writing, within three working days (146号 §85)."""
    ended = position.case.case.ended_on
    calendar = position.calendar
    if ended is None or calendar is None:
        return ()
    last = calendar.add_workdays(ended, _POLICE_WORKDAYS).day
    if last is not None and position.on > last:
        return (blocking("workflow.police_late", "case/ended_on", last=last),)
    return ()


# Judicial confirmation --------------------------------------------------------------------------------


def agreement_effective(position: Position) -> Reasons:
    """Only an effective agreement can be confirmed, within 30 days (民诉法 §205)."""
    agreement = position.case.agreement
    if agreement is None or agreement.effective_on is None:
        return (blocking("workflow.not_effective", "agreement/effective_on"),)
    found = []
    if position.on < agreement.effective_on:
        found.append(blocking("workflow.before_effective", day=agreement.effective_on))
    last = agreement.effective_on + timedelta(days=_CONFIRMATION_DAYS)
    if position.calendar is not None:
        term = position.calendar.add_days(agreement.effective_on, _CONFIRMATION_DAYS)
        last = term.day or term.nominal or last
    if position.on > last:
        found.append(blocking("workflow.confirmation_late", "agreement/effective_on", last=last))
    return tuple(found)


def jointly(position: Position) -> Reasons:
    """Both sides apply together (民诉解释 §351)."""
    if position.facts.get("joint") is False:
        return (blocking("workflow.confirmation_joint"),)
    return ()

"""Terms that run out: mediation, judicial confirmation, performance, follow-up (all warn)."""

from __future__ import annotations

from datetime import timedelta

from mediation_app.domain.cases import ConfirmationState, MediationState
from mediation_app.domain.checks.base import (
    CheckDay,
    own_instalments,
    total_of,
    warning,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.errors import Reason

_SOON = 5
_CONFIRMATION_DAYS = 30
_CONFIRMATION_SOON = 25
RUNNING = (MediationState.ACCEPTED, MediationState.MEDIATING, MediationState.SUSPENDED)
AFTER_AGREEMENT = (
    MediationState.AWAITING,
    MediationState.PART_PERFORMED,
    MediationState.NOT_PERFORMED,
    MediationState.PERFORMED,
)


def term_checks(file: CaseFile, day: CheckDay) -> tuple[Reason, ...]:
    """What runs out or is late on the day."""
    return (
        *_mediation(file, day),
        *_confirmation(file, day),
        *_performance(file, day),
        *_closed_unpaid(file),
    )


def _mediation(file: CaseFile, day: CheckDay) -> list[Reason]:
    due = file.case.due_on
    if due is None or file.case.state not in RUNNING:
        return []
    left = (due - day.today).days
    if left < 0:
        return [warning("checks.term_over", "case/due_on", due=due, days=-left)]
    if left <= _SOON:
        return [warning("checks.term_soon", "case/due_on", due=due, days=left)]
    return []


def _confirmation(file: CaseFile, day: CheckDay) -> list[Reason]:
    effective = file.case.effective_on
    if effective is None or file.case.confirmation is not ConfirmationState.NONE:
        return []
    if file.case.state not in AFTER_AGREEMENT:
        return []
    last = effective + timedelta(days=_CONFIRMATION_DAYS)
    if day.calendar is not None:  # a last day off moves to the next working day (民法典 §203)
        last = day.calendar.add_days(effective, _CONFIRMATION_DAYS).day or last
    gone = (day.today - effective).days
    if gone >= _CONFIRMATION_SOON and day.today <= last:
        return [warning("checks.confirmation_soon", "confirmation", gone=gone, last=last)]
    return []


def _performance(file: CaseFile, day: CheckDay) -> list[Reason]:
    if file.case.state not in AFTER_AGREEMENT:
        return []
    found = []
    for instalment in own_instalments(file):
        paid = total_of(p.amount for p in file.performances if p.instalment_id == instalment.id)
        due = instalment.due_on
        if due is not None and due < day.today and paid < instalment.amount:
            found.append(
                warning(
                    "checks.instalment_late",
                    f"instalments/{instalment.id}",
                    position=instalment.position,
                    due=due,
                )
            )
    last = max((i.due_on for i in own_instalments(file) if i.due_on), default=None)
    if last is not None and last < day.today and not file.follow_ups:
        found.append(warning("checks.follow_up_late", "follow_ups", due=last))
    return found


def _closed_unpaid(file: CaseFile) -> list[Reason]:
    """Closed (结案) before everything agreed was paid: the reason belongs into the file."""
    if file.case.state not in (MediationState.CLOSED, MediationState.ARCHIVED):
        return []
    paid = total_of(p.amount for p in file.performances)
    agreed = total_of(i.amount for i in own_instalments(file))
    if paid >= agreed:
        return []
    return [
        warning(
            "checks.closed_unpaid",
            "case/end_reason",
            paid=format_money(paid),
            agreed=format_money(agreed),
        )
    ]

"""The lines of the list of recoveries (追偿), made from a case's records."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from mediation_app.domain.ageing import unpaid_of
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import to_fen
from mediation_app.domain.records import ZERO
from mediation_app.domain.recovery import Recovery, RecoveryState

if TYPE_CHECKING:
    from mediation_app.database.read_model import Pieces

RUNNING, RECOVERED, WRITTEN_OFF = "running", "recovered", "written_off"
_STANDINGS = {
    RecoveryState.RECOVERED: RECOVERED,
    RecoveryState.WRITTEN_OFF: WRITTEN_OFF,
}


def standing_of(state: RecoveryState) -> str:
    """``running``, ``recovered`` or ``written_off``."""
    return _STANDINGS.get(state, RUNNING)


def recovery_row_values(pieces: Pieces, short_number: str) -> list[dict[str, Any]]:
    """The lines of a case's recoveries as the list keeps them."""
    names = {party.id: party.name for party in pieces.parties}
    victims = {one.id: names.get(one.victim_id, "") for one in pieces.applications}
    return [
        _line(pieces, one, victims.get(one.application_id, ""), short_number)
        for one in pieces.recoveries
    ]


def _line(pieces: Pieces, one: Recovery, victim: str, short_number: str) -> dict[str, Any]:
    running = standing_of(one.state) == RUNNING and one.outstanding > 0
    plan = [(r.due_on, r.amount) for r in pieces.repayment_rows if r.recovery_id == one.id]
    unpaid = unpaid_of(plan, one.outstanding) if running else ()
    names = [s.name for s in pieces.debtor_shares if s.recovery_id == one.id and s.name]
    opened = _opened(one)
    due = min((day for day, _ in unpaid), default=None)
    acted = _acted(pieces, one, opened)
    ahead = [day for day, _ in unpaid] + [d for d in (one.next_step_on, one.review_on) if d]
    return {
        "recovery_id": one.id,
        "application_id": one.application_id,
        "case_id": one.case_id,
        "unit_code": one.unit_code,
        "number": one.number,
        "case_number_short": short_number,
        "state": one.state.value,
        "standing": standing_of(one.state),
        "victim": victim,
        "debtors": "、".join(dict.fromkeys(names)),
        "officer_id": one.officer_id,
        "opening": to_fen(one.opening),
        "recovered": to_fen(one.recovered + one.recovered_after),
        "refunded": to_fen(one.refunded),
        "outstanding": to_fen(max(one.outstanding - one.recovered_after, ZERO)),
        "planned": to_fen(sum((amount for _, amount in plan), ZERO)),
        "unpaid": json.dumps([[day.isoformat(), to_fen(sum_)] for day, sum_ in unpaid]),
        "opened_on": opened,
        "aged_from": (due or opened) if running else None,
        "due_on": due,
        "limitation_on": one.limitation_on,
        "review_on": one.review_on,
        "next_step": one.next_step,
        "next_step_on": one.next_step_on,
        "acted_on": acted,
        "busy_until": max([acted, *ahead]) if running else None,
        "updated_at": one.updated_at,
    }


def _opened(one: Recovery) -> date:
    if one.opened_on is not None:
        return one.opened_on
    assert one.created_at is not None  # stamped when it was stored
    return local_day(one.created_at)


def _acted(pieces: Pieces, one: Recovery, opened: date) -> date:
    """The last day something was done about it, or came in."""
    days = [opened, one.state_since]
    days += [a.done_on for a in pieces.recovery_actions if a.recovery_id == one.id]
    days += [r.received_on for r in pieces.repayment_receipts if r.recovery_id == one.id]
    days += [s.told_on for s in pieces.debtor_shares if s.recovery_id == one.id]
    return max(day for day in days if day is not None)

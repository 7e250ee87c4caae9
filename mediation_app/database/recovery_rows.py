"""The lines of the list of recoveries (追偿), made from a case's records."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mediation_app.domain.ageing import idle_after
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import Money, to_fen
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.recovery_plan import RecoveryParts, stand_on
from mediation_app.errors import InvalidInput

if TYPE_CHECKING:
    from mediation_app.database.read_model import Pieces

RUNNING, RECOVERED, WRITTEN_OFF = "running", "recovered", "written_off"
_STANDINGS = {
    RecoveryState.RECOVERED: RECOVERED,
    RecoveryState.WRITTEN_OFF: WRITTEN_OFF,
}

# The limitation is out of the way once somebody has sued.
_SUED = (RecoveryState.LAWSUIT, RecoveryState.ENFORCING, RecoveryState.ENFORCED_OUT)


def standing_of(state: RecoveryState) -> str:
    """``running``, ``recovered`` or ``written_off``."""
    return _STANDINGS.get(state, RUNNING)


def recovery_row_values(pieces: Pieces, short_number: str) -> list[dict[str, Any]]:
    """The lines of a case's recoveries as the list keeps them."""
    names = {party.id: party.name for party in pieces.parties}
    applications = {one.id: one for one in pieces.applications}
    return [
        _line(pieces, one, applications.get(one.application_id), names, short_number)
        for one in pieces.recoveries
    ]


def _line(
    pieces: Pieces,
    one: Recovery,
    application: FundApplication | None,
    names: dict[str, str],
    short_number: str,
) -> dict[str, Any]:
    running = standing_of(one.state) == RUNNING and one.owed > 0
    parts = RecoveryParts(
        recovery=one,
        shares=tuple(s for s in pieces.debtor_shares if s.recovery_id == one.id),
        rows=tuple(
            # the day it is due, not the day before a holiday that the plan may name
            replace(row, nominal_on=row.due_on)
            for row in pieces.repayment_rows
            if row.recovery_id == one.id
        ),
        receipts=tuple(r for r in pieces.repayment_receipts if r.recovery_id == one.id),
        actions=(),
        refunds=(),
    )
    unpaid = _unpaid(parts) if running else ()
    opened = _opened(one)
    due = min((day for day, _ in unpaid), default=None)
    acted = one.acted_on or opened
    return {
        "recovery_id": one.id,
        "application_id": one.application_id,
        "case_id": one.case_id,
        "unit_code": one.unit_code,
        "number": one.number,
        "case_number_short": short_number,
        "state": one.state.value,
        "standing": standing_of(one.state),
        "victim": names.get(application.victim_id, "") if application else "",
        "debtors": "、".join(dict.fromkeys(s.name for s in parts.shares if s.name)),
        "officer_id": one.officer_id,
        # what came settled from another office keeps its number without a serial of ours
        "own": application is not None and application.serial is not None,
        "opening": to_fen(one.opening),
        "recovered": to_fen(one.recovered),
        "recovered_after": to_fen(one.recovered_after),
        "refunded": to_fen(one.refunded),
        "outstanding": to_fen(one.owed),
        "unpaid": json.dumps([[day.isoformat(), to_fen(open_)] for day, open_ in unpaid]),
        "opened_on": opened,
        "aged_from": (due or opened) if running else None,
        "due_on": due,
        "limitation_on": one.limitation_on if one.state not in _SUED else None,
        "review_on": one.review_on,
        "next_step": one.next_step,
        "next_step_on": one.next_step_on,
        "acted_on": acted,
        "idle_after": idle_after(one.next_step_on, acted),
        "updated_at": one.updated_at,
    }


def _unpaid(parts: RecoveryParts) -> tuple[tuple[date, Money], ...]:
    """What the plan, or the notice, still asks for by its days; nothing while neither binds."""
    try:
        stand = stand_on(parts, date.max, None)
    except InvalidInput:  # records that do not add up: the list must still show them
        return ()
    return tuple(
        (state.instalment.due.day or state.instalment.nominal, state.open)
        for state in stand.instalments
        if state.open > 0
    )


def _opened(one: Recovery) -> date:
    if one.opened_on is not None:
        return one.opened_on
    assert one.created_at is not None  # stamped when it was stored
    return local_day(one.created_at)

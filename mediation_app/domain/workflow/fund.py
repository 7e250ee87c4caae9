"""The fund application's process (救助基金垫付) as a table: domain rules E01 to E22.

Read a row as: in these states, this event leads there, for these roles, under these guards. Rows
whose event is shared lead to different places from different states. Five seats, five people.
The rows stand in ``fund_intake``, ``fund_decision`` and ``fund_closing``.
"""

from __future__ import annotations

from mediation_app.domain.fund import FundState as S
from mediation_app.domain.workflow import fund_closing, fund_decision, fund_intake
from mediation_app.domain.workflow.engine import Process
from mediation_app.domain.workflow.fund_guards import SEATS
from mediation_app.domain.workflow.fund_rows import NEW, SEAT_OF_EVENT

FUND = Process(
    name="fund",
    label="救助基金垫付",
    states=tuple(state.value for state in S),
    initial=S.DRAFT.value,
    final=frozenset({S.WITHDRAWN, S.TERMINATED, S.ARCHIVED}),
    steps=(*fund_intake.STEPS, *fund_decision.STEPS, *fund_closing.STEPS),
    seats=SEATS,
)

__all__ = ["FUND", "NEW", "SEAT_OF_EVENT"]

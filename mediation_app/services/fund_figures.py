"""The figures above the fund's lists: a few kept sums, whatever is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.money import from_fen
from mediation_app.domain.records import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FundFigures:
    """Sums in yuan. ``stages`` counts applications by group (``draft``, ``open``, ``paying`` …);
    ``paid`` is what was paid out this year, net of what the bank returned."""

    balance: Money
    stages: Mapping[str, int]
    waiting: Money
    paid: Money
    paid_count: int
    owed: Money
    owing: int
    overdue: Money
    unclaimed: int


def figures_of(connection: Any, unit: str, on: date) -> FundFigures:
    """The figures of an office on a day."""
    from mediation_app.database import eligible_list, fund_sums

    stages = fund_sums.totals(connection, unit, fund_sums.STAGE)
    running = fund_sums.totals(connection, unit, fund_sums.RECOVERY).get("running")
    due = fund_sums.before(connection, unit, fund_sums.DUE, on)
    months = fund_sums.months(connection, unit, since=f"{on.year:04d}-01", until=on.isoformat()[:7])
    gone = [
        total
        for (_, kind), total in months.items()
        if kind in (LedgerKind.PAID_OUT, LedgerKind.RETURNED)
    ]
    paid_out = [t.number for (_, kind), t in months.items() if kind is LedgerKind.PAID_OUT]
    paying = stages.get("paying")
    return FundFigures(
        balance=from_fen(fund_sums.balance(connection, unit)),
        stages={name: total.number for name, total in stages.items()},
        waiting=from_fen(paying.amount if paying else 0),
        paid=from_fen(-sum(total.amount for total in gone)),
        paid_count=sum(paid_out),
        owed=from_fen(running.amount if running else 0),
        owing=running.number if running else 0,
        overdue=from_fen(due.amount),
        unclaimed=eligible_list.count(connection, unit),
    )

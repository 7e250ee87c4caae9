"""The list of frozen returns, without their long texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from mediation_app.database import fund_sums
from mediation_app.database.fund_span import live
from mediation_app.domain.fund_returns import FundReturn


def editions_between(connection: Connection, unit: str, since: date, until: date) -> Sequence[Any]:
    """Rows ``id, period, since, edition, frozen_on, person_name, reason, digest``."""
    table, mine = live(FundReturn, unit)
    question = (
        select(
            table.c.id, table.c.period, table.c.since, table.c.edition, table.c.frozen_on,
            table.c.person_name, table.c.reason, table.c.digest,
        )
        .where(mine, table.c.since >= since, table.c.since <= until)
        .order_by(table.c.since, table.c.edition)
    )  # fmt: skip
    return connection.execute(question).all()


def first_month(connection: Connection, unit: str) -> str:
    """The month the fund's book begins (``2025-03``), empty while nothing is booked."""
    kept = fund_sums.months(connection, unit)
    return min((slot for (slot, _), total in kept.items() if total[0]), default="")

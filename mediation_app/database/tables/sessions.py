"""Table of mediation sessions."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.sessions import Session

SPECS = (
    TableSpec(
        record=Session,
        name="sessions",
        parents={"case_id": Case},
        indexes=[("unit_code", "starts_at")],
    ),
)

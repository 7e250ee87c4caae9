"""Tables of vehicles and policies."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.vehicles import Policy, Vehicle

SPECS = (
    TableSpec(record=Vehicle, name="vehicles", parents={"case_id": Case}),
    TableSpec(record=Policy, name="policies", parents={"case_id": Case}),
)

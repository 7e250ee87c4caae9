"""Tables of the agreement, its clauses and payments, performance and follow-up."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.agreements import (
    Agreement,
    Clause,
    Confirmation,
    FollowUp,
    Instalment,
    Performance,
)
from mediation_app.domain.cases import Case

SPECS = (
    TableSpec(record=Agreement, name="agreements", parents={"case_id": Case}, unique=[("number",)]),
    TableSpec(record=Clause, name="clauses", parents={"case_id": Case, "agreement_id": Agreement}),
    TableSpec(
        record=Instalment,
        name="instalments",
        parents={"case_id": Case, "agreement_id": Agreement},
        indexes=[("unit_code", "due_on")],
    ),
    TableSpec(
        record=Performance,
        name="performances",
        parents={"case_id": Case},
        indexes=[("instalment_id",)],
    ),
    TableSpec(record=FollowUp, name="follow_ups", parents={"case_id": Case}),
    TableSpec(
        record=Confirmation,
        name="confirmations",
        parents={"case_id": Case},
        indexes=[("unit_code", "applied_on"), ("unit_code", "ruled_on")],
    ),
)

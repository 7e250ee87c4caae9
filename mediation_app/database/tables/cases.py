"""Tables of the case, the accident and the history of steps."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Accident, Case, StepTaken

SPECS = (
    TableSpec(
        record=Case,
        name="cases",
        indexes=[
            ("unit_code", "state"),
            ("unit_code", "accepted_on"),
            ("unit_code", "effective_on"),
            ("unit_code", "ended_on"),
        ],
        unique=[("number",)],
    ),
    TableSpec(record=Accident, name="accidents", parents={"case_id": Case}),
    TableSpec(
        record=StepTaken,
        name="steps_taken",
        parents={"case_id": Case},
        indexes=[("subject_id",)],
        content_is_final=True,
    ),
)

"""Tables of injuries, treatment, losses and money already advanced."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.losses import (
    Allocation,
    Calculation,
    CaseDependant,
    Injury,
    Loss,
    Prepaid,
    Treatment,
    VictimStandard,
)

SPECS = (
    TableSpec(record=Injury, name="injuries", parents={"case_id": Case}),
    TableSpec(record=Treatment, name="treatments", parents={"case_id": Case}),
    TableSpec(record=Loss, name="losses", parents={"case_id": Case}),
    TableSpec(record=Prepaid, name="prepaid", parents={"case_id": Case}),
    TableSpec(record=CaseDependant, name="dependants", parents={"case_id": Case}),
    TableSpec(record=VictimStandard, name="victim_standards", parents={"case_id": Case}),
    TableSpec(record=Allocation, name="allocations", parents={"case_id": Case}),
    TableSpec(
        record=Calculation, name="calculations", parents={"case_id": Case}, content_is_final=True
    ),
)

"""Tables of injuries, treatment, losses and money already advanced."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.losses import Injury, Loss, Prepaid, Treatment

SPECS = (
    TableSpec(record=Injury, name="injuries", parents={"case_id": Case}),
    TableSpec(record=Treatment, name="treatments", parents={"case_id": Case}),
    TableSpec(record=Loss, name="losses", parents={"case_id": Case}),
    TableSpec(record=Prepaid, name="prepaid", parents={"case_id": Case}),
)

"""Table of the parties."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.parties import Party

SPECS = (TableSpec(record=Party, name="parties", parents={"case_id": Case}),)

"""The table of the offices' own templates."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.templates import OfficeTemplate

SPECS = (TableSpec(record=OfficeTemplate, name="office_templates", unique=[("kind", "label")]),)

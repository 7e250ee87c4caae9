"""Tables of the office and its people."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.offices import Office, Person

SPECS = (
    TableSpec(record=Office, name="offices"),
    TableSpec(record=Person, name="people", unique=[("login",)]),
)

"""Tables of the office and its people."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.offices import Delegation, Office, Person

SPECS = (
    TableSpec(record=Office, name="offices"),
    TableSpec(record=Person, name="people", unique=[("login",)]),
    TableSpec(
        record=Delegation,
        name="delegations",
        parents={"giver_id": Person, "receiver_id": Person},
    ),
)

"""Tables of issued papers, signatures and attachments."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.papers import Attachment, Paper, Signature

SPECS = (
    TableSpec(record=Paper, name="papers", parents={"case_id": Case}),
    TableSpec(record=Signature, name="signatures", parents={"case_id": Case}),
    TableSpec(
        record=Attachment, name="attachments", parents={"case_id": Case}, indexes=[("sha256",)]
    ),
)

"""Tables of the rescue fund: application, bill, findings, materials, decisions, payment, book."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.fund import (
    BillLine,
    Decision,
    Finding,
    FundApplication,
    LayerShare,
    LedgerEntry,
    Material,
    Payment,
)
from mediation_app.domain.parties import Party
from mediation_app.domain.vehicles import Policy

_PARENTS = {"case_id": Case, "application_id": FundApplication}

SPECS = (
    TableSpec(
        record=FundApplication,
        name="fund_applications",
        parents={"case_id": Case},
        indexes=[
            ("unit_code", "state"),
            ("unit_code", "received_on"),
            ("unit_code", "accepted_on"),
            ("unit_code", "decided_on"),
            ("unit_code", "kind"),
        ],
        unique=[("number",)],
    ),
    TableSpec(
        record=BillLine,
        name="bill_lines",
        parents=_PARENTS,
        indexes=[("code", "id"), ("served_at", "amount")],
    ),
    TableSpec(record=Finding, name="findings", parents=_PARENTS),
    TableSpec(record=Material, name="materials", parents=_PARENTS),
    TableSpec(
        record=LayerShare,
        name="layer_shares",
        parents={"case_id": Case, "policy_id": Policy, "victim_id": Party},
    ),
    TableSpec(record=Decision, name="decisions", parents=_PARENTS, content_is_final=True),
    TableSpec(
        record=Payment,
        name="payments",
        parents=_PARENTS,
        unique=[("number",)],
        indexes=[("bank_serial",), ("unit_code", "state", "paid_on")],
    ),
    TableSpec(
        record=LedgerEntry,
        name="ledger_entries",
        indexes=[("unit_code", "booked_on"), ("subject_id",), ("bank_serial",)],
        content_is_final=True,
    ),
)

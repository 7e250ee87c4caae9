"""Tables of recovery: debtors, schedule, receipts, acts."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RepaymentReceipt,
    RepaymentRow,
)

_PARENTS = {"case_id": Case, "recovery_id": Recovery}

SPECS = (
    TableSpec(
        record=Recovery,
        name="recoveries",
        parents={"case_id": Case, "application_id": FundApplication},
        indexes=[("unit_code", "state")],
        unique=[("number",)],
    ),
    TableSpec(record=DebtorShare, name="debtor_shares", parents=_PARENTS),
    TableSpec(
        record=RepaymentRow,
        name="repayment_rows",
        parents=_PARENTS,
        indexes=[("unit_code", "due_on")],
    ),
    TableSpec(record=RepaymentReceipt, name="repayment_receipts", parents=_PARENTS),
    TableSpec(record=RecoveryAction, name="recovery_actions", parents=_PARENTS),
)

"""Tables of recovery: debtors, schedule, receipts, acts, refunds."""

from __future__ import annotations

from mediation_app.database.mapping import TableSpec
from mediation_app.domain.cases import Case
from mediation_app.domain.fund import FundApplication, Payment
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.refunds import Refund, RefundReceipt

_PARENTS = {"case_id": Case, "recovery_id": Recovery}

SPECS = (
    TableSpec(
        record=Recovery,
        name="recoveries",
        parents={"case_id": Case, "application_id": FundApplication},
        indexes=[
            ("unit_code", "written_off"),
            ("unit_code", "state"),
            ("unit_code", "next_step_on"),
            ("unit_code", "limitation_on"),
        ],
        unique=[("number",)],
    ),
    TableSpec(record=DebtorShare, name="debtor_shares", parents=_PARENTS),
    TableSpec(
        record=RepaymentRow,
        name="repayment_rows",
        parents=_PARENTS,
        indexes=[("unit_code", "due_on")],
    ),
    TableSpec(
        record=RepaymentReceipt,
        name="repayment_receipts",
        parents=_PARENTS,
        indexes=[("bank_serial",), ("unit_code", "received_on")],
    ),
    TableSpec(record=RecoveryAction, name="recovery_actions", parents=_PARENTS),
    TableSpec(
        record=Refund,
        name="refunds",
        parents={"case_id": Case, "application_id": FundApplication, "payment_id": Payment},
        indexes=[("unit_code", "state")],
    ),
    TableSpec(
        record=RefundReceipt,
        name="refund_receipts",
        parents={"case_id": Case, "application_id": FundApplication, "refund_id": Refund},
        indexes=[("bank_serial",)],
        content_is_final=True,
    ),
)

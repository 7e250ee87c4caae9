"""Acts that every fund story has: by whom, on which day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.files import FundFile

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.services.stories.cast import Cast


def order_payment(workbench: Workbench, cast: Cast, application_id: str, on: date) -> FundFile:
    """The cashier makes the payment order to the account that was approved."""
    fund = workbench.fund
    application = fund.file(cast["cashier"], application_id).application
    return fund.perform(
        cast["cashier"],
        application_id,
        "order_payment",
        on,
        {
            "payee_name": application.payee_name,
            "payee_bank": application.payee_bank,
            "payee_account": application.payee_account,
            "payee_account_again": application.payee_account,
            "account_verified": True,
        },
    ).value

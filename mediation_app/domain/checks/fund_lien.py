"""The fund lien: an advance that was not paid back must stand in the agreement as repayment."""

from __future__ import annotations

from mediation_app.domain.checks.base import (
    blocking,
    fund_items,
    outstanding_advance,
    to_fund,
    warning,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.errors import Reason

_PLACE = "agreement/instalments"


def fund_lien_checks(file: CaseFile) -> tuple[Reason, ...]:
    """``to_fund ≥ min(outstanding advance, medical and funeral items)``, or a leader's reason.

    While there is no agreement it only says that an advance is open.
    """
    advance = outstanding_advance(file)
    if advance <= 0:
        return ()
    agreement = file.agreement
    if agreement is None:
        return (warning("checks.fund_advance_open", "fund", advance=format_money(advance)),)
    found: list[Reason] = []
    items = fund_items(file)
    least = advance if items is None else min(advance, items)
    repaid = to_fund(file)
    if repaid < least:
        make = warning if agreement.override_reason else blocking
        code = "checks.fund_line_missing" if repaid == 0 else "checks.fund_line_small"
        found.append(make(code, _PLACE, repaid=format_money(repaid), least=format_money(least)))
    if repaid > advance:
        found.append(
            blocking(
                "checks.fund_line_large",
                _PLACE,
                repaid=format_money(repaid),
                advance=format_money(advance),
            )
        )
    if not agreement.fund_told and not agreement.override_reason:
        found.append(blocking("checks.fund_not_told", "agreement/fund_told"))
    return tuple(found)


def unpaid_advance_without_line(file: CaseFile) -> bool:
    """Whether closing would leave an advance behind that no agreement repays."""
    advance = outstanding_advance(file)
    if advance <= 0:
        return False
    agreement = file.agreement
    if agreement is not None and agreement.override_reason:
        return False
    return to_fund(file) <= 0

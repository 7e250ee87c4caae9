"""The fund lien: an advance that was not paid back must stand in the agreement as repayment.

What the agreement must pay is what the debtors are asked for: outstanding less open refunds. The
insurer that pays must have the fund's letter (F23) before anybody signs, and a case is not closed
before the fund has booked what the agreement promised it. A leader's reason goes before all that.
"""

from __future__ import annotations

from mediation_app.domain import refund_findings  # the module: it reads ``checks.base`` itself
from mediation_app.domain.checks.base import (
    INSURERS,
    blocking,
    fund_items,
    own_instalments,
    to_fund,
    total_of,
    warning,
)
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import Party
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import DebtorBasis, Recovery
from mediation_app.domain.refund_rules import fund_line, is_confirmed, line_of, unfinished
from mediation_app.errors import Reason

LETTER = "fund_insurer_letter"
_PLACE = "agreement/instalments"


def fund_lien_checks(file: CaseFile) -> tuple[Reason, ...]:
    """``to_fund ≥ min(advance asked for, medical and funeral items)``, or a leader's reason.

    While there is no agreement it only says that an advance is open.
    """
    advance = fund_line(file)
    found = _overpaid(file)
    if advance <= 0:
        return tuple(found)
    agreement = file.agreement
    if agreement is None:
        found.append(warning("checks.fund_advance_open", "fund", advance=format_money(advance)))
        return tuple(found)
    make = warning if agreement.override_reason else blocking
    least, repaid = _least(file, advance), to_fund(file)
    if repaid < least:
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
    for fund, insurer in untold_insurers(file):
        place = f"fund/{fund.application.id}/recovery"
        found.append(make("checks.fund_insurer_untold", place, insurer=insurer.name))
    return tuple(found)


def _least(file: CaseFile, advance: Money) -> Money:
    items = fund_items(file)
    return advance if items is None else min(advance, items)


def _overpaid(file: CaseFile) -> list[Reason]:
    """Over-payments nobody has decided on yet: the fund's line may still change."""
    found = []
    for fund in file.funds:
        place = f"fund/{fund.application.id}/refunds"
        hints = refund_findings.suspicions(file, fund)
        if hints:
            amount = total_of(hint.amount for hint in hints)
            found.append(warning("checks.fund_overpaid", place, amount=format_money(amount)))
        waiting = [refund for refund in unfinished(fund) if not is_confirmed(refund)]
        if waiting:
            amount = total_of(refund.open_amount for refund in waiting)
            found.append(
                warning("checks.fund_refund_unconfirmed", place, amount=format_money(amount))
            )
    return found


# The insurer ------------------------------------------------------------------------------------


def untold_insurers(file: CaseFile) -> tuple[tuple[FundFile, Party], ...]:
    """Insurers that pay under the agreement and have no letter about an open advance (F23)."""
    payers = {row.payer_id for row in own_instalments(file)}
    return tuple(
        (fund, insurer)
        for fund in file.funds
        if line_of(fund) > 0
        for insurer in file.parties_with(*INSURERS)
        if insurer.id in payers
        and not any(_is_told(file, fund, recovery, insurer) for recovery in fund.recoveries)
    )


def _is_told(file: CaseFile, fund: FundFile, recovery: Recovery, insurer: Party) -> bool:
    letter = f"{recovery.id}-{insurer.id}"
    if any(paper.kind == LETTER and paper.subject_id == letter for paper in file.papers):
        return True
    return any(
        share.recovery_id == recovery.id
        and share.basis is DebtorBasis.INSURER
        and share.party_id == insurer.id
        and share.told_on is not None
        for share in fund.debtor_shares
    )


# Closing ----------------------------------------------------------------------------------------


def unpaid_advance_without_line(file: CaseFile) -> bool:
    """Whether closing would leave an advance behind that the agreement does not repay."""
    advance = fund_line(file)
    agreement = file.agreement
    if advance <= 0 or (agreement is not None and agreement.override_reason):
        return False
    return to_fund(file) < _least(file, advance)


def unbooked(file: CaseFile) -> tuple[Money, Money] | None:
    """(agreed, booked) while the fund has not booked all that the agreement pays it, in yuan."""
    agreement, agreed = file.agreement, to_fund(file)
    if agreement is None or agreed <= 0 or agreement.override_reason or fund_line(file) <= 0:
        return None
    since = agreement.drafted_on or agreement.effective_on
    booked = total_of(
        receipt.amount
        for fund in file.funds
        for receipt in fund.repayment_receipts
        if since is None or (receipt.received_on is not None and receipt.received_on >= since)
    )
    return (agreed, booked) if booked < agreed else None

"""What was paid already and what is still to be paid: the lower half of the panel, line by line."""

from __future__ import annotations

from mediation_app.domain.checks.base import is_own_money
from mediation_app.domain.compensation.result import NetRow, RowKind, Settlement, VictimResult
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from ui.screens.case import wording
from ui.screens.case.sums_lines import sources_of
from ui.widgets.ledger import LedgerLine, LineShape


def minus_lines(victim: VictimResult, settlement: Settlement, file: CaseFile) -> list[LedgerLine]:
    """What comes off: advances by payers, the fund."""
    found = []
    for paid in file.prepaid:
        payer = file.party(paid.payer_id)
        if paid.victim_id != victim.victim or paid.amount <= 0:
            continue
        if is_own_money(file, paid):
            continue  # his own money is no advance of anybody who owes
        who = wording.short_name(wording.display_name(payer)) if payer else ""
        day = f"{paid.paid_on.isoformat()} " if paid.paid_on else ""
        found.append(
            LedgerLine(
                key=f"paid/{paid.id}",
                name=f"减 {who}已付",
                note=paid.purpose,
                amount=f"−{format_money(paid.amount)}",
                explain=(("已付", f"{day}{who}付 {format_money(paid.amount)} 元"),)
                + ((("票据", paid.receipt),) if paid.receipt else ()),
            )
        )
    fund = settlement.to_fund + settlement.fund_open
    if fund > 0:
        found.append(
            LedgerLine(
                key="paid/fund",
                name="减 救助基金垫付",
                amount=f"−{format_money(fund)}",
                tone="fund",
            )
        )
    return found


def payment_lines(settlement: Settlement, file: CaseFile) -> list[LedgerLine]:
    """Who still pays whom."""
    found = [_route(row, file, number) for number, row in enumerate(settlement.rows)]
    if settlement.fund_open > 0:
        found.append(
            LedgerLine(
                key="fund_open",
                name="救助基金尚未得到偿还",
                amount=format_money(settlement.fund_open),
                tone="warn",
            )
        )
    return found


def _route(row: NetRow, file: CaseFile, number: int) -> LedgerLine:
    payer, payee = file.party(row.payer), file.party(row.payee)
    to_fund = row.kind is RowKind.FUND
    who = wording.display_name(payer) if payer else row.payer
    whom = "救助基金专户" if to_fund else wording.display_name(payee) if payee else row.payee
    whom = wording.short_name(whom)
    if row.kind is RowKind.REFUND:
        whom += "（退多垫）"
    return LedgerLine(
        key=f"row/{number}",
        shape=LineShape.ROUTE,
        name=wording.short_name(who),
        to=whom,
        amount=format_money(row.amount),
        tone="fund" if to_fund else "text",
        explain=(("付款", row.text), *sources_of((row.sources,))),
    )


def payment_proof(settlement: Settlement) -> LedgerLine:
    """All payments together with what was credited are the entitlement."""
    rows = [row.amount for row in settlement.rows]
    total = sum(rows, ZERO)
    out = sum((r.amount for r in settlement.rows if r.payer != settlement.victim), ZERO)
    text = " + ".join(format_money(amount) for amount in rows) or format_money(ZERO)
    if len(rows) > 1:
        text += f" = {format_money(total)}"
    return LedgerLine(
        key="proof/payments",
        shape=LineShape.PROOF,
        name="付款相加",
        amount=text,
        good=settlement.credited + out == settlement.entitlement,
        explain=(("核对", settlement.proof),),
    )

"""The part of the tree about money: advances, payments still to be made, and the proofs."""

from __future__ import annotations

from collections.abc import Iterable

from mediation_app.domain.compensation.inputs import FUND, Claim
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.compensation.result import (
    Layer,
    Node,
    Settlement,
    VictimResult,
)
from mediation_app.domain.money import ZERO, Money, format_money


def added(amounts: Iterable[Money], total: Money) -> str:
    """``1.00 + 2.00 = 3.00 元``."""
    parts = [format_money(amount) for amount in amounts]
    if len(parts) < 2:
        return f"{format_money(total)} 元"
    return f"{' + '.join(parts)} = {format_money(total)} 元"


def advance_nodes(claim: Claim, law: CompensationLaw, key: str, victim: str) -> tuple[Node, ...]:
    """What was paid before, one line for each payment."""
    rows: list[Node] = []
    seen: dict[str, int] = {}
    for paid in claim.prepaid:
        if paid.victim != victim or paid.payer == victim:
            continue
        seen[paid.payer] = seen.get(paid.payer, 0) + 1
        verb = "垫付" if paid.payer == FUND else "已付"
        rows.append(
            Node(
                kind="advance",
                key=f"{key}.advance.{paid.payer}.{seen[paid.payer]}",
                label=f"{claim.name(paid.payer)}{verb}",
                amount=paid.amount,
                text=f"{paid.label or verb} {format_money(paid.amount)} 元",
                sources=(law.source("advance"),),
            )
        )
    if not rows:
        return ()
    total = sum((row.amount for row in rows if row.amount is not None), ZERO)
    return (
        Node(
            kind="advances",
            key=f"{key}.advances",
            label="已经支付",
            amount=total,
            text=added((row.amount for row in rows if row.amount is not None), total),
            children=tuple(rows),
        ),
    )


def settlement_node(claim: Claim, law: CompensationLaw, key: str, settlement: Settlement) -> Node:
    """Who still pays whom."""
    rows = tuple(
        Node(
            kind="row",
            key=f"{key}.row.{row.kind.value}.{row.payer}.{row.payee}",
            label=f"{claim.name(row.payer)} → {claim.name(row.payee)}",
            amount=row.amount,
            text=row.text,
            sources=row.sources,
        )
        for row in settlement.rows
    )
    total = sum((row.amount for row in settlement.rows), ZERO)
    return Node(
        kind="settlement",
        key=f"{key}.settlement",
        label="还应支付",
        amount=total,
        text=added((row.amount for row in settlement.rows), total),
        notes=(f"救助基金尚有 {format_money(settlement.fund_open)} 元未收回",)
        if settlement.fund_open
        else (),
        sources=(law.source("payment_order"),),
        children=rows,
    )


def proof_nodes(
    claim: Claim, law: CompensationLaw, key: str, result: VictimResult, settlement: Settlement
) -> tuple[Node, ...]:
    """The sums that prove the result, each to be added up by hand."""
    layers = (Layer.COMPULSORY, Layer.COMMERCIAL, Layer.LIABLE)
    parts = [*(result.paid_by(layer) for layer in layers), result.own]
    text, total = _received(claim, settlement)
    return (
        Node(
            kind="proof",
            key=f"{key}.proof.layers",
            label="四方相加",
            amount=result.total,
            text=added(parts, result.total),
            sources=(law.source("payment_order"),),
        ),
        Node(
            kind="proof",
            key=f"{key}.proof.rows",
            label="付款相加",
            amount=settlement.entitlement,
            text=settlement.proof,
            sources=(law.source("advance"),),
        ),
        Node(
            kind="proof",
            key=f"{key}.proof.received",
            label="受害人所得",
            amount=total,
            text=text,
            sources=(law.source("advance"),),
        ),
    )


def _received(claim: Claim, settlement: Settlement) -> tuple[str, Money]:
    """What the victim got and gets: the entitlement, and what the fund does not get back."""
    id_ = settlement.victim
    before = [paid.amount for paid in claim.prepaid if paid.victim == id_ and paid.payer != id_]
    gets = sum((row.amount for row in settlement.rows if row.payee == id_), ZERO)
    returns = sum((row.amount for row in settlement.rows if row.payer == id_), ZERO)
    total = sum(before, ZERO) + gets - returns
    words = [f"已付 {format_money(amount)}" for amount in before]
    text = " + ".join((*words, f"还应收到 {format_money(gets)}"))
    if returns:
        text += f" − 应退 {format_money(returns)}"
    text += f" = {format_money(total)} 元"
    if settlement.fund_open:
        text += (
            f"，即应得 {format_money(settlement.entitlement)} +"
            f" 救助基金未收回 {format_money(settlement.fund_open)} = {format_money(total)} 元"
        )
    return text, total

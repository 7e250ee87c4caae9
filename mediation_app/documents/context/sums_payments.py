"""What was paid already, who still pays whom, and the proof that it adds up."""

from __future__ import annotations

from mediation_app.documents.context.scene import Scene, Sums
from mediation_app.documents.context.sums_basis import basis
from mediation_app.documents.context.sums_losses import payee_name, plus, victim_name
from mediation_app.documents.context.words import Slot, Tree, joined, text, words
from mediation_app.domain.compensation.inputs import FUND
from mediation_app.domain.compensation.result import NetRow, RowKind, VictimResult
from mediation_app.domain.money import ZERO, Money, format_money

_KINDS = {
    RowKind.VICTIM: "赔偿款",
    RowKind.FUND: "偿还救助基金垫付款",
    RowKind.REFUND: "返还多付的款项",
}


def account(scene: Scene, sums: Sums, result: VictimResult) -> Tree:
    """Per payer of one victim: owed, paid, still to pay; and what the victim still receives."""
    dues = _dues(result)
    paid = _paid(sums, result.victim)
    rows = [
        _payer_row(scene, sums, result, payer)
        for payer in dict.fromkeys((*dues, *(p for p in paid if p != FUND)))
    ]
    fund = sum(paid.get(FUND, []), ZERO)
    if fund:
        rows.append(
            {
                "payer": text(payee_name(scene, sums, FUND)),
                "due": text(""),
                "paid": text(plus(paid[FUND])),
                "left": text("由下列付款偿还"),
            }
        )
    settlement = sums.result.settlement(result.victim)
    advances = [sum(sums_, ZERO) for payer, sums_ in paid.items() if payer != FUND]
    net = result.entitlement - sum(advances, ZERO) - settlement.to_fund
    return {
        "id": result.victim,
        "name": text(victim_name(scene, result.victim, result.label), width=10),
        "payers": rows,
        "proof": text(settlement.proof),
        "net_label": text("受害人一方尚应收到" if net >= 0 else "受害人一方应当退还"),
        "net_text": text(_net_text(result.entitlement, advances, settlement.to_fund, net)),
        "net": text(format_money(abs(net))),
        "net_words": words(abs(net)),
        "has_fund_open": settlement.fund_open > 0,
        "fund_open": text(format_money(settlement.fund_open)),
    }


Due = dict[str, Money]  # by layer: 交强险, 商业三者险, 责任人


def _dues(result: VictimResult) -> dict[str, Due]:
    """What each payer owes from each layer, in the order of the table above."""
    found: dict[str, Due] = {}
    for share in result.shares:
        if share.amount:
            mine = found.setdefault(share.payer, {})
            mine[share.layer.label] = mine.get(share.layer.label, ZERO) + share.amount
    return found


def _due_text(dues: Due) -> str:
    """``交强险 33,400.00 + 商业三者险 10,140.00 = 43,540.00``."""
    if not dues:
        return format_money(ZERO)
    told = " + ".join(f"{layer} {format_money(amount)}" for layer, amount in dues.items())
    return told if len(dues) == 1 else f"{told} = {format_money(sum(dues.values(), ZERO))}"


def _paid(sums: Sums, victim: str) -> dict[str, list[Money]]:
    """Payments already made for a victim, without what he paid himself."""
    found: dict[str, list[Money]] = {}
    for item in sums.claim.prepaid:
        if item.victim == victim and item.payer != victim and item.amount:
            found.setdefault(item.payer, []).append(item.amount)
    return found


def _payer_row(scene: Scene, sums: Sums, result: VictimResult, payer: str) -> Tree:
    dues = _dues(result).get(payer, {})
    paid = _paid(sums, result.victim).get(payer, [])
    return {
        "payer": text(payee_name(scene, sums, payer)),
        "due": text(_due_text(dues)),
        "paid": text(plus(paid) or format_money(ZERO)),
        "left": text(_left_text(sums, result, payer, sum(dues.values(), ZERO), sum(paid, ZERO))),
    }


def _left_text(sums: Sums, result: VictimResult, payer: str, due: Money, done: Money) -> str:
    """What is still to pay, what others paid for the same debt, what was paid too much."""
    rows = sums.result.settlement(result.victim).rows
    over = sum((r.amount for r in rows if r.kind is RowKind.REFUND and r.payee == payer), ZERO)
    counted = min(done, due)
    left = sum((r.amount for r in rows if r.payer == payer), ZERO) if due else ZERO
    by_others, for_others = due - counted - left, done - counted - over
    told = format_money(due) if due else ""
    if counted:
        told += f" − {format_money(counted)}"
    if by_others > 0:
        told += f" − 连带责任人已付 {format_money(by_others)}"
    if counted or by_others > 0:
        told += f" = {format_money(left)}"
    pieces = [told]
    if for_others > 0:
        pieces.append(f"{format_money(for_others)} 抵连带债务")
    if over:
        pieces.append(f"多付 {format_money(over)}")
    return joined(pieces, "；") or format_money(ZERO)


def _net_text(entitled: Money, advances: list[Money], fund: Money, net: Money) -> str:
    """``43,540.00 − 18,000.00 − 15,000.00 = 10,540.00``."""
    taken = "".join(f" − {format_money(amount)}" for amount in advances if amount)
    if fund:
        taken += f" − 偿还救助基金 {format_money(fund)}"
    told = f"应得 {format_money(entitled)}"
    return f"{told}{taken} = {format_money(net)}" if taken else f"{told}，没有已付款项"


# Payments -----------------------------------------------------------------------------------------


def payment_rows(scene: Scene, sums: Sums) -> list[Tree]:
    """``payments``: who pays whom what for, over all victims."""
    several = len(sums.result.victims) > 1
    return [
        {
            "no": text(str(number)),
            "payer": text(payee_name(scene, sums, row.payer)),
            "payee": text(payee_name(scene, sums, row.payee)),
            "text": text(_why(scene, sums, row, several=several)),
            "basis": text(basis(row.sources)),
            "amount": text(format_money(row.amount)),
        }
        for number, row in enumerate(sums.result.rows, 1)
    ]


def _why(scene: Scene, sums: Sums, row: NetRow, *, several: bool) -> str:
    victim = victim_name(scene, row.victim, sums.claim.name(row.victim))
    pieces = [f"{_KINDS[row.kind]}（受害人{victim}）" if several else _KINDS[row.kind]]
    if row.kind is RowKind.VICTIM:
        others = [
            other.amount
            for other in sums.result.settlement(row.victim).rows
            if other.payer == row.payer and other is not row
        ]
        if others:
            whole = row.amount + sum(others, ZERO)
            taken = "".join(f" − {format_money(amount)}" for amount in others)
            pieces.append(f"{format_money(whole)}{taken} = {format_money(row.amount)}")
    elif row.kind is RowKind.REFUND:
        pieces.append(_overpaid(sums, row))
    if row.joint and row.jointly:
        names = joined(payee_name(scene, sums, other) for other in row.joint)
        pieces.append(f"其中 {format_money(row.jointly)} 元由{names}承担连带责任")
    return joined(pieces, "；")


def _overpaid(sums: Sums, row: NetRow) -> str:
    """``已付 15,000.00 − 应付 0.00 = 15,000.00``."""
    paid = sum(_paid(sums, row.victim).get(row.payee, []), ZERO)
    due = sum(_dues(sums.result.victim(row.victim)).get(row.payee, {}).values(), ZERO)
    told = f"已付 {format_money(paid)} − 应付 {format_money(due)} = {format_money(paid - due)}"
    return told if paid - due == row.amount else f"{told}，本笔 {format_money(row.amount)}"


def payments_total(sums: Sums) -> tuple[Slot, Slot, Slot]:
    """All payments added up: formula, sum, sum in words."""
    amounts = [row.amount for row in sums.result.rows]
    total = sum(amounts, ZERO)
    told = plus(amounts) if len(amounts) <= 6 else f"第1项至第{len(amounts)}项相加"
    return text(told), text(format_money(total)), words(total)


def blank_account() -> Tree:
    """A table to fill in by hand."""
    names = ("payer", "due", "paid", "left")
    texts = ("proof", "net_text", "net", "net_words", "fund_open")
    return {
        "id": "",
        "name": text("", width=10, inline=True),
        "payers": [{name: text("") for name in names} for _ in range(3)],
        "net_label": text("受害人一方尚应收到"),
        "has_fund_open": False,
        **{name: text("") for name in texts},
    }


def blank_payments() -> list[Tree]:
    """Rows to fill in by hand."""
    names = ("no", "payer", "payee", "text", "basis", "amount")
    return [{name: text("") for name in names} for _ in range(4)]

"""Who still pays whom: advances counted once, the fund first, refunds out of insurers' payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mediation_app.domain.compensation.inputs import FUND, Claim
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.compensation.result import (
    Layer,
    NetRow,
    RowKind,
    Settlement,
    Share,
    VictimResult,
)
from mediation_app.domain.explain import Source
from mediation_app.domain.money import ZERO, Money, format_money


def settle(claim: Claim, law: CompensationLaw, result: VictimResult) -> Settlement:
    """The payments still to be made for one victim.

    Who paid before has paid his own share first; what somebody who answers jointly paid beyond
    it counts for the person he answers with. The fund's advance goes back out of what insurers
    still owe first, then the liable persons, then the victim as far as he has already been paid.
    What somebody paid beyond all this comes back out of the insurers' payments, then from the
    victim who received it.
    """
    return _Ledger(claim, law, result).settle()


@dataclass(slots=True)
class _Debt:
    """A part of a debt for which the same people answer jointly (nobody: only the payer)."""

    joint: tuple[str, ...]
    open: Money


class _Ledger:
    def __init__(self, claim: Claim, law: CompensationLaw, result: VictimResult) -> None:
        self.claim, self.law, self.result = claim, law, result
        self.insurers = _payers(result.shares, (Layer.COMPULSORY, Layer.COMMERCIAL))
        self.debts: dict[str, list[_Debt]] = {}
        liable = _payers(result.shares, (Layer.LIABLE,))
        for payer in dict.fromkeys((*self.insurers, *liable)):
            self.debts[payer] = _debts([s for s in result.shares if s.payer == payer])
        advances: dict[str, Money] = {}
        for paid in claim.prepaid:
            if paid.victim == result.victim:
                advances[paid.payer] = advances.get(paid.payer, ZERO) + paid.amount
        self.fund = advances.pop(FUND, ZERO)
        advances.pop(result.victim, None)  # his own money is no advance of a payer
        self.advances = {payer: advances[payer] for payer in sorted(advances)}
        self.rows: list[NetRow] = []

    def settle(self) -> Settlement:
        excess = self._credit()
        credited = sum(self.advances.values(), ZERO) - sum(excess.values(), ZERO)
        fund_open = self._repay_fund(credited)
        self._refund(excess)
        for payer in self.debts:
            self._row(
                payer,
                self.result.victim,
                self._open(payer),
                RowKind.VICTIM,
                "payment_order",
                "赔偿款",
            )
        entitlement = self.result.entitlement
        out = [row.amount for row in self.rows if row.payer in self.debts]
        outgoing = sum(out, ZERO)
        parts = " + ".join(map(format_money, out))
        proof = (
            f"应赔 {format_money(entitlement)} = 已付抵扣 {format_money(credited)}"
            f" + 尚应支付 {format_money(outgoing)}" + (f"（{parts}）" if len(out) > 1 else "")
        )
        if credited + outgoing != entitlement:  # a broken sum must never be printed
            raise AssertionError(proof)  # pragma: no cover - no claim is known that breaks it
        return Settlement(
            victim=self.result.victim,
            entitlement=entitlement,
            credited=credited,
            rows=tuple(self.rows),
            fund_open=fund_open,
            proof=proof,
        )

    def _open(self, payer: str) -> Money:
        return sum((debt.open for debt in self.debts[payer]), ZERO)

    def _credit(self) -> dict[str, Money]:
        """Set advances off against debts; returns what was paid beyond them, per payer.

        A debt that fewer people secure goes first (民法典 §560).
        """
        excess = dict(self.advances)
        for payer in excess:
            for debt in self.debts.get(payer, ()):
                excess[payer] -= _pay(debt, excess[payer])
        for payer in excess:
            for debts in self.debts.values():
                for debt in debts:
                    if payer in debt.joint:
                        excess[payer] -= _pay(debt, excess[payer])
        return {payer: over for payer, over in excess.items() if over}

    def _repay_fund(self, received: Money) -> Money:
        left = self.fund
        for payer in self.debts:  # insurers stand first
            part = min(left, self._open(payer))
            left -= part
            self._row(payer, FUND, part, RowKind.FUND, "fund_repay", "偿还救助基金垫付款")
        part = min(left, received)
        self._row(
            self.result.victim,
            FUND,
            part,
            RowKind.FUND,
            "fund_repay",
            "已获赔付，退还救助基金垫付款",
        )
        return left - part

    def _refund(self, excess: dict[str, Money]) -> None:
        for payee, left in excess.items():
            for payer in self.insurers:
                part = min(left, self._open(payer))
                left -= part
                self._row(payer, payee, part, RowKind.REFUND, "refund", "返还先行垫付")
            self._row(
                self.result.victim, payee, left, RowKind.REFUND, "refund", "返还超出应赔部分的垫付"
            )

    def _row(
        self, payer: str, payee: str, amount: Money, kind: RowKind, source: str, why: str
    ) -> None:
        if not amount:
            return
        name = self.claim.name
        sources: tuple[Source, ...] = (self.law.source(source),)
        joint: dict[str, None] = {}
        jointly, left = ZERO, amount
        for debt in reversed(self.debts.get(payer, [])):
            part = _pay(debt, left)
            left -= part
            if part and debt.joint:
                jointly += part
                joint.update(dict.fromkeys(debt.joint))
                others = "、".join(map(name, debt.joint))
                why += f"，其中 {format_money(part)} 元由 {others} 连带"
        if joint:
            sources = (*sources, self.law.source("joint"))
        self.rows.append(
            NetRow(
                payer=payer,
                payee=payee,
                victim=self.result.victim,
                amount=amount,
                kind=kind,
                joint=tuple(joint),
                jointly=jointly,
                sources=sources,
                text=f"{name(payer)} 付 {name(payee)} {format_money(amount)} 元（{why}）",
            )
        )


def _pay(debt: _Debt, money: Money) -> Money:
    """Pay a debt with some money; returns what was used of it."""
    part = min(debt.open, money)
    debt.open -= part
    return part


def _payers(shares: Sequence[Share], layers: Iterable[Layer]) -> list[str]:
    """Who pays from some layers, in an order that does not depend on that of the input."""
    return [
        payer
        for layer in layers
        for payer in sorted({share.payer for share in shares if share.layer is layer})
    ]


def _debts(shares: Sequence[Share]) -> list[_Debt]:
    """A payer's debts by who answers with him, the least secured first."""
    found: dict[tuple[str, ...], Money] = {}
    for share in shares:
        joint = tuple(sorted(share.joint))
        found[joint] = found.get(joint, ZERO) + share.amount
    order = sorted(found, key=lambda joint: (len(joint), joint))
    return [_Debt(joint=joint, open=found[joint]) for joint in order]

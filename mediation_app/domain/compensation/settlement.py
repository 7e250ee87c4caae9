"""Who still pays whom: advances counted once, the fund first, refunds out of insurers' payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
from mediation_app.errors import InvalidInput


def settle(claim: Claim, law: CompensationLaw, result: VictimResult) -> Settlement:
    """The payments still to be made for one victim.

    The fund's advance goes back out of what insurers still owe first, then the liable persons,
    then the victim as far as he has already been paid. A liable person who paid more than his
    share gets the excess out of the insurers' payments.
    """
    return _Ledger(claim, law, result).settle()


class _Ledger:
    def __init__(self, claim: Claim, law: CompensationLaw, result: VictimResult) -> None:
        self.claim, self.law, self.result = claim, law, result
        self.insurers = _dues(result.shares, (Layer.COMPULSORY, Layer.COMMERCIAL))
        self.liable = _dues(result.shares, (Layer.LIABLE,))
        self.joint: dict[str, tuple[str, ...]] = {}
        self.jointly: dict[str, Money] = {}
        for share in result.shares:
            if share.joint:
                self.joint[share.payer] = share.joint
                self.jointly[share.payer] = self.jointly.get(share.payer, ZERO) + share.amount
        self.advances: dict[str, Money] = {}
        for paid in claim.prepaid:
            if paid.amount < 0:
                raise InvalidInput("domain.money_negative", field="prepaid")
            if paid.victim == result.victim:
                before = self.advances.get(paid.payer, ZERO)
                self.advances[paid.payer] = before + paid.amount
        self.fund = self.advances.pop(FUND, ZERO)
        self.advances.pop(result.victim, None)  # his own money is no advance of a payer
        self.rows: list[NetRow] = []

    def settle(self) -> Settlement:
        result = self.result
        credited = ZERO
        nets: dict[str, Money] = {}
        excess: dict[str, Money] = {}
        for payer, due in (*self.insurers.items(), *self.liable.items()):
            paid = self.advances.get(payer, ZERO)
            counted = min(paid, due)
            credited += counted
            nets[payer] = due - counted
        for payer, paid in self.advances.items():
            over = paid - self.insurers.get(payer, self.liable.get(payer, ZERO))
            if over > 0:
                excess[payer] = over
        still = dict(nets)
        fund_open = self._repay_fund(still, excess)
        self._refund(still, excess)
        for payer, net in still.items():
            self._row(payer, result.victim, net, RowKind.VICTIM, "payment_order", "赔偿款")
        outgoing = sum((r.amount for r in self.rows if r.payer in nets), ZERO)
        parts = " + ".join(format_money(r.amount) for r in self.rows if r.payer in nets)
        proof = (
            f"应赔 {format_money(result.entitlement)} = 已付抵扣 {format_money(credited)}"
            f" + 尚应支付 {format_money(outgoing)}" + (f"（{parts}）" if "+" in parts else "")
        )
        if credited + outgoing != result.entitlement:  # a broken sum must never be printed
            raise AssertionError(proof)  # pragma: no cover - no claim is known that breaks it
        return Settlement(
            victim=result.victim,
            entitlement=result.entitlement,
            credited=credited,
            rows=tuple(self.rows),
            fund_open=fund_open,
            proof=proof,
        )

    def _repay_fund(self, still: dict[str, Money], excess: dict[str, Money]) -> Money:
        left = self.fund
        for payer in still:  # insurers stand first
            part = min(left, still[payer])
            still[payer] -= part
            left -= part
            self._row(payer, FUND, part, RowKind.FUND, "fund_repay", "偿还救助基金垫付款")
        received = sum(self.advances.values(), ZERO) - sum(excess.values(), ZERO)
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

    def _refund(self, still: dict[str, Money], excess: dict[str, Money]) -> None:
        for payee, over in excess.items():
            left = over
            for payer in [p for p in self.insurers if p != payee]:
                part = min(left, still[payer])
                still[payer] -= part
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
        jointly = min(amount, self.jointly.get(payer, ZERO))
        if jointly:
            others = "、".join(name(other) for other in self.joint[payer])
            why += f"，其中 {format_money(jointly)} 元由 {others} 连带"
        sources: tuple[Source, ...] = (self.law.source(source),)
        self.rows.append(
            NetRow(
                payer=payer,
                payee=payee,
                victim=self.result.victim,
                amount=amount,
                kind=kind,
                joint=self.joint.get(payer, ()) if jointly else (),
                jointly=jointly,
                sources=sources,
                text=f"{name(payer)} 付 {name(payee)} {format_money(amount)} 元（{why}）",
            )
        )


def _dues(shares: Sequence[Share], layers: Iterable[Layer]) -> dict[str, Money]:
    wanted = tuple(layers)
    found: dict[str, Money] = {}
    for layer in wanted:
        for share in shares:
            if share.layer is layer:
                found[share.payer] = found.get(share.payer, ZERO) + share.amount
    return found

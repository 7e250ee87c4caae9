"""The explaining tree: one result for screen, paper, JSON and tests.

    reckoning
    ├── victim                    amount = the loss = sum of its buckets
    │   ├── bucket > item > part
    │   ├── layers > layer > share    amount = the entitlement
    │   ├── own                       what stays with the victim: layers + own = the loss
    │   ├── advances > advance        what was paid before
    │   ├── settlement > row          amount = what is still to be paid
    │   └── proof                     the two sums that prove it
    ├── limits > limit            what is used of each sub-limit of 交强险
    ├── sides > side              shares of responsibility
    └── options > option          the choices that were used

Keys are made of ids, item codes and ordinals, so that two reckonings of one case can be compared
line by line.
"""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.domain.compensation.inputs import Claim, MentalOrder, Victim
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import (
    Given,
    Layer,
    Line,
    Node,
    Reckoning,
    Settlement,
    Share,
    VictimResult,
)
from mediation_app.domain.compensation.tree_frame import limit_nodes, option_node, side_nodes
from mediation_app.domain.compensation.tree_payments import (
    added,
    advance_nodes,
    proof_nodes,
    settlement_node,
)
from mediation_app.domain.money import (
    ZERO,
    capital,
    format_money,
)

SUMS = {
    "reckoning": "victim",
    "victim": "bucket",
    "bucket": "item",
    "layers": "layer",
    "layer": "share",
    "advances": "advance",
    "settlement": "row",
}
"""Kinds of node whose amount is the sum of their children of one kind."""


def tree_of(claim: Claim, law: CompensationLaw, reckoning: Reckoning) -> Node:
    """The tree of a reckoning of ``claim`` under ``law``."""
    victims = tuple(
        _victim(claim, law, victim, reckoning.victim(victim.id), reckoning.settlement(victim.id))
        for victim in claim.victims
    )
    total = sum((node.amount for node in victims if node.amount is not None), ZERO)
    return Node(
        kind="reckoning",
        key="reckoning",
        label="损害赔偿计算",
        amount=total,
        text=added((node.amount for node in victims if node.amount is not None), total),
        inputs=(Given(key="accident", label="事故日期", value=f"{claim.accident:%Y-%m-%d}"),),
        children=(
            *victims,
            *limit_nodes(law, reckoning.limits),
            *side_nodes(claim, law),
            option_node(claim),
        ),
    )


# Losses -------------------------------------------------------------------------------------------


def _victim(
    claim: Claim,
    law: CompensationLaw,
    victim: Victim,
    result: VictimResult,
    settlement: Settlement,
) -> Node:
    key = f"victim.{victim.id}"
    buckets = _buckets(key, result)
    return Node(
        kind="victim",
        key=key,
        label=victim.label,
        amount=result.total,
        text=added((b.amount for b in buckets if b.amount is not None), result.total),
        children=(
            *buckets,
            _layers(claim, law, key, result),
            _own(law, key, victim, result),
            *advance_nodes(claim, law, key, victim.id),
            settlement_node(claim, law, key, settlement),
            *proof_nodes(claim, law, key, result, settlement),
        ),
    )


def _buckets(key: str, result: VictimResult) -> list[Node]:
    items: dict[Bucket, list[Node]] = {}
    seen: dict[str, int] = {}
    for line in result.lines:
        seen[line.item] = seen.get(line.item, 0) + 1
        node = _item(f"{key}.item.{line.item}.{seen[line.item]}", "item", line)
        items.setdefault(line.bucket, []).append(node)
    return [
        Node(
            kind="bucket",
            key=f"{key}.bucket.{bucket.value}",
            label=bucket.label,
            amount=result.buckets[bucket],
            text=added((n.amount for n in items[bucket] if n.amount is not None), total),
            children=tuple(items[bucket]),
        )
        for bucket, total in result.buckets.items()
        if bucket in items
    ]


def _item(key: str, kind: str, line: Line) -> Node:
    return Node(
        kind=kind,
        key=key,
        label=line.label,
        amount=line.amount,
        text=line.text,
        inputs=line.inputs,
        standard=line.standard,
        sources=line.sources,
        notes=line.notes,
        children=tuple(
            _item(f"{key}.part.{ordinal}", "part", part)
            for ordinal, part in enumerate(line.parts, start=1)
        ),
    )


# Who bears it ---------------------------------------------------------------------------------------


def _layers(claim: Claim, law: CompensationLaw, key: str, result: VictimResult) -> Node:
    nodes = tuple(
        _layer(claim, law, key, layer, shares)
        for layer in (Layer.COMPULSORY, Layer.COMMERCIAL, Layer.LIABLE)
        if (shares := [share for share in result.shares if share.layer is layer])
    )
    text = added((n.amount for n in nodes if n.amount is not None), result.entitlement)
    mental = _mental(claim, result)
    return Node(
        kind="layers",
        key=f"{key}.layers",
        label="应得赔偿",
        amount=result.entitlement,
        text=f"{text}（大写：{capital(result.entitlement)}）",
        sources=(law.source("payment_order"), *((law.source("mental_first"),) if mental else ())),
        notes=(
            f"交强险（限额）赔付后剩余：{result.remainder_text}",
            *mental,
            *_fixed(claim, result.victim),
        ),
        children=nodes,
    )


def _mental(claim: Claim, result: VictimResult) -> list[str]:
    """How much of the mental damage the 死亡伤残 limits paid, which commercial cover may not."""
    whole = sum((line.amount for line in result.lines if line.mental), ZERO)
    paid = sum((s.amount for s in result.shares if s.bucket is Bucket.DEATH), ZERO)
    if not whole:
        return []
    if claim.options.mental is MentalOrder.FIRST:
        inside, order = min(whole, paid), "先赔"
    else:
        inside, order = max(whole + paid - result.buckets[Bucket.DEATH], ZERO), "后赔"
    left = f"已赔 {format_money(inside)} = 剩余 {format_money(whole - inside)} 元"
    return [f"精神损害抚慰金在死亡伤残限额内{order}：{format_money(whole)} − {left}"]


def _fixed(claim: Claim, victim: str) -> list[str]:
    units = _units(claim)
    return [
        f"调解员调整分配：{units[fixed.unit]}{fixed.bucket.label} {format_money(fixed.amount)} 元，"
        f"理由：{fixed.reason}"
        for fixed in claim.overrides
        if fixed.victim == victim
    ]


def _layer(
    claim: Claim, law: CompensationLaw, key: str, layer: Layer, shares: Sequence[Share]
) -> Node:
    total = sum((share.amount for share in shares), ZERO)
    units = _units(claim)
    return Node(
        kind="layer",
        key=f"{key}.layer.{layer.value}",
        label=layer.label,
        amount=total,
        text=added((share.amount for share in shares), total),
        sources=(law.source("payment_order"),),
        children=tuple(_share(claim, units, key, share) for share in shares),
    )


def _units(claim: Claim) -> dict[str, str]:
    found = {side.id: side.label for side in claim.sides}
    found.update({s.trailer.id: s.trailer.label for s in claim.sides if s.trailer is not None})
    return found


def _share(claim: Claim, units: dict[str, str], key: str, share: Share) -> Node:
    unit = share.unit or share.side
    bucket = f".{share.bucket.value}" if share.bucket is not None else ""
    what = units[unit] + (f" {share.bucket.label}" if share.bucket is not None else "")
    notes = share.notes
    if share.joint:
        others = "、".join(claim.name(other) for other in share.joint)
        notes = (*notes, f"{others} 对这 {format_money(share.amount)} 元承担连带责任")
    return Node(
        kind="share",
        key=f"{key}.share.{share.layer.value}.{unit}{bucket}",
        label=f"{claim.name(share.payer)}（{what}）",
        amount=share.amount,
        text=share.text,
        inputs=share.inputs,
        sources=share.sources,
        notes=notes,
    )


def _own(law: CompensationLaw, key: str, victim: Victim, result: VictimResult) -> Node:
    sources = [law.source("own_share")] if result.own else []
    if result.own and victim.free_ride is not None:
        sources.append(law.source("free_ride"))
    return Node(
        kind="own",
        key=f"{key}.own",
        label=Layer.OWN.label,
        amount=result.own,
        text=result.own_text,
        sources=tuple(sources),
    )

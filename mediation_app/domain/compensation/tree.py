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

from collections.abc import Iterable, Sequence

from mediation_app.domain.compensation.choices import chosen
from mediation_app.domain.compensation.inputs import FUND, Claim, MentalOrder, SideKind, Victim
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import (
    Given,
    Layer,
    LimitUse,
    Line,
    Node,
    Reckoning,
    Settlement,
    Share,
    VictimResult,
)
from mediation_app.domain.money import (
    ZERO,
    Money,
    capital,
    format_money,
    format_percent,
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

_KINDS = {
    SideKind.MOTOR: "机动车",
    SideKind.NON_MOTOR: "非机动车",
    SideKind.PEDESTRIAN: "行人",
}


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
        children=(*victims, *_limits(law, reckoning.limits), *_sides(claim, law), _options(claim)),
    )


def added(amounts: Iterable[Money], total: Money) -> str:
    """``1.00 + 2.00 = 3.00 元``."""
    parts = [format_money(amount) for amount in amounts]
    if len(parts) < 2:
        return f"{format_money(total)} 元"
    return f"{' + '.join(parts)} = {format_money(total)} 元"


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
            *_advances(claim, law, key, victim.id),
            _settlement(claim, law, key, settlement),
            *_proofs(law, key, result, settlement),
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


# What is still to be paid ---------------------------------------------------------------------------


def _advances(claim: Claim, law: CompensationLaw, key: str, victim: str) -> tuple[Node, ...]:
    rows: list[Node] = []
    seen: dict[str, int] = {}
    for paid in claim.prepaid:
        if paid.victim != victim:
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


def _settlement(claim: Claim, law: CompensationLaw, key: str, settlement: Settlement) -> Node:
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


def _proofs(
    law: CompensationLaw, key: str, result: VictimResult, settlement: Settlement
) -> tuple[Node, ...]:
    layers = (Layer.COMPULSORY, Layer.COMMERCIAL, Layer.LIABLE)
    parts = [*(result.paid_by(layer) for layer in layers), result.own]
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
    )


# Limits, shares, choices ----------------------------------------------------------------------------


def _limits(law: CompensationLaw, limits: Sequence[LimitUse]) -> tuple[Node, ...]:
    if not limits:
        return ()
    rows = []
    for use in limits:
        cover = "交强险" if use.insurer else "未投保交强险"
        end = "，已用尽" if use.used_up else ""
        rows.append(
            Node(
                kind="limit",
                key=f"limits.{use.unit}.{use.bucket.value}",
                label=f"{use.label} {cover}{use.bucket.label}",
                amount=use.used,
                text=f"{format_money(use.used)} / {format_money(use.limit)}{end}",
                inputs=(
                    Given(key="limit", label="限额", value=format_money(use.limit), unit="元"),
                    Given(key="fault", label="有无责任", value="有责" if use.at_fault else "无责"),
                ),
                sources=(law.limits.source,),
            )
        )
    return (Node(kind="limits", key="limits", label="交强险限额使用", children=tuple(rows)),)


def _sides(claim: Claim, law: CompensationLaw) -> tuple[Node, ...]:
    rows = tuple(
        Node(
            kind="side",
            key=f"sides.{side.id}",
            label=side.label,
            text=f"{_KINDS[side.kind]}，责任比例 {format_percent(side.percent)}",
            inputs=(
                Given(
                    key="percent",
                    label="责任比例",
                    value=format_percent(side.percent).removesuffix("%"),
                    unit="%",
                ),
            ),
            sources=(law.source("liability"),),
        )
        for side in claim.sides
    )
    return (Node(kind="sides", key="sides", label="责任比例", children=rows),)


def _options(claim: Claim) -> Node:
    return Node(
        kind="options",
        key="options",
        label="计算口径",
        children=tuple(
            Node(kind="option", key=f"options.{name}", label=label, text=text)
            for name, label, text in chosen(claim.options)
        ),
    )

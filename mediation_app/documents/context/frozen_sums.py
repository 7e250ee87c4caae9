"""A frozen reckoning (冻结) from its tree: what was frozen prints, also when facts changed since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from mediation_app.documents.context.scene import Sums
from mediation_app.domain.compensation.inputs import Claim, Prepayment
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import (
    Layer,
    LimitUse,
    Line,
    NetRow,
    Node,
    Reckoning,
    RowKind,
    Settlement,
    Share,
    VictimResult,
)
from mediation_app.domain.money import ZERO, Money, format_money, yuan

_BUCKETS, _LAYERS = tuple(Bucket), tuple(Layer)
_NUMBER = r"-?[\d,]+\.\d{2}"
_OPEN = re.compile(rf"尚有 ({_NUMBER}) 元")
_JOINTLY = re.compile(rf"其中 ({_NUMBER}) 元由 (.+?) 连带")
_JOINT = re.compile(rf"^(.+) 对这 {_NUMBER} 元承担连带责任$")


def frozen_sums(tree: Node, today: Sums) -> Sums:
    """The sums as the tree tells them; names, vehicles and insurers as they are known today."""
    claim = _claim(tree, today.claim)
    people = _People(claim)
    results = tuple(_victim(node, people, today.law) for node in _of(tree, "victim"))
    settlements = tuple(_settlement(node, people) for node in _of(tree, "victim"))
    limits = tuple(
        _limit(node, results, claim) for group in _of(tree, "limits") for node in group.children
    )
    result = Reckoning(victims=results, settlements=settlements, limits=limits)
    return replace(today, claim=claim, result=result)


def _of(node: Node, kind: str) -> Iterator[Node]:
    return (child for child in node.children if child.kind == kind)


def _one(node: Node, kind: str) -> Node:
    """The only child of a kind; an empty one when there is none."""
    return next(_of(node, kind), Node(kind=kind, key="", label=""))


def _last(node: Node) -> str:
    return node.key.rpartition(".")[2]


def _amount(node: Node) -> Money:
    return ZERO if node.amount is None else node.amount


def _given(node: Node, key: str) -> str:
    return next((given.value for given in node.inputs if given.key == key), "")


class _People:
    """Keys of payers by their names, as the tree tells names; the order of the vehicles."""

    def __init__(self, claim: Claim) -> None:
        self._names: dict[str, str] = {}
        for id_, name in (claim.names or {}).items():
            self._names.setdefault(name, id_)
        self._sides: dict[str, int] = {}
        for place, side in enumerate(claim.sides):
            self._sides[side.id] = place
            if side.trailer is not None:
                self._sides[side.trailer.id] = place

    def place(self, share: Share) -> tuple[int, ...]:
        """Sub-limits in their order, then vehicle by vehicle what its cover and its people pay."""
        side, layer = self._sides.get(share.unit, len(self._sides)), _LAYERS.index(share.layer)
        if share.bucket is None:
            return (len(_BUCKETS), side, layer)
        return (_BUCKETS.index(share.bucket), layer, side)

    def key(self, name: str) -> str:
        """The key behind a name, the name itself when nobody is called so today."""
        return self._names.get(name, name)

    def keys(self, names: str) -> tuple[str, ...]:
        """The keys behind 甲、乙."""
        whole = self._names.get(names)
        return (whole,) if whole else tuple(map(self.key, names.split("、")))


def _claim(tree: Node, claim: Claim) -> Claim:
    """The claim with the shares and the advances of the tree."""
    percents = {_last(n): _given(n, "percent") for g in _of(tree, "sides") for n in g.children}
    sides = tuple(
        replace(side, percent=Decimal(percents[side.id])) if percents.get(side.id) else side
        for side in claim.sides
    )
    prepaid = tuple(
        Prepayment(payer=node.key.split(".")[-2], victim=_last(victim), amount=_amount(node))
        for victim in _of(tree, "victim")
        for node in _one(victim, "advances").children
    )
    return replace(claim, sides=sides, prepaid=prepaid)


# Losses and who bears them ------------------------------------------------------------------------


def _victim(node: Node, people: _People, law: CompensationLaw) -> VictimResult:
    buckets: dict[Bucket, Money] = {}
    lines: list[Line] = []
    for group in _of(node, "bucket"):
        bucket = Bucket(_last(group))
        buckets[bucket] = _amount(group)
        lines += [_line(item, bucket, law) for item in group.children]
    layers = _one(node, "layers")
    shares = tuple(
        _share(share, layer, _last(node), people)
        for layer in layers.children
        for share in layer.children
    )
    first = sum((share.amount for share in shares if share.bucket is not None), ZERO)
    own, total = _one(node, "own"), _amount(node)
    return VictimResult(
        victim=_last(node),
        label=node.label,
        lines=tuple(lines),
        total=total,
        buckets=buckets,
        compulsory=first,
        remainder=total - first,
        remainder_text=f"{format_money(total)} − {format_money(first)}"
        f" = {format_money(total - first)} 元",
        shares=tuple(sorted(shares, key=people.place)),
        own=_amount(own),
        own_text=own.text,
        entitlement=_amount(layers),
    )


def _line(node: Node, bucket: Bucket, law: CompensationLaw) -> Line:
    code = node.key.split(".")[-2] if node.kind == "item" else ""
    kind = law.items.get(code)
    percent = _given(node, "coefficient")
    return Line(
        item=code,
        label=node.label,
        bucket=bucket,
        amount=_amount(node),
        text=node.text,
        sources=node.sources,
        standard=node.standard,
        parts=tuple(_line(part, bucket, law) for part in node.children),
        mental=kind is not None and kind.mental,
        coefficient=Decimal(percent) if percent else None,
        inputs=node.inputs,
        notes=node.notes,
    )


def _share(node: Node, layer: Node, victim: str, people: _People) -> Share:
    """``victim.<id>.share.<layer>.<unit>[.<bucket>]``, labelled ``payer（unit bucket）``."""
    path = node.key.partition(".share.")[2].split(".")
    bucket = Bucket(path[-1]) if path[-1] in set(Bucket) and len(path) > 2 else None
    unit = ".".join(path[1:-1] if bucket else path[1:])
    joint = [found[1] for note in node.notes if (found := _JOINT.match(note))]
    return Share(
        layer=Layer(path[0]),
        payer=people.key(_payer_name(node.label)),
        victim=victim,
        side=unit,
        unit=unit,
        amount=_amount(node),
        text=node.text,
        bucket=bucket,
        joint=people.keys(joint[0]) if joint else (),
        sources=node.sources,
        inputs=node.inputs,
        notes=tuple(note for note in node.notes if not _JOINT.match(note)),
    )


def _payer_name(label: str) -> str:
    """The label without the （…） at its end, which may hold others."""
    depth = 0
    for place in range(len(label) - 1, -1, -1):
        depth += {"）": 1, "（": -1}.get(label[place], 0)
        if not depth:
            return label[:place]
    return label


# Payments and limits ------------------------------------------------------------------------------


def _settlement(node: Node, people: _People) -> Settlement:
    group = _one(node, "settlement")
    rows = tuple(_row(row, _last(node), people) for row in group.children)
    open_ = [found[1] for note in group.notes if (found := _OPEN.search(note))]
    proof = next((n.text for n in _of(node, "proof") if n.key.endswith(".rows")), "")
    entitlement = _amount(_one(node, "layers"))
    out = sum((row.amount for row in rows if row.payer != _last(node)), ZERO)
    return Settlement(
        victim=_last(node),
        entitlement=entitlement,
        credited=entitlement - out,
        rows=rows,
        fund_open=yuan(open_[0]) if open_ else ZERO,
        proof=proof,
    )


def _row(node: Node, victim: str, people: _People) -> NetRow:
    """``victim.<id>.row.<kind>.<payer>.<payee>``."""
    kind, payer, payee = node.key.partition(".row.")[2].split(".")
    jointly = _JOINTLY.findall(node.text)
    joint = dict.fromkeys(key for _, names in jointly for key in people.keys(names))
    return NetRow(
        payer=payer,
        payee=payee,
        victim=victim,
        amount=_amount(node),
        kind=RowKind(kind),
        text=node.text,
        joint=tuple(joint),
        jointly=sum((yuan(amount) for amount, _ in jointly), ZERO),
        sources=node.sources,
    )


def _limit(node: Node, results: tuple[VictimResult, ...], claim: Claim) -> LimitUse:
    """``limits.<unit>.<bucket>``, labelled ``鲁P3K567 交强险医疗费用``."""
    unit, _, bucket = node.key.removeprefix("limits.").rpartition(".")
    payers = {**_insurers_of(claim), **_payers_of(results)}
    return LimitUse(
        unit=unit,
        label=re.sub(r" (未投保)?交强险\S*$", "", node.label),
        insurer="" if "未投保交强险" in node.label else payers.get(unit, ""),
        bucket=Bucket(bucket),
        at_fault=_given(node, "fault") != "无责",
        limit=yuan(_given(node, "limit")),
        used=_amount(node),
    )


def _insurers_of(claim: Claim) -> dict[str, str]:
    """The insurer of each unit as it is known today, for limits nobody used."""
    covers = [(side.id, side.compulsory) for side in claim.sides]
    covers += [(s.trailer.id, s.trailer.compulsory) for s in claim.sides if s.trailer is not None]
    return {unit: cover.insurer for unit, cover in covers if cover is not None}


def _payers_of(results: tuple[VictimResult, ...]) -> Mapping[str, str]:
    """The insurer of each unit, as far as it pays."""
    return {
        share.unit: share.payer
        for result in results
        for share in result.shares
        if share.layer is Layer.COMPULSORY
    }

"""Who bears a victim's loss (赔偿款的分配): 交强险, commercial cover, liable persons, the victim."""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.documents.context.scene import Scene, Sums
from mediation_app.documents.context.sums_basis import basis
from mediation_app.documents.context.sums_losses import payee_name, plus, victim_name
from mediation_app.documents.context.words import Tree, dates_told, joined, text, words
from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.result import Layer, LimitUse, Share, VictimResult
from mediation_app.domain.money import ZERO, Money, format_money

_LAYERS = {
    Layer.COMPULSORY: "交强险",
    Layer.COMMERCIAL: "商业三者险",
    Layer.LIABLE: "赔偿责任人",
    Layer.OWN: "自担",
}
_UNINSURED = "未投保交强险"


def allocation(scene: Scene, sums: Sums, result: VictimResult) -> Tree:
    """The table of one victim: first layer, remainder, further layers, own part, entitlement."""
    first = [share for share in result.shares if share.bucket is not None]
    further = [share for share in result.shares if share.bucket is None]
    later = sum((share.amount for share in further), ZERO)
    parts = [result.compulsory, later] if result.compulsory and later else []
    count = len(first) + len(further)
    return {
        "id": result.victim,
        "name": text(victim_name(scene, result.victim, result.label), width=10),
        "first": [_row(scene, sums, share, n) for n, share in enumerate(first, 1)],
        "has_first": bool(first),
        "first_basis": text(_basis(sums, first)),
        "further_basis": text(_basis(sums, further, own=bool(result.own))),
        "first_text": text(plus([share.amount for share in first])),
        "first_sum": text(format_money(result.compulsory)),
        "total": text(format_money(result.total)),
        "rest_text": text(result.remainder_text),
        "rest": text(format_money(result.remainder)),
        "has_rest": bool(result.remainder),
        "further": [_row(scene, sums, s, n) for n, s in enumerate(further, len(first) + 1)],
        "own_no": text(str(count + 1)),
        "own_payer": text(payee_name(scene, sums, result.victim)),
        "own_text": text(result.own_text),
        "own": text(format_money(result.own)),
        "proof": text(_proof(result, further)),
        "entitled_text": text(plus(parts) or f"{format_money(result.entitlement)}"),
        "entitled": text(format_money(result.entitlement)),
        "entitled_words": words(result.entitlement),
    }


def _row(scene: Scene, sums: Sums, share: Share, number: int) -> Tree:
    kind = _LAYERS[share.layer]
    if share.bucket is not None:
        head = kind if share.layer is Layer.COMPULSORY else _UNINSURED
        kind = f"{head}{share.bucket.label}"
    others = joined(payee_name(scene, sums, other) for other in share.joint)
    joint = f"{others}承担连带责任" if others else ""
    return {
        "no": text(str(number)),
        "label": text(kind),
        "payer": text(payee_name(scene, sums, share.payer)),
        "text": text(dates_told(share.text)),
        "notes": [text(dates_told(note)) for note in (*share.notes, joint) if note],
        "amount": text(format_money(share.amount)),
    }


def _basis(sums: Sums, shares: Sequence[Share], *, own: bool = False) -> str:
    """The articles of a group of rows; those of the limits stand in the table of standards."""
    sources = [s for share in shares for s in share.sources if s != sums.law.limits.source]
    kept = sums.law.sources.get("own_share")
    return basis((*sources, *((kept,) if own and kept is not None else ())))


def _proof(result: VictimResult, further: list[Share]) -> str:
    """All parts of the remainder add up to it."""
    return plus([*(share.amount for share in further), result.own])


# Limits -------------------------------------------------------------------------------------------


def shows_limits(sums: Sums) -> bool:
    """Whether several victims or vehicles meet in the limits, so that their use needs a table."""
    return len(sums.result.victims) > 1 or len({use.unit for use in sums.result.limits}) > 1


def limit_rows(scene: Scene, sums: Sums) -> list[Tree]:
    """How much of each sub-limit is used, by whom, and what is left."""
    return [
        _limit_row(scene, sums, use)
        for use in sums.result.limits
        if use.bucket is not Bucket.OUTSIDE and use.limit
    ]


def _limit_row(scene: Scene, sums: Sums, use: LimitUse) -> Tree:
    by_victim: list[Money] = []
    names: list[str] = []
    for result in sums.result.victims:
        amount = sum(
            (
                share.amount
                for share in result.shares
                if (share.unit or share.side, share.bucket) == (use.unit, use.bucket)
            ),
            ZERO,
        )
        if amount:
            by_victim.append(amount)
            names.append(
                f"{victim_name(scene, result.victim, result.label)} {format_money(amount)}"
            )
    told = sum(by_victim, ZERO) == use.used
    insurer = payee_name(scene, sums, use.insurer) if use.insurer else _UNINSURED
    return {
        "unit": text(use.label),
        "insurer": text(insurer),
        "bucket": text(f"{use.bucket.label}（{'有责任' if use.at_fault else '无责任'}）"),
        "limit": text(format_money(use.limit)),
        "text": text(" + ".join(names) if told and names else "未使用" if not use.used else ""),
        "used": text(format_money(use.used)),
        "left": text(format_money(use.limit - use.used)),
    }


def blank_allocation() -> Tree:
    """A table to fill in by hand."""
    names = ("no", "label", "payer", "text", "amount")
    empty: Tree = {**{name: text("") for name in names}, "notes": [text("")]}
    texts = (
        "first_text",
        "first_sum",
        "first_basis",
        "further_basis",
        "total",
        "rest_text",
        "rest",
        "own_no",
        "own_payer",
        "own_text",
        "own",
        "proof",
        "entitled_text",
        "entitled",
        "entitled_words",
    )
    return {
        "id": "",
        "name": text("", width=10, inline=True),
        "first": [
            {**empty, "no": text(str(number)), "label": text(f"交强险{bucket.label}")}
            for number, bucket in enumerate((Bucket.MEDICAL, Bucket.DEATH, Bucket.PROPERTY), 1)
        ],
        "has_first": True,
        "has_rest": True,
        "further": [
            {**empty, "no": text(str(number)), "label": text(_LAYERS[layer])}
            for number, layer in enumerate((Layer.COMMERCIAL, Layer.LIABLE), 4)
        ],
        **{name: text("") for name in texts},
        "own_no": text("6"),
    }

"""Mediation by the police (公安机关交通管理部门调解): what the window knows for their forms."""

from __future__ import annotations

from mediation_app.documents.context.parties import name_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.sums_losses import victim_name
from mediation_app.documents.context.words import Slot, Tree, text, words
from mediation_app.domain.checks.base import bound_parties
from mediation_app.domain.money import ZERO, format_money
from mediation_app.domain.parties import Liability, Party, PartyKind

_BLANK_LOSSES = 10


def police(scene: Scene) -> dict[str, object]:
    """``police``: the losses as reckoned, each side's fault and share, and their sum."""
    it, losses = scene.file.case, _losses(scene)
    total = sum((r.total for r in scene.sums.result.victims), ZERO) if scene.sums else None
    known = total is not None and bool(losses)
    return {
        "police": {
            "losses": losses or [_row(str(n)) for n in range(1, _BLANK_LOSSES + 1)],
            "was_mediated": bool(it.accepted_on and it.ended_on) or not it.id,
            "total": _cell(format_money(total) if total is not None and known else ""),
            "total_words": words(total) if known else _cell(""),
            "shares": [_share(party) for party in bound_parties(scene.file) if _at_fault(party)]
            or [{"name": _cell(""), "liability": _cell(""), "share": _cell("")} for _ in range(2)],
        }
    }


def _losses(scene: Scene) -> list[Tree]:
    rows: list[Tree] = []
    if scene.sums is None:
        return rows
    several = len(scene.sums.result.victims) > 1
    for result in scene.sums.result.victims:
        name = victim_name(scene, result.victim, result.label) if several else ""
        for line in result.lines:
            label = f"{name}：{line.label}" if name else line.label
            rows.append(_row(str(len(rows) + 1), label, format_money(line.amount)))
    return rows


def _row(number: str, label: str = "", amount: str = "") -> Tree:
    return {"no": number, "label": _cell(label), "amount": _cell(amount)}


def _cell(value: str) -> Slot:
    """A cell that is written in by hand when nothing is known."""
    slot = text(value, empty="")
    slot.blank = ""
    return slot


def _at_fault(party: Party) -> bool:
    """Whether the party has a part in the accident, or may have one on a blank form."""
    if not party.id or party.id.startswith("blank-"):
        return party.kind is PartyKind.PERSON
    return party.liability is not Liability.UNDECIDED or party.share is not None


def _share(party: Party) -> Tree:
    known = party.liability is not Liability.UNDECIDED
    return {
        "name": _cell(name_of(party)),
        "liability": _cell(party.liability.label if known else ""),
        "share": _cell(f"{party.share}%" if party.share is not None else ""),
    }

"""Money kept for others (代管款) on paper: what its own record says, from receipt to release."""

from __future__ import annotations

from datetime import date

from mediation_app.documents.context.pursuit import pursuit_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import Slot, Tree, day_text, text, words, yuan, yuan_text
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.custody import Custody, CustodyKind
from mediation_app.domain.custody_plan import deducted, deductions
from mediation_app.domain.fund import FundKind
from mediation_app.domain.records import Money


def custody_of(scene: Scene) -> Custody | None:
    """The custody the paper is about; the victim's only one when none was chosen."""
    pursuit = pursuit_of(scene)
    key = pursuit.key if pursuit is not None else ""
    every = scene.file.custodies
    chosen = next((it for it in every if it.id == key), None)
    if chosen is not None or len(every) != 1:
        return chosen
    return every[0] if every[0].victim_id in ("", key) else None


def kept(scene: Scene) -> Tree | None:
    """The nouns of the record; None while nobody has booked the money in."""
    it = custody_of(scene)
    if it is None:
        return None
    rescue, funeral = it.rescue_deducted, it.funeral_deducted
    if not rescue and not funeral:  # not taken off yet: what will be
        parts = deductions(scene.file, it)
        rescue, funeral = deducted(parts, FundKind.RESCUE), deducted(parts, FundKind.FUNERAL)
    net = it.received - rescue - funeral
    entries = [entry for entry in scene.file.custody_entries if entry.custody_id == it.id]
    came = next((entry for entry in entries if entry.kind is CustodyKind.RECEIVED), None)
    how = f"{yuan_text(it.received)} − {yuan_text(rescue)} − {yuan_text(funeral)}"
    interest = f"；利息{yuan_text(it.interest)}归权利人" if it.interest else ""
    return {
        "number": _written(it.number),
        "deceased": text(it.deceased, width=10),
        "source": text(" ".join((it.payer_name, *it.source.split())), width=10),
        "income": yuan(it.received),
        "income_on": _written(day_text(it.received_on) if it.received_on else ""),
        "serial": _written(came.bank_serial if came is not None else ""),
        "rescue": yuan(rescue),
        "funeral": yuan(funeral),
        "own": yuan(rescue + funeral),
        "kept": yuan(net),
        "kept_words": words(net),
        "how": Slot(f"{how} = {yuan_text(net)}{interest}"),
        "account": _written(it.account),
        **_claim(it),
        "clerk_note": _opinion(scene, it, "claim"),
        "checker_note": _opinion(scene, it, "check"),
        "approver_note": _opinion(scene, it, "approve"),
    }


def empty() -> Tree:
    """The same nouns with nothing in them: written by hand."""
    names = (
        *("number", "serial", "account", "claimant", "relation", "id_number", "heirs", "police"),
        *("amount", "amount_words", "payee", "clerk_note", "checker_note", "approver_note"),
    )
    return {name: _written("") for name in names}


def _claim(it: Custody) -> Tree:
    amount: Money | None = it.approved_amount or None
    account = (it.claimant_account_name, it.claimant_bank, it.claimant_account)
    return {
        "claimant": _written(it.claimant_name),
        "relation": _written(it.claimant_relation),
        "id_number": _written(it.claimant_id_number),
        "heirs": _written(it.heirs_proof),
        "police": _written(it.police_document),
        "amount": yuan(amount) if amount else _written(""),
        "amount_words": words(amount) if amount else _written(""),
        "payee": _written("　".join(part for part in account if part)),
    }


def _opinion(scene: Scene, it: Custody, event: str) -> Slot:
    """What was said at a step, by whom and when, since the last claim."""
    mine = [
        step
        for step in scene.file.steps
        if step.subject_id == it.id and step.event == event and _still_counts(it, step.occurred_on)
    ]
    return _written(_said(mine[-1]) if mine and it.claimant_name else "")


def _still_counts(it: Custody, on: date) -> bool:
    return it.claimed_on is not None and on >= it.claimed_on


def _said(step: StepTaken) -> str:
    note = " ".join(step.note.split()) or "同意发还"
    if step.event == "claim":
        note = " ".join(step.note.split()) or "认领材料齐全，报请发还"
    return f"{note}　{step.person_name}　{day_text(step.occurred_on)}"


def _written(value: str) -> Slot:
    """A value, or room to write it by hand."""
    return Slot(value, empty="", blank="")

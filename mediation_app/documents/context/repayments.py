"""Ends of a recovery on paper: receipt, refund, insurer, suit, write-off, money kept in trust."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.custodies import empty as empty_record
from mediation_app.documents.context.custodies import kept as kept_record
from mediation_app.documents.context.fund_archive import fund_archive, suit_materials
from mediation_app.documents.context.parties import name_of
from mediation_app.documents.context.pursuit import (
    Pursuit,
    came_by,
    pursuit_of,
    receipts_of,
)
from mediation_app.documents.context.recoveries import steps_of, taken_on, unnumbered
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    DATE_BLANK,
    LINE,
    NONE,
    Slot,
    Tree,
    box,
    day,
    joined,
    narrative,
    text,
    words,
    yuan,
    yuan_text,
)
from mediation_app.domain.checks.base import INSURERS
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundApplication, FundKind, Payment
from mediation_app.domain.names import same_name
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import Recovery, RepaymentReceipt
from mediation_app.domain.refund_rules import given_back, is_confirmed
from mediation_app.domain.vehicles import Policy
from mediation_app.domain.workflow.recovery import GROUNDS

_MEDICAL = ("医疗", "抢救")
_FUNERAL = ("丧葬",)


def repayments(scene: Scene) -> dict[str, object]:
    """``repayment``, ``refund``, ``insurer``, ``suit``, ``write_off``, ``custody``,
    ``fund_archive``, ``recovery_closing``."""
    pursuit = pursuit_of(scene)
    fund = scene.fund or FundFile(application=FundApplication(id="", case_id=""))
    it = (
        pursuit.recovery
        if pursuit is not None
        else Recovery(id="", case_id="", application_id="", payment_id="")
    )
    return {
        "repayment": _repayment(scene, fund, it, pursuit),
        "refund": _refund(scene),
        "insurer": _insurer(scene, pursuit),
        "suit": _suit(scene, it),
        "write_off": _write_off(scene, it),
        "custody": _custody(scene, fund),
        "fund_archive": fund_archive(scene),
        "recovery_closing": _closing(scene, fund, it),
    }


def _repayment(scene: Scene, fund: FundFile, it: Recovery, pursuit: Pursuit | None) -> Tree:
    """The receipt for money that came to the fund's account."""
    got = pursuit.repayment if pursuit is not None else None
    every = list(receipts_of(fund, it))
    if got is None:
        got = every[-1] if every else RepaymentReceipt(id="", case_id="", recovery_id="")
    upto = every[: every.index(got) + 1] if got in every else []
    left = it.opening - sum((receipt.amount for receipt in upto), ZERO)
    left -= given_back(fund, it, got.received_on or scene.today)
    known = bool(got.id)
    return {
        "id": got.id,
        "no": Slot(str(len(upto)) if known else "", blank=LINE * 2, inline=True),
        "payer": text(got.payer_name, width=10),
        "amount": yuan(got.amount if known else None),
        "words": words(got.amount if known else None),
        "received_on": day(got.received_on),
        "bank_serial": text(got.bank_serial, width=10),
        "left": yuan(left if known else None),
    }


# Paid too much (P1, P2) -------------------------------------------------------------------------


def _refund(scene: Scene) -> Tree:
    """The letter about one over-payment: everything it says stands in the ``Refund``."""
    it = scene.refund
    payment = scene.payment or Payment(id="", case_id="", application_id="")
    cause = scene.wording.reasons.get(it.cause, "") if it is not None else ""
    reason = Slot(f"{cause}。" if cause else "")
    reason.empty = reason.blank = LINE * 25
    how = Slot(it.working.strip().rstrip("。") if it is not None else "")
    how.empty = how.blank = LINE * 16
    debtor = it.debtor_name if it is not None else ""
    amount = it.amount if it is not None else None
    issued = [
        p.issued_on
        for p in scene.file.papers
        if it is not None and p.kind == scene.kind and p.subject_id == it.id and p.issued_on
    ]
    same = not debtor or same_name(debtor, payment.payee_name)
    return {
        "reason": reason,
        "calculation": how,
        "debtor": text(debtor, width=12),
        "payee": Slot("你单位" if same else payment.payee_name),
        "served": Slot(debtor, empty="", blank=LINE * 6),
        "amount": yuan(amount),
        "words": words(amount),
        "confirmed": Slot("已复核" if it is not None and is_confirmed(it) else ""),
        "number": unnumbered(
            f"{scene.office.fund_prefix}退函", it.number if it is not None else scene.number
        ),
        "date": dated(day(min(issued, default=scene.today) if it is not None else None)),
    }


# Insurer ----------------------------------------------------------------------------------------


def _insurer(scene: Scene, pursuit: Pursuit | None) -> Tree:
    party = pursuit.insurer if pursuit is not None else None
    known = scene.file.parties_with(*INSURERS) if scene.file.case.id else ()
    if party is None and known:
        party = known[0]
    policies = [p for p in scene.file.policies if party is not None and p.insurer_id == party.id]
    return {
        "name": text(name_of(party) if party else "", width=14),
        "insured": text(joined(dict.fromkeys(_insured(scene, p) for p in policies)), width=8),
        "policies": text(joined((_policy_text(scene, p) for p in policies), "；"), width=16),
        "has_policy": bool(policies),
    }


def _insured(scene: Scene, policy: Policy) -> str:
    vehicle = next((v for v in scene.file.vehicles if v.id == policy.vehicle_id), None)
    if vehicle is None:
        return ""
    return scene.party_name(vehicle.owner_id) or scene.party_name(vehicle.driver_id)


def _policy_text(scene: Scene, policy: Policy) -> str:
    vehicle = next((v for v in scene.file.vehicles if v.id == policy.vehicle_id), None)
    plate = vehicle.plate if vehicle is not None else ""
    return joined((plate, policy.kind.label, policy.number), " ")


# Suit, write-off, closing -----------------------------------------------------------------------


def _facts(scene: Scene, it: Recovery, *events: str) -> Mapping[str, object]:
    """What was entered with steps of the recovery, the later over the earlier."""
    found: dict[str, object] = {}
    for event in events:
        for step in steps_of(scene, it, event):
            try:
                kept = json.loads(step.facts or "{}")
            except ValueError:
                continue
            if isinstance(kept, dict):
                found.update(kept)
    return found


def _suit(scene: Scene, it: Recovery) -> Tree:
    facts = _facts(scene, it, "sue", "enforce", "enforced_out")
    started = taken_on(scene, it, "sue")
    enforcing = taken_on(scene, it, "enforce") is not None
    return {
        "court": text(str(facts.get("court") or scene.office.court), width=10),
        "docket": text(str(facts.get("docket") or ""), width=10),
        "claim": narrative(str(facts.get("claim") or ""), lines=2),
        "judgment": text(str(facts.get("judgment") or ""), width=10),
        "order": text(str(facts.get("order") or ""), width=10),
        "started_on": dated(day(started)),
        "materials": suit_materials(scene, str(facts.get("judgment") or "")),
        "box_suit": box(ticked=started is not None and not enforcing),
        "box_share": box(ticked=enforcing),
    }


def _write_off(scene: Scene, it: Recovery) -> Tree:
    facts = _facts(scene, it, "ask_write_off")
    done = _facts(scene, it, "write_off")
    labels = dict(GROUNDS)
    asked = taken_on(scene, it, "ask_write_off")
    amount: Money | None = (it.written_off or it.outstanding) if it.id else None
    number = it.write_off_number or str(done.get("approval_number") or "")
    return {
        "amount": yuan(amount),
        "words": words(amount),
        "ground": text(labels.get(it.write_off_ground, ""), width=12),
        "boxes": [
            {"box": box(ticked=it.write_off_ground == code), "label": label}
            for code, label in GROUNDS
        ],
        "evidence": narrative(str(facts.get("evidence") or ""), lines=2),
        "asked_on": _short(asked),
        "ask_note": Slot(
            f"已履行追偿职责，申请核销{yuan_text(amount)}。" if asked and amount else "",
            empty="",
            blank="",
        ),
        "preparer": text(scene.person(it.preparer_id), empty="", width=5),
        "checker": text(scene.person(it.write_off_checker_id), empty="", width=5),
        "checked_on": _short(taken_on(scene, it, "check_write_off")),
        "check_note": _opinion(scene, it, "check_write_off"),
        "approver": text(scene.person(it.write_off_approver_id), empty="", width=5),
        "signed_on": _short(taken_on(scene, it, "sign_write_off")),
        "sign_note": _opinion(scene, it, "sign_write_off"),
        "number": text(number, empty="", width=8),
        "written_on": _short(taken_on(scene, it, "write_off")),
        "is_done": bool(number),
        "earliest": day(it.write_off_from),
    }


def _opinion(scene: Scene, it: Recovery, event: str) -> Slot:
    steps = steps_of(scene, it, event)
    said = " ".join(steps[-1].note.split()) if steps else ""
    return Slot(said or ("同意" if steps else ""), empty="", blank="")


def _short(value: date | None) -> Slot:
    slot = day(value)
    slot.empty = slot.blank = DATE_BLANK
    return slot


def _closing(scene: Scene, fund: FundFile, it: Recovery) -> Tree:
    got = receipts_of(fund, it)
    closed = taken_on(scene, it, "close")
    after = came_by(got, date.max)
    return {
        "closed_on": _short(closed),
        "count": Slot(str(len(got)) if it.id else "", blank=LINE * 3),
        "total": yuan(after if it.id else None),
        "words": words(after if it.id else None),
        "left": yuan(max(it.opening - after, ZERO) if it.id else None),
        "is_paid": bool(it.id) and ZERO < it.opening <= after,
    }


# Money kept for unknown heirs (§3.7) ------------------------------------------------------------


def _custody(scene: Scene, fund: FundFile) -> Tree:
    """Compensation for an unknown deceased, less the fund's own advances.

    From the record of the custody once the money was booked in, before that from the case.
    """
    victim = scene.file.party(fund.application.victim_id) if fund.application.id else None
    mine = [f for f in scene.file.funds if victim and f.application.victim_id == victim.id]
    advances = {
        kind: sum(
            (r.opening for f in mine if f.application.kind is kind for r in f.recoveries), ZERO
        )
        for kind in (FundKind.RESCUE, FundKind.FUNERAL)
    }
    own = sum(advances.values(), ZERO)
    paid = [
        p
        for p in scene.file.prepaid
        if victim is not None
        and p.victim_id == victim.id
        and not _is_family(scene, p.payer_id)
        and not p.from_compulsory
        and not any(sign in p.purpose for sign in (*_MEDICAL, *_FUNERAL))
    ]
    income = sum((p.amount for p in paid), ZERO)
    kept = max(income - own, ZERO)
    known = victim is not None
    record = kept_record(scene)
    return {
        **empty_record(),
        "is_needed": record is not None or (victim is not None and victim.identity_unknown),
        "deceased": text(name_of(victim or Party(id="", case_id="")), width=10),
        "source": text(joined(dict.fromkeys(scene.party_name(p.payer_id) for p in paid)), width=10),
        "income": _written(income if paid else None),
        "income_on": _short(max((p.paid_on for p in paid if p.paid_on), default=None)),
        "rescue": yuan(advances[FundKind.RESCUE] if known else None),
        "funeral": yuan(advances[FundKind.FUNERAL] if known else None),
        "own": yuan(own if known else None),
        "kept": _written(kept if paid else None),
        "kept_words": _written_words(kept if paid else None),
        "how": Slot(
            f"{yuan_text(income)} − {yuan_text(advances[FundKind.RESCUE])} − "
            f"{yuan_text(advances[FundKind.FUNERAL])} = {yuan_text(kept)}"
            if paid
            else "",
            empty="",
            blank="",
        ),
        "none": Slot(NONE),
        **(record or {}),
    }


def _is_family(scene: Scene, party_id: str) -> bool:
    party = scene.file.party(party_id)
    return party is not None and party.is_a(PartyRole.RELATIVE, PartyRole.VICTIM)


def _written(value: Money | None) -> Slot:
    """A sum that is written by hand while no record has it."""
    slot = yuan(value)
    slot.empty = ""
    return slot


def _written_words(value: Money | None) -> Slot:
    slot = words(value)
    slot.empty = ""
    return slot

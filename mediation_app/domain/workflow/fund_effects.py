"""What each event of the fund's process writes: pure, from one application to the next.

The service adds what only a store knows (numbers drawn, the balance, other applications) and the
records beside the application; whatever a row of the table promises to record is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    Decision,
    FundApplication,
    FundState,
    Payment,
    PaymentState,
    Verdict,
)
from mediation_app.domain.fund_review import payee_of
from mediation_app.domain.fund_terms import Terms, clock_runs
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.domain.refund_rules import opened
from mediation_app.domain.refunds import Refund
from mediation_app.domain.workflow.engine import Step

ZERO = Decimal("0.00")
PAYEE = ("payee_name", "payee_bank", "payee_account")
# What these leave behind is void: they take the number of the decision out of force.
VOIDING = frozenset({"revise", "reopen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """The sums of the review as they are frozen when the clerk recommends, in yuan."""

    eligible: Decimal = ZERO
    first_layer: Decimal = ZERO
    proposed: Decimal = ZERO
    lines: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A step that is being taken: who, when, with which facts, under which terms."""

    step: Step
    case: CaseFile
    file: FundFile
    actor: Actor
    occurred_on: date
    facts: Mapping[str, Any]
    terms: Terms
    reckoned: Reckoned = Reckoned()
    rules_version: str = ""

    @property
    def application(self) -> FundApplication:
        """The application before the step."""
        return self.file.application

    def text(self, name: str) -> str:
        """A text fact, empty when it was not given."""
        return str(self.facts.get(name) or "").strip()

    def codes(self, name: str) -> tuple[str, ...]:
        """A fact of codes."""
        given = self.facts.get(name) or ()
        return tuple(str(code) for code in given) if isinstance(given, tuple | list) else ()


def take(act: Act) -> FundFile:
    """The fund file after the step: state, seat, what the event records, its decision."""
    step = act.step
    application = act.application
    changed: dict[str, Any] = {}
    if step.takes_seat:
        changed[f"{step.takes_seat}_id"] = act.actor.person_id
    if step.target != application.state:
        changed["state"] = FundState(step.target)
        changed["state_since"] = act.occurred_on
    effect = EFFECTS.get(step.event)
    if effect is not None:
        changed.update(effect(act))
    file = replace(act.file, application=replace(application, **changed))
    decision = decision_of(act, file.application)
    if decision is not None:
        file = replace(file, decisions=(*file.decisions, decision))
    if step.event in ("order_payment", "reorder"):
        file = replace(file, payments=(*file.payments, _order(act, file.application)))
    if step.event in _PAYMENT_ENDS:
        file = replace(file, payments=_ended(act, file.payments))
    if step.event == "adjust":
        file = replace(file, refunds=(*file.refunds, _overpaid(act)))
    return file


# Effects ----------------------------------------------------------------------------------------


def _submit(act: Act) -> dict[str, Any]:
    return {"received_on": act.application.received_on or act.occurred_on}


def _ask_supplement(act: Act) -> dict[str, Any]:
    served = act.facts.get("served_on") or act.occurred_on
    return {
        "missing": act.codes("missing"),
        "supplement_due": act.terms.supplement(served).day,
    }


def _supplemented(_act: Act) -> dict[str, Any]:
    return {"missing": (), "supplement_due": None}


def _not_accept(act: Act) -> dict[str, Any]:
    return _refusal(act) | {"decided_on": act.occurred_on}


def _lapse(act: Act) -> dict[str, Any]:
    return {"decided_on": act.occurred_on, "refusal_codes": ("N10",)}


def _accept(act: Act) -> dict[str, Any]:
    application = act.application
    complete_on: date = act.facts["complete_on"]
    runs = clock_runs(application, act.case.steps)
    due = act.terms.decide(application.kind, complete_on, runs)
    return {
        "complete_on": complete_on,
        "accepted_on": act.occurred_on,
        "decide_due": due.day,
        "decide_why": due.why,
        "frozen_rules": act.terms.rules.to_json(),
        "rules_version": act.rules_version,
    }


def _recommend(act: Act) -> dict[str, Any]:
    full = act.reckoned.proposed >= act.application.claimed
    return {
        "eligible": act.reckoned.eligible,
        "first_layer": act.reckoned.first_layer,
        "proposed": act.reckoned.proposed,
        "calculation": act.reckoned.lines,
        "proposed_verdict": Verdict.PASS if full else Verdict.PARTIAL,
        "refusal_codes": (),
        "refusal_facts": "",
    }


def _recommend_refusal(act: Act) -> dict[str, Any]:
    return _refusal(act) | {
        "proposed": ZERO,
        "proposed_verdict": Verdict.REFUSE,
        "eligible": act.reckoned.eligible,
        "first_layer": act.reckoned.first_layer,
        "calculation": act.reckoned.lines,
    }


def _refusal(act: Act) -> dict[str, Any]:
    return {"refusal_codes": act.codes("refusal_codes"), "refusal_facts": act.text("refusal_facts")}


def _refuse(act: Act) -> dict[str, Any]:
    return _refusal(act) | {
        "decided_on": act.occurred_on,
        "approved": ZERO,
        "meeting_number": act.text("meeting_number") or act.application.meeting_number,
        "served_on": None,
        "objection_due": None,
        "pay_due": None,
        "pay_why": "",
    }


def _approve(act: Act) -> dict[str, Any]:
    due = act.terms.pay(act.application, act.occurred_on)
    party = payee_of(act.application, act.case)
    on_record = (
        {
            "payee_name": party.account_name or party.name,
            "payee_bank": party.account_bank,
            "payee_account": party.account_number,
        }
        if party is not None
        else {}
    )
    missing = {n: v for n, v in on_record.items() if v and not getattr(act.application, n)}
    return missing | {
        "approved": act.facts["amount"],
        "decided_on": act.occurred_on,
        "pay_due": due.day,
        "pay_why": due.why,
        "refusal_codes": (),
        "refusal_facts": "",
        "meeting_number": act.text("meeting_number") or act.application.meeting_number,
        "served_on": None,
        "objection_due": None,
    }


def _payee(act: Act) -> dict[str, Any]:
    return {name: act.text(name) for name in PAYEE}


def _new_payee(act: Act) -> dict[str, Any]:
    return {name: act.text(name) for name in PAYEE if act.text(name)}


def _void(_act: Act) -> dict[str, Any]:
    """The decision no longer stands: nothing is approved, no letter counts, no payment is due."""
    return {
        "approved": ZERO,
        "decided_on": None,
        "decision_number": "",
        "meeting_number": "",
        "served_on": None,
        "objection_due": None,
        "pay_due": None,
        "pay_why": "",
        "refusal_codes": (),
        "refusal_facts": "",
    }


def _revise(act: Act) -> dict[str, Any]:
    due = act.terms.decide(act.application.kind, act.occurred_on)
    seats = ("checker_id", "approver_id", "payer_id", "pay_checker_id")
    return (
        _void(act)
        | dict.fromkeys(seats, "")
        | {"proposed_verdict": None, "decide_due": due.day, "decide_why": due.why}
        | _new_payee(act)
    )


def _object(act: Act) -> dict[str, Any]:
    objector = act.text("objector")
    return {"objected_on": act.occurred_on, "objection": f"{objector}：{act.text('objection')}"}


def _serve(act: Act) -> dict[str, Any]:
    served: date = act.facts["served_on"]
    application = act.application
    if application.state is FundState.SUPPLEMENT:
        return {"supplement_due": act.terms.supplement(served).day}
    partial = application.approved < application.claimed
    if application.state in _REFUSALS or (application.state in _APPROVALS and partial):
        return {"served_on": served, "objection_due": act.terms.objection(served).day}
    return {"served_on": served}


_REFUSALS = (FundState.REFUSED, FundState.NOT_ACCEPTED)
_APPROVALS = (FundState.APPROVED, FundState.TO_PAY, FundState.PAID)


def _meeting(act: Act) -> dict[str, Any]:
    settled: dict[str, Any] = {"objected_on": None}
    if act.application.state is not FundState.DISPUTE:
        return settled  # beside the payment: the minutes of the decision stay
    return settled | {"meeting_number": act.text("meeting_number")}


def _readmit(_act: Act) -> dict[str, Any]:
    return {
        "objected_on": None,
        "decided_on": None,
        "decision_number": "",
        "served_on": None,
        "objection_due": None,
        "refusal_codes": (),
        "refusal_facts": "",
        "checker_id": "",
    }


def _reopen(act: Act) -> dict[str, Any]:
    return _void(act) | _meeting(act)


EFFECTS: Mapping[str, Callable[[Act], dict[str, Any]]] = {
    "submit": _submit,
    "ask_supplement": _ask_supplement,
    "supplemented": _supplemented,
    "not_accept": _not_accept,
    "lapse": _lapse,
    "accept": _accept,
    "recommend": _recommend,
    "recommend_refusal": _recommend_refusal,
    "refuse": _refuse,
    "approve": _approve,
    "order_payment": _payee,
    "reorder": _payee,
    "object": _object,
    "correct_account": _new_payee,
    "revise": _revise,
    "reopen": _reopen,
    "readmit": _readmit,
    "keep_refusal": _meeting,
    "keep_approval": _meeting,
    "keep_not_accepted": _meeting,
    "uphold_rest": _meeting,
    "serve": _serve,
}


# Decisions and payments -------------------------------------------------------------------------

STAGES = {
    "not_accept": ("checker", Verdict.REFUSE),
    "recommend": ("clerk", Verdict.PASS),
    "recommend_refusal": ("clerk", Verdict.REFUSE),
    "send_back": ("checker", Verdict.RETURN),
    "check_pass": ("checker", Verdict.PASS),
    "check_to_meeting": ("checker", Verdict.PASS),
    "return_to_check": ("approver", Verdict.RETURN),
    "refuse": ("approver", Verdict.REFUSE),
    "approve": ("approver", Verdict.PASS),
    "revise": ("void", Verdict.RETURN),
    "reopen": ("meeting", Verdict.RETURN),
    "readmit": ("meeting", Verdict.RETURN),
    "keep_not_accepted": ("meeting", Verdict.REFUSE),
    "keep_refusal": ("meeting", Verdict.REFUSE),
    "keep_approval": ("meeting", Verdict.PARTIAL),
    "uphold_rest": ("meeting", Verdict.PASS),
}
_PAYMENT_ENDS = {
    "confirm_paid": PaymentState.PAID,
    "bank_return": PaymentState.RETURNED,
    "withdraw": PaymentState.RETURNED,
    "revise": PaymentState.RETURNED,
}
_STOPPED = {"withdraw": "撤回停付", "revise": "变更停付"}


def decision_of(act: Act, after: FundApplication) -> Decision | None:
    """The signed opinion that a step leaves on the approval form; None for other steps."""
    stage, verdict = STAGES.get(act.step.event, ("", Verdict.PASS))
    if not stage:
        return None
    amount = ZERO
    if act.step.event == "recommend" or act.step.event in ("check_pass", "check_to_meeting"):
        verdict, amount = after.proposed_verdict or verdict, after.proposed
    elif act.step.event == "approve":
        amount = after.approved
        verdict = Verdict.PASS if amount >= after.claimed else Verdict.PARTIAL
    elif act.step.event in VOIDING:
        amount = act.application.approved
    giver = act.actor.giver
    return Decision(
        id=new_id(),
        case_id=after.case_id,
        application_id=after.id,
        stage=stage,
        person_id=act.actor.person_id,
        person_name=act.actor.name,
        verdict=verdict,
        amount=amount,
        opinion=act.text("opinion") or act.text("refusal_facts"),
        decided_on=act.occurred_on,
        codes=act.codes("return_codes") or act.codes("refusal_codes"),
        for_person_id=giver.person_id if giver else "",
        for_person_name=giver.name if giver else "",
    )


def _order(act: Act, after: FundApplication) -> Payment:
    victim = act.case.party(after.victim_id)
    who = victim.name if victim else ""
    return Payment(
        id=new_id(),
        case_id=after.case_id,
        application_id=after.id,
        amount=after.approved,
        payee_name=after.payee_name,
        payee_bank=after.payee_bank,
        payee_account=after.payee_account,
        purpose=f"{after.number} {who} {after.kind.label}垫付".strip(),
        ordered_on=act.occurred_on,
        maker_id=act.actor.person_id,
        maker_name=act.actor.signature,
    )


def _overpaid(act: Act) -> Refund:
    return opened(
        act.case,
        act.file,
        cause=act.text("cause"),
        amount=act.facts["amount"],
        debtor_name=act.text("debtor"),
        debtor_party_id=act.text("debtor_party_id"),
        debtor=act.text("debtor_kind"),
        working=act.text("opinion"),
        found_on=act.occurred_on,
        found_by_id=act.actor.person_id,
    )


def _ended(act: Act, payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """The open order paid or returned; a paid one is never touched again."""
    state = _PAYMENT_ENDS[act.step.event]
    done = []
    for payment in payments:
        if payment.state is not PaymentState.ORDERED:
            done.append(payment)
        elif state is PaymentState.PAID:
            done.append(
                replace(
                    payment,
                    state=state,
                    paid_on=act.occurred_on,
                    checker_id=act.actor.person_id,
                    checker_name=act.actor.signature,
                    bank_serial=act.text("bank_serial"),
                )
            )
        else:
            code = act.text("return_code") or _STOPPED.get(act.step.event, "")
            done.append(replace(payment, state=state, return_code=code))
    return tuple(done)

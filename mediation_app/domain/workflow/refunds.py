"""The refund's process (多付退款) as a table: domain rules P1 to P4.

An adjustment of a paid application (E21) opens it, a second person confirms it, the letter (F22)
is served, and money that comes back ends it: through the bank, or set off against a later
settlement with the same hospital. The payment itself is never touched (CHK-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.ids import new_id
from mediation_app.domain.names import same_name
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import Money
from mediation_app.domain.refund_rules import is_confirmed
from mediation_app.domain.refunds import Refund, RefundDebtor, RefundReceipt
from mediation_app.domain.refunds import RefundState as S
from mediation_app.domain.workflow.engine import Fact, FactKind, Position, Process, Step
from mediation_app.domain.workflow.fund_guards import (
    in_time,
    not_admin,
    rules_of,
    serial_new,
    unrelated,
)
from mediation_app.domain.workflow.rows import row
from mediation_app.errors import Reason

NEW = "new"
"""Where a refund comes from: the adjustment of a paid application opens it (E21)."""

SEATS = {
    "finder": "多付登记",
    "checker": "多付复核",
    "payer": "拨付制单",
    "pay_checker": "拨付复核",
}
CHK = frozenset({Role.CHECKER, Role.APPROVER})
TELL = frozenset({Role.RECOVERY, Role.FUND_CLERK})
PAY = frozenset({Role.CASHIER})
WAIVE = frozenset({Role.APPROVER, Role.LEADER})
OPEN = (S.DUE, S.TOLD, S.PART)
_OFFSET_DEBTORS = (RefundDebtor.HOSPITAL, RefundDebtor.FUNERAL_HOME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The later payment a refund is set off against; ``offset`` was set off there already."""

    number: str
    application_number: str
    application_id: str
    payee_name: str
    amount: Money
    paid_on: date | None
    offset: Money = Decimal("0.00")


def sitting(
    refund: Refund, application: FundApplication, steps: Iterable[StepTaken]
) -> dict[str, frozenset[str]]:
    """Seat → everybody who counts as sitting in it: the person, and for whom he acted there."""
    held = {seat: {person} - {""} for seat, person in seats_of(refund, application).items()}
    for step in steps:
        seat = _SEAT_OF_EVENT.get(step.event, "")
        if step.subject_id == refund.id and seat and step.for_person_id:
            held[seat].add(step.for_person_id)
    return {seat: frozenset(people) for seat, people in held.items()}


_SEAT_OF_EVENT = {"open": "finder", "confirm": "checker"}


def seats_of(refund: Refund, application: FundApplication) -> dict[str, str]:
    """Who has sat where: seat → person, empty when nobody has."""
    return {
        "finder": refund.found_by_id,
        "checker": refund.checker_id,
        "payer": application.payer_id,
        "pay_checker": application.pay_checker_id,
    }


def refund_in(position: Position) -> Refund:
    """The refund a guard looks at. Raises TypeError where the caller gave none."""
    found = position.profile.get("refund")
    if not isinstance(found, Refund):
        raise TypeError("this guard needs a refund")
    return found


def _one(code: str, /, *, place: str = "", **params: object) -> Reason:
    return Reason(
        code=f"refunds.{code}",
        place=place,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f}"


# Guards -----------------------------------------------------------------------------------------


def unconfirmed(position: Position) -> tuple[Reason, ...]:
    """Confirmed once."""
    return (_one("confirmed"),) if is_confirmed(refund_in(position)) else ()


def confirmed(position: Position) -> tuple[Reason, ...]:
    """P2: nobody is told of a refund, and nothing is taken for it, that one person alone noted."""
    return () if is_confirmed(refund_in(position)) else (_one("not_confirmed"),)


def found_before(position: Position) -> tuple[Reason, ...]:
    """P2: the letter is served on the day the over-payment was found, or later."""
    served, found = position.facts.get("served_on"), refund_in(position).found_on
    if isinstance(served, date) and found is not None and served < found:
        return (_one("served_early", place="served_on", found=found),)
    return ()


def receipt_fits(position: Position) -> tuple[Reason, ...]:
    """P3: more than zero, not more than is open, not more than the recovery still has open."""
    amount = position.facts.get("amount")
    if amount is None:
        return ()
    refund = refund_in(position)
    if not isinstance(amount, Decimal) or amount <= 0:
        return (_one("amount_not_positive", place="amount"),)
    if amount > refund.open_amount:
        return (_one("over_open", place="amount", open=_yuan(refund.open_amount)),)
    recovery = next(
        (r for r in _file(position).recoveries if r.id and r.id == refund.recovery_id), None
    )
    if recovery is not None:
        left = recovery.outstanding - recovery.recovered_after
        if amount > left:
            return (_one("over_outstanding", place="amount", outstanding=_yuan(left)),)
    return ()


def offset_allowed(position: Position) -> tuple[Reason, ...]:
    """P4: only where the profile allows it, and only with whom the fund settles."""
    found = []
    if not rules_of(position).refund_offset:
        found.append(_one("offset_off"))
    if refund_in(position).debtor not in _OFFSET_DEBTORS:
        found.append(_one("offset_debtor"))
    return tuple(found)


def hospital_agreed(position: Position) -> tuple[Reason, ...]:
    """P4: the hospital has agreed in writing."""
    if position.facts.get("agreed") is False:
        return (_one("offset_not_agreed", place="agreed"),)
    return ()


def settlement_fits(position: Position) -> tuple[Reason, ...]:
    """P4: another paid settlement with the same payee, after the refund was found, large enough."""
    number = position.facts.get("offset_number")
    if not number:
        return ()
    place, found = "offset_number", position.profile.get("settlement")
    refund, file = refund_in(position), _file(position)
    if not isinstance(found, Settlement) or found.paid_on is None:
        return (_one("offset_unknown", place=place, number=number),)
    if found.application_id == refund.application_id:
        return (_one("offset_same", place=place),)
    payment = next((p for p in file.payments if p.id == refund.payment_id), None)
    names = {refund.debtor_name, payment.payee_name if payment is not None else ""} - {""}
    if not any(same_name(found.payee_name, name) for name in names):
        return (_one("offset_payee", place=place, payee=found.payee_name),)
    if refund.found_on is not None and found.paid_on < refund.found_on:
        return (_one("offset_early", place=place, paid=found.paid_on),)
    amount = position.facts.get("amount")
    left = found.amount - found.offset
    if isinstance(amount, Decimal) and amount > left:
        return (_one("offset_large", place="amount", left=_yuan(left)),)
    return ()


def _file(position: Position) -> FundFile:
    if position.fund is None:
        raise ValueError("this guard needs an application")
    return position.fund


# The table --------------------------------------------------------------------------------------

OPINION = Fact(name="opinion", label="意见", kind=FactKind.NOTE, required=False)
REASON = Fact(name="reason", label="撤销理由", kind=FactKind.NOTE)
SERVED = (
    Fact(name="served_on", label="送达日期", kind=FactKind.DATE),
    Fact(name="served_how", label="送达方式"),
    Fact(name="served_to", label="受送达人", required=False),
)
RECEIPT = (
    Fact(name="amount", label="退回金额", kind=FactKind.MONEY),
    Fact(name="received_on", label="到账日期", kind=FactKind.DATE),
    Fact(name="bank_serial", label="银行流水号"),
    Fact(name="payer_name", label="付款人"),
)
OFFSET = (
    Fact(name="amount", label="抵扣金额", kind=FactKind.MONEY),
    Fact(name="offset_number", label="抵扣的拨付凭证号"),
    Fact(name="agreed", label="医疗机构已书面同意抵扣", kind=FactKind.YES_NO),
    Fact(name="agreement", label="书面同意的文号或日期"),
)


_row = partial(row, always=(not_admin, in_time, unrelated))


_BUT_FOUND = ("finder", "payer", "pay_checker")
_BUT_JUDGED = ("finder", "checker")

STEPS: tuple[Step, ...] = (
    _row("open", "登记多付", [NEW], S.DUE, frozenset(), automatic=True),  # P1, by E21
    _row(  # P1: the second person; the letter gets its number
        "confirm",
        "复核同意退款",
        [S.DUE],
        S.DUE,
        CHK,
        unconfirmed,
        needs=(OPINION,),
        papers=("fund_refund_notice",),
        differs=_BUT_FOUND,
        seat="checker",
        series="fund_refund",
        primary=True,
    ),
    _row(  # P2
        "tell",
        "登记退款通知送达",
        [S.DUE],
        S.TOLD,
        TELL,
        confirmed,
        found_before,
        needs=SERVED,
        papers=("fund_refund_notice",),
        primary=True,
    ),
    *(  # P3: the bank's confirmation, in full or in part
        _row(
            "receive",
            "登记退款到账",
            [state],
            S.PART,
            PAY,
            confirmed,
            receipt_fits,
            serial_new,
            needs=RECEIPT,
            differs=_BUT_JUDGED,
            primary=state is not S.DUE,
        )
        for state in OPEN
    ),
    *(  # P4
        _row(
            "offset",
            "登记抵扣",
            [state],
            S.PART,
            PAY,
            confirmed,
            offset_allowed,
            hospital_agreed,
            settlement_fits,
            receipt_fits,
            needs=OFFSET,
            differs=_BUT_JUDGED,
        )
        for state in OPEN
    ),
    _row("complete", "全部退回", [S.PART], S.RETURNED, frozenset(), automatic=True),
    _row(
        "drop",
        "撤销多付登记",
        [S.DUE],
        S.DROPPED,
        CHK,
        needs=(REASON,),
        differs=("finder",),
        danger=True,
    ),
    _row(
        "drop",
        "放弃未退部分",
        [S.TOLD, S.PART],
        S.DROPPED,
        WAIVE,
        needs=(REASON,),
        differs=_BUT_JUDGED,
        danger=True,
    ),
)

REFUND = Process(
    name="refund",
    label="多付退款",
    states=tuple(state.value for state in S),
    initial=S.DUE.value,
    final=frozenset({S.RETURNED.value, S.DROPPED.value}),
    steps=STEPS,
    seats=SEATS,
)


# Effects ----------------------------------------------------------------------------------------


def taken(
    refund: Refund, step: Step, actor: Actor, on: date, facts: Mapping[str, Any], terms: Terms
) -> Refund:
    """The refund after a step: state, seat, what the event records. Money see ``receipt_of``."""
    changed: dict[str, Any] = {}
    if step.takes_seat:
        changed[f"{step.takes_seat}_id"] = actor.person_id
    if step.target != refund.state:
        changed |= {"state": S(step.target), "state_since": on}
    if step.event == "tell":
        due = terms.refund(facts["served_on"])
        changed |= {
            "told_on": facts["served_on"],
            "served_how": str(facts["served_how"]),
            "due_on": due.day,
            "due_why": due.why,
        }
    if step.event in ("receive", "offset"):
        changed["returned"] = refund.returned + facts["amount"]
    return replace(refund, **changed)


def receipt_of(
    refund: Refund, step: Step, actor: Actor, on: date, facts: Mapping[str, Any], own_number: str
) -> RefundReceipt:
    """The receipt of money that came back, or of a set-off with both file numbers (P4)."""
    offset = step.event == "offset"
    note = f"本案 {own_number} 应退款，在 {facts['offset_number']} 中抵扣" if offset else ""
    return RefundReceipt(
        id=new_id(),
        case_id=refund.case_id,
        application_id=refund.application_id,
        refund_id=refund.id,
        amount=facts["amount"],
        received_on=on if offset else facts["received_on"],
        payer_name=refund.debtor_name if offset else str(facts["payer_name"]),
        bank_serial="" if offset else str(facts["bank_serial"]),
        offset_number=str(facts["offset_number"]) if offset else "",
        offset_note=f"{note}；书面同意：{facts['agreement']}" if offset else "",
        receiver_id=actor.person_id,
    )

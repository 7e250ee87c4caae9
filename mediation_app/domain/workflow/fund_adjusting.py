"""Guards of what comes after a decision: objection (E18, E19), adjustment (E21), archive (E22).

A partly approved application may be paid while its applicant still has time to object (2 working
days to pay, 5 to object). So an objection to a refusal leads into the dispute, one to a partial
approval that is being paid, or was paid, only stands beside it: the undisputed part goes on, and
what the co-ordination adds is a further application (差额).
"""

from __future__ import annotations

from decimal import Decimal

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundApplication, FundState
from mediation_app.domain.names import same_name
from mediation_app.domain.refund_rules import claimed, paid_payment, room, unfinished
from mediation_app.domain.workflow.engine import Position
from mediation_app.errors import Reason

PARTLY_PAID = (FundState.TO_PAY, FundState.PAY_FAILED, FundState.PAID)
"""Where an objection stands beside the undisputed payment."""


def _file(position: Position) -> FundFile:
    if position.fund is None:
        raise ValueError("this guard needs an application")
    return position.fund


def _one(code: str, /, *, place: str = "", **params: object) -> Reason:
    return Reason(
        code=code,
        place=place,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f}"


# Objection --------------------------------------------------------------------------------------


def objection_open(position: Position) -> tuple[Reason, ...]:
    """E18: refused, not accepted, or approved in part; served; within the term."""
    application = _file(position).application
    in_part = (FundState.APPROVED, *PARTLY_PAID)
    if application.state in in_part and application.approved >= application.claimed:
        return (_one("fund.approved_in_full"),)
    if application.served_on is None:
        return (_one("fund.not_served"),)
    due = application.objection_due
    if due is not None and position.on > due:
        return (_one("fund.objection_late", due=due),)
    return ()


def is_objected(application: FundApplication) -> bool:
    """Whether an objection stands beside the payment; settling it takes the day off."""
    return application.objected_on is not None and application.state in PARTLY_PAID


def no_objection(position: Position) -> tuple[Reason, ...]:
    """E18: one objection at a time."""
    return (_one("fund.objection_pending"),) if is_objected(_file(position).application) else ()


def objected(position: Position) -> tuple[Reason, ...]:
    """E19: there is an objection to settle."""
    return () if is_objected(_file(position).application) else (_one("fund.no_objection"),)


def was_accepted(position: Position) -> tuple[Reason, ...]:
    """E19: the application was accepted and then refused or approved in part."""
    return () if _file(position).application.accepted_on else (_one("fund.was_not_accepted"),)


def was_not_accepted(position: Position) -> tuple[Reason, ...]:
    """E19: it was not accepted in the first place."""
    return (_one("fund.was_accepted"),) if _file(position).application.accepted_on else ()


# Adjustment -------------------------------------------------------------------------------------


def overpaid_fits(position: Position) -> tuple[Reason, ...]:
    """E21, P1: more than zero, not more than was paid less what is asked back already."""
    file, amount = _file(position), position.facts.get("amount")
    payment = paid_payment(file)
    paid = payment.amount if payment is not None else Decimal("0.00")
    left = room(file)
    if payment is not None and left == 0:
        back = claimed(file, payment.id)
        return (_one("refunds.none_left", paid=_yuan(paid), claimed=_yuan(back)),)
    if amount is None:
        return ()
    if not isinstance(amount, Decimal) or amount <= 0 or amount > paid:
        return (_one("fund.refund_over_paid", place="amount", paid=_yuan(paid)),)
    if amount > left:
        return (_one("refunds.over_room", place="amount", room=_yuan(left)),)
    return ()


def cause_known(position: Position) -> tuple[Reason, ...]:
    """P1: the cause is one of the closed list M."""
    cause, codes = position.facts.get("cause"), position.profile.get("overpaid_codes")
    if cause and isinstance(codes, tuple) and cause not in codes:
        return (_one("refunds.cause_unknown", place="cause", code=cause),)
    return ()


def debtor_known(position: Position) -> tuple[Reason, ...]:
    """P1: who gives it back is a party of the case by that name, when a party is named."""
    key, name = position.facts.get("debtor_party_id"), position.facts.get("debtor")
    if not key:
        return ()
    party = position.case.party(str(key))
    if party is None:
        return (_one("refunds.debtor_unknown", place="debtor_party_id"),)
    if name and not same_name(party.name, str(name)):
        return (_one("refunds.debtor_name", place="debtor", party=party.name),)
    return ()


# Archive ----------------------------------------------------------------------------------------


def nothing_pending(position: Position) -> tuple[Reason, ...]:
    """E22: no refund is open and no objection stands."""
    file, found = _file(position), []
    open_ = unfinished(file)
    if open_:
        total = sum((refund.open_amount for refund in open_), Decimal("0.00"))
        found.append(_one("refunds.open_archive", open=_yuan(total)))
    if is_objected(file.application):
        found.append(_one("fund.objection_pending"))
    return tuple(found)

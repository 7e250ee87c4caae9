"""Over-payments in figures (多付退款): what may be asked back, what of it is open, who owes it.

``Refund.recovery_id`` ties a refund to the recovery of the payment it belongs to: as long as it is
open, the debtors of that recovery are asked for so much less, since nothing is collected twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, Payment, PaymentState
from mediation_app.domain.ids import new_id
from mediation_app.domain.names import same_name
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.refunds import Refund, RefundDebtor, RefundState

OVER = (RefundState.RETURNED, RefundState.DROPPED)
_SETTLED = (RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF)
_INSURERS = (PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL)


def paid_payment(file: FundFile) -> Payment | None:
    """The payment the bank confirmed, None while there is none (the last one, should there be two)."""
    paid = [p for p in file.payments if p.state is PaymentState.PAID and p.paid_on is not None]
    return paid[-1] if paid else None


def refunds_of(file: FundFile, payment_id: str) -> tuple[Refund, ...]:
    """The refunds of one payment, the dropped ones too."""
    return tuple(refund for refund in file.refunds if refund.payment_id == payment_id)


def claimed(file: FundFile, payment_id: str) -> Money:
    """What is asked back of a payment or came back, in yuan; of a dropped refund what came."""
    return _total(
        refund.returned if refund.state is RefundState.DROPPED else refund.amount
        for refund in refunds_of(file, payment_id)
    )


def unfinished(file: FundFile, recovery_id: str = "") -> tuple[Refund, ...]:
    """The refunds that are neither returned nor dropped, of one recovery or of all."""
    return tuple(
        refund
        for refund in file.refunds
        if refund.state not in OVER and recovery_id in ("", refund.recovery_id)
    )


def is_confirmed(refund: Refund) -> bool:
    """Whether a second person has confirmed it: nothing one person noted lowers a debt."""
    return bool(refund.checker_id)


def asked_back(file: FundFile, recovery_id: str = "") -> Money:
    """What confirmed refunds will still bring back, in yuan."""
    return _total(r.open_amount for r in unfinished(file, recovery_id) if is_confirmed(r))


def asked_of_others(file: FundFile, recovery: Recovery) -> Money:
    """What the debtors of a recovery are asked for now: outstanding less open refunds, in yuan."""
    return max(recovery.outstanding - asked_back(file, recovery.id), ZERO)


def given_back(file: FundFile, recovery: Recovery, on: date) -> Money:
    """What confirmed refunds take off a recovery's debt as of a day: come or asked, in yuan."""
    return _total(
        refund.returned if refund.state is RefundState.DROPPED else refund.amount
        for refund in file.refunds
        if refund.recovery_id == recovery.id
        and is_confirmed(refund)
        and (refund.found_on is None or refund.found_on <= on)
    )


def fund_line(case: CaseFile) -> Money:
    """What an agreement of the case must pay to the fund: Σ (outstanding − open refunds), in yuan."""
    return _total(line_of(file) for file in case.funds)


def line_of(file: FundFile) -> Money:
    """One application's part of ``fund_line``, in yuan."""
    return _total(
        asked_of_others(file, recovery)
        for recovery in file.recoveries
        if recovery.state not in _SETTLED
    )


def room(file: FundFile) -> Money:
    """The most that can still be asked back: paid less asked already, and never more than the
    debtors of the recovery still owe (else it belongs to whoever paid them back), in yuan."""
    payment = paid_payment(file)
    if payment is None:
        return ZERO
    left = payment.amount - claimed(file, payment.id)
    recovery = recovery_of_payment(file, payment)
    if recovery is not None:
        open_ = _total(r.open_amount for r in unfinished(file, recovery.id))
        left = min(left, recovery.outstanding - recovery.recovered_after - open_)
    return max(left, ZERO)


def recovery_of_payment(file: FundFile, payment: Payment) -> Recovery | None:
    """The recovery a payment opened; None for a grant (hardship)."""
    return next((r for r in file.recoveries if r.payment_id == payment.id), None)


# Who owes it ------------------------------------------------------------------------------------


def debtor_kind(case: CaseFile, file: FundFile, *, party_id: str, name: str) -> RefundDebtor:
    """What kind of debtor a party or a name is: the payee itself, an insurer, the family."""
    party = case.party(party_id) if party_id else _named(case, name)
    if party is not None:
        for roles, kind in _KINDS:
            if party.is_a(*roles):
                return kind
    if name and same_name(name, file.application.payee_name):
        funeral = file.application.kind is FundKind.FUNERAL
        return RefundDebtor.FUNERAL_HOME if funeral else RefundDebtor.HOSPITAL
    return RefundDebtor.OTHER


_KINDS = (
    ((PartyRole.HOSPITAL,), RefundDebtor.HOSPITAL),
    ((PartyRole.FUNERAL_HOME,), RefundDebtor.FUNERAL_HOME),
    (_INSURERS, RefundDebtor.INSURER),
    ((PartyRole.VICTIM, PartyRole.RELATIVE), RefundDebtor.FAMILY),
)


def _named(case: CaseFile, name: str) -> Party | None:
    return next((p for p in case.parties if name and same_name(p.name, name)), None)


def opened(
    case: CaseFile,
    file: FundFile,
    *,
    cause: str,
    amount: Money,
    debtor_name: str,
    debtor_party_id: str = "",
    debtor: str = "",
    working: str = "",
    found_on: date,
    found_by_id: str,
) -> Refund:
    """P1: the refund of the application's payment, not yet confirmed by anybody."""
    payment = paid_payment(file)
    assert payment is not None, "the guard of the row asks for a payment"
    recovery = recovery_of_payment(file, payment)
    party = case.party(debtor_party_id) if debtor_party_id else _named(case, debtor_name)
    kind = debtor_kind(case, file, party_id=debtor_party_id, name=debtor_name)
    return Refund(
        id=new_id(),
        case_id=file.application.case_id,
        application_id=file.application.id,
        payment_id=payment.id,
        recovery_id=recovery.id if recovery is not None else "",
        state=RefundState.DUE,
        state_since=found_on,
        cause=cause,
        debtor=RefundDebtor(debtor) if debtor else kind,
        debtor_party_id=party.id if party is not None else "",
        debtor_name=debtor_name,
        amount=amount,
        working=working,
        found_on=found_on,
        found_by_id=found_by_id,
    )


def _total(amounts: Iterable[Money]) -> Money:
    return sum(amounts, ZERO)

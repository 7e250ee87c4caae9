"""What a check may look at besides the case, and the readings several checks share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.agreements import Instalment, PaymentPurpose
from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Outcome, Prepaid
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Party, PartyKind, PartyRole, Side
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.sessions import Session
from mediation_app.errors import Reason

if TYPE_CHECKING:
    from mediation_app.domain.claims_shares import BandOf

# The template code of the agreement; signatures on this paper make it effective.
AGREEMENT_PAPER = "agreement"
INSURERS = (PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL)
STAND_INS = (PartyRole.AGENT, PartyRole.GUARDIAN)
_SETTLED = (RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF)
# Items whose money the fund stands in for (抢救费用 and 丧葬费用).
_FUND_ITEMS = ("medical", "funeral")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDay:
    """The day a check is made for, the working days to count in, the bands of shares to look up
    (None where the rules are not at hand)."""

    today: date
    calendar: WorkCalendar | None = None
    band_of: BandOf | None = None


def blocking(code: str, place: str = "", **params: object) -> Reason:
    """A reason that forbids the act."""
    return Reason(code=code, place=place, params=_texts(params))


def warning(code: str, place: str = "", **params: object) -> Reason:
    """A reason that only warns."""
    return Reason(code=code, place=place, blocking=False, params=_texts(params))


def _texts(params: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in params.items())


def is_stand_in(party: Party) -> bool:
    """Whether the party is here for another one (委托代理人, 法定代理人)."""
    return bool(party.represents_id) and party.is_a(*STAND_INS)


def dead(file: CaseFile) -> frozenset[str]:
    """The parties that died in the accident."""
    return frozenset(injury.party_id for injury in file.injuries if injury.outcome is Outcome.DEAD)


def bound_parties(file: CaseFile) -> tuple[Party, ...]:
    """The parties the agreement binds, who must sign themselves or by a representative."""
    gone = dead(file)
    return tuple(
        party
        for party in file.parties
        if party.side is not Side.HELPER
        and not is_stand_in(party)
        and not party.identity_unknown
        and party.id not in gone
    )


def stand_ins_of(file: CaseFile, party_id: str) -> tuple[Party, ...]:
    """The agents and guardians of a party, each followed by whom they authorised in turn."""
    found: dict[str, Party] = {}
    waiting = [party_id]
    while waiting:
        principal = waiting.pop()
        here = [
            p
            for p in file.parties
            if p.represents_id == principal and is_stand_in(p) and p.id not in (party_id, *found)
        ]
        found.update((p.id, p) for p in here)
        waiting.extend(p.id for p in here)
    return tuple(found.values())


def held_sessions(file: CaseFile) -> tuple[Session, ...]:
    """Sessions that took place, the earliest first."""
    held = [s for s in file.sessions if s.held and s.starts_at is not None]
    return tuple(sorted(held, key=lambda s: (s.starts_at is None, s.starts_at, s.position)))


def first_session_day(file: CaseFile) -> date | None:
    """The day of the first session that took place."""
    days = [local_day(s.starts_at) for s in held_sessions(file) if s.starts_at is not None]
    return min(days, default=None)


def own_instalments(file: CaseFile) -> tuple[Instalment, ...]:
    """The payments of the agreement that counts."""
    agreement = file.agreement
    if agreement is None:
        return ()
    return tuple(i for i in file.instalments if i.agreement_id == agreement.id)


def total_of(amounts: Iterable[Money]) -> Money:
    """A sum of money that is 0.00 for nothing."""
    return sum(amounts, ZERO)


def outstanding_advance(file: CaseFile) -> Money:
    """What the fund paid in this case and nobody has paid back yet, in yuan."""
    return total_of(
        recovery.outstanding
        for fund in file.funds
        for recovery in fund.recoveries
        if recovery.state not in _SETTLED
    )


def fund_items(file: CaseFile) -> Money | None:
    """Medical and funeral losses of the case, None while no such loss was entered or the funeral
    costs are left to the rules (then the whole advance counts)."""
    items = [loss for loss in file.losses if loss.item.startswith(_FUND_ITEMS)]
    if not items or any(loss.item == "funeral" and not loss.amount for loss in items):
        return None
    return total_of(loss.amount for loss in items)


def to_fund(file: CaseFile) -> Money:
    """What the agreement pays to the fund."""
    return total_of(
        instalment.amount
        for instalment in own_instalments(file)
        if instalment.purpose is PaymentPurpose.FUND_REPAYMENT
    )


def counted_prepaid(file: CaseFile) -> Money:
    """Money already paid on account of the entitlement: by others than the victim's side."""
    return total_of(paid.amount for paid in file.prepaid if not is_own_money(file, paid))


def is_own_money(file: CaseFile, paid: Prepaid) -> bool:
    """Whether the victim's own side paid it: that is no advance of anybody."""
    payer = file.party(paid.payer_id)
    return payer is not None and stands_with(file, payer, paid.victim_id)


def stands_with(file: CaseFile, party: Party, victim_id: str) -> bool:
    """Whether the party is this victim, a relative, or stands in for one of them.

    Where two are hurt, each stands on the other side of the other's claim.
    """
    if party.id == victim_id:
        return True
    if party.is_a(PartyRole.RELATIVE) and party.represents_id in ("", victim_id):
        return True
    if is_stand_in(party):
        principal = file.party(party.represents_id)
        return principal is not None and stands_with(file, principal, victim_id)
    return False


def pays_back(file: CaseFile, row: Instalment) -> bool:
    """Whether a victim's side pays here out of what it has already received."""
    payer = file.party(row.payer_id)
    if payer is None or row.purpose is PaymentPurpose.COMPENSATION:
        return False
    if row.purpose is PaymentPurpose.FUND_REPAYMENT:
        victims = [fund.application.victim_id for fund in file.funds]
    else:
        victims = [paid.victim_id for paid in file.prepaid if paid.payer_id == row.payee_id]
    return any(stands_with(file, payer, victim) for victim in victims)


def on_victims_side(file: CaseFile, party: Party) -> bool:
    """Whether the party is the victim, a relative, or stands in for one of them."""
    if party.is_a(PartyRole.VICTIM, PartyRole.RELATIVE):
        return True
    if is_stand_in(party):
        principal = file.party(party.represents_id)
        return principal is not None and on_victims_side(file, principal)
    return False


def is_person(party: Party) -> bool:
    """Whether it is a natural person."""
    return party.kind is PartyKind.PERSON

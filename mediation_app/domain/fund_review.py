"""What the review of an application looks at: materials, bill lines, duplicates, payee, findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    ApplicantKind,
    BillLine,
    FundApplication,
    FundKind,
    FundState,
    Material,
)
from mediation_app.domain.moments import local_day, local_moment
from mediation_app.domain.names import comparison_key, same_name
from mediation_app.domain.parties import Party, PartyKind, PartyRole
from mediation_app.domain.records import Money
from mediation_app.errors import Reason

DEAD_STATES = frozenset(
    {
        FundState.NOT_ACCEPTED,
        FundState.REFUSED,
        FundState.WITHDRAWN,
        FundState.TERMINATED,
    }
)
NEAR = timedelta(days=3)


def reason(code: str, /, *, place: str = "", blocking: bool = True, **params: object) -> Reason:
    """A reason of the fund's review."""
    return Reason(
        code=f"fund.{code}",
        place=place,
        blocking=blocking,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


# Materials --------------------------------------------------------------------------------------


def material_kind(application: FundApplication, victim: Party | None) -> str:
    """The column of the material list (§4.2) that holds for an application."""
    if application.kind is FundKind.HARDSHIP:
        return "hardship"
    if application.kind is FundKind.FUNERAL:
        unknown = victim is not None and victim.identity_unknown
        return "funeral_unknown" if unknown else "funeral"
    hospital = application.applicant_kind is ApplicantKind.HOSPITAL
    return "rescue_hospital" if hospital else "rescue_family"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How complete the materials are: whole percent of the required ones, and what is missing."""

    required: int
    present: int
    missing: tuple[Material, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and self.required > 0

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 100 means complete."""
        return 100 * self.present // self.required if self.required else 0


def completeness(materials: Iterable[Material]) -> Completeness:
    """Required materials that are there or waived with a reason, against all required."""
    required = [material for material in materials if material.required]
    missing = tuple(m for m in required if not m.present and not m.waived_reason.strip())
    return Completeness(
        required=len(required), present=len(required) - len(missing), missing=missing
    )


# Bill lines -------------------------------------------------------------------------------------


def line_reasons(line: BillLine, *, known: Iterable[str] = ()) -> tuple[Reason, ...]:
    """What is wrong with a bill line and its decision."""
    place = f"fund/{line.application_id}/bill/{line.id}"
    found: list[Reason] = []
    if line.amount <= 0 or line.quantity <= 0 or line.unit_price < 0:
        found.append(reason("line_amount", place=place, line=line.name))
    elif not line.measure and line.unit_price and line.unit_price * line.quantity != line.amount:
        found.append(reason("line_product", place=place, line=line.name))
    if not line.decided:
        return tuple(found)
    if line.approved < 0 or line.reduced < 0 or line.approved + line.reduced != line.amount:
        found.append(reason("line_split", place=place, line=line.name))
    codes = tuple(known)
    if line.reduced > 0 and not line.reduction_code:
        found.append(reason("line_reason", place=place, line=line.name))
    elif line.reduction_code and codes and line.reduction_code not in codes:
        found.append(reason("line_reason_unknown", place=place, code=line.reduction_code))
    if line.approved > 0 and not line.rescue:
        found.append(reason("line_not_rescue", place=place, line=line.name))
    return tuple(found)


def bill_total(lines: Iterable[BillLine]) -> Money:
    """What the hospital bills, in yuan."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def reduced_total(lines: Iterable[BillLine]) -> Money:
    """What the review has cut, in yuan."""
    return sum((line.reduced for line in lines if line.decided), Decimal("0.00"))


# Duplicates (CHK-03) ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateKey:
    """What makes two applications the same aid: person, accident, kind, and bill lines."""

    application_id: str
    case_id: str
    number: str
    kind: FundKind
    live: bool
    person: str
    name: str
    hospital: str
    accident_on: date | None
    lines: frozenset[str]


def duplicate_key(file: FundFile, case: CaseFile) -> DuplicateKey:
    """The key of an application."""
    application = file.application
    victim = case.party(application.victim_id)
    moment = case.accident.occurred_at
    return DuplicateKey(
        application_id=application.id,
        case_id=application.case_id,
        number=application.number,
        kind=application.kind,
        live=application.is_live and application.state not in DEAD_STATES,
        person=victim.id_number.strip().upper() if victim else "",
        name=comparison_key(victim.name) if victim and victim.name else "",
        hospital=comparison_key(application.hospital) if application.hospital else "",
        accident_on=local_day(moment) if moment else None,
        lines=frozenset(line_key(line) for line in file.bill_lines),
    )


def line_key(line: BillLine) -> str:
    """A bill line's fingerprint: when, what, how much."""
    moment = local_moment(line.served_at).isoformat() if line.served_at else ""
    text = "\x1f".join((moment, line.code, line.name.strip(), str(line.quantity), f"{line.amount}"))
    return hashlib.sha256(text.encode()).hexdigest()


def duplicates(mine: DuplicateKey, others: Iterable[DuplicateKey]) -> tuple[Reason, ...]:
    """Applications that are, or may be, the same aid. A soft match only warns."""
    found: list[Reason] = []
    for other in others:
        if other.application_id == mine.application_id or not other.live:
            continue
        if other.kind is not mine.kind:
            continue
        same_person = bool(mine.person) and mine.person == other.person
        same_case = mine.case_id == other.case_id and mine.name == other.name
        near = _near(mine.accident_on, other.accident_on)
        if (same_person and _same_day(mine, other)) or (same_case and mine.person == other.person):
            if mine.lines and other.lines and not mine.lines & other.lines:
                found.append(reason("duplicate_soft", blocking=False, number=_shown(other)))
            else:
                found.append(reason("duplicate", number=_shown(other)))
        elif mine.lines & other.lines and (same_person or same_case):
            found.append(reason("duplicate_lines", number=_shown(other)))
        elif near and mine.name and mine.name == other.name and mine.hospital == other.hospital:
            found.append(reason("duplicate_soft", blocking=False, number=_shown(other)))
    return tuple(found)


def _shown(key: DuplicateKey) -> str:
    return key.number or "未编号的草稿"


def _same_day(one: DuplicateKey, other: DuplicateKey) -> bool:
    return one.accident_on is None or one.accident_on == other.accident_on


def _near(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= NEAR


# Payee (CHK-09) ---------------------------------------------------------------------------------


def payee_of(application: FundApplication, case: CaseFile) -> Party | None:
    """Whose account is right: the hospital for rescue; for a funeral its home or the applicant."""
    if application.kind is FundKind.RESCUE:
        return next(
            (
                party
                for party in case.parties_with(PartyRole.HOSPITAL)
                if same_name(party.name, application.hospital)
            ),
            None,
        )
    if application.payee_party_id:
        return case.party(application.payee_party_id)
    return case.party(application.applicant_party_id)


def payee_reasons(
    application: FundApplication, case: CaseFile, *, name: str, bank: str, account: str
) -> tuple[Reason, ...]:
    """E14: the right kind of payee, the same name, the account as on file."""
    place = f"fund/{application.id}/payee"
    if not name.strip() or not bank.strip() or not account.strip():
        return (reason("payee_incomplete", place=place),)
    if not 6 <= sum(sign.isdigit() for sign in account) <= 32:
        return (reason("payee_account_form", place=place),)
    party = payee_of(application, case)
    if application.kind is FundKind.RESCUE:
        hospital = application.hospital
        right = party is not None and party.kind is PartyKind.ORGANISATION
        if not right or not (same_name(name, hospital) or _account_name(party, name)):
            return (reason("payee_not_hospital", place=place, hospital=hospital),)
    elif party is None:
        return (reason("payee_unknown", place=place),)
    assert party is not None
    if not same_name(name, party.name) and not _account_name(party, name):
        return (reason("payee_name", place=place, expected=party.name),)
    if party.account_number and _digits(party.account_number) != _digits(account):
        return (reason("payee_account", place=place, name=party.name),)
    return ()


def _account_name(party: Party | None, name: str) -> bool:
    return bool(party and party.account_name) and same_name(
        party.account_name if party else "", name
    )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())

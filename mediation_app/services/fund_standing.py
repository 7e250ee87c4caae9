"""Who acts on an application, and what the guards of decision and payment look at beside the file.

A lent role (委托代办) is read from the store for the act at hand, on its days only: whatever the
caller says about it does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.delegations import in_force
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundState
from mediation_app.domain.fund_review import DEAD_STATES, payee_reasons
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.moments import local_day
from mediation_app.domain.names import same_name
from mediation_app.domain.offices import ActingFor, Actor, Delegation, Person, Role
from mediation_app.domain.workflow.engine import Position
from mediation_app.domain.workflow.fund_effects import PAYEE
from mediation_app.errors import NotFound
from mediation_app.services.fund_reckoning import Reckoner, accident_day, known_actor

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

ZERO = Decimal("0.00")
_MOST_CASES = 50


def acting_actor(reader: Reader, actor: Actor, *days: date) -> Actor:
    """The actor as the office knows him, with the roles lent to him on all of these days."""
    known = known_actor(reader, actor)
    if known.has(Role.ADMIN):
        return replace(known, acting_for=())
    return replace(known, acting_for=lent_to(reader, actor.person_id, *days))


def lent_to(reader: Reader, person_id: str, *days: date) -> tuple[ActingFor, ...]:
    """The roles lent to a person on all of these days, by people who still hold them."""
    found = []
    for one in reader.records(Delegation, receiver_id=person_id):
        if not all(in_force(one, day) for day in days):
            continue
        try:
            giver = reader.get(Person, one.giver_id)
        except NotFound:
            continue
        if giver.active and giver.has(one.role) and not giver.has(Role.ADMIN):
            found.append(
                ActingFor(
                    role=one.role,
                    person_id=giver.id,
                    name=giver.name,
                    id_number=giver.id_number,
                    organisation=giver.organisation,
                    until=one.until,
                )
            )
    return tuple(found)


def settled(
    reader: Reader, reckoner: Reckoner, position: Position, actor: Actor, *days: date
) -> Position:
    """The position with who really acts, and with what the decision's guards ask for."""
    profile = dict(position.profile)
    profile["return_codes"] = reckoner.reason_codes("R")
    file, facts = position.fund, position.facts
    if file is not None:
        profile["victim_total"] = victim_total(reader, reckoner, position.case, file, profile)
        if any(facts.get(name) for name in PAYEE):
            profile["payee"] = _payee(position.case, file, facts)
        if facts.get("members"):
            profile["hospital_staff"] = _staff(reader, file.application.hospital)
    days = (*days, reckoner.today)
    return replace(position, actor=acting_actor(reader, actor, *days), profile=profile)


def _payee(case: CaseFile, file: FundFile, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    application = file.application
    name, bank, account = (str(facts.get(n) or getattr(application, n)) for n in PAYEE)
    return payee_reasons(application, case, name=name, bank=bank, account=account)


def _staff(reader: Reader, hospital: str) -> tuple[str, ...]:
    """People of this program who belong to the hospital."""
    if not hospital:
        return ()
    people = reader.records(Person)
    return tuple(p.name for p in people if p.organisation and same_name(p.organisation, hospital))


# The victim's whole sum (CHK-15) ----------------------------------------------------------------


def victim_total(
    reader: Reader,
    reckoner: Reckoner,
    case: CaseFile,
    file: FundFile,
    profile: Mapping[str, object],
) -> Decimal:
    """This application and all others of the victim in this accident, decided or under way.

    Other cases about the same accident are looked for only where a tier asks for the sum.
    """
    application = file.application
    fresh = profile.get("proposed")
    own = application.proposed or (fresh if isinstance(fresh, Decimal) else ZERO)
    total = own + sum(
        (
            _weight(fund)
            for fund in case.funds
            if fund.application.id != application.id
            and fund.application.victim_id == application.victim_id
        ),
        ZERO,
    )
    rules = profile.get("rules")
    asked = isinstance(rules, FundRules) and (
        rules.collective_above is not None or any("amount" in rule for rule in rules.tier_rules)
    )
    return total + (_elsewhere(reader, case, application.victim_id) if asked else ZERO)


def _weight(fund: FundFile) -> Decimal:
    application = fund.application
    if application.state in DEAD_STATES:
        return ZERO
    if application.approved or application.state is FundState.PAID:
        return application.approved
    return application.proposed or application.claimed


def _elsewhere(reader: Reader, case: CaseFile, victim_id: str) -> Decimal:
    """The same person's applications in other cases of the same day."""
    victim, day = case.party(victim_id), accident_day(case)
    if victim is None or not victim.id_number or day is None:
        return ZERO
    total = ZERO
    for row in reader.search_cases(victim.id_number, limit=_MOST_CASES):
        if row.case_id == case.case.id or not row.accident_at:
            continue
        if local_day(row.accident_at) != day:
            continue
        other = reader.case_file(row.case_id)
        for fund in other.funds:
            person = other.party(fund.application.victim_id)
            if person is not None and person.id_number == victim.id_number:
                total += _weight(fund)
    return total

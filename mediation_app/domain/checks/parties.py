"""People and organisations: identity, capacity, authority (domain/mediation.md §2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mediation_app.domain.calendar import full_years
from mediation_app.domain.checks.base import (
    CheckDay,
    blocking,
    bound_parties,
    dead,
    is_person,
    is_stand_in,
    stand_ins_of,
    warning,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.identifiers import Sex, parse_id_number, parse_uscc
from mediation_app.domain.names import traits
from mediation_app.domain.parties import Capacity, Gender, IdKind, Party, PartyRole
from mediation_app.errors import InvalidInput, Reason

_ADULT = 18
_OWN_INCOME = 16


def party_checks(file: CaseFile, day: CheckDay) -> tuple[Reason, ...]:
    """All checks of the parties of a case."""
    found: list[Reason] = []
    # Age and authority count on the day the agreement was made; later birthdays change nothing.
    acted = replace(day, today=min(file.case.effective_on or day.today, day.today))
    for party in file.parties:
        found += identity_checks(party, day)
    for party in bound_parties(file):
        found += capacity_checks(file, party, acted)
    for party in file.parties:
        if is_stand_in(party):
            found += authority_checks(file, party, acted)
    if dead(file) and not file.parties_with(PartyRole.RELATIVE):
        found.append(warning("checks.relatives_missing", "parties"))
    return tuple(found)


def identity_checks(party: Party, day: CheckDay) -> list[Reason]:
    """Name and number of one party; wrong numbers warn (the paper decides, not we)."""
    place = f"parties/{party.id}"
    found: list[Reason] = []
    name = party.name
    if not name and not party.identity_unknown:
        found.append(blocking("checks.name_missing", f"{place}/name"))
    if traits(name).private_use:
        found.append(warning("checks.name_private_use", f"{place}/name", name=name))
    if not is_person(party):
        if party.credit_code and _broken(parse_uscc, party.credit_code):
            found.append(warning("checks.credit_code", f"{place}/credit_code", name=name))
        return found
    if party.id_kind is IdKind.RESIDENT and party.id_number:
        found += _resident_checks(party, day.today)
    elif not party.id_number and not party.identity_unknown and not is_stand_in(party):
        found.append(warning("checks.id_missing", f"{place}/id_number", name=name))
    return found


def _broken(parse: object, text: str) -> bool:
    assert callable(parse)
    try:
        parse(text)
    except InvalidInput:
        return True
    return False


def _resident_checks(party: Party, today: date) -> list[Reason]:
    place = f"parties/{party.id}"
    try:
        number = parse_id_number(party.id_number, today=today)
    except InvalidInput:
        return [warning("checks.id_number", f"{place}/id_number", name=party.name)]
    found = []
    if number.born and party.birth_date and number.born != party.birth_date:
        found.append(warning("checks.birth_differs", f"{place}/birth_date", name=party.name))
    if number.sex and party.gender is not Gender.UNKNOWN:
        stated = Sex.MALE if party.gender is Gender.MALE else Sex.FEMALE
        if number.sex is not stated:
            found.append(warning("checks.gender_differs", f"{place}/gender", name=party.name))
    return found


def capacity_checks(file: CaseFile, party: Party, day: CheckDay) -> list[Reason]:
    """A minor and an adult without full capacity act through a guardian (民法典 §17-24); 16 and 17
    with own income only warn."""
    if not is_person(party):
        return []
    if any(p.is_a(PartyRole.GUARDIAN) for p in stand_ins_of(file, party.id)):
        return []
    place = f"parties/{party.id}"
    age = full_years(party.birth_date, day.today) if party.birth_date is not None else _ADULT
    if age >= _ADULT:
        if party.capacity is Capacity.FULL:
            return []
        return [
            blocking(
                "checks.guardian_incapable",
                f"{place}/capacity",
                name=party.name,
                capacity=party.capacity.label,
            )
        ]
    if age >= _OWN_INCOME and party.income_note:
        return [warning("checks.minor_own_income", place, name=party.name, age=age)]
    return [blocking("checks.guardian_missing", place, name=party.name, age=age)]


def authority_checks(file: CaseFile, agent: Party, day: CheckDay) -> list[Reason]:
    """An agent needs a written authority with scope and a term that covers the day (§165)."""
    place = f"parties/{agent.id}"
    principal = file.party(agent.represents_id)
    if principal is None:
        return [blocking("checks.principal_missing", f"{place}/represents_id", name=agent.name)]
    if not agent.is_a(PartyRole.AGENT):
        return []
    found = []
    if agent.agent_scope is None or agent.authority_from is None:
        found.append(blocking("checks.authority_missing", f"{place}/agent_scope", name=agent.name))
    elif agent.authority_from > day.today:
        found.append(blocking("checks.authority_early", f"{place}/authority_from", name=agent.name))
    if agent.authority_until is not None and agent.authority_until < day.today:
        found.append(blocking("checks.authority_over", f"{place}/authority_until", name=agent.name))
    for other in file.parties:
        if (
            other.id != agent.id
            and is_stand_in(other)
            and agent.id_number
            and other.id_number == agent.id_number
        ):
            second = file.party(other.represents_id)
            if second is not None and second.side is not principal.side:
                found.append(blocking("checks.agent_both_sides", place, name=agent.name))
    return found

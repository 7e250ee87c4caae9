"""The victims of a case: side and standing, losses, dependants, other places' standards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from mediation_app.domain.calendar import full_years
from mediation_app.domain.claims_sides import tractor_of
from mediation_app.domain.compensation.inputs import (
    Basis,
    Dependant,
    DependantKind,
    FreeRide,
    LossInput,
    Options,
    Side,
    Standing,
    Victim,
)
from mediation_app.domain.compensation.law import CompensationLaw, ItemKind, Shape, Standard
from mediation_app.domain.compensation.spans import support_span
from mediation_app.domain.explain import Source
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import CaseDependant, Injury, Loss, Outcome, SupportKind
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import Percent
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.sums_input import read_percent
from mediation_app.errors import InvalidInput

_HUNDRED = Decimal(100)


def victims_of(
    file: CaseFile, law: CompensationLaw, sides: tuple[Side, ...], options: Options
) -> tuple[Victim, ...]:
    """Everybody with losses, in the order of the parties. Raises InvalidInput."""
    known = {side.id for side in sides}
    answering = {side.id: side.liable for side in sides}
    found = []
    for party in file.parties:
        losses = losses_of(file, party)
        if not losses:
            continue
        side, standing = _place(file, party, known)
        if answering.get(side) == party.id:
            standing = Standing.OWN  # who answers for the vehicle he rode in bears its share
        free = party.free_ride_percent
        found.append(
            Victim(
                id=party.id,
                label=party.name,
                side=side,
                standing=standing,
                losses=tuple(loss_input(file, party, loss, law, options) for loss in losses),
                standards=_standards(file, party, law),
                free_ride=FreeRide(percent=Decimal(free), reason=party.free_ride_reason)
                if free and standing is Standing.PASSENGER
                else None,
            )
        )
    return tuple(found)


def losses_of(file: CaseFile, party: Party) -> tuple[Loss, ...]:
    """The losses of one party in the order they are reckoned in."""
    return tuple(loss for loss in file.losses if loss.party_id == party.id)


def _place(file: CaseFile, party: Party, sides: set[str]) -> tuple[str, Standing]:
    for vehicle in file.vehicles:
        if vehicle.driver_id == party.id:
            tractor = tractor_of(file, vehicle)
            return (tractor or vehicle).id, Standing.OWN
    if party.ride_vehicle_id:
        for vehicle in file.vehicles:
            if vehicle.id == party.ride_vehicle_id:
                return (tractor_of(file, vehicle) or vehicle).id, Standing.PASSENGER
        raise InvalidInput("cases.unknown_vehicle", field=f"parties.{party.id}.ride_vehicle_id")
    if party.id in sides:
        return party.id, Standing.OWN
    if party.is_a(PartyRole.PASSENGER):
        raise InvalidInput("cases.ride_missing", field=f"parties.{party.id}.ride_vehicle_id")
    for vehicle in file.vehicles:
        if vehicle.owner_id == party.id:
            return (tractor_of(file, vehicle) or vehicle).id, Standing.OWN
    raise InvalidInput("cases.victim_side", field=f"parties.{party.id}.roles")


def _standards(file: CaseFile, party: Party, law: CompensationLaw) -> dict[str, Standard] | None:
    """Another place's higher figures for one victim (人身损害解释 §18)."""
    found = {}
    for row in file.victim_standards:
        if row.party_id != party.id or not row.series:
            continue
        known = law.standards.get(row.series)
        year = row.stat_year or (known.stat_year if known is not None else 0)
        if not year:
            raise InvalidInput(
                "cases.stat_year_missing", field=f"victim_standards.{row.id}.stat_year"
            )
        found[row.series] = Standard(
            series=row.series,
            label=known.label if known is not None else row.series,
            stat_year=year,
            amount=row.amount,
            effective_from=date(year + 1, 1, 1),
            source=Source(text="；".join(filter(None, (row.source, row.reason)))),
            place=row.place,
        )
    return found or None


# One loss -----------------------------------------------------------------------------------------


def loss_input(
    file: CaseFile, party: Party, loss: Loss, law: CompensationLaw, options: Options
) -> LossInput:
    """One loss for the reckoning. Raises InvalidInput naming the field that is missing."""
    kind = law.items.get(loss.item)
    if kind is None:
        raise InvalidInput("cases.unknown_item", field=f"losses.{loss.id}.item")
    found = LossInput(
        item=loss.item,
        deducted=loss.deducted,
        outside_medical_insurance=loss.outside_medical,
        note=loss.evidence,
    )
    if kind.shape is Shape.DAILY and loss.quantity is not None and loss.rate is not None:
        return replace(
            found,
            days=loss.quantity,
            rate=loss.rate,
            persons=loss.persons,
            basis=Basis(loss.rate_basis.value),
            percent=loss.percent,
        )
    if kind.shape in (Shape.ACTUAL, Shape.DAILY):
        return replace(found, amount=loss.amount)
    if not loss.amount:
        return _with_facts(file, party, found, kind, law, options)
    found = replace(found, amount=loss.amount)
    try:
        return _with_facts(file, party, found, kind, law, options)
    except InvalidInput:  # an entered sum needs no facts; with them the rule's sum stands beside
        return found


def _with_facts(
    file: CaseFile,
    party: Party,
    loss: LossInput,
    kind: ItemKind,
    law: CompensationLaw,
    options: Options,
) -> LossInput:
    """A computed item with ages, grades and dependants. Raises InvalidInput."""
    if kind.shape is Shape.FUNERAL:
        return loss
    injury = next((i for i in file.injuries if i.party_id == party.id), None)
    if kind.shape is Shape.DEATH:
        base = death_day(party, injury)
        return replace(loss, age=_age(party, base), base_on=base)
    if kind.shape is Shape.DISABILITY:
        grades, increments = grades_of(party, injury, law)
        base = disability_day(party, injury)
        return replace(
            loss, age=_age(party, base), grades=grades, increments=increments, base_on=base
        )
    if injury is not None and injury.outcome is Outcome.DEAD:
        base = death_day(party, injury)
        rows = _dependants(file, party, base, law, options)
        return replace(loss, dependants=rows, coefficient=_HUNDRED, base_on=base)
    grades, increments = grades_of(party, injury, law)
    base = disability_day(party, injury)
    rows = _dependants(file, party, base, law, options)
    return replace(loss, dependants=rows, grades=grades, increments=increments, base_on=base)


def _injury_field(party: Party, injury: Injury | None, name: str) -> str:
    return f"injuries.{injury.id}.{name}" if injury is not None else f"parties.{party.id}.injury"


def death_day(party: Party, injury: Injury | None) -> date:
    """The day of death. Raises InvalidInput."""
    if injury is None or injury.died_at is None:
        field = _injury_field(party, injury, "died_at")
        raise InvalidInput("cases.death_day_missing", field=field, name=party.name)
    return local_day(injury.died_at)


def disability_day(party: Party, injury: Injury | None) -> date:
    """定残日. Raises InvalidInput."""
    if injury is None or injury.disability_on is None:
        field = _injury_field(party, injury, "disability_on")
        raise InvalidInput("cases.disability_day_missing", field=field, name=party.name)
    return injury.disability_on


def _age(party: Party, base: date) -> int:
    field = f"parties.{party.id}.birth_date"
    if party.birth_date is None:
        raise InvalidInput("cases.birth_missing", field=field, name=party.name)
    if party.birth_date > base:
        raise InvalidInput("cases.born_later", field=field, name=party.name)
    return full_years(party.birth_date, base)


def grades_of(
    party: Party, injury: Injury | None, law: CompensationLaw
) -> tuple[tuple[int, ...], tuple[Percent, ...] | None]:
    """All grades, the worst first, and what each further one adds (None = as the rules say)."""
    if injury is None or injury.disability_grade is None:
        field = _injury_field(party, injury, "disability_grade")
        raise InvalidInput("cases.grade_missing", field=field, name=party.name)
    known = law.grades.coefficients
    rows: list[tuple[int, Percent | None]] = [(injury.disability_grade, None)]
    for place, text in enumerate(injury.further_grades):
        given = injury.grade_increments[place] if place < len(injury.grade_increments) else ""
        rows.append(
            (
                int(text) if text.isdecimal() else 0,
                read_percent(given, field=f"injuries.{injury.id}.grade_increments")
                if given
                else None,
            )
        )
    for place, (grade, _) in enumerate(rows):
        if grade not in known:
            name = "further_grades" if place else "disability_grade"
            raise InvalidInput("domain.grade_unknown", field=f"injuries.{injury.id}.{name}")
    rows.sort(key=lambda row: row[0])
    grades = tuple(grade for grade, _ in rows)
    if all(given is None for _, given in rows):
        return grades, None
    return grades, tuple(
        law.grades.increments[grade] if given is None else given for grade, given in rows[1:]
    )


def _dependants(
    file: CaseFile, party: Party, base: date, law: CompensationLaw, options: Options
) -> tuple[Dependant, ...]:
    rows = [row for row in file.dependants if row.party_id == party.id]
    if not rows:
        raise InvalidInput("cases.dependants_missing", field="dependants", name=party.name)
    return tuple(_dependant(row, base, law, options) for row in rows)


def _dependant(row: CaseDependant, base: date, law: CompensationLaw, options: Options) -> Dependant:
    field = f"dependants.{row.id}.birth_date"
    if row.birth_date is None:
        raise InvalidInput("cases.birth_missing", field=field, name=row.name)
    kind = DependantKind.MINOR if row.kind is SupportKind.MINOR else DependantKind.ADULT
    try:
        span = support_span(row.birth_date, base, kind, law.years, options.minor_years)
    except InvalidInput as trouble:
        raise InvalidInput("cases.born_later", field=field, name=row.name) from trouble
    if row.payers < 1:
        raise InvalidInput("domain.payers_wrong", field=f"dependants.{row.id}.payers")
    label = row.name if not row.relation else f"{row.relation}{row.name}"
    return Dependant(
        label=label,
        age=span.age,
        payers=row.payers,
        kind=kind,
        years=span.years,
    )

"""The compensation of a case: claim from the file, law from the rules, result that explains itself.

Once the sums are frozen (an agreement was drafted) the frozen law counts; what the rules say today
then shows only in a ``Recalculation``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.claims import claim_of
from mediation_app.domain.claims_shares import bands_of
from mediation_app.domain.claims_sides import person_behind
from mediation_app.domain.compensation import Claim, CompensationLaw, Reckoning, reckon_claim
from mediation_app.domain.moments import local_day
from mediation_app.errors import InvalidInput, NotFound
from mediation_app.services.bands import band_lookup
from mediation_app.services.frozen import Frozen, frozen_of, frozen_tree

if TYPE_CHECKING:
    from mediation_app.domain.compensation.compare import LineChange
    from mediation_app.domain.compensation.inputs import Options
    from mediation_app.domain.compensation.result import Node
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.liability import LiabilityBand
    from mediation_app.domain.losses import Calculation
    from mediation_app.domain.money import Percent
    from mediation_app.services.base import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReckoning:
    """A reckoning with all that explains it, for screen, paper and agreement.

    ``result`` rests on the law that counts: the frozen one when the sums are frozen, else today's.
    ``years`` are the statistical years one may choose (newest first), ``bands`` and ``shares`` go
    by the party behind a side, ``behind`` tells that party by side. ``unverified`` counts the
    lines that rest on something 待核实.
    """

    result: Reckoning
    claim: Claim
    law: CompensationLaw
    tree: Node
    frozen: Calculation | None
    years: tuple[int, ...]
    bands: Mapping[str, LiabilityBand]
    shares: Mapping[str, Percent]
    behind: Mapping[str, str]
    unverified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculation:
    """What a reckoning by today's law and facts changes against the frozen one, line by line."""

    changes: tuple[LineChange, ...]
    new: CaseReckoning
    frozen: Calculation | None


def reckoned(file: CaseFile, context: Context, on: date) -> Reckoning:
    """Who owes whom what, by the law that counts. Raises InvalidInput naming what is missing."""
    return _reckon(file, context, on, frozen_of(file))[0]


def case_reckoning(file: CaseFile, context: Context, on: date) -> CaseReckoning:
    """The reckoning of a case with its tree, bands and shares. Raises InvalidInput."""
    return _explained(file, context, on, frozen_of(file))


def recalculation(file: CaseFile, context: Context, on: date) -> Recalculation:
    """The frozen tree against today's law and facts. Raises InvalidInput."""
    new = _explained(file, context, on, None)
    old = frozen_tree(file)
    if old is None:
        return Recalculation(changes=(), new=new, frozen=None)
    from mediation_app.domain.compensation.compare import compare

    return Recalculation(changes=compare(old, new.tree), new=new, frozen=file.calculation)


def _explained(file: CaseFile, context: Context, on: date, frozen: Frozen | None) -> CaseReckoning:
    from mediation_app.domain.compensation.tree import tree_of

    result, claim, law = _reckon(file, context, on, frozen)
    behind = {
        side.id: person.id
        for side in claim.sides
        if (person := person_behind(file, side.id)) is not None
    }
    bands = bands_of(file, claim.sides, band_lookup(context))
    return CaseReckoning(
        result=result,
        claim=claim,
        law=law,
        tree=tree_of(claim, law, result),
        frozen=file.calculation if frozen is not None else None,
        years=context.rulebook.standard_years(on),
        bands={behind[side]: band for side, band in bands.items()},
        shares={behind[s.id]: s.percent for s in claim.sides if s.id in behind},
        behind=behind,
        unverified=sum(
            any(not source.sure for source in line.sources)
            for victim in result.victims
            for line in victim.lines
        ),
    )


def _reckon(
    file: CaseFile, context: Context, on: date, frozen: Frozen | None
) -> tuple[Reckoning, Claim, CompensationLaw]:
    law, options = _law(file, context, on, frozen)
    claim = claim_of(file, law, band_of=band_lookup(context), options=options)
    try:
        return reckon_claim(claim, law), claim, law
    except InvalidInput as trouble:
        raise _placed(trouble, file, claim, law) from None


def _law(
    file: CaseFile, context: Context, on: date, frozen: Frozen | None
) -> tuple[CompensationLaw, Options]:
    if frozen is not None:
        return frozen.law, frozen.options
    occurred = file.accident.occurred_at
    if occurred is None:
        raise InvalidInput("cases.accident_day_missing", field="accident.occurred_at")
    book, year = context.rulebook, file.case.standards_year
    try:
        law = book.compensation_law(accident=local_day(occurred), on=on, stat_year=year)
    except NotFound as trouble:
        known = year is None or year in book.standard_years(on)
        field = "accident.occurred_at" if known else "case.standards_year"
        raise InvalidInput(trouble.code, field=field, **trouble.params) from None
    return law, book.options(on)


def _placed(
    trouble: InvalidInput, file: CaseFile, claim: Claim, law: CompensationLaw
) -> InvalidInput:
    """The same trouble with the field of the case it comes from, where a loss is the cause."""
    from mediation_app.domain.compensation.items import victim_lines

    if at := _OVERRIDE.fullmatch(trouble.field):
        row_id = file.allocations[int(at[1])].id
        params = {name: value for name, value in trouble.params.items() if name != "field"}
        field = f"allocations.{row_id}.{_ALLOCATION_FIELDS.get(at[2], at[2])}"
        return InvalidInput(trouble.code, field=field, **params)
    for victim in claim.victims:
        losses = [loss for loss in file.losses if loss.party_id == victim.id]
        for row, loss in zip(losses, victim.losses, strict=True):
            try:
                victim_lines(replace(victim, losses=(loss,)), law, claim.options)
            except InvalidInput as found:
                params = {name: value for name, value in found.params.items() if name != "field"}
                injury = next((i for i in file.injuries if i.party_id == victim.id), None)
                field = f"losses.{row.id}.{_LOSS_FIELDS.get(found.field, 'amount')}"
                if found.field in _INJURY_FIELDS and injury is not None:
                    field = f"injuries.{injury.id}.{_INJURY_FIELDS[found.field]}"
                elif found.field == "standards":
                    field = "case.standards_year"
                return InvalidInput(found.code, field=field, **params)
    return trouble


# A field of the reckoning's input → the field of the record it was entered in.
_LOSS_FIELDS = {
    "days": "quantity",
    "rate": "rate",
    "basis": "rate_basis",
    "percent": "percent",
    "deducted": "deducted",
    "outside_medical_insurance": "outside_medical",
}
_OVERRIDE = re.compile(r"overrides\.(\d+)\.(\w+)")
_ALLOCATION_FIELDS = {"unit": "vehicle_id", "victim": "victim_id"}
_INJURY_FIELDS = {"grades": "disability_grade", "increments": "grade_increments"}

"""The reckoning while somebody types: pure, from the claim and the law the case has already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mediation_app.domain.claims_victims import losses_of, victims_of
from mediation_app.domain.compensation import Reckoning, reckon_claim
from mediation_app.domain.compensation.law import Shape
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.files import CaseFile
from mediation_app.errors import AppError
from ui.screens.case.view import CaseView

if TYPE_CHECKING:
    from mediation_app.services.reckoning import CaseReckoning

ENTERED = "#"  # marks the twin of a computed item that takes an entered sum


def live_view(view: CaseView, file: CaseFile) -> CaseView:
    """The view with the losses of ``file`` reckoned anew (about a millisecond).

    Everything else stays as the last check-up found it: its worker brings the rest soon. Where
    the losses cannot be reckoned the trouble says what is missing.
    """
    sums = view.sums
    if sums is None or not file.losses:
        return replace(view, file=file)
    try:
        sums = _reckoned(sums, file)
    except AppError as trouble:
        return replace(view, file=file, reckoning=None, reckoning_trouble=trouble)
    return replace(view, file=file, reckoning=sums.result, reckoning_trouble=None, sums=sums)


def _reckoned(sums: CaseReckoning, file: CaseFile) -> CaseReckoning:
    old = sums.claim
    victims = victims_of(file, sums.law, old.sides, old.options)
    known = {victim.id for victim in victims}
    claim = replace(
        old,
        victims=victims,
        prepaid=tuple(paid for paid in old.prepaid if paid.victim in known),
        overrides=tuple(each for each in old.overrides if each.victim in known),
    )
    return replace(sums, claim=claim, result=reckon_claim(claim, sums.law))


def lines_of(file: CaseFile, reckoning: Reckoning | None) -> dict[str, Line]:
    """The reckoned line of each loss, by its key; a frozen reckoning may know fewer."""
    found: dict[str, Line] = {}
    for victim in reckoning.victims if reckoning is not None else ():
        party = file.party(victim.victim)
        lines = list(victim.lines)
        for loss in losses_of(file, party) if party is not None else ():
            at = next((n for n, x in enumerate(lines) if x.item.rstrip(ENTERED) == loss.item), -1)
            if at >= 0:
                found[loss.id] = lines.pop(at)
    return found


def with_daily_sums(file: CaseFile, view: CaseView) -> CaseFile:
    """The losses by days with the sums the reckoning made of them: months and years are broken
    up by the rules, not by the screen."""
    if view.sums is None or view.reckoning is None:
        return file
    items, lines = view.sums.law.items, lines_of(file, view.reckoning)
    rows = tuple(
        replace(loss, amount=lines[loss.id].amount)
        if loss.id in lines
        and loss.rate is not None
        and loss.quantity is not None
        and loss.item in items
        and items[loss.item].shape is Shape.DAILY
        and lines[loss.id].amount != loss.amount
        else loss
        for loss in file.losses
    )
    return file if rows == file.losses else replace(file, losses=rows)

"""Liability shares: outside the band of the rule only with a reason that is written down."""

from __future__ import annotations

from mediation_app.domain.checks.base import CheckDay, blocking, warning
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_percent
from mediation_app.errors import InvalidInput, Reason


def share_checks(file: CaseFile, day: CheckDay, *, agreed: bool) -> tuple[Reason, ...]:
    """Every share outside its band: without a reason it keeps the agreement (``agreed``) from
    being made, with one the warning prints it. Says nothing while shares cannot be told yet."""
    if day.band_of is None or not any(party.share is not None for party in file.parties):
        return ()
    from mediation_app.domain.claims_shares import bands_of, with_all_shares
    from mediation_app.domain.claims_sides import person_behind, sides_of
    from mediation_app.domain.compensation.inputs import SideKind

    try:
        sides = sides_of(file)
        bands = bands_of(file, sides, day.band_of)
        sides = with_all_shares(file, sides, bands)
    except InvalidInput:
        return ()
    people = {side.id: person for side in sides if (person := person_behind(file, side.id))}
    reasons = [person.share_reason.strip() for person in people.values()]
    motor_told = any(side.kind is SideKind.MOTOR and side.id in bands for side in sides)
    found = []
    for side in sides:
        band = bands.get(side.id)
        if band is None or band.holds(side.percent):
            continue
        if motor_told and side.kind is not SideKind.MOTOR:
            continue  # its share only mirrors the motor side's
        person = people[side.id]  # a band rests on what was found about somebody
        reason = person.share_reason.strip() or next(filter(None, reasons), "")
        place = f"parties/{person.id}/share"
        facts = {
            "name": person.name or side.label,
            "share": format_percent(side.percent),
            "fault": band.fault.label,
            "band": band.text,
        }
        if reason:
            found.append(warning("checks.share_reason", place, reason=reason, **facts))
        else:
            make = blocking if agreed else warning
            found.append(make("checks.share_outside", place, source=str(band.source), **facts))
    return tuple(found)

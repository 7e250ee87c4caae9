"""The compensation of a case: claim from the file, law from the rules, result that explains itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.domain.claims import claim_of, law_for_entered
from mediation_app.domain.compensation import Reckoning, reckon_claim
from mediation_app.domain.liability import Fault, Pairing
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Liability, Party
from mediation_app.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile
    from mediation_app.services.base import Context

_FAULTS = {
    Liability.FULL: Fault.FULL,
    Liability.MAIN: Fault.MAIN,
    Liability.EQUAL: Fault.EQUAL,
    Liability.MINOR: Fault.SECONDARY,
    Liability.NONE: Fault.NONE,
}


def reckoned(file: CaseFile, context: Context, on: date) -> Reckoning:
    """Who owes whom what, by the rules of the accident's day and the figures published by ``on``.

    Raises InvalidInput naming the fact that is missing.
    """
    occurred = file.accident.occurred_at
    if occurred is None:
        raise InvalidInput("cases.accident_day_missing", field="accident.occurred_at")
    law = context.rulebook.compensation_law(accident=local_day(occurred), on=on)
    law = law_for_entered(law)

    def usual(case: CaseFile, party: Party) -> Decimal | None:
        return _usual_share(case, context, party)

    return reckon_claim(claim_of(file, law, usual=usual), law)


def _usual_share(file: CaseFile, context: Context, party: Party) -> Decimal | None:
    """The usual share of a motor side by the words of the finding; others follow as the rest."""
    own = next(
        (v for v in file.vehicles if party.id in (v.driver_id, v.owner_id)),
        None,
    )
    if own is None or not own.is_motor:
        return None
    all_motor = all(vehicle.is_motor for vehicle in file.vehicles) and len(file.vehicles) > 1
    pairing = Pairing.MOTOR_MOTOR if all_motor else Pairing.MOTOR_NON_MOTOR
    try:
        return context.rulebook.band(pairing, _FAULTS[party.liability]).usual
    except NotFound:
        return None

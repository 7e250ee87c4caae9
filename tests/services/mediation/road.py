"""A small accident to build claims from: two cars, a rider, their covers and losses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.claims import claim_of
from mediation_app.domain.compensation import Claim, CompensationLaw, LossInput
from mediation_app.domain.compensation import Side as ClaimSide
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Injury, Loss
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Liability, Party, PartyRole, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.rulebook import Rulebook

D = Decimal
BOOK = Rulebook.open("371524")


def party(key: str, *roles: PartyRole, **fields: Any) -> Party:
    """A party called by its key."""
    fields.setdefault("side", Side.RESPONDENT)
    return Party(id=key, case_id="c", name=key, roles=tuple(roles), **fields)


def vehicle(key: str, driver: str = "", **fields: Any) -> Vehicle:
    """A vehicle driven and owned by a party."""
    fields.setdefault("owner_id", driver)
    return Vehicle(id=key, case_id="c", plate=f"鲁P{key:0>5}", driver_id=driver, **fields)


def policy(key: str, of: str, insurer: str = "insurer", **fields: Any) -> Policy:
    """交强险, or a third-party cover when it has a limit."""
    kind = PolicyKind.THIRD_PARTY if "limit" in fields else PolicyKind.COMPULSORY
    fields.setdefault("kind", kind)
    return Policy(id=key, case_id="c", vehicle_id=of, insurer_id=insurer, number=key, **fields)


def loss(item: str, amount: str = "0.00", of: str = "rider", **fields: Any) -> Loss:
    """A loss of the rider unless said otherwise."""
    return Loss(id=f"{of}-{item}", case_id="c", party_id=of, item=item, amount=D(amount), **fields)


def injury(of: str = "rider", **fields: Any) -> Injury:
    """The injury of a party."""
    return Injury(id=f"i-{of}", case_id="c", party_id=of, **fields)


def road(**parts: Any) -> CaseFile:
    """A car (main fault) and an electric bicycle; parts of the case replace the plain ones."""
    file = CaseFile(
        case=Case(id="c"),
        accidents=(Accident(id="x", case_id="c", occurred_at=at(date(2026, 3, 9), 7)),),
        parties=(
            party(
                "rider",
                PartyRole.VICTIM,
                PartyRole.RIDER,
                side=Side.APPLICANT,
                liability=Liability.MINOR,
                birth_date=date(1980, 5, 1),
            ),
            party("driver", PartyRole.DRIVER, liability=Liability.MAIN),
            party("insurer", PartyRole.INSURER_COMPULSORY, side=Side.THIRD),
        ),
        vehicles=(vehicle("car", "driver"), vehicle("bike", "rider", kind=VehicleKind.E_BIKE)),
        policies=(policy("1", "car"), policy("2", "car", limit=D("500000.00"))),
        losses=(loss("medical", "30000.00"),),
    )
    return replace(file, **parts)


def more(file: CaseFile, **added: tuple[Any, ...]) -> CaseFile:
    """The case with further records in some parts."""
    return replace(file, **{part: (*getattr(file, part), *rows) for part, rows in added.items()})


def changed(file: CaseFile, part: str, key: str, **fields: Any) -> CaseFile:
    """The case with one record changed."""
    rows = tuple(replace(row, **fields) if row.id == key else row for row in getattr(file, part))
    return replace(file, **{part: rows})


def claim(file: CaseFile, law: CompensationLaw, **more_: Any) -> Claim:
    """The claim of a case under the bands of the county."""
    return claim_of(file, law, band_of=BOOK.band, **more_)


def side(found: Claim, key: str) -> ClaimSide:
    """One side of a claim."""
    return next(side for side in found.sides if side.id == key)


def only_loss(file: CaseFile, law: CompensationLaw, **more_: Any) -> LossInput:
    """The one loss of the one victim."""
    (victim,) = claim(file, law, **more_).victims
    (found,) = victim.losses
    return found

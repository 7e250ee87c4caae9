"""Claims for tests: short ways to say sides, covers, victims and losses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mediation_app.domain.compensation import (
    Claim,
    CommercialCover,
    CompulsoryCover,
    LossInput,
    Reckoning,
    Side,
    SideKind,
    Victim,
    reckon_claim,
)
from mediation_app.domain.compensation.inputs import Standing, Trailer
from mediation_app.domain.compensation.result import Share
from mediation_app.domain.money import yuan
from mediation_app.rulebook import Rulebook

LAW = Rulebook.open("371524").compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))
ACCIDENT = date(2026, 5, 6)


def car(id_: str, percent: object, **more: object) -> Side:
    base: dict[str, object] = {
        "id": id_,
        "label": id_,
        "kind": SideKind.MOTOR,
        "liable": f"{id_}-driver",
        "percent": Decimal(str(percent)),
        "compulsory": CompulsoryCover(insurer=f"{id_}-jq"),
    }
    return Side(**{**base, **more})  # type: ignore[arg-type]


def walker(percent: object = 0, **more: object) -> Side:
    base: dict[str, object] = {
        "id": "foot",
        "label": "行人",
        "kind": SideKind.PEDESTRIAN,
        "liable": "V",
        "percent": Decimal(str(percent)),
    }
    return Side(**{**base, **more})  # type: ignore[arg-type]


def victim(*losses: LossInput, id_: str = "V", side: str = "foot", **more: object) -> Victim:
    return Victim(id=id_, label=id_, side=side, losses=losses, **more)  # type: ignore[arg-type]


def rider(*losses: LossInput, id_: str = "P", side: str = "A", **more: object) -> Victim:
    return victim(*losses, id_=id_, side=side, standing=Standing.PASSENGER, **more)


def loss(item: str, amount: object, **more: object) -> LossInput:
    return LossInput(item=item, amount=yuan(amount), **more)  # type: ignore[arg-type]


def sanyi(limit: object, **more: object) -> CommercialCover:
    base: dict[str, object] = {"insurer": "sy", "limit": yuan(limit)}  # type: ignore[arg-type]
    return CommercialCover(**{**base, **more})  # type: ignore[arg-type]


def trailer(id_: str = "G", **more: object) -> Trailer:
    base: dict[str, object] = {
        "id": id_,
        "label": id_,
        "compulsory": CompulsoryCover(insurer=f"{id_}-jq"),
    }
    return Trailer(**{**base, **more})  # type: ignore[arg-type]


def claim(*sides: Side, victims: tuple[Victim, ...], **more: object) -> Claim:
    return Claim(accident=ACCIDENT, sides=sides, victims=victims, **more)  # type: ignore[arg-type]


def reckoned(*sides: Side, victims: tuple[Victim, ...], **more: object) -> Reckoning:
    return reckon_claim(claim(*sides, victims=victims, **more), LAW)


def share(result: Reckoning, victim_: str, payer: str, unit: str = "") -> Share:
    """The one share of a payer for a victim (from one unit)."""
    (found,) = [
        share
        for share in result.victim(victim_).shares
        if share.payer == payer and unit in ("", share.unit)
    ]
    return found

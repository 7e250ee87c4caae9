"""Compensation and dependants by the worked examples in ``scenarios/*.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.compensation import (
    Bucket,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Dependant,
    DependantKind,
    Layer,
    LossInput,
    Prepayment,
    Side,
    SideKind,
    Victim,
    reckon_claim,
)
from mediation_app.domain.compensation.dependants import dependants_lines
from mediation_app.domain.compensation.inputs import CapMode
from mediation_app.domain.compensation.law import CompensationLaw, Standard
from mediation_app.domain.explain import Source
from mediation_app.domain.liability import Fault, Pairing, choose_share
from mediation_app.domain.money import ZERO, yuan
from mediation_app.rulebook import Rulebook
from tests.rules.scenario_files import of_kind

FIXTURE_T = {"income": 50_000, "consumption": 30_000, "wage": 100_000}


def _law(book: Rulebook, scenario: Mapping[str, Any]) -> CompensationLaw:
    law = book.compensation_law(
        accident=scenario["accident"], on=scenario.get("on", date(2026, 11, 16))
    )
    if scenario.get("standards") != "T":
        return law
    standards = {
        series: Standard(
            series=series,
            label=series,
            stat_year=2025,
            amount=yuan(amount),
            effective_from=date(2026, 1, 1),
            source=Source(text="T"),
        )
        for series, amount in FIXTURE_T.items()
    }
    return CompensationLaw(
        limits=law.limits,
        items=law.items,
        years=law.years,
        grades=law.grades,
        standards=standards,
        sources=law.sources,
    )


def _dependant(data: Mapping[str, Any]) -> Dependant:
    return Dependant(
        label=data["label"],
        age=data["age"],
        payers=data["payers"],
        kind=DependantKind(data.get("kind", "adult")),
        years=Decimal(data["years"]) if "years" in data else None,
    )


def _loss(data: Mapping[str, Any]) -> LossInput:
    return LossInput(
        item=data["item"],
        amount=yuan(data["amount"]) if "amount" in data else None,
        days=data.get("days"),
        rate=yuan(data["rate"]) if "rate" in data else None,
        persons=data.get("persons", 1),
        age=data.get("age"),
        grades=tuple(data.get("grades", ())),
        increments=(Decimal(1), Decimal(1)) if len(data.get("grades", ())) == 3 else None,
        dependants=tuple(map(_dependant, data.get("dependants", ()))),
    )


def _side(data: Mapping[str, Any]) -> Side:
    commercial = data.get("commercial")
    return Side(
        id=data["id"],
        label=data["label"],
        kind=SideKind(data["kind"]),
        liable=data["liable"],
        percent=Decimal(data["percent"]),
        compulsory=CompulsoryCover(**data["compulsory"]) if "compulsory" in data else None,
        commercial=CommercialCover(insurer=commercial["insurer"], limit=yuan(commercial["limit"]))
        if commercial
        else None,
    )


def claim_of(scenario: Mapping[str, Any]) -> Claim:
    """The claim of a compensation scenario."""
    return Claim(
        accident=scenario["accident"],
        sides=tuple(map(_side, scenario["side"])),
        victims=tuple(
            Victim(
                id=data["id"],
                label=data["label"],
                side=data["side"],
                losses=tuple(map(_loss, data["losses"])),
            )
            for data in scenario["victim"]
        ),
        prepaid=tuple(
            Prepayment(payer=data["payer"], victim=data["victim"], amount=yuan(data["amount"]))
            for data in scenario.get("prepaid", ())
        ),
    )


@pytest.mark.parametrize("scenario", of_kind("compensation"))
def test_compensation(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario.get("jurisdiction", "371524"))
    if "band" in scenario:
        wanted = scenario["band"]
        band = book.band(Pairing(wanted["pairing"]), Fault(wanted["fault"]))
        assert not choose_share(Decimal(wanted["percent"]), band).outside
    result = reckon_claim(claim_of(scenario), _law(book, scenario))
    for id_, expected in scenario["expect"].items():
        victim = result.victim(id_)
        found: dict[str, object] = {
            "total": victim.total,
            "medical": victim.buckets[Bucket.MEDICAL],
            "death": victim.buckets[Bucket.DEATH],
            "property": victim.buckets[Bucket.PROPERTY],
            "compulsory": victim.paid_by(Layer.COMPULSORY),
            "commercial": victim.paid_by(Layer.COMMERCIAL),
            "liable": victim.paid_by(Layer.LIABLE),
            "insurers": victim.insurers,
            "remainder": victim.remainder,
            "own": victim.own,
            "entitlement": victim.entitlement,
            "words": victim.words,
        }
        for bucket in (Bucket.MEDICAL, Bucket.DEATH, Bucket.PROPERTY):
            found[f"compulsory_{bucket.value}"] = sum(
                (share.amount for share in victim.shares if share.bucket is bucket), ZERO
            )
        for key, value in expected.items():
            assert found[key] == (
                value if isinstance(value, str) and key == "words" else yuan(value)
            ), key
    if "row" in scenario:
        rows = {(row.payer, row.payee): (row.amount, row.jointly) for row in result.rows}
        assert rows == {
            (row["payer"], row["payee"]): (yuan(row["amount"]), yuan(row.get("jointly", 0)))
            for row in scenario["row"]
        }
    for wrong in scenario.get("never", ()):
        assert not any(
            (row.payer, row.payee, row.amount)
            == (wrong["payer"], wrong["payee"], yuan(wrong["amount"]))
            for row in result.rows
        )


@pytest.mark.parametrize("scenario", of_kind("dependants"))
def test_dependants(scenario: dict[str, Any]) -> None:
    book = Rulebook.open("371524")
    years = book.compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16)).years
    total, rows = dependants_lines(
        tuple(map(_dependant, scenario["dependants"])),
        yuan(scenario["consumption"]),
        Decimal(scenario["coefficient"]),
        years,
        CapMode(scenario.get("mode", "coefficient_inside")),
    )
    expected = {key: yuan(value) for key, value in scenario["expect"].items()}
    assert {"total": total, **{row.label: row.amount for row in rows}} == expected

"""Worked examples of single items as data: ``scenarios/*.toml`` of the kind ``items``.

Each line gives the loss and what must come out: amount, text, notes (those named must stand
there), inputs by key, parts by label, or the code of the refusal.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mediation_app.domain.compensation.inputs import (
    Basis,
    CapMode,
    Dependant,
    DependantKind,
    LossInput,
    Options,
    Victim,
)
from mediation_app.domain.compensation.items import victim_lines
from mediation_app.domain.compensation.law import CompensationLaw, Standard
from mediation_app.domain.explain import Source
from mediation_app.domain.money import yuan
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook

FOLDER = Path(__file__).parent / "scenarios"
FIXTURE_T = {"income": 50_000, "consumption": 30_000, "wage": 100_000}


def _lines() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        scenario = tomllib.loads(path.read_text(encoding="utf-8"))
        if scenario["kind"] == "items":
            for number, line in enumerate(scenario["line"], 1):
                found.append(pytest.param(scenario, line, id=f"{scenario['id']}.{number}"))
    return found


def _standard(series: str, amount: object, **more: Any) -> Standard:
    return Standard(
        series=series,
        label=more.get("label", series),
        stat_year=more.get("stat_year", 2025),
        amount=yuan(amount),  # type: ignore[arg-type]
        effective_from=date(2026, 1, 1),
        source=Source(text="居住证" if "place" in more else "T"),
        place=more.get("place", ""),
    )


def _law(scenario: Mapping[str, Any]) -> CompensationLaw:
    law = Rulebook.open("371524").compensation_law(
        accident=scenario["accident"], on=date(2026, 11, 16)
    )
    assert scenario["standards"] == "T"
    return replace(law, standards={s: _standard(s, a) for s, a in FIXTURE_T.items()})


def _dependant(data: Mapping[str, Any]) -> Dependant:
    return Dependant(
        label=data["label"],
        age=data["age"],
        payers=data["payers"],
        kind=DependantKind(data.get("kind", "adult")),
        years=Decimal(data["years"]) if "years" in data else None,
    )


def _loss(data: Mapping[str, Any]) -> LossInput:
    made: dict[str, Any] = dict(data)
    for key in ("amount", "rate", "deducted"):
        if key in made:
            made[key] = yuan(made[key])
    for key in ("percent", "coefficient"):
        if key in made:
            made[key] = Decimal(made[key])
    if "basis" in made:
        made["basis"] = Basis(made["basis"])
    made["grades"] = tuple(made.get("grades", ()))
    if "increments" in made:
        made["increments"] = tuple(map(Decimal, made["increments"]))
    made["dependants"] = tuple(map(_dependant, made.get("dependants", ())))
    return LossInput(**made)


@pytest.mark.parametrize(("scenario", "line"), _lines())
def test_item(scenario: dict[str, Any], line: dict[str, Any]) -> None:
    known = {"title", "loss", "amount", "text", "notes", "inputs", "parts", "error", "unverified"}
    assert line.keys() <= known | {"excluded", "month_days", "cap_mode"}
    own = {s: _standard(s, **more) for s, more in scenario.get("own", {}).items()}
    victim = Victim(
        id="v", label="受害人", side="s", losses=(_loss(line["loss"]),), standards=own or None
    )
    options = Options(
        month_days=Decimal(line.get("month_days", 30)),
        cap_mode=CapMode(line.get("cap_mode", "coefficient_inside")),
    )
    if "error" in line:
        with pytest.raises(InvalidInput) as caught:
            victim_lines(victim, _law(scenario), options)
        assert caught.value.code == line["error"]
        assert "…" not in text_of(caught.value)
        return
    (found,) = victim_lines(victim, _law(scenario), options)
    assert found.amount == yuan(line["amount"])
    assert found.text == line.get("text", found.text)
    if notes := line.get("notes"):
        assert [note for note in found.notes if note in notes] == notes
    elif "notes" in line:
        assert found.notes == ()
    inputs = {given.key: f"{given.value} {given.unit}" for given in found.inputs}
    assert inputs | line.get("inputs", {}) == inputs
    assert found.excluded is line.get("excluded", found.excluded)
    if "parts" in line:
        assert {part.label: part.text for part in found.parts} == line["parts"]
    if "unverified" in line:
        assert any(not source.sure for source in found.sources) is line["unverified"]

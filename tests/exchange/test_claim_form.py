"""The JSON form of a reckoning's input keeps up with the domain, and schema and reader agree."""

from __future__ import annotations

import copy
import json
from dataclasses import fields
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from mediation_app.domain.compensation import inputs
from mediation_app.errors import InvalidInput
from mediation_app.exchange import claim_form
from mediation_app.exchange.claim_input import input_schema, place_in, read_request
from mediation_app.exchange.form import Form, Many
from mediation_app.exchange.json_file import parse
from mediation_app.paths import resource_dir

ITEMS = {"medical": "医疗费", "care": "护理费", "meals": "住院伙食补助费", "nutrition": "营养费",
         "lost_wages": "误工费", "travel": "交通费", "repair": "车辆维修费"}  # fmt: skip
GOOD: dict[str, Any] = json.loads(
    (resource_dir() / "help" / "calculate-example.json").read_text(encoding="utf-8")
)
REQUEST = claim_form.request_form(ITEMS)


def many(form: Form, name: str) -> Form:
    kind = form.slots[name].kind
    assert isinstance(kind, Many)
    assert isinstance(kind.kind, Form)
    return kind.kind


VICTIM = many(REQUEST, "victims")


@pytest.mark.parametrize(
    ("form", "cls"),
    [
        (claim_form.COMPULSORY, inputs.CompulsoryCover),
        (claim_form.COMMERCIAL, inputs.CommercialCover),
        (claim_form.TRAILER, inputs.Trailer),
        (claim_form.SIDE, inputs.Side),
        (claim_form.DEPENDANT, inputs.Dependant),
        (many(VICTIM, "losses"), inputs.LossInput),
        (claim_form.FREE_RIDE, inputs.FreeRide),
        (VICTIM, inputs.Victim),
        (claim_form.PREPAID, inputs.Prepayment),
        (claim_form.OVERRIDE, inputs.Override),
        (claim_form.OPTIONS, inputs.Options),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_form_has_every_field_of_the_domain(form: Form, cls: type[Any]) -> None:
    assert set(form.slots) == {field.name for field in fields(cls)}


def test_the_whole_has_every_field_of_a_claim() -> None:
    own = {"$schema", "title", "place", "on", "year", "standards"}
    assert set(REQUEST.slots) - own == {field.name for field in fields(inputs.Claim)}


def test_what_is_left_out_takes_its_default() -> None:
    least = {
        "place": "37",
        "accident": "2026-05-06",
        "sides": [{"id": "a", "kind": "motor", "percent": "70%"}],
        "victims": [{"id": "v", "side": "a", "losses": [{"item": "care", "rate": "８.５万"}]}],
    }
    claim = read_request(least, ITEMS).claim
    (side,), (victim,) = claim.sides, claim.victims
    assert (side.label, side.liable, side.percent) == ("a", "a", 70)
    assert (victim.label, victim.losses[0].rate, victim.losses[0].persons) == ("v", 85_000, 1)
    assert claim.options == inputs.Options()
    chosen = {**least, "options": {"month_days": Decimal("21.75"), "mental": "last"}}
    assert read_request(chosen, ITEMS).options == {
        "month_days": Decimal("21.75"),
        "mental": inputs.MentalOrder.LAST,
    }


def test_json_numbers_keep_their_digits() -> None:
    value = parse(json.dumps(GOOD).replace('"32,000.00"', "3500.10"), "x")
    loss = read_request(value, ITEMS).victims[0].losses[0]
    assert str(loss.amount) == "3500.10"


@pytest.mark.parametrize("value", [None, [], "x", {}, {"place": 3}, {"place": None}])
def test_a_place_that_is_not_there(value: object) -> None:
    assert place_in(value) == ""


@pytest.mark.parametrize(
    "path",
    [
        "accident", "sides", "victims", "sides/0/id", "sides/0/kind", "sides/0/percent",
        "sides/0/commercial/insurer", "sides/0/commercial/limit", "victims/0/id",
        "victims/0/side", "victims/0/losses", "victims/0/losses/0/item", "prepaid/0/payer",
        "prepaid/0/victim", "prepaid/0/amount",
    ],
)  # fmt: skip
def test_schema_and_reader_want_the_same_fields(path: str) -> None:
    validator = jsonschema.Draft202012Validator(input_schema(ITEMS))
    validator.validate(GOOD)
    for change in (None, "foreign", "type"):
        document = copy.deepcopy(GOOD)
        *heads, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        place: Any = document
        for head in heads:
            place = place[head]
        if change is None:
            del place[last]
        elif change == "foreign":
            place["foreign"] = 1
        else:
            place[last] = None
        assert not validator.is_valid(document), change
        with pytest.raises(InvalidInput) as caught:
            read_request(document, ITEMS)
        assert (
            caught.value.field.replace("[", "/")
            .replace("]", "")
            .replace(".", "/")
            .startswith("/".join(path.split("/")[:-1]))
        )

"""Numbers, plates, phones, names and sums in words by the vectors in ``scenarios/E*.toml``."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mediation_app.domain.identifiers import (
    IdKind,
    parse_id_number,
    parse_paper_number,
    parse_phone,
    parse_uscc,
)
from mediation_app.domain.money import capital, parse_amount, yuan
from mediation_app.domain.names import normal_name, same_name, traits
from mediation_app.domain.plates import parse_plate
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook
from tests.rules.scenario_files import cases_of

TODAY = date(2026, 11, 22)


def _refused(caught: pytest.ExceptionInfo[InvalidInput], code: str) -> None:
    assert caught.value.code == code
    assert "{" not in text_of(caught.value)  # the message is there, every place filled


@pytest.mark.parametrize("case", cases_of("words", "case"))
def test_words(case: dict[str, Any]) -> None:
    amount = yuan(case["amount"])
    assert capital(amount) == case["words"]
    for pasted in (case["words"], *case.get("also", ())):
        assert parse_amount(pasted) == amount


@pytest.mark.parametrize("case", cases_of("identity", "case"))
def test_identity(case: dict[str, Any], book: Rulebook) -> None:
    def parse() -> Any:
        if paper := case.get("paper"):
            return parse_paper_number(IdKind(paper), case["typed"], today=TODAY)
        return parse_id_number(case["typed"], today=TODAY)

    if wrong := case.get("wrong"):
        with pytest.raises(InvalidInput) as caught:
            parse()
        _refused(caught, wrong)
        return
    found = parse()
    assert found.number == case.get("number", case["typed"])
    assert found.kind is IdKind(case.get("kind", "id_card"))
    assert found.born == case.get("born")
    assert found.sex == case.get("sex")
    assert found.warning == case.get("warning", "")
    if "region" in case:
        assert book.region_name(found.region_code) == case["region"]
    if age := case.get("age"):
        assert found.age_on(age["on"]) == age["years"]


@pytest.mark.parametrize("case", cases_of("credit_code", "case"))
def test_credit_codes(case: dict[str, Any]) -> None:
    if wrong := case.get("wrong"):
        with pytest.raises(InvalidInput) as caught:
            parse_uscc(case["typed"])
        _refused(caught, wrong)
    else:
        assert parse_uscc(case["typed"]) == case.get("number", case["typed"])


@pytest.mark.parametrize("case", cases_of("plate", "case"))
def test_plates(case: dict[str, Any]) -> None:
    if wrong := case.get("wrong"):
        with pytest.raises(InvalidInput) as caught:
            parse_plate(case["typed"])
        _refused(caught, wrong)
        return
    plate = parse_plate(case["typed"])
    assert (plate.kind, plate.shown) == (case["form"], case["shown"])
    assert plate.warning == case.get("warning", "")
    again = parse_plate(plate.shown)
    assert (again.kind, again.number, again.shown) == (plate.kind, plate.number, plate.shown)


@pytest.mark.parametrize("case", cases_of("phone", "case"))
def test_phones(case: dict[str, Any]) -> None:
    if wrong := case.get("wrong"):
        with pytest.raises(InvalidInput) as caught:
            parse_phone(case["typed"])
        _refused(caught, wrong)
        return
    phone = parse_phone(case["typed"])
    assert (phone.kind, phone.number) == (case["form"], case["number"])
    assert phone.shown == case.get("shown", phone.shown)
    assert parse_phone(phone.shown) == phone
    assert parse_phone(phone.number) == phone


@pytest.mark.parametrize("case", cases_of("name", "case"))
def test_names(case: dict[str, Any]) -> None:
    stored = normal_name(case["typed"])
    assert stored == case["stored"]
    assert normal_name(stored) == stored
    assert len(stored) == case.get("characters", len(stored))
    assert all(same_name(stored, spelling) for spelling in case.get("same", ()))
    assert not any(same_name(stored, spelling) for spelling in case.get("other", ()))
    found = traits(stored)
    for key in ("private_use", "beyond_bmp", "not_in_gb2312"):
        assert list(getattr(found, key)) == case.get(key, []), key

"""The JSON form of a case: what goes out comes back, and every fault is named by its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine, FundApplication, FundSituation
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.errors import AppError, BadFile, InvalidInput
from mediation_app.exchange.case_json import dump_case, load_case, read_case, with_new_keys
from mediation_app.exchange.schema import json_schema
from mediation_app.messages import text_of


def a_case(name: str = "李𬀩") -> CaseFile:
    case_id, party_id, fund_id = new_id(), new_id(), new_id()
    return CaseFile(
        case=Case(id=case_id, dispute="两车相撞 & <争议> {{未渲染}}", claims=("赔偿 50,300.00 元",)),
        accidents=(
            Accident(
                id=new_id(), case_id=case_id, occurred_at=datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
            ),
        ),
        parties=(
            Party(
                id=party_id, case_id=case_id, name=name, roles=(PartyRole.VICTIM.value,),
                birth_date=date(1986, 3, 15), phone="13856122417",
            ),
        ),
        losses=(
            Loss(id=new_id(), case_id=case_id, party_id=party_id, amount=Decimal("32000.00")),
        ),
        funds=(
            FundFile(
                application=FundApplication(
                    id=fund_id, case_id=case_id, situation=FundSituation.C1, victim_id=party_id
                ),
                bill_lines=(
                    BillLine(
                        id=new_id(), case_id=case_id, application_id=fund_id, name="ICU",
                        amount=Decimal("86420.00"),
                    ),
                ),
            ),
        ),
    )  # fmt: skip


def as_dict(file: CaseFile | None = None) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(dump_case(file or a_case()))
    return loaded


def test_what_goes_out_comes_back() -> None:
    file = a_case()
    assert load_case(dump_case(file)) == file


@given(name=st.text(max_size=200).filter(lambda t: all(ord(c) >= 32 for c in t)))
@settings(max_examples=60, deadline=None)
def test_any_printable_name_survives(name: str) -> None:
    file = a_case(name)
    assert load_case(dump_case(file)).parties[0].name == name


def test_the_form_agrees_with_its_published_schema() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(as_dict(), schema)
    wrong = as_dict()
    wrong["file"]["parties"][0]["gender"] = "robot"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema)


def test_what_the_store_keeps_for_itself_does_not_travel() -> None:
    text = dump_case(
        replace(a_case(), case=replace(a_case().case, updated_by="u1", version=7, mediator_id="m"))
    )
    assert not {"updated_by", "version", "mediator_id"} & set(json.loads(text)["file"]["case"])


def put(path: str, value: object) -> str:
    document = as_dict()
    place: Any = document
    *steps, last = [int(p) if p.isdigit() else p for p in path.split(".")]
    for step in steps:
        place = place[step]
    place[last] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("file.case.colour", "red", "exchange.foreign_field", "file.case.colour"),
        ("file.parties.0.name", 5, "exchange.wrong_type", "file.parties[0].name"),
        ("file.parties.0.name", "名" * 501, "exchange.too_long", "file.parties[0].name"),
        ("file.parties.0.name", "a\x00b", "exchange.bad_character", "file.parties[0].name"),
        ("file.parties.0.gender", "robot", "exchange.not_in_list", "file.parties[0].gender"),
        ("file.parties.0.birth_date", "2026-02-30", "exchange.bad_date",
         "file.parties[0].birth_date"),
        ("file.accidents.0.occurred_at", "2026-09-29T14:20:00", "exchange.no_zone",
         "file.accidents[0].occurred_at"),
        ("file.losses.0.amount", "1e9", "exchange.bad_form", "file.losses[0].amount"),
        ("file.losses.0.amount", 32000.0, "exchange.wrong_type", "file.losses[0].amount"),
        ("file.losses.0.amount", "9" * 20, "exchange.bad_form", "file.losses[0].amount"),
        ("file.losses.0.amount", "1.005", "exchange.bad_form", "file.losses[0].amount"),
        ("file.losses.0.party_id", "0" * 32, "exchange.loose_end", "file.losses[0].party_id"),
        ("file.accidents.0.deaths", True, "exchange.wrong_value", "file.accidents[0].deaths"),
        ("file.funds.0.bill_lines.0.amount", None, "exchange.wrong_type",
         "file.funds[0].bill_lines[0].amount"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_by_its_place(
    path: str, value: object, code: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_case(put(path, value))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert "exchange." not in text_of(caught.value)


def test_a_missing_key_is_named() -> None:
    document = as_dict()
    del document["file"]["losses"][0]["party_id"]
    with pytest.raises(InvalidInput) as caught:
        load_case(json.dumps(document))
    assert caught.value.code == "exchange.missing"


@given(cut=st.integers(min_value=0, max_value=3000))
@settings(max_examples=60, deadline=None)
def test_a_truncated_file_is_a_known_trouble(cut: int) -> None:
    text = dump_case(a_case())
    with pytest.raises(AppError):
        load_case(text[: min(cut, len(text) - 3)])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=12,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_other_json_is_a_known_trouble(value: object) -> None:
    for text in (
        json.dumps(value),
        json.dumps({"format": "mediation-case", "format_version": 1, "file": value}),
    ):
        with pytest.raises(AppError):
            load_case(text)


def test_deep_nesting_is_a_known_trouble() -> None:
    with pytest.raises(BadFile):
        load_case("[" * 200_000)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "exchange.empty"),
        (b"  \n", "exchange.empty"),
        ("案".encode("gbk") * 7, "exchange.not_utf8"),
        (b"PK\x03\x04binary", "exchange.not_json"),
        (b"[1, 2]", "exchange.not_a_case"),
        (b'{"format": "mediation-case", "format_version": 99}', "exchange.other_version"),
    ],
)
def test_a_file_that_holds_no_case(tmp_path: Any, content: bytes, code: str) -> None:
    path = tmp_path / "案.json"
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read_case(path)
    assert caught.value.code == code


def test_new_keys_keep_every_pointer() -> None:
    file = a_case()
    fresh = with_new_keys(file)
    assert fresh.case.id != file.case.id
    assert fresh.losses[0].party_id == fresh.parties[0].id != file.parties[0].id
    assert fresh.funds[0].application.victim_id == fresh.parties[0].id
    assert load_case(dump_case(fresh)) == fresh

"""Every record class has its table; what goes in comes out, on both engines."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Text

import mediation_app.domain
from mediation_app.database import types as kinds
from mediation_app.database.mapping import field_types, plain_value, row_map
from mediation_app.database.store import Store
from mediation_app.database.tables import record_tables, specs, table_of
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.fund import FundApplication, LedgerEntry
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss
from mediation_app.domain.offices import Actor, Person
from mediation_app.domain.parties import Party
from mediation_app.domain.records import Choice, Record
from mediation_app.errors import InvalidInput


def _record_classes() -> set[type[Record]]:
    for module in pkgutil.walk_packages(mediation_app.domain.__path__, "mediation_app.domain."):
        importlib.import_module(module.name)

    def below(kind: type[Record]) -> Iterator[type[Record]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    # slots=True makes a second class of the same name; only the one the module knows counts
    return {
        kind
        for kind in below(Record)
        if is_dataclass(kind)
        and kind.__module__.startswith("mediation_app.")
        and getattr(importlib.import_module(kind.__module__), kind.__name__) is kind
    }


def test_every_record_class_has_a_table_and_every_table_a_record_class() -> None:
    assert set(specs()) == _record_classes()
    assert len({table.name for table in record_tables().values()}) == len(specs())


def test_every_table_has_key_office_version_and_an_index_on_its_case() -> None:
    for record, table in record_tables().items():
        assert [c.name for c in table.primary_key] == ["id"]
        assert {"unit_code", "version", "created_at", "updated_by", "voided_at"} <= set(
            table.c.keys()
        )
        assert [c.name for c in table.columns] == [one.name for one in fields(record)]
        if "case_id" in table.c:
            leading = {next(iter(index.columns)).name for index in table.indexes}
            assert "case_id" in leading or record is LedgerEntry, table.name


def test_columns_follow_the_annotations() -> None:
    types = field_types(FundApplication)
    assert isinstance(types["claimed"][0], kinds.MoneyFen)
    assert isinstance(types["rescue_started_at"][0], kinds.Moment)
    assert types["rescue_started_at"][1] is True
    assert isinstance(types["received_on"][0], kinds.Day)
    assert isinstance(types["state"][0], kinds.ChoiceCode)
    assert isinstance(types["missing"][0], kinds.Codes)
    assert isinstance(types["condition"][0].load_dialect_impl(_dialect()), Text)
    assert isinstance(field_types(Loss)["amount"][0].load_dialect_impl(_dialect()), BigInteger)


def _dialect() -> Any:
    from sqlalchemy.dialects import sqlite

    return sqlite.dialect()


# --- there and back ---------------------------------------------------------------------------

_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_money = st.integers(-kinds.LARGEST_FEN, kinds.LARGEST_FEN).map(lambda fen: Decimal(fen).scaleb(-2))
_moment = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(timezone(timedelta(hours=8))),
)


def _values(kind: Any, *, nullable: bool) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any]
    if isinstance(kind, kinds.MoneyFen):
        found = _money
    elif isinstance(kind, kinds.Moment):
        found = _moment
    elif isinstance(kind, kinds.Day):
        found = st.dates(date(1000, 1, 1), date(9999, 12, 31))
    elif isinstance(kind, kinds.Codes):
        found = st.lists(_text, max_size=3).map(tuple)
    elif isinstance(kind, kinds.ChoiceCode):
        found = st.sampled_from(list(kind.choices))
    elif isinstance(kind, kinds.Number):
        found = st.integers(-(2**62), 2**62)
    elif isinstance(kind, kinds.Words):
        found = _text
    else:
        found = st.booleans()
    return st.none() | found if nullable else found


def _records(kind: type[Record]) -> st.SearchStrategy[Record]:
    plain = {
        name: _values(column, nullable=nullable)
        for name, (column, nullable) in field_types(kind).items()
        if name not in ("id", "number") and not name.endswith("_id")
    }
    return st.builds(kind, id=st.builds(new_id), **plain)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_goes_in_comes_out(store: Store, data: st.DataObject) -> None:
    from sqlalchemy import insert

    for kind in (Case, Person, LedgerEntry):
        record = data.draw(_records(kind))
        if kind is Person:
            record = Person(id=record.id, login=record.id, name=record.name, roles=record.roles)  # type: ignore[attr-defined]
        with store.connection(write=True) as connection:
            connection.execute(insert(table_of(kind)), [row_map(kind).row(record)])
        with store.read() as reader:
            found = reader.get(kind, record.id, voided=True)
        assert found == record
        for name, (column, _) in field_types(kind).items():
            value = getattr(found, name)
            if isinstance(column, kinds.Moment) and value is not None:
                assert value.tzinfo is UTC
            if isinstance(column, kinds.ChoiceCode) and value is not None:
                assert isinstance(value, Choice)
            if isinstance(column, kinds.MoneyFen) and value is not None:
                assert value.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("kind", "values", "code", "field"),
    [
        (LedgerEntry, {"amount": Decimal("0.001")}, "database.money_places", "amount"),
        (LedgerEntry, {"amount": Decimal("1E15")}, "database.money_range", "amount"),
        (LedgerEntry, {"amount": Decimal("NaN")}, "database.money_range", "amount"),
        (LedgerEntry, {"amount": 0.1}, "database.wrong_type", "amount"),
        (
            LedgerEntry,
            {"booked_on": datetime(2026, 1, 1, tzinfo=UTC)},
            "database.wrong_type",
            "booked_on",
        ),
        (LedgerEntry, {"note": "a\x00b"}, "database.bad_sign", "note"),
        (LedgerEntry, {"note": "\ud800"}, "database.bad_sign", "note"),
        (Case, {"summary": None}, "database.missing", "summary"),
        (Party, {"share": 2**70}, "database.number_range", "share"),
        (Party, {"roles": "victim"}, "database.wrong_type", "roles"),
        (Case, {"state": "gone"}, "database.not_a_choice", "state"),
        (Case, {"state_since": "2026-01-01"}, "database.wrong_type", "state_since"),
    ],
)
def test_values_that_cannot_be_kept_are_refused_and_named(
    store: Store, actor: Actor, kind: type[Record], values: dict[str, Any], code: str, field: str
) -> None:
    needed: dict[type[Record], dict[str, Any]] = {
        LedgerEntry: {"kind": "other", "booked_on": date(2026, 1, 1), "amount": Decimal("1.00")},
        Party: {"case_id": new_id()},
        Case: {},
    }
    record = kind(id=new_id(), **(needed[kind] | values))
    with pytest.raises(InvalidInput) as caught, store.write(actor, "试") as unit:
        unit.add(record)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_rare_characters_survive(store: Store, actor: Actor) -> None:
    name = "李𬀩𠅤·买买提<&>{{'\"\\"
    case = Case(id=new_id(), summary=name, dispute=name * 500)
    with store.write(actor, "登记") as unit:
        unit.add(case)
        unit.commit()
    with store.read(actor) as reader:
        found = reader.get(Case, case.id)
    assert (found.summary, found.dispute) == (name, name * 500)


def test_differences_leave_bookkeeping_out() -> None:
    old = Case(id="a")
    new = Case(id="a", state=MediationState.ACCEPTED, version=7, updated_by="x")
    assert row_map(Case).changed(old, new) == {
        "state": (MediationState.REGISTERED, MediationState.ACCEPTED)
    }


def test_values_in_the_trail_are_plain_json() -> None:
    assert plain_value(Decimal("1.50")) == "1.50"
    assert plain_value(MediationState.ACCEPTED) == "accepted"
    assert plain_value(("a", "b")) == ["a", "b"]
    assert plain_value(date(2026, 3, 2)) == "2026-03-02"

"""Whatever is handed in: it is read into its proper form, or refused with the name of the field."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.agreements import Agreement, Instalment
from mediation_app.domain.case_input import read_entry, read_party
from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.fields import STAMPED, read_date, read_record
from mediation_app.domain.losses import Injury, Loss
from mediation_app.domain.parties import Party
from mediation_app.domain.records import Record
from mediation_app.domain.sessions import Session
from mediation_app.domain.vehicles import Policy, Vehicle
from mediation_app.domain.workflow.engine import Fact, FactKind, Step
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.errors import InvalidInput

TODAY = date(2026, 6, 24)
RECORDS: tuple[tuple[str, Record], ...] = (
    ("case", Case(id="c")),
    ("accidents", Accident(id="x", case_id="c")),
    ("parties", Party(id="x", case_id="c", name="张三")),
    ("vehicles", Vehicle(id="x", case_id="c")),
    ("policies", Policy(id="x", case_id="c", vehicle_id="v")),
    ("injuries", Injury(id="x", case_id="c", party_id="p")),
    ("losses", Loss(id="x", case_id="c", party_id="p")),
    ("sessions", Session(id="x", case_id="c")),
    ("agreements", Agreement(id="x", case_id="c")),
    ("instalments", Instalment(id="x", case_id="c", agreement_id="a")),
)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=300),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.text(max_size=5), max_size=3).map(tuple),
    st.sampled_from(
        ["2026-02-30", "2026年3月5日", "１３８６３５７２４１７", "鲁P·3K567", "-1", "1e400"]
    ),
    st.binary(max_size=4),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


@given(st.data())
def test_junk_in_any_field_is_read_or_refused(data: st.DataObject) -> None:
    part, record = data.draw(st.sampled_from(RECORDS))
    names = [item.name for item in fields(record) if item.name not in STAMPED]
    name = data.draw(st.sampled_from(names))
    value: Any = data.draw(JUNK)
    try:
        read = read_entry(part, replace(record, **{name: value}), TODAY)
    except InvalidInput as refused:
        assert refused.field.startswith(f"{part}.{record.id}.")  # noqa: PT017
        return
    assert read_entry(part, read, TODAY) == read


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026-3-5", date(2026, 3, 5)),
        ("2026/03/05", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        (" 2026年3月5日 ", date(2026, 3, 5)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_dates_as_people_write_them(text: str, day: date) -> None:
    assert read_date(text, field="x") == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-29", "cases.no_such_date"),
        ("2026-13-01", "cases.no_such_date"),
        ("0026-01-01", "cases.date_range"),
        ("2300-01-01", "cases.date_range"),
        ("3月5日", "cases.not_a_date"),
        ("", "cases.not_a_date"),
    ],
)
def test_days_that_do_not_exist(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_date(text, field="x")
    assert caught.value.code == code


def test_a_naive_moment_is_office_time() -> None:
    read = read_record(
        Accident(id="x", case_id="c", occurred_at=datetime(2026, 3, 9, 7, 35)),  # noqa: DTZ001
        path="accidents.x",
    )
    assert read.occurred_at == datetime(2026, 3, 8, 23, 35, tzinfo=UTC)


def test_lines_lose_breaks_and_texts_keep_them() -> None:
    case = read_record(Case(id="c", summary="一\n二\t三", dispute="一\r\n二 "), path="case")
    assert (case.summary, case.dispute) == ("一 二 三", "一\n二")


def test_numbers_take_their_normal_form() -> None:
    party = Party(
        id="x",
        case_id="c",
        name="张　三",
        id_number=" 37152419850923351x ",
        phone="＋86 138 6357 2417",
        account_number="6223 1920 1122 3344",
    )
    read = read_party(party, TODAY, path="parties.x")
    assert (read.name, read.id_number, read.phone) == ("张三", "37152419850923351X", "13863572417")
    assert read.account_number == "6223192011223344"


def test_an_unknown_person_needs_no_name() -> None:
    unknown = Party(id="x", case_id="c", identity_unknown=True)
    assert read_party(unknown, TODAY, path="parties.x").name == ""
    with pytest.raises(InvalidInput):
        read_party(replace(unknown, identity_unknown=False), TODAY, path="parties.x")


# Facts of steps -------------------------------------------------------------------------------------------


def step(*facts: Fact) -> Step:
    return Step(
        event="e",
        label="步骤",
        sources=frozenset({"a"}),
        target="b",
        roles=frozenset(),
        needs=facts,
    )


@given(st.sampled_from(list(FactKind)), JUNK)
def test_junk_facts_are_read_or_refused(kind: FactKind, value: Any) -> None:
    fact = Fact(name="f", label="事实", kind=kind, choices=(("yes", "是"),))
    try:
        read = read_facts(step(fact), {"f": value, "late_reason": "补录"})
    except InvalidInput as refused:
        assert refused.field == "f"  # noqa: PT017
        return
    assert read["late_reason"] == "补录"
    assert read_facts(step(fact), read) == read


def test_facts_take_their_types() -> None:
    needs = (
        Fact(name="day", label="日期", kind=FactKind.DATE),
        Fact(name="sum", label="金额", kind=FactKind.MONEY),
        Fact(name="count", label="数", kind=FactKind.NUMBER),
        Fact(name="codes", label="代码", kind=FactKind.CODES, choices=(("a", "甲"), ("b", "乙"))),
    )
    read = read_facts(
        step(*needs), {"day": "2026-03-05", "sum": "8.5万", "count": "12", "codes": ["a", "b"]}
    )
    assert read == {
        "day": date(2026, 3, 5),
        "sum": Decimal("85000.00"),
        "count": 12,
        "codes": ("a", "b"),
    }
    with pytest.raises(InvalidInput):
        read_facts(step(*needs), {"codes": ("c",)})

"""What is entered about a case: each fault by its field, each normal form, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Instalment
from mediation_app.domain.case_input import input_problems, read_case_file, read_entry, read_party
from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.fields import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_ITEMS,
    read_date,
    read_line,
    read_moment,
    read_money,
    read_record,
    read_text,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Calculation, Injury, Loss, Treatment
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Gender, IdKind, Party, PartyKind, PartyRole
from mediation_app.domain.vehicles import CompulsoryDuty, Policy, Vehicle, VehicleKind
from mediation_app.domain.workflow.engine import Fact, FactKind
from mediation_app.domain.workflow.facts import LONGEST_NOTE, read_fact
from mediation_app.errors import InvalidInput

TODAY = date(2026, 6, 24)
D = Decimal

# Single values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "value", "code"),
    [
        (read_date, 3, "cases.not_a_date"),
        (read_date, datetime(2026, 1, 1, tzinfo=UTC), "cases.not_a_date"),
        (read_date, date(1899, 12, 31), "cases.date_range"),
        (read_moment, "2026-02-30T10:00", "cases.no_such_date"),
        (read_moment, 3, "cases.not_a_date"),
        (read_moment, datetime(1800, 1, 1, tzinfo=UTC), "cases.date_range"),
        (read_money, 1.5, "domain.money_not_exact"),
        (read_money, True, "domain.money_not_exact"),
        (read_money, "-1", "domain.money_negative"),
        (read_line, 3, "cases.not_text"),
        (read_line, "字" * (LONGEST_LINE + 1), "cases.too_long"),
        (read_text, None, "cases.not_text"),
        (read_text, "字" * (LONGEST_TEXT + 1), "cases.too_long"),
    ],
)
def test_a_value_that_is_refused(read: Any, value: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(value, field="parties.x.field")
    assert (caught.value.code, caught.value.field) == (code, "parties.x.field")


@pytest.mark.parametrize(
    ("read", "value", "found"),
    [
        (read_date, date(2026, 3, 5), date(2026, 3, 5)),
        (read_moment, "2026-03-05T09:30", at(date(2026, 3, 5), 9, 30)),
        (read_moment, at(TODAY), at(TODAY)),
        (read_money, "8.5万", D("85000.00")),
        (read_money, 3, D("3.00")),
        (read_line, "字" * LONGEST_LINE, "字" * LONGEST_LINE),
    ],
)
def test_a_value_that_is_read(read: Any, value: object, found: object) -> None:
    assert read(value, field="x") == found


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        (Party(id="x", case_id="c", roles="driver"), "not_a_list", "roles"),  # type: ignore[arg-type]
        (Party(id="x", case_id="c", roles=("a",) * (MOST_ITEMS + 1)), "not_a_list", "roles"),
        (Party(id="x", case_id="c", gender="man"), "not_listed", "gender"),  # type: ignore[arg-type]
        (Party(id="x", case_id="c", identity_unknown="no"), "not_yes_no", "identity_unknown"),  # type: ignore[arg-type]
        (Party(id="x", case_id="c", share="viel"), "not_whole", "share"),  # type: ignore[arg-type]
        (Party(id="x", case_id="c", share=True), "not_whole", "share"),
        (Party(id="x", case_id="c", share=10**10), "number_range", "share"),
        (Party(id="x", case_id="c", share=-1), "number_range", "share"),
        (Party(id="x", case_id="c", birth_date="soon"), "not_a_date", "birth_date"),  # type: ignore[arg-type]
        (Loss(id="x", case_id="c", party_id="p", percent="5"), "money_not_exact", "percent"),  # type: ignore[arg-type]
        (Loss(id="x", case_id="c", party_id="p", percent=True), "money_not_exact", "percent"),
        (Loss(id="x", case_id="c", party_id="p", amount=1.5), "money_not_exact", "amount"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_field_that_is_refused(record: Any, code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_record(record, path="part.x")
    assert caught.value.code.partition(".")[2] == code
    assert caught.value.field == f"part.x.{field}"


def test_fields_take_their_types() -> None:
    raw = Party(
        id="x", case_id="c", share=" 70 ", gender="male", birth_date="", roles=["driver"]
    )  # type: ignore[arg-type]  # fmt: skip
    read = read_record(raw, path="parties.x")
    assert (read.share, read.gender, read.birth_date, read.roles) == (
        70, Gender.MALE, None, ("driver",),
    )  # fmt: skip
    loss = read_record(Loss(id="x", case_id="c", party_id="p", percent=50), path="losses.x")  # type: ignore[arg-type]
    assert loss.percent == D(50)
    assert read_record(read, path="parties.x") == read
    accident = Accident(id="x", case_id="c", occurred_at=at(TODAY))
    assert read_record(accident, path="accidents.x") is accident


# Parties, vehicles, policies ----------------------------------------------------------------------

PERSON = Party(id="x", case_id="c", name="张三")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"roles": ("pilot",)}, "cases.not_listed", "roles"),
        ({"name": ""}, "domain.name_empty", "name"),
        ({"phone": "1"}, "domain.phone_unknown", "phone"),
        ({"phone2": "1"}, "domain.phone_unknown", "phone2"),
        ({"credit_code": "1"}, "domain.uscc_length", "credit_code"),
        ({"share": 101}, "cases.share_range", "share"),
        ({"free_ride_percent": 101}, "cases.share_range", "free_ride_percent"),
        ({"account_number": "12345"}, "cases.account_number", "account_number"),
        ({"account_number": "6" * 33}, "cases.account_number", "account_number"),
        ({"account_number": "六二二三一九二〇"}, "cases.account_number", "account_number"),
        ({"account_number": "6223#1920"}, "cases.account_number", "account_number"),
        ({"birth_date": date(2026, 6, 25)}, "domain.birth_in_future", "birth_date"),
        ({"id_number": "1"}, "domain.id_number_length", "id_number"),
        ({"id_number": "810000199408230021"}, "domain.id_number_other_kind", "id_number"),
        ({"id_kind": IdKind.PASSPORT, "id_number": ""}, "", ""),
    ],
)
def test_a_party_that_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    party = replace(PERSON, **changes)
    if not code:
        assert read_party(party, TODAY, path="parties.x") == party
        return
    with pytest.raises(InvalidInput) as caught:
        read_party(party, TODAY, path="parties.x")
    assert (caught.value.code, caught.value.field) == (code, f"parties.x.{field}")


@pytest.mark.parametrize(
    ("number", "kind", "gender", "born"),
    [
        ("37152419850923351X", IdKind.RESIDENT, Gender.MALE, date(1985, 9, 23)),
        ("371524199001010010", IdKind.RESIDENT, Gender.MALE, date(1990, 1, 1)),
        ("372522196806152045", IdKind.RESIDENT, Gender.FEMALE, date(1968, 6, 15)),
        (" E12345678 ", IdKind.PASSPORT, Gender.UNKNOWN, None),
        (" 军字第1号 ", IdKind.OTHER, Gender.UNKNOWN, None),
    ],
)
def test_sex_and_birth_date_follow_from_the_number(
    number: str, kind: IdKind, gender: Gender, born: date | None
) -> None:
    read = read_party(replace(PERSON, id_number=number, id_kind=kind), TODAY, path="parties.x")
    assert (read.id_number, read.gender, read.birth_date) == (number.strip(), gender, born)


def test_what_was_entered_goes_before_the_number() -> None:
    known = replace(
        PERSON, id_number="371524199001010010", gender=Gender.FEMALE, birth_date=date(1990, 1, 2)
    )
    read = read_party(known, TODAY, path="parties.x")
    assert (read.gender, read.birth_date) == (Gender.FEMALE, date(1990, 1, 2))


def test_an_organisation_has_no_sex() -> None:
    firm = replace(
        PERSON, kind=PartyKind.ORGANISATION, id_number="x", credit_code="91350100M000100Y43"
    )
    read = read_party(firm, TODAY, path="parties.x")
    assert (read.credit_code, read.id_number, read.gender) == (
        "91350100M000100Y43", "x", Gender.UNKNOWN,
    )  # fmt: skip


def vehicle(**fields: Any) -> Vehicle:
    return Vehicle(id="v", case_id="c", **fields)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (vehicle(), vehicle()),
        (vehicle(plate="鲁p·d5118"), vehicle(plate="鲁PD5118")),
        (vehicle(plate="无牌"), vehicle(plate="无号牌")),
        (vehicle(vin="1m8gdm9axkp042788"), vehicle(vin="1M8GDM9AXKP042788")),
        (
            vehicle(kind=VehicleKind.E_BIKE, appraised_motor=True),
            vehicle(
                kind=VehicleKind.E_BIKE,
                appraised_motor=True,
                compulsory_duty=CompulsoryDuty.UNDECIDED,
            ),
        ),
    ],
)
def test_plates_and_frames_take_their_normal_form(before: Vehicle, after: Vehicle) -> None:
    assert read_entry("vehicles", before, TODAY) == after


@pytest.mark.parametrize(
    ("part", "record", "code", "field"),
    [
        ("vehicles", vehicle(towed_by_id="v"), "cases.tows_itself", "v.towed_by_id"),
        ("vehicles", vehicle(vin="1"), "domain.vin_length", "v.vin"),
        (
            "policies",
            Policy(id="p", case_id="c", vehicle_id="v", starts_on=TODAY, ends_on=date(2026, 6, 23)),
            "cases.dates_reversed", "p.ends_on",
        ),
        (
            "injuries",
            Injury(id="i", case_id="c", party_id="x", disability_grade=11),
            "domain.grade_unknown", "i.disability_grade",
        ),
    ],
)  # fmt: skip
def test_a_record_that_is_refused(part: str, record: Any, code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_entry(part, record, TODAY)
    assert (caught.value.code, caught.value.field) == (code, f"{part}.{field}")


def test_a_policy_of_one_day_is_one() -> None:
    policy = Policy(id="p", case_id="c", vehicle_id="v", starts_on=TODAY, ends_on=TODAY)
    assert read_entry("policies", policy, TODAY) == policy


# The whole case -------------------------------------------------------------------------------------


def case(**parts: Any) -> CaseFile:
    own = {name: parts.pop(name) for name in tuple(parts) if name not in CaseFile.__slots__}
    return CaseFile(case=Case(id="c", **own), **parts)


DRIVER = replace(PERSON, roles=(PartyRole.DRIVER.value,))
CAR = vehicle(driver_id="x")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (case(), []),
        (case(parties=(DRIVER,), vehicles=(CAR,)), []),
        (case(claims=("字" * 2001,)), [("cases.too_long", "case.claims")]),
        (case(requested_on=date(2026, 6, 25)), [("cases.date_ahead", "case.requested_on")]),
        (case(summary=3), [("cases.not_text", "case.summary")]),
        (
            case(parties=(replace(DRIVER, phone="1"), replace(DRIVER, id="y", phone="2"))),
            [("domain.phone_unknown", "parties.x.phone"),
             ("domain.phone_unknown", "parties.y.phone")],
        ),
        (
            case(accidents=(Accident(id="a", case_id="c", occurred_at=at(date(2026, 6, 25))),)),
            [("cases.date_ahead", "accidents.occurred_at")],
        ),
        (
            case(accidents=(Accident(id="a", case_id="c", occurred_at=at(TODAY)),
                            Accident(id="b", case_id="c"))),
            [("cases.one_accident", "accidents")],
        ),
        (case(parties=(replace(PERSON, case_id="d"),)), [("cases.foreign_record", "parties.x")]),
        (
            case(parties=(replace(PERSON, represents_id="x"),)),
            [("cases.represents_self", "parties.x.represents_id")],
        ),
        (case(vehicles=(CAR,)), [("cases.unknown_party", "vehicles.v.driver_id")]),
        (
            case(instalments=(Instalment(id="i", case_id="c", agreement_id="a", payer_id="z"),)),
            [("cases.unknown_party", "instalments.i.payer_id")],
        ),
        (
            case(parties=(replace(PERSON, ride_vehicle_id="w"),)),
            [("cases.unknown_vehicle", "parties.x.ride_vehicle_id")],
        ),
        (
            case(parties=(DRIVER,), vehicles=(replace(CAR, joint_ids=("x", "z")),)),
            [("cases.unknown_party", "vehicles.v.joint_ids")],
        ),
        (
            case(parties=(DRIVER,), treatments=(
                Treatment(id="t", case_id="c", injury_id="i", hospital_party_id="h"),)),
            [("cases.unknown_party", "treatments.t.hospital_party_id")],
        ),
    ],
)  # fmt: skip
def test_what_the_whole_case_tells(file: CaseFile, said: list[tuple[str, str]]) -> None:
    problems = input_problems(file, TODAY)
    assert [(problem.code, problem.field) for problem in problems] == said
    if said:
        with pytest.raises(InvalidInput) as caught:
            read_case_file(file, TODAY)
        assert (caught.value.code, caught.value.field) == said[0]


def test_the_whole_case_takes_its_normal_form() -> None:
    read = read_case_file(
        case(claims=("", "赔偿", ""), parties=(replace(DRIVER, name="张　三"),)), TODAY
    )
    assert (read.case.claims, read.parties[0].name) == (("赔偿",), "张三")
    kept = case(claims=("赔偿",))
    assert read_case_file(kept, TODAY) == kept


def test_a_frozen_reckoning_is_not_read_as_typed_text() -> None:
    long = Calculation(id="k", case_id="c", law="x" * (LONGEST_TEXT + 1))
    assert read_case_file(case(calculations=(long,)), TODAY).calculations == (long,)


# Facts of steps -----------------------------------------------------------------------------------

LISTED = (("a", "甲"),)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (FactKind.TEXT, " 甲 ", "甲"),
        (FactKind.NOTE, "字" * LONGEST_NOTE, "字" * LONGEST_NOTE),
        (FactKind.DATE, TODAY, TODAY),
        (FactKind.DATE, "2026-06-24", TODAY),
        (FactKind.MOMENT, at(TODAY), at(TODAY)),
        (FactKind.MOMENT, "2026-06-24T09:00+08:00", at(TODAY)),
        (FactKind.MONEY, D(5), D("5.00")),
        (FactKind.NUMBER, 3, 3),
        (FactKind.NUMBER, " 3 ", 3),
        (FactKind.YES_NO, False, False),
        (FactKind.CODES, "a", ("a",)),
        (FactKind.CHOICE, "a", "a"),
    ],
)
def test_a_fact_that_is_read(kind: FactKind, value: object, found: object) -> None:
    assert read_fact(Fact(name="f", label="事实", kind=kind, choices=LISTED), value) == found


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (FactKind.TEXT, 3, "workflow.fact_unreadable"),
        (FactKind.TEXT, "字" * 201, "workflow.fact_too_long"),
        (FactKind.NOTE, "字" * (LONGEST_NOTE + 1), "workflow.fact_too_long"),
        (FactKind.DATE, "2026-02-30", "workflow.fact_no_date"),
        (FactKind.DATE, at(TODAY), "workflow.fact_no_date"),
        (FactKind.MOMENT, "soon", "workflow.fact_no_date"),
        (FactKind.MOMENT, "2026-06-24T09:00", "workflow.fact_no_date"),
        (FactKind.MOMENT, 3, "workflow.fact_no_date"),
        (FactKind.MONEY, 1.5, "workflow.fact_unreadable"),
        (FactKind.MONEY, True, "workflow.fact_unreadable"),
        (FactKind.MONEY, -1, "domain.money_negative"),
        (FactKind.NUMBER, "viel", "workflow.fact_unreadable"),
        (FactKind.NUMBER, True, "workflow.fact_unreadable"),
        (FactKind.YES_NO, "yes", "workflow.fact_unreadable"),
        (FactKind.CHOICE, 3, "workflow.fact_unreadable"),
        (FactKind.CHOICE, "b", "workflow.fact_not_listed"),
        (FactKind.CODES, ["a", "b"], "workflow.fact_not_listed"),
    ],
)
def test_a_fact_that_is_refused(kind: FactKind, value: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_fact(Fact(name="f", label="事实", kind=kind, choices=LISTED), value)
    assert (caught.value.code, caught.value.field) == (code, "f")


def test_a_choice_of_the_rules_is_not_judged_here() -> None:
    assert read_fact(Fact(name="f", label="事实", kind=FactKind.CHOICE), "anything") == "anything"

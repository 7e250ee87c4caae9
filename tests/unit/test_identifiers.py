"""Numbers that people, firms and vehicles carry."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.identifiers import (
    IdKind,
    PhoneKind,
    Sex,
    id_check_sign,
    masked_id,
    parse_finding_number,
    parse_id_number,
    parse_paper_number,
    parse_phone,
    parse_uscc,
    parse_vin,
    uscc_check_sign,
)
from mediation_app.domain.plates import PlateKind, parse_plate
from mediation_app.errors import InvalidInput

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("371524199001010010", date(1990, 1, 1), Sex.MALE),
        ("371502198512311023", date(1985, 12, 31), Sex.FEMALE),
        ("372522196806152045", date(1968, 6, 15), Sex.FEMALE),
        ("371524202402290011", date(2024, 2, 29), Sex.MALE),
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        (" １１０１０５ 19491231 002x ", date(1949, 12, 31), Sex.FEMALE),
    ],
)
def test_good_id_numbers(number: str, born: date, sex: Sex) -> None:
    parsed = parse_id_number(number, today=TODAY)
    assert (parsed.kind, parsed.born, parsed.sex) == (IdKind.ID_CARD, born, sex)
    assert parsed.warning == ""
    assert len(parsed.number) == 18


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("371524199001010011", "id_number_checksum"),
        ("37250119700229303X", "id_number_date"),
        ("3715241990010100", "id_number_length"),
        ("", "id_number_length"),
        ("37152419900101001Y", "id_number_signs"),
        ("371524209901010018", "birth_in_future"),
        ("３７１５２４１９９００１０１００１①", "id_number_signs"),
        ("371524190013010010", "id_number_date"),
    ],
)
def test_bad_id_numbers(number: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_id_number(number, today=TODAY)
    assert caught.value.code == f"domain.{code}"


def test_old_number_is_history() -> None:
    parsed = parse_id_number("372522680615204", today=TODAY)
    assert parsed.born == date(1968, 6, 15)
    assert parsed.sex is Sex.FEMALE
    assert parsed.warning == "domain.id_number_old"


def test_cards_of_other_kinds() -> None:
    card = "81000019900101001"
    good = parse_id_number(card + id_check_sign(card), today=TODAY)
    assert (good.kind, good.warning) == (IdKind.HMT_RESIDENCE, "")
    odd = parse_id_number("911124199013010123", today=TODAY)
    assert (odd.kind, odd.born) == (IdKind.FOREIGN_RESIDENCE, None)
    assert odd.warning == "domain.id_number_unusual"
    assert parse_paper_number(IdKind.PASSPORT, "e 1234 5678", today=TODAY).number == "E12345678"
    assert parse_paper_number(IdKind.HK_MACAO, "H12345678", today=TODAY).warning == ""
    assert parse_paper_number(IdKind.TAIWAN, "X1", today=TODAY).warning
    with pytest.raises(InvalidInput):
        parse_paper_number(IdKind.ID_CARD, card + id_check_sign(card), today=TODAY)
    with pytest.raises(InvalidInput):
        parse_paper_number(IdKind.OTHER, " ", today=TODAY)


def test_residence_cards_by_their_own_kind() -> None:
    card = "91112419900101001"
    good = parse_paper_number(IdKind.FOREIGN_RESIDENCE, card + id_check_sign(card), today=TODAY)
    assert (good.kind, good.born, good.warning) == (
        IdKind.FOREIGN_RESIDENCE,
        date(1990, 1, 1),
        "",
    )
    old = parse_paper_number(IdKind.FOREIGN_RESIDENCE, "CHN110012345678", today=TODAY)
    assert old.warning == "domain.id_number_unusual"
    assert old.age_on(TODAY) is None
    own = parse_paper_number(IdKind.ID_CARD, "371524199001010010", today=TODAY)
    assert own.kind is IdKind.ID_CARD
    pass_ = parse_paper_number(IdKind.HMT_RESIDENCE, "H12345678", today=TODAY)
    assert (pass_.number, pass_.warning) == ("H12345678", "")
    assert parse_paper_number(IdKind.OTHER, "军字第123号", today=TODAY).warning == ""
    assert masked_id("1234567") == "*******"


def test_a_very_old_birth_only_warns() -> None:
    digits = "37152419050101001"
    parsed = parse_id_number(digits + id_check_sign(digits), today=TODAY)
    assert (parsed.born, parsed.warning) == (date(1905, 1, 1), "domain.id_number_unusual")


def test_age_counts_completed_years() -> None:
    leap = parse_id_number("371524202402290011", today=TODAY)
    assert leap.age_on(date(2025, 2, 27)) == 0
    assert leap.age_on(date(2025, 2, 28)) == 1
    assert masked_id("371524199001010010") == "371***********0010"


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_changes_the_check_sign(digits: str, place: int, step: int) -> None:
    other = (int(digits[place]) + step) % 10
    changed = digits[:place] + str(other) + digits[place + 1 :]
    assert id_check_sign(digits) != id_check_sign(changed)


def test_credit_codes() -> None:
    assert parse_uscc(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert uscc_check_sign("91350100M000100Y4") == "3"
    for wrong in ("91350100M000100Y4Z", "91350100M000100Y42", "9135", "91350100M000100O43"):
        with pytest.raises(InvalidInput):
            parse_uscc(wrong)


@pytest.mark.parametrize(
    ("typed", "kind", "number", "shown"),
    [
        ("138 5612 2417", PhoneKind.MOBILE, "13856122417", "138 5612 2417"),
        ("+86-13856122417", PhoneKind.MOBILE, "13856122417", "138 5612 2417"),
        ("１３８５６１２２４１７", PhoneKind.MOBILE, "13856122417", "138 5612 2417"),
        ("0635-8211234", PhoneKind.LANDLINE, "06358211234", "0635-8211234"),
        ("(0635)8211234转801", PhoneKind.LANDLINE, "06358211234-801", "0635-8211234 转 801"),
        ("010-62345678", PhoneKind.LANDLINE, "01062345678", "010-62345678"),
        ("400-800-1234", PhoneKind.SERVICE, "4008001234", "400-800-1234"),
        ("95518", PhoneKind.SERVICE, "95518", "95518"),
        ("12348", PhoneKind.SERVICE, "12348", "12348"),
        ("+82 2 1234 5678", PhoneKind.FOREIGN, "+82212345678", "+82212345678"),
    ],
)
def test_phones(typed: str, kind: PhoneKind, number: str, shown: str) -> None:
    phone = parse_phone(typed)
    assert (phone.kind, phone.number, phone.shown) == (kind, number, shown)


@pytest.mark.parametrize("typed", ["", "12385612241", "1385612241", "138561224170", "abc", "0635"])
def test_not_phones(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_phone(typed)


def test_phone_mask() -> None:
    assert parse_phone("13856122417").masked == "138****2417"
    assert parse_phone("95518").masked == "***18"


@pytest.mark.parametrize(
    ("typed", "kind", "shown"),
    [
        ("鲁P3K567", PlateKind.ORDINARY, "鲁P·3K567"),
        ("鲁p·3k567", PlateKind.ORDINARY, "鲁P·3K567"),
        ("鲁Ｐ • ３Ｋ５６７", PlateKind.ORDINARY, "鲁P·3K567"),
        ("鲁PD12345", PlateKind.NEW_ENERGY, "鲁P·D12345"),
        ("鲁PFA1234", PlateKind.NEW_ENERGY, "鲁P·FA1234"),
        ("鲁P12345D", PlateKind.NEW_ENERGY, "鲁P·12345D"),
        ("鲁P1234挂", PlateKind.TRAILER, "鲁P·1234挂"),
        ("鲁P1234学", PlateKind.LEARNER, "鲁P·1234学"),
        ("鲁P1234警", PlateKind.POLICE, "鲁P·1234警"),
        ("粤Z1234港", PlateKind.HK_MACAO, "粤Z·1234港"),
        ("WJ鲁1234X", PlateKind.ARMED_POLICE, "WJ鲁·1234X"),
        ("鲁15·12345", PlateKind.AGRICULTURAL, "鲁15·12345"),
        ("VA12345", PlateKind.MILITARY, "VA·12345"),
        ("无牌", PlateKind.NONE, "无号牌"),
    ],
)
def test_plates(typed: str, kind: PlateKind, shown: str) -> None:
    plate = parse_plate(typed)
    assert (plate.kind, plate.shown, plate.warning) == (kind, shown, "")


def test_unknown_plate_warns_and_never_blocks() -> None:
    assert parse_plate("聊城A00123").warning == "domain.plate_e_bike"
    plate = parse_plate("鲁P*567")
    assert plate.kind is PlateKind.UNKNOWN
    assert plate.warning == "domain.plate_unusual"
    assert parse_plate("鲁PI2345").kind is PlateKind.UNKNOWN  # I and O are not used
    for wrong in ("", "  ", "<script>"):
        with pytest.raises(InvalidInput):
            parse_plate(wrong)


def test_vin() -> None:
    assert parse_vin("1m8gdm9axkp042788").warning == ""
    assert parse_vin("1M8GDM9A1KP042788").warning == "domain.vin_checksum"
    for wrong in ("1M8GDM9AXKP04278", "1M8GDM9AXKP04278O"):
        with pytest.raises(InvalidInput):
            parse_vin(wrong)


def test_finding_numbers_are_kept_as_printed() -> None:
    assert parse_finding_number(" 第371502120230000123号 ").warning == ""
    classic = parse_finding_number("聊公交认字〔2023〕第00012号")
    assert (classic.text, classic.warning) == ("聊公交认字〔2023〕第00012号", "")
    assert classic.key == "202300012"
    assert parse_finding_number("东阿简-7").warning == "domain.finding_number_unusual"
    for wrong in ("", "　", "号" * 61):
        with pytest.raises(InvalidInput):
            parse_finding_number(wrong)

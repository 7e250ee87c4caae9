"""Whatever is typed: a normal form that stays as it is when read again, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediation_app.domain.advance import (
    AdvanceRequest,
    BillItem,
    FirstLayer,
    OtherPayment,
    Situation,
    reckon_advance,
)
from mediation_app.domain.identifiers import (
    IdKind,
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
from mediation_app.domain.money import ZERO, from_fen
from mediation_app.domain.names import comparison_key, masked, normal_name, same_name, traits
from mediation_app.domain.plates import PROVINCES, parse_plate
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of

TODAY = date(2026, 11, 22)
WIDE = {half: chr(ord(half) + 0xFEE0) for half in map(chr, range(0x21, 0x7F))}
SIGNS = "0123456789ABCDXYZabx０９Ａｘ" + PROVINCES[:4] + "警学挂领使港澳临WJ无牌 　·•.-—()+转#/?？"
ANYTHING = st.text(SIGNS, max_size=20) | st.text(max_size=20)

READERS: dict[str, Callable[[str], str]] = {
    "id": lambda text: parse_id_number(text, today=TODAY).number,
    "passport": lambda text: parse_paper_number(IdKind.PASSPORT, text, today=TODAY).number,
    "residence": lambda t: parse_paper_number(IdKind.FOREIGN_RESIDENCE, t, today=TODAY).number,
    "hmt": lambda text: parse_paper_number(IdKind.HMT_RESIDENCE, text, today=TODAY).number,
    "uscc": parse_uscc,
    "vin": lambda text: parse_vin(text).number,
    "phone": lambda text: parse_phone(text).number,
    "phone shown": lambda text: parse_phone(text).shown,
    "plate": lambda text: parse_plate(text).shown,
    "finding": lambda text: parse_finding_number(text).text,
    "name": normal_name,
}


@pytest.mark.parametrize("kind", READERS)
@given(text=ANYTHING)
@example(text="2026²")
@example(text="临. 临")
@example(text="１２３４５６７８９０１２３４５")
@example(text="٣٧١٥٢٤١٩٩٠٠١٠١٠٠١٠")
def test_what_was_read_reads_the_same_again(kind: str, text: str) -> None:
    try:
        read = READERS[kind](text)
    except InvalidInput as refused:
        assert "{" not in text_of(refused)  # noqa: PT017 (any refusal, but a whole sentence)
        return
    assert READERS[kind](read) == read


def _id_numbers() -> st.SearchStrategy[str]:
    return st.builds(
        lambda region, born, serial: (
            (first := f"{region:06}{born:%Y%m%d}{serial:03}") + id_check_sign(first)
        ),
        st.integers(110000, 659999),
        st.dates(date(1910, 1, 1), TODAY),
        st.integers(0, 999),
    )


@given(_id_numbers(), st.data())
def test_every_right_number_is_read_however_it_is_typed(number: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from([sign, sign.lower(), WIDE[sign], f" {sign}", f"{sign}-"]))
        for sign in number
    )
    found = parse_id_number(typed, today=TODAY)
    assert found.number == number
    assert found.warning == ""
    assert found.born == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert (found.sex == "male") is (int(number[16]) % 2 == 1)
    age = found.age_on(TODAY)
    assert age is not None
    assert 0 <= age <= 116
    assert len(masked_id(number)) == 18
    assert number[6:14] not in masked_id(number)


@given(_id_numbers(), st.integers(0, 16))
def test_two_signs_swapped_are_found(number: str, place: int) -> None:
    if number[place] == number[place + 1]:
        return
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    try:
        found = parse_id_number(swapped, today=TODAY)
    except InvalidInput:
        return
    assert found.warning  # 18… swapped is 81…, which may be the card of another kind


CODE = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17)


@given(CODE, st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_sign_of_a_credit_code_is_found(first: str, place: int, step: int) -> None:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    right = first + uscc_check_sign(first)
    assert parse_uscc(right) == right
    other = signs[(signs.index(first[place]) + step) % 31]
    with pytest.raises(InvalidInput):
        parse_uscc(right[:place] + other + right[place + 1 :])


@given(st.text(max_size=30))
def test_names_compare_as_they_are_stored(text: str) -> None:
    try:
        stored = normal_name(text)
    except InvalidInput:
        return
    assert same_name(text, stored)
    assert comparison_key(stored) == comparison_key(text)
    assert len(masked(stored)) <= max(len(stored), 1) + 1
    assert traits(stored) == traits(normal_name(stored))


FEN = st.integers(0, 10**8).map(from_fen)


@given(FEN, FEN, FEN, FEN, st.none() | FEN, st.none() | FEN, st.sampled_from(Situation))
def test_the_advance_is_the_formula_of_the_rule(
    bill: Decimal,
    limit: Decimal,
    other: Decimal,
    prior: Decimal,
    unsettled: Decimal | None,
    cap: Decimal | None,
    situation: Situation,
) -> None:
    request = AdvanceRequest(
        situation=situation,
        items=[BillItem(label="费用", amount=bill)],
        first_layers=[FirstLayer(label="交强险", limit=limit)],
        other_paid=[OtherPayment(label="家属", amount=other)],
        prior=prior,
        unsettled=unsettled,
        cap=cap,
    )
    first = limit if situation in (Situation.C1, Situation.C3) else ZERO
    bounds = [bill - first - other - prior]
    bounds += [] if unsettled is None else [unsettled]
    bounds += [] if cap is None else [cap - prior]
    expected = ZERO if situation is Situation.NONE else max(ZERO, *[min(bounds)])
    found = reckon_advance(request)
    assert found.amount == expected
    assert found.granted is (not found.refusals)
    assert found.above_cap >= 0
    assert found.term("advance") == expected

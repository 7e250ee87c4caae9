"""The fund's advance: window, reductions, refusals, and what must never come out."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.advance import (
    AdvanceRequest,
    BillItem,
    FirstLayer,
    OtherPayment,
    Situation,
    Window,
    reckon_advance,
)
from mediation_app.domain.deadlines import WindowMode
from mediation_app.domain.money import ZERO, from_fen, yuan
from mediation_app.errors import InvalidInput

START = datetime.fromisoformat("2026-09-29T15:05")
LIMIT = FirstLayer(label="交强险医疗费用限额", limit=yuan(18000))
FEN = st.integers(0, 10**8).map(from_fen)


def item(amount: object, at: str = "2026-10-01T08:00", **more: object) -> BillItem:
    return BillItem(
        label="费用",
        amount=yuan(amount),  # type: ignore[arg-type]
        started_at=datetime.fromisoformat(at),
        **more,  # type: ignore[arg-type]
    )


def window(**more: object) -> Window:
    return Window(started_at=START, hours=168, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "mode", "inside"),
    [
        ("2026-10-06T15:04", WindowMode.HOURS, True),
        ("2026-10-06T15:05", WindowMode.HOURS, False),
        ("2026-10-06T23:59", WindowMode.CALENDAR_DAY, True),
        ("2026-10-07T00:00", WindowMode.CALENDAR_DAY, False),
    ],
)
def test_a_service_counts_by_its_start(at: str, mode: WindowMode, *, inside: bool) -> None:
    request = AdvanceRequest(
        situation=Situation.C2, items=[item(1000, at)], window=window(mode=mode)
    )
    result = reckon_advance(request)
    assert result.granted is inside
    assert result.refusals == (() if inside else ("N07",))
    assert result.items[0].code == ("" if inside else "K02")


def test_an_accepted_explanation_opens_the_window() -> None:
    late = [item(1000, "2026-10-20T08:00")]
    request = AdvanceRequest(
        situation=Situation.C2, items=late, window=window(beyond_accepted=True)
    )
    assert reckon_advance(request).amount == yuan(1000)
    before = [item(300, "2026-09-29T14:50")]
    shut = AdvanceRequest(situation=Situation.C2, items=before, window=window())
    assert not reckon_advance(shut).granted
    open_ = AdvanceRequest(
        situation=Situation.C2, items=before, window=window(prehospital_included=True)
    )
    assert reckon_advance(open_).granted


def test_refusals_name_their_ground() -> None:
    def codes(**more: object) -> tuple[str, ...]:
        base: dict[str, object] = {"situation": Situation.C2, "items": [item(1000)]}
        return reckon_advance(AdvanceRequest(**{**base, **more})).refusals  # type: ignore[arg-type]

    assert codes() == ()
    assert codes(situation=Situation.NONE) == ("N01",)
    assert codes(motor_vehicle=False) == ("N03",)
    assert codes(situation=Situation.C1, first_layers=[LIMIT]) == ("N02",)
    assert codes(unsettled=ZERO) == ("N05",)
    assert codes(items=[item(1000, rescue=False)]) == ("N06",)
    assert codes(prior=yuan(1000)) == ("N08",)
    assert codes(other_paid=[OtherPayment(label="肇事方", amount=yuan(1000))]) == ("N13",)


def test_nothing_left_is_refused_for_what_took_it() -> None:
    def codes(*items: BillItem, **more: object) -> tuple[str, ...]:
        request = AdvanceRequest(situation=Situation.C2, items=items, window=window(), **more)  # type: ignore[arg-type]
        return reckon_advance(request).refusals

    # Before the rescue began is not late.
    assert codes(item(300, "2026-09-29T14:50")) == ("N06",)
    assert codes(item(300, "2026-09-29T14:50"), item(5, "2026-10-20T08:00")) == ("N07",)
    # Cut to nothing by the reviewer, an empty bill, a cap used up: none of the listed grounds.
    assert codes(item(300, cut=yuan(300), cut_code="K06")) == ("N99",)
    assert codes() == ("N99",)
    assert codes(item(900), prior=yuan(500), cap=yuan(500)) == ("N99",)


def test_the_first_layer_counts_even_before_the_insurer_paid() -> None:
    request = AdvanceRequest(situation=Situation.C1, items=[item(50000)], first_layers=[LIMIT])
    assert reckon_advance(request).amount == yuan(32000)
    shared = FirstLayer(label="交强险", limit=yuan(18000), share=yuan(13500))
    request = AdvanceRequest(situation=Situation.C1, items=[item(50000)], first_layers=[shared])
    assert reckon_advance(request).amount == yuan(36500)
    with pytest.raises(InvalidInput):
        reckon_advance(AdvanceRequest(situation=Situation.C1, items=[item(1)]))


def test_a_known_insurer_of_a_runaway() -> None:
    base = {"situation": Situation.C3, "items": [item(50000)], "first_layers": [LIMIT]}
    assert reckon_advance(AdvanceRequest(**base)).amount == yuan(32000)  # type: ignore[arg-type]
    off = AdvanceRequest(**base, subtract_known_insurer=False)  # type: ignore[arg-type]
    assert reckon_advance(off).amount == yuan(50000)


def test_the_balance_is_never_reduced_twice_for_a_prior_advance() -> None:
    request = AdvanceRequest(
        situation=Situation.C2,
        items=[item(90000)],
        prior=yuan(30000),
        unsettled=yuan(60000),
        cap=yuan(80000),
    )
    result = reckon_advance(request)
    assert result.amount == yuan(50000)  # cap 80,000 − 30,000; not 30,000, not 20,000
    assert result.above_cap == yuan(10000)
    assert "取较小者（60,000.00、60,000.00、50,000.00）" in result.text


def test_a_refusal_does_not_read_like_a_grant() -> None:
    barred = reckon_advance(AdvanceRequest(situation=Situation.NONE, items=[item(15600)]))
    assert barred.terms[-1].text == "不属于垫付情形，不予垫付"
    paid = AdvanceRequest(situation=Situation.C1, items=[item(15000)], first_layers=[LIMIT])
    assert reckon_advance(paid).terms[-1].text == "不予垫付"


def test_senseless_sums_are_refused() -> None:
    for wrong in (
        {"prior": yuan(-1)},
        {"items": [item(-5)]},
        {"items": [item(5, cut=yuan(6))]},
        {"cap": yuan(-1)},
    ):
        base: dict[str, object] = {"situation": Situation.C2, "items": [item(1000)]}
        with pytest.raises(InvalidInput):
            reckon_advance(AdvanceRequest(**{**base, **wrong}))  # type: ignore[arg-type]


@given(FEN, FEN, FEN, FEN, FEN, st.none() | FEN)
def test_the_advance_stays_in_its_bounds(
    bill: Decimal,
    limit: Decimal,
    other: Decimal,
    prior: Decimal,
    unsettled: Decimal,
    cap: Decimal | None,
) -> None:
    result = reckon_advance(
        AdvanceRequest(
            situation=Situation.C1,
            items=[BillItem(label="费用", amount=bill)],
            first_layers=[FirstLayer(label="交强险", limit=limit)],
            other_paid=[OtherPayment(label="家属", amount=other)],
            prior=prior,
            unsettled=unsettled,
            cap=cap,
        )
    )
    assert ZERO <= result.amount <= min(bill, unsettled)
    assert result.amount <= max(bill - limit - other - prior, ZERO)
    if cap is not None:
        assert result.amount + prior <= max(cap, prior)
    assert bool(result.refusals) is (result.amount == 0)
    assert result.stays_with_patient == unsettled - result.amount

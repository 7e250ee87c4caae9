"""Liability shares: the band of each pairing, the usual value, the rest, and what is outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.checks.base import CheckDay
from mediation_app.domain.checks.shares import share_checks
from mediation_app.domain.claims import claim_of, with_shares
from mediation_app.domain.claims_shares import bands_of
from mediation_app.domain.claims_sides import sides_of
from mediation_app.domain.compensation.reckon import reckon_claim
from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import Liability, PartyRole
from mediation_app.domain.vehicles import VehicleKind
from mediation_app.errors import InvalidInput, NotFound
from mediation_app.messages import text_of_reason
from mediation_app.rulebook import Rulebook
from tests.services.mediation.road import changed, more, party, road, vehicle

D = Decimal
L = Liability
BOOK = Rulebook.open("371524")
LAW = BOOK.compensation_law(accident=date(2026, 3, 9), on=date(2026, 11, 16))
DAY = CheckDay(today=date(2026, 11, 16), band_of=BOOK.band)
Found = tuple[L, L | None]


def on_the_road(motors: list[L], others: list[L]) -> CaseFile:
    """Sides with these findings: cars m0, m1 …, bicycles o0, o1 …."""
    people = [
        *(party(f"dm{i}", PartyRole.DRIVER, liability=one) for i, one in enumerate(motors)),
        *(party(f"do{i}", PartyRole.RIDER, liability=one) for i, one in enumerate(others)),
    ]
    vehicles = [
        *(vehicle(f"m{i}", f"dm{i}") for i in range(len(motors))),
        *(vehicle(f"o{i}", f"do{i}", kind=VehicleKind.BICYCLE) for i in range(len(others))),
    ]
    return road(
        parties=(*people, party("rider", PartyRole.VICTIM, ride_vehicle_id=vehicles[0].id)),
        vehicles=tuple(vehicles),
        policies=(),
    )


def bands(file: CaseFile) -> dict[str, str]:
    return {key: band.text for key, band in bands_of(file, sides_of(file), BOOK.band).items()}


def shares(file: CaseFile) -> dict[str, int]:
    claim = claim_of(file, LAW, band_of=BOOK.band)
    return {side.id: int(side.percent) for side in claim.sides}


@pytest.mark.parametrize(
    ("motors", "others", "wanted", "used"),
    [
        ([L.MAIN], [L.MINOR], {"m0": "80%—90%", "o0": "10%—20%"}, {"m0": 80, "o0": 20}),
        ([L.EQUAL], [L.EQUAL], {"m0": "60%—70%", "o0": "30%—40%"}, {"m0": 60, "o0": 40}),
        ([L.MINOR], [L.MAIN], {"m0": "30%—40%", "o0": "60%—70%"}, {"m0": 40, "o0": 60}),
        ([L.NONE], [L.FULL], {"m0": "0%—10%", "o0": "90%—100%"}, {"m0": 10, "o0": 90}),
        ([L.FULL], [L.NONE], {"m0": "100%", "o0": "0%"}, {"m0": 100, "o0": 0}),
        ([L.MAIN, L.MINOR], [], {"m0": "60%—80%", "m1": "20%—40%"}, {"m0": 70, "m1": 30}),
        ([L.EQUAL, L.EQUAL], [], {"m0": "50%", "m1": "50%"}, {"m0": 50, "m1": 50}),
        ([], [L.MAIN, L.MINOR], {"o0": "60%—80%", "o1": "20%—40%"}, {"o0": 70, "o1": 30}),
        # three sides of which two are at fault
        (
            [L.MAIN, L.NONE],
            [L.MINOR],
            {"m0": "80%—90%", "m1": "0%", "o0": "10%—20%"},
            {"m0": 80, "m1": 0, "o0": 20},
        ),
        (
            [L.MAIN, L.MINOR],
            [L.NONE],
            {"m0": "60%—80%", "m1": "20%—40%", "o0": "0%"},
            {"m0": 70, "m1": 30, "o0": 0},
        ),
        (
            [L.NONE],
            [L.MAIN, L.MINOR],
            {"o0": "60%—80%", "o1": "20%—40%"},
            {"m0": 0, "o0": 70, "o1": 30},
        ),
        # nothing to look up, or nothing for each
        ([L.MAIN, L.MINOR], [L.MINOR], {}, None),
        ([L.NONE, L.NONE], [L.FULL], {"o0": "90%—100%"}, None),
        ([L.UNDECIDED], [L.UNDECIDED], {}, None),
        ([L.UNDECIDED], [], {}, {"m0": 100}),
        ([L.MAIN, L.EQUAL, L.MINOR], [], {}, None),
    ],
)
def test_the_band_of_every_pairing(
    motors: list[L], others: list[L], wanted: dict[str, str], used: dict[str, int] | None
) -> None:
    file = on_the_road(motors, others)
    assert bands(file) == wanted
    if used is None:
        with pytest.raises(InvalidInput) as caught:
            shares(file)
        assert caught.value.code == "cases.share_missing"
        assert caught.value.field.startswith("parties.d")
    else:
        assert shares(file) == used


def test_two_motors_and_a_rider_at_fault_need_a_choice() -> None:
    file = on_the_road([L.MAIN, L.MINOR], [L.MINOR])
    file = changed(file, "parties", "dm0", share=60)
    file = changed(file, "parties", "dm1", share=20)
    assert shares(file) == {"m0": 60, "m1": 20, "o0": 20}


def test_an_impossible_finding_does_not_pass() -> None:
    with pytest.raises(InvalidInput) as caught:
        shares(on_the_road([L.MAIN, L.MAIN], []))
    assert caught.value.code == "cases.findings_clash"
    assert caught.value.field == "parties.dm0.liability"
    with pytest.raises(InvalidInput) as caught:
        shares(on_the_road([L.NONE], [L.MAIN, L.MAIN]))
    assert caught.value.code == "cases.findings_clash"
    file = changed(on_the_road([L.MAIN], [L.MINOR]), "parties", "dm0", share=90)
    with pytest.raises(InvalidInput) as caught:
        shares(changed(file, "parties", "do0", share=20))
    assert (caught.value.code, caught.value.field) == ("cases.shares_over", "parties.dm0.share")


def test_without_rules_for_a_pairing_nothing_is_usual() -> None:
    def none(*_: Any) -> None:
        return None

    file = on_the_road([L.MAIN], [L.MINOR])
    with pytest.raises(InvalidInput):
        claim_of(file, LAW, band_of=none)
    with pytest.raises(InvalidInput):
        claim_of(file, LAW)
    with pytest.raises(NotFound):
        BOOK.band("nobody", "nothing")  # type: ignore[arg-type]


# The slider ---------------------------------------------------------------------------------------


def test_one_share_moves_the_other() -> None:
    claim = claim_of(road(), LAW, band_of=BOOK.band)
    moved = {side.id: side.percent for side in with_shares(claim, {"car": D(85)}).sides}
    assert moved == {"car": D(85), "bike": D(15)}
    over = with_shares(claim, {"car": D(120)})
    assert over.sides[1].percent == 0
    three = claim_of(on_the_road([L.MAIN, L.NONE], [L.MINOR]), LAW, band_of=BOOK.band)
    kept = {side.id: side.percent for side in with_shares(three, {"m0": D(85)}).sides}
    assert kept == {"m0": D(85), "m1": D(0), "o0": D(20)}
    both = {s.id: s.percent for s in with_shares(three, {"m0": D(85), "m1": D(5)}).sides}
    assert both == {"m0": D(85), "m1": D(5), "o0": D(10)}
    alone = claim_of(on_the_road([L.FULL], []), LAW, band_of=BOOK.band)
    assert with_shares(alone, {}).sides[0].percent == D(100)


@given(st.integers(0, 100))
def test_a_larger_share_never_gives_less(percent: int) -> None:
    claim = claim_of(road(), LAW, band_of=BOOK.band)
    less = reckon_claim(with_shares(claim, {"car": D(percent)}), LAW).victim("rider")
    all_of_it = reckon_claim(with_shares(claim, {"car": D(100)}), LAW).victim("rider")
    assert less.entitlement + less.own == less.total
    assert less.entitlement <= all_of_it.entitlement == all_of_it.total


# What reviewers send back -------------------------------------------------------------------------


def outside(**fields: Any) -> CaseFile:
    file = changed(road(), "parties", "driver", share=70, **fields)
    return changed(file, "parties", "rider", share=30)


def test_a_share_outside_its_band_needs_a_reason() -> None:
    (found,) = share_checks(outside(), DAY, agreed=True)
    assert (found.code, found.blocking) == ("checks.share_outside", True)
    assert found.place == "parties/driver/share"
    text = text_of_reason(found)
    assert "driver的责任比例 70% 超出主要责任的幅度 80%—90%" in text
    assert "第66条" in text
    (early,) = share_checks(outside(), DAY, agreed=False)
    assert not early.blocking
    (told,) = share_checks(outside(share_reason="雨天视线不良"), DAY, agreed=True)
    assert (told.code, told.blocking) == ("checks.share_reason", False)
    assert text_of_reason(told).endswith("理由：雨天视线不良")
    by_other = changed(outside(), "parties", "rider", share_reason="骑行人闯红灯")
    (told,) = share_checks(by_other, DAY, agreed=True)
    assert "闯红灯" in text_of_reason(told)


def test_no_finding_inside_the_band_or_without_a_choice() -> None:
    inside = changed(road(), "parties", "driver", share=85)
    for file in (road(), inside):
        assert share_checks(file, DAY, agreed=True) == ()
    assert share_checks(outside(), replace(DAY, band_of=None), agreed=True) == ()
    over = changed(outside(), "parties", "rider", share=90)
    assert share_checks(over, DAY, agreed=True) == ()
    assert share_checks(replace(outside(), vehicles=()), DAY, agreed=True) == ()


def test_a_riders_share_counts_where_the_motor_side_has_no_band() -> None:
    file = changed(on_the_road([], [L.MAIN, L.MINOR]), "parties", "do0", share=90)
    found = share_checks(file, DAY, agreed=True)
    assert [reason.place for reason in found] == ["parties/do0/share", "parties/do1/share"]
    walker = party("rider", PartyRole.PEDESTRIAN, PartyRole.VICTIM, share=50, liability=L.MINOR)
    file = road(parties=(walker, *road().parties[1:]), vehicles=(vehicle("car", "driver"),))
    assert [r.place for r in share_checks(file, DAY, agreed=True)] == ["parties/driver/share"]
    unknown = changed(file, "parties", "driver", liability=L.UNDECIDED)
    assert [r.place for r in share_checks(unknown, DAY, agreed=True)] == ["parties/rider/share"]


def test_more_is_needed_than_names() -> None:
    nameless = changed(outside(), "parties", "driver", name="", identity_unknown=True)
    (found,) = share_checks(nameless, DAY, agreed=True)
    assert "鲁P" in text_of_reason(found)
    assert more(nameless) == nameless

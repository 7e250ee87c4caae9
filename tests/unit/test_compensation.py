"""Compensation: what must hold for every claim, and the branches the worked examples leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.compensation import (
    FUND,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Dependant,
    DependantKind,
    Layer,
    LossInput,
    Options,
    Prepayment,
    RowKind,
    Side,
    SideKind,
    Standing,
    Victim,
    reckon_claim,
)
from mediation_app.domain.compensation.compulsory import spread
from mediation_app.domain.compensation.inputs import AppraisalPayer, MentalOrder, NonMedicalMode
from mediation_app.domain.compensation.items import disability_coefficient, loss_line
from mediation_app.domain.money import ZERO, from_fen, yuan
from mediation_app.errors import InvalidInput
from mediation_app.rulebook import Rulebook

LAW = Rulebook.open("371524").compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))
ACCIDENT = date(2026, 5, 6)


def car(id_: str, percent: int, **more: object) -> Side:
    base: dict[str, object] = {
        "id": id_,
        "label": id_,
        "kind": SideKind.MOTOR,
        "liable": f"{id_}-driver",
        "percent": Decimal(percent),
        "compulsory": CompulsoryCover(insurer=f"{id_}-jq"),
    }
    return Side(**{**base, **more})  # type: ignore[arg-type]


def walker(percent: int = 0) -> Side:
    return Side(
        id="foot", label="行人", kind=SideKind.PEDESTRIAN, liable="V", percent=Decimal(percent)
    )


def victim(*losses: LossInput, id_: str = "V", side: str = "foot", **more: object) -> Victim:
    return Victim(id=id_, label=id_, side=side, losses=losses, **more)  # type: ignore[arg-type]


def loss(item: str, amount: object, **more: object) -> LossInput:
    return LossInput(item=item, amount=yuan(amount), **more)  # type: ignore[arg-type]


def sanyi(limit: object, **more: object) -> CommercialCover:
    return CommercialCover(insurer="sy", limit=yuan(limit), **more)  # type: ignore[arg-type]


# What must always hold ----------------------------------------------------------------------------

SUMS = st.integers(0, 60_000_000).map(from_fen)
ITEMS = st.sampled_from(["medical", "care", "mental", "repair", "appraisal"])


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    cars = draw(st.integers(1, 3))
    percents = draw(st.lists(st.integers(0, 100 // cars), min_size=cars, max_size=cars))
    sides: list[Side] = []
    for index, percent in enumerate(percents):
        id_ = f"K{index}"
        insured = draw(st.booleans())
        cover = CompulsoryCover(
            insurer=f"{id_}-jq" if insured else "", obliged="owner", at_fault=percent > 0
        )
        commercial = draw(st.none() | SUMS.map(sanyi))
        sides.append(car(id_, percent, compulsory=cover, commercial=commercial))
    sides.append(walker(100 - sum(percents)))
    places = [side.id for side in sides]
    victims = tuple(
        victim(
            *(loss(draw(ITEMS), draw(SUMS)) for _ in range(draw(st.integers(1, 4)))),
            id_=f"V{index}",
            side=draw(st.sampled_from(places)),
            standing=draw(st.sampled_from(Standing)),
        )
        for index in range(draw(st.integers(1, 4)))
    )
    payers = [
        FUND,
        "sy",
        *(f"K{i}-jq" for i in range(cars)),
        *(f"K{i}-driver" for i in range(cars)),
    ]
    prepaid = tuple(
        Prepayment(
            payer=draw(st.sampled_from(payers)),
            victim=draw(st.sampled_from(victims)).id,
            amount=draw(SUMS),
        )
        for _ in range(draw(st.integers(0, 4)))
    )
    return Claim(accident=ACCIDENT, sides=tuple(sides), victims=victims, prepaid=prepaid)


@given(claims())
def test_nobody_gets_more_than_the_loss_and_nothing_is_lost(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    for found in result.victims:
        assert found.total == sum((line.amount for line in found.lines), ZERO)
        assert all(share.amount > 0 for share in found.shares)
        assert ZERO <= found.own <= found.total
        paid = sum((share.amount for share in found.shares), ZERO)
        assert paid == found.entitlement == found.total - found.own
    for side in claim.sides:
        if side.commercial:
            paid = sum(
                (
                    share.amount
                    for found in result.victims
                    for share in found.shares
                    if share.side == side.id and share.layer is Layer.COMMERCIAL
                ),
                ZERO,
            )
            assert paid <= side.commercial.limit


@given(claims())
def test_limits_of_the_compulsory_cover_hold(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    for side in claim.sides:
        for bucket in LAW.limits.at_fault:
            paid = [
                share
                for found in result.victims
                for share in found.shares
                if share.side == side.id and share.bucket is bucket
            ]
            assert all(share.victim != share.side for share in paid)
            if paid:
                at_fault = side.compulsory is None or side.compulsory.at_fault
                limit = LAW.limits.limit(bucket, at_fault=at_fault)
                assert sum((share.amount for share in paid), ZERO) <= limit


@given(claims())
def test_what_is_paid_adds_up_for_everyone(claim: Claim) -> None:
    result = reckon_claim(claim, LAW)
    for settlement in result.settlements:
        id_ = settlement.victim
        rows = settlement.rows
        assert all(row.amount > 0 and row.payer != row.payee for row in rows)
        prepaid = {FUND: ZERO}
        for paid in claim.prepaid:
            if paid.victim == id_:
                prepaid[paid.payer] = prepaid.get(paid.payer, ZERO) + paid.amount
        # Every payer ends up having paid exactly his share.
        dues: dict[str, Decimal] = {}
        for share in result.victim(id_).shares:
            dues[share.payer] = dues.get(share.payer, ZERO) + share.amount
        for payer in set(prepaid) | set(dues):
            out = sum((row.amount for row in rows if row.payer == payer), ZERO)
            back = sum((row.amount for row in rows if row.payee == payer), ZERO)
            net = prepaid.get(payer, ZERO) + out - back
            if payer == FUND:
                assert net == settlement.fund_open
            else:
                assert net == dues.get(payer, ZERO), payer
        # The victim holds what is his; what the fund does not get back stays with him too.
        got = sum(prepaid.values(), ZERO)
        got += sum((row.amount for row in rows if row.payee == id_), ZERO)
        got -= sum((row.amount for row in rows if row.payer == id_), ZERO)
        assert got == result.victim(id_).entitlement + settlement.fund_open


@given(claims(), st.randoms(use_true_random=False))
def test_order_changes_nothing(claim: Claim, dice: object) -> None:
    victims, sides = list(claim.victims), list(claim.sides)
    dice.shuffle(victims)  # type: ignore[attr-defined]
    dice.shuffle(sides)  # type: ignore[attr-defined]
    one = reckon_claim(claim, LAW)
    other = reckon_claim(replace(claim, victims=tuple(victims), sides=tuple(sides)), LAW)
    for found in one.victims:
        twin = other.victim(found.victim)
        assert (found.entitlement, found.own, found.insurers) == (
            twin.entitlement,
            twin.own,
            twin.insurers,
        )
        assert {(s.layer, s.payer, s.bucket, s.side, s.amount) for s in found.shares} == {
            (s.layer, s.payer, s.bucket, s.side, s.amount) for s in twin.shares
        }


@given(SUMS, SUMS, SUMS, SUMS)
def test_a_higher_limit_never_gives_less(
    medical: Decimal, care: Decimal, low: Decimal, more: Decimal
) -> None:
    def insurers(limit: Decimal) -> Decimal:
        side = car("A", 70, commercial=sanyi(limit))
        people = (victim(loss("medical", medical), loss("care", care)),)
        claim = Claim(accident=ACCIDENT, sides=(side, walker(30)), victims=people)
        return reckon_claim(claim, LAW).victim("V").insurers

    assert insurers(low) <= insurers(low + more)


@given(
    st.dictionaries(st.sampled_from("abc"), SUMS, min_size=1),
    st.dictionaries(st.sampled_from("xyz"), SUMS, min_size=1),
)
def test_limits_are_used_up_or_losses_are_met(
    limits: dict[str, Decimal], losses: dict[str, Decimal]
) -> None:
    cells = spread(limits, losses, {})
    for side, limit in limits.items():
        assert sum((a for (s, _), a in cells.items() if s == side), ZERO) <= limit
    for person, sum_ in losses.items():
        assert sum((a for (_, v), a in cells.items() if v == person), ZERO) <= sum_
    paid = sum(cells.values(), ZERO)
    wanted = min(sum(limits.values(), ZERO), sum(losses.values(), ZERO))
    # With several vehicles and several victims a stray fen may stay in the remainder.
    assert wanted - paid <= from_fen(len(limits) * len(losses)) * (
        min(len(limits), len(losses)) > 1
    )


# Several vehicles ---------------------------------------------------------------------------------


def test_several_vehicles_share_in_proportion_to_their_limits() -> None:
    idle = car("B", 0, compulsory=CompulsoryCover(insurer="B-jq", at_fault=False))
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 100), idle, walker()),
        victims=(victim(loss("medical", 9900)),),
    )
    found = reckon_claim(claim, LAW).victim("V")
    assert found.paid_by(Layer.COMPULSORY, "A-jq") == yuan(9000)
    assert found.paid_by(Layer.COMPULSORY, "B-jq") == yuan(900)
    more = replace(claim, victims=(victim(loss("medical", 30000)),))
    found = reckon_claim(more, LAW).victim("V")
    assert found.paid_by(Layer.COMPULSORY, "A-jq") == yuan(18000)
    assert found.paid_by(Layer.COMPULSORY, "B-jq") == yuan(1800)
    assert any("第18条" in source.text for source in found.shares[0].sources)


def test_unused_limits_are_handed_back() -> None:
    # V1 sits in car B: only A pays him; V2 is offered both and leaves A's part to V1.
    cells = spread(
        {"A": yuan(18000), "B": yuan(18000)},
        {"V1": yuan(20000), "V2": yuan(10000)},
        {"V1": "B"},
    )
    assert sum((a for (_, v), a in cells.items() if v == "V2"), ZERO) == yuan(10000)
    assert cells["A", "V1"] > yuan(12000)
    assert cells["A", "V1"] + cells["A", "V2"] == yuan(18000)


def test_the_insured_vehicle_pays_before_the_uninsured_one() -> None:
    bare = car("B", 50, compulsory=None)
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 50), bare, walker()),
        victims=(victim(loss("medical", 20000)),),
    )
    found = reckon_claim(claim, LAW).victim("V")
    assert found.paid_by(Layer.COMPULSORY, "A-jq") == yuan(18000)
    assert found.paid_by(Layer.LIABLE, "B-driver") == yuan(2000)
    assert found.remainder == ZERO


def test_occupants_are_not_third_parties_of_their_own_car() -> None:
    sides = (
        car("A", 70, commercial=sanyi(1000000)),
        car("B", 30, commercial=CommercialCover(insurer="B-sy", limit=yuan(1000000))),
    )
    rider = victim(loss("medical", 28000), id_="P", side="A", standing=Standing.PASSENGER)
    found = reckon_claim(Claim(accident=ACCIDENT, sides=sides, victims=(rider,)), LAW).victim("P")
    assert found.paid_by(Layer.COMPULSORY, "B-jq") == yuan(18000)
    assert found.paid_by(Layer.COMPULSORY, "A-jq") == ZERO
    assert found.paid_by(Layer.COMMERCIAL, "B-sy") == yuan(3000)
    assert found.paid_by(Layer.LIABLE, "A-driver") == yuan(7000)
    assert found.own == ZERO
    driver = replace(rider, standing=Standing.OWN)
    found = reckon_claim(Claim(accident=ACCIDENT, sides=sides, victims=(driver,)), LAW).victim("P")
    assert found.own == yuan(7000)


# Commercial cover ---------------------------------------------------------------------------------


def one(cover: CommercialCover, *losses: LossInput, options: Options | None = None) -> object:
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 80, commercial=cover), walker(20)),
        victims=(victim(*losses),),
        options=options or Options(),
    )
    found = reckon_claim(claim, LAW).victim("V")
    return (found.paid_by(Layer.COMMERCIAL), found.paid_by(Layer.LIABLE), found.own)


def test_several_victims_share_one_commercial_limit() -> None:
    people = (
        victim(loss("repair", 31500), id_="V1"),
        victim(loss("repair", 10500), id_="V2"),
    )
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 100, commercial=sanyi(10000)), walker()),
        victims=people,
    )
    result = reckon_claim(claim, LAW)
    assert result.victim("V1").paid_by(Layer.COMMERCIAL) == yuan(7500)
    assert result.victim("V2").paid_by(Layer.COMMERCIAL) == yuan(2500)
    assert result.victim("V1").paid_by(Layer.LIABLE) == yuan(22500)
    text = next(s.text for s in result.victim("V1").shares if s.layer is Layer.COMMERCIAL)
    assert "限额 10,000.00 × 30,000.00 ÷ 40,000.00" in text


def test_excluded_items_stay_with_the_liable_person() -> None:
    assert one(sanyi(10**6), loss("appraisal", 2000)) == (ZERO, yuan(1600), yuan(400))
    insurer = Options(appraisal=AppraisalPayer.INSURER)
    assert one(sanyi(10**6), loss("appraisal", 2000), options=insurer) == (
        yuan(1600),
        ZERO,
        yuan(400),
    )
    assert one(sanyi(10**6), loss("downtime", 1000)) == (ZERO, yuan(800), yuan(200))


def test_mental_damage_first_or_last() -> None:
    losses = (loss("care", 200000), loss("mental", 30000))
    # First: fully inside the 180,000; the remainder 50,000 is all care.
    assert one(sanyi(10**6), *losses) == (yuan(40000), ZERO, yuan(10000))
    last = Options(mental=MentalOrder.LAST)
    assert one(sanyi(10**6), *losses, options=last) == (yuan(16000), yuan(24000), yuan(10000))
    rider = sanyi(10**6, mental_rider=True)
    assert one(rider, *losses, options=last) == (yuan(40000), ZERO, yuan(10000))


def test_drugs_outside_the_medical_insurance() -> None:
    bill = loss("medical", 58000, outside_medical_insurance=yuan(5000))
    assert one(sanyi(10**6), bill) == (yuan(28000), yuan(4000), yuan(8000))
    full = Options(non_medical=NonMedicalMode.IN_FULL)
    assert one(sanyi(10**6), bill, options=full) == (yuan(27000), yuan(5000), yuan(8000))
    with pytest.raises(InvalidInput):
        one(sanyi(10**6), loss("medical", 10, outside_medical_insurance=yuan(11)))


# Settlement ---------------------------------------------------------------------------------------


def settled(*prepaid: tuple[str, object], percent: int = 60) -> object:
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", percent), walker(100 - percent)),
        victims=(victim(loss("medical", 28000)),),
        prepaid=tuple(Prepayment(payer=p, victim="V", amount=yuan(a)) for p, a in prepaid),  # type: ignore[arg-type]
    )
    return reckon_claim(claim, LAW).settlement("V")


def test_the_fund_is_repaid_first_then_by_the_liable_then_by_the_victim() -> None:
    # Due: insurer 18,000, driver 6,000, own 4,000.
    found = settled((FUND, 20000), ("A-jq", 5000))
    assert found.due("A-jq", FUND) == yuan(13000)  # type: ignore[attr-defined]
    assert found.due("A-driver", FUND) == yuan(6000)  # type: ignore[attr-defined]
    assert found.due("V", FUND) == yuan(1000)  # type: ignore[attr-defined]
    assert found.fund_open == ZERO  # type: ignore[attr-defined]
    # Without any cash received the victim returns nothing: it stays open.
    found = settled((FUND, 28000))
    assert found.to_fund == yuan(24000)  # type: ignore[attr-defined]
    assert found.fund_open == yuan(4000)  # type: ignore[attr-defined]


def test_too_much_paid_goes_back() -> None:
    found = settled(("A-driver", 30000))
    kinds = {(r.payer, r.payee): (r.kind, r.amount) for r in found.rows}  # type: ignore[attr-defined]
    assert kinds == {
        ("A-jq", "A-driver"): (RowKind.REFUND, yuan(18000)),
        ("V", "A-driver"): (RowKind.REFUND, yuan(6000)),
    }


def test_texts_use_the_names_of_the_people() -> None:
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 100), walker()),
        victims=(victim(loss("medical", 18000)),),
        prepaid=(Prepayment(payer=FUND, victim="V", amount=yuan(1000)),),
        names={"A-jq": "某财险", "V": "王某"},
    )
    result = reckon_claim(claim, LAW)
    assert [row.text for row in result.rows] == [
        "某财险 付 救助基金 1,000.00 元（偿还救助基金垫付款）",
        "某财险 付 王某 17,000.00 元（赔偿款）",
    ]
    assert not result.unverified
    assert result.settlement("V").proof.startswith("应赔 18,000.00 = 已付抵扣 0.00 + ")


# Items --------------------------------------------------------------------------------------------


def test_grades_and_their_caps() -> None:
    def coefficient(*grades: int, **more: object) -> Decimal:
        made = LossInput(item="disability", age=40, grades=grades, **more)  # type: ignore[arg-type]
        return disability_coefficient(made, LAW)[0]

    assert coefficient(10) == 10
    assert coefficient(8, 10, 10, increments=(Decimal(1), Decimal(1))) == 32
    assert coefficient(10, 8) == 31
    assert coefficient(5, 6, 6, 6) == 70  # 60 + increments, capped at 10
    assert coefficient(1, 2) == 100
    for wrong in ((), (0,), (11,)):
        with pytest.raises(InvalidInput):
            coefficient(*wrong)
    with pytest.raises(InvalidInput):
        coefficient(8, 10, increments=())


@pytest.mark.parametrize(
    "wrong",
    [
        LossInput(item="no_such"),
        LossInput(item="medical"),
        LossInput(item="medical", amount=yuan(-1)),
        LossInput(item="care", days=3),
        LossInput(item="care", days=-3, rate=yuan(1)),
        LossInput(item="death"),
        LossInput(item="death", age=-1),
        LossInput(item="dependants"),
        LossInput(item="dependants", dependants=(Dependant(label="x", age=5, payers=0),)),
        LossInput(item="dependants", dependants=(Dependant(label="x", age=-5),)),
        LossInput(
            item="dependants", dependants=(Dependant(label="x", age=5, years=Decimal("NaN")),)
        ),
    ],
)
def test_senseless_losses_are_refused(wrong: LossInput) -> None:
    with pytest.raises(InvalidInput):
        loss_line(wrong, LAW, Options())


def test_a_standard_that_is_not_known_is_said() -> None:
    bare = replace(LAW, standards={})
    with pytest.raises(InvalidInput) as caught:
        loss_line(LossInput(item="funeral"), bare, Options())
    assert caught.value.code == "domain.standard_missing"


def test_a_dependant_of_full_age_gets_nothing() -> None:
    grown = Dependant(label="子", age=18, kind=DependantKind.MINOR)
    line = loss_line(LossInput(item="dependants", dependants=(grown,)), LAW, Options())
    assert line.amount == ZERO


def test_each_line_explains_itself() -> None:
    line = loss_line(LossInput(item="disability", age=61, grades=(10,)), LAW, Options())
    income = LAW.standard("income")
    assert f"{income.amount:,.2f} 元/年 × 19 年 × 10%" in line.text
    assert line.standard is income
    assert any("第12条" in source.text for source in line.sources)
    assert any(not source.sure for source in line.sources)


def test_claims_that_contradict_themselves() -> None:
    people = (victim(loss("medical", 1)),)
    good = Claim(accident=ACCIDENT, sides=(car("A", 60), walker(40)), victims=people)
    for wrong in (
        replace(good, victims=people * 2),
        replace(good, victims=(replace(people[0], side="nowhere"),)),
        replace(good, prepaid=(Prepayment(payer="x", victim="nobody", amount=yuan(1)),)),
        replace(good, prepaid=(Prepayment(payer="x", victim="V", amount=yuan(-1)),)),
        replace(good, sides=(car("A", 61), walker(40))),
        replace(good, sides=(car("A", 60, commercial=sanyi(-1)), walker(40))),
    ):
        with pytest.raises(InvalidInput):
            reckon_claim(wrong, LAW)

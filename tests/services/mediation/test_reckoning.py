"""From the case to the sums: sides, shares, advances, and the agreement that is drafted from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.agreement_draft import DraftFrame, draft_agreement
from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.checks.money import money_checks
from mediation_app.domain.claims import claim_of
from mediation_app.domain.compensation import reckon_claim
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.losses import Injury, Loss, Outcome, Prepaid
from mediation_app.domain.moments import at
from mediation_app.domain.offices import Office
from mediation_app.domain.parties import Liability, Party, PartyKind, PartyRole, Side
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.vehicles import (
    CompulsoryDuty,
    InsurerGround,
    Policy,
    PolicyKind,
    Vehicle,
    VehicleKind,
)
from mediation_app.errors import InvalidInput
from mediation_app.rulebook import Rulebook

ON = date(2026, 11, 16)
OFFICE = Office(
    id="o",
    fund_account_name="基金专户",
    fund_account_bank="某银行",
    fund_account_number="1611002029200066888",
)


@pytest.fixture(scope="module")
def law() -> CompensationLaw:
    book = Rulebook.open("371524")
    return book.compensation_law(accident=date(2026, 9, 29), on=ON)


def person(key: str, side: Side, *roles: PartyRole, **fields: object) -> Party:
    return Party(
        id=key,
        case_id="c",
        side=side,
        roles=tuple(roles),
        name=key,
        account_name=key,
        account_bank="某银行",
        account_number="6223192011223344",
        **fields,  # type: ignore[arg-type]
    )


def loss(item: str, amount: str, party: str = "victim") -> Loss:
    return Loss(
        id=f"{party}-{item}", case_id="c", party_id=party, item=item, amount=Decimal(amount)
    )


def s9() -> CaseFile:
    """rescue_fund.md S9: 70/30, pedestrian, full commercial cover, the fund advanced 57,160."""
    return CaseFile(
        case=Case(id="c", dispute="数额"),
        accidents=(Accident(id="x", case_id="c", occurred_at=at(date(2026, 9, 29), 14, 20)),),
        parties=(
            person("victim", Side.APPLICANT, PartyRole.VICTIM, PartyRole.PEDESTRIAN, share=30),
            person("driver", Side.RESPONDENT, PartyRole.DRIVER, share=70),
            person(
                "insurer",
                Side.RESPONDENT,
                PartyRole.INSURER_COMPULSORY,
                kind=PartyKind.ORGANISATION,
            ),
        ),
        vehicles=(
            Vehicle(id="car", case_id="c", plate="鲁P12345", driver_id="driver", owner_id="driver"),
        ),
        policies=(
            Policy(id="1", case_id="c", vehicle_id="car", insurer_id="insurer", number="A"),
            Policy(
                id="2",
                case_id="c",
                vehicle_id="car",
                kind=PolicyKind.THIRD_PARTY,
                insurer_id="insurer",
                number="B",
                limit=Decimal("1000000.00"),
            ),
        ),
        losses=(
            loss("medical", "112000.00"),
            loss("meals", "5000.00"),
            loss("disability", "141000.00"),
        ),
        prepaid=(
            Prepaid(
                id="i",
                case_id="c",
                payer_id="insurer",
                victim_id="victim",
                amount=Decimal("18000.00"),
                from_compulsory=True,
            ),
            Prepaid(
                id="f",
                case_id="c",
                payer_id="victim",
                victim_id="victim",
                amount=Decimal("10000.00"),
            ),
        ),
        funds=(
            FundFile(
                application=FundApplication(id="a", case_id="c", victim_id="victim"),
                recoveries=(
                    Recovery(
                        id="r",
                        case_id="c",
                        application_id="a",
                        payment_id="p",
                        opening=Decimal("57160.00"),
                    ),
                ),
            ),
        ),
    )


def test_s9_the_fund_comes_first(law: CompensationLaw) -> None:
    file = s9()
    result = reckon_claim(claim_of(file, law), law)
    (victim,) = result.victims
    assert victim.compulsory == Decimal("159000.00")
    assert victim.entitlement == Decimal("228300.00")
    drafted = draft_agreement(file, result, DraftFrame(on=ON, office=OFFICE))
    rows = [(row.purpose, row.payee_id, row.amount) for row in drafted.instalments]
    assert rows == [
        (PaymentPurpose.FUND_REPAYMENT, "", Decimal("57160.00")),
        (PaymentPurpose.COMPENSATION, "victim", Decimal("153140.00")),
    ]
    assert drafted.instalments[0].account_number == OFFICE.fund_account_number
    assert [reason for reason in money_checks(drafted) if reason.blocking] == []
    text = "\n".join(clause.text for clause in drafted.clauses)
    assert "57,160.00 元（大写：伍万柒仟壹佰陆拾元整）" in text
    assert "协助基金管理机构追偿" in text


def test_s9_variant_with_the_insurers_second_payment(law: CompensationLaw) -> None:
    file = s9()
    more = replace(file.prepaid[0], id="j", amount=Decimal("20000.00"), from_compulsory=False)
    recovery = replace(file.funds[0].recoveries[0], recovered=Decimal("20000.00"))
    file = replace(
        file,
        prepaid=(*file.prepaid, more),
        funds=(replace(file.funds[0], recoveries=(recovery,)),),
    )
    drafted = draft_agreement(
        file, reckon_claim(claim_of(file, law), law), DraftFrame(on=ON, office=OFFICE)
    )
    assert [row.amount for row in drafted.instalments] == [
        Decimal("37160.00"),
        Decimal("153140.00"),
    ]
    assert [reason for reason in money_checks(drafted) if reason.blocking] == []


def test_one_share_tells_the_other(law: CompensationLaw) -> None:
    file = s9()
    parties = (replace(file.parties[0], share=None), *file.parties[1:])
    claim = claim_of(replace(file, parties=parties), law)
    assert {side.id: side.percent for side in claim.sides} == {
        "car": Decimal(70),
        "victim": Decimal(30),
    }
    parties = tuple(replace(party, share=None) for party in file.parties)
    with pytest.raises(InvalidInput) as caught:
        claim_of(replace(file, parties=parties), law)
    assert caught.value.code == "cases.share_missing"
    found = {"driver": Liability.MAIN, "victim": Liability.MINOR}
    parties = tuple(replace(p, liability=found.get(p.id, Liability.UNDECIDED)) for p in parties)
    usual = claim_of(replace(file, parties=parties), law, band_of=Rulebook.open("371524").band)
    assert {side.id: side.percent for side in usual.sides} == {
        "car": Decimal(80),
        "victim": Decimal(20),
    }


def test_without_policy_the_owner_stands_in(law: CompensationLaw) -> None:
    file = replace(s9(), policies=(), funds=(), prepaid=())
    result = reckon_claim(claim_of(file, law), law)
    rows = [(row.payer, row.payee, row.amount) for row in result.rows]
    assert rows == [("driver", "victim", Decimal("228300.00"))]
    none_found = replace(s9().policies[0], none_found=True)
    again = replace(file, policies=(none_found,))
    assert reckon_claim(claim_of(again, law), law).rows == result.rows


def test_an_electric_bicycle_is_a_side_of_its_own(law: CompensationLaw) -> None:
    file = s9()
    bike = Vehicle(id="bike", case_id="c", kind=VehicleKind.E_BIKE, driver_id="victim")
    claim = claim_of(replace(file, vehicles=(*file.vehicles, bike)), law)
    assert {side.id for side in claim.sides} == {"car", "bike"}
    assert claim.victims[0].side == "bike"
    assert next(side for side in claim.sides if side.id == "bike").compulsory is None
    motor = replace(bike, appraised_motor=True, compulsory_duty=CompulsoryDuty.AS_INSURED)
    appraised = claim_of(replace(file, vehicles=(*file.vehicles, motor)), law)
    assert next(side for side in appraised.sides if side.id == "bike").compulsory is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"accidents": ()}, "cases.accident_day_missing"),
        ({"losses": ()}, "cases.losses_missing"),
        ({"losses": (loss("luxury", "1.00"),)}, "cases.unknown_item"),
        ({"losses": (loss("medical", "1.00", "insurer"),)}, "cases.victim_side"),
    ],
)
def test_what_is_missing_is_named(
    law: CompensationLaw, change: dict[str, object], code: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        claim_of(replace(s9(), **change), law)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_computed_item_takes_age_and_grade(law: CompensationLaw) -> None:
    file = s9()
    injury = Injury(
        id="j",
        case_id="c",
        party_id="victim",
        disability_grade=10,
        disability_on=date(2026, 11, 2),
    )
    victim = replace(file.parties[0], birth_date=date(1979, 4, 16))
    computed = replace(loss("disability", "0.00"))
    file = replace(
        file,
        parties=(victim, *file.parties[1:]),
        injuries=(injury,),
        losses=(loss("medical", "1000.00"), computed),
    )
    (result,) = reckon_claim(claim_of(file, law), law).victims
    line = next(line for line in result.lines if line.item == "disability")
    income = law.standard("income").amount
    assert line.amount == (income * 20 * Decimal("0.1")).quantize(Decimal("0.01"))
    with pytest.raises(InvalidInput):
        reckon_claim(claim_of(replace(file, injuries=()), law), law)


def test_a_new_draft_takes_the_place_of_an_unsigned_one_and_keeps_words(
    law: CompensationLaw,
) -> None:
    file = s9()
    result = reckon_claim(claim_of(file, law), law)
    frame = DraftFrame(on=ON, office=OFFICE)
    first = draft_agreement(file, result, frame)
    own_words = replace(first.agreements[0], facts="调解员写的事实")
    again = draft_agreement(replace(first, agreements=(own_words,)), result, frame)
    assert len(again.agreements) == 1
    assert again.agreements[0].facts == "调解员写的事实"
    assert len(again.instalments) == len(first.instalments)
    assert len(again.clauses) == len(first.clauses)


def both_hurt() -> CaseFile:
    """Two drivers, both hurt and both at fault; the first has paid for the second."""
    file = s9()
    first = person("first", Side.APPLICANT, PartyRole.VICTIM, PartyRole.DRIVER, share=70)
    second = person("second", Side.APPLICANT, PartyRole.VICTIM, PartyRole.DRIVER, share=30)
    cars = tuple(
        Vehicle(id=f"car-{key}", case_id="c", driver_id=key, owner_id=key)
        for key in ("first", "second")
    )
    insured = tuple(
        replace(policy, id=f"{policy.id}{car.id}", vehicle_id=car.id)
        for car in cars
        for policy in file.policies[:1]
    )
    paid = Prepaid(
        id="p", case_id="c", payer_id="first", victim_id="second", amount=Decimal("9000.00")
    )
    return replace(
        file,
        parties=(first, second, file.parties[2]),
        vehicles=cars,
        policies=insured,
        losses=(
            loss("medical", "20000.00", "first"),
            loss("medical", "30000.00", "second"),
            loss("repair", "12000.00", "second"),
        ),
        prepaid=(paid,),
        funds=(),
    )


def test_where_both_are_hurt_each_pays_the_other(law: CompensationLaw) -> None:
    file = both_hurt()
    result = reckon_claim(claim_of(file, law), law)
    second = result.settlement("second")
    assert second.credited == Decimal("9000.00")  # the first is a victim too, but not of this loss
    drafted = draft_agreement(file, result, DraftFrame(on=ON, office=OFFICE))
    assert [reason for reason in money_checks(drafted) if reason.blocking] == []
    assert drafted.agreement is not None
    assert drafted.agreement.total == sum(v.entitlement for v in result.victims)
    payers = {(row.payer_id, row.payee_id) for row in drafted.instalments}
    assert ("second", "first") in payers
    text = "".join(clause.text for clause in drafted.clauses)
    assert "first已先行支付医疗费 9,000.00 元" in text


def test_the_fund_is_paid_back_by_who_answers_though_hurt_himself(law: CompensationLaw) -> None:
    advanced = FundFile(
        application=FundApplication(id="a", case_id="c", victim_id="second"),
        recoveries=(
            Recovery(
                id="r", case_id="c", application_id="a", payment_id="p", opening=Decimal("4000.00")
            ),
        ),
    )
    file = replace(both_hurt(), funds=(advanced,), policies=(), prepaid=())
    drafted = draft_agreement(
        file, reckon_claim(claim_of(file, law), law), DraftFrame(on=ON, office=OFFICE)
    )
    other = replace(advanced, application=FundApplication(id="b", case_id="c", victim_id="x"))
    unknown = claim_of(replace(file, funds=(advanced, other)), law)
    assert len(unknown.prepaid) == 1  # an advance for somebody without losses counts elsewhere
    to_fund = [r for r in drafted.instalments if r.purpose is PaymentPurpose.FUND_REPAYMENT]
    assert [row.payer_id for row in to_fund] == ["first"]
    assert [reason for reason in money_checks(drafted) if reason.blocking] == []


def test_the_relatives_of_the_dead_receive_what_is_paid(law: CompensationLaw) -> None:
    file = s9()
    wife = person("wife", Side.APPLICANT, PartyRole.RELATIVE)
    gone = Injury(id="j", case_id="c", party_id="victim", outcome=Outcome.DEAD)
    parties = (replace(file.parties[0], side=Side.HELPER), *file.parties[1:], wife)
    file = replace(file, parties=parties, injuries=(gone,), funds=())
    result = reckon_claim(claim_of(file, law), law)
    drafted = draft_agreement(file, result, DraftFrame(on=ON, office=OFFICE))
    assert {row.payee_id for row in drafted.instalments} == {"wife"}
    assert any("wife（victim的近亲属）" in clause.text for clause in drafted.clauses)
    assert [reason for reason in money_checks(drafted) if reason.blocking] == []
    alone = replace(file, parties=parties[:-1])
    drafted = draft_agreement(alone, result, DraftFrame(on=ON, office=OFFICE))
    assert {row.payee_id for row in drafted.instalments} == {"victim"}


def test_joint_answers_free_rides_and_recourse_stand_in_the_clauses(law: CompensationLaw) -> None:
    file = replace(s9(), funds=(), prepaid=())
    company = person("company", Side.RESPONDENT, PartyRole.AFFILIATE, kind=PartyKind.ORGANISATION)
    car = replace(file.vehicles[0], joint_ids=("company",), insurer_ground=InsurerGround.DRUNK)
    rider = person(
        "rider",
        Side.APPLICANT,
        PartyRole.VICTIM,
        PartyRole.PASSENGER,
        ride_vehicle_id="car",
        free_ride_percent=20,
    )
    file = replace(
        file,
        parties=(*file.parties, company, rider),
        vehicles=(car,),
        policies=file.policies[:1],
        losses=(*file.losses, loss("medical", "5000.00", "rider")),
    )
    result = reckon_claim(claim_of(file, law), law)
    drafted = draft_agreement(file, result, DraftFrame(on=ON, office=OFFICE))
    text = "\n".join(clause.text for clause in drafted.clauses)
    assert "company承担连带责任" in text
    assert "company对该款项承担连带责任" in text
    assert "含好意同乘减轻的 20%" in text
    assert "因醉酒驾驶，保险公司在交强险责任限额内赔付后依法向driver追偿的权利" in text

"""The drafted agreement: payments, clauses and the narrative, each from what the case says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreement_draft import DraftFrame, draft_agreement, facts_text
from mediation_app.domain.agreements import Agreement, Clause, Instalment, PaymentPurpose
from mediation_app.domain.cases import Accident, Case, FindingKind
from mediation_app.domain.compensation import FUND
from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.result import (
    Layer,
    NetRow,
    Reckoning,
    RowKind,
    Settlement,
    Share,
    VictimResult,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Injury, Outcome, Prepaid
from mediation_app.domain.moments import at
from mediation_app.domain.offices import Office
from mediation_app.domain.parties import Liability, Party, PartyRole, Side
from mediation_app.domain.vehicles import InsurerGround, Vehicle

D = Decimal
DAY = date(2026, 11, 16)
OFFICE = Office(
    id="o", fund_account_name="东阿县救助基金", fund_account_bank="农行",
    fund_account_number="9001",
)  # fmt: skip


def party(key: str, side: Side, *roles: PartyRole, **fields: Any) -> Party:
    return Party(
        id=key, case_id="c", side=side, roles=tuple(roles), **{"name": key, **fields}
    )  # fmt: skip


VICTIM = party("张三", Side.APPLICANT, PartyRole.VICTIM, account_bank="建行", account_number="6217")
DRIVER = party(
    "李四", Side.RESPONDENT, PartyRole.DRIVER, liability=Liability.EQUAL, share=60,
    account_name="李四之妻", account_number="6228",
)  # fmt: skip
OWNER = party("王五", Side.RESPONDENT, PartyRole.OWNER)
INSURER = party("人保", Side.RESPONDENT, PartyRole.INSURER_COMPULSORY)
CASE = CaseFile(
    case=Case(id="c", dispute="赔偿数额"),
    accidents=(
        Accident(
            id="a", case_id="c", occurred_at=at(date(2026, 5, 6), 7, 5), place="站前路口",
            finding_number="第1号", finding_kind=FindingKind.ORDINARY, police_unit="东阿县大队",
        ),
    ),
    parties=(VICTIM, DRIVER, OWNER, INSURER),
    vehicles=(Vehicle(id="car", case_id="c", driver_id="李四"),),
)  # fmt: skip


def share(layer: Layer, payer: str, amount: int, **more: Any) -> Share:
    return Share(
        layer=layer, payer=payer, victim="张三", side="car", amount=D(amount), text="", **more
    )  # fmt: skip


def row(payer: str, payee: str, amount: int, kind: RowKind, **more: Any) -> NetRow:
    return NetRow(
        payer=payer, payee=payee, victim="张三", amount=D(amount), kind=kind, text="", **more
    )  # fmt: skip


def reckoning(*rows: NetRow, shares: tuple[Share, ...] = (), **victim: Any) -> Reckoning:
    values: dict[str, Any] = {
        "total": D(100), "own": D(40), "entitlement": D(60),
        "buckets": {Bucket.MEDICAL: D(70), Bucket.DEATH: D(30), Bucket.PROPERTY: D(0)}, **victim,
    }  # fmt: skip
    result = VictimResult(
        victim="张三", label="张三", lines=(), compulsory=D(0), remainder=D(0), remainder_text="",
        own_text="", shares=shares, **values,
    )  # fmt: skip
    settlement = Settlement(
        victim="张三", entitlement=D(60), credited=D(0), rows=rows, fund_open=D(0), proof=""
    )
    return Reckoning(victims=(result,), settlements=(settlement,))


TO_VICTIM = row("人保", "张三", 30, RowKind.VICTIM)
BACK = row("人保", "李四", 10, RowKind.REFUND)
TO_FUND = row("李四", FUND, 20, RowKind.FUND)


def drafted(file: CaseFile = CASE, found: Reckoning | None = None, **frame: Any) -> CaseFile:
    given = found or reckoning(TO_VICTIM, BACK, TO_FUND)
    return draft_agreement(file, given, DraftFrame(on=DAY, **{"office": OFFICE, **frame}))


def texts(file: CaseFile = CASE, found: Reckoning | None = None, **frame: Any) -> list[str]:
    return [clause.text for clause in drafted(file, found, **frame).clauses]


def test_a_first_draft() -> None:
    agreement = drafted().agreement
    assert agreement is not None
    assert (agreement.total, agreement.drafted_on, agreement.copies) == (D(60), DAY, 5)
    assert agreement.facts == (
        "2026年5月6日7时05分许，在站前路口发生道路交通事故。"
        "东阿县大队出具道路交通事故认定书（第1号）。"
    )
    assert agreement.disputed == "赔偿数额"
    assert agreement.responsibility == "李四承担同等责任，赔偿责任比例 60%。"


def test_payments_come_with_the_funds_first() -> None:
    rows = drafted().instalments
    assert [(r.position, r.purpose, r.payer_id, r.payee_id) for r in rows] == [
        (1, PaymentPurpose.FUND_REPAYMENT, "李四", ""),
        (2, PaymentPurpose.COMPENSATION, "人保", "张三"),
        (3, PaymentPurpose.REFUND_PREPAID, "人保", "李四"),
    ]
    assert [(r.account_name, r.account_number) for r in rows] == [
        ("东阿县救助基金", "9001"), ("张三", "6217"), ("李四之妻", "6228"),
    ]  # fmt: skip
    assert {r.due_on for r in rows} == {date(2026, 11, 26)}
    assert {r.due_on for r in drafted(due_on=DAY).instalments} == {DAY}


def test_without_an_office_the_funds_account_stays_open() -> None:
    assert drafted(office=None).instalments[0].account_number == ""


def test_an_account_needs_its_number() -> None:
    file = replace(CASE, parties=(replace(VICTIM, account_number=""), *CASE.parties[1:]))
    assert drafted(file).instalments[1].account_name == ""
    nobody = reckoning(row("人保", "x", 1, RowKind.VICTIM))
    assert drafted(CASE, nobody).instalments[0].account_name == ""


def test_an_unsigned_draft_gives_way_and_keeps_what_was_written() -> None:
    old = Agreement(
        id="old", case_id="c", facts="已写", disputed="x", responsibility="y", copies=9,
        performance_place="县城",
    )  # fmt: skip
    other = Agreement(id="first", case_id="c", effective_on=DAY)
    file = replace(
        CASE,
        agreements=(other, old),
        clauses=(
            Clause(id="k", case_id="c", agreement_id="first"),
            Clause(id="l", case_id="c", agreement_id="old"),
        ),
        instalments=(Instalment(id="i", case_id="c", agreement_id="old"),),
    )
    after = drafted(file)
    assert [agreement.id for agreement in after.agreements] == ["first", "old"]
    kept = after.agreement
    assert kept is not None
    assert (kept.facts, kept.disputed, kept.responsibility, kept.copies, kept.performance_place) == (
        "已写", "x", "y", 9, "县城",
    )  # fmt: skip
    assert after.clauses[0].id == "k"
    assert "l" not in {clause.id for clause in after.clauses}
    assert "i" not in {one.id for one in after.instalments}


def test_a_signed_agreement_stays_beside_the_new_draft() -> None:
    signed = Agreement(id="old", case_id="c", effective_on=DAY, facts="已写")
    after = drafted(replace(CASE, agreements=(signed,)))
    assert after.agreements[0] == signed
    assert len(after.agreements) == 2
    assert after.agreement is not None
    assert after.agreement.facts != "已写"


# Narrative ----------------------------------------------------------------------------------------


def test_what_was_written_about_the_course_goes_first() -> None:
    accident = replace(CASE.accident, course=" 追尾。 ", finding_number="")
    assert facts_text(replace(CASE, accidents=(accident,))) == "追尾。"


def test_an_accident_without_a_time_and_a_case_without_words() -> None:
    empty = CaseFile(case=Case(id="c"), accidents=(Accident(id="a", case_id="c", place="县道"),))
    assert facts_text(empty).endswith("在县道发生道路交通事故。")
    agreement = drafted(empty, reckoning()).agreement
    assert agreement is not None
    assert agreement.responsibility == ""
    assert agreement.disputed.startswith("双方就损害赔偿")


def test_a_finding_without_a_share() -> None:
    file = replace(CASE, parties=(replace(DRIVER, share=None),))
    agreement = drafted(file).agreement
    assert agreement is not None
    assert agreement.responsibility == "李四承担同等责任。"


# Clauses ------------------------------------------------------------------------------------------


def test_the_first_clause_is_what_the_sum_is_made_of() -> None:
    shares = (
        share(Layer.COMPULSORY, "人保", 30, bucket=Bucket.MEDICAL),
        share(Layer.COMPULSORY, "人保", 10, bucket=Bucket.DEATH),
        share(Layer.LIABLE, "李四", 20),
    )
    first = texts(CASE, reckoning(TO_VICTIM, shares=shares))[0]
    assert first == (
        "各方确认，张三因本次事故的损失合计 100.00 元（大写：壹佰元整），"
        "其中医疗费用 70.00 元、死亡伤残 30.00 元。"
        "张三应获赔偿 60.00 元（大写：陆拾元整）："
        "人保在机动车交通事故责任强制保险责任限额内赔付 40.00 元；李四赔偿 20.00 元；"
        "其余 40.00 元由张三自行承担。计算过程见损害赔偿计算清单。"
    )


@pytest.mark.parametrize(
    ("victim", "ends"),
    [
        ({"own": D(0), "entitlement": D(100)}, "壹佰元整）"),
        ({"own": D(100), "entitlement": D(0)}, "零元整）"),
    ],
)
def test_nothing_is_said_of_what_nobody_bears(victim: dict[str, Decimal], ends: str) -> None:
    one = {"buckets": {Bucket.MEDICAL: D(100)}, **victim}
    first = texts(CASE, reckoning(**one))[0]
    assert "其中" not in first
    assert first.removesuffix("。计算过程见损害赔偿计算清单。").endswith(ends)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"free_ride_percent": 20, "ride_vehicle_id": "car"}, True),
        ({"free_ride_percent": 20}, False),
        ({"ride_vehicle_id": "car"}, False),
    ],
)
def test_a_free_ride_is_told_where_it_counts(fields: dict[str, Any], said: bool) -> None:
    file = replace(CASE, parties=(replace(VICTIM, **fields), *CASE.parties[1:]))
    assert ("含好意同乘减轻的 20%" in texts(file)[0]) is said


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (
            (share(Layer.LIABLE, "李四", 20, joint=("王五",)),),
            "李四赔偿 20.00 元，王五承担连带责任",
        ),
        (
            (share(Layer.LIABLE, "李四", 20, joint=("王五",)), share(Layer.LIABLE, "李四", 5)),
            "李四赔偿 25.00 元，王五对其中 20.00 元承担连带责任",
        ),
        ((share(Layer.LIABLE, "x", 20, joint=("y",)),), "赔偿 20.00 元，承担连带责任"),
    ],
)
def test_who_answers_jointly(shares: tuple[Share, ...], said: str) -> None:
    assert said in texts(CASE, reckoning(shares=shares))[0]


def test_the_unknown_driver_is_called_so() -> None:
    file = replace(CASE, parties=(VICTIM, replace(DRIVER, name="", identity_unknown=True)))
    assert (
        "身份不明的当事人赔偿"
        in texts(file, reckoning(shares=(share(Layer.LIABLE, "李四", 1),)))[0]
    )


def test_payments_in_words() -> None:
    said = texts()
    assert said[1] == (
        "李四于2026年11月26日前以银行转账方式向道路交通事故社会救助基金支付救助基金垫付的费用 "
        "20.00 元（大写：贰拾元整），收款户名：东阿县救助基金，开户行：农行，账号：9001。"
    )
    assert said[2].startswith("人保于2026年11月26日前以银行转账方式向张三支付赔偿款 30.00 元")
    assert said[3].startswith("人保于2026年11月26日前以银行转账方式向李四支付其先行垫付的款项")
    assert said[4].startswith("本次损失中的医疗费包含救助基金已垫付的")
    assert len(texts(CASE, reckoning(TO_VICTIM))) == len(said) - 3, "no line of the fund"


def test_a_payment_without_an_account() -> None:
    file = replace(CASE, parties=(replace(VICTIM, account_number=""), DRIVER, OWNER, INSURER))
    assert texts(file, reckoning(TO_VICTIM))[1].endswith("30.00 元（大写：叁拾元整）。")


@pytest.mark.parametrize(
    ("jointly", "said"),
    [(30, "王五对该款项承担连带责任。"), (12, "王五对其中 12.00 元承担连带责任。")],
)
def test_a_joint_payment(jointly: int, said: str) -> None:
    net = row("李四", "张三", 30, RowKind.VICTIM, joint=("王五",), jointly=D(jointly))
    assert texts(CASE, reckoning(net))[1].endswith(f"；{said}")


WIFE = party("刘桂芹", Side.APPLICANT, PartyRole.RELATIVE)
SON = replace(WIFE, id="张小", name="张小", represents_id="张三")
DEAD = (Injury(id="i", case_id="c", party_id="张三", outcome=Outcome.DEAD),)


@pytest.mark.parametrize(
    ("relatives", "payee", "named"),
    [
        ((WIFE,), "刘桂芹", "向刘桂芹（张三的近亲属）支付"),
        ((WIFE, SON), "张小", "向张小（张三的近亲属）支付"),
        ((replace(WIFE, side=Side.HELPER),), "张三", "向张三支付"),
        ((), "张三", "向张三支付"),
    ],
)
def test_what_is_owed_to_the_dead_goes_to_a_relative(
    relatives: tuple[Party, ...], payee: str, named: str
) -> None:
    file = replace(CASE, parties=(*CASE.parties, *relatives), injuries=DEAD)
    after = drafted(file, reckoning(TO_VICTIM))
    assert after.instalments[0].payee_id == payee
    assert named in after.clauses[1].text


def prepaid(payer: str, amount: int) -> Prepaid:
    return Prepaid(id=f"p{payer}", case_id="c", payer_id=payer, victim_id="张三", amount=D(amount))


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        ((prepaid("李四", 5),), "本协议签订前，李四已先行支付医疗费 5.00 元（大写：伍元整）。"),
        ((prepaid("李四", 5), prepaid("x", 6)), "；已先行支付医疗费 6.00 元"),
        ((prepaid("张三", 5), prepaid("李四", 0)), ""),
    ],
)
def test_what_was_paid_before(paid: tuple[Prepaid, ...], said: str) -> None:
    second = texts(replace(CASE, prepaid=paid))[1]
    assert (said in second) if said else ("本协议签订前" not in second)


@pytest.mark.parametrize(
    ("ground", "layer", "person", "said"),
    [
        (InsurerGround.DRUNK, Layer.COMPULSORY, {}, "因醉酒驾驶，保险公司"),
        (InsurerGround.NONE, Layer.COMPULSORY, {}, ""),
        (InsurerGround.DRUNK, Layer.COMMERCIAL, {}, ""),
        (InsurerGround.DRUNK, Layer.COMPULSORY, {"liable_id": "王五"}, "向王五追偿"),
        (InsurerGround.DRUNK, Layer.COMPULSORY, {"driver_id": "", "owner_id": "王五"},
         "向王五追偿"),
    ],
)  # fmt: skip
def test_an_insurer_may_recover(
    ground: InsurerGround, layer: Layer, person: dict[str, str], said: str
) -> None:
    car = replace(CASE.vehicles[0], insurer_ground=ground, **person)
    found = reckoning(TO_VICTIM, shares=(share(layer, "人保", 30),))
    clauses = [
        text for text in texts(replace(CASE, vehicles=(car,)), found) if "追偿的权利" in text
    ]
    assert (said in clauses[0]) if said else not clauses


@pytest.mark.parametrize(
    ("fields", "open_"),
    [
        ({}, True),
        ({"treatment_ended_on": DAY}, False),
        ({"disability_on": DAY}, False),
        ({"outcome": Outcome.DEAD}, False),
    ],
)
def test_a_treatment_that_goes_on_is_left_open(fields: dict[str, Any], open_: bool) -> None:
    injury = Injury(id="i", case_id="c", party_id="李四", **fields)
    said = texts(replace(CASE, injuries=(injury,)))
    assert any("不包括此后新发生的医疗费用" in text for text in said) is open_
    assert ("各方就所列项目不再有其他争议" in said[-1]) is open_

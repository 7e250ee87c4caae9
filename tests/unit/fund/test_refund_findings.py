"""What the case shows of over-payments (§5.4): S9's variant, the family, a bill reduced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, FundState, Payment, PaymentState
from mediation_app.domain.losses import Loss, Prepaid, Treatment
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.refund_findings import Suspicion, suspicions
from mediation_app.domain.refunds import Refund, RefundState
from tests.support.fund_cases import a_case, a_file

D = Decimal
HOSPITAL = "东阿县康宁医院"
PAID_AT = datetime(2026, 10, 15, 6, 30, tzinfo=UTC)
LATER_AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
INSURER = Party(id="i", case_id="c", name="鲁安财险", roles=(PartyRole.INSURER_COMMERCIAL.value,))
CASE = a_case(parties=(*a_case().parties, INSURER))


def paid(**changes: Any) -> FundFile:
    """S1 paid on 10-15: bill 86,420.00, insurer 18,000.00, family 10,000.00, fund 57,160.00."""
    payment = Payment(
        id="p",
        case_id="c",
        application_id="f",
        state=PaymentState.PAID,
        amount=D("57160.00"),
        payee_name=HOSPITAL,
        paid_on=date(2026, 10, 15),
        updated_at=PAID_AT,
    )
    recovery = Recovery(
        id="r", case_id="c", application_id="f", payment_id="p", opening=D("57160.00")
    )
    given = {
        "payments": (payment,),
        "recoveries": (recovery,),
        "state": FundState.PAID,
        "payee_name": HOSPITAL,
        **changes,
    }
    return a_file(**given)


def prepaid(payer: str, amount: str, on: int | None = 20, **changes: Any) -> Prepaid:
    made = Prepaid(
        id=f"{payer}{amount}",
        case_id="c",
        payer_id=payer,
        victim_id="victim",
        amount=D(amount),
        paid_on=date(2026, 10, on) if on else None,
    )
    return replace(made, **changes)


TWICE = prepaid("i", "20000.00")
REST = prepaid("victim", "1260.00", 16)


def found(*rows: Prepaid, file: FundFile | None = None, **case: Any) -> tuple[Suspicion, ...]:
    return suspicions(replace(CASE, prepaid=rows, **case), file or paid())


def sums(*rows: Prepaid, **given: Any) -> list[tuple[str, str, str]]:
    return [(s.cause, str(s.amount), str(s.doubtful)) for s in found(*rows, **given)]


def test_the_insurers_second_payment_of_s9() -> None:
    (one,) = found(REST, TWICE)
    assert (one.cause, one.amount, one.doubtful) == ("M01", D("20000.00"), D(0))
    assert (one.debtor_name, one.debtor_party_id) == (HOSPITAL, "hospital")
    assert (one.application_id, one.payment_id) == ("f", "p")
    for words in ("账单 86,420.00 元", "尚余 1,260.00 元", "鲁安财险 2026-10-20 付医疗费 20,000.00 元",
                  "多付 20,000.00 元"):  # fmt: skip
        assert words in one.working, words


def loss(amount: str, item: str = "medical", **changes: Any) -> Loss:
    return replace(
        Loss(id=item, case_id="c", party_id="victim", item=item, amount=D(amount)), **changes
    )


MORE = Treatment(
    id="t2", case_id="c", injury_id="i", hospital=HOSPITAL, amount=D("25580.00"), updated_at=PAID_AT
)


@pytest.mark.parametrize(
    ("rows", "case", "wanted"),
    [
        ((), {}, []),
        # the patient's own part was still open: that much of it was owed
        ((TWICE,), {}, [("M01", "18740.00", "0.00")]),
        ((prepaid("i", "1260.00"),), {}, []),
        # later treatment: the insurer may have meant that
        ((REST, TWICE), {"losses": (loss("112000.00"),)}, [("M01", "20000.00", "20000.00")]),
        ((REST, TWICE, prepaid("victim", "25580.00", 25)), {"losses": (loss("112000.00"),)},
         [("M01", "20000.00", "0.00")]),
        ((REST, TWICE), {"treatments": (*CASE.treatments, MORE)},
         [("M01", "20000.00", "20000.00")]),
        ((REST, prepaid("victim", "25580.00", 25)), {"losses": (loss("112000.00"),)}, []),
        # the family paid the same bill again
        ((prepaid("victim", "11260.00"),), {}, [("M03", "10000.00", "0.00")]),
        ((prepaid("victim", "1260.00"),), {}, []),
        # others
        ((REST, prepaid("driver", "3000.00")), {}, [("M03", "3000.00", "0.00")]),
        ((REST, prepaid("", "3000.00")), {}, [("M03", "3000.00", "0.00")]),
        ((REST, prepaid("", "3000.00", purpose="医保统筹支付")), {}, [("M05", "3000.00", "0.00")]),
        ((REST, prepaid("driver", "3000.00", receipt="工伤保险回单")), {}, [("M05", "3000.00", "0.00")]),
        # not on this bill, not of this victim, no money, before the fund paid and known then
        ((REST, prepaid("i", "3000.00", purpose="误工费")), {}, []),
        ((REST, prepaid("i", "3000.00", victim_id="driver")), {}, []),
        ((REST, prepaid("i", "0.00")), {}, []),
        ((REST, prepaid("i", "3000.00", 15)), {}, []),
        ((REST, prepaid("i", "3000.00", None)), {}, []),
        # … or entered only afterwards
        ((REST, prepaid("i", "3000.00", 12, created_at=LATER_AT)), {}, [("M01", "3000.00", "0.00")]),
        ((REST, prepaid("i", "3000.00", None, created_at=LATER_AT)), {},
         [("M01", "3000.00", "0.00")]),
        ((REST, prepaid("i", "3000.00", 12, created_at=PAID_AT)), {}, []),
        # never more than was paid
        ((REST, prepaid("i", "90000.00")), {}, [("M01", "57160.00", "0.00")]),
        ((REST, TWICE), {"losses": (loss("1.00", "meals"), loss("200000.00", party_id="driver"))},
         [("M01", "20000.00", "0.00")]),
    ],
)  # fmt: skip
def test_what_was_paid_again(
    rows: tuple[Prepaid, ...], case: dict[str, Any], wanted: list[tuple[str, str, str]]
) -> None:
    assert [(c, f"{D(a):.2f}", f"{D(d):.2f}") for c, a, d in sums(*rows, **case)] == wanted


def test_the_payee_that_was_chosen_gives_back() -> None:
    (one,) = found(REST, TWICE, file=paid(payee_party_id="i"))
    assert (one.debtor_party_id, one.debtor_name) == ("i", "鲁安财险")


def test_doubt_is_told() -> None:
    (one,) = found(REST, TWICE, losses=(loss("112000.00"),))
    assert "其中 20,000.00 元可能用于其后的费用" in one.working


def test_nothing_is_suspected_before_the_payment_or_of_a_grant() -> None:
    assert found(TWICE, file=a_file()) == ()
    assert found(TWICE, file=paid(kind=FundKind.HARDSHIP)) == ()
    assert found(TWICE, file=paid(bill_lines=())) == ()
    without = replace(paid().payments[0], updated_at=None)
    assert (
        found(prepaid("i", "3000.00", 12, created_at=LATER_AT), file=paid(payments=(without,)))
        == ()
    )


def refund(amount: str, state: RefundState = RefundState.TOLD) -> Refund:
    return Refund(
        id=f"u{amount}",
        case_id="c",
        application_id="f",
        payment_id="p",
        recovery_id="r",
        amount=D(amount),
        state=state,
        checker_id="x",
    )


@pytest.mark.parametrize(
    ("refunds", "left"),
    [
        ((refund("5000.00"),), ["15000.00"]),
        ((refund("20000.00"),), []),
        ((refund("20000.00", RefundState.DROPPED),), []),  # somebody has looked at it
        ((refund("12000.00"), refund("8000.00")), []),
    ],
)
def test_what_was_opened_is_dealt_with(refunds: tuple[Refund, ...], left: list[str]) -> None:
    assert [str(s.amount) for s in found(REST, TWICE, file=paid(refunds=refunds))] == left


def test_what_is_left_of_a_hint_says_so() -> None:
    (rest,) = found(REST, TWICE, file=paid(refunds=(refund("5000.00"),)))
    assert rest.working.endswith("；已登记 5,000.00 元；可再登记 15,000.00 元")
    (whole,) = found(REST, TWICE)
    assert whole.working.endswith("多付 20,000.00 元")


def test_no_more_than_the_debtors_still_owe() -> None:
    recovery = replace(paid().recoveries[0], recovered=D("50000.00"))
    assert [s.amount for s in found(REST, TWICE, file=paid(recoveries=(recovery,)))] == [
        D("7160.00")
    ]


def test_a_further_application_counts_on_the_bill() -> None:
    """1,260.00 came from the fund too: then the patient's payment of it was one too many."""
    further = paid(adjusts_id="f")
    further = replace(
        further,
        application=replace(further.application, id="g"),
        payments=(
            replace(further.payments[0], id="q", application_id="g", amount=D("1260.00")),
            replace(further.payments[0], id="q2", state=PaymentState.RETURNED),
        ),
        recoveries=(),
    )
    case: CaseFile = replace(CASE, prepaid=(REST,), funds=(paid(), further))
    assert [s.amount for s in suspicions(case, paid())] == [D("1260.00")]


def test_funeral_costs_are_compared_with_funeral_payments() -> None:
    lines = (replace(a_file().bill_lines[0], name="火化", amount=D("9710.00")),)
    payment = replace(paid().payments[0], amount=D("9710.00"), payee_name="东阿县殡仪馆")
    file = paid(
        kind=FundKind.FUNERAL,
        bill_lines=lines,
        payments=(payment,),
        insurer_paid=D(0),
        others_paid=D(0),
    )
    assert [str(s.amount) for s in found(TWICE, file=file)] == []
    (one,) = found(prepaid("i", "9710.00", purpose="丧葬费"), file=file)
    assert (one.amount, one.debtor_name, one.debtor_party_id) == (D("9710.00"), "东阿县殡仪馆", "")
    again = found(
        prepaid("i", "9710.00", purpose="丧葬费"), file=file, losses=(loss("45000.00", "funeral"),)
    )
    assert [s.doubtful for s in again] == [D("9710.00")]


# The bill reduced -------------------------------------------------------------------------------


def corrected(amount: str, **changes: Any) -> tuple[Treatment, ...]:
    changed = replace(CASE.treatments[0], amount=D(amount), updated_at=LATER_AT, **changes)
    return (changed,)


@pytest.mark.parametrize(
    ("treatments", "wanted"),
    [
        (corrected("86420.00"), []),
        (corrected("83420.00"), [("M02", "3000.00", "1260.00")]),
        (corrected("20000.00"), [("M02", "57160.00", "0.00")]),
        (corrected("0.00"), []),
        (corrected("83420.00", hospital="别的医院"), []),
        (corrected("83420.00", injury_id="x"), []),
        ((replace(CASE.treatments[0], amount=D("83420.00"), updated_at=PAID_AT),), []),
    ],
)
def test_the_bill_fell_after_the_payment(
    treatments: tuple[Treatment, ...], wanted: list[tuple[str, str, str]]
) -> None:
    shown = sums(treatments=treatments)
    assert [(c, f"{D(a):.2f}", f"{D(d):.2f}") for c, a, d in shown] == wanted


def test_the_reduction_says_what_must_be_looked_at() -> None:
    (one,) = found(treatments=corrected("83420.00"))
    assert "账单 86,420.00 元，更正后 83,420.00 元，减少 3,000.00 元" in one.working
    assert "1,260.00 元须核实" in one.working
    (whole,) = found(treatments=corrected("20000.00"))
    assert "核实" not in whole.working


def test_both_at_once_are_dealt_with_in_turn() -> None:
    both = found(
        REST, TWICE, treatments=corrected("83420.00"), file=paid(refunds=(refund("21000"),))
    )
    assert [(s.cause, s.amount) for s in both] == [("M02", D("2000.00"))]


def test_a_funeral_bill_has_no_treatment() -> None:
    assert found(file=paid(kind=FundKind.FUNERAL), treatments=corrected("83420.00")) == ()

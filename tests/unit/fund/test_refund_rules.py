"""The sums of over-payments: what may be asked back, what is open, who owes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain import refund_rules as r
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundKind, Payment, PaymentState
from mediation_app.domain.fund_calculation import reckon
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import MedicalLimits
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.refunds import Refund, RefundDebtor, RefundState
from tests.support.fund_cases import a_case, a_file

D = Decimal
DAY = date(2026, 10, 20)
HOSPITAL = "东阿县康宁医院"


def payment(**changes: Any) -> Payment:
    made = Payment(
        id="p",
        case_id="c",
        application_id="f",
        state=PaymentState.PAID,
        amount=D("57160.00"),
        payee_name=HOSPITAL,
        paid_on=date(2026, 10, 15),
    )
    return replace(made, **changes)


def refund(amount: str = "20000.00", **changes: Any) -> Refund:
    made = Refund(
        id="u",
        case_id="c",
        application_id="f",
        payment_id="p",
        recovery_id="r",
        amount=D(amount),
        found_on=DAY,
        checker_id="x",
    )
    return replace(made, **changes)


def paid(*refunds: Refund, **recovery: Any) -> FundFile:
    own = Recovery(id="r", case_id="c", application_id="f", payment_id="p", opening=D("57160.00"))
    return a_file(payments=(payment(),), recoveries=(replace(own, **recovery),), refunds=refunds)


RETURNED = refund(state=RefundState.RETURNED, returned=D("20000.00"))
DROPPED = refund(state=RefundState.DROPPED, returned=D("5000.00"))
ALONE = refund(checker_id="")


def test_only_what_the_bank_confirmed_is_paid() -> None:
    assert r.paid_payment(a_file()) is None
    back = payment(id="q", state=PaymentState.RETURNED)
    assert r.paid_payment(a_file(payments=(payment(), back))) == payment()
    assert r.paid_payment(a_file(payments=(payment(paid_on=None),))) is None


@pytest.mark.parametrize(
    ("refunds", "claimed", "open_", "asked"),
    [
        ((), "0", "0", "57160"),
        ((refund(),), "20000", "20000", "37160"),
        ((ALONE,), "20000", "0", "57160"),
        ((refund(state=RefundState.TOLD, returned=D(1)),), "20000", "19999", "37161"),
        ((RETURNED,), "20000", "0", "57160"),
        ((DROPPED,), "5000", "0", "57160"),
        ((refund("30000"), refund("57160", id="v")), "87160", "87160", "0"),
        ((refund(payment_id="z", recovery_id="z"),), "0", "0", "57160"),
    ],
)
def test_what_is_asked_back(
    refunds: tuple[Refund, ...], claimed: str, open_: str, asked: str
) -> None:
    file = paid(*refunds)
    assert r.claimed(file, "p") == D(claimed)
    assert r.asked_back(file, "r") == D(open_)
    assert r.asked_of_others(file, file.recoveries[0]) == D(asked)


def test_the_fund_line_of_a_case() -> None:
    hospital = paid(refund())
    assert r.fund_line(a_case(funds=(hospital,))) == D("37160.00")
    came = paid(RETURNED, refunded=D("20000.00"))
    assert r.fund_line(a_case(funds=(came,))) == D("37160.00")
    two = replace(paid(), application=replace(paid().application, id="g"))
    assert r.fund_line(a_case(funds=(hospital, two))) == D("94320.00")
    for state in (RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF):
        assert r.fund_line(a_case(funds=(paid(state=state),))) == 0


@pytest.mark.parametrize(
    ("file", "room"),
    [
        (a_file(), "0"),
        (a_file(payments=(payment(),)), "57160"),  # a grant has no recovery
        (paid(), "57160"),
        (paid(refund()), "37160"),
        (paid(ALONE), "37160"),
        (paid(RETURNED, refunded=D("20000.00")), "37160"),
        (paid(DROPPED, refunded=D("5000.00")), "52160"),
        (paid(recovered=D("50000.00")), "7160"),
        (paid(refund("7000"), recovered=D("50000.00")), "160"),
        (paid(refund("20000"), recovered=D("57160.00")), "0"),
        (paid(recovered_after=D("57000.00"), written_off=D("57160.00")), "160"),
    ],
)
def test_the_most_that_can_be_asked_back(file: FundFile, room: str) -> None:
    assert r.room(file) == D(room)


@pytest.mark.parametrize(
    ("refunds", "less"),
    [
        ((), "0"),
        ((refund(),), "20000"),
        ((refund(found_on=None),), "20000"),
        ((refund(found_on=date(2026, 10, 21)),), "0"),
        ((ALONE,), "0"),
        ((refund(recovery_id="z"),), "0"),
        ((DROPPED,), "5000"),
        ((RETURNED,), "20000"),
    ],
)
def test_what_refunds_take_off_by_a_day(refunds: tuple[Refund, ...], less: str) -> None:
    file = paid(*refunds)
    assert r.given_back(file, file.recoveries[0], DAY) == D(less)


def test_unfinished_ones_of_one_recovery_or_all() -> None:
    other = refund(id="v", recovery_id="z")
    file = paid(refund(), other, RETURNED, DROPPED)
    assert r.unfinished(file) == (refund(), other)
    assert r.unfinished(file, "z") == (other,)


# Who owes it ------------------------------------------------------------------------------------

INSURER = Party(id="i", case_id="c", name="鲁安财险", roles=(PartyRole.INSURER_COMMERCIAL.value,))
HOME = Party(id="h", case_id="c", name="殡仪馆", roles=(PartyRole.FUNERAL_HOME.value,))
CASE = a_case(parties=(*a_case().parties, INSURER, HOME))


@pytest.mark.parametrize(
    ("party", "name", "kind"),
    [
        ("hospital", HOSPITAL, RefundDebtor.HOSPITAL),
        ("", HOSPITAL, RefundDebtor.HOSPITAL),
        ("", "东阿县 康宁医院", RefundDebtor.HOSPITAL),
        ("i", "", RefundDebtor.INSURER),
        ("", "鲁安财险", RefundDebtor.INSURER),
        ("h", "", RefundDebtor.FUNERAL_HOME),
        ("victim", "", RefundDebtor.FAMILY),
        ("driver", "", RefundDebtor.OTHER),
        ("", "某某", RefundDebtor.OTHER),
        ("gone", "某某", RefundDebtor.OTHER),
    ],
)
def test_what_kind_of_debtor(party: str, name: str, kind: RefundDebtor) -> None:
    assert r.debtor_kind(CASE, paid(), party_id=party, name=name) is kind


@pytest.mark.parametrize(
    ("kind", "debtor"),
    [(FundKind.RESCUE, RefundDebtor.HOSPITAL), (FundKind.FUNERAL, RefundDebtor.FUNERAL_HOME)],
)
def test_who_was_paid_and_is_no_party(kind: FundKind, debtor: RefundDebtor) -> None:
    file = paid()
    file = replace(
        file, application=replace(file.application, kind=kind, payee_name="县殡葬服务中心")
    )
    assert r.debtor_kind(CASE, file, party_id="", name="县殡葬服务中心") is debtor


def test_a_refund_as_it_is_opened() -> None:
    common: dict[str, Any] = {
        "cause": "M01",
        "amount": D("20000.00"),
        "working": "另付",
        "found_on": DAY,
        "found_by_id": "who",
    }
    made = r.opened(CASE, paid(), debtor_name=HOSPITAL, **common)
    assert (made.payment_id, made.recovery_id, made.debtor_party_id) == ("p", "r", "hospital")
    assert (made.state, made.debtor, made.checker_id) == (
        RefundState.DUE, RefundDebtor.HOSPITAL, "",
    )  # fmt: skip
    grant = a_file(payments=(payment(),))
    other = r.opened(
        CASE, grant, debtor_name="鲁安财险", debtor_party_id="i", debtor="other", **common
    )
    assert (other.recovery_id, other.debtor_party_id) == ("", "i")
    assert other.debtor is RefundDebtor.OTHER
    stranger = r.opened(CASE, grant, debtor_name="某某", **common)
    assert (stranger.debtor_party_id, stranger.debtor) == ("", RefundDebtor.OTHER)


def test_what_came_back_is_not_advanced_before() -> None:
    """A further application takes off what was paid, less what was given back of it."""
    earlier = replace(paid(), application=replace(paid().application, id="g"))
    known: dict[str, Any] = {"rules": FundRules(), "limits": MedicalLimits(
        at_fault=D(18000), no_fault=D(1800), death_at_fault=D(180000), death_no_fault=D(18000))}  # fmt: skip
    for refunds, prior in (
        ((), "57160.00"),
        ((refund(),), "57160.00"),
        ((refund(returned=D("5000.00")),), "52160.00"),
        ((RETURNED,), "37160.00"),
        ((DROPPED,), "52160.00"),
    ):
        case = a_case(funds=(replace(earlier, refunds=refunds),))
        assert reckon(case, a_file(), **known).term("prior") == D(prior)

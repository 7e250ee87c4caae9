"""The fund's line in an agreement: open refunds lower it, the insurer is told, money is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Instalment, PaymentPurpose
from mediation_app.domain.checks.base import outstanding_advance
from mediation_app.domain.checks.fund_lien import (
    fund_lien_checks,
    unbooked,
    unpaid_advance_without_line,
    untold_insurers,
)
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import Payment, PaymentState
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentReceipt,
)
from mediation_app.domain.refunds import Refund, RefundState
from mediation_app.messages import text_of_reason
from tests.support.fund_cases import a_case, a_file

D = Decimal
DAY = date(2026, 11, 16)
INSURER = Party(id="i", case_id="c", name="鲁安财险", roles=(PartyRole.INSURER_COMPULSORY.value,))
SHARE = DebtorShare(
    id="s",
    case_id="c",
    recovery_id="r",
    basis=DebtorBasis.INSURER,
    party_id="i",
    told_on=date(2026, 10, 16),
)
LETTER = Paper(id="w", case_id="c", kind="fund_insurer_letter", subject_id="r-i")
REFUND = Refund(
    id="u",
    case_id="c",
    application_id="f",
    payment_id="p",
    recovery_id="r",
    amount=D("20000.00"),
    state=RefundState.TOLD,
    checker_id="x",
)


def fund(**parts: Any) -> FundFile:
    """57,160.00 paid out, of which ``recovery`` came back."""
    own = Recovery(id="r", case_id="c", application_id="f", payment_id="p", opening=D("57160.00"))
    payment = Payment(
        id="p",
        case_id="c",
        application_id="f",
        state=PaymentState.PAID,
        amount=D("57160.00"),
        paid_on=date(2026, 10, 15),
    )
    recovery = replace(own, **parts.pop("recovery", {}))
    given = {"payments": (payment,), "recoveries": (recovery,), "debtor_shares": (SHARE,), **parts}
    return a_file(**given)


def pays(amount: str, **changes: Any) -> Instalment:
    made = Instalment(
        id=f"b{amount}",
        case_id="c",
        agreement_id="a",
        purpose=PaymentPurpose.FUND_REPAYMENT,
        payer_id="i",
        amount=D(amount),
    )
    return replace(made, **changes)


def agreed(*rows: Instalment, file: FundFile | None = None, **changes: Any) -> CaseFile:
    case = {name: changes.pop(name) for name in ("papers", "losses", "prepaid") if name in changes}
    agreement = Agreement(id="a", case_id="c", drafted_on=DAY, fund_told=True, **changes)
    return a_case(
        parties=(*a_case().parties, INSURER),
        agreements=(agreement,),
        instalments=rows,
        funds=(file or fund(),),
        **case,
    )


def said(case: CaseFile) -> list[str]:
    found = fund_lien_checks(case)
    assert all("{" not in text_of_reason(reason) for reason in found)
    return [r.code.removeprefix("checks.fund_") + ("" if r.blocking else "?") for r in found]


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        (agreed(pays("57160.00")), []),
        (agreed(pays("57159.99")), ["line_small"]),
        (agreed(pays("57160.01")), ["line_large"]),
        (agreed(), ["line_missing"]),
        # S9's variant: told and not come, then come
        (agreed(pays("37160.00"), file=fund(refunds=(REFUND,))), []),
        (agreed(pays("57160.00"), file=fund(refunds=(REFUND,))), ["line_large"]),
        (agreed(pays("37160.00"), file=fund(
            refunds=(replace(REFUND, state=RefundState.RETURNED, returned=D("20000.00")),),
            recovery={"refunded": D("20000.00")})), []),
        # half of it came, the rest was let go
        (agreed(pays("47160.00"), file=fund(
            refunds=(replace(REFUND, state=RefundState.DROPPED, returned=D("10000.00")),),
            recovery={"refunded": D("10000.00")})), []),
        # noted by one person alone: it lowers nothing, and is told
        (agreed(pays("57160.00"), file=fund(refunds=(replace(REFUND, checker_id=""),))),
         ["refund_unconfirmed?"]),
        (agreed(pays("37160.00"), file=fund(refunds=(replace(REFUND, checker_id=""),))),
         ["refund_unconfirmed?", "line_small"]),
        # nothing is asked of the debtors any more
        (agreed(file=fund(refunds=(replace(REFUND, amount=D("57160.00")),))), []),
        (agreed(file=fund(recovery={"state": RecoveryState.RECOVERED})), []),
    ],
)  # fmt: skip
def test_the_line_is_what_is_asked_of_the_debtors(case: CaseFile, codes: list[str]) -> None:
    assert said(case) == codes


def test_a_leaders_reason_turns_all_into_warnings() -> None:
    bare = fund(debtor_shares=())
    case = agreed(pays("1.00"), file=bare, override_reason="分期（王军）")
    assert said(replace(case, agreements=(replace(case.agreements[0], fund_told=False),))) == [
        "line_small?",
        "insurer_untold?",
    ]


def test_before_the_agreement_it_only_reminds() -> None:
    assert said(a_case(funds=(fund(),))) == ["advance_open?"]
    assert said(a_case()) == []


def test_a_hint_of_an_over_payment_stands_in_the_check_up() -> None:
    twice = Prepaid(
        id="q", case_id="c", payer_id="i", victim_id="victim", amount=D("21260.00"),
        paid_on=date(2026, 10, 20),
    )  # fmt: skip
    assert said(agreed(pays("57160.00"), prepaid=(twice,))) == ["overpaid?"]


# The insurer's letter -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (agreed(pays("57160.00")), True),
        (agreed(pays("57160.00"), file=fund(debtor_shares=())), False),
        (agreed(pays("57160.00"), file=fund(debtor_shares=()), papers=(LETTER,)), True),
        (agreed(pays("57160.00"), file=fund(debtor_shares=()),
                papers=(replace(LETTER, subject_id="r-x"),)), False),
        (agreed(pays("57160.00"), file=fund(debtor_shares=()),
                papers=(replace(LETTER, kind="recovery_notice"),)), False),
        (agreed(pays("57160.00"), file=fund(debtor_shares=(replace(SHARE, told_on=None),))), False),
        (agreed(pays("57160.00"), file=fund(debtor_shares=(replace(SHARE, party_id="x"),))), False),
        (agreed(pays("57160.00"), file=fund(debtor_shares=(replace(SHARE, recovery_id="x"),))),
         False),
        (agreed(pays("57160.00"),
                file=fund(debtor_shares=(replace(SHARE, basis=DebtorBasis.LIABLE),))), False),
        # who does not pay need not be told here; nor of a debt that is settled
        (agreed(pays("57160.00", payer_id="driver"), file=fund(debtor_shares=())), True),
        (agreed(pays("57160.00"),
                file=fund(debtor_shares=(), recovery={"state": RecoveryState.RECOVERED})), True),
    ],
)  # fmt: skip
def test_the_insurer_that_pays_has_the_funds_letter(case: CaseFile, told: bool) -> None:
    assert bool(untold_insurers(case)) is not told
    assert ("insurer_untold" in said(case)) is not told


# Closing ------------------------------------------------------------------------------------------


def receipt(amount: str, on: date | None = DAY) -> RepaymentReceipt:
    return RepaymentReceipt(
        id=f"k{amount}", case_id="c", recovery_id="r", amount=D(amount), received_on=on
    )


@pytest.mark.parametrize(
    ("case", "left"),
    [
        (a_case(), False),
        (a_case(funds=(fund(),)), True),
        (agreed(), True),
        (agreed(pays("57159.99")), True),
        (agreed(pays("57160.00")), False),
        (agreed(pays("37160.00"), file=fund(refunds=(REFUND,))), False),
        (agreed(override_reason="分期"), False),
        (agreed(pays("100.00"), losses=(
            Loss(id="l", case_id="c", party_id="victim", item="medical", amount=D(100)),)), False),
    ],
)  # fmt: skip
def test_what_closing_would_leave_behind(case: CaseFile, left: bool) -> None:
    assert unpaid_advance_without_line(case) is left


@pytest.mark.parametrize(
    ("case", "sums"),
    [
        (a_case(funds=(fund(),)), None),
        (agreed(), None),
        (agreed(pays("57160.00")), ("57160.00", "0.00")),
        (agreed(pays("57160.00"), override_reason="分期"), None),
        (agreed(pays("57160.00"), file=fund(repayment_receipts=(receipt("57160.00"),))), None),
        (agreed(pays("57160.00"), file=fund(repayment_receipts=(receipt("57159.99"),))),
         ("57160.00", "57159.99")),
        # what came before the agreement was not promised in it
        (agreed(pays("57160.00"),
                file=fund(repayment_receipts=(receipt("57160.00", date(2026, 11, 15)),))),
         ("57160.00", "0.00")),
        (agreed(pays("57160.00"), file=fund(repayment_receipts=(receipt("57160.00", None),))),
         ("57160.00", "0.00")),
        (agreed(pays("57160.00"), file=fund(recovery={"recovered": D("57160.00")})), None),
    ],
)  # fmt: skip
def test_what_the_fund_has_not_booked_yet(case: CaseFile, sums: tuple[str, str] | None) -> None:
    found = unbooked(case)
    assert (tuple(f"{x:.2f}" for x in found) if found else None) == sums


def test_an_agreement_without_a_day_counts_every_receipt() -> None:
    case = agreed(pays("57160.00"), file=fund(repayment_receipts=(receipt("57160.00", None),)))
    undated = replace(case, agreements=(replace(case.agreements[0], drafted_on=None),))
    assert unbooked(undated) is None


def test_what_the_fund_still_waits_for_in_a_case() -> None:
    assert outstanding_advance(a_case()) == D("0.00")
    assert outstanding_advance(replace(a_case(), funds=(fund(),))) == D("57160.00")

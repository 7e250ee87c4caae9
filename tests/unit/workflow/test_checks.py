"""The check-up of a case: what blocks signing and what only warns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.agreements import Agreement, Clause, Instalment, PaymentPurpose
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.checks import CheckDay, agreement_checks, case_checks
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.losses import Injury, Loss, Outcome, Prepaid
from mediation_app.domain.moments import at
from mediation_app.domain.money import capital, format_money
from mediation_app.domain.parties import (
    AgentScope,
    Capacity,
    Gender,
    Party,
    PartyKind,
    PartyRole,
    Side,
)
from mediation_app.domain.recovery import DebtorBasis, DebtorShare, Recovery, RecoveryState
from mediation_app.domain.sessions import Session, SessionResult

DAY = date(2026, 11, 16)
TODAY = CheckDay(today=DAY)
ACCOUNT = {
    "account_name": "甲",
    "account_bank": "某银行",
    "account_number": "6223192011223344",
}


def party(key: str, side: Side, *roles: PartyRole, **fields: object) -> Party:
    return Party(
        id=key,
        case_id="c",
        side=side,
        roles=tuple(roles),
        name=str(fields.pop("name", key)),
        **fields,  # type: ignore[arg-type]
    )


def row(key: str, payer: str, payee: str, amount: str, purpose: PaymentPurpose) -> Instalment:
    return Instalment(
        id=key,
        case_id="c",
        agreement_id="a",
        position=1,
        purpose=purpose,
        payer_id=payer,
        payee_id=payee,
        amount=Decimal(amount),
        due_on=DAY + timedelta(days=10),
        **({**ACCOUNT, "account_name": payee} if payee else {}),
    )


def s9(*rows: Instalment, **agreement: object) -> CaseFile:
    """The settlement of rescue_fund.md S9: 228,300 of which the insurer paid 18,000 already and
    the fund advanced 57,160."""
    fund = FundFile(
        application=FundApplication(id="f", case_id="c", victim_id="victim"),
        recoveries=(
            Recovery(
                id="r",
                case_id="c",
                application_id="f",
                payment_id="p",
                opening=Decimal("57160.00"),
            ),
        ),
        debtor_shares=(
            DebtorShare(
                id="s",
                case_id="c",
                recovery_id="r",
                basis=DebtorBasis.INSURER,
                party_id="insurer",
                told_on=DAY,
            ),
        ),
    )
    return CaseFile(
        case=Case(id="c", state=MediationState.MEDIATING, rights_told_on=DAY),
        parties=(
            party("victim", Side.APPLICANT, PartyRole.VICTIM, id_number="X"),
            party("driver", Side.RESPONDENT, PartyRole.DRIVER, id_number="X"),
            party(
                "insurer",
                Side.RESPONDENT,
                PartyRole.INSURER_COMPULSORY,
                kind=PartyKind.ORGANISATION,
            ),
        ),
        losses=(
            Loss(id="l", case_id="c", party_id="victim", item="medical", amount=Decimal(112000)),
        ),
        prepaid=(
            Prepaid(
                id="i", case_id="c", payer_id="insurer", victim_id="victim", amount=Decimal(18000)
            ),
            Prepaid(
                id="own",
                case_id="c",
                payer_id="victim",
                victim_id="victim",
                amount=Decimal(10000),
            ),
        ),
        agreements=(
            Agreement(
                id="a",
                case_id="c",
                drafted_on=DAY,
                total=Decimal("228300.00"),
                **{"fund_told": True, **agreement},  # type: ignore[arg-type]
            ),
        ),
        clauses=(Clause(id="k", case_id="c", agreement_id="a", position=1, text="赔偿。"),),
        instalments=rows,
        funds=(fund,),
    )


TO_FUND = row("1", "insurer", "", "57160.00", PaymentPurpose.FUND_REPAYMENT)
TO_VICTIM = row("2", "insurer", "victim", "153140.00", PaymentPurpose.COMPENSATION)


def blocking(file: CaseFile, day: CheckDay = TODAY) -> set[str]:
    return {reason.code for reason in agreement_checks(file, day) if reason.blocking}


def warnings(file: CaseFile, day: CheckDay = TODAY) -> set[str]:
    return {reason.code for reason in case_checks(file, day) if not reason.blocking}


def test_s9_is_right_with_the_fund_line() -> None:
    assert blocking(s9(TO_FUND, TO_VICTIM)) == set()


def test_s9_without_the_fund_line_is_blocked() -> None:
    gross = replace(TO_VICTIM, amount=Decimal("210300.00"))
    assert blocking(s9(gross)) == {"checks.fund_line_missing"}


@pytest.mark.parametrize(
    ("fund", "victim", "code"),
    [
        ("57159.99", "153140.01", "checks.fund_line_small"),
        ("57160.01", "153139.99", "checks.fund_line_large"),
    ],
)
def test_the_fund_line_fits_to_the_fen(fund: str, victim: str, code: str) -> None:
    rows = (
        replace(TO_FUND, amount=Decimal(fund)),
        replace(TO_VICTIM, amount=Decimal(victim)),
    )
    assert blocking(s9(*rows)) == {code}


def test_a_leaders_reason_lets_less_pass_with_a_warning() -> None:
    gross = replace(TO_VICTIM, amount=Decimal("210300.00"))
    file = s9(gross, override_reason="受害人分期偿还（王军）", fund_told=False)
    assert blocking(file) == set()
    assert "checks.fund_line_missing" in warnings(file)


def test_the_fund_asks_no_more_than_the_medical_items() -> None:
    file = s9(
        replace(TO_FUND, amount=Decimal("40000.00")),
        replace(TO_VICTIM, amount=Decimal("170300.00")),
    )
    file = replace(file, losses=(replace(file.losses[0], amount=Decimal("40000.00")),))
    assert blocking(file) == set()


def test_a_recovered_advance_asks_nothing() -> None:
    file = s9(replace(TO_VICTIM, amount=Decimal("210300.00")))
    recovery = replace(
        file.funds[0].recoveries[0],
        state=RecoveryState.RECOVERED,
        recovered=Decimal("57160.00"),
    )
    file = replace(file, funds=(replace(file.funds[0], recoveries=(recovery,)),))
    assert blocking(file) == set()


def test_the_fund_must_know() -> None:
    assert blocking(s9(TO_FUND, TO_VICTIM, fund_told=False)) == {"checks.fund_not_told"}


def test_own_money_of_the_victim_is_no_advance() -> None:
    file = s9(TO_FUND, replace(TO_VICTIM, amount=Decimal("143140.00")))
    assert blocking(file) == {"checks.total_differs"}  # as if 10,000 had been paid by others


def test_a_refund_by_the_victim_takes_back_what_was_paid_too_much() -> None:
    file = replace(
        s9(row("9", "victim", "driver", "5000.00", PaymentPurpose.REFUND_PREPAID)),
        funds=(),
        prepaid=(
            Prepaid(
                id="d", case_id="c", payer_id="driver", victim_id="victim", amount=Decimal(20000)
            ),
        ),
    )
    agreement = replace(file.agreements[0], total=Decimal("15000.00"))
    assert blocking(replace(file, agreements=(agreement,))) == set()
    too_much = replace(file.instalments[0], amount=Decimal("20001.00"))
    assert "checks.refund_large" in blocking(
        replace(file, agreements=(agreement,), instalments=(too_much,))
    )


@given(
    total=st.integers(1, 10**9),
    paid=st.integers(0, 10**9),
    off=st.integers(-100, 100),
)
def test_the_sums_agree_or_the_difference_is_told(total: int, paid: int, off: int) -> None:
    rest = total - paid + off
    file = replace(
        s9(replace(TO_VICTIM, amount=Decimal(rest) / 100)),
        funds=(),
        prepaid=(
            Prepaid(
                id="i",
                case_id="c",
                payer_id="insurer",
                victim_id="victim",
                amount=Decimal(paid) / 100,
            ),
        ),
    )
    agreement = replace(file.agreements[0], total=Decimal(total) / 100)
    told = "checks.total_differs" in blocking(replace(file, agreements=(agreement,)))
    assert told == (off != 0)


@given(fen=st.integers(1, 10**12), other=st.integers(1, 10**12))
def test_figures_and_words_agree(fen: int, other: int) -> None:
    one, two = Decimal(fen) / 100, Decimal(other) / 100
    text = f"支付赔偿款 {format_money(one)} 元（大写：{capital(two)}）。"
    file = s9(TO_FUND, TO_VICTIM)
    file = replace(file, clauses=(replace(file.clauses[0], text=text),))
    assert ("checks.words_differ" in blocking(file)) == (one != two)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"payee_id": "nobody"}, "checks.payee_unknown"),
        ({"payer_id": ""}, "checks.payer_unknown"),
        ({"due_on": None}, "checks.instalment_due"),
        ({"account_number": ""}, "checks.account_missing"),
    ],
)
def test_a_payment_is_complete(fields: dict[str, object], code: str) -> None:
    file = s9(TO_FUND, replace(TO_VICTIM, **fields))  # type: ignore[arg-type]
    assert blocking(file) == {code}


def test_money_goes_to_an_agent_only_with_authority() -> None:
    agent = party(
        "agent",
        Side.APPLICANT,
        PartyRole.AGENT,
        represents_id="victim",
        agent_scope=AgentScope.GENERAL,
        authority_from=DAY,
    )
    file = s9(TO_FUND, replace(TO_VICTIM, payee_id="agent", account_name="agent"))
    file = replace(file, parties=(*file.parties, agent))
    assert blocking(file) == {"checks.payee_unknown"}
    allowed = replace(agent, agent_scope_items=("receive_money",))
    assert blocking(replace(file, parties=(*file.parties[:-1], allowed))) == set()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"agent_scope": None}, "checks.authority_missing"),
        ({"authority_from": None}, "checks.authority_missing"),
        ({"authority_from": DAY + timedelta(days=1)}, "checks.authority_early"),
        ({"authority_until": DAY - timedelta(days=1)}, "checks.authority_over"),
        ({"represents_id": "nobody"}, "checks.principal_missing"),
    ],
)
def test_an_agent_needs_a_valid_authority(fields: dict[str, object], code: str) -> None:
    agent = party(
        "agent",
        Side.APPLICANT,
        PartyRole.AGENT,
        represents_id="victim",
        agent_scope=AgentScope.SPECIAL,
        authority_from=DAY,
        authority_until=DAY,
    )
    file = s9(TO_FUND, TO_VICTIM)
    good = replace(file, parties=(*file.parties, agent))
    assert blocking(good) == set()
    bad = replace(good, parties=(*file.parties, replace(agent, **fields)))  # type: ignore[arg-type]
    assert blocking(bad) == {code}


def test_nobody_acts_for_both_sides() -> None:
    agents = [
        party(
            key,
            Side.APPLICANT,
            PartyRole.AGENT,
            represents_id=principal,
            agent_scope=AgentScope.SPECIAL,
            authority_from=DAY,
            id_number="371524199007112843",
        )
        for key, principal in (("one", "victim"), ("two", "driver"))
    ]
    file = s9(TO_FUND, TO_VICTIM)
    assert blocking(replace(file, parties=(*file.parties, *agents))) == {"checks.agent_both_sides"}


@pytest.mark.parametrize(
    ("born", "income", "blocked", "warned"),
    [
        (date(2008, 11, 16), "", False, False),  # 18 today
        (date(2008, 11, 17), "", True, False),  # 18 tomorrow
        (date(2010, 1, 1), "月工资 3000 元", False, True),
        (date(2011, 1, 1), "月工资 3000 元", True, False),
    ],
)
def test_a_minor_needs_a_guardian(born: date, income: str, blocked: bool, warned: bool) -> None:
    file = s9(TO_FUND, TO_VICTIM)
    child = replace(file.parties[0], birth_date=born, income_note=income)
    file = replace(file, parties=(child, *file.parties[1:]))
    assert ("checks.guardian_missing" in blocking(file)) == blocked
    assert ("checks.minor_own_income" in warnings(file)) == warned
    guardian = party("mother", Side.APPLICANT, PartyRole.GUARDIAN, represents_id="victim")
    assert "checks.guardian_missing" not in blocking(
        replace(file, parties=(*file.parties, guardian))
    )


@pytest.mark.parametrize("capacity", [Capacity.LIMITED, Capacity.NONE])
@pytest.mark.parametrize("born", [date(1960, 1, 1), None])
def test_an_adult_without_full_capacity_needs_a_guardian(
    capacity: Capacity, born: date | None
) -> None:
    file = s9(TO_FUND, TO_VICTIM)
    able = replace(file.parties[0], birth_date=born)
    assert "checks.guardian_incapable" not in blocking(
        replace(file, parties=(able, *file.parties[1:]))
    )
    ill = replace(able, capacity=capacity)
    file = replace(file, parties=(ill, *file.parties[1:]))
    assert "checks.guardian_incapable" in blocking(file)
    wife = party("wife", Side.APPLICANT, PartyRole.GUARDIAN, represents_id="victim")
    assert "checks.guardian_incapable" not in blocking(replace(file, parties=(*file.parties, wife)))


def test_identity_warns_and_does_not_block() -> None:
    file = s9(TO_FUND, TO_VICTIM)
    wrong = replace(file.parties[0], id_number="371524199001010011")
    assert "checks.id_number" in warnings(replace(file, parties=(wrong, *file.parties[1:])))
    other = replace(
        file.parties[0],
        id_number="371524199001010010",
        birth_date=date(1990, 1, 2),
        gender=Gender.FEMALE,
    )
    found = warnings(replace(file, parties=(other, *file.parties[1:])))
    assert {"checks.birth_differs", "checks.gender_differs"} <= found


def test_the_order_of_days() -> None:
    file = s9(TO_FUND, TO_VICTIM)
    held = Session(
        id="s",
        case_id="c",
        starts_at=at(DAY + timedelta(days=1)),
        held=True,
        result=SessionResult.SUCCESS,
        amount=Decimal("228300.00"),
    )
    assert "checks.dates_crossed" in blocking(replace(file, sessions=(held,)))
    early = replace(held, starts_at=at(DAY - timedelta(days=1)))
    assert blocking(replace(file, sessions=(early,))) == {"checks.rights_late"}
    untold = replace(file, case=replace(file.case, rights_told_on=None), sessions=(early,))
    assert blocking(untold) == {"checks.rights_not_told"}
    other_sum = replace(file, sessions=(replace(held, amount=Decimal("1.00"), starts_at=at(DAY)),))
    assert "checks.session_amount" in warnings(other_sum)


def test_open_treatment_and_missing_relatives_warn() -> None:
    file = s9(TO_FUND, TO_VICTIM)
    hurt = Injury(id="j", case_id="c", party_id="victim")
    assert "checks.treatment_open" in warnings(replace(file, injuries=(hurt,)))
    dead = replace(hurt, outcome=Outcome.DEAD)
    assert "checks.relatives_missing" in warnings(replace(file, injuries=(dead,)))


@pytest.mark.parametrize(
    ("left", "code"),
    [(6, None), (5, "checks.term_soon"), (0, "checks.term_soon"), (-1, "checks.term_over")],
)
def test_the_term_is_told_five_days_ahead(left: int, code: str | None) -> None:
    case = Case(id="c", state=MediationState.ACCEPTED, due_on=DAY + timedelta(days=left))
    found = warnings(CaseFile(case=case))
    assert found == ({code} if code else set())


# Signatures ------------------------------------------------------------------------------------------

"""Checks of a case that whole stories seldom trip: each with the row that trips it and its twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Clause, Instalment, PaymentMethod
from mediation_app.domain.agreements import PaymentPurpose as Purpose
from mediation_app.domain.cases import Case, ConfirmationState, MediationState
from mediation_app.domain.checks.base import CheckDay, fund_items
from mediation_app.domain.checks.dates import _holidays, _insurer_told
from mediation_app.domain.checks.fund_lien import fund_lien_checks
from mediation_app.domain.checks.money import money_checks, still_due
from mediation_app.domain.checks.parties import authority_checks, identity_checks
from mediation_app.domain.checks.terms import term_checks
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.moments import at
from mediation_app.domain.parties import AgentScope, Gender, Party, PartyKind, PartyRole, Side
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.sessions import Session
from mediation_app.errors import Reason
from mediation_app.messages import text_of_reason
from mediation_app.rulebook import Rulebook

DAY = date(2026, 6, 24)
D = Decimal
TODAY = CheckDay(today=DAY, calendar=Rulebook.open("371524").calendar())


def codes(reasons: tuple[Reason, ...] | list[Reason]) -> list[str]:
    assert all("…" not in text_of_reason(reason) for reason in reasons)
    return [
        reason.code.removeprefix("checks.") + ("" if reason.blocking else "?") for reason in reasons
    ]


def case(**parts: Any) -> CaseFile:
    own = {name: parts.pop(name) for name in tuple(parts) if name not in CaseFile.__slots__}
    return CaseFile(case=Case(id="c", **own), **parts)


def party(key: str, side: Side, *roles: PartyRole, **fields: Any) -> Party:
    return Party(id=key, case_id="c", name=key, side=side, roles=tuple(roles), **fields)


VICTIM = party("victim", Side.APPLICANT, PartyRole.VICTIM)
DRIVER = party("driver", Side.RESPONDENT, PartyRole.DRIVER)
DOCTOR = party("doctor", Side.HELPER, PartyRole.HOSPITAL)
HELPER = party("helper", Side.HELPER)
AGREEMENT = Agreement(id="a", case_id="c", total=D(100))
CLAUSE = Clause(id="k", case_id="c", agreement_id="a", position=1, text="赔偿。")
ROW = Instalment(
    id="i", case_id="c", agreement_id="a", position=1, payer_id="driver", payee_id="victim",
    amount=D(100), due_on=DAY, account_name="victim", account_bank="农行", account_number="1",
)  # fmt: skip


def agreed(*rows: Instalment, agreement: Agreement = AGREEMENT, **parts: Any) -> CaseFile:
    given: dict[str, Any] = {
        "parties": (VICTIM, DRIVER, DOCTOR, HELPER), "clauses": (CLAUSE,), **parts,
    }  # fmt: skip
    return case(agreements=(agreement,), instalments=rows, **given)


def agent(*roles: PartyRole, **fields: Any) -> Party:
    return party("agent", Side.HELPER, *roles, represents_id="victim", **fields)


def to_agent(stand_in: Party) -> CaseFile:
    row = replace(ROW, payee_id="agent", account_name="agent")
    return agreed(row, parties=(VICTIM, DRIVER, stand_in))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (case(), []),
        (agreed(ROW), []),
        (agreed(), ["instalments_missing"]),
        (agreed(ROW, agreement=replace(AGREEMENT, total=D(0))), ["total_missing"]),
        (agreed(replace(ROW, due_on=None)), ["instalment_due"]),
        (agreed(replace(ROW, due_on=None), agreement=replace(AGREEMENT, oral=True)), []),
        (agreed(ROW, replace(ROW, id="j", amount=D(0))), ["instalment_amount"]),
        (agreed(replace(ROW, payer_id="helper")), ["payer_unknown"]),
        (agreed(replace(ROW, payer_id="")), ["payer_unknown"]),
        (agreed(replace(ROW, payee_id="helper")), ["payee_unknown"]),
        (agreed(replace(ROW, payee_id="doctor", account_name="doctor")), []),
        (agreed(replace(ROW, account_bank="")), ["account_missing"]),
        (agreed(replace(ROW, account_name="别人")), ["account_name?"]),
        (agreed(replace(ROW, method=PaymentMethod.CASH, account_number="")), []),
        (agreed(replace(ROW, purpose=Purpose.FUND_REPAYMENT)), ["fund_payee"]),
        (agreed(replace(ROW, purpose=Purpose.FUND_REPAYMENT, payee_id="")), []),
        (to_agent(agent(PartyRole.GUARDIAN)), []),
        (to_agent(agent(PartyRole.AGENT)), ["payee_unknown"]),
        (to_agent(agent(PartyRole.AGENT, agent_scope=AgentScope.SPECIAL)), []),
        (to_agent(agent(PartyRole.AGENT, agent_scope_items=("receive_money",))), []),
        (agreed(ROW, clauses=()), ["clauses_missing"]),
        (agreed(ROW, clauses=(replace(CLAUSE, text="付 100元（壹佰元整）"),)), []),
        (agreed(ROW, clauses=(replace(CLAUSE, text="付 101元（壹佰元整）"),)), ["words_differ"]),
        (agreed(ROW, clauses=(replace(CLAUSE, text="付 9999999999999元（壹佰元整）"),)),
         ["words_differ"]),
        (agreed(ROW, clauses=(replace(CLAUSE, text="补助 1 元"),)), ["wording?"]),
    ],
)  # fmt: skip
def test_the_sums_of_the_agreement(file: CaseFile, said: list[str]) -> None:
    assert codes(money_checks(file)) == said


@pytest.mark.parametrize(("paid", "said"), [(40, ["refund_large"]), (50, [])])
def test_nobody_gets_back_more_than_he_paid(paid: int, said: list[str]) -> None:
    refund = replace(
        ROW, id="j", purpose=Purpose.REFUND_PREPAID, payer_id="victim", payee_id="driver",
        amount=D(50), method=PaymentMethod.CASH,
    )  # fmt: skip
    prepaid = (Prepaid(id="p", case_id="c", payer_id="driver", victim_id="victim", amount=D(paid)),)
    found = codes(money_checks(agreed(ROW, refund, prepaid=prepaid)))
    assert [code for code in found if code == "refund_large"] == said


def test_while_somebody_types_only_the_total_is_told() -> None:
    file = agreed(replace(ROW, amount=D(99), due_on=None))
    assert codes(still_due(file, AGREEMENT)) == ["total_differs"]
    assert still_due(agreed(ROW), AGREEMENT) == ()


# The fund -----------------------------------------------------------------------------------------


def advanced(amount: int, state: RecoveryState = RecoveryState.OPEN) -> tuple[FundFile, ...]:
    recovery = Recovery(
        id="r", case_id="c", application_id="f", payment_id="p", opening=D(amount), state=state
    )
    application = FundApplication(id="f", case_id="c")
    return (FundFile(application=application, recoveries=(recovery,)),)


def loss(item: str, amount: int) -> Loss:
    return Loss(id=item, case_id="c", party_id="victim", item=item, amount=D(amount))


BACK = replace(ROW, purpose=Purpose.FUND_REPAYMENT, payee_id="", amount=D(50))
TOLD = replace(AGREEMENT, fund_told=True)
WHY = replace(AGREEMENT, override_reason="分案追偿")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (case(), []),
        (case(funds=advanced(50)), ["fund_advance_open?"]),
        (case(funds=advanced(50, RecoveryState.WRITTEN_OFF)), []),
        (agreed(ROW, funds=advanced(50), agreement=TOLD), ["fund_line_missing"]),
        (agreed(ROW, funds=advanced(50), agreement=WHY), ["fund_line_missing?"]),
        (agreed(BACK, funds=advanced(50), agreement=TOLD), []),
        (agreed(BACK, funds=advanced(50)), ["fund_not_told"]),
        (agreed(BACK, funds=advanced(49), agreement=TOLD), ["fund_line_large"]),
        (agreed(BACK, funds=advanced(51), agreement=TOLD), ["fund_line_small"]),
        (agreed(BACK, funds=advanced(51), agreement=TOLD, losses=(loss("medical", 50),)), []),
        (agreed(BACK, funds=advanced(51), agreement=TOLD, losses=(loss("repair", 1),)),
         ["fund_line_small"]),
    ],
)  # fmt: skip
def test_the_funds_line(file: CaseFile, said: list[str]) -> None:
    assert codes(fund_lien_checks(file)) == said


@pytest.mark.parametrize(
    ("losses", "items"),
    [
        ((), None),
        ((loss("repair", 5),), None),
        ((loss("medical", 5), loss("funeral", 7)), D(12)),
        ((loss("medical", 5), loss("funeral", 0)), None),
    ],
)
def test_what_the_fund_stands_in_for(losses: tuple[Loss, ...], items: Decimal | None) -> None:
    assert fund_items(case(losses=losses)) == items


# Parties ------------------------------------------------------------------------------------------

FIRM = party("firm", Side.RESPONDENT, kind=PartyKind.ORGANISATION)
KNOWN = replace(DRIVER, id_number="37152419850923351X")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (KNOWN, []),
        (DRIVER, ["id_missing?"]),
        (replace(DRIVER, name=""), ["name_missing", "id_missing?"]),
        (replace(DRIVER, name="", identity_unknown=True), []),
        (replace(KNOWN, name="王\ue000"), ["name_private_use?"]),
        (FIRM, []),
        (replace(FIRM, credit_code="91350100M000100Y43"), []),
        (replace(FIRM, credit_code="91350100M000100Y42"), ["credit_code?"]),
        (replace(KNOWN, id_number="1"), ["id_number?"]),
        (replace(KNOWN, birth_date=date(1985, 9, 24)), ["birth_differs?"]),
        (replace(KNOWN, birth_date=date(1985, 9, 23), gender=Gender.MALE), []),
        (replace(KNOWN, gender=Gender.FEMALE), ["gender_differs?"]),
    ],
)
def test_identity(who: Party, said: list[str]) -> None:
    assert codes(identity_checks(who, TODAY)) == said


AGENT = agent(PartyRole.AGENT, agent_scope=AgentScope.GENERAL, authority_from=DAY, id_number="X1")


@pytest.mark.parametrize(
    ("who", "others", "said"),
    [
        (AGENT, (), []),
        (replace(AGENT, represents_id="x"), (), ["principal_missing"]),
        (agent(PartyRole.GUARDIAN), (), []),
        (replace(AGENT, agent_scope=None), (), ["authority_missing"]),
        (replace(AGENT, authority_from=DAY + timedelta(days=1)), (), ["authority_early"]),
        (replace(AGENT, authority_until=DAY - timedelta(days=1)), (), ["authority_over"]),
        (replace(AGENT, authority_until=DAY), (), []),
        (AGENT, (replace(AGENT, id="b", represents_id="driver"),), ["agent_both_sides"]),
        (AGENT, (replace(AGENT, id="b"),), []),
        (AGENT, (replace(AGENT, id="b", represents_id="x"),), []),
        (AGENT, (replace(AGENT, id="b", represents_id="driver", id_number="X2"),), []),
    ],
)
def test_authority(who: Party, others: tuple[Party, ...], said: list[str]) -> None:
    file = case(parties=(VICTIM, DRIVER, who, *others))
    assert codes(authority_checks(file, who, TODAY)) == said


# Days ---------------------------------------------------------------------------------------------

INSURER = party("insurer", Side.RESPONDENT, PartyRole.INSURER_COMPULSORY)


def session(**fields: Any) -> Session:
    return Session(id="s", case_id="c", **{"starts_at": at(DAY), **fields})


@pytest.mark.parametrize(
    ("check", "file", "said"),
    [
        (_insurer_told, case(sessions=(session(),)), []),
        (_insurer_told, case(parties=(INSURER,), sessions=(session(),)), ["insurer_notice?"]),
        (_insurer_told, case(parties=(INSURER,), sessions=(session(starts_at=None),)), []),
        (_insurer_told, case(parties=(INSURER,), sessions=(
            session(insurer_told_on=DAY - timedelta(days=3)),)), []),
        (lambda f: _holidays(f, TODAY), case(sessions=(session(),)), []),
        (lambda f: _holidays(f, TODAY),
         case(sessions=(session(starts_at=at(date(2026, 6, 19))),)), ["session_day_off?"]),
        (lambda f: _holidays(f, TODAY),
         case(sessions=(session(starts_at=at(date(2026, 6, 19)), held=True),)), []),
        (lambda f: _holidays(f, TODAY), case(sessions=(session(starts_at=None),)), []),
        (lambda f: _holidays(f, TODAY),
         case(sessions=(session(starts_at=at(date(2031, 6, 19))),)), []),
        (lambda f: _holidays(f, CheckDay(today=DAY)),
         case(sessions=(session(starts_at=at(date(2026, 6, 19))),)), []),
    ],
)  # fmt: skip
def test_sessions(
    check: Callable[[CaseFile], list[Reason]], file: CaseFile, said: list[str]
) -> None:
    assert codes(check(file)) == said


def soon(days: int, **fields: Any) -> CaseFile:
    given: dict[str, Any] = {"state": MediationState.AWAITING, **fields}
    return case(effective_on=DAY - timedelta(days=days), **given)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (soon(24), []),
        (soon(25), ["confirmation_soon?"]),
        (soon(30), ["confirmation_soon?"]),
        (soon(31), []),
        (soon(25, state=MediationState.CLOSED), []),
        (soon(25, confirmation=ConfirmationState.APPLIED), []),
        (case(state=MediationState.MEDIATING, due_on=DAY - timedelta(days=1)), ["term_over?"]),
        (case(state=MediationState.MEDIATING, due_on=DAY + timedelta(days=5)), ["term_soon?"]),
        (case(state=MediationState.MEDIATING, due_on=DAY + timedelta(days=6)), []),
        (case(state=MediationState.CLOSED, due_on=DAY), []),
    ],
)
def test_terms_that_run_out(file: CaseFile, said: list[str]) -> None:
    assert codes(term_checks(file, TODAY)) == said
    assert codes(term_checks(file, CheckDay(today=DAY))) == said

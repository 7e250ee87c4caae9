"""After the agreement: performance, default, confirmation, closing; and the other endings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.agreements import Agreement, Clause, Instalment, PaymentMethod
from mediation_app.domain.cases import ConfirmationState, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.domain.papers import SignerKind
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.agreements import SignatureFacts
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys, intake, sign_all, with_losses
from tests.support.places import Places
from tests.support.stories import office

KEYS = Keys(*(f"{place:032x}" for place in range(1, 9)))
Told = tuple[Workbench, Cast]


def to_talks(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    """Registered, accepted, told, booked, started and once recorded: 24 June."""
    cases = workbench.cases
    clock.put(2026, 6, 15)
    key = cases.new_case(cast["clerk"], intake(cases.blank(cast["clerk"]), KEYS)).value.case.id
    clock.put(2026, 6, 16)
    facts = {"consent": True, "mediator_id": cast["mediator"].person_id}
    cases.perform(cast["clerk"], key, "accept", facts=facts)
    cases.perform(cast["clerk"], key, "tell_rights")
    starts = {"starts_at": at(date(2026, 6, 24), 9, 30)}
    cases.perform(cast["clerk"], key, "book_session", facts=starts)
    clock.put(2026, 6, 24)
    cases.perform(cast["mediator"], key, "start")
    facts = {"minutes": "达成一致", "result": "success", "amount": Decimal("43540.00")}
    cases.perform(cast["mediator"], key, "record_session", facts=facts)
    return key


def to_agreed(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    """Agreed in writing on 24 June, signed by nobody yet."""
    key = to_talks(workbench, clock, cast)
    cases, mediator = workbench.cases, cast["mediator"]
    file = cases.peek(mediator, key)
    file = cases.save(mediator, file, with_losses(file, KEYS)).value
    cases.save(mediator, file, cases.propose_agreement(mediator, file))
    cases.perform(mediator, key, "agree")
    return key


def to_signed(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    """Signed by all: effective on 26 June, payments due on 6 July."""
    key = to_agreed(workbench, clock, cast)
    sign_all(workbench, clock, cast, key, KEYS)
    return key


@pytest.fixture
def talks(places: Places, clock: SetClock) -> Iterator[Told]:
    with office(places, "sqlite", "e3-talks", clock, to_talks) as told:
        yield told


@pytest.fixture
def signed(places: Places, clock: SetClock) -> Iterator[Told]:
    with office(places, "sqlite", "e3-signed", clock, to_signed) as told:
        yield told


def the_case(told: Told) -> CaseFile:
    workbench, cast = told
    return workbench.cases.peek(
        cast["clerk"], workbench.cases.id_by_number(cast["clerk"], "2026-0001")
    )


def step(told: Told, who: str, event: str, **facts: object) -> CaseFile:
    workbench, cast = told
    key = the_case(told).case.id
    return workbench.cases.perform(cast[who], key, event, facts=facts).value


def refused(told: Told, who: str, event: str, **facts: object) -> set[str]:
    with pytest.raises(NotAllowed) as caught:
        step(told, who, event, **facts)
    return {reason.code for reason in caught.value.reasons}


# Performance -----------------------------------------------------------------------------------------


def pay(told: Told, instalment: Instalment, amount: str, on: date) -> CaseFile:
    workbench, cast = told
    return workbench.cases.record_performance(
        cast["clerk"],
        instalment.case_id,
        instalment.id,
        paid_on=on,
        amount=Decimal(amount),
        voucher="银行回单",
    ).value


def test_payments_decide_between_part_and_full(signed: Told, clock: SetClock) -> None:
    clock.put(2026, 7, 1)
    first, second = the_case(signed).instalments
    day = date(2026, 7, 1)
    assert pay(signed, first, "540.00", day).case.state is MediationState.PART_PERFORMED
    assert pay(signed, second, "15000.00", day).case.state is MediationState.PART_PERFORMED
    done = pay(signed, first, "10000.00", day)
    assert done.case.state is MediationState.PERFORMED
    assert sum(p.amount for p in done.performances) == Decimal("25540.00")


def test_every_list_of_every_step_is_offered(signed: Told, clock: SetClock) -> None:
    from mediation_app.domain.workflow.fund import FUND
    from mediation_app.domain.workflow.mediation import MEDIATION

    workbench, cast = signed
    file = the_case(signed)
    for process in (MEDIATION, FUND):
        for row in process.steps:
            offered = workbench.cases.choices(cast["clerk"], file, row)
            for fact in row.needs:
                if fact.source and fact.source != "case.sessions":
                    assert offered[fact.name], (row.event, fact.name)
    row = MEDIATION.find("awaiting", "perform_part")
    assert row is not None
    labels = [
        label for _, label in workbench.cases.choices(cast["clerk"], file, row)["instalment_id"]
    ]
    assert labels == [
        "第 1 笔 赔偿款 付张桂兰，未付 10,540.00 元",
        "第 2 笔 退还垫付款 付刘志强，未付 15,000.00 元",
    ]


def test_payments_that_do_not_fit(signed: Told, clock: SetClock) -> None:
    clock.put(2026, 7, 1)
    first = the_case(signed).instalments[0]
    for amount, on, code in (
        ("10540.01", date(2026, 7, 1), "workflow.payment_large"),
        ("100.00", date(2026, 6, 25), "workflow.payment_early"),
        ("100.00", date(2026, 7, 2), "workflow.ahead"),
    ):
        with pytest.raises(NotAllowed) as caught:
            pay(signed, first, amount, on)
        assert code in {reason.code for reason in caught.value.reasons}
    with pytest.raises(NotAllowed):
        pay(signed, replace(first, id="nothing"), "1.00", date(2026, 7, 1))
    with pytest.raises(InvalidInput):
        pay(signed, first, "-1.00", date(2026, 7, 1))
    assert the_case(signed).performances == ()


def test_default_only_after_the_day(signed: Told, clock: SetClock) -> None:
    clock.put(2026, 7, 6)
    assert refused(signed, "clerk", "default", reason="拖延") == {"workflow.not_overdue"}
    clock.put(2026, 7, 7)
    file = step(signed, "clerk", "default", reason="拖延")
    assert file.case.state is MediationState.NOT_PERFORMED
    checks = {reason.code for reason in signed[0].cases.checks(file)}
    assert {"checks.instalment_late", "checks.follow_up_late"} <= checks
    assert refused(signed, "mediator", "close") == {
        "workflow.fact_missing",
        "workflow.unperformed_reason",
    }
    closed = step(signed, "leader", "close", reason="受害人已起诉")
    assert closed.case.end_reason == "受害人已起诉"


def test_mediating_again_keeps_the_signed_agreement(signed: Told, clock: SetClock) -> None:
    clock.put(2026, 7, 8)
    assert "workflow.both_agree" in refused(
        signed, "mediator", "remediate", both_agree=False, reason="显失公平"
    )
    file = step(signed, "mediator", "remediate", both_agree=True, reason="保险公司要求分期")
    assert file.case.state is MediationState.MEDIATING
    workbench, cast = signed
    again = workbench.cases.propose_agreement(cast["mediator"], file)
    assert len(again.agreements) == 2
    stored = workbench.cases.save(cast["mediator"], file, again).value
    agreed = step(signed, "mediator", "agree")
    assert agreed.agreements[0] == stored.agreements[0]
    assert agreed.agreements[1].number == "（2026）东道交调字第0001号-2"


def test_who_has_signed_signed_this_text(places: Places, clock: SetClock) -> None:
    with office(places, "sqlite", "e3-agreed", clock, to_agreed) as told:
        workbench, cast = told
        cases, clerk, day = workbench.cases, cast["clerk"], date(2026, 6, 24)
        file = the_case(told)
        smaller = replace(file.clauses[0], text="改过的条款。")
        changed = replace(file, clauses=(smaller, *file.clauses[1:]))
        facts = SignatureFacts(kind=SignerKind.PARTY, party_id=KEYS.victim, signed_on=day)
        signed = cases.add_signature(clerk, file.case.id, facts).value
        with pytest.raises(NotAllowed) as caught:
            cases.save(cast["mediator"], file, changed)
        assert {r.code for r in caught.value.reasons} == {"cases.being_signed"}
        again = step(told, "mediator", "redraft", reason="条款有误")
        assert again.case.state is MediationState.MEDIATING
        assert again.signatures == ()
        new = replace(again, clauses=(smaller, *again.clauses[1:]))
        cases.save(cast["mediator"], again, new)
        step(told, "mediator", "agree")
        missing = refused(told, "clerk", "sign")
        assert missing == {"checks.signature_missing"}
        assert len(signed.signatures) == 1


def test_names_under_a_signed_agreement_stand(signed: Told) -> None:
    workbench, cast = signed
    file = the_case(signed)
    other = replace(file.parties[0], name="张桂莲")
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.save(cast["clerk"], file, replace(file, parties=(other, *file.parties[1:])))
    assert [r.place for r in caught.value.reasons] == [f"parties/{KEYS.victim}/name"]
    phone = replace(file.parties[0], phone="13900000000")
    stored = workbench.cases.save(
        cast["clerk"], file, replace(file, parties=(phone, *file.parties[1:]))
    ).value
    assert stored.parties[0].phone == "13900000000"


# Judicial confirmation --------------------------------------------------------------------------------


def test_confirmation_from_application_to_ruling(signed: Told, clock: SetClock) -> None:
    clock.put(2026, 7, 1)
    assert refused(signed, "clerk", "apply_confirmation", court="东阿县人民法院", joint=False) == {
        "workflow.confirmation_joint"
    }
    file = step(signed, "clerk", "apply_confirmation", court="东阿县人民法院", joint=True)
    assert file.case.confirmation is ConfirmationState.APPLIED
    assert file.case.state is MediationState.AWAITING  # beside the main track
    for instalment in file.instalments:
        pay(signed, instalment, str(instalment.amount), date(2026, 7, 1))
    assert "workflow.confirmation_open" in refused(signed, "mediator", "close")
    clock.put(2026, 7, 3)
    step(signed, "clerk", "court_takes")
    clock.put(2026, 7, 14)
    done = step(signed, "clerk", "court_confirms", ruling_number="（2026）鲁1524诉前调确61号")
    assert done.case.confirmation is ConfirmationState.EFFECTIVE
    (confirmation,) = done.confirmations
    assert confirmation.applied_on == date(2026, 7, 1)
    assert confirmation.taken_on == date(2026, 7, 3)
    assert (confirmation.ruled_on, confirmation.ruling_number[-3:]) == (date(2026, 7, 14), "61号")
    step(signed, "mediator", "close")


@pytest.mark.parametrize(
    ("day", "allowed"),
    # 30 days from 26 June end on Sunday 26 July and roll to Monday
    [(date(2026, 7, 27), True), (date(2026, 7, 28), False)],
)
def test_thirty_days_for_confirmation(
    signed: Told, clock: SetClock, day: date, allowed: bool
) -> None:
    clock.put(day.year, day.month, day.day)
    if allowed:
        step(signed, "clerk", "apply_confirmation", court="东阿县人民法院", joint=True)
    else:
        assert refused(
            signed, "clerk", "apply_confirmation", court="东阿县人民法院", joint=True
        ) == {"workflow.confirmation_late"}


def test_a_declined_application_can_be_made_again(signed: Told, clock: SetClock) -> None:
    step(signed, "clerk", "apply_confirmation", court="东昌府区人民法院", joint=True)
    step(signed, "clerk", "court_declines", reason="管辖不符")
    file = step(signed, "clerk", "apply_confirmation", court="东阿县人民法院", joint=True)
    assert [c.court for c in file.confirmations] == ["东昌府区人民法院", "东阿县人民法院"]


# Other endings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("fail", MediationState.FAILED),
        ("withdraw", MediationState.WITHDRAWN),
        ("quit", MediationState.PARTY_QUIT),
        ("to_court", MediationState.TO_COURT),
        ("to_police", MediationState.TO_POLICE),
    ],
)
def test_endings_tell_the_other_routes(
    talks: Told, clock: SetClock, event: str, state: MediationState
) -> None:
    assert refused(talks, "mediator", event, reason="分歧过大", routes_told=False) == {
        "workflow.routes_not_told"
    }
    file = step(talks, "mediator", event, reason="分歧过大", routes_told=True)
    assert file.case.state is state
    assert (file.case.ended_on, file.case.end_reason) == (date(2026, 6, 24), "分歧过大")
    assert file.case.number  # a number once drawn stays
    closed = step(talks, "mediator", "close")
    assert closed.case.closed_on == date(2026, 6, 24)


def test_three_working_days_for_the_police_after_failure(talks: Told, clock: SetClock) -> None:
    step(talks, "mediator", "fail", reason="分歧过大", routes_told=True)
    clock.put(2026, 6, 30)  # Thu, Fri, Mon were the three
    assert refused(talks, "clerk", "to_police") == {"workflow.police_late"}
    clock.put(2026, 6, 29)
    assert step(talks, "clerk", "to_police").case.state is MediationState.TO_POLICE


def test_the_term_is_extended_by_consent_of_both(talks: Told, clock: SetClock) -> None:
    facts = {"new_due_on": date(2026, 8, 14), "reason": "等待鉴定"}
    assert "workflow.both_agree" in refused(talks, "mediator", "extend", both_agree=False, **facts)
    assert "workflow.extension_earlier" in refused(
        talks, "mediator", "extend", both_agree=True, new_due_on=date(2026, 7, 16), reason="…"
    )
    before = the_case(talks).case.due_on
    file = step(talks, "mediator", "extend", both_agree=True, **facts)
    assert file.case.due_on == date(2026, 8, 14)
    assert before is not None
    assert f'"old_due_on": "{before.isoformat()}"' in file.steps[-1].facts
    assert file.case.state is MediationState.MEDIATING


def test_suspended_and_resumed(talks: Told, clock: SetClock) -> None:
    file = step(talks, "mediator", "suspend", reason="申请伤残鉴定")
    assert file.case.state is MediationState.SUSPENDED
    assert refused(talks, "clerk", "resume") == {"workflow.role"}
    assert step(talks, "mediator", "resume").case.state is MediationState.MEDIATING


def test_injury_and_insurer_forbid_an_oral_agreement(talks: Told, clock: SetClock) -> None:
    workbench, cast = talks
    file = the_case(talks)
    oral = Agreement(
        id=new_id(),
        case_id=file.case.id,
        oral=True,
        total=Decimal("800.00"),
        drafted_on=date(2026, 6, 24),
    )
    instalment = Instalment(
        id=new_id(),
        case_id=file.case.id,
        agreement_id=oral.id,
        position=1,
        payer_id=KEYS.driver,
        payee_id=KEYS.victim,
        amount=Decimal("800.00"),
        due_on=date(2026, 6, 24),
        method=PaymentMethod.CASH,
    )
    clause = Clause(
        id=new_id(), case_id=file.case.id, agreement_id=oral.id, position=1, text="当场付清。"
    )
    new = replace(file, agreements=(oral,), instalments=(instalment,), clauses=(clause,))
    workbench.cases.save(cast["mediator"], file, new)
    found = refused(talks, "mediator", "agree_oral")
    assert {"workflow.oral_injury", "workflow.oral_insurer"} <= found
    assert "workflow.agreement_oral" in refused(talks, "mediator", "agree")

    # the same between two drivers with scratches only
    now = the_case(talks)
    plain = replace(
        now,
        parties=tuple(p for p in now.parties if p.id in (KEYS.victim, KEYS.driver)),
        policies=(),
        injuries=(),
        treatments=(),
        accidents=(replace(now.accidents[0], injured=0),),
    )
    workbench.cases.save(cast["mediator"], now, plain)
    step(talks, "mediator", "agree_oral")
    done = step(talks, "mediator", "take_effect")
    assert done.case.effective_on == date(2026, 6, 24)
    assert done.agreement is not None
    assert "口头" in done.agreement.effective_why


def test_a_leader_voids_what_was_accepted_by_mistake(
    workbench: Workbench, cast: Cast, clock: SetClock
) -> None:
    cases = workbench.cases
    clock.put(2026, 6, 16)
    keys = Keys(*(new_id() for _ in range(8)))
    key = cases.new_case(cast["clerk"], intake(cases.blank(cast["clerk"]), keys)).value.case.id
    cases.perform(cast["clerk"], key, "accept", facts={"consent": True})
    with pytest.raises(NotAllowed):
        cases.perform(cast["clerk"], key, "void", facts={"reason": "重复登记"})
    gone = cases.perform(cast["leader"], key, "void", facts={"reason": "重复登记"}).value
    assert gone.case.state is MediationState.VOIDED
    assert gone.case.number == "（2026）东道交调字第0001号"
    second = intake(cases.blank(cast["clerk"]), Keys(*(new_id() for _ in range(8))))
    other = cases.new_case(cast["clerk"], second).value
    accepted = cases.perform(cast["clerk"], other.case.id, "accept", facts={"consent": True}).value
    assert accepted.case.serial == 2  # never reused

"""What each step writes into the case, and the row of history it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Confirmation, Instalment, PaymentMethod
from mediation_app.domain.cases import Case, ConfirmationState, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.moments import at
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.papers import Paper, Signature, SignerKind
from mediation_app.domain.parties import Party, PartyRole, Side
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.workflow.confirmation import CONFIRMATION
from mediation_app.domain.workflow.mediation import MEDIATION, REFUSAL_GROUNDS
from mediation_app.domain.workflow.taking import Taken, new_case_row, take

DAY = date(2026, 6, 24)
ACTOR = Actor(person_id="p", name="周国庆", roles=frozenset({Role.MEDIATOR}), unit_code="u")


def taken(
    file: CaseFile,
    event: str,
    facts: Mapping[str, Any] | None = None,
    *,
    settled: Mapping[str, Any] | None = None,
) -> CaseFile:
    """The case after an event, taken from the state the case stands in."""
    process = CONFIRMATION if "confirmation" in event or "court" in event[:6] else MEDIATION
    state = file.case.confirmation if process is CONFIRMATION else file.case.state
    step = process.find(state.value, event)
    assert step is not None, (state, event)
    return take(
        file,
        Taken(
            process=process,
            step=step,
            on=DAY,
            actor=ACTOR,
            facts=facts or {},
            settled=settled or {},
            names={"m": "周国庆", "r": "李雪"},
        ),
    )


def case(state: MediationState = MediationState.REGISTERED, **parts: Any) -> CaseFile:
    own = {name: parts.pop(name) for name in tuple(parts) if name not in CaseFile.__slots__}
    return CaseFile(case=Case(id="c", state=state, **own), **parts)


S = MediationState
REASON = {"reason": "对方要求诉讼"}
ARCHIVE = {"archive_place": "A-3", "retention": "long"}


@pytest.mark.parametrize(
    ("state", "event", "facts", "wrote"),
    [
        (S.REGISTERED, "accept", {}, {"state": S.ACCEPTED, "accepted_on": DAY, "mediator_id": ""}),
        (S.REGISTERED, "accept", {"mediator_id": "m"}, {"mediator_id": "m"}),
        (S.REGISTERED, "refuse", {"ground": REFUSAL_GROUNDS[0][0]},
         {"state": S.REFUSED, "ended_on": DAY, "end_reason": REFUSAL_GROUNDS[0][1]}),
        (S.REGISTERED, "refuse", {"ground": "other", "reason": "已起诉"},
         {"end_reason": dict(REFUSAL_GROUNDS).get("other", "other") + "。已起诉"}),
        (S.ACCEPTED, "tell_rights", {}, {"state": S.ACCEPTED, "rights_told_on": DAY}),
        (S.ACCEPTED, "appoint", {"mediator_id": "m", "recorder_id": "r"},
         {"mediator_id": "m", "recorder_id": "r", "state_since": None}),
        (S.ACCEPTED, "appoint", {"mediator_id": "m"}, {"recorder_id": ""}),
        (S.ACCEPTED, "start", {}, {"state": S.MEDIATING, "state_since": DAY}),
        (S.MEDIATING, "extend", {"new_due_on": date(2026, 8, 1)},
         {"due_on": date(2026, 8, 1), "due_why": "各方当事人同意延长至 2026-08-01"}),
        (S.MEDIATING, "fail", REASON,
         {"state": S.FAILED, "ended_on": DAY, "end_reason": "对方要求诉讼"}),
        (S.MEDIATING, "quit", {}, {"state": S.PARTY_QUIT, "end_reason": ""}),
        (S.PERFORMED, "close", {}, {"state": S.CLOSED, "closed_on": DAY, "end_reason": ""}),
        (S.NOT_PERFORMED, "close", REASON, {"closed_on": DAY, "end_reason": "对方要求诉讼"}),
        (S.CLOSED, "archive", ARCHIVE,
         {"state": S.ARCHIVED, "archived_on": DAY, "archive_place": "A-3", "retention": "long"}),
    ],
)  # fmt: skip
def test_what_a_step_writes(
    state: MediationState, event: str, facts: dict[str, Any], wrote: dict[str, Any]
) -> None:
    after = taken(case(state), event, facts).case
    assert {name: getattr(after, name) for name in wrote} == wrote


def test_what_a_service_reckoned_is_written_too() -> None:
    settled = {"number": "（2026）东道交调字第0001号", "due_on": date(2026, 7, 24)}
    after = taken(case(), "accept", settled=settled).case
    assert {name: getattr(after, name) for name in settled} == settled


def test_the_row_of_history() -> None:
    facts = {
        "starts_at": at(DAY),
        "insurer_told_on": DAY,
        "attendee_ids": ("a", "b"),
        "amount": Decimal("5.00"),
        "reason": "补登",
        "late_reason": "停电",
    }
    (row,) = taken(case(S.ACCEPTED), "book_session", facts).steps
    assert (row.process, row.event, row.source, row.target) == (
        "mediation", "book_session", "accepted", "accepted",
    )  # fmt: skip
    assert (row.person_id, row.person_name, row.occurred_on) == ("p", "周国庆", DAY)
    assert (row.note, row.late_reason) == ("补登", "停电")
    assert json.loads(row.facts) == {
        "starts_at": "2026-06-24T09:00:00+08:00",
        "insurer_told_on": "2026-06-24",
        "attendee_ids": ["a", "b"],
        "amount": "5.00",
    }
    assert taken(case(), "accept").steps[0].facts == ""


def test_the_first_row() -> None:
    step = MEDIATION.find("", "register")
    assert step is not None
    row = new_case_row(Case(id="c"), step, DAY, ACTOR)
    assert (row.source, row.target, row.event) == ("", "registered", "register")


# Sessions -----------------------------------------------------------------------------------------


def party(key: str, side: Side, *roles: PartyRole, **fields: Any) -> Party:
    return Party(id=key, case_id="c", side=side, roles=tuple(roles), name=key, **fields)


def test_a_booked_session_expects_the_living_and_their_agents() -> None:
    file = case(
        S.ACCEPTED,
        mediator_id="m",
        recorder_id="r",
        parties=(
            party("victim", Side.APPLICANT, PartyRole.VICTIM),
            party("dead", Side.APPLICANT, PartyRole.VICTIM),
            party("driver", Side.RESPONDENT, PartyRole.DRIVER),
            party("fled", Side.RESPONDENT, PartyRole.DRIVER, identity_unknown=True),
            party("agent", Side.HELPER, PartyRole.AGENT, represents_id="driver"),
            party("helper", Side.HELPER, PartyRole.HOSPITAL),
        ),
        injuries=(Injury(id="i", case_id="c", party_id="dead", outcome=Outcome.DEAD),),
    )
    (session,) = taken(file, "book_session", {"starts_at": at(DAY), "place": "二号室"}).sessions
    assert session.attendee_ids == ("victim", "driver", "agent")
    assert (session.mediator_name, session.recorder_name) == ("周国庆", "李雪")
    assert (session.position, session.place, session.held) == (1, "二号室", False)


def booked(key: str, day: date, position: int = 1) -> Session:
    return Session(id=key, case_id="c", starts_at=at(day), position=position, invited="村委会")


RECORD = {"minutes": "双方陈述", "result": "success"}


@pytest.mark.parametrize(("facts", "recorded"), [({}, "early"), ({"session_id": "late"}, "late")])
def test_the_earliest_session_is_recorded_unless_another_is_named(
    facts: dict[str, Any], recorded: str
) -> None:
    late, early = booked("late", DAY), booked("early", DAY - timedelta(days=3), 2)
    file = case(S.MEDIATING, sessions=(late, early))
    after = taken(file, "record_session", {**RECORD, **facts}).sessions
    assert [session.id for session in after if session.held] == [recorded]
    assert [session.id for session in after] == ["late", "early"]
    (held,) = [session for session in after if session.held]
    assert (held.minutes, held.result) == ("双方陈述", SessionResult.SUCCESS)
    assert held.invited == "村委会"


def test_all_that_was_said_about_a_session_is_kept() -> None:
    facts = {
        "amount": Decimal("43540.00"), "agreed_facts": "无争议", "result_reason": "金额",
        "ends_at": at(DAY, 11), "risk_note": "情绪激动", "invited": "交警",
    }  # fmt: skip
    file = case(S.MEDIATING, sessions=(booked("s", DAY),))
    (held,) = taken(file, "record_session", {**RECORD, **facts}).sessions
    assert {name: getattr(held, name) for name in facts} == facts


# Agreement ----------------------------------------------------------------------------------------


def agreed(state: MediationState = S.MEDIATING, *earlier: Agreement, **fields: Any) -> CaseFile:
    last = Agreement(id="a", case_id="c", **fields)
    return case(state, number="第1号", agreements=(*earlier, last))


def test_the_agreement_takes_the_number_of_the_case() -> None:
    after = taken(agreed(), "agree").agreement
    assert after is not None
    assert (after.number, after.drafted_on) == ("第1号", DAY)
    kept = taken(agreed(number="第9号", drafted_on=date(2026, 6, 1)), "agree_oral").agreement
    assert kept is not None
    assert (kept.number, kept.drafted_on) == ("第9号", date(2026, 6, 1))


def test_a_second_agreement_is_numbered_apart() -> None:
    first = Agreement(id="old", case_id="c", number="第1号", effective_on=date(2026, 1, 1))
    after = taken(agreed(S.MEDIATING, first), "agree")
    assert [agreement.number for agreement in after.agreements] == ["第1号", "第1号-2"]


PAPER = Paper(id="paper", case_id="c", kind="agreement")


def signature(key: str, kind: SignerKind, day: date, paper: str = "paper") -> Signature:
    return Signature(id=key, case_id="c", paper_id=paper, kind=kind, signed_on=day, name=key)


def test_the_agreement_takes_effect_with_the_last_signature() -> None:
    late = DAY - timedelta(days=2)
    file = replace(
        agreed(S.AGREED),
        papers=(PAPER,),
        signatures=(
            signature("m", SignerKind.MEDIATOR, late - timedelta(days=1)),
            signature("c", SignerKind.COMMITTEE, late),
        ),
    )
    after = taken(file, "sign")
    assert after.agreement is not None
    assert after.agreement.effective_on == late == after.case.effective_on
    assert "最后签名或盖章为 c" in after.agreement.effective_why
    assert after.case.state is S.AWAITING


def test_without_signatures_the_day_of_the_step_counts() -> None:
    after = taken(agreed(S.AGREED), "sign")
    assert after.agreement is not None
    assert (after.agreement.effective_on, after.agreement.effective_why) == (DAY, "")


def test_a_changed_text_is_signed_anew() -> None:
    file = replace(
        agreed(S.AGREED),
        papers=(PAPER,),
        signatures=(
            signature("m", SignerKind.MEDIATOR, DAY),
            signature("other", SignerKind.MEDIATOR, DAY, "minutes"),
        ),
    )
    after = taken(file, "redraft", REASON)
    assert [one.id for one in after.signatures] == ["other"]
    assert after.case.state is S.MEDIATING


@pytest.mark.parametrize(
    ("since", "effective"), [(date(2026, 6, 20), date(2026, 6, 20)), (None, DAY)]
)
def test_an_oral_agreement_takes_effect_when_it_was_made(
    since: date | None, effective: date
) -> None:
    file = agreed(S.AGREED_ORAL)
    file = replace(file, case=replace(file.case, state_since=since))
    after = taken(file, "take_effect")
    assert after.agreement is not None
    assert after.agreement.effective_on == effective == after.case.effective_on
    assert effective.isoformat() in after.agreement.effective_why


# Performance --------------------------------------------------------------------------------------

OWED = replace(
    agreed(S.AWAITING),
    instalments=(
        Instalment(
            id="i", case_id="c", agreement_id="a", amount=Decimal("100.00"),
            method=PaymentMethod.CASH,
        ),
    ),
)  # fmt: skip


def test_a_payment_is_kept_with_its_voucher() -> None:
    facts = {
        "instalment_id": "i", "amount": Decimal("40.00"), "method": "transfer",
        "voucher": "V1", "receiver_name": "张三",
    }  # fmt: skip
    (payment,) = taken(OWED, "perform_part", facts).performances
    assert (payment.amount, payment.method) == (Decimal("40.00"), PaymentMethod.TRANSFER)
    assert (payment.voucher, payment.receiver_name, payment.paid_on) == ("V1", "张三", DAY)


def test_a_payment_without_a_sum_is_the_whole_instalment() -> None:
    (payment,) = taken(OWED, "perform_full", {"instalment_id": "i"}).performances
    assert (payment.amount, payment.method) == (Decimal("100.00"), PaymentMethod.CASH)
    after = taken(OWED, "perform_full")
    assert after.performances == ()
    assert after.case.state is S.PERFORMED


def test_mediating_again_lifts_the_effect() -> None:
    file = replace(OWED, case=replace(OWED.case, effective_on=DAY))
    after = taken(file, "remediate", {"both_agree": True, **REASON})
    assert (after.case.effective_on, after.case.state) == (None, S.MEDIATING)


@pytest.mark.parametrize(
    ("facts", "method", "satisfaction"),
    [({}, "电话", ""), ({"method": "上门", "satisfaction": "满意"}, "上门", "满意")],
)
def test_a_visit(facts: dict[str, Any], method: str, satisfaction: str) -> None:
    given = {"interviewee": "张三", "performance": "已付清", **facts}
    after = taken(case(S.PERFORMED), "follow_up", given)
    (visit,) = after.follow_ups
    assert (visit.method, visit.satisfaction, visit.visitor_name) == (
        method, satisfaction, "周国庆",
    )  # fmt: skip
    assert (visit.visited_on, visit.interviewee) == (DAY, "张三")
    assert after.case.state is S.FOLLOWED_UP


# Judicial confirmation ----------------------------------------------------------------------------

C = ConfirmationState


def confirming(state: ConfirmationState) -> CaseFile:
    asked = Confirmation(id="x", case_id="c", court="东阿县人民法院", applied_on=DAY)
    return case(S.AWAITING, confirmation=state, confirmations=(asked,))


def test_applying_for_confirmation() -> None:
    after = taken(case(S.AWAITING), "apply_confirmation", {"court": "东阿县人民法院"})
    (asked,) = after.confirmations
    assert (asked.court, asked.applied_on) == ("东阿县人民法院", DAY)
    assert after.case.confirmation is C.APPLIED
    assert after.case.state is S.AWAITING
    assert after.steps[0].source == "none"


@pytest.mark.parametrize(
    ("state", "event", "facts", "wrote", "stands"),
    [
        (C.APPLIED, "court_takes", {}, {"taken_on": DAY, "note": ""}, C.TAKEN),
        (C.APPLIED, "court_declines", {"reason": "管辖"}, {"taken_on": None, "note": "管辖"},
         C.NOT_TAKEN),
        (C.TAKEN, "court_confirms", {"ruling_number": "裁1"},
         {"ruled_on": DAY, "ruling_number": "裁1"}, C.EFFECTIVE),
        (C.TAKEN, "court_rejects", {"reason": "x"}, {"ruled_on": DAY, "note": "x"}, C.REJECTED),
        (C.APPLIED, "withdraw_confirmation", {}, {"ruled_on": None}, C.WITHDRAWN),
    ],
)  # fmt: skip
def test_what_the_court_does(
    state: ConfirmationState,
    event: str,
    facts: dict[str, Any],
    wrote: dict[str, Any],
    stands: ConfirmationState,
) -> None:
    after = taken(confirming(state), event, facts)
    (asked,) = after.confirmations
    assert {name: getattr(asked, name) for name in wrote} == wrote
    assert after.case.confirmation is stands

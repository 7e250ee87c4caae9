"""Every guard of the mediation: what it lets pass, what it blocks, what it only warns of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Instalment, PaymentPurpose, Performance
from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.cases import Accident, Case, ConfirmationState
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.losses import Injury
from mediation_app.domain.moments import at
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.papers import Paper, Signature, SignerKind, SignMethod
from mediation_app.domain.parties import AgentScope, Party, PartyKind, PartyRole, Side
from mediation_app.domain.recovery import Recovery, RepaymentReceipt
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.workflow import guards as g
from mediation_app.domain.workflow.engine import Guard, Position
from mediation_app.messages import text_of_reason
from mediation_app.rulebook import Rulebook

DAY = date(2026, 6, 24)  # a Wednesday
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
D = Decimal


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return Rulebook.open("371524").calendar()


def position(
    file: CaseFile,
    facts: Mapping[str, object] | None = None,
    *,
    on: date = DAY,
    calendar: WorkCalendar | None = None,
) -> Position:
    return Position(
        case=file,
        actor=Actor(person_id="p", name="某", roles=frozenset(Role), unit_code="u"),
        today=DAY,
        facts=facts or {},
        occurred_on=on,
        calendar=calendar,
    )


def found(
    guard: Guard,
    file: CaseFile,
    facts: Mapping[str, object] | None = None,
    *,
    on: date = DAY,
    calendar: WorkCalendar | None = None,
) -> list[str]:
    """The codes without their area, a question mark behind what only warns."""
    reasons = guard(position(file, facts, on=on, calendar=calendar))
    for reason in reasons:
        assert "…" not in text_of_reason(reason), reason
    return [
        reason.code.removeprefix("workflow.") + ("" if reason.blocking else "?")
        for reason in reasons
    ]


def a_case(**parts: Any) -> CaseFile:
    own = {name: parts.pop(name) for name in tuple(parts) if name not in CaseFile.__slots__}
    return CaseFile(case=Case(id="c", **own), **parts)


def accident(**fields: Any) -> dict[str, Any]:
    return {"accidents": (Accident(id="a", case_id="c", **fields),)}


def party(key: str, side: Side, *roles: PartyRole, **fields: Any) -> Party:
    return Party(id=key, case_id="c", name=key, side=side, roles=tuple(roles), **fields)


VICTIM = party("victim", Side.APPLICANT, PartyRole.VICTIM)
DRIVER = party("driver", Side.RESPONDENT, PartyRole.DRIVER)
INSURER = party(
    "insurer", Side.RESPONDENT, PartyRole.INSURER_COMPULSORY, kind=PartyKind.ORGANISATION
)


def session(day: date, *, held: bool = True, key: str = "s", **fields: Any) -> Session:
    return Session(id=key, case_id="c", starts_at=at(day), held=held, **fields)


def instalment(key: str, amount: str, **fields: Any) -> Instalment:
    return Instalment(
        id=key, case_id="c", agreement_id="a", position=int(key), amount=D(amount), **fields
    )


def paid(key: str, amount: str) -> Performance:
    return Performance(id=f"p{key}{amount}", case_id="c", instalment_id=key, amount=D(amount))


def agreed(*rows: Instalment, paid: tuple[Performance, ...] = (), **parts: Any) -> CaseFile:
    fields = parts.pop("agreement", {})
    return a_case(
        agreements=(Agreement(id="a", case_id="c", **fields),),
        instalments=rows,
        performances=paid,
        **parts,
    )


ADVANCED = (
    FundFile(
        application=FundApplication(id="f", case_id="c"),
        recoveries=(
            Recovery(id="r", case_id="c", application_id="f", payment_id="p", opening=D(500)),
        ),
    ),
)
BOOKED = (
    replace(
        ADVANCED[0],
        repayment_receipts=(
            RepaymentReceipt(id="b", case_id="c", recovery_id="r", amount=D(500), received_on=DAY),
        ),
    ),
)
PROOF = {"occurred_at": at(BEFORE), "place": "站前路"}

# guard, case, facts, day, what it says
TABLE: list[tuple[Guard, CaseFile, dict[str, object], date, list[str]]] = [
    (g.not_ahead, a_case(), {}, DAY, []),
    (g.not_ahead, a_case(), {}, AFTER, ["ahead"]),
    (g.not_before_last, a_case(), {}, BEFORE, []),
    (g.not_before_last, a_case(state_since=DAY), {}, DAY, []),
    (g.not_before_last, a_case(state_since=DAY), {}, BEFORE, ["before_last"]),
    # intake
    (g.accident_told, a_case(), {}, DAY, ["accident_time", "accident_place"]),
    (g.accident_told, a_case(**accident(place="站前路")), {}, DAY, ["accident_time"]),
    (g.accident_told, a_case(**accident(**PROOF)), {}, DAY, []),
    (g.both_sides, a_case(), {}, DAY, ["side_missing", "side_missing"]),
    (g.both_sides, a_case(parties=(VICTIM,)), {}, DAY, ["side_missing"]),
    (g.both_sides, a_case(parties=(VICTIM, DRIVER)), {}, DAY, []),
    (g.reachable, a_case(), {}, DAY, []),
    (g.reachable, a_case(parties=(VICTIM, DRIVER)), {}, DAY, ["side_unreachable"] * 2),
    (
        g.reachable,
        a_case(parties=(replace(VICTIM, phone="1"), replace(DRIVER, phone2="2"))),
        {}, DAY, [],
    ),
    (
        g.reachable,
        a_case(parties=(replace(VICTIM, phone="1"), replace(VICTIM, id="second"), DRIVER)),
        {}, DAY, ["party_unreachable?", "side_unreachable"],
    ),
    (
        g.reachable,
        a_case(parties=(
            VICTIM,
            party("agent", Side.HELPER, PartyRole.AGENT, represents_id="victim", phone="3"),
        )),
        {}, DAY, [],
    ),
    (g.dispute_told, a_case(dispute=" ", claims=(" ",)), {}, DAY, ["dispute", "claims"]),
    (g.dispute_told, a_case(dispute="争议", claims=(" ",)), {}, DAY, ["claims"]),
    (g.dispute_told, a_case(dispute="争议", claims=("", "赔偿")), {}, DAY, []),
    (g.requested, a_case(), {}, DAY, ["request_date"]),
    (g.requested, a_case(source=g.ON_OWN_MOTION), {}, DAY, []),
    (g.requested, a_case(requested_on=AFTER), {}, DAY, ["request_later"]),
    (g.requested, a_case(requested_on=DAY), {}, DAY, []),
    (g.requested, a_case(requested_on=DAY, **accident(**PROOF)), {}, DAY, []),
    (
        g.requested,
        a_case(requested_on=BEFORE - timedelta(days=1), **accident(**PROOF)),
        {}, DAY, ["request_early"],
    ),
    (g.parties_consent, a_case(), {}, DAY, []),
    (g.parties_consent, a_case(), {"consent": True}, DAY, []),
    (g.parties_consent, a_case(), {"consent": False}, DAY, ["consent"]),
    # sessions
    (g.mediator_set, a_case(), {}, DAY, ["mediator"]),
    (g.mediator_set, a_case(mediator_id="m"), {}, DAY, []),
    (g.mediator_set, a_case(), {"mediator_id": "m"}, DAY, []),
    (g.rights_told, a_case(), {}, DAY, ["rights_not_told"]),
    (g.rights_told, a_case(rights_told_on=AFTER), {}, DAY, ["rights_later"]),
    (g.rights_told, a_case(rights_told_on=DAY), {}, DAY, []),
    (g.told_in_time, a_case(), {}, DAY, []),
    (g.told_in_time, a_case(sessions=(session(BEFORE),)), {}, DAY, ["told_after_session"]),
    (g.told_in_time, a_case(sessions=(session(BEFORE, held=False),)), {}, DAY, []),
    (g.told_in_time, a_case(requested_on=AFTER), {}, DAY, ["told_before_request"]),
    (g.told_in_time, a_case(requested_on=DAY, sessions=(session(DAY),)), {}, DAY, []),
    (g.booking_notice, a_case(), {}, DAY, []),
    (g.booking_notice, a_case(), {"starts_at": "soon"}, DAY, []),
    (g.booking_notice, a_case(accepted_on=AFTER), {"starts_at": at(DAY)}, DAY, ["session_early"]),
    (g.booking_notice, a_case(accepted_on=DAY), {"starts_at": at(DAY)}, DAY, []),
    (
        g.booking_notice, a_case(parties=(INSURER,)),
        {"starts_at": at(DAY + timedelta(days=2))}, DAY, ["insurer_notice?"],
    ),
    (
        g.booking_notice, a_case(parties=(INSURER,)),
        {"starts_at": at(DAY + timedelta(days=3))}, DAY, [],
    ),
    (g.session_waiting, a_case(), {}, DAY, ["no_session"]),
    (g.session_waiting, a_case(sessions=(session(DAY),)), {}, DAY, ["no_session"]),
    (g.session_waiting, a_case(sessions=(session(DAY, held=False),)), {}, DAY, []),
    (g.session_waiting, a_case(sessions=(session(AFTER, held=False),)), {}, DAY,
     ["session_ahead"]),
    (
        g.session_waiting,
        a_case(sessions=(session(DAY, held=False), session(AFTER, held=False, key="t"))),
        {"session_id": "t"}, DAY, ["session_ahead"],
    ),
    (g.session_waiting, a_case(sessions=(session(DAY, held=False),)), {"session_id": "x"}, DAY,
     ["no_session"]),
    (g.session_waiting, a_case(sessions=(session(DAY, held=False),)), {"ends_at": at(DAY, 9)},
     DAY, ["session_ends_early"]),
    (g.session_waiting, a_case(sessions=(session(DAY, held=False),)), {"ends_at": at(DAY, 10)},
     DAY, []),
    (g.session_held, a_case(sessions=(session(DAY, held=False),)), {}, DAY, ["no_session_held"]),
    (g.session_held, a_case(sessions=(session(DAY),)), {}, DAY, []),
    (g.longer_term, a_case(), {}, DAY, []),
    (g.longer_term, a_case(), {"both_agree": False}, DAY, ["both_agree"]),
    (g.longer_term, a_case(due_on=DAY), {"both_agree": True, "new_due_on": DAY}, DAY,
     ["extension_earlier"]),
    (g.longer_term, a_case(due_on=DAY), {"new_due_on": AFTER}, DAY, []),
    (g.longer_term, a_case(due_on=DAY), {"new_due_on": date(2027, 6, 24)}, DAY, []),
    (g.longer_term, a_case(due_on=DAY), {"new_due_on": date(2027, 6, 25)}, DAY,
     ["extension_long?"]),
    (g.longer_term, a_case(), {"new_due_on": date(2027, 6, 25)}, DAY, ["extension_long?"]),
    (g.term_running, a_case(), {}, DAY, []),
    (g.term_running, a_case(due_on=DAY), {}, DAY, []),
    (g.term_running, a_case(due_on=BEFORE), {}, DAY, ["term_over?"]),
    # agreement
    (g.written_agreement, a_case(), {}, DAY, ["no_agreement"]),
    (g.written_agreement, agreed(agreement={"effective_on": DAY}), {}, DAY, ["no_agreement"]),
    (g.written_agreement, agreed(agreement={"oral": True}), {}, DAY, ["agreement_oral"]),
    (g.oral_agreement, a_case(), {}, DAY, ["no_agreement"]),
    (g.oral_agreement, agreed(agreement={"effective_on": DAY}), {}, DAY, ["no_agreement"]),
    # performance
    (g.payment_fits, agreed(instalment("1", "100")), {}, DAY, []),
    (g.payment_fits, agreed(instalment("1", "100")), {"instalment_id": "9", "amount": D(1)}, DAY,
     ["instalment_unknown"]),
    (g.payment_fits, agreed(instalment("1", "100"), paid=(paid("1", "60"),)),
     {"instalment_id": "1", "amount": D("40.01")}, DAY, ["payment_large"]),
    (g.payment_fits, agreed(instalment("1", "100"), paid=(paid("1", "60"),)),
     {"instalment_id": "1", "amount": D(40)}, DAY, []),
    (g.payment_fits, agreed(instalment("1", "100"), effective_on=AFTER),
     {"instalment_id": "1", "amount": D(40)}, DAY, ["payment_early"]),
    (g.payment_fits, agreed(instalment("1", "100"), effective_on=DAY),
     {"instalment_id": "1", "amount": D(40)}, DAY, []),
    (g.something_left, agreed(instalment("1", "100")), {}, DAY, []),
    (g.something_left, agreed(instalment("1", "100")), {"instalment_id": "1", "amount": D(100)},
     DAY, ["nothing_left"]),
    (g.something_left, agreed(instalment("1", "100")), {"instalment_id": "1", "amount": D(99)},
     DAY, []),
    (g.nothing_left, agreed(instalment("1", "100"), instalment("2", "50")),
     {"instalment_id": "1", "amount": D(100)}, DAY, ["still_owed"]),
    (g.nothing_left, agreed(instalment("1", "100")), {"instalment_id": "1", "amount": D(100)},
     DAY, []),
    (g.overdue, agreed(instalment("1", "100", due_on=DAY)), {}, DAY, ["not_overdue"]),
    (g.overdue, agreed(instalment("1", "100")), {}, DAY, ["not_overdue"]),
    (g.overdue, agreed(instalment("1", "100", due_on=BEFORE)), {}, DAY, []),
    (g.overdue, agreed(instalment("1", "100", due_on=BEFORE), paid=(paid("1", "100"),)), {}, DAY,
     ["not_overdue"]),
    (g.fund_satisfied, a_case(), {}, DAY, []),
    (g.fund_satisfied, a_case(funds=ADVANCED), {}, DAY, ["fund_unpaid"]),
    (g.fund_satisfied, agreed(funds=ADVANCED), {}, DAY, ["fund_unpaid"]),
    (g.fund_satisfied, agreed(funds=ADVANCED, agreement={"override_reason": "分案追偿"}), {}, DAY,
     []),
    (g.fund_satisfied,
     agreed(instalment("1", "500", purpose=PaymentPurpose.FUND_REPAYMENT), funds=BOOKED),
     {}, DAY, []),
    (g.fund_satisfied,
     agreed(instalment("1", "500", purpose=PaymentPurpose.FUND_REPAYMENT), funds=ADVANCED),
     {}, DAY, ["fund_not_booked"]),
    (g.fund_satisfied,
     agreed(instalment("1", "499.99", purpose=PaymentPurpose.FUND_REPAYMENT), funds=BOOKED),
     {}, DAY, ["fund_unpaid"]),
    (g.fund_goes_on, a_case(), {}, DAY, []),
    (g.fund_goes_on, a_case(funds=ADVANCED), {}, DAY, ["fund_goes_on?"]),
    (g.performed_or_why, agreed(instalment("1", "100"), paid=(paid("1", "100"),)), {}, DAY, []),
    (g.performed_or_why, agreed(instalment("1", "100")), {}, DAY, ["unperformed_reason"]),
    (g.performed_or_why, agreed(instalment("1", "100")), {"reason": "双方另行约定"}, DAY, []),
    (g.performed_or_why,
     agreed(instalment("1", "100", purpose=PaymentPurpose.FUND_REPAYMENT)),
     {"reason": "x"}, DAY, ["fund_line_unpaid"]),
    (g.performed_or_why,
     agreed(instalment("1", "100", purpose=PaymentPurpose.FUND_REPAYMENT),
            agreement={"override_reason": "分案追偿"}),
     {"reason": "x"}, DAY, []),
    (g.confirmation_done, a_case(), {}, DAY, []),
    (g.confirmation_done, a_case(confirmation=ConfirmationState.EFFECTIVE), {}, DAY, []),
    (g.confirmation_done, a_case(confirmation=ConfirmationState.APPLIED), {}, DAY,
     ["confirmation_open"]),
    (g.confirmation_done, a_case(confirmation=ConfirmationState.TAKEN), {}, DAY,
     ["confirmation_open"]),
    (g.routes_told, a_case(), {}, DAY, []),
    (g.routes_told, a_case(), {"routes_told": False}, DAY, ["routes_not_told"]),
    (g.both_again, a_case(), {"both_agree": True}, DAY, []),
    (g.both_again, a_case(), {"both_agree": False}, DAY, ["both_agree"]),
    (g.police_in_time, a_case(ended_on=date(2026, 1, 5)), {}, DAY, []),
    # judicial confirmation
    (g.agreement_effective, a_case(), {}, DAY, ["not_effective"]),
    (g.agreement_effective, agreed(), {}, DAY, ["not_effective"]),
    (g.agreement_effective, agreed(agreement={"effective_on": DAY}), {}, DAY, []),
    (g.agreement_effective, agreed(agreement={"effective_on": AFTER}), {}, DAY,
     ["before_effective"]),
    (g.agreement_effective, agreed(agreement={"effective_on": date(2026, 5, 24)}), {}, DAY,
     ["confirmation_late"]),
    (g.agreement_effective, agreed(agreement={"effective_on": date(2026, 5, 25)}), {}, DAY, []),
    (g.jointly, a_case(), {}, DAY, []),
    (g.jointly, a_case(), {"joint": True}, DAY, []),
    (g.jointly, a_case(), {"joint": False}, DAY, ["confirmation_joint"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "file", "facts", "on", "said"),
    [pytest.param(*row, id=f"{row[0].__name__}-{number}") for number, row in enumerate(TABLE)],
)
def test_a_guard(
    guard: Guard, file: CaseFile, facts: dict[str, object], on: date, said: list[str]
) -> None:
    assert found(guard, file, facts, on=on) == said


def test_a_session_on_a_day_off_is_told(calendar: WorkCalendar) -> None:
    dragon_boat = {"starts_at": at(date(2026, 6, 19))}
    early = DAY - timedelta(days=20)
    assert found(g.booking_notice, a_case(), dragon_boat, on=early, calendar=calendar) == [
        "session_day_off?"
    ]
    working = {"starts_at": at(date(2026, 6, 22))}
    assert found(g.booking_notice, a_case(), working, on=early, calendar=calendar) == []
    unknown = {"starts_at": at(date(2031, 6, 22))}
    assert found(g.booking_notice, a_case(), unknown, on=early, calendar=calendar) == []


@pytest.mark.parametrize(
    ("on", "said"), [(date(2026, 6, 23), []), (date(2026, 6, 24), ["police_late"])]
)
def test_the_police_are_asked_within_three_working_days(
    calendar: WorkCalendar, on: date, said: list[str]
) -> None:
    ended = a_case(ended_on=date(2026, 6, 17))  # 18, 22, 23: the 19th is the Dragon Boat Festival
    assert found(g.police_in_time, ended, on=on, calendar=calendar) == said
    assert found(g.police_in_time, a_case(), on=on, calendar=calendar) == []


def test_a_term_of_an_unknown_year_refuses_nobody(calendar: WorkCalendar) -> None:
    ended = a_case(ended_on=date(2031, 6, 17))
    assert found(g.police_in_time, ended, on=date(2031, 12, 1), calendar=calendar) == []


def test_the_thirty_days_roll_over_a_holiday(calendar: WorkCalendar) -> None:
    # the 30th day is 2026-06-20, a Saturday inside the Dragon Boat days: the 22nd is the last one
    file = agreed(agreement={"effective_on": date(2026, 5, 21)})
    last = date(2026, 6, 22)
    assert found(g.agreement_effective, file, on=last, calendar=calendar) == []
    late = found(g.agreement_effective, file, on=date(2026, 6, 23), calendar=calendar)
    assert late == ["confirmation_late"]


# Agreements ---------------------------------------------------------------------------------------


def codes(guard: Guard, file: CaseFile) -> set[str]:
    return set(found(guard, file))


def test_a_written_agreement_is_checked_in_full() -> None:
    said = codes(g.written_agreement, agreed())
    assert said
    assert all(code.startswith("checks.") for code in said)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (agreed(agreement={"oral": True}), set()),
        (agreed(), {"agreement_written"}),
        (agreed(agreement={"oral": True}, **accident(injured=1)), {"oral_injury"}),
        (agreed(agreement={"oral": True}, **accident(deaths=1)), {"oral_injury"}),
        (
            agreed(
                agreement={"oral": True},
                injuries=(Injury(id="i", case_id="c", party_id="victim"),),
            ),
            {"oral_injury"},
        ),
        (agreed(agreement={"oral": True}, parties=(INSURER,)), {"oral_insurer"}),
        (agreed(instalment("1", "1", due_on=AFTER), agreement={"oral": True}), {"oral_later"}),
        (agreed(instalment("1", "1", due_on=DAY), agreement={"oral": True}), set()),
    ],
)
def test_oral_only_for_plain_damage_paid_at_once(file: CaseFile, said: set[str]) -> None:
    own = {code for code in codes(g.oral_agreement, file) if not code.startswith("checks.")}
    assert own == said


def signed(kind: SignerKind, day: date = DAY, party_id: str = "", **fields: Any) -> Signature:
    return Signature(
        id=f"{kind.value}-{party_id}",
        case_id="c",
        paper_id="agreement",
        kind=kind,
        party_id=party_id,
        signed_on=day,
        **fields,
    )


OFFICE = (
    signed(SignerKind.MEDIATOR),
    signed(SignerKind.RECORDER),
    signed(SignerKind.COMMITTEE, method=SignMethod.SEAL),
)
PAPER = Paper(id="agreement", case_id="c", kind="agreement")


@pytest.mark.parametrize(
    ("parties", "signatures", "said"),
    [
        ((), OFFICE, []),
        ((), OFFICE[:2], ["checks.signature_missing"]),
        ((VICTIM,), OFFICE, ["checks.signature_missing"]),
        ((VICTIM,), (*OFFICE, signed(SignerKind.PARTY, party_id="victim")), []),
        ((VICTIM,), (*OFFICE, signed(SignerKind.PARTY, AFTER, "victim")), ["signed_later"]),
        ((INSURER,), (*OFFICE, signed(SignerKind.PARTY, party_id="insurer")),
         ["checks.signature_missing"]),
        ((INSURER,),
         (*OFFICE, signed(SignerKind.PARTY, party_id="insurer", method=SignMethod.SEAL)), []),
    ],
)  # fmt: skip
def test_everybody_signs(
    parties: tuple[Party, ...], signatures: tuple[Signature, ...], said: list[str]
) -> None:
    file = a_case(parties=parties, papers=(PAPER,), signatures=signatures)
    assert found(g.all_signed, file) == said


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({"roles": (PartyRole.AGENT,)}, False),
        ({"roles": (PartyRole.AGENT,), "agent_scope": AgentScope.SPECIAL}, True),
        ({"roles": (PartyRole.AGENT,), "agent_scope_items": ("sign_agreement",)}, True),
        ({"roles": (PartyRole.GUARDIAN,)}, True),
    ],
)
def test_who_may_sign_for_somebody(fields: dict[str, Any], may: bool) -> None:
    other = Party(id="x", case_id="c", side=Side.HELPER, name="x", represents_id="victim", **fields)
    unsigned = replace(other, id="y", name="y")
    file = a_case(
        parties=(VICTIM, unsigned, other),
        papers=(PAPER,),
        signatures=(*OFFICE, signed(SignerKind.AGENT, party_id="x")),
    )
    assert (found(g.all_signed, file) == []) is may


def test_without_a_paper_nothing_is_signed() -> None:
    assert found(g.all_signed, a_case(signatures=OFFICE)) == ["checks.signature_missing"] * 3


# Held sessions decide the next step elsewhere; here only that a result does not matter.
@pytest.mark.parametrize("result", SessionResult)
def test_a_held_session_counts_whatever_came_of_it(result: SessionResult) -> None:
    assert found(g.session_held, a_case(sessions=(session(DAY, result=result),))) == []

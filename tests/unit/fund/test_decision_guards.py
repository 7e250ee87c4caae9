"""The guards of return, meeting, decision and payment, one row each; the tiers; the seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from mediation_app.clock import CHINA
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import BillLine, FundKind, FundSituation, FundState, Payment
from mediation_app.domain.fund import PaymentState as P
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_tiers import (
    Size,
    meeting_reasons,
    readable,
    rescue_length,
    size_of,
    tier_words,
)
from mediation_app.domain.offices import ActingFor, Actor, Role
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.workflow import fund_decision_guards as d
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow.engine import Position, Step, reasons_against
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_rows import SEAT_OF_EVENT
from mediation_app.messages import text_of_reason
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
DAY = date(2026, 10, 13)
S = FundState
HOSPITAL = "东阿县康宁医院"
NUMBER = "15806001040012345"
PAYEE = {"payee_name": HOSPITAL, "payee_bank": "农行", "payee_account": NUMBER}


def taken(event: str, who: str, **changes: str) -> StepTaken:
    whole = {"id": event, "subject_id": "f", "process": "fund", "person_name": who} | changes
    return StepTaken(
        case_id="c", event=event, source="", target="", occurred_on=DAY, person_id=who, **whole
    )


def position(file: Any, facts: Any = None, profile: Any = None, **more: Any) -> Position:
    case = a_case(**more.pop("case", {}))
    actor = more.pop("actor", person("甲", *Role))
    return Position(
        case=case,
        fund=file,
        actor=actor,
        today=DAY,
        facts=facts or {},
        profile=profile or {},
        **more,
    )


def codes(found: Any) -> list[str]:
    for reason in found:
        text = text_of_reason(reason)
        assert text
        assert "{" not in text
    return [reason.code.removeprefix("fund.") for reason in found]


MEMBERS = d.members_fit(SEAT_OF_EVENT)
KIN = Party(
    id="wife",
    case_id="c",
    name="刘桂芹",
    roles=(PartyRole.RELATIVE.value,),
    represents_id="victim",
)
ORDER = Payment(
    id="o",
    case_id="c",
    application_id="f",
    amount=D(100),
    payee_name=HOSPITAL,
    payee_account="158 06001 040012345",
)
NAMED = {"payee_name": HOSPITAL, "payee_account": NUMBER}

ROWS: list[tuple[Any, Any, Any, Any, Any, list[str]]] = [
    (d.return_reasoned, a_file(), {}, {"return_codes": ("R01",)}, {}, []),
    (d.return_reasoned, a_file(), {"return_codes": ("R01",)}, {}, {}, []),
    (d.return_reasoned, a_file(), {"return_codes": "R01"}, {"return_codes": ("R01",)}, {}, []),
    (d.return_reasoned, a_file(), {"return_codes": ("R01",)}, {"return_codes": "R01"}, {}, []),
    (d.return_reasoned, a_file(), {"return_codes": ("R01",)}, {"return_codes": ("R01",)}, {}, []),
    (d.return_reasoned, a_file(), {"return_codes": ("R01", "X")}, {"return_codes": ("R01",)}, {},
     ["return_code_unknown"]),
    # the meeting
    (MEMBERS, a_file(), {}, {}, {}, []),
    (MEMBERS, a_file(), {"members": "周航"}, {}, {}, ["meeting_small"]),
    (MEMBERS, a_file(), {"members": "周航、周航"}, {}, {}, ["meeting_small"]),
    (MEMBERS, a_file(), {"members": "周航、吴敏"}, {}, {}, []),
    (MEMBERS, a_file(), {"members": "周航、吴敏"}, {"rules": FundRules(meeting_quorum=3)}, {},
     ["meeting_small"]),
    (MEMBERS, a_file(), {"members": "周航（财政局），吴敏"}, {},
     {"case": {"steps": (taken("recommend", "吴敏"),)}}, ["member_sat"]),
    (MEMBERS, a_file(), {"members": "周航\n吴敏"}, {},
     {"case": {"steps": (taken("approve", "吴敏"),)}}, []),
    (MEMBERS, a_file(), {"members": "周航；吴敏"}, {},
     {"case": {"steps": (taken("serve", "吴敏"),)}}, []),
    (MEMBERS, a_file(), {"members": "周航、吴敏"}, {},
     {"case": {"steps": (taken("recommend", "吴敏", subject_id="g"),
                         taken("recommend", "吴敏", process="recovery"))}}, []),
    (MEMBERS, a_file(), {"members": "周航、吴敏"}, {},
     {"case": {"steps": (taken("check_pass", "丁", for_person_name="吴敏"),)}}, ["member_sat"]),
    (MEMBERS, a_file(), {"members": "周航、孟庆海"}, {}, {}, ["member_related"]),
    (MEMBERS, a_file(handler_name="周航"), {"members": "周航、吴敏"}, {}, {}, ["member_related"]),
    (MEMBERS, a_file(), {"members": "周航、刘桂芹"}, {},
     {"case": {"parties": (*a_case().parties, KIN)}}, ["member_related"]),
    (MEMBERS, a_file(), {"members": "周航、吴敏"}, {"hospital_staff": ("吴敏",)}, {},
     ["member_related"]),
    (MEMBERS, a_file(), {"members": "周航、吴敏"}, {"hospital_staff": "吴敏"}, {}, []),
    # the sum
    (d.sum_holds, a_file(), {}, {}, {}, []),
    (d.sum_holds, a_file(approved=D(100)), {}, {"proposed": D(100)}, {}, []),
    (d.sum_holds, a_file(approved=D(100)), {}, {"proposed": D(99)}, {}, ["sum_shrunk"]),
    (d.sum_holds, a_file(approved=D(100)), {}, {"proposed": D(99), "calculation": ("hole",)}, {},
     []),
    (d.sum_holds, a_file(approved=D(100), kind=FundKind.HARDSHIP), {}, {"proposed": D(0)}, {}, []),
    (d.sum_holds, a_file(), {}, {"proposed": D(99)}, {}, []),
    (d.sum_holds, a_file(proposed=D(100)), {"amount": D(100)}, {"proposed": D(99)}, {},
     ["sum_shrunk"]),
    (d.sum_holds, a_file(proposed=D(100)), {"amount": D(101)}, {"proposed": D(99)}, {}, []),
    (d.sum_holds, a_file(proposed=D(100)), {"amount": D(99)}, {"proposed": D(99)}, {}, []),
    # the payee
    (d.payee_decided, a_file(), {}, {}, {}, []),
    (d.payee_decided, a_file(), {}, {}, {"case": {"parties": ()}}, ["payee_undecided"]),
    (d.payee_decided, a_file(payee_name=HOSPITAL, payee_account=NUMBER), {}, {},
     {"case": {"parties": ()}}, []),
    (d.payee_as_decided, a_file(), {}, {}, {}, []),
    (d.payee_as_decided, a_file(payee_name="别家"), NAMED, {"payee": ("wrong",)}, {}, []),
    (d.payee_as_decided, a_file(), NAMED, {}, {}, []),
    (d.payee_as_decided, a_file(payee_name=HOSPITAL, payee_account=NUMBER), NAMED, {}, {}, []),
    (d.payee_as_decided, a_file(payee_name="别家", payee_account="1"), NAMED, {}, {},
     ["payee_not_decided", "account_not_decided"]),
    (d.typed_twice, a_file(), NAMED, {}, {}, []),
    (d.typed_twice, a_file(), {**NAMED, "payee_account_again": "158 06001040012345"}, {}, {}, []),
    (d.typed_twice, a_file(), {**NAMED, "payee_account_again": "1"}, {}, {},
     ["account_typed_otherwise"]),
    (d.account_second, a_file(), {}, {}, {}, []),
    (d.account_second, a_file(), {}, {}, {"case": {"steps": (taken("correct_account", "甲"),)}},
     ["account_second"]),
    (d.account_second, a_file(), {}, {},
     {"case": {"steps": (taken("correct_account", "乙", for_person_id="甲"),)}},
     ["account_second"]),
    (d.account_second, a_file(), {}, {}, {"case": {"steps": (taken("correct_account", "乙"),)}}, []),
    (d.account_second, a_file(), {}, {},
     {"case": {"steps": (taken("correct_account", "甲"), taken("approve", "丙"))}}, []),
    (d.account_second, a_file(), {}, {},
     {"case": {"steps": (taken("correct_account", "甲", subject_id="g"),
                         taken("correct_account", "甲", process="x"))}}, []),
    (d.account_changes, a_file(), {}, {}, {}, []),
    (d.account_changes, a_file(payee_account=NUMBER), NAMED, {}, {}, ["account_unchanged"]),
    (d.account_changes, a_file(), {"payee_account": "12"}, {}, {}, ["payee_account_form"]),
    (d.account_changes, a_file(), NAMED, {}, {}, []),
    (d.order_as_decided, a_file(), {}, {}, {}, []),
    (d.order_as_decided, a_file(payments=(ORDER,), approved=D(100), **NAMED), {}, {}, {}, []),
    (d.order_as_decided, a_file(payments=(ORDER,), approved=D(99), **NAMED), {}, {}, {},
     ["order_differs"]),
    (d.order_as_decided, a_file(payments=(ORDER,), approved=D(100), payee_name="别家",
                                payee_account=NUMBER), {}, {}, {}, ["order_differs"]),
    (d.order_as_decided, a_file(payments=(ORDER,), approved=D(100), payee_name=HOSPITAL), {}, {},
     {}, ["order_differs"]),
    (d.order_as_decided, a_file(payments=(replace(ORDER, state=P.RETURNED),)), {}, {}, {}, []),
    (g.eligible, a_file(situation=FundSituation.OTHER, state=S.COLLECTIVE), {}, {}, {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "file", "facts", "profile", "more", "wrong"), ROWS)
def test_guard(guard: Any, file: Any, facts: Any, profile: Any, more: Any, wrong: Any) -> None:
    assert codes(guard(position(file, facts, profile, **dict(more)))) == wrong


def test_these_guards_need_an_application() -> None:
    with pytest.raises(ValueError, match="application"):
        d.payee_decided(position(None))


# Tiers ------------------------------------------------------------------------------------------


START = datetime(2026, 9, 29, 15, 5, tzinfo=CHINA)


def size(total: str = "100", days: float | None = 3, *, late: bool = False) -> Size:
    length = timedelta(days=days) if days is not None else None
    return Size(total=D(total), length=length, late=late, other=False)


@pytest.mark.parametrize(
    ("rule", "what", "meets"),
    [
        ("amount > 100", size("100.00"), False),
        ("amount > 100", size("100.01"), True),
        ("amount >= 100", size("100.00"), True),
        ("amount>99.50", size("99.51"), True),
        ("days > 7", size(days=7), False),
        ("days > 7", size(days=7.01), True),
        ("days > 7", size(days=None), False),
        ("hours > 72", size(days=3), False),
        ("hours >= 72", size(days=3), True),
        ("days > 3 & amount > 60000", size("60001", 4), True),
        ("days > 3 & amount > 60000", size("60001", 3), False),
        ("days > 3 & amount > 60000", size("60000", 4), False),
        ("六万元以上", size("1"), True),  # what cannot be read asks for the meeting
        ("amount > 6e4", size("1"), True),
    ],
)
def test_a_condition_of_the_profile(rule: str, what: Size, meets: bool) -> None:
    assert bool(meeting_reasons(FundRules(tier_rules=(rule,)), what)) is meets


def test_the_old_tiers_of_a_city_as_conditions() -> None:
    """Up to 7 days and 60,000: one person; over either: the meeting."""
    rules = FundRules(tier_rules=("days > 7", "amount > 60000"))
    assert meeting_reasons(rules, size("60000", 7)) == ()
    assert meeting_reasons(rules, size("60000.01", 8)) == ("days > 7", "amount > 60000")
    assert readable("days > 7 & amount > 60000")
    assert not readable("days > 7 & 会审")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("amount > 60000.00", "同一受害人合计超过 60,000.00 元"),
        ("days > 7", "抢救超过 7 天"),
        ("hours >= 72 & amount>30000", "抢救达到 72 小时且同一受害人合计超过 30,000 元"),
        ("六万元以上", "分级规则“六万元以上”无法识别"),
        ("over_window", "有超出抢救时限的费用"),
        ("other_case", "属于其他情形"),
    ],
)
def test_why_a_meeting_decides(rule: str, words: str) -> None:
    assert tier_words(rule) == words


def test_other_reasons_for_a_meeting() -> None:
    rules = FundRules(collective_above=D(99), collective_over_window=True)
    assert meeting_reasons(rules, size("100", late=True)) == ("amount > 99", "over_window")
    assert meeting_reasons(rules, size("99")) == ()
    assert meeting_reasons(FundRules(), replace(size(), other=True)) == ("other_case",)


def test_how_long_rescue_took() -> None:
    file = a_file(rescue_ended_at=START + timedelta(days=2))
    assert rescue_length(file) == timedelta(days=2)
    assert rescue_length(a_file(rescue_ended_at=START - timedelta(days=2))) == timedelta(0)
    assert rescue_length(a_file(rescue_started_at=None)) is None
    assert rescue_length(a_file()) is None
    lines = tuple(
        BillLine(
            id=f"l{n}", case_id="c", application_id="f", rescue=rescue,
            served_at=START + timedelta(days=n) if n else None,
        )
        for n, rescue in ((0, True), (5, True), (9, False))
    )  # fmt: skip
    assert rescue_length(a_file(bill_lines=lines)) == timedelta(days=5)


def test_the_size_of_an_application() -> None:
    late = replace(a_file().bill_lines[0], in_window=False)
    found = size_of(a_file(bill_lines=(late,), situation=FundSituation.OTHER), D(5))
    assert (found.total, found.late, found.other) == (D(5), True, True)
    assert not size_of(a_file(bill_lines=(replace(late, approved=D(0)),)), D(5)).late


def test_lists_of_the_profile_survive_freezing() -> None:
    rules = FundRules(tier_rules=("days > 7",), meeting_quorum=5)
    assert FundRules.from_json(rules.to_json()) == rules
    assert FundRules.from_mapping({"tier_rules": None}) == FundRules()


# Seats ------------------------------------------------------------------------------------------

EVERYTHING = tuple(role for role in Role if role is not Role.ADMIN)
# Who may sit in two: the clerk typed the application in.
TOGETHER = {("clerk", "intake")}
SEATED = [step for step in FUND.steps if step.takes_seat]


def by_seat(seat: str) -> list[Step]:
    return [step for step in SEATED if step.takes_seat == seat]


def event_of(seat: str) -> str:
    return next(event for event, own in SEAT_OF_EVENT.items() if own == seat)


def barred(step: Step, actor: Actor, application: Any, steps: tuple[StepTaken, ...]) -> bool:
    file = a_file(state=FundState(next(iter(step.sources))), **application)
    where = position(file, case={"steps": steps}, actor=actor)
    seats = g.sitting(file.application, steps, SEAT_OF_EVENT)
    found = reasons_against(FUND, step, where, seats)
    return bool({r.code for r in found} & {"workflow.four_eyes", "fund.sat_elsewhere"})


FIELD = {seat: f"{seat}_id" for seat in g.REVIEWERS} | {
    "applicant": "applicant_person_id",
    "intake": "created_by",
}


def lent(own: str, giver: str) -> Actor:
    """Somebody without any role who acts for a person who has all of them."""
    every = tuple(ActingFor(role=role, person_id=giver, name=giver) for role in EVERYTHING)
    return replace(person(own), acting_for=every)


@pytest.mark.parametrize(
    ("seat", "other"),
    list(product(("clerk", *g.REVIEWERS[1:]), ("applicant", "intake", *g.REVIEWERS))),
)
def test_every_forbidden_pair_of_seats(seat: str, other: str) -> None:
    """Whoever sat in the other seat is out of this one: himself, by a delegate, or as a delegate."""
    free = seat == other or (seat, other) in TOGETHER
    for step in by_seat(seat):
        if step.event == "reorder" and other == "pay_checker":
            continue  # nobody has confirmed a returned order; who registered the return may
        swapped = step.event == "reorder" and other == "payer"
        wanted = not free or swapped  # a returned order is made again by another cashier
        ways: list[tuple[Actor, dict[str, str], tuple[StepTaken, ...]]] = [
            # he sits there now
            (person("x", *EVERYTHING), {FIELD[other]: "x"}, ()),
            # his giver sits there: the delegate is out too
            (lent("y", "x"), {FIELD[other]: "x"}, ()),
            # he sits there himself and would now act for somebody else
            (lent("x", "z"), {FIELD[other]: "x"}, ()),
        ]
        if other not in ("applicant", "intake"):
            made = (taken(event_of(other), "y", for_person_id="x", for_person_name="x"),)
            # he had somebody act there for him: giver and delegate both count as sitting
            ways.append((person("x", *EVERYTHING), {FIELD[other]: "y"}, made))
            ways.append((person("y", *EVERYTHING), {FIELD[other]: "y"}, made))
            ways.append((lent("w", "x"), {FIELD[other]: "y"}, made))
        for number, (actor, application, steps) in enumerate(ways):
            application = {"created_by": "desk"} | application
            assert barred(step, actor, application, steps) is wanted, (step.event, other, number)


@pytest.mark.parametrize("seat", ["clerk", *g.REVIEWERS[1:]])
def test_a_stranger_may_sit_in_each_seat(seat: str) -> None:
    for step in by_seat(seat):
        sat = {FIELD[other]: other for other in g.REVIEWERS if other != seat}
        steps = tuple(taken(event_of(other), other) for other in g.REVIEWERS)
        assert not barred(step, person("x", *EVERYTHING), sat, steps)
        assert not barred(step, lent("x", "z"), sat, steps)


@pytest.mark.parametrize("other", ["checker", "approver", "clerk"])
def test_history_outlives_the_seat(other: str) -> None:
    """The seat changed hands, but who sat in it once, or had somebody sit there, stays out."""
    own = "approver" if other != "approver" else "checker"
    for step in by_seat(own):
        before = (taken(event_of(other), "y", for_person_id="x"),)
        for actor in (person("x", *EVERYTHING), person("y", *EVERYTHING), lent("w", "x")):
            assert barred(step, actor, {FIELD[other]: "z"}, before)


def test_a_relative_does_not_decide_through_a_delegate() -> None:
    file = a_file(state=S.APPROVAL)
    victim = ActingFor(role=Role.APPROVER, person_id="g", name="g", id_number="372522197405164510")
    doctor = ActingFor(role=Role.APPROVER, person_id="g", name="g", organisation=HOSPITAL)
    step = FUND.find("approval", "approve")
    assert step is not None
    for giver, code in ((victim, "fund.related_person"), (doctor, "fund.related_unit")):
        actor = replace(person("y"), acting_for=(giver,))
        found = reasons_against(FUND, step, position(file, actor=actor), {})
        assert code in {reason.code for reason in found}


def test_a_lent_role_does_not_count_where_one_acts_by_own_right() -> None:
    """The checker to whom the approver lent his role checks as himself: the giver is not asked."""
    giver = ActingFor(role=Role.APPROVER, person_id="clerk", name="clerk")
    actor = replace(person("x", Role.CHECKER), acting_for=(giver,))
    step = FUND.find("review2", "check_pass")
    assert step is not None
    assert not barred(step, actor, {"clerk_id": "clerk"}, ())


def test_one_seat_or_several_people_in_it() -> None:
    step = FUND.find("review2", "check_pass")
    assert step is not None
    where = position(a_file(state=S.REVIEW2), actor=person("x", Role.CHECKER))
    for seats, hit in (
        ({"clerk": "x"}, True),
        ({"clerk": ""}, False),
        ({"clerk": frozenset({"y", "x"})}, True),
        ({"clerk": ()}, False),
    ):
        found = {reason.code for reason in reasons_against(FUND, step, where, seats)}
        assert ("workflow.four_eyes" in found) is hit

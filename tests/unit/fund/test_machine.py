"""Random people do random things: no way leads around four eyes, order, and the sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mediation_app.domain.calendar import HolidayYear, WorkCalendar
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundState, PaymentState
from mediation_app.domain.fund_calculation import frozen, reckon
from mediation_app.domain.fund_review import payee_reasons
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import Terms, timing
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.workflow.engine import Position, check
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_effects import Act, take
from mediation_app.domain.workflow.fund_guards import seats_of
from mediation_app.errors import NotAllowed
from mediation_app.services.fund_records import step_taken
from tests.support.fund_cases import LIMITS, a_case, a_file, person

RULES = FundRules()
CALENDAR = WorkCalendar(HolidayYear(year=y, off={}, worked=frozenset()) for y in range(2026, 2031))
TERMS = Terms(calendar=CALENDAR, rules=RULES)
EVENTS = sorted({step.event for step in FUND.steps if not step.automatic})
EVERYTHING = tuple(role for role in Role if role is not Role.ADMIN)
# Three people who hold every role, so that only four eyes keeps them apart; others with one.
PEOPLE = [
    *(person(f"all{n}", *EVERYTHING) for n in range(6)),
    person("clerk", Role.FUND_CLERK),
    person("checker", Role.CHECKER),
    person("approver", Role.APPROVER),
    person("cashier", Role.CASHIER),
    person("desk", *EVERYTHING),
    person("applicant", *EVERYTHING),
    person("kin", *EVERYTHING, id_number="372522197405164510"),
    person("doctor", *EVERYTHING, organisation="东阿县康宁医院"),
    person("admin", Role.ADMIN, *EVERYTHING),
]
FACTS: dict[str, Any] = {
    "form_signed": True,
    "standing_proved": True,
    "missing": ("B01",),
    "answered": ("B01",),
    "reminded_on": date(2026, 10, 10),
    "refusal_codes": ("N02",),
    "refusal_facts": "查明未超过限额",
    "addressee": "交警大队",
    "question": "核实事故",
    "answer": "属实",
    "opinion": "同意",
    "meeting_number": "纪要1",
    "quorum": True,
    "payee_name": "东阿县康宁医院",
    "payee_bank": "农行",
    "payee_account": "15806001040012345",
    "payee_account_again": "15806001040012345",
    "account_verified": True,
    "return_codes": ("R02", "R08"),
    "members": "会员甲、会员乙、会员丙",
    "changed": "amount",
    "return_code": "户名不符",
    "objector": "医院",
    "objection": "核减不当",
    "reason": "已由保险公司支付",
    "signed": True,
    "no_fraud_inquiry": True,
    "bank_stopped": True,
    "cause": "M02",
    "debtor": "医院",
    "served_how": "直接送达",
    "box": "A1",
    "catalogue_complete": True,
}
ORDER = {state: place for place, state in enumerate(FundState)}


class Applications(RuleBasedStateMachine):
    """One application in the hands of fifteen people."""

    def __init__(self) -> None:
        super().__init__()
        self.case: CaseFile = a_case()
        self.file: FundFile = a_file(applicant_person_id="applicant")
        self.today = date(2026, 10, 12)
        self.serials = 0
        self.balance = Decimal("100000.00")
        self.paid_out = Decimal("0.00")
        self.ever: list[FundState] = [FundState.DRAFT]

    def _position(self, actor: Actor, facts: dict[str, Any], event: str) -> Position:
        application = self.file.application
        advance = reckon(self.case, self.file, rules=RULES, limits=LIMITS)
        profile: dict[str, Any] = {
            "rules": RULES,
            "proposed": advance.amount,
            "timing": timing(
                occurred_on=self.today,
                today=self.today,
                last_on=None,
                due=None,
                terms=TERMS,
                late_reason="",
            ),
        }
        if event in ("order_payment", "reorder"):
            profile["payee"] = payee_reasons(
                application,
                self.case,
                name=facts["payee_name"],
                bank=facts["payee_bank"],
                account=facts["payee_account"],
            )
        return Position(
            case=replace(self.case, funds=(self.file,)),
            fund=self.file,
            actor=actor,
            today=self.today,
            facts=facts,
            profile=profile,
            office_balance=self.balance,
            occurred_on=self.today,
        )

    def _try(self, actor: Actor, event: str, **facts: Any) -> bool:
        state = self.file.application.state
        given = FACTS | {"served_on": self.today, "complete_on": self.today} | facts
        self.serials += 1
        given["bank_serial"] = f"S{self.serials}"
        given["complete_on"] = max(self.today, date(2026, 10, 12))
        position = self._position(actor, given, event)
        try:
            step = check(FUND, state.value, event, position, seats_of(self.file.application))
        except NotAllowed:
            return False
        act = Act(
            step=step,
            case=self.case,
            file=self.file,
            actor=actor,
            occurred_on=self.today,
            facts=given,
            terms=TERMS,
            reckoned=frozen(reckon(self.case, self.file, rules=RULES, limits=LIMITS)),
        )
        before = self.file
        self.file = take(act)
        row = step_taken("fund", step, before.application, actor, self.today, state.value, {})
        self.case = replace(self.case, steps=(*self.case.steps, row))
        if event == "confirm_paid":
            self.balance -= self.file.application.approved
            self.paid_out += self.file.application.approved
        self.ever.append(self.file.application.state)
        return True

    @rule(
        who=st.sampled_from(PEOPLE),
        event=st.sampled_from(EVENTS),
        amount=st.decimals("-1", "99999999", places=2),
    )
    def anybody_tries_anything(self, who: Actor, event: str, amount: Decimal) -> None:
        self._try(who, event, amount=amount)

    @rule(data=st.data())
    def somebody_takes_the_main_way(self, data: st.DataObject) -> None:
        rows = [s for s in FUND.rows(self.file.application.state.value) if s.primary]
        if rows:
            who = data.draw(st.sampled_from(PEOPLE))
            amount = data.draw(st.sampled_from([Decimal("57160.00"), Decimal("50000.00")]))
            self._try(who, data.draw(st.sampled_from(rows)).event, amount=amount)

    @precondition(lambda self: self.file.application.state is not FundState.PAID)
    @rule()
    def the_honest_way(self) -> None:
        for who in PEOPLE:
            rows = [s for s in FUND.rows(self.file.application.state.value) if s.primary]
            if rows and self._try(who, rows[0].event, amount=Decimal("57160.00")):
                return

    @rule(
        event=st.sampled_from(["send_back", "return_to_check", "bank_return", "object", "reopen"]),
        people=st.permutations(PEOPLE[:6]),
    )
    def it_goes_back(self, event: str, people: list[Actor]) -> None:
        for who in people:
            if self._try(who, event):
                return

    @rule(people=st.permutations(PEOPLE[:6]), amount=st.sampled_from(["57160.00", "50000.00"]))
    def any_of_six_takes_the_main_way(self, people: list[Actor], amount: str) -> None:
        rows = [s for s in FUND.rows(self.file.application.state.value) if s.primary]
        for who in people:
            if rows and self._try(who, rows[0].event, amount=Decimal(amount)):
                return

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2029, 1, 1))

    @invariant()
    def five_people_have_paid(self) -> None:
        application = self.file.application
        if FundState.PAID not in self.ever:
            return
        seats = seats_of(application)
        five = [seats[s] for s in ("clerk", "checker", "approver", "payer", "pay_checker")]
        assert all(five)
        assert len(set(five)) == 5
        assert "applicant" not in five
        assert seats["intake"] not in five[1:]
        assert not {"kin", "doctor", "admin"} & set(five)

    @invariant()
    def nobody_sits_twice_in_the_whole_history(self) -> None:
        deciders: dict[str, set[str]] = {}
        for decision in self.file.decisions:
            if decision.stage not in ("meeting", "void"):
                deciders.setdefault(decision.person_id, set()).add(decision.stage)
        assert all(len(stages) == 1 for stages in deciders.values())

    @invariant()
    def sums_stay_in_bounds(self) -> None:
        application = self.file.application
        assert Decimal(0) <= application.approved <= Decimal("57160.00")
        assert self.balance >= 0
        paid = [p for p in self.file.payments if p.state is PaymentState.PAID]
        assert len(paid) <= 1
        assert sum((p.amount for p in paid), Decimal(0)) == self.paid_out

    @invariant()
    def a_paid_application_went_every_step(self) -> None:
        if FundState.PAID in self.ever:
            need = [S.SUBMITTED, S.REVIEW1, S.REVIEW2, S.APPROVED, S.TO_PAY, S.PAID]
            places = [self.ever.index(state) for state in need]
            assert places == sorted(places)
            assert S.APPROVAL in self.ever or S.COLLECTIVE in self.ever


S = FundState
TestApplications = Applications.TestCase
TestApplications.settings = settings(
    parent=settings.get_profile("gate"), max_examples=60, stateful_step_count=40
)


def test_the_honest_way_leads_to_the_payment() -> None:
    machine = Applications()
    for _ in range(12):
        machine.the_honest_way() if machine.file.application.state is not S.PAID else None
    assert machine.file.application.state is S.PAID
    assert machine.paid_out == Decimal("57160.00")
    machine.five_people_have_paid()
    machine.a_paid_application_went_every_step()

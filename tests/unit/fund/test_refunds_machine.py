"""Random acts of random people on the refunds of one payment: the sums and seats always hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundState, Payment, PaymentState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.refund_rules import asked_of_others, claimed, room
from mediation_app.domain.refunds import Refund, RefundState
from mediation_app.domain.workflow.engine import Position, check
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_effects import Act, take
from mediation_app.domain.workflow.refunds import REFUND, Settlement, receipt_of, sitting, taken
from mediation_app.errors import NotAllowed
from mediation_app.rulebook import Rulebook
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
DAY = date(2026, 10, 22)
PAID = D("57160.00")
HOSPITAL = "东阿县康宁医院"
BOOK = Rulebook.open("371524")
RULES = FundRules(refund_offset=True)
TERMS = Terms(calendar=BOOK.calendar(), rules=RULES, deadlines=BOOK.deadlines())
# Two people hold two roles each: the seats must keep them apart.
PEOPLE = {
    "a": (Role.FUND_CLERK, Role.CHECKER),
    "b": (Role.CHECKER, Role.APPROVER),
    "c": (Role.CASHIER,),
    "d": (Role.CASHIER, Role.CHECKER),
    "e": (Role.RECOVERY, Role.LEADER),
    "f": (Role.ADMIN, Role.CHECKER),
}
SETTLEMENT = Settlement(
    number="后1", application_number="", application_id="g", payee_name=HOSPITAL,
    amount=D("9000.00"), paid_on=DAY,
)  # fmt: skip
people = st.sampled_from(sorted(PEOPLE))
places = st.integers(0, 3)
sums = st.sampled_from([D("0.01"), D("100.00"), D("5000.00"), D("20000.00"), PAID])


class Refunds(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        payment = Payment(
            id="p", case_id="c", application_id="f", state=PaymentState.PAID, amount=PAID,
            payee_name=HOSPITAL, paid_on=date(2026, 10, 15),
        )  # fmt: skip
        recovery = Recovery(id="r", case_id="c", application_id="f", payment_id="p", opening=PAID)
        self.before = (payment,)
        self.file = a_file(
            state=FundState.PAID, payments=(payment,), recoveries=(recovery,), payer_id="c"
        )
        self.offset = D(0)

    def position(self, who: str, facts: dict[str, Any], **profile: object) -> Position:
        return Position(
            case=a_case(), fund=self.file, actor=person(who, *PEOPLE[who]), today=DAY,
            facts=facts, profile={"rules": RULES, **profile},
        )  # fmt: skip

    @rule(who=people, amount=sums)
    def open(self, who: str, amount: Decimal) -> None:
        facts = {"cause": "M01", "amount": amount, "debtor": HOSPITAL, "opinion": "x"}
        position = self.position(who, facts)
        try:
            step = check(FUND, "paid", "adjust", position, {"payer": "c"})
        except NotAllowed:
            return
        act = Act(step=step, case=a_case(), file=self.file, actor=position.actor,
                  occurred_on=DAY, facts=facts, terms=TERMS)  # fmt: skip
        self.file = take(act)

    @rule(who=people, at=places)
    def confirm(self, who: str, at: int) -> None:
        self.act(who, at, "confirm", D(1))

    @rule(who=st.sampled_from("eeeac"), at=places)
    def tell(self, who: str, at: int) -> None:
        self.act(who, at, "tell", D(1))

    @rule(
        who=st.sampled_from("ccdda"),
        at=places,
        event=st.sampled_from(["receive", "receive", "offset", "complete"]),
        amount=sums,
        rest=st.booleans(),
    )
    def money(self, who: str, at: int, event: str, amount: Decimal, rest: bool) -> None:
        if rest and self.file.refunds:
            amount = self.file.refunds[at % len(self.file.refunds)].open_amount
        self.act(who, at, event, amount)

    @rule(who=people, at=places)
    def drop(self, who: str, at: int) -> None:
        self.act(who, at, "drop", D(1))

    def act(self, who: str, at: int, event: str, amount: Decimal) -> None:
        if not self.file.refunds:
            return
        refund = self.file.refunds[at % len(self.file.refunds)]
        facts: dict[str, Any] = {
            "served_on": DAY, "served_how": "邮寄", "amount": amount, "received_on": DAY,
            "bank_serial": "1", "payer_name": "x", "offset_number": "后1", "agreed": True,
            "agreement": "函", "reason": "x",
        }  # fmt: skip
        settlement = replace(SETTLEMENT, offset=self.offset)
        position = self.position(who, facts, refund=refund, settlement=settlement)
        held = sitting(refund, self.file.application, ())
        try:
            step = check(REFUND, refund.state.value, event, position, held)
        except NotAllowed:
            return
        assert event != "complete", "nobody ends a refund by hand"
        after = taken(refund, step, position.actor, DAY, facts, TERMS)
        self.put(after)
        if event in ("receive", "offset"):
            receipt = receipt_of(after, step, position.actor, DAY, facts, "本1")
            recovery = self.file.recoveries[0]
            self.file = replace(
                self.file,
                refund_receipts=(*self.file.refund_receipts, receipt),
                recoveries=(replace(recovery, refunded=recovery.refunded + amount),),
            )
            self.offset += amount if event == "offset" else 0
            over = REFUND.find(after.state.value, "complete")
            if over is not None and after.open_amount == 0:
                self.put(taken(after, over, position.actor, DAY, {}, TERMS))

    @rule(amount=sums)
    def repaid(self, amount: Decimal) -> None:
        """A debtor pays the recovery back beside all this, never more than is left."""
        recovery = self.file.recoveries[0]
        if amount <= recovery.outstanding:
            recovered = replace(recovery, recovered=recovery.recovered + amount)
            self.file = replace(self.file, recoveries=(recovered,))

    def put(self, refund: Refund) -> None:
        refunds = tuple(refund if r.id == refund.id else r for r in self.file.refunds)
        self.file = replace(self.file, refunds=refunds)

    @invariant()
    def sums_hold(self) -> None:
        file: FundFile = self.file
        recovery = file.recoveries[0]
        assert file.payments == self.before, "a paid order is never touched"
        assert claimed(file, "p") <= PAID
        assert recovery.refunded == sum((r.amount for r in file.refund_receipts), D(0))
        assert recovery.refunded + recovery.recovered <= PAID
        assert 0 <= room(file) <= recovery.outstanding
        assert 0 <= asked_of_others(file, recovery) <= recovery.outstanding
        assert self.offset <= SETTLEMENT.amount
        for refund in file.refunds:
            mine = [r.amount for r in file.refund_receipts if r.refund_id == refund.id]
            assert refund.returned == sum(mine, D(0)) <= refund.amount
            assert (refund.state is RefundState.RETURNED) == (
                refund.returned == refund.amount and refund.state is not RefundState.DROPPED
            )

    @invariant()
    def two_people_judged(self) -> None:
        for refund in self.file.refunds:
            assert refund.found_by_id not in ("c", "f"), "neither the payer nor the administrator"
            if refund.checker_id:
                assert refund.checker_id not in (refund.found_by_id, "c", "f")
            if refund.state in (RefundState.TOLD, RefundState.PART, RefundState.RETURNED):
                assert refund.checker_id
        for receipt in self.file.refund_receipts:
            judged = next(r for r in self.file.refunds if r.id == receipt.refund_id)
            assert receipt.receiver_id not in (judged.found_by_id, judged.checker_id)


TestRefunds = Refunds.TestCase
TestRefunds.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)

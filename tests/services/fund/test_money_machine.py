"""Random people do random, legal and illegal things to a whole fund in a store: no money is lost.

One application of S1 waits for its payment, a second one waits for its check. What any sequence of
acts must keep: paid ≤ approved ≤ reckoned; the balance is the sum of the book; no receipt counts
twice; nothing is closed over an open advance; nobody holds two seats; history only grows.
"""

from __future__ import annotations

import contextlib
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock, today
from mediation_app.database.queries import FundQuery
from mediation_app.domain.book_month import Month
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundState, LedgerEntry, LedgerKind, Payment, PaymentState
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.recovery import Recovery, RecoveryState, RepaymentReceipt
from mediation_app.domain.refunds import Refund, RefundReceipt, RefundState
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.recovery import RECOVERY
from mediation_app.domain.workflow.refunds import REFUND
from mediation_app.errors import AppError
from mediation_app.services.stories import Cast
from tests.services.fund.conftest import Desk
from tests.support.places import Places
from tests.support.stories import office

D = Decimal
ZERO = D("0.00")
FUND_EVENTS = sorted({step.event for step in FUND.steps if not step.automatic})
REFUND_EVENTS = sorted({step.event for step in REFUND.steps if not step.automatic})
RECOVERY_EVENTS = sorted({step.event for step in RECOVERY.steps if not step.automatic})
WORKING = tuple(role for role in Role if role is not Role.ADMIN)
SUMS = st.sampled_from(["57160.00", "57160.01", "20000.00", "9150.00", "0.01", "0.00", "-5.00"])
SERIALS = st.sampled_from(["B1", "B2", "B3", "B4", "B5", "B6"])
HOLDERS = 5  # people who hold every role, so that only four eyes keeps them apart


def _stand(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
    desk = Desk(workbench, clock, cast)
    desk.opened(D("90000.00"))
    desk.ordered()


class Money(RuleBasedStateMachine):
    """The fund of one office in the hands of everybody."""

    desk: Desk
    places: Places
    clock: SetClock

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        opened = office(self.places, "sqlite", "fund-money", self.clock, _stand)
        workbench, cast = self._stack.enter_context(opened)
        self.desk = Desk(workbench, self.clock, cast)
        row = workbench.fund.page(cast["clerk"], FundQuery()).rows[0]
        self.case_id, self.key = row.case_id, row.application_id
        some = [cast[part] for part in ("clerk", "checker", "approver", "cashier", "cashier2")]
        everything = frozenset(WORKING)
        self.people = [*cast.values()] + [
            Actor(
                person_id=one.person_id,
                name=one.name,
                roles=everything,
                unit_code=one.unit_code,
            )
            for one in some[:HOLDERS]
        ]
        self.steps: tuple[str, ...] = ()
        self.accepted = 0

    def teardown(self) -> None:
        self._stack.close()

    # What is done -----------------------------------------------------------------------------

    def _facts(self, amount: str, serial: str) -> dict[str, Any]:
        on = today(self.clock)
        application = self.file.application
        return {
            "amount": amount,
            "bank_serial": serial,
            "received_on": on,
            "served_on": on,
            "reminded_on": on,
            "payer_name": "许文涛",
            "payee_name": application.payee_name,
            "payee_bank": application.payee_bank,
            "payee_account": application.payee_account,
            "payee_account_again": application.payee_account,
            "cause": "M01",
            "debtor": "hospital",
            "debtor_name": application.hospital,
            "ground": "2",
            "refusal_codes": ("N02",),
            "missing": ("B01",),
            "answered": ("B01",),
            "return_codes": ("R01",),
            "codes": ("R01",),
            "account_verified": True,
            "form_signed": True,
            "standing_proved": True,
            "debtor_checked": True,
            "certificate": True,
            "signed": True,
            "no_fraud_inquiry": True,
            "bank_stopped": True,
            "quorum": True,
            "catalogue_complete": True,
            "late_reason": "补记",
        }

    def _worded(self, steps: tuple[Any, ...], event: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Every text fact of the event gets some words."""
        for step in steps:
            if step.event == event:
                for fact in step.needs:
                    if fact.kind in ("text", "note") and fact.name not in facts:
                        facts[fact.name] = "纪要〔2026〕1 号"
                    elif fact.kind == "date" and fact.name not in facts:
                        facts[fact.name] = today(self.clock)
        return facts

    @rule(who=st.integers(0, 30), event=st.sampled_from(FUND_EVENTS), amount=SUMS, serial=SERIALS)
    def somebody_does_something(self, who: int, event: str, amount: str, serial: str) -> None:
        facts = self._worded(FUND.steps, event, self._facts(amount, serial))
        self._try(
            lambda: self.desk.workbench.fund.perform(
                self.people[who % len(self.people)], self.key, event, today(self.clock), facts
            )
        )

    @rule(
        who=st.integers(0, 30),
        event=st.sampled_from(RECOVERY_EVENTS),
        amount=SUMS,
        serial=SERIALS,
    )
    def somebody_recovers(self, who: int, event: str, amount: str, serial: str) -> None:
        recovery = self.file.recovery
        if recovery is None:
            return
        facts = self._worded(RECOVERY.steps, event, self._facts(amount, serial))
        self._try(
            lambda: self.desk.workbench.recovery.perform(
                self.people[who % len(self.people)], recovery.id, event, today(self.clock), facts
            )
        )

    @rule(who=st.integers(0, 30), event=st.sampled_from(REFUND_EVENTS), amount=SUMS, serial=SERIALS)
    def somebody_deals_with_a_refund(self, who: int, event: str, amount: str, serial: str) -> None:
        refunds = self.file.refunds
        if not refunds:
            return
        facts = self._worded(REFUND.steps, event, self._facts(amount, serial))
        self._try(
            lambda: self.desk.workbench.refunds.perform(
                self.people[who % len(self.people)],
                refunds[-1].id,
                event,
                today(self.clock),
                facts,
            )
        )

    @rule(amount=st.sampled_from(["57160.00", "20000.00", "57160.01"]))
    def a_refund_is_found_and_confirmed(self, amount: str) -> None:
        """The honest way to a refund, which chance alone would rarely find."""
        on, facts = today(self.clock), self._facts(amount, "")
        facts = self._worded(FUND.steps, "adjust", facts)
        fund, refunds, cast = self.desk.workbench.fund, self.desk.workbench.refunds, self.desk.cast
        self._try(lambda: fund.perform(cast["checker"], self.key, "adjust", on, facts))
        if self.file.refunds:
            found = self.file.refunds[-1].id
            said = self._worded(REFUND.steps, "confirm", self._facts(amount, ""))
            self._try(lambda: refunds.perform(cast["approver"], found, "confirm", on, said))

    @rule(back=st.integers(0, 1), check=st.booleans())
    def a_month_is_closed(self, back: int, check: bool) -> None:
        day = today(self.clock)
        month = Month(day.year, day.month)
        for _ in range(back + 1):
            month = month.before
        months, cast = self.desk.workbench.months, self.desk.cast
        self._try(lambda: months.close(cast["cashier"], month, reason="对账单未到"))
        if check:
            self._try(lambda: months.check(cast["cashier2"], month))

    @rule(serial=SERIALS)
    def the_second_cashier_pays(self, serial: str) -> None:
        self._try(lambda: self.desk.do("cashier2", self.key, "confirm_paid", bank_serial=serial))

    @rule(amount=SUMS, serial=SERIALS)
    def money_comes_back(self, amount: str, serial: str) -> None:
        recovery = self.file.recovery
        if recovery is None:
            return
        self._try(
            lambda: self.desk.workbench.recovery.receive(
                self.desk.cast["cashier"],
                recovery.id,
                D(amount),
                today(self.clock),
                bank_serial=serial,
                payer_name="许文涛",
            )
        )

    @rule(kind=st.sampled_from(LedgerKind), amount=SUMS, serial=SERIALS)
    def the_cashier_books(self, kind: LedgerKind, amount: str, serial: str) -> None:
        self._try(
            lambda: self.desk.workbench.ledger.book(
                self.desk.cast["cashier"],
                kind,
                D(amount),
                today(self.clock),
                note="收入",
                bank_serial=serial,
            )
        )

    @rule(place=st.integers(0, 9))
    def the_cashier_reverses(self, place: int) -> None:
        entries = self._all(LedgerEntry)
        if entries:
            wrong = entries[place % len(entries)]
            self._try(
                lambda: self.desk.workbench.ledger.reverse(
                    self.desk.cast["cashier"], wrong.id, "登记有误"
                )
            )

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.clock.moment += timedelta(days=days)

    def _try(self, act: Any) -> None:
        with contextlib.suppress(AppError):
            act()
            self.accepted += 1

    # What is there ----------------------------------------------------------------------------

    @property
    def case(self) -> CaseFile:
        return self.desk.workbench.cases.peek(self.desk.cast["clerk"], self.case_id)

    @property
    def file(self) -> FundFile:
        return self.desk.workbench.fund.file(self.desk.cast["clerk"], self.key)

    def _all(self, record: type[Any]) -> tuple[Any, ...]:
        with self.desk.workbench.context.store.read(self.desk.cast["clerk"]) as reader:
            return tuple(reader.records(record))

    @invariant()
    def paid_is_not_more_than_approved_nor_approved_than_reckoned(self) -> None:
        application = self.file.application
        paid = sum((p.amount for p in self._all(Payment) if p.state is PaymentState.PAID), ZERO)
        assert application.approved <= application.proposed <= application.eligible
        if application.state in (FundState.PAID, FundState.ARCHIVED):
            assert paid <= application.approved
        assert paid in (ZERO, D("57160.00"))

    @invariant()
    def the_book_adds_up(self) -> None:
        entries = self._all(LedgerEntry)
        total = sum((entry.amount for entry in entries), ZERO)
        assert self.desk.workbench.ledger.balance(self.desk.cast["cashier"]) == total
        assert total >= 0
        serials = [(entry.number_year, entry.serial) for entry in entries]
        assert len(set(serials)) == len(serials)
        paid_out = sum((e.amount for e in entries if e.kind is LedgerKind.PAID_OUT), ZERO)
        back = sum((e.amount for e in entries if e.kind is LedgerKind.RETURNED), ZERO)
        paid = sum((p.amount for p in self._all(Payment) if p.state is PaymentState.PAID), ZERO)
        assert paid_out + back == -paid

    @invariant()
    def no_money_counts_twice(self) -> None:
        receipts = self._all(RepaymentReceipt)
        serials = [r.bank_serial for r in receipts]
        entries = self._all(LedgerEntry)
        booked = [e.bank_serial for e in entries if e.bank_serial]
        assert len(set(serials)) == len(serials)
        assert len(set(booked)) == len(booked)
        recovered = sum((r.recovered + r.recovered_after for r in self._all(Recovery)), ZERO)
        assert recovered == sum((r.amount for r in receipts), ZERO)
        assert recovered == _booked(entries, LedgerKind.RECOVERED)
        returned = sum((r.amount for r in self._all(RefundReceipt)), ZERO)
        assert returned == sum((r.returned for r in self._all(Refund)), ZERO)
        assert returned == sum((r.refunded for r in self._all(Recovery)), ZERO)
        assert returned == _booked(entries, LedgerKind.REFUNDED)
        for refund in self._all(Refund):
            assert ZERO <= refund.returned <= refund.amount
        for recovery in self._all(Recovery):
            assert recovery.outstanding - recovery.recovered_after >= 0

    @invariant()
    def nothing_is_closed_over_an_open_advance(self) -> None:
        file = self.file
        for recovery in file.recoveries:
            if recovery.state is RecoveryState.RECOVERED:
                assert recovery.outstanding - recovery.recovered_after == 0
                assert not [r for r in file.refunds if r.open_amount > 0]
        if file.application.state is FundState.ARCHIVED and file.recovery is not None:
            assert file.recovery.state in (RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF)

    @invariant()
    def nobody_holds_two_seats(self) -> None:
        application = self.file.application
        if application.state not in (FundState.PAID, FundState.ARCHIVED):
            return
        seats = [
            application.clerk_id,
            application.checker_id,
            application.approver_id,
            application.payer_id,
            application.pay_checker_id,
        ]
        assert all(seats)
        assert len(set(seats)) == len(seats)

    @invariant()
    def history_only_grows(self) -> None:
        now = tuple(step.id for step in self.case.steps)
        assert now[: len(self.steps)] == self.steps
        self.steps = now


def _booked(entries: tuple[Any, ...], kind: LedgerKind) -> Decimal:
    return sum((entry.amount for entry in entries if entry.kind is kind), ZERO)


@pytest.fixture
def money(places: Places, clock: SetClock) -> type[Money]:
    """The machine with the places of this run."""
    return type("MoneyHere", (Money,), {"places": places, "clock": clock})


def test_whatever_people_do_no_money_is_lost(money: type[Money]) -> None:
    run_state_machine_as_test(
        money,
        settings=settings(
            parent=settings.get_profile("gate"), max_examples=12, stateful_step_count=25
        ),
    )


def test_the_machine_gets_somewhere(money: type[Money]) -> None:
    """The rules are not refused for silly reasons: pay, receive, close, archive."""
    machine = money()
    try:
        machine.the_second_cashier_pays("B1")
        assert machine.accepted == 1
        machine.money_comes_back("20000.00", "B1")  # the payment's own serial
        assert machine.accepted == 1
        machine.money_comes_back("20000.00", "B2")
        machine.money_comes_back("57160.00", "B3")
        assert machine.accepted == 2
        machine.a_refund_is_found_and_confirmed("57160.01")
        assert machine.file.refunds == ()
        machine.a_refund_is_found_and_confirmed("20000.00")
        assert [r.state for r in machine.file.refunds] == [RefundState.DUE]
        for check in (
            machine.paid_is_not_more_than_approved_nor_approved_than_reckoned,
            machine.the_book_adds_up,
            machine.no_money_counts_twice,
            machine.nobody_holds_two_seats,
        ):
            check()
    finally:
        machine.teardown()

"""S10 and S12: an accident of 2023 and one at the turn of 2027, years without a holiday table.

What needs a working day of such a year is 待定 and names the missing notice; nobody is held up by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.database.queries import FundQuery
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import BillLine, FundKind, FundState
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.records import Record
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.errors import NotAllowed
from mediation_app.rulebook import Rulebook
from mediation_app.services.fund import FundView
from mediation_app.services.stories import Cast, s1_people, s2_people
from mediation_app.services.stories.cast import STORY_OFFICE
from mediation_app.services.stories.s4 import findings_of
from tests.support.places import Places
from tests.support.stories import office

pytestmark = pytest.mark.journey
D = Decimal
R = TypeVar("R", bound=Record)
OPENING = D("500000.00")
_DATED = ("accidents", "injuries", "treatments", "prepaid")


@dataclass
class Walk:
    """The people of the office on whatever day it is."""

    workbench: Workbench
    clock: SetClock
    cast: Cast
    key: str = ""

    @property
    def today(self) -> date:
        return self.workbench.cases.today()

    def on(self, day: date, hour: int = 9) -> None:
        self.clock.put(day.year, day.month, day.day, hour)

    def do(self, part: str, event: str, **facts: Any) -> FundView:
        fund = self.workbench.fund
        fund.perform(self.cast[part], self.key, event, self.today, facts)
        return self.view

    @property
    def view(self) -> FundView:
        return self.workbench.fund.view(self.cast["approver"], self.key)

    def recover(self, event: str, part: str = "recovery", **facts: Any) -> Recovery:
        key = self.recovery.id
        done = self.workbench.recovery.perform(self.cast[part], key, event, self.today, facts)
        assert done.value.recovery is not None
        return done.value.recovery

    @property
    def recovery(self) -> Recovery:
        found = self.view.file.recovery
        assert found is not None
        return found

    def refused(self, event: str, **facts: Any) -> set[str]:
        with pytest.raises(NotAllowed) as trouble:
            self.recover(event, **facts)
        return {reason.code for reason in trouble.value.reasons}

    def pages_open(self) -> None:
        """Today, the list and the case open although dates are missing."""
        for part in ("fund_clerk", "approver", "recovery", "leader"):
            actor = self.cast[part]
            self.workbench.today.page(actor)
            assert self.workbench.fund.page(actor, FundQuery()).rows[0].application_id == self.key
        clerk, view = self.cast["clerk"], self.view
        case = self.workbench.cases.peek(clerk, view.case.case.id)
        self.workbench.cases.offers_for(case, clerk)
        self.workbench.cases.checks(case)
        self.workbench.fund.screen(clerk, case)
        if view.file.recovery is not None:
            self.workbench.recovery.view(self.cast["recovery"], self.recovery.id)

    def registered(self, who: ModuleType, days: int, *, account_on: date) -> CaseFile:
        """The case of a story, so many days later, with the hospital's account."""
        clerk, cases = self.cast["clerk"], self.workbench.cases
        case = cases.new_case(clerk, _moved(who.fill(cases.blank(clerk)), days)).value
        self.on(account_on)
        told = _moved_back_and(who.hospital_account, case, days)
        return cases.save(clerk, case, told).value

    def apply(self, case: CaseFile, lines: Any, *extra: str) -> FundView:
        """The hospital's complete application of today, accepted."""
        clerk, fund = self.cast["fund_clerk"], self.workbench.fund
        victim = case.parties_with(PartyRole.VICTIM)[0]
        file = fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE, channel="医院").value
        application = replace(
            file.application,
            received_on=self.today,
            unsettled_on=self.today,
            notice_number="东阿公交救通〔补〕第0001号",
            notice_on=self.today,
        )
        draft = replace(file, application=application, bill_lines=lines(file))
        fund.save(clerk, file, draft)
        self.key = application.id
        there = {m.code: "" for m in file.materials if m.required or m.code in extra}
        fund.tick_materials(clerk, self.key, there)
        self.do("fund_clerk", "submit", form_signed=True, standing_proved=True)
        return self.do("fund_clerk", "accept", complete_on=self.today)

    def review(self) -> FundView:
        clerk, fund = self.cast["fund_clerk"], self.workbench.fund
        file = fund.accept_whole_bill(clerk, self.key).value
        rows = tuple((key, True, "符合", "") for key in ("situation", "genuine", "other"))
        fund.save(clerk, file, replace(file, findings=findings_of(file, rows, clerk.person_id)))
        return self.do("fund_clerk", "recommend", opinion="建议垫付。")

    def order(self) -> FundView:
        it = self.view.file.application
        return self.do(
            "cashier",
            "order_payment",
            payee_name=it.payee_name,
            payee_bank=it.payee_bank,
            payee_account=it.payee_account,
            payee_account_again=it.payee_account,
            account_verified=True,
        )


@pytest.fixture
def walk(engine_name: str, places: Places, clock: SetClock) -> Iterator[Walk]:
    with office(places, engine_name, "story-office", clock) as (workbench, cast):
        yield Walk(workbench, clock, cast)


def _later(record: R, days: int) -> R:
    """The record with every day and moment in it so many days later."""
    there = {f.name: getattr(record, f.name) for f in fields(record)}
    own: dict[str, Any] = {
        name: value + timedelta(days=days)
        for name, value in there.items()
        if isinstance(value, date | datetime) and name not in ("created_at", "updated_at")
    }
    return replace(record, **own)


def _moved(case: CaseFile, days: int) -> CaseFile:
    parts: dict[str, Any] = {
        name: tuple(_later(r, days) for r in getattr(case, name)) for name in _DATED
    }
    until = tuple(replace(p, ends_on=date(2027, 12, 31)) for p in case.policies)
    return replace(case, policies=until, **parts)


def _moved_back_and(act: Any, case: CaseFile, days: int) -> CaseFile:
    """``act`` writes days of 2026: done to the case as it was told then."""
    parts: dict[str, Any] = {
        name: tuple(_later(r, -days) for r in getattr(case, name)) for name in _DATED
    }
    told = act(replace(case, **parts))
    parts = {name: tuple(_later(r, days) for r in getattr(told, name)) for name in _DATED}
    parties = tuple(
        replace(p, finding_served_on=p.finding_served_on and p.finding_served_on + timedelta(days))
        for p in told.parties
    )
    moved: CaseFile = replace(told, parties=parties, **parts)
    return moved


def _pending(why: str, year: int) -> bool:
    return f"待定，缺少国务院办公厅关于{year}年部分节假日安排的通知" in why


def _new_year(walk: Walk) -> FundView:
    """S1 on Wednesday 2026-12-30: the hospital's complete application of Monday 2027-01-11."""
    walk.on(date(2026, 9, 28))
    walk.workbench.ledger.opening(walk.cast["cashier"], OPENING, walk.today)
    days = (date(2026, 12, 30) - date(2026, 9, 29)).days
    walk.on(date(2026, 12, 31))
    case = walk.registered(s1_people, days, account_on=date(2027, 1, 9))

    def bill(file: Any) -> tuple[BillLine, ...]:
        return tuple(_later(line, days) for line in s1_people.bill(file))

    walk.on(date(2027, 1, 11))
    return walk.apply(case, bill, "police_notice", "finding")


def test_s12_over_the_new_year_without_its_notice(walk: Walk) -> None:
    """Every date of 2027 is open, and the hospital is paid all the same."""
    view = _new_year(walk)
    assert view.notice_due is not None
    assert view.notice_due.day is None
    assert _pending(view.notice_due.why, 2027)
    it = view.file.application
    assert it.decide_due is None
    assert _pending(it.decide_why, 2027)
    assert view.due is None
    assert _pending(view.due_why, 2027)
    walk.pages_open()

    walk.on(date(2027, 1, 12))
    walk.review()
    walk.do("checker", "check_pass", opinion="同意。")
    walk.on(date(2027, 1, 13))
    view = walk.do("approver", "approve", amount="58420.00", opinion="同意垫付。")
    it = view.file.application
    assert it.state is FundState.APPROVED
    assert it.pay_due is None
    assert _pending(it.pay_why, 2027)
    walk.on(date(2027, 1, 14))
    walk.order()
    walk.on(date(2027, 1, 15))
    walk.do("cashier2", "confirm_paid", bank_serial="2027011500000001")
    assert walk.view.file.application.state is FundState.PAID
    assert walk.recovery.opening == D("58420.00")
    assert walk.recovery.limitation_on == date(2030, 1, 15)
    walk.on(date(2027, 1, 18))
    walk.recover("tell", served_how="直接送达", told="许文涛")

    # rates that fall into a year without table keep their nominal day, and say so
    officer, recovery = walk.cast["recovery"], walk.workbench.recovery
    recovery.plan(officer, walk.recovery.id, count=2, first_on=date(2027, 2, 6))
    walk.recover("agree", debtor_checked=True)
    first, second = recovery.view(officer, walk.recovery.id).stand.instalments
    for state, nominal in ((first, date(2027, 2, 6)), (second, date(2027, 3, 6))):
        assert state.instalment.nominal == nominal
        assert state.instalment.due.day is None
        assert not state.overdue
    walk.pages_open()


def test_s10_written_off_a_day_after_three_years(walk: Walk) -> None:
    """S2's people on 2023-03-10, 43,600.00 from the window to the memo, one table for 2026 only."""
    walk.on(date(2023, 3, 1))
    walk.workbench.ledger.opening(walk.cast["cashier"], OPENING, walk.today)
    days = (date(2023, 3, 10) - date(2026, 2, 13)).days
    walk.on(date(2023, 3, 11))
    case = walk.registered(s2_people, days, account_on=date(2023, 3, 20))
    (stay,) = case.treatments
    smaller = replace(stay, amount=D("48600.00"), unpaid=D("43600.00"))
    clerk = walk.cast["clerk"]
    case = walk.workbench.cases.save(clerk, case, replace(case, treatments=(smaller,))).value

    def bill(file: Any) -> tuple[BillLine, ...]:
        whole: dict[str, Any] = {
            "unit_price": D("48600.00"),
            "quantity": 1,
            "amount": D("48600.00"),
        }
        return (replace(_later(s2_people.bill(file)[0], days), **whole),)

    walk.on(date(2023, 3, 22))
    view = walk.apply(case, bill, "police_notice", "situation_proof")
    assert view.notice_due is not None
    assert view.notice_due.day is None
    assert view.due is None
    assert _pending(view.due_why, 2023)
    walk.on(date(2023, 3, 23))
    walk.review()
    walk.do("checker", "check_pass", opinion="同意。")
    walk.on(date(2023, 3, 27))
    walk.do("approver", "approve", amount="43600.00", opinion="同意垫付。")
    walk.order()
    walk.on(date(2023, 3, 28))
    view = walk.do("cashier2", "confirm_paid", bank_serial="2023032800000001")
    assert view.file.application.state is FundState.PAID
    assert _pending(view.file.application.pay_why, 2023)

    walk.on(date(2023, 3, 29))
    walk.recover("hold", certificate=True, note="正在侦办")
    assert walk.recovery.write_off_from == date(2026, 3, 11)
    for year in (2024, 2025):
        walk.on(date(year, 3, 28))
        walk.recover("review", note="仍未侦破")
    walk.pages_open()

    ask: dict[str, Any] = {"ground": "1", "certificate": True, "evidence": "公安机关未侦破证明"}
    walk.on(date(2026, 3, 10))
    assert walk.refused("ask_write_off", **ask) == {"recovery.write_off_early"}
    walk.on(date(2026, 3, 11))
    walk.recover("ask_write_off", **ask)
    walk.recover("check_write_off", "checker")
    walk.recover("sign_write_off", "approver")
    walk.on(date(2026, 4, 20))
    it = walk.recover("write_off", "supervisor", approval_number="聊道救核〔2026〕2号")
    assert it.state is RecoveryState.WRITTEN_OFF
    assert (it.book, it.memo, it.written_off) == (D(0), D("43600.00"), D("43600.00"))
    walk.pages_open()

    walk.on(date(2026, 8, 15))
    case = walk.workbench.cases.file(clerk, case.case.id)
    solved = replace(case.accident, hit_and_run_solved_on=walk.today)
    walk.workbench.cases.save(clerk, case, replace(case, accidents=(solved,)))
    it = walk.recover(
        "receive",
        "cashier",
        amount="10000.00",
        received_on=walk.today,
        bank_serial="2026081500000001",
        payer_name="宋朝阳",
    )
    assert (it.written_off, it.recovered, it.recovered_after, it.memo) == (
        D("43600.00"),
        D(0),
        D("10000.00"),
        D("33600.00"),
    )
    balance = OPENING - D("43600.00") + D("10000.00")
    assert walk.workbench.ledger.balance(walk.cast["cashier"]) == balance


NOTICE_2027 = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知"
sureness = "确定"
worked = []

[[off]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
"""


def test_s12_the_dates_come_with_the_notice(walk: Walk, tmp_path: Path) -> None:
    """Three working days after 2027-01-11 end on 01-14 as soon as the table of 2027 is there."""
    assert _new_year(walk).due is None
    (tmp_path / "holidays-2027.toml").write_text(NOTICE_2027, encoding="utf-8")
    book = Rulebook.open(STORY_OFFICE.jurisdiction, overlay=tmp_path)
    object.__setattr__(walk.workbench.context, "rulebook", book)
    assert walk.view.due == date(2027, 1, 14)
    # the lists are kept: they follow with the look of the day
    fund, clerk = walk.workbench.fund, walk.cast["fund_clerk"]
    assert [row.due_on for row in fund.page(clerk, FundQuery()).rows] == [None]
    assert fund.tell_terms(clerk).touched
    assert [row.due_on for row in fund.page(clerk, FundQuery()).rows] == [date(2027, 1, 14)]
    assert not fund.tell_terms(clerk).touched

"""A recovery from hold to the last instalment or the memo ledger: S7 and S10, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mediation_app.clock import SetClock
from mediation_app.domain.fund import (
    LedgerEntry,
    LedgerKind,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Delegation, Role
from mediation_app.domain.recovery import (
    DebtorBasis,
)
from mediation_app.errors import InvalidInput, NotAllowed
from tests.services.fund.chase import Chase, D, S, Start, file_of, people_of
from tests.support.places import Places
from tests.support.stories import office


@pytest.fixture
def chase(engine_name: str, places: Places, clock: SetClock) -> Iterator[Start]:
    """``chase("127800.00", accident day, payment day)`` on both engines."""
    with ExitStack() as stack:

        def start(
            opening: str = "127800.00",
            accident_on: date = date(2026, 2, 13),
            paid_on: date = date(2026, 3, 4),
        ) -> Chase:
            opened = office(places, engine_name, "story-office", clock)
            workbench, cast = stack.enter_context(opened)
            clock.put(paid_on.year, paid_on.month, paid_on.day, 9)
            workbench.ledger.opening(cast["cashier"], D("500000.00"), paid_on)
            draft = people_of(workbench.cases.blank(cast["clerk"]), accident_on)
            case = workbench.cases.new_case(cast["clerk"], draft).value
            victim, driver = case.parties
            file = file_of(case.case.id, victim.id, opening, accident_on, paid_on)
            with workbench.context.store.write(cast["clerk"], "test") as unit:
                unit.save(case, replace(case, funds=(file,)))
                unit.commit()
            recovery = file.recoveries[0].id
            return Chase(workbench, clock, cast, case.case.id, recovery, driver.id)

        yield start


def held(start: Start, **more: Any) -> Chase:
    story = start(**more)
    story.do("hold", certificate=True, note="正在侦办")
    return story


def agreed(start: Start) -> Chase:
    """S7 until the agreement of 6 July."""
    story = held(start)
    story.on(2026, 5, 25)
    story.solve(date(2026, 5, 20))
    story.name_debtor()
    story.do("solved", notice_number="冠公交通〔2026〕9号", notice_on=date(2026, 5, 25))
    story.do("tell", served_how="直接送达")
    story.on(2026, 6, 30)
    story.came("18000.00", "齐信财险")
    story.on(2026, 7, 6)
    officer = story.cast["recovery"]
    story.workbench.recovery.plan(officer, story.key, count=12, first_on=date(2026, 8, 5))
    story.do("agree", debtor_checked=True)
    return story


def in_arrears(start: Start) -> Chase:
    """S7 with three payments, the third one short."""
    story = agreed(start)
    for month, day, amount in ((8, 5, "9150.00"), (9, 7, "9150.00"), (10, 8, "5000.00")):
        story.on(2026, month, day)
        story.came(amount)
    return story


def test_r2_on_hold_the_limitation_has_not_begun(chase: Start) -> None:
    story = held(chase)
    it = story.it
    assert (it.state, it.limitation_on) == (S.ON_HOLD, None)
    assert "未起算" in it.limitation_why
    assert (it.review_on, it.next_step_on) == (date(2026, 6, 2), date(2026, 6, 2))
    assert it.write_off_from == date(2029, 2, 14)
    story.on(2026, 6, 2)
    assert story.do("review", note="仍未侦破").review_on == date(2026, 8, 31)
    assert [a.kind for a in story.view.parts.actions] == ["inquiry", "inquiry"]
    assert story.refused("solved", notice_number="x", notice_on=story.today) == {
        "recovery.not_solved"
    }


def test_chk_13_a_solved_case_waits_for_the_written_notice(chase: Start) -> None:
    story = held(chase)
    assert story.sweep().solved == ()
    story.on(2026, 5, 21)
    story.solve(date(2026, 5, 20))
    assert story.sweep().solved == (story.key,)
    assert story.it.next_step == "逃逸案件已侦破，向交警收取书面通知"
    assert story.it.next_step_on == story.view.police_due == date(2026, 5, 25)
    assert story.sweep().solved == ()  # nothing new to say
    assert "recovery.solved" in story.refused("review", note="x")
    story.on(2026, 5, 25)
    it = story.do("solved", notice_number="冠公交通〔2026〕9号", notice_on=date(2026, 5, 25))
    assert (it.state, it.limitation_on) == (S.OPEN, date(2029, 5, 25))
    assert it.solved_notice == "冠公交通〔2026〕9号"
    assert it.next_step == "送达追偿告知书"


def test_s7_to_the_fen(chase: Start) -> None:
    story = in_arrears(chase)
    rows = story.view.file.repayment_rows
    assert [row.due_on for row in rows[:4]] == [
        date(2026, 8, 5), date(2026, 9, 7), date(2026, 10, 8), date(2026, 11, 5),
    ]  # fmt: skip
    assert [row.nominal_on for row in rows[1:3]] == [date(2026, 9, 5), date(2026, 10, 5)]
    assert {row.amount for row in rows} == {D("9150.00")}
    assert story.it.limitation_on == date(2030, 7, 5)
    story.on(2026, 10, 8)
    assert story.sweep().overdue == ()
    story.on(2026, 10, 9)  # overdue by itself, the day after
    assert story.sweep().overdue == (story.key,)
    assert story.it.state is S.OVERDUE
    assert story.view.steps[-1].person_name == "系统"
    assert story.sweep().overdue == ()
    story.on(2026, 11, 22)
    view = story.view
    assert view.stand.recovered == D("41300.00")
    assert view.stand.outstanding == D("86500.00")
    assert view.stand.overdue == D("13300.00")
    assert view.stand.rate == D("32.32")
    assert view.may_accelerate


def test_s7_demand_accelerate_sue_enforce(chase: Start) -> None:
    story = in_arrears(chase)
    story.on(2026, 10, 9)
    story.do("overdue")
    assert story.do("demand", served_how="邮寄").next_step == "发第 2 次催款函"
    story.on(2026, 10, 21)  # 10-10 is worked: the tenth day is 10-22
    assert story.refused("demand", served_how="邮寄") == {"recovery.demand_early"}
    assert "recovery.not_accelerable" in story.refused("accelerate", served_how="邮寄")
    story.on(2026, 10, 22)
    story.do("demand", served_how="邮寄")
    story.on(2026, 11, 22)
    it = story.do("accelerate", served_how="直接送达")
    assert it.accelerated_on == date(2026, 11, 22)
    assert it.limitation_on == date(2029, 11, 22)
    story.on(2026, 11, 23)
    assert story.view.stand.overdue == D("86500.00")
    assert story.do("demand", served_how="邮寄").next_step == "起诉或参加诉讼"
    sue = {"court": "冠县人民法院", "claim": "偿还 86,500.00 元", "way": "join", "cost": "962.50"}
    assert "workflow.role" in story.refused("sue", **sue)
    it = story.do("sue", "approver", **sue)
    assert (it.state, it.costs_open) == (S.LAWSUIT, D("962.50"))
    assert it.next_step == "跟进诉讼进展"
    assert story.do("enforce", judgment="（2026）鲁1525民初1号").state is S.ENFORCING
    it = story.do("enforced_out", order="（2027）执1号", assets="无财产")
    assert it.state is S.ENFORCED_OUT
    assert story.do("enforce_again", assets="发现车辆").state is S.ENFORCING
    it = story.do("distribute", judgment="民初1号", court="冠县人民法院", docket="执2号")
    assert it.state is S.ENFORCING
    kinds = [action.kind for action in story.view.parts.actions]
    assert kinds[-4:] == ["enforcement", "enforcement", "enforcement", "enforcement"]
    # costs come first and are no repayment of the advance
    it = story.came("1000.00")
    assert (it.costs_open, it.recovered) == (D(0), D("41337.50"))
    with story.workbench.context.store.read(story.cast["cashier"]) as reader:
        last = reader.records(LedgerEntry)[-2:]
    assert {(e.kind, e.amount) for e in last} == {
        (LedgerKind.RECOVERED, D("37.50")), (LedgerKind.OTHER, D("962.50")),
    }  # fmt: skip
    assert len({e.serial for e in last}) == 2


def test_what_was_late_and_came_goes_on_with_the_plan(chase: Start) -> None:
    story = in_arrears(chase)
    story.on(2026, 10, 9)
    story.do("overdue")
    assert story.refused("made_good") == {"recovery.still_overdue"}
    it = story.came("4150.00")
    assert it.state is S.AGREED
    assert [step.event for step in story.view.steps[-2:]] == ["receive", "made_good"]
    assert it.next_step == "核对第 4 期还款 9,150.00 元是否到账"
    assert it.pay_by == date(2026, 11, 5)
    it = story.came("82350.00")
    assert (it.owed, it.next_step) == (D(0), "确认全额追回")
    assert story.do("close").state is S.RECOVERED
    assert story.it.next_step_on is None


def test_told_and_silent_is_overdue_too(chase: Start) -> None:
    story = chase()
    story.name_debtor()
    it = story.do("tell", served_how="直接送达")
    assert it.pay_by == date(2026, 3, 18)  # ten working days
    story.on(2026, 3, 18)
    assert story.sweep().overdue == ()
    story.on(2026, 3, 19)
    assert story.sweep().overdue == (story.key,)
    assert story.view.stand.overdue == D("127800.00")
    assert story.it.next_step == "发第 1 次催款函"
    assert "recovery.no_schedule" in story.refused("made_good")


def test_an_acknowledgement_lets_the_limitation_run_anew(chase: Start) -> None:
    story = chase()
    story.name_debtor()
    story.do("tell", served_how="直接送达")
    story.on(2026, 9, 1)
    it = story.do("acknowledge", debtor="许文涛", note="书面承诺年底前归还")
    assert it.limitation_on is not None
    assert (it.limitation_on.year, it.limitation_on.month) == (2029, 9)
    assert "认可" in it.limitation_why
    for day, left in (((2027, 9, 3), None), ((2028, 9, 3), 12), ((2029, 7, 3), 3)):
        story.on(*day)
        assert story.view.alarm == left


def test_s10_write_off_a_day_after_three_years(chase: Start) -> None:
    story = chase("43600.00", date(2023, 3, 10), date(2023, 3, 28))
    story.do("hold", certificate=True)
    story.on(2024, 3, 28)
    story.do("review", note="仍未侦破")
    facts: dict[str, Any] = {"ground": "1", "certificate": True, "evidence": "公安机关未侦破证明"}
    story.on(2026, 3, 10)
    assert story.refused("ask_write_off", **facts) == {
        "recovery.too_few_actions", "recovery.write_off_early",
    }  # fmt: skip
    story.do("review", note="仍未侦破")
    assert story.refused("ask_write_off", **facts) == {"recovery.write_off_early"}
    story.on(2026, 3, 11)
    assert story.refused("ask_write_off", **facts | {"certificate": False}) == {
        "recovery.no_certificate"
    }
    assert story.do("ask_write_off", **facts).state is S.WRITE_OFF_ASKED
    story.do("check_write_off", "checker")
    story.do("sign_write_off", "approver")
    story.on(2026, 4, 20)
    it = story.do("write_off", "supervisor", approval_number="聊道救核〔2026〕2号")
    assert (it.book, it.memo, it.written_off) == (D(0), D("43600.00"), D("43600.00"))
    story.on(2026, 8, 15)
    story.solve(date(2026, 8, 15))
    it = story.came("10000.00")
    assert (it.written_off, it.recovered_after, it.memo) == (
        D("43600.00"), D("10000.00"), D("33600.00"),
    )  # fmt: skip
    assert it.recovered == D(0)
    (receipt,) = story.view.parts.receipts
    assert receipt.after_write_off
    assert "核销 " not in story.view.stand.text
    assert story.view.stand.outstanding == D("33600.00")
    # taken up again, it can rest outside the books once more but is not written off twice
    assert story.do("resume", note="已侦破，责任人有工资收入").state is S.OPEN
    assert "recovery.written_off_before" in story.refused("ask_write_off", **facts)
    assert story.do("shelve", note="责任人死亡").state is S.WRITTEN_OFF
    assert story.it.memo == D("33600.00")


def test_only_what_was_written_off_is_shelved(chase: Start) -> None:
    assert chase().refused("shelve", note="x") == {"recovery.not_written_off"}


def test_the_next_step_by_hand_lies_within_ninety_days(chase: Start) -> None:
    story = agreed(chase)
    me, service = story.cast["recovery"], story.workbench.recovery
    service.set_next_step(me, story.key, "上门核实住址", date(2026, 7, 20))
    assert (story.it.next_step, story.it.next_step_on) == ("上门核实住址", date(2026, 7, 20))
    for day in (date(2026, 7, 5), date(2026, 10, 5)):
        with pytest.raises(InvalidInput) as trouble:
            service.set_next_step(me, story.key, "x", day)
        assert trouble.value.code == "recovery.next_day"
    with pytest.raises(InvalidInput) as empty:
        service.set_next_step(me, story.key, "  ", date(2026, 7, 20))
    assert empty.value.code == "recovery.next_words"
    with pytest.raises(NotAllowed):
        service.set_next_step(story.cast["cashier"], story.key, "x", date(2026, 7, 20))
    service.follow_up(me, story.key)
    assert story.it.next_step == "核对第 1 期还款 9,150.00 元是否到账"


def test_what_has_no_next_step_gets_one(chase: Start) -> None:
    story = chase()
    assert story.it.next_step_on is None
    assert story.view.idle
    assert story.sweep().planned == (story.key,)
    assert story.it.next_step == "送达追偿告知书"
    assert story.it.next_step_on == date(2026, 3, 11)
    assert story.sweep().planned == ()
    story.on(2026, 3, 12)
    assert story.view.idle


def test_acts_by_hand_are_read(chase: Start) -> None:
    story = chase()
    note, me = story.workbench.recovery.note_action, story.cast["recovery"]
    note(me, story.key, "inquiry", story.today, "车管所查询", cost=D("30.00"))
    assert story.it.costs == D("30.00")
    for changes, code in (
        ({"kind": "prayer"}, "recovery.action_kind"),
        ({"done_on": date(2026, 3, 5)}, "fund.in_future"),
        ({"result": " "}, "recovery.action_result"),
        ({"cost": D("-1")}, "domain.money_negative"),
    ):
        facts: dict[str, Any] = {"kind": "inquiry", "done_on": story.today, "result": "x"}
        with pytest.raises(InvalidInput) as trouble:
            note(me, story.key, **facts | changes)
        assert trouble.value.code == code


def test_debtors_are_suggested_and_kept(chase: Start) -> None:
    story = chase()
    service, me = story.workbench.recovery, story.cast["recovery"]
    (liable,) = service.suggested_shares(me, story.key)
    assert (liable.name, liable.amount) == ("许文涛", D("127800.00"))
    service.set_shares(me, story.key, [liable])
    story.do("tell", served_how="直接送达")
    both = service.shares_after_gross_payment(me, story.key)
    assert [(s.name, s.basis, s.amount) for s in both] == [
        ("许文涛", DebtorBasis.LIABLE, D("89460.00")),
        ("马德顺", DebtorBasis.COMPENSATED, D("38340.00")),
    ]
    assert both[0].told_on == date(2026, 3, 4)  # the same debtor keeps what is known of him
    twice = [replace(share, amount=D("127800.00"), joint=True) for share in both]
    kept = service.set_shares(me, story.key, twice).value.debtor_shares
    assert sum(s.amount for s in kept) == D("255600.00")  # alternative debtors may exceed
    assert story.refused("receive", "cashier", amount="127800.01", received_on=story.today,
                         bank_serial="X", payer_name="许") == {
        "recovery.over_outstanding"
    }  # fmt: skip
    for changes, field in (
        ({"name": " "}, "debtor_shares[1].name"),
        ({"amount": D("127800.01")}, "debtor_shares[1].amount"),
        ({"amount": D("0.00")}, "debtor_shares[1].amount"),
    ):
        with pytest.raises(InvalidInput) as trouble:
            service.set_shares(me, story.key, [kept[0], replace(kept[1], **changes)])
        assert trouble.value.field == field
    with pytest.raises(InvalidInput):
        service.set_shares(me, story.key, [replace(kept[0], recovery_id="other")])


def test_a_lent_role_counts_for_both_people(chase: Start) -> None:
    story = in_arrears(chase)
    story.on(2026, 10, 9)
    story.sweep()
    giver, taker = story.cast["approver"], story.cast["meeting"]
    lent = Delegation(
        id=new_id(), giver_id=giver.person_id, receiver_id=taker.person_id, role=Role.APPROVER,
        giver_name=giver.name, receiver_name=taker.name, since=story.today, until=story.today,
    )  # fmt: skip
    with story.workbench.context.store.write(story.cast["admin"], "test") as unit:
        unit.add(lent)
        unit.commit()
    for kind in ("inquiry", "inquiry", "inquiry"):
        me = story.cast["recovery"]
        story.workbench.recovery.note_action(me, story.key, kind, story.today, "无财产")
    facts: dict[str, Any] = {
        "ground": "2",
        "certificate": True,
        "finding": "执1号",
        "evidence": "查控结果",
    }
    story.do("ask_write_off", **facts)
    story.do("sign_write_off", "meeting")
    signed = story.view.steps[-1]
    assert (signed.person_name, signed.for_person_name) == (taker.name, giver.name)
    story.cast["approver"] = replace(giver, roles=giver.roles | {Role.CHECKER})
    assert story.refused("check_write_off", "approver") == {"workflow.four_eyes"}
    story.do("check_write_off", "checker")
    story.on(2026, 10, 10)
    assert "workflow.role" in story.refused("sign_write_off", "meeting")


def test_anybody_may_let_the_daily_look_run(chase: Start) -> None:
    story = agreed(chase)
    story.on(2026, 8, 6)
    nobody = replace(story.cast["admin"], roles=frozenset())
    assert story.workbench.recovery.sweep(nobody).overdue == (story.key,)

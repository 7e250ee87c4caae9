"""S2 and S7 through the window: the hit-and-run is paid, waits, is solved and paid back by rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mediation_app.bootstrap import open_workbench
from mediation_app.clock import SetClock
from mediation_app.domain.fund import FundState, LedgerKind
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.recovery import DebtorBasis, RecoveryState
from mediation_app.services.stories import s2_people as who
from mediation_app.services.stories import s2_s7, set_up_office
from mediation_app.services.stories.parts import day
from tests.support.stories import CHEAP
from tests.support.window import Person
from tests.support.window_fund import cells, decide, figures, name_debtors, recovery_page, take
from ui.screens.fund.recovery_sheets import PlanSheet

pytestmark = pytest.mark.journey
D = Decimal
SUM = ("127,800.00 元", "壹拾贰万柒仟捌佰元整")
ACCOUNT = "15806001040012345"


def test_s2_paid_by_four_people_and_nobody_to_ask(
    person: Person, folder: Path, clock: SetClock
) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        clock.put(2026, 2, 12, 9, 0)
        workbench.ledger.opening(cast["cashier"], s2_s7.OPENING, day(2, 12))
        clock.put(2026, 2, 14, 9, 40)
        case = s2_s7.register(workbench, cast)
        clock.put(2026, 2, 24, 16, 10)
        case = workbench.cases.save(cast["clerk"], case, who.hospital_account(case)).value
        clock.put(2026, 2, 26, 10, 0)
        key = s2_s7.apply(workbench, cast, case).application.id
        clock.put(2026, 2, 27, 11, 0)
        s2_s7.review(workbench, cast, key)

    # Saturday 02-28 is worked: the check; Monday 03-02 is the last day of the term
    person.at(2026, 2, 28, 9, 30)
    person.start()
    person.sign_in("dingwei")
    decide(person, key, "清单、抢救时限和计算已复核，同意报审批。")
    person.at(2026, 3, 2, 9, 10)
    person.become("maling")
    decide(person, key, "同意垫付。", shown=SUM)
    person.at(2026, 3, 3, 10, 0)
    person.become("guoyan")
    typed: dict[str, Any] = {
        "payee_account": ACCOUNT,
        "payee_account_again": ACCOUNT,
        "account_verified": True,
    }
    decide(person, key, shown=SUM, **typed)
    person.at(2026, 3, 4, 15, 0)
    person.become("renjie")
    decide(person, key, shown=SUM, bank_serial="2026030400228817")

    # nobody is known: the officer lets it rest with the certificate of the police
    person.at(2026, 3, 5, 9, 0)
    person.become("xuqiang")
    page = recovery_page(person, key)
    assert figures(page)["left"] == ("127,800.00", "追偿率 0.00%")
    take(person, page, "暂缓：肇事者不明", certificate=True, note="逃逸案件正在侦办，尚未查明。")
    assert page.state.text() == "暂缓（肇事者不明）"
    assert figures(page)["limit"] == ("未起算", "不知道义务人")
    assert page.next_line.words.text() != "没有安排"
    assert page.next_line.isVisible()
    assert cells(page.shares, "name") == []

    person.program.close()
    with open_workbench(folder, clock=clock) as workbench:
        file = workbench.fund.file(cast["approver"], key)
        application, recovery = file.application, file.recovery
        assert (application.state, application.approved) == (FundState.PAID, D("127800.00"))
        assert (application.decide_due, application.pay_due) == (day(3, 2), day(3, 4))
        assert recovery is not None
        assert recovery.state is RecoveryState.ON_HOLD
        assert recovery.write_off_from == date(2029, 2, 14)
        assert recovery.review_on == day(6, 3)
        assert workbench.ledger.balance(cast["cashier"]) == s2_s7.OPENING - D("127800.00")


def test_s7_solved_told_and_paid_back_by_rates(
    person: Person, folder: Path, clock: SetClock
) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        told = s2_s7.play_fund(workbench, clock, cast)
        clock.put(2026, 5, 25, 9, 30)
        case = workbench.cases.file(cast["clerk"], told.case_id)
        case = workbench.cases.save(cast["clerk"], case, who.solved(case)).value
    driver = case.parties_with(PartyRole.DRIVER)[0].id
    insurer = case.parties_with(PartyRole.INSURER_COMPULSORY)[0].id
    key = told.application_id

    # the officer names who owes and tells them
    person.start()
    person.sign_in("xuqiang")
    page = recovery_page(person, key)
    assert "逃逸案件已侦破，交警应在 2026-05-25 前书面通知" in page.reasons.accessibleName()
    debtors: list[dict[str, object]] = [
        {"party": driver, "basis": DebtorBasis.LIABLE, "amount": D("127800.00"), "joint": True},
        {"party": insurer, "basis": DebtorBasis.INSURER, "amount": D("18000.00"), "joint": True},
    ]
    name_debtors(person, page, debtors)
    assert cells(page.shares, "amount") == ["127,800.00", "18,000.00"]
    take(person, page, "登记侦破通知", notice_number="东公交通〔2026〕9号", notice_on=day(5, 25))
    take(person, page, "送达追偿告知书", served_how="直接送达", proof="送达回证")
    assert page.state.text() == "已告知"

    # the insurer pays its part; the driver promises the rest in twelve rates
    _receive(person, (6, 30), key, "18000.00", "2026063000571126", who.INSURER)
    person.at(2026, 7, 6, 9, 0)
    person.become("xuqiang")
    page = recovery_page(person, key)
    assert figures(page)["left"][0] == "109,800.00"
    person.press("排定还款计划", page)
    sheet = person.sheet(PlanSheet)
    person.fill(sheet.form, count=12, first_on=day(8, 5))
    person.wait(lambda: bool(sheet.preview.text()))
    assert sheet.preview.text().startswith(
        "12 期，每期 9,150.00 元，2026-08-05 至 2027-07-05；"
        "遇休息日顺延：09-05 → 09-07，10-05 → 10-08"
    )
    person.press("排定计划", sheet)
    assert person.window.overlay.top() is None
    assert set(cells(page.rows, "state")) == {"待签订"}
    take(person, page, "签订还款协议", debtor_checked=True)
    assert cells(page.rows, "due")[:4] == ["2026-08-05", "2026-09-07", "2026-10-08", "2026-11-05"]
    assert cells(page.rows, "amount") == ["9,150.00"] * 12

    # two rates in full, a third short, then nothing
    _receive(person, (8, 5), key, "9150.00", "2026080500331209", who.DRIVER)
    _receive(person, (9, 7), key, "9150.00", "2026090700412286", who.DRIVER)
    _receive(person, (10, 8), key, "5000.00", "2026100800118420", who.DRIVER)
    person.at(2026, 10, 9, 9, 0)
    person.become("xuqiang")
    page = recovery_page(person, key)
    take(person, page, "转为逾期", note="第 3 期少还 4,150.00 元")
    person.at(2026, 10, 12, 9, 30)
    take(person, page, "发催款函", served_how="直接送达")

    person.at(2026, 11, 22, 10, 0)
    page = recovery_page(person, key)
    strip = figures(page)
    assert strip["opening"][0] == "127,800.00"
    assert strip["back"] == ("41,300.00", "4 笔")
    assert strip["left"] == ("86,500.00", "追偿率 32.32%")
    assert strip["late"] == ("13,300.00", "2 期")
    assert strip["limit"][0] == "2030-07-05"
    assert cells(page.rows, "state")[:4] == ["已还", "已还", "欠 4,150.00", "逾期"]
    assert "可以宣布全部到期" in page.reasons.accessibleName()
    assert person.button("宣布全部到期", page._steps).isEnabled()

    person.program.close()
    with open_workbench(folder, clock=clock) as workbench:
        view = workbench.recovery.view(cast["recovery"], told.recovery_id)
        assert view.recovery.state is RecoveryState.OVERDUE
        assert (view.stand.recovered, view.stand.outstanding, view.stand.overdue) == (
            D("41300.00"),
            D("86500.00"),
            D("13300.00"),
        )
        assert view.stand.rate == D("32.32")
        shares = [(s.party_id, s.amount, s.joint) for s in view.file.debtor_shares]
        assert shares == [(driver, D("127800.00"), True), (insurer, D("18000.00"), True)]
        paid_by = [r.debtor_id for r in view.file.repayment_receipts]
        names = {s.id: s.party_id for s in view.file.debtor_shares}
        assert [names[one] for one in paid_by] == [insurer, driver, driver, driver]
        book = workbench.ledger.entries(cast["cashier"])
        assert [line.entry.kind for line in book] == [
            LedgerKind.OPENING,
            LedgerKind.PAID_OUT,
            *[LedgerKind.RECOVERED] * 4,
        ]
        balance = s2_s7.OPENING - D("127800.00") + D("41300.00")
        assert workbench.ledger.balance(cast["cashier"]) == balance


def _receive(
    person: Person, on: tuple[int, int], key: str, amount: str, serial: str, payer: str
) -> None:
    """The cashier registers what reached the fund's account that day."""
    person.at(2026, *on, 11, 0)
    assert person.program.session is not None
    if person.program.session.actor.name != "郭燕":
        person.become("guoyan")
    page = recovery_page(person, key)
    known = {"bank_serial": serial, "payer_name": payer}
    take(person, page, "登记还款", amount=D(amount), **known)

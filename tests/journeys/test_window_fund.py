"""The fund's journeys once through the window: S1 to the payment, S4 to the refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundKind, FundState, PaymentState
from mediation_app.domain.parties import PartyRole
from mediation_app.services.stories import Cast, s1_s9, s4, set_up_office
from mediation_app.services.stories import s1_people as who
from mediation_app.services.stories.parts import day
from tests.support.stories import CHEAP
from tests.support.window import Person
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.screens.approvals import ApprovalsScreen
from ui.screens.fund.application import ApplicationScreen
from ui.screens.fund.line_sheet import LineSheet
from ui.screens.fund.section_bill import BillSection
from ui.screens.fund.section_materials import MaterialsSection

pytestmark = pytest.mark.journey
D = Decimal
CTRL = Qt.KeyboardModifier.ControlModifier


def _draft(workbench: Workbench, cast: Cast, clock: SetClock) -> str:
    """S1 up to the evening before the hospital's form is handed in."""
    clock.put(2026, 9, 28, 9, 0)
    workbench.ledger.opening(cast["cashier"], s1_s9.OPENING, day(9, 28))
    clock.put(2026, 9, 30, 9, 15)
    case = s1_s9.register(workbench, cast)
    clock.put(2026, 10, 9, 16, 20)
    case = workbench.cases.save(cast["clerk"], case, who.hospital_account(case)).value
    clock.put(2026, 10, 10, 9, 0)
    victim = case.parties_with(PartyRole.VICTIM)[0]
    fund, clerk = workbench.fund, cast["fund_clerk"]
    file = fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE, channel="医院").value
    bill = replace(file, bill_lines=who.bill(file))
    return fund.save(clerk, file, bill).value.application.id


def _file(person: Person, folder: Path, key: str) -> FundFile:
    """The application as it is stored, after the program has ended."""
    person.program.close()
    with open_workbench(folder) as workbench:
        cast = set_up_office(workbench, SetClock(workbench.context.clock.now()))
        return workbench.fund.file(cast["approver"], key)


def _application(person: Person) -> ApplicationScreen:
    screen = person.screen
    assert isinstance(screen, ApplicationScreen)
    return screen


def _step(person: Person, text: str, **facts: object) -> None:
    """Press the head's button, fill the dialog, confirm."""
    page = _application(person)
    assert page.next.text() == text
    person.press(text)
    sheet = person.sheet(StepSheet)
    person.fill(sheet.form, **facts)
    person.press(sheet._go_button.text(), sheet)
    assert person.window.overlay.top() is None, _errors(sheet)


def _errors(sheet: StepSheet) -> list[str]:
    wrong = [row.error() for row in sheet.form.rows.values() if row.error()]
    return [*wrong, sheet.reasons.accessibleName()]


def _decide(person: Person, key: str, opinion: str = "", **facts: object) -> None:
    """At the approvals: the opinion, the button, what the dialog shows, the deliberate click."""
    person.go("approvals", key)
    screen = person.screen
    assert isinstance(screen, ApprovalsScreen)
    if opinion:
        person.type(screen.bar.opinion, opinion)
    person.key(Qt.Key.Key_Return, CTRL)
    sheet = person.sheet(StepSheet)
    person.fill(sheet.form, **facts)
    if isinstance(sheet, MoneySheet):
        assert sheet.block.amount.text() == "57,160.00 元"
        assert sheet.block.words.text() == "伍万柒仟壹佰陆拾元整"
    person.press(sheet._go_button.text(), sheet)
    assert person.window.overlay.top() is None, _errors(sheet)


def _menu_step(person: Person, text: str, **facts: object) -> None:
    """A step of the menu behind the three dots."""
    menu = _application(person).make_menu()
    entry = next(a for a in menu.actions() if a.text().startswith(text))
    assert entry.isEnabled(), entry.toolTip()
    entry.trigger()
    person.rest()
    sheet = person.sheet(StepSheet)
    person.fill(sheet.form, **facts)
    person.press(sheet._go_button.text(), sheet)
    assert person.window.overlay.top() is None, _errors(sheet)


def _submitted(workbench: Workbench, cast: Cast, key: str) -> None:
    """Handed in complete and accepted on 10-10."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    file = fund.file(clerk, key)
    application = replace(
        file.application,
        received_on=day(10, 10),
        unsettled_on=day(10, 10),
        notice_number="东阿公交救通〔2026〕第0041号",
        notice_on=day(10, 9),
    )
    file = fund.save(clerk, file, replace(file, application=application)).value
    there = {m.code: "" for m in file.materials if m.required or m.code == "police_notice"}
    fund.tick_materials(clerk, key, there)
    fund.perform(clerk, key, "submit", day(10, 10), {"form_signed": True, "standing_proved": True})
    fund.perform(clerk, key, "accept", day(10, 10), {"complete_on": day(10, 10)})


def test_s1_by_six_people_at_one_window(person: Person, folder: Path, clock: SetClock) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        key = _draft(workbench, set_up_office(workbench, clock), clock)
    person.at(2026, 10, 10, 9, 30)
    person.start()
    person.sign_in("songmei")

    # the hospital's form: what only this window knows is typed, the rest stands there already
    person.go("fund", key)
    page = _application(person)
    form = page._sections["form"]
    person.fill(
        form.form,
        received_on=day(10, 10),
        unsettled_on=day(10, 10),
        notice_number="东阿公交救通〔2026〕第0041号",
        notice_on=day(10, 9),
    )
    person.key(Qt.Key.Key_S, CTRL)
    assert page.book.file.application.notice_on == day(10, 9)
    person.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    materials = page._sections["materials"]
    assert isinstance(materials, MaterialsSection)
    for material in page.book.file.materials:
        if material.required or material.code in ("police_notice", "finding"):
            person.type(materials.rows[material.id].box, True)
    person.key(Qt.Key.Key_S, CTRL)
    assert page.side.amount.text() == "58,420.00 元"
    _step(person, "提交申请", form_signed=True, standing_proved=True, occurred_on=day(10, 10))
    assert page.next.text() == "受理", page.why.text()
    _step(person, "受理", complete_on=day(10, 10))
    number = page.book.file.application.number
    assert number == "东道救申〔2026〕第0001号"

    # the bill, line by line: everything in order but the single room
    person.at(2026, 10, 12, 10, 40)
    person.go("fund", key, at="bill")
    bill = page._sections["bill"]
    assert isinstance(bill, BillSection)
    bill.table.setFocus()
    bill.table.select(0)
    for line in page.book.file.bill_lines:
        assert bill.table.current_record().id == line.id
        if line.name != who.SINGLE_ROOM:
            person.key(Qt.Key.Key_Space)
            continue
        person.key(Qt.Key.Key_Return)
        sheet = person.sheet(LineSheet)
        person.fill(sheet.form, approved=D("0.00"), reduction_code="K06")
        person.press("保存", sheet)
    person.key(Qt.Key.Key_S, CTRL)
    assert page.side.amount.text() == "57,160.00 元"
    person.key(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    person.press("按档案填写结论")
    person.wait(page.why.isHidden)
    _step(
        person,
        "提出垫付意见",
        opinion="符合第一种情形，核减单人间床位费 1,260.00 元，建议垫付 57,160.00 元。",
    )
    assert page.book.file.application.proposed == D("57160.00")

    # four other people: check, approve, order, confirm
    person.at(2026, 10, 12, 15, 30)
    person.become("dingwei")
    _decide(person, key, "清单、计算已复核，同意报审批。")
    person.at(2026, 10, 13, 9, 20)
    person.become("maling")
    _decide(person, key, "同意垫付。")
    person.become("songmei")
    person.go("fund", key)
    _menu_step(person, "登记送达", served_on=day(10, 13), served_to=f"{who.HOSPITAL}医保办")
    person.at(2026, 10, 14, 10, 0)
    person.become("guoyan")
    account = "15806001040012345"
    _decide(person, key, payee_account=account, payee_account_again=account, account_verified=True)
    person.at(2026, 10, 15, 14, 30)
    person.become("renjie")
    _decide(person, key, bank_serial="2026101500417733")

    file = _file(person, folder, key)
    application = file.application
    assert application.state is FundState.PAID
    assert application.approved == D("57160.00")
    assert application.decide_due == date(2026, 10, 14)
    assert application.pay_due == date(2026, 10, 15)
    (payment,) = file.payments
    assert payment.state is PaymentState.PAID
    assert (payment.amount, payment.paid_on) == (D("57160.00"), date(2026, 10, 15))
    assert payment.payee_name == who.HOSPITAL
    assert file.recovery is not None
    assert file.recovery.opening == D("57160.00")
    hands = (
        application.clerk_id,
        application.checker_id,
        application.approver_id,
        application.payer_id,
        application.pay_checker_id,
    )
    assert len(set(hands)) == 5


def test_s1_nobody_takes_two_chairs(person: Person, folder: Path, clock: SetClock) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        key = _draft(workbench, cast, clock)
        _submitted(workbench, cast, key)
        clock.put(2026, 10, 12, 10, 40)
        s1_s9.review(workbench, cast, key)
    person.start()
    person.sign_in("songmei")
    person.go("approvals", key)
    screen = person.screen
    assert isinstance(screen, ApprovalsScreen)
    assert screen.bar.isHidden()
    person.key(Qt.Key.Key_Return, CTRL)
    assert person.window.overlay.top() is None
    assert _file(person, folder, key).application.state is FundState.REVIEW2


def test_s4_is_refused_with_its_reason(person: Person, folder: Path, clock: SetClock) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        clock.put(2026, 4, 2, 9, 20)
        case = s4.register(workbench, cast)
        clock.put(2026, 4, 3, 9, 40)
        key = s4.apply(workbench, cast, case).application.id
        clock.put(2026, 4, 7, 15, 10)
        s4.review(workbench, cast, key)
    person.at(2026, 4, 8, 10, 30)
    person.start()
    person.sign_in("dingwei")
    _decide(person, key, "同意经办意见，不属于垫付情形。")
    person.at(2026, 4, 9, 9, 30)
    person.become("maling")
    person.go("approvals", key)
    screen = person.screen
    assert isinstance(screen, ApprovalsScreen)
    person.press("不予垫付")
    sheet = person.sheet(StepSheet)
    facts = s4.REFUSED_FACTS.format(name="赵庆安")
    person.fill(sheet.form, refusal_codes=("N02",), refusal_facts=facts, opinion="同意不予垫付。")
    person.press(sheet._go_button.text(), sheet)
    assert person.window.overlay.top() is None, _errors(sheet)
    person.become("songmei")
    person.go("fund", key)
    _menu_step(person, "登记送达", served_on=date(2026, 4, 9), served_to="赵立新")

    application = _file(person, folder, key).application
    assert application.state is FundState.REFUSED
    assert application.refusal_codes == ("N02",)
    assert application.approved == D("0.00")
    assert application.decided_on == date(2026, 4, 9)

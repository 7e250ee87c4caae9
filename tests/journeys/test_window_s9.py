"""S9 through the window: the agreement pays the fund first, or it is not signed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mediation_app.bootstrap import open_workbench
from mediation_app.clock import SetClock
from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.cases import MediationState
from mediation_app.domain.recovery import RecoveryState
from mediation_app.services.stories import s1_people as who
from mediation_app.services.stories import s1_s9, set_up_office
from mediation_app.services.stories.parts import day
from tests.support.stories import CHEAP
from tests.support.window import Person
from tests.support.window_case import case_page, confirm, file_of, section, sign, take
from tests.support.window_fund import figures, recovery_page
from tests.support.window_fund import take as recover
from ui.dialogs.step_dialog import StepSheet
from ui.screens.case import CaseScreen
from ui.screens.case.agreement_sheets import InstalmentSheet
from ui.screens.case.section_agreement import AgreementSection

pytestmark = pytest.mark.journey
D = Decimal
CTRL = Qt.KeyboardModifier.ControlModifier
FUND, VICTIM = D("57160.00"), D("153140.00")


def _tags(person: Person) -> list[tuple[str, str]]:
    """The tags in the head of the case: words and tone."""
    return [(tag.text(), tag._tone) for tag in case_page(person).head._tags]


def _payments(drafted: AgreementSection) -> list[tuple[str, Decimal]]:
    return [(row.payee, row.amount) for row in drafted.payments.model.records()]


def test_s9_the_fund_first_or_no_signature(person: Person, folder: Path, clock: SetClock) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        told = s1_s9.play_fund(workbench, clock, cast)
        s1_s9.open_mediation(workbench, clock, cast, told)
        clock.put(2026, 11, 16, 14, 0)
        s1_s9.hold_session(workbench, cast, told)

    # the mediator sees that the fund is owed, and the draft says where the money goes
    person.at(2026, 11, 16, 16, 30)
    person.start()
    person.sign_in("zhouguoqing")
    person.go("case", told.case_id)
    assert ("垫付未还 57,160.00", "fund") in _tags(person)
    person.press("拟定调解协议")
    drafted = section(person, AgreementSection)
    assert _payments(drafted) == [
        ("救助基金", FUND),
        (who.VICTIM, VICTIM),
        ("", D("210300.00")),
    ]
    assert drafted.form.value("total") == D("228300.00")
    assert "已付 18,000.00 + 尚应支付 210,300.00 = 228,300.00" in drafted.words.accessibleName()

    # everything to the victim and nothing to the fund: no way to an agreement
    fund_row, victim_row = file_of(person).instalments
    drafted.payments.table.setFocus()
    drafted.payments.table.select(0)
    person.key(Qt.Key.Key_Delete)
    _amount_of_first(person, drafted, D("210300.00"))
    assert [row.amount for row in file_of(person).instalments] == [D("210300.00")]
    person.key(Qt.Key.Key_Return, CTRL)
    barred = person.sheet(StepSheet)
    assert not barred._go_button.isEnabled()
    assert "救助基金" in barred.reasons.accessibleName()
    assert "57,160.00" in barred.reasons.accessibleName()
    person.key(Qt.Key.Key_Escape)

    # drafted anew by the losses the fund's line is back; the fund has read it: everybody signs
    person.press("按损失重新拟定")
    person.press("重新拟定")
    assert _payments(drafted)[:2] == [("救助基金", FUND), (who.VICTIM, VICTIM)]
    person.type(drafted.form.part("fund_told"), True)
    person.key(Qt.Key.Key_S, CTRL)
    take(person, "达成协议（书面）")
    for key in list(drafted.board._acts):
        sign(person, key, recorder="李雪")
    take(person, "签署完毕")
    assert file_of(person).case.effective_on == day(11, 16)
    assert fund_row.amount == FUND
    assert victim_row.amount == VICTIM

    # the insurer pays both: the cashier books the fund's part, the officer closes the recovery
    person.at(2026, 11, 20, 10, 0)
    person.become("guoyan")
    page = recovery_page(person, told.application_id)
    recover(
        person,
        page,
        "登记还款",
        amount=FUND,
        bank_serial="2026112000398815",
        payer_name=who.INSURER,
    )
    assert figures(page)["back"] == ("57,160.00", "1 笔")
    person.become("xuqiang")
    page = recovery_page(person, told.application_id)
    assert figures(page)["left"] == ("0.00", "追偿率 100.00%")
    recover(person, page, "确认全额追回", note="保险公司按调解协议一次性偿还。")
    assert page.state.text() == "已全额追回"

    # the clerk registers the performance; nothing of the fund stands on the case any more
    person.become("lixue")
    person.go("case", told.case_id, "agreement")
    for _ in range(2):
        person.press("登记履行")
        confirm(person, voucher="银行回单 2026112000398816")
    assert isinstance(person.screen, CaseScreen)
    assert not [text for text, _ in _tags(person) if "垫付" in text]

    person.program.close()
    with open_workbench(folder, clock=clock) as workbench:
        case = workbench.cases.peek(cast["clerk"], told.case_id)
        assert case.case.state is MediationState.PERFORMED
        assert [(i.purpose, i.amount) for i in case.instalments] == [
            (PaymentPurpose.FUND_REPAYMENT, FUND),
            (PaymentPurpose.COMPENSATION, VICTIM),
        ]
        assert sorted(p.amount for p in case.performances) == [FUND, VICTIM]
        view = workbench.recovery.view(cast["recovery"], told.recovery_id)
        assert view.recovery.state is RecoveryState.RECOVERED
        assert (view.recovery.recovered, view.owed) == (FUND, D("0.00"))
        assert workbench.ledger.balance(cast["cashier"]) == s1_s9.OPENING


def _amount_of_first(person: Person, drafted: AgreementSection, amount: Decimal) -> None:
    """The sheet of the first payment: another sum."""
    drafted.payments.table.select(0)
    person.key(Qt.Key.Key_Return)
    sheet = person.sheet(InstalmentSheet)
    person.type(sheet.form.part("amount"), amount)
    person.press("确定", sheet)
    assert person.window.overlay.top() is None

"""E3 through the window, from acceptance to archive: every step by its dialog, every sum as told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import SignMethod
from mediation_app.domain.parties import PartyKind
from mediation_app.services.stories import Cast
from tests.ui.screens.case.conftest import Stage
from ui.dialogs.step_dialog import StepSheet
from ui.screens.case.agreement_sheets import SignatureSheet
from ui.screens.case.section_agreement import AgreementSection


def _step(stage: Stage, event: str, **facts: Any) -> None:
    stage.page.take(event)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet), stage.messages
    sheet.form.set_values(facts)
    sheet._take()
    stage.rest()
    assert stage.sheet() is None, [row.error() for row in sheet.form.rows.values()]


def _sign_all(stage: Stage, clock: SetClock) -> None:
    page = stage.go(stage.page.book.case_id, "agreement")
    section = page._sections["agreement"]
    assert isinstance(section, AgreementSection)
    file = page.book.file
    insurer = next(p for p in file.parties if p.kind is PartyKind.ORGANISATION)
    open_ones = [key for key in section.board._acts if key != insurer.id]
    for key in (*open_ones, insurer.id):
        if key == insurer.id:
            clock.put(2026, 6, 26, 10, 15)
        section._sign(key)
        stage.rest()
        sheet = stage.sheet()
        assert isinstance(sheet, SignatureSheet)
        sheet._day.set_value(date(2026, 6, 26 if key == insurer.id else 24))
        if key not in (insurer.id, "committee"):
            sheet._method.set_value(SignMethod.SIGNATURE_AND_PRINT)
        sheet._take()
        stage.rest()
        assert stage.sheet() is None, [row.error() for row in sheet.form.rows.values()]
    assert section.board._acts == {}


def test_e3_by_the_window(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, clock: SetClock
) -> None:
    case_id = registered.case.id
    clock.put(2026, 6, 16, 8, 50)
    page = stage.go(case_id)
    mediator, clerk = cast["mediator"].person_id, cast["clerk"].person_id
    assert page.head.next.text() == "受理"
    _step(stage, "accept", consent=True, mediator_id=mediator)
    assert page.book.file.case.number
    _step(stage, "appoint", mediator_id=mediator, recorder_id=clerk)
    assert page.head.next.text() == "告知权利义务"
    _step(stage, "tell_rights")
    from mediation_app.domain.moments import at

    _step(
        stage,
        "book_session",
        starts_at=at(date(2026, 6, 24), 9, 30),
        place="2 号调解室",
        insurer_told_on=date(2026, 6, 16),
    )
    clock.put(2026, 6, 24, 11, 10)
    stage.page.book.reload()
    stage.rest()
    assert page.head.next.text() == "开始调解"
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    sheet._take()
    stage.rest()
    reckoned = page.book.view.reckoning  # type: ignore[union-attr]
    assert reckoned is not None
    total = sum((v.entitlement for v in reckoned.victims), Decimal(0))
    _step(stage, "record_session", minutes="各方陈述，达成一致。", result="success", amount=total)
    assert page.head.next.text() == "拟定调解协议"
    page.take_next()
    stage.rest()
    agreement = page.book.file.agreement
    assert agreement is not None
    assert agreement.total == total
    assert not page.book.dirty
    assert page._key == "agreement"
    _step(stage, "agree")
    _sign_all(stage, clock)
    _step(stage, "sign")
    file = workbench.cases.peek(cast["clerk"], case_id)
    assert file.case.effective_on == date(2026, 6, 26)
    assert file.case.state is MediationState.AWAITING
    clock.put(2026, 7, 3, 14, 40)
    stage.page.book.reload()
    stage.rest()
    while page.book.file.case.state is not MediationState.PERFORMED:
        section = page._sections["agreement"]
        assert isinstance(section, AgreementSection)
        section.payments.record()
        stage.rest()
        sheet = stage.sheet()
        assert isinstance(sheet, StepSheet)
        sheet._take()
        stage.rest()
        assert stage.sheet() is None
    paid = sum((p.amount for p in page.book.file.performances), Decimal(0))
    assert paid == Decimal("25540.00")
    clock.put(2026, 7, 10, 9, 30)
    stage.page.book.reload()
    stage.rest()
    _step(stage, "follow_up", performance="款项已到账", satisfaction="满意")
    _step(stage, "close")
    _step(stage, "archive", archive_place="档案室 2 柜", retention="10")
    assert page.head.next.isHidden()
    assert page.head._why_text.text() == "已归档"
    assert workbench.cases.peek(cast["clerk"], case_id).case.state is MediationState.ARCHIVED


def test_a_late_step_asks_why(stage: Stage, registered: CaseFile, clock: SetClock) -> None:
    clock.put(2026, 6, 22, 9, 0)
    stage.go(registered.case.id)
    stage.page.take("accept")
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    sheet.form.set_values({"consent": True, "occurred_on": date(2026, 6, 16)})
    sheet._take()
    stage.rest()
    assert stage.sheet() is sheet
    row = sheet.form.rows["late_reason"]
    assert row.isVisibleTo(sheet.form)
    assert "补录原因" in row.error()
    sheet.form.set_values({"late_reason": "停电"})
    sheet._take()
    stage.rest()
    assert stage.sheet() is None
    assert stage.page.book.file.case.accepted_on == date(2026, 6, 16)


def test_a_barred_step_leads_to_the_field(stage: Stage, registered: CaseFile) -> None:
    page = stage.go(registered.case.id, "parties")
    file = page.book.file
    page.book.edit(replace(file, accidents=(replace(file.accident, place=""),)))
    page.take("accept")
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StepSheet)
    assert not sheet._go_button.isEnabled()
    assert "事故地点" in sheet.reasons.accessibleName()
    sheet._go("accident/place")
    stage.rest()
    assert page._key == "accident"
    focus = stage.window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "place"

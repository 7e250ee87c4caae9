"""Over-payments on the page of an application: the hint, the refund, its steps, its letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.database.queries import FundQuery
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Prepaid
from mediation_app.domain.offices import Actor
from mediation_app.domain.refunds import RefundState
from mediation_app.services.stories import Cast, s1_s9
from mediation_app.services.stories.parts import day
from tests.support.places import Places
from tests.support.stories import office
from tests.ui.screens.fund.conftest import Stage
from ui.screens.fund.application import ApplicationScreen
from ui.screens.fund.section_refunds import RefundsSection

Make = Callable[[Actor], Stage]
D = Decimal
AMOUNT = D("20000.00")


def _play(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
    """S1, then the insurer's 20,000.00 for the bill the fund has settled."""
    told = s1_s9.play_fund(workbench, clock, cast)
    clock.put(2026, 10, 20, 9, 0)
    case = workbench.cases.file(cast["clerk"], told.case_id)
    rows = tuple(
        Prepaid(
            id=new_id(),
            case_id=told.case_id,
            payer_id=payer.id,
            victim_id=case.parties[0].id,
            amount=amount,
            paid_on=day(10, on),
        )
        for payer, amount, on in (
            (case.parties[0], D("1260.00"), 16),
            (case.parties[3], AMOUNT, 20),
        )
    )
    workbench.cases.save(cast["clerk"], case, replace(case, prepaid=(*case.prepaid, *rows)))


@pytest.fixture
def played(places: Places, clock: SetClock) -> Iterator[tuple[Workbench, Cast]]:
    """The office with S1 paid and paid once more, on 20 October."""
    with office(places, "sqlite", "s1-overpaid-window", clock, _play) as found:
        yield found


@pytest.fixture
def key(workbench: Workbench, cast: Cast) -> str:
    """The application of S1."""
    return workbench.fund.page(cast["clerk"], FundQuery()).rows[0].application_id


def page_of(stage: Stage, key: str, **query: str) -> ApplicationScreen:
    found = stage.go("fund", key, **query)
    assert isinstance(found, ApplicationScreen)
    return found


def section(page: ApplicationScreen) -> RefundsSection:
    page._choose("refunds")
    found = page._sections["refunds"]
    assert isinstance(found, RefundsSection)
    QTest.qWait(50)
    return found


def texts(page: Any) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_hint_opens_the_refund_filled_in(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["checker"])
    page = page_of(stage, key)
    assert page.banner.isVisible()
    assert page.banner.amount.text() == "可能多付 20,000.00 元"
    click(page.banner.register)
    stage.rest()
    sheet = stage.sheet()
    assert sheet.form.rows["amount"].field.value() == AMOUNT
    assert sheet.form.rows["cause"].field.value() == "M01"
    assert sheet.form.rows["debtor"].field.value() == "东阿县康宁医院"
    assert "多付 20,000.00 元" in sheet.form.rows["opinion"].field.value()
    click(sheet._go_button)
    stage.rest()
    (refund,) = workbench.fund.file(cast["checker"], key).refunds
    assert (refund.state, refund.amount) == (RefundState.DUE, AMOUNT)
    assert not page.banner.isVisible(), "what was opened is dealt with"
    notes = {item.section.key: item.section.note for item in page.nav._items}
    assert notes["refunds"] == "1"


def test_nobody_else_opens_it_but_everybody_sees_the_hint(
    make_stage: Make, cast: Cast, key: str
) -> None:
    stage = make_stage(cast["cashier"])
    page = page_of(stage, key)
    assert page.banner.isVisible()
    assert not page.banner.register.isVisible()
    click(page.banner.show_it)
    shown = section(page)
    assert shown.isVisible()
    assert shown.empty.isVisible()
    assert not shown.register.isVisible()


def test_from_confirmation_to_money(
    make_stage: Make, workbench: Workbench, cast: Cast, clock: SetClock, key: str
) -> None:
    facts = {"cause": "M01", "amount": AMOUNT, "debtor": "东阿县康宁医院", "opinion": "另付"}
    workbench.fund.perform(cast["checker"], key, "adjust", day(10, 20), facts)
    stage = make_stage(cast["approver"])
    shown = section(page_of(stage, key))
    (card,) = shown.cards
    click(card.buttons["confirm"])
    stage.rest()
    click(stage.sheet()._go_button)
    stage.rest()
    shown = section(page_of(stage, key))
    assert "东道救退函〔2026〕第0001号" in texts(shown)
    assert "confirm" not in shown.cards[0].buttons, "once is enough"
    refund = workbench.fund.file(cast["clerk"], key).refunds[0]
    served = {"served_on": day(10, 20), "served_how": "直接送达"}
    workbench.refunds.perform(cast["recovery"], refund.id, "tell", day(10, 20), served)
    stage = make_stage(cast["cashier"])
    shown = section(page_of(stage, key))
    assert shown.cards[0].badge.isVisible()
    click(shown.cards[0].buttons["receive"])
    stage.rest()
    sheet = stage.sheet()
    assert sheet.form.rows["amount"].field.value() == AMOUNT
    sheet.form.rows["bank_serial"].field.set_value("R77")
    click(sheet._go_button)
    stage.rest()
    refund = workbench.fund.file(cast["clerk"], key).refunds[0]
    assert refund.state is RefundState.RETURNED
    assert "R77" in texts(section(page_of(stage, key)))


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
def test_nothing_is_cut_off(
    make_stage: Make, workbench: Workbench, cast: Cast, key: str, size: tuple[int, int]
) -> None:
    facts = {"cause": "M01", "amount": D("5000.00"), "debtor": "东阿县康宁医院", "opinion": "另付"}
    workbench.fund.perform(cast["checker"], key, "adjust", day(10, 20), facts)
    stage = make_stage(cast["approver"])
    stage.window.resize(*size)
    page = page_of(stage, key)
    shown = section(page)
    stage.rest()
    assert page.banner.amount.text() == "可能多付 15,000.00 元"
    for button in (*shown.cards[0].buttons.values(), page.banner.show_it):
        assert button.width() >= button.minimumSizeHint().width()
        corner = button.mapTo(page, button.rect().bottomRight())
        assert page.rect().contains(corner) or button.isHidden() or size == (911, 512)

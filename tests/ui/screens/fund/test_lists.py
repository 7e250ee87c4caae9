"""The fund's lists over an office with some hundred recoveries: ageing, pages, the book, sizes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock, today
from mediation_app.domain.ageing import Age, age_of
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import RecoveryState
from mediation_app.services.demo.office import demo_actor
from mediation_app.services.ledger_pages import BookLine, MonthSums
from tests.benchmarks.fund_office import make_office
from tests.support.places import Places
from tests.support.screens import CHEAP, SIZES, Desktop, demo_builder, layout_faults, nameless
from ui.screens.case.screen import CaseScreen
from ui.screens.fund.application import ApplicationScreen
from ui.screens.fund.list_book import BookPane
from ui.screens.fund.list_eligible import EligiblePane
from ui.screens.fund.list_recoveries import RecoveriesPane
from ui.screens.fund.screen import FundScreen

Sit = Callable[[str], Desktop]
_K = Qt.Key


@pytest.fixture
def large_bench(places: Places, clock: SetClock) -> Iterator[Workbench]:
    """The demo office with 700 more applications."""
    demo = demo_builder(clock)

    def build(url: str) -> None:
        demo(url)
        with open_workbench(url, clock=clock, password_cost=CHEAP) as bench:
            actor = demo_actor(bench, "maling")
            make_office(bench.context.store, 700, today(clock), actor)

    url = places.copy_of("sqlite", "demo-700-funds", build)
    with open_workbench(url, clock=clock, password_cost=CHEAP) as opened:
        yield opened


@pytest.fixture
def sit(
    plain_look: QApplication, large_bench: Workbench, clock: SetClock, qtbot: QtBot
) -> Iterator[Sit]:
    made: list[Desktop] = []

    def down(login: str) -> Desktop:
        made.append(Desktop(large_bench, clock, qtbot, login))
        return made[-1]

    yield down
    for desktop in made:
        desktop.leave()


def fund(desk: Desktop, view: str) -> FundScreen:
    screen = desk.go(f"fund?view={view}")
    assert isinstance(screen, FundScreen)
    return screen


def recoveries(desk: Desktop) -> RecoveriesPane:
    pane = fund(desk, "recovery").pane
    assert isinstance(pane, RecoveriesPane)
    return pane


def test_ageing_filters_the_list(sit: Sit) -> None:
    desk = sit("maling")
    pane = recoveries(desk)
    on = today(desk.desk.clock)
    counts = {age: band.band.count for age, band in pane.strip.bands.items() if band.band}
    assert sum(counts.values()) > 100
    age = next(age for age in (Age.YEARS_2, Age.YEAR, Age.DAYS_180) if 0 < counts[age] <= 100)
    band = pane.strip.bands[age]
    band.setFocus()
    desk.qtbot.keyClick(band, _K.Key_Space)
    desk.rest()
    assert pane.model.rowCount() == counts[age]
    assert {age_of(line.aged_from, on) for line in pane.model.records() if line.aged_from} == {age}
    assert pane.said.text().startswith(f"共 {counts[age]} 件")
    assert "逾期" in pane.said.text()
    desk.qtbot.keyClick(band, _K.Key_Space)
    desk.rest()
    assert pane.strip.value() is None
    assert pane.model.rowCount() == 100
    order = list(pane.strip.bands.values())
    order[0].setFocus()
    desk.qtbot.keyClick(order[0], _K.Key_Right)
    assert order[1].hasFocus()


def test_recoveries_by_pages_to_the_end(sit: Sit) -> None:
    desk = sit("maling")
    pane = recoveries(desk)
    pages = 0
    while pane.model.canFetchMore(QModelIndex()):
        pane.model.fetchMore(QModelIndex())
        desk.rest()
        pages += 1
    keys = [line.recovery_id for line in pane.model.records()]
    assert pages >= 2
    assert len(set(keys)) == len(keys)
    assert len(keys) == sum(b.band.count for b in pane.strip.bands.values() if b.band)
    days = [line.aged_from for line in pane.model.records()]
    assert days == sorted(day for day in days if day)


@pytest.mark.parametrize(
    ("view", "states"),
    [
        ("recovered", {RecoveryState.RECOVERED}),
        ("steps", None),
        ("overdue", None),
        ("limitation", None),
        ("resting", None),
    ],
)
def test_views_of_recovery(sit: Sit, view: str, states: set[RecoveryState] | None) -> None:
    desk = sit("maling")
    pane = recoveries(desk)
    on = today(desk.desk.clock)
    pane.views.set_value(view)
    pane.views.chosen.emit(view)
    desk.rest()
    lines = pane.model.records()
    assert lines
    if states is not None:
        assert {line.state for line in lines} == states
        return
    assert RecoveryState.RECOVERED not in {line.state for line in lines}
    due = {
        "steps": lambda line: line.next_step_on <= on,
        "overdue": lambda line: line.overdue(on) > 0,
        "limitation": lambda line: line.limitation_on is not None,
        "resting": lambda line: line.next_step_on is None or line.next_step_on < on
        or (on - line.acted_on).days > 90,
    }[view]  # fmt: skip
    assert all(due(line) for line in lines)


def test_an_empty_view_says_what_would_stand_there(sit: Sit) -> None:
    desk = sit("maling")
    pane = recoveries(desk)
    pane.views.set_value("written_off")
    pane.views.chosen.emit("written_off")
    desk.rest()
    assert pane.empty.isVisible()
    assert not pane.table.isVisible()


def test_enter_opens_the_application_at_its_recovery(sit: Sit) -> None:
    desk = sit("maling")
    pane = recoveries(desk)
    pane.table.setFocus()
    desk.qtbot.keyClick(pane.table, _K.Key_Return)
    desk.rest()
    assert isinstance(desk.window.current_screen(), ApplicationScreen)
    assert "at=recovery" in str(desk.desk.navigator.current)


def test_the_book_by_months_with_its_balance(sit: Sit) -> None:
    desk = sit("maling")
    pane = fund(desk, "book").pane
    assert isinstance(pane, BookPane)
    for _ in range(3):
        pane.model.fetchMore(QModelIndex())
        desk.rest()
    rows = pane.model.records()
    lines = [row for row in rows if isinstance(row, BookLine)]
    months = [row.month for row in rows if isinstance(row, MonthSums)]
    assert len(lines) == 400
    assert len({line.entry.id for line in lines}) == 400
    assert months == sorted(set(months), reverse=True)
    assert lines[0].balance == desk.bench.ledger.balance(desk.actor)
    for later, earlier in itertools.pairwise(lines):
        assert later.balance - later.entry.amount == earlier.balance
    for place, row in enumerate(rows):
        if isinstance(row, MonthSums):
            first = rows[place + 1]
            assert isinstance(first, BookLine)
            assert first.entry.booked_on.isoformat()[:7] == row.month
            assert first.balance == row.closing


def test_month_sums_are_those_of_their_lines(sit: Sit) -> None:
    desk = sit("maling")
    bench, me = desk.bench, desk.actor
    month = bench.ledger.months(me, since="2026-01", until="2026-12")[1]
    year, number = (int(part) for part in month.month.split("-"))
    lines = [
        line
        for line in bench.ledger.entries(me)
        if (line.entry.booked_on.year, line.entry.booked_on.month) == (year, number)
    ]
    assert month.entries == len(lines)
    assert month.income - month.spent == sum((line.entry.amount for line in lines), Decimal(0))
    assert month.closing == lines[-1].balance


def test_the_unclaimed_lead_to_their_case(sit: Sit) -> None:
    desk = sit("maling")
    pane = fund(desk, "eligible").pane
    assert isinstance(pane, EligiblePane)
    if pane.model.rowCount():
        pane.table.setFocus()
        desk.qtbot.keyClick(pane.table, _K.Key_Return)
        desk.rest()
        assert isinstance(desk.window.current_screen(), CaseScreen)
    else:
        assert pane.empty.isVisible()


def test_figures_of_the_page(sit: Sit) -> None:
    desk = sit("maling")
    screen = fund(desk, "all")
    figures = desk.bench.ledger.figures(desk.actor, today(desk.desk.clock))
    shown = [button.figure for button in screen.strip._buttons]
    assert [figure.key for figure in shown] == ["book", "deciding", "paying", "paid", "recovery"]
    assert shown[0].value == f"{figures.balance:,.2f}"
    assert shown[4].note.startswith(f"{figures.owing} 件，逾期 ")
    screen.strip.chosen.emit("recovery")
    desk.rest()
    assert isinstance(screen.pane, RecoveriesPane)
    assert not screen.strip.isVisible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", ["all", "eligible", "recovery", "custody", "book"])
def test_nothing_is_cut(sit: Sit, size: tuple[int, int], view: str) -> None:
    cashier = next(
        person.login for person in sit("maling").bench.people.names() if person.has(Role.CASHIER)
    )
    desk = sit(cashier)
    desk.resize(size)
    screen = fund(desk, view)
    assert layout_faults(screen) == []
    assert nameless(screen) == []

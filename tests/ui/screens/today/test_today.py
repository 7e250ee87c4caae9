"""今日 over the demo office: figures, lists that lead to their place, sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from tests.support.screens import SIZES, Desktop, layout_faults, nameless
from ui.models.cells import RowKind
from ui.screens.today import TodayScreen

Sit = Callable[[str], Desktop]
_K = Qt.Key


def today_of(desk: Desktop) -> TodayScreen:
    screen = desk.go("today")
    assert isinstance(screen, TodayScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut(sit_down: Sit, size: tuple[int, int]) -> None:
    desk = sit_down("lixue")
    desk.resize(size)
    screen = today_of(desk)
    assert layout_faults(screen) == []
    assert nameless(screen) == []


def test_the_page_says_what_the_service_answers(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = today_of(desk)
    page = desk.bench.today.page(desk.actor)
    assert "星期" in screen.title.text()
    records = [
        row for row in range(screen.due.model.rowCount()) if screen.due.model.kind(row) == RowKind.RECORD
    ]  # fmt: skip
    assert len(records) == len(page.due)
    assert screen.due.count_tag.text() == str(len(page.due))


@pytest.mark.parametrize("name", ["due", "waiting", "eligible", "idle"])
def test_enter_opens_the_place(sit_down: Sit, name: str) -> None:
    desk = sit_down("lixue")
    screen = today_of(desk)
    card = getattr(screen, name)
    if not card.model.rowCount():
        assert card._nothing.isVisibleTo(screen)
        return
    first = next(r for r in range(card.model.rowCount()) if card.model.kind(r) == RowKind.RECORD)
    wanted = card.model.thing(first)
    card.list.setFocus()
    card.list.select(first)
    asked: list[str] = []
    desk.desk.navigator.moved.connect(lambda address, _state: asked.append(str(address)))
    desk.qtbot.keyClick(card.list, _K.Key_Return)
    desk.rest()
    assert asked == [str(wanted)]


def test_a_figure_leads_to_its_list(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = today_of(desk)
    filled = [
        key for key in ("waiting", "eligible", "idle") if getattr(screen, key).model.rowCount()
    ]
    assert filled
    for key in filled:
        screen.strip.chosen.emit(key)
        desk.qtbot.wait(20)
        assert getattr(screen, key).list.hasFocus(), key


def test_only_the_window_registers_new_cases(sit_down: Sit) -> None:
    clerk, approver = sit_down("lixue"), sit_down("maling")
    assert today_of(clerk).new_button.isVisible()
    assert not today_of(approver).new_button.isVisible()
    approver.window.current_screen().primary_action()  # type: ignore[union-attr]
    approver.rest()
    assert not approver.window.overlay.is_open()


def test_new_case_opens_the_intake(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = today_of(desk)
    desk.qtbot.mouseClick(screen.new_button, Qt.MouseButton.LeftButton)
    desk.rest()
    assert desk.window.overlay.is_open()
    assert str(desk.desk.navigator.current) == "cases"

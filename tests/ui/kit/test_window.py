"""The window around the screens: moving, folding, speaking, keyboard."""

from __future__ import annotations

import time
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mediation_app.errors import AppError
from ui.dialogs.plain import BugSheet, MessageSheet, QuestionSheet
from ui.events import Changes, EveryChange
from ui.gallery.screens import CaseScreen
from ui.layout import Height, LayoutMode, Width, mode_for
from ui.notify import message_of
from ui.shell.main_window import MainWindow
from ui.theme import Mode, set_mode, set_zoom
from ui.widgets.basics import Tag
from ui.widgets.palette import CommandSource, Palette, PaletteItem
from ui.widgets.shortcuts import bind


class Touched:
    def touches(self, kind: str, record_id: str | None = None, /) -> bool:
        return kind == "case"


@pytest.mark.parametrize(
    ("size", "zoom", "mode"),
    [
        ((1440, 900), 1.0, LayoutMode(Width.WIDE, Height.FULL)),
        ((1280, 720), 1.0, LayoutMode(Width.MEDIUM, Height.LOW)),
        ((911, 512), 1.0, LayoutMode(Width.NARROW, Height.TINY)),
        ((960, 540), 1.0, LayoutMode(Width.NARROW, Height.TINY)),
        ((1440, 900), 1.5, LayoutMode(Width.NARROW, Height.LOW)),
        ((1920, 1080), 1.25, LayoutMode(Width.WIDE, Height.FULL)),
    ],
)
def test_size_classes(size: tuple[int, int], zoom: float, mode: LayoutMode) -> None:
    assert mode_for(*size, zoom) == mode


def test_the_window_folds(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.navigator.go("case/1/parties")
    heard: list[LayoutMode] = []
    window.layout_changed.connect(heard.append)
    window.resize(911, 512)
    qtbot.waitUntil(lambda: bool(heard))
    assert not window.status_bar.isVisible()
    assert window.rail.width() == 56
    assert window.top_bar.height() == 40
    window.resize(1280, 720)
    qtbot.waitUntil(window.status_bar.isVisible)
    assert window.rail.width() == 72
    assert window.top_bar.height() == 48
    assert window.status_bar.height() == 28


@pytest.mark.parametrize("size", [(900, 500), (960, 540), (1280, 720), (1440, 900)])
def test_nothing_sticks_out(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    for address in ("today", "cases", "case/1/parties", "documents"):
        window.desk.navigator.go(address)
        qtbot.wait(5)
        assert (window.width(), window.height()) == size
        for button in window.findChildren(QAbstractButton):
            if not button.isVisible() or button.visibleRegion().isEmpty():
                continue
            # What scrolls may be cut at the bottom, nothing may be cut at the sides.
            box = button.rect().translated(button.mapTo(window, button.rect().topLeft()))
            seen = button.visibleRegion().boundingRect()
            assert box.left() >= 0, button.accessibleName()
            assert box.right() < window.width(), button.accessibleName()
            assert seen.width() == button.width(), f"{button.text()} in {button.parentWidget()}"


def test_back_brings_the_screen_and_crumbs_back(window: MainWindow, qtbot: QtBot) -> None:
    go = window.desk.navigator
    go.go("cases")
    go.go("case/1/parties")
    assert window.windowTitle().startswith("2026-0187")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert str(go.current) == "cases"
    assert window.top_bar.forward.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert str(go.current) == "today"
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert str(go.current) == "settings"


def test_the_first_field_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.navigator.go("case/1/parties")
    qtbot.wait(20)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "account"


@pytest.mark.expected_logs("no screen for an address")
def test_an_unknown_address_changes_nothing(window: MainWindow) -> None:
    window.desk.navigator.go("today")
    before = window.current_screen()
    window.desk.navigator.go("nowhere/at/all")
    assert window.current_screen() is before


def test_only_the_shown_screen_refreshes_and_not_its_own_echo(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, Changes]] = []
    desk = window.desk
    for address in ("today", "cases"):
        desk.navigator.go(address)
        screen = window.current_screen()
        assert screen is not None
        monkeypatch.setattr(screen, "refresh", lambda c, a=address: calls.append((a, c)))
    desk.bus.publish(Touched())
    assert [name for name, _ in calls] == ["cases"]
    desk.bus.publish(EveryChange(), window.current_screen())
    assert len(calls) == 1
    desk.navigator.go("today")  # hidden screens hear of it when they are shown again
    assert [name for name, _ in calls] == ["cases", "today"]
    assert calls[-1][1].touches("case")
    assert calls[-1][1].touches("party")


def test_a_toast_can_be_undone_by_key_and_there_are_two_at_most(
    window: MainWindow, qtbot: QtBot
) -> None:
    undone: list[str] = []
    for number in range(3):
        window.desk.notify.say(f"第 {number} 件已归档", undo=partial(undone.append, str(number)))
    assert [view.toast.text for view in window.toasts.views()] == ["第 1 件已归档", "第 2 件已归档"]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["2"]
    window.desk.notify.say("已保存")
    assert window.toasts.undo_last()
    assert undone == ["2", "1"]
    assert not window.toasts.undo_last()


def test_a_dialog_keeps_the_focus_and_gives_it_back(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.navigator.go("cases")
    before = QApplication.focusWidget()
    assert before is not None
    asked: list[str] = []
    window.desk.notify.ask(
        "作废这份协议",
        "作废后编号不再使用。",
        "作废",
        partial(asked.append, "yes"),
        no=partial(asked.append, "no"),
        danger=True,
    )
    sheet = window.overlay.top()
    assert isinstance(sheet, QuestionSheet)
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert sheet.isAncestorOf(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    # Shortcuts of the window sleep while a dialog lies over it.
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert str(window.desk.navigator.current) == "cases"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert asked == ["no"]
    assert not window.overlay.is_open()
    assert QApplication.focusWidget() is before


def test_a_dangerous_question_starts_at_the_safe_answer(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[int] = []
    window.desk.notify.ask("作废", "", "作废", partial(asked.append, 1), danger=True)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QAbstractButton)
    assert focus.text() == "取消"
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert asked == []
    window.desk.notify.ask("提交", "", "提交", partial(asked.append, 2))
    sheet = window.overlay.top()
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert asked == [2]


def test_troubles_and_bugs_are_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.notify.trouble(AppError("ui.money_negative"))
    assert isinstance(window.overlay.top(), MessageSheet)
    qtbot.keyClick(window.overlay.top(), Qt.Key.Key_Return)
    try:
        raise RuntimeError("张国强")
    except RuntimeError as error:
        window.desk.notify.report_bug(error)
        window.desk.notify.report_bug(error)
    sheet = window.overlay.top()
    assert isinstance(sheet, BugSheet)
    sheet._copy()
    copied = QApplication.clipboard().text()
    assert "RuntimeError" in copied
    assert "张国强" not in copied
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not window.overlay.is_open()


def test_a_sentence_is_split_into_fact_and_act() -> None:
    message = message_of("收款账号未填写，打印协议前必须填写")
    assert (message.title, message.text) == ("收款账号未填写", "打印协议前必须填写")
    assert message_of("磁盘已满").title == "磁盘已满"
    message = message_of("数据文件夹已在使用；切换到已打开的窗口，或关闭后再试")
    assert (message.title, message.text) == (
        "数据文件夹已在使用",
        "切换到已打开的窗口，或关闭后再试",
    )


def test_the_palette_opens_fast_and_runs(window: MainWindow, qtbot: QtBot) -> None:
    ran: list[str] = []
    source = CommandSource()
    for number in range(300):
        source.add(f"命令 {number}", partial(ran.append, str(number)), words=(f"ml{number}",))
    window.add_palette_source(source)
    window.palette_box.field.setText("命令 2")
    window.open_palette()  # the first time pays for fonts
    window.palette_box.closed.emit()
    took = []
    for _ in range(5):
        start = time.perf_counter()
        window.open_palette()
        window.palette_box.grab()
        took.append(time.perf_counter() - start)
        window.palette_box.closed.emit()
        qtbot.wait(1)
    assert min(took) < 0.1, [f"{each * 1000:.0f} ms" for each in took]
    window.open_palette()
    field = window.palette_box.field
    assert QApplication.focusWidget() is field
    assert field.selectedText() == "命令 2"
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert ran == ["20"]
    assert not window.overlay.is_open()


def test_late_answers_to_an_old_query_are_dropped(window: MainWindow, qtbot: QtBot) -> None:
    waiting = []

    class Slow:
        group = "案件"
        prefix = ""

        def find(self, query: str, answer: object, /) -> None:
            waiting.append((query, answer))

    palette: Palette = window.palette_box
    palette._sources = [Slow()]
    window.open_palette()
    qtbot.keyClicks(palette.field, "z")
    qtbot.keyClicks(palette.field, "g")
    queries = dict(waiting)
    queries["z"]([PaletteItem(text="旧", act=window.close)])
    assert palette._model.rowCount() == 0
    queries["zg"]([PaletteItem(text="新", act=window.close)])
    assert [palette._model.data(palette._model.index(r, 0)) for r in range(2)] == ["案件", "新"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not window.overlay.is_open()


def test_prefixes_choose_groups(window: MainWindow, qtbot: QtBot) -> None:
    people = CommandSource("人员车辆", "@")
    people.add("胡峰", window.close)
    palette = window.palette_box
    palette.add_source(people)
    window.open_palette()
    qtbot.keyClicks(palette.field, "@")
    groups = [
        palette._model.data(palette._model.index(r, 0)) for r in range(palette._model.rowCount())
    ]
    assert groups == ["人员车辆", "胡峰"]


def test_f6_walks_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.navigator.go("cases")
    screen = window.current_screen()
    assert screen is not None
    seen: list[str] = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        for name, pane in (("rail", window.rail), ("top", window.top_bar), ("screen", screen)):
            if pane.isAncestorOf(focus):
                seen.append(name)
    assert seen == ["rail", "top", "screen"]


@pytest.mark.parametrize("address", ["today", "cases", "case/1/parties", "documents"])
def test_everything_tab_reaches_has_a_name_and_shows(
    window: MainWindow, qtbot: QtBot, address: str
) -> None:
    window.desk.navigator.go(address)
    qtbot.wait(10)
    seen: list[QWidget] = []
    for _ in range(120):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.isVisible()
        if focus in seen:
            break
        seen.append(focus)
        text = focus.text() if isinstance(focus, QAbstractButton | QLineEdit) else ""
        assert focus.accessibleName() or text, focus
    assert len(seen) >= 5


def test_a_long_job_is_shown_and_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    from ui.tasks import JobControl

    def job(control: JobControl) -> None:
        for number in range(2000):
            control.progress(number, 2000)
            time.sleep(0.005)

    window.desk.tasks.long(None, job, title="导出案件")
    assert not window._progress.isVisible()
    qtbot.waitUntil(window._progress.isVisible, timeout=2000)
    qtbot.waitUntil(window.status_bar.cancel.isVisible, timeout=4000)
    assert "导出案件" in window.status_bar._job.text()
    assert "/2000" in window.status_bar._job.text()
    window.status_bar.cancel.click()
    qtbot.waitUntil(lambda: not window.desk.tasks.tasks())
    assert not window._progress.isVisible()


def test_zoom_and_mode_change_while_running(window: MainWindow, qtbot: QtBot) -> None:
    for address in ("today", "cases", "case/1/parties"):
        window.desk.navigator.go(address)
    lost = Tag("weg", parent=window)
    shiboken6.delete(lost)  # what is gone must not be called any more
    set_zoom(1.5)
    qtbot.wait(5)
    assert window.rail.width() == 108
    assert window.top_bar.height() == 72
    screen = window.current_screen()
    assert isinstance(screen, CaseScreen)
    assert screen.form.rows["name"].field.height() == 48
    assert screen.nav.width() == 72  # icons only: 1440 at 150 % is 960
    set_mode(Mode.DARK)
    assert window.grab().toImage().pixelColor(4, 400).name() == "#101419"
    set_zoom(1.0)
    set_mode(Mode.LIGHT)
    qtbot.wait(5)
    assert window.rail.width() == 72
    picture = window.grab().toImage()
    assert picture.pixelColor(4, 400).name() == "#e8ecf2"
    assert picture.pixelColor(700, 860).name() == "#ffffff"


def test_keys_of_a_screen_sleep_under_a_dialog(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.navigator.go("case/1/parties")
    screen = window.current_screen()
    assert screen is not None
    pressed: list[int] = []
    bind(screen, "F8", partial(pressed.append, 1))
    qtbot.wait(5)
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_F8)
    assert pressed == [1]
    window.desk.notify.tell("收款账号未填写", "打印协议前必须填写")
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_F8)
    assert pressed == [1]

"""Puts the made-up screens into a real window and saves what it looks like."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from mediation_app.errors import FieldClash
from ui.desk import Desk, make_desk
from ui.dialogs.conflict import ConflictSheet, present
from ui.gallery import screens
from ui.navigation import ScreenEntry, ScreenRegistry
from ui.shell.main_window import MainWindow
from ui.theme import Mode
from ui.widgets.palette_sources import CommandSource


def settle(milliseconds: int = 20) -> None:
    """Let layouts and paints happen."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def make_window() -> tuple[MainWindow, Desk]:
    """A window over the made-up screens."""
    desk = make_desk()
    registry = ScreenRegistry()
    blank = screens.EmptyScreen
    for number, (key, title, icon, factory) in enumerate(
        (
            ("today", "今日", "calendar-check", screens.TodayScreen),
            ("cases", "案件", "folder-open", screens.CasesScreen),
            ("fund", "基金", "hand-coins", blank),
            ("approvals", "审批", "stamp", blank),
            ("documents", "文书", "file-text", blank),
            ("statistics", "统计", "chart-column", blank),
        )
    ):
        registry.add(
            ScreenEntry(
                key=key,
                pattern=key,
                factory=partial(factory, desk),
                title=title,
                icon=icon,
                rail="top",
                order=number,
            )
        )
    registry.add(
        ScreenEntry(
            key="settings",
            pattern="settings/{page?}",
            factory=partial(blank, desk),
            title="设置",
            icon="settings",
            rail="foot",
        )
    )
    registry.add(
        ScreenEntry(
            key="case",
            pattern="case/{id}/{section?}",
            factory=partial(screens.CaseScreen, desk),
            title="案件",
            parent="cases",
        )
    )
    window = MainWindow(desk, registry)
    window.set_person("李敏", ("窗口登记员",))
    window.set_status(
        ("东阿县联合调解窗口", "本机数据库", ("备份 08:30", "check"), "规则 山东 2026.03")
    )
    window.set_badge("today", 6, urgent=True)
    window.set_badge("fund", 3)
    window.set_badge("approvals", 3)
    window.top_bar.notices.set_count(1)
    commands = CommandSource()
    for text, icon, note, words in (
        ("登记回访", "phone-call", "2026-0142 孙桂芳，逾期 1 天", ("hf",)),
        ("恢复备份…", "database-backup", "管理员", ("hf",)),
        ("打印回访记录空白表", "file-text", "", ("hf",)),
    ):
        commands.add(text, window.open_palette, icon=icon, note=note, words=words)
    window.add_palette_source(commands)
    return window, desk


def paint_all(out: Path, mode: Mode, size: tuple[int, int], *, only: str = "") -> None:
    """Save every picture as ``<name>-<mode>.png``."""
    window, desk = make_window()
    window.resize(*size)
    window.show()

    def save(name: str, widget: QWidget = window) -> None:
        if only in name:
            settle()
            widget.grab().save(str(out / f"{name}-{mode}.png"))

    for name, address in (
        ("today", "today"),
        ("cases", "cases"),
        ("case", "case/1/parties"),
        ("empty", "documents"),
    ):
        desk.navigator.go(address)
        save(name)
    desk.navigator.go("cases")
    desk.notify.say("2026-0174 已移入待归档", undo=window.open_palette)
    save("toast")
    window.palette_box.field.setText("hf")
    window.open_palette()
    save("palette")
    window.palette_box.closed.emit()
    desk.navigator.go("case/1/parties")
    window.open_sheet(_conflict())
    save("conflict")
    top = window.overlay.top()
    if isinstance(top, ConflictSheet):
        top.escape()
    desk.notify.ask(
        "作废这份协议",
        "作废后编号不再使用，已打印的纸件须收回。",
        "作废",
        window.open_palette,
        danger=True,
    )
    save("question")
    window.close()
    window.deleteLater()
    settle()


def _conflict() -> ConflictSheet:
    def clash(field: str, original: str, mine: str, theirs: str) -> FieldClash:
        return FieldClash(
            record="party", record_id="1", field=field, original=original, mine=mine, theirs=theirs
        )

    rows = present(
        [
            clash("phone", "138 5612 2417", "138 5612 2471", "139 0635 2417"),
            clash("treatment", "住院", "治疗终结", "出院，门诊复查"),
            clash("address", "同户籍地址", "同户籍地址", "东阿县阿胶街 18 号"),
            clash("disability", "", "十级，2026-11-05", ""),
        ],
        labels={
            "phone": "联系电话",
            "treatment": "治疗",
            "address": "现住址",
            "disability": "定残",
        },
    )
    return ConflictSheet(rows, who="陈志远", when="09:38", where="当事人，张国强")

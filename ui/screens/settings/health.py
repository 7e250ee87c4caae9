"""运行检查: whether program and data are sound, said in words that can be copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.offices import Role
from mediation_app.errors import AppError
from mediation_app.messages import say, text_of
from mediation_app.services.backups import newest_backup
from mediation_app.services.firstlook import shown_place
from mediation_app.services.rule_lists import missing
from ui import platform_setup, preferences
from ui.desk import Desk
from ui.models.cells import Column, IconText, Text
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.session import Session
from ui.tasks import JobControl
from ui.theme import look
from ui.theme.typography import FAMILY
from ui.widgets.basics import Button, Label, row
from ui.widgets.table import RecordTable

_LEAST_DISK = 2 * 1024**3
_OLD_BACKUP_DAYS = 7


class Finding(NamedTuple):
    """One line: ``state`` is ok, warn, danger."""

    name: str
    state: str
    text: str


_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "danger": "octagon-x"}


def _columns() -> list[Column[Finding]]:
    return [
        Column(
            key="name", header="检查", width=150,
            cell=lambda one: IconText(_ICONS[one.state], one.name, icon_tone=one.state),
        ),
        Column(
            key="text", header="结果", min_width=300,
            cell=lambda one: Text(one.text, tone="text" if one.state == "ok" else one.state),
        ),
    ]  # fmt: skip


class HealthPage(Page):
    """Quick facts at once; the thorough checks run when asked."""

    title = "运行检查"
    note = "打开时检查环境，按“全面检查”再检查程序自身。出错报告里不含当事人信息。"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._found: list[Finding] = []
        self.all_button = Button(
            "全面检查", kind="primary", icon="shield-check", on_click=self.check_all
        )
        self.data_button = Button("核验数据", icon="database", on_click=self.verify)
        if not session.may(Role.ADMIN):
            self.data_button.hide()
        self.copy_button = Button("复制结果", kind="quiet", icon="copy", on_click=self.copy)
        self.state = Label("", role="caption", tone="text3")
        self.column.addLayout(
            row(self.all_button, self.data_button, self.copy_button, 8, self.state, None)
        )
        self.model: RecordTableModel[Finding] = RecordTableModel(
            _columns(), self, key=lambda one: one.name
        )
        self.table = RecordTable(self.model, "检查结果", row=34)
        self.table.current_changed.connect(self._current)
        self.column.addWidget(self.table, 1)
        self.detail = Label("", role="table", tone="text2", wrap=True, selectable=True)
        self.column.addWidget(self.detail)

    def show_page(self) -> None:
        likes = preferences.load()
        day = today(self.desk.clock)
        family = look().family
        mode, platform = _input_method(), QGuiApplication.platformName()
        job = self.session.job(
            lambda bench, _: [
                _font(family), mode, *_place(self.session), *_rules(bench, day),
                _backup(likes.backup_folder, day), Finding("界面", "ok", platform),
            ]
        )  # fmt: skip
        self.desk.tasks.read(self, job, done=self._show)

    def _show(self, found: Iterable[Finding]) -> None:
        fresh = {one.name: one for one in found}
        kept = [fresh.pop(one.name, one) for one in self._found]
        self._found = [*kept, *fresh.values()]
        self.model.set_rows(self._found, more=False)
        if self._found and self.table.current_record() is None:
            self.table.select(0)

    def _current(self, one: Any) -> None:
        self.detail.setText(f"{one.name}：{one.text}" if one is not None else "")

    # --- thorough -------------------------------------------------------------------------------

    def check_all(self) -> None:
        """Ctrl+Enter: the program examines itself; nothing of the office is touched."""
        self._busy("正在检查程序")
        self.desk.tasks.long(
            self, _selftest, title="全面检查", done=self._checked, failed=self._refused,
            progress=self._progress,
        )  # fmt: skip

    def verify(self) -> None:
        """Audit chain, integrity, numbers, attachments."""
        self._busy("正在核验数据")
        self.desk.tasks.long(
            self, partial(_verify, self.session), title="核验数据", done=self._checked,
            failed=self._refused, progress=self._progress,
        )  # fmt: skip

    def _busy(self, words: str) -> None:
        self.state.setText(words)
        self.all_button.setEnabled(False)
        self.data_button.setEnabled(False)

    def _idle(self) -> None:
        self.all_button.setEnabled(True)
        self.data_button.setEnabled(True)

    def _progress(self, done: int, total: int, text: str) -> None:
        del done, total
        self.state.setText(f"正在检查 {text}")

    def _checked(self, found: list[Finding]) -> None:
        self._idle()
        bad = sum(1 for one in found if one.state != "ok")
        self.state.setText(f"{bad} 项有问题" if bad else "检查完毕，没有问题")
        self._show(found)

    def _refused(self, trouble: AppError) -> None:
        self._idle()
        self.state.setText(text_of(trouble))

    def copy(self) -> None:
        """All lines as text, for the administrator or a report."""
        lines = [f"{one.name}\t{one.text}" for one in self._found]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.desk.notify.say("检查结果已复制")

    def act(self) -> None:
        if self.all_button.isEnabled():
            self.check_all()

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Ctrl Enter", "全面检查"))

    def first_focus(self) -> QWidget:
        return self.all_button


# --- quick facts ---------------------------------------------------------------------------------


def _font(family: str) -> Finding:
    shipped = family == FAMILY
    text = "随程序的字体" if shipped else f"{family}，随程序的字体没有载入，生僻字可能显示不出"
    return Finding("字体", "ok" if shipped else "warn", text)


def _input_method() -> Finding:
    chosen = platform_setup.chosen()
    if chosen is None or not chosen.asked:
        return Finding("输入法", "ok", "系统输入法")
    return Finding("输入法", "warn" if chosen.note else "ok", chosen.note or chosen.used)


def _place(session: Session) -> list[Finding]:
    place = shown_place(str(session.gate.place))
    folder = session.data_dir
    if folder is None:
        return [Finding("数据", "ok", f"数据库服务器 {place}")]
    free = shutil.disk_usage(folder).free
    enough = free >= _LEAST_DISK
    words = f"剩余 {free / 1024**3:.1f} GB"
    return [
        Finding("数据", "ok", f"本机数据库 {place}"),
        Finding(
            "磁盘", "ok" if enough else "warn", words if enough else f"{words}，清理后再录入附件"
        ),
    ]


def _rules(bench: Any, day: Any) -> list[Finding]:
    book = bench.context.rulebook
    lacking = missing(book, day)
    years = "、".join(str(year) for year in book.calendar().years)
    holidays = (
        say("screens.notice_holidays", year="、".join(str(y) for y in lacking.holidays))
        if lacking.holidays
        else f"{years} 年"
    )
    standards = (
        say("screens.notice_standards", year=lacking.standards)
        if lacking.standards
        else "最新年度已录入"
    )
    return [
        Finding("规则", "ok", f"{book.version}，{book.unverified_count} 项待核实"),
        Finding("节假日", "warn" if lacking.holidays else "ok", holidays),
        Finding("年度标准", "warn" if lacking.standards else "ok", standards),
    ]


def _backup(folder: str, day: Any) -> Finding:
    if not folder:
        return Finding("备份", "warn", say("screens.notice_no_backup_folder"))
    moment = newest_backup(folder)
    if moment is None:
        return Finding("备份", "warn", say("screens.notice_never_backed_up"))
    days = (day - moment.date()).days
    if days > _OLD_BACKUP_DAYS:
        return Finding("备份", "warn", say("screens.notice_old_backup", days=days))
    return Finding("备份", "ok", f"{moment:%Y-%m-%d %H:%M}")


# --- thorough checks -------------------------------------------------------------------------------


def _selftest(control: JobControl) -> list[Finding]:
    from mediation_app.services.selftest import run_all

    found: list[Finding] = []
    for number, check in enumerate(run_all(), start=1):
        found.append(
            Finding(
                f"程序·{check.name}", "ok" if check.passed else "danger", check.detail or "通过"
            )
        )
        control.progress(number, 0, check.name)
    return found


def _verify(session: Session, control: JobControl) -> list[Finding]:
    def step(name: str) -> None:
        control.progress(0, 0, name)

    bench, me = session.gate.wait(), session.actor
    found = bench.maintenance.verify(me, step)
    if not found.doubts:
        words = f"审计链 {found.entries} 条，完整性、文号、附件均无问题"
        return [Finding("数据核验", "ok", words)]
    return [
        Finding(f"数据核验 {number}", "danger", doubt)
        for number, doubt in enumerate(found.doubts, start=1)
    ]

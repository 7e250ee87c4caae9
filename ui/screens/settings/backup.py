"""备份: one file with everything, checked as soon as it is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from mediation_app.clock import CHINA
from mediation_app.domain.offices import Role
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.backups import backup_name, backups_in, made_at
from ui import preferences
from ui.desk import Desk
from ui.dialogs.files import ask_folder
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.session import Session
from ui.tasks import JobControl, Task
from ui.widgets.basics import Button, Label, row
from ui.widgets.fields import LineField
from ui.widgets.form import Form
from ui.widgets.table import RecordTable

_KB = 1024


def _when(path: Path) -> Text:
    moment = made_at(path)
    return Text(f"{moment:%Y-%m-%d %H:%M}" if moment else path.name, tone="text", fixed=True)


def _size(path: Path) -> Sum:
    try:
        size = path.stat().st_size / _KB
    except OSError:
        return Sum("")
    return Sum(f"{size / _KB:,.1f} MB" if size > _KB else f"{size:,.0f} KB")


class BackupPage(Page):
    """Folder, backup now, the backups that are there, checking one, how to restore."""

    title = "备份"
    note = "每次备份是一个文件，含全部案件和附件，存完即核验。放在另一块硬盘或 U 盘上。"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._task: Task | None = None
        self._may = session.may(Role.ADMIN)
        self.form = Form(most_columns=1)
        self.folder = LineField(longest=400, hint="选择一个文件夹")
        self.folder.set_read_only(True)
        self.form.add("folder", "备份文件夹", self.folder)
        self.choose_button = Button("选择", icon="folder-open", on_click=self.choose)
        self.column.addLayout(row(self.form, self.choose_button))
        self.now_button = Button(
            "立即备份", kind="primary", icon="database-backup", on_click=self.back_up
        )
        self.cancel_button = Button("取消", on_click=self.cancel)
        self.cancel_button.hide()
        self.state = Label("", role="table", tone="text2", wrap=True)
        self.column.addLayout(row(self.now_button, self.cancel_button, None))
        self.column.addWidget(self.state)
        columns: list[Column[Path]] = [
            Column(key="when", header="时间", width=150, cell=_when),
            Column(key="name", header="文件", min_width=220, cell=lambda one: Text(one.name)),
            Column(key="size", header="大小", width=96, right=True, cell=_size),
        ]
        self.model: RecordTableModel[Path] = RecordTableModel(columns, self, key=str)
        self.table = RecordTable(self.model, "已有的备份", row=34)
        self.table.opened.connect(self.check)
        self.table.current_changed.connect(self._current)
        self.column.addWidget(self.table, 1)
        self.how = Label(
            "恢复：关闭程序，运行 mediation-app restore 备份文件。"
            "原有数据移到一旁，不会删除。",
            role="table", tone="text2", wrap=True, selectable=True,
        )  # fmt: skip
        self.column.addWidget(self.how)
        self.check_button = Button(
            "核验这份备份", icon="shield-check", on_click=self._check_current
        )
        self.open_button = Button("打开文件夹", icon="folder-open", on_click=self._open_folder)
        self.foot_row.addWidget(self.check_button)
        self.foot_row.addWidget(self.open_button)
        self.foot_row.addStretch(1)
        self.foot.show()

    # --- what is there --------------------------------------------------------------------------

    def show_page(self) -> None:
        self._show_folder(preferences.load().backup_folder)

    def _show_folder(self, folder: str) -> None:
        self.folder.set_value(folder)
        self.desk.tasks.read(self, partial(backups_in, folder), done=self._found)
        self._enable()

    def _found(self, files: tuple[Path, ...]) -> None:
        self.model.set_rows(files, more=False)
        self.table.select(0 if files else -1)
        self._current(files[0] if files else None)
        if self._task is None and not self.state.text():
            self._say_newest(files)

    def _say_newest(self, files: tuple[Path, ...]) -> None:
        moment = made_at(files[0]) if files else None
        if moment is not None:
            self._say(f"上次备份 {moment:%Y-%m-%d %H:%M}，共 {len(files)} 份")
        elif self.folder.value():
            self._say("这个文件夹里还没有备份", "warn")
        else:
            self._say("先选择备份文件夹", "warn")

    def _say(self, text: str, tone: str = "text2") -> None:
        self.state.setText(text)
        self.state.set_tone(tone)

    def _enable(self) -> None:
        idle = self._task is None
        self.now_button.setEnabled(self._may and idle and bool(self.folder.value()))
        self.choose_button.setEnabled(idle)
        self.open_button.setEnabled(bool(self.folder.value()))
        self.cancel_button.setVisible(not idle)
        if not self._may:
            self.about.setText(f"{self.note}由管理员备份。")

    def _current(self, path: Any) -> None:
        self.check_button.setEnabled(path is not None and self._task is None)

    # --- what the person does -------------------------------------------------------------------

    def choose(self) -> None:
        """Another folder, kept on this computer."""
        start = self.folder.value() or str(Path.home())
        ask_folder(self, "选择备份文件夹", start, self.use_folder)

    def use_folder(self, folder: Path) -> None:
        """Keep the folder and show what is in it."""
        preferences.change(preferences.load(), backup_folder=str(folder))
        self.state.setText("")
        self._show_folder(str(folder))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.value()))

    def back_up(self) -> None:
        """Ctrl+Enter."""
        if not self.now_button.isEnabled():
            return
        target = Path(self.folder.value()) / backup_name(self.desk.clock.now().astimezone(CHINA))
        self._begin("正在备份")
        self._task = self.desk.tasks.long(
            self, partial(self._back_up, target), title="备份", done=self._backed_up,
            failed=self._refused, progress=self._progress,
        )  # fmt: skip
        self._enable()

    def _back_up(self, target: Path, control: JobControl) -> int:
        manifest = self.session.gate.wait().maintenance.back_up(
            self.session.actor, target, control.progress, lambda: control.cancelled
        )
        return sum(manifest.rows.values())

    def _begin(self, words: str) -> None:
        self._words = words
        self._say(words)

    def _progress(self, done: int, total: int, text: str) -> None:
        del text
        self._say(f"{self._words} {done * 100 // total}%" if total else self._words)

    def _backed_up(self, records: int) -> None:
        self._task = None
        self._say(f"已备份并核验，{records} 条记录", "ok")
        self.desk.notify.say("已备份并核验")
        self._show_folder(self.folder.value())

    def _refused(self, trouble: AppError) -> None:
        self._task = None
        self._say(text_of(trouble), "danger")
        self._enable()
        self._current(self.table.current_record())

    def cancel(self) -> None:
        """Stop; nothing is left behind."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._say("已取消，没有留下文件")
            self._enable()

    def _check_current(self) -> None:
        self.check(self.table.current_record())

    def check(self, path: Any) -> None:
        """Enter: whether a backup is whole."""
        if not isinstance(path, Path) or self._task is not None:
            return
        self._begin("正在核验")
        self._task = self.desk.tasks.long(
            self, partial(_check, path), title="核验备份", done=self._checked,
            failed=self._refused, progress=self._progress,
        )  # fmt: skip
        self._enable()

    def _checked(self, words: str) -> None:
        self._task = None
        self._say(words, "ok")
        self._enable()
        self._current(self.table.current_record())

    # --- the screen asks ------------------------------------------------------------------------

    def act(self) -> None:
        self.back_up()

    def keys(self) -> tuple[Key, ...]:
        return (Key("Enter", "核验"), Key("Ctrl Enter", "备份"))

    def first_focus(self) -> QWidget:
        return self.now_button if self.now_button.isEnabled() else self.choose_button


def _check(path: Path, control: JobControl) -> str:
    from mediation_app.services.maintenance import check_backup

    manifest = check_backup(path, control.progress)
    return f"{path.name} 完整，{sum(manifest.rows.values())} 条记录，可以恢复"

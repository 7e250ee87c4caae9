"""Changing one's own password."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from mediation_app.domain.changes import ChangeSet
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import LineField
from ui.widgets.form import Form

_FIELDS = (("old", "原密码"), ("new", "新密码"), ("again", "再输一次"))


class NewPasswordSheet(Sheet):
    """The old one must be right; the new one is typed twice."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__("修改密码", "新密码至少 8 位，只有本人知道。")
        self._desk, self._session = desk, session
        self.form = Form(most_columns=1)
        for key, label in _FIELDS:
            field = LineField(label, longest=256)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            self.form.add(key, label, field, required=True)
        self.form.setMinimumWidth(look().px(500))
        self.form.finished.connect(self.save)
        self.body.addWidget(self.form)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.body.addWidget(self.problem)
        self.add_button(Button("取消", on_click=self.escape))
        self.button = Button("修改", kind="primary", on_click=self.save)
        self.add_button(self.button, default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["old"].field
        return field

    def save(self) -> None:
        """Check what can be checked here, then ask the service."""
        typed = {key: self.form.rows[key].field.text() for key, _ in _FIELDS}
        wrong = {key: f"{label}未填写" for key, label in _FIELDS if not typed[key]}
        if not wrong and typed["new"] != typed["again"]:
            wrong = {"again": "两次输入的新密码不同"}
        self.form.set_errors(wrong)
        self.problem.setText("")
        if wrong:
            self.form.focus(next(iter(wrong)))
            return
        self.button.setEnabled(False)
        old, new = typed["old"], typed["new"]
        job = self._session.job(lambda bench, me: bench.people.change_password(me, old, new))
        self._desk.tasks.write(self, job, done=self._changed, failed=self._refused)

    def _changed(self, changes: ChangeSet) -> None:
        self._desk.bus.publish(changes, self)
        self._desk.notify.say("密码已修改")
        self.close_sheet()

    def _refused(self, trouble: AppError) -> None:
        self.button.setEnabled(True)
        self.problem.setText(text_of(trouble))
        self.form.focus("old" if trouble.code == "database.wrong_password" else "new")

"""A first password was given by the administrator: choose an own one before coming in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.offices import Actor
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.desk import Desk
from ui.session import Gate
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import LineField


class NewPasswordPage(QWidget):
    """``done(actor)`` when the new password holds."""

    done = Signal(object)

    def __init__(self, desk: Desk, gate: Gate, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._gate, self._actor = desk, gate, actor
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        self._column = QWidget()
        self._rows = QVBoxLayout(self._column)
        self._rows.addWidget(Label("设定新密码", role="title"))
        words = "管理员给的密码只用一次，换成自己的再进入"
        self._rows.addWidget(Label(words, role="table", tone="text2", wrap=True))
        self._rows.addSpacing(8)
        self.old = self._field("管理员给的密码")
        self.new = self._field("新密码，至少 8 位")
        self.again = self._field("再输一次新密码")
        self.again.returnPressed.connect(self._ask)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self._rows.addWidget(self.problem)
        self.button = Button("进入", kind="primary", big=True, on_click=self._ask)
        self._rows.addWidget(self.button)
        outer.addWidget(self._column, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        follow_look(self._relook)

    def _field(self, label: str) -> LineField:
        field = LineField(label, longest=256)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.set_big(True)
        self._rows.addWidget(Label(label, role="caption", tone="text2"))
        self._rows.addWidget(field)
        return field

    def _relook(self) -> None:
        self._column.setFixedWidth(look().px(400))
        self._rows.setSpacing(look().px(8))

    def first_focus(self) -> QWidget:
        """The field to start with."""
        return self.old

    def _ask(self) -> None:
        if self.new.text() != self.again.text():
            self.problem.setText("两次输入的新密码不同")
            self.again.setFocus()
            return
        self.button.setEnabled(False)
        self._desk.tasks.write(self, self._job, done=self._changed, failed=self._refused)

    def _job(self) -> ChangeSet:
        people = self._gate.wait().people
        return people.change_password(self._actor, self.old.text(), self.new.text())

    def _changed(self, changes: ChangeSet) -> None:
        del changes
        self.done.emit(self._actor)

    def _refused(self, trouble: AppError) -> None:
        self.button.setEnabled(True)
        self.problem.setText(text_of(trouble))
        self.new.setFocus()

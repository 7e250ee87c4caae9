"""Signing in: who, password, and what is wrong when it does not work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.firstlook import FirstLook
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, LineField

_OTHER = ""


class SignInPage(QWidget):
    """``wanted(login, password)`` when the person asks to come in.

    With a first look at the office its people are offered by name; otherwise the login is typed.
    """

    wanted = Signal(str, str)

    def __init__(self, found: FirstLook | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self._people = {actor.name: login for login, actor in found.people} if found else {}
        self._outer = QVBoxLayout(self)
        self._outer.addStretch(2)
        self._column = QWidget()
        self._rows = QVBoxLayout(self._column)
        self._rows.addWidget(Label("登录", role="title"))
        words = found.office_name if found else "输入登录名和密码"
        self._rows.addWidget(Label(words, role="table", tone="text2", wrap=True))
        self._rows.addSpacing(8)
        self._rows.addWidget(Label("人员", role="caption", tone="text2"))
        self.who: ComboField | LineField
        if self._people:
            choices = [
                (login, f"{name}（{self._roles(login)}）") for name, login in self._people.items()
            ]
            self.who = ComboField("人员", choices=choices)
            self.who.set_value(choices[0][0])
        else:
            self.who = LineField("登录名")
        self.who.set_big(True)
        self._rows.addWidget(self.who)
        self._rows.addWidget(Label("密码", role="caption", tone="text2"))
        self.password = LineField("密码", longest=256)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.set_big(True)
        self.password.installEventFilter(self)
        self.password.returnPressed.connect(self._ask)
        self._rows.addWidget(self.password)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.problem.setAccessibleName("登录结果")
        self._rows.addWidget(self.problem)
        self.hint = Label("", role="caption", tone="warn")
        self._rows.addWidget(self.hint)
        self.button = Button("登录", kind="primary", big=True, on_click=self._ask)
        self._rows.addWidget(self.button)
        self._outer.addWidget(self._column, 0, Qt.AlignmentFlag.AlignHCenter)
        self._outer.addStretch(3)
        follow_look(self._relook)

    def _roles(self, login: str) -> str:
        assert self._found is not None
        actor = self._found.actor(login)
        assert actor is not None
        return "、".join(sorted(role.label for role in actor.roles)) or "无岗位"

    def _relook(self) -> None:
        px = look().px
        self._column.setFixedWidth(px(400))
        self._rows.setSpacing(px(8))
        self._outer.setContentsMargins(px(24), px(24), px(24), px(24))

    def first_focus(self) -> QWidget:
        """The password when people are offered by name, else the login."""
        return self.password if self._people else self.who

    def choose(self, login: str) -> None:
        """Offer this person first: whoever signed in last."""
        if login in self._people.values() or not self._people:
            self.who.set_value(login)

    def _ask(self) -> None:
        login = str(self.who.value() or "").strip()
        if not login:
            self._say("登录名未填写", self.who)
        elif not self.password.text():
            self._say("密码未填写", self.password)
        elif self.button.isEnabled():
            self.problem.setText("")
            self.set_busy(True)
            self.wanted.emit(login, self.password.text())

    def set_busy(self, busy: bool) -> None:
        """While the password is being checked."""
        self.button.setEnabled(not busy)
        self.button.setText("正在核对" if busy else "登录")

    def refused(self, trouble: AppError) -> None:
        """Say why it did not work; the password is typed again."""
        self.set_busy(False)
        self.password.selectAll()
        self._say(text_of(trouble), self.password)

    def _say(self, text: str, place: QWidget) -> None:
        self.problem.setText(text)
        place.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.password and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            text = event.text()
            if text.isalpha() and text.isascii():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.hint.setText("大写锁定已打开" if text.isupper() != shifted else "")
        return super().eventFilter(watched, event)

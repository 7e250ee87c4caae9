"""Signing in: who, password, and what is wrong when it does not work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from mediation_app.domain.offices import Actor, Role
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.firstlook import FirstLook
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, LineField

_ORDER = {role: place for place, role in enumerate(Role)}


def in_order(people: tuple[tuple[str, Actor], ...]) -> tuple[tuple[str, Actor], ...]:
    """Those at the window first, the administrator last, by name within a role."""
    return tuple(
        sorted(
            people,
            key=lambda one: (
                min((_ORDER[r] for r in one[1].roles), default=len(_ORDER)),
                one[1].name,
            ),
        )
    )


def roles(actor: Actor) -> str:
    """What the person does, as words."""
    return "、".join(role.label for role in sorted(actor.roles, key=_ORDER.__getitem__)) or "无岗位"


class SignInPage(QWidget):
    """``wanted(login, password)`` when the person asks to come in.

    With a first look at the office its people are offered by name; otherwise the login is typed.
    """

    wanted = Signal(str, str)

    def __init__(self, found: FirstLook | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self._people = in_order(found.people) if found else ()
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
            choices = [(login, f"{actor.name}（{roles(actor)}）") for login, actor in self._people]
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
        self.problem.hide()
        self._rows.addWidget(self.problem)
        self.hint = Label("", role="caption", tone="warn")
        self.hint.hide()
        self._rows.addWidget(self.hint)
        self._rows.addSpacing(4)
        self.button = Button("登录", kind="primary", big=True, on_click=self._ask)
        self._rows.addWidget(self.button)
        self.demo = QFrame()
        self.demo.setProperty("frame", "soft")
        self.demo.setProperty("tone", "neutral")
        self._demo_row = QVBoxLayout(self.demo)
        words = "示例单位，人和事都是虚构的，所有人用同一个密码"
        self._demo_row.addWidget(Label(words, role="table", tone="text2"))
        self.demo_label = Label("", role="strong", selectable=True)
        self._demo_row.addWidget(self.demo_label)
        self._rows.addSpacing(8)
        self._rows.addWidget(self.demo)
        self._show_demo()
        self._outer.addWidget(self._column, 0, Qt.AlignmentFlag.AlignHCenter)
        self._outer.addStretch(3)
        follow_look(self._relook)

    def _show_demo(self) -> None:
        """An invented office says how to come in; a real one never does."""
        is_demo = self._found is not None and self._found.is_demo
        self.demo.setVisible(is_demo)
        if is_demo:
            from mediation_app.services.stories.cast import PASSWORD

            self.demo_label.setText(PASSWORD)

    def _relook(self) -> None:
        px = look().px
        self._column.setFixedWidth(px(400))
        self._rows.setSpacing(px(8))
        self._demo_row.setContentsMargins(px(14), px(10), px(14), px(10))
        self._outer.setContentsMargins(px(24), px(24), px(24), px(24))

    def first_focus(self) -> QWidget:
        """The password when people are offered by name, else the login."""
        return self.password if self._people else self.who

    def choose(self, login: str) -> None:
        """Offer this person first: whoever signed in last."""
        if not self._people or any(login == known for known, _ in self._people):
            self.who.set_value(login)

    def _ask(self) -> None:
        login = str(self.who.value() or "").strip()
        if not login:
            self._say("登录名未填写", self.who)
        elif not self.password.text():
            self._say("密码未填写", self.password)
        elif self.button.isEnabled():
            self.problem.hide()
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
        self.problem.show()
        place.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.password and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            text = event.text()
            if text.isalpha() and text.isascii():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                locked = text.isupper() != shifted
                self.hint.setText("大写锁定已打开" if locked else "")
                self.hint.setVisible(locked)
        return super().eventFilter(watched, event)

"""Adding and changing a person, and the slip with a first password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from mediation_app.domain.offices import Person, Role
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from mediation_app.services.people import PersonFacts
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, row
from ui.widgets.fields import CheckField, IdNumberField, LineField, PhoneField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_PER_ROW = 4


class PersonSheet(Sheet):
    """``saved(person, first_password)``; the password is empty after a change."""

    saved = Signal(object, str)

    def __init__(self, desk: Desk, session: Session, person: Person | None = None) -> None:
        title = f"修改{person.name}" if person else "添加人员"
        super().__init__(title, width=720)
        self._desk, self._session, self._person = desk, session, person
        self.form = Form()
        add = self.form.add
        add("name", "姓名", LineField(longest=60), required=True)
        add("login", "登录名", LineField(hint="小写字母和数字", longest=32), required=True)
        add("organisation", "单位", LineField(longest=200), wide=True)
        add("phone", "联系电话", PhoneField())
        add("id_number", "证件号码", IdNumberField())
        self.body.addWidget(self.form)
        self.body.addWidget(Label("岗位", role="tableStrong"))
        grid = QGridLayout()
        grid.setSpacing(look().px(8))
        self.roles: dict[str, CheckField] = {}
        for place, role in enumerate(Role):
            box = CheckField(role.label)
            self.roles[role.value] = box
            grid.addWidget(box, place // _PER_ROW, place % _PER_ROW)
        self.body.addLayout(grid)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.body.addWidget(self.problem)
        self.add_button(Button("取消", on_click=self.escape))
        verb = "保存" if person else "添加"
        self.button = Button(verb, kind="primary", on_click=self.save)
        self.add_button(self.button, default=True)
        self.form.finished.connect(self.roles[Role.CLERK.value].setFocus)
        self.form.setMinimumWidth(look().px(640))
        if person is not None:
            keys = ("name", "login", "organisation", "phone", "id_number")
            self.form.set_values({key: getattr(person, key) or None for key in keys})
            for role_key, box in self.roles.items():
                box.set_value(role_key in person.roles)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["name"].field
        return field

    def _facts(self) -> PersonFacts:
        values = {key: text or "" for key, text in self.form.values().items()}
        chosen = tuple(key for key, box in self.roles.items() if box.value())
        return PersonFacts(roles=chosen, **values)

    def save(self) -> None:
        """Send it; what is wrong is said at its field."""
        facts, old = self._facts(), self._person
        missing = {
            key: f"{label}未填写"
            for key, label in (("name", "姓名"), ("login", "登录名"))
            if not getattr(facts, key)
        }
        self.form.set_errors(missing)
        self.problem.setText("")
        if missing:
            self.form.focus(next(iter(missing)))
            return
        self.button.setEnabled(False)
        if old is None:
            job = self._session.job(lambda bench, me: bench.people.add(me, facts))
            self._desk.tasks.write(self, job, done=self._added, failed=self._refused)
        else:
            change = self._session.job(lambda bench, me: bench.people.change(me, old, facts))
            self._desk.tasks.write(self, change, done=self._changed, failed=self._refused)

    def _added(self, outcome: Outcome[tuple[Person, str]]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        person, password = outcome.value
        self.close_sheet()
        self.saved.emit(person, password)

    def _changed(self, outcome: Outcome[Person]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self.close_sheet()
        self.saved.emit(outcome.value, "")

    def _refused(self, trouble: AppError) -> None:
        self.button.setEnabled(True)
        field = trouble.field if isinstance(trouble, InvalidInput) else ""
        self.form.set_errors({field: text_of(trouble)} if field in self.form.rows else {})
        self.problem.setText("" if field in self.form.rows else text_of(trouble))
        if field in self.form.rows:
            self.form.focus(field)
        elif field == "roles":
            self.roles[Role.CLERK.value].setFocus()


class PasswordSlip(Sheet):
    """The first password, shown once: copy it, print it, hand it over."""

    def __init__(self, name: str, login: str, password: str) -> None:
        super().__init__(f"{name}的首次密码", "只显示这一次。首次登录后须换成自己的密码。")
        self._lines = (f"姓名：{name}", f"登录名：{login}", f"首次密码：{password}")
        self._password = password
        box = QFrame()
        box.setProperty("frame", "soft")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(*(look().px(n) for n in (20, 14, 20, 14)))
        for what, text in (("登录名", login), ("首次密码", password)):
            name_label = Label(what, role="table", tone="text2")
            name_label.setFixedWidth(look().px(88))
            inside.addLayout(row(name_label, Label(text, role="section", selectable=True), None))
        self.body.addWidget(box)
        self.add_left(Button("复制", kind="quiet", icon="copy", on_click=self.copy))
        self.add_button(Button("打印", icon="printer", on_click=self.print_slip))
        self.add_button(Button("关闭", kind="primary", on_click=self.close_sheet), default=True)

    def copy(self) -> None:
        """The password alone goes to the clipboard."""
        QGuiApplication.clipboard().setText(self._password)

    def print_slip(self) -> None:
        """Three lines on paper, through the system's print dialog."""
        from ui.dialogs.printing import choose_printer

        choose_printer(self, "首次密码", 1, self._print)

    def _print(self, printer: QPrinter) -> None:
        paper = QTextDocument()
        paper.setDefaultFont(look().font("section"))
        paper.setPlainText("\n".join((*self._lines, "", "首次登录后须换成自己的密码")))
        paper.print_(printer)

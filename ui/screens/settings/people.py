"""人员与岗位: who works here and what they may do."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from mediation_app.domain.identifiers import parse_phone
from mediation_app.domain.offices import Person, Role
from mediation_app.errors import InvalidInput
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.events import Changes
from ui.models.cells import Column, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.screens.settings.person_sheet import PasswordSlip, PersonSheet
from ui.session import Session
from ui.widgets.basics import Button
from ui.widgets.table import RecordTable

_LABELS = {role.value: role.label for role in Role}


def roles_text(person: Person) -> str:
    """The roles as words."""
    return "、".join(_LABELS.get(role, role) for role in person.roles)


def masked_phone(person: Person) -> str:
    """The telephone as lists show it."""
    try:
        return parse_phone(person.phone).masked if person.phone else ""
    except InvalidInput:
        return ""


def _columns() -> list[Column[Person]]:
    return [
        Column(
            key="name", header="姓名", width=110,
            cell=lambda p: Text(p.name, tone="text" if p.active else "text3", role="body"),
        ),
        Column(key="login", header="登录名", width=130, cell=lambda p: Text(p.login)),
        Column(key="roles", header="岗位", min_width=160, cell=lambda p: Text(roles_text(p))),
        Column(
            key="organisation", header="单位", min_width=140, give_way=2,
            cell=lambda p: Text(p.organisation),
        ),
        Column(
            key="phone", header="电话", width=130, give_way=1,
            cell=lambda p: Text(masked_phone(p), fixed=True),
        ),
        Column(
            key="active", header="状态", width=72,
            cell=lambda p: None if p.active else TagCell("已停用"),
        ),
    ]  # fmt: skip


class PeoplePage(Page):
    """A table; Enter changes, N adds; the administrator only."""

    title = "人员与岗位"
    note = "经办、复核、审批、拨付须是不同的人。离开的人停用，办过的事仍记在本人名下。"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._may = session.may(Role.ADMIN)
        self.add_button = Button("添加人员", kind="primary", icon="user-plus", on_click=self.add)
        self.head_row.addWidget(self.add_button)
        self.model: RecordTableModel[Person] = RecordTableModel(
            _columns(), self, key=lambda person: person.id
        )
        self.table = RecordTable(self.model, "人员")
        self.table.opened.connect(self.change)
        self.table.current_changed.connect(self._current)
        self.table.letter_pressed.connect(self._letter)
        self.column.addWidget(self.table, 1)
        self.change_button = Button("修改", icon="pencil", on_click=self._change_current)
        self.reset_button = Button("重设密码", icon="lock", on_click=self._reset)
        self.switch_button = Button("停用", kind="danger", icon="ban", on_click=self._switch)
        for button in (self.change_button, self.reset_button, self.switch_button):
            self.foot_row.addWidget(button)
        self.foot_row.addStretch(1)
        self.foot.setVisible(self._may)
        if not self._may:
            self.add_button.hide()
            self.about.setText(f"{self.note}由管理员添加和修改。")

    # --- loading --------------------------------------------------------------------------------

    def show_page(self) -> None:
        job = self.session.job(lambda bench, me: bench.people.all(me))
        self.desk.tasks.read(self, job, done=self._loaded)

    def refresh(self, changes: Changes) -> None:
        if changes.touches("Person"):
            self.show_page()

    def _loaded(self, people: tuple[Person, ...]) -> None:
        before = self.table.current_record()
        ordered = sorted(people, key=lambda person: (not person.active, _rank(person), person.name))
        self.model.set_rows(ordered, more=False)
        ids = [person.id for person in ordered]
        self.table.select(ids.index(before.id) if before and before.id in ids else 0)
        self._current(self.table.current_record())

    def _current(self, person: Any) -> None:
        own = person is not None and person.id == self.session.actor.person_id
        self.change_button.setEnabled(person is not None)
        self.reset_button.setEnabled(person is not None and person.active and not own)
        self.switch_button.setEnabled(person is not None and not own)
        active = person is None or person.active
        self.switch_button.setText("停用" if active else "启用")
        self.switch_button.set_kind("danger" if active else "default")
        self.switch_button.set_icon_name("ban" if active else "check")

    # --- what the person does -------------------------------------------------------------------

    def _letter(self, letter: str) -> None:
        if letter.lower() == "n":
            self.add()

    def add(self) -> None:
        """N: somebody new; their first password is shown once."""
        if self._may:
            self._open(PersonSheet(self.desk, self.session))

    def change(self, person: Any) -> None:
        """Enter: change a person."""
        if self._may and isinstance(person, Person):
            self._open(PersonSheet(self.desk, self.session, person))

    def _open(self, sheet: PersonSheet) -> None:
        sheet.saved.connect(self._saved)
        self.desk.notify.sheet.emit(sheet)

    def _change_current(self) -> None:
        self.change(self.table.current_record())

    def _saved(self, person: Person, password: str) -> None:
        self.show_page()
        if password:
            self._show_password(person, password)
        else:
            self.desk.notify.say(f"{person.name}的信息已保存")

    def _show_password(self, person: Person, password: str) -> None:
        self.desk.notify.sheet.emit(PasswordSlip(person.name, person.login, password))

    def _reset(self) -> None:
        person = self.table.current_record()
        if person is not None:
            self._subject = person
            self.desk.notify.ask(
                f"重设{person.name}的密码",
                "原密码立即失效，新密码只显示一次。",
                "重设密码",
                self._reset_now,
            )

    def _reset_now(self) -> None:
        key = self._subject.id
        job = self.session.job(lambda bench, me: bench.people.reset_password(me, key))
        self.desk.tasks.write(self, job, done=self._was_reset)

    def _was_reset(self, outcome: Outcome[str]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self._show_password(self._subject, outcome.value)

    def _switch(self) -> None:
        person = self.table.current_record()
        if person is None:
            return
        self._subject = person
        if person.active:
            self.desk.notify.ask(
                f"停用{person.name}的账号", "停用后不能登录，办过的事不变，以后可以再启用。", "停用",
                self._switch_now, danger=True,
            )  # fmt: skip
        else:
            self._switch_now()

    def _switch_now(self) -> None:
        person = self._subject
        job = self.session.job(
            lambda bench, me: (
                bench.people.deactivate(me, person.id)
                if person.active
                else bench.people.activate(me, person.id)
            )
        )
        self.desk.tasks.write(self, job, done=self._switched)

    def _switched(self, outcome: Outcome[Person]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self.show_page()
        word = "已启用" if outcome.value.active else "已停用"
        self.desk.notify.say(f"{outcome.value.name}的账号{word}")

    # --- the screen asks ------------------------------------------------------------------------

    def act(self) -> None:
        self.add()

    def keys(self) -> tuple[Key, ...]:
        if not self._may:
            return (Key("↑ ↓", "选择"),)
        return (Key("↑ ↓", "选择"), Key("Enter", "修改"), Key("N", "添加"))

    def first_focus(self) -> QWidget:
        return self.table


def _rank(person: Person) -> int:
    order = [role.value for role in Role]
    return min((order.index(role) for role in person.roles if role in order), default=len(order))

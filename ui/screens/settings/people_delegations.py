"""委托代办: who lends whom a role of the fund for some days. The giver or a leader decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.delegations import LENDABLE
from mediation_app.domain.offices import Delegation, Person, Role
from mediation_app.errors import AppError, InvalidInput, NotAllowed
from mediation_app.messages import text_of, text_of_reason
from mediation_app.services.base import Outcome
from mediation_app.services.delegations import DelegationFacts, DelegationRow, Lending
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.events import Changes
from ui.models.cells import Column, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, DateField, LineField
from ui.widgets.form import Form
from ui.widgets.table import RecordTable

_TONES = {"在用": "ok", "未开始": "accent", "已结束": "neutral"}


def days_text(one: Delegation) -> str:
    """``2026-11-23 至 2026-11-27``, with the day it was ended when that came first."""
    until = one.until.isoformat() if one.until else ""
    ended = f"，{one.ended_on:%m-%d} 终止" if one.ended_on else ""
    return f"{one.since.isoformat() if one.since else ''} 至 {until}{ended}"


def _columns() -> list[Column[DelegationRow]]:
    return [
        Column(
            key="receiver", header="受托人", width=96,
            cell=lambda r: Text(r.delegation.receiver_name, tone="text", role="body"),
        ),
        Column(key="giver", header="委托人", width=96, cell=lambda r: Text(r.delegation.giver_name)),
        Column(key="role", header="岗位", width=96, cell=lambda r: Text(r.delegation.role.label)),
        Column(
            key="days", header="起止", width=248,
            cell=lambda r: Text(days_text(r.delegation), fixed=True),
        ),
        Column(
            key="reason", header="原因", min_width=100, give_way=1,
            cell=lambda r: Text(r.delegation.reason),
        ),
        Column(
            key="state", header="状态", width=80,
            cell=lambda r: TagCell(r.state, _TONES.get(r.state, "neutral")),
        ),
    ]  # fmt: skip


class DelegationsPage(Page):
    """A table; N lends, Delete ends."""

    title = "委托代办"
    note = (
        "本人不在时，把基金岗位委托他人代办几天。受托人办理时记两个人的姓名，"
        "已在同一申请办过其他岗位的人不能受托办理。"
    )
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._lending = Lending(givers=(), people=())
        self.add_button = Button("委托", kind="primary", icon="handshake", on_click=self.add)
        self.add_button.setEnabled(False)
        self.head_row.addWidget(self.add_button)
        self.model: RecordTableModel[DelegationRow] = RecordTableModel(
            _columns(), self, key=lambda row: row.delegation.id
        )
        self.table = RecordTable(self.model, "委托")
        self.table.current_changed.connect(self._current)
        self.table.letter_pressed.connect(self._letter)
        self.nothing = Label("还没有委托", role="table", tone="text3")
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.table, 1)
        self.end_button = Button("终止委托", kind="danger", icon="ban", on_click=self._ask_end)
        self.foot_row.addWidget(self.end_button)
        self.reason = Label("", role="caption", tone="text2")
        self.foot_row.addWidget(self.reason)
        self.foot_row.addStretch(1)
        self.foot.show()

    # --- loading --------------------------------------------------------------------------------

    def show_page(self) -> None:
        job = self.session.job(
            lambda bench, me: (bench.delegations.list(me), bench.delegations.lending(me))
        )
        self.desk.tasks.read(self, job, done=self._loaded)

    def refresh(self, changes: Changes) -> None:
        if changes.touches("Delegation") or changes.touches("Person"):
            self.show_page()

    def _loaded(self, found: tuple[tuple[DelegationRow, ...], Lending]) -> None:
        rows, self._lending = found
        before = self.table.current_record()
        self.model.set_rows(rows)
        ids = [row.delegation.id for row in rows]
        kept = before.delegation.id if before is not None else ""
        self.table.select(ids.index(kept) if kept in ids else 0)
        self.nothing.setVisible(not rows)
        self.table.setVisible(bool(rows))
        may = bool(self._lending.givers)
        self.add_button.setEnabled(may)
        words = "" if may else "本人没有可以委托的岗位"
        self.add_button.setToolTip(words)
        self.about.setText(self.note if may else f"{self.note}{words}。")
        self._current(self.table.current_record())

    def _current(self, row: Any) -> None:
        can = isinstance(row, DelegationRow) and row.mine
        self.end_button.setEnabled(can)
        words = ""
        if isinstance(row, DelegationRow) and not can:
            words = "委托已结束" if row.state == "已结束" else "由委托人本人或大队领导终止"
        self.reason.setText(words)

    # --- what the person does -------------------------------------------------------------------

    def _letter(self, letter: str) -> None:
        if letter.lower() == "n":
            self.add()

    def add(self) -> None:
        """N: lend a role."""
        if not self._lending.givers:
            return
        sheet = DelegationSheet(
            self.desk, self.session, self._lending, today(self.desk.clock), self._given
        )
        self.desk.notify.sheet.emit(sheet)

    def _given(self, outcome: Outcome[Delegation]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self.show_page()
        one = outcome.value
        self.desk.notify.say(f"{one.giver_name}的{one.role.label}岗位已委托{one.receiver_name}")

    def _ask_end(self) -> None:
        row = self.table.current_record()
        if not isinstance(row, DelegationRow) or not row.mine:
            return
        self._subject = row.delegation
        self.desk.notify.ask(
            f"终止{self._subject.giver_name}给{self._subject.receiver_name}的委托",
            "从今天起不能再受托办理，已经办过的事不变。", "终止委托", self._end_now, danger=True,
        )  # fmt: skip

    def _end_now(self) -> None:
        key = self._subject.id
        job = self.session.job(lambda bench, me: bench.delegations.end(me, key))
        self.desk.tasks.write(self, job, done=self._ended)

    def _ended(self, outcome: Outcome[Delegation]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self.show_page()
        self.desk.notify.say(f"给{outcome.value.receiver_name}的委托已终止")

    # --- the screen asks ------------------------------------------------------------------------

    def act(self) -> None:
        self.add()

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("N", "委托"))

    def first_focus(self) -> QWidget:
        return self.table if self.table.isVisibleTo(self) else self.add_button


class DelegationSheet(Sheet):
    """Whose role, to whom, for which days, why. Stays open until it was taken or given up."""

    def __init__(
        self, desk: Desk, session: Session, lending: Lending, day: date, done: Any
    ) -> None:
        super().__init__("委托代办", "两个人的姓名都记入办理记录", width=560)
        self._desk, self._session, self._done = desk, session, done
        self._lending = lending
        self.form = Form(most_columns=1)
        add = self.form.add
        givers = [(person.id, person.name) for person in lending.givers]
        own = session.actor.person_id
        add("giver_id", "委托人", ComboField("委托人", givers), required=True)
        add("role", "岗位", ComboField("岗位", []), required=True)
        add("receiver_id", "受托人", ComboField("受托人", []), required=True)
        add("since", "开始日期", DateField("开始日期"), required=True)
        add("until", "结束日期", DateField("结束日期"), required=True)
        add("reason", "原因", LineField("原因", longest=200), required=True)
        self.form.setMinimumWidth(look().px(480))
        self.form.set_values(
            {"giver_id": own if any(k == own for k, _ in givers) else givers[0][0]}
        )
        self.form.set_values({"since": day, "until": day + timedelta(days=4)})
        self.form.changed.connect(self._changed)
        self.form.finished.connect(self.save)
        self.body.addWidget(self.form)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.body.addWidget(self.problem)
        self.add_button(Button("取消", on_click=self.escape))
        self.button = Button("委托", kind="primary", on_click=self.save)
        self.add_button(self.button, default=True)
        self.form.rows["giver_id"].setVisible(len(givers) > 1)
        self._offer_roles()

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["receiver_id"].field
        return field

    def _giver(self) -> Person | None:
        key = self.form.rows["giver_id"].field.value()
        return next((p for p in self._lending.givers if p.id == key), None)

    def _offer_roles(self) -> None:
        giver = self._giver()
        roles = [(r.value, r.label) for r in LENDABLE if giver is not None and giver.has(r)]
        field = self.form.rows["role"].field
        field.set_choices(roles)
        field.set_value(roles[0][0] if roles else None)
        self._offer_people()

    def _offer_people(self) -> None:
        giver, role = self._giver(), self.form.rows["role"].field.value()
        people = [
            (p.id, p.name)
            for p in self._lending.people
            if giver is not None and p.id != giver.id and role not in p.roles
        ]
        field = self.form.rows["receiver_id"].field
        kept = field.value()
        field.set_choices(people)
        field.set_value(kept if any(key == kept for key, _ in people) else None)

    def _changed(self, key: str) -> None:
        if key == "giver_id":
            self._offer_roles()
        elif key == "role":
            self._offer_people()
        self.form.set_errors({})
        self.problem.setText("")

    def save(self) -> None:
        """Send it; what is wrong is said at its field."""
        values = self.form.values()
        missing = {
            key: f"{row.label.text()}未填写"
            for key, row in self.form.rows.items()
            if values.get(key) in (None, "")
        }
        self.form.set_errors(missing)
        if missing:
            self.form.focus(next(iter(missing)))
            return
        facts = DelegationFacts(
            role=Role(values["role"]),
            receiver_id=values["receiver_id"],
            since=values["since"],
            until=values["until"],
            reason=values["reason"],
            giver_id=values["giver_id"],
        )
        self.button.setEnabled(False)
        job = self._session.job(lambda bench, me: bench.delegations.give(me, facts))
        self._desk.tasks.write(self, job, done=self._given, failed=self._refused)

    def _given(self, outcome: Outcome[Delegation]) -> None:
        self.close_sheet()
        self._done(outcome)

    def _refused(self, trouble: AppError) -> None:
        self.button.setEnabled(True)
        reasons = trouble.reasons if isinstance(trouble, NotAllowed) else ()
        if isinstance(trouble, InvalidInput) and trouble.field in self.form.rows:
            self.form.set_errors({trouble.field: text_of(trouble)})
            self.form.focus(trouble.field)
            return
        own = {r.place: text_of_reason(r) for r in reasons if r.place in self.form.rows}
        self.form.set_errors(own)
        rest = [text_of_reason(r) for r in reasons if r.place not in own]
        self.problem.setText("；".join(rest) if reasons else text_of(trouble))
        if own:
            self.form.focus(next(iter(own)))

"""单位: what stands on every paper. Only the administrator changes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mediation_app.domain.offices import Office, Role
from mediation_app.errors import AppError, Conflict, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from mediation_app.services.office import OfficeFacts, facts_of
from mediation_app.services.rule_lists import regions
from ui.desk import Desk
from ui.events import Changes
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, row
from ui.widgets.fields import CheckField, ComboField, LineField, PhoneField
from ui.widgets.form import Form
from ui.widgets.shortcuts import bind

_SERIES = (
    ("case", "案件、协议"), ("fund", "救助申请"), ("fund_decision", "垫付决定"),
    ("fund_payment", "拨付"), ("recovery", "追偿"),
)  # fmt: skip


class OfficePage(Page):
    """Name, numbers, addresses, the fund's account."""

    title = "单位"
    note = "印在每份文书上。改动从下一份文书起生效，已生成的文书不变。"

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._office: Office | None = None
        self._dirty = False
        self._may = session.may(Role.ADMIN)
        self.form = Form()
        add = self.form.add
        self.form.add_group("名称")
        add("name", "单位全称", LineField(longest=100), required=True, wide=True)
        add("short_name", "简称", LineField(longest=40))
        self.region = ComboField("行政区划")
        add("jurisdiction", "行政区划", self.region, required=True)
        self.form.add_group("文号")
        add("number_prefix", "文号字头", LineField(longest=20), required=True)
        add("fund_prefix", "救助字头", LineField(longest=20))
        self._preview = QFrame()
        self._preview.setProperty("frame", "soft")
        self._preview.setProperty("tone", "neutral")
        lines = QVBoxLayout(self._preview)
        lines.setContentsMargins(*(look().px(n) for n in (16, 12, 16, 12)))
        self._numbers: dict[str, Label] = {}
        for series, words in _SERIES:
            made = Label("", role="tableStrong", selectable=True)
            self._numbers[series] = made
            name = Label(words, role="table", tone="text2")
            name.setMinimumWidth(look().px(84))
            lines.addLayout(row(name, 12, made, None))
        self.form.add_widget(self._preview)
        self.form.add_group("联系")
        add("address", "联系地址", LineField(longest=200), wide=True)
        add("phone", "联系电话", PhoneField())
        add("on_duty_all_day", "值守", CheckField("24 小时值守"))
        add("court", "确认法院", LineField(longest=100), wide=True)
        self.form.add_group("救助基金", "印在垫付、偿还、追偿文书上")
        add("fund_manager", "管理机构", LineField(longest=100), wide=True)
        add("fund_account_name", "账户名称", LineField(longest=100))
        add("fund_account_number", "账号", LineField(longest=40))
        add("fund_account_bank", "开户银行", LineField(longest=100), wide=True)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.save_button = Button("保存", kind="primary", icon="save", on_click=self.save)
        self.undo_button = Button("放弃改动", on_click=self._reset)
        self.foot_row.addWidget(self.problem, 1)
        self.foot_row.addWidget(self.undo_button)
        self.foot_row.addWidget(self.save_button)
        self.foot.setVisible(self._may)
        if not self._may:
            self.about.setText(f"{self.note}由管理员修改。")
        self.form.set_read_only(not self._may)
        self.form.changed.connect(self._changed)
        self.form.edited.connect(self._edited)
        self.form.finished.connect(self.save_button.setFocus)
        bind(self, "Ctrl+S", self.save)
        self._show_dirty()

    # --- loading --------------------------------------------------------------------------------

    def show_page(self) -> None:
        if not self._dirty:
            job = self.session.job(
                lambda bench, me: (bench.office.current(me), regions(bench.context.rulebook))
            )
            self.desk.tasks.read(self, job, done=self._answered)

    def refresh(self, changes: Changes) -> None:
        if changes.touches("Office"):
            self.show_page()

    def _answered(self, answer: tuple[Office, tuple[tuple[str, str], ...]]) -> None:
        office, places = answer
        if self._dirty:
            return
        known = {code for code, _ in places}
        own = () if office.jurisdiction in known else ((office.jurisdiction, office.jurisdiction),)
        self.region.set_choices([*own, *places])
        self._loaded(office)

    def _loaded(self, office: Office) -> None:
        if self._dirty:
            return
        self._office = office
        facts = facts_of(office)
        self.form.set_values({key: getattr(facts, key) or None for key in self.form.rows})
        self.form.set_values({"on_duty_all_day": facts.on_duty_all_day})
        self.form.set_errors({})
        self._show_numbers()

    def _reset(self) -> None:
        self._dirty = False
        self.problem.setText("")
        self._show_dirty()
        if self._office is not None:
            self._loaded(self._office)

    # --- editing --------------------------------------------------------------------------------

    def _facts(self) -> OfficeFacts:
        assert self._office is not None
        values: dict[str, Any] = {key: text or "" for key, text in self.form.values().items()}
        values["on_duty_all_day"] = bool(values["on_duty_all_day"])
        return replace(facts_of(self._office), **values)

    def _changed(self, key: str) -> None:
        self._dirty = True
        self._show_dirty()
        if key in ("number_prefix", "fund_prefix"):
            self._show_numbers()

    def _edited(self, key: str) -> None:
        if self._office is not None and self._facts() != facts_of(self._office):
            self._changed(key)

    def _show_dirty(self) -> None:
        self.save_button.setEnabled(self._dirty)
        self.undo_button.setEnabled(self._dirty)

    def _show_numbers(self) -> None:
        if self._office is None:
            return
        facts = self._facts()
        job = self.session.job(lambda bench, _: bench.office.number_preview(facts))
        self.desk.tasks.read(self, job, done=self._numbered)

    def _numbered(self, numbers: dict[str, str]) -> None:
        for series, label in self._numbers.items():
            label.setText(numbers.get(series, ""))

    # --- saving ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Ctrl+S, Ctrl+Enter."""
        if not (self._may and self._dirty and self._office is not None):
            return
        self._send(self._office, self._facts())

    def _send(self, old: Office, facts: OfficeFacts) -> None:
        self.problem.setText("")
        self.save_button.setEnabled(False)
        job = self.session.job(lambda bench, me: _change(bench, me, old, facts))
        self.desk.tasks.write(self, job, done=self._saved, failed=self._refused)

    def _saved(self, outcome: Outcome[Office]) -> None:
        self._dirty = False
        self._show_dirty()
        self.session.gate.office = outcome.value
        self._loaded(outcome.value)
        self.desk.bus.publish(outcome.changes, self)
        self.desk.notify.say("单位信息已保存")

    def _refused(self, trouble: AppError) -> None:
        self._show_dirty()
        if isinstance(trouble, Conflict):
            self._ask_conflict(trouble)
            return
        field = trouble.field if isinstance(trouble, InvalidInput) else ""
        self.form.set_errors({field: text_of(trouble)} if field in self.form.rows else {})
        self.problem.setText("" if field in self.form.rows else text_of(trouble))
        self.form.focus(field)

    def _ask_conflict(self, trouble: Conflict) -> None:
        from ui.dialogs.conflict import ConflictSheet, present

        sheet = ConflictSheet(present(trouble.clashes), who="另一人", where="单位")
        sheet.resolved.connect(self._resolved)
        self.desk.notify.sheet.emit(sheet)

    def _resolved(self, values: dict[tuple[str, str, str], object]) -> None:
        chosen = {key[2]: value for key, value in values.items()}
        job = self.session.job(lambda bench, me: _merge(bench, me, chosen))
        self.desk.tasks.write(self, job, done=self._saved, failed=self._refused)

    # --- the screen asks ------------------------------------------------------------------------

    def act(self) -> None:
        self.save()

    def keys(self) -> tuple[Key, ...]:
        return (Key("Ctrl S", "保存"),) if self._may else ()

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["name"].field
        return field


def _change(bench: Any, me: Any, old: Office, facts: OfficeFacts) -> Outcome[Office]:
    outcome: Outcome[Office] = bench.office.change(me, old, facts)
    if old.jurisdiction != outcome.value.jurisdiction:
        bench.reload_rules()
    return outcome


def _merge(bench: Any, me: Any, chosen: dict[str, object]) -> Outcome[Office]:
    office: Office = bench.office.current(me)
    known: dict[str, Any] = {
        key: value for key, value in chosen.items() if hasattr(facts_of(office), key)
    }
    return _change(bench, me, office, replace(facts_of(office), **known))

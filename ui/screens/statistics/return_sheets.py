"""Dialogs of the returns: freeze, compare, a figure from outside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund_return_lines import IN_YUAN, OUTSIDE_LABELS, Difference, LineKind
from mediation_app.domain.records import ZERO
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.screens.statistics.return_rows import value_text
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, IntegerField, LineField, MoneyField, TextField
from ui.widgets.form import Form
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.fund_returns import FundReturn, OutsideFigure
    from mediation_app.domain.offices import Actor
    from mediation_app.domain.spans import Span
    from mediation_app.services.base import Outcome


class _FormSheet(Sheet):
    """A form with its trouble under it."""

    def __init__(self, desk: Desk, session: Session, title: str, text: str) -> None:
        super().__init__(title, text)
        self._desk, self._session = desk, session
        self.form = Form(most_columns=1)
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)

    def _changed(self, _key: str) -> None:
        self.form.set_errors({})

    def _refused(self, error: AppError) -> None:
        if isinstance(error, InvalidInput) and error.field in self.form.rows:
            self.form.set_errors({error.field: text_of(error)})
            self.form.focus(error.field)
            return
        self.trouble.setText(text_of(error))
        self.trouble.show()


class FreezeSheet(_FormSheet):
    """Freeze a span; a correction asks for its reason. ``frozen(edition key)``."""

    frozen = Signal(str)

    def __init__(self, desk: Desk, session: Session, span: Span, edition: int) -> None:
        text = "冻结后数字和案件清单不再变化，更正另成一版"
        if edition > 1:
            text = f"第 {edition - 1} 版保留不变，现在的数字成为第 {edition} 版"
        super().__init__(desk, session, f"冻结 {span.label} 报表", text)
        self._span = span
        if edition > 1:
            self.form.add(
                "reason", "更正原因", TextField("更正原因", lines=3), required=True, wide=True
            )
        self.add_button(Button("取消", on_click=self.escape))
        name = f"冻结第 {edition} 版" if edition > 1 else "冻结"
        self.freeze_button = self.add_button(
            Button(name, kind="primary", icon="lock", on_click=self._freeze), default=True
        )

    def first_focus(self) -> QWidget | None:
        row = self.form.rows.get("reason")
        return self.freeze_button if row is None else row.field

    def _freeze(self) -> None:
        reason = str(self.form.values().get("reason") or "")
        span = self._span

        def work(bench: Workbench, me: Actor) -> Outcome[FundReturn]:
            return bench.returns.freeze(me, span, reason)

        self.freeze_button.setEnabled(False)
        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._no)

    def _no(self, error: AppError) -> None:
        self.freeze_button.setEnabled(True)
        self._refused(error)

    def _done(self, outcome: Outcome[FundReturn]) -> None:
        record = outcome.value
        self._desk.bus.publish(outcome.changes, self)
        self._desk.notify.say(f"{self._span.label} 报表已冻结为第 {record.edition} 版")
        self.close_sheet()
        self.frozen.emit(record.id)


class OutsideSheet(_FormSheet):
    """A figure that comes from somebody else, with its source. ``kept`` when it is stored."""

    kept = Signal()

    def __init__(self, desk: Desk, session: Session, span: Span) -> None:
        super().__init__(
            desk, session, f"{span.label} 外部数据", "同一指标再次填写时，以后填的为准，先填的留存"
        )
        self._span = span
        choices = list(OUTSIDE_LABELS.items())
        self.code = ComboField("指标", choices)
        self.form.add("code", "指标", self.code, required=True)
        self.form.add("count", "起数", IntegerField(), note="起")
        self.form.add("amount", "金额", MoneyField(), note="元")
        self.form.add("source", "数据来源", LineField(hint="例如发文单位和文号"), required=True)
        self.form.set_values({"code": choices[0][0]})
        self.code.edited.connect(self._choose)
        self._choose()
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("保存", kind="primary", on_click=self._keep), default=True)

    def first_focus(self) -> QWidget | None:
        return self.code

    def _choose(self) -> None:
        money = self.code.value() in IN_YUAN
        self.form.rows["count"].setVisible(not money)
        self.form.rows["amount"].setVisible(money)

    def _keep(self) -> None:
        values = self.form.values()
        code = str(values["code"] or "")
        money = code in IN_YUAN
        key = "amount" if money else "count"
        given = values[key]
        missing = {} if given is not None else {key: "数值未填写"}
        if not str(values["source"] or "").strip():
            missing["source"] = "数据来源未填写"
        if missing:
            self.form.set_errors(missing)
            self.form.focus(next(iter(missing)))
            return
        span = self._span
        count = 0 if money else int(given)
        amount = Decimal(given) if money else ZERO

        def work(bench: Workbench, me: Actor) -> Outcome[OutsideFigure]:
            return bench.returns.put_outside(
                me, code, span.since, span.until, count=count, amount=amount,
                source=str(values["source"]),
            )  # fmt: skip

        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[OutsideFigure]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self._desk.notify.say("外部数据已保存")
        self.close_sheet()
        self.kept.emit()


class CompareSheet(Sheet):
    """What one edition tells otherwise than another."""

    def __init__(self, title: str, names: tuple[str, str], found: Sequence[Difference]) -> None:
        text = f"{len(found)} 项不同" if found else "两版数字相同"
        super().__init__(title, text, width=776)

        def before(one: Difference) -> Sum | Text:
            return _shown(one.line.kind, one.before)

        def after(one: Difference) -> Sum | Text:
            return _shown(one.line.kind, one.after)

        columns: list[Column[Difference]] = [
            Column(key="label", header="项目", min_width=200,
                   cell=lambda one: Text(f"{one.line.group}·{one.line.label}", tone="text")),
            Column(key="before", header=names[0], width=130, right=True, cell=before),
            Column(key="after", header=names[1], width=130, right=True, cell=after),
            Column(key="cases", header="案件", width=110, cell=_moved),
        ]  # fmt: skip
        self.model: RecordTableModel[Difference] = RecordTableModel(columns)
        self.table = RecordTable(self.model, title, row=34)
        self.model.setParent(self.table)
        self.model.set_rows(list(found))
        self.table.setVisible(bool(found))
        self.table.setFixedHeight(look().px(32 + 34 * min(max(len(found), 1), 9) + 2))
        self.body.addWidget(self.table)
        self.add_button(Button("关闭", kind="primary", on_click=self.escape), default=True)


def _shown(kind: LineKind, value: int | Decimal | None) -> Sum | Text:
    return Text("未知", tone="text3") if value is None else Sum(value_text(kind, value))


def _moved(one: Difference) -> Text | None:
    parts = [f"增 {len(one.came)} 件"] if one.came else []
    parts += [f"减 {len(one.went)} 件"] if one.went else []
    return Text("，".join(parts)) if parts else None

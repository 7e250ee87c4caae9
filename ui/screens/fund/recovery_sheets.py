"""The small dialogs of recovery: the plan, the next step, a documented act."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.domain.recovery import RepaymentRow
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.recovery_records import ACTION_LABELS
from ui.dialogs.sheet import Sheet
from ui.screens.fund.book import FundBook
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, DateField, IntegerField, MoneyField, TextField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.recovery import RecoveryView

_LOOK_MS = 300
_BY_HAND = ("inquiry", "demand", "notice", "lawsuit", "enforcement")
_REVIEW_DAYS = 90


class RecoverySheet(Sheet):
    """A form over one recovery; what the service refuses stands beside its field."""

    def __init__(
        self, book: FundBook, view: RecoveryView, title: str, text: str, verb: str
    ) -> None:
        super().__init__(title, text, width=560)
        self.book, self.view = book, view
        self.key = view.recovery.id
        self.form = Form(most_columns=1)
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button(verb, kind="primary", on_click=self.take), default=True)

    def first_focus(self) -> QWidget | None:
        """The first field that is still empty."""
        for row in self.form.rows.values():
            if row.field.value() in (None, "", ()):
                field: QWidget = row.field
                return field
        return self.default

    def _changed(self, key: str) -> None:
        del key
        self.form.set_errors({})
        self.trouble.hide()

    def complete(self, *keys: str) -> bool:
        """Whether these are filled in; else they say so and the first gets the focus."""
        unreadable = self.form.unreadable()
        if unreadable:
            self.form.focus(unreadable)
            return False
        values = self.form.values()
        missing = {
            key: f"{self.form.rows[key].label.text()}未填写"
            for key in keys
            if values[key] in (None, "")
        }
        if missing:
            self.form.set_errors(dict(missing))
            self.form.focus(next(iter(missing)))
        return not missing

    @abstractmethod
    def take(self) -> None:
        """The default button."""

    def refused(self, error: AppError) -> None:
        """The service says why not."""
        if isinstance(error, InvalidInput) and error.field in self.form.rows:
            self.form.set_errors({error.field: text_of(error)})
            self.form.focus(error.field)
            return
        self.trouble.setText(text_of(error))
        self.trouble.show()


class PlanSheet(RecoverySheet):
    """Monthly instalments over what is asked, looked at before they are stored."""

    def __init__(self, book: FundBook, view: RecoveryView) -> None:
        asked = format_money(view.asked)
        super().__init__(
            book, view, "还款计划", f"把未收回的 {asked} 元按月分期，最后一期结清余数", "排定计划"
        )
        add = self.form.add
        add("count", "期数", IntegerField(least=1, most=120), required=True, note="个月")
        add("first_on", "首期应还日", DateField(), required=True)
        add("amount", "每期金额", MoneyField(), note="元，不填则平均分期")
        self.preview = Label("", self, role="table", tone="text2", wrap=True)
        self.preview.hide()
        self.body.insertWidget(1, self.preview)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_LOOK_MS)
        self._pause.timeout.connect(self._look)
        self._asked = 0

    def _changed(self, key: str) -> None:
        super()._changed(key)
        self._pause.start()

    def _wanted(self) -> dict[str, Any] | None:
        values = self.form.values()
        if not values["count"] or not values["first_on"] or self.form.unreadable():
            return None
        return {k: values[k] for k in ("count", "first_on", "amount")}

    def _look(self) -> None:
        wanted, key = self._wanted(), self.key
        self._asked += 1
        asked = self._asked
        if wanted is None:
            self.preview.hide()
            return

        def work(bench: Workbench, me: Actor) -> tuple[int, tuple[RepaymentRow, ...]]:
            try:
                return asked, bench.recovery.planned(me, key, **wanted)
            except InvalidInput:
                return asked, ()

        self.book.desk.tasks.read(self, self.book.session.job(work), done=self._show)

    def _show(self, answer: tuple[int, tuple[RepaymentRow, ...]]) -> None:
        asked, rows = answer
        if asked != self._asked:
            return
        self.preview.setText(plan_words(rows))
        self.preview.setVisible(bool(rows))

    def take(self) -> None:
        if not self.complete("count", "first_on"):
            return
        wanted, key = self._wanted(), self.key
        if wanted is None:
            return

        def work(bench: Workbench, me: Actor) -> Outcome[Any]:
            return bench.recovery.plan(me, key, **wanted)

        self.book.write(work, done=self.close_sheet, failed=self.refused)


def plan_words(rows: tuple[RepaymentRow, ...]) -> str:
    """A plan in one sentence: sums, first and last day, what moves over holidays."""
    if not rows or rows[0].due_on is None or rows[-1].due_on is None:
        return ""
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return f"{first.due_on} 一次还清 {format_money(first.amount)} 元"
    words = f"{len(rows)} 期，每期 {format_money(first.amount)} 元"
    if last.amount != first.amount:
        words += f"，最后一期 {format_money(last.amount)} 元"
    words += f"，{first.due_on} 至 {last.due_on}"
    moved = [
        f"{row.nominal_on:%m-%d} → {row.due_on:%m-%d}"
        for row in rows
        if row.nominal_on is not None and row.due_on is not None and row.due_on != row.nominal_on
    ]
    return words + (f"；遇休息日顺延：{'，'.join(moved)}" if moved else "")


class NextStepSheet(RecoverySheet):
    """What the desk does next, by hand."""

    def __init__(self, book: FundBook, view: RecoveryView) -> None:
        super().__init__(
            book, view, "下一步", f"追偿不能搁置，最迟 {_REVIEW_DAYS} 日内要有下一步", "保存"
        )
        self.form.add("next_step", "下一步", TextField("下一步", lines=2), required=True)
        self.form.add("next_step_on", "办理日期", DateField(), required=True)
        self.form.set_values({"next_step": view.recovery.next_step})

    def take(self) -> None:
        if not self.complete("next_step", "next_step_on"):
            return
        values, key = self.form.values(), self.key

        def work(bench: Workbench, me: Actor) -> Outcome[Any]:
            return bench.recovery.set_next_step(
                me, key, values["next_step"], values["next_step_on"]
            )

        self.book.write(work, done=self.close_sheet, failed=self.refused)


class ActionSheet(RecoverySheet):
    """A documented act that is no step of its own: an inquiry, a call, a visit."""

    def __init__(self, book: FundBook, view: RecoveryView) -> None:
        super().__init__(
            book, view, "登记追偿措施", "查询、上门、电话催款等，核销时作为依据", "登记"
        )
        add = self.form.add
        kinds = [(kind, ACTION_LABELS[kind]) for kind in _BY_HAND]
        add("kind", "事项", ComboField(choices=kinds), required=True)
        add("done_on", "日期", DateField(), required=True)
        add("result", "结果", TextField("结果", lines=3), required=True)
        add("cost", "垫付费用", MoneyField(), note="元，诉讼费、执行费等")
        self.form.set_values({"kind": "inquiry", "done_on": book.today})

    def take(self) -> None:
        if not self.complete("kind", "done_on", "result"):
            return
        values, key = self.form.values(), self.key

        def work(bench: Workbench, me: Actor) -> Outcome[Any]:
            return bench.recovery.note_action(
                me,
                key,
                values["kind"],
                values["done_on"],
                values["result"],
                cost=values["cost"] or ZERO,
            )

        self.book.write(work, done=self.close_sheet, failed=self.refused)

"""One month of the book: its figures against the bank's, what is in the way, closing and checking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mediation_app.domain.book_month import Month
from mediation_app.domain.fund_book import MonthEnd
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import AppError, Reason
from mediation_app.files import write_atomically
from mediation_app.messages import text_of, text_of_reason
from mediation_app.services.base import Outcome
from mediation_app.services.month_end import CHECKERS, CLOSERS, MonthView
from ui.desk import Desk
from ui.dialogs.files import ask_save
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.widgets.basics import Button, Label
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.sum_lines import SumLine, SumLines

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_EXPLAINED = ("fund_book.no_statement", "fund_book.reason_needed")
"""What a reason typed here explains; everything else is mended elsewhere."""
_AT_THE_BANK = ("fund_book.lines_open", "fund_book.entries_open", "fund_book.no_statement")


class MonthSheet(Sheet):
    """``written`` after a month was closed, checked or sent back; ``match_wanted``: go there."""

    written = Signal()
    match_wanted = Signal()

    def __init__(self, desk: Desk, session: Session, month: Month) -> None:
        super().__init__(f"{month.label}月结", width=640)
        self._desk, self._session, self.month = desk, session, month
        self._view: MonthView | None = None
        self._said = ""
        self.sums = SumLines("本月收支")
        self.bank = SumLines("与银行核对")
        self.bank.setParent(self)
        self.bank.hide()
        self.checks = QFrame(self)
        self.checks.setProperty("frame", "soft")
        self._checks = QVBoxLayout(self.checks)
        self.checks.hide()
        self.form = Form(self, most_columns=1)
        self.form.add("reason", "说明", TextField(lines=2))
        self.form.edited.connect(self._edited)
        self.form.hide()
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        for each in (self.sums, self.bank, self.checks, self.form, self.trouble):
            self.body.addWidget(each)
        self.match_button = Button("银行对账", self, icon="git-merge", on_click=self._to_match)
        self.match_button.hide()
        self.save_button = Button("导出月报", self, icon="file-spreadsheet", on_click=self._export)
        self.save_button.hide()
        self.add_left(self.match_button)
        self.add_left(self.save_button)
        self.add_button(Button("关闭", on_click=self.escape))
        self.back_button = self.add_button(Button("退回", self, on_click=self._send_back))
        self.act_button = self.add_button(
            Button("结账", self, kind="primary", icon="lock", on_click=self._act), default=True
        )
        self.back_button.hide()
        self.act_button.hide()
        self._read()

    # --- showing ------------------------------------------------------------------------------

    def _read(self) -> None:
        month = self.month

        def work(bench: Workbench, me: Actor) -> MonthView:
            return bench.months.view(me, month)

        self._desk.tasks.read(self, self._session.job(work), done=self._show)

    def _show(self, view: MonthView) -> None:
        self._view = view
        self.sums.set_lines(_book_lines(view))
        self.save_button.show()
        bank = _bank_lines(view)
        self.bank.set_lines(bank)
        self.bank.setVisible(bool(bank))
        end = view.end
        waiting = end is not None and end.checked_on is None
        self.text_label.setText(_says(end))
        self.text_label.setVisible(bool(self.text_label.text()))
        if end is None:
            self._show_reasons(view.reasons)
        else:
            self._show_reasons(())
        own = end is not None and end.closer_id == self._session.actor.person_id
        checks = waiting and self._session.may(*CHECKERS)
        closes = end is None and self._session.may(*CLOSERS)
        self.back_button.setVisible(checks and not own)
        self.act_button.setVisible(checks or closes)
        self.act_button.setText("复核无误" if waiting else f"结{self.month.month}月账")
        self.form.setVisible((closes and _needs_reason(view)) or (checks and not own))
        self.form.rows["reason"].label.setText("退回原因" if waiting else "说明")
        if checks and own:
            self.trouble.setText("结账和复核不能是同一人，由另一人复核")
            self.trouble.show()
        self._edited()
        place = self.first_focus()
        if place is not None:
            place.setFocus()

    def _show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        while (item := self._checks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for one in reasons:
            self._checks.addWidget(Label(f"· {text_of_reason(one)}", role="table", wrap=True))
        if not reasons and self._view is not None and self._view.end is None:
            self._checks.addWidget(
                Label("· 没有未说明的未达账项，可以结账", role="table", tone="ok")
            )
        self.checks.setVisible(self._checks.count() > 0)
        self.match_button.setVisible(any(one.code in _AT_THE_BANK for one in reasons))

    def _edited(self, _key: str = "") -> None:
        """The button opens when everything is mended or explained."""
        view = self._view
        if view is None:
            return
        if view.end is not None:
            own = view.end.closer_id == self._session.actor.person_id
            self.act_button.setEnabled(not own)
            return
        left = [one for one in view.reasons if one.code not in _EXPLAINED]
        needed = _needs_reason(view) and not self._reason()
        self.act_button.setEnabled(not left and not needed)

    def _reason(self) -> str:
        return str(self.form.values()["reason"] or "").strip()

    def first_focus(self) -> QWidget | None:
        if self.act_button.isVisibleTo(self) and self.act_button.isEnabled():
            return self.act_button
        return self.form.rows["reason"].field if self.form.isVisibleTo(self) else None

    # --- acts ---------------------------------------------------------------------------------

    def _act(self) -> None:
        view = self._view
        if view is None:
            return
        month, reason = self.month, self._reason()
        if view.end is None:
            self._said = f"{month.label}已结账，等待另一人复核"
            self._send(lambda bench, me: bench.months.close(me, month, reason=reason))
        else:
            self._said = f"{month.label}已复核，不再变动"
            self._send(lambda bench, me: bench.months.check(me, month))

    def _send_back(self) -> None:
        month, reason = self.month, self._reason()
        if not reason:
            self.form.set_errors({"reason": "写明退回的原因"})
            self.form.focus("reason")
            return
        self._said = f"{month.label}已退回，可以继续记账"
        self._send(lambda bench, me: bench.months.send_back(me, month, reason))

    def _send(self, work: Callable[[Workbench, Actor], Outcome[MonthEnd]]) -> None:
        self.trouble.hide()
        self.act_button.setEnabled(False)
        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[MonthEnd]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self._desk.notify.say(self._said)
        self.written.emit()
        self.close_sheet()

    def _refused(self, error: AppError) -> None:
        self.trouble.setText(text_of(error))
        self.trouble.show()
        self._read()

    def _export(self) -> None:
        name = f"{self.month.label}收支月报.xlsx"
        ask_save(self, "导出收支月报", name, "Excel (*.xlsx)", self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the month as an Excel file."""
        month, target = self.month, path if path.suffix else path.with_suffix(".xlsx")

        def work(bench: Workbench, me: Actor) -> str:
            write_atomically(target, bench.months.sheet(me, month))
            return target.name

        self._desk.tasks.write(self, self._session.job(work), done=self._saved)

    def _saved(self, name: str) -> None:
        self._desk.notify.say(f"已导出 {name}")

    def _to_match(self) -> None:
        self.close_sheet()
        self.match_wanted.emit()


# Words ------------------------------------------------------------------------------------------


def _needs_reason(view: MonthView) -> bool:
    return any(one.code in _EXPLAINED for one in view.reasons)


def _says(end: MonthEnd | None) -> str:
    if end is None:
        return "结账后这个月不能再记账，记错在以后的月份冲正"
    closed = f"{end.closed_on} 由{end.closer_name}结账"
    if end.checked_on is None:
        return f"{closed}，等待另一人复核"
    reason = f"。说明：{end.reason}" if end.reason else ""
    return f"{closed}，{end.checked_on} 由{end.checker_name}复核{reason}"


def _book_lines(view: MonthView) -> list[SumLine]:
    sums = view.sums
    return [
        SumLine(label="期初余额", amount=format_money(sums.opening)),
        SumLine(label="本月收入", amount=format_money(sums.income), sign="+"),
        SumLine(label="本月支出", amount=format_money(sums.spent), sign="−"),
        SumLine(
            label=f"期末余额（{sums.entries} 笔）", amount=format_money(sums.closing), result=True
        ),
    ]


def _bank_lines(view: MonthView) -> list[SumLine]:
    """The balance sheet of the reconciliation (余额调节): the bank's balance led to the book's."""
    end = view.end
    balance: Money | None = view.bank.balance if end is None else end.bank_balance
    if balance is None:
        return []
    book_only = view.bank.book_only if end is None else end.book_only
    bank_only = view.bank.bank_only if end is None else end.bank_only
    lines = [SumLine(label="银行余额", amount=format_money(balance))]
    left = view.sums.closing - balance - book_only + bank_only
    for label, amount in (
        ("账上有、银行无", book_only), ("银行有、账上无", -bank_only), ("未能说明的差额", left)
    ):  # fmt: skip
        if amount != ZERO:
            sign = "+" if amount > ZERO else "−"
            lines.append(SumLine(label=label, amount=format_money(abs(amount)), sign=sign))
    lines.append(SumLine(label="调节后余额", amount=format_money(view.sums.closing), result=True))
    return lines


__all__ = ["MonthSheet"]

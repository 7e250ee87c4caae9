"""导入对账单: a bank's statement is read in a worker, looked at, then taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.money import format_money
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of, text_of_reason
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.dialogs.files import ask_open
from ui.dialogs.sheet import Sheet
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.session import Session
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import DateField, MoneyField
from ui.widgets.form import Form
from ui.widgets.table import RecordTable
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.bank_statements import BankRow, Preview, TakenIn, Unread

_NAMES = {
    "day": "日期", "out": "支出", "in": "收入", "amount": "金额", "flag": "方向", "balance": "余额",
    "name": "对方户名", "account": "对方账号", "summary": "摘要", "purpose": "附言", "serial": "流水号",
}  # fmt: skip
_FILTER = "对账单 (*.xlsx *.xls *.ods *.csv *.txt)"


class BankImport(QObject):
    """``done`` when a statement was taken in."""

    done = Signal()

    def __init__(self, owner: QWidget, desk: Desk, session: Session) -> None:
        super().__init__(owner)
        self._owner, self._desk, self._session = owner, desk, session

    def pick(self) -> None:
        """Ask for the file."""
        ask_open(self._owner, "选择银行对账单", _FILTER, self._picked)

    def _picked(self, paths: Sequence[Path]) -> None:
        if paths:
            self.read_file(paths[0])

    def read_file(self, path: Path) -> None:
        """Read a file and show what would be taken in; a bad file is named."""

        def work(bench: Workbench, me: Actor) -> Preview:
            return bench.statements.preview(me, path)

        self._desk.tasks.read(self, self._session.job(work), done=self._read)

    def _read(self, preview: Preview) -> None:
        sheet = BankPreview(self._desk, self._session, preview)
        sheet.taken.connect(self.done)
        self._desk.notify.sheet.emit(sheet)


class BankPreview(Sheet):
    """``taken`` when the statement is in the store."""

    taken = Signal()

    def __init__(self, desk: Desk, session: Session, preview: Preview) -> None:
        super().__init__("导入银行对账单", width=776)
        self._desk, self._session, self._preview = desk, session, preview
        sheet = preview.sheet
        new = len(sheet.rows) - preview.doubles
        self.text_label.setText(f"{sheet.file_name}：读到 {len(sheet.rows)} 笔{_sums(preview)}")
        self.text_label.show()
        self.columns = Label(_columns_read(preview), role="caption", tone="text3", wrap=True)
        self.form = Form()
        self.form.add("since", "起始日期", DateField(), required=True)
        self.form.add("until", "截止日期", DateField(), required=True)
        self.form.set_values({"since": sheet.since, "until": sheet.until})
        if sheet.closing is None:
            self.form.add("closing", "期末余额", MoneyField(negative=True), note="元")
        self.form.changed.connect(self._changed)
        self.warnings = Label(
            "\n".join(_warnings(preview)), self, role="table", tone="warn", wrap=True
        )
        self.warnings.setVisible(bool(self.warnings.text()))
        self.model: RecordTableModel[BankRow] = RecordTableModel(
            _columns(), key=lambda r: str(r.row)
        )
        self.table = RecordTable(self.model, "读到的交易", row=30, edge=8, head=28)
        self.model.setParent(self.table)
        self.model.set_rows(sheet.rows)
        self.unread: RecordTableModel[Unread] = RecordTableModel(_unread_columns())
        self.bad = RecordTable(self.unread, "没有读入的行", row=30, edge=8, head=28)
        self.unread.setParent(self.bad)
        self.unread.set_rows(sheet.unread)
        self.choice = Segments(
            "看哪些行",
            [("good", f"读到 {len(sheet.rows)} 笔"), ("bad", f"未读入 {len(sheet.unread)} 行")],
            self,
        )
        self.choice.chosen.connect(self._chosen)
        self.choice.setVisible(bool(sheet.unread))
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        for each in (
            self.columns, self.form, self.warnings, self.choice, self.table, self.bad, self.trouble,
        ):  # fmt: skip
            self.body.addWidget(each)
        self.bad.hide()
        self.add_button(Button("取消", on_click=self.escape))
        take = Button(f"导入 {new} 笔", kind="primary", on_click=self._take)
        take.setEnabled(bool(new) and preview.known is None and not preview.other_account)
        self.take_button = self.add_button(take, default=True)
        follow_look(self._relook_tables)

    def _relook_tables(self) -> None:
        for table in (self.table, self.bad):
            table.setFixedHeight(look().px(238))

    def first_focus(self) -> QWidget | None:
        if self.take_button.isEnabled():
            return self.take_button
        return self.table

    def _chosen(self, key: str) -> None:
        self.table.setVisible(key == "good")
        self.bad.setVisible(key == "bad")

    def _changed(self, _key: str) -> None:
        self.form.set_errors({})
        self.trouble.hide()

    def _take(self) -> None:
        values, sheet = self.form.values(), self._preview.sheet

        def work(bench: Workbench, me: Actor) -> Outcome[TakenIn]:
            return bench.statements.take_in(
                me, sheet,
                since=values["since"], until=values["until"], closing=values.get("closing"),
            )  # fmt: skip

        self.take_button.setEnabled(False)
        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[TakenIn]) -> None:
        found = outcome.value
        self._desk.bus.publish(outcome.changes, self)
        known = f"，{found.skipped} 笔已有未重复导入" if found.skipped else ""
        self._desk.notify.say(f"已导入 {found.added} 笔{known}，{found.matched} 笔按流水号对上")
        self.taken.emit()
        self.close_sheet()

    def _refused(self, error: AppError) -> None:
        self.take_button.setEnabled(True)
        if isinstance(error, InvalidInput) and error.field in self.form.rows:
            self.form.set_errors({error.field: text_of(error)})
            self.form.focus(error.field)
            return
        self.trouble.setText(text_of(error))
        self.trouble.show()


# Words and columns ------------------------------------------------------------------------------


def _sums(preview: Preview) -> str:
    rows = preview.sheet.rows
    came = [row.amount for row in rows if row.amount > 0]
    went = [-row.amount for row in rows if row.amount < 0]
    zero = preview.sheet.rows[0].amount * 0
    return (
        f"，收入 {len(came)} 笔 {format_money(sum(came, zero))} 元"
        f"，支出 {len(went)} 笔 {format_money(sum(went, zero))} 元"
    )


def _columns_read(preview: Preview) -> str:
    named = [f"{_NAMES[key]}＝{title}" for key, title in preview.sheet.columns.items()]
    return f"工作表“{preview.sheet.sheet}”，列：" + "、".join(named)


def _warnings(preview: Preview) -> list[str]:
    sheet = preview.sheet
    words: list[str] = []
    if preview.known is not None:
        words.append(f"这份对账单已于 {preview.known.imported_on} 导入，不能再次导入。")
    if preview.other_account:
        tail = sheet.account[-4:]
        words.append(f"对账单的账号尾号 {tail} 不是基金专户，选择专户的对账单。")
    if preview.doubles:
        words.append(f"{preview.doubles} 笔以前已导入，不重复导入。")
    if sheet.gaps:
        rows = "、".join(str(row) for row in sheet.gaps[:5])
        more = "等" if len(sheet.gaps) > 5 else ""
        words.append(f"第 {rows} 行{more}的余额与上一笔不衔接，对账单可能缺行。")
    if sheet.unread:
        words.append(f"{len(sheet.unread)} 行没有读入。")
    if not sheet.stated:
        words.append("文件没有写明起止日期，按交易日期推定，核对后导入。")
    return words


def _columns() -> list[Column[BankRow]]:
    return [
        Column(key="row", header="行", width=44, give_way=3,
               cell=lambda row: Text(str(row.row), tone="text3", fixed=True)),
        Column(key="day", header="日期", width=88,
               cell=lambda row: Text(row.booked_on.isoformat(), fixed=True)),
        Column(key="name", header="对方", min_width=120,
               cell=lambda row: Text(row.counterparty or row.summary, tone="text")),
        Column(key="in", header="收入（元）", width=96, right=True,
               cell=lambda row: Sum(format_money(row.amount)) if row.amount > 0 else None),
        Column(key="out", header="支出（元）", width=96, right=True,
               cell=lambda row: Sum(format_money(-row.amount)) if row.amount < 0 else None),
        Column(key="balance", header="余额（元）", width=104, right=True, give_way=2,
               cell=lambda row: Sum(format_money(row.balance), tone="text2")
               if row.balance is not None else None),
        Column(key="gap", header="", width=8, cell=lambda row: None),
        Column(key="serial", header="流水号", width=124, give_way=1,
               cell=lambda row: Text(row.bank_serial)),
    ]  # fmt: skip


def _unread_columns() -> list[Column[Unread]]:
    return [
        Column(key="row", header="行", width=64,
               cell=lambda one: Text(str(one.row), tone="text3", fixed=True)),
        Column(key="why", header="原因", min_width=200,
               cell=lambda one: Text(text_of_reason(one.reason), tone="warn")),
    ]  # fmt: skip

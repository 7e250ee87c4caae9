"""基金 → 台账: the fund's book, the newest month on top, with the balance after every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mediation_app.domain.offices import Role
from mediation_app.services.ledger_pages import BookLine, BookQuery, MonthSums
from ui.desk import Desk
from ui.layout import LayoutMode
from ui.models.cells import RowKind
from ui.navigation import Address
from ui.screen import Key
from ui.screens.fund.book_columns import BookRow, book_columns, month_of
from ui.screens.fund.pane import Ask, Chunk, ListPane
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, row

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor


class BookPane(ListPane[BookRow]):
    """Month headings with the sums of the month, and its lines."""

    touches = ("LedgerEntry", "MonthEnd")
    _closed_until = ""  # the last month that takes no entry any more

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(
            desk,
            session,
            book_columns(self._is_closed),
            name="基金台账",
            key=_key,
            kind=lambda row: RowKind.GROUP if isinstance(row, MonthSums) else RowKind.RECORD,
            row=34,
        )
        self._last_month = ""
        self.book_button = Button("登记收入", kind="primary", icon="plus", on_click=self.book)
        self.tools = QWidget()
        self._tools_row = row(None, self.book_button)
        self.tools.setLayout(self._tools_row)
        self.book_button.setVisible(session.may(Role.CASHIER))
        self.add_tool(Button("银行对账", icon="git-merge", on_click=self._to_match))
        self.add_tool(Button("月结", icon="lock", on_click=self._to_months))
        self.column.insertWidget(0, self.tools)

    def ask(self, after: Any) -> Ask:
        query = replace(BookQuery(), after=after)

        def work(bench: Workbench, me: Actor) -> Chunk:
            page = bench.ledger.page(me, query)
            months: tuple[MonthSums, ...] = ()
            if page.lines:
                first, last = month_of(page.lines[0]), month_of(page.lines[-1])
                months = bench.ledger.months(me, since=last, until=first)
            return Chunk(
                rows=(months, page.lines), after=page.after, about=bench.months.closed_until(me)
            )

        return work

    def rows_of(self, rows: Sequence[Any], *, first: bool) -> list[BookRow]:
        months, lines = rows
        known = {month.month: month for month in months}
        if first:
            self._last_month = ""
        found: list[BookRow] = []
        line: BookLine
        for line in lines:
            month = month_of(line)
            if month != self._last_month:
                found.append(known[month])
                self._last_month = month
            found.append(line)
        return found

    def show_about(self, about: Any) -> None:
        self._closed_until = about or ""

    def _is_closed(self, month: str) -> bool:
        return month <= self._closed_until

    def nothing(self) -> tuple[str, str]:
        return "台账没有记录", "由财务登记期初余额和收入，垫付和追偿自动记账"

    def add_tool(self, button: Button) -> None:
        """One more button of the cashier's, left of the filled one."""
        self._tools_row.insertWidget(self._tools_row.count() - 1, button)

    def _to_match(self) -> None:
        self.desk.navigator.go(Address.of("book", "match"))

    def _to_months(self) -> None:
        self.desk.navigator.go(Address.of("book", "months"))

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self._tools_row.setContentsMargins(pad, 0, pad, px(8))

    def primary_action(self) -> None:
        if self.book_button.isVisible():
            self.book()

    def book(self) -> None:
        """The cashier books money that came in."""
        from ui.screens.fund.booking import BookingSheet

        sheet = BookingSheet(self.desk, self.session, first=self.model.rowCount() == 0)
        sheet.booked.connect(self._booked)
        self.desk.notify.sheet.emit(sheet)

    def open_record(self, record: Any) -> None:
        """Enter: what was booked by hand can be balanced, the rest lies in its case."""
        from mediation_app.services.ledger import INCOME

        if not isinstance(record, BookLine):
            return
        entry = record.entry
        if entry.case_id:
            self.desk.navigator.go(Address.of("case", entry.case_id, "fund"))
        elif self.session.may(Role.CASHIER) and entry.kind in INCOME and not entry.subject_id:
            from ui.screens.fund.book_reverse import ReverseSheet

            sheet = ReverseSheet(self.desk, self.session, entry)
            sheet.reversed.connect(self._booked)
            self.desk.notify.sheet.emit(sheet)

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "冲正、到案件"))

    def _booked(self) -> None:
        self.load()
        self.written.emit()


def _key(row: BookRow) -> str:
    return row.month if isinstance(row, MonthSums) else row.entry.id

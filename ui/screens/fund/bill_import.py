"""A hospital's list from a file or the clipboard: read in a worker, looked at, then taken over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from mediation_app.domain.bill_lines import Lines
from ui.dialogs.files import ask_open
from ui.models.pasted import cells_of
from ui.screens.fund.bill_preview import BillPreview
from ui.screens.fund.book import FundBook

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.fund_rules import FundRules
    from mediation_app.domain.offices import Actor
    from mediation_app.services.bills import BillSheet


class BillImport(QObject):
    """``taken(lines, replace_all)`` is called when the person takes a list over."""

    def __init__(
        self, owner: QWidget, book: FundBook, taken: Callable[[Lines, bool], object]
    ) -> None:
        super().__init__(owner)
        self._owner, self._book, self._taken = owner, book, taken

    def pick(self) -> None:
        """Ask for the file."""
        from mediation_app.services.bills import FILTER

        ask_open(self._owner, "选择费用清单", FILTER, self._picked)

    def _picked(self, paths: Sequence[Path]) -> None:
        if paths:
            self.read_file(paths[0])

    def read_file(self, path: Path) -> None:
        """Read a file; what is wrong with it is said, not guessed."""
        application = self._book.file.application

        def work(bench: Workbench, me: Actor) -> tuple[str, BillSheet, FundRules]:
            sheet = bench.bills.read_file(path, application)
            return application.id, sheet, bench.bills.rules(me, application.id)

        self._book.desk.tasks.read(self, self._book.session.job(work), done=self._read)

    def paste(self) -> None:
        """Read the clipboard: a range of a spreadsheet, or a picture of nothing."""
        rows = cells_of(QGuiApplication.clipboard().text())
        if not rows:
            self._book.desk.notify.tell("剪贴板中没有表格", "在表格软件中选中费用行复制，再粘贴")
            return
        application = self._book.file.application

        def work(bench: Workbench, me: Actor) -> tuple[str, BillSheet, FundRules]:
            sheet = bench.bills.read_rows(rows, application)
            return application.id, sheet, bench.bills.rules(me, application.id)

        self._book.desk.tasks.read(self, self._book.session.job(work), done=self._read)

    def _read(self, answer: tuple[str, BillSheet, FundRules]) -> None:
        key, sheet, rules = answer
        if key != self._book.application_id:
            return
        preview = BillPreview(self._book.file, sheet, rules)
        preview.taken.connect(self._taken)
        self._book.desk.notify.sheet.emit(preview)

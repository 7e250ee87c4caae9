"""What every list of the fund's page shares: loading by pages, the empty state, the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mediation_app.errors import AppError
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.models.cells import Column, RowKind
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.session import Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

T = TypeVar("T")
Ask = Callable[["Workbench", "Actor"], "Chunk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some rows of a list, read in a worker.

    ``after`` asks for the next page, None at the end; ``about`` is what stands above the list and
    was read with its first page.
    """

    rows: Sequence[Any]
    after: Any = None
    about: Any = None


def _no_rows(_bench: Workbench, _me: Actor) -> Chunk:
    """The list of a pane that does not say what to read."""
    return Chunk(rows=())


class Pane(QWidget):
    """One tab of the fund's page: override what you need."""

    written = Signal()  # something was written here: the page looks at its figures again
    touches: tuple[str, ...] = ()  # kinds of records whose change makes it load anew
    own_figures = False  # whether it has figures of its own in place of the page's

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.desk = desk
        self.session = session

    def load(self) -> None:
        """Read the list anew."""

    def refresh(self, changes: Changes) -> None:
        """Something was written elsewhere."""
        if any(changes.touches(kind) for kind in self.touches):
            self.load()

    def primary_action(self) -> None:
        """What Ctrl+Enter does."""

    def focus_place(self) -> QWidget:
        """Where the focus goes when the page is opened here."""
        return self

    def parts(self) -> tuple[QWidget, ...]:
        """The panes F6 walks through."""
        return (self,)

    def keys(self) -> tuple[Key, ...]:
        """The keys that work here."""
        return ()

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class changed."""


class ListPane(Pane, Generic[T]):
    """A table that is read page by page, or the empty state in its place.

    A subclass answers ``ask(after)`` with the job that reads a page; ``show_about`` gets what
    stands above the list.
    """

    def __init__(
        self,
        desk: Desk,
        session: Session,
        columns: Sequence[Column[T]],
        *,
        name: str,
        key: Callable[[T], str],
        kind: Callable[[T], RowKind] | None = None,
        row: int = 40,
        sign: str = "hand-coins",
    ) -> None:
        super().__init__(desk, session)
        self.model: RecordTableModel[T] = RecordTableModel(columns, self, key=key, kind=kind)
        self.model.more_wanted.connect(self._more)
        self.table = RecordTable(self.model, name, row=row)
        self.table.opened.connect(self.open_record)
        self.empty = EmptyState("", "", sign=sign)
        self._asked = 0
        self._after: Any = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self._stack, 1)

    # --- what a subclass answers ------------------------------------------------------------

    def ask(self, after: Any) -> Ask:
        """The job that reads the page behind ``after`` (None: the first one)."""
        del after
        return _no_rows

    def nothing(self) -> tuple[str, str]:
        """What the empty state says: what is missing, what to do."""
        return "没有记录", ""

    def show_about(self, about: Any) -> None:
        """Show what stands above the list."""

    def rows_of(self, rows: Sequence[Any], *, first: bool) -> list[T]:
        """The rows of the table for what was read."""
        del first
        return list(rows)

    def open_record(self, record: Any) -> None:
        """Enter, or a double click."""

    # --- loading ----------------------------------------------------------------------------

    def load(self) -> None:
        self._asked += 1
        asked, job = self._asked, self.ask(None)

        def work(bench: Workbench, me: Actor) -> tuple[int, Chunk]:
            return asked, job(bench, me)

        self.desk.tasks.read(self, self.session.job(work), done=self._loaded)

    def _loaded(self, answer: tuple[int, Chunk]) -> None:
        asked, chunk = answer
        if asked != self._asked:
            return
        current = self.table.current_record()
        key = self.model.key_of(current) if current is not None else ""
        self._after = chunk.after
        self.show_about(chunk.about)
        self.model.set_rows(self.rows_of(chunk.rows, first=True), more=chunk.after is not None)
        self._put(key)

    def _put(self, key: str) -> None:
        """The table with its current row again, or the empty state."""
        if not self.model.rowCount():
            self.empty.set_texts(*self.nothing())
            self._stack.setCurrentWidget(self.empty)
            return
        held = self._stack.isAncestorOf(self.focusWidget() or self) and not self.table.hasFocus()
        self._stack.setCurrentWidget(self.table)
        row = self.model.row_of(key) if key else -1
        self.table.select(row if row >= 0 else self._first_record())
        if held:
            self.table.setFocus()

    def _first_record(self) -> int:
        rows = range(self.model.rowCount())
        return next((row for row in rows if self.model.kind(row) is RowKind.RECORD), 0)

    def _more(self) -> None:
        asked, job = self._asked, self.ask(self._after)

        def work(bench: Workbench, me: Actor) -> tuple[int, Chunk]:
            return asked, job(bench, me)

        self.desk.tasks.read(self, self.session.job(work), done=self._add, failed=self._not_added)

    def _add(self, answer: tuple[int, Chunk]) -> None:
        asked, chunk = answer
        if asked == self._asked:
            self._after = chunk.after
            rows = self.rows_of(chunk.rows, first=False)
            self.model.add_page(rows, more=chunk.after is not None)

    def _not_added(self, error: AppError) -> None:
        self.model.page_failed()
        self.desk.notify.trouble(error)

    # --- the page asks ----------------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.table

    def parts(self) -> tuple[QWidget, ...]:
        return (self._stack,)

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "打开"))

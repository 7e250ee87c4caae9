"""文书: what waits to be signed over all cases; every form blank, as Word, PDF or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.desk import Desk
from ui.dialogs.files import ask_save
from ui.dialogs.printing import PrintJob, choose_printer, print_job
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.models.cells import TwoLines
from ui.models.row_list import Row, RowListModel, heading
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.session import Session
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, Label, line, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_view import PageView
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordList
from ui.widgets.tabs import TabsBar

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.documents.engine.displaylist import Document
    from mediation_app.domain.offices import Actor
    from mediation_app.services.paper_lists import PaperKind
    from mediation_app.services.papers_unsigned import UnsignedPaper

_TABS = (("unsigned", "等签回"), ("blank", "空白表格"))
_WAIT_MS = 120


class Item(NamedTuple):
    """A paper of a case, or (without a case) a blank form."""

    title: str
    kind: str
    case_id: str = ""
    subject_id: str = ""
    edition: int = 1


def unsigned_row(found: UnsignedPaper) -> Row:
    """Title over parties and case."""
    paper = found.paper
    day = f"{paper.issued_on:%m-%d}" if paper.issued_on else ""
    where = "  ".join(part for part in (found.case_number or "未编号", found.parties) if part)
    edition = f"第 {paper.edition} 稿" if paper.edition > 1 else ""
    cell = TwoLines(paper.title, where, right=f"{day} 生成" if day else "", right_second=edition)
    item = Item(paper.title, paper.kind, paper.case_id, paper.subject_id, paper.edition)
    return Row(cell, item, key=paper.id)


def blank_rows(kinds: tuple[PaperKind, ...]) -> list[Row]:
    """Every form in its group."""
    made: list[Row] = []
    group = ""
    for kind in kinds:
        if kind.group != group:
            group = kind.group
            made.append(heading(group))
        cell = TwoLines(
            kind.title,
            kind.form or f"模板 {kind.version} 版",
            right="本单位模板" if kind.own else "",
        )
        made.append(Row(cell, Item(f"{kind.title}（空白）", kind.code), key=kind.code))
    return made


class DocumentsScreen(Screen):
    """``documents?view=unsigned|blank``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._tab = "unsigned"
        self._asked = 0
        self._mode: LayoutMode | None = None
        self._preview_open = False
        self._document: Document | None = None
        self._build()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._load_page)

    def _build(self) -> None:
        self.tabs = TabsBar("文书")
        self.tabs.set_tabs(list(_TABS))
        self.tabs.chosen.connect(self._choose)
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        self._bar_row = row(self.tabs, None)
        bar.setLayout(self._bar_row)
        self.model: RowListModel[Item] = RowListModel(self)
        self.list = RecordList(self.model, "文书", row=52, edge=24)
        self.list.current_changed.connect(self._chosen)
        self.list.opened.connect(self._open)
        self.list.previewed.connect(self._show_preview)
        self.back = IconButton("arrow-left", "返回列表", on_click=self._close_preview)
        self.title = ElidedLabel("", role="section")
        self.about = Label("", role="caption", tone="text2")
        self.case_button = Button("打开案件", icon="folder-open", on_click=self._open_current)
        self.word = Button("Word", icon="file-down", on_click=partial(self.save, "docx"))
        self.pdf = Button("PDF", icon="file-down", on_click=partial(self.save, "pdf"))
        self.print_button = Button("打印", icon="printer", on_click=self.print_blank)
        head = QFrame()
        head.setProperty("frame", "bottom")
        self._head_row = QHBoxLayout(head)
        self._head_row.addWidget(self.back)
        self._head_row.addWidget(self.title, 1)
        self._head_row.addWidget(self.about)
        for each in (self.case_button, self.word, self.pdf, self.print_button):
            self._head_row.addWidget(each)
        self.view = PageView()
        self.message = Label("", role="table", tone="text2", wrap=True)
        blank = QWidget()
        blank.setProperty("plane", "desk")
        inside = QVBoxLayout(blank)
        inside.addWidget(self.message)
        self.pages = QStackedWidget()
        self.pages.addWidget(blank)
        self.pages.addWidget(self.view)
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.pages, 1)
        both = QWidget()
        both.setProperty("plane", "surface")
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(line(True))
        across.addWidget(self.right, 1)
        self.empty = EmptyState(
            "没有等签回的文书",
            "在案件的“文书”栏目打印后，等当事人签字的文书列在这里",
            sign="file-text",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(both)
        self.stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self.stack, 1)
        bind(self, "Ctrl+P", self.print_blank)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._head_row.setContentsMargins(px(20), px(10), px(20), px(10))
        self._head_row.setSpacing(px(8))
        self._lay_out()

    # --- loading ------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del places
        self._tab = address.get("view", self._tab)
        self.tabs.set_current(self._tab)
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("Paper") or changes.touches("Signature"):
            self._load()

    def _choose(self, tab: str) -> None:
        self._tab = tab
        self.desk.navigator.replace(Address.of("documents", view=tab))
        self._load()

    def _load(self) -> None:
        self._asked += 1
        asked, tab = self._asked, self._tab

        def work(bench: Workbench, me: Actor) -> tuple[int, list[Row], int]:
            unsigned = bench.papers.unsigned(me)
            if tab == "blank":
                return asked, blank_rows(bench.papers.kinds()), len(unsigned)
            return asked, [unsigned_row(each) for each in unsigned], len(unsigned)

        self.desk.tasks.read(self, self._session.job(work), done=self._loaded)

    def _loaded(self, answer: tuple[int, list[Row], int]) -> None:
        asked, rows, count = answer
        if asked != self._asked:
            return
        self.tabs.set_count("unsigned", count or None)
        present = self.list.currentIndex().row()
        self.model.set_list(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        first = next((n for n, each in enumerate(rows) if each.record is not None), -1)
        keep = present if 0 <= present < len(rows) and rows[present].record else first
        self.list.select(keep)
        self._lay_out()

    def _item(self) -> Item | None:
        thing = self.list.current_thing()
        return thing if isinstance(thing, Item) else None

    def _chosen(self, thing: Any) -> None:
        if not isinstance(thing, Item):
            return
        self.title.set_text(thing.title)
        self.about.setText("")
        self.case_button.setVisible(bool(thing.case_id))
        for button in (self.word, self.pdf, self.print_button):
            button.setVisible(not thing.case_id)
        self._wait.start()

    def _load_page(self) -> None:
        item = self._item()
        if item is None:
            return

        def work(bench: Workbench, me: Actor) -> tuple[Item, Document]:
            if item.case_id:
                return item, bench.papers.preview(me, item.case_id, item.kind, item.subject_id)
            return item, bench.papers.blank(me, item.kind).document

        self.desk.tasks.read(
            self, self._session.job(work), done=self._show_page, failed=self._no_page
        )

    def _show_page(self, answer: tuple[Item, Document]) -> None:
        item, document = answer
        if item != self._item():
            return
        self._document = document
        self.about.setText(f"{len(document.pages)} 页")
        self.view.set_document(document)
        self.view.setAccessibleName(item.title)
        self.pages.setCurrentWidget(self.view)

    def _no_page(self, error: AppError) -> None:
        self.message.setText(text_of(error))
        self.pages.setCurrentIndex(0)

    # --- acts ---------------------------------------------------------------------------------

    def _open_current(self) -> None:
        self._open(self._item())

    def _open(self, thing: Any) -> None:
        if isinstance(thing, Item) and thing.case_id:
            self.desk.navigator.go(Address.of("case", thing.case_id, "documents", at=thing.kind))
        else:
            self._show_preview(thing)

    def save(self, ending: str) -> None:
        """Save the blank form."""
        item = self._item()
        if item is None or item.case_id:
            return
        kind = "Word 文档 (*.docx)" if ending == "docx" else "PDF (*.pdf)"
        ask_save(
            self, f"保存 {item.title}", f"{item.title}.{ending}", kind,
            partial(self._save_there, item.kind, ending),
        )  # fmt: skip

    def _save_there(self, kind: str, ending: str, path: Path) -> None:
        self.save_to(kind, path, ending)

    def save_to(self, kind: str, path: Path, ending: str) -> None:
        """Write the blank form; its ending is added when it was left out."""
        target = (
            path if path.suffix.lower() == f".{ending}" else path.with_name(f"{path.name}.{ending}")
        )
        self.desk.tasks.write(
            self,
            self._session.job(lambda bench, me: bench.papers.save_blank(me, kind, target)),
            done=self._saved,
        )

    def _saved(self, path: Path) -> None:
        self.desk.notify.say(f"已保存 {path.name}")

    def print_blank(self) -> None:
        """Print the blank form that is shown."""
        item, document = self._item(), self._document
        if item is None or item.case_id or document is None:
            return
        choose_printer(self, item.title, 1, partial(self._print, item.title, document))

    def _print(self, title: str, document: Document, printer: QPrinter) -> None:
        self.desk.tasks.long(
            self, print_job(printer, [PrintJob(document, 1)]), title=f"打印 {title}",
            done=partial(self._printed, title),
        )  # fmt: skip

    def _printed(self, title: str, done: bool) -> None:
        if done:
            self.desk.notify.say(f"已送打印机：{title}")
        else:
            self.desk.notify.tell("没有打印", "打印机没有接受，检查打印机后再打印")

    # --- the window asks ----------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("文书"),)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", "选择"),
            Key("Enter", "打开"),
            Key("Ctrl P", "打印"),
            Key("Ctrl + −", "缩放"),
        )

    def first_focus(self) -> QWidget:
        return self.list

    def panes(self) -> tuple[QWidget, ...]:
        return (self.tabs, self.list, self.view)

    def save_view(self) -> dict[str, object]:
        return {"tab": self._tab}

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self._bar_row.setContentsMargins(look().px(mode.padding), 0, look().px(mode.padding), 0)
        self._lay_out()

    def _show_preview(self, thing: Any) -> None:
        if isinstance(thing, Item) and self._mode is not None and self._mode.width is Width.NARROW:
            self._preview_open = True
            self._lay_out()
            self.view.setFocus()

    def _close_preview(self) -> None:
        self._preview_open = False
        self._lay_out()
        self.list.setFocus()

    def _lay_out(self) -> None:
        mode = self._mode
        narrow = mode is not None and mode.width is Width.NARROW
        self.back.setVisible(narrow)
        self.list.setVisible(not narrow or not self._preview_open)
        self.right.setVisible(not narrow or self._preview_open)
        if narrow:
            self.list.setMinimumWidth(0)
            self.list.setMaximumWidth(16_777_215)
        else:
            self.list.setFixedWidth(look().px(444))

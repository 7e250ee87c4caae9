"""附件: files of the case, kept inside the store: add, drop, look at, name, take out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.domain.moments import local_moment
from mediation_app.domain.papers import Attachment
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.dialogs.files import ask_open, ask_save
from ui.dialogs.sheet import Sheet
from ui.layout import LayoutMode, Width
from ui.models.cells import TwoLines
from ui.models.row_list import Row, RowListModel
from ui.screen import Key
from ui.screens.case.book import CaseBook
from ui.screens.case.sections import Section
from ui.screens.case.view import CaseView
from ui.tasks import JobControl
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, line
from ui.widgets.empty_state import EmptyState
from ui.widgets.evidence import Evidence, EvidencePane
from ui.widgets.fields import ComboField, LineField, TextField
from ui.widgets.file_pages import FilePages, pages_of
from ui.widgets.form import Form
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordList

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.changes import ChangeSet
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome

FILTER = "图片、PDF、文档 (*.pdf *.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp *.doc *.docx *.xls *.xlsx *.ofd *.txt *.mp3 *.mp4);;所有文件 (*)"
LARGEST = 200 * 1024 * 1024  # bytes of one file
MOST_FILES = 50
KINDS = (
    "事故认定书", "身份证件", "行驶证驾驶证", "保险单", "病历", "费用票据", "鉴定意见", "委托手续",
    "现场照片", "签字文书", "送达凭证", "其他",
)  # fmt: skip
_WAIT_MS = 150


def size_words(size: int) -> str:
    """``1.2 MB``, ``340 KB``."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB" if size else "0 KB"


def attachment_row(attachment: Attachment) -> Row:
    """Name over kind, day and size."""
    made = attachment.created_at
    day = f"{local_moment(made):%m-%d}" if made else ""
    note = attachment.note.replace("\n", " ")
    second = "·".join(part for part in (attachment.kind, note[:30]) if part) or "未归类"
    cell = TwoLines(attachment.name, second, right=day, right_second=size_words(attachment.size))
    return Row(cell, attachment, key=attachment.id)


class AttachmentsSection(Section):
    """List left, preview right."""

    whole = True

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book)
        self.setAcceptDrops(True)
        self._file: CaseFile | None = None
        self._mode: LayoutMode | None = None
        self._wanted = ""
        self.count = Label("", role="table", tone="text2")
        self.add_button = Button("加附件", icon="upload", on_click=self.pick)
        head = QFrame()
        self._head = QHBoxLayout(head)
        self._head.addWidget(Label("附件", role="section"))
        self._head.addWidget(self.count)
        self._head.addStretch(1)
        self._head.addWidget(self.add_button)
        self.model: RowListModel[Attachment] = RowListModel(self)
        self.list = RecordList(self.model, "附件", row=52, edge=20)
        self.list.current_changed.connect(self._chosen)
        self.list.opened.connect(self._describe)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        self.preview = EvidencePane("附件预览", tabs_from=2)
        self.save_button = Button("另存", kind="quiet", icon="download", on_click=self.save_as)
        self.name_button = Button("改名归类", kind="quiet", icon="pencil", on_click=self._rename)
        self.drop_button = Button("移出", kind="quiet", icon="trash-2", on_click=self.take_out)
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        self._bar = QHBoxLayout(bar)
        self.title = Label("", role="strong")
        self._bar.addWidget(self.title, 1)
        for each in (self.save_button, self.name_button, self.drop_button):
            self._bar.addWidget(each)
        self.right = QWidget()
        beside = QVBoxLayout(self.right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(bar)
        beside.addWidget(self.preview, 1)
        both = QWidget()
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.left)
        across.addWidget(line(True))
        across.addWidget(self.right, 1)
        self.empty = EmptyState(
            "没有附件",
            "把扫描件、照片拖进来，或按“加附件”选择文件",
            sign="upload",
            others=(("加附件", "upload", self.pick),),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(both)
        self.stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.preview.wanted.connect(self._load)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._show_current)
        bind(self.list, "Delete", self.take_out)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._head.setContentsMargins(px(20), px(10), px(12), px(10))
        self._head.setSpacing(px(12))
        self._bar.setContentsMargins(px(20), px(10), px(12), px(10))
        self._bar.setSpacing(px(4))
        self._lay_out()

    # --- showing ------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        if self._file is not None and view.file.attachments == self._file.attachments:
            self._file = view.file
            return
        self._file = view.file
        attachments = view.file.attachments
        present = self.list.current_thing()
        wanted = self._wanted or (present.id if isinstance(present, Attachment) else "")
        self.model.set_list([attachment_row(each) for each in attachments])
        self.count.setText(f"{len(attachments)} 件" if attachments else "")
        self.stack.setCurrentIndex(0 if attachments else 1)
        row = self.model.row_of(wanted) if wanted else -1
        self.list.select(max(row, 0))
        self._wanted = ""

    def _chosen(self, thing: Any) -> None:
        if isinstance(thing, Attachment):
            self.title.setText(thing.name)
            self._wait.start()

    def _current(self) -> Attachment | None:
        thing = self.list.current_thing()
        return thing if isinstance(thing, Attachment) else None

    def _show_current(self) -> None:
        attachment = self._current()
        if attachment is not None and self.preview.current() != attachment.id:
            self.preview.set_items(
                [Evidence(key=attachment.id, name=attachment.kind or "附件", turns=True)]
            )

    def _load(self, key: str, turn: int) -> None:
        def work(bench: Workbench, me: Actor) -> FilePages:
            _, content = bench.attachments.content(me, key)
            return pages_of(content, turn=turn)

        self.book.desk.tasks.write(
            self, self.book.session.job(work), done=partial(self._loaded, key, turn),
            failed=self._not_loaded,
        )  # fmt: skip

    def _loaded(self, key: str, turn: int, pages: FilePages) -> None:
        self.preview.put(key, turn, pages.document, pages.total)

    def _not_loaded(self, error: AppError) -> None:
        self.preview.message.setText(text_of(error))

    # --- acts ---------------------------------------------------------------------------------

    def pick(self) -> None:
        """Choose files."""
        ask_open(self, "加附件", FILTER, self.add_files)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Keep these files in the case; what is too large or no file is named, not taken."""
        good, bad = [], []
        for path in paths[:MOST_FILES]:
            if not path.is_file():
                bad.append(f"{path.name} 不是文件")
            elif path.stat().st_size > LARGEST:
                bad.append(f"{path.name} 超过 {size_words(LARGEST)}")
            elif path.stat().st_size == 0:
                bad.append(f"{path.name} 是空文件")
            else:
                good.append(path)
        if len(paths) > MOST_FILES:
            bad.append(f"一次最多 {MOST_FILES} 件，其余分次加入")
        if bad:
            self.book.desk.notify.tell("有文件没有加入", "\n".join(bad))
        if not good:
            return
        case_id, session = self.book.case_id, self.book.session

        def work(control: JobControl) -> list[Outcome[Attachment]]:
            bench, me = session.gate.wait(), session.actor
            made = []
            for number, path in enumerate(good):
                control.progress(number, len(good), path.name)
                made.append(bench.attachments.add(me, case_id, path))
            return made

        self.book.desk.tasks.long(self, work, title="加附件", done=self._added)

    def _added(self, outcomes: list[Outcome[Attachment]]) -> None:
        if not outcomes:
            return
        self._wanted = outcomes[-1].value.id
        changes: ChangeSet = outcomes[0].changes
        for outcome in outcomes[1:]:
            changes |= outcome.changes
        self.book.desk.bus.publish(changes, self.book.parent())
        self.book.reload()
        self.book.desk.notify.say(f"已加入 {len(outcomes)} 件附件")

    def save_as(self) -> None:
        """Write a copy to a place outside."""
        attachment = self._current()
        if attachment is None:
            return
        ask_save(self, "另存附件", attachment.name, "", partial(self._save_there, attachment.id))

    def _save_there(self, key: str, target: Path) -> None:
        self.book.desk.tasks.write(
            self,
            self.book.session.job(lambda bench, me: bench.attachments.save_as(me, key, target)),
            done=self._saved,
        )

    def _saved(self, path: Path) -> None:
        self.book.desk.notify.say(f"已另存为 {path.name}")

    def take_out(self) -> None:
        """Ask once, then take the file out of the case; the store keeps it."""
        attachment = self._current()
        if attachment is not None:
            self.book.desk.notify.ask(
                f"移出“{attachment.name}”",
                "附件不再列入案件，内容和记录仍保存在库里。",
                "移出",
                partial(self._void, attachment.id),
                danger=True,
            )

    def _void(self, key: str) -> None:
        self.book.desk.tasks.write(
            self,
            self.book.session.job(lambda bench, me: bench.attachments.void(me, key, reason="移出")),
            done=self._changed,
        )

    def _changed(self, outcome: Outcome[Attachment]) -> None:
        self.book.desk.bus.publish(outcome.changes, self.book.parent())
        self.book.reload()

    def _rename(self) -> None:
        self._describe(self._current())

    def _describe(self, thing: Any) -> None:
        if isinstance(thing, Attachment):
            sheet = DescribeSheet(self.book, thing)
            sheet.described.connect(self._changed)
            self.book.desk.notify.sheet.emit(sheet)

    # --- dropping -----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.add_files(paths)

    # --- places and keys ----------------------------------------------------------------------

    def go_to(self, place: tuple[str, ...]) -> bool:
        key = place[-1] if place else ""
        row = self.model.row_of(key)
        if row < 0:
            self._wanted = key
            return False
        self.list.select(row)
        self.list.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        return self.list if self._file is not None and self._file.attachments else self.empty

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "改名归类"), Key("Delete", "移出"))

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self._lay_out()

    def _lay_out(self) -> None:
        narrow = self._mode is not None and self._mode.width is Width.NARROW
        wide = self._mode is None or self._mode.width is Width.WIDE
        self.left.setFixedWidth(look().px(300 if narrow else 444 if wide else 380))
        self.title.setVisible(not narrow)


def _papers(book: CaseBook) -> list[tuple[str, str]]:
    """The papers a scan can be of: every edition with its title, the newest of each first."""
    made = sorted(book.file.papers, key=lambda paper: -paper.edition)
    several = {paper.title for paper in made if paper.edition > 1}
    return [
        (
            paper.id,
            f"{paper.title}（第 {paper.edition} 版）" if paper.title in several else paper.title,
        )
        for paper in sorted(made, key=lambda paper: paper.title)
    ]


class DescribeSheet(Sheet):
    """Name, kind and note of a file; its content never changes."""

    described = Signal(object)

    def __init__(self, book: CaseBook, attachment: Attachment) -> None:
        super().__init__("附件名称和归类", "内容不变，只改名称、类别和备注", width=560)
        self._book, self._attachment = book, attachment
        kinds = [(kind, kind) for kind in KINDS]
        if attachment.kind and attachment.kind not in KINDS:
            kinds.append((attachment.kind, attachment.kind))
        self.form = Form(most_columns=1)
        self.form.add("name", "名称", LineField(), required=True)
        self.form.add("kind", "类别", ComboField(choices=kinds))
        papers = _papers(book)
        mine = attachment.subject_id if attachment.subject_id in dict(papers) else None
        self._linked = bool(mine) or not attachment.subject_id
        if papers and self._linked:
            self.form.add("subject_id", "签回文书", ComboField(choices=papers))
        self.form.add("note", "备注", TextField(lines=3))
        self.form.set_values(
            {"name": attachment.name, "kind": attachment.kind or None, "note": attachment.note}
            | ({"subject_id": mine} if papers and self._linked else {})
        )
        self.body.addWidget(self.form)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("保存", kind="primary", on_click=self._take), default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["kind"].field
        return field

    def _take(self) -> None:
        values = self.form.values()
        if not values["name"]:
            self.form.set_errors({"name": "名称未填写"})
            return
        old = self._attachment

        def work(bench: Workbench, me: Actor) -> Outcome[Attachment]:
            return bench.attachments.describe(
                me,
                old,
                name=values["name"],
                kind=values["kind"] or "",
                note=values["note"],
                subject_id=(values["subject_id"] or "") if "subject_id" in values else None,
            )

        self._book.desk.tasks.write(self, self._book.session.job(work), done=self._done)

    def _done(self, outcome: Outcome[Attachment]) -> None:
        self.described.emit(outcome)
        self.close_sheet()

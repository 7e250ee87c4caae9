"""06-documents: every paper of the case, how far it is, the very page that prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.errors import AppError
from mediation_app.messages import text_of_reason
from ui.dialogs.files import ask_save
from ui.dialogs.printing import PrintJob, choose_printer, print_job
from ui.dialogs.sign_sheet import Signed, Signer, SignSheet
from ui.layout import LayoutMode, Width
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.case.book import CaseBook
from ui.screens.case.packet_work import PacketWork
from ui.screens.case.paper_acts import PaperActs
from ui.screens.case.paper_band import PaperBand
from ui.screens.case.paper_rows import PaperRow, about_text, key_of, paper_columns, paper_rows
from ui.screens.case.sections import Section
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, Label, line
from ui.widgets.page_view import PageView
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.documents.engine.displaylist import Document
    from mediation_app.domain.changes import ChangeSet
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.domain.papers import Paper
    from mediation_app.services.base import Outcome
    from mediation_app.services.paper_lists import PaperOffer
    from ui.widgets.file_pages import FilePages

_WAIT_MS = 120


class DocumentsSection(Section):
    """List at the left, preview at the right; where it is narrow one of them at a time."""

    whole = True

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book)
        self._offers: tuple[PaperOffer, ...] = ()
        self._file: CaseFile | None = None
        self._asked = 0
        self._current = ""
        self._place: tuple[str, ...] = ()
        self._mode: LayoutMode | None = None
        self._preview_open = False
        self.acts = PaperActs(self)
        self._build()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._load_page)

    def _build(self) -> None:
        self.count = Label("", role="table", tone="text2")
        self.all_button = Button("成套打印", kind="quiet", icon="printer", on_click=self.print_all)
        self.packets = PacketWork(self.book, self)
        left_head = QFrame()
        self._left_row = QHBoxLayout(left_head)
        self._left_row.addWidget(Label("文书", role="section"))
        self._left_row.addWidget(self.count)
        self._left_row.addStretch(1)
        self._left_row.addWidget(self.all_button)
        self.model: RecordTableModel[PaperRow] = RecordTableModel(
            paper_columns(), self, key=lambda row: row.key, kind=lambda row: row.kind
        )
        self.table = RecordTable(self.model, "文书", row=33, edge=20)
        self.table.current_changed.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.previewed.connect(self._opened)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(left_head)
        column.addWidget(self.table, 1)
        self._build_right()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.left)
        across.addWidget(line(True))
        across.addWidget(self.right, 1)
        bind(self, "Ctrl+P", self.print_current)
        bind(self, "Ctrl+Shift+P", self.print_all)
        follow_look(self._relook)

    def _build_right(self) -> None:
        self.back = IconButton("arrow-left", "返回列表", on_click=self._close_preview)
        self.title = ElidedLabel("", role="section")
        self.about = Label("", role="caption", tone="text2")
        self.sign_button = Button("登记签名", kind="quiet", icon="scan-line", on_click=self.sign)
        self.word = Button("Word", icon="file-down", on_click=partial(self.save, "docx"))
        self.pdf = Button("PDF", icon="file-down", on_click=partial(self.save, "pdf"))
        self.print_button = Button("打印", icon="printer", on_click=self.print_current)
        self.more = IconButton("ellipsis", "文书的其他操作", boxed=True, on_click=self._menu)
        right_head = QFrame()
        right_head.setProperty("frame", "bottom")
        self._right_row = QHBoxLayout(right_head)
        self._right_row.addWidget(self.back)
        self._right_row.addWidget(self.title, 1)
        self._right_row.addWidget(self.about)
        self._right_row.addStretch(0)
        for each in (self.sign_button, self.word, self.pdf, self.print_button, self.more):
            self._right_row.addWidget(each)
        self.band = PaperBand()
        self.band.place_wanted.connect(self._go)
        self.band.all_wanted.connect(self._all_reasons)
        self.band.current_wanted.connect(self._show_current)
        self.view = PageView()
        self.message = Label("", role="table", tone="text2", wrap=True)
        self._blank = QWidget()
        self._blank.setProperty("plane", "desk")
        inside = QVBoxLayout(self._blank)
        inside.addWidget(self.message)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._blank)
        self.pages.addWidget(self.view)
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(right_head)
        column.addWidget(self.band)
        column.addWidget(self.pages, 1)

    def _relook(self) -> None:
        px = look().px
        self._left_row.setContentsMargins(px(20), px(10), px(12), px(10))
        self._left_row.setSpacing(px(12))
        self._right_row.setContentsMargins(px(20), px(10), px(20), px(10))
        self._right_row.setSpacing(px(8))
        self._lay_out()

    # --- showing ------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        if view.file is not self._file:
            self._file = view.file
            self._load()

    def _load(self) -> None:
        self._asked += 1
        asked, case_id = self._asked, self.book.case_id

        def work(bench: Workbench, me: Actor) -> tuple[int, tuple[PaperOffer, ...]]:
            return asked, bench.papers.available(me, case_id)

        self.book.desk.tasks.read(self, self.book.session.job(work), done=self._loaded)

    def _loaded(self, answer: tuple[int, tuple[PaperOffer, ...]]) -> None:
        asked, offers = answer
        if asked != self._asked:
            return
        self._offers = offers
        wanted = self._current
        held = self.table.hasFocus()
        self.model.set_rows(paper_rows(offers))
        row = self.model.row_of(wanted) if wanted else -1
        if row < 0:
            row = next((n for n, o in enumerate(self.model.records()) if o.offer is not None), -1)
        self.table.select(row)
        if held:
            self.table.setFocus()
        self.count.setText(f"{len(offers)} 件")
        self._chosen(self.table.current_record())
        place, self._place = self._place, ()
        if place:
            self.go_to(place)

    def offer(self) -> PaperOffer | None:
        """The paper that is shown."""
        row = self.table.current_record()
        return row.offer if isinstance(row, PaperRow) else None

    def _chosen(self, row: Any) -> None:
        if not isinstance(row, PaperRow) or row.offer is None:
            return
        offer = row.offer
        self._current = row.key
        self.title.set_text(offer.title)
        self.about.setText(f"模板 {offer.template_version} 版" if offer.template_version else "")
        can = offer.can_issue
        self.print_button.setText(f"打印 {offer.copies} 份")
        for button in (self.print_button, self.word, self.pdf):
            button.setEnabled(can)
            button.setToolTip("" if can else offer.note)
        self.sign_button.setVisible(offer.paper is not None and offer.signers > 0)
        self.band.show_offer(offer)
        self._wait.start()

    def _all_reasons(self) -> None:
        offer = self.offer()
        if offer is not None:
            told = offer.reasons or offer.warnings
            lines = "\n".join(f"{n}. {text_of_reason(r)}" for n, r in enumerate(told, 1))
            state = "还差" if offer.reasons else "打印前核对"
            self.book.desk.notify.tell(f"{offer.title}{state} {len(told)} 项", lines)

    def _menu(self) -> None:
        self.acts.open_menu(self.more)

    def show_edition(self, paper: Paper, pages: FilePages) -> None:
        """Show an edition as it was issued, until another paper is chosen."""
        if pages.document is None:
            self.message.setText(f"第 {paper.edition} 版的 PDF 不能显示")
            self.pages.setCurrentWidget(self._blank)
            return
        self.about.setText(f"第 {paper.edition} 版，生成时原样")
        self.view.set_document(pages.document)
        self.view.setAccessibleName(f"{paper.title}第 {paper.edition} 版")
        self.pages.setCurrentWidget(self.view)
        self.band.show_edition(paper)
        self._opened(None)

    def _show_current(self) -> None:
        self._chosen(self.table.current_record())

    def _go(self, place: str) -> None:
        self.book.go(place)

    def _load_page(self) -> None:
        offer = self.offer()
        if offer is None:
            return
        case_id, key = self.book.case_id, self._current

        def work(bench: Workbench, me: Actor) -> tuple[str, Document]:
            return key, bench.papers.preview(me, case_id, offer.code, offer.subject_id)

        self.book.desk.tasks.read(
            self, self.book.session.job(work), done=self._show_page, failed=self._no_page
        )

    def _show_page(self, answer: tuple[str, Document]) -> None:
        key, document = answer
        offer = self.offer()
        if key != self._current or offer is None:
            return
        self.about.setText(about_text(offer, len(document.pages)))
        self.view.set_document(document)
        self.view.setAccessibleName(offer.title)
        self.pages.setCurrentWidget(self.view)

    def _no_page(self, error: AppError) -> None:
        from mediation_app.messages import text_of

        self.message.setText(text_of(error))
        self.pages.setCurrentWidget(self._blank)

    # --- acts ---------------------------------------------------------------------------------

    def save(self, ending: str) -> None:
        """Save the paper as Word or PDF to a place the person chooses."""
        offer = self.offer()
        if offer is None or not offer.can_issue:
            return
        kind = "Word 文档 (*.docx)" if ending == "docx" else "PDF (*.pdf)"
        ask_save(
            self, f"保存 {offer.title}", f"{self._stem(offer)}.{ending}", kind,
            partial(self._save_there, offer, ending),
        )  # fmt: skip

    def _save_there(self, offer: PaperOffer, ending: str, path: Path) -> None:
        self.save_to(offer, path, ending)

    def save_to(self, offer: PaperOffer, path: Path, ending: str) -> None:
        """Write the file; its ending is added when it was left out."""
        target = (
            path if path.suffix.lower() == f".{ending}" else path.with_name(f"{path.name}.{ending}")
        )
        case_id = self.book.case_id

        def work(bench: Workbench, me: Actor) -> Path:
            act = bench.papers.save_word if ending == "docx" else bench.papers.save_pdf
            return act(me, case_id, offer.code, target, offer.subject_id)

        self.book.desk.tasks.write(self, self.book.session.job(work), done=self._saved)

    def _saved(self, path: Path) -> None:
        self.book.desk.notify.say(f"已保存 {path.name}")

    def _stem(self, offer: PaperOffer) -> str:
        case = self.book.file.case
        short = f"{case.number_year}-{case.serial:04d} " if case.serial else ""
        return f"{short}{offer.title}"

    def print_current(self) -> None:
        """Issue the paper shown and print it."""
        offer = self.offer()
        if offer is not None and offer.can_issue:
            self._issue([offer])

    def print_all(self) -> None:
        """Choose what a stage prints, print it at once."""
        self.packets.open()

    def _issue(self, offers: Sequence[PaperOffer]) -> None:
        self.acts.with_reason(offers, partial(self._issue_now, tuple(offers)))

    def _issue_now(self, offers: tuple[PaperOffer, ...], reason: str) -> None:
        case_id = self.book.case_id

        def work(
            bench: Workbench, me: Actor
        ) -> tuple[list[Paper], list[Document], ChangeSet | None]:
            papers: list[Paper] = []
            pages: list[Document] = []
            changes: ChangeSet | None = None
            for offer in offers:
                outcome = bench.papers.issue(
                    me, case_id, offer.code, offer.subject_id, print_reason=reason
                )
                papers.append(outcome.value)
                changes = outcome.changes if changes is None else changes | outcome.changes
                pages.append(bench.papers.preview(me, case_id, offer.code, offer.subject_id))
            return papers, pages, changes

        self.book.desk.tasks.write(
            self, self.book.session.job(work), done=partial(self._issued, offers, reason)
        )

    def _issued(
        self,
        offers: tuple[PaperOffer, ...],
        reason: str,
        answer: tuple[list[Paper], list[Document], ChangeSet | None],
    ) -> None:
        papers, pages, changes = answer
        if changes is not None:
            self.book.desk.bus.publish(changes, self)
            self.book.reload()
        title = offers[0].title if len(offers) == 1 else f"{len(offers)} 件文书"
        copies = offers[0].copies if len(offers) == 1 else 1
        jobs = [PrintJob(page, offer.copies) for page, offer in zip(pages, offers, strict=True)]
        self.choose_printer(
            title,
            copies,
            partial(self._print, papers, jobs, title, reason),
            partial(self._not_printed, title),
        )

    def choose_printer(
        self,
        title: str,
        copies: int,
        done: Callable[[QPrinter], object],
        back: Callable[[], object],
    ) -> None:
        """The system's dialog."""
        choose_printer(self, title, copies, done, back)

    def _not_printed(self, title: str) -> None:
        self.book.desk.notify.say(f"已生成，未打印：{title}")

    def _print(
        self, papers: list[Paper], jobs: list[PrintJob], title: str, reason: str, printer: QPrinter
    ) -> None:
        self.book.desk.tasks.long(
            self, print_job(printer, jobs), title=f"打印 {title}",
            done=partial(self.printed, papers, reason, printer, title),
        )  # fmt: skip

    def printed(
        self, papers: list[Paper], reason: str, printer: QPrinter, title: str, done: bool
    ) -> None:
        """Write the print ledger when the printer took the pages."""
        if not done:
            self.book.desk.notify.tell("没有打印", "打印机没有接受，检查打印机后再打印")
            return
        copies = max(printer.copyCount(), 1)

        def work(bench: Workbench, me: Actor) -> None:
            for paper in papers:
                count = paper.copies if len(papers) > 1 else copies
                bench.papers.record_print(me, paper.id, count, reason=reason)

        self.book.desk.tasks.write(self, self.book.session.job(work))
        self.book.desk.notify.say(f"已送打印机：{title}")

    def sign(self) -> None:
        """Record who has signed the paper shown."""
        offer = self.offer()
        if offer is None or offer.paper is None:
            return
        paper_id = offer.paper.id

        def work(bench: Workbench, me: Actor) -> list[Signer]:
            return [
                Signer(e.kind, e.name, e.party_id, e.person_id, signed)
                for e, signed in bench.papers.board(me, paper_id)
            ]

        self.book.desk.tasks.read(
            self, self.book.session.job(work), done=partial(self._open_sign, offer.title, paper_id)
        )

    def _open_sign(self, title: str, paper_id: str, signers: list[Signer]) -> None:
        view = self.book.view
        assert view is not None
        sheet = SignSheet(title, signers, view.today)
        sheet.signed.connect(partial(self._sign, sheet, paper_id))
        self.book.desk.notify.sheet.emit(sheet)

    def _sign(self, sheet: SignSheet, paper_id: str, day: Any, chosen: list[Signed]) -> None:
        def work(bench: Workbench, me: Actor) -> list[Outcome[Any]]:
            return [
                bench.papers.sign(
                    me, paper_id, kind=each.signer.kind, signed_on=day,
                    party_id=each.signer.party_id, person_id=each.signer.person_id,
                    name=each.signer.name, method=each.method,
                )
                for each in chosen
            ]  # fmt: skip

        self.book.desk.tasks.write(
            self, self.book.session.job(work), done=partial(self._recorded, sheet),
            failed=sheet.refuse,
        )  # fmt: skip

    def _recorded(self, sheet: SignSheet, outcomes: list[Outcome[Any]]) -> None:
        sheet.close_sheet()
        for outcome in outcomes:
            self.book.desk.bus.publish(outcome.changes, self)
        self.book.reload()
        self.book.desk.notify.say(f"已登记 {len(outcomes)} 人签名")

    # --- places and keys ----------------------------------------------------------------------

    def go_to(self, place: tuple[str, ...]) -> bool:
        code = place[0] if place else ""
        if code == "papers" and len(place) > 1:
            code = place[1]
        for offer in self._offers:
            if code in (offer.code, offer.paper.id if offer.paper else "", offer.subject_id):
                self._current = key_of(offer.code, offer.subject_id)
                self.table.select(self.model.row_of(self._current))
                self.table.setFocus()
                return True
        if not self._offers:
            self._place = place  # the list is still on its way
        return False

    def first_focus(self) -> QWidget | None:
        return self.table

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", "选择"),
            Key("Ctrl P", "打印"),
            Key("Ctrl Shift P", "成套打印"),
            Key("Ctrl + −", "缩放"),
        )

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self._lay_out()

    def _opened(self, _row: Any) -> None:
        if self._mode is not None and self._mode.width is Width.NARROW:
            self._preview_open = True
            self._lay_out()
            self.view.setFocus()

    def _close_preview(self) -> None:
        self._preview_open = False
        self._lay_out()
        self.table.setFocus()

    def _lay_out(self) -> None:
        mode = self._mode
        narrow = mode is not None and mode.width is Width.NARROW
        wide = mode is None or mode.width is Width.WIDE
        self.back.setVisible(narrow)
        self.left.setVisible(not narrow or not self._preview_open)
        self.right.setVisible(not narrow or self._preview_open)
        if narrow:
            self.left.setMinimumWidth(0)
            self.left.setMaximumWidth(16_777_215)
        else:
            self.left.setFixedWidth(look().px(444 if wide else 400))
        self.about.setVisible(wide)

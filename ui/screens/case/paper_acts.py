"""What the ⋯ of a paper does: editions, a file back from Word, a new edition, the check-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QMenu, QWidget

from ui.dialogs.files import ask_open
from ui.dialogs.printing import PrintJob, print_job
from ui.screens.case.paper_sheets import CheckupSheet, EditionsSheet, ReasonSheet, ReturnedSheet
from ui.widgets.file_pages import FilePages, pages_of

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.documents.engine.displaylist import Document
    from mediation_app.domain.offices import Actor
    from mediation_app.domain.papers import Paper
    from mediation_app.services.base import Outcome
    from mediation_app.services.paper_lists import Edition, PaperOffer, Returned, Trouble
    from ui.screens.case.book import CaseBook
    from ui.screens.case.section_documents import DocumentsSection


class PaperActs:
    """The rarer acts of the section of the papers."""

    def __init__(self, section: DocumentsSection) -> None:
        self._section = section
        self._book = section.book

    def make_menu(self) -> QMenu:
        """What can be done with the paper shown and with all of them."""
        offer = self._section.offer()
        menu = QMenu(self._section)
        issued = offer is not None and offer.paper is not None
        can = offer is not None and offer.can_issue
        menu.addAction("版本和打印记录…", self.editions).setEnabled(issued)
        menu.addAction("收回 Word 修改件…", self.choose_file).setEnabled(can)
        menu.addAction("按现有案情重新生成", self.renew).setEnabled(issued and can)
        menu.addSeparator()
        menu.addAction("文书体检…", self.checkup)
        return menu

    def open_menu(self, button: QWidget) -> None:
        """Show the menu under its button."""
        menu = self.make_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    # --- editions -----------------------------------------------------------------------------

    def editions(self) -> None:
        """List the editions of the paper shown."""
        offer = self._section.offer()
        if offer is None or offer.paper is None:
            return
        key, title = offer.paper.id, offer.title

        def work(bench: Workbench, me: Actor) -> tuple[Edition, ...]:
            return bench.papers.editions.of(me, key)

        self._read(work, partial(self._show_editions, title))

    def _show_editions(self, title: str, editions: tuple[Edition, ...]) -> None:
        sheet = EditionsSheet(title, editions)
        sheet.open_wanted.connect(self.open)
        sheet.print_wanted.connect(self.print_again)
        self._book.desk.notify.sheet.emit(sheet)

    def open(self, paper: Paper) -> None:
        """Show an edition as it was issued."""

        def work(bench: Workbench, me: Actor) -> FilePages:
            return pages_of(bench.papers.editions.pdf(me, paper.id)[1])

        self._read(work, partial(self._section.show_edition, paper))

    def print_again(self, paper: Paper) -> None:
        """Print an edition again, out of what was kept of it."""

        def work(bench: Workbench, me: Actor) -> Document:
            return bench.papers.editions.pages(me, paper.id)

        self._read(work, partial(self._reprint, paper))

    def _reprint(self, paper: Paper, document: Document) -> None:
        offer = self._section.offer()
        last = offer.paper if offer is not None else None
        old = last is not None and (last.kind, last.subject_id) == (paper.kind, paper.subject_id)
        if old and last is not None and last.id != paper.id:
            self._book.desk.notify.ask(
                f"打印第 {paper.edition} 版（旧版）",
                f"{paper.title}现行的是第 {last.edition} 版。打印记录中注明旧版重印。",
                "打印旧版", partial(self._choose, paper, document),
            )  # fmt: skip
        else:
            self._choose(paper, document)

    def _choose(self, paper: Paper, document: Document) -> None:
        title = f"{paper.title} 第 {paper.edition} 版"
        self._section.choose_printer(
            title, paper.copies, partial(self._print, paper, document, title), _nothing
        )

    def _print(self, paper: Paper, document: Document, title: str, printer: QPrinter) -> None:
        self._book.desk.tasks.long(
            self._section, print_job(printer, [PrintJob(document, paper.copies)]),
            title=f"打印 {title}", done=partial(self._section.printed, [paper], "", printer, title),
        )  # fmt: skip

    # --- a file changed in Word ---------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for the file that was changed in Word."""
        offer = self._section.offer()
        if offer is not None and offer.can_issue:
            ask_open(
                self._section, f"收回 {offer.title}", "Word 文档 (*.docx)",
                partial(self._chosen, offer),
            )  # fmt: skip

    def _chosen(self, offer: PaperOffer, paths: Sequence[Path]) -> None:
        if paths:
            self.look_at(offer, paths[0])

    def look_at(self, offer: PaperOffer, path: Path) -> None:
        """Compare a file with the paper and show what was changed."""
        case_id = self._book.case_id

        def work(bench: Workbench, me: Actor) -> Returned:
            return bench.papers.editions.look_at(me, case_id, offer.code, offer.subject_id, path)

        self._read(work, partial(self._looked, offer))

    def _looked(self, offer: PaperOffer, looked: Returned) -> None:
        sheet = ReturnedSheet(looked)
        sheet.kept.connect(partial(self._keep, sheet, offer, looked.docx))
        self._book.desk.notify.sheet.emit(sheet)

    def _keep(self, sheet: ReturnedSheet, offer: PaperOffer, data: bytes) -> None:
        case_id = self._book.case_id

        def work(bench: Workbench, me: Actor) -> Outcome[Paper]:
            return bench.papers.editions.take_back(me, case_id, offer.code, offer.subject_id, data)

        self._book.desk.tasks.write(
            self._section, self._book.session.job(work), done=partial(self._kept, sheet),
            failed=sheet.refuse,
        )  # fmt: skip

    def _kept(self, sheet: ReturnedSheet, outcome: Outcome[Paper]) -> None:
        sheet.close_sheet()
        self._changed(outcome, f"已存为第 {outcome.value.edition} 版（人工修改）")

    def renew(self) -> None:
        """Make a new edition from the case, also when the last one still holds."""
        offer = self._section.offer()
        if offer is None or not offer.can_issue:
            return
        case_id = self._book.case_id

        def work(bench: Workbench, me: Actor) -> Outcome[Paper]:
            return bench.papers.issue(me, case_id, offer.code, offer.subject_id, anew=True)

        self._book.desk.tasks.write(self._section, self._book.session.job(work), done=self._renewed)

    def _renewed(self, outcome: Outcome[Paper]) -> None:
        self._changed(outcome, f"已生成第 {outcome.value.edition} 版")

    def _changed(self, outcome: Outcome[Paper], words: str) -> None:
        self._book.desk.bus.publish(outcome.changes, self._section)
        self._book.reload()
        self._book.desk.notify.say(words)

    # --- warnings and the check-up --------------------------------------------------------------

    def with_reason(self, offers: Sequence[PaperOffer], go: Callable[[str], object]) -> None:
        """Go on at once without warnings; else ask why in spite of them."""
        ask_reason(self._book, offers, go)

    def checkup(self) -> None:
        """文书体检 of all papers."""
        case_id = self._book.case_id

        def work(bench: Workbench, me: Actor) -> tuple[Trouble, ...]:
            return bench.papers.checkup.of(me, case_id)

        self._read(work, self._show_checkup)

    def _show_checkup(self, troubles: tuple[Trouble, ...]) -> None:
        sheet = CheckupSheet(troubles)
        sheet.place_wanted.connect(self._book.go)
        self._book.desk.notify.sheet.emit(sheet)

    def _read(self, work: Callable[..., object], done: Callable[..., object]) -> None:
        self._book.desk.tasks.read(self._section, self._book.session.job(work), done=done)


def _nothing() -> None:
    """The person did not want to print after all."""


def ask_reason(book: CaseBook, offers: Sequence[PaperOffer], go: Callable[[str], object]) -> None:
    """Go on at once without warnings; else ask why papers are printed in spite of them."""
    warned = [offer for offer in offers if offer.warnings]
    if not warned:
        go("")
        return
    title = warned[0].title if len(warned) == 1 else f"{len(warned)} 件文书"
    sheet = ReasonSheet(title, list(dict.fromkeys(w for each in warned for w in each.warnings)))
    sheet.given.connect(go)
    sheet.place_wanted.connect(book.go)
    book.desk.notify.sheet.emit(sheet)

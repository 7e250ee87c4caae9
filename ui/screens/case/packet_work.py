"""The work behind 成套打印: ask the services in jobs, print in a worker, note what was printed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from mediation_app.errors import AppError
from ui import preferences
from ui.dialogs.files import ask_save
from ui.dialogs.packet_printing import (
    Order,
    Printers,
    make_printer,
    packet_job,
    position_page_job,
    printers,
)
from ui.screens.case.book import CaseBook
from ui.screens.case.packet_sheet import PacketSheet, Wanted
from ui.screens.case.paper_acts import ask_reason
from ui.tasks import JobControl, Lane, Task

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.handover import Package
    from mediation_app.services.packets import (
        Packet,
        Printout,
        VolumeMade,
        VolumePlan,
    )

    Answer = tuple[tuple[Packet, ...], str, VolumePlan, Printers]


class PacketWork(QObject):
    """Opens the sheet for a case and does what it asks."""

    def __init__(self, book: CaseBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.book = book
        self.sheet: PacketSheet | None = None
        self._task: Task | None = None
        self._sent: list[Order] = []
        self._asking = False
        self._packets: tuple[Packet, ...] = ()
        self._reason = ""
        book.desk.tasks.busy_changed.connect(self._watch)

    def open(self) -> None:
        """Ask what can be printed, then open the sheet; what is being typed is saved first."""
        if self.book.dirty:
            self.book.save(self._ask)
        else:
            self._ask()

    def _ask(self) -> None:
        if self._asking or self.sheet is not None:
            return
        self._asking = True
        case_id, file = self.book.case_id, self.book.file

        def work(bench: Workbench, me: Actor) -> Answer:
            service = bench.packets
            return (
                service.packets(me, case_id),
                service.default_stage(me, file),
                service.volume_plan(me, case_id),
                self.printers(),
            )

        self.book.desk.tasks.read(
            self, self.book.session.job(work), done=self._asked, failed=self._not_asked
        )

    def _not_asked(self, error: AppError) -> None:
        self._asking = False
        self.book.desk.notify.trouble(error)

    def _asked(self, answer: Answer) -> None:
        self._asking = False
        packets, stage, plan, found = answer
        self._packets = packets
        sheet = PacketSheet(packets, stage, found, preferences.load_printers(), plan)
        sheet.print_wanted.connect(self.print)
        sheet.pdf_wanted.connect(self._ask_pdf)
        sheet.test_wanted.connect(self._test)
        sheet.volume_wanted.connect(self._ask_volume)
        sheet.package_wanted.connect(self._ask_package)
        sheet.place_wanted.connect(self.book.go)
        sheet.stop_wanted.connect(self._stop)
        sheet.closed.connect(self._closed)
        self.sheet = sheet
        self.book.desk.notify.sheet.emit(sheet)

    def _closed(self) -> None:
        self.sheet = None

    # --- the printers ---------------------------------------------------------------------------

    def printers(self) -> Printers:
        """Those of this PC."""
        return printers()

    def make_printer(self, name: str) -> QPrinter:
        """The printer of a name."""
        return make_printer(name)

    def _test(self, wanted: Wanted) -> None:
        preferences.keep_printer(wanted.printer, *wanted.offset)
        job = position_page_job(wanted.printer, wanted.offset, self.make_printer)
        self.book.desk.tasks.read(self, job, done=self._tested)

    def _tested(self, done: bool) -> None:
        self.book.desk.notify.say("测试页已送打印机" if done else "打印机没有接受测试页")

    # --- printing -------------------------------------------------------------------------------

    def print(self, wanted: Wanted) -> None:
        """Issue the papers, then print them one after the other; warnings ask for a reason."""
        keys = {(each.code, each.subject_id) for each in wanted.papers}
        offers = {item.key: item.offer for packet in self._packets for item in packet.items}
        ask_reason(
            self.book, [offer for key, offer in offers.items() if key in keys],
            partial(self._print, wanted),
        )  # fmt: skip

    def _print(self, wanted: Wanted, reason: str) -> None:
        self._reason = reason
        preferences.keep_printer(wanted.printer, *wanted.offset)
        case_id = self.book.case_id
        keys = [(each.code, each.subject_id) for each in wanted.papers]

        def make(bench: Workbench, me: Actor, control: JobControl) -> object:
            told = control.progress
            return bench.packets.produce(
                me, case_id, wanted.stage, only=keys, told=told, print_reason=reason
            )

        self._long("正在生成", make, partial(self._produced, wanted))

    def _produced(self, wanted: Wanted, outcome: Outcome[tuple[Printout, ...]]) -> None:
        self.book.desk.bus.publish(outcome.changes, self)
        self.book.reload()
        how = {(each.code, each.subject_id): each for each in wanted.papers}
        orders = [
            Order(
                each.paper.id,
                each.paper.title,
                each.document,
                how[each.paper.kind, each.paper.subject_id].copies,
                how[each.paper.kind, each.paper.subject_id].duplex,
            )
            for each in outcome.value
        ]
        self._sent = []
        job = packet_job(wanted.printer, orders, wanted.offset, self._sent, self.make_printer)
        if self.sheet is not None:
            self.sheet.begin("正在打印")
        self._task = self.book.desk.tasks.long(
            self, job, title="成套打印", done=self._printed, failed=self._failed,
            progress=self._told,
        )  # fmt: skip

    def _printed(self, done: bool) -> None:
        count = self._record()
        self._finish()
        if done:
            self._close()
            self.book.desk.notify.say(f"已送打印机：{count} 件文书")
        else:
            self.book.desk.notify.tell(
                "没有打印完", f"打印机接受了 {count} 件，检查打印机后再打印其余的"
            )

    def _record(self) -> int:
        """Note in the ledger what went out, also when printing was stopped half-way."""
        sent, self._sent = self._sent, []
        printed, reason = [(order.key, order.copies) for order in sent], self._reason

        def work(bench: Workbench, me: Actor) -> object:
            return bench.packets.record_prints(me, printed, reason=reason)

        if printed:
            self.book.desk.tasks.write(self, self.book.session.job(work))
        return len(printed)

    # --- files ----------------------------------------------------------------------------------

    def _ask_pdf(self, wanted: Wanted) -> None:
        ask_save(
            self._over, "导出为一个 PDF", f"{self._stem()}成套文书.pdf", "PDF (*.pdf)",
            partial(self.save_pdf, wanted),
        )  # fmt: skip

    def save_pdf(self, wanted: Wanted, path: Path) -> None:
        """Issue the papers and write them as one PDF."""
        case_id, target = self.book.case_id, _as_pdf(path)
        keys = [(each.code, each.subject_id) for each in wanted.papers]

        def make(bench: Workbench, me: Actor, control: JobControl) -> object:
            told = control.progress
            return bench.packets.one_pdf(me, case_id, wanted.stage, target, only=keys, told=told)

        self._long("正在生成", make, self._saved)

    def _saved(self, outcome: Outcome[Path]) -> None:
        self.book.desk.bus.publish(outcome.changes, self)
        self.book.reload()
        self._finish()
        self._close()
        self.book.desk.notify.say(f"已保存 {outcome.value.name}")

    def _ask_volume(self) -> None:
        ask_save(
            self._over, "生成卷宗", f"{self._stem()}卷宗.pdf", "PDF (*.pdf)", self.save_volume
        )  # fmt: skip

    def save_volume(self, path: Path) -> None:
        """Bind the volume of the case into a PDF."""
        case_id, target = self.book.case_id, _as_pdf(path)

        def make(bench: Workbench, me: Actor, control: JobControl) -> object:
            return bench.packets.volume(me, case_id, target, told=control.progress)

        self._long("正在装订", make, self._volume_made)

    def _volume_made(self, made: VolumeMade) -> None:
        self._finish()
        self._close()
        notes = [f"缺{'、'.join(made.missing)}"] if made.missing else []
        if made.left_out:
            notes.append(f"没有装入的文件：{'、'.join(made.left_out)}，见卷内相应页")
        said = f"卷宗已保存，{made.entries} 件 {made.pages} 页"
        if notes:
            self.book.desk.notify.tell(said, "。\n".join(notes))
        else:
            self.book.desk.notify.say(said)

    def _ask_package(self) -> None:
        name = f"{self._stem()}移交包.zip"
        ask_save(self._over, "导出移交包", name, "ZIP (*.zip)", self.save_package)

    def save_package(self, path: Path) -> None:
        """Pack papers, materials and data of the case with their list of hashes."""
        case_id = self.book.case_id
        target = path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip")

        def make(bench: Workbench, me: Actor, control: JobControl) -> object:
            return bench.handover.pack(me, case_id, target, told=control.progress)

        self._long("正在打包", make, self._package_made)

    def _package_made(self, made: Package) -> None:
        self._finish()
        self._close()
        said = f"移交包已导出，{made.files} 个文件"
        if made.lost:
            self.book.desk.notify.tell(said, f"库中已经没有的文件：{'、'.join(made.lost)}")
        else:
            self.book.desk.notify.say(said)

    def _stem(self) -> str:
        case = self.book.file.case
        return f"{case.number_year}-{case.serial:04d} " if case.serial else ""

    # --- long jobs ------------------------------------------------------------------------------

    def _long(self, words: str, make: object, done: object) -> None:
        """Run ``make(bench, actor, control)`` in the lane of writes, told to the sheet."""

        def job(control: JobControl) -> object:
            def work(bench: Workbench, me: Actor) -> object:
                return make(bench, me, control)  # type: ignore[operator]

            return self.book.session.job(work)()

        if self.sheet is not None:
            self.sheet.begin(words)
        self._task = self.book.desk.tasks.long(
            self, job, title="成套打印", done=done, failed=self._failed,  # type: ignore[arg-type]
            progress=self._told, lane=Lane.WRITE,
        )  # fmt: skip

    def _told(self, count: int, total: int, text: str) -> None:
        if self.sheet is not None:
            self.sheet.told(count, total, text)

    def _failed(self, error: AppError) -> None:
        self._task = None
        self.book.reload()
        if self.sheet is not None:
            self.sheet.refuse(error)
        else:
            self.book.desk.notify.trouble(error)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _watch(self) -> None:
        """A job that was stopped, here or in the status bar, answers nothing when it is over."""
        task = self._task
        if task is None or task.state != "cancelled" or task in self.book.desk.tasks.tasks():
            return
        self._task = None
        count = self._record()
        self.book.reload()
        if self.sheet is not None:
            self.sheet.rest()
        self.book.desk.notify.say(f"已停止，送出 {count} 件" if count else "已停止")

    def _finish(self) -> None:
        self._task = None
        if self.sheet is not None:
            self.sheet.rest()

    def _close(self) -> None:
        if self.sheet is not None:
            self.sheet.close_sheet()


def _as_pdf(path: Path) -> Path:
    return path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")

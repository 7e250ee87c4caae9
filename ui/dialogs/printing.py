"""Printing laid-out documents: the system's own dialog, then vectors in a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from mediation_app.documents.engine.displaylist import Document
from ui.tasks import JobControl
from ui.widgets.page_view import print_document


class PrintJob(NamedTuple):
    """One document and how many copies of it."""

    document: Document
    copies: int


def choose_printer(
    parent: QWidget,
    title: str,
    copies: int,
    done: Callable[[QPrinter], object],
    back: Callable[[], object] | None = None,
) -> None:
    """Ask the person for the printer; ``back`` when they do not want to print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCopyCount(copies)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印 {title}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(partial(done, printer))
    if back is not None:
        dialog.rejected.connect(back)
    # The print dialog hides the plain form behind one with a receiver.
    QDialog.open(dialog)


def print_job(printer: QPrinter, jobs: Sequence[PrintJob]) -> Callable[[JobControl], bool]:
    """A long job that prints everything, one document after the other."""

    def work(control: JobControl) -> bool:
        for number, job in enumerate(jobs, start=1):
            control.progress(number - 1, len(jobs))
            copies = printer.copyCount() if len(jobs) == 1 else job.copies
            if not print_document(job.document, printer, copies=max(copies, 1)):
                return False
        return True

    return work

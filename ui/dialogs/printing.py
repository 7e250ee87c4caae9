"""Printing laid-out documents: the system's own dialog, then vectors in a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from mediation_app.documents.engine.displaylist import Document
from ui.tasks import JobControl
from ui.widgets.page_view import print_document


class PrintJob(NamedTuple):
    """One document and how many copies of it."""

    document: Document
    copies: int


def choose_printer(parent: QWidget, title: str, copies: int) -> QPrinter | None:
    """Ask the person for the printer; None when they go back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCopyCount(copies)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印 {title}")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return None
    return printer


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

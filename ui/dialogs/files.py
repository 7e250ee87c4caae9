"""The system's file dialogs, opened without stopping the program; the answer comes later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_save(
    parent: QWidget, title: str, name: str, kinds: str, done: Callable[[Path], object]
) -> QFileDialog:
    """Ask where to save; ``done`` is not called when the person goes back."""
    dialog = QFileDialog(parent, title, name, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(_one, done))
    dialog.open()
    return dialog


def ask_open(
    parent: QWidget, title: str, kinds: str, done: Callable[[Sequence[Path]], object]
) -> QFileDialog:
    """Ask for files that are there."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(partial(_many, done))
    dialog.open()
    return dialog


def ask_folder(
    parent: QWidget, title: str, start: str, done: Callable[[Path], object]
) -> QFileDialog:
    """Ask for a folder."""
    dialog = QFileDialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(_one, done))
    dialog.open()
    return dialog


def _one(done: Callable[[Path], object], name: str) -> None:
    done(Path(name))


def _many(done: Callable[[Sequence[Path]], object], names: list[str]) -> None:
    done([Path(name) for name in names])

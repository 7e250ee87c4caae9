"""A hand for the table of losses: keys where the focus is, rows by their names."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mediation_app.domain.losses import Loss
from ui.models.cells import RowKind
from ui.screens.case.loss_rows import LossRow
from ui.screens.case.section_losses import LossesSection

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def key(code: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, code, held)


def write(text: str) -> None:
    """Type where the focus is; the focus may move with the first sign."""
    for sign in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, sign)


def put(section: LossesSection, text: str) -> None:
    """Replace what the open editor holds, as an input method does."""
    editor = section.table.editor
    assert editor is not None
    editor.selectAll()
    editor.insert(text)
    editor.textEdited.emit(text)


def row(section: LossesSection, name: str) -> LossRow:
    return next(r for r in section.model.records() if r.name == name and r.loss is not None)


def at(section: LossesSection, name: str, column: str = "amount") -> None:
    number = [c.key for c in section.model.columns].index(column)
    section.table.go_to_cell(section.model.row_of(row(section, name).key), number)


def loss(section: LossesSection, item: str) -> Loss:
    return next(x for x in section.book.file.losses if x.item == item)


def total(section: LossesSection) -> Decimal:
    found = next(r for r in section.model.records() if r.kind is RowKind.TOTAL)
    assert found.amount is not None
    return found.amount

"""Several fields on one form row: kind and number of a certificate, grade and date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.fields.contract import JoinedProblems


class FieldGroup(QWidget):
    """Fields side by side with stretch factors; its value is the tuple of theirs."""

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(self, fields: Sequence[tuple[Any, int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(field for field, _ in fields)
        self._problems = JoinedProblems(self.problem, self)
        self._both = QHBoxLayout(self)
        self._both.setContentsMargins(0, 0, 0, 0)
        for field, stretch in fields:
            self._both.addWidget(field, stretch)
            field.changed.connect(self.changed)
            field.edited.connect(self.edited)
            self._problems.listen(field)
        self.setFocusProxy(self.fields[0])
        follow_look(self._relook)

    def _relook(self) -> None:
        self._both.setSpacing(look().px(8))

    def value(self) -> tuple[Any, ...]:
        """The values in order."""
        return tuple(field.value() for field in self.fields)

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Show values in order; None clears."""
        for number, field in enumerate(self.fields):
            field.set_value(value[number] if value is not None else None)

    def set_required(self, required: bool) -> None:
        """Show 必填 in each that is empty."""
        for field in self.fields:
            field.set_required(required)

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no input."""
        for field in self.fields:
            field.set_read_only(read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty, on all of them."""
        for field in self.fields:
            field.set_state(state)

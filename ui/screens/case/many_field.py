"""A field that holds several of a short list: roles in the accident, what an agent may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import literal, set_prop
from ui.widgets.flow import FlowLayout


class ManyField(QWidget):
    """Check boxes side by side that wrap; its value is the tuple of the checked codes."""

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._flow = FlowLayout(self, gap=16)
        self._boxes: dict[str, QCheckBox] = {}
        self._others: tuple[str, ...] = ()
        self._quiet = False
        self._choices: list[tuple[str, str]] = []
        self.fields: tuple[QWidget, ...] = ()
        self.set_choices(choices)
        follow_look(self._relook)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these; what was checked stays checked."""
        if list(choices) == self._choices:
            return
        held = self.value()
        for box in self._boxes.values():
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._choices, self._boxes = list(choices), {}
        for code, text in choices:
            box = QCheckBox(literal(text), self)
            box.setAccessibleName(f"{self.accessibleName()}：{text}")
            box.toggled.connect(self._toggled)
            self._boxes[str(code)] = box
            self._flow.addWidget(box)
            box.show()
        self.fields = tuple(self._boxes.values())
        if self.fields:
            self.setFocusProxy(self.fields[0])
        self.set_value(held)
        self._relook()

    def _relook(self) -> None:
        self.setMinimumHeight(look().px(32))
        self.updateGeometry()

    def value(self) -> tuple[str, ...]:
        """The checked codes in the order of the list, then those the list does not know."""
        checked = tuple(code for code, box in self._boxes.items() if box.isChecked())
        return (*checked, *self._others)

    def set_value(self, value: Sequence[str] | None) -> None:
        """Check these; codes the list does not know are kept."""
        wanted = tuple(str(code) for code in value or ())
        self._quiet = True
        for code, box in self._boxes.items():
            box.setChecked(code in wanted)
        self._quiet = False
        self._others = tuple(code for code in wanted if code not in self._boxes)

    def set_required(self, required: bool) -> None:
        """Nothing to show: an empty choice speaks for itself."""

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no click."""
        for box in self._boxes.values():
            box.setEnabled(not read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        for box in self._boxes.values():
            set_prop(box, "state", state)

    def _toggled(self, _on: object) -> None:
        if not self._quiet:
            self.changed.emit()
            self.edited.emit()


def many(choices: Sequence[Any]) -> list[tuple[str, str]]:
    """Members of a list with label as (code, text)."""
    return [(member.value, member.label) for member in choices]

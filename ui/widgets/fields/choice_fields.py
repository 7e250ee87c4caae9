"""A choice from a list, and a yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.theme import follow_look, look
from ui.widgets.basics import literal, set_prop
from ui.widgets.fields.contract import REQUIRED
from ui.widgets.painting import draw_text, text_width


class ComboField(QComboBox):
    """One of ``choices`` (value, text). None means nothing chosen yet.

    The wheel scrolls the form, never the choice; typing finds an entry.
    """

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(
        self,
        name: str = "",
        choices: Sequence[tuple[Any, str]] = (),
        parent: QWidget | None = None,
        *,
        hint: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._hint = hint
        self._quiet = False
        # kept here as well: Qt would give an enum back as the plain text it holds
        self._values: tuple[Any, ...] = ()
        self.setPlaceholderText(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_choices(choices)
        self.currentIndexChanged.connect(self._changed)
        follow_look(self._relook)

    def sizeHint(self) -> QSize:
        texts = [self.itemText(place) for place in range(self.count())] or [self._hint]
        wide = max(text_width(text, "body") for text in texts)
        return QSize(
            int(min(wide, look().px(240))) + look().px(11 + 28) + 4, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        return QSize(min(size.width(), look().px(92)), size.height())

    def _relook(self) -> None:
        self.view().setIconSize(self.iconSize())
        self.setMaxVisibleItems(max(6, min(14, 560 // look().px(32))))

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these; the present value stays if it is among them."""
        present = self.value()
        self._quiet = True
        self.clear()
        self._values = tuple(value for value, _ in choices)
        for value, text in choices:
            self.addItem(text, value)
        self.updateGeometry()
        self.setCurrentIndex(-1)
        self._quiet = False
        self.set_value(present)

    def value(self) -> Any:
        """The chosen value, or None."""
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def choices(self) -> list[tuple[Any, str]]:
        """What is offered, as it was given."""
        return [(value, self.itemText(place)) for place, value in enumerate(self._values)]

    def set_value(self, value: Any) -> None:
        """Show a choice; an unknown value shows nothing."""
        self._quiet = True
        found = -1
        for place, known in enumerate(self._values):
            if known == value and value is not None:
                found = place
        self.setCurrentIndex(found)
        self._quiet = False

    def set_required(self, required: bool) -> None:
        """Show 必填 while nothing is chosen."""
        self.setPlaceholderText(REQUIRED if required else self._hint)

    def set_read_only(self, read_only: bool) -> None:
        """Show, but do not let choose."""
        self.setEnabled(not read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        set_prop(self, "state", state)

    def set_big(self, big: bool) -> None:
        """40 px high, for the first run."""
        set_prop(self, "big", "true" if big else "false")

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt does, but a text without room ends in … instead of being cut."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        shown: Any = option
        empty = self.currentIndex() < 0
        if empty:
            shown.currentText = self.placeholderText()
        room = self.width() - look().px(11 + 28)
        shown.currentText = self.fontMetrics().elidedText(
            shown.currentText, Qt.TextElideMode.ElideRight, room
        )
        if empty:
            box = self.rect().adjusted(look().px(11), 0, -look().px(28), 0).toRectF()
            draw_text(painter, box, shown.currentText, role="body", tone="text3")
        else:
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _changed(self) -> None:
        if not self._quiet:
            self.changed.emit()
            self.edited.emit()


class CheckField(QCheckBox):
    """Yes or no."""

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(literal(text), parent)
        self._quiet = False
        self.setAccessibleName(text)
        self.toggled.connect(self._changed)

    def value(self) -> bool:
        """Whether it is checked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Show yes or no."""
        self._quiet = True
        self.setChecked(bool(value))
        self._quiet = False

    def set_required(self, required: bool) -> None:
        """A check box is never empty."""

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no click."""
        self.setEnabled(not read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        set_prop(self, "state", state)

    def _changed(self) -> None:
        if not self._quiet:
            self.changed.emit()
            self.edited.emit()

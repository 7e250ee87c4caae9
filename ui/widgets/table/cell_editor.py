"""The line that lies over a cell while it is edited, what is wrong with it, and its choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.models.cells import Text
from ui.models.editing import Option, matching
from ui.models.row_list import Row, RowListModel
from ui.theme import look
from ui.widgets.basics import set_prop
from ui.widgets.fields.line_field import LineEdit
from ui.widgets.painting import draw_text, fill_round, stroke_round, text_width
from ui.widgets.table.cell_paint import broken_lines
from ui.widgets.table.list_view import RecordList

_KEY = Qt.Key
_STEPS = {
    _KEY.Key_Return: "down",
    _KEY.Key_Enter: "down",
    _KEY.Key_Down: "down",
    _KEY.Key_Up: "up",
}
_MOST_SHOWN = 8
_AWAY = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class CellEditor(LineEdit):
    """``left(step)`` when the person is done: down, up, next, previous, stay; ``dropped`` on Esc.

    Up and down leave the cell, in a chooser they walk through its list. Nothing is taken from an
    input method that is still composing.
    """

    left = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget, name: str, *, right: bool, hint: str) -> None:
        super().__init__(name, parent, hint=hint)
        set_prop(self, "kind", "cell")
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setMaxLength(200)
        self.choices: OptionList | None = None

    def choose_from(self, options: Sequence[Option]) -> None:
        """Offer these under the line."""
        self.choices = OptionList(self)
        self.choices.set_options(options)
        self.choices.taken.connect(self._option_clicked)
        self.changed.connect(self._filter)
        self._filter()

    def option(self) -> Option | None:
        """The entry that Enter takes."""
        return self.choices.current() if self.choices is not None else None

    def _filter(self) -> None:
        if self.choices is not None:
            self.choices.show_matching(self.text())

    def _option_clicked(self) -> None:
        self.left.emit("down")

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _KEY(event.key()) in (*_STEPS, _KEY.Key_Escape)
            and event.modifiers() in (_PLAIN, _PAD)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            super().keyPressEvent(event)
            return
        key = _KEY(event.key())
        if key == _KEY.Key_Escape:
            self.dropped.emit()
            return
        plain = event.modifiers() in (_PLAIN, _PAD)
        arrows = key in (_KEY.Key_Up, _KEY.Key_Down, _KEY.Key_PageUp, _KEY.Key_PageDown)
        if self.choices is not None and plain and arrows:
            self.choices.walk(key)
            return
        if key in _STEPS and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.left.emit("up")
            return
        if key in _STEPS and plain:
            self.left.emit(_STEPS[key])
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.left.emit("next" if forward else "previous")
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.choices is not None:
            self.choices.place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.choices is not None:
            self.choices.hide()
        if event.reason() not in _AWAY:
            self.left.emit("stay")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.choices is not None:
            self.choices.hide()


_PLAIN = Qt.KeyboardModifier.NoModifier
_PAD = Qt.KeyboardModifier.KeypadModifier


class CellMessage(QWidget):
    """What is wrong with a typed text, below its cell (above it at the very end)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[str] = []
        self.hide()

    def say(self, text: str, cell: QRect) -> None:
        """Show the text at a cell."""
        now = look()
        plane = self.parentWidget()
        assert plane is not None  # a message lies over a view
        room = plane.rect()
        most = min(now.px(360), room.width() - 2 * now.px(8))
        wide = min(int(text_width(text, "caption")) + now.px(22), most)
        self._lines = broken_lines(text, wide - now.px(20), "caption")
        high = len(self._lines) * now.px(18) + now.px(10)
        self.setAccessibleName(text)
        left = min(max(cell.left(), now.px(8)), room.right() - wide - now.px(8))
        if cell.width() < wide and cell.center().x() > room.center().x():
            left = max(now.px(8), cell.right() - wide)
        below = cell.bottom() + now.px(3)
        top = below if below + high <= room.bottom() else cell.top() - high - now.px(3)
        self.setGeometry(left, top, wide, high)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = look()
        fill_round(painter, QRectF(self.rect()), "surface", now.px(4))
        fill_round(painter, QRectF(self.rect()), "dangerSoft", now.px(4))
        stroke_round(painter, QRectF(self.rect()), "danger", now.px(4), 1)
        for number, text in enumerate(self._lines):
            box = QRectF(
                now.px(10), now.px(5) + number * now.px(18), self.width() - now.px(20), now.px(18)
            )
            draw_text(painter, box, text, role="caption", tone="danger", elide=False)


class OptionList(QWidget):
    """The entries under a line that is typed in; it lies over everything in the window."""

    taken = Signal()

    def __init__(self, editor: CellEditor) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self._options: tuple[Option, ...] = ()
        self.model: RowListModel[Option] = RowListModel(self)
        self.list = RecordList(self.model, "可选项目", self, row=30, edge=10, plain=True)
        self.list.setProperty("keepsBar", True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._clicked)
        editor.destroyed.connect(self.deleteLater)

    def set_options(self, options: Sequence[Option]) -> None:
        """What there is to choose from."""
        self._options = tuple(options)

    def current(self) -> Option | None:
        """The marked entry."""
        thing = self.list.current_thing()
        return thing if isinstance(thing, Option) else None

    def show_matching(self, typed: str) -> None:
        """Only what the typed text may mean, the likeliest marked."""
        found = matching(self._options, typed)
        self.model.set_list(
            [
                Row(
                    Text(each.text, tone="text", role="table", after=each.note),
                    each,
                    key=each.value,
                )
                for each in found
            ]
        )
        self.list.select(0 if found else -1)
        self._tell()
        self.place()

    def walk(self, key: Qt.Key) -> None:
        """Arrows and page keys."""
        steps = {_KEY.Key_Up: -1, _KEY.Key_Down: 1, _KEY.Key_PageUp: -8, _KEY.Key_PageDown: 8}
        last = self.model.rowCount() - 1
        self.list.select(min(max(self.list.currentIndex().row() + steps[key], 0), last))
        self._tell()

    def _tell(self) -> None:
        """A screen reader hears the marked entry at the line itself."""
        current = self.current()
        self._editor.setAccessibleDescription(f"回车选 {current.text}" if current else "")

    def _clicked(self) -> None:
        self.taken.emit()

    def place(self) -> None:
        """Under the line, over it where there is no room."""
        now = look()
        count = min(self.model.rowCount(), _MOST_SHOWN)
        if not count or not self._editor.isVisible() or not self._editor.hasFocus():
            self.hide()
            return
        wide = max(self._editor.width(), now.px(260))
        high = count * now.px(30) + 2 * now.px(4)
        at = self._editor.mapTo(self.window(), QPoint(0, self._editor.height() + 2))
        if at.y() + high > self.window().height():
            at = self._editor.mapTo(self.window(), QPoint(0, -high - 2))
        self.setGeometry(at.x(), at.y(), wide, high)
        self.list.setGeometry(1, now.px(4), wide - 2, high - 2 * now.px(4))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill_round(painter, QRectF(self.rect()), "surface", look().px(6))
        stroke_round(painter, QRectF(self.rect()), "control", look().px(6), 1)

"""One-line text, and the two kinds of it that format themselves: phone and ID number."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import set_prop
from ui.widgets.fields.contract import REQUIRED
from ui.widgets.painting import text_width


class LineEdit(QLineEdit):
    """The common ground of all typed fields: safe with input methods, Enter goes on.

    While an input method composes (pinyin not yet chosen) nothing is emitted and no key is taken.
    """

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._hint = hint
        self._required = False
        self._composing = False
        self._before = ""
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._left)

    @property
    def composing(self) -> bool:
        """Whether an input method holds text that is not chosen yet."""
        return self._composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified() and not self._composing:
            # Esc never loses text: it is left to the surroundings.
            event.ignore()
            return
        super().keyPressEvent(event)

    def _typed(self) -> None:
        if not self._composing:
            self.changed.emit()

    def _left(self) -> None:
        if self.text() != self._before:
            self._before = self.text()
            self.edited.emit()

    def put(self, text: str) -> None:
        """Show a text without telling anyone; the cursor stays where it was if it is the same."""
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)) if self.hasFocus() else 0)
        self._before = text

    def set_required(self, required: bool) -> None:
        """Show 必填 while it is empty."""
        self._required = required
        self.setPlaceholderText(REQUIRED if required else self._hint)

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no input."""
        self.setReadOnly(read_only)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if read_only else Qt.FocusPolicy.StrongFocus)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        set_prop(self, "state", state)

    def set_big(self, big: bool) -> None:
        """40 px high, for the first run."""
        set_prop(self, "big", "true" if big else "false")


class LineField(LineEdit):
    """A line of text; spaces at both ends are dropped from its value."""

    def __init__(
        self,
        name: str = "",
        parent: QWidget | None = None,
        *,
        hint: str = "",
        longest: int = 200,
    ) -> None:
        super().__init__(name, parent, hint=hint)
        self.setMaxLength(longest)

    def value(self) -> str:
        """The text, trimmed."""
        return self.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self.put(value or "")


class AgainField(LineField):
    """What was typed once is typed again by hand: nothing can be pasted or dropped here."""

    def __init__(self, name: str = "", parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(name, parent, hint=hint)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The middle button pastes the selection on X11: not here."""
        if event.button() is not Qt.MouseButton.MiddleButton:
            super().mouseReleaseEvent(event)


def format_phone(text: str) -> str:
    """``13856122417`` as ``138 5612 2417``; other numbers stay as typed."""
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"1\d{10}", digits):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return text.strip()


class PhoneField(LineEdit):
    """A phone number, grouped when the field is left; its value has no spaces."""

    def __init__(self, name: str = "联系电话", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setMaxLength(30)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.editingFinished.connect(self._format)

    def value(self) -> str:
        """The number without spaces: ``13856122417``, ``0635-3280000``."""
        return re.sub(r"\s", "", self.text())

    def set_value(self, value: str | None) -> None:
        """Show a number."""
        self.put(format_phone(value or ""))

    def _format(self) -> None:
        self.put(format_phone(self.text()))


class IdNumberField(LineEdit):
    """An ID number: capitals, no spaces, full-width digits made plain. Checking is the domain's."""

    def __init__(self, name: str = "证件号码", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setMaxLength(40)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferUppercase | Qt.InputMethodHint.ImhLatinOnly
        )
        self.editingFinished.connect(self._format)
        follow_look(self._relook)

    def _relook(self) -> None:
        """Eighteen digits are never cut."""
        self.setMinimumWidth(int(text_width("8" * 18, "body")) + look().px(24))

    def value(self) -> str:
        """The number in capitals without spaces."""
        return _plain(self.text())

    def set_value(self, value: str | None) -> None:
        """Show a number."""
        self.put(value or "")

    def _format(self) -> None:
        self.put(_plain(self.text()))


def _plain(text: str) -> str:
    import unicodedata

    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()

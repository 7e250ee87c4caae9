"""Forms: rows of label and field on a grid of one or two columns, group headings, problems."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import follow_look, look
from ui.widgets.basics import Label, line
from ui.widgets.chips import FactChips

TWO_COLUMNS_FROM = 620
LABEL_WIDTH, LABEL_NARROW = 88, 72


class FormRow(QWidget):
    """Label left, field, and under it what is wrong or what was derived.

    ``facts`` are the chips under the field: ``row.facts.set_facts(…)``.
    """

    def __init__(
        self,
        label: str,
        field: Any,
        parent: QWidget | None = None,
        *,
        required: bool = False,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = Label(label, role="body", tone="text2")
        self._error = Label("", role="caption", tone="danger", wrap=True)
        self._note = Label(note, self, role="caption", tone="text3")
        self._note.setVisible(bool(note))
        self.facts = FactChips()
        self._from_field = ""
        self._given = ""
        self._warning = ""
        if label and not field.accessibleName():
            field.setAccessibleName(label)
        self.label.setBuddy(field)
        field.set_required(required)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignTop)
        beside = QHBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(field, 1)
        beside.addWidget(self._note)
        self._beside = beside
        self._grid.addLayout(beside, 0, 1)
        self._grid.addWidget(self._error, 1, 1)
        self._grid.addWidget(self.facts, 2, 1)
        self._grid.setColumnStretch(1, 1)
        self._error.hide()
        self._labels_narrow = False
        self._label_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        field.problem.connect(self._field_problem)
        follow_look(self._relook)

    def set_error(self, text: str) -> None:
        """One line below saying what to do; empty when all is well."""
        self._given = text
        self._show()

    def set_warning(self, text: str) -> None:
        """An amber edge; the words stand in the checks panel and in the tooltip."""
        self._warning = text
        self._show()

    def set_note(self, text: str) -> None:
        """A quiet note beside the field."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def error(self) -> str:
        """What is shown below now."""
        return self._from_field or self._given

    def is_unreadable(self) -> bool:
        """Whether the field itself says that its text means nothing."""
        parent = self.parentWidget()
        return bool(self._from_field) and (parent is None or self.isVisibleTo(parent))

    def _field_problem(self, text: str) -> None:
        self._from_field = text
        self._show()

    def _show(self) -> None:
        text = self.error()
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.field.set_state("error" if text else "warn" if self._warning else "")
        self.field.setAccessibleDescription(text or self._warning)
        self.field.setToolTip("" if text else self._warning)

    def set_label_width(self, width: int) -> None:
        """Room for a longer label, in px at 100 %; 0 for the usual 88 (or 72)."""
        self._label_width = width
        self._relook()

    def set_narrow_label(self, narrow: bool) -> None:
        """72 px for the label instead of 88."""
        self._labels_narrow = narrow
        self._relook()

    def _relook(self) -> None:
        px = look().px
        width = self._label_width or (LABEL_NARROW if self._labels_narrow else LABEL_WIDTH)
        self.label.setFixedSize(px(width), px(32))
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(4))
        self._beside.setSpacing(px(8))


class GroupHeading(QWidget):
    """13/500 with a hairline, and a quiet note at the right."""

    def __init__(self, text: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(text, role="tableStrong"))
        self._row.addWidget(line(), 1)
        self.note = Label(note, self, role="caption", tone="text3")
        self.note.setVisible(bool(note))
        self._row.addWidget(self.note)
        self.setAccessibleName(text)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._row.setContentsMargins(0, px(12), 0, px(4))
        self._row.setSpacing(px(12))


class Form(QWidget):
    """Rows by key in one or two columns. ``changed(key)`` per keystroke, ``edited(key)`` on leaving.

        form.add_group("身份")
        form.add("name", "姓名", LineField(), required=True)
        form.add("address", "住址", TextField(), wide=True)

    Enter goes to the next field, in the last one it emits ``finished``.
    """

    changed = Signal(str)
    edited = Signal(str)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None, *, most_columns: int = 2) -> None:
        super().__init__(parent)
        self.rows: dict[str, FormRow] = {}
        self._most = most_columns
        self._groups: list[tuple[QWidget | None, list[tuple[FormRow | QWidget, bool]]]] = []
        self._columns = 0
        self._narrow = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._grids: list[QGridLayout] = []
        self._senders: dict[int, str] = {}
        self._spaces: list[Label] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        follow_look(self._relook)

    # --- building ---------------------------------------------------------------------------

    def add_group(self, title: str, note: str = "") -> GroupHeading:
        """Begin a group under a heading."""
        heading = GroupHeading(title, note, self)
        self._groups.append((heading, []))
        self._columns = 0
        self._relook()
        return heading

    def add(
        self,
        key: str,
        label: str,
        field: Any,
        *,
        required: bool = False,
        wide: bool = False,
        note: str = "",
    ) -> FormRow:
        """Add a row; ``wide`` takes both columns. Raises ValueError when the key is taken."""
        if key in self.rows:
            raise ValueError(f"field {key} stands twice")
        row = FormRow(label, field, self, required=required, note=note)
        self.rows[key] = row
        self._senders[id(field)] = key
        field.changed.connect(self._changed)
        field.edited.connect(self._edited)
        for part in getattr(field, "fields", (field,)):
            part.installEventFilter(self)
        if not field.objectName():
            field.setObjectName(key)
        self._put(row, wide=wide)
        return row

    def add_widget(self, widget: QWidget, *, wide: bool = True) -> None:
        """Put any widget into the grid, over both columns unless ``wide`` is false."""
        self._put(widget, wide=wide)

    def add_facts(self) -> FactChips:
        """A line for chips of derived facts, standing under the fields, over both columns."""
        holder = QWidget(self)
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look().px(8))
        space = Label("")
        space.setFixedWidth(look().px(LABEL_WIDTH))
        self._spaces.append(space)
        facts = FactChips(holder)
        beside.addWidget(space)
        beside.addWidget(facts, 1)
        self._put(holder, wide=True)
        return facts

    def _put(self, widget: FormRow | QWidget, *, wide: bool) -> None:
        widget.setParent(self)
        if not self._groups:
            self._groups.append((None, []))
        self._groups[-1][1].append((widget, wide))
        self._columns = 0
        self._relook()

    # --- values and problems ------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """All values by key."""
        return {key: row.field.value() for key, row in self.rows.items()}

    def set_values(self, values: dict[str, Any]) -> None:
        """Show values by key; others stay."""
        for key, value in values.items():
            if key in self.rows:
                self.rows[key].field.set_value(value)

    def set_errors(self, errors: dict[str, str]) -> None:
        """Show these errors and clear the others."""
        for key, row in self.rows.items():
            row.set_error(errors.get(key, ""))

    def set_warnings(self, warnings: dict[str, str]) -> None:
        """Show these warnings and clear the others."""
        for key, row in self.rows.items():
            row.set_warning(warnings.get(key, ""))

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no input."""
        for row in self.rows.values():
            row.field.set_read_only(read_only)

    def unreadable(self) -> str:
        """The key of the first field whose text cannot be read (a day that does not exist).

        A field that is still being typed in is read now, as if it had been left.
        """
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and self.isAncestorOf(focus):
            focus.editingFinished.emit()
        return next((key for key, row in self.rows.items() if row.is_unreadable()), "")

    def focus(self, key: str) -> bool:
        """Put the focus into a field, scrolled into view; False when there is none."""
        row = self.rows.get(key)
        if row is None:
            return False
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        parent = row.parentWidget()
        while parent is not None:
            show = getattr(parent, "ensureWidgetVisible", None)
            if show is not None:
                show(row)
                break
            parent = parent.parentWidget()
        return True

    def _key_of(self, field: QObject | None) -> str:
        return self._senders.get(id(field), "")

    def _changed(self) -> None:
        self.changed.emit(self._key_of(self.sender()))

    def _edited(self) -> None:
        self.edited.emit(self._key_of(self.sender()))

    # --- laying out -------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _relook(self) -> None:
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        width = self.width() / look().zoom
        columns = self._most if width >= TWO_COLUMNS_FROM else 1
        narrow = width < 760 and columns == 2
        if columns == self._columns and narrow == self._narrow:
            return
        self._columns, self._narrow = columns, narrow
        for space in self._spaces:
            space.setFixedWidth(look().px(LABEL_NARROW if narrow else LABEL_WIDTH))
        px = look().px
        while self._outer.count():
            self._outer.takeAt(0)
        for grid in self._grids:
            while grid.count():
                grid.takeAt(0)
            grid.deleteLater()
        self._grids = []
        self._outer.setSpacing(px(6))
        previous: QWidget | None = None
        for heading, cells in self._groups:
            if heading is not None:
                self._outer.addWidget(heading)
            grid = QGridLayout()
            grid.setHorizontalSpacing(px(24))
            grid.setVerticalSpacing(px(10))
            for number in range(columns):
                grid.setColumnStretch(number, 1)
                grid.setColumnMinimumWidth(number, 0)
            place = 0
            for widget, wide in cells:
                span = columns if wide else 1
                if place % columns and wide:
                    place += columns - place % columns
                grid.addWidget(
                    widget, place // columns, place % columns, 1, span, Qt.AlignmentFlag.AlignTop
                )
                place += span
                if isinstance(widget, FormRow):
                    widget.set_narrow_label(narrow)
                    if previous is not None:
                        QWidget.setTabOrder(previous, widget.field)
                    previous = widget.field
            self._outer.addLayout(grid)
            self._grids.append(grid)

    # --- keyboard ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            wants = isinstance(watched, (QPlainTextEdit, QPushButton))
            if enter and plain and not wants and not getattr(watched, "composing", False):
                self._next(watched)
                return True
        return super().eventFilter(watched, event)

    def _next(self, field: QObject) -> None:
        fields: list[QWidget] = []
        for row in self.rows.values():
            if row.isVisibleTo(self):
                fields += [
                    part
                    for part in getattr(row.field, "fields", (row.field,))
                    if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled()
                ]
        if isinstance(field, QLineEdit):
            field.editingFinished.emit()
        for number, each in enumerate(fields):
            if each is field and number + 1 < len(fields):
                fields[number + 1].setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.finished.emit()

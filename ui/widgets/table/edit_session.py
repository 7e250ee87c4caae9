"""One cell being edited: from laying the line over it to taking what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from ui.models.editing import CellEdits
from ui.models.record_table import RecordTableModel
from ui.widgets.table.cell_editor import CellEditor, CellMessage

if TYPE_CHECKING:
    from ui.widgets.table.edit_table import EditTable


class EditSession(QObject):
    """Knows the cell by its record's key and its column, never by its row: while somebody types,
    rows may come, go and change."""

    def __init__(self, table: EditTable, edits: CellEdits) -> None:
        super().__init__(table)
        self._table = table
        self._edits = edits
        self.editor: CellEditor | None = None
        self.cell = ("", "")
        self._started = ""
        self._new = False
        self.message = CellMessage(table.viewport())

    @property
    def _model(self) -> RecordTableModel[Any]:
        model = self._table.model()
        assert isinstance(model, RecordTableModel)
        return model

    def begin(self, row: int, column: int, typed: str = "") -> bool:
        """Lay the line over a cell, with what it holds or with what was typed."""
        table, model = self._table, self._model
        if not self.finish() or not table.can_edit(row, column):
            return False
        record, spec = model.record(row), model.columns[column]
        table.go_to_cell(row, column)
        name = f"{spec.header}，{model.index(row, 0).data()}"
        hint = self._edits.hint(record, spec.key)
        editor = CellEditor(table.viewport(), name, right=spec.right, hint=hint)
        self.editor = editor
        self.cell = (model.key_of(record), spec.key)
        self._started = self._edits.start(record, spec.key)
        editor.setText(typed or self._started)
        self.place()
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if not typed:
            editor.selectAll()
        options = self._edits.options(record, spec.key)
        if options:
            editor.choose_from(options)
        editor.left.connect(self._left)
        editor.dropped.connect(self._dropped)
        editor.changed.connect(self._typed)
        if typed:
            self._typed()
        return True

    def _record(self) -> Any:
        return self._model.record(self._model.row_of(self.cell[0]))

    def _typed(self) -> None:
        record = self._record()
        self.message.hide()
        if self.editor is not None and record is not None:
            self.editor.set_state("")
            self._edits.tried(record, self.cell[1], self.editor.text())

    def _left(self, step: str) -> None:
        self.finish(step)

    def finish(self, step: str = "stay") -> bool:
        """Take what is typed and go on; False when it cannot be read: then it stays open."""
        editor, record = self.editor, self._record()
        if editor is None:
            return True
        key, column = self.cell
        if record is None:  # somebody else took the row away
            self._close()
            if editor.text() != self._started:
                self._table.orphaned.emit(editor.text())
            return True
        if editor.choices is None and editor.text() == self._started:
            self._unchanged(record, step)
            return True
        # While the text is taken the rows may be laid out anew: the editor is none of that.
        self.editor = None
        taken = self._edits.take(record, column, editor.text(), editor.option())
        self.editor = editor
        if taken.wrong:
            self._complain(taken.wrong, step)
            return False
        held = editor.hasFocus()
        self._close()
        goal = (taken.key or key, taken.column or column)
        # A new row keeps the choice when it is finished: the next one comes below it.
        stays = taken.column or (self._new and step == "down")
        self._new = False
        self._go_on(goal, "stay" if stays else step, held=held)
        if taken.edit and held:
            self._new = self._table.begin_at(*goal)
        return True

    def _complain(self, wrong: str, step: str) -> None:
        editor = self.editor
        assert editor is not None
        editor.set_state("error")
        editor.setAccessibleDescription(wrong)
        self.place()
        self.message.say(wrong, editor.geometry())
        if step != "stay":
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unchanged(self, record: Any, step: str) -> None:
        """Nothing was changed after all: what was tried meanwhile is shown no longer."""
        held = self.editor is not None and self.editor.hasFocus()
        cell, self._new = self.cell, False
        self._close()
        self._edits.dropped(record, cell[1])
        self._go_on(cell, step, held=held)

    def _dropped(self) -> None:
        record, column = self._record(), self.cell[1]
        self._new = False
        self._close()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        if record is not None:
            self._edits.dropped(record, column)

    def _go_on(self, cell: tuple[str, str], step: str, *, held: bool) -> None:
        row = self._model.row_of(cell[0])
        if row >= 0:
            self._table.go_on(row, self._table.column_of(cell[1]), step)
        if held:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        editor, self.editor = self.editor, None
        self.cell = ("", "")
        self.message.hide()
        if editor is not None:
            editor.blockSignals(True)
            if editor.choices is not None:
                editor.choices.hide()
            editor.hide()
            editor.deleteLater()

    def place(self) -> None:
        """Follow the cell: rows may have come or gone, the view may have scrolled."""
        editor = self.editor
        row = self._model.row_of(self.cell[0]) if editor is not None else -1
        if editor is None or row < 0:
            return
        index = self._model.index(row, self._table.column_of(self.cell[1]))
        editor.setGeometry(self._table.cell_rect(index))
        if editor.choices is not None:
            editor.choices.place()
        if self.message.isVisible():
            self.message.say(self.message.accessibleName(), editor.geometry())

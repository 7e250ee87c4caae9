"""Parts of the agreement: the clauses one below the other, the board of signatures, cards of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.agreements import Clause
from mediation_app.domain.checks.signatures import Signer
from mediation_app.domain.papers import SignerKind
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, IconMark, Label, line
from ui.widgets.fields import TextField
from ui.widgets.form import GroupHeading

_NUMBERS = "一二三四五六七八九十"


def clause_number(number: int) -> str:
    """``第三条``, ``第十二条``."""
    if number <= 10:
        text = _NUMBERS[number - 1]
    elif number < 20:
        text = f"十{_NUMBERS[number - 11]}"
    else:
        tens, ones = divmod(number, 10)
        text = f"{_NUMBERS[tens - 1]}十{_NUMBERS[ones - 1] if ones else ''}"
    return f"第{text}条"


class ClauseList(QWidget):
    """``changed(id, text)``, ``removed(id)``, ``add_wanted``."""

    changed = Signal(str, str)
    removed = Signal(str)
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, TextField] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._rows: list[QWidget] = []
        self._add = Button("加一条", kind="quiet", icon="plus", on_click=self.add_wanted.emit)
        self._column.addWidget(GroupHeading("协议条款"))
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._bins: list[IconButton] = []
        follow_look(self._relook)

    def _relook(self) -> None:
        self._column.setSpacing(look().px(8))

    def set_clauses(
        self, clauses: Sequence[Clause], problems: dict[str, str], *, edit: str
    ) -> None:
        """Show these; ``edit`` is empty when they stand fast."""
        if list(self._fields) != [c.id for c in clauses]:
            self._rebuild(clauses)
        for clause in clauses:
            field = self._fields[clause.id]
            if field.value() != clause.text and not field.hasFocus():
                field.set_value(clause.text)
            field.set_read_only(not edit)
            field.set_state("error" if clause.id in problems else "")
            field.setToolTip(problems.get(clause.id, ""))
        self._add.setVisible(bool(edit))
        for each in self._bins:
            each.setVisible(bool(edit))

    def _rebuild(self, clauses: Sequence[Clause]) -> None:
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows, self._fields, self._bins = [], {}, []
        px = look().px
        for number, clause in enumerate(clauses, 1):
            holder = QWidget(self)
            across = QHBoxLayout(holder)
            across.setContentsMargins(0, 0, 0, 0)
            across.setSpacing(px(8))
            label = Label(clause_number(number), role="body", tone="text2")
            label.setFixedSize(px(88), px(32))
            field = TextField(clause_number(number), lines=2, most=12)
            field.set_value(clause.text)
            field.changed.connect(partial(self._typed, clause.id))
            gone = IconButton(
                "trash-2", f"移除{clause_number(number)}", on_click=partial(self._gone, clause.id)
            )
            across.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(field, 1)
            across.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
            self._fields[clause.id] = field
            self._bins.append(gone)
            self._rows.append(holder)
            self._column.insertWidget(self._column.count() - 1, holder)

    def _typed(self, key: str) -> None:
        self.changed.emit(key, self._fields[key].value())

    def _gone(self, key: str, _checked: object = None) -> None:
        self.removed.emit(key)

    def focus_on(self, key: str) -> bool:
        """Put the focus into a clause; the last one when it is not known."""
        field = self._fields.get(key) or next(reversed(list(self._fields.values())), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        return field is not None


class LineRows(QWidget):
    """A group heading with rows below: icon, name, what about it, and an act at the right."""

    acted = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = GroupHeading(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._heading)
        self._rows: list[QWidget] = []
        self._acts: dict[str, Button] = {}
        self._shown: list[Any] = []

    def set_note(self, text: str) -> None:
        """The quiet text at the right of the heading."""
        self._heading.note.setText(text)
        self._heading.note.setVisible(bool(text))

    def set_rows(self, rows: Sequence[tuple[str, str, str, str, str, str]]) -> None:
        """Rows of (key, icon, icon tone, name, text, act); no act for an empty word."""
        if list(rows) == self._shown:
            return
        self._shown = list(rows)
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows, self._acts = [], {}
        for number, (key, name, tone, first, second, act) in enumerate(rows):
            if number:
                between = line()
                self._rows.append(between)
                self._column.addWidget(between)
            self._rows.append(self._row(key, name, tone, first, second, act))
            self._column.addWidget(self._rows[-1])

    def _row(self, key: str, name: str, tone: str, first: str, second: str, act: str) -> QWidget:
        px = look().px
        made = QWidget(self)
        made.setFixedHeight(px(40))
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(12))
        if name:
            across.addWidget(IconMark(name, tone))
        across.addWidget(ElidedLabel(first, role="strong"), 2)
        across.addWidget(ElidedLabel(second, role="table", tone="text2"), 3)
        if act:
            button = Button(act, kind="link", on_click=partial(self._acted, key))
            button.setAccessibleName(f"{first}，{act}")
            self._acts[key] = button
            across.addWidget(button)
        return made

    def _acted(self, key: str, _checked: object = None) -> None:
        self.acted.emit(key)

    def focus_on(self, key: str) -> bool:
        """Put the focus on the act of a row; on the first one when there is no such row."""
        button = self._acts.get(key) or next(iter(self._acts.values()), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return button is not None


def signer_rows(
    signers: Sequence[Signer], *, act: str
) -> list[tuple[str, str, str, str, str, str]]:
    """The board: who has signed when and how, who has not."""
    words = {
        SignerKind.AGENT: "代理人",
        SignerKind.MEDIATOR: "人民调解员",
        SignerKind.RECORDER: "记录人",
    }
    rows = []
    for signer in signers:
        done = signer.signature
        key = signer.party_id or signer.kind.value
        if done is not None and done.signed_on is not None:
            how = f"{done.signed_on.isoformat()} {done.method.label}"
            role = words.get(signer.kind, "")
            text = f"{role}，{how}" if role else how
            rows.append((key, "circle-check", "ok", signer.name, text, ""))
        else:
            rows.append((key, "clock", "text3", signer.name, "未签名或盖章", act))
    return rows

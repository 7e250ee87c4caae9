"""Lines of sums that explain themselves: bars on one scale, limits, payments, proofs.

    ledger.set_lines([LedgerLine(key="compulsory", shape=LineShape.BAR, name="交强险", …)])

A line with an ``explain`` opens it below by click, Enter or E; ↑ ↓ walk through the lines, Tab
stops once. Lines are kept and only told what changed, so that a slider may drive them and the
focus stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import Label, PaintedButton, row
from ui.widgets.painting import (
    draw_icon,
    draw_tag,
    draw_text,
    fill_round,
    focus_ring,
    tag_size,
    text_width,
)
from ui.widgets.sum_bar import Part, draw_sum_bar


class LineShape(StrEnum):
    """How a line looks."""

    TOTAL = "total"  # caption and the whole bar
    BAR = "bar"  # a bearer: name, note, sum, its part of the bar
    LIMIT = "limit"  # a sub-limit: label, thin bar, used / limit
    SUM = "sum"  # label and sum
    ROUTE = "route"  # payer → payee, sum
    PROOF = "proof"  # a check mark and how it adds up


HEIGHTS = {
    LineShape.TOTAL: 42,
    LineShape.BAR: 46,
    LineShape.LIMIT: 24,
    LineShape.SUM: 24,
    LineShape.ROUTE: 26,
}
INDENT, LABEL = 12, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line. ``amount`` and ``note`` are ready texts, ``parts`` and ``whole`` make the bar;
    ``explain`` are pairs of a word and a sentence. ``good`` is for proofs."""

    key: str
    shape: LineShape = LineShape.SUM
    name: str
    amount: str = ""
    to: str = ""
    note: str = ""
    tag: str = ""
    tone: str = "text"
    whole: Decimal = Decimal(0)
    parts: tuple[Part, ...] = ()
    good: bool = True
    explain: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The whole line in words."""
        name = f"{self.name} 付 {self.to}" if self.to else self.name
        return "，".join(part for part in (name, self.note, self.tag, self.amount) if part)


class LineButton(PaintedButton):
    """A line that takes the focus and opens its explanation."""

    def __init__(self, line: LedgerLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self.open = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("keepsBar", True)
        self.set_line(line)
        follow_look(self._relook)

    def set_line(self, line: LedgerLine) -> None:
        """Show another state of the same line."""
        again = line.shape is LineShape.PROOF and line != self.line
        self.line = line
        self.setAccessibleName(line.said)
        text = "\n".join(f"{word} {sentence}" for word, sentence in line.explain)
        self.setAccessibleDescription(text)
        self.setToolTip("\n".join(part for part in (line.said, text) if part))
        stops = bool(line.explain)
        if not stops:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        elif self.focusPolicy() == Qt.FocusPolicy.NoFocus:
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if stops else Qt.CursorShape.ArrowCursor)
        if again:
            self.fit(self.width())
        self.update()

    def _relook(self) -> None:
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """A proof takes further rows where its sum does not fit beside its name."""
        now = look()
        if self.line.shape is LineShape.PROOF:
            more = len(self._proof_rows(width)) if width > 0 else 0
            high = now.px(24 + 18 * more)
        else:
            high = now.px(HEIGHTS[self.line.shape])
        if high != self.height():
            self.setFixedHeight(high)
        self.update()

    def _proof_rows(self, width: float) -> list[str]:
        """The rows below the name of a proof; none where all of it fits beside the name. No
        number is ever cut: rows break before a sign."""
        now, text = look(), self.line.amount
        room = width - 2 * now.px(SIDE) - now.px(22)
        if text_width(self.line.name, "caption") + now.px(12) + text_width(text, "caption") <= room:
            return []
        rows = [""]
        for term in re.split(r" (?=[+=] )", text):
            longer = f"{rows[-1]} {term}".strip()
            if rows[-1] and text_width(longer, "caption") > room:
                rows.append(term)
            else:
                rows[-1] = longer
        return rows

    def sizeHint(self) -> QSize:
        return QSize(look().px(320), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.line.amount)
        elif event.key() == Qt.Key.Key_E and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        inside = QRectF(self.rect())
        if self.underMouse() and self.line.explain:
            fill_round(painter, inside, "hover", px(4))
        paint = {
            LineShape.TOTAL: self._paint_bar,
            LineShape.BAR: self._paint_bar,
            LineShape.LIMIT: self._paint_limit,
            LineShape.SUM: self._paint_sum,
            LineShape.ROUTE: self._paint_route,
            LineShape.PROOF: self._paint_proof,
        }[self.line.shape]
        edge = px(SIDE)
        paint(painter, inside.adjusted(edge, 0, -edge, 0))
        if self.hasFocus():
            focus_ring(painter, inside, 4)

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        px, line = look().px, self.line
        total = line.shape is LineShape.TOTAL
        role, tone = ("caption", "text2") if total else ("strong", line.tone)
        top = QRectF(box.x(), px(2 if total else 5), box.width(), px(20))
        self._ends(painter, top, role, tone, "captionStrong" if total else "strong")
        high = px(12 if total else 10)
        bar = QRectF(box.x(), top.bottom() + px(3 if total else 5), box.width(), high)
        draw_sum_bar(painter, bar, line.whole, line.parts)

    def _ends(
        self, painter: QPainter, box: QRectF, role: str, tone: str, sum_role: str = ""
    ) -> None:
        """Name, note and tag from the left, the whole sum at the right."""
        px, line = look().px, self.line
        sum_role = sum_role or role
        taken = text_width(line.amount, sum_role) if line.amount else 0.0
        draw_text(painter, box, line.amount, role=sum_role, tone=line.tone, right=True, elide=False)
        room = box.width() - taken - px(12)
        tag = tag_size(line.tag)[0] + px(8) if line.tag else 0
        name = min(text_width(line.name, role) + 1, room - tag)
        if line.note:
            name = min(
                name, max(room * 0.62, room - tag - text_width(line.note, "caption") - px(8))
            )
        x = box.x()
        piece = QRectF(x, box.y(), max(name, 0), box.height())
        draw_text(painter, piece, line.name, role=role, tone=tone)
        x += name + px(8)
        left = box.x() + room - tag - x
        if line.note and left > px(24):
            x += draw_text(
                painter,
                QRectF(x, box.y() + px(1), left, box.height()),
                line.note,
                role="caption",
                tone="text3",
            ) + px(8)
        if line.tag:
            draw_tag(painter, x, box.center().y(), line.tag, "warn")

    def _paint_limit(self, painter: QPainter, box: QRectF) -> None:
        px, line = look().px, self.line
        left = box.x() + px(INDENT)
        label = QRectF(left, box.y(), px(LABEL), box.height())
        draw_text(painter, label, line.name, role="caption", tone="text2")
        draw_text(painter, box, line.amount, role="caption", tone="text2", right=True, elide=False)
        figures = max(text_width(line.amount, "caption"), px(112))
        tag = tag_size("已用尽")[0]
        start = label.right() + px(12)
        bar = QRectF(start, box.center().y() - px(3), 0, px(6))
        bar.setWidth(max(box.right() - figures - px(8) - tag - px(8) - start, px(24)))
        draw_sum_bar(painter, bar, line.whole, line.parts)
        if line.tag:
            draw_tag(painter, bar.right() + px(6), box.center().y(), line.tag, "warn", height=18)

    def _paint_sum(self, painter: QPainter, box: QRectF) -> None:
        tone = "text2" if self.line.tone == "text" else self.line.tone
        self._ends(painter, box, "table", tone)

    def _paint_route(self, painter: QPainter, box: QRectF) -> None:
        px, line = look().px, self.line
        taken = draw_text(
            painter, box, line.amount, role="tableStrong", tone=line.tone, right=True, elide=False
        )
        room = box.width() - taken - px(12) - px(34)
        names = text_width(line.name, "table") + 1, text_width(line.to, "tableStrong") + 1
        payer = min(names[0], max(room - names[1], room * 0.45))
        draw_text(
            painter, QRectF(box.x(), box.y(), payer, box.height()), line.name, role="table",
            tone="text2",
        )  # fmt: skip
        x = box.x() + payer + px(10)
        draw_icon(painter, x, box.center().y(), "arrow-right", "text2", size=14)
        piece = QRectF(x + px(24), box.y(), room - payer, box.height())
        draw_text(painter, piece, line.to, role="tableStrong", tone=line.tone)

    def _paint_proof(self, painter: QPainter, box: QRectF) -> None:
        px, line = look().px, self.line
        tone = "ok" if line.good else "danger"
        icon = "circle-check" if line.good else "octagon-x"
        first = QRectF(box.x() + px(22), 0, box.width() - px(22), px(24))
        draw_icon(painter, box.x(), first.center().y(), icon, tone)
        draw_text(painter, first, line.name, role="caption", tone=tone)
        rows = self._proof_rows(self.width())
        for text in rows or [line.amount]:
            if rows:
                first.translate(0, px(18))
            draw_text(painter, first, text, role="caption", tone="text2", right=True)


_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.ShiftModifier
)
SIDE = 4
"""px the hover and the focus ring reach beyond the text at both sides."""


class Ledger(QWidget):
    """Lines one below the other. ``opened(key)`` when an explanation was opened or closed."""

    opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._buttons: dict[str, LineButton] = {}
        self._notes: dict[str, Explanation] = {}
        self._open: set[str] = set()

    def lines(self) -> tuple[LedgerLine, ...]:
        """What is shown."""
        return tuple(button.line for button in self._buttons.values())

    def button(self, key: str) -> LineButton:
        """The line with this key."""
        return self._buttons[key]

    def set_lines(self, lines: Sequence[LedgerLine]) -> None:
        """Show these; the same keys in the same order keep their widgets."""
        shape = [(line.key, line.shape) for line in lines]
        if shape != [(b.line.key, b.line.shape) for b in self._buttons.values()]:
            self._rebuild(lines)
            return
        for line in lines:
            button = self._buttons[line.key]
            if button.line != line:
                button.set_line(line)
                if line.key in self._notes:
                    self._notes[line.key].set_pairs(line.explain)
        self._rove()

    def _rebuild(self, lines: Sequence[LedgerLine]) -> None:
        held = next((k for k, b in self._buttons.items() if b.hasFocus()), "")
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons, self._notes = {}, {}
        before: LedgerLine | None = None
        for line in lines:
            if before is not None and before.shape is LineShape.LIMIT is not line.shape:
                self._column.addSpacing(look().px(8))
            before = line
            button = LineButton(line, self)
            button.clicked.connect(self._clicked)
            self._buttons[line.key] = button
            self._column.addWidget(button)
            button.show()
            if line.key in self._open and line.explain:
                self._show_note(line.key)
        self._rove()
        if held in self._buttons:
            self._buttons[held].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- walking ------------------------------------------------------------------------------

    def _stops(self) -> list[LineButton]:
        return [button for button in self._buttons.values() if button.line.explain]

    def _rove(self, current: LineButton | None = None) -> None:
        """Tab stops at one line: the last one that was visited, else the first."""
        stops = self._stops()
        if current is None:
            strong = Qt.FocusPolicy.StrongFocus
            current = next((b for b in stops if b.focusPolicy() == strong), None)
            current = current or (stops[0] if stops else None)
        for button in stops:
            tab = Qt.FocusPolicy.StrongFocus if button is current else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(tab)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows a line has passed on."""
        keys = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -len(self._buttons),
            Qt.Key.Key_End: len(self._buttons),
        }
        stops = self._stops()
        here = next((n for n, button in enumerate(stops) if button.hasFocus()), -1)
        step = keys.get(Qt.Key(event.key()), 0)
        if not step or here < 0 or event.modifiers() & _MODIFIERS:
            super().keyPressEvent(event)
            return
        goal = stops[min(max(here + step, 0), len(stops) - 1)]
        self._rove(goal)
        goal.setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, LineButton) and sender.line.explain:
            self._rove(sender)
            self.toggle(sender.line.key)

    def toggle(self, key: str) -> None:
        """Open or close the explanation of a line."""
        if key in self._notes:
            self._open.discard(key)
            note = self._notes.pop(key)
            self._column.removeWidget(note)
            note.hide()
            note.deleteLater()
        else:
            self._open.add(key)
            self._show_note(key)
        self.opened.emit(key)

    def is_open(self, key: str) -> bool:
        """Whether a line's explanation is shown."""
        return key in self._notes

    def _show_note(self, key: str) -> None:
        button = self._buttons[key]
        note = Explanation(button.line.explain, self)
        self._notes[key] = note
        self._column.insertWidget(self._column.indexOf(button) + 1, note)
        note.show()

    def resizeEvent(self, event: object) -> None:
        for button in self._buttons.values():
            button.fit(self.width())


class Explanation(QFrame):
    """Pairs of a word and a sentence, the sentences can be selected."""

    def __init__(self, pairs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._texts: list[Label] = []
        self._words: list[Label] = []
        self._pairs: tuple[tuple[str, str], ...] = ()
        self.set_pairs(pairs)
        follow_look(self._relook)

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Say something else."""
        if tuple(pairs) == self._pairs:
            return
        if len(pairs) == len(self._pairs):
            for (word, text), one, two in zip(pairs, self._words, self._texts, strict=True):
                one.setText(word)
                two.setText(text)
            self._pairs = tuple(pairs)
            return
        for old in (*self._words, *self._texts):
            old.hide()
            old.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        self._pairs, self._words, self._texts = tuple(pairs), [], []
        for word, text in pairs:
            one = Label(word, self, role="caption", tone="text3")
            one.setAlignment(Qt.AlignmentFlag.AlignTop)
            two = Label(text, self, role="caption", tone="text2", wrap=True, selectable=True)
            self._words.append(one)
            self._texts.append(two)
            across = row(one, gap=8)
            across.addWidget(two, 1)
            self._column.addLayout(across)
        self._relook()

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(INDENT + SIDE), px(4), px(SIDE), px(8))
        self._column.setSpacing(px(4))
        for word in self._words:
            word.setFixedWidth(px(LABEL))

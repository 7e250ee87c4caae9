"""What is missing or doubtful, each item a click away from its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import Button, IconButton, Label, PaintedButton, line
from ui.widgets.painting import (
    draw_icon,
    draw_key,
    draw_text,
    fill_round,
    focus_ring,
)


class Severity(IntEnum):
    """Must be dealt with, may be, or passed."""

    MUST = 0
    MAY = 1
    PASSED = 2


ICONS = {
    Severity.MUST: ("octagon-x", "danger"),
    Severity.MAY: ("triangle-alert", "warn"),
    Severity.PASSED: ("circle-check", "ok"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One sentence and its place in words; ``address`` is where F8 and a click lead."""

    severity: Severity
    text: str
    place: str = ""
    address: str = ""


class _CountBar(QWidget):
    """Green, amber and red parts in proportion to the three counts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts = (0, 0, 0)  # passed, may, must
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = sum(self.counts)
        radius = self.height() / 2
        fill_round(painter, QRectF(self.rect()), "neutralSoft", radius)
        if not whole:
            return
        painter.setClipRect(self.rect())
        x = 0.0
        shown = [
            (n, t) for n, t in zip(self.counts, ("okBar", "c3", "dangerFill"), strict=True) if n
        ]
        for place, (count, tone) in enumerate(shown):
            wide = self.width() * count / whole
            box = QRectF(x, 0, wide - (1 if place + 1 < len(shown) else 0), self.height())
            fill_round(painter, box, tone, radius if len(shown) == 1 else 0)
            x += wide


class _CheckItem(PaintedButton):
    def __init__(self, check: Check, parent: QWidget) -> None:
        super().__init__(parent)
        self.check = check
        self.active = False
        names = {Severity.MUST: "必须处理", Severity.MAY: "提醒", Severity.PASSED: "已通过"}
        self.setAccessibleName(f"{names[check.severity]}：{check.text}，{check.place}")
        self.setToolTip(check.text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(50 if self.check.place else 30))

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        if self.active:
            soft = "dangerSoft" if self.check.severity is Severity.MUST else "warnSoft"
            fill_round(painter, box, soft, px(6))
        elif self.underMouse():
            fill_round(painter, box, "hover", px(6))
        icon, tone = ICONS[self.check.severity]
        first = QRectF(box.x(), box.y() + px(5), box.width(), px(20))
        draw_icon(painter, px(9), first.center().y(), icon, tone)
        right: float = px(30)
        if self.active:
            right = draw_key(
                painter, box.right() - px(10), first.center().y(), "F8", right=True
            ) + px(16)
        elif self.check.address:
            draw_icon(
                painter, box.right() - px(24), first.center().y(), "chevron-right", "text2", size=14
            )
        draw_text(
            painter,
            first.adjusted(px(34), 0, -right, 0),
            self.check.text,
            role="tableStrong" if self.active else "table",
            tone="text",
        )
        if self.check.place:
            second = QRectF(box.x(), first.bottom(), box.width(), px(18))
            draw_text(
                painter,
                second.adjusted(px(34), 0, -px(10), 0),
                self.check.place,
                role="caption",
                tone="text2",
            )
        if self.hasFocus():
            focus_ring(painter, box)


class FoldedChecks(PaintedButton):
    """The 36-px tab that stands for the panel: two counts and the word 检查."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.must = 0
        self.may = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_counts(0, 0)
        follow_look(self._relook)

    def set_counts(self, must: int, may: int) -> None:
        """Show these counts."""
        self.must, self.may = must, may
        self.setAccessibleName(f"检查：{must} 项必须处理，{may} 项提醒，展开")
        self.update()

    def _relook(self) -> None:
        self.setFixedWidth(look().px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        painter.fillRect(self.rect(), look().color("hover" if self.underMouse() else "surface"))
        painter.fillRect(QRectF(0, 0, 1, self.height()), look().color("border"))
        y = px(20)
        for count, severity in ((self.must, Severity.MUST), (self.may, Severity.MAY)):
            if not count:
                continue
            icon, tone = ICONS[severity]
            draw_icon(painter, (self.width() - px(16)) / 2, y, icon, tone)
            draw_text(
                painter,
                QRectF(0, y + px(8), self.width(), px(20)),
                str(count),
                role="strong",
                tone=tone,
                centre=True,
            )
            y += px(46)
        for sign in "检查":
            draw_text(
                painter,
                QRectF(0, y, self.width(), px(18)),
                sign,
                role="table",
                tone="text2",
                centre=True,
            )
            y += px(18)
        draw_icon(
            painter, (self.width() - px(14)) / 2, y + px(14), "chevron-left", "text2", size=14
        )
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()))


class ChecksPanel(QFrame):
    """296 wide: a bar of counts, then what must, may, and (folded) what passed.

    ``chosen(address)`` on click or Enter; ``next_problem(1)`` is F8, ``(-1)`` Shift+F8.
    """

    chosen = Signal(str)
    fold_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, *, title: str = "检查") -> None:
        super().__init__(parent)
        self.setProperty("frame", "left")
        self.setAccessibleName(title)
        self._checks: tuple[Check, ...] = ()
        self._active = -1
        self._must_title = "必须处理"
        self._items: list[_CheckItem] = []
        self._passed_open = False
        self._title = Label(title, role="section")
        self._scope = Label("", role="caption", tone="text2")
        self._bar = _CountBar(self)
        self._summary = Label("", role="caption", tone="text2")
        self._outer = QVBoxLayout(self)
        self._head = head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._scope)
        self._fold = IconButton("chevron-right", "收起检查", on_click=self.fold_wanted.emit)
        self._fold.hide()
        head.addWidget(self._fold)
        self._outer.addLayout(head)
        self._top = QVBoxLayout()
        self._top.addWidget(self._bar)
        self._top.addWidget(self._summary)
        self._outer.addLayout(self._top)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self._inner.setProperty("plane", "none")
        self._list = QVBoxLayout(self._inner)
        self._scroll.setWidget(self._inner)
        self._outer.addWidget(self._scroll, 1)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedWidth(px(296))
        self._outer.setContentsMargins(px(7), px(16), 0, px(8))
        self._outer.setSpacing(px(8))
        self._head.setContentsMargins(px(8), 0, px(16), px(4))
        self._top.setContentsMargins(px(8), 0, px(16), 0)
        self._top.setSpacing(px(8))
        self._list.setContentsMargins(0, px(4), px(8), px(8))
        self._list.setSpacing(px(4))

    def set_checks(
        self,
        checks: Sequence[Check],
        *,
        must_title: str = "必须处理",
        scope: str = "",
        passed: int | None = None,
    ) -> None:
        """Show these. ``must_title`` says for what (打印协议前必须处理).

        ``passed`` counts what passed when the passed items themselves are not given.
        """
        held = self._checks[self._active].address if 0 <= self._active < len(self._checks) else ""
        ordered = sorted(checks, key=_severity)
        self._checks = tuple(ordered)
        self._must_title = must_title
        self._scope.setText(scope)
        counts = [sum(c.severity is s for c in ordered) for s in Severity]
        if passed is not None:
            counts[Severity.PASSED] = passed
        self._bar.counts = (counts[2], counts[1], counts[0])
        self._bar.update()
        self._summary.setText(f"{counts[2]} 项通过，{counts[1]} 项提醒，{counts[0]} 项必须处理")
        self._active = next((n for n, c in enumerate(ordered) if held and c.address == held), -1)
        self._rebuild(counts[2])

    def set_foldable(self, foldable: bool) -> None:
        """Show the button that emits ``fold_wanted``: where the panel lies over the form."""
        self._fold.setVisible(foldable)

    def counts(self) -> tuple[int, int]:
        """How many must and may be dealt with."""
        must = sum(c.severity is Severity.MUST for c in self._checks)
        return must, sum(c.severity is Severity.MAY for c in self._checks)

    def _rebuild(self, passed: int) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._items = []
        self._group(Severity.MUST, self._must_title, "danger")
        self._group(Severity.MAY, "提醒", "warn")
        if passed:
            self._list.addWidget(line())
            fold = Button(
                f"已通过 {passed} 项",
                kind="quiet",
                icon="circle-check",
                icon_tone="ok",
                on_click=self._toggle_passed,
            )
            fold.setAccessibleName(f"已通过 {passed} 项，{'收起' if self._passed_open else '展开'}")
            self._list.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
            if self._passed_open:
                self._group(Severity.PASSED, "", "ok")
        self._list.addStretch(1)
        self._mark()

    def _group(self, severity: Severity, title: str, tone: str) -> None:
        found = [c for c in self._checks if c.severity is severity]
        if not found:
            return
        if title:
            label = Label(title, role="captionStrong", tone=tone)
            label.setContentsMargins(look().px(8), look().px(6), 0, 0)
            self._list.addWidget(label)
        for check in found:
            item = _CheckItem(check, self._inner)
            item.clicked.connect(self._clicked)
            self._items.append(item)
            self._list.addWidget(item)

    def _toggle_passed(self) -> None:
        self._passed_open = not self._passed_open
        self._rebuild(self._bar.counts[0])

    def _clicked(self) -> None:
        item = self.sender()
        if isinstance(item, _CheckItem):
            self._active = self._checks.index(item.check)
            self._mark()
            if item.check.address:
                self.chosen.emit(item.check.address)

    def next_problem(self, step: int = 1) -> str:
        """Make the next (or previous) problem active, emit ``chosen``; its address comes back."""
        problems = [n for n, c in enumerate(self._checks) if c.severity is not Severity.PASSED]
        if not problems:
            return ""
        if self._active in problems:
            place = (problems.index(self._active) + step) % len(problems)
        else:
            place = 0 if step > 0 else len(problems) - 1
        self._active = problems[place]
        self._mark()
        address = self._checks[self._active].address
        if address:
            self.chosen.emit(address)
        return address

    def _mark(self) -> None:
        for item in self._items:
            item.active = 0 <= self._active < len(self._checks) and (
                item.check is self._checks[self._active]
            )
            item.update()
            if item.active:
                self._scroll.ensureWidgetVisible(item)


def _severity(check: Check) -> int:
    return int(check.severity)

"""The bar at the foot: the keys that work now; at the right office, store, backup; long jobs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.screen import Key
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.painting import draw_icon, draw_tag, draw_text, text_width


class _Keys(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.keys: tuple[Key, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        x: float = 0
        for key in self.keys:
            wide = text_width(key.key, "captionStrong") + text_width(key.does, "caption") + px(20)
            if x + wide > self.width():
                break
            x += draw_tag(painter, x, self.height() / 2, key.key, "neutral", height=18) + px(6)
            box = QRectF(x, 0, wide, self.height())
            x += draw_text(painter, box, key.does, role="caption", tone="text2", elide=False)
            x += px(16)


class _Facts(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.facts: tuple[tuple[str, str], ...] = ()

    def put(self, facts: tuple[tuple[str, str], ...]) -> None:
        self.facts = facts
        self.setAccessibleName("，".join(text for text, _ in facts))
        px = look().px
        wide = sum(
            text_width(text, "caption") + px(24) + (px(18) if icon else 0) for text, icon in facts
        )
        self.setFixedWidth(int(wide))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        x: float = px(12)
        for number, (text, icon) in enumerate(self.facts):
            if number:
                box = QRectF(x - px(12), self.height() / 2 - px(6), 1, px(12))
                painter.fillRect(box, look().color("border"))
            if icon:
                tone = "ok" if icon == "check" else "warn"
                x += draw_icon(painter, x, self.height() / 2, icon, tone, size=14) + px(4)
            box = QRectF(x, 0, 999, self.height())
            x += draw_text(painter, box, text, role="caption", tone="text2", elide=False) + px(24)


class StatusBar(QFrame):
    """28 high; hidden in very low windows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "top")
        self.setAccessibleName("状态栏")
        self._keys = _Keys(self)
        self._job = Label("", role="caption", tone="text2")
        self.cancel = Button("取消", kind="link")
        self._facts = _Facts(self)
        self._row = QHBoxLayout(self)
        for each in (self._keys, self._job, self.cancel, self._facts):
            self._row.addWidget(each)
        self.set_job("")
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedHeight(px(28))
        self._row.setContentsMargins(px(16), 0, px(8), 0)
        self._row.setSpacing(px(8))
        self._facts.put(self._facts.facts)
        for each in (self._keys, self._facts):
            each.setFixedHeight(px(27))

    def set_keys(self, keys: Sequence[Key]) -> None:
        """The keys that work now."""
        self._keys.keys = tuple(keys)
        self._keys.setAccessibleName("，".join(f"{k.key} {k.does}" for k in keys))
        self._keys.update()

    def set_facts(self, facts: Sequence[str | tuple[str, str]]) -> None:
        """Texts at the right; a tuple has an icon: ``("备份 08:30", "check")``."""
        self._facts.put(tuple((f, "") if isinstance(f, str) else f for f in facts))

    def set_job(self, text: str, *, cancellable: bool = False) -> None:
        """A long job: its title and count; empty when there is none."""
        self._job.setText(text)
        self._job.setVisible(bool(text))
        self.cancel.setVisible(bool(text) and cancellable)

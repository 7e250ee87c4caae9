"""Nothing there yet, or nothing found: one drawing, what is missing, what to do, the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import Button, KeyCap, Label
from ui.widgets.painting import draw_icon, fill_round, stroke_round


class _Drawing(QWidget):
    """Two sheets and a sign, the program's only illustration."""

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = sign
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedSize(QSize(look().px(148), look().px(120)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        radius = px(8)
        back = QRectF(px(1), px(11), px(84), px(104))
        stroke_round(painter, back, "border", radius, 1)
        front = QRectF(px(49), px(1), px(84), px(104))
        fill_round(painter, front, "surface", radius)
        stroke_round(painter, front, "control", radius, 1)
        for number, (wide, tone) in enumerate(
            ((52, "c5"), (44, "border"), (52, "border"), (30, "border"))
        ):
            bar = QRectF(px(65), px(20 + number * 16), px(wide), px(4))
            fill_round(painter, bar, tone, px(2))
        disc = QPointF(px(128), px(100))
        side = px(36)
        fill_round(
            painter,
            QRectF(disc.x() - side / 2, disc.y() - side / 2, side, side),
            "accentFill",
            side / 2,
        )
        draw_icon(painter, disc.x() - px(9), disc.y(), self.sign, "onAccent", size=18)


class EmptyState(QWidget):
    """``primary``/``others`` are (text, icon, callback); ``keys`` are (key, does)."""

    def __init__(
        self,
        title: str,
        text: str = "",
        parent: QWidget | None = None,
        *,
        sign: str = "plus",
        primary: tuple[str, str, Callable[[], object]] | None = None,
        others: Sequence[tuple[str, str, Callable[[], object]]] = (),
        keys: Sequence[tuple[str, str]] = (),
        link: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column = QVBoxLayout(self)
        self._column.addStretch(2)
        self._column.addWidget(_Drawing(sign), 0, centre)
        self._title = Label(title, role="title")
        self._text = Label(text, role="table", tone="text2", wrap=True)
        self._text.setAlignment(centre)
        self._column.addWidget(self._title, 0, centre)
        self._column.addWidget(self._text, 0)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        if primary:
            self._button(primary, kind="primary")
        for each in others:
            self._button(each, kind="default")
        self._buttons.addStretch(1)
        self._column.addLayout(self._buttons)
        self._keys = QHBoxLayout()
        self._keys.addStretch(1)
        for key, does in keys:
            self._keys.addWidget(KeyCap(key, edged=True))
            self._keys.addWidget(Label(does, role="caption", tone="text2"))
            self._keys.addSpacing(look().px(12))
        self._keys.addStretch(1)
        self._column.addLayout(self._keys)
        if link:
            self._column.addWidget(Button(link[0], kind="link", on_click=link[1]), 0, centre)
        self._column.addStretch(3)
        self.setAccessibleName(f"{title}，{text}")
        follow_look(self._relook)

    def set_texts(self, title: str, text: str) -> None:
        """Say something else: the query that found nothing, the filters that hide hits."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}，{text}")

    def _button(self, given: tuple[str, str, Callable[[], object]], *, kind: str) -> None:
        text, icon, act = given
        self._buttons.addWidget(Button(text, kind=kind, icon=icon, on_click=act, big=True))

    def _relook(self) -> None:
        px = look().px
        self._column.setSpacing(px(14))
        self._buttons.setSpacing(px(8))
        self._buttons.setContentsMargins(0, px(10), 0, px(10))
        self._keys.setSpacing(px(6))
        self._title.setContentsMargins(0, px(16), 0, 0)

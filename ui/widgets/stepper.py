"""Two tracks of steps on one column grid; nine dashes each where there is little room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import follow_look, look
from ui.widgets.painting import draw_icon, draw_text, fill_round, focus_ring, text_width


class StepState(IntEnum):
    """Where a step stands."""

    DONE = 0
    NOW = 1
    AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: ``address`` is where a click leads, ``hint`` date and person."""

    name: str
    state: StepState = StepState.AHEAD
    hint: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One line: ``tone`` accent (mediation) or fund; ``deadline`` stands at the right end.

    ``left`` is the short form for dashes: ``剩 9 天``.
    """

    name: str
    steps: tuple[Step, ...]
    tone: str = "accent"
    deadline: str = ""
    left: str = ""

    @property
    def now(self) -> int:
        """The number of the current step, from 1; 0 when none is current."""
        for number, step in enumerate(self.steps, 1):
            if step.state is StepState.NOW:
                return number
        return 0


class Stepper(QWidget):
    """``set_tracks``; ``set_dashes(True)`` for the narrow form. Arrow keys walk, Enter jumps."""

    step_chosen = Signal(str)  # the step's address

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tracks: tuple[Track, ...] = ()
        self._dashes = False
        self._focus = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def set_tracks(self, tracks: tuple[Track, ...]) -> None:
        """Show these tracks (one or two)."""
        self._tracks = tracks
        self._focus = (0, max(0, tracks[0].now - 1)) if tracks else (0, 0)
        self._relook()

    def set_dashes(self, dashes: bool) -> None:
        """Nine short dashes, the current name and n/9 instead of names."""
        self._dashes = dashes
        self._relook()

    def _relook(self) -> None:
        rows = 1 if self._dashes else max(1, len(self._tracks))
        self.setFixedHeight(look().px(28) * rows)
        said = []
        for track in self._tracks:
            now = track.steps[track.now - 1].name if track.now else ""
            said.append(
                f"{track.name}：{now}，第 {track.now} 步，共 {len(track.steps)} 步，"
                f"{track.deadline}"
            )
        self.setAccessibleName("办理进度")
        self.setAccessibleDescription("；".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(500), self.height())

    # --- geometry ---------------------------------------------------------------------------

    def _grid(self) -> tuple[float, float, float]:
        """Where the steps start, the width of a column, the width kept for deadlines."""
        px = look().px
        start = max((text_width(t.name, "tableStrong") for t in self._tracks), default=0) + px(16)
        start = max(start, px(64))
        ends = max((text_width(t.deadline, "caption") for t in self._tracks), default=0) + px(16)
        most = max((len(t.steps) for t in self._tracks), default=1)
        return start, min(px(121), (self.width() - start - ends) / most), ends

    def _dash_places(self) -> list[tuple[int, float, float]]:
        """Per track: number, where its dashes start, where its text starts."""
        px = look().px
        x = 0.0
        found = []
        for number, track in enumerate(self._tracks):
            start = x + text_width(track.name, "captionStrong") + px(10)
            after = start + len(track.steps) * px(21) + px(6)
            found.append((number, start, after))
            x = after + text_width(self._short(track), "caption") + px(28)
        return found

    def _short(self, track: Track) -> str:
        name = track.steps[track.now - 1].name if track.now else ""
        text = f"{name} {track.now}/{len(track.steps)}"
        return f"{text}，{track.left}" if track.left else text

    def _step_at(self, point: QPointF) -> tuple[int, int] | None:
        px = look().px
        if self._dashes:
            for number, start, after in self._dash_places():
                if start <= point.x() < after:
                    step = int((point.x() - start) // px(21))
                    return number, min(step, len(self._tracks[number].steps) - 1)
            return None
        start, wide, _ = self._grid()
        track = int(point.y() // px(28))
        step = int((point.x() - start) // wide) if wide > 0 else -1
        if 0 <= track < len(self._tracks) and 0 <= step < len(self._tracks[track].steps):
            return track, step
        return None

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._dashes:
            self._paint_dashes(painter)
            return
        px = look().px
        start, wide, ends = self._grid()
        for number, track in enumerate(self._tracks):
            box = QRectF(0, number * px(28), self.width(), px(28))
            draw_text(painter, box, track.name, role="tableStrong", tone=track.tone)
            for place, step in enumerate(track.steps):
                cell = QRectF(start + place * wide, box.y(), wide, box.height())
                self._paint_step(painter, cell, track, place)
                if self.hasFocus() and self._focus == (number, place):
                    ring = text_width(step.name, "table") + px(34)
                    focus_ring(
                        painter, QRectF(cell.x() - px(4), cell.y() + 2, ring, cell.height() - 4)
                    )
            draw_text(
                painter,
                box.adjusted(self.width() - ends, 0, 0, 0),
                track.deadline,
                role="caption",
                tone="text2",
                right=True,
                elide=False,
            )

    def _paint_step(self, painter: QPainter, cell: QRectF, track: Track, place: int) -> None:
        px = look().px
        step = track.steps[place]
        side = px(16)
        disc = QRectF(cell.x(), cell.center().y() - side / 2, side, side)
        soft = "fundSoft" if track.tone == "fund" else "accentSoft"
        tone, role = "text", "table"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if step.state is StepState.DONE:
            fill_round(painter, disc, soft, side / 2)
            draw_icon(painter, disc.x() + px(2), disc.center().y(), "check", track.tone, size=12)
        elif step.state is StepState.NOW:
            painter.setPen(QPen(look().color(track.tone), 2))
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
            dot = disc.adjusted(px(4.5), px(4.5), -px(4.5), -px(4.5))
            fill_round(painter, dot, track.tone, dot.width() / 2)
            tone, role = track.tone, "tableStrong"
        else:
            painter.setPen(QPen(look().color("control"), 1))
            painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
            tone = "text2"
        name = cell.adjusted(side + px(6), 0, -px(4), 0)
        used = draw_text(painter, name, step.name, role=role, tone=tone)
        if place + 1 < len(track.steps):
            left, right = name.x() + used + px(8), cell.right() - px(8)
            if right - left > px(6):
                done = step.state is StepState.DONE
                painter.fillRect(
                    QRectF(left, round(cell.center().y()), right - left, 1),
                    look().color(track.tone if done else "border"),
                )

    def _paint_dashes(self, painter: QPainter) -> None:
        px = look().px
        middle = self.height() / 2
        for number, start, after in self._dash_places():
            track = self._tracks[number]
            left = start - text_width(track.name, "captionStrong") - px(10)
            box = QRectF(left, 0, start - left, self.height())
            draw_text(painter, box, track.name, role="captionStrong", tone=track.tone)
            for place, step in enumerate(track.steps):
                dash = QRectF(start + place * px(21), middle - px(2.5), px(18), px(5))
                ahead = step.state is StepState.AHEAD
                fill_round(painter, dash, "border" if ahead else track.tone, px(2.5))
                if step.state is StepState.NOW:
                    painter.setPen(QPen(look().color(track.tone), 2))
                    painter.setBrush(look().color("surface"))
                    painter.drawEllipse(QPointF(dash.center().x(), middle), px(5), px(5))
                if self.hasFocus() and self._focus == (number, place):
                    focus_ring(painter, dash.adjusted(-3, -px(7), 3, px(7)))
            box = QRectF(after, 0, self.width() - after, self.height())
            draw_text(painter, box, self._short(track), role="caption", tone="text2")

    # --- acting -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._step_at(QPointF(event.pos()))
            if found:
                step = self._tracks[found[0]].steps[found[1]]
                QToolTip.showText(event.globalPos(), f"{step.name} {step.hint}".strip(), self)
                return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._step_at(event.position())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self._choose(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        track, step = self._focus
        key = event.key()
        if not self._tracks:
            super().keyPressEvent(event)
            return
        if key == Qt.Key.Key_Left:
            step = max(0, step - 1)
        elif key == Qt.Key.Key_Right:
            step = min(len(self._tracks[track].steps) - 1, step + 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            track = (track + (1 if key == Qt.Key.Key_Down else -1)) % len(self._tracks)
            step = min(step, len(self._tracks[track].steps) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._focus)
            return
        else:
            super().keyPressEvent(event)
            return
        self._focus = (track, step)
        found = self._tracks[track].steps[step]
        self.setAccessibleDescription(f"{self._tracks[track].name}，{found.name}，{found.hint}")
        self.update()

    def _choose(self, place: tuple[int, int]) -> None:
        self._focus = place
        address = self._tracks[place[0]].steps[place[1]].address
        self.update()
        if address:
            self.step_chosen.emit(address)

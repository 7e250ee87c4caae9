"""Two people changed the same record: original, mine, theirs; only real clashes need a choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from mediation_app.errors import FieldClash
from ui.dialogs.sheet import Sheet
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, Label, PaintedButton, line
from ui.widgets.painting import draw_icon, draw_text, fill_round, focus_ring, stroke_round

Key = tuple[str, str, str]  # record, record id, field
Show = Callable[[FieldClash, object], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One row: the clash, its label, and how its three values read."""

    clash: FieldClash
    label: str
    original: str
    mine: str
    theirs: str

    @property
    def key(self) -> Key:
        """Which field of which record."""
        return (self.clash.record, self.clash.record_id, self.clash.field)

    @property
    def real(self) -> bool:
        """Whether both sides changed it, and differently."""
        c = self.clash
        return c.mine != c.theirs and c.original not in (c.mine, c.theirs)


def present(
    clashes: Sequence[FieldClash],
    *,
    show: Show | None = None,
    labels: Mapping[str, str] | None = None,
) -> tuple[Clash, ...]:
    """Rows for the dialog, real clashes first.

    Labels come from ``labels`` by field, else from the messages; ``show`` turns a value into words.
    """
    from mediation_app.messages import field_label

    write = show or _plain
    rows = [
        Clash(
            clash=c,
            label=(labels or {}).get(c.field) or field_label(c.field),
            original=write(c, c.original),
            mine=write(c, c.mine),
            theirs=write(c, c.theirs),
        )
        for c in clashes
    ]
    return tuple(sorted(rows, key=_merged))


def _merged(row: Clash) -> bool:
    return not row.real


def _plain(clash: FieldClash, value: object) -> str:
    return "" if value is None else str(value)


class _Side(PaintedButton):
    """One value to choose, as a radio card."""

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(40))

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        on = self.isChecked()
        fill_round(painter, box, "accentSoft" if on else "surface", px(6))
        stroke_round(painter, box, "accent" if on else "border", px(6), 1.5 if on else 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(px(12), box.center().y() - px(7.5), px(15), px(15))
        painter.setPen(QPen(look().color("accent" if on else "control"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        if on:
            fill_round(painter, disc.adjusted(px(4), px(4), -px(4), -px(4)), "accent", px(4))
        draw_text(
            painter,
            box.adjusted(px(36), 0, -px(8), 0),
            self._text or "空",
            role="strong" if on else "body",
            tone="text" if self._text else "text3",
        )
        if self.hasFocus():
            focus_ring(painter, box)


class _Auto(QWidget):
    """A value that needs no choice: a check, the value, 自动; or 未改."""

    def __init__(self, text: str, *, taken: bool) -> None:
        super().__init__()
        self._text, self._taken = text, taken
        self.setAccessibleName(f"{text or '空'}，自动合并" if taken else "未改")
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setMinimumHeight(look().px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        if not self._taken:
            draw_text(painter, box.adjusted(px(36), 0, 0, 0), "未改", role="table", tone="text3")
            return
        draw_icon(painter, px(12), box.center().y(), "check", "ok")
        draw_text(painter, box.adjusted(px(36), 0, -px(48), 0), self._text or "空", role="body")
        draw_text(
            painter, box.adjusted(0, 0, -px(12), 0), "自动", role="caption", tone="ok", right=True
        )


class ConflictSheet(Sheet):
    """``resolved(values)`` gives the chosen value per (record, id, field); Esc goes back to edit.

    ``who`` saved at ``when`` (``09:38``) ``where`` (``当事人，张国强``).
    """

    resolved = Signal(object)
    back_wanted = Signal()

    def __init__(
        self,
        rows: Sequence[Clash],
        *,
        who: str,
        when: str = "",
        where: str = "",
    ) -> None:
        real = [row for row in rows if row.real]
        auto = len(rows) - len(real)
        place = f"“{where}”" if where else "同一处"
        parts = [f"{who} {when} 保存了{place}。".replace("  ", " ")]
        if real:
            parts.append(f"{len(real)} 项两边都改了，选一个")
            parts.append(f"；另 {auto} 项只有一边改过，已自动合并。" if auto else "。")
        else:
            parts.append(f"{auto} 项只有一边改过，已自动合并。")
        super().__init__("这一页刚被别人改过", "".join(parts), width=776)
        self._rows = tuple(rows)
        self._who = who
        self._sides: dict[Key, tuple[_Side, _Side]] = {}
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._head_row(f"{who}的（{when}）" if when else f"{who}的"))
        self.body.addWidget(self._grid_of_rows())
        if real:
            self.add_left(Button("全用我的", kind="link", on_click=self._all_mine))
            self.add_left(Button(f"全用{who}的", kind="link", on_click=self._all_theirs))
        self.add_left(Label("两边的原值都留在历史里", role="caption", tone="text2"))
        self.add_button(Button("回去再改", on_click=self.escape))
        self._save = Button("保存合并结果", kind="primary", on_click=self._done)
        self.add_button(self._save, default=True)
        self._check()
        follow_look(self._lay_out)

    def _lay_out(self) -> None:
        super()._relook()
        self.body.setContentsMargins(0, 0, 0, 0)

    def _head_row(self, theirs: str) -> QFrame:
        px = look().px
        frame = QFrame()
        frame.setProperty("plane", "subtle")
        grid = QGridLayout(frame)
        grid.setContentsMargins(px(24), px(7), px(24), px(7))
        for place, text in enumerate(("项目", "原来", "我的（未保存）", theirs)):
            grid.addWidget(Label(text, role="captionStrong", tone="text2"), 0, place)
        _columns(grid)
        return frame

    def _grid_of_rows(self) -> QWidget:
        px = look().px
        inner = QWidget()
        inner.setProperty("plane", "surface")
        grid = QGridLayout(inner)
        grid.setContentsMargins(px(24), px(6), px(24), px(6))
        grid.setVerticalSpacing(px(5))
        _columns(grid)
        for number, row in enumerate(self._rows):
            at = number * 2
            if number:
                grid.addWidget(line(), at - 1, 0, 1, 4)
            grid.addWidget(Label(row.label, role="strong"), at, 0)
            grid.addWidget(ElidedLabel(row.original or "未填", role="table", tone="text3"), at, 1)
            if row.real:
                mine = _Side(row.mine, f"{row.label}：我的 {row.mine}", inner)
                theirs = _Side(row.theirs, f"{row.label}：{self._who}的 {row.theirs}", inner)
                for side in (mine, theirs):
                    side.clicked.connect(self._clicked)
                self._sides[row.key] = (mine, theirs)
                grid.addWidget(mine, at, 2)
                grid.addWidget(theirs, at, 3)
            else:
                mine_changed = row.clash.mine != row.clash.original
                theirs_changed = row.clash.theirs != row.clash.original
                grid.addWidget(_Auto(row.mine, taken=mine_changed), at, 2)
                grid.addWidget(_Auto(row.theirs, taken=theirs_changed), at, 3)
        if len(self._rows) <= 6:
            return inner
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setFixedHeight(px(300))
        return scroll

    def first_focus(self) -> QWidget | None:
        for mine, _ in self._sides.values():
            return mine
        return self.default

    def _clicked(self) -> None:
        sender = self.sender()
        for pair in self._sides.values():
            if sender in pair:
                for side in pair:
                    side.setChecked(side is sender)
        self._check()

    def _all_mine(self) -> None:
        self._choose_all(0)

    def _all_theirs(self) -> None:
        self._choose_all(1)

    def _choose_all(self, which: int) -> None:
        for pair in self._sides.values():
            for number, side in enumerate(pair):
                side.setChecked(number == which)
        self._check()

    def _check(self) -> None:
        """Nothing is saved before every clash has its choice."""
        open_ones = sum(not any(s.isChecked() for s in pair) for pair in self._sides.values())
        self._save.setEnabled(open_ones == 0)
        self._save.setToolTip(f"还有 {open_ones} 项没有选" if open_ones else "")

    def values(self) -> Mapping[Key, object]:
        """The merged values: the choices, and what only one side changed."""
        found: dict[Key, object] = {}
        for row in self._rows:
            c = row.clash
            if row.key in self._sides:
                mine, _ = self._sides[row.key]
                found[row.key] = c.mine if mine.isChecked() else c.theirs
            else:
                found[row.key] = c.mine if c.mine != c.original else c.theirs
        return found

    def escape(self) -> None:
        self.close_sheet()
        self.back_wanted.emit()

    def _done(self) -> None:
        self.close_sheet()
        self.resolved.emit(self.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        key = event.key()
        if isinstance(focus, _Side) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            for pair in self._sides.values():
                if focus in pair:
                    goal = pair[0 if key == Qt.Key.Key_Left else 1]
                    goal.setFocus(Qt.FocusReason.TabFocusReason)
                    goal.click()
            return
        super().keyPressEvent(event)


def _columns(grid: QGridLayout) -> None:
    px = look().px
    grid.setHorizontalSpacing(px(16))
    for number, wide in enumerate((88, 120, 210, 210)):
        grid.setColumnMinimumWidth(number, px(wide))
        grid.setColumnStretch(number, wide)

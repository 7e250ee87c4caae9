"""The panel of liability shares (责任比例): a slider per side inside its band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.domain.compensation import Reckoning
from mediation_app.domain.liability import LiabilityBand
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from ui.theme import follow_look, look
from ui.widgets.banded_slider import BandedSlider
from ui.widgets.basics import Button, ElidedLabel, Label, line, row
from ui.widgets.fields import IntegerField, LineField
from ui.widgets.popover import Popover

Shares = dict[str, int]  # party behind a side → percent


@dataclass(frozen=True, slots=True, kw_only=True)
class SideShare:
    """A side as the chooser shows it; ``party`` stands behind it."""

    party: str
    side: str
    name: str
    note: str
    share: int
    band: LiabilityBand | None

    @property
    def limits(self) -> tuple[int, int]:
        """The band in whole percent, everything when there is none."""
        if self.band is None:
            return 0, 100
        return int(self.band.low), int(self.band.high)

    def outside(self, share: int) -> bool:
        """Whether a share lies outside the band."""
        return self.band is not None and not self.band.holds(Decimal(share))


def rebalanced(shares: Mapping[str, int], moved: str, wanted: int) -> Shares:
    """The shares after one was moved: the others, the largest first, give or take the rest.

    All stay between 0 and 100 and add up to 100.
    """
    found = dict(shares)
    found[moved] = min(max(wanted, 0), 100)
    rest = 100 - sum(found.values())
    for party in sorted((p for p in shares if p != moved), key=lambda p: (-shares[p], p)):
        step = max(rest, -found[party]) if rest < 0 else min(rest, 100 - found[party])
        found[party] += step
        rest -= step
    return found


def said_shares(sides: tuple[SideShare, ...], shares: Mapping[str, int] | None = None) -> str:
    """``80% : 20%``."""
    now = shares or {side.party: side.share for side in sides}
    return " : ".join(f"{now[side.party]}%" for side in sides)


class _SideRow(QWidget):
    """One side: name, what it is, the number, the slider, where the band comes from."""

    moved = Signal(str, int)
    stopped = Signal(str, int)

    def __init__(self, side: SideShare) -> None:
        super().__init__()
        self.side = side
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.field = IntegerField(f"{side.name}的责任比例，百分之", most=100)
        self.field.setMaxLength(3)
        self.slider = BandedSlider(f"{side.name}的责任比例")
        band = side.band
        self.slider.set_band(side.limits if band else None, int(band.usual) if band else None)
        note = ElidedLabel(side.note, role="caption", tone="text3")
        head = row(ElidedLabel(side.name, role="strong"), note, None, self.field, gap=8)
        head.addWidget(Label("%", role="table", tone="text2"))
        self._column.addLayout(head)
        self._column.addWidget(self.slider)
        self.basis = Label(basis_of(band), role="caption", tone="text3", wrap=True)
        self._column.addWidget(self.basis)
        self.slider.valueChanged.connect(self._slid)
        self.slider.stopped.connect(self._hit)
        self.field.changed.connect(self._typed)
        self.field.edited.connect(self._left)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._column.setSpacing(look().px(2))
        self.field.setFixedWidth(look().px(56))

    def put(self, share: int) -> None:
        """Show a share; a field that is being typed in keeps its text."""
        self.slider.put(share)
        if not self.field.hasFocus() or self.field.value() != share:
            self.field.set_value(share)

    def set_free(self, *, free: bool) -> None:
        """Whether the band may be left."""
        low, high = (0, 100) if free else self.side.limits
        now = self.slider.value()
        self.slider.set_bounds(min(low, now), max(high, now))

    def _slid(self, value: int) -> None:
        self.moved.emit(self.side.party, value)

    def _hit(self, limit: int) -> None:
        self.stopped.emit(self.side.party, limit)

    def _typed(self) -> None:
        """While typing only what lies inside counts: the 8 on the way to 80 is no share."""
        value = self.field.value()
        low, high = self.slider.bounds()
        if value is not None and low <= value <= high and value != self.slider.value():
            self.slider.put(value)
            self.moved.emit(self.side.party, value)

    def _left(self) -> None:
        value = self.field.value()
        low, high = self.slider.bounds()
        if value is not None and not low <= value <= high:
            self.stopped.emit(self.side.party, low if value < low else high)
        self.field.set_value(self.slider.value())


def basis_of(band: LiabilityBand | None) -> str:
    """Band, usual share and where they come from."""
    if band is None:
        return "规则没有给出幅度，由调解员确定"
    usual = f"{int(band.usual)}%"
    if band.low == band.high:
        return f"通常 {usual}，{band.source}"
    return f"幅度 {band.text}，通常 {usual}，{band.source}"


class SharePanel(Popover):
    """``tried(shares)`` while it moves, ``kept(shares, reason)`` at the end, ``reset`` for the
    usual shares, ``dropped`` when nothing is to change."""

    tried = Signal(object)
    kept = Signal(object, str)
    reset = Signal()
    dropped = Signal()

    def __init__(self, sides: tuple[SideShare, ...], reason: str) -> None:
        super().__init__("责任比例", width=452)
        self._sides = sides
        self.shares: Shares = {side.party: side.share for side in sides}
        self._first = dict(self.shares)
        self._was = reason
        self.rows = {side.party: _SideRow(side) for side in sides}
        self.result = Label("", role="table", tone="text2")
        self.body.addLayout(row(Label("责任比例", role="section"), None, self.result))
        for number, made in enumerate(self.rows.values()):
            if number:
                self.body.addWidget(line())
            self.body.addWidget(made)
            made.moved.connect(self._moved)
            made.stopped.connect(self._stopped)
        self.warning = Label("", role="caption", tone="warn", wrap=True)
        self.reason = LineField("超出幅度的理由", hint="超出幅度的理由，写明后可以继续")
        self.reason.set_value(reason)
        self.reason.changed.connect(self._reason_typed)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.reason)
        self.usual = Button("恢复通常比例", kind="link", on_click=self._reset)
        self.keep = Button("采用", on_click=self._keep)
        self.body.addLayout(
            row(self.usual, None, Button("取消", kind="quiet", on_click=self.escape), self.keep)
        )
        # without two bands there is nothing usual to go back to
        self.usual.setVisible(sum(side.band is None for side in sides) < 2)
        self._show_reason(shown=bool(reason) or self._any_outside())
        self._put()

    def first_focus(self) -> QWidget | None:
        return next(iter(self.rows.values())).slider

    def show_result(self, result: Reckoning | None) -> None:
        """What the shares come to, also where the panel lies under this one."""
        if result is None:
            self.result.setText("")
            return
        total = sum((victim.entitlement for victim in result.victims), ZERO)
        word = "应得赔偿合计" if len(result.victims) > 1 else "应得赔偿"
        self.result.setText(f"{word} {format_money(total)} 元")

    # --- moving -------------------------------------------------------------------------------

    def _moved(self, party: str, value: int) -> None:
        self.shares = rebalanced(self.shares, party, value)
        self._put()
        self.tried.emit(dict(self.shares))

    def _put(self) -> None:
        for party, made in self.rows.items():
            made.put(self.shares[party])
        self._free()
        self.keep.setText(f"采用 {said_shares(self._sides, self.shares)}")
        barred = self._any_outside() and not self.reason.value().strip()
        self.keep.setEnabled(not barred)
        if self._any_outside():
            text = "超出幅度，理由已写明" if not barred else "超出幅度须写明理由"
            self._warn(text, tone="text3" if not barred else "warn")
            self._show_reason(shown=True)
        elif not self.reason.hasFocus():
            self._warn("")

    def _free(self) -> None:
        """Without a reason nothing leaves its band, neither the moved side nor the others."""
        free = bool(self.reason.value().strip())
        for party, made in self.rows.items():
            made.set_free(free=free)
            if not free and len(self._sides) == 2:
                other = next(side for side in self._sides if side.party != party)
                low, high = made.slider.bounds()
                other_low, other_high = other.limits
                now = made.slider.value()
                low, high = max(low, 100 - other_high), min(high, 100 - other_low)
                made.slider.set_bounds(min(low, now), max(high, now))

    def _stopped(self, party: str, limit: int) -> None:
        band = self.rows[party].side.band
        text = f"已到幅度 {band.text} 的边界 {limit}%" if band else f"已到 {limit}%"
        if not self.reason.value().strip():
            self._show_reason(shown=True)
            self._warn(f"{text}，超出须写明理由")

    def _any_outside(self) -> bool:
        return any(side.outside(self.shares[side.party]) for side in self._sides)

    def _warn(self, text: str, *, tone: str = "warn") -> None:
        self.warning.setText(text)
        self.warning.set_tone(tone)
        self.warning.setVisible(bool(text))

    def _show_reason(self, *, shown: bool) -> None:
        self.reason.setVisible(shown)
        if not shown:
            self.warning.hide()

    def _reason_typed(self) -> None:
        self._put()

    # --- ending -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
            return
        super().keyPressEvent(event)

    def _reset(self) -> None:
        self.close_popover()
        self.reset.emit()

    def _keep(self) -> None:
        for made in self.rows.values():
            if made.field.hasFocus():
                made._left()
        if not self.keep.isEnabled():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.close_popover()
        reason = self.reason.value().strip()
        if self.shares == self._first and reason == self._was:
            self.dropped.emit()
        else:
            self.kept.emit(dict(self.shares), reason)

    def escape(self) -> None:
        self.close_popover()
        self.dropped.emit()

    def leave(self) -> None:
        """A click outside keeps what may be kept; the toast can take it back."""
        if self.keep.isEnabled():
            self._keep()
        else:
            self.escape()

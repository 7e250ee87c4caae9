"""Liability shares (责任比例): one slider per side inside its band, tried live, kept with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.domain.claims import with_shares
from mediation_app.domain.compensation import reckon_claim
from mediation_app.domain.files import CaseFile
from mediation_app.domain.liability import LiabilityBand
from mediation_app.domain.parties import Liability, Party
from mediation_app.errors import AppError
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.banded_slider import BandedSlider
from ui.widgets.basics import Button, ElidedLabel, Label, line, row
from ui.widgets.fields import IntegerField, LineField
from ui.widgets.popover import Popover, PopoverButton

FRAME_MS = 16
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


def sides_of(view: CaseView) -> tuple[SideShare, ...]:
    """The sides with somebody behind them, in the order of the claim."""
    sums = view.sums
    if sums is None:
        return ()
    found = []
    for side in sums.claim.sides:
        person = view.file.party(sums.behind.get(side.id, ""))
        if person is None:
            continue
        words = [] if side.label == person.name else [side.label]
        if person.liability is not Liability.UNDECIDED:
            words.append(person.liability.label)
        found.append(
            SideShare(
                party=person.id,
                side=side.id,
                name=wording.display_name(person),
                note="，".join(words),
                share=int(sums.shares.get(person.id, side.percent)),
                band=sums.bands.get(person.id),
            )
        )
    return tuple(found)


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
        self.basis = Label(_basis(band), role="caption", tone="text3", wrap=True)
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


def _basis(band: LiabilityBand | None) -> str:
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
        self.body.addLayout(
            row(
                Label("责任比例", role="section"),
                None,
                Label("合计 100%", role="caption", tone="text3"),
            )
        )
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
        self._show_reason(shown=bool(reason) or self._any_outside())
        self._put()

    def first_focus(self) -> QWidget | None:
        return next(iter(self.rows.values())).slider

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


class ShareChooser(PopoverButton):
    """``责任 80% : 20%`` and the panel behind it. ``show_live`` gets the views that are tried."""

    def __init__(
        self, book: CaseBook, show_live: Callable[[CaseView], object], within: QWidget | None
    ) -> None:
        super().__init__("责任比例")
        self._book, self._show_live, self._within = book, show_live, within
        self._view: CaseView | None = None
        self._sides: tuple[SideShare, ...] = ()
        self.panel: SharePanel | None = None
        self._tried: Shares | None = None
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self._reckon)
        self.clicked.connect(self._open)

    def show_case(self, view: CaseView, *, can_edit: bool) -> None:
        """Show the shares that count, or what keeps them from being told."""
        self._view = view
        self._sides = sides_of(view)
        if self.panel is not None:
            return
        code = view.reckoning_trouble.code if view.reckoning_trouble is not None else ""
        lacking = code in ("cases.share_missing", "cases.shares_over")
        self.setVisible(len(self._sides) > 1 or lacking)
        if lacking:
            self.set_text("责任比例未定", tone="warn")
        elif self._sides:
            tip = "\n".join(
                f"{side.name} {side.share}%，{_basis(side.band)}" for side in self._sides
            )
            word = "责任 " if len(self._sides) == 2 else ""  # three need the room
            self.set_text(f"{word}{said_shares(self._sides)}", tip=tip)
        self.setEnabled(can_edit)

    def sides(self) -> int:
        """How many sides share."""
        return len(self._sides)

    def _open(self) -> None:
        view = self._view
        if view is None or self.panel is not None:
            return
        if len(self._sides) < 2:
            field = getattr(view.reckoning_trouble, "field", "")
            self._book.go(field.replace(".", "/") if field else "parties")
            return
        self.panel = SharePanel(self._sides, self._reason())
        self.panel.tried.connect(self._try)
        self.panel.kept.connect(self._keep)
        self.panel.reset.connect(self._reset)
        self.panel.dropped.connect(self._drop)
        self.panel.closed.connect(self._closed)
        self.panel.open_under(self, self._within)

    def _reason(self) -> str:
        """The reason written for a side outside its band, if there is one."""
        file = self._book.file
        people = [file.party(side.party) for side in self._sides if side.outside(side.share)]
        return next((p.share_reason for p in people if p is not None and p.share_reason), "")

    def _closed(self) -> None:
        panel, self.panel = self.panel, None
        if panel is not None:
            panel.deleteLater()

    # --- trying -------------------------------------------------------------------------------

    def _try(self, shares: Shares) -> None:
        self._tried = shares
        if not self._frame.isActive():
            self._frame.start()

    def _reckon(self) -> None:
        """What these shares come to; at most once a frame, a few milliseconds."""
        view, shares = self._view, self._tried
        if view is None or view.sums is None or shares is None:
            return
        sums = view.sums
        wanted = {side.side: Decimal(shares[side.party]) for side in self._sides}
        claim = with_shares(sums.claim, wanted)
        try:
            result = reckon_claim(claim, sums.law)
        except AppError as error:
            self._show_live(replace(view, reckoning=None, reckoning_trouble=error))
            return
        tried = replace(sums, claim=claim, result=result)
        self._show_live(replace(view, reckoning=result, sums=tried))

    def _drop(self) -> None:
        self._frame.stop()
        self._tried = None
        if self._view is not None:
            self._show_live(self._view)

    # --- keeping ------------------------------------------------------------------------------

    def _keep(self, shares: Shares, reason: str) -> None:
        self._frame.stop()
        outside = {side.party for side in self._sides if side.outside(shares[side.party])}
        changed: dict[str, tuple[int | None, str]] = {}
        for party, share in shares.items():
            person = self._book.file.party(party)
            if person is None:
                continue
            words = reason if party in outside else ""
            if person.share == share and party not in outside:
                words = person.share_reason
            changed[party] = (share, words)
        self._write(changed, f"责任比例已改为 {said_shares(self._sides, shares)}")

    def _reset(self) -> None:
        self._frame.stop()
        self._write({side.party: (None, "") for side in self._sides}, "责任比例已恢复为通常比例")

    def _write(self, wanted: Mapping[str, tuple[int | None, str]], said: str) -> None:
        file = self._book.file
        before = {p.id: (p.share, p.share_reason) for p in file.parties if p.id in wanted}
        if before == dict(wanted):
            self._drop()
            return
        self._book.edit(_with_people(file, wanted))
        self._book.save()
        self._book.desk.notify.say(said, undo=partial(self._undo, before))

    def _undo(self, before: Mapping[str, tuple[int | None, str]]) -> None:
        self._book.edit(_with_people(self._book.file, before))
        self._book.save()


def _with_people(file: CaseFile, wanted: Mapping[str, tuple[int | None, str]]) -> CaseFile:
    def changed(party: Party) -> Party:
        if party.id not in wanted:
            return party
        share, reason = wanted[party.id]
        return replace(party, share=share, share_reason=reason)

    return replace(file, parties=tuple(changed(party) for party in file.parties))

"""Liability shares (责任比例) in the head of the losses: tried live, kept with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from mediation_app.domain.claims import with_shares
from mediation_app.domain.compensation import reckon_claim
from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import Liability, Party
from mediation_app.errors import AppError
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.share_panel import SharePanel, Shares, SideShare, basis_of, said_shares
from ui.screens.case.view import CaseView
from ui.widgets.popover import PopoverButton

FRAME_MS = 16


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
                f"{side.name} {side.share}%，{basis_of(side.band)}" for side in self._sides
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
        self.panel.show_result(view.reckoning)
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
            if self.panel is not None:
                self.panel.show_result(None)
            return
        if self.panel is not None:
            self.panel.show_result(result)
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

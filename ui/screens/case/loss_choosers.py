"""The choosers in the head of the losses: yearly standards, liability shares, 重算.

self.choosers = LossChoosers(book, self.sums, self.show_live)
self.head_tools.addWidget(self.choosers)      # and show_case(view) after every change
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from mediation_app.domain.ids import new_id
from ui.screens.case.allocation_sheet import AllocationSheet
from ui.screens.case.book import CaseBook
from ui.screens.case.recalculation import RecalculationSheet
from ui.screens.case.share_chooser import ShareChooser
from ui.screens.case.standard_sheet import StandardSheet
from ui.screens.case.standards_chooser import StandardsChooser, frozen_words
from ui.screens.case.sums_panel import SumsPanel
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.reckoning import Recalculation


class LossChoosers(QWidget):
    """What the reckoning rests on, and the sheets the panel asks for."""

    def __init__(
        self,
        book: CaseBook,
        panel: SumsPanel,
        show_live: Callable[[CaseView], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._book, self._panel = book, panel
        self.standards = StandardsChooser(book, show_live, parent)
        self.shares = ShareChooser(book, show_live, parent)
        self.again = Button("重算", kind="quiet", icon="rotate-cw", on_click=self.recalculate)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for each in (self.standards, self.shares, self.again):
            self._row.addWidget(each)
            each.hide()
        panel.allocation_wanted.connect(self.open_allocation)
        panel.standard_wanted.connect(self.open_standard)
        panel.place_wanted.connect(book.go)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._row.setSpacing(look().px(8))

    @property
    def can_edit(self) -> bool:
        """Whether what the reckoning rests on may still be changed."""
        return self._book.can_edit and self._book.file.case.effective_on is None

    def show_case(self, view: CaseView) -> None:
        """Show what counts now."""
        can = self.can_edit
        self._panel.set_may_edit(can)
        self.standards.show_case(view, can_edit=can)
        self.shares.show_case(view, can_edit=can)
        frozen = view.sums.frozen if view.sums is not None else None
        self.again.setVisible(frozen is not None and can)
        if frozen is not None:
            self.again.setAccessibleName("重算")
            self.again.setToolTip(f"重算：{frozen_words(frozen)}")

    def shorten(self, *, short: bool) -> None:
        """Whether only the sign of 重算 is shown: a share is never cut off."""
        self.again.setText("" if short else "重算")

    # --- recalculating ------------------------------------------------------------------------

    def recalculate(self) -> None:
        """Compare the frozen sums with today's, after what was typed has been saved."""
        self._book.save(self._compare)

    def _compare(self) -> None:
        file = self._book.file

        def work(bench: Workbench, me: Actor) -> Recalculation:
            return bench.cases.recalculated(file)

        book = self._book
        book.desk.tasks.read(self, book.session.job(work), done=self._show_changes)

    def _show_changes(self, found: Recalculation) -> None:
        sheet = RecalculationSheet(found)
        sheet.accepted.connect(self._accept)
        self._book.desk.notify.sheet.emit(sheet)

    def _accept(self, reason: str) -> None:
        case_id = self._book.case_id

        def work(bench: Workbench, me: Actor) -> Outcome[CaseFile]:
            return bench.cases.accept_recalculation(me, case_id, reason)

        self._book.write(work, done=self._accepted)

    def _accepted(self) -> None:
        self._book.desk.notify.say("新的计算已固定，协议金额须核对")

    # --- sheets of the panel ------------------------------------------------------------------

    def open_allocation(self, victim: str, wanted: str = "") -> None:
        """The mediator's own sums from the limits."""
        view = self._book.view
        if view is None or view.sums is None or not self.can_edit:
            return
        sums = view.sums
        sheet = AllocationSheet(self._book.file, sums.result, sums.claim, victim, wanted)
        sheet.kept.connect(partial(self._keep_rows, "allocations", "victim_id", victim))
        self._book.desk.notify.sheet.emit(sheet)

    def open_standard(self, victim: str, wanted: str = "") -> None:
        """Another place's figures."""
        view = self._book.view
        if view is None or view.sums is None or not self.can_edit:
            return
        sheet = StandardSheet(self._book.file, victim, view.sums.law.standards, wanted)
        sheet.kept.connect(partial(self._keep_rows, "victim_standards", "party_id", victim))
        self._book.desk.notify.sheet.emit(sheet)

    def _keep_rows(self, part: str, owner: str, victim: str, rows: tuple[Any, ...]) -> None:
        before = getattr(self._book.file, part)
        self._write(part, owner, victim, rows)
        if getattr(self._book.file, part) != before:
            old = tuple(row for row in before if getattr(row, owner) == victim)
            word = "分配" if part == "allocations" else "标准"
            self._book.desk.notify.say(
                f"{word}已调整", undo=partial(self._put_back, part, owner, victim, old)
            )

    def _put_back(self, part: str, owner: str, victim: str, rows: tuple[Any, ...]) -> None:
        now = {row.id: row for row in getattr(self._book.file, part)}
        again = tuple(
            replace(row, version=now[row.id].version)
            if row.id in now
            else replace(row, id=new_id(), version=0)
            for row in rows
        )
        self._write(part, owner, victim, again)

    def _write(self, part: str, owner: str, victim: str, rows: tuple[Any, ...]) -> None:
        file = self._book.file
        others = tuple(row for row in getattr(file, part) if getattr(row, owner) != victim)
        changed: dict[str, Any] = {part: (*others, *rows)}
        self._book.edit(replace(file, **changed))
        self._book.save()

    def go_to(self, place: tuple[str, ...]) -> bool:
        """Open the sheet of ``allocations/<id>`` or ``victim_standards/<id>/<field>``."""
        head, *rest = place
        if head == "allocations" and rest:
            row = next((r for r in self._book.file.allocations if r.id == rest[0]), None)
            if row is not None:
                reason = "reason" if rest[1:] == ["reason"] else row.id
                self.open_allocation(row.victim_id, reason)
                return True
        if head == "victim_standards" and rest:
            found = next((r for r in self._book.file.victim_standards if r.id == rest[0]), None)
            if found is not None:
                self.open_standard(found.party_id, rest[1] if len(rest) > 1 else "")
                return True
        return False

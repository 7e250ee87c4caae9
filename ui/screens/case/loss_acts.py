"""What is done to the losses as a whole: change with undo, dialogs, removing, pasting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.records import ZERO, Money
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.loss_history import History, Row, Step, changes_between
from ui.screens.case.loss_live import lines_of, live_view, with_daily_sums
from ui.screens.case.loss_paste import Pasted, PastedRow, losses_from
from ui.screens.case.loss_paste_sheet import PasteSheet
from ui.screens.case.loss_sheets import LossSheet, PrepaidSheet

Select = Callable[[str], object]
_MAY_LOSE = (PartyRole.VICTIM, PartyRole.OWNER, PartyRole.DRIVER, PartyRole.RIDER)


def victims_of_case(file: CaseFile) -> list[tuple[str, str]]:
    """Whoever may have a loss, those who have one first."""
    hurt = {injury.party_id for injury in file.injuries}
    losers = {loss.party_id for loss in file.losses}
    found = [p for p in file.parties if p.is_a(*_MAY_LOSE) or p.id in hurt | losers]
    found.sort(key=lambda p: (p.id not in losers, not p.is_a(PartyRole.VICTIM)))
    return [(p.id, wording.display_name(p)) for p in found]


class LossActs:
    """Every act goes through ``change``: live reckoning, undo, draft. ``shown`` is called after."""

    def __init__(self, book: CaseBook, shown: Callable[[], object]) -> None:
        self._book, self._shown = book, shown
        self.history = History()

    def forget(self) -> None:
        """Another case is shown: nothing of the last one can be undone here."""
        self.history.clear()

    def change(self, name: str, file: CaseFile, *, save: bool = False) -> Step | None:
        """Do an act; typing stays a draft until the section is left, ``save`` stores it now."""
        if self._book.view is not None:
            file = with_daily_sums(file, live_view(self._book.view, file))
        step = self.history.note(name, changes_between(self._book.file, file))
        if step is not None:
            self._put(file, save=save)
        return step

    def _put(self, file: CaseFile, *, save: bool) -> None:
        self._book.edit(file)
        if save:
            self._book.save()
        self._shown()

    # --- undo ---------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last act back."""
        self._moved(self.history.undo(self._book.file), "已撤销", "没有可撤销的改动")

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._moved(self.history.redo(self._book.file), "已重做", "没有可重做的改动")

    def undo_step(self, step: Step) -> None:
        """Take one act back, the toast's way."""
        self._moved(self.history.undo(self._book.file, step), "", "")

    def _moved(self, found: tuple[CaseFile, Step] | None, word: str, none: str) -> None:
        if not self._book.can_edit or self._book.file.case.effective_on is not None:
            return
        if found is None:
            if none:
                self._book.desk.notify.say(none)
            return
        file, step = found
        self._put(file, save=True)
        if word:
            self._book.desk.notify.say(f"{word}：{step.name}")

    # --- rows ---------------------------------------------------------------------------------

    def keep(self, record: Row, select: Select) -> None:
        """A record from its dialog."""
        if not record.id:
            record = replace(record, id=new_id())
        part = "losses" if isinstance(record, Loss) else "prepaid"
        rows: tuple[Any, ...] = getattr(self._book.file, part)
        known = any(row.id == record.id for row in rows)
        new = tuple(record if row.id == record.id else row for row in rows)
        changed: dict[str, Any] = {part: new if known else (*rows, record)}
        name = self._name(record)
        self.change(name, replace(self._book.file, **changed), save=True)
        select(record.id)

    def remove(self, records: Sequence[Row | None]) -> None:
        """Take rows away; the toast puts them back."""
        gone = {record.id for record in records if record is not None}
        file = self._book.file
        left = replace(
            file,
            losses=tuple(row for row in file.losses if row.id not in gone),
            prepaid=tuple(row for row in file.prepaid if row.id not in gone),
        )
        one = records[0] if len(records) == 1 else None
        name = f"移除{self._name(one)}" if one is not None else f"移除 {len(gone)} 项"
        step = self.change(name, left, save=True)
        if step is not None:
            self._book.desk.notify.say(f"已{name}", undo=partial(self.undo_step, step))

    def _name(self, record: Row) -> str:
        if isinstance(record, Prepaid):
            return record.purpose or "已付款"
        view = self._book.view
        items = (view.around.items or {}) if view is not None else {}
        return items[record.item].label if record.item in items else "损失项目"

    # --- dialogs ------------------------------------------------------------------------------

    def open_loss(self, loss: Loss, select: Select) -> None:
        """All that can be said of one item."""
        view = self._book.view
        if view is None:
            return
        sheet = LossSheet(
            loss,
            victims_of_case(self._book.file),
            view.around.items or {},
            reckoned=self.reckoned,
        )
        sheet.kept.connect(partial(self._kept, select))
        sheet.removed.connect(self._removed)
        self._book.desk.notify.sheet.emit(sheet)

    def open_paid(self, paid: Prepaid, select: Select) -> None:
        """A payment; one without a key is new."""
        file = self._book.file
        payers = [(p.id, wording.display_name(p)) for p in file.parties]
        fresh = "" if paid.id else "登记"
        sheet = PrepaidSheet(paid, payers, victims_of_case(file), fresh=fresh)
        sheet.kept.connect(partial(self._kept, select))
        sheet.removed.connect(self._removed)
        self._book.desk.notify.sheet.emit(sheet)

    def _kept(self, select: Select, record: Row) -> None:
        self.keep(record, select)

    def _removed(self, record: Row) -> None:
        self.remove([record])

    def reckoned(self, loss: Loss) -> Money | None:
        """What the rules make of one loss, None where facts are missing."""
        view, file = self._book.view, self._book.file
        if view is None or view.sums is None:
            return None
        rows = tuple(loss if row.id == loss.id else row for row in file.losses)
        if loss.id not in {row.id for row in rows}:
            rows = (*rows, loss)
        tried = live_view(view, replace(file, losses=rows))
        line = lines_of(tried.file, tried.reckoning).get(loss.id)
        return line.amount if line is not None else None

    def open_paste(self, pasted: Pasted, victim: str, select: Select) -> None:
        """Show what was copied before it is taken."""
        view, file = self._book.view, self._book.file
        assert view is not None
        present: dict[str, Money] = {}
        for loss in file.losses:
            if loss.party_id == victim:
                present[loss.item] = present.get(loss.item, ZERO) + loss.amount
        several = len({row.party_id for row in file.losses}) > 1
        names = dict(victims_of_case(file))
        whom = names.get(victim, "") if several or len(names) > 1 else ""
        sheet = PasteSheet(pasted, view.around.items or {}, present, whom=whom)
        sheet.taken.connect(partial(self._paste, victim, select))
        self._book.desk.notify.sheet.emit(sheet)

    def _paste(
        self, victim: str, select: Select, rows: tuple[PastedRow, ...], replacing: bool
    ) -> None:
        view, file = self._book.view, self._book.file
        if view is None:
            return
        made = losses_from(
            rows,
            view.around.items or {},
            case_id=file.case.id,
            party_id=victim,
            position=max((x.position for x in file.losses), default=0),
        )
        items = {loss.item for loss in made}
        stay = tuple(
            x for x in file.losses if not (replacing and x.party_id == victim and x.item in items)
        )
        name = f"粘贴 {len(made)} 项"
        step = self.change(name, replace(file, losses=(*stay, *made)), save=True)
        if step is not None:
            self._book.desk.notify.say(f"已{name}", undo=partial(self.undo_step, step))
            select(made[0].id)

"""What one does to an injury besides filling in its form: stays, further grades, dependants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import CaseDependant, Injury, Treatment
from mediation_app.domain.parties import Party
from ui.screens.case.book import CaseBook
from ui.screens.case.injury_parts import DependantSheet, Grades, with_grades
from ui.screens.case.treatment import TreatmentSheet


class InjuryActs(QObject):
    """Edits the book; ``show`` is called when rows came or went."""

    def __init__(self, book: CaseBook, show: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.book, self._show = book, show
        self._blanks: dict[str, Injury] = {}

    def blank(self, party: Party) -> Injury:
        """The injury that comes into being with the first keystroke, always the same one."""
        if party.id not in self._blanks:
            made = Injury(id=new_id(), case_id=self.book.case_id, party_id=party.id)
            self._blanks[party.id] = made
        return self._blanks[party.id]

    def set_grades(self, party: Party, rows: Grades) -> None:
        """The further grades and what each adds."""
        if self.book.can_edit:
            injury = injury_of(self.book.file, party) or self.blank(party)
            self.book.edit(with_injury(self.book.file, with_grades(injury, rows)))

    # --- stays ----------------------------------------------------------------------------------

    def open_stay(self, party: Party, key: str) -> None:
        """One stay, or a new one for a key that is not known."""
        if not self.book.can_edit:
            return
        file = self.book.file
        injury = injury_of(file, party)
        if injury is None:
            injury = self.blank(party)
            self.book.edit(with_injury(file, injury))
        known = next((t for t in file.treatments if t.id == key), None)
        stay = known or Treatment(id=new_id(), case_id=file.case.id, injury_id=injury.id)
        sheet = TreatmentSheet(stay, file, fresh="" if known else "加入")
        self._open(sheet, "treatments", "一次治疗已移除")

    # --- dependants -------------------------------------------------------------------------------

    def open_dependant(self, party: Party, key: str, wanted: str = "") -> None:
        """One dependant, or a new one for a key that is not known."""
        if not self.book.can_edit:
            return
        file = self.book.file
        known = next((row for row in file.dependants if row.id == key), None)
        place = max((row.position for row in file.dependants), default=0) + 1
        row = known or CaseDependant(
            id=new_id(), case_id=file.case.id, party_id=party.id, position=place
        )
        sheet = DependantSheet(row, fresh="" if known else "加入", wanted=wanted)
        self._open(sheet, "dependants", "一名被扶养人已移除")

    def remove_dependant_by_key(self, key: str) -> None:
        """Delete on a row."""
        row = next((each for each in self.book.file.dependants if each.id == key), None)
        if row is not None and self.book.can_edit:
            self._remove("dependants", "一名被扶养人已移除", row)

    # --- rows of the case -------------------------------------------------------------------------

    def _open(self, sheet: TreatmentSheet | DependantSheet, part: str, gone: str) -> None:
        sheet.kept.connect(partial(self._keep, part))
        sheet.removed.connect(partial(self._remove, part, gone))
        self.book.desk.notify.sheet.emit(sheet)

    def _keep(self, part: str, record: Any) -> None:
        rows = getattr(self.book.file, part)
        known = any(each.id == record.id for each in rows)
        new = tuple(record if each.id == record.id else each for each in rows)
        self._set(part, new if known else (*rows, record))

    def _remove(self, part: str, gone: str, record: Any) -> None:
        rows = getattr(self.book.file, part)
        self._set(part, tuple(each for each in rows if each.id != record.id))
        self.book.desk.notify.say(gone, undo=partial(self._put_back, part, record))

    def _put_back(self, part: str, record: Any) -> None:
        again = replace(record, id=new_id(), version=0)
        self._set(part, (*getattr(self.book.file, part), again))

    def _set(self, part: str, rows: tuple[Any, ...]) -> None:
        changed: dict[str, Any] = {part: rows}
        self.book.edit(replace(self.book.file, **changed))
        self._show()


def injury_of(file: CaseFile, party: Party) -> Injury | None:
    """The injury of a party, if there is one."""
    return next((i for i in file.injuries if i.party_id == party.id), None)


def with_injury(file: CaseFile, injury: Injury) -> CaseFile:
    """The file with this injury, new or changed."""
    known = any(i.id == injury.id for i in file.injuries)
    rows = tuple(injury if i.id == injury.id else i for i in file.injuries)
    return replace(file, injuries=rows if known else (*rows, injury))

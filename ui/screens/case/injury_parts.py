"""Under the injury: the other disability grades as chips, the dependants as rows with a dialog."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from mediation_app.domain.calendar import full_years
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import CaseDependant, Injury, Outcome, SupportKind
from mediation_app.domain.moments import local_day
from ui.screens.case.agreement_parts import LineRows
from ui.screens.case.fieldform import F, Group
from ui.screens.case.loss_sheets import RecordSheet
from ui.screens.case.party_forms import GRADES
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, row
from ui.widgets.chips import FilterChip
from ui.widgets.flow import FlowLayout

NEW = "new"
MOST_INCREMENT = 10
Grades = tuple[tuple[str, str], ...]  # grade and what it adds, both as stored; "" = by the rule
DEPENDANT: tuple[F | Group, ...] = (
    F("name", "姓名", required=True),
    F("relation", "关系", hint="儿子、母亲"),
    F("kind", "情形", "choice", SupportKind),
    F("birth_date", "出生日期", "date", required=True),
    F("payers", "扶养人数", "int", note="人，含受害人"),
)


def grade_word(grade: str) -> str:
    """``十级`` for ``10``."""
    return next((text for number, text in GRADES if str(number) == grade), grade)


class GradesRow(QWidget):
    """``其他等级``: a chip per further grade. A click or Enter changes what it adds, Delete takes
    it away; ``changed(rows)`` with all of them."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("其他伤残等级")
        self._rows: Grades = ()
        self._may_edit = True
        self._chips: list[FilterChip] = []
        self._label = Label("其他等级", role="body", tone="text2")
        self._flow_box = QWidget()
        self._flow = FlowLayout(self._flow_box, gap=8)
        self.add_button = Button("加一处", kind="link", icon="plus", on_click=self._open_add)
        self.add_button.setAccessibleName("加一处其他伤残等级")
        self._flow.addWidget(self.add_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        across = row(self._label, gap=8)
        across.addWidget(self._flow_box, 1)
        outer.addLayout(across)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._label.setFixedSize(look().px(88), look().px(32))

    def rows(self) -> Grades:
        """What is shown."""
        return self._rows

    def show_injury(self, injury: Injury | None, *, edit: bool) -> None:
        """Show the further grades; nothing where there is no first one."""
        further = injury.further_grades if injury is not None else ()
        given = injury.grade_increments if injury is not None else ()
        rows = tuple((g, given[n] if n < len(given) else "") for n, g in enumerate(further))
        self._may_edit = edit
        self.add_button.setVisible(edit)
        if rows != self._rows or len(self._chips) != len(rows):
            self._rows = rows
            self._rebuild()
        for chip in self._chips:
            chip.setEnabled(edit)
        first = injury is not None and injury.disability_grade is not None
        self.setVisible(first or bool(rows))

    def _rebuild(self) -> None:
        held = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), -1)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for place, (grade, added) in enumerate(self._rows):
            word = f"+{added}%" if added else "按规则附加"
            chip = FilterChip(str(place), grade_word(grade), word, self._flow_box)
            chip.setAccessibleName(f"其他伤残等级：{grade_word(grade)}，{word}")
            chip.setToolTip("Enter 改附加指数，Delete 移除")
            chip.edited.connect(self._open_increment)
            chip.removed.connect(self._remove)
            self._flow.insert(place, chip)
            chip.show()
            self._chips.append(chip)
        if held >= 0:
            goal = self._chips[min(held, len(self._chips) - 1)] if self._chips else self.add_button
            goal.setFocus(Qt.FocusReason.OtherFocusReason)

    def make_add_menu(self) -> QMenu:
        """A grade each."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, text in reversed(GRADES):
            menu.addAction(text).triggered.connect(partial(self.add, str(number)))
        return menu

    def make_increment_menu(self, place: int) -> QMenu:
        """What one further grade adds."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("按规则附加").triggered.connect(partial(self.set_increment, place, ""))
        for percent in range(MOST_INCREMENT + 1):
            act = menu.addAction(f"附加 {percent}%")
            act.triggered.connect(partial(self.set_increment, place, str(percent)))
        menu.addSeparator()
        menu.addAction("移除").triggered.connect(partial(self._remove, str(place)))
        return menu

    def _open_add(self) -> None:
        at = self.add_button.mapToGlobal(QPoint(0, self.add_button.height()))
        self.make_add_menu().popup(at)

    def _open_increment(self, key: str) -> None:
        if self._may_edit:
            chip = self._chips[int(key)]
            menu = self.make_increment_menu(int(key))
            menu.popup(chip.mapToGlobal(QPoint(0, chip.height())))

    def add(self, grade: str, _checked: object = None) -> None:
        """One more grade, adding what the rule says."""
        self._set((*self._rows, (grade, "")))

    def set_increment(self, place: int, added: str, _checked: object = None) -> None:
        """Another percentage for one grade; empty for the rule's."""
        rows = list(self._rows)
        rows[place] = (rows[place][0], added)
        self._set(tuple(rows))

    def _remove(self, key: str, _checked: object = None) -> None:
        if self._may_edit:
            place = int(key)
            self._set((*self._rows[:place], *self._rows[place + 1 :]))

    def _set(self, rows: Grades) -> None:
        self._rows = rows
        self._rebuild()
        self.changed.emit(rows)

    def focus(self) -> bool:
        """Put the focus on the first chip, or on the button."""
        goal: QWidget = self._chips[0] if self._chips else self.add_button
        goal.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def with_grades(injury: Injury, rows: Grades) -> Injury:
    """The injury with these; no increments at all where the rule decides every one."""
    given = tuple(added for _, added in rows)
    return replace(
        injury,
        further_grades=tuple(grade for grade, _ in rows),
        grade_increments=given if any(given) else (),
    )


# Dependants -----------------------------------------------------------------------------------------


class DependantRows(LineRows):
    """``acted(key)`` opens one or, with ``new``, another; Insert adds, Delete asks to remove."""

    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("被扶养人", parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.acted.emit(NEW)
        elif event.key() == Qt.Key.Key_Delete:
            held = QApplication.focusWidget()
            key = next((k for k, button in self._acts.items() if button is held), "")
            if key and key != NEW:
                self.removed.emit(key)
        else:
            super().keyPressEvent(event)


def asks_dependants(file: CaseFile, injury: Injury | None, party_id: str) -> bool:
    """Whether dependants matter: a death, a disability, an item of the kind, or some are there."""
    if any(row.party_id == party_id for row in file.dependants):
        return True
    if any(loss.party_id == party_id and loss.item == "dependants" for loss in file.losses):
        return True
    if injury is None:
        return False
    return injury.outcome is Outcome.DEAD or injury.disability_grade is not None


def dependant_rows(
    file: CaseFile, injury: Injury | None, party_id: str, *, edit: bool
) -> list[tuple[str, str, str, str, str, str]]:
    """A row per dependant, and one to add another."""
    rows = []
    base = None
    if injury is not None:
        dead = injury.outcome is Outcome.DEAD and injury.died_at is not None
        base = local_day(injury.died_at) if dead and injury.died_at else injury.disability_on
    for each in file.dependants:
        if each.party_id != party_id:
            continue
        words = [each.relation, "未成年" if each.kind is SupportKind.MINOR else "无劳动能力"]
        if each.birth_date is None:
            words.append("出生日期未填写")
        elif base is not None and each.birth_date <= base:
            words.append(f"{full_years(each.birth_date, base)} 周岁")
        else:
            words.append(f"{each.birth_date.isoformat()} 出生")
        words.append(f"{each.payers} 人扶养")
        text = "，".join(word for word in words if word)
        tone = "warn" if each.birth_date is None else "text2"
        rows.append((each.id, "user", tone, each.name or "未填姓名", text, "改" if edit else ""))
    if edit:
        rows.append((NEW, "", "text3", "", "", "加一名被扶养人"))
    return rows


class DependantSheet(RecordSheet):
    """One dependant of a victim."""

    def __init__(self, row: CaseDependant, *, fresh: str = "", wanted: str = "") -> None:
        title = "加一名被扶养人" if fresh else "被扶养人"
        super().__init__(title, row, DEPENDANT, fresh=fresh)
        self._wanted = wanted
        self.form.show_record(row)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part(self._wanted if self.form.has(self._wanted) else "name")
        return field

    def missing(self) -> dict[str, str]:
        found = {}
        if not self.form.value("name"):
            found["name"] = "姓名未填写"
        if self.form.value("birth_date") is None:
            found["birth_date"] = "出生日期未填写，年限由它得出"
        if not self.form.value("payers"):
            found["payers"] = "扶养人数至少 1 人"
        return found

"""The parties: a card each, and the form of the one that is chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QWidget

from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury
from mediation_app.domain.parties import IdKind, Party, PartyKind, PartyRole, Side
from mediation_app.messages import text_of_reason
from ui.screens.case import party_forms as tables
from ui.screens.case import wording
from ui.screens.case.agreement_parts import LineRows
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import RecordForm
from ui.screens.case.injury_acts import InjuryActs, injury_of, with_injury
from ui.screens.case.injury_parts import (
    NEW,
    DependantRows,
    Grades,
    GradesRow,
    asks_dependants,
    dependant_rows,
)
from ui.screens.case.party_facts import id_facts, name_warning, rides
from ui.screens.case.party_sheet import PartySheet
from ui.screens.case.party_use import KINDS, references
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.treatment import stay_rows
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.empty_state import EmptyState

R = PartyRole


class PartiesSection(ScrolledSection):
    """Cards, form, add, remove."""

    def __init__(self, book: CaseBook) -> None:
        self.remove = Button("移除", kind="quiet", icon="trash-2", on_click=self._remove)
        super().__init__(book, "当事人", self.remove)
        self.cards = ChoiceCards("当事人", add="加一方")
        self.cards.chosen.connect(self._card_chosen)
        self.cards.add_wanted.connect(self.open_add_menu)
        self._strip = QScrollArea()
        self._strip.setWidgetResizable(True)
        self._strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cards.setProperty("plane", "surface")
        self._strip.setWidget(self.cards)
        self._strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._strip)
        self._sheets: dict[str, PartySheet] = {}
        self._sheet: PartySheet | None = None
        self.injuries = InjuryActs(book, self._show_again, self)
        self._empty = EmptyState(
            "还没有当事人",
            "登记申请人和被申请人，保险公司和代理人也在这里。",
            sign="plus",
            others=(("加一方", "user-plus", self.open_add_menu),),
        )
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        self._current = ""
        follow_look(self._size_strip)

    def _size_strip(self) -> None:
        """One row of cards; room for the bar where they do not fit."""
        px = look().px
        cards = len(self.book.file.parties) if self.book.is_loaded else 0
        tight = cards * px(104) + px(52) > self._strip.width()
        self._strip.setFixedHeight(px(74 if tight else 60))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_strip()

    # --- showing ------------------------------------------------------------------------------

    @property
    def party(self) -> Party | None:
        """The party whose form is shown."""
        return self.book.file.party(self._current) if self.book.is_loaded else None

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        if file.party(self._current) is None:
            self._current = file.parties[0].id if file.parties else ""
        problems = self._problems(view)
        self.cards.set_choices(
            [
                Choice(
                    key=party.id,
                    name=wording.short_name(wording.display_name(party)),
                    note=wording.role_note(party, file),
                    errors=len(problems.get(party.id, ({}, {}))[0]),
                    warnings=len(problems.get(party.id, ({}, {}))[1]),
                )
                for party in file.parties
            ],
            self._current,
        )
        self._size_strip()
        QTimer.singleShot(0, self._show_current_card)
        lacks = sum(len(errors) for errors, _ in problems.values())
        count = f"{len(file.parties)} 方" if file.parties else ""
        self.note.setText(f"{count}，缺 {lacks} 项" if lacks else count)
        can = self.book.can_edit
        self.remove.setVisible(bool(file.parties) and can)
        self._empty.setVisible(not file.parties)
        self._strip.setVisible(bool(file.parties))
        self._show_party(view, problems)

    def _show_current_card(self) -> None:
        for card in self.cards.findChildren(QPushButton):
            if getattr(card, "current", False):
                self._strip.ensureWidgetVisible(card)

    def _show_party(
        self, view: CaseView, problems: dict[str, tuple[dict[str, str], dict[str, str]]]
    ) -> None:
        party = self.party
        sheet = self._sheet_for(party) if party is not None else None
        if sheet is not self._sheet:
            if self._sheet is not None:
                self._sheet.hide()
            self._sheet = sheet
            if sheet is not None:
                sheet.show()
        if party is None or sheet is None:
            return
        file = self.book.file
        injury = injury_of(file, party)
        extra = tables.split_roles(party)
        ethnic = [(name, name) for name in view.around.ethnic]
        others = [(p.id, wording.display_name(p)) for p in file.parties if p.id != party.id]
        errors, warnings = problems.get(party.id, ({}, {}))
        for form in sheet.forms:
            if form.has("ethnicity"):
                form.set_choices("ethnicity", ethnic)
            if form.has("represents_id"):
                form.set_choices("represents_id", others)
            if form.has("gender"):
                derived = party.id_kind is IdKind.RESIDENT and bool(party.id_number)
                form.row_of("gender").setVisible(not derived)
                form.row_of("identity_unknown").setVisible(not derived)
            if form.has("outcome"):
                hurt = injury is not None or party.is_a(R.VICTIM)
                form.setVisible(hurt)
                if sheet.stays is not None:
                    sheet.stays.setVisible(hurt)
                    sheet.stays.set_rows(stay_rows(file, injury, edit=self.book.can_edit))
                self._show_injury_parts(sheet, party, injury)
                form.show_record(injury or self.injuries.blank(party))
            else:
                if form.has("ride_vehicle_id"):
                    self._show_ride(form, party)
                form.show_record(party, extra)
            form.set_read_only(not self.book.can_edit)
            form.set_problems(errors, warnings)
        self._show_facts(party, view)

    def _show_ride(self, form: RecordForm, party: Party) -> None:
        """The vehicle somebody sat in is asked of passengers only."""
        form.setVisible(rides(party))
        vehicles = [(v.id, v.plate or v.kind.label) for v in self.book.file.vehicles]
        form.set_choices("ride_vehicle_id", [("", "未定"), *vehicles])

    def _show_injury_parts(self, sheet: PartySheet, party: Party, injury: Injury | None) -> None:
        """Further grades behind a first one, dependants where somebody is disabled or dead."""
        file, can = self.book.file, self.book.can_edit
        if sheet.grades is not None:
            sheet.grades.show_injury(injury, edit=can)
        if sheet.dependants is not None:
            rows = dependant_rows(file, injury, party.id, edit=can)
            sheet.dependants.set_rows(rows)
            sheet.dependants.setVisible(asks_dependants(file, injury, party.id))

    def _show_facts(self, party: Party, view: CaseView) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        form = sheet.form_of("name")
        if form is None:
            return
        rare = name_warning(party.name)
        form.row_of("name").facts.set_facts((), rare, tone="warn")
        if form.has("id_number"):
            facts, source, tone = id_facts(party, self.book.file, view)
            if tone != "ok" and form.row_of("id_number").error():
                source = ""  # said already under the field
            chips = self._facts[id(form)]
            chips.set_facts(facts, source, tone=tone)
            chips.parentWidget().setVisible(bool(facts or source))

    def _sheet_for(self, party: Party) -> PartySheet:
        shape = "unit" if party.kind is PartyKind.ORGANISATION else "person"
        if party.represents_id or party.is_a(R.AGENT, R.GUARDIAN):
            shape = "stand_in"
        found = self._sheets.get(shape)
        if found is None:
            found = self._make_sheet(shape)
            self._sheets[shape] = found
            self.body.insertWidget(self.body.count() - 1, found)
        return found

    _facts: dict[int, Any]

    def _make_sheet(self, shape: str) -> PartySheet:
        if not hasattr(self, "_facts"):
            self._facts = {}
        if shape == "unit":
            forms = [RecordForm(tables.UNIT), RecordForm(tables.ACCOUNT)]
        else:
            first = RecordForm(tables.IDENTITY)
            self._facts[id(first)] = first.add_facts()
            rest = tables.PERSON if shape == "person" else tables.STAND_IN
            first.extend(rest)
            forms = [first]
            if shape == "person":
                forms += [RecordForm(tables.RIDE), RecordForm(tables.INJURY)]
            forms.append(RecordForm(tables.ACCOUNT))
        for form in forms:
            form.touched.connect(self._touched)
        if shape != "person":
            return PartySheet(*forms)
        stays, grades, dependants = LineRows("治疗"), GradesRow(), DependantRows()
        stays.acted.connect(self._open_stay)
        grades.changed.connect(self._grades_changed)
        dependants.acted.connect(self._open_dependant)
        dependants.removed.connect(self.injuries.remove_dependant_by_key)
        return PartySheet(*forms, stays=stays, grades=grades, dependants=dependants)

    def _problems(self, view: CaseView) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        """Errors and warnings by party and field."""
        found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        owners = {injury.id: injury.party_id for injury in self.book.file.injuries}
        owners |= {row.id: row.party_id for row in self.book.file.dependants}
        for reason in (*view.blocking, *view.warnings):
            head, *rest = reason.place.split("/")
            if not rest or head not in ("parties", "injuries", "dependants"):
                continue
            who = owners.get(rest[0], rest[0])
            into = found.setdefault(who, ({}, {}))
            name = rest[1] if len(rest) > 1 and head != "dependants" else reason.code + rest[0]
            into[0 if reason.blocking else 1].setdefault(name, text_of_reason(reason))
        for path, text in self.book.errors.items():
            parts = path.split(".")
            if parts[0] in ("parties", "injuries") and len(parts) > 2:
                who = owners.get(parts[1], parts[1])
                found.setdefault(who, ({}, {}))[0][parts[2]] = text
        return found

    # --- editing ------------------------------------------------------------------------------

    def _touched(self, _key: str = "") -> None:
        party, sheet = self.party, self._sheet
        if party is None or sheet is None:
            return
        file = self.book.file
        values: dict[str, Any] = {}
        new = party
        injury = injury_of(file, party)
        for form in sheet.forms:
            if form.has("outcome"):
                blank = self.injuries.blank(party)
                filled = form.filled(injury or blank)
                if injury is not None or not _same(filled, blank):
                    file = with_injury(file, filled)
                continue
            new = form.filled(new)
            for name in ("traffic", "other_roles", "stands_as"):
                if form.has(name):
                    values[name] = form.value(name)
        new = replace(new, roles=tables.joined_roles(values, party.roles))
        parties = tuple(new if p.id == new.id else p for p in file.parties)
        if self.book.view is not None:
            self.book.edit(replace(file, parties=parties))
            self._show_facts(new, self.book.view)
            self._show_injury_parts(sheet, new, injury_of(self.book.file, new))
            ride = sheet.form_of("ride_vehicle_id")
            if ride is not None:
                self._show_ride(ride, new)

    def _show_again(self) -> None:
        if self.book.view is not None:
            self.show_case(self.book.view)

    def _open_stay(self, key: str) -> None:
        if self.party is not None:
            self.injuries.open_stay(self.party, key)

    def _grades_changed(self, rows: Grades) -> None:
        if self.party is not None:
            self.injuries.set_grades(self.party, rows)

    def _open_dependant(self, key: str) -> None:
        if self.party is not None:
            self.injuries.open_dependant(self.party, key)

    # --- cards --------------------------------------------------------------------------------

    def _card_chosen(self, key: str) -> None:
        self._current = key
        self.book.save_quietly()
        if self.book.view is not None:
            self.show_case(self.book.view)
        self.pane.verticalScrollBar().setValue(0)

    def open_add_menu(self) -> None:
        """What kind of party comes in."""
        menu = self.make_add_menu()
        menu.popup(self._strip.mapToGlobal(QPoint(self._strip.width() // 3, look().px(60))))

    def make_add_menu(self) -> QMenu:
        """One entry per kind of party."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, values in KINDS:
            menu.addAction(text).triggered.connect(partial(self._add, values))
        menu.addSeparator()
        menu.addAction("身份不明的人").triggered.connect(
            partial(
                self._add,
                {
                    "roles": (R.VICTIM.value,),
                    "side": Side.APPLICANT,
                    "identity_unknown": True,
                    "id_kind": IdKind.NONE,
                    "name": "",
                },
            )
        )
        return menu

    def _add(self, values: dict[str, Any], _checked: object = None) -> None:
        if not self.book.can_edit:
            return
        file = self.book.file
        party = Party(id=new_id(), case_id=file.case.id, position=len(file.parties) + 1, **values)
        if party.is_a(R.AGENT, R.GUARDIAN) and file.parties:
            first = next((p for p in file.parties if not p.represents_id), file.parties[0])
            party = replace(party, represents_id=first.id, side=first.side)
        self.book.edit(replace(file, parties=(*file.parties, party)))
        self._current = party.id
        if self.book.view is not None:
            self.show_case(self.book.view)
        self.go_to((party.id, "name"))

    def _remove(self) -> None:
        party = self.party
        if party is None:
            return
        file = self.book.file
        used = references(file, party.id)
        name = wording.display_name(party)
        if used:
            self.book.desk.notify.tell(
                f"{name}不能移除", f"还用在{'、'.join(used)}里，先在那里改掉。"
            )
            return
        gone = tuple(i for i in file.injuries if i.party_id == party.id)
        self.book.edit(
            replace(
                file,
                parties=tuple(p for p in file.parties if p.id != party.id),
                injuries=tuple(i for i in file.injuries if i.party_id != party.id),
            )
        )
        self._current = ""
        if self.book.view is not None:
            self.show_case(self.book.view)
        self.book.desk.notify.say(f"{name}已移除", undo=partial(self._put_back, party, gone))

    def _put_back(self, party: Party, injuries: tuple[Injury, ...]) -> None:
        file = self.book.file
        again = replace(party, id=new_id(), version=0)
        hurt = tuple(replace(i, id=new_id(), version=0, party_id=again.id) for i in injuries)
        self.book.edit(
            replace(file, parties=(*file.parties, again), injuries=(*file.injuries, *hurt))
        )
        self._current = again.id
        if self.book.view is not None:
            self.show_case(self.book.view)

    # --- places -------------------------------------------------------------------------------

    def go_to(self, place: tuple[str, ...]) -> bool:
        file = self.book.file
        parts = [part for part in place if part not in ("injuries", "parties")]
        if parts and parts[0] == "dependants":
            return self._go_to_dependant(parts[1:])
        if not parts:
            return False
        owners = {injury.id: injury.party_id for injury in file.injuries}
        who = owners.get(parts[0], parts[0])
        if not self._turn_to(who):
            return False
        name = parts[1] if len(parts) > 1 else "name"
        sheet = self._sheet
        if sheet is None:
            return False
        if name in ("further_grades", "grade_increments") and sheet.grades is not None:
            self._bring(sheet.grades)
            return sheet.grades.focus()
        field = self._field_for(name)
        form = sheet.form_of(field)
        if form is None:
            return False
        form.show()  # a check may ask for what the form does not put by itself
        QTimer.singleShot(0, form, partial(form.focus, field))  # when it has found its place
        return form.focus(field)

    def _field_for(self, name: str) -> str:
        """The field that answers a place: what follows from the ID number is changed there."""
        party = self.party
        if name in ("gender", "birth_date") and party is not None:
            derived = party.id_kind is IdKind.RESIDENT and bool(party.id_number)
            return "id_number" if derived else name
        return "outcome" if name == "injury" else name

    def _turn_to(self, who: str) -> bool:
        if self.book.file.party(who) is None:
            return False
        if who != self._current:
            self._current = who
            self._show_again()
        return True

    def _go_to_dependant(self, rest: list[str]) -> bool:
        """``dependants/<id>/birth_date``, or ``dependants`` alone: whoever needs some."""
        file = self.book.file
        row = next((each for each in file.dependants if rest and each.id == rest[0]), None)
        if row is not None and self._turn_to(row.party_id) and self.party is not None:
            self.injuries.open_dependant(self.party, row.id, rest[1] if len(rest) > 1 else "")
            return True
        have = {each.party_id for each in file.dependants}
        for loss in file.losses:
            if loss.item == "dependants" and loss.party_id not in have:
                self._turn_to(loss.party_id)
        sheet = self._sheet
        if sheet is None or sheet.dependants is None:
            return False
        sheet.dependants.show()
        self._bring(sheet.dependants)
        return sheet.dependants.focus_on(NEW)

    def _bring(self, widget: QWidget) -> None:
        """Into view, when everything has found its place."""
        QTimer.singleShot(0, widget, partial(self.pane.ensureWidgetVisible, widget))

    def first_focus(self) -> QWidget | None:
        form = self._sheet.form_of("name") if self._sheet is not None else None
        if form is None:
            return None
        field: QWidget = form.part("name")
        return field


def _same(one: Injury, other: Injury) -> bool:
    return replace(one, id="") == replace(other, id="")

"""The parties: a card each, and the form of the one that is chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QWidget

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.parties import IdKind, Party, PartyKind, PartyRole, Side
from mediation_app.messages import text_of_reason
from ui.screens.case import party_forms as tables
from ui.screens.case import wording
from ui.screens.case.agreement_parts import LineRows
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import RecordForm
from ui.screens.case.party_facts import id_facts, name_warning
from ui.screens.case.party_sheet import PartySheet
from ui.screens.case.party_use import KINDS, references
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.treatment import TreatmentSheet, stay_rows
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
        self._blanks: dict[str, Injury] = {}
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
        injury = _injury_of(file, party)
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
                form.show_record(injury or self._blank_injury(party))
            else:
                form.show_record(party, extra)
            form.set_read_only(not self.book.can_edit)
            form.set_problems(errors, warnings)
        self._show_facts(party, view)

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
                forms.append(RecordForm(tables.INJURY))
            forms.append(RecordForm(tables.ACCOUNT))
        for form in forms:
            form.touched.connect(self._touched)
        stays = None
        if shape == "person":
            stays = LineRows("治疗")
            stays.acted.connect(self._open_stay)
        return PartySheet(*forms, stays=stays)

    def _problems(self, view: CaseView) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        """Errors and warnings by party and field."""
        found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        owners = {injury.id: injury.party_id for injury in self.book.file.injuries}
        for reason in (*view.blocking, *view.warnings):
            head, *rest = reason.place.split("/")
            if not rest or head not in ("parties", "injuries"):
                continue
            who = owners.get(rest[0], rest[0])
            into = found.setdefault(who, ({}, {}))
            name = rest[1] if len(rest) > 1 else reason.code
            into[0 if reason.blocking else 1].setdefault(name, text_of_reason(reason))
        for path, text in self.book.errors.items():
            parts = path.split(".")
            if parts[0] == "parties" and len(parts) > 2:
                found.setdefault(parts[1], ({}, {}))[0][parts[2]] = text
        return found

    # --- editing ------------------------------------------------------------------------------

    def _touched(self, _key: str = "") -> None:
        party, sheet = self.party, self._sheet
        if party is None or sheet is None:
            return
        file = self.book.file
        values: dict[str, Any] = {}
        new = party
        injury = _injury_of(file, party)
        for form in sheet.forms:
            if form.has("outcome"):
                blank = self._blank_injury(party)
                filled = form.filled(injury or blank)
                if injury is not None or not _same(filled, blank):
                    file = _with_injury(file, filled)
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

    def _blank_injury(self, party: Party) -> Injury:
        """The injury that comes into being with the first keystroke, always the same one."""
        if party.id not in self._blanks:
            blank = Injury(id=new_id(), case_id=self.book.case_id, party_id=party.id)
            self._blanks[party.id] = blank
        return self._blanks[party.id]

    # --- treatment ----------------------------------------------------------------------------

    def _open_stay(self, key: str) -> None:
        party = self.party
        if party is None or not self.book.can_edit:
            return
        file = self.book.file
        injury = _injury_of(file, party)
        if injury is None:
            injury = self._blank_injury(party)
            self.book.edit(_with_injury(file, injury))
        known = next((t for t in file.treatments if t.id == key), None)
        stay = known or Treatment(id=new_id(), case_id=file.case.id, injury_id=injury.id)
        sheet = TreatmentSheet(stay, file, fresh="" if known else "加入")
        sheet.kept.connect(self._keep_stay)
        sheet.removed.connect(self._remove_stay)
        self.book.desk.notify.sheet.emit(sheet)

    def _keep_stay(self, stay: Treatment) -> None:
        rows = self.book.file.treatments
        known = any(t.id == stay.id for t in rows)
        new = tuple(stay if t.id == stay.id else t for t in rows)
        self._set_stays(new if known else (*rows, stay))

    def _remove_stay(self, stay: Treatment) -> None:
        self._set_stays(tuple(t for t in self.book.file.treatments if t.id != stay.id))
        self.book.desk.notify.say("一次治疗已移除", undo=partial(self._stay_back, stay))

    def _stay_back(self, stay: Treatment) -> None:
        self._set_stays((*self.book.file.treatments, replace(stay, id=new_id(), version=0)))

    def _set_stays(self, rows: tuple[Treatment, ...]) -> None:
        self.book.edit(replace(self.book.file, treatments=rows))
        if self.book.view is not None:
            self.show_case(self.book.view)

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
        if not parts:
            return False
        owners = {injury.id: injury.party_id for injury in file.injuries}
        who = owners.get(parts[0], parts[0])
        if file.party(who) is None:
            return False
        if who != self._current:
            self._current = who
            if self.book.view is not None:
                self.show_case(self.book.view)
        name = parts[1] if len(parts) > 1 else "name"
        form = self._sheet.form_of(name) if self._sheet is not None else None
        return form is not None and form.focus(name)

    def first_focus(self) -> QWidget | None:
        form = self._sheet.form_of("name") if self._sheet is not None else None
        if form is None:
            return None
        field: QWidget = form.part("name")
        return field


def _injury_of(file: CaseFile, party: Party) -> Injury | None:
    return next((i for i in file.injuries if i.party_id == party.id), None)


def _same(one: Injury, other: Injury) -> bool:
    return replace(one, id="") == replace(other, id="")


def _with_injury(file: CaseFile, injury: Injury) -> CaseFile:
    known = any(i.id == injury.id for i in file.injuries)
    rows = tuple(injury if i.id == injury.id else i for i in file.injuries)
    return replace(file, injuries=rows if known else (*rows, injury))

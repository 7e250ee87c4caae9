"""The case page: head, section nav, the section, the checks at the right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.errors import AppError, FieldClash
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.events import Changes
from ui.layout import Height, LayoutMode, Width
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.head import CaseHead
from ui.screens.case.sections import SECTIONS, Section, SectionEntry, section_of
from ui.screens.case.view import CaseView
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Label, line
from ui.widgets.checks_panel import ChecksPanel, FoldedChecks
from ui.widgets.focus import tab_stops
from ui.widgets.section_nav import Section as NavSection
from ui.widgets.section_nav import SectionNav


class CaseScreen(Screen):
    """``case/{id}/{section?}?at=<place in the section>``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self.book = CaseBook(desk, session, self)
        self._mode = LayoutMode(Width.WIDE, Height.FULL)
        self._sections: dict[str, Section] = {}
        self._key = SECTIONS[0].key
        self._at: tuple[str, ...] | None = None
        self._unfolded = False
        self._placed = False
        self.head = CaseHead()
        self.nav = SectionNav()
        self.nav.setProperty("plane", "surface")
        self.stack = QStackedWidget()
        self.waiting = Label("", role="body", tone="text2")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.waiting.setProperty("plane", "surface")
        self.stack.addWidget(self.waiting)
        self.checks = ChecksPanel()
        self.sides = QStackedWidget()
        self.sides.addWidget(self.checks)
        self.folded = FoldedChecks()
        self._plane = QWidget()
        self._plane.setProperty("plane", "surface")
        self._across = across = QHBoxLayout(self._plane)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.nav)
        across.addWidget(line(True))
        across.addWidget(self.stack, 1)
        across.addWidget(self.sides)
        across.addWidget(self.folded)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self._plane, 1)
        self._connect()
        self._show_nav(None)

    def _connect(self) -> None:
        book = self.book
        book.changed.connect(self._changed)
        book.saving_changed.connect(self.save_state_changed)
        book.notice.connect(self._say)
        book.clashed.connect(self._clashed)
        book.refused.connect(self._refused)
        book.lost.connect(self._lost)
        self.nav.chosen.connect(self._section_chosen)
        self.checks.chosen.connect(self._problem_chosen)
        self.folded.clicked.connect(self._toggle_fold)
        self.head.next_wanted.connect(self.take_next)
        self.head.step_wanted.connect(self.take)
        self.head.place_wanted.connect(self._section_chosen)
        self._keyed: dict[int, Any] = {}
        self._bind("F8", self._next_problem)
        self._bind("Shift+F8", self._previous_problem)
        self._bind("Ctrl+S", self._save_now)
        self._numbers: dict[int, int] = {}
        for number in range(1, 10):
            shortcut = self._bind(f"Alt+{number}", self._go_number)
            self._numbers[id(shortcut)] = number

    def _bind(self, sequence: str, act: Any) -> QShortcut:
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._pressed)
        self._keyed[id(shortcut)] = act
        return shortcut

    def _pressed(self) -> None:
        """Keys of the page rest while a dialog lies over it."""
        focus = QApplication.focusWidget()
        while focus is not None and not isinstance(focus, Sheet):
            focus = focus.parentWidget()
        if focus is None:
            self._keyed[id(self.sender())]()

    # --- coming and going ---------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        at = address.get("at")
        self._at = tuple(at.split("/")) if at else None
        self._placed = bool(at)
        wanted = places.get("section", "") or self._key
        key = section_of(wanted).key
        if self.book.is_loaded and places["id"] != self.book.case_id:
            self._leave_section()
            self.book.save_quietly()
        fresh = places["id"] != self.book.case_id or not self.book.is_loaded
        if fresh:
            self.stack.setCurrentWidget(self.waiting)
        self.book.open(places["id"])
        self._choose(key)
        if self.book.is_loaded and not fresh:
            self.book.reload()

    def refresh(self, changes: Changes) -> None:
        concerns = getattr(changes, "concerns_case", None)
        if concerns is None or concerns(self.book.case_id):
            self.book.reload()

    def save_view(self) -> dict[str, object] | None:
        self._leave_section()
        self.book.save_quietly()
        return {"section": self._key}

    def restore_view(self, state: Mapping[str, object]) -> None:
        wanted = state.get("section")
        if isinstance(wanted, str) and self._at is None:
            self._choose(wanted)

    def crumbs(self) -> tuple[Crumb, ...]:
        case = self.book.file.case if self.book.is_loaded else None
        text = "案件"
        if case is not None:
            text = f"{case.number_year}-{case.serial:04d}" if case.serial else "未编号"
        return (Crumb("案件", Address.of("cases")), Crumb(text))

    def keys(self) -> tuple[Key, ...]:
        section = self._sections.get(self._key)
        own = section.keys() if section is not None else ()
        if own:
            return own
        return (
            Key("Ctrl Enter", "下一步"),
            Key("F8", "下一处问题"),
            Key("Alt 1—9", "栏目"),
            Key("Ctrl S", "保存"),
            Key("Ctrl Z", "撤销"),
        )

    def help_topic(self) -> str:
        return f"case/{self._key}"

    def panes(self) -> tuple[QWidget, ...]:
        return (self.head, self.nav, self.stack, self.sides)

    def first_focus(self) -> QWidget | None:
        if self._placed:
            focus = QApplication.focusWidget()
            return focus if focus is not None and self.isAncestorOf(focus) else None
        section = self._sections.get(self._key)
        shown = section is not None and self.stack.currentWidget() is section
        focus = section.first_focus() if section is not None and shown else None
        if focus is None and section is not None and shown:
            focus = next(iter(tab_stops(section)), None)
        return focus or next(iter(tab_stops(self.nav)), self.nav)

    def primary_action(self) -> None:
        self.take_next()

    # --- showing ------------------------------------------------------------------------------

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self._unfolded = False
        self.head.set_layout_mode(mode)
        self.nav.set_icons_only(mode.width is Width.NARROW)
        for section in self._sections.values():
            section.set_layout_mode(mode)
        self._lay_sides()

    def _lay_sides(self) -> None:
        wide = self._mode.width is Width.WIDE
        section = self._sections.get(self._key)
        own = section.side() if section is not None else None
        if own is not None and wide and self.sides.indexOf(own) < 0:
            self.sides.addWidget(own)
        show_own = own is not None and wide and not self._unfolded
        self.sides.setCurrentWidget(own if show_own and own is not None else self.checks)
        self.sides.setFixedWidth(look().px(436 if show_own else 296))
        self._float_sides(floating=self._unfolded and (not wide or own is not None))
        whole = section is not None and section.whole
        self.sides.setVisible(not whole and (wide or self._unfolded))
        self.folded.setVisible(not whole and (not wide or own is not None))

    def _float_sides(self, *, floating: bool) -> None:
        """Unfolded where there is no room, the checks lie over the form."""
        at = self._across.indexOf(self.sides)
        if floating and at >= 0:
            self._across.removeWidget(self.sides)
        elif not floating and at < 0:
            self._across.insertWidget(self._across.indexOf(self.folded), self.sides)
        self._place_sides()

    def _place_sides(self) -> None:
        if self._across.indexOf(self.sides) < 0:
            wide = self.sides.width()
            left = self._plane.width() - look().px(36) - wide
            self.sides.setGeometry(left, 0, wide, self._plane.height())
            self.sides.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self._place_sides)

    def _toggle_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._lay_sides()

    def _changed(self) -> None:
        view = self.book.view
        if view is None:
            return
        first = self.stack.currentWidget() is self.waiting
        if first:
            self._choose(self._key)
        self.head.show_case(view)
        items = wording.check_items(view)
        self.checks.set_checks(
            items, must_title=self._must_title(view), passed=wording.passed(view), scope="全案"
        )
        self.folded.set_counts(*self.checks.counts())
        self._show_nav(view)
        section = self._sections.get(self._key)
        if section is not None:
            section.show_case(view)
        self._lay_sides()
        self.title_changed.emit()
        self._go_at()
        if first and not self._placed and self.isVisible():
            self._focus_section()

    def _focus_section(self) -> None:
        """After the case has come: into the section, unless somebody went elsewhere meanwhile."""
        held = QApplication.focusWidget()
        if held is None or held is self.nav or self.nav.isAncestorOf(held):
            focus = self.first_focus()
            if focus is not None:
                focus.setFocus()

    def _must_title(self, view: CaseView) -> str:
        if view.drafts_next:
            return "拟定协议前必须处理"
        if view.next is not None:
            return f"{view.next.step.label}前必须处理"
        return "必须处理"

    def _show_nav(self, view: CaseView | None) -> None:
        self.nav.set_sections(tuple(self._nav_section(entry, view) for entry in SECTIONS))

    def _nav_section(self, entry: SectionEntry, view: CaseView | None) -> NavSection:
        if view is None:
            return NavSection(key=entry.key, name=entry.name, icon=entry.icon, group=entry.group)
        must = sum(bool(r.place) and section_of(r.place) is entry for r in view.blocking)
        may = sum(bool(r.place) and section_of(r.place) is entry for r in view.warnings)
        filled = entry.filled is not None and entry.filled(view)
        note = entry.note(view) if entry.note is not None else ""
        return NavSection(
            key=entry.key,
            name=entry.name,
            icon=entry.icon,
            errors=must,
            warnings=0 if must else may,
            done=filled and not must and not may,
            note="" if must or may else note,
            group=entry.group,
        )

    def _choose(self, key: str) -> None:
        entry = next(entry for entry in SECTIONS if entry.key == section_of(key).key)
        if entry.key != self._key:
            self._leave_section()
        self._key = entry.key
        self.nav.set_current(entry.key)
        if not self.book.is_loaded:
            return
        section = self._sections.get(entry.key)
        if section is None:
            section = entry.make(self.book)
            section.set_layout_mode(self._mode)
            self._sections[entry.key] = section
            self.stack.addWidget(section)
        if self.book.view is not None:
            section.show_case(self.book.view)
        self.stack.setCurrentWidget(section)
        self._lay_sides()
        self.keys_changed.emit()
        self._go_at()

    def _leave_section(self) -> None:
        section = self._sections.get(self._key)
        focus = QApplication.focusWidget()
        if section is not None:
            if focus is not None and section.isAncestorOf(focus):
                finished = getattr(focus, "editingFinished", None)
                if finished is not None:
                    finished.emit()
            section.leave()

    def _go_at(self) -> None:
        at, self._at = self._at, None
        section = self._sections.get(self._key)
        if at is None or section is None or not self.book.is_loaded:
            self._at = at
            return
        section.go_to(at)

    def _section_chosen(self, key: str) -> None:
        self._leave_section()
        self.book.save_quietly()
        self.desk.navigator.replace(Address.of("case", self.book.case_id, key))
        self._choose(key)

    def _go_number(self) -> None:
        self.nav.choose_number(self._numbers[id(self.sender())])
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- problems -----------------------------------------------------------------------------

    def _next_problem(self) -> None:
        self.checks.next_problem(1)

    def _previous_problem(self) -> None:
        self.checks.next_problem(-1)

    def _problem_chosen(self, place: str) -> None:
        self.go_to_place(place)

    def go_to_place(self, place: str) -> None:
        """Open the section of a place and put the focus there."""
        entry = section_of(place)
        head, *rest = place.replace(".", "/").split("/")
        self._at = tuple(rest) if head == entry.key else (head, *rest)
        if entry.key != self._key:
            self.desk.navigator.replace(Address.of("case", self.book.case_id, entry.key))
        self._choose(entry.key)

    def _refused(self, path: str) -> None:
        self.go_to_place(path.replace(".", "/"))

    # --- saving -------------------------------------------------------------------------------

    def _save_now(self) -> None:
        self._leave_section()
        self.book.save()

    def _say(self, text: str) -> None:
        self.desk.notify.say(text, undo=self.book.forget_typing)

    def _lost(self, error: AppError) -> None:
        self.waiting.setText("这个案件打不开")
        self.desk.notify.trouble(error)

    def _clashed(self, clashes: tuple[FieldClash, ...], who: str, when: str) -> None:
        from ui.dialogs.conflict import ConflictSheet, present

        places = {wording.place_words(f"parties/{c.record_id}", self.book.file) for c in clashes}
        where = places.pop() if len(places) == 1 else ""
        show = partial(wording.clash_words, self.book.file)
        sheet = ConflictSheet(present(clashes, show=show), who=who, when=when, where=where)
        sheet.resolved.connect(self.book.settle_clashes)
        self.desk.notify.sheet.emit(sheet)

    # --- steps --------------------------------------------------------------------------------

    def take_next(self) -> None:
        """The filled button: the next step of this case."""
        view = self.book.view
        if view is None:
            return
        if view.drafts_next:
            self._leave_section()
            self.book.save(self._draft_agreement)
        elif view.next is not None and self.head.next.isEnabled():
            self.take(view.next.step.event)

    def _draft_agreement(self) -> None:
        self._at = ("draft",)
        self._choose("agreement")

    def take(self, event: str) -> None:
        """Open the dialog of a step."""
        self._leave_section()
        self._event = event
        self.book.save(self._open_step)

    def _open_step(self) -> None:
        from ui.screens.case.take_step import step_sheet

        sheet = step_sheet(self.book, self._event, parent=self)
        if sheet is not None:
            self.desk.notify.sheet.emit(sheet)

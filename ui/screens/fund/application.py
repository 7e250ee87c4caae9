"""The page of one application: form, bill, materials, review, recovery; the sum beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mediation_app.domain.fund_materials import missing_codes
from mediation_app.domain.refund_rules import unfinished
from mediation_app.domain.workflow.engine import Offer
from mediation_app.errors import AppError, FieldClash
from mediation_app.messages import text_of_reason
from ui.desk import Desk
from ui.dialogs.step_dialog import StepSheet
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.fund.book import FundBook
from ui.screens.fund.columns import short
from ui.screens.fund.head import ApplicationHead, next_offer
from ui.screens.fund.refund_banner import RefundBanner
from ui.screens.fund.refund_steps import RefundSteps, adjusting
from ui.screens.fund.section_bill import BillSection
from ui.screens.fund.section_form import FormSection, place_of, problems_of
from ui.screens.fund.section_materials import MaterialsSection
from ui.screens.fund.section_recovery import RecoverySection
from ui.screens.fund.section_refunds import RefundsSection
from ui.screens.fund.section_review import ReviewSection
from ui.screens.fund.section_story import StorySection
from ui.screens.fund.sections import FundSection
from ui.screens.fund.side import SumsPanel
from ui.session import Session
from ui.theme import follow_look, look
from ui.widgets.basics import line
from ui.widgets.section_nav import Section, SectionNav
from ui.widgets.shortcuts import bind

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import FundFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome

_SECTIONS: tuple[tuple[str, str, str, int], ...] = (
    ("form", "申请表", "file-text", 0),
    ("bill", "费用清单", "table", 0),
    ("materials", "申请材料", "paperclip", 0),
    ("review", "审核结论", "file-check", 1),
    ("recovery", "追偿", "undo-2", 1),
    ("refunds", "多付退款", "hand-coins", 1),
    ("story", "办理经过", "history", 2),
    ("sums", "计算与期限", "calculator", 2),
)
_MAKERS: dict[str, Callable[[FundBook], FundSection]] = {
    "form": FormSection, "bill": BillSection, "materials": MaterialsSection,
    "review": ReviewSection, "recovery": RecoverySection, "story": StorySection,
    "refunds": RefundsSection,
}  # fmt: skip
_SECTION_OF = {"bill": "bill", "materials": "materials", "findings": "review", "review": "review",
               "recovery": "recovery", "refunds": "refunds", "story": "story", "sums": "sums"}  # fmt: skip
# Decisions about money are taken where the evidence lies beside them.
_AT_APPROVALS = frozenset(
    {"check_pass", "check_to_meeting", "approve", "order_payment", "confirm_paid", "reorder"}
)
_CASE_PLACES = frozenset({"vehicles", "policies", "parties", "accident", "losses", "treatments"})


class ApplicationScreen(Screen):
    """``fund/{id}?at=<field or section>``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self.book = FundBook(desk, session, self)
        self._session = session
        self._mode: LayoutMode | None = None
        self._key = "form"
        self._at = ""
        self._problem = -1
        self._sections: dict[str, FundSection] = {}
        self._build()
        self._connect()

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        self.head = ApplicationHead(
            take=self.take_next, menu=self.open_menu, open_case=self._open_case
        )
        self.next, self.why, self.more = self.head.next, self.head.why, self.head.more
        self.nav = SectionNav()
        self.nav.setProperty("plane", "surface")
        self.stack = QStackedWidget()
        self.waiting = QWidget()
        self.waiting.setProperty("plane", "surface")
        self.stack.addWidget(self.waiting)
        self.refunds = RefundSteps(self.book, self)
        self.banner = RefundBanner(
            register=self._register_refund, look_at=partial(self._choose, "refunds")
        )
        self.side = SumsPanel(self.book)
        self._side_frame = QFrame()
        self._side_frame.setProperty("frame", "left")
        beside = QVBoxLayout(self._side_frame)
        beside.setContentsMargins(1, 0, 0, 0)
        beside.addWidget(self.side)
        plane = QWidget()
        plane.setProperty("plane", "surface")
        across = QHBoxLayout(plane)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.nav)
        across.addWidget(line(True))
        across.addWidget(self.stack, 1)
        across.addWidget(self._side_frame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.banner)
        outer.addWidget(plane, 1)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._side_frame.setFixedWidth(look().px(400))

    def _connect(self) -> None:
        book = self.book
        book.changed.connect(self._changed)
        book.reckoned.connect(self._reckoned)
        book.saving_changed.connect(self.save_state_changed)
        book.notice.connect(self._say)
        book.clashed.connect(self._clashed)
        book.refused.connect(self.go_to_place)
        book.lost.connect(self._lost)
        self.nav.chosen.connect(self._choose)
        self.side.place_wanted.connect(self.go_to_place)
        bind(self, "Ctrl+S", self._save_now)
        bind(self, "F8", partial(self._next_problem, 1))
        bind(self, "Shift+F8", partial(self._next_problem, -1))
        for number in range(1, 9):
            bind(self, f"Alt+{number}", partial(self._go_number, number))

    # --- coming and going ---------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        if self.book.found is not None and places["id"] != self.book.application_id:
            self._leave()
            self.book.save()
            self.stack.setCurrentWidget(self.waiting)
        self._at = self.book.coming_from(address)
        self.book.open(places["id"])

    def refresh(self, changes: Changes) -> None:
        case = self.book.found.view.case.case.id if self.book.found else ""
        concerns = getattr(changes, "concerns_case", None)
        if self.book.application_id and (concerns is None or concerns(case)):
            self.book.open(self.book.application_id)

    def save_view(self) -> dict[str, object]:
        self._leave()
        if self.book.found is not None:
            self.book.save()
        return {"section": self._key}

    def restore_view(self, state: Mapping[str, object]) -> None:
        wanted = state.get("section")
        if isinstance(wanted, str) and not self._at:
            self._key = wanted
            if self.book.found is not None:
                self._choose(wanted)

    def _leave(self) -> None:
        focus = QApplication.focusWidget()
        section = self._sections.get(self._key)
        if section is None:
            return
        if focus is not None and section.isAncestorOf(focus):
            finished = getattr(focus, "editingFinished", None)
            if finished is not None:
                finished.emit()
        section.leave()

    def crumbs(self) -> tuple[Crumb, ...]:
        number = self.book.view.file.application.number if self.book.found else ""
        return (
            Crumb("基金", Address.of("fund")),
            Crumb(f"救助 {short(number)}" if number else "申请"),
        )

    def keys(self) -> tuple[Key, ...]:
        if self._key == "bill" and self.book.found is not None and self.book.review_open:
            return (
                Key("Space", "核准"), Key("1—9", "核减"), Key("P", "按单价"), Key("S", "同类照此"),
                Key("N", "下一未核定"), Key("Ctrl Z", "撤销"), Key("F8", "下一处问题"),
            )  # fmt: skip
        return (
            Key("Ctrl Enter", "下一步"),
            Key("F8", "下一处问题"),
            Key("Alt 1—8", "栏目"),
            Key("Ctrl S", "保存"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        return (self.nav, self.stack, self.side)

    def _go_number(self, number: int) -> None:
        """Alt+1…8: the section, and the focus into it."""
        self.nav.choose_number(number)
        self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def first_focus(self) -> QWidget:
        section = self._sections.get(self._key)
        return (section.first_focus() if section is not None else None) or self.nav

    # --- showing ------------------------------------------------------------------------------

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self.nav.set_icons_only(mode.width is Width.NARROW)
        self.head.set_layout_mode(mode)
        for section in self._sections.values():
            section.set_layout_mode(mode)
        self._lay_side()
        self._relook()
        if self.book.found is not None:
            self._show_head()
            self._show_nav()
            if mode.width is Width.WIDE and self._key == "sums":
                self._choose("form")

    def _lay_side(self) -> None:
        wide = self._mode is None or self._mode.width is Width.WIDE
        self._side_frame.setVisible(wide)
        if wide:
            if self.stack.indexOf(self.side) >= 0:
                self.stack.removeWidget(self.side)
                layout = self._side_frame.layout()
                assert layout is not None
                layout.addWidget(self.side)
            self.side.show()
        elif self.stack.indexOf(self.side) < 0:
            self.stack.addWidget(self.side)

    def _changed(self) -> None:
        self._show_head()
        self._show_nav()
        self.side.show_book()
        section = self._sections.get(self._key)
        if section is not None:
            section.show_book()
        if self.stack.currentWidget() is self.waiting:
            self._choose(self._key)
        self.title_changed.emit()
        self.keys_changed.emit()
        if self._at:
            at, self._at = self._at, ""
            self.go_to_place(at)

    def _reckoned(self) -> None:
        self.side.show_sums()

    def _show_head(self) -> None:
        self.head.show_view(self.book.view)
        if self.book.found is not None:
            found = self.book.found.refunds
            self.banner.show_refunds(found, may=adjusting(self.book) is not None)

    def _next_offer(self) -> Offer | None:
        return next_offer(self.book.view)

    def _show_nav(self) -> None:
        file = self.book.file
        wide = self._mode is None or self._mode.width is Width.WIDE
        counts: dict[str, int] = {}
        for reason in problems_of(self.book):
            key = self._section_of(place_of(reason)) if reason.place else ""
            counts[key] = counts.get(key, 0) + 1
        notes = {
            "bill": str(len(file.bill_lines) or ""),
            "materials": f"{self.book.view.completeness.percent}%" if file.materials else "",
            "refunds": str(len(unfinished(file)) or ""),
        }
        shown = []
        for key, name, sign, group in _SECTIONS:
            if self._absent(key) or (key == "sums" and wide):
                continue
            errors = counts.get(key, 0)
            note = "" if errors else notes.get(key, "")
            shown.append(
                Section(key=key, name=name, icon=sign, errors=errors, note=note, group=group)
            )
        self.nav.set_sections(tuple(shown))
        self.nav.set_current(self._key)

    def _choose(self, key: str) -> None:
        if self.book.found is None:
            return
        if self._absent(key):
            key = "form"
        if key != self._key:
            self._leave()
        self._key = key
        self.nav.set_current(key)
        if key == "sums":
            self.stack.setCurrentWidget(self.side)
            return
        section = self._sections.get(key)
        if section is None:
            section = _MAKERS[key](self.book)
            if self._mode is not None:
                section.set_layout_mode(self._mode)
            self._sections[key] = section
            self.stack.addWidget(section)
        section.show_book()
        self.stack.setCurrentWidget(section)
        self.keys_changed.emit()

    def _absent(self, key: str) -> bool:
        """Sections that come with the payment."""
        found = self.book.found
        if key == "refunds":
            return found is None or found.refunds is None
        return key == "recovery" and not self.book.file.recoveries

    def _register_refund(self) -> None:
        """A refund, filled in with what the banner speaks of."""
        self._leave()
        self.book.save(self.refunds.adjust)

    @staticmethod
    def _section_of(place: str) -> str:
        return _SECTION_OF.get(place, "form")

    def go_to_place(self, place: str) -> None:
        """A field, a section, or a place in the case (``fund/<id>/notice_number``, ``vehicles``)."""
        parts = [part for part in place.split("/") if part]
        if parts[:1] == ["fund"]:
            parts = parts[2:]
        if not parts:
            return
        if parts[0] in _CASE_PLACES:
            case_id = self.book.file.application.case_id
            self.desk.navigator.go(Address.of("case", case_id, parts[0]))
            return
        key = self._section_of(parts[0])
        wide = self._mode is None or self._mode.width is Width.WIDE
        if key == "sums" and wide:
            return
        self._choose(key)
        section = self._sections.get(self._key)
        if section is not None:
            section.go_to(parts[-1])

    def _next_problem(self, by: int) -> None:
        places = [reason.place for reason in problems_of(self.book) if reason.place]
        if places:
            self._problem = (self._problem + by) % len(places)
            self.go_to_place(places[self._problem])

    # --- saving -------------------------------------------------------------------------------

    def _save_now(self) -> None:
        self._leave()
        self.book.save()

    def _say(self, text: str) -> None:
        self.desk.notify.say(text, undo=self.book.forget_typing)

    def _lost(self, error: AppError) -> None:
        self.desk.notify.trouble(error)

    def _clashed(self, clashes: tuple[FieldClash, ...]) -> None:
        from ui.dialogs.conflict import ConflictSheet, present

        sheet = ConflictSheet(present(clashes, show=_shown), who="同事", where="垫付申请")
        sheet.resolved.connect(partial(self.book.settle, clashes))
        self.desk.notify.sheet.emit(sheet)

    def _open_case(self) -> None:
        case_id = self.book.file.application.case_id
        self.desk.navigator.go(Address.of("case", case_id, "fund"))

    # --- steps --------------------------------------------------------------------------------

    def primary_action(self) -> None:
        self.take_next()

    def take_next(self) -> None:
        """The filled button."""
        offer = self._next_offer() if self.book.found is not None else None
        if offer is not None and self.next.isEnabled():
            self.take(offer.step.event)

    def take(self, event: str) -> None:
        """Open the dialog of a step, or the approvals where money is decided."""
        self._leave()
        if event in _AT_APPROVALS:
            self.book.save(
                partial(self.desk.navigator.go, Address.of("approvals", self.book.application_id))
            )
            return
        if event == "adjust":
            self._register_refund()
            return
        self.book.save(partial(self._open_step, event))

    def _open_step(self, event: str) -> None:
        offer = next((o for o in self.book.view.offers if o.step.event == event), None)
        if offer is None:
            return
        sheet = StepSheet(
            offer, today=self.book.today, choices=self._choices(offer), values=self._known(offer)
        )
        sheet.place_wanted.connect(self.go_to_place)
        sheet.taken.connect(partial(self._perform, sheet, event))
        self.desk.notify.sheet.emit(sheet)

    def _choices(self, offer: Offer) -> dict[str, tuple[tuple[str, str], ...]]:
        return {
            fact.name: tuple(
                (code, f"{code} {words}") for code, words in self.book.list_of(fact.source).items()
            )
            for fact in offer.step.needs
            if fact.source
        }

    def _known(self, offer: Offer) -> dict[str, object]:
        application = self.book.file.application
        known: dict[str, object] = {
            "complete_on": application.received_on,
            "refusal_codes": application.refusal_codes,
            "refusal_facts": application.refusal_facts,
            "meeting_number": application.meeting_number,
            "objector": application.applicant_name,
            "served_to": application.applicant_name,
            "answered": application.missing,
            "missing": missing_codes(self.book.file.materials),
        }
        names = {fact.name for fact in offer.step.needs}
        return {name: value for name, value in known.items() if name in names and value}

    def _perform(self, sheet: StepSheet, event: str, on: date, facts: dict[str, Any]) -> None:
        key = self.book.application_id

        def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
            return bench.fund.perform(me, key, event, on, facts)

        self.book.write(work, done=partial(self._done, sheet), failed=sheet.refuse)

    def _done(self, sheet: StepSheet) -> None:
        sheet.close_sheet()
        state = self.book.state.label
        self.desk.notify.say(f"已办理：{sheet.offer.step.label}，现在是{state}")

    def open_menu(self) -> None:
        """All other steps; those that cannot be taken say why."""
        if self.book.found is None:
            return
        menu = self.make_menu()
        corner = QPoint(self.more.width() - menu.sizeHint().width(), self.more.height() + 4)
        menu.popup(self.more.mapToGlobal(corner))

    def make_menu(self) -> QMenu:
        """The menu of steps, allowed ones first."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        offers = sorted(self.book.view.offers, key=lambda offer: not offer.allowed)
        for offer in offers:
            reasons = [text_of_reason(reason) for reason in offer.reasons if reason.blocking]
            text = offer.step.label
            if reasons:
                more = f"（还差 {len(reasons)} 项）" if len(reasons) > 1 else f"（{reasons[0]}）"
                text += more
            action = menu.addAction(text, partial(self.take, offer.step.event))
            codes = {reason.code for reason in offer.reasons}
            action.setEnabled(not codes & {"workflow.role", "fund.admin_no_business"})
            action.setToolTip("\n".join(reasons))
        return menu


def _shown(clash: FieldClash, value: Any) -> str:
    del clash
    if value is None or value in ((), ""):
        return ""
    label = getattr(value, "label", None)
    return str(label) if label else str(value)

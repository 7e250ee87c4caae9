"""05-approvals: queue, application, evidence, and the decision below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.errors import AppError
from mediation_app.services.fund import FundView
from ui.desk import Desk
from ui.dialogs.step_dialog import Choices, StepSheet
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.approvals import decisions, wording
from ui.screens.approvals.bill import bill_table
from ui.screens.approvals.opinion import Opinions, stored_opinion
from ui.screens.approvals.pane import ApplicationPane
from ui.screens.approvals.proofs import Proof, Proofs, pages_job, papers_of, proofs_of
from ui.screens.approvals.queue import Queue
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import IconButton, Label, row, scroll
from ui.widgets.decision_bar import DecisionBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.evidence import Evidence, EvidencePane
from ui.widgets.file_pages import FilePages
from ui.widgets.shortcuts import bind
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import FundFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.fund_queue import Approvals, QueueItem

_WAIT_MS = 60
_SOURCES = (
    "reasons.refusal", "reasons.supplement", "reasons.reduction", "reasons.overpaid",
    "reasons.return",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """One application with all that is shown of it."""

    view: FundView
    proofs: Proofs
    lists: Mapping[str, Choices]
    opinion: str = ""


def loaded(bench: Workbench, me: Actor, application_id: str) -> Loaded:
    """Read an application and its evidence, in a worker."""
    view = bench.fund.view(me, application_id)
    lists = {source: bench.fund.choices(source) for source in _SOURCES}
    return Loaded(view, proofs_of(view), lists, stored_opinion(bench, me, application_id))


def _reasons(found: Loaded) -> dict[str, str]:
    """The words of every reason a return may carry."""
    return dict(found.lists["reasons.return"]) | dict(found.lists["reasons.supplement"])


class ApprovalsScreen(Screen):
    """``approvals/{id?}``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._day = today(desk.clock)
        self._shown: Loaded | None = None
        self._id = ""
        self._asked = 0
        self.opinions = Opinions(desk, session, self)
        self._mode: LayoutMode | None = None
        self._enlarged = False
        self._side = "application"
        self._build()

    def _build(self) -> None:
        self.queue = Queue()
        self.queue.chosen.connect(self._chosen)
        self.queue.letter_pressed.connect(self._letter)
        self.queue.opened.connect(self._open_page)
        self.pane = ApplicationPane()
        self.pane.evidence_wanted.connect(self._show_proof)
        self.pane.place_wanted.connect(self._go)
        self._scroll = scroll(self.pane)
        self.empty = EmptyState(
            "没有等你办理的申请", "需要你复核、审批或拨付的申请会出现在这里", sign="check"
        )
        self._middle = QStackedWidget()
        self._middle.setProperty("plane", "surface")
        self._middle.addWidget(self._scroll)
        self._middle.addWidget(self.empty)
        blank = QWidget()
        blank.setProperty("plane", "surface")
        self._middle.addWidget(blank)
        self._middle.setCurrentWidget(blank)
        self.evidence = EvidencePane()
        self.evidence.wanted.connect(self._load_pages)
        self.bar = DecisionBar()
        self.bar.decided.connect(self._decide)
        self.bar.opinion.changed.connect(self._keep_opinion)
        self.bar.hide()
        self._switcher()
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._middle, 1)
        across.addWidget(self.evidence)
        body = QVBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.switch)
        body.addLayout(across, 1)
        body.addWidget(self.bar)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.queue)
        outer.addLayout(body, 1)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._load_view)
        bind(self, "Ctrl+B", self._send_back)

    def _switcher(self) -> None:
        """Instead of the queue where it is narrow."""
        self.switch = QFrame()
        self.switch.setProperty("frame", "bottom")
        self.switch_text = Label("", role="strong")
        self.sides = Segments("申请或证据", (("application", "申请"), ("evidence", "证据")))
        self.sides.chosen.connect(self._choose_side)
        back = IconButton("chevron-left", "上一件", on_click=partial(self.queue.step, -1))
        on = IconButton("chevron-right", "下一件", on_click=partial(self.queue.step, 1))
        inside = row(back, self.switch_text, on, None, self.sides)
        inside.setContentsMargins(look().px(16), look().px(4), look().px(16), look().px(4))
        self.switch.setLayout(inside)
        self.switch.hide()

    # --- loading ------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del address
        self._id = places.get("id", "") or self._id
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("FundApplication") or changes.touches("Attachment"):
            self._load()

    def _load(self) -> None:
        self.desk.tasks.read(
            self,
            self._session.job(lambda bench, me: bench.fund.approvals(me)),
            done=self._show_queue,
        )

    def _show_queue(self, found: Approvals) -> None:
        self._day = today(self.desk.clock)
        wanted = self._id
        if wanted and not any(item.application_id == wanted for item in found.waiting):
            done = any(item.application_id == wanted for item in found.done)
            other = any(item.application_id == wanted for item in found.elsewhere)
            self.queue.tabs.set_current("mine" if other else "done" if done else "all")
        self.queue.put(found, self._day)
        if not self.queue.select(wanted) and (not wanted or self._shown is not None):
            self._id = self.queue.current_id()
        if self._id:
            self._load_view()
        else:
            self._show_nothing()

    def _chosen(self, item: QueueItem) -> None:
        if item.application_id != self._id:
            self._keep_opinion()
            self._id = item.application_id
            self.desk.navigator.replace(Address.of("approvals", self._id))
            self._wait.start()

    def _load_view(self) -> None:
        self._asked += 1
        asked, wanted = self._asked, self._id

        def work(bench: Workbench, me: Actor) -> tuple[int, Loaded]:
            return asked, loaded(bench, me, wanted)

        self.desk.tasks.read(self, self._session.job(work), done=self._loaded, failed=self._lost)

    def _lost(self, error: AppError) -> None:
        self._show_nothing()
        self.desk.notify.trouble(error)

    def _loaded(self, answer: tuple[int, Loaded]) -> None:
        asked, found = answer
        if asked == self._asked:
            self._show(found)

    # --- showing ------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self._shown = None
        self._middle.setCurrentWidget(self.empty)
        self.evidence.set_items((), nothing="")
        self.bar.set_decisions([])
        self._lay_out()
        self.title_changed.emit()

    def _show(self, found: Loaded) -> None:
        before = self._shown
        self._shown = found
        view = found.view
        same = before is not None and before.view.file.application.id == view.file.application.id
        self._middle.setCurrentWidget(self._scroll)
        bar = decisions.bar_of(view, self._session.actor.name)
        open_ones = [d for d in bar.decisions if not d.barred]
        self.pane.show_view(
            view,
            today=self._day,
            evidence=found.proofs.names(),
            me=(self._session.actor.name, self._seat_now(view) if open_ones else ""),
            reductions=dict(found.lists["reasons.reduction"]),
            returns=_reasons(found),
        )
        self.bar.set_decisions(bar.decisions, hint=bar.hint)
        self.bar.opinion.set_value(self.opinions.of(view.file.application.id, found.opinion))
        if not same or before is None or before.view.case.attachments != view.case.attachments:
            self._show_evidence(found)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)
        place, count = self.queue.place()
        self.switch_text.setText(f"{wording.title(view).split(' ')[0]}  {place}/{count}")
        self._lay_out()
        self.title_changed.emit()
        self.keys_changed.emit()

    def _seat_now(self, view: FundView) -> str:
        seats = {"review1": "经办", "submitted": "经办", "verify": "经办", "review2": "复核",
                 "approval": "审批", "collective": "审批", "approved": "拨付", "to_pay": "拨付",
                 "pay_failed": "拨付", "dispute": "会审"}  # fmt: skip
        return seats.get(view.file.application.state.value, "")

    def _show_evidence(self, found: Loaded) -> None:
        items = [
            Evidence(key=p.key, name=p.name, note=p.note, turns=p.is_file)
            for p in found.proofs.items
        ]
        self.evidence.set_items(items, nothing="没有附件。材料扫描后在申请页加入")
        if found.view.file.bill_lines:
            table = bill_table(found.view, dict(found.lists["reasons.reduction"]))
            self.evidence.put_widget("bill", table)
        asked, view = self._asked, found.view

        def work(bench: Workbench, me: Actor) -> tuple[int, tuple[Proof, ...]]:
            return asked, papers_of(bench, me, view)

        self.desk.tasks.read(self, self._session.job(work), done=self._add_papers)

    def _add_papers(self, answer: tuple[int, tuple[Proof, ...]]) -> None:
        asked, papers = answer
        shown = self._shown
        if asked != self._asked or shown is None:
            return
        self._shown = replace(shown, proofs=Proofs((*shown.proofs.items, *papers)))
        self.evidence.extend([Evidence(key=p.key, name=p.name, note=p.note) for p in papers])

    def _show_proof(self, code: str) -> None:
        if self._shown is not None:
            self.evidence.choose(self._shown.proofs.key_of(code))
            if self._mode is not None and self._mode.width is Width.NARROW:
                self._choose_side("evidence")

    def _load_pages(self, key: str, turn: int) -> None:
        shown = self._shown
        proof = shown.proofs.find(key) if shown is not None else None
        if shown is None or proof is None:
            return
        self._pages(shown.view, proof, turn, first=True)

    def _pages(self, view: FundView, proof: Proof, turn: int, *, first: bool) -> None:
        job = self._session.job(pages_job(view.case.case.id, proof, turn, first=first))
        run = self.desk.tasks.write if proof.is_file and first else self.desk.tasks.read
        run(self, job, done=partial(self._put_pages, view, proof, turn), failed=self._no_pages)

    def _put_pages(self, view: FundView, proof: Proof, turn: int, pages: FilePages) -> None:
        self.evidence.put(proof.key, turn, pages.document, pages.total)
        if pages.document is not None and len(pages.document.pages) < min(pages.total, 60):
            self._pages(view, proof, turn, first=False)

    def _no_pages(self, error: AppError) -> None:
        from mediation_app.messages import text_of

        self.evidence.put(self.evidence.current(), 0, None, 0)
        self.evidence.message.setText(text_of(error))

    # --- deciding -----------------------------------------------------------------------------

    def _keep_opinion(self) -> None:
        if self._shown is not None:
            self.opinions.put(self._shown.view.file.application.id, self.bar.opinion.value())

    def _decide(self, key: str, opinion: str) -> None:
        """A button of the bar: only opens the dialog that asks."""
        shown = self._shown
        if shown is None:
            return
        choices = self._choices(shown, key)
        sheet = decisions.sheet_of(shown.view, key, opinion, today=self._day, choices=choices)
        if sheet is None:
            return
        event = "approve" if key == decisions.PARTIAL else key
        sheet.place_wanted.connect(self._go)
        sheet.taken.connect(partial(self._take, sheet, shown.view, event))
        self.desk.notify.sheet.emit(sheet)

    def _choices(self, shown: Loaded, key: str) -> dict[str, Choices]:
        event = "approve" if key == decisions.PARTIAL else key
        offer = next((o for o in shown.view.offers if o.step.event == event), None)
        if offer is None:
            return {}
        return {
            fact.name: [(code, f"{code} {words}") for code, words in shown.lists[fact.source]]
            for fact in offer.step.needs
            if fact.source in shown.lists
        }

    def _take(
        self, sheet: StepSheet, view: FundView, event: str, on: date, facts: dict[str, object]
    ) -> None:
        application_id = view.file.application.id

        def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
            return bench.fund.perform(me, application_id, event, on, facts)

        self.desk.tasks.write(
            self,
            self._session.job(work),
            done=partial(self._taken, sheet, sheet.offer.step.label),
            failed=sheet.refuse,
        )

    def _taken(self, sheet: StepSheet, label: str, outcome: Outcome[FundFile]) -> None:
        sheet.close_sheet()
        application = outcome.value.application
        self.opinions.drop(application.id)
        self.bar.clear()
        number = wording.short(application.number)
        which = f"救助 {number} " if number else ""
        self.desk.notify.say(f"{which}已办理：{label}，现在是{application.state.label}")
        self.desk.bus.publish(outcome.changes, self)
        self._id = ""
        self._load()

    def _send_back(self) -> None:
        button = self._back_button()
        if button is not None and button.isEnabled():
            self._decide(button.objectName(), self.bar.opinion.value())

    def _back_button(self) -> QWidget | None:
        """The button that gives the application back, when there is one."""
        if self.bar.isHidden():
            return None
        found = (self.bar.button(key) for key in ("return_to_check", "send_back", "bank_return"))
        return next((button for button in found if button is not None), None)

    def primary_action(self) -> None:
        self.bar.decide_primary()

    # --- going --------------------------------------------------------------------------------

    def _open_page(self, thing: object) -> None:
        del thing
        if self._id:
            self.desk.navigator.go(Address.of("fund", self._id))

    def _go(self, place: str) -> None:
        """A reason's place: on the application's page or in the case."""
        if self._shown is None:
            return
        parts = [part for part in place.split("/") if part]
        application = self._shown.view.file.application
        if not parts or parts[0] in ("fund", "materials", "findings", "bill"):
            rest = "/".join(parts[2:]) if parts[:1] == ["fund"] else "/".join(parts)
            query = {"at": rest} if rest else {}
            self.desk.navigator.go(Address.of("fund", application.id, **query))
        else:
            at = "/".join(parts[1:])
            query = {"at": at} if at else {}
            self.desk.navigator.go(Address.of("case", application.case_id, parts[0], **query))

    def _letter(self, letter: str) -> None:
        if letter in ("j", "k"):
            self.queue.step(1 if letter == "j" else -1)
        elif letter == "z":
            self._enlarge()
        elif letter.isdigit():
            self.evidence.choose_number(int(letter))
            if self._mode is not None and self._mode.width is Width.NARROW:
                self._choose_side("evidence")

    def _enlarge(self) -> None:
        self._enlarged = not self._enlarged
        self._lay_out()

    def _choose_side(self, side: str) -> None:
        self._side = side
        self.sides.set_value(side)
        self._lay_out()

    # --- the window asks ----------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        if self._shown is None:
            return (Crumb("审批"),)
        number = self._shown.view.file.application.number
        text = f"救助 {wording.short(number)}" if number else "未编号"
        return (Crumb("审批", Address.of("approvals")), Crumb(text))

    def keys(self) -> tuple[Key, ...]:
        words = self.bar.words()
        decide = (Key("Ctrl Enter", words),) if words else ()
        back = (Key("Ctrl B", "退回"),) if self._back_button() is not None else ()
        return (
            Key("J K", "下一件、上一件"),
            Key("1—9", "证据"),
            *decide,
            *back,
            Key("Z", "放大证据"),
            Key("Enter", "打开申请"),
        )

    def first_focus(self) -> QWidget:
        narrow = self._mode is not None and self._mode.width is Width.NARROW
        return self.sides if narrow else self.queue.list

    def panes(self) -> tuple[QWidget, ...]:
        return tuple(
            pane
            for pane in (self.queue.list, self._scroll, self.evidence.view, self.bar)
            if pane.isVisible()
        )

    def save_view(self) -> dict[str, object]:
        self._keep_opinion()
        self.opinions.save()
        return {"id": self._id}

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self.pane.set_padding(mode.padding)
        self._lay_out()

    def _lay_out(self) -> None:
        mode = self._mode
        if mode is None:
            return
        px = look().px
        narrow = mode.width is Width.NARROW
        wide = mode.width is Width.WIDE
        self.queue.setVisible(not narrow and not self._enlarged)
        self.queue.setFixedWidth(px(264 if wide else 220))
        held = self.switch.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.switch.setVisible(narrow)
        if held and not narrow:
            self.queue.list.setFocus()
        evidence_only = self._enlarged or (narrow and self._side == "evidence")
        there = self._shown is not None
        self.evidence.setVisible(there and (not narrow or evidence_only))
        self._middle.setVisible(not evidence_only or not there)
        if evidence_only:
            self.evidence.setMinimumWidth(0)
            self.evidence.setMaximumWidth(16_777_215)
        else:
            self.evidence.setFixedWidth(px(500 if wide else 420))

"""救助基金 in the case: who may be helped and why, applications, and what is owed back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import ApplicantKind, FundKind, FundState
from mediation_app.domain.fund_screening import Answer, Screening, SituationCheck, VictimScreen
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.records import ZERO
from mediation_app.messages import text_of_reason
from ui.navigation import Address
from ui.screens.case.book import CaseBook
from ui.screens.case.fund_figures import figures_of
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.view import CaseView
from ui.theme import look
from ui.widgets.basics import Button, Card, ElidedLabel, IconMark, Label, Tag, line

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.applications import Possible
    from mediation_app.services.base import Outcome

_SIGNS = {
    Answer.YES: ("circle-check", "ok", "符合"),
    Answer.NO: ("minus", "text3", "不符合"),
    Answer.OPEN: ("circle-question-mark", "warn", "待查明"),
}
_VERDICTS = {
    Answer.YES: ("可以申请垫付", "fund"),
    Answer.OPEN: ("尚不能判断", "warn"),
    Answer.NO: ("不属于垫付范围", "neutral"),
}


class Judged(NamedTuple):
    """What the worker answers: which question, the case, who may be paid, who may apply."""

    asked: int
    file: CaseFile
    screening: Screening
    kinds: Mapping[str, tuple[Possible, ...]]


class FundSection(ScrolledSection):
    """Cards: one per victim, one for the applications."""

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book, "救助基金")
        self._cards: list[QWidget] = []
        self._holder = QVBoxLayout()
        self.body.addLayout(self._holder)
        self.body.addStretch(1)
        self._file: CaseFile | None = None
        self._asked = 0
        self._kinds: Mapping[str, tuple[Possible, ...]] = {}
        self._first: Button | None = None

    def show_case(self, view: CaseView) -> None:
        if view.file is self._file:
            return
        self._file = view.file
        self._asked += 1
        asked, file = self._asked, view.file

        def work(bench: Workbench, me: Actor) -> Judged:
            kinds = bench.applications.kinds(me, file)
            return Judged(asked, file, bench.fund.screen(me, file), kinds)

        self.book.desk.tasks.read(self, self.book.session.job(work), done=self._show)

    def _show(self, answer: Judged) -> None:
        if answer.asked != self._asked:
            return
        file, screening = answer.file, answer.screening
        self._kinds = answer.kinds
        for card in self._cards:
            self._holder.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards, self._first = [], None
        if file.funds:
            self._add(self._applications(file))
        for victim in screening.victims:
            self._add(self._victim(victim))
        if not screening.victims:
            text = "没有人员伤亡，不涉及救助基金。有人受伤或死亡时，在“当事人”中填写伤情"
            self._add(Label(text, role="table", tone="text2", wrap=True))
        count = len(screening.unclaimed)
        self.note.setText(f"{count} 人可申请，尚未申请" if count else "")

    def _add(self, card: QWidget) -> None:
        self._cards.append(card)
        self._holder.addWidget(card)
        self._holder.setSpacing(look().px(16))

    # --- applications -------------------------------------------------------------------------

    def _applications(self, file: CaseFile) -> Card:
        card = Card("垫付申请", icon="hand-coins", tone="fund")
        card.set_count(len(file.funds))
        owed = sum((f.recovery.outstanding for f in file.funds if f.recovery is not None), ZERO)
        if owed > ZERO:
            card.set_note(f"垫付未还 {format_money(owed)} 元，协议须有偿还条款")
        for place, fund in enumerate(file.funds):
            if place:
                card.body.addWidget(line())
            card.body.addWidget(self._application(file, fund))
        return card

    def _application(self, file: CaseFile, fund: FundFile) -> QWidget:
        application = fund.application
        victim = file.party(application.victim_id)
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(look().px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        name = victim.name if victim is not None and victim.name else "身份不明人员"
        words.addWidget(Label(f"{name} {application.kind.label}", role="strong"))
        number = application.number or "未编号"
        words.addWidget(
            ElidedLabel(f"{number}  {application.applicant_name}", role="caption", tone="text2")
        )
        across.addLayout(words, 1)
        amount = application.approved or application.proposed or application.claimed
        sums = QVBoxLayout()
        sums.setSpacing(0)
        caption = "批准" if application.approved else "建议" if application.proposed else "申请"
        sums.addWidget(Label(f"{caption} {format_money(amount)} 元", role="strong"))
        back = fund.recovery
        if back is not None:
            left = back.outstanding
            text = f"未还 {format_money(left)} 元" if left > ZERO else back.state.label
            sums.addWidget(Label(text, role="caption", tone="fund" if left > ZERO else "text2"))
        across.addLayout(sums)
        refused = application.state in (FundState.REFUSED, FundState.NOT_ACCEPTED)
        across.addWidget(Tag(application.state.label, "warn" if refused else "fund"))
        button = Button("打开", on_click=partial(self._open, application.id))
        button.setAccessibleName(f"打开{name}的{application.kind.label}申请")
        across.addWidget(button)
        self._first = self._first or button
        return made

    def _open(self, application_id: str) -> None:
        self.book.desk.navigator.go(Address.of("fund", application_id))

    # --- screening ----------------------------------------------------------------------------

    def _victim(self, victim: VictimScreen) -> Card:
        words, tone = _VERDICTS[victim.answer] if not victim.applied else ("已申请", "fund")
        card = Card(victim.name or "身份不明人员", icon="life-buoy",
                    tone="fund" if victim.answer is Answer.YES else "")  # fmt: skip
        card.add_head_widget(Tag(words, tone))
        card.body.addLayout(self._figures(victim))
        card.body.addWidget(line())
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(8))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(3, 1)
        for at, check in enumerate(victim.checks):
            self._check(grid, at, check)
        card.body.addLayout(grid)
        for reason in victim.excluded:
            card.body.addWidget(Label(text_of_reason(reason), role="table", tone="warn", wrap=True))
        # two situations may wait for the same fact: it is asked once
        asked = {(r.place, text_of_reason(r)): None for r in victim.missing}
        if victim.claimable:
            asked |= {(r.place, text_of_reason(r)): None for r in victim.notes}
        for place, text in asked:
            card.body.addWidget(self._missing(place, text))
        acts = self._acts(victim)
        if acts is not None:
            card.body.addWidget(acts)
        return card

    def _figures(self, victim: VictimScreen) -> QGridLayout:
        """The rescue's cost, what the compulsory cover can still pay, the window."""
        now = self.book.desk.clock.now()
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(24))
        grid.setVerticalSpacing(0)
        for at, (name, value, note, tone) in enumerate(figures_of(victim, now)):
            grid.addWidget(Label(name, role="caption", tone="text2"), 0, at)
            grid.addWidget(Label(value, role="strong", tone=tone), 1, at)
            words = ElidedLabel(note, role="caption", tone="text3")
            words.setToolTip(note)
            grid.addWidget(words, 2, at)
            grid.setColumnStretch(at, 1)
        return grid

    def _check(self, grid: QGridLayout, at: int, check: SituationCheck) -> None:
        sign, tone, word = _SIGNS[check.answer]
        px = look().px
        grid.setRowMinimumHeight(at, px(28))
        grid.addWidget(IconMark(sign, tone), at, 0)
        grid.addWidget(Label(word, role="tableStrong", tone=tone), at, 1)
        name = Label(f"{check.situation.value} {check.situation.label}", role="table")
        grid.addWidget(name, at, 2)
        grid.addWidget(
            Label(text_of_reason(check.why), role="caption", tone="text2", wrap=True), at, 3
        )

    def _missing(self, place: str, text: str) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(IconMark("circle-alert", "warn"))
        across.addWidget(Label(text, role="table"))
        if place:
            go = Button("去填", kind="link", on_click=partial(self.book.go, place))
            go.setAccessibleName(f"{text}，去填")
            across.addWidget(go)
        across.addStretch(1)
        return made

    def _acts(self, victim: VictimScreen) -> QWidget | None:
        if not self.book.session.may(Role.CLERK, Role.FUND_CLERK):
            return None
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, look().px(4), 0, 0)
        across.setSpacing(look().px(8))
        for possible in self._kinds.get(victim.victim_id, ()):
            if possible.kind in victim.applied_kinds:
                continue
            button = Button(f"申请{possible.kind.label}垫付", icon="hand-coins")
            button.clicked.connect(partial(self._choose, button, victim.victim_id, possible))
            button.setEnabled(victim.answer is not Answer.NO)
            across.addWidget(button)
            if victim.answer is not Answer.NO:
                self._first = self._first or button
        if victim.answer is Answer.NO:
            across.addWidget(Label("三种垫付情形均不符合", role="caption", tone="text2"))
        across.addStretch(1)
        if across.count() == 1:
            made.deleteLater()
            return None
        return made

    def _choose(self, button: Button, victim_id: str, possible: Possible) -> None:
        """Who applies: asked only where several may."""
        if len(possible.applicants) == 1:
            self._start(victim_id, possible.kind, possible.applicants[0][0])
            return
        menu = QMenu(self)
        for who, words in possible.applicants:
            menu.addAction(words, partial(self._start, victim_id, possible.kind, who))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _start(self, victim_id: str, kind: FundKind, who: ApplicantKind) -> None:
        """E01: a draft filled from the case; what was typed is saved before."""
        case_id = self.book.case_id

        def run() -> None:
            def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
                return bench.fund.start(me, case_id, victim_id, kind, applicant_kind=who)

            self.book.desk.tasks.write(self, self.book.session.job(work), done=self._started)

        self.book.save(run)

    def _started(self, outcome: Outcome[FundFile]) -> None:
        self.book.desk.bus.publish(outcome.changes, self.book.parent())
        self.book.reload()
        self.book.desk.notify.say("已建立垫付申请，按案件填好，核对后提交")
        self._open(outcome.value.application.id)

    def go_to(self, place: tuple[str, ...]) -> bool:
        """A place inside an application leads to its page."""
        known = {fund.application.id for fund in self.book.file.funds}
        if place and place[0] in known:
            rest = "/".join(place[1:])
            self._open_at(place[0], rest)
            return True
        return False

    def _open_at(self, application_id: str, rest: str) -> None:
        query = {"at": rest} if rest else {}
        self.book.desk.navigator.go(Address.of("fund", application_id, **query))

    def first_focus(self) -> QWidget | None:
        return self._first

"""The application in the middle: who, how much, how it was reckoned, what the review found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.fund import Decision, FundApplication, FundState
from mediation_app.domain.fund_changes import touched
from mediation_app.domain.fund_conclusions import Conclusion
from mediation_app.domain.money import capital, format_money
from mediation_app.domain.offices import signature
from mediation_app.domain.records import ZERO, Money
from mediation_app.messages import text_of_reason
from mediation_app.services.fund import FundView
from ui.screens.approvals import wording
from ui.screens.approvals.changes import ChangesBlock, marked
from ui.theme import follow_look, look
from ui.widgets.advance_lines import advance_lines
from ui.widgets.basics import Button, IconMark, Label, Tag, row
from ui.widgets.painting import draw_text, fill_round
from ui.widgets.sum_lines import SumLines

_S = FundState
_BANNER = {
    _S.APPROVED: "同意垫付", _S.TO_PAY: "待拨付", _S.PAID: "已拨付", _S.PAY_FAILED: "退票，待重新拨付",
    _S.ARCHIVED: "已拨付",
}  # fmt: skip


class Avatar(QWidget):
    """The first character of a name in a disc."""

    def __init__(self, name: str, parent: QWidget | None = None, *, tone: str = "neutral") -> None:
        super().__init__(parent)
        self._sign = name[:1]
        self._tone = tone
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedSize(look().px(24), look().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        back, front = (
            ("accentSoft", "accent") if self._tone == "accent" else ("neutralSoft", "text2")
        )
        fill_round(painter, box, back, box.height() / 2)
        draw_text(painter, box, self._sign, role="captionStrong", tone=front, centre=True)


class _Block(QWidget):
    """A heading with something quiet at its right, and rows on one grid below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = Label("", role="caption", tone="text2")
        self.tag = Tag("", "warn", self)
        self.tag.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._head = row(Label(title, role="strong"), None, self.source, self.tag)
        self._column.addLayout(self._head)
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setVerticalSpacing(0)
        self._column.addLayout(self.grid)
        self.setAccessibleName(title)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._head.setContentsMargins(0, look().px(14), 0, look().px(4))

    def clear(self) -> None:
        """Take the rows away."""
        while self.grid.count():
            item = self.grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class ApplicationPane(QWidget):
    """``evidence_wanted(material code)`` from a link; ``place_wanted`` from a reason."""

    evidence_wanted = Signal(str)
    place_wanted = Signal(str)
    bill_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "surface")
        self.numbers = Label("", role="table", tone="text2", selectable=True)
        self.badge = Tag("", "warn", self, height=22)
        self.badge.hide()
        self.title = Label("", role="heading", wrap=True)
        self.person = Label("", role="table", tone="text2", wrap=True)
        self.applicant = Label("", role="table", tone="text2", wrap=True)
        self.lent = Label("", role="table", tone="accent", wrap=True)
        self.lent.hide()
        self.caption = Label("", role="tableStrong", tone="fund")
        self.amount = Label("", role="figure", selectable=True)
        self.unit = Label("元", role="body", tone="text2")
        self.words = Label("", role="table", tone="text2", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.banner = QFrame()
        self.banner.setProperty("frame", "soft")
        self.banner.setProperty("tone", "fund")
        inside = QVBoxLayout(self.banner)
        inside.addWidget(self.caption)
        figure = QHBoxLayout()
        figure.addWidget(self.amount)
        figure.addSpacing(look().px(4))
        figure.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignVCenter)
        figure.addWidget(self.words, 1)
        inside.addLayout(figure)
        self._inside = inside
        self.note = Label("", role="table", tone="warn", wrap=True)
        self.changes = ChangesBlock()
        self.sums = SumLines("怎么算的")
        self.reckoning = _Block("怎么算的")
        self.reckoning.grid.addWidget(self.sums, 0, 0)
        self.findings = _Block("审核结论")
        self.opinions = _Block("意见")
        self.history = _Block("经过")
        self._column = QVBoxLayout(self)
        self._column.addLayout(row(self.numbers, None, self.badge))
        for label in (self.title, self.person, self.applicant, self.lent):
            self._column.addWidget(label)
        self._column.addSpacing(look().px(8))
        self._column.addWidget(self.banner)
        self._column.addWidget(self.note)
        self._column.addWidget(self.changes)
        for each in (self.reckoning, self.findings, self.opinions, self.history):
            self._column.addWidget(each)
        self._column.addStretch(1)
        self._pad = 24
        self._returns: Mapping[str, str] = {}
        follow_look(self._relook)

    def set_padding(self, pad: int) -> None:
        """24, or 16 in small windows."""
        self._pad = pad
        self._relook()

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(self._pad), px(16), px(self._pad), px(12))
        self._column.setSpacing(px(3))
        self._inside.setContentsMargins(px(16), px(10), px(16), px(10))
        self._inside.setSpacing(0)

    # --- showing ------------------------------------------------------------------------------

    def show_view(
        self,
        view: FundView,
        *,
        today: date,
        evidence: dict[str, str],
        me: tuple[str, str],
        reductions: dict[str, str],
        returns: Mapping[str, str],
    ) -> None:
        """Show an application. ``evidence`` maps material codes to the names of their tabs;
        ``me`` is the signed-in person's name and what waits for that person (or empty)."""
        self._returns = returns
        application = view.file.application
        case = view.case.case
        parts = [f"救助 {wording.short(application.number)}" if application.number else "未编号"]
        if case.number:
            parts.append(f"案件 {wording.short(case.number)}")
        self.numbers.setText("    ".join(parts))
        self.badge.set(*wording.due_words(view.due, today))
        self.badge.setToolTip(view.due_why)
        self.title.setText(wording.title(view))
        self.person.setText(wording.person_line(view))
        self.applicant.setText(wording.applicant_line(application))
        lent = wording.lent_words(view)
        self.lent.setText(lent)
        self.lent.setVisible(bool(lent))
        self._show_banner(view)
        self.changes.show_since(view.since_return, returns)
        self._show_sums(view, reductions)
        self._show_findings(view, evidence)
        self._show_opinions(view, me)
        self._show_history(view)

    def _show_banner(self, view: FundView) -> None:
        application = view.file.application
        amount = amount_of(view)
        refused = application.state in (_S.REFUSED, _S.NOT_ACCEPTED)
        proposed_refusal = bool(application.refusal_codes) and not application.approved
        if refused:
            self.caption.setText(application.state.label)
        elif proposed_refusal:
            self.caption.setText("建议不予垫付")
        else:
            self.caption.setText(_BANNER.get(application.state, "建议垫付"))
        self.amount.setText(format_money(amount) if not refused else "0.00")
        self.words.setText(capital(amount) if amount and not refused else "")
        fresh = view.advance.amount if view.advance else None
        differs = (
            application.proposed and fresh is not None and fresh != application.proposed
            and application.state in (_S.REVIEW2, _S.APPROVAL, _S.COLLECTIVE)
        )  # fmt: skip
        notes = [text_of_reason(reason) for reason in view.holes]
        if differs and fresh is not None:
            notes.append(f"现在按案件重算为 {format_money(fresh)} 元，与报审金额不同，核对后再决定")
        if application.state is _S.PAID and view.file.payments:
            paid = view.file.payments[-1]
            when = f"{paid.paid_on:%Y-%m-%d} " if paid.paid_on else ""
            notes.append(f"{when}付给 {paid.payee_name}，银行流水号 {paid.bank_serial or '未填写'}")
        self.note.setText("\n".join(notes))
        self.note.set_tone("text2" if application.state is _S.PAID else "warn")
        self.note.setVisible(bool(notes))

    def _show_sums(self, view: FundView, reductions: dict[str, str]) -> None:
        advance = view.advance
        self.reckoning.setVisible(advance is not None)
        if advance is None:
            return
        lines = advance_lines(advance, view.file.application, reductions)
        since = view.since_return
        self.sums.set_lines(marked(lines, since.changes) if since is not None else lines)
        self.reckoning.source.setText("，".join(source.text for source in advance.sources))
        unsure = any(not source.sure for source in advance.sources)
        self.reckoning.tag.set("待核实" if unsure else "")

    def _show_findings(self, view: FundView, evidence: dict[str, str]) -> None:
        block = self.findings
        block.clear()
        px = look().px
        block.grid.setHorizontalSpacing(px(8))
        block.grid.setColumnStretch(2, 1)
        for at, line in enumerate(_confirmed(view)):
            sign, tone = ("circle-check", "ok") if line.passed else ("triangle-alert", "warn")
            if not line.passed and line.reason_code:
                sign, tone = "octagon-x", "danger"
            block.grid.setRowMinimumHeight(at, px(27))
            label = Label(line.label, role="tableStrong", tone=self._tone(view, line))
            label.setMinimumWidth(px(104))
            block.grid.addWidget(IconMark(sign, tone), at, 0)
            block.grid.addWidget(label, at, 1)
            block.grid.addWidget(Label(line.note, role="table", wrap=True), at, 2)
            block.grid.addWidget(self._proof(view, line, evidence), at, 3)

    def _tone(self, view: FundView, line: Conclusion) -> str:
        """Amber where the clerk's word on it changed since the return."""
        since = view.since_return
        keys = touched(since.changes, "findings") if since is not None else frozenset()
        heads = {f.head for f in view.file.findings if f.id in keys}
        return "warn" if heads & {line.head, line.label} else "text"

    def _proof(self, view: FundView, line: Conclusion, evidence: dict[str, str]) -> QWidget:
        for code in line.materials:
            if code in evidence:
                name = evidence[code]
                act = partial(self.evidence_wanted.emit, code)
                link = Button(name, kind="link", on_click=act)
                link.setProperty("small", "true")
                link.setAccessibleName(f"{line.label}的证据：{name}")
                return link
        there = next(
            (m for m in view.file.materials if m.code in line.materials and m.present), None
        )
        return Label("已收材料" if there is not None else "", role="caption", tone="text3")

    def _show_opinions(self, view: FundView, me: tuple[str, str]) -> None:
        block = self.opinions
        block.clear()
        px = look().px
        block.grid.setHorizontalSpacing(px(8))
        block.grid.setVerticalSpacing(px(3))
        block.grid.setColumnStretch(2, 1)
        at = 0
        for decision in sorted(view.file.decisions, key=_decided):
            stage = wording.STAGES.get(decision.stage, "")
            name = signature(decision.person_name, decision.for_person_name)
            who = Label(f"{name}  {stage}", role="tableStrong")
            self._opinion(
                at, Avatar(decision.person_name), who,
                Label(wording.decision_words(decision, self._returns), role="table", wrap=True),
                wording.decision_time(decision),
            )  # fmt: skip
            at += 1
        name, waits = me
        if waits:
            who = Label(f"{name}  {waits}", role="tableStrong", tone="accent")
            text = Label(_mine(view), role="table", tone="accent", wrap=True)
            self._opinion(at, Avatar(name, tone="accent"), who, text, "")
        elif wording.next_hands(view.file.application.state):
            hands = wording.next_hands(view.file.application.state)
            text = Label(f"等候{hands}", role="table", tone="text2")
            block.grid.setRowMinimumHeight(at, px(32))
            block.grid.addWidget(IconMark("hourglass", "text3"), at, 0)
            block.grid.addWidget(text, at, 1, 1, 2)

    def _show_history(self, view: FundView) -> None:
        """Every step with its day and person: what the opinions do not say."""
        block = self.history
        block.clear()
        block.setVisible(bool(view.history))
        px = look().px
        block.grid.setHorizontalSpacing(px(8))
        block.grid.setColumnStretch(2, 1)
        for at, step in enumerate(view.history):
            block.grid.setRowMinimumHeight(at, px(24))
            day = Label(f"{step.occurred_on:%m-%d}", role="caption", tone="text3")
            label = Label(wording.step_words(step), role="table")
            label.setMinimumWidth(px(104))
            name = signature(step.person_name, step.for_person_name)
            late = f"（逾期：{step.late_reason}）" if step.late_reason else ""
            block.grid.addWidget(day, at, 0)
            block.grid.addWidget(label, at, 1)
            block.grid.addWidget(
                Label(f"{name}{late}", role="table", tone="text2", wrap=True), at, 2
            )

    def _opinion(self, at: int, face: QWidget, who: QWidget, text: QWidget, when: str) -> None:
        grid, px = self.opinions.grid, look().px
        grid.setRowMinimumHeight(at, px(28))
        who.setMinimumWidth(px(104))
        grid.addWidget(face, at, 0)
        grid.addWidget(who, at, 1)
        grid.addWidget(text, at, 2)
        grid.addWidget(Label(when, role="caption", tone="text3"), at, 3)


def amount_of(view: FundView) -> Money:
    """Approved, else proposed, else what the formula gives now."""
    application: FundApplication = view.file.application
    if application.approved or application.proposed:
        return application.approved or application.proposed
    return view.advance.amount if view.advance is not None else ZERO


def _confirmed(view: FundView) -> list[Conclusion]:
    """The conclusions of the file, with the clerk's word where there is one."""
    known = {finding.head: finding for finding in view.file.findings}
    found = []
    for line in view.conclusions:
        finding = known.get(line.head) or known.get(line.label)
        if finding is not None:
            line = replace(
                line,
                passed=finding.passed,
                note=finding.note or line.note,
                reason_code=finding.reason_code or line.reason_code,
            )
        found.append(line)
    return found


def _mine(view: FundView) -> str:
    done = {"clerk": "经办", "checker": "复核", "approver": "审批"}
    own = {o.step.takes_seat for o in view.offers if o.step.primary and o.allowed}
    names = [label for seat, label in done.items() if view.names.get(seat) and seat not in own]
    if not names:
        return "等你办理"
    return f"等你决定。与{'、'.join(names)}不是同一人"


def _decided(decision: Decision) -> date:
    return decision.decided_on or date.max

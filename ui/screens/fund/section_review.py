"""审核: what the file itself suggests, the clerk's findings, and the opinions so far."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from mediation_app.domain.fund import Decision, Finding, Verdict
from mediation_app.domain.ids import new_id
from ui.screens.fund.book import FundBook
from ui.screens.fund.sections import FundSection
from ui.theme import look
from ui.widgets.basics import Button, IconMark, Label
from ui.widgets.fields import TextField
from ui.widgets.form import GroupHeading
from ui.widgets.tabs import Segments

HEADS = (("situation", "属于垫付情形"), ("genuine", "费用真实、合理"), ("other", "其他"))
_STAGES = {
    "clerk": "经办", "review1": "经办", "checker": "复核", "review2": "复核", "approver": "审批",
    "approval": "审批", "collective": "会审", "meeting": "会审",
    "void": "变更",
}  # fmt: skip


class _Head(QWidget):
    """One head of the review: passed or not, and why."""

    def __init__(self, section: ReviewSection, head: str, name: str) -> None:
        super().__init__()
        self._section, self.head = section, head
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(12))
        self.choice = Segments(name, (("open", "未定"), ("yes", "符合"), ("no", "不符合")))
        self.text = TextField(f"{name}的理由", lines=2, hint="理由")
        label = Label(name, role="tableStrong")
        label.setFixedWidth(look().px(112))
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.choice, 0, 1)
        grid.addWidget(self.text, 0, 2)
        grid.setColumnStretch(2, 1)
        self.choice.chosen.connect(partial(section.put, head))
        self.text.changed.connect(partial(section.put, head, ""))

    def show_finding(self, finding: Finding | None, *, can: bool) -> None:
        value = "open" if finding is None else "yes" if finding.passed else "no"
        self.choice.set_value(value)
        note = finding.note if finding is not None else ""
        if self.text.value() != note:
            self.text.set_value(note)
        self.choice.setEnabled(can)
        self.text.set_read_only(not can)


class ReviewSection(FundSection):
    """Conclusions of the file above, findings below them, then who said what."""

    def __init__(self, book: FundBook) -> None:
        self.suggest = Button("按档案填写结论", icon="file-check", on_click=self._suggest)
        super().__init__(book, "审核结论", self.suggest)
        self.lines = QGridLayout()
        self.lines.setColumnStretch(2, 1)
        self.body.addLayout(self.lines)
        self.body.addWidget(GroupHeading("审核意见", "三项都要填写，写入审批表"))
        self.heads = {head: _Head(self, head, name) for head, name in HEADS}
        for each in self.heads.values():
            self.body.addWidget(each)
        self._said = GroupHeading("各级意见")
        self.body.addWidget(self._said)
        self.opinions = QGridLayout()
        self.opinions.setVerticalSpacing(0)
        self.lines.setVerticalSpacing(0)
        self.opinions.setColumnStretch(2, 1)
        self.body.addLayout(self.opinions)
        self.body.addStretch(1)
        self._quiet = False

    def show_book(self) -> None:
        self._quiet = True
        view, file = self.book.view, self.book.file
        _empty(self.lines)
        px = look().px
        self.lines.setHorizontalSpacing(px(8))
        for at, line in enumerate(view.conclusions):
            sign, tone = ("circle-check", "ok") if line.passed else ("triangle-alert", "warn")
            label = Label(line.label, role="tableStrong")
            label.setFixedWidth(px(112))
            self.lines.setRowMinimumHeight(at, px(26))
            self.lines.addWidget(IconMark(sign, tone), at, 0)
            self.lines.addWidget(label, at, 1)
            self.lines.addWidget(Label(line.note, role="table", wrap=True), at, 2)
        can = self.book.review_open
        for head, widget in self.heads.items():
            found = next((f for f in file.findings if f.head == head), None)
            widget.show_finding(found, can=can)
        self.suggest.setVisible(can)
        _empty(self.opinions)
        self._said.setVisible(bool(file.decisions))
        for at, decision in enumerate(file.decisions):
            self._opinion(at, decision)
        self._quiet = False

    def _opinion(self, at: int, decision: Decision) -> None:
        stage = _STAGES.get(decision.stage, "")
        self.opinions.setRowMinimumHeight(at, look().px(26))
        red = decision.verdict in (Verdict.REFUSE, Verdict.RETURN)
        sign, tone = ("octagon-x", "danger") if red else ("circle-check", "ok")
        who = Label(f"{decision.person_name}  {stage}", role="tableStrong")
        who.setFixedWidth(look().px(112))
        known = self.book.list_of("reasons.return") | self.book.list_of("reasons.refusal")
        codes = "、".join(f"{code} {known.get(code, '')}".strip() for code in decision.codes)
        words = "。".join(part for part in (codes, decision.opinion) if part)
        words = words or decision.verdict.label
        if decision.for_person_name:
            words = f"（受{decision.for_person_name}委托）{words}"
        day = f"{decision.decided_on:%Y-%m-%d}" if decision.decided_on else ""
        self.opinions.addWidget(IconMark(sign, tone), at, 0)
        self.opinions.addWidget(who, at, 1)
        self.opinions.addWidget(Label(words, role="table", wrap=True), at, 2)
        self.opinions.addWidget(Label(day, role="caption", tone="text3"), at, 3)

    def put(self, head: str, _choice: str = "") -> None:
        """A head was decided or its reason typed."""
        if self._quiet:
            return
        widget = self.heads[head]
        value = widget.choice.value()
        file = self.book.file
        rest = tuple(f for f in file.findings if f.head != head)
        before = next((f for f in file.findings if f.head == head), None)
        if value == "open":
            self.book.edit(replace(file, findings=rest))
            return
        finding = before or Finding(
            id=new_id(),
            case_id=file.application.case_id,
            application_id=file.application.id,
            position=len(file.findings) + 1,
            head=head,
            reviewer_id=self.book.session.actor.person_id,
        )
        new = replace(finding, passed=value == "yes", note=widget.text.value())
        findings: Any = sorted((*rest, new), key=lambda f: f.position)
        self.book.edit(replace(file, findings=tuple(findings)))

    def _suggest(self) -> None:
        key = self.book.application_id
        self.book.write(lambda bench, me: bench.fund.suggest_findings(me, key))

    def go_to(self, place: str) -> bool:
        del place
        next(iter(self.heads.values())).choice.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        return self.suggest if self.suggest.isVisible() else None


def _empty(grid: QGridLayout) -> None:
    while grid.count():
        item = grid.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()

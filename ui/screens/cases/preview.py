"""The preview beside the list: what the case is about and what comes next, without opening it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.errors import AppError, InvalidInput
from mediation_app.services.lists import CaseRow
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, Label, Tag, row, scroll

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.money import Money
    from mediation_app.domain.parties import Party
    from mediation_app.services.cases import CaseService


def total_loss(cases: CaseService, file: CaseFile) -> Money:
    """All losses as reckoned, or what was entered while a fact is still missing (in a worker)."""
    if not file.losses:
        return ZERO
    try:
        return sum((victim.total for victim in cases.reckon(file).victims), ZERO)
    except AppError:
        return sum((loss.amount for loss in file.losses), ZERO)


class Preview(QFrame):
    """``show_case`` with the whole file; until it is loaded the row's own words stand."""

    def __init__(self, open_case: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "left")
        self.setAccessibleName("案件预览")
        self.number = Label("", role="table", tone="text2", selectable=True)
        self.heading = ElidedLabel("", role="section")
        self.next_label = Label("", role="tableStrong", tone="accent")
        self.next_text = Label("", role="strong", wrap=True)
        self.next_why = Label("", role="caption", tone="text2", wrap=True)
        self._next = QFrame()
        self._next.setProperty("frame", "soft")
        inside = QVBoxLayout(self._next)
        inside.setContentsMargins(*(look().px(n) for n in (14, 10, 14, 12)))
        inside.setSpacing(look().px(2))
        for label in (self.next_label, self.next_text, self.next_why):
            inside.addWidget(label)
        self._parts = QWidget()
        self._parts.setProperty("plane", "surface")
        self._column = QVBoxLayout(self._parts)
        self._column.addWidget(self.number)
        self._column.addWidget(self.heading)
        self._tags = row(None)
        self._column.addLayout(self._tags)
        self._column.addWidget(self._next)
        self._lines = QVBoxLayout()
        self._column.addLayout(self._lines)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(scroll(self._parts), 1)
        foot = row(Button("打开案件", icon="folder-open", on_click=open_case), None)
        foot.setContentsMargins(look().px(20), look().px(8), look().px(20), look().px(12))
        outer.addLayout(foot)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedWidth(px(376))
        self._column.setContentsMargins(px(20), px(16), px(20), px(12))
        self._column.setSpacing(px(8))
        self._lines.setSpacing(px(6))

    def show_row(self, record: CaseRow) -> None:
        """What the list knows already."""
        self.number.setText(record.number or "登记，未取号")
        self.heading.set_text(record.parties)
        self._next.hide()
        self._clear()

    def show_case(self, file: CaseFile, total: Money, next_text: str, next_why: str) -> None:
        """The whole preview."""
        self._clear()
        case, accident = file.case, file.accident
        self._next.setVisible(bool(next_text))
        self.next_label.setText("下一步")
        self.next_text.setText(next_text)
        self.next_why.setText(next_why)
        self.next_why.setVisible(bool(next_why))
        tags = [
            (f"死亡 {accident.deaths} 人", "neutral") if accident.deaths else None,
            (f"受伤 {accident.injured} 人", "neutral") if accident.injured else None,
            (accident.procedure, "neutral") if accident.procedure else None,
        ]
        for fund in file.funds:
            back = fund.recovery
            if back is not None and back.outstanding > ZERO:
                tags.append((f"垫付未还 {format_money(back.outstanding)}", "fund"))
        for place, tag in enumerate(tag for tag in tags if tag is not None):
            self._tags.insertWidget(place, Tag(*tag))
        if case.due_on is not None and case.effective_on is None:
            self._title("期限")
            # 受理 2026-10-10 起 1 个月: how the days were counted is told on the case itself
            why = case.due_why.split("：", 1)[-1].split("，", 1)[0].split("（", 1)[0]
            self._pair("调解期限", f"{case.due_on:%m-%d}", why)
        self._title("当事人")
        for party in file.parties[:6]:
            self._pair(party.name, masked_phone(party), _role_words(party))
        self._money(file, total)
        self._title("最近")
        for step in sorted(file.steps, key=lambda one: one.occurred_on, reverse=True)[:3]:
            words = " ".join(
                part for part in (step.person_name, step_words(step.event), step.note) if part
            )
            self._pair(f"{step.occurred_on:%m-%d}", "", words)

    def _money(self, file: CaseFile, total: Money) -> None:
        if not total:
            return
        self._title("金额（元）")
        self._pair("损失合计", format_money(total))
        if file.agreement is not None:
            self._pair("应得赔偿", format_money(file.agreement.total))
        from mediation_app.domain.agreements import PaymentPurpose

        fund = sum(
            (i.amount for i in file.instalments if i.purpose is PaymentPurpose.FUND_REPAYMENT),
            start=ZERO,
        )
        if fund:
            self._pair("偿还基金", format_money(fund))

    def _title(self, text: str) -> None:
        self._lines.addSpacing(look().px(8))
        self._lines.addWidget(Label(text, role="caption", tone="text2"))

    def _pair(self, left: str, right: str, middle: str = "") -> None:
        holder = QWidget()
        inside = row(
            ElidedLabel(left, role="table"),
            ElidedLabel(middle, role="caption", tone="text3"),
            None,
            Label(right, role="table", tone="text2"),
        )
        inside.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(inside)
        self._lines.addWidget(holder)

    def _clear(self) -> None:
        for layout, keep in ((self._lines, 0), (self._tags, 1)):
            while layout.count() > keep:
                item = layout.takeAt(0)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()


def masked_phone(party: Party) -> str:
    """A phone number for lists; what cannot be read is not shown at all."""
    from mediation_app.domain.identifiers import parse_phone

    try:
        return parse_phone(party.phone).masked if party.phone else ""
    except InvalidInput:
        return "***"


def _role_words(party: Party) -> str:
    from mediation_app.domain.parties import PartyRole

    return "，".join(PartyRole(role).label for role in party.roles[:2])


@cache
def _step_labels() -> dict[str, str]:
    from mediation_app.domain.workflow.confirmation import CONFIRMATION
    from mediation_app.domain.workflow.fund import FUND
    from mediation_app.domain.workflow.mediation import MEDIATION
    from mediation_app.domain.workflow.recovery import RECOVERY

    named = (RECOVERY, FUND, CONFIRMATION, MEDIATION)
    return {step.event: step.label for process in named for step in process.steps}


def step_words(event: str) -> str:
    """What a step of the file is called; empty for what is no step of a process."""
    return _step_labels().get(event, "")

"""Who bears what: layers with their bars, the result in words, what is left to pay, the proof."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mediation_app.domain.checks.base import on_victims_side
from mediation_app.domain.compensation.law import INSURED_BUCKETS
from mediation_app.domain.compensation.result import (
    Layer,
    Reckoning,
    RowKind,
    Settlement,
    VictimResult,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.screens.case import wording
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import ElidedLabel, IconMark, Label, Tag, line
from ui.widgets.painting import fill_round, stroke_round

TONES = {Layer.COMPULSORY: "c1", Layer.COMMERCIAL: "c5", Layer.LIABLE: "c3", Layer.OWN: "c4"}
NAMES = {
    Layer.COMPULSORY: "交强险",
    Layer.COMMERCIAL: "商业三者险",
}
Part = tuple[Money, Money, str]  # from, length, tone; all bars of one sum share one scale


class SumBar(QWidget):
    """Parts of one sum on one scale."""

    def __init__(self, whole: Money, parts: Sequence[Part], said: str, *, high: int = 10) -> None:
        super().__init__()
        self._whole, self._parts, self._high = whole, tuple(parts), high
        self.setAccessibleName(said)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(self._high))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        radius = look().px(2)
        fill_round(painter, QRectF(self.rect()), "neutralSoft", radius)
        if self._whole <= 0:
            return
        scale = self.width() / float(self._whole)
        for start, length, tone in self._parts:
            if length <= 0:
                continue
            box = QRectF(float(start) * scale, 0, max(float(length) * scale - 1, 2), self.height())
            fill_round(painter, box, tone, radius)
            if tone in ("c5", "c6"):
                stroke_round(painter, box, "c1" if tone == "c5" else "c2", radius, 1)


class SumsPanel(QFrame):
    """436 wide at the right, or below the table where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "left")
        self.setAccessibleName("分担与结果")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self._scroll)

    def show_result(self, view: CaseView, file: CaseFile) -> None:
        """Show what was reckoned, or why it could not be."""
        inner = QWidget()
        inner.setProperty("plane", "surface")
        column = QVBoxLayout(inner)
        px = look().px
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(6))
        if view.reckoning is None:
            _trouble(column, view.reckoning_trouble)
        else:
            several = len(view.reckoning.victims) > 1
            for victim in view.reckoning.victims:
                if several:
                    column.addWidget(Label(victim.label, role="heading"))
                _victim(column, view.reckoning, victim, file)
        column.addStretch(1)
        place = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(inner)
        self._scroll.verticalScrollBar().setValue(place)

    def content_height(self) -> int:
        """The height all of it wants."""
        inner = self._scroll.widget()
        return inner.sizeHint().height() if inner is not None else 0


def _trouble(column: QVBoxLayout, trouble: AppError | None) -> None:
    column.addWidget(Label("分担", role="section"))
    if trouble is None:
        text = "登记损失后，在这里看到谁赔多少、怎么算的。"
    else:
        text = text_of(trouble)
    column.addWidget(
        Label(text, role="table", tone="text2" if trouble is None else "warn", wrap=True)
    )


def _line(
    column: QVBoxLayout,
    left: str,
    right: str,
    *,
    role: str = "table",
    tone: str = "text",
    note: str = "",
    tag: str = "",
    left_tone: str = "",
    right_role: str = "",
) -> None:
    across = QHBoxLayout()
    across.setSpacing(look().px(8))
    label = ElidedLabel(left, role=role, tone=left_tone or tone)
    across.addWidget(label)
    if note:
        across.addWidget(Label(note, role="caption", tone="text3"))
    if tag:
        across.addWidget(Tag(tag, "warn"))
    across.addStretch(1)
    across.addWidget(Label(right, role=right_role or role, tone=tone, selectable=True))
    column.addLayout(across)


def _victim(column: QVBoxLayout, result: Reckoning, victim: VictimResult, file: CaseFile) -> None:
    px = look().px
    _shares(column, victim, file)
    column.addSpacing(px(8))
    column.addWidget(line())
    column.addSpacing(px(4))
    column.addWidget(Label("应得赔偿", role="table", tone="text2"))
    figure = QHBoxLayout()
    figure.setSpacing(px(8))
    figure.addWidget(Label(format_money(victim.entitlement), role="figure", selectable=True))
    figure.addWidget(Label("元", role="table", tone="text2"), 0, Qt.AlignmentFlag.AlignBottom)
    figure.addStretch(1)
    column.addLayout(figure)
    column.addWidget(Label(victim.words, role="table", wrap=True, selectable=True))
    settlement = result.settlement(victim.victim)
    _payments(column, settlement, victim, file)


def _shares(column: QVBoxLayout, victim: VictimResult, file: CaseFile) -> None:
    px = look().px
    title = QHBoxLayout()
    title.addWidget(Label("分担", role="section"))
    title.addStretch(1)
    order = next((s.sources[0].text for s in reversed(victim.shares) if s.sources), "")
    article = order.split("；")[0].replace("《", "").replace("》", " ")
    title.addWidget(Label(article, role="caption", tone="text3"))
    column.addLayout(title)
    bearers = _bearers(victim, file)
    parts: list[Part] = []
    start = ZERO
    for _, _, amount, tone, _ in bearers:
        parts.append((start, amount, tone))
        start += amount
    _line(column, "损失合计", format_money(victim.total), tone="text", left_tone="text2")
    column.addWidget(SumBar(victim.total, parts, f"损失合计 {format_money(victim.total)} 元"))
    start = ZERO
    for name, note, amount, tone, layer in bearers:
        column.addSpacing(px(8))
        _line(column, name, format_money(amount), role="strong", note=note)
        column.addWidget(
            SumBar(victim.total, [(start, amount, tone)], f"{name} {format_money(amount)} 元")
        )
        start += amount
        if layer is Layer.COMPULSORY:
            _buckets(column, victim)


def _bearers(victim: VictimResult, file: CaseFile) -> list[tuple[str, str, Money, str, Layer]]:
    """Name, note, amount, tone, layer of everybody who bears a part."""
    found = []
    for layer in (Layer.COMPULSORY, Layer.COMMERCIAL, Layer.LIABLE):
        payers = dict.fromkeys(s.payer for s in victim.shares if s.layer is layer)
        for payer in payers:
            party = file.party(payer)
            who = wording.display_name(party) if party else ""
            amount = victim.paid_by(layer, payer)
            name = NAMES.get(layer, who)
            note = wording.short_name(who) if layer in NAMES else "赔偿责任人"
            found.append((name, note, amount, TONES[layer], layer))
    if victim.own > 0:
        found.append((f"{victim.label}自担", "", victim.own, TONES[Layer.OWN], Layer.OWN))
    return found


def _buckets(column: QVBoxLayout, victim: VictimResult) -> None:
    px = look().px
    for bucket in INSURED_BUCKETS:
        loss = victim.buckets.get(bucket, ZERO)
        paid = sum(
            (s.amount for s in victim.shares if s.layer is Layer.COMPULSORY and s.bucket is bucket),
            ZERO,
        )
        if loss <= 0 and paid <= 0:
            continue
        across = QHBoxLayout()
        across.setSpacing(px(8))
        across.setContentsMargins(px(12), 0, 0, 0)
        label = Label(bucket.label, role="caption", tone="text2")
        label.setFixedWidth(px(60))
        across.addWidget(label)
        bar = SumBar(loss, [(ZERO, paid, "c1")], f"{bucket.label} {format_money(paid)}", high=6)
        across.addWidget(bar, 1)
        if paid < loss:
            across.addWidget(Tag("已用尽", "warn"))
        text = Label(f"{format_money(paid)} / {format_money(loss)}", role="caption", tone="text2")
        across.addWidget(text)
        column.addLayout(across)


def _payments(
    column: QVBoxLayout, settlement: Settlement, victim: VictimResult, file: CaseFile
) -> None:
    px = look().px
    for paid in file.prepaid:
        if paid.victim_id != victim.victim:
            continue
        payer = file.party(paid.payer_id)
        if payer is not None and on_victims_side(file, payer):
            continue  # his own money is no advance of anybody who owes
        who = wording.short_name(wording.display_name(payer)) if payer else ""
        _line(column, f"减 {who}已付", f"−{format_money(paid.amount)}", tone="text2")
    fund = settlement.to_fund + settlement.fund_open
    if fund > 0:
        _line(column, "减 救助基金垫付", f"−{format_money(fund)}", tone="fund")
    column.addSpacing(px(4))
    column.addWidget(line())
    column.addWidget(Label("付款", role="table", tone="text2"))
    if not settlement.rows:
        column.addWidget(Label("没有尚应支付的款项", role="table", tone="text2"))
    for row in settlement.rows:
        payer, payee = file.party(row.payer), file.party(row.payee)
        to_fund = row.kind is RowKind.FUND
        who = wording.short_name(wording.display_name(payer)) if payer else row.payer
        whom = "救助基金专户" if to_fund else wording.display_name(payee) if payee else row.payee
        if row.kind is RowKind.REFUND:
            whom += "（退多垫）"
        across = QHBoxLayout()
        across.setSpacing(px(8))
        across.addWidget(ElidedLabel(who, role="table", tone="text2"))
        across.addWidget(IconMark("arrow-right", "text2", size=14))
        tone = "fund" if to_fund else "text"
        across.addWidget(ElidedLabel(wording.short_name(whom), role="tableStrong", tone=tone), 1)
        across.addWidget(
            Label(format_money(row.amount), role="tableStrong", tone=tone, selectable=True)
        )
        column.addLayout(across)
    column.addSpacing(px(4))
    column.addWidget(line())
    proof = QHBoxLayout()
    proof.setSpacing(px(8))
    proof.addWidget(IconMark("circle-check", "ok"), 0, Qt.AlignmentFlag.AlignTop)
    proof.addWidget(Label(settlement.proof, role="caption", tone="text2", wrap=True), 1)
    column.addLayout(proof)

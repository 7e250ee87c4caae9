"""Who bears what: layers with their bars, the result in words, what is left to pay, the proofs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mediation_app.domain.compensation.inputs import Claim
from mediation_app.domain.compensation.result import Reckoning, VictimResult
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.screens.case.sums_lines import ShareLines, article_of
from ui.screens.case.sums_payments import minus_lines, payment_lines, payment_proof
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, Tag, line, row, scroll, set_prop
from ui.widgets.fields import ComboField
from ui.widgets.flow import FlowLayout
from ui.widgets.ledger import SIDE, Ledger, LedgerLine

BESIDE_FROM = 640  # px: from here the result stands beside the shares


class SumsPanel(QFrame):
    """436 wide at the right, or below the table where there is no room.

    ``allocation_wanted(victim)`` and ``standard_wanted(victim)`` ask for the mediator's own
    distribution of a limit and for another place's figures, ``place_wanted(place)`` for the field
    that is missing.
    """

    allocation_wanted = Signal(str)
    standard_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "left")
        self.setAccessibleName("分担与结果")
        self._victim = ""
        self._shown: tuple[Reckoning, CaseFile, Claim | None] | None = None
        self._inner = QWidget()
        self._inner.setProperty("plane", "surface")
        self._halves = QVBoxLayout(self._inner)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._empty = self._make_empty()
        self.shares = _Shares()
        self.result = _Result()
        self.shares.who.changed.connect(self._who_chosen)
        self.shares.allocation.clicked.connect(self._ask_allocation)
        self.shares.standard.clicked.connect(self._ask_standard)
        for each in (self._empty, self.shares, self.result):
            self._halves.addWidget(each)
        self._halves.setStretch(2, 1)
        self._scroll: QScrollArea = scroll(self._inner)
        self._aside: QScrollArea = scroll(QWidget())  # the result, where there is room beside
        self._aside.takeWidget()
        self._aside.hide()
        self._beside = False
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._aside, 1)
        self._show_parts(shown=False)

    def _make_empty(self) -> QWidget:
        made = QWidget()
        self._trouble = Label("", role="table", tone="text2", wrap=True)
        column = QVBoxLayout(made)
        column.addWidget(Label("分担", role="section"))
        column.addWidget(self._trouble)
        self.to_field = Button("去填写", kind="link", icon="arrow-right")
        self.to_field.clicked.connect(self._ask_place)
        self._place = ""
        column.addWidget(self.to_field)
        column.addStretch(1)
        px = look().px
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        return made

    def _show_parts(self, *, shown: bool) -> None:
        self._empty.setVisible(not shown)
        self.shares.setVisible(shown)
        self.result.setVisible(shown)
        self._aside.setVisible(shown and self._beside)

    def show_result(self, view: CaseView, file: CaseFile) -> None:
        """Show what was reckoned, or why it could not be."""
        if view.reckoning is None or not view.reckoning.victims:
            self._shown = None
            self._tell(view.reckoning_trouble)
            self._show_parts(shown=False)
            return
        claim = view.sums.claim if view.sums is not None else None
        self.shares.article.setText(article_of(view.sums.law) if view.sums is not None else "")
        self._shown = (view.reckoning, file, claim)
        self._refresh()
        self._show_parts(shown=True)

    def _tell(self, trouble: AppError | None) -> None:
        if trouble is None:
            self._trouble.setText("登记损失后，在这里看到谁赔多少、怎么算的。")
        else:
            self._trouble.setText(text_of(trouble))
        self._trouble.set_tone("text2" if trouble is None else "warn")
        self._place = getattr(trouble, "field", "").replace(".", "/")
        self.to_field.setVisible(bool(self._place) and self._place != "losses")

    def show_victim(self, victim: str) -> None:
        """Turn to another victim; nothing happens when he has no result."""
        if self._shown is not None and any(v.victim == victim for v in self._shown[0].victims):
            self._victim = victim
            self._refresh()

    def set_may_edit(self, may_edit: bool) -> None:
        """Whether the links to other sheets are offered."""
        self.shares.may_edit = may_edit

    @property
    def victim(self) -> str:
        """Whose sums are shown."""
        return self._victim

    def _refresh(self) -> None:
        if self._shown is None:
            return
        result, file, claim = self._shown
        known = [victim.victim for victim in result.victims]
        if self._victim not in known:
            self._victim = known[0]
        victim = result.victim(self._victim)
        self.shares.show_victim(result, victim, file, claim)
        self.result.show_victim(result, victim, file, self.shares.proof)

    def _who_chosen(self) -> None:
        wanted = self.shares.who.value()
        if wanted:
            self.show_victim(wanted)

    def _ask_place(self) -> None:
        self.place_wanted.emit(self._place)

    def _ask_allocation(self) -> None:
        self.allocation_wanted.emit(self._victim)

    def _ask_standard(self) -> None:
        self.standard_wanted.emit(self._victim)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= look().px(BESIDE_FROM)
        if beside == self._beside:
            return
        self._beside = beside
        if beside:  # each half scrolls by itself, so that the result stays in sight
            self._halves.removeWidget(self.result)
            self._aside.setWidget(self.result)
        else:
            self._aside.takeWidget()
            self._halves.addWidget(self.result, 1)
        self.result.edge.setVisible(not beside)
        set_prop(self, "frame", "top" if beside else "left")
        self.result.setVisible(self._shown is not None)
        self._aside.setVisible(beside and self._shown is not None)

    def result_stands_aside(self) -> bool:
        """Whether the result stands beside the shares."""
        return self._beside

    def content_height(self) -> int:
        """The height all of it wants."""
        return self._inner.sizeHint().height()


class _Shares(QFrame):
    """The upper half: the victim when there are several, and who bears what."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self.article = Label("", role="caption", tone="text3")
        self.doubts = Tag("", "warn")  # empty: hidden
        self._head = row(Label("分担", role="section"), self.doubts, None, self.article)
        self._column.addLayout(self._head)
        self.who = ComboField("受害人")
        self._column.addWidget(self.who)
        self.ledger = Ledger("分担")
        self._column.addWidget(self.ledger)
        self.allocation = Button("调整分配", kind="link", icon="sliders-horizontal")
        self.standard = Button("适用外地标准", kind="link", icon="map-pin")
        self._links = QWidget()
        flow = FlowLayout(self._links, gap=12)
        for each in (self.allocation, self.standard):
            flow.addWidget(each)
        self._column.addWidget(self._links)
        self._column.addStretch(1)
        self.proof: LedgerLine | None = None
        self.may_edit = False
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(20 - SIDE), px(14), px(20 - SIDE), px(10))
        self._column.setSpacing(px(6))
        self._head.setContentsMargins(px(SIDE), 0, px(SIDE), 0)

    def show_victim(
        self, result: Reckoning, victim: VictimResult, file: CaseFile, claim: Claim | None
    ) -> None:
        doubts = _doubtful(victim)
        self.doubts.set(f"{doubts} 项待核实" if doubts else "")
        self.doubts.setToolTip("这些项目所用的标准或依据待核实")
        several = len(result.victims) > 1
        self.who.setVisible(several)
        if several:
            names = [
                (v.victim, f"{v.label}，应得 {format_money(v.entitlement)}") for v in result.victims
            ]
            present = [
                (self.who.itemData(n), self.who.itemText(n)) for n in range(self.who.count())
            ]
            if present != names:
                self.who.set_choices(names)
            if self.who.value() != victim.victim:
                self.who.set_value(victim.victim)
        lines = ShareLines(result, victim, file, claim)
        self.ledger.set_lines(lines.lines())
        self.proof = lines.proof()
        shared = any(use.used_up for use in result.limits)
        own = any(row.victim_id == victim.victim for row in file.allocations)
        divides = self.may_edit and several and (shared or own)
        yearly = self.may_edit and any(found.standard is not None for found in victim.lines)
        self.allocation.setVisible(divides)
        self.standard.setVisible(yearly)
        self._links.setVisible(divides or yearly)


class _Result(QFrame):
    """The lower half: the entitlement, what comes off, who pays whom, how it adds up."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("plane", "subtle")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.edge = line()
        outer.addWidget(self.edge)
        self._column = QVBoxLayout()
        outer.addLayout(self._column, 1)
        self._figure = Label("", role="figure", selectable=True)
        self._words = Label("", role="tableStrong", wrap=True, selectable=True)
        self.minus = Ledger("已付")
        self.rows = Ledger("付款")
        self.proofs = Ledger("核对")
        self._none = Label("没有尚应支付的款项", role="table", tone="text2")
        self._others_title = Label("各受害人", role="table", tone="text2")
        self.others = Ledger("各受害人")
        unit = Label("元", role="table", tone="text2")
        figure = QHBoxLayout()
        figure.setSpacing(look().px(8))
        figure.addWidget(self._figure)
        figure.addWidget(unit, 0, Qt.AlignmentFlag.AlignBottom)
        figure.addStretch(1)
        self._texts: list[QHBoxLayout] = []
        for each in (Label("应得赔偿", role="table", tone="text2"), figure, self._words):
            self._indented(each)
        self._column.addWidget(self.minus)
        self._rule()
        self._indented(Label("付款", role="table", tone="text2"))
        self._indented(self._none)
        self._column.addWidget(self.rows)
        self._rule()
        self._column.addWidget(self.proofs)
        self._indented(self._others_title)
        self._column.addWidget(self.others)
        self._column.addStretch(1)
        follow_look(self._relook)

    def _indented(self, what: QWidget | QHBoxLayout) -> None:
        """Text that starts where the text of the lines starts."""
        across = QHBoxLayout()
        if isinstance(what, QWidget):
            across.addWidget(what, 1)
        else:
            across.addLayout(what, 1)
        self._texts.append(across)
        self._column.addLayout(across)

    def _rule(self) -> None:
        self._indented(line())

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(20 - SIDE), px(14), px(20 - SIDE), px(16))
        self._column.setSpacing(px(5))
        for each in self._texts:
            each.setContentsMargins(px(SIDE), 0, px(SIDE), 0)

    def show_victim(
        self, result: Reckoning, victim: VictimResult, file: CaseFile, proof: LedgerLine | None
    ) -> None:
        settlement = result.settlement(victim.victim)
        self._figure.setText(format_money(victim.entitlement))
        self._figure.setAccessibleName(f"应得赔偿 {format_money(victim.entitlement)} 元")
        self._words.setText(victim.words)
        minus = minus_lines(victim, settlement, file)
        self.minus.set_lines(minus)
        self.minus.setVisible(bool(minus))
        rows = payment_lines(settlement, file)
        self.rows.set_lines(rows)
        self.rows.setVisible(bool(rows))
        self._none.setVisible(not rows)
        proofs = [payment_proof(settlement)]
        self.proofs.set_lines([proof, *proofs] if proof is not None else proofs)
        several = len(result.victims) > 1
        self._others_title.setVisible(several)
        self.others.setVisible(several)
        if several:
            self.others.set_lines(_everybody(result))


def _doubtful(victim: VictimResult) -> int:
    """How many lines rest on something that was not verified."""
    return sum(any(not source.sure for source in found.sources) for found in victim.lines)


def _everybody(result: Reckoning) -> list[LedgerLine]:
    """What every victim is entitled to, and all of them together."""
    found = [
        LedgerLine(key=v.victim, name=v.label, amount=format_money(v.entitlement))
        for v in result.victims
    ]
    total = sum((v.entitlement for v in result.victims), ZERO)
    return [*found, LedgerLine(key="total", name="应得赔偿合计", amount=format_money(total))]

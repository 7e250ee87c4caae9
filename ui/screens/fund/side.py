"""Beside the application: what it comes to and why, what is still missing, the terms."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mediation_app.domain.money import capital, format_money
from mediation_app.domain.records import ZERO
from ui.dialogs.step_dialog import ReasonList
from ui.screens.fund.book import FundBook
from ui.screens.fund.section_form import problems_of
from ui.theme import follow_look, look
from ui.widgets.advance_lines import advance_lines
from ui.widgets.basics import Label, Tag, row, scroll
from ui.widgets.deadline import deadline_tag
from ui.widgets.sum_lines import SumLines


class SumsPanel(QWidget):
    """``place_wanted(place)`` when a reason leads somewhere."""

    place_wanted = Signal(str)

    def __init__(self, book: FundBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.setAccessibleName("计算与期限")
        self.setProperty("plane", "surface")
        self.amount = Label("", role="figure", tone="text", selectable=True)
        self.caption = Label("应垫付", role="tableStrong", tone="fund")
        self.words = Label("", role="table", tone="text2", wrap=True)
        self.banner = QFrame()
        self.banner.setProperty("frame", "soft")
        self.banner.setProperty("tone", "fund")
        inside = QVBoxLayout(self.banner)
        inside.addWidget(self.caption)
        inside.addWidget(self.amount)
        inside.addWidget(self.words)
        self._inside = inside
        self.sums = SumLines("怎么算的", under=True)
        self.trouble = Label("", role="table", tone="warn", wrap=True)
        self.source = Label("", role="caption", tone="text3", wrap=True)
        self.next_title = Label("", role="strong")
        self.reasons = ReasonList()
        self.reasons.place_wanted.connect(self.place_wanted)
        self.terms_title = Label("期限", role="strong")
        self._terms = QVBoxLayout()
        holder = QWidget()
        holder.setProperty("plane", "surface")
        self._column = QVBoxLayout(holder)
        self._holder = holder
        holder.hide()
        for each in (
            self.next_title,
            self.reasons,
            self.banner,
            self.trouble,
            self.sums,
            self.source,
        ):
            self._column.addWidget(each)
        self._column.addWidget(self.terms_title)
        self._column.addLayout(self._terms)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(holder))
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        spare = max(0, self.width() - px(720))
        self._column.setContentsMargins(px(16), px(14), px(16) + spare, px(16))
        self._column.setSpacing(px(10))
        self._inside.setContentsMargins(px(14), px(8), px(14), px(10))
        self._inside.setSpacing(0)
        self._terms.setSpacing(px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relook()

    def show_book(self) -> None:
        """Everything."""
        self._holder.show()
        self.show_sums()
        view = self._book.view
        offer = next((o for o in view.offers if o.step.primary), None)
        reasons = tuple(r for r in problems_of(self._book) if r.code != "workflow.role")
        self.next_title.setText(f"“{offer.step.label}”还差" if offer and reasons else "")
        self.next_title.setVisible(bool(offer and reasons))
        self.reasons.set_reasons(reasons)
        self._show_terms()

    def show_sums(self) -> None:
        """Only the reckoning."""
        book = self._book
        application = book.file.application
        decided = application.approved or application.proposed
        advance = book.advance
        fixed = bool(decided) and not book.open_fields() - {"notice_number", "notice_on"}
        amount = decided if fixed else advance.amount if advance else ZERO
        self.caption.setText(
            "批准垫付"
            if application.approved and fixed
            else "建议垫付"
            if fixed
            else "按现有材料应垫付"
        )
        self.amount.setText(f"{format_money(amount)} 元")
        self.words.setText(capital(amount) if amount > ZERO else "")
        self.words.setVisible(amount > ZERO)
        self.trouble.setText(book.trouble)
        self.trouble.setVisible(bool(book.trouble))
        self.sums.setVisible(advance is not None)
        if advance is not None:
            self.sums.set_lines(
                advance_lines(advance, application, book.list_of("reasons.reduction"))
            )
            self.source.setText("，".join(str(source) for source in advance.sources))

    def _show_terms(self) -> None:
        while self._terms.count():
            item = self._terms.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        view, application = self._book.view, self._book.file.application
        terms: list[tuple[str, date | None, str, bool]] = []
        if application.supplement_due is not None:
            over = application.state.value != "supplement"
            terms.append(("补正期满", application.supplement_due, "", over))
        if application.decide_due is not None:
            over = application.decided_on is not None
            terms.append(("作出决定", application.decide_due, application.decide_why, over))
        if application.pay_due is not None:
            paid = any(payment.paid_on for payment in view.file.payments)
            terms.append(("拨付到账", application.pay_due, application.pay_why, paid))
        if application.objection_due is not None:
            over = application.objection_due < self._book.today
            terms.append(("异议期满", application.objection_due, "", over))
        if view.notice_due is not None and not application.notice_on:
            due = view.notice_due
            terms.append(("交警通知", due.day, due.why, False))
        for name, day, why, over in terms:
            self._terms.addWidget(self._term(name, day, why, over=over))
        self.terms_title.setVisible(bool(terms))

    def _term(self, name: str, day: date | None, why: str, *, over: bool) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tag = Tag("已办", "ok") if over else Tag(*_tag(day, self._book.today))
        shown = f"{day:%Y-%m-%d}" if day else "待定"
        column.addLayout(
            row(Label(name, role="table"), Label(shown, role="tableStrong"), None, tag)
        )
        if why:
            column.addWidget(Label(why, role="caption", tone="text3", wrap=True))
        return made


def _tag(day: date | None, today: date) -> tuple[str, str]:
    cell = deadline_tag(day, today)
    return cell.text, cell.tone

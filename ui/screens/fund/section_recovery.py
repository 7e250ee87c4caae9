"""追偿: who owes what, the plan, what came back, what was done, and what is done next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QWidget

from mediation_app.domain.offices import Role
from mediation_app.domain.records import ZERO
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.recovery_plan import allocated
from mediation_app.domain.recovery_sums import InstalmentState
from mediation_app.domain.workflow.engine import Offer
from mediation_app.domain.workflow.recovery import LIVING
from mediation_app.messages import text_of_reason
from ui.dialogs.step_dialog import ReasonList
from ui.models.cells import Column
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screens.fund.book import FundBook
from ui.screens.fund.recovery_columns import (
    PlanColumns,
    ReceiptColumns,
    action_columns,
    share_columns,
)
from ui.screens.fund.recovery_facts import figures_of, papers_of, warnings_of
from ui.screens.fund.recovery_steps import RecoverySteps
from ui.screens.fund.sections import FundSection
from ui.theme import follow_look, look
from ui.widgets.basics import Button, IconMark, Label, Tag
from ui.widgets.deadline import DeadlineBadge
from ui.widgets.figure_strip import FigureStrip
from ui.widgets.flow import FlowLayout
from ui.widgets.form import GroupHeading
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.services.recovery import RecoveryView

_MOST_ROWS = 12
_NOT_MINE = {"workflow.role", "fund.admin_no_business"}


class NextStepLine(QFrame):
    """What is done next and by when; ``change`` opens it for changing."""

    def __init__(self, change: Button) -> None:
        super().__init__()
        self.setProperty("frame", "soft")
        self._row = QHBoxLayout(self)
        self.words = Label("", role="tableStrong", wrap=True)
        self.badge = DeadlineBadge()
        self.change = change
        self._row.addWidget(IconMark("arrow-right", "accent"))
        self._row.addWidget(Label("下一步", role="table", tone="text2"))
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.badge)
        self._row.addWidget(change)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._row.setContentsMargins(px(12), px(8), px(8), px(8))
        self._row.setSpacing(px(8))


class Block:
    """A heading with a button, and a table as high as its rows; hidden while there is nothing."""

    def __init__(
        self, section: FundSection, title: str, columns: list[Column[Any]], button: Button | None
    ) -> None:
        self.heading = GroupHeading(title)
        self.button = button
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        if button is not None:
            head.addWidget(button)
        section.body.addLayout(head)
        self.model: RecordTableModel[Any] = RecordTableModel(columns, section)
        self.table = RecordTable(self.model, title, row=34, edge=12)
        section.body.addWidget(self.table)

    def show_rows(self, rows: tuple[Any, ...], *, note: str = "", may: bool = False) -> None:
        """Show these; the heading stays for the button."""
        self.model.set_rows(rows)
        self.heading.note.setText(note)
        self.heading.note.setVisible(bool(note))
        if self.button is not None:
            self.button.setVisible(may)
        self.heading.setVisible(bool(rows) or may)
        self.table.setVisible(bool(rows))
        self.table.setFixedHeight(look().px(34 + 34 * min(len(rows), _MOST_ROWS)))


class RecoverySection(FundSection):
    """One recovery: its figures, its next step, and all that stands beside it."""

    def __init__(self, book: FundBook) -> None:
        self.state = Tag("", "fund")
        super().__init__(book, "追偿", self.state)
        self.steps = RecoverySteps(book, self)
        self._barred: list[Offer] = []
        self._shown: list[tuple[str, str]] = []
        self._papers_of: RecoveryState | None = None
        self.more: Button | None = None
        self.reasons = ReasonList()
        self.reasons.place_wanted.connect(self.steps.go)
        self.body.addWidget(self.reasons)
        self.strip = FigureStrip("追偿数字")
        self.body.addWidget(self.strip)
        self.next_button = Button("改下一步", kind="quiet", icon="pencil", on_click=self._next_step)
        self.next_line = NextStepLine(self.next_button)
        self.body.addWidget(self.next_line)
        self._steps = QWidget()
        self._flow = FlowLayout(self._steps)
        self.body.addWidget(self._steps)
        self.shares_button = Button(
            "编辑应还款人", kind="quiet", icon="pencil", on_click=self._shares
        )
        self.plan_button = Button(
            "排定还款计划", kind="quiet", icon="calendar", on_click=self._plan
        )
        self.action_button = Button("登记措施", kind="quiet", icon="plus", on_click=self._action)
        self._plan_columns = PlanColumns(book.today)
        self._receipt_columns = ReceiptColumns()
        self.shares = Block(self, "应还款人", share_columns(), self.shares_button)
        self.rows = Block(self, "还款计划", self._plan_columns.columns(), self.plan_button)
        self.receipts = Block(self, "收到的还款", self._receipt_columns.columns(), None)
        self.acts = Block(self, "追偿经过", action_columns(), self.action_button)
        self.limit = Label("", role="caption", tone="text3", wrap=True)
        self.body.addWidget(self.limit)
        self._papers_head = GroupHeading("文书")
        self.body.addWidget(self._papers_head)
        self._papers = QWidget()
        self._paper_flow = FlowLayout(self._papers)
        self.body.addWidget(self._papers)
        self.body.addStretch(1)

    @property
    def recovery(self) -> RecoveryView | None:
        """The recovery as it was read."""
        return self.book.found.recovery if self.book.found else None

    # --- showing --------------------------------------------------------------------------------

    def show_book(self) -> None:
        view = self.recovery
        if view is None:
            return
        it = view.recovery
        self.state.set(it.state.label, _tone(it.state))
        self.note.setText(it.number)
        self.reasons.set_texts(warnings_of(view))
        self.strip.set_figures(figures_of(view, self.book.today))
        officer = self.book.session.may(Role.RECOVERY) and not self.book.session.may(Role.ADMIN)
        runs = it.state in LIVING
        self._show_next(view, may=officer and runs)
        self._show_steps(view)
        self._show_tables(view, may=officer and runs and it.owed > ZERO)
        self.limit.setText(it.limitation_why if it.owed > ZERO else "")
        self.limit.setVisible(bool(self.limit.text()))
        self._show_papers(it.state)
        if self.book.receipt:  # a line of the bank led here: its receipt is registered by hand
            known, self.book.receipt = self.book.receipt, {}
            self.steps.open("receive", known)

    def _show_next(self, view: RecoveryView, *, may: bool) -> None:
        it = view.recovery
        self.next_line.words.setText(it.next_step or "没有安排")
        self.next_line.badge.setVisible(it.next_step_on is not None)
        if it.next_step_on is not None:
            self.next_line.badge.set_due(it.next_step_on, self.book.today)
        self.next_button.setVisible(may)
        self.next_line.setVisible(bool(it.next_step) or may)

    def _show_steps(self, view: RecoveryView) -> None:
        """What can be done now as buttons, the next step first; the rest says why not.

        The same buttons stay: one that goes would hand the focus to the far end of the page.
        """
        mine = [o for o in view.offers if not {r.code for r in o.reasons} & _NOT_MINE]
        open_ones = sorted(
            (o for o in mine if o.allowed), key=lambda o: (o.step.danger, not _is_next(view, o))
        )
        self._barred = [o for o in mine if not o.allowed]
        wanted = [(o.step.event, _kind(view, o)) for o in open_ones]
        wanted += [("", "")] if self._barred else []
        if wanted == self._shown:
            return
        held = self._steps.isAncestorOf(QApplication.focusWidget() or self)
        self._shown = wanted
        _empty(self._flow)
        for offer in open_ones:
            act = partial(self.steps.open, offer.step.event)
            self._flow.addWidget(Button(offer.step.label, kind=_kind(view, offer), on_click=act))
        if self._barred:
            self.more = Button("其他步骤", kind="quiet", icon="ellipsis", on_click=self._open_menu)
            self._flow.addWidget(self.more)
        self._steps.setVisible(bool(mine))
        self._steps.updateGeometry()
        first = self.first_focus()
        if held and first is not None:
            first.setFocus()

    def make_menu(self) -> QMenu:
        """The steps that cannot be taken now, each with its reasons; choosing one shows them."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for offer in self._barred:
            reasons = [text_of_reason(r) for r in offer.reasons if r.blocking]
            words = f"还差 {len(reasons)} 项" if len(reasons) > 1 else reasons[0]
            act = partial(self.steps.open, offer.step.event)
            menu.addAction(f"{offer.step.label}（{words}）", act).setToolTip("\n".join(reasons))
        return menu

    def _open_menu(self) -> None:
        if self.more is None:
            return
        self.make_menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def _show_tables(self, view: RecoveryView, *, may: bool) -> None:
        parts, stand = view.parts, view.stand
        total = sum((share.amount for share in parts.shares), ZERO)
        note = "合计超过垫付，互为替代" if total > view.recovery.opening else ""
        self.shares.show_rows(parts.shares, note=note, may=may)
        self._plan_columns.today = self.book.today
        self._plan_columns.agreed = parts.is_agreed
        rows = stand.instalments if parts.is_agreed else ()
        if parts.rows and not parts.is_agreed:
            rows = tuple(
                InstalmentState(instalment=row, paid=ZERO, overdue=False) for row in view.plan
            )
        self.plan_button.setText("重排还款计划" if parts.rows else "排定还款计划")
        note = "" if parts.is_agreed or not parts.rows else "签订还款协议后生效"
        self.rows.show_rows(rows, note=note, may=may)
        self._receipt_columns.parts = allocated(parts, stand) if parts.is_agreed else {}
        self.receipts.show_rows(parts.receipts)
        self.acts.show_rows(tuple(reversed(parts.actions)), may=may)

    def _show_papers(self, state: RecoveryState) -> None:
        if state is self._papers_of:
            return
        self._papers_of = state
        _empty(self._paper_flow)
        for code, name in papers_of(state):
            self._paper_flow.addWidget(
                Button(name, kind="link", icon="file-text", on_click=partial(self._paper, code))
            )

    # --- acting ---------------------------------------------------------------------------------

    def _paper(self, code: str) -> None:
        case = self.book.view.case.case.id
        self.book.desk.navigator.go(Address.of("case", case, "documents", at=f"papers/{code}"))

    def _plan(self) -> None:
        from ui.screens.fund.recovery_sheets import PlanSheet

        if self.recovery is not None:
            self.book.desk.notify.sheet.emit(PlanSheet(self.book, self.recovery))

    def _next_step(self) -> None:
        from ui.screens.fund.recovery_sheets import NextStepSheet

        if self.recovery is not None:
            self.book.desk.notify.sheet.emit(NextStepSheet(self.book, self.recovery))

    def _action(self) -> None:
        from ui.screens.fund.recovery_sheets import ActionSheet

        if self.recovery is not None:
            self.book.desk.notify.sheet.emit(ActionSheet(self.book, self.recovery))

    def _shares(self) -> None:
        from ui.screens.fund.recovery_shares import ShareSheet

        if self.recovery is not None:
            self.book.desk.notify.sheet.emit(ShareSheet(self.book, self.recovery))

    def first_focus(self) -> QWidget | None:
        first = self._flow.itemAt(0)
        return first.widget() if first is not None else self.strip


def _empty(flow: FlowLayout) -> None:
    while flow.count():
        item = flow.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


# The event that each state waits for, so that one button stands out.
_NEXT: dict[RecoveryState, tuple[str, ...]] = {
    RecoveryState.OPEN: ("tell",),
    RecoveryState.ON_HOLD: ("solved", "review"),
    RecoveryState.TOLD: ("agree",),
    RecoveryState.OVERDUE: ("demand",),
    RecoveryState.LAWSUIT: ("enforce",),
    RecoveryState.WRITE_OFF_ASKED: ("write_off", "sign_write_off", "check_write_off"),
}


def _is_next(view: RecoveryView, offer: Offer) -> bool:
    """Whether this is the one step that the state waits for."""
    waited = ("close",) if view.recovery.owed == 0 else _NEXT.get(view.recovery.state, ())
    allowed = {o.step.event for o in view.offers if o.allowed}
    first = next((event for event in waited if event in allowed), "")
    return offer.step.event == first


def _kind(view: RecoveryView, offer: Offer) -> str:
    if offer.step.danger:
        return "danger"
    return "primary" if _is_next(view, offer) else "default"


def _tone(state: RecoveryState) -> str:
    if state is RecoveryState.OVERDUE:
        return "overdue"
    return "ok" if state is RecoveryState.RECOVERED else "fund"

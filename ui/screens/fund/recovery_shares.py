"""应还款人: who owes the fund, why, and how much; alternative debtors may exceed the debt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QWidget

from mediation_app.domain.ids import new_id
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.records import ZERO
from mediation_app.domain.recovery import DebtorBasis, DebtorShare
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from ui.dialogs.sheet import Sheet
from ui.screens.fund.book import FundBook
from ui.theme import follow_look, look
from ui.widgets.basics import Button, IconButton, Label, row
from ui.widgets.fields import CheckField, ComboField, MoneyField

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.recovery import RecoveryView

_HEADS = ("应还款人", "原因", "应还（元）", "", "")
_BASES = [(basis, basis.label) for basis in DebtorBasis]
_NOT_DEBTORS = frozenset({PartyRole.HOSPITAL.value, PartyRole.FUNERAL_HOME.value})


class ShareLine:
    """The fields of one debtor."""

    def __init__(self, share: DebtorShare, parties: list[tuple[str, str]]) -> None:
        self.share = share
        known = {key for key, _ in parties}
        if share.name and share.party_id not in known:
            parties = [*parties, (share.party_id or share.name, share.name)]
        self.names = dict(parties)
        self.party = ComboField("应还款人", parties)
        self.party.set_value(share.party_id or share.name or None)
        self.basis = ComboField("原因", _BASES)
        self.basis.set_value(share.basis)
        self.amount = MoneyField("应还金额")
        self.amount.set_value(share.amount or None)
        self.joint = CheckField("互为替代")
        self.joint.set_value(share.joint)
        self.remove = IconButton("x", "移除应还款人")

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """In the order of the columns."""
        return (self.party, self.basis, self.amount, self.joint, self.remove)

    def value(self) -> DebtorShare:
        """The share as typed."""
        key = str(self.party.value() or "")
        name = self.names.get(key, "")
        return replace(
            self.share,
            party_id=key if key != name else "",
            name=name,
            basis=self.basis.value() or DebtorBasis.LIABLE,
            amount=self.amount.value() or ZERO,
            joint=bool(self.joint.value()),
        )


class ShareSheet(Sheet):
    """All debtors of a recovery at once; nothing is stored before 保存."""

    def __init__(self, book: FundBook, view: RecoveryView) -> None:
        opening = format_money(view.recovery.opening)
        super().__init__(
            "应还款人",
            f"垫付 {opening} 元；互为替代的应还款人合计可以超过垫付，收款不能超过",
            width=776,
        )
        self._book, self._view = book, view
        self._parties = _parties(view.case)
        self._lines: list[ShareLine] = []
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._heads = [Label(text, role="caption", tone="text3") for text in _HEADS]
        self.body.addWidget(holder)
        self.total = Label("", self, role="table", tone="text2", wrap=True)
        self.body.addWidget(self.total)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add = Button("增加应还款人", icon="plus", on_click=self._more)
        self.fault = Button("按责任比例建议", on_click=partial(self._suggest, _by_fault))
        self.gross = Button("保险公司已全额赔付时", on_click=partial(self._suggest, _gross))
        self.body.addLayout(row(self.add, None, self.fault, self.gross))
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("保存", kind="primary", on_click=self._take), default=True)
        follow_look(self._space)
        self.set_shares(view.parts.shares)
        if not view.parts.shares:
            self._more()

    def _space(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look().px(8))
        self._grid.setVerticalSpacing(look().px(8))
        for column, stretch in enumerate((4, 3, 2, 0, 0)):
            self._grid.setColumnStretch(column, stretch)

    def first_focus(self) -> QWidget | None:
        return self._lines[0].party if self._lines else self.add

    # --- lines ----------------------------------------------------------------------------------

    def set_shares(self, shares: tuple[DebtorShare, ...]) -> None:
        """Show these in the place of what stood there."""
        for line in self._lines:
            for widget in line.widgets:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._lines = [ShareLine(share, self._parties) for share in shares]
        self._place()

    def _place(self) -> None:
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
            head.setVisible(bool(self._lines))
        for place, line in enumerate(self._lines, start=1):
            for column, widget in enumerate(line.widgets):
                self._grid.addWidget(widget, place, column)
            line.remove.clicked.connect(partial(self._remove, line))
            line.amount.changed.connect(self._count)
            line.party.changed.connect(self._clear)
        self._count()

    def _more(self) -> None:
        shares = [line.value() for line in self._lines]
        recovery = self._view.recovery
        left = max(recovery.opening - sum((s.amount for s in shares), ZERO), ZERO)
        fresh = DebtorShare(
            id=new_id(), case_id=recovery.case_id, recovery_id=recovery.id, amount=left
        )
        self.set_shares((*shares, fresh))
        self._lines[-1].party.setFocus()

    def _remove(self, line: ShareLine) -> None:
        self.set_shares(tuple(other.value() for other in self._lines if other is not line))

    def _clear(self) -> None:
        self.trouble.hide()
        for line in self._lines:
            for field in (line.party, line.basis, line.amount):
                field.set_state("")

    def _count(self) -> None:
        self._clear()
        total = sum((line.value().amount for line in self._lines), ZERO)
        debt = self._view.recovery.opening
        words = f"合计 {format_money(total)} 元"
        if total > debt:
            words += f"，超过垫付 {format_money(total - debt)} 元，应互为替代"
        elif 0 < total < debt:
            words += f"，少于垫付 {format_money(debt - total)} 元"
        self.total.setText(words if self._lines else "没有应还款人，先增加或按责任比例建议")

    # --- suggestions ----------------------------------------------------------------------------

    def _suggest(self, ask: Callable[[Workbench, Actor, str], tuple[DebtorShare, ...]]) -> None:
        key = self._view.recovery.id

        def work(bench: Workbench, me: Actor) -> tuple[DebtorShare, ...]:
            return ask(bench, me, key)

        self._book.desk.tasks.read(self, self._book.session.job(work), done=self._suggested)

    def _suggested(self, shares: tuple[DebtorShare, ...]) -> None:
        if not shares:
            self._say("案件没有责任比例，无法建议，先在事故当事人中填写责任比例")
            return
        self.set_shares(shares)

    # --- saving ---------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.show()

    def _take(self) -> None:
        shares = tuple(line.value() for line in self._lines)
        for line, share in zip(self._lines, shares, strict=True):
            if not share.name:
                line.party.set_state("error")
                self._say("应还款人未选择")
                line.party.setFocus()
                return
            if line.amount.value() is None:
                line.amount.set_state("error")
                self._say("应还金额未填写")
                line.amount.setFocus()
                return
        key = self._view.recovery.id

        def work(bench: Workbench, me: Actor) -> Outcome[Any]:
            return bench.recovery.set_shares(me, key, shares)

        self._book.write(work, done=self.close_sheet, failed=self._refused)

    def _refused(self, error: AppError) -> None:
        self._say(text_of(error))
        if isinstance(error, InvalidInput) and error.field.startswith("debtor_shares["):
            place = int(error.field.split("[")[1].split("]")[0])
            field = self._lines[place].amount
            field.set_state("error")
            field.setFocus()


def _by_fault(bench: Workbench, me: Actor, key: str) -> tuple[DebtorShare, ...]:
    return bench.recovery.suggested_shares(me, key)


def _gross(bench: Workbench, me: Actor, key: str) -> tuple[DebtorShare, ...]:
    return bench.recovery.shares_after_gross_payment(me, key)


def _parties(case: CaseFile) -> list[tuple[str, str]]:
    """Who of the case may owe: everybody but who was paid."""
    return [
        (party.id, party.name)
        for party in case.parties
        if party.name and not set(party.roles) & _NOT_DEBTORS
    ]

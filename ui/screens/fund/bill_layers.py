"""One compulsory policy shared by several victims: who has which part, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mediation_app.domain.first_layer import PolicyCover, ShareBasis, VictimShare
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import AppError
from mediation_app.messages import text_of_reason
from ui.dialogs.sheet import Sheet
from ui.screens.fund.book import FundBook
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, row
from ui.widgets.fields import LineField, MoneyField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome

BASES = {
    ShareBasis.WHOLE: "",
    ShareBasis.PRO_RATA: "按核定费用比例",
    ShareBasis.PAID: "保险公司已付",
    ShareBasis.CLERK: "经办人调整",
    ShareBasis.DECIDED: "已作出决定",
}


class LayerBand(QFrame):
    """A quiet line over the bill: the parts, and a button to change them. Hidden where nothing is
    shared."""

    def __init__(self, book: FundBook) -> None:
        super().__init__()
        self.setProperty("frame", "soft")
        self.setProperty("tone", "neutral")
        self._book = book
        self._covers: tuple[PolicyCover, ...] = ()
        self._column = QVBoxLayout(self)
        self._lines: list[QWidget] = []
        self.setVisible(False)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(12), px(6), px(8), px(6))
        self._column.setSpacing(px(4))

    def set_covers(self, covers: Sequence[PolicyCover], *, can: bool) -> None:
        """Show the shared ones."""
        self._covers = tuple(cover for cover in covers if cover.shared)
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for cover in self._covers:
            holder = QWidget()
            words = Label(_told(cover), role="table", tone="text2", wrap=True)
            change = Button("调整分摊", kind="link", on_click=partial(self.open, cover.policy_id))
            change.setAccessibleName(f"调整{cover.label}的分摊")
            change.setVisible(can)
            holder.setLayout(row(words, change))
            self._lines.append(holder)
            self._column.addWidget(holder)
        self.setVisible(bool(self._covers))

    def open(self, policy_id: str) -> None:
        """The sheet for one policy."""
        cover = next((c for c in self._covers if c.policy_id == policy_id), None)
        if cover is None:
            return
        sheet = LayerSheet(cover)
        sheet.taken.connect(partial(self._taken, cover.policy_id, sheet))
        self._book.desk.notify.sheet.emit(sheet)

    def _taken(self, policy_id: str, sheet: LayerSheet, parts: dict[str, Money], why: str) -> None:
        case_id = self._book.file.application.case_id

        def work(bench: Workbench, me: Actor) -> Outcome[CaseFile]:
            return bench.layers.lay_down(me, case_id, policy_id, parts, why)

        self._book.write(work, done=partial(self._done, sheet), failed=sheet.refuse)

    def _done(self, sheet: LayerSheet) -> None:
        sheet.close_sheet()
        self._book.desk.notify.say("交强险分摊已调整，各受害人的计算同时更新")


class LayerSheet(Sheet):
    """``taken(parts, why)``: the parts by victim; none of them for the default."""

    taken = Signal(object, str)

    def __init__(self, cover: PolicyCover) -> None:
        limit = format_money(cover.limit)
        super().__init__("交强险限额分摊", f"{cover.label} {limit} 元，每次事故由各受害人共用")
        self._cover = cover
        self.form = Form(most_columns=1)
        for share in cover.shares:
            field = MoneyField(share.name or "身份不明人员")
            self.form.add(share.victim_id, share.name or "身份不明人员", field, note=_about(share))
            field.set_value(share.amount)
            field.set_read_only(share.basis is ShareBasis.DECIDED)
        self.form.add("why", "理由", LineField("调整理由"), required=True)
        clerk = next((s.note for s in cover.shares if s.basis is ShareBasis.CLERK), "")
        self.form.set_values({"why": clerk})
        self.form.changed.connect(self._count)
        self.body.addWidget(self.form)
        self.sum = Label("", role="table", tone="text2")
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.sum)
        self.body.addWidget(self.trouble)
        if any(share.basis is ShareBasis.CLERK for share in cover.shares):
            self.add_left(Button("恢复按比例", kind="link", on_click=self._back))
        self.add_button(Button("取消", on_click=self.escape))
        self.take_button = Button("保存", kind="primary", on_click=self._take)
        self.add_button(self.take_button, default=True)
        self._count("")

    def parts(self) -> dict[str, Money]:
        """The parts as they stand in the fields."""
        values = self.form.values()
        return {share.victim_id: values[share.victim_id] or ZERO for share in self._cover.shares}

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows[self._cover.shares[0].victim_id].field
        return field

    def refuse(self, error: AppError) -> None:
        """The service says why not."""
        from mediation_app.messages import text_of

        reasons = getattr(error, "reasons", ())
        words = "；".join(text_of_reason(r) for r in reasons) or text_of(error)
        self.trouble.setText(words)
        self.trouble.show()

    def _count(self, key: str) -> None:
        del key
        whole = sum(self.parts().values(), ZERO)
        left = self._cover.limit - whole
        over = left < ZERO
        rest = f"超出 {format_money(-left)}" if over else f"未分 {format_money(left)}"
        self.sum.setText(f"合计 {format_money(whole)} 元，{rest} 元")
        self.sum.set_tone("danger" if over else "text2")
        self.take_button.setEnabled(not over)

    def _take(self) -> None:
        why = (self.form.values()["why"] or "").strip()
        if not why:
            self.form.set_errors({"why": "写明调整的理由"})
            self.form.focus("why")
            return
        decided = {s.victim_id for s in self._cover.shares if s.basis is ShareBasis.DECIDED}
        parts = {victim: part for victim, part in self.parts().items() if victim not in decided}
        self.taken.emit(parts, why)

    def _back(self) -> None:
        self.taken.emit({}, "")


def _about(share: VictimShare) -> str:
    basis = BASES[share.basis]
    cost = f"费用 {format_money(share.cost)}"
    return "，".join(word for word in (cost, basis) if word)


def _told(cover: PolicyCover) -> str:
    parts = []
    for share in cover.shares:
        basis = BASES[share.basis]
        name = share.name or "身份不明人员"
        parts.append(f"{name} {format_money(share.amount)}" + (f"（{basis}）" if basis else ""))
    return (
        f"{cover.label} {format_money(cover.limit)} 元由 {len(cover.shares)} 人分摊："
        + "，".join(parts)
    )

"""The head of an application: number, state, case, name, next step and what it still lacks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.workflow.engine import Offer
from mediation_app.domain.workflow.fund_adjusting import is_objected
from mediation_app.messages import text_of_reason
from mediation_app.services.fund import FundView
from ui.layout import Height, LayoutMode, Width
from ui.screens.fund.columns import short
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, Label, Tag, row


def next_offer(view: FundView) -> Offer | None:
    """The step of the main way: mine if there is one, else the one it waits for."""
    primary = [offer for offer in view.offers if offer.step.primary]
    mine = [o for o in primary if "workflow.role" not in {r.code for r in o.reasons}]
    return next(iter(mine or primary), None)


class ApplicationHead(QFrame):
    """``take`` for the filled button, ``menu`` for the other steps, ``open_case`` for the link."""

    def __init__(
        self,
        *,
        take: Callable[[], object],
        menu: Callable[[], object],
        open_case: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("frame", "bottom")
        self._mode: LayoutMode | None = None
        self.number = Label("", role="caption", tone="text2", selectable=True)
        self.case_link = Button("", kind="link", on_click=open_case)
        self.case_link.setProperty("small", "true")
        self.state = Tag("", "fund")
        self.situation = Tag("", "neutral")
        self.objection = Tag("", "warn")
        self.title = ElidedLabel("", role="heading")
        self.why = Label("", role="caption", tone="danger")
        self.more = IconButton("ellipsis", "其他步骤", boxed=True, on_click=menu)
        self.next = Button("", kind="primary", on_click=take)
        self._over = QWidget()
        self._over.setLayout(
            row(self.number, self.state, self.objection, self.situation, self.case_link, None)
        )
        names = QVBoxLayout()
        names.setSpacing(look().px(2))
        names.addWidget(self._over)
        names.addWidget(self.title)
        self._row = QHBoxLayout(self)
        self._row.addLayout(names, 1)
        for each in (self.why, self.more, self.next):
            self._row.addWidget(each)
        for hidden in (self.state, self.objection, self.situation, self.more, self.next, self.why):
            hidden.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        pad = px(self._mode.padding if self._mode else 24)
        self._row.setContentsMargins(pad, px(8), pad, px(8))
        self._row.setSpacing(px(8))

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """Where it is low the line over the name goes."""
        self._mode = mode
        self._over.setVisible(mode.height is not Height.TINY)
        self._relook()

    def show_view(self, view: FundView) -> None:
        """Show an application."""
        application, case = view.file.application, view.case.case
        self.number.setText(application.number or "未编号")
        self.state.set(application.state.label, "fund")
        self.situation.set(application.situation.label if application.situation else "")
        self.objection.set("异议待协调" if is_objected(application) else "", "warn")
        self.case_link.setText(f"案件 {short(case.number)}" if case.number else "案件 未编号")
        name = view.victim.name if view.victim and view.victim.name else "身份不明人员"
        self.title.set_text(f"{name} {application.kind.label}垫付申请")
        self.more.show()
        self._show_next(next_offer(view))

    def _show_next(self, offer: Offer | None) -> None:
        self.next.setVisible(offer is not None)
        self.why.setVisible(False)
        if offer is None:
            return
        self.next.setText(offer.step.label)
        codes = {reason.code for reason in offer.reasons}
        role = next((r for r in offer.reasons if r.code == "workflow.role"), None)
        can = not codes & {"workflow.role", "fund.admin_no_business"}
        if not can and self.next.hasFocus():
            self.more.setFocus()  # else Qt would hand the focus to the rail
        self.next.setEnabled(can)
        count = sum(1 for reason in offer.reasons if reason.blocking)
        if role is not None:
            self._say(text_of_reason(role), "text2")
        elif count:
            narrow = self._mode is not None and self._mode.width is Width.NARROW
            self._say(f"还差 {count} 项" + ("" if narrow else "，F8 逐项处理"), "danger")

    def _say(self, text: str, tone: str) -> None:
        self.why.setText(text)
        self.why.set_tone(tone)
        self.why.setVisible(True)

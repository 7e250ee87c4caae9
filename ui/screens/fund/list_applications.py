"""基金 → 申请: the applications of a stage, the most urgent first where a term runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mediation_app.services.lists import FundQuery, FundRow, Order
from ui.desk import Desk
from ui.navigation import Address
from ui.screens.fund.columns import FundColumns
from ui.screens.fund.pane import Ask, Chunk, ListPane
from ui.session import Session

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": ("全部", ()),
    "draft": ("拟申请", ("draft",)),
    "open": ("审核中", ("open",)),
    "deciding": ("待决定", ("deciding",)),
    "paying": ("待拨付", ("paying",)),
    "paid": ("已拨付", ("paid",)),
    "finished": ("已办结", ("finished",)),
}
_TIMED = ("open", "deciding", "paying")


class ApplicationsPane(ListPane[FundRow]):
    """``set_stage`` before ``load``."""

    touches = ("FundApplication", "Recovery", "Payment", "RepaymentReceipt")

    def __init__(self, desk: Desk, session: Session, columns: FundColumns) -> None:
        super().__init__(
            desk,
            session,
            columns.applications(),
            name="垫付申请",
            key=lambda row: row.application_id,
        )
        self._stage = "all"
        self._query = FundQuery()
        self.model.sort_wanted.connect(self._sort)

    def set_stage(self, stage: str) -> None:
        """Which applications."""
        self._stage = stage
        order = Order.DUE if stage in _TIMED else Order.NUMBER
        self._query = FundQuery(groups=STAGES[stage][1], order=order)

    def ask(self, after: Any) -> Ask:
        query: FundQuery = after or self._query

        def work(bench: Workbench, me: Actor) -> Chunk:
            asked = query
            page = bench.fund.page(me, asked)
            if after is None and asked.order is Order.DUE and not page.rows:
                asked = replace(asked, order=Order.NUMBER)
                page = bench.fund.page(me, asked)
            following = replace(asked, after=page.last) if page.has_after else None
            return Chunk(rows=page.rows, after=following, about=asked.order)

        return work

    def show_about(self, about: Any) -> None:
        self.model.sort_key = "due" if about is Order.DUE else "number"

    def nothing(self) -> tuple[str, str]:
        if self._stage == "all":
            return "没有申请", "在案件的“救助基金”栏目发起申请"
        return f"没有{STAGES[self._stage][0]}的申请", "在案件的“救助基金”栏目发起申请"

    def open_record(self, record: Any) -> None:
        if record is not None:
            self.desk.navigator.go(Address.of("fund", record.application_id))

    def _sort(self, key: str, descending: bool) -> None:
        del descending
        self._query = replace(self._query, order=Order.DUE if key == "due" else Order.NUMBER)
        self.load()

"""基金 → 未申请: who may be paid and has not applied (可垫付未申请), the shortest window first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.desk import Desk
from ui.navigation import Address
from ui.screen import Key
from ui.screens.fund.eligible_columns import EligibleRow, eligible_columns
from ui.screens.fund.pane import Ask, Chunk, ListPane
from ui.session import Session

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_LIMIT = 50


class EligiblePane(ListPane[EligibleRow]):
    """One row for each victim."""

    touches = ("Case", "FundApplication", "Injury", "Treatment", "Policy", "Prepaid", "Accident")

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(
            desk,
            session,
            eligible_columns(),
            name="可垫付未申请",
            key=lambda row: f"{row.case.case_id}/{row.victim.victim_id}",
            sign="circle-check",
        )

    def ask(self, after: Any) -> Ask:
        def work(bench: Workbench, me: Actor) -> Chunk:
            page = bench.fund.eligible(me, limit=_LIMIT, after=after)
            rows = [
                EligibleRow(case=one, victim=victim, now=page.now)
                for one in page.rows
                for victim in one.victims
            ]
            return Chunk(rows=rows, after=page.following)

        return work

    def nothing(self) -> tuple[str, str]:
        return "没有遗漏", "每件伤亡案件在保存时自动判断，够条件而没有人申请的会列在这里"

    def open_record(self, record: Any) -> None:
        if record is not None:
            self.desk.navigator.go(Address.of("case", record.case.case_id, "fund"))

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "发起申请"))

"""基金 → 追偿: ageing above, below it what runs, what is due, what rests, what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.calendar import add_months
from mediation_app.domain.money import format_money
from mediation_app.domain.recovery_clock import ALARM_MONTHS
from mediation_app.services.recovery_lists import (
    Age,
    Ageing,
    RecoveryLine,
    RecoveryOrder,
    RecoveryQuery,
    Standing,
)
from ui.desk import Desk
from ui.layout import LayoutMode, Width
from ui.navigation import Address
from ui.screens.fund.age_strip import AgeStrip
from ui.screens.fund.columns import FundColumns
from ui.screens.fund.pane import Ask, Chunk, ListPane
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Label, row
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from datetime import date

    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_VIEWS = (
    ("running", "在追"),
    ("overdue", "逾期"),
    ("limitation", "时效"),
    ("steps", "待办"),
    ("resting", "久未处理"),
    ("recovered", "已追回"),
    ("written_off", "已核销"),
)
_NOTHING = {
    "running": ("没有在追的款项", "垫付款拨付后自动转入追偿"),
    "overdue": ("没有逾期的还款", "还款计划到期未还的列在这里"),
    "limitation": ("没有临近的时效", "诉讼时效一年内届满、尚未起诉的列在这里"),
    "steps": ("没有到期的下一步", "下一步的日期到了就列在这里"),
    "resting": ("没有久未处理的", "没有下一步、下一步已过期，或九十天没有动作的列在这里"),
    "recovered": ("没有追回的款项", "全额追回并经确认的列在这里"),
    "written_off": ("没有核销的款项", "账销案存，核销后追回的另记"),
}


def query_of(view: str, on: date, age: Age | None) -> RecoveryQuery:
    """What a view asks for on a day."""
    if age is not None:
        return RecoveryQuery(order=RecoveryOrder.AGE, age=age, on=on)
    yesterday = on - timedelta(days=1)
    lapsing = add_months(on, max(ALARM_MONTHS))
    return {
        "running": RecoveryQuery(order=RecoveryOrder.AGE),
        "overdue": RecoveryQuery(order=RecoveryOrder.DUE, until=yesterday),
        "limitation": RecoveryQuery(order=RecoveryOrder.LIMITATION, until=lapsing),
        "steps": RecoveryQuery(order=RecoveryOrder.NEXT_STEP, until=on),
        "resting": RecoveryQuery(order=RecoveryOrder.IDLE, until=yesterday),
        "recovered": RecoveryQuery(standing=Standing.RECOVERED),
        "written_off": RecoveryQuery(standing=Standing.WRITTEN_OFF),
    }[view]


class RecoveriesPane(ListPane[RecoveryLine]):
    """The officer's lists."""

    touches = ("Recovery", "RepaymentReceipt", "RepaymentRow", "RefundReceipt", "DebtorShare")
    own_figures = True

    def __init__(self, desk: Desk, session: Session, columns: FundColumns) -> None:
        super().__init__(
            desk, session, columns.recoveries(), name="追偿", key=lambda line: line.recovery_id
        )
        self.strip = AgeStrip()
        self.strip.chosen.connect(self._age)
        self.views = Segments("追偿的范围", _VIEWS)
        self.views.chosen.connect(self._view)
        self.said = Label("", role="table", tone="text2")
        self._strip_row = row(self.strip)
        self._bar_row = row(self.views, None, self.said)
        self.column.insertLayout(0, self._strip_row)
        self.column.insertLayout(1, self._bar_row)
        self._about: tuple[Ageing, str] | None = None
        self._narrow = False

    def ask(self, after: Any) -> Ask:
        on, age = today(self.desk.clock), self.strip.value()
        query: RecoveryQuery = after or query_of(self.views.value(), on, age)

        def work(bench: Workbench, me: Actor) -> Chunk:
            page = bench.recovery.page(me, query)
            following = replace(query, after=page.last) if page.has_after else None
            if after is not None:
                return Chunk(rows=page.rows, after=following)
            count = f"{page.count} 件以上" if page.count_is_capped else f"{page.count} 件"
            about = (bench.recovery.ageing(me, on), count)
            return Chunk(rows=page.rows, after=following, about=about)

        return work

    def show_about(self, about: Any) -> None:
        self._about = about
        self.strip.put(about[0])
        self._say()

    def _say(self) -> None:
        """How many, what is overdue, what is owed; the last gives way in a narrow window."""
        if self._about is None:
            return
        ageing, count = self._about
        words = [f"共 {count}"]
        if ageing.overdue:
            words.append(f"逾期 {format_money(ageing.overdue)} 元")
        whole = f"未还合计 {format_money(ageing.outstanding)} 元"
        self.said.setToolTip(whole)
        if not self._narrow:
            words.append(whole)
        self.said.setText("，".join(words))

    def nothing(self) -> tuple[str, str]:
        age = self.strip.value()
        if age is not None:
            return f"没有账龄{age.label}的款项", "再点一次这一档，显示全部"
        return _NOTHING[self.views.value()]

    def open_record(self, record: Any) -> None:
        if record is not None:
            self.desk.navigator.go(Address.of("fund", record.application_id, at="recovery"))

    def _view(self, _view: str) -> None:
        self.strip.set_value(None)
        self.load()

    def _age(self, age: Age | None) -> None:
        del age
        self.views.set_value("running")
        self.load()

    def parts(self) -> tuple[QWidget, ...]:
        return (self.strip, self.views, *super().parts())

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self.strip.set_compact(mode.compact)
        self._narrow = mode.width is Width.NARROW
        self._say()
        self._strip_row.setContentsMargins(pad, px(mode.gap), pad, 0)
        self._bar_row.setContentsMargins(pad, px(8), pad, px(8))

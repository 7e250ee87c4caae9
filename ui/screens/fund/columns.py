"""The columns of applications and recoveries."""

from __future__ import annotations

import re
from datetime import date

from mediation_app.domain.fund import FundState as S
from mediation_app.domain.money import format_money
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import RecoveryState as R
from mediation_app.domain.recovery_clock import alarm
from mediation_app.services.lists import FundRow
from mediation_app.services.recovery_lists import RecoveryLine
from ui.models.cells import Column, State, Sum, TagCell, Text
from ui.widgets.deadline import deadline_tag

_OFFICIAL = re.compile(r"(.*?)[〔（](\d{4})[〕）].*?第?0*(\d+)号")
# Word and place on the five-step bar.
_STATES: dict[S, tuple[str, int, str]] = {
    S.DRAFT: ("拟申请", 1, "fund"),
    S.SUBMITTED: ("待受理", 1, "fund"),
    S.SUPPLEMENT: ("待补正", 1, "warn"),
    S.NOT_ACCEPTED: ("不予受理", 5, "warn"),
    S.REVIEW1: ("初审中", 2, "fund"),
    S.VERIFY: ("核实中", 2, "warn"),
    S.REVIEW2: ("复核中", 3, "fund"),
    S.APPROVAL: ("待审批", 3, "fund"),
    S.COLLECTIVE: ("会审中", 3, "fund"),
    S.APPROVED: ("同意垫付", 4, "fund"),
    S.REFUSED: ("不予垫付", 5, "warn"),
    S.DISPUTE: ("异议协调", 3, "warn"),
    S.TO_PAY: ("待拨付", 4, "fund"),
    S.PAID: ("已拨付", 5, "ok"),
    S.PAY_FAILED: ("退票", 4, "warn"),
    S.WITHDRAWN: ("撤回", 5, "warn"),
    S.TERMINATED: ("终止", 5, "warn"),
    S.ARCHIVED: ("归档", 5, "ok"),
}
_RECOVERIES: dict[R, tuple[str, int, str]] = {
    R.OPEN: ("待追偿", 1, "fund"),
    R.ON_HOLD: ("暂缓", 1, "warn"),
    R.TOLD: ("已告知", 2, "fund"),
    R.AGREED: ("还款中", 3, "fund"),
    R.OVERDUE: ("逾期", 3, "danger"),
    R.LAWSUIT: ("诉讼中", 4, "fund"),
    R.ENFORCING: ("执行中", 4, "fund"),
    R.ENFORCED_OUT: ("终本", 4, "warn"),
    R.RECOVERED: ("已追回", 5, "ok"),
    R.WRITE_OFF_ASKED: ("核销报批", 4, "warn"),
    R.WRITTEN_OFF: ("已核销", 5, "ok"),
}
_FINISHED = (S.PAID, S.ARCHIVED, S.REFUSED, S.NOT_ACCEPTED, S.WITHDRAWN, S.TERMINATED)


def short(number: str) -> str:
    """``东道救申〔2026〕第0033号`` as ``2026-0033``."""
    found = _OFFICIAL.match(number)
    return f"{found[2]}-{int(found[3]):04d}" if found else number


def state_cell(state: S) -> State:
    """The state of an application over its bar."""
    return State(*_STATES[state])


def money(amount: Money) -> Sum | None:
    """A sum; an empty cell for nothing."""
    return Sum(format_money(amount)) if amount else None


class FundColumns:
    """Knows the day, so that cells can be made of a row alone."""

    def __init__(self, today: date) -> None:
        self.today = today

    def applications(self) -> list[Column[FundRow]]:
        """Applications."""
        return [
            Column(
                key="number", header="编号", width=92, sortable=True,
                cell=lambda row: Text(short(row.number) or "未编号", fixed=True),
            ),
            Column(
                key="victim", header="受害人", width=104,
                cell=lambda row: Text(row.victim, tone="text", role="tableStrong"),
            ),
            Column(key="kind", header="费用", width=88, give_way=2,
                   cell=lambda row: Text(row.kind.label)),
            Column(key="applicant", header="申请人", min_width=120, give_way=4,
                   cell=lambda row: Text(row.applicant)),
            Column(key="case", header="案件", width=92, give_way=3,
                   cell=lambda row: Text(row.case_number_short, fixed=True)),
            Column(key="claimed", header="申请金额（元）", width=112, right=True, give_way=1,
                   cell=lambda row: money(row.claimed)),
            Column(key="approved", header="批准金额（元）", width=112, right=True,
                   cell=lambda row: money(row.approved)),
            Column(key="gap", header="", width=16, cell=lambda row: None),
            Column(key="state", header="阶段", width=92, cell=lambda row: state_cell(row.state)),
            Column(key="due", header="期限", width=100, sortable=True, cell=self._due),
            Column(key="recovery", header="追偿", width=96, give_way=3, cell=_recovery),
            Column(key="clerk", header="经办", width=72, give_way=5,
                   cell=lambda row: Text(row.clerk)),
        ]  # fmt: skip

    def _due(self, row: FundRow) -> TagCell | None:
        if row.due_on is None or row.state in _FINISHED:
            return None
        return deadline_tag(row.due_on, self.today, in_table=True)

    def recoveries(self) -> list[Column[RecoveryLine]]:
        """Recoveries."""
        return [
            Column(key="number", header="编号", width=92,
                   cell=lambda line: Text(short(line.number) or line.case_number_short, fixed=True)),
            Column(
                key="victim", header="受害人", width=88, give_way=3,
                cell=lambda line: Text(line.victim),
            ),
            Column(
                key="debtors", header="应还款人", min_width=130,
                cell=lambda line: Text(line.debtors or "待确定", tone="text", role="tableStrong"),
            ),
            Column(key="state", header="阶段", width=92,
                   cell=lambda line: State(*_RECOVERIES[line.state])),
            Column(key="opening", header="垫付（元）", width=108, right=True, give_way=2,
                   cell=lambda line: money(line.opening)),
            Column(key="recovered", header="已还（元）", width=108, right=True, give_way=4,
                   cell=lambda line: money(line.recovered + line.refunded)),
            Column(key="outstanding", header="未还（元）", width=108, right=True,
                   cell=lambda line: money(line.outstanding)),
            Column(key="overdue", header="逾期（元）", width=104, right=True, give_way=1,
                   cell=self._overdue),
            Column(key="gap", header="", width=16, cell=lambda line: None),
            Column(key="limitation", header="时效届满", width=100, give_way=5,
                   cell=self._limitation),
            Column(key="next", header="下一步", min_width=190, cell=self._next),
        ]  # fmt: skip

    def _overdue(self, line: RecoveryLine) -> Sum | None:
        amount = line.overdue(self.today)
        return Sum(format_money(amount), tone="danger") if amount else None

    def _next(self, line: RecoveryLine) -> Text | None:
        if not line.next_step:
            return None
        tag = None
        if line.next_step_on is not None:
            tag = deadline_tag(line.next_step_on, self.today, in_table=True)
        return Text(line.next_step, tag=tag)

    def _limitation(self, line: RecoveryLine) -> TagCell | Text | None:
        if line.limitation_on is None or not line.running:
            return None
        months = alarm(line.limitation_on, self.today)
        if months is None:
            return Text(line.limitation_on.isoformat(), fixed=True)
        if months == 0:
            return TagCell("时效已满", "overdue")
        return TagCell(f"{months} 个月内", "danger" if months <= _URGENT_MONTHS else "warn")


_URGENT_MONTHS = 3


def _recovery(row: FundRow) -> Text | None:
    if row.recovery_state is None:
        return None
    word, _, tone = _RECOVERIES[row.recovery_state]
    return Text(word, tone=tone if tone in ("warn", "danger", "ok") else "text2")

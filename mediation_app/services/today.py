"""今日: what is due, what is on, what waits for me, what nobody has thought of yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.calendar import add_months
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.fund import FundApplication, FundState
from mediation_app.domain.moments import at, local_moment
from mediation_app.domain.money import Money, from_fen
from mediation_app.domain.offices import Actor, Role
from mediation_app.services.base import Context
from mediation_app.services.screening import EligibleCase, eligible_page

if TYPE_CHECKING:
    from mediation_app.database.queries import CaseRow, DueRow, FundRow
    from mediation_app.database.reader import Reader
    from mediation_app.services.recovery_lists import ActionsDue

_SOON_DAYS = 14
_MOST_ELIGIBLE = 30
# Which applications wait for whom.
_FUND_TASKS: tuple[tuple[Role, tuple[FundState, ...]], ...] = (
    (Role.FUND_CLERK, (FundState.DRAFT, FundState.SUBMITTED, FundState.REVIEW1, FundState.VERIFY)),
    (Role.CHECKER, (FundState.REVIEW2,)),
    (Role.APPROVER, (FundState.APPROVAL,)),
    (Role.MEETING, (FundState.COLLECTIVE,)),
    (Role.CASHIER, (FundState.APPROVED, FundState.TO_PAY, FundState.PAY_FAILED)),
)

_PURSUERS = (Role.RECOVERY, Role.LEADER)
_PURSUED = 10  # recoveries of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """An open term: ``days`` left (negative = overdue), its badge and its arithmetic."""

    row: DueRow
    days: int
    badge: str
    why: str
    state_label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionItem:
    """A session of the day."""

    case_id: str
    session_id: str
    time: str
    number: str
    parties: str
    place: str
    mediator: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """One month of the chart; ``paid`` in yuan."""

    month: date
    accepted: int
    agreed: int
    paid: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """Everything the page shows, loaded in one read transaction."""

    day: date
    due: tuple[DueItem, ...]
    sessions: tuple[SessionItem, ...]
    waiting_cases: tuple[CaseRow, ...]
    waiting_funds: tuple[FundRow, ...]
    eligible: tuple[EligibleCase, ...]
    idle: tuple[CaseRow, ...]
    months: tuple[MonthFigures, ...]
    counts: dict[str, int]
    now: datetime
    eligible_count: int = 0
    recovery: ActionsDue | None = None


class TodayService:
    """The page 今日."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, actor: Actor) -> TodayPage:
        """The whole page."""
        day = today(self._context.clock)
        eligible = eligible_page(self._context, actor, limit=_MOST_ELIGIBLE)
        with self._context.store.read(actor) as reader:
            return TodayPage(
                day=day,
                now=eligible.now,
                due=(*self._returns(actor), *self._due(reader, day, _SOON_DAYS, 50)),
                sessions=self._sessions(reader, actor, day, day + timedelta(days=1)),
                waiting_cases=self._waiting_cases(reader, actor),
                waiting_funds=self._waiting_funds(reader, actor),
                eligible=eligible.rows,
                eligible_count=eligible.count,
                idle=self._rows(reader, self._idle(actor, day)),
                months=self._months(actor, day, 12),
                counts=reader.state_counts(),
                recovery=self._recovery(actor, day),
            )

    def due(self, actor: Actor, *, days: int = _SOON_DAYS, limit: int = 200) -> tuple[DueItem, ...]:
        """Open terms that end within ``days``, overdue ones first."""
        with self._context.store.read(actor) as reader:
            return self._due(reader, today(self._context.clock), days, limit)

    def sessions(self, actor: Actor, first: date, after: date) -> tuple[SessionItem, ...]:
        """Sessions of the days [first, after)."""
        with self._context.store.read(actor) as reader:
            return self._sessions(reader, actor, first, after)

    def waiting(self, actor: Actor) -> tuple[tuple[CaseRow, ...], tuple[FundRow, ...]]:
        """Cases and applications that wait for this person."""
        with self._context.store.read(actor) as reader:
            return self._waiting_cases(reader, actor), self._waiting_funds(reader, actor)

    def eligible(self, actor: Actor) -> tuple[EligibleCase, ...]:
        """可垫付未申请: cases with somebody the fund may pay and no application for him."""
        return eligible_page(self._context, actor, limit=_MOST_ELIGIBLE).rows

    def idle(self, actor: Actor) -> tuple[CaseRow, ...]:
        """Files with no next step: nothing booked, nothing coming due."""
        with self._context.store.read(actor) as reader:
            return self._rows(reader, self._idle(actor, today(self._context.clock)))

    def months(self, actor: Actor, count: int = 12) -> tuple[MonthFigures, ...]:
        """Figures of the last months, the present one last."""
        return self._months(actor, today(self._context.clock), count)

    # --- parts ---------------------------------------------------------------------------------

    def _due(self, reader: Reader, day: date, days: int, limit: int) -> tuple[DueItem, ...]:
        rows = reader.due_rows(day + timedelta(days=days), limit=limit)
        cases = tuple({row.case_id for row in rows if row.kind == "case"})
        funds = tuple({row.subject_id for row in rows if row.kind == "fund"})
        why = {c.id: _why(c) for c in reader.records(Case, id=cases)} if cases else {}
        if funds:
            for application in reader.records(FundApplication, id=funds):
                why[application.id] = application.decide_why or application.pay_why
        return tuple(
            DueItem(
                row=row,
                days=(row.due_on - day).days,
                badge=badge((row.due_on - day).days),
                why=why.get(row.subject_id, ""),
                state_label=_state_label(row),
                address=_address(row),
            )
            for row in rows
        )

    def _returns(self, actor: Actor) -> tuple[DueItem, ...]:
        """Returns to the authority that are over and not frozen, for who may freeze them.

        Only the latest of each kind: what was never frozen years ago is on the page of returns.
        """
        from mediation_app.database.queries import DueRow
        from mediation_app.services.fund_returns import MAKERS, ReturnsService

        if not actor.has(*MAKERS):
            return ()
        latest = {
            due.rule_id: due
            for due in ReturnsService(self._context).due(actor, days=_SOON_DAYS)
            if due.day is not None and due.days_left is not None
        }
        return tuple(
            DueItem(
                row=DueRow(
                    kind="return",
                    case_id="",
                    subject_id=f"{due.span.code}/{due.rule_id}",
                    number=due.span.label,
                    title="统计报表",
                    due_on=due.day,
                    state="return" if due.sure else "return_doubtful",
                    person_id="",
                ),
                days=due.days_left,
                badge=badge(due.days_left),
                why=due.text,
                state_label="" if due.sure else "待核实",
                address=f"statistics/returns?period={due.span.code}",
            )
            for due in latest.values()
            if due.day is not None and due.days_left is not None
        )

    def _sessions(
        self, reader: Reader, actor: Actor, first: date, after: date
    ) -> tuple[SessionItem, ...]:
        from mediation_app.database import today_lists

        start, end = at(first, 0), at(after, 0)
        with self._context.store.connection() as connection:
            rows = today_lists.sessions_between(connection, actor.unit_code, start, end)
        return tuple(
            SessionItem(
                case_id=session.case_id,
                session_id=session.id,
                time=f"{local_moment(session.starts_at):%H:%M}" if session.starts_at else "",
                number=number,
                parties=parties,
                place=session.place,
                mediator=session.mediator_name,
                held=session.held,
            )
            for session, number, parties in rows
        )

    def _waiting_cases(self, reader: Reader, actor: Actor) -> tuple[CaseRow, ...]:
        from mediation_app.database import today_lists

        keys: list[str] = []
        with self._context.store.connection() as connection:
            if actor.has(Role.CLERK):
                keys += today_lists.registered(connection, actor.unit_code, limit=20)
            if actor.has(Role.MEDIATOR):
                keys += today_lists.waiting_for(
                    connection, actor.unit_code, actor.person_id, limit=30
                )
        return self._rows(reader, tuple(dict.fromkeys(keys)))

    def _waiting_funds(self, reader: Reader, actor: Actor) -> tuple[FundRow, ...]:
        from mediation_app.database.queries import FundQuery, Order
        from mediation_app.services.fund_standing import acting_actor

        me = acting_actor(reader, actor, today(self._context.clock))
        states = tuple(s for role, some in _FUND_TASKS if me.has(role) for s in some)
        if not states:
            return ()
        query = FundQuery(states=states, order=Order.NUMBER, limit=50)
        return reader.fund_page(query).rows

    def _recovery(self, actor: Actor, day: date) -> ActionsDue | None:
        """Limitations that end, steps that are due: for who pursues, and for the director."""
        from mediation_app.services.recovery_lists import RecoveryLists

        if not actor.has(*_PURSUERS):
            return None
        return RecoveryLists(self._context).actions_due(actor, day, limit=_PURSUED)

    def _idle(self, actor: Actor, day: date) -> tuple[str, ...]:
        from mediation_app.database import today_lists

        with self._context.store.connection() as connection:
            return today_lists.without_next_step(connection, actor.unit_code, day, limit=30)

    def _months(self, actor: Actor, day: date, count: int) -> tuple[MonthFigures, ...]:
        from mediation_app.database import today_lists

        first = day.replace(day=1)
        starts = [add_months(first, -back) for back in range(count - 1, -1, -1)]
        spans = [(start, add_months(start, 1)) for start in starts]
        unit = actor.unit_code
        with self._context.store.connection() as connection:
            accepted = today_lists.accepted_by_month(connection, unit, spans)
            agreed = today_lists.agreed_by_month(connection, unit, spans)
            paid = today_lists.paid_by_month(connection, unit, spans)
        return tuple(
            MonthFigures(month=start, accepted=a, agreed=g, paid=from_fen(p))
            for start, a, g, p in zip(starts, accepted, agreed, paid, strict=True)
        )

    def _rows(self, reader: Reader, keys: tuple[str, ...]) -> tuple[CaseRow, ...]:
        from mediation_app.database import lists

        if not keys:
            return ()
        with self._context.store.connection() as connection:
            rows = lists.rows_by_id(connection, "", keys)
        order = {key: place for place, key in enumerate(keys)}
        return tuple(sorted(rows, key=lambda row: order[row.case_id]))


def _why(case: Case) -> str:
    """What the open term of a case is reckoned from."""
    if case.effective_on is None:
        return case.due_why
    if case.state is MediationState.PERFORMED:
        return "履行期满 + 1 日"
    return "协议约定的付款日"


def badge(days: int) -> str:
    """The text of a deadline badge: days are calendar days."""
    if days < 0:
        return f"逾期 {-days} 天"
    if days == 0:
        return "今天到期"
    if days == 1:
        return "明天到期"
    return f"剩 {days} 天"


def _state_label(row: DueRow) -> str:
    return (MediationState if row.kind == "case" else FundState)(row.state).label


def _address(row: DueRow) -> str:
    if row.kind == "case":
        return f"case/{row.case_id}"
    return f"case/{row.case_id}/fund/{row.subject_id}"

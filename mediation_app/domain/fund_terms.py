"""The terms of an application (D01 to D09): reckoned from frozen rules, each with its arithmetic.

Also what speaks against the day a person gives for a step: nothing lies in the future, nothing
before the step before it, and what is recorded late or done late carries its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mediation_app.domain.calendar import Due, DueDate, WorkCalendar
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.deadlines import ClockRun, DeadlineRule, reckon, resume
from mediation_app.domain.fund import FundApplication, FundKind, FundState
from mediation_app.domain.fund_rules import PAUSE, FundRules
from mediation_app.errors import Reason


@dataclass(frozen=True, slots=True)
class Term:
    """A date (None while 待定) and the sentence that explains it."""

    day: date | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Reckons the terms of one application. ``deadlines`` are the rules by id, for the sources."""

    calendar: WorkCalendar
    rules: FundRules
    deadlines: Mapping[str, DeadlineRule] = field(default_factory=dict)

    def notice(self, handled_on: date) -> Term:
        """D02: the police notice, from the day the accident is handled."""
        return self._term(
            "fund", "D02", handled_on, self.rules.notice_days_police, "通知书送达期限"
        )

    def receipt(self, received_on: date) -> Term:
        """Internal: to accept, to ask for a supplement, or not to accept."""
        return self._term(
            "fund",
            "supplement_notice",
            received_on,
            self.rules.supplement_notice_days,
            "受理或一次性告知期限",
        )

    def decide(
        self,
        kind: FundKind,
        complete_on: date,
        runs: tuple[ClockRun, ...] = (),
    ) -> Term:
        """D05 (D09 for funerals): from the day the complete set was received."""
        funeral = kind is FundKind.FUNERAL
        days = self.rules.funeral_days if funeral else self.rules.review_days
        if runs and self.rules.clock_mode == PAUSE:
            due = resume(runs, complete_on, days, self.calendar)
            return Term(due.day, f"审核期限：{due.text}")
        return self._term("fund", "D09" if funeral else "D05", complete_on, days, "审核期限")

    def pay(self, application: FundApplication, approved_on: date) -> Term:
        """D06: after approval; a funeral has one period for review and payment (D09)."""
        if application.kind is FundKind.FUNERAL:
            return Term(application.decide_due, application.decide_why)
        return self._term("fund", "D06", approved_on, self.rules.pay_days, "拨付期限")

    def supplement(self, served_on: date) -> Term:
        """The applicant's time to supplement, from service of the notice."""
        return self._term("fund", "supplement", served_on, self.rules.supplement_days, "补正期限")

    def objection(self, served_on: date) -> Term:
        """The applicant's time to object, from service of the decision."""
        return self._term("fund", "objection", served_on, self.rules.objection_days, "异议期限")

    def refund(self, served_on: date) -> Term:
        """P2: when an over-payment must be back, from service of the letter."""
        return self._of_rule("refund", served_on, self.rules.refund_days, "退款期限")

    def told(self, opened_on: date) -> Term:
        """Internal: the notice of recovery."""
        return self._term(
            "recovery", "notice", opened_on, self.rules.recovery_notice_days, "追偿告知期限"
        )

    def limitation(self, known_on: date) -> Term:
        """Three years from the day payment and debtor are known (民法典第188条)."""
        due = self.calendar.add_years(known_on, 3, label="知道垫付和责任人之日")
        if due.day is None and due.nominal is not None:
            return Term(due.nominal, f"诉讼时效：{due.text}")
        return Term(due.day, f"诉讼时效：{due.text}")

    def recorded(self, occurred_on: date) -> date | None:
        """The last day to record a step without giving a reason."""
        return self.calendar.add_workdays(occurred_on, self.rules.record_days).day

    def _term(self, area: str, name: str, start: date, days: int, label: str) -> Term:
        return self._of_rule(f"{area}.{name}", start, days, label)

    def _of_rule(self, rule_id: str, start: date, days: int, label: str) -> Term:
        rule = self.deadlines.get(rule_id)
        found = reckon(rule, start, self.calendar, amount=days) if rule is not None else None
        if found is not None:
            return Term(found.day, found.text)
        due: Due = self.calendar.add_workdays(start, days)
        return Term(due.day if isinstance(due, DueDate) else None, f"{label}：{due.text}")


def clock_runs(application: FundApplication, steps: Sequence[StepTaken]) -> tuple[ClockRun, ...]:
    """When the review clock ran before the application came back complete (mode ``pause``)."""
    runs: list[ClockRun] = []
    started = application.received_on
    for step in steps:
        if step.subject_id != application.id or step.process != "fund":
            continue
        if step.event == "ask_supplement" and started is not None:
            runs.append(ClockRun(start=started, stop=step.occurred_on))
            started = None
        elif step.event == "supplemented":
            started = step.occurred_on
    return tuple(runs)


DUE_FIELDS = {
    "decide": "decide_due",
    "pay": "pay_due",
    "supplement": "supplement_due",
    "objection": "objection_due",
}


def due_of(deadline: str, application: FundApplication, terms: Terms) -> date | None:
    """The day a step of the table is due by the name of its deadline; None when it has none."""
    if deadline == "receipt":
        start = application.received_on
        return terms.receipt(start).day if start else None
    name = DUE_FIELDS.get(deadline)
    found = getattr(application, name) if name else None
    return found if isinstance(found, date) else None


def next_due(application: FundApplication, terms: Terms) -> date | None:
    """The day by which something must happen in the state the application is in."""
    state = application.state
    if state is FundState.SUBMITTED:
        return due_of("receipt", application, terms)
    if state is FundState.SUPPLEMENT:
        return application.supplement_due
    if state in DECIDING:
        return application.decide_due
    if state in (FundState.APPROVED, FundState.TO_PAY, FundState.PAY_FAILED):
        return application.pay_due
    return None


DECIDING = (
    FundState.REVIEW1,
    FundState.VERIFY,
    FundState.REVIEW2,
    FundState.APPROVAL,
    FundState.COLLECTIVE,
)


def timing(
    *,
    occurred_on: date | None,
    today: date,
    last_on: date | None,
    due: date | None,
    terms: Terms,
    late_reason: str,
) -> tuple[Reason, ...]:
    """What speaks against the day of a step. Without ``occurred_on`` it only warns."""
    acting = occurred_on is not None
    day = occurred_on or today
    found: list[Reason] = []
    if day > today:
        found.append(_reason("in_future"))
    if last_on is not None and day < last_on:
        found.append(_reason("before_last_step", last=last_on.isoformat()))
    if late_reason.strip():
        return tuple(found)
    if due is not None and day > due:
        found.append(_reason("overdue", blocking=acting, due=due.isoformat()))
    limit = terms.recorded(day)
    if acting and limit is not None and today > limit:
        found.append(_reason("recorded_late", on=day.isoformat()))
    return tuple(found)


def _reason(code: str, *, blocking: bool = True, **params: str) -> Reason:
    return Reason(
        code=f"fund.{code}", place="late_reason", blocking=blocking, params=tuple(params.items())
    )

"""Returns to the authority (季度、年度报表): draft, freeze, correct by a further edition, compare.

A frozen return never changes: its text holds every figure and the keys of the cases behind it, and
its SHA-256 is checked whenever it is read. What turns out wrong is told by the next edition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.fund_figures import OUTSIDE, FundReport
from mediation_app.domain.fund_return_json import digest, from_json, to_json
from mediation_app.domain.fund_return_lines import Difference, Line, differences, lines_of
from mediation_app.domain.fund_returns import FundReturn, OutsideFigure, ReturnPeriod
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import yuan
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.spans import Span, read_span, span_of, spans_between
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_report import STATISTICS, FundReportService

if TYPE_CHECKING:
    from mediation_app.database.queries import CaseRow
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.documents.produce import Produced
    from mediation_app.domain.deadlines import Deadline

MAKERS = (
    Role.FUND_CLERK,
    Role.CHECKER,
    Role.APPROVER,
    Role.CASHIER,
    Role.LEADER,
    Role.SUPERVISOR,
)
"""Who may freeze a return."""
_RULES = {
    ReturnPeriod.QUARTER: ("fund.D23",),
    ReturnPeriod.YEAR: ("fund.D24", "fund.D25"),
    ReturnPeriod.MONTH: (),
}
_AHEAD = 30
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day by which a return goes out: the rule, whose duty, its arithmetic, how sure it is."""

    span: Span
    rule_id: str
    label: str
    actor: str
    day: date | None
    text: str
    sure: bool
    days_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One frozen edition without its figures."""

    id: str
    edition: int
    frozen_on: date | None
    person_name: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """One period of the list: what was frozen, the newest first, and by when it goes out."""

    span: Span
    editions: tuple[Edition, ...]
    dues: tuple[Due, ...]
    over: bool

    @property
    def latest(self) -> Edition | None:
        """The edition that counts."""
        return self.editions[0] if self.editions else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenReturn:
    """A frozen edition with its figures."""

    record: FundReturn
    report: FundReport
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesBehind:
    """The cases behind a figure: ``total`` of them, the first rows of the list."""

    label: str
    total: int
    rows: tuple[CaseRow, ...]


class ReturnsService:
    """Use cases of returns."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reports = FundReportService(context)

    # Reading --------------------------------------------------------------------------------

    def draft(self, actor: Actor, span: Span | str) -> FundReport:
        """The figures of a span as they are now. Raises InvalidInput."""
        one = _span(span)
        return self._reports.figures(actor, one.since, one.until, with_cases=False)

    def lines(self, report: FundReport) -> tuple[Line, ...]:
        """The figures line by line, refusals in words."""
        return lines_of(report, self._reason)

    def rows(self, actor: Actor, year: int) -> tuple[ReturnRow, ...]:
        """The year, its quarters and its months that have begun, the latest first."""
        day = today(self._context.clock)
        whole = read_span(f"{year:04d}")
        known = self._known(actor, whole.since, whole.until)
        found: list[ReturnRow] = []
        for kind in (ReturnPeriod.YEAR, ReturnPeriod.QUARTER, ReturnPeriod.MONTH):
            for span in reversed(spans_between(kind, whole.since, min(day, whole.until))):
                editions = known.get((span.kind, span.since), [])
                found.append(
                    ReturnRow(
                        span=span,
                        editions=tuple(sorted(editions, key=lambda e: -e.edition)),
                        dues=self._dues(span, day),
                        over=span.until < day,
                    )
                )
        return tuple(found)

    def _known(
        self, actor: Actor, since: date, until: date
    ) -> dict[tuple[ReturnPeriod, date], list[Edition]]:
        from mediation_app.database.returns import editions_between

        found: dict[tuple[ReturnPeriod, date], list[Edition]] = {}
        with self._context.store.connection() as connection:
            rows = editions_between(connection, actor.unit_code, since, until)
        for row in rows:
            edition = Edition(
                id=row.id,
                edition=row.edition,
                frozen_on=row.frozen_on,
                person_name=row.person_name,
                reason=row.reason,
                digest=row.digest,
            )
            found.setdefault((row.period, row.since), []).append(edition)
        return found

    def frozen(self, actor: Actor, edition_id: str) -> FrozenReturn:
        """An edition with its figures. Raises NotFound, BadFile when its text was changed."""
        with self._context.store.read(actor) as reader:
            record = reader.get(FundReturn, edition_id)
        if digest(record.figures) != record.digest:
            raise BadFile("returns.damaged")
        return FrozenReturn(
            record=record,
            report=from_json(record.figures),
            span=Span(record.since, record.period),
        )

    def compare(self, actor: Actor, before_id: str, after_id: str) -> list[Difference]:
        """What one edition tells otherwise than an earlier one."""
        before, after = self.frozen(actor, before_id), self.frozen(actor, after_id)
        return differences(before.report, after.report, self._reason)

    def compare_live(self, actor: Actor, edition_id: str) -> list[Difference]:
        """What has changed since an edition was frozen."""
        before = self.frozen(actor, edition_id)
        one = before.span
        now = self._reports.figures(actor, one.since, one.until)
        return differences(before.report, now, self._reason)

    def case_counts(self, actor: Actor, report: FundReport) -> dict[str, int]:
        """How many cases stand behind each figure of a report, frozen or live, by its name."""
        from mediation_app.database import fund_sums
        from mediation_app.database.fund_ever import NOW

        counts = {name: len(keys) for name, keys in report.cases.items()}
        with self._context.store.connection() as connection:
            kept = fund_sums.totals(connection, actor.unit_code, fund_sums.OWN)
        for name, states in NOW.items():
            live = sum(kept[state.value].number for state in states if state.value in kept)
            if getattr(report, name):
                counts.setdefault(name, live)
        return counts

    def cases_behind(self, actor: Actor, report: FundReport, figure: str) -> CasesBehind:
        """The cases behind a figure of a report, frozen or live. Raises NotFound."""
        from mediation_app.database import lists
        from mediation_app.database.fund_ever import NOW, standing

        line = next((it for it in self.lines(report) if figure in (it.key, it.behind)), None)
        if line is None or not (line.behind or line.key in report.cases):
            raise NotFound("returns.no_figure")
        name = line.behind or line.key
        with self._context.store.connection() as connection:
            keys = report.cases.get(name, ())
            if not keys and name in NOW:  # a draft leaves them out: they are as of now
                keys = standing(connection, actor.unit_code, NOW[name])
            rows = lists.rows_by_id(connection, actor.unit_code, tuple(keys[:_MOST_ROWS]))
        return CasesBehind(label=line.label, total=len(keys), rows=tuple(rows))

    # Dates ----------------------------------------------------------------------------------

    def due(self, actor: Actor, *, days: int = _AHEAD) -> tuple[Due, ...]:
        """Returns of spans that are over, not frozen yet and due within some days or overdue."""
        from mediation_app.database.returns import first_month

        day = today(self._context.clock)
        with self._context.store.connection() as connection:
            first = first_month(connection, actor.unit_code)
        if not first:
            return ()
        last_year = span_of(ReturnPeriod.YEAR, day).after(-1)
        whole = (max(last_year.since, read_span(first).since), day)
        known = self._known(actor, last_year.since, day)
        found: list[Due] = []
        for kind in (ReturnPeriod.QUARTER, ReturnPeriod.YEAR):
            for span in spans_between(kind, *whole):
                if span.until >= day or (span.kind, span.since) in known:
                    continue
                found.extend(
                    due
                    for due in self._dues(span, day)
                    if due.days_left is None or due.days_left <= days
                )
        return tuple(sorted(found, key=lambda due: (due.day or date.max, due.rule_id)))

    def _dues(self, span: Span, day: date) -> tuple[Due, ...]:
        found: list[Due] = []
        for rule_id in _RULES[span.kind]:
            deadline: Deadline | None = self._context.rulebook.reckon(rule_id, span.until)
            if deadline is None:
                continue
            rule = deadline.rule
            found.append(
                Due(
                    span=span,
                    rule_id=rule_id,
                    label=rule.label,
                    actor=rule.actor,
                    day=deadline.day,
                    text=deadline.text,
                    sure=rule.source.sure,
                    days_left=None if deadline.day is None else (deadline.day - day).days,
                )
            )
        return tuple(found)

    # Freezing -------------------------------------------------------------------------------

    def may_freeze(self, actor: Actor, span: Span) -> tuple[Reason, ...]:
        """Why a span cannot be frozen by this person now; empty when it can."""
        reasons: list[Reason] = []
        if actor.has(Role.ADMIN):
            reasons.append(Reason(code="returns.admin_no_business"))
        elif not actor.has(*MAKERS):
            reasons.append(Reason(code="returns.not_yours"))
        if span.until >= today(self._context.clock):
            params = (("until", span.until.isoformat()),)
            reasons.append(Reason(code="returns.not_over", params=params))
        return tuple(reasons)

    def freeze(self, actor: Actor, span: Span | str, reason: str = "") -> Outcome[FundReturn]:
        """Freeze the figures of a span that is over; a further edition needs its reason.

        Raises NotAllowed (role, span not over, book that does not add up, nothing changed),
        InvalidInput ``returns.reason_missing``.
        """
        one = _span(span)
        reasons = self.may_freeze(actor, one)
        if reasons:
            raise NotAllowed(reasons[0].code, reasons=(), **dict(reasons[0].params))
        report = self._reports.figures(actor, one.since, one.until)
        if report.unexplained != ZERO:
            raise NotAllowed("returns.book_open", amount=f"{report.unexplained:,.2f}")
        text = to_json(report)

        def work(unit: UnitOfWork) -> FundReturn:
            earlier = unit.records(FundReturn, period=one.kind.value, since=one.since, voided=True)
            last = max(earlier, key=lambda it: it.edition, default=None)
            if last is not None and last.figures == text:
                raise NotAllowed("returns.nothing_changed", edition=last.edition)
            if last is not None and not reason.strip():
                raise InvalidInput("returns.reason_missing", field="reason")
            return unit.add(
                FundReturn(
                    id=new_id(),
                    period=one.kind,
                    since=one.since,
                    until=one.until,
                    edition=1 if last is None else last.edition + 1,
                    figures=text,
                    digest=digest(text),
                    frozen_on=today(self._context.clock),
                    person_id=actor.person_id,
                    person_name=actor.name,
                    reason=reason.strip(),
                )
            )

        return Outcome(*self._context.store.run(actor, "fund_return.freeze", work))

    # Figures from outside ---------------------------------------------------------------------

    def outside(self, actor: Actor, since: date, until: date) -> tuple[OutsideFigure, ...]:
        """What was entered for stretches within this one."""
        from mediation_app.database.outside import outside_within

        with self._context.store.connection() as connection:
            return outside_within(connection, actor.unit_code, since, until)

    def put_outside(
        self,
        actor: Actor,
        code: str,
        since: date,
        until: date,
        *,
        count: int = 0,
        amount: Money = ZERO,
        source: str,
    ) -> Outcome[OutsideFigure]:
        """Enter a figure with its source; the one entered last counts, earlier ones stay.

        Raises NotAllowed, InvalidInput.
        """
        if actor.has(Role.ADMIN) or not actor.has(*MAKERS):
            raise NotAllowed("returns.not_yours")
        if code not in OUTSIDE:
            raise InvalidInput("returns.unknown_code", field="code")
        if until < since:
            raise InvalidInput("returns.bad_span", field="until")
        if count < 0 or amount < ZERO:
            raise InvalidInput("returns.figure_negative", field="count")
        if not source.strip():
            raise InvalidInput("returns.source_missing", field="source")
        figure = OutsideFigure(
            id=new_id(),
            code=code,
            since=since,
            until=until,
            count=count,
            amount=yuan(amount, field="amount"),
            source=source.strip(),
        )

        def work(unit: UnitOfWork) -> OutsideFigure:
            return unit.add(figure)

        return Outcome(*self._context.store.run(actor, "fund_return.outside", work))

    # Going out --------------------------------------------------------------------------------

    def paper(self, actor: Actor, edition_id: str) -> Produced:
        """F28 of a frozen edition: the very figures that were frozen, dated the day they were."""
        found = self.frozen(actor, edition_id)
        return self._printed(actor, found.report, found.record.frozen_on, found.record.edition)

    def draft_paper(self, actor: Actor, span: Span | str) -> Produced:
        """F28 as the figures are now, not frozen."""
        return self._printed(actor, self.draft(actor, span), None, 0)

    def _printed(
        self, actor: Actor, report: FundReport, made_on: date | None, edition: int
    ) -> Produced:
        from mediation_app.services.papers import PaperService

        with self._context.store.read(actor) as reader:
            kind = PaperService(self._context).catalog(reader).kind(STATISTICS)
        return self._reports.printed(actor, report, kind, made_on=made_on, edition=edition)

    def workbook(self, actor: Actor, edition_id: str = "", span: Span | str = "") -> bytes:
        """An Excel file of a frozen edition, or of a span as it is now."""
        from mediation_app.services.return_sheets import return_workbook

        office = self._office(actor)
        if edition_id:
            found = self.frozen(actor, edition_id)
            note = (
                f"第 {found.record.edition} 版，{found.record.frozen_on} 冻结，"
                f"SHA-256 {found.record.digest}"
            )
            return return_workbook(office, found.span, self.lines(found.report), note)
        one = _span(span)
        note = f"未冻结，{today(self._context.clock)} 的数字"
        return return_workbook(office, one, self.lines(self.draft(actor, one)), note)

    def _office(self, actor: Actor) -> str:
        from mediation_app.domain.offices import Office

        with self._context.store.read(actor) as reader:
            offices = reader.records(Office)
        return (offices[0].fund_manager or offices[0].name) if offices else ""

    def _reason(self, code: str) -> str:
        found = self._context.rulebook.codes("reasons").get(code)
        return found.label if found is not None else code


def _span(given: Span | str) -> Span:
    return read_span(given) if isinstance(given, str) else given


__all__ = [
    "MAKERS", "CasesBehind", "Due", "Edition", "FrozenReturn", "ReturnRow", "ReturnsService",
    "span_of",
]  # fmt: skip

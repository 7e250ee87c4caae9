"""The eligibility autopilot (CHK-02): in every save of a case, and as the list 可垫付未申请."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from mediation_app.domain.cases import Case
from mediation_app.domain.fund_screening import Screening, VictimScreen, payable_key, screen
from mediation_app.domain.records import Record

if TYPE_CHECKING:
    from mediation_app.database.eligible_list import EligibleCursor
    from mediation_app.database.queries import CaseRow
    from mediation_app.database.reader import Reader
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Context

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibleCase:
    """One case of the list: its line, and the victims for whom nobody has applied."""

    row: CaseRow
    victims: tuple[VictimScreen, ...]

    @property
    def case_id(self) -> str:
        """The key of the case."""
        return self.row.case_id


@dataclass(frozen=True, slots=True, kw_only=True)
class EligiblePage:
    """Some cases, the most urgent first; ``count`` stops at the list's cap. ``following`` is
    where the next page begins, None at the end. ``now`` is the moment the hours are left from."""

    rows: tuple[EligibleCase, ...]
    following: EligibleCursor | None
    count: int
    now: datetime


def screening_of(file: CaseFile, context: Context) -> Screening:
    """Which victims of the case the fund could help, by the rules of the accident's day."""
    from mediation_app.services.fund_reckoning import Reckoner

    reckoner = Reckoner(context)
    return screen(file, rules=reckoner.rules(file), limits=reckoner.limits(file))


def screened(file: CaseFile, context: Context, on: date) -> Case:
    """The case with the result of the screening; unchanged when the result is the same."""
    found = screening_of(file, context)
    case = file.case
    ends = [v.window.value for v in found.victims if v.payable and v.window is not None]
    judged = replace(
        case,
        fund_screen_result=found.result,
        fund_payable=tuple(
            payable_key(victim.victim_id, kind)
            for victim in found.victims
            for kind in victim.payable
        ),
        fund_window_ends_at=min(ends, default=None),
    )
    return case if judged == case else replace(judged, fund_screened_on=on)


def eligible_page(
    context: Context, actor: Actor, *, limit: int = 30, after: EligibleCursor | None = None
) -> EligiblePage:
    """可垫付未申请: running windows first, the first to end on top; each judged afresh.

    Costs what it shows: the keys come from a kept list, and only their cases are read.
    """
    from mediation_app.database import eligible_list

    now = context.clock.now()
    with context.store.read(actor) as reader, context.store.connection() as connection:
        unit = actor.unit_code
        keys, following = eligible_list.page(connection, unit, now, limit=limit, after=after)
        rows = eligible_cases(reader, connection, context, keys)
        count = eligible_list.count(connection, unit)
    return EligiblePage(rows=rows, following=following, count=count, now=now)


def eligible_cases(
    reader: Reader, connection: Any, context: Context, keys: list[str]
) -> tuple[EligibleCase, ...]:
    """The cases of some keys with the victims the fund may pay and nobody has applied for."""
    from mediation_app.database import lists

    if not keys:
        return ()
    files = _files(reader, tuple(keys))
    found = []
    for row in lists.rows_by_id(connection, "", tuple(keys)):
        file = files.get(row.case_id)
        victims = screening_of(file, context).unclaimed if file is not None else ()
        if victims:
            found.append(EligibleCase(row=row, victims=victims))
    return tuple(found)


def _files(reader: Reader, keys: tuple[str, ...]) -> dict[str, CaseFile]:
    """As much of some cases as the screening looks at, read in a few questions."""
    from mediation_app.domain.cases import Accident
    from mediation_app.domain.files import CaseFile, FundFile
    from mediation_app.domain.fund import BillLine, FundApplication, LayerShare
    from mediation_app.domain.losses import Injury, Prepaid, Treatment
    from mediation_app.domain.parties import Party
    from mediation_app.domain.vehicles import Policy, Vehicle

    def of(record: type[R]) -> dict[str, tuple[R, ...]]:
        by_case: dict[str, list[R]] = defaultdict(list)
        for one in reader.records(record, case_id=keys):
            by_case[one.case_id].append(one)  # type: ignore[attr-defined]
        return defaultdict(tuple, {key: tuple(some) for key, some in by_case.items()})

    accidents, parties, vehicles, policies = of(Accident), of(Party), of(Vehicle), of(Policy)
    injuries, treatments, prepaid = of(Injury), of(Treatment), of(Prepaid)
    shares, applications = of(LayerShare), of(FundApplication)
    lines: dict[str, list[BillLine]] = defaultdict(list)
    for some in (applications[key] for key in keys):
        for one in some:  # only where victims may share a policy
            if len(injuries[one.case_id]) > 1:
                lines[one.id].extend(reader.records(BillLine, application_id=one.id))
    return {
        case.id: CaseFile(
            case=case,
            accidents=accidents[case.id],
            parties=parties[case.id],
            vehicles=vehicles[case.id],
            policies=policies[case.id],
            injuries=injuries[case.id],
            treatments=treatments[case.id],
            prepaid=prepaid[case.id],
            layer_shares=shares[case.id],
            funds=tuple(
                FundFile(application=one, bill_lines=tuple(lines[one.id]))
                for one in applications[case.id]
            ),
        )
        for case in reader.records(Case, id=keys)
    }


__all__ = [
    "EligibleCase",
    "EligiblePage",
    "eligible_cases",
    "eligible_page",
    "screened",
    "screening_of",
]

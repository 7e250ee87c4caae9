"""The order of dates: request, acceptance, notice, session, agreement, signature."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.cases import MediationState
from mediation_app.domain.checks.base import (
    INSURERS,
    CheckDay,
    blocking,
    first_session_day,
    warning,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Outcome
from mediation_app.domain.moments import local_day
from mediation_app.errors import Reason

_INSURER_NOTICE_DAYS = 3
_REVIEW_WORKDAYS = 3


def date_checks(file: CaseFile, day: CheckDay) -> tuple[Reason, ...]:
    """Dates that cannot stand in this order, and acts that came too early."""
    return (
        *_order(file, day),
        *_before_agreement(file),
        *_review_open(file, day),
        *_treatment(file),
        *_insurer_told(file),
        *_holidays(file, day),
        *_unrecorded(file, day),
    )


def _order(file: CaseFile, day: CheckDay) -> list[Reason]:
    case, accident = file.case, file.accident
    happened = local_day(accident.occurred_at) if accident.occurred_at else None
    row: list[tuple[str, str, date | None]] = [
        ("事故发生", "accident/occurred_at", happened),
        ("申请", "case/requested_on", case.requested_on),
        ("受理", "case/accepted_on", case.accepted_on),
    ]
    found = []
    known = [(name, place, when) for name, place, when in row if when is not None]
    for (before, _, first), (after, place, second) in pairwise(known):
        if second < first:
            found.append(
                blocking("checks.dates_crossed", place, earlier=before, later=after, day=second)
            )
    for name, place, when in known:
        if when > day.today:
            found.append(blocking("checks.date_ahead", place, what=name, day=when))
    finding = accident.finding_made_on
    if finding is not None and happened is not None and finding < happened:
        found.append(
            blocking(
                "checks.dates_crossed",
                "accident/finding_made_on",
                earlier="事故发生",
                later="认定书制作",
                day=finding,
            )
        )
    return found


def _before_agreement(file: CaseFile) -> list[Reason]:
    first = first_session_day(file)
    told = file.case.rights_told_on
    found = []
    if first is not None and told is None:
        found.append(blocking("checks.rights_not_told", "case/rights_told_on"))
    elif first is not None and told is not None and told > first:
        found.append(blocking("checks.rights_late", "case/rights_told_on", told=told, first=first))
    agreement = file.agreement
    if agreement is None or agreement.drafted_on is None:
        return found
    drafted = agreement.drafted_on
    for name, when in (
        ("首次调解", first),
        ("权利义务告知", told),
        ("受理", file.case.accepted_on),
    ):
        if when is not None and drafted < when:
            found.append(
                blocking(
                    "checks.dates_crossed",
                    "agreement/drafted_on",
                    earlier=name,
                    later="协议",
                    day=drafted,
                )
            )
    return found


def _review_open(file: CaseFile, day: CheckDay) -> list[Reason]:
    """Talks are not final while the finding can still be reviewed (146号 §71)."""
    accident = file.accident
    if accident.review_open:
        return [warning("checks.review_open", "accident/review_open")]
    served = [p.finding_served_on for p in file.parties if p.finding_served_on is not None]
    if not served or file.case.effective_on is not None:
        return []
    last = max(served)
    end = _workdays_after(last, _REVIEW_WORKDAYS, day.calendar)
    if end is None or day.today > end:
        return []
    return [warning("checks.review_possible", "accident/review_open", served=last, until=end)]


def _workdays_after(start: date, count: int, calendar: WorkCalendar | None) -> date | None:
    if calendar is None:
        return None
    return calendar.add_workdays(start, count).day


def _treatment(file: CaseFile) -> list[Reason]:
    found = []
    for injury in file.injuries:
        open_ = injury.treatment_ended_on is None and injury.disability_on is None
        if injury.outcome is Outcome.INJURED and open_:
            party = file.party(injury.party_id)
            found.append(
                warning(
                    "checks.treatment_open",
                    f"injuries/{injury.id}/treatment_ended_on",
                    name=party.name if party else "",
                )
            )
    return found


def _insurer_told(file: CaseFile) -> list[Reason]:
    if not file.parties_with(*INSURERS):
        return []
    found = []
    for session in file.sessions:
        if session.starts_at is None:
            continue
        starts = local_day(session.starts_at)
        latest = starts - timedelta(days=_INSURER_NOTICE_DAYS)
        told = session.insurer_told_on
        if told is None or told > latest:
            place = f"sessions/{session.id}/insurer_told_on"
            found.append(warning("checks.insurer_notice", place, day=starts, latest=latest))
    return found


def _holidays(file: CaseFile, day: CheckDay) -> list[Reason]:
    calendar = day.calendar
    if calendar is None:
        return []
    found = []
    for session in file.sessions:
        if session.starts_at is None or session.held:
            continue
        when = local_day(session.starts_at)
        if calendar.knows(when.year) and (name := calendar.day_off(when)) is not None:
            place = f"sessions/{session.id}/starts_at"
            found.append(warning("checks.session_day_off", place, day=when, name=name))
    return found


def _unrecorded(file: CaseFile, day: CheckDay) -> list[Reason]:
    """A session whose day has passed without a record."""
    if file.case.state not in (MediationState.ACCEPTED, MediationState.MEDIATING):
        return []
    return [
        warning(
            "checks.session_unrecorded", f"sessions/{session.id}", day=local_day(session.starts_at)
        )
        for session in file.sessions
        if not session.held
        and session.starts_at is not None
        and local_day(session.starts_at) < day.today
    ]

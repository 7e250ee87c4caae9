"""What a case does not know by itself: sessions of other cases, numbers given twice or not at all.

The caller finds the other records; these functions say what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mediation_app.domain.checks.base import blocking, warning
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_moment
from mediation_app.domain.papers import Paper
from mediation_app.domain.sessions import Session
from mediation_app.errors import Reason

# How long a session is taken to last whose end is not written down.
LASTS = timedelta(hours=1)


def session_clashes(file: CaseFile, others: Iterable[Session]) -> tuple[Reason, ...]:
    """Sessions of the case at a time when their mediator leads another one."""
    known = {session.id: session for session in (*others, *file.sessions)}
    found = []
    for mine in file.sessions:
        span = _span(mine)
        if span is None or not mine.mediator_id:
            continue
        for other in known.values():
            theirs = _span(other)
            if other.id == mine.id or other.mediator_id != mine.mediator_id or theirs is None:
                continue
            if span[0] < theirs[1] and theirs[0] < span[1]:
                found.append(
                    warning(
                        "checks.session_overlap",
                        f"sessions/{mine.id}/starts_at",
                        name=mine.mediator_name,
                        when=f"{local_moment(span[0]):%Y-%m-%d %H:%M}",
                        other=f"{local_moment(theirs[0]):%H:%M}",
                    )
                )
                break
    return tuple(found)


def number_clashes(file: CaseFile, others: Iterable[Paper]) -> tuple[Reason, ...]:
    """Papers of the case whose number another paper of the same kind has; editions share one."""
    known = tuple(others)
    found = []
    for mine in file.papers:
        twice = mine.number and any(
            other.number == mine.number
            and other.kind == mine.kind
            and (other.case_id, other.subject_id) != (mine.case_id, mine.subject_id)
            for other in (*known, *file.papers)
        )
        if twice:
            found.append(
                blocking(
                    "checks.number_twice",
                    f"papers/{mine.id}",
                    title=mine.title,
                    number=mine.number,
                )
            )
    return tuple(found)


def number_gap(file: CaseFile, last_before: int | None) -> tuple[Reason, ...]:
    """Numbers between this case's and the one before it (``last_before``)."""
    serial = file.case.serial
    if serial is None or last_before is None or last_before >= serial - 1:
        return ()
    return (
        warning(
            "checks.number_gap",
            "case/number",
            year=file.case.number_year,
            first=last_before + 1,
            last=serial - 1,
        ),
    )


def _span(session: Session) -> tuple[datetime, datetime] | None:
    start = session.starts_at
    if start is None:
        return None
    end = session.ends_at
    return start, end if end is not None and end > start else start + LASTS

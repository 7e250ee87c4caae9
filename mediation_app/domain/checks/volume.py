"""What lies in the file against what was made (页数、顺序): scans of signed papers, days of papers.

Reviewers of files count pages and look at the order of days (domain/mediation.md §2.4).
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from mediation_app.domain.checks.base import warning
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Attachment, Paper
from mediation_app.errors import Reason

# Papers of a mediation in the order of the work; the first edition of the first one counts.
_COURSE = ("registration", "session_record", "agreement", "closing_report")


def volume_checks(file: CaseFile) -> tuple[Reason, ...]:
    """Scans that are not of the paper in the volume, and papers made in the wrong order."""
    return (*_scans(file), *_order(file))


def scans_of(file: CaseFile, paper: Paper) -> tuple[Attachment, ...]:
    """What was scanned of any edition of a paper, in the order it was kept."""
    editions = {
        p.id for p in file.papers if (p.kind, p.subject_id) == (paper.kind, paper.subject_id)
    }
    return tuple(a for a in file.attachments if a.subject_id in editions)


def _scans(file: CaseFile) -> list[Reason]:
    found = []
    for paper in _last_editions(file):
        scans = scans_of(file, paper)
        if not scans:
            continue
        same = {p.id for p in file.papers if p.same_text(paper)}
        mine = [scan for scan in scans if scan.subject_id in same]
        if not mine:
            place = f"papers/{paper.id}"
            found.append(warning("checks.scan_edition", place, title=paper.title))
            continue
        counted = [scan.pages for scan in mine if scan.pages is not None]
        if paper.pages and len(counted) == len(mine) and sum(counted) % paper.pages:
            found.append(
                warning(
                    "checks.scan_pages",
                    f"papers/{paper.id}",
                    title=paper.title,
                    scanned=sum(counted),
                    pages=paper.pages,
                )
            )
    return found


def _last_editions(file: CaseFile) -> tuple[Paper, ...]:
    last: dict[tuple[str, str], Paper] = {}
    for paper in file.papers:
        key = (paper.kind, paper.subject_id)
        if key not in last or paper.edition >= last[key].edition:
            last[key] = paper
    return tuple(last.values())


def _order(file: CaseFile) -> list[Reason]:
    made: list[tuple[date, Paper]] = []
    for kind in _COURSE:
        days = [(p.issued_on, p) for p in file.papers if p.kind == kind and p.issued_on]
        made += sorted(days, key=lambda one: one[0])[:1]
    return [
        warning(
            "checks.volume_order",
            f"papers/{later.id}",
            later=later.title,
            day=after.isoformat(),
            earlier=sooner.title,
            before=before.isoformat(),
        )
        for (before, sooner), (after, later) in pairwise(made)
        if after < before
    ]

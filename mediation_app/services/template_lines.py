"""Findings and versions of templates as the window and other readers show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediation_app.clock import CHINA
from mediation_app.domain.templates import OfficeTemplate
from mediation_app.messages import say

if TYPE_CHECKING:
    from mediation_app.documents.doctor import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One thing to mend: whether it blocks, where it is, what it is and what to do."""

    number: int
    blocking: bool
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One of the office's versions: when and by whom it came, and whether it is used."""

    id: str
    label: str
    when: str
    who: str
    note: str
    file_name: str
    active: bool


def finding_lines(report: Report | None) -> tuple[FindingLine, ...]:
    """The findings of a report, the blocking ones first, their place apart from the words."""
    if report is None:
        return ()
    return tuple(
        FindingLine(
            number=number,
            blocking=one.blocking,
            place=one.place,
            text=say(one.code, **dict(one.params))
            .removeprefix(f"{one.place}：")
            .removeprefix("："),
        )
        for number, one in enumerate(report.findings)
    )


def version_lines(
    templates: tuple[OfficeTemplate, ...], names: Mapping[str, str]
) -> tuple[VersionLine, ...]:
    """The versions in words; ``names`` are people by their key."""
    return tuple(
        VersionLine(
            id=one.id,
            label=one.label,
            when=f"{one.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if one.created_at else "",
            who=names.get(one.created_by, ""),
            note=one.note or one.file_name,
            file_name=one.file_name,
            active=one.active,
        )
        for one in templates
    )

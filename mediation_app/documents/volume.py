"""The volume of a case (卷宗): what it holds, in which order, on which pages (§1.13)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.documents.context.cases import joined_parties
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    DATE_BLANK,
    Fill,
    Slot,
    Tree,
    day,
    printed,
    text,
)
from mediation_app.documents.offers import last_paper
from mediation_app.documents.packets import Packets, VolumePart
from mediation_app.domain.cases import MediationState
from mediation_app.domain.checks.volume import scans_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_day
from mediation_app.domain.papers import Attachment, Paper
from mediation_app.domain.workflow.mediation_base import RETENTION

if TYPE_CHECKING:
    from mediation_app.documents.engine.api import Document, FontBook

COVER, CONTENTS, NOTES, BACK = "archive_cover", "archive_contents", "archive_notes", "archive_back"
TITLES = {COVER: "卷宗封面", CONTENTS: "卷内目录", NOTES: "卷宗情况说明", BACK: "封底"}
_SHEET_ROWS = 20  # the least number of rows of the contents: one page
_UNBOUND = "电子件未装入"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One file of the volume: an issued paper or an attachment."""

    title: str
    sha256: str
    media_type: str = "application/pdf"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the contents (卷内目录) and the files behind it."""

    title: str
    sheets: tuple[Sheet, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A line of the contents with its pages; ``left_out`` are files that could not be bound."""

    entry: Entry
    first: int
    last: int
    left_out: tuple[str, ...] = ()

    @property
    def pages(self) -> str:
        """``3`` or ``3-7``."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def entries(packets: Packets, file: CaseFile, skip: Collection[str] = ()) -> tuple[Entry, ...]:
    """What belongs into the volume of a case, in order; papers of the kinds ``skip`` stay out.

    Of each paper its last edition counts, as it was printed; its scans stand behind it.
    """
    papers = [p for p in _last_papers(file) if p.kind not in skip and p.pdf_sha256]
    named = {code for part in packets.parts for code in part.papers}
    kinds = {kind for part in packets.parts for kind in part.kinds}
    scans = {scan.id for paper in papers for scan in scans_of(file, paper)}
    loose = [a for a in file.attachments if a.id not in scans]
    found: list[Entry] = []
    for part in packets.parts:
        mine = [p for code in part.papers for p in papers if p.kind == code]
        rest = [p for p in papers if p.kind not in named] if part.rest else []
        found.extend(_paper(file, paper) for paper in (*mine, *rest))
        files = [a for kind in part.kinds for a in loose if a.kind == kind]
        if part.rest:
            files += [a for a in loose if a.kind not in kinds]
        found.extend(_attached(part, files))
    return tuple(found)


def missing(packets: Packets, file: CaseFile, skip: Collection[str] = ()) -> tuple[str, ...]:
    """The parts that must be there (必须) and are empty; none is asked of a refused case."""
    if file.case.state in (MediationState.REFUSED, MediationState.VOIDED):
        return ()
    papers = {paper.kind for paper in _last_papers(file)} - set(skip)
    kinds = {attachment.kind for attachment in file.attachments}
    return tuple(
        part.title
        for part in packets.parts
        if part.needed and not papers & set(part.papers) and not kinds & set(part.kinds)
    )


def _last_papers(file: CaseFile) -> list[Paper]:
    order = list(dict.fromkeys((p.kind, p.subject_id) for p in file.papers))
    found = [last_paper(file, kind, subject) for kind, subject in order]
    return [paper for paper in found if paper is not None]


def _paper(file: CaseFile, paper: Paper) -> Entry:
    """A paper; what came back signed and was scanned lies behind it."""
    scans = (
        Sheet(title=a.name, sha256=a.sha256, media_type=a.media_type) for a in scans_of(file, paper)
    )
    made = Sheet(title=paper.title, sha256=paper.pdf_sha256)
    return Entry(title=paper.title, sheets=(made, *scans))


def _attached(part: VolumePart, files: Sequence[Attachment]) -> Iterator[Entry]:
    """A line for each kind; what has no kind of its own stands by its name."""
    groups: dict[str, list[Attachment]] = {}
    for file in files:
        own = file.kind in ("", "其他")
        groups.setdefault(f"\0{file.id}" if own else file.kind, []).append(file)
    for kind, group in groups.items():
        name = group[0].name.rpartition(".")[0] or group[0].name
        title = name if kind.startswith("\0") else kind if part.papers else part.title
        sheets = (Sheet(title=a.name, sha256=a.sha256, media_type=a.media_type) for a in group)
        yield Entry(title=title, sheets=tuple(sheets))


# What is printed on cover, contents, notes and back ----------------------------------------------


def leaf(code: str, folder: Path, own: Path | None) -> Path:
    """The template of a leaf of the volume: the office's own one, else the shipped one."""
    mine = own / f"{code}.docx" if own is not None else None
    return mine if mine is not None and mine.is_file() else folder / f"{code}.docx"


def lay_out_leaf(template: Path, code: str, tree: Tree, fonts: FontBook) -> Document:
    """The pages of cover, contents, notes or back. Raises BadFile for a damaged template."""
    from mediation_app.documents.engine import api

    filled = api.fill_template(template, printed(tree, Fill.FINAL), title=TITLES[code])
    return api.layout_docx(filled, fonts=fonts)


def volume_tree(scene: Scene, bound: Sequence[Bound], absent: Sequence[str]) -> Tree:
    """``office`` and ``volume``: every field of the leaves."""
    case = scene.file.case
    left_out = [f"{b.entry.title}：{name}" for b in bound for name in b.left_out]
    return {
        "office": {"name": text(scene.office.name)},
        "volume": {
            "name": _by_hand(text(_name(scene))),
            "number": _by_hand(text(case.number)),
            "mediator": _by_hand(text(scene.person(case.mediator_id))),
            "from": _by_hand(day(_first_day(scene.file)), DATE_BLANK),
            "to": _by_hand(day(case.ended_on or case.closed_on), DATE_BLANK),
            "filer": _by_hand(text(scene.person(case.registrar_id))),
            "filed_on": _by_hand(day(case.archived_on)),
            "retention": _by_hand(text(dict(RETENTION).get(case.retention, case.retention))),
            "checker": "　",
            "note": text(case.archive_place, empty="　"),
            "count": str(len(bound)),
            "total": str(bound[-1].last if bound else 0),
            "entries": _rows(bound),
            "missing": _numbered(absent),
            "has_missing": bool(absent),
            "left_out": _numbered(left_out),
            "has_left_out": bool(left_out),
            "is_whole": not absent and not left_out,
        },
    }


def _rows(bound: Sequence[Bound]) -> list[dict[str, str]]:
    rows = [
        {
            "no": str(number),
            "title": each.entry.title,
            "pages": each.pages,
            "note": _UNBOUND if each.left_out else each.entry.note,
        }
        for number, each in enumerate(bound, 1)
    ]
    if len(rows) < _SHEET_ROWS:
        rows.append({"no": "", "title": "（以下空白）", "pages": "", "note": ""})
    blank = {"no": "", "title": "", "pages": "", "note": ""}
    return rows + [blank] * (_SHEET_ROWS - len(rows))


def _numbered(lines: Sequence[str]) -> list[str]:
    last = len(lines)
    return [f"{n}. {line}{'。' if n == last else '；'}" for n, line in enumerate(lines, 1)]


def _name(scene: Scene) -> str:
    who = joined_parties(scene)
    return f"{who}道路交通事故损害赔偿纠纷" if who else ""


def _first_day(file: CaseFile) -> date | None:
    """The day of the first session, else that of the acceptance."""
    days = [local_day(s.starts_at) for s in file.sessions if s.starts_at is not None]
    return min(days) if days else file.case.accepted_on


def _by_hand(slot: Slot, empty: str = "　") -> Slot:
    """What is not known yet is written by hand."""
    slot.empty = empty
    return slot

"""Editions of a paper (版本): what changed between them, the file as issued, who printed it, and
the Word file that comes back changed by hand (人工修改)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.checks.money import unlike_sums
from mediation_app.domain.offices import Actor
from mediation_app.domain.papers import Paper
from mediation_app.errors import BadFile, NotAllowed, Reason, StoreTrouble
from mediation_app.files import write_atomically
from mediation_app.services.base import Context, Outcome
from mediation_app.services.paper_records import new_edition

if TYPE_CHECKING:
    from mediation_app.database.audit import AuditEntry
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.documents.differences import Difference, Unit
    from mediation_app.documents.engine.api import Document
    from mediation_app.services.papers import Made, PaperService

_LARGEST = 20_000_000  # bytes; a paper has some 50,000
_LIKE = 0.3  # so much of the paper must still stand in a file that comes back
_MOST_UNITS = 5000
# A filled paper has no tags: braces in it are somebody's text.
_TAGS = ("documents.lint_syntax", "documents.lint_forbidden")
_PRINTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One line of the print ledger (打印记录). ``reason`` is why in spite of ``warnings``;
    ``old`` that a newer edition was there already."""

    paper_id: str
    title: str
    moment: datetime
    person: str
    edition: int
    copies: int
    old: bool = False
    reason: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition, what it changed against the one before, and its prints, newest first."""

    paper: Paper
    changes: tuple[Difference, ...]
    prints: tuple[Printed, ...]
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A file that came back from Word, looked at: its pages as they would be kept.

    ``facts`` are values of the case that were changed or are gone, ``wording`` the other changes,
    ``findings`` what the layout has against the file; blocking ones forbid keeping it.
    """

    title: str
    edition: int
    docx: bytes
    document: Document
    facts: tuple[Difference, ...]
    wording: tuple[Difference, ...]
    findings: tuple[Reason, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.document.pages)

    @property
    def can_keep(self) -> bool:
        """Whether nothing would be lost on paper."""
        return not any(finding.blocking for finding in self.findings)


class PaperEditions:
    """What the service of the papers knows about editions."""

    def __init__(self, context: Context, papers: PaperService) -> None:
        self._context = context
        self._papers = papers

    def of(self, actor: Actor, paper_id: str) -> tuple[Edition, ...]:
        """Every edition of a paper, the newest first. Raises NotFound."""
        with self._context.store.read(actor) as reader:
            paper = reader.get(Paper, paper_id)
            papers = _editions(reader, paper)
            lines = reader.audit_page(case_id=paper.case_id, kind="print", limit=_PRINTS)
        prints = [_printed(line, papers) for line in lines]
        texts = [self._units(each) for each in papers]
        return tuple(
            Edition(
                paper=each,
                changes=_changes(texts[at + 1], texts[at]) if at + 1 < len(papers) else (),
                prints=tuple(one for one in prints if one.paper_id == each.id),
                is_last=at == 0,
            )
            for at, each in enumerate(papers)
        )

    def prints(self, actor: Actor, case_id: str) -> tuple[Printed, ...]:
        """The print ledger of a case, the newest first."""
        with self._context.store.read(actor) as reader:
            lines = reader.audit_page(case_id=case_id, kind="print", limit=_PRINTS)
            papers = reader.records(Paper, case_id=case_id, voided=True)
        return tuple(_printed(line, papers) for line in lines)

    def pdf(self, actor: Actor, paper_id: str) -> tuple[Paper, bytes]:
        """An edition as it was issued, byte by byte. Raises StoreTrouble when it is lost."""
        with self._context.store.read(actor) as reader:
            paper = reader.get(Paper, paper_id)
        return paper, self._context.blobs.get(paper.pdf_sha256)

    def pages(self, actor: Actor, paper_id: str) -> Document:
        """The pages of an edition for printing it again, out of its own Word file."""
        from mediation_app.documents.engine import api

        return api.layout_docx(self._word(actor, paper_id), fonts=self._papers.fonts())

    def save(self, actor: Actor, paper_id: str, path: Path) -> Path:
        """Write an edition as it was issued, as Word or PDF by the ending; noted as export."""
        word = path.suffix.lower() == ".docx"
        data = self._word(actor, paper_id) if word else self.pdf(actor, paper_id)[1]
        write_atomically(path, data)
        with self._context.store.write(actor, "paper.export") as unit:
            paper = unit.get(Paper, paper_id)
            unit.note("export", paper, {"papers": [paper.title], "edition": paper.edition})
            unit.commit()
        return path

    # A file changed in Word -----------------------------------------------------------------

    def look_at(
        self, actor: Actor, case_id: str, kind: str, subject_id: str, source: bytes | Path
    ) -> Returned:
        """A Word file beside the paper it was made from; nothing is stored.

        Raises BadFile for a file that is broken, of another paper or of another case.
        """
        data = _read(source)
        with self._context.store.read(actor) as reader:
            made = self._papers.made_anew(reader, case_id, kind, subject_id)
        return self._look(made, data)

    def take_back(
        self, actor: Actor, case_id: str, kind: str, subject_id: str, source: bytes | Path
    ) -> Outcome[Paper]:
        """Keep a file changed in Word as the next edition, marked 人工修改, with its PDF.

        Raises BadFile like ``look_at`` and when a part of it cannot be printed, NotAllowed like
        issuing the paper.
        """
        data = _read(source)

        def work(unit: UnitOfWork) -> Paper:
            if unit.get(Case, case_id).state is MediationState.VOIDED:
                raise NotAllowed("papers.case_finished")
            made = self._papers.made_anew(unit, case_id, kind, subject_id)
            self._papers.check(actor, made)
            last = made.offer.paper
            number = made.produced.number or (last.number if last is not None else "")
            if made.produced.kind.series and not number:
                raise NotAllowed("papers.issue_first", title=made.offer.title)
            looked = self._look(made, data)
            if not looked.can_keep:
                raise NotAllowed("papers.edited_unpaintable", reasons=looked.findings)
            produced = replace(made.produced, docx=data, document=looked.document)
            by_hand = replace(made, produced=produced)
            on = today(self._context.clock)
            paper = new_edition(self._context.blobs, by_hand, case_id, number, on, edited=True)
            return unit.add(paper)

        return Outcome(*self._context.store.run(actor, "paper.take_back", work))

    def _look(self, made: Made, data: bytes) -> Returned:
        from mediation_app.documents.differences import differences, likeness, units_of
        from mediation_app.documents.engine import api

        title, last = made.offer.title, made.offer.paper
        theirs, ours = units_of(data), units_of(made.produced.docx)
        document = api.layout_docx(data, fonts=self._papers.fonts())
        if len(theirs) > _MOST_UNITS or likeness(ours, theirs) < _LIKE:
            raise BadFile("papers.foreign_file", title=title)
        self._same_case(made, ours, theirs)
        held = self._word_of(last) if last is not None else None
        if theirs == ours or (held is not None and units_of(held) == theirs):
            raise BadFile("papers.nothing_edited", title=title)
        found = differences(ours, theirs, (value for _, value in made.produced.values))
        unlike = [
            Reason(code="papers.sums_unlike", params=(("figures", figures), ("words", words)))
            for unit in theirs
            for figures, words in unlike_sums(unit.text)
        ]
        return Returned(
            title=title,
            edition=last.edition + 1 if last is not None else 1,
            docx=data,
            document=document,
            facts=tuple(each for each in found if each.fact),
            wording=tuple(each for each in found if not each.fact),
            findings=(*unlike, *_findings(data), *_unprintable(document)),
        )

    def _same_case(self, made: Made, ours: tuple[Unit, ...], theirs: tuple[Unit, ...]) -> None:
        """At least one name of the case must still stand in the file."""
        mine, other = ("\n".join(unit.text for unit in units) for units in (ours, theirs))
        names = [name for name in made.names if name in mine]
        if names and not any(name in other for name in names):
            raise BadFile("papers.other_case")

    # Inside ---------------------------------------------------------------------------------

    def _word(self, actor: Actor, paper_id: str) -> bytes:
        with self._context.store.read(actor) as reader:
            paper = reader.get(Paper, paper_id)
        data = self._word_of(paper)
        if data is None:
            raise StoreTrouble("papers.edition_gone", edition=paper.edition)
        return data

    def _word_of(self, paper: Paper) -> bytes | None:
        return self._context.blobs.get(paper.docx_sha256) if paper.docx_sha256 else None

    def _units(self, paper: Paper) -> tuple[Unit, ...] | None:
        from mediation_app.documents.differences import units_of

        data = self._word_of(paper)
        return units_of(data) if data is not None else None


def _editions(reader: Reader, paper: Paper) -> tuple[Paper, ...]:
    found = reader.records(Paper, case_id=paper.case_id)
    mine = [p for p in found if (p.kind, p.subject_id) == (paper.kind, paper.subject_id)]
    return tuple(sorted(mine, key=lambda each: (-each.edition, each.id)))


def _changes(old: tuple[Unit, ...] | None, new: tuple[Unit, ...] | None) -> tuple[Difference, ...]:
    from mediation_app.documents.differences import differences

    return differences(old, new) if old is not None and new is not None else ()


def _printed(line: AuditEntry, papers: tuple[Paper, ...]) -> Printed:
    detail = line.detail if isinstance(line.detail, dict) else {}
    return Printed(
        paper_id=line.record_id,
        title=next((p.title for p in papers if p.id == line.record_id), ""),
        moment=line.moment,
        person=line.actor_name,
        edition=int(detail.get("edition", 0)),
        copies=int(detail.get("copies", 0)),
        old=bool(detail.get("reprint")),
        reason=str(detail.get("reason", "")),
        warnings=tuple(detail.get("warnings", ())),
    )


def _read(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        if source.stat().st_size > _LARGEST:
            raise BadFile("documents.too_large")
        return source.read_bytes()
    except OSError as error:
        raise BadFile("papers.unreadable", name=source.name) from error


def _findings(data: bytes) -> tuple[Reason, ...]:
    from mediation_app.documents.engine import api

    return tuple(
        Reason(code=found.code, blocking=found.blocking, params=found.params)
        for found in api.lint_template(data)
        if found.code not in _TAGS
    )


def _unprintable(document: Document) -> tuple[Reason, ...]:
    return tuple(
        Reason(code="papers.glyph", blocking=False, params=(("what", "文件"), ("sign", sign)))
        for sign in document.missing
    )

"""Use cases of the papers (文书): what can be made, preview, issue, sign, save, print.

A paper is produced from the case as it stands now. Issuing keeps a ``Paper`` record with the hash
of its facts and its PDF; saving, printing and signing are noted in the audit trail.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Actor, Office, Person, Role
from mediation_app.domain.papers import Paper, Signature, SignerKind, SignMethod
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound
from mediation_app.files import write_atomically
from mediation_app.messages import text_of_reason
from mediation_app.services.bands import band_lookup
from mediation_app.services.base import Context, Outcome
from mediation_app.services.own_templates import OwnTemplates
from mediation_app.services.paper_files import changes_of
from mediation_app.services.paper_records import new_edition
from mediation_app.services.paper_wording import wording_of
from mediation_app.services.papers_sums import sums_for_papers
from mediation_app.services.papers_unsigned import UnsignedPaper, unsigned_papers

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.documents.catalog import Catalog, OwnTemplate, PaperKind
    from mediation_app.documents.context import Scene
    from mediation_app.documents.engine.api import Document, FontBook
    from mediation_app.documents.engine.linter import Finding
    from mediation_app.documents.offers import PaperOffer
    from mediation_app.documents.produce import Produced
    from mediation_app.documents.signers import Expected
    from mediation_app.domain.records import Record
    from mediation_app.services.paper_checkup import PaperCheckup
    from mediation_app.services.paper_editions import PaperEditions
    from mediation_app.services.paper_output import PaperOutput

log = logging.getLogger(__name__)
_WINDOW = (Role.CLERK, Role.MEDIATOR, Role.LEADER)
_FUND = (
    Role.CLERK,
    Role.FUND_CLERK,
    Role.CHECKER,
    Role.APPROVER,
    Role.MEETING,
    Role.CASHIER,
    Role.RECOVERY,
    Role.SUPERVISOR,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A paper as it would be printed now, with its line of the list."""

    offer: PaperOffer
    produced: Produced
    names: tuple[str, ...] = ()

    def as_issued(self, last: Paper) -> bool:
        """Whether the last edition still says what the case says."""
        return last.content_hash == self.produced.content_hash


class PaperService:
    """The papers of cases and their blank forms."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._own = OwnTemplates(context)
        self._catalog: tuple[tuple[object, ...], Catalog] | None = None
        self._trouble: BadFile | None = None

    @cached_property
    def editions(self) -> PaperEditions:
        """Editions: what changed, prints, files that came back from Word."""
        from mediation_app.services.paper_editions import PaperEditions

        return PaperEditions(self._context, self)

    @cached_property
    def output(self) -> PaperOutput:
        """All papers of a case into a folder."""
        from mediation_app.services.paper_output import PaperOutput

        return PaperOutput(self._context, self)

    @cached_property
    def checkup(self) -> PaperCheckup:
        """文书体检: what speaks against any paper of a case."""
        from mediation_app.services.paper_checkup import PaperCheckup

        return PaperCheckup(self._context, self)

    # The list -------------------------------------------------------------------------------

    def available(self, actor: Actor, case_id: str) -> tuple[PaperOffer, ...]:
        """Every paper of the case in groups: what can be made now, and why not."""
        from mediation_app.documents.offers import offers

        with self._context.store.read(actor) as reader:
            scene = self.scene_of(reader, reader.case_file(case_id))
            catalog = self.catalog(reader)
        return offers(catalog, scene)

    def kinds(self) -> tuple[PaperKind, ...]:
        """Every kind of paper, for blank forms and the settings."""
        return self.catalog().all()

    def catalog(self, reader: Reader | None = None) -> Catalog:
        """The templates, the office's own over the shipped ones; read again when they change.

        Those kept in the store are the reader's office's; without a reader only the folder
        counts, which is enough for names, signers and groups. A damaged description of the office's own sets all of them aside, so that the window goes
        on working; ``template_trouble`` says so.
        """
        from mediation_app.documents.catalog import Catalog

        overlay = self._own_folder("templates")
        own: tuple[OwnTemplate, ...] = self._own.of(reader) if reader is not None else ()
        stamp = (*changes_of(overlay), *own)
        if self._catalog is None or self._catalog[0] != stamp:
            self._trouble = None
            try:
                found = Catalog(overlay, own=own)
            except BadFile as trouble:
                log.warning("own templates set aside: %s", trouble.code)
                self._trouble, found = trouble, Catalog(own=own)
            self._catalog = (stamp, found)
        return self._catalog[1]

    def template_trouble(self) -> BadFile | None:
        """Why the office's own templates are set aside; None when they are used."""
        self.catalog()
        return self._trouble

    def template_findings(self) -> tuple[tuple[PaperKind, tuple[Finding, ...]], ...]:
        """What the linter has against the office's own templates; empty when all are right."""
        from mediation_app.documents.engine import api

        linted = ((kind, api.lint_template(kind.path)) for kind in self.catalog().all() if kind.own)
        return tuple((kind, found) for kind, found in linted if found)

    # Looking --------------------------------------------------------------------------------

    def preview(self, actor: Actor, case_id: str, kind: str, subject_id: str = "") -> Document:
        """The pages as they would print now, also while something is missing."""
        return self.made(actor, case_id, kind, subject_id).produced.document

    def made(self, actor: Actor, case_id: str, kind: str, subject_id: str = "") -> Made:
        """A paper produced from the case as it stands, nothing stored. Raises NotFound."""
        with self._context.store.read(actor) as reader:
            return self._made(reader, case_id, kind, subject_id)

    def blank(self, actor: Actor, kind: str) -> Produced:
        """The empty form with the office's name, to be filled by hand."""
        from mediation_app.documents.produce import produce

        with self._context.store.read(actor) as reader:
            scene = self.scene_of(reader, CaseFile(case=Case(id="")))
            chosen = self.catalog(reader).kind(kind)
        return produce(chosen, replace(scene, kind=kind), blank=True, fonts=self.fonts())

    # Issuing and signing --------------------------------------------------------------------

    def issue(
        self,
        actor: Actor,
        case_id: str,
        kind: str,
        subject_id: str = "",
        *,
        issued_on: date | None = None,
        anew: bool = False,
        print_reason: str | None = None,
    ) -> Outcome[Paper]:
        """Produce a paper for signing and keep it: edition, number, hash of its facts, files.

        A paper whose facts have not changed since the last edition is that edition again, unless
        it is wanted ``anew`` (from another template, without the changes by hand). For printing
        ``print_reason`` says why in spite of warnings. Raises NotAllowed ``papers.not_yet`` with
        the reasons, ``papers.reason_needed`` with the warnings, ``papers.not_yours``.
        """
        on = issued_on or today(self._context.clock)

        def work(unit: UnitOfWork) -> Paper:
            made = self._made(unit, case_id, kind, subject_id, anew=anew)
            self.check(actor, made)
            _check_reason(made.offer, print_reason)
            last = made.offer.paper
            if last is not None and not anew and made.as_issued(last):
                return last
            serial_number = ""
            if not made.produced.number and made.produced.kind.series:
                serial_number = self._draw(unit, made.produced.kind, on)
                made = self._made(unit, case_id, kind, subject_id, number=serial_number, anew=True)
            number = made.produced.number or serial_number
            return unit.add(new_edition(self._context.blobs, made, case_id, number, on))

        return Outcome(*self._context.store.run(actor, "paper.issue", work))

    def sign(
        self,
        actor: Actor,
        paper_id: str,
        *,
        kind: SignerKind,
        signed_on: date,
        party_id: str = "",
        person_id: str = "",
        name: str = "",
        method: SignMethod = SignMethod.SIGNATURE,
    ) -> Outcome[Signature]:
        """Record that somebody has signed or sealed a paper.

        Raises InvalidInput for a day ahead or an unknown party, NotAllowed without the role.
        """
        if signed_on > today(self._context.clock):
            raise InvalidInput("papers.signed_ahead", field="signed_on")

        def work(unit: UnitOfWork) -> Signature:
            paper = unit.get(Paper, paper_id)
            self._check_role(actor, self.catalog().kind(paper.kind))
            file = unit.case_file(paper.case_id)
            party = file.party(party_id) if party_id else None
            if party_id and party is None:
                raise InvalidInput("papers.unknown_party", field="party_id")
            if not (party_id or person_id or name):
                raise InvalidInput("papers.signer_missing", field="name")
            return unit.add(
                Signature(
                    id=new_id(),
                    case_id=paper.case_id,
                    paper_id=paper.id,
                    kind=kind,
                    party_id=party_id,
                    person_id=person_id,
                    name=name or (party.name if party is not None else ""),
                    method=method,
                    signed_on=signed_on,
                )
            )

        return Outcome(*self._context.store.run(actor, "paper.sign", work))

    def board(self, actor: Actor, paper_id: str) -> tuple[tuple[Expected, bool], ...]:
        """Who is expected to sign a paper, in its order, and whether each has."""
        from mediation_app.documents.offers import signatures_on, subjects_of
        from mediation_app.documents.signers import expected, signed_by

        with self._context.store.read(actor) as reader:
            paper = reader.get(Paper, paper_id)
            file = reader.case_file(paper.case_id)
            scene = self.scene_of(reader, file)
        kind = self.catalog().kind(paper.kind)
        chosen = next(
            (s for key, _, s in subjects_of(kind, scene) if key == paper.subject_id), scene
        )
        signatures = signatures_on(file, paper)
        return tuple((each, signed_by(file, each, signatures)) for each in expected(kind, chosen))

    def unsigned(self, actor: Actor, *, limit: int = 200) -> tuple[UnsignedPaper, ...]:
        """Papers of all cases that were made for signing and that nobody has signed yet."""
        kinds = tuple(kind.code for kind in self.catalog().all() if kind.signers)
        return unsigned_papers(self._context, actor, kinds, limit=limit)

    def record_print(
        self, actor: Actor, paper_id: str, copies: int, *, reason: str = ""
    ) -> Outcome[Paper]:
        """Write into the print ledger who printed which edition in how many copies, and why in
        spite of the warnings it had."""
        if copies < 1:
            raise InvalidInput("papers.copies_wrong", field="copies")

        def work(unit: UnitOfWork) -> Paper:
            paper = unit.get(Paper, paper_id)
            offer = self.offer_of(unit, paper)
            last = offer.paper if offer is not None else None
            detail: dict[str, object] = {"copies": copies, "edition": paper.edition}
            if last is not None and last.id != paper.id:
                detail["reprint"] = True
            if reason.strip():
                detail["reason"] = reason.strip()
            if offer is not None and offer.warnings:
                detail["warnings"] = [text_of_reason(each) for each in offer.warnings]
            unit.note("print", paper, detail)
            return paper

        return Outcome(*self._context.store.run(actor, "paper.print", work))

    # Files ----------------------------------------------------------------------------------

    def save_word(
        self, actor: Actor, case_id: str, kind: str, path: Path, subject_id: str = ""
    ) -> Path:
        """Write a paper as Word file. Raises StoreTrouble when the disk is full or read-only."""
        return self._save(actor, case_id, kind, subject_id, path, lambda made: made.docx)

    def save_pdf(
        self, actor: Actor, case_id: str, kind: str, path: Path, subject_id: str = ""
    ) -> Path:
        """Write a paper as PDF. Raises StoreTrouble when the disk is full or read-only."""
        return self._save(actor, case_id, kind, subject_id, path, lambda made: made.pdf())

    def save_blank(self, actor: Actor, kind: str, path: Path) -> Path:
        """Write an empty form as Word file or, by the name's ending, as PDF."""
        made = self.blank(actor, kind)
        write_atomically(path, made.pdf() if path.suffix.lower() == ".pdf" else made.docx)
        return path

    # Inside ---------------------------------------------------------------------------------

    def _save(
        self,
        actor: Actor,
        case_id: str,
        kind: str,
        subject_id: str,
        path: Path,
        content: Callable[[Produced], bytes],
    ) -> Path:
        made = self.made(actor, case_id, kind, subject_id)
        self.check(actor, made)
        write_atomically(path, content(made.produced))
        with self._context.store.read(actor) as reader:
            case = reader.case_file(case_id).case
        self.note_export(actor, case, [made.offer.title])
        return path

    def note_export(
        self,
        actor: Actor,
        case: Record,
        titles: list[str],
        more: Mapping[str, object] | None = None,
    ) -> None:
        with self._context.store.write(actor, "paper.export") as unit:
            unit.note("export", case, {"papers": titles, **(more or {})})
            unit.commit()

    def made_anew(self, reader: Reader, case_id: str, kind: str, subject_id: str) -> Made:
        """A paper produced from the case also while an issued edition of it holds."""
        return self._made(reader, case_id, kind, subject_id, anew=True)

    def offer_of(self, reader: Reader, paper: Paper) -> PaperOffer | None:
        """The line of the list that a paper belongs to; None when its subject is gone."""
        from mediation_app.documents.offers import offers

        scene = self.scene_of(reader, reader.case_file(paper.case_id))
        lines = offers(self.catalog(reader), scene, only=paper.kind)
        return next((line for line in lines if line.subject_id == paper.subject_id), None)

    def _made(
        self,
        reader: Reader,
        case_id: str,
        kind: str,
        subject_id: str,
        *,
        number: str = "",
        anew: bool = False,
    ) -> Made:
        from mediation_app.documents.offers import offers

        file = reader.case_file(case_id)
        scene = replace(self.scene_of(reader, file), number=number)
        catalog = self.catalog(reader)
        for offer in offers(catalog, scene, only=kind):
            if offer.subject_id == subject_id:
                made = self.produced(scene, offer, catalog, anew=anew)
                names = tuple(party.name for party in file.parties if party.name)
                return Made(offer=offer, produced=made, names=names)
        catalog.kind(kind)
        raise NotFound("papers.no_subject", kind=kind)

    def produced(
        self, scene: Scene, offer: PaperOffer, catalog: Catalog, *, anew: bool = False
    ) -> Produced:
        """The paper: as it was issued while that edition holds, else from the case."""
        from mediation_app.documents.offers import OfferState, subjects_of
        from mediation_app.documents.produce import from_file, produce

        kind = catalog.kind(offer.code)
        chosen = next(
            (s for key, _, s in subjects_of(kind, scene) if key == offer.subject_id), scene
        )
        chosen, paper = replace(chosen, kind=kind.code), offer.paper
        holds = not anew and offer.state is not OfferState.STALE
        if paper is not None and paper.docx_sha256 and holds:
            docx = self._context.blobs.get(paper.docx_sha256)
            return from_file(kind, docx, paper, fonts=self.fonts())
        return produce(kind, chosen, fonts=self.fonts())

    def scene_of(self, reader: Reader, file: CaseFile) -> Scene:
        from mediation_app.documents.context import Scene

        offices = reader.records(Office)
        on = today(self._context.clock)
        sums, trouble = sums_for_papers(file, self._context, on)
        return Scene(
            file=file,
            office=offices[0] if offices else Office(id=""),
            today=on,
            people={p.id: p.name for p in reader.records(Person, voided=True)},
            wording=wording_of(self._context.rulebook, on),
            calendar=self._context.rulebook.calendar(),
            sums=sums,
            sums_trouble=trouble,
            band_of=band_lookup(self._context),
            printable=self._printable,
        )

    def _printable(self, sign: str) -> bool:
        return self.fonts().has(sign)

    def check(self, actor: Actor, made: Made) -> None:
        """Whether the paper may be issued now by this person. Raises NotAllowed."""
        self._check_role(actor, made.produced.kind)
        if made.offer.can_issue:
            return
        if made.offer.reasons:
            raise NotAllowed("papers.not_yet", reasons=made.offer.reasons, title=made.offer.title)
        raise NotAllowed("papers.locked", title=made.offer.title, until=made.offer.note)

    def _check_role(self, actor: Actor, kind: PaperKind) -> None:
        if not actor.has(*(_FUND if kind.for_fund else _WINDOW)):
            raise NotAllowed("papers.not_yours", title=kind.title)

    def _draw(self, unit: UnitOfWork, kind: PaperKind, on: date) -> str:
        office = unit.records(Office)[0]
        return official_number(kind.series, office, on.year, unit.draw_number(kind.series, on.year))

    def _own_folder(self, name: str) -> Path | None:
        location = self._context.store.location
        return None if location.is_server else location.folder / name

    def fonts(self) -> FontBook:
        """The fonts papers are laid out with: the office's own first."""
        from mediation_app.documents.engine.api import office_book

        return office_book(self._own_folder("fonts"))


def _check_reason(offer: PaperOffer, reason: str | None) -> None:
    if reason is not None and not reason.strip() and offer.warnings:
        raise NotAllowed("papers.reason_needed", reasons=offer.warnings, title=offer.title)

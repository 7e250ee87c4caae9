"""Use cases of packets (成套打印) and of the volume of a case (卷宗).

A packet is what a stage of the work prints at once. Its papers are issued like single ones; the
volume takes the papers as they were issued and the files of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Actor, Office, Person, Role
from mediation_app.domain.papers import Paper
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound, StoreTrouble
from mediation_app.files import write_atomically
from mediation_app.messages import text_of
from mediation_app.paths import template_dir
from mediation_app.services.base import Context, Outcome
from mediation_app.services.papers import PaperService

if TYPE_CHECKING:
    from mediation_app.documents.binding import Piece
    from mediation_app.documents.context import Scene
    from mediation_app.documents.engine.api import Document, FontBook
    from mediation_app.documents.offers import PaperOffer
    from mediation_app.documents.packets import Packets, Stage
    from mediation_app.documents.volume import Bound, Entry

Told = Callable[[int, int, str], object]
Key = tuple[str, str]
ALL = "all"  # the packet of everything that can be made now
_WINDOW = (Role.CLERK, Role.MEDIATOR, Role.LEADER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketItem:
    """A paper of a packet with how it is printed; ``chosen`` unless it was printed already."""

    offer: PaperOffer
    copies: int
    duplex: bool

    @property
    def key(self) -> Key:
        """Kind and subject."""
        return self.offer.code, self.offer.subject_id

    @property
    def chosen(self) -> bool:
        """Whether printing the packet prints it: it can be made, and is not out already."""
        return self.offer.can_issue and self.offer.state in ("ready", "stale")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What a stage prints, as far as the case is now."""

    id: str
    title: str
    for_fund: bool
    items: tuple[PacketItem, ...]

    @property
    def ready(self) -> tuple[PacketItem, ...]:
        """What can be printed now, printed already or not."""
        return tuple(item for item in self.items if item.offer.can_issue)

    @property
    def missing(self) -> tuple[PacketItem, ...]:
        """What waits for facts; the offers' reasons say for which and where."""
        return tuple(item for item in self.items if item.offer.reasons)

    @property
    def locked(self) -> tuple[PacketItem, ...]:
        """What comes later."""
        return tuple(item for item in self.items if item.offer.state == "locked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """An issued paper with its pages, ready for the printer."""

    paper: Paper
    document: Document
    copies: int
    duplex: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumePlan:
    """What the volume would hold; ``missing`` are the parts that must be there and are not."""

    titles: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeMade:
    """A volume that was written; ``pages`` are the numbered ones."""

    path: Path
    pages: int
    entries: int
    missing: tuple[str, ...]
    left_out: tuple[str, ...]


class PacketService:
    """The packets of a case and its volume."""

    def __init__(self, context: Context, papers: PaperService) -> None:
        self._context = context
        self._papers = papers

    # Packets --------------------------------------------------------------------------------

    def packets(self, actor: Actor, case_id: str) -> tuple[Packet, ...]:
        """Each stage that has a paper in this case, with what it prints; last all that can be."""
        from mediation_app.documents.packets import Desk
        from mediation_app.domain.checks.base import bound_parties

        plan = self._plan()
        offers = self._papers.available(actor, case_id)
        parties = max(len(bound_parties(self._file(actor, case_id))), 1)
        found = []
        for stage in plan.stages:
            items = tuple(
                PacketItem(
                    offer=offer,
                    copies=paper.copies_for(parties, offer.copies),
                    duplex=paper.duplex,
                )
                for paper in stage.papers
                for offer in offers
                if offer.code == paper.code
            )
            if items:
                packet = Packet(
                    id=stage.id, title=stage.title, for_fund=stage.desk is Desk.FUND, items=items
                )
                found.append(packet)
        both = {paper.code for stage in plan.stages for paper in stage.papers if paper.duplex}
        ready = tuple(
            PacketItem(offer=offer, copies=offer.copies, duplex=offer.code in both)
            for offer in offers
            if offer.can_issue
        )
        if ready:
            found.append(Packet(id=ALL, title="全部可打印的", for_fund=False, items=ready))
        return tuple(found)

    def default_stage(self, actor: Actor, file: CaseFile) -> str:
        """The stage to offer: that of the case, for people of the fund that of its application."""
        from mediation_app.documents.packets import Desk

        plan = self._plan()
        stage: Stage | None = None
        if file.funds and not actor.has(*_WINDOW):
            stage = plan.led(Desk.FUND, str(file.funds[-1].application.state))
        if stage is None:
            has = [name for name in ("sessions", "confirmations") if getattr(file, name)]
            stage = plan.led(Desk.MEDIATION, str(file.case.state), has)
        return stage.id if stage is not None else plan.stages[0].id

    def produce(
        self,
        actor: Actor,
        case_id: str,
        stage: str,
        *,
        only: Collection[Key] | None = None,
        told: Told | None = None,
        print_reason: str | None = None,
    ) -> Outcome[tuple[Printout, ...]]:
        """Issue the papers of a packet, ``only`` the named ones, and answer their pages.

        ``print_reason`` says for printing why in spite of warnings, see ``PaperService.issue``.
        ``told(count, total, title)`` hears how far it is and may raise to stop: what was issued
        until then stays issued. Raises NotFound for an unknown stage, InvalidInput when nothing
        is chosen, and what ``PaperService.issue`` raises.
        """
        items = self._chosen(actor, case_id, stage, only)
        made: list[Printout] = []
        changes: ChangeSet | None = None
        for number, item in enumerate(items):
            if told is not None:
                told(number, len(items), item.offer.title)
            code, subject = item.key
            outcome = self._papers.issue(actor, case_id, code, subject, print_reason=print_reason)
            changes = outcome.changes if changes is None else changes | outcome.changes
            made.append(
                Printout(
                    paper=outcome.value,
                    document=self._papers.preview(actor, case_id, code, subject),
                    copies=item.copies,
                    duplex=item.duplex,
                )
            )
        assert changes is not None
        return Outcome(tuple(made), changes)

    def record_prints(
        self, actor: Actor, printed: Sequence[tuple[str, int]], *, reason: str = ""
    ) -> Outcome[tuple[Paper, ...]]:
        """Note who printed which papers (by key) and how many copies of each, and why in spite
        of warnings."""
        record = self._papers.record_print
        done = [record(actor, key, copies, reason=reason) for key, copies in printed]
        changes = ChangeSet()
        for outcome in done:
            changes = changes | outcome.changes
        return Outcome(tuple(outcome.value for outcome in done), changes)

    def one_pdf(
        self,
        actor: Actor,
        case_id: str,
        stage: str,
        path: Path,
        *,
        only: Collection[Key] | None = None,
        told: Told | None = None,
    ) -> Outcome[Path]:
        """Issue a packet and write it as one PDF with a bookmark for each paper.

        Raises like ``produce``, and StoreTrouble when the file cannot be written.
        """
        from mediation_app.documents.binding import Piece, bind, document_pdf

        made = self.produce(actor, case_id, stage, only=only, told=told)
        pieces = [
            Piece(
                title=each.paper.title,
                data=document_pdf(each.document),
                pages=len(each.document.pages),
            )
            for each in made.value
        ]
        file, office = self._file(actor, case_id), self._office(actor)
        of = self._stage(stage).title if stage != ALL else "文书"
        title = f"{file.case.number} {of}".strip()
        write_atomically(path, bind(pieces, title=title, author=office.name))
        editions = {each.paper.title: each.paper.edition for each in made.value}
        self._note(actor, file, {"papers": list(editions), "editions": list(editions.values())})
        return Outcome(path, made.changes)

    # The volume -----------------------------------------------------------------------------

    def volume_plan(self, actor: Actor, case_id: str) -> VolumePlan:
        """What the volume would hold now, and which necessary parts it lacks."""
        from mediation_app.documents import volume

        file, plan, skip = self._file(actor, case_id), self._plan(), self._fund_kinds()
        return VolumePlan(
            titles=tuple(entry.title for entry in volume.entries(plan, file, skip)),
            missing=volume.missing(plan, file, skip),
        )

    def volume(
        self, actor: Actor, case_id: str, path: Path, *, told: Told | None = None
    ) -> VolumeMade:
        """Bind the volume into one PDF: cover, contents, numbered pages, notes, back.

        A file that cannot be bound is named on a page of its own and in the notes. Raises
        NotAllowed without a seat at the window, StoreTrouble when the file cannot be written.
        """
        from mediation_app.documents import volume
        from mediation_app.documents.binding import Piece, bind, document_pdf

        if not actor.has(*_WINDOW):
            raise NotAllowed("papers.not_yours", title="卷宗")
        file, office = self._file(actor, case_id), self._office(actor)
        plan, skip = self._plan(), self._fund_kinds()
        absent = volume.missing(plan, file, skip)
        bound, pieces = self._bound(plan, volume.entries(plan, file, skip), told)
        tree = volume.volume_tree(self._scene(actor, file, office), bound, absent)

        def leaf(code: str) -> Piece:
            template = volume.leaf(code, template_dir(), self._own("templates"))
            pages = volume.lay_out_leaf(template, code, tree, self._fonts())
            title = volume.TITLES[code]
            return Piece(title=title, data=document_pdf(pages), pages=len(pages.pages), label=title)

        whole = [leaf(volume.COVER), leaf(volume.CONTENTS), *pieces]
        whole += [leaf(volume.NOTES), leaf(volume.BACK)]
        title = f"{file.case.number} 人民调解卷宗".strip()
        write_atomically(path, bind(whole, title=title, author=office.name))
        pages = bound[-1].last if bound else 0
        self._note(actor, file, {"volume": len(bound), "pages": pages})
        return VolumeMade(
            path=path,
            pages=pages,
            entries=len(bound),
            missing=absent,
            left_out=tuple(name for each in bound for name in each.left_out),
        )

    def _bound(
        self, plan: Packets, entries: Sequence[Entry], told: Told | None
    ) -> tuple[list[Bound], list[Piece]]:
        """The entries on their pages, and the pieces with these pages."""
        from mediation_app.documents.binding import Piece, joined, notice_page, sheet_pdf
        from mediation_app.documents.volume import Bound

        bound: list[Bound] = []
        pieces: list[Piece] = []
        number = 1
        for place, entry in enumerate(entries):
            if told is not None:
                told(place, len(entries), entry.title)
            first, left_out, inner = number, [], []
            for sheet in entry.sheets:
                fit = partial(sheet_pdf, first=number, numbers=plan.numbers, fonts=self._fonts())
                try:
                    data, pages = fit(self._context.blobs.get(sheet.sha256), sheet.media_type)
                except (BadFile, StoreTrouble) as trouble:
                    left_out.append(sheet.title)
                    lines = (f"《{sheet.title}》没有装入", text_of(trouble), "以纸质原件为准")
                    notice = notice_page(lines, self._fonts())
                    data, pages = fit(notice, "application/pdf")
                inner.append(Piece(title=sheet.title, data=data, pages=pages))
                number += pages
            bound.append(Bound(entry=entry, first=first, last=number - 1, left_out=tuple(left_out)))
            pieces.append(joined(entry.title, inner))
        return bound, pieces

    # Inside ---------------------------------------------------------------------------------

    def _chosen(
        self, actor: Actor, case_id: str, stage: str, only: Collection[Key] | None
    ) -> list[PacketItem]:
        if stage != ALL:
            self._stage(stage)
        packet = next((p for p in self.packets(actor, case_id) if p.id == stage), None)
        items = packet.items if packet is not None else ()
        chosen = [item for item in items if (item.chosen if only is None else item.key in only)]
        if not chosen:
            raise InvalidInput("papers.nothing_to_print", field="papers")
        return chosen

    def _stage(self, key: str) -> Stage:
        stage = self._plan().stage(key)
        if stage is None:
            raise NotFound("papers.no_stage", stage=key)
        return stage

    def _plan(self) -> Packets:
        from mediation_app.documents.packets import load_packets

        return load_packets(self._own(".")).known(self._papers.catalog().kinds)

    def _fund_kinds(self) -> frozenset[str]:
        """Papers of the fund: their applications have files of their own."""
        from mediation_app.documents.catalog import FUND_SUBJECTS

        kinds = self._papers.catalog().all()
        return frozenset(
            kind.code for kind in kinds if kind.subject in FUND_SUBJECTS or kind.group == "救助基金"
        )

    def _file(self, actor: Actor, case_id: str) -> CaseFile:
        with self._context.store.read(actor) as reader:
            return reader.case_file(case_id)

    def _office(self, actor: Actor) -> Office:
        with self._context.store.read(actor) as reader:
            return next(iter(reader.records(Office)), Office(id=""))

    def _scene(self, actor: Actor, file: CaseFile, office: Office) -> Scene:
        from mediation_app.documents.context import Scene

        with self._context.store.read(actor) as reader:
            people = {p.id: p.name for p in reader.records(Person, voided=True)}
        return Scene(file=file, office=office, today=today(self._context.clock), people=people)

    def _note(self, actor: Actor, file: CaseFile, what: dict[str, object]) -> None:
        with self._context.store.write(actor, "paper.export") as unit:
            unit.note("export", file.case, what)
            unit.commit()

    def _own(self, name: str) -> Path | None:
        location = self._context.store.location
        return None if location.is_server else location.folder / name

    def _fonts(self) -> FontBook:
        from mediation_app.documents.engine.api import office_book

        return office_book(self._own("fonts"))

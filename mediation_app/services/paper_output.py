"""All papers of a case into a folder, as Word and PDF."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Actor
from mediation_app.domain.papers import Paper
from mediation_app.files import write_atomically
from mediation_app.messages import text_of_reason
from mediation_app.services.base import Context
from mediation_app.services.paper_files import file_name, make_folder, short_name

if TYPE_CHECKING:
    from mediation_app.documents.offers import PaperOffer
    from mediation_app.services.papers import PaperService


class PaperOutput:
    """Writes what can be made now, and what was issued before."""

    def __init__(self, context: Context, papers: PaperService) -> None:
        self._context = context
        self._papers = papers

    def write_all(
        self,
        actor: Actor,
        case_id: str,
        folder: Path,
        *,
        only: Collection[str] = (),
        formats: Sequence[str] = ("docx", "pdf"),
        reason: str | None = None,
    ) -> list[Path]:
        """Write every paper that can be produced now as .docx and .pdf; the files in order.

        What was issued earlier and is out of season now follows as it was issued. ``only`` limits
        it to kinds by code. Names are Chinese and tell case, order and paper. ``reason`` says why
        in spite of warnings and is kept; while it is empty, papers with warnings are left out;
        None asks for none. Raises StoreTrouble like ``save_word``.
        """
        from mediation_app.documents.offers import offers

        with self._context.store.read(actor) as reader:
            file = reader.case_file(case_id)
            scene = self._papers.scene_of(reader, file)
            make_folder(folder)
            catalog = self._papers.catalog(reader)
            ready = [
                offer
                for offer in offers(catalog, scene)
                if offer.can_issue and (not only or offer.code in only)
            ]
            doubtful = [offer for offer in ready if offer.is_doubtful]
            if reason is not None and not reason.strip():
                ready = [offer for offer in ready if not offer.is_doubtful]
            papers = [self._papers.produced(scene, offer, catalog) for offer in ready]
            earlier = self._out_of_season(file, [*ready, *doubtful], only)
        written: list[Path] = []
        for number, (offer, made) in enumerate(zip(ready, papers, strict=True), 1):
            stem = f"{short_name(file)} {number:02d} {offer.title}"
            for ending in formats:
                path = folder / f"{file_name(stem)}.{ending}"
                write_atomically(path, made.docx if ending == "docx" else made.pdf())
                written.append(path)
        for number, paper in enumerate(earlier, len(ready) + 1):
            stem = f"{short_name(file)} {number:02d} {paper.title}"
            for ending in formats:
                path = folder / f"{file_name(stem)}.{ending}"
                sha256 = paper.docx_sha256 if ending == "docx" else paper.pdf_sha256
                write_atomically(path, self._context.blobs.get(sha256))
                written.append(path)
        titles = [*(offer.title for offer in ready), *(paper.title for paper in earlier)]
        why = (reason or "").strip()
        told = [text_of_reason(each) for offer in doubtful for each in offer.warnings]
        detail = {"reason": why, "warnings": list(dict.fromkeys(told))} if why and told else {}
        self._papers.note_export(actor, file.case, titles, detail)
        return written

    def _out_of_season(
        self, file: CaseFile, ready: Sequence[PaperOffer], only: Collection[str]
    ) -> list[Paper]:
        """The last editions of issued papers that the list does not offer any more."""
        offered = {(offer.code, offer.subject_id) for offer in ready}
        last = {(paper.kind, paper.subject_id): paper for paper in file.papers}
        holds = self._context.blobs.has
        return [
            paper
            for key, paper in last.items()
            if key not in offered
            and (not only or paper.kind in only)
            and paper.docx_sha256
            and paper.pdf_sha256
            and holds(paper.docx_sha256)
            and holds(paper.pdf_sha256)
        ]

"""The record of a paper that was made: its edition, its files, where it came from."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.ids import new_id
from mediation_app.domain.papers import Paper

if TYPE_CHECKING:
    from mediation_app.database.blobs import BlobStore
    from mediation_app.services.papers import Made


def new_edition(
    blobs: BlobStore, made: Made, case_id: str, number: str, on: date, *, edited: bool = False
) -> Paper:
    """The next edition of a paper; its files are in the store when this returns."""
    produced, last = made.produced, made.offer.paper
    return Paper(
        id=new_id(),
        case_id=case_id,
        kind=produced.kind.code,
        subject_id=made.offer.subject_id,
        title=made.offer.title,
        number=number,
        edition=last.edition + 1 if last is not None else 1,
        pages=produced.pages,
        copies=made.offer.copies,
        issued_on=on,
        template_version=produced.kind.version,
        content_hash=produced.content_hash,
        pdf_sha256=blobs.put(produced.pdf()),
        docx_sha256=blobs.put(produced.docx),
        template_sha256=hashlib.sha256(produced.kind.path.read_bytes()).hexdigest(),
        edited=edited,
    )

"""A template doctor with rules and wording of a place; needs no office and no database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediation_app.documents.doctor import Doctor
    from mediation_app.domain.offices import Office
    from mediation_app.rulebook import Rulebook


def make_doctor(
    book: Rulebook, *, office: Office | None = None, fonts: Path | None = None
) -> Doctor:
    """The doctor; ``office`` stands on the samples, ``fonts`` is the office's own folder."""
    from mediation_app.documents import sample
    from mediation_app.documents.doctor import Doctor
    from mediation_app.documents.engine.api import office_book
    from mediation_app.errors import AppError
    from mediation_app.services.paper_wording import wording_of

    try:
        law = book.compensation_law(accident=sample.ACCIDENT_DAY, on=sample.SESSION_DAY)
    except AppError:  # an office whose own rules lack a figure still checks its templates
        law = None
    scenes = sample.sample_scenes(
        law, office=office, wording=wording_of(book, sample.TODAY), calendar=book.calendar()
    )
    return Doctor(scenes, fonts=office_book(fonts) if fonts is not None else None)

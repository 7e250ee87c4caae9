"""Acts the tests of the mediation have in common."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.services.stories import Cast


def accept(workbench: Workbench, cast: Cast, file: CaseFile) -> CaseFile:
    """Accept the case today, with the mediator of the story."""
    facts = {"consent": True, "mediator_id": cast["mediator"].person_id}
    return workbench.cases.perform(cast["clerk"], file.case.id, "accept", facts=facts).value


def with_party(file: CaseFile, **fields: object) -> CaseFile:
    """The case with the first party changed."""
    party = replace(file.parties[0], **fields)  # type: ignore[arg-type]
    return replace(file, parties=(party, *file.parties[1:]))

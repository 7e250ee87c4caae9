"""Applying: who may apply for what, scans of the materials, what a notice must name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.fund import ApplicantKind, FundKind, Material
from mediation_app.domain.fund_standing import applicants_for, kinds_for
from mediation_app.domain.losses import Outcome as Harm
from mediation_app.domain.papers import Attachment
from mediation_app.errors import NotFound
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import Reckoner

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile, FundFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.attachments import AttachmentService
    from mediation_app.services.fund import FundService


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A kind of aid a victim may get, and who may apply for it: (kind of applicant, words)."""

    kind: FundKind
    applicants: tuple[tuple[ApplicantKind, str], ...]


class ApplicationService:
    """Use cases around an application's papers."""

    def __init__(
        self, context: Context, funds: FundService, attachments: AttachmentService
    ) -> None:
        self._context = context
        self._funds = funds
        self._attachments = attachments
        self._reckoner = Reckoner(context)

    def kinds(self, actor: Actor, case: CaseFile) -> Mapping[str, tuple[Possible, ...]]:
        """For every injured or dead person: what may be applied for, and by whom."""
        rules = self._reckoner.rules(case)
        found: dict[str, tuple[Possible, ...]] = {}
        for injury in case.injuries:
            if injury.outcome is Harm.UNHURT:
                continue
            victim = case.party(injury.party_id)
            found[injury.party_id] = tuple(
                Possible(
                    kind=kind,
                    applicants=tuple(
                        (who, f"由{who.label}申请") for who in applicants_for(kind, victim, injury)
                    ),
                )
                for kind in kinds_for(case, injury, rules)
            )
        return found

    def add_scans(
        self, actor: Actor, application_id: str, material_id: str, sources: Sequence[Path]
    ) -> Outcome[FundFile]:
        """Keep files as the scans of one material; it counts as received, its pages are counted.

        Raises NotFound, NotAllowed, BadFile; files kept before the one that failed stay.
        """
        with self._context.store.read(actor) as reader:
            file = reader.fund_file(application_id)
        material = next((m for m in file.materials if m.id == material_id), None)
        if material is None:
            raise NotFound("database.not_found", record="Material")
        touched: frozenset[tuple[str, str]] = frozenset()
        cases: frozenset[str] = frozenset()
        kept: list[Attachment] = []
        for source in sources:
            outcome = self._attachments.add(
                actor,
                file.application.case_id,
                source,
                kind=material.name,
                subject_id=application_id,
            )
            kept.append(outcome.value)
            touched |= outcome.changes.touched
            cases |= outcome.changes.case_ids
        pages = [one.pages for one in kept]
        counted = sum(page or 0 for page in pages)
        before = material.pages or 0
        new = replace(
            material,
            present=True,
            attachment_id=material.attachment_id or (kept[0].id if kept else ""),
            pages=before + counted or None,
        )
        ticked = tuple(new if m.id == material_id else m for m in file.materials)
        saved = self._funds.save(actor, file, replace(file, materials=ticked))
        changes = ChangeSet(
            touched=touched | saved.changes.touched, case_ids=cases | saved.changes.case_ids
        )
        return Outcome(saved.value, changes)


def scans_of(
    material: Material, application_id: str, attachments: Sequence[Attachment]
) -> tuple[Attachment, ...]:
    """The scans of a material: the first one it names, and further ones filed under its name."""
    return tuple(
        one
        for one in attachments
        if one.id == material.attachment_id
        or (one.subject_id == application_id and one.kind == material.name)
    )


__all__ = ["ApplicationService", "Possible", "scans_of"]

"""Attachments (附件): files kept inside the store, listed in the case, never lost."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.fields import read_line, read_text
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.papers import Attachment
from mediation_app.errors import BadFile, NotAllowed
from mediation_app.services.base import Context, Outcome

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

_LONGEST_NAME = 200
# The administrator runs the machine and has no business in the files.
_WORKERS = frozenset(Role) - {Role.ADMIN}


class AttachmentService:
    """Take files in, give them out."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(
        self,
        actor: Actor,
        case_id: str,
        source: bytes | Path,
        *,
        name: str = "",
        kind: str = "",
        subject_id: str = "",
        note: str = "",
    ) -> Outcome[Attachment]:
        """Keep a file in the case. ``source`` is its path or its content (then with a name).

        Raises BadFile for an empty, unreadable or too large file, NotAllowed without a role.
        """
        if not actor.has(*_WORKERS):
            raise NotAllowed("cases.desk_only")
        shown = read_line(name or (source.name if isinstance(source, Path) else ""), field="name")
        shown = shown[-_LONGEST_NAME:] or "附件"
        size = source.stat().st_size if isinstance(source, Path) and source.is_file() else None
        if isinstance(source, bytes):
            size = len(source)
        if size == 0:
            raise BadFile("cases.empty_file", name=shown)
        sha256 = self._context.blobs.put(source)
        from mediation_app.documents.page_count import page_count

        attachment = Attachment(
            id=new_id(),
            case_id=case_id,
            subject_id=subject_id,
            kind=read_line(kind, field="kind"),
            name=shown,
            sha256=sha256,
            size=size or 0,
            media_type=mimetypes.guess_type(shown)[0] or "application/octet-stream",
            note=read_text(note, field="note"),
            pages=page_count(self._context.blobs.get(sha256)),
        )

        def work(unit: UnitOfWork) -> Attachment:
            case = unit.get(Case, case_id)
            if case.state is MediationState.VOIDED:
                raise NotAllowed("cases.finished", state=case.state.label)
            return unit.add(attachment)

        return Outcome(*self._context.store.run(actor, "attachment.add", work))

    def content(self, actor: Actor, attachment_id: str) -> tuple[Attachment, bytes]:
        """The file with its content; the view is noted. Raises StoreTrouble when damaged."""

        def work(unit: UnitOfWork) -> Attachment:
            found = unit.get(Attachment, attachment_id)
            unit.note("view", found)
            return found

        attachment, _ = self._context.store.run(actor, "attachment.view", work)
        return attachment, self._context.blobs.get(attachment.sha256)

    def save_as(self, actor: Actor, attachment_id: str, target: Path) -> Path:
        """Write a copy of the file to a place outside; the export is noted."""

        def work(unit: UnitOfWork) -> Attachment:
            found = unit.get(Attachment, attachment_id)
            unit.note("export", found)
            return found

        attachment, _ = self._context.store.run(actor, "attachment.export", work)
        target.write_bytes(self._context.blobs.get(attachment.sha256))
        return target

    def describe(
        self,
        actor: Actor,
        old: Attachment,
        *,
        name: str,
        kind: str,
        note: str,
        subject_id: str | None = None,
    ) -> Outcome[Attachment]:
        """Change how a file is named and filed; its content never changes.

        ``subject_id`` is the paper it is a scan of; None leaves what it was.
        """
        if not actor.has(*_WORKERS):
            raise NotAllowed("cases.desk_only")
        new = replace(
            old,
            name=read_line(name, field="name")[-_LONGEST_NAME:] or old.name,
            kind=read_line(kind, field="kind"),
            note=read_text(note, field="note"),
            subject_id=old.subject_id if subject_id is None else subject_id,
        )
        return Outcome(
            *self._context.store.run(actor, "attachment.change", lambda unit: unit.change(old, new))
        )

    def void(self, actor: Actor, attachment_id: str, *, reason: str) -> Outcome[Attachment]:
        """Take a file out of the case; the store keeps it."""
        if not actor.has(*_WORKERS):
            raise NotAllowed("cases.desk_only")

        def work(unit: UnitOfWork) -> Attachment:
            return unit.void(unit.get(Attachment, attachment_id), reason or "删除")

        return Outcome(*self._context.store.run(actor, "attachment.void", work))

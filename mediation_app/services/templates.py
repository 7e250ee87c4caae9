"""Use cases of the templates (文书模板): check one, put it in place of a shipped one, put that back.

The office's templates are kept as versions in the store; at most one of a kind is used. What was made
with an earlier version stays as it is and names that version.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mediation_app.domain.fields import read_line, read_text
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.domain.templates import OfficeTemplate, version_label
from mediation_app.errors import BadFile, Conflict, InvalidInput, NotAllowed, Reason
from mediation_app.files import write_atomically
from mediation_app.services.base import Context, Outcome
from mediation_app.services.own_templates import OwnTemplates
from mediation_app.services.template_doctor import make_doctor

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.documents.catalog import Catalog, PaperKind
    from mediation_app.documents.doctor import Doctor, Report
    from mediation_app.documents.engine.api import Document
    from mediation_app.documents.field_list import Field

T = TypeVar("T")
_LARGEST = 20 * 1024 * 1024
_LONGEST_NAME = 120
_TRIES = 4
_KEEPERS = (Role.ADMIN, Role.LEADER)


class Origin(StrEnum):
    """Where the template of a paper comes from."""

    SHIPPED = "shipped"
    OFFICE = "office"
    FOLDER = "folder"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """One paper of the list: its template in use, and what the doctor has against it.

    ``trouble`` says why the template in use cannot even be read. ``versions`` counts the
    office's own ones, used or not.
    """

    code: str
    title: str
    group: str
    form: str
    origin: Origin
    version: str
    shipped_version: str
    versions: int = 0
    report: Report | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A version that was taken in, with what the doctor warned of."""

    template: OfficeTemplate
    report: Report


class TemplateService:
    """The templates of the actor's office."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._own = OwnTemplates(context)
        self._doctors: dict[str, Doctor] = {}
        self._reports: dict[tuple[str, str], Report | BadFile] = {}
        self._guard = threading.Lock()

    # Looking ----------------------------------------------------------------------------------

    def list(self, actor: Actor) -> tuple[TemplateLine, ...]:
        """Every paper with the template it is made from; own ones are examined."""
        with self._context.store.read(actor) as reader:
            records = reader.records(OfficeTemplate)
            used = self._catalog(reader)
        shipped = self._shipped()
        doctor = self.doctor(actor)
        return tuple(
            self._line(kind, shipped.kinds.get(kind.code), doctor, records) for kind in used.all()
        )

    def _line(
        self,
        kind: PaperKind,
        shipped: PaperKind | None,
        doctor: Doctor,
        records: tuple[OfficeTemplate, ...],
    ) -> TemplateLine:
        mine = [one for one in records if one.kind == kind.code]
        active = next((one for one in mine if one.active), None)
        origin = Origin.SHIPPED
        if active is not None:
            origin = Origin.OFFICE if active.label == kind.version else Origin.LOST
        elif kind.own:
            origin = Origin.FOLDER
        line = TemplateLine(
            code=kind.code,
            title=kind.title,
            group=kind.group,
            form=kind.form,
            origin=origin,
            version=active.label if active is not None else kind.version,
            shipped_version=shipped.version if shipped is not None else "",
            versions=len(mine),
        )
        if origin is Origin.LOST:
            from mediation_app.messages import say

            return replace(line, trouble=say("templates.lost"))
        if origin is Origin.SHIPPED:
            return line
        found = self._examined(doctor, kind, shipped or kind)
        if isinstance(found, BadFile):
            from mediation_app.messages import text_of

            return replace(line, trouble=text_of(found))
        return replace(line, report=found)

    def _examined(self, doctor: Doctor, kind: PaperKind, shipped: PaperKind) -> Report | BadFile:
        try:
            data = read_template(kind.path)
        except BadFile as trouble:
            return trouble
        key = (kind.code, hashlib.sha256(data).hexdigest())
        found = self._reports.get(key)
        if found is None:
            try:
                found = doctor.examine(data, shipped)
            except BadFile as trouble:
                found = trouble
            self._reports[key] = found
        return found

    def versions(self, actor: Actor, kind: str) -> tuple[OfficeTemplate, ...]:
        """The office's own versions of a paper, the newest first."""
        with self._context.store.read(actor) as reader:
            found = reader.records(OfficeTemplate, kind=kind)
        return tuple(sorted(found, key=lambda one: -one.number))

    def check(self, actor: Actor, source: Path | bytes, kind: str = "") -> Report:
        """What the doctor has against a file, also as a paper of a kind. Nothing is stored.

        Raises BadFile when the file is no .docx, NotFound for an unknown kind.
        """
        chosen = self._shipped().kind(kind) if kind else None
        return self.doctor(actor).examine(read_template(source), chosen)

    def preview(self, actor: Actor, source: str | Path | bytes) -> Document:
        """The pages of a template with the sample case: of a kind (its code) or of a file.

        Raises BadFile when it cannot be filled, NotFound for an unknown kind.
        """
        doctor = self.doctor(actor)
        if not isinstance(source, str):
            return doctor.preview(read_template(source))
        kind = self._used(actor, source)
        return doctor.preview(read_template(kind.path), kind)

    def preview_as(self, actor: Actor, source: Path | bytes, kind: str) -> Document:
        """The pages of a file as it would print in place of a kind."""
        chosen = self._shipped().kind(kind)
        return self.doctor(actor).preview(read_template(source), chosen)

    def preview_version(self, actor: Actor, template_id: str) -> Document:
        """The pages of one of the office's versions."""
        with self._context.store.read(actor) as reader:
            one = reader.get(OfficeTemplate, template_id)
        data = self._context.blobs.get(one.sha256)
        return self.doctor(actor).preview(data, self._shipped().kinds.get(one.kind))

    def fields(self, actor: Actor) -> tuple[Field, ...]:
        """The field palette: every field with Chinese name and sample value."""
        return self.doctor(actor).palette

    def export(self, actor: Actor, kind: str, path: Path, *, shipped: bool = False) -> Path:
        """Write the template in use (or the shipped one) to be edited in Word.

        Raises StoreTrouble when the file cannot be written.
        """
        chosen = self._shipped().kind(kind) if shipped else self._used(actor, kind)
        write_atomically(path, read_template(chosen.path))
        return path

    # Changing ---------------------------------------------------------------------------------

    def adopt(
        self, actor: Actor, kind: str, source: Path | bytes, note: str = "", *, file_name: str = ""
    ) -> Outcome[Adopted]:
        """Take a template in as the office's next version of a paper and use it from now on.

        The version in use taken in again is that version. Raises NotAllowed ``templates.keepers``
        without the role, ``templates.blocked`` with every blocking finding as a reason, BadFile
        for what is no .docx; then nothing is stored.
        """
        self._check_role(actor)
        chosen = self._shipped().kind(kind)
        data = read_template(source)
        name = file_name or (source.name if isinstance(source, Path) else f"{kind}.docx")
        shown = read_line(name[-_LONGEST_NAME:], field="file_name")
        words = read_text(note, field="note")
        report = self.doctor(actor).examine(data, chosen)
        if report.blocking:
            raise NotAllowed("templates.blocked", reasons=_reasons(report), title=chosen.title)
        sha256 = self._context.blobs.put(data)

        def work(unit: UnitOfWork) -> OfficeTemplate:
            mine = unit.records(OfficeTemplate, kind=kind)
            active = next((one for one in mine if one.active), None)
            if active is not None and active.sha256 == sha256:
                return active
            for one in mine:
                if one.active:
                    unit.change(one, replace(one, active=False))
            number = max((one.number for one in mine), default=0) + 1
            return unit.add(
                OfficeTemplate(
                    id=new_id(),
                    kind=kind,
                    number=number,
                    label=version_label(number),
                    sha256=sha256,
                    file_name=shown,
                    size=len(data),
                    note=words,
                    active=True,
                )
            )

        outcome = self._run(actor, "template.adopt", work)
        return Outcome(Adopted(template=outcome.value, report=report), outcome.changes)

    def use_version(self, actor: Actor, template_id: str) -> Outcome[OfficeTemplate]:
        """Use an earlier version of the office again.

        Raises StoreTrouble when its content is lost, NotAllowed ``templates.blocked`` when it no
        longer passes the doctor.
        """
        self._check_role(actor)
        with self._context.store.read(actor) as reader:
            wanted = reader.get(OfficeTemplate, template_id)
        chosen = self._shipped().kind(wanted.kind)
        report = self.doctor(actor).examine(self._context.blobs.get(wanted.sha256), chosen)
        if report.blocking:
            raise NotAllowed("templates.blocked", reasons=_reasons(report), title=chosen.title)

        def work(unit: UnitOfWork) -> OfficeTemplate:
            found = unit.get(OfficeTemplate, template_id)
            for one in unit.records(OfficeTemplate, kind=found.kind):
                if one.active and one.id != found.id:
                    unit.change(one, replace(one, active=False))
            return unit.change(found, replace(found, active=True))

        return self._run(actor, "template.use", work)

    def put_back(self, actor: Actor, kind: str) -> Outcome[str]:
        """Use the shipped template again; the office's versions stay. The code of the paper."""
        self._check_role(actor)
        self._shipped().kind(kind)

        def work(unit: UnitOfWork) -> str:
            for one in unit.records(OfficeTemplate, kind=kind):
                if one.active:
                    unit.change(one, replace(one, active=False))
            return kind

        return self._run(actor, "template.put_back", work)

    # Inside -----------------------------------------------------------------------------------

    def _run(self, actor: Actor, action: str, work: Callable[[UnitOfWork], T]) -> Outcome[T]:
        """Again when somebody of the office was quicker: what counts is read anew."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                return Outcome(*self._context.store.run(actor, action, work))
            except Conflict:
                if not left:
                    raise
            except InvalidInput as trouble:
                if trouble.code != "database.taken" or not left:
                    raise
        raise AssertionError("unreachable")

    def _check_role(self, actor: Actor) -> None:
        if not actor.has(*_KEEPERS):
            raise NotAllowed("templates.keepers")

    def doctor(self, actor: Actor) -> Doctor:
        """The doctor with the actor's office on the sample papers."""
        with self._context.store.read(actor) as reader:
            offices = reader.records(Office)
        office = offices[0] if offices else None
        key = f"{actor.unit_code}/{office.version if office is not None else ''}"
        with self._guard:
            found = self._doctors.get(key)
            if found is None:
                location = self._context.store.location
                fonts = None if location.is_server else location.folder / "fonts"
                found = make_doctor(self._context.rulebook, office=office, fonts=fonts)
                self._doctors = {key: found}
                self._reports.clear()
        return found

    def _shipped(self) -> Catalog:
        """The papers as shipped."""
        from mediation_app.documents.catalog import Catalog

        return Catalog()

    def _catalog(self, reader: Reader) -> Catalog:
        from mediation_app.documents.catalog import Catalog

        own = self._own.of(reader)
        location = self._context.store.location
        try:
            return Catalog(None if location.is_server else location.folder / "templates", own=own)
        except BadFile:  # the page 文书模板 says why; see PaperService.template_trouble
            return Catalog(own=own)

    def _used(self, actor: Actor, code: str) -> PaperKind:
        with self._context.store.read(actor) as reader:
            return self._catalog(reader).kind(code)


def read_template(source: Path | bytes) -> bytes:
    """The bytes of a template. Raises BadFile when the file cannot be read or is far too large."""
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if source.stat().st_size > _LARGEST:
                raise BadFile("documents.too_large")
            data = source.read_bytes()
        except OSError as error:
            raise BadFile("documents.template_unreadable", template=source.name) from error
    if len(data) > _LARGEST:
        raise BadFile("documents.too_large")
    return data


def _reasons(report: Report) -> tuple[Reason, ...]:
    from mediation_app.documents.doctor import finding_text

    return tuple(
        Reason(code="templates.finding", params=(("text", finding_text(one)),))
        for one in report.blocking
    )

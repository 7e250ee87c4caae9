"""The offices' own templates as files: out of the store into a cache, named by their content."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.domain.templates import OfficeTemplate
from mediation_app.errors import AppError, StoreTrouble
from mediation_app.files import write_atomically
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.documents.catalog import OwnTemplate

log = logging.getLogger(__name__)
_LOST = ("database.blob_missing", "database.blob_damaged")


class OwnTemplates:
    """Reads which templates an office has, and lays each one out as a file once.

    A file of the cache is named by the SHA-256 of its content and looked at again by every
    program, so that it cannot be exchanged or be half there.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._checked: dict[str, Path] = {}

    def of(self, reader: Reader) -> tuple[OwnTemplate, ...]:
        """Every version of the reader's office. One whose content is lost is left out and logged.

        Raises StoreTrouble when the cache cannot be written.
        """
        from mediation_app.documents.catalog import OwnTemplate

        found: list[OwnTemplate] = []
        for one in reader.records(OfficeTemplate):
            try:
                path = self.path(one.sha256)
            except StoreTrouble as trouble:
                if trouble.code not in _LOST:
                    raise
                log.warning("own template set aside: %s", trouble.code)
                continue
            found.append(
                OwnTemplate(code=one.kind, version=one.label, path=path, active=one.active)
            )
        return tuple(found)

    def path(self, sha256: str) -> Path:
        """The file with this content. Raises StoreTrouble when it is lost or the disk is full."""
        known = self._checked.get(sha256)
        if known is not None and known.is_file():
            return known
        path = self._folder() / f"{sha256}.docx"
        if not _holds(path, sha256):
            data = self._context.blobs.get(sha256)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreTrouble("papers.folder_not_made", folder=str(path.parent)) from error
            try:
                write_atomically(path, data)
            except AppError:
                if not _holds(path, sha256):  # another program was first
                    raise
        self._checked[sha256] = path
        return path

    def _folder(self) -> Path:
        location = self._context.store.location
        if not location.is_server:
            return location.folder / "cache" / "templates"
        return _machine_cache() / "mediation-app" / "templates"


def _holds(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _machine_cache() -> Path:
    """Where this PC keeps what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))

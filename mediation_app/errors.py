"""Errors that a person can do something about.

    AppError
    ├── InvalidInput     a field was filled wrongly (names the field)
    ├── NotAllowed       the workflow, a role or four-eyes forbids the act (carries reasons)
    ├── NotFound         the thing asked for is not there (or not in this office)
    ├── Conflict         somebody else saved first (carries both versions, field by field)
    ├── StoreTrouble     disk full, locked, read-only, server lost, newer schema, network path
    └── BadFile          a file from outside cannot be read or does not hold what it should

Code raises them with a stable code and parameters; ``mediation_app.messages`` turns the code
into Chinese. Everything else that is raised is a bug. Parameters must not hold personal data
beyond what the person who gets the message has just typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class AppError(Exception):
    """A known trouble: ``code`` is stable, ``params`` fill the Chinese message."""

    def __init__(self, code: str, /, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = params
        super().__init__(code)


class InvalidInput(AppError):
    """A value typed or imported is wrong. ``field`` is the dotted path of the field."""

    def __init__(self, code: str, /, *, field: str = "", **params: object) -> None:
        self.field = field
        super().__init__(code, field=field, **params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an act is not possible now: a stable code, its parameters and the place to mend it.

    ``place`` is an address inside the case (``parties/<id>/phone``), empty when there is none.
    ``blocking`` reasons forbid the act, the others only warn.
    """

    code: str
    place: str = ""
    blocking: bool = True
    params: tuple[tuple[str, str], ...] = ()


class NotAllowed(AppError):
    """The workflow, a role or the four-eyes rule forbids the act; ``reasons`` say why."""

    def __init__(self, code: str, /, *, reasons: tuple[Reason, ...] = (), **params: object) -> None:
        self.reasons = reasons
        super().__init__(code, **params)


class NotFound(AppError):
    """The thing asked for does not exist, is voided, or belongs to another office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldClash:
    """One field that two people changed: where it stood, what I want, what they saved."""

    record: str
    record_id: str
    field: str
    original: object
    mine: object
    theirs: object


class Conflict(AppError):
    """Somebody saved the same record after it was loaded here."""

    def __init__(
        self, code: str, /, *, clashes: tuple[FieldClash, ...] = (), **params: object
    ) -> None:
        self.clashes = clashes
        super().__init__(code, **params)


class StoreTrouble(AppError):
    """The database or the disk cannot do what was asked; nothing was half saved."""


class BadFile(AppError):
    """A file from outside cannot be read, is damaged, too large or of the wrong kind."""

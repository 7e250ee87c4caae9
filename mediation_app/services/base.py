"""What every service is given and what every write answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from mediation_app.clock import Clock
from mediation_app.domain.changes import ChangeSet

if TYPE_CHECKING:
    from mediation_app.database.blobs import BlobStore
    from mediation_app.database.store import Store
    from mediation_app.rulebook import Rulebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The collaborators of a service, made once in ``bootstrap``."""

    store: Store
    blobs: BlobStore
    rulebook: Rulebook
    clock: Clock


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """A committed write: the new snapshot and what it touched."""

    value: T
    changes: ChangeSet

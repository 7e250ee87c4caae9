"""Drafts of forms: saved by themselves while somebody types, restored when they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.drafts import Draft, Drafts
    from mediation_app.domain.offices import Actor

_LARGEST = 2_000_000


class DraftService:
    """One draft per person and address (``case/<key>/parties``)."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def save(self, actor: Actor, address: str, content: Any, *, base_version: int = 0) -> Draft:
        """Keep what was typed so far. ``content`` is JSON-able; ``base_version`` what it edits.

        Raises InvalidInput for content beyond all measure.
        """
        import json

        from mediation_app.errors import InvalidInput

        if len(json.dumps(content, ensure_ascii=False)) > _LARGEST:
            raise InvalidInput("cases.draft_large", field="draft")
        return self._drafts().save(actor, address, content, base_version=base_version)

    def load(self, actor: Actor, address: str) -> Draft | None:
        """The draft at an address, None when there is none."""
        return self._drafts().load(actor, address)

    def all(self, actor: Actor) -> tuple[Draft, ...]:
        """All drafts of the person, the last saved first."""
        return self._drafts().all_of(actor)

    def drop(self, actor: Actor, address: str) -> None:
        """Forget a draft."""
        self._drafts().drop(actor, address)

    def _drafts(self) -> Drafts:
        from mediation_app.database.drafts import Drafts

        return Drafts(self._context.store)

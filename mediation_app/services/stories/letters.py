"""Papers that a real desk issues at their step and the list no longer offers at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mediation_app.domain.offices import Actor

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench

Letters = Callable[["Workbench", Actor, str, tuple[str, ...]], None]
"""Called at a step with the case and the kinds of papers that go out."""


def none(_bench: Workbench, _actor: Actor, _case_id: str, _kinds: tuple[str, ...]) -> None:
    """No papers: for tests that look at states and sums."""


def issued(bench: Workbench, actor: Actor, case_id: str, kinds: tuple[str, ...]) -> None:
    """Issue every paper of these kinds that can be made now."""
    for offer in bench.papers.available(actor, case_id):
        if offer.code in kinds and offer.can_issue:
            bench.papers.issue(actor, case_id, offer.code, offer.subject_id)

"""How a row of a process table is written: short names for what a ``Step`` keeps in full."""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.domain.offices import Role
from mediation_app.domain.workflow.engine import Fact, Guard, Step


def row(
    event: str,
    label: str,
    sources: Sequence[str],
    target: str,
    roles: frozenset[Role],
    *guards: Guard,
    always: Sequence[Guard] = (),
    needs: Sequence[Fact] = (),
    papers: Sequence[str] = (),
    differs: tuple[str, ...] = (),
    seat: str = "",
    series: str = "",
    deadline: str = "",
    rests_on: str = "",
    primary: bool = False,
    danger: bool = False,
    automatic: bool = False,
) -> Step:
    """A row; ``always`` are the guards every row of the process has.

    A row that the program takes by itself (``automatic``) has only its own.
    """
    return Step(
        event=event,
        label=label,
        sources=frozenset(sources),
        target=target,
        roles=roles,
        guards=guards if automatic else (*always, *guards),
        needs=tuple(needs),
        papers=tuple(papers),
        number_series=series,
        deadline=deadline,
        rests_on=rests_on,
        differs_from=differs,
        takes_seat=seat,
        primary=primary,
        danger=danger,
        automatic=automatic,
    )

"""Papers of all cases that wait for signatures."""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.domain.cases import Case
from mediation_app.domain.numbers import short_number
from mediation_app.domain.offices import Actor
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import Party, Side
from mediation_app.services.base import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedPaper:
    """A paper that waits for signatures, with the case it belongs to."""

    paper: Paper
    case_number: str
    parties: str


def unsigned_papers(
    context: Context, actor: Actor, kinds: tuple[str, ...], *, limit: int
) -> tuple[UnsignedPaper, ...]:
    """Papers of these kinds that were made for signing and that nobody has signed yet."""
    from mediation_app.database import today_lists

    with context.store.read(actor) as reader:
        with context.store.connection() as connection:
            keys = today_lists.unsigned_papers(connection, actor.unit_code, kinds, limit=limit)
        papers = reader.records(Paper, id=keys) if keys else ()
        cases = {paper.case_id for paper in papers}
        known = {c.id: c for c in reader.records(Case, id=tuple(cases))} if cases else {}
        parties = reader.records(Party, case_id=tuple(cases)) if cases else ()
    names: dict[str, list[str]] = {}
    for party in parties:
        if party.name and party.side is not Side.HELPER:
            names.setdefault(party.case_id, []).append(party.name)
    order = {key: place for place, key in enumerate(keys)}
    return tuple(
        UnsignedPaper(
            paper=paper,
            case_number=short_number(known[paper.case_id].number_year, known[paper.case_id].serial),
            parties="、".join(names.get(paper.case_id, ())[:3]),
        )
        for paper in sorted(papers, key=lambda paper: order[paper.id])
        if paper.case_id in known
    )

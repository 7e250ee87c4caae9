"""What more papers of the mediation are about: each party, an oral agreement, a paper to serve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from mediation_app.domain.checks.base import bound_parties
from mediation_app.domain.papers import Paper

Subject = tuple[str, str, Scene]

# Papers that are handed to each party against a signature; the summons and the notice of the
# ending have a table for it of their own.
SERVED = ("agreement", "police_mediation_letter", "police_mediation_end")


def _parties(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    for party in bound_parties(scene.file):
        yield party.id, party.name[:12], replace(scene, party=party)


def _oral(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    agreement = scene.file.agreement
    if agreement is not None and agreement.oral:
        yield agreement.id, "", scene


def _served(_kind: PaperKind, scene: Scene) -> Iterator[Subject]:
    """A return for each paper; further editions of a paper keep the return of the first."""
    first: dict[tuple[str, str], Paper] = {}
    last: dict[tuple[str, str], Paper] = {}
    for paper in sorted(scene.file.papers, key=lambda one: one.edition):
        if paper.kind in SERVED:
            key = (paper.kind, paper.subject_id)
            first.setdefault(key, paper)
            last[key] = paper
    for key, paper in last.items():
        yield first[key].id, paper.title[:16], replace(scene, served=paper)


SUBJECTS: Mapping[str, Callable[[PaperKind, Scene], Iterator[Subject]]] = {
    "party": _parties,
    "oral_agreement": _oral,
    "served": _served,
}
# They have no line in the list before there is one.
ONLY_WHEN_THERE = tuple(SUBJECTS)

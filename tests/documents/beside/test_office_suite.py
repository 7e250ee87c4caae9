"""Every paper beside LibreOffice's rendering of the very same filled Word file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from mediation_app.documents.produce import Produced, produce
from tests.documents.papers import crowds
from tests.documents.papers.ordinary import scene_for
from tests.documents.papers.sizes import sample
from tests.documents.papers.test_papers import KINDS
from tests.support.office_suite import OfficeSuite, rows_of, rows_of_pdf

pytestmark = pytest.mark.xdist_group("office-suite")
GOAL = 0.95
_AT_ONCE = 64  # LibreOffice gives up on some two hundred files in one call


def batched(names: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """The names by so many."""
    rest = iter(names)
    while some := tuple(islice(rest, size)):
        yield some


@dataclass(frozen=True, slots=True)
class Compared:
    """One paper in both renderings."""

    name: str
    pages: int
    their_pages: int
    lines: int
    same: int
    differing: tuple[str, ...]


def _papers() -> Iterator[tuple[str, Produced]]:
    for kind in KINDS:
        for size in ("short", "ordinary"):
            yield f"{kind.code}.{size}", produce(kind, sample(kind, size))
        crowd = scene_for(kind.code, crowds.crowd())
        yield f"{kind.code}.crowd", produce(kind, crowd)
        yield f"{kind.code}.blank", produce(kind, sample(kind, "ordinary"), blank=True)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> list[Compared]:
    papers = dict(_papers())
    suite = OfficeSuite(tmp_path_factory.mktemp("suite"))
    pdfs: dict[str, Path] = {}
    for some in batched(papers, _AT_ONCE):
        pdfs |= suite.pdfs({name: papers[name].docx for name in some})
    return [_compare(name, paper, pdfs[name]) for name, paper in papers.items()]


def _compare(name: str, paper: Produced, pdf: Path) -> Compared:
    mine = rows_of(paper.document)
    theirs, pages = rows_of_pdf(pdf)
    ours, others = Counter(mine), Counter(theirs)
    return Compared(
        name=name,
        pages=paper.pages,
        their_pages=pages,
        lines=max(len(mine), len(theirs)),
        same=(ours & others).total(),
        differing=tuple(row.text for row in (ours - others)),
    )


def _table(rows: list[Compared]) -> str:
    head = f"{'paper':48}{'pages':>8}{'lines':>12}"
    body = [
        f"{row.name:48}{f'{row.pages}/{row.their_pages}':>8}{f'{row.same}/{row.lines}':>12}"
        for row in rows
    ]
    same, lines = sum(row.same for row in rows), sum(row.lines for row in rows)
    return "\n".join([head, *body, f"{'all':56}{f'{same}/{lines}':>12} = {same / lines:.1%}"])


def test_papers_beside_libreoffice(
    compared: list[Compared], record_property: Callable[[str, object], None]
) -> None:
    record_property("table", _table(compared))
    other_pages = [row.name for row in compared if row.pages != row.their_pages]
    assert other_pages == []
    same, lines = sum(row.same for row in compared), sum(row.lines for row in compared)
    worst = {row.name: row.differing[:3] for row in compared if row.differing}
    assert same / lines >= GOAL, worst

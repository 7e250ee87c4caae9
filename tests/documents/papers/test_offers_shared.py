"""The list of papers makes each fact once; it must say what papers made one by one would say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mediation_app.documents.catalog import Catalog
from mediation_app.documents.context import Facts, Scene, Shared
from mediation_app.documents.context.facts import NOUNS
from mediation_app.documents.offers import offers, subjects_of
from mediation_app.documents.produce import content_hash
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Paper
from tests.documents.papers import crowds, samples, samples_ends, samples_fund, samples_recovery

CATALOG = Catalog()
# Every paper has a basis of its own: whoever is handed the words of another paper is found out.
WORDING = replace(
    samples.WORDING,
    basis={kind.code: (f"依据{kind.code}",) for kind in CATALOG.all() if kind.order % 20},
    terms=samples_fund.TERMS,
)
CASES: tuple[Callable[[], CaseFile], ...] = (
    samples.case_s9,
    samples_ends.ended,
    samples_ends.confirmed,
    crowds.crowd,
    samples_fund.funeral,
    samples_fund.hardship,
    samples_fund.not_accepted,
    samples_recovery.s7,
    samples_recovery.s8,
    samples_recovery.filed,
    samples_recovery.s10,
)


def scene_of(file: CaseFile) -> Scene:
    bare = samples.scene("", file)
    return replace(
        bare, session=None, instalment=None, fund=None, payment=None, follow_up=None,
        confirmation=None, agent=None, step=None, party=None, served=None, wording=WORDING,
    )  # fmt: skip


class Apart(Shared):
    """Nothing shared: every paper makes its own facts, all of them."""

    def of(self, scene: Scene) -> Facts:
        whole = dict(Facts(scene))
        assert tuple(whole) == NOUNS
        return whole  # type: ignore[return-value]


def issued(scene: Scene) -> CaseFile:
    """The case with a paper of every kind, made from its facts alone; every second is old."""
    made = []
    for kind in CATALOG.all():
        for number, (key, label, chosen) in enumerate(subjects_of(kind, scene)):
            facts = Facts(replace(chosen, kind=kind.code))
            made.append(
                Paper(
                    id=f"pp-{kind.code}-{key}",
                    case_id=scene.file.case.id,
                    kind=kind.code,
                    subject_id=key,
                    title=label,
                    edition=1,
                    template_version=kind.version,
                    content_hash="old" if number % 2 else content_hash(kind, facts),
                )
            )
    return replace(scene.file, papers=tuple(made))


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("papers", ["none", "issued"])
def test_shared_facts_say_the_same_as_facts_made_for_each_paper(
    make: Callable[[], CaseFile], papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scene_of(make())
    if papers == "issued":
        scene = replace(scene, file=issued(scene))
    together = offers(CATALOG, scene)
    monkeypatch.setattr("mediation_app.documents.offers.Shared", Apart)
    assert len(together) > 20
    assert together == offers(CATALOG, scene)


def test_a_noun_is_made_once_for_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    from mediation_app.documents.context import facts

    asked: list[str] = []
    real = facts._PARTS

    def counted(place: int) -> Callable[[Scene], object]:
        def make(scene: Scene) -> object:
            asked.append(real[place][0][0])
            return real[place][1](scene)

        return make

    parts = tuple((nouns, counted(place)) for place, (nouns, _) in enumerate(real))
    monkeypatch.setattr(facts, "_PARTS", parts)
    scene = scene_of(samples_recovery.s7())
    offers(CATALOG, scene)
    papers = sum(1 for kind in CATALOG.all() for _ in subjects_of(kind, scene))
    assert "report" not in asked, "nobody asks for the return in the list of a case"
    assert asked.count("office") < papers / 2
    assert len(asked) < papers * 2 < papers * len(NOUNS)

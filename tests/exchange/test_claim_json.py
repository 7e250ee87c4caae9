"""Frozen reckonings: what was written comes back the same, also by a later program."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation_app.domain.compensation.law import Bucket, CompensationLaw, LimitRow, Standard
from mediation_app.domain.compensation.result import Given, Node
from mediation_app.domain.explain import Source, Sureness
from mediation_app.errors import BadFile
from mediation_app.exchange.claim_json import (
    FORM,
    law_json,
    law_of,
    tree_json,
    tree_of_json,
    tree_plain,
)
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook

FROZEN = Path(__file__).parent / "frozen"

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
sums = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)
days = st.dates(date(2008, 2, 1), date(2200, 1, 1))
sources = st.builds(Source, text=texts, sureness=st.sampled_from(Sureness))
standards = st.builds(
    Standard,
    series=texts,
    label=texts,
    stat_year=st.integers(2000, 2100),
    amount=sums,
    effective_from=days,
    source=sources,
    place=texts,
)
givens = st.builds(Given, key=texts, label=texts, value=texts, unit=texts)


def a_tuple(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


def nodes(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Node]:
    return st.builds(
        Node,
        kind=texts,
        key=texts,
        label=texts,
        amount=st.none() | sums,
        text=texts,
        inputs=a_tuple(givens),
        standard=st.none() | standards,
        sources=a_tuple(sources),
        notes=a_tuple(texts),
        children=children,
    )


trees = st.recursive(nodes(st.just(())), lambda inner: nodes(a_tuple(inner)), max_leaves=8)
by_bucket = st.dictionaries(st.sampled_from(Bucket), sums)
limit_rows = st.builds(
    LimitRow,
    valid_from=days,
    valid_to=st.none() | days,
    at_fault=by_bucket,
    no_fault=by_bucket,
    source=sources,
)


@pytest.fixture(scope="module")
def law() -> CompensationLaw:
    return Rulebook.open("371524").compensation_law(
        accident=date(2026, 5, 6), on=date(2026, 11, 16)
    )


def test_the_law_of_the_rules_comes_back(law: CompensationLaw) -> None:
    again = law_of(law_json(law))
    assert again == law
    assert law_json(again) == law_json(law)
    assert again.limits.limit(Bucket.DEATH, at_fault=True) == Decimal("180000.00")
    assert again.years.years(68) == 12


@settings(max_examples=60, deadline=None)
@given(
    limits=limit_rows,
    figures=st.dictionaries(texts, standards, max_size=3),
    coefficients=st.dictionaries(
        st.integers(1, 10), st.decimals(0, 100, allow_nan=False, allow_infinity=False)
    ),
)
def test_any_law_comes_back(
    law: CompensationLaw,
    limits: LimitRow,
    figures: dict[str, Standard],
    coefficients: dict[int, Decimal],
) -> None:
    other = replace(
        law,
        limits=limits,
        standards=figures,
        grades=replace(law.grades, coefficients=coefficients),
    )
    again = law_of(law_json(other))
    assert again == other
    assert str(again.grades.coefficients) == str(other.grades.coefficients)  # digits too


@settings(max_examples=60, deadline=None)
@given(tree=trees)
def test_any_tree_comes_back(tree: Node) -> None:
    text = tree_json(tree)
    again = tree_of_json(text)
    assert again == tree
    assert tree_json(again) == text
    assert json.loads(text) == {"form": FORM, "tree": tree_plain(tree)}


def test_sums_are_written_with_two_places() -> None:
    node = Node(kind="item", key="a", label="医疗费", amount=Decimal("43246.80"))
    assert '"amount":"43246.80"' in tree_json(node)
    assert "医疗费" in tree_json(node)


def changed(text: str, **more: object) -> str:
    document = json.loads(text)
    for path, value in more.items():
        *heads, last = path.split("__")
        place = document
        for head in heads:
            place = place[head]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return json.dumps(document)


def test_fields_of_a_later_program_are_passed_over(law: CompensationLaw) -> None:
    text = law_json(law)
    later = changed(text, law__court="x", law__limits__per_seat={"a": 1}, made_by="9.9")
    assert law_of(later) == law


def test_fields_an_earlier_program_did_not_write_take_their_default(law: CompensationLaw) -> None:
    earlier = changed(
        law_json(law),
        law__items__medical__note=None,
        law__items__medical__commercial=None,
        law__limits__valid_to=None,
    )
    assert law_of(earlier) == law
    assert tree_of_json('{"form": 1, "tree": {"kind": "a", "key": "b", "label": "c"}}') == Node(
        kind="a", key="b", label="c"
    )


@pytest.mark.parametrize("path", sorted(FROZEN.glob("law-*.json")), ids=lambda path: path.stem)
def test_a_law_that_was_frozen_stays_readable(path: Path) -> None:
    """Never write these files anew: they stand for the cases that are already out there."""
    kept = law_of(path.read_text(encoding="utf-8"))
    assert kept.limits.limit(Bucket.MEDICAL, at_fault=False) == Decimal("1800.00")
    assert kept.item("medical").label == "医疗费"
    assert kept.standard("income").amount == Decimal("53945.00")
    assert kept.grades.coefficients[10] == 10
    assert kept.source("payment_order").text


@pytest.mark.parametrize("path", sorted(FROZEN.glob("tree-*.json")), ids=lambda path: path.stem)
def test_a_tree_that_was_frozen_stays_readable(path: Path) -> None:
    kept = tree_of_json(path.read_text(encoding="utf-8"))
    assert kept.kind == "reckoning"
    assert kept.children[0].children[0].amount == Decimal("8600.00")
    assert kept.children[0].children[0].sources[0].sureness is Sureness.UNVERIFIED


def test_something_was_frozen() -> None:
    assert {path.name.split("-")[0] for path in FROZEN.iterdir()} == {"law", "tree"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        '"x"',
        "null",
        "[" * 100_000,
        '{"form": 1}',
        '{"law": {}}',
        '{"form": "1", "law": {}}',
        '{"form": 1, "law": {}}',
        '{"form": 1, "law": []}',
        '{"form": 1, "tree": {"kind": "a"}}',
        '{"form": 1, "law": {"limits": NaN}}',
    ],
)
def test_a_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(BadFile) as caught:
        law_of(text)
    assert caught.value.code == "exchange.frozen_damaged"
    with pytest.raises(BadFile):
        tree_of_json(text)


def test_a_sum_that_is_no_number_is_refused(law: CompensationLaw) -> None:
    for wrong in ("NaN", "Infinity", "a", []):
        with pytest.raises(BadFile) as caught:
            law_of(changed(law_json(law), law__limits__at_fault__medical=wrong))
        assert caught.value.code == "exchange.frozen_damaged"
        assert "重算" in text_of(caught.value)


def test_a_form_of_a_later_program_says_so(law: CompensationLaw) -> None:
    with pytest.raises(BadFile) as caught:
        law_of(changed(law_json(law), form=FORM + 1))
    assert caught.value.code == "exchange.frozen_newer"
    assert "升级" in text_of(caught.value)

"""No figure, article or place of the rules stands in code: all of them are dated data."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import mediation_app
from tests.rules.support import SHIPPED

PACKAGE = Path(mediation_app.__file__).parent
# Invented people and their sums: the demonstration, the worked stories, the sample of the templates.
INVENTED = ("services/demo", "services/stories", "documents/sample")
# What reckons: here not even the text of an article may stand.
RECKONING = ("domain/compensation", "domain/claims", "rulebook", "services/reckoning")
ARTICLE = re.compile(r"第\s*[0-9一二三四五六七八九十百]+\s*条|《")
SMALLEST = 2_500  # smaller or rounder figures have other meanings too
ROUND = {10_000, 20_000, 50_000, 100_000}


def _figures() -> set[int]:
    found: set[int] = set()
    for path in SHIPPED.rglob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in data.get("standard", ()):
            found.add(int(row.get("amount", 0)))
        for row in data.get("limit", ()):
            found.update(*(row[bucket] for bucket in ("death", "medical", "property")))
    return {figure for figure in found if figure > SMALLEST} - ROUND


def _constants(path: Path) -> Iterator[tuple[int, object]]:
    """Every constant of a module except docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in bare:
            yield node.lineno, node.value


def _sources() -> list[tuple[str, Path]]:
    found = [(path.relative_to(PACKAGE).as_posix(), path) for path in PACKAGE.rglob("*.py")]
    return [(name, path) for name, path in found if not name.startswith(INVENTED)]


def _shows_figure(value: object, figures: set[int]) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return value in figures
    if not isinstance(value, str):
        return False
    numbers = re.findall(r"\d[\d,]*", value)
    return any(int(number.replace(",", "")) in figures for number in numbers if len(number) < 12)


def test_no_figure_of_the_rules_stands_in_code() -> None:
    figures = _figures()
    assert len(figures) > 20
    found = [
        f"{name}:{line} {value!r}"
        for name, path in _sources()
        for line, value in _constants(path)
        if _shows_figure(value, figures)
    ]
    assert found == []


def test_no_article_stands_in_what_reckons() -> None:
    found = [
        f"{name}:{line} {value!r}"
        for name, path in _sources()
        if name.startswith(RECKONING)
        for line, value in _constants(path)
        if isinstance(value, str) and ARTICLE.search(value)
    ]
    assert found == []


def test_no_place_of_the_rules_stands_in_code() -> None:
    found = [
        f"{name}:{line} {value!r}"
        for name, path in _sources()
        for line, value in _constants(path)
        if isinstance(value, str) and re.search("山东|聊城|东阿|鲁财行", value)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (180000, True),
        (180000.0, True),
        ("有责限额 180,000.00 元", True),
        ("2026-180000", True),
        (18, False),
        (True, False),
        (None, False),
        ("18", False),
        ("371524180000199001010011", False),
    ],
)
def test_the_search_itself(value: object, shown: bool) -> None:
    assert _shows_figure(value, _figures()) is shown

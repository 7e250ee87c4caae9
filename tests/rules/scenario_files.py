"""The worked examples of the domain as data: ``scenarios/*.toml``, situation → expected result.

Every file has an ``id`` that begins its name, a ``title`` and a ``kind``; the kind chooses the test
that reads it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "scenarios"


@cache
def scenarios() -> tuple[tuple[str, dict[str, Any]], ...]:
    """File name and content of every example, by name."""
    return tuple(
        (path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.toml"))
    )


def of_kind(kind: str) -> list[Any]:
    """The examples of one kind as parameters of a test, each under its own id."""
    return [pytest.param(data, id=data["id"]) for _, data in scenarios() if data["kind"] == kind]


def cases_of(kind: str, table: str) -> list[Any]:
    """Every row ``[[table]]`` of the examples of one kind, each under the id of its file."""
    return [
        pytest.param(row, id=f"{data['id']}-{number}")
        for _, data in scenarios()
        if data["kind"] == kind
        for number, row in enumerate(data.get(table, ()), 1)
    ]

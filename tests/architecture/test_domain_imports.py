"""The domain stands alone: the standard library, itself, and the errors; proved import by import.

The import contracts forbid the libraries we know; here everything else is forbidden too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.support.source import code

pytestmark = pytest.mark.xdist_group("sources")  # parsed once, on one worker
OWN = ("mediation_app.domain", "mediation_app.errors")


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # a relative import has no module of its own and is not used here
            yield node.module or "." * node.level, node.lineno


def foreign(tree: ast.AST) -> list[str]:
    return [
        f"{name}:{line}"
        for name, line in imported(tree)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == own or name.startswith(f"{own}.") for own in OWN)
    ]


def test_the_domain_imports_the_standard_library_itself_and_the_errors() -> None:
    looked_at = 0
    for path, tree in code():
        name = str(path).replace("\\", "/")
        if "mediation_app/domain/" in name or name.endswith("mediation_app/errors.py"):
            looked_at += 1
            assert foreign(tree) == [], name
    assert looked_at > 60


@pytest.mark.parametrize(
    "line",
    [
        "import pydantic",
        "from sqlalchemy.orm import Session",
        "from mediation_app.rulebook import Rulebook",
        "from mediation_app.domain_extra import x",
        "from mediation_app import clock",
        "from . import money",
    ],
)
def test_what_is_foreign_is_seen(line: str) -> None:
    assert foreign(ast.parse(f"def f():\n    {line}")) != []

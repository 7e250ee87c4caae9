"""The tests of one paper run on one worker: ``press`` makes each paper there once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app.documents.catalog import PaperKind

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group by the paper that a test is parametrised with (``make check`` runs by groups)."""
    for item in items:
        if HERE not in item.path.parents or not isinstance(item, pytest.Function):
            continue
        given = item.callspec.params if hasattr(item, "callspec") else {}
        paper = given.get("kind", given.get("code"))
        code = paper.code if isinstance(paper, PaperKind) else paper
        if isinstance(code, str):
            item.add_marker(pytest.mark.xdist_group(f"paper-{code}"))

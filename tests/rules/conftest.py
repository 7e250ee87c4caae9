"""What the tests of rule data share: the shipped book, and a copy of the data to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mediation_app.rulebook import Rulebook
from tests.rules.support import SHIPPED


@pytest.fixture
def book() -> Rulebook:
    return Rulebook.open("371524")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "rules"
    shutil.copytree(SHIPPED, root)
    return root

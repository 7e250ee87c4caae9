"""Every article the reckoning names by its key is in the rule data."""

from __future__ import annotations

import re
from pathlib import Path

from mediation_app.domain import compensation
from tests.unit.compensation.support import LAW

_KEY = re.compile(r"\bsource\(\s*([^()]*?)\s*\)", re.DOTALL)


def _keys() -> set[str]:
    folder = Path(compensation.__file__).parent
    found: set[str] = set()
    for path in folder.glob("*.py"):
        for call in _KEY.findall(path.read_text(encoding="utf-8")):
            found |= set(re.findall(r"\"([a-z_]+)\"", call))
    return found


def test_every_key_has_its_article() -> None:
    keys = _keys()
    assert {"payment_order", "ground_stolen", "ground", "as_insured", "commercial_trailer"} <= keys
    assert keys <= set(LAW.sources)
    # Rows are built with their keys as arguments.
    assert {"fund_repay", "refund", "payment_order"} <= set(LAW.sources)

"""No worked example is lost: each has its own id, and a test that reads its kind."""

from __future__ import annotations

import re
from pathlib import Path

from tests.rules.scenario_files import scenarios

TESTS = Path(__file__).parent


def _kinds_read() -> set[str]:
    found: set[str] = set()
    for path in TESTS.glob("test_*scenarios.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:of_kind\(|cases_of\(|\[\"kind\"\] == )\"(\w+)\"", text))
    return found


def test_every_example_has_its_own_id_and_a_reader() -> None:
    kinds = _kinds_read()
    seen: set[str] = set()
    for name, data in scenarios():
        assert data["title"].strip(), name
        assert data["kind"] in kinds, f"{name}: no test reads the kind {data['kind']}"
        assert data["id"] not in seen, f"{name}: id {data['id']} is taken"
        seen.add(data["id"])
        # E3 lies in E03-….toml, S2c in S02c-….toml.
        letter, number, rest = re.fullmatch(r"([A-Z]+)(\d+)([a-z]*)", data["id"]).groups()  # type: ignore[union-attr]
        assert name.startswith(f"{letter}{int(number):02}{rest}-"), f"{name}: id {data['id']}"


def test_the_examples_of_the_rules_are_there() -> None:
    ids = {data["id"] for _, data in scenarios()}
    assert ids >= {f"S{number}" for number in (1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13)}

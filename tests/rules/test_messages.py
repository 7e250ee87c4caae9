"""Every code that the domain core and the rule book raise has its Chinese sentence."""

from __future__ import annotations

import re
from pathlib import Path

import mediation_app
from mediation_app.errors import Reason
from mediation_app.messages import catalogue, say, text_of_reason

PACKAGE = Path(mediation_app.__file__).parent


def test_every_code_has_a_sentence() -> None:
    used: set[str] = set()
    for path in (PACKAGE / "domain").rglob("*.py"):
        used |= set(re.findall(r'"(domain\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    for path in (PACKAGE / "rulebook").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'"(rules\.[a-z_]+)"', text))
        used |= {f"rules.{code}" for code in re.findall(r'\.fault\(\s*"([a-z_]+)"', text)}
    assert len(used) > 40
    assert used <= set(catalogue())


def test_a_message_may_have_a_place_for_a_code() -> None:
    with_code = [name for name, text in catalogue().items() if "{code}" in text]
    assert with_code
    for name in with_code:
        assert "N01" in say(name, code="N01")
        assert "N01" in text_of_reason(Reason(code=name, params=(("code", "N01"),)))

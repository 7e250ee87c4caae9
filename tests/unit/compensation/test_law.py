"""Articles are named by key: each key that code asks for stands in the rule data."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from mediation_app.rulebook import Rulebook
from tests.support.source import ROOT

_ASKED = re.compile(r'law\.source\(\s*"([a-z_]+)"')


def test_every_article_that_is_asked_for_is_listed() -> None:
    law = Rulebook.open("371524").compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))
    asked = {
        key
        for path in (ROOT / "mediation_app").rglob("*.py")
        for key in _ASKED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 5
    assert asked <= set(law.sources)


def test_a_law_frozen_before_an_article_was_listed_says_so() -> None:
    law = Rulebook.open("371524").compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))
    old = replace(law, sources={})
    assert not old.source("payment_order").sure
    assert old.source("payment_order").text

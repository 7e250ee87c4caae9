"""The lines of the panel over every worked example of the rules: nothing lost, all explained."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from mediation_app.domain.cases import Case
from mediation_app.domain.compensation import Claim, Reckoning, reckon_claim
from mediation_app.domain.compensation.inputs import Options
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.exchange.claim_input import read_request
from mediation_app.rulebook import Rulebook
from tests.rules.scenario_files import of_kind
from tests.rules.test_scenarios import _law, claim_of
from ui.screens.case.sums_lines import ShareLines, article_of
from ui.screens.case.sums_payments import minus_lines, payment_lines, payment_proof
from ui.widgets.ledger import LineShape

EMPTY = CaseFile(case=Case(id="c"))
_EXPECTED = {"id", "title", "kind", "share", "own", "row", "refused"}


def _check(claim: Claim, result: Reckoning) -> None:
    for victim in result.victims:
        made = ShareLines(result, victim, EMPTY, claim)
        lines = made.lines()
        total, bars = lines[0], [x for x in lines if x.shape is LineShape.BAR]
        assert total.shape is LineShape.TOTAL
        assert sum((part[1] for part in total.parts), Decimal(0)) == victim.total
        for before, after in pairwise(total.parts):
            assert before[0] + before[1] == after[0]
        assert [line.parts[0] for line in bars] == list(total.parts)
        assert [line.amount for line in bars] == [format_money(part[1]) for part in total.parts]
        assert made.proof().good
        for line in lines:
            assert line.explain, line.name
            assert line.name
            assert line.whole > 0 or victim.total == 0
        keys = Counter(line.key for line in lines)
        assert max(keys.values()) == 1, keys  # keys keep the widgets apart
        limits = {x.key: x for x in lines if x.shape is LineShape.LIMIT}
        for use in result.limits:
            shown = limits.get(f"limit/{use.unit}/{use.bucket}")
            if shown is not None:
                assert bool(shown.tag) is use.used_up
                assert sum((part[1] for part in shown.parts), Decimal(0)) == use.used
        settlement = result.settlement(victim.victim)
        assert payment_proof(settlement).good
        rows = [x for x in payment_lines(settlement, EMPTY) if x.shape is LineShape.ROUTE]
        assert [x.amount for x in rows] == [format_money(row.amount) for row in settlement.rows]
        minus_lines(victim, settlement, EMPTY)


@pytest.mark.parametrize("scenario", of_kind("compensation"))
def test_every_compensation_example_is_shown_whole(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario.get("jurisdiction", "371524"))
    law = _law(book, scenario)
    claim = claim_of(scenario)
    _check(claim, reckon_claim(claim, law))
    assert "1213" in article_of(law)


@pytest.mark.parametrize(
    "scenario", [param for param in of_kind("allocation") if "refused" not in param.values[0]]
)
def test_every_allocation_example_is_shown_whole(scenario: dict[str, Any]) -> None:
    accident = scenario["accident"]
    law = Rulebook.open("371524").compensation_law(accident=accident, on=accident)
    given = {key: value for key, value in scenario.items() if key not in _EXPECTED}
    names = {code: kind.label for code, kind in law.items.items()}
    request = read_request({**given, "accident": accident.isoformat()}, names)
    claim = replace(request.claim, options=Options(**request.options))  # type: ignore[arg-type]
    _check(claim, reckon_claim(claim, law))

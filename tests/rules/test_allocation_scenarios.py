"""Worked examples of who pays how much, reckoned by hand: ``scenarios/*.toml`` of the kind
``allocation``.

The input has the form of ``mediation-app calculate``. Shares are added up per payer and victim;
``says`` must stand in the text or notes of one of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mediation_app.domain.compensation import reckon_claim
from mediation_app.domain.compensation.inputs import Options
from mediation_app.domain.compensation.result import Reckoning
from mediation_app.domain.compensation.tree import tree_of
from mediation_app.domain.money import ZERO, Money, format_money, yuan
from mediation_app.errors import InvalidInput
from mediation_app.exchange.claim_input import read_request
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook
from tests.rules.scenario_files import of_kind

EXPECTED = {"id", "title", "kind", "share", "own", "row", "refused"}


@pytest.mark.parametrize("scenario", of_kind("allocation"))
def test_allocation(scenario: dict[str, Any]) -> None:
    accident = scenario["accident"]
    law = Rulebook.open("371524").compensation_law(accident=accident, on=accident)
    given = {key: value for key, value in scenario.items() if key not in EXPECTED}
    names = {code: kind.label for code, kind in law.items.items()}
    request = read_request({**given, "accident": accident.isoformat()}, names)
    claim = replace(request.claim, options=Options(**request.options))  # type: ignore[arg-type]
    if refused := scenario.get("refused"):
        with pytest.raises(InvalidInput) as caught:
            reckon_claim(claim, law)
        assert caught.value.field == refused["field"]
        assert text_of(caught.value) == refused["text"]
        return
    result = reckon_claim(claim, law)
    _check_shares(result, scenario["share"])
    assert {one.victim: one.own for one in result.victims} == {
        victim: yuan(amount) for victim, amount in scenario["own"].items()
    }
    if "row" in scenario:
        assert {(r.payer, r.payee): (r.amount, r.jointly) for r in result.rows} == {
            (row["payer"], row["payee"]): (yuan(row["amount"]), yuan(row.get("jointly", 0)))
            for row in scenario["row"]
        }
    total = sum((one.total for one in result.victims), ZERO)
    assert tree_of(claim, law, result).amount == total


def _check_shares(result: Reckoning, expected: list[dict[str, Any]]) -> None:
    found: dict[tuple[str, str], Money] = {}
    said: dict[tuple[str, str], str] = {}
    joint: dict[tuple[str, str], set[str]] = {}
    for one in result.victims:
        for share in one.shares:
            key = (one.victim, share.payer)
            found[key] = found.get(key, ZERO) + share.amount
            said[key] = " | ".join((said.get(key, ""), share.text, *share.notes))
            joint.setdefault(key, set()).update(share.joint)
            assert format_money(share.amount) in share.text
    wanted = {}
    for row in expected:
        key = (row.get("victim", result.victims[0].victim), row["payer"])
        wanted[key] = yuan(row["amount"])
        assert row.get("says", "") in said.get(key, ""), said.get(key)
        assert joint.get(key) == set(row.get("joint", ()))
    assert found == wanted

"""Recomputing a large case while a slider moves: 4 victims, 3 vehicles and a trailer, 40 items.

    python -m tests.benchmarks.bench_reckoning [--quick] [--cpu]

The measure that travels between computers is the ratio to ``json.loads`` of the very input file,
taken in the same run. Goal: p99 under one frame of the screen (16 ms), the tree included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from mediation_app.domain.compensation.inputs import Claim
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.compensation.reckon import reckon_claim
from mediation_app.domain.compensation.tree import tree_of
from mediation_app.exchange.claim_input import read_request
from mediation_app.rulebook import Rulebook

FRAME_MS = 16.0
ACCIDENT, TODAY = date(2026, 5, 6), date(2026, 11, 16)
# --cpu: time of this thread only, for a computer that is busy with other things
now = time.perf_counter


def large_case() -> dict[str, Any]:
    """A believable large case in the form of ``mediation-app calculate``."""
    sides = [
        {
            "id": f"vehicle-{place}",
            "label": f"鲁P{place}A37{place}",
            "kind": "motor",
            "liable": f"driver-{place}",
            "percent": percent,
            "compulsory": {"insurer": f"insurer-{place}", "at_fault": percent > 0},
            "commercial": {"insurer": f"insurer-{place}", "limit": 300000 * (place + 1)},
        }
        for place, percent in enumerate((60, 30, 0))
    ]
    sides[0]["trailer"] = {
        "id": "trailer",
        "compulsory": {"insurer": "insurer-9"},
        "commercial": {"insurer": "insurer-9", "limit": 50000},
    }
    sides.append({"id": "walkers", "kind": "pedestrian", "percent": 10})
    dependants = [
        {"label": "女儿", "age": 6, "payers": 2, "kind": "minor"},
        {"label": "儿子", "age": 12, "payers": 2, "kind": "minor"},
        {"label": "父亲", "age": 71, "payers": 3},
        {"label": "母亲", "age": 68, "payers": 3},
    ]
    victims = [
        {
            "id": f"victim-{place}",
            "side": ("walkers", "walkers", "vehicle-1", "vehicle-2")[place],
            "losses": [
                {
                    "item": "medical",
                    "amount": f"{86543.21 + 7777 * place:.2f}",
                    "outside_medical_insurance": "3210.50",
                },
                {"item": "follow_up", "amount": 8000 + place},
                {"item": "meals", "days": 21 + place, "rate": 100},
                {"item": "nutrition", "days": 60, "rate": 30},
                {"item": "lost_wages", "days": 81, "rate": "158.33"},
                {"item": "care", "days": 60, "rate": 120, "persons": 2},
                {"item": "disability", "age": 61 + place, "grades": [8, 10]},
                {"item": "dependants", "coefficient": 31, "dependants": dependants},
                {"item": "mental", "amount": 5000 + 1000 * place},
                {"item": "appraisal", "amount": 2600},
            ],
        }
        for place in range(4)
    ]
    return {
        "accident": ACCIDENT.isoformat(),
        "sides": sides,
        "victims": victims,
        "prepaid": [
            {"payer": "fund", "victim": "victim-0", "amount": "12600.00"},
            {"payer": "insurer-0", "victim": "victim-0", "amount": 18000},
            {"payer": "driver-1", "victim": "victim-2", "amount": 90000},
        ],
    }


def _claims(text: str, law: CompensationLaw) -> list[Claim]:
    """The case with every position of the first vehicle's slider."""
    names = {code: kind.label for code, kind in law.items.items()}
    claim = read_request(json.loads(text), names).claim
    first, *others = claim.sides
    return [
        replace(claim, sides=(replace(first, percent=Decimal(percent)), *others))
        for percent in range(50, 61)
    ]


def _times(act: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    found = []
    for turn in range(rounds):
        begin = now()
        act(turn)
        found.append((now() - begin) * 1000)
    found.sort()
    return statistics.median(found), found[min(len(found) - 1, int(len(found) * 0.99))]


def measure(*, rounds: int) -> float:
    """Print the figures; returns the p99 of recomputing with its tree, in milliseconds."""
    text = json.dumps(large_case(), ensure_ascii=False)
    law = Rulebook.open("371524").compensation_law(accident=ACCIDENT, on=TODAY)
    claims = _claims(text, law)
    items = sum(len(victim.losses) for victim in claims[0].victims)
    print(f"reckoning: {len(claims[0].victims)} victims, 3 vehicles, {items} items")

    def recompute(turn: int) -> object:
        claim = claims[turn % len(claims)]
        return tree_of(claim, law, reckon_claim(claim, law))

    lines = reckon_claim(claims[0], law).lines

    def slide(turn: int) -> object:
        claim = claims[turn % len(claims)]
        return tree_of(claim, law, reckon_claim(claim, law, lines=lines))

    recompute(0)
    base, base_99 = _times(lambda _: json.loads(text), rounds)
    only, only_99 = _times(lambda turn: reckon_claim(claims[turn % len(claims)], law), rounds)
    p50, p99 = _times(recompute, rounds)
    kept, kept_99 = _times(slide, rounds)
    print(f"{'':28}{'p50 ms':>9}{'p99 ms':>9}{'× json.loads':>14}")
    print(f"{'json.loads of the input':28}{base:9.3f}{base_99:9.3f}{1:14.0f}")
    print(f"{'reckon':28}{only:9.2f}{only_99:9.2f}{only / base:14.0f}")
    print(
        f"{'reckon and tree':28}{p50:9.2f}{p99:9.2f}{p50 / base:14.0f}   goal < {FRAME_MS:.0f} ms"
    )
    print(f"{'the same, losses kept':28}{kept:9.2f}{kept_99:9.2f}{kept / base:14.0f}")
    return p99


def main() -> int:
    """Command line."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--quick", action="store_true", help="few rounds")
    reading.add_argument("--cpu", action="store_true", help="processor time instead of the clock")
    given = reading.parse_args()
    if given.cpu:
        global now
        now = time.thread_time
    return 0 if measure(rounds=100 if given.quick else 1000) < FRAME_MS else 3


if __name__ == "__main__":
    sys.exit(main())

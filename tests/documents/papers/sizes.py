"""Three sample cases for every paper there is: short, ordinary, overflowing.

A new template is covered without a word here: its ordinary case comes from ``ordinary``, the
other two are made of that one. Only two papers are about no record of a case, the sheet of the
reckoning and the return of the fund.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from tests.documents.papers import sheets
from tests.documents.papers.ordinary import scene_for
from tests.documents.papers.swollen import overflowing
from tests.documents.papers.thin import short

SIZES = ("short", "ordinary", "overflowing")
_OWN: Mapping[tuple[str, str], Callable[[], Scene]] = {
    ("calculation_sheet", "short"): sheets.least,
    ("calculation_sheet", "overflowing"): sheets.eight_victims,
    ("fund_statistics", "short"): lambda: _figures(0),
    ("fund_statistics", "overflowing"): lambda: _figures(1_000),
}


def sample(kind: PaperKind, size: str) -> Scene:
    """The scene of a paper in one of the three sizes."""
    own = _OWN.get((kind.code, size))
    if own is not None:
        return replace(own(), kind=kind.code)
    usual = scene_for(kind.code)
    if size == "ordinary":
        return usual
    return short(kind, usual) if size == "short" else overflowing(kind, usual)


def _figures(times: int) -> Scene:
    """The return of a year in which nothing happened, or a thousand times as much."""
    usual = scene_for("fund_statistics")
    return replace(usual, report=_times(usual.report, times))  # type: ignore[arg-type]


def _times(value: object, times: int) -> object:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value * times
    if isinstance(value, Mapping):
        return {key: _times(one, times) for key, one in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_times(one, times) for one in value))
    if isinstance(value, tuple):
        return tuple(_times(one, times) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _times(getattr(value, f.name), times) for f in dataclasses.fields(value)}
        return replace(value, **parts)  # type: ignore[type-var]
    return value

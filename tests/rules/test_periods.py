"""Laws of periods: one entry holds on a day, neighbours meet to the day, special places win."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.errors import BadFile
from mediation_app.rulebook.files import Row
from mediation_app.rulebook.periods import Timeline

FIRST = date(2020, 1, 1)
starts = st.lists(st.integers(0, 3000), min_size=1, max_size=6, unique=True).map(sorted)


def row(value: int, start: int | None, end: int | None = None) -> Row:
    data: dict[str, object] = {"value": value, "key": "x"}
    if start is not None:
        data["valid_from"] = FIRST + timedelta(days=start)
    if end is not None:
        data["valid_to"] = FIRST + timedelta(days=end)
    return Row(data, Path("rows.toml"), "value", value)


def timeline(*layers: list[Row]) -> Timeline[str, int]:
    return Timeline(layers, lambda row: int(row.data["value"]), lambda _: "x")


def closed(found: list[int], places: set[int]) -> list[Row]:
    """Rows from each start on; those at the given places say the day before the next."""
    ends = [after - 1 for after in found[1:]] + [None]  # type: ignore[list-item]
    return [
        row(place, start, end if place in places else None)
        for place, (start, end) in enumerate(zip(found, ends, strict=True))
    ]


@given(starts, st.sets(st.integers(0, 5)), st.integers(-10, 3100), st.randoms())
def test_on_a_day_the_last_entry_that_began(
    found: list[int], places: set[int], day: int, random: object
) -> None:
    rows = closed(found, places)
    random.shuffle(rows)  # type: ignore[attr-defined]
    begun = [place for place, start in enumerate(found) if start <= day]
    wanted = begun[-1] if begun else None
    known = timeline(rows)
    assert known.on("x", FIRST + timedelta(days=day)) == wanted
    assert known.begins() == FIRST + timedelta(days=found[0])
    assert known.on("y", FIRST) is None
    # A more special place without an entry for the day leaves the general one in force.
    special = [row(99, 500, 600)]
    both = timeline(rows, special)
    wanted = 99 if 500 <= day <= 600 else wanted
    assert both.on("x", FIRST + timedelta(days=day)) == wanted


@given(starts.filter(lambda found: len(found) > 1), st.integers(-5, 5).filter(bool))
def test_neighbours_that_do_not_meet_are_refused(found: list[int], shift: int) -> None:
    rows = closed(found, set())
    end = found[1] - 1 + shift
    if end < found[0]:
        wanted = "rules.dates_reversed"
    else:
        wanted = "rules.periods_overlap" if shift > 0 else "rules.periods_gap"
    rows[0] = row(0, found[0], end)
    with pytest.raises(BadFile) as caught:
        timeline(rows)
    assert caught.value.code == wanted


def test_entries_without_dates() -> None:
    assert timeline([row(1, None)]).on("x", date.min) == 1
    assert timeline([row(1, None), row(2, 10)]).on("x", FIRST) == 1
    assert timeline([]).begins() is None
    with pytest.raises(BadFile) as caught:
        timeline([row(1, None), row(2, None)])
    assert caught.value.code == "rules.duplicate"
    with pytest.raises(BadFile):
        timeline([row(1, None, 10), row(2, 10)])

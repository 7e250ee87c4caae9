"""Sharing limits over losses: several victims, several vehicles, to the fen, every step kept.

A vehicle's limit is shared over its victims in proportion to their losses (道交解释 §19); a
victim's loss is shared over the vehicles in proportion to what each offers (§18). What a satisfied
victim leaves is handed back and shared again until nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from mediation_app.domain.money import Money, from_fen, to_fen

Cell = tuple[str, str]  # (unit, victim)
NONE = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one unit gives one victim in one round, in exact yuan.

    ``room`` is what the unit has left, ``losses`` are the open losses of its victims (this
    victim's is ``open``), ``offer`` is his part of the room, ``offered`` what all units offer
    him together, ``taken`` what he takes of this offer.
    """

    number: int
    room: Fraction
    open: Fraction
    losses: tuple[Fraction, ...]
    offer: Fraction
    offered: Fraction
    taken: Fraction

    @property
    def handed_back(self) -> Fraction:
        """What the victim leaves of the offer."""
        return self.offer - self.taken


@dataclass(slots=True)
class Spread:
    """Sums per cell, and the steps that led to each."""

    cells: dict[Cell, Money] = field(default_factory=dict)
    steps: dict[Cell, list[Step]] = field(default_factory=dict)

    def exact(self, cell: Cell) -> Fraction:
        """The sum of a cell before it was rounded."""
        return sum((step.taken for step in self.steps[cell]), NONE)


def spread(
    limits: Mapping[str, Money],
    losses: Mapping[str, Money],
    barred: frozenset[Cell] | set[Cell] = frozenset(),
) -> Spread:
    """Share limits over losses; never more than a limit or a loss. ``barred`` cells get nothing."""
    found = Spread()
    open_ = {v: Fraction(losses[v]) for v in sorted(losses) if losses[v] > 0}
    room = {u: Fraction(limits[u]) for u in sorted(limits) if limits[u] > 0}
    reach = {u: [v for v in open_ if (u, v) not in barred] for u in room}
    number = 0
    while True:
        number += 1
        offers: dict[Cell, tuple[Fraction, tuple[Fraction, ...]]] = {}
        offered = dict.fromkeys(open_, NONE)
        for unit, left in room.items():
            mine = [v for v in reach[unit] if open_[v] > 0] if left > 0 else []
            wanted = tuple(open_[v] for v in mine)
            whole = sum(wanted, NONE)
            for victim in mine:
                offer = left * open_[victim] / whole if len(mine) > 1 else left
                offers[unit, victim] = offer, wanted
                offered[victim] += offer
        if not offers:
            break
        rooms, opens = dict(room), dict(open_)
        for cell, (offer, wanted) in offers.items():
            unit, victim = cell
            enough = offered[victim] > opens[victim]
            taken = offer * opens[victim] / offered[victim] if enough else offer
            found.steps.setdefault(cell, []).append(
                Step(
                    number=number,
                    room=rooms[unit],
                    open=opens[victim],
                    losses=wanted,
                    offer=offer,
                    offered=offered[victim],
                    taken=taken,
                )
            )
            room[unit] -= taken
            open_[victim] -= taken
    exact = {cell: found.exact(cell) for cell in sorted(found.steps)}
    found.cells = _to_fen(exact, limits, losses)
    return found


def _to_fen(
    exact: Mapping[Cell, Fraction], limits: Mapping[str, Money], losses: Mapping[str, Money]
) -> dict[Cell, Money]:
    """Round to the fen: with one unit or one victim the last share is total − others; with
    several of both each share is rounded if all sums stay right, else the missing fen handed out.

    Reckoned in whole numbers: ``parts`` are fen times ``over``.
    """
    if not exact:
        return {}
    over = lcm(*(part.denominator for part in exact.values()))
    parts = {
        cell: 100 * part.numerator * (over // part.denominator) for cell, part in exact.items()
    }
    total = _nearest(sum(parts.values()), over)
    rounded = {cell: _nearest(part, over) for cell, part in parts.items()}
    *others, last = rounded
    several = len({unit for unit, _ in parts}) > 1 and len({victim for _, victim in parts}) > 1
    if several:
        nearest = {line: _nearest(sum_, over) for line, sum_ in _line_sums(parts).items()}
        fits = _line_sums(rounded) == nearest
    else:
        rounded[last] = total - sum(rounded[cell] for cell in others)
        fits = 0 <= rounded[last] <= to_fen(min(limits[last[0]], losses[last[1]]))
    if not fits:
        rounded = _whole_fen(parts, over, total)
    return {cell: from_fen(fen) for cell, fen in rounded.items()}


def _nearest(part: int, over: int) -> int:
    """Half up."""
    return (2 * part + over) // (2 * over)


def _whole_fen(parts: Mapping[Cell, int], over: int, total: int) -> dict[Cell, int]:
    """Cut off after the fen; each missing fen goes where the lines lack most, no line above what
    it has rounded up to the fen (so that neither a limit nor a loss is passed)."""
    cut = {cell: part // over for cell, part in parts.items()}
    lacks = _line_sums({cell: part - cut[cell] * over for cell, part in parts.items()})
    for _ in range(total - sum(cut.values())):
        order = [
            (lacks[0, unit] + lacks[1, victim], parts[unit, victim] - over * fen, unit, victim)
            for (unit, victim), fen in cut.items()
            if lacks[0, unit] > 0 and lacks[1, victim] > 0
        ]
        if not order:
            break
        *_, unit, victim = max(order)
        cut[unit, victim] += 1
        lacks[0, unit] -= over
        lacks[1, victim] -= over
    return cut


def _line_sums(cells: Mapping[Cell, int]) -> dict[tuple[int, str], int]:
    """The sums of all units (0) and of all victims (1)."""
    found: dict[tuple[int, str], int] = {}
    for (unit, victim), amount in cells.items():
        found[0, unit] = found.get((0, unit), 0) + amount
        found[1, victim] = found.get((1, victim), 0) + amount
    return found

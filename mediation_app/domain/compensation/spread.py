"""Sharing limits over losses: several victims, several vehicles, to the fen, every step kept.

A vehicle's limit is shared over its victims in proportion to their losses (道交解释 §19); a
victim's loss is shared over the vehicles in proportion to what each offers (§18). What a satisfied
victim leaves is handed back and shared again until nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from mediation_app.domain.money import (
    ZERO,
    Money,
    floor_money,
    from_fen,
    round_money,
)

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
    several of both each share is rounded if all sums stay right, else the missing fen handed out."""
    cells = list(exact)
    if not cells:
        return {}
    several = len({unit for unit, _ in cells}) > 1 and len({victim for _, victim in cells}) > 1
    if not several:
        total = round_money(sum(exact.values(), NONE))
        rounded = {cell: round_money(part) for cell, part in exact.items()}
        last = cells[-1]
        rest = total - sum((rounded[cell] for cell in cells[:-1]), ZERO)
        if ZERO <= rest <= min(limits[last[0]], losses[last[1]]):
            return {**rounded, last: rest}
    lines = _line_sums(exact)
    rounded = {cell: round_money(part) for cell, part in exact.items()}
    if _line_sums(rounded) == {line: Fraction(round_money(sum_)) for line, sum_ in lines.items()}:
        return rounded
    return _whole_fen(exact, lines)


def _whole_fen(
    exact: Mapping[Cell, Fraction], lines: Mapping[tuple[int, str], Fraction]
) -> dict[Cell, Money]:
    """Cut off after the fen; each missing fen goes where the lines lack most, no line above what
    it has rounded up to the fen (so that neither a limit nor a loss is passed)."""
    cut = {cell: floor_money(part) for cell, part in exact.items()}
    fen = from_fen(1)
    total = round_money(sum(exact.values(), NONE))
    free = set(cut)
    while total > sum(cut.values(), ZERO):
        now = _line_sums(cut)
        lacks = {line: sum_ - now[line] for line, sum_ in lines.items()}
        order = {
            cell: (lacks[0, cell[0]] + lacks[1, cell[1]], exact[cell] - Fraction(cut[cell]), cell)
            for cell in free
            if lacks[0, cell[0]] > 0 and lacks[1, cell[1]] > 0
        }
        if not order:
            break
        best = max(order, key=order.__getitem__)
        cut[best] += fen
        free.remove(best)
    return cut


def _line_sums(
    cells: Mapping[Cell, Fraction] | Mapping[Cell, Money],
) -> dict[tuple[int, str], Fraction]:
    """The sums of all units (0) and of all victims (1)."""
    found: dict[tuple[int, str], Fraction] = {}
    for cell, amount in cells.items():
        for line in enumerate(cell):
            found[line] = found.get(line, NONE) + Fraction(amount)
    return found

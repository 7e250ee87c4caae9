"""Two reckonings of one case, line by line: what changed, from which sum to which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mediation_app.domain.compensation.result import Node
from mediation_app.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One line that differs. ``old_amount`` and ``old_text`` are empty for a line that is new,
    ``new_amount`` and ``new_text`` for one that is gone; ``path`` holds the labels above it."""

    key: str
    kind: str
    label: str
    path: tuple[str, ...]
    old_amount: Money | None = None
    old_text: str = ""
    new_amount: Money | None = None
    new_text: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the line was not there before."""
        return self.old_amount is None and not self.old_text

    @property
    def is_gone(self) -> bool:
        """Whether the line is there no more."""
        return self.new_amount is None and not self.new_text


def compare(old: Node, new: Node) -> tuple[LineChange, ...]:
    """Every line whose sum or formula differs, in the order of the new tree, each line that is
    gone behind the line it followed. Proofs only repeat other lines and are left out."""
    before = dict(_lines(old))
    after = dict(_lines(new))
    found: list[LineChange] = []
    for key in _order(list(before), list(after)):
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None and _same(one[1], other[1]):
            continue
        path, node = other or one  # type: ignore[misc] # a key comes from one of the two
        found.append(
            LineChange(
                key=key,
                kind=node.kind,
                label=node.label,
                path=path,
                old_amount=one[1].amount if one else None,
                old_text=one[1].text if one else "",
                new_amount=other[1].amount if other else None,
                new_text=other[1].text if other else "",
            )
        )
    return tuple(found)


def _same(one: Node, other: Node) -> bool:
    return (one.amount, one.text) == (other.amount, other.text)


def _lines(
    node: Node, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[tuple[str, ...], Node]]]:
    if node.kind != "proof" and (node.amount is not None or node.text):
        yield node.key, (above, node)
    for child in node.children:
        yield from _lines(child, (*above, node.label))


def _order(before: list[str], after: list[str]) -> list[str]:
    found: list[str] = []
    kept = set(after)
    gone: dict[str, list[str]] = {}
    last = ""
    for key in before:
        if key in kept:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    found += gone.get("", [])
    for key in after:
        found.append(key)
        found += gone.get(key, [])
    return found

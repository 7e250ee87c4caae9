"""A reckoning as plain text: to be read on a terminal or pasted into a message."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from mediation_app.domain.compensation.result import Node
from mediation_app.domain.money import format_money

WIDTH = 76
_TITLES = {"victim", "limits", "sides", "options"}


def sheet(tree: Node, head: str) -> str:
    """The lines of a tree, sums in a column at the right, formula and sources below each."""
    return "\n".join((tree.label, head, *_lines(tree), "")) + "\n"


def _lines(tree: Node) -> Iterator[str]:
    for child in tree.children:
        if child.kind in _TITLES:
            yield ""
        yield from _node(child, 0)
    if tree.amount is not None and len([c for c in tree.children if c.kind == "victim"]) > 1:
        yield ""
        yield _row("损失合计", format_money(tree.amount), 0)


def _node(node: Node, depth: int) -> Iterator[str]:
    amount = "" if node.amount is None else format_money(node.amount)
    yield _row(node.label, amount, depth)
    inner = "  " * (depth + 1)
    if node.text and node.text != f"{amount} 元":
        yield f"{inner}{node.text}"
    for note in node.notes:
        yield f"{inner}注：{note}"
    if node.standard is not None and not any(node.standard.text in note for note in node.notes):
        yield f"{inner}标准：{node.standard.text}"
    # the children rest on the same articles unless they name their own
    if node.sources and not node.children:
        yield f"{inner}依据：{'；'.join(dict.fromkeys(str(source) for source in node.sources))}"
    for child in node.children:
        yield from _node(child, depth + 1)


def _row(label: str, amount: str, depth: int) -> str:
    start = "  " * depth + label
    if not amount:
        return start
    gap = max(WIDTH - _width(start) - len(amount), 2)
    return f"{start}{' ' * gap}{amount}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)

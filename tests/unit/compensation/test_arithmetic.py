"""Every equation that is printed holds, as somebody with a pocket calculator would find."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given

from mediation_app.domain.compensation import Claim, Node, reckon_claim
from mediation_app.domain.compensation.tree import tree_of
from tests.unit.compensation.strategies import claims
from tests.unit.compensation.support import LAW

KINDS = {"bucket", "layers", "layer", "share", "own", "settlement", "advances", "proof"}
_TOKEN = re.compile(r"\d[\d,]*\.\d\d|\d+%|[()+−×÷]")


def equations(text: str) -> list[list[str]]:
    """The sides of every equation in a text, words taken out."""
    text = re.sub(r"（(?!含分摊尾差)[^（）=]*）", "", text)
    parts = re.split(r"[，；：、（）。＞≤≥]", text)
    return [part.split("=") for part in parts if "=" in part]


def value(side: str) -> Fraction:
    """A sum of products, brackets allowed."""
    tokens = _TOKEN.findall(side)
    spelt = "".join(
        {"−": "-", "×": "*", "÷": "/"}.get(token) or (token if token in "()+" else _number(token))
        for token in tokens
    )
    return Fraction(eval(spelt, {"__builtins__": {}}, {"F": Fraction}))


def _number(token: str) -> str:
    if token.endswith("%"):
        return f"F('{token[:-1]}')/100"
    return f"F('{token.replace(',', '')}')"


def nodes(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in nodes(child))]


def test_the_reader_of_equations_reads_them() -> None:
    text = "甲车交强险医疗费用限额 18,000.00（2020-09-19 起的事故） ÷ (18,000.00 + 1,800.00) × 损失 9,900.00 = 9,000.00 元，又 1.00 × 70% = 0.70"
    assert [[value(side) for side in sides] for sides in equations(text)] == [
        [9000, 9000],
        [Fraction(7, 10), Fraction(7, 10)],
    ]


@given(claims())
def test_every_printed_equation_holds(claim: Claim) -> None:
    seen = 0
    for node in nodes(tree_of(claim, LAW, reckon_claim(claim, LAW))):
        if node.kind not in KINDS:
            continue
        for text in (node.text, *node.notes):
            for sides in equations(text):
                allowed = tolerance(text, sides)
                if allowed is not None:
                    values = [value(side) for side in sides]
                    assert max(values) - min(values) <= allowed, text
                seen += 1
    assert seen


def tolerance(text: str, sides: list[str]) -> Fraction | None:
    """How far an equation may miss: sums not at all, products half a fen. A quotient may rest on
    sums that are themselves printed rounded to the fen (None: on one printed as 0.00)."""
    if "÷" not in text and "步" not in text and "尾差" not in text:
        return Fraction(5, 1000) if "×" in text else Fraction(0)
    numbers = [value(token) for side in sides for token in re.findall(r"[\d,]+\.\d\d", side)]
    if not min(numbers):
        return None
    return Fraction(3, 100) + max(numbers) / min(numbers) / 100

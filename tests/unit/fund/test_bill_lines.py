"""Acts on bill lines: totals, decisions on many, suspicions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.clock import CHINA
from mediation_app.domain import bill_lines as b
from mediation_app.domain.fund import BillLine
from mediation_app.domain.fund_review import line_reasons
from mediation_app.messages import text_of_reason

D = Decimal
NOON = datetime(2026, 9, 30, 12, 0, tzinfo=CHINA)


def line(key: str = "a", amount: str = "100.00", **changes: Any) -> BillLine:
    values: dict[str, Any] = {
        "id": key, "case_id": "c", "application_id": "f", "name": "CT", "amount": D(amount),
    }  # fmt: skip
    return BillLine(**(values | changes))


def test_totals() -> None:
    lines = (
        b.approved(line("a")),
        b.cut(line("b", "40.00"), "K06"),
        b.cut(line("c", "10.00"), "K01"),
        b.cut(line("d", "5.00", in_window=False), "K06"),
        line("e", "1.00"),
    )
    found = b.totals(lines)
    assert (found.count, found.undecided, found.late) == (5, 1, 1)
    assert (found.amount, found.approved, found.reduced) == (D("156.00"), D("100.00"), D("55.00"))
    assert found.reduced_by == {"K01": D("10.00"), "K06": D("45.00")}


def test_decisions() -> None:
    assert b.undecided(b.cut(line(), "K01")) == line()
    no_rescue = b.cut(line(), "K01")
    assert (no_rescue.rescue, no_rescue.reduced) == (False, D("100.00"))
    assert b.cut(line(), "K05").rescue
    part = b.allowed(line(), D("60.00"), "K03")
    assert (part.approved, part.reduced, part.reduction_code) == (D("60.00"), D("40.00"), "K03")
    assert b.allowed(line(), D("200.00"), "K03").reduction_code == ""
    assert b.allowed(line(), D("-1.00"), "K01").rescue is False
    lines = (line("a"), line("b"))
    assert b.each(lines, ["b"], b.approved) == (lines[0], b.approved(lines[1]))
    assert b.each(lines, {"a"}, b.approved)[1] is lines[1]


def test_at_the_price_that_is_allowed() -> None:
    dear = line(unit_price=D("50.00"), quantity=2)
    assert b.at_price(dear, D("30.00")).approved == D("60.00")
    assert b.at_price(dear, D("30.00")).reduction_code == "K03"
    assert b.at_price(dear, D("50.00")) == b.approved(dear)
    assert b.at_price(line(), D("70.00")).reduced == D("30.00")  # without a price: the sum


def test_all_of_a_kind_follow_one() -> None:
    model = b.allowed(line("a", "100.00", code="X1"), D("25.00"), "K03")
    same, done = line("b", "10.00", code="X1"), b.approved(line("c", "10.00", code="X1"))
    other = line("d", "10.00", code="X2")
    found = b.like((model, same, done, other), model)
    assert found[1].approved == D("2.50")
    assert found[2:] == (done, other)
    assert b.like((same, other), line("z", code="X1")) == (same, other)
    whole, none = b.approved(line("a")), b.cut(line("a"), "K06")
    assert b.like((whole, line("b")), whole)[1] == b.approved(line("b"))
    assert b.like((none, line("b")), none)[1] == b.cut(line("b"), "K06")
    assert b.kind_of(line(name=" CT ")) == "CT"


def test_numbers_follow_the_order() -> None:
    first = line("a", position=1)
    found = b.numbered([first, line("b", position=7)])
    assert found[0] is first
    assert found[1].position == 2


@given(
    st.integers(1, 10**9), st.integers(0, 2 * 10**9),
    st.sampled_from(["K01", "K03", "K06"]),
)  # fmt: skip
def test_a_decision_always_adds_up(amount: int, allowed: int, code: str) -> None:
    one = line(amount=str(D(amount) / 100))
    made = b.allowed(one, D(allowed) / 100, code)
    assert made.approved + made.reduced == one.amount
    assert line_reasons(made, known=["K01", "K03", "K06"]) == ()


def test_lines_that_say_the_same() -> None:
    lines = (line("a", served_at=NOON), line("b", served_at=NOON), line("c"), line("d"))
    assert b.same_lines(lines) == {"b": lines[0]}
    later = replace(lines[1], served_at=NOON.replace(hour=13))
    assert b.same_lines((lines[0], later)) == {}


@pytest.mark.parametrize(
    ("prices", "far"),
    [
        (["10", "10", "10"], True),
        (["10", "10"], False),  # two tell nothing
        (["60", "60", "60"], False),
        (["10", "20", "30", "90"], True),  # the middle of an even number: 25
        (["10", "70", "80", "90"], False),
    ],
)
def test_prices_far_above_the_others(prices: list[str], far: bool) -> None:
    own = line(unit_price=D("100.00"), code="X")
    found = b.far_prices([own, line("b")], {"X": [D(p) for p in prices]})
    assert bool(found) is far
    for one in found:
        assert "通常为" in text_of_reason(one.reason)


def test_lines_copied_from_another_bill() -> None:
    own = [line(str(n), "10.00", served_at=NOON.replace(minute=n)) for n in range(8)]
    twin = [replace(one, id=f"t{one.id}", application_id="g") for one in own[:3]]
    unknown = line("u", application_id="g")
    (found,) = b.copied_lines(own, [*twin, unknown], {"g": "救0002"})
    assert (found.application_id, found.count, found.amount) == ("g", 3, D("30.00"))
    assert found.line_ids == {"0", "1", "2"}
    assert "救0002" in text_of_reason(found.reason)
    assert b.copied_lines(own, twin[:2], {}) == ()  # two of eight may be chance
    (half,) = b.copied_lines([*own[:1], line("x", "5.00")], twin[:1], {})
    assert "未编号" in text_of_reason(half.reason)
    assert b.mark_of(line()) is None

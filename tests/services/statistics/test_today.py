"""Returns that are due stand on Today, for those who may freeze them."""

from __future__ import annotations

from tests.services.statistics.conftest import CLERK, LEADER, Bench
from tests.services.statistics.test_returns import freeze, small_office


def test_the_latest_return_that_is_due_stands_on_today(bench: Bench) -> None:
    small_office(bench)
    due = bench.workbench.today.page(LEADER).due
    (item,) = [one for one in due if one.row.kind == "return"]
    assert (item.row.number, item.days, item.state_label) == ("2026年第三季度", -28, "待核实")
    assert item.address == "statistics/returns?period=2026Q3"
    assert "15 个工作日" in item.why
    assert not [o for o in bench.workbench.today.page(CLERK).due if o.row.kind == "return"]
    for code in ("2026Q1", "2026Q2", "2026Q3"):
        freeze(bench, code)
    assert not [o for o in bench.workbench.today.page(LEADER).due if o.row.kind == "return"]


def test_a_term_that_is_not_known_is_not_dated(bench: Bench) -> None:
    small_office(bench)
    bench.clock.put(2027, 1, 30)
    due = bench.workbench.today.page(LEADER).due
    found = {one.row.number: one.days for one in due if one.row.kind == "return"}
    assert found["2026年"] == 2
    assert "2026年第四季度" not in found

"""Deadlines, advances and recoveries by the worked examples in ``scenarios/*.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.advance import (
    AdvanceRequest,
    BillItem,
    FirstLayer,
    OtherPayment,
    Situation,
    Window,
    reckon_advance,
)
from mediation_app.domain.deadlines import ClockRun, WindowMode, resume
from mediation_app.domain.money import ZERO, yuan
from mediation_app.domain.recovery_sums import ReceiptLine, schedule, stand
from mediation_app.rulebook import Rulebook
from tests.rules.scenario_files import of_kind


@pytest.mark.parametrize("scenario", of_kind("advance"))
def test_advance(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario["jurisdiction"])
    window = None
    if started := scenario.get("rescue_started_at"):
        profile = book.profile()
        hours = profile.value("window_hours", started.date()).whole()
        assert hours is not None
        mode = WindowMode(profile.value("window_mode", started.date()).text())
        window = Window(started_at=started, hours=hours, mode=mode)
        assert window.end.value == scenario["window_end"]
    result = reckon_advance(
        AdvanceRequest(
            situation=Situation(scenario["situation"]),
            items=[
                BillItem(
                    label=item["label"],
                    amount=yuan(item["amount"]),
                    cut=yuan(item.get("cut", 0)),
                    cut_code=item.get("cut_code", ""),
                    started_at=item.get("started_at"),
                    goods=item.get("goods", False),
                )
                for item in scenario["items"]
            ],
            first_layers=[
                FirstLayer(label=x["label"], limit=yuan(x["limit"]), paid=yuan(x.get("paid", 0)))
                for x in scenario.get("first_layers", ())
            ],
            other_paid=[
                OtherPayment(label=x["label"], amount=yuan(x["amount"]))
                for x in scenario.get("other_paid", ())
            ],
            unsettled=yuan(scenario["unsettled"]) if "unsettled" in scenario else None,
            cap=yuan(scenario["cap"]) if "cap" in scenario else None,
            window=window,
            goods_admitted=scenario.get("goods_admitted", False),
        )
    )
    expected = dict(scenario["expect"])
    assert result.amount not in [yuan(wrong) for wrong in expected.pop("never", ())]
    assert list(result.refusals) == expected.pop("refusals", [])
    if words := expected.pop("words", None):
        assert result.words == words
    for key, value in expected.items():
        found = getattr(result, key) if hasattr(result, key) else result.term(key)
        assert found == yuan(value), key
    _check_deadlines(book, scenario)


@pytest.mark.parametrize("scenario", of_kind("recovery"))
def test_recovery(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario["jurisdiction"])
    plan, expected = scenario["plan"], scenario["expect"]
    rows = schedule(yuan(plan["total"]), plan["count"], plan["first"], book.calendar())
    assert sum((row.amount for row in rows), ZERO) == yuan(plan["total"])
    assert {row.amount for row in rows} == {yuan(expected["each"])}
    assert [row.due.day for row in rows[: len(expected["due"])]] == expected["due"]
    found = stand(
        yuan(scenario["opening"]),
        as_of=scenario["as_of"],
        before=_receipts(scenario["before"]),
        instalments=rows,
        receipts=_receipts(scenario["receipts"]),
    )
    for key in ("recovered", "outstanding", "overdue"):
        assert getattr(found, key) == yuan(expected[key]), key
    assert found.rate == Decimal(expected["rate"])
    assert list(found.overdue_numbers) == expected["overdue_numbers"]
    consecutive = book.profile().value("acceleration_instalments", scenario["as_of"]).whole()
    assert consecutive is not None
    assert found.may_accelerate(consecutive) is expected["may_accelerate"]
    _check_deadlines(book, scenario)


def _receipts(data: list[dict[str, Any]]) -> list[ReceiptLine]:
    return [
        ReceiptLine(
            received_on=item["received_on"],
            amount=yuan(item["amount"]),
            payer=item.get("payer", ""),
        )
        for item in data
    ]


@pytest.mark.parametrize("scenario", of_kind("deadlines"))
def test_deadlines(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario["jurisdiction"])
    _check_deadlines(book, scenario)
    for case in scenario.get("paused", ()):
        runs = tuple(ClockRun(start=start, stop=stop) for start, stop in case["ran"])
        due = resume(runs, case["resumed"], case["count"], book.calendar())
        assert due.day == case["due"]


def _check_deadlines(book: Rulebook, scenario: Mapping[str, Any]) -> None:
    for case in scenario.get("deadline", ()):
        found = book.reckon(case["rule"], case["start"])
        assert found is not None
        assert found.day == case.get("due"), found.text
        assert case["start"].isoformat() in found.text
        if "missing" in case:
            assert found.pending
            assert list(found.due.missing_years) == case["missing"]
            assert f"缺少国务院办公厅关于{case['missing'][0]}年部分节假日安排" in found.text
        if "nominal" in case:
            assert found.nominal == case["nominal"]
        if "counted" in case:
            assert list(found.due.counted) == case["counted"]  # type: ignore[union-attr]
        if "naive" in case:
            assert _naive(case["start"], found.rule.amount or 0) == case["naive"] != found.day


def _naive(start: date, count: int) -> date:
    """Monday to Friday counting, as a program without holidays would do it."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def test_the_window_as_calendar_days() -> None:
    started = datetime.fromisoformat("2026-09-29T15:05")
    window = Window(started_at=started, hours=168, mode=WindowMode.CALENDAR_DAY)
    assert window.end.value == datetime.fromisoformat("2026-10-07T00:00")
    assert "2026-10-06 24:00" in window.end.text

"""Deadlines, advances and recoveries by the worked examples in ``scenarios/*.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
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
from mediation_app.domain.deadlines import (
    ClockRun,
    Deadline,
    Direction,
    Unit,
    WindowMode,
    resume,
)
from mediation_app.domain.money import ZERO, yuan
from mediation_app.domain.recovery_sums import (
    ReceiptLine,
    WrittenOff,
    more_than_years,
    schedule,
    split_custody,
    stand,
    suggest_shares,
)
from mediation_app.errors import InvalidInput
from mediation_app.rulebook import Rulebook
from tests.rules.scenario_files import of_kind
from tests.rules.support import TODAY, write


def _book(scenario: Mapping[str, Any], folder: Path) -> Rulebook:
    """The rules of the place, with what the example changes in the office's own profile."""
    rows = "".join(
        f'[[value]]\nkey = "{key}"\nvalue = {str(value).lower()}\nsource = "本地"\nsureness = "确定"\n'
        for key, value in scenario.get("profile", {}).items()
    )
    overlay = write(folder, "profile.toml", rows) if rows else None
    return Rulebook.open(scenario["jurisdiction"], overlay=overlay)


@pytest.mark.parametrize("scenario", of_kind("advance"))
def test_advance(scenario: dict[str, Any], tmp_path: Path) -> None:
    book = _book(scenario, tmp_path)
    local = book.profile().value("non_motor_included", TODAY).flag()
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
            motor_vehicle=scenario.get("motor_vehicle", True) or bool(local),
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
    shown = rows[: len(expected["due"])]
    assert [row.due.day for row in shown] == expected["due"] != expected["naive"]
    assert [_weekday(row.nominal) for row in shown] == expected["naive"]
    assert rows[-1].nominal == expected["last_due"]
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


def _weekday(day: date) -> date:
    """The next Monday to Friday, as a program without holidays would move it."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("scenario", of_kind("custody"))
def test_custody(scenario: dict[str, Any]) -> None:
    found = split_custody(yuan(scenario["compensation"]), list(map(yuan, scenario["advances"])))
    expected = scenario["expect"]
    assert found.to_recovery == yuan(expected["to_recovery"])
    assert found.custody == yuan(expected["custody"])
    assert found.to_recovery + found.custody == yuan(scenario["compensation"])
    assert found.custody not in map(yuan, expected["never"])
    _check_deadlines(Rulebook.open(scenario["jurisdiction"]), scenario)


@pytest.mark.parametrize("scenario", of_kind("shares"))
def test_shares(scenario: dict[str, Any]) -> None:
    shares = suggest_shares(yuan(scenario["debt"]), list(map(Decimal, scenario["percents"])))
    assert list(shares) == list(map(yuan, scenario["expect"]["shares"]))
    assert sum(shares, ZERO) == yuan(scenario["debt"])


@pytest.mark.parametrize("scenario", of_kind("write_off"))
def test_write_off(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario["jurisdiction"])
    years = book.profile().value("writeoff_years", TODAY).whole()
    assert years is not None
    for asked in scenario["asked"]:
        assert more_than_years(scenario["since"], asked["on"], years) is asked["allowed"]
    ledger = WrittenOff(written_off=yuan(scenario["written_off"]))
    assert (ledger.book, ledger.memo) == (ZERO, yuan(scenario["written_off"]))
    for receipt in scenario["received"]:
        if receipt.get("refused"):
            with pytest.raises(InvalidInput):
                ledger.receive(yuan(receipt["amount"]))
            continue
        ledger = ledger.receive(yuan(receipt["amount"]))
        assert ledger.memo == yuan(receipt["memo"])
        assert ledger.recovered_after == yuan(receipt["recovered_after"])
        assert (ledger.book, ledger.written_off) == (ZERO, yuan(scenario["written_off"]))
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
        assert due.day == case["due"] != case["wrong"]


def _check_deadlines(book: Rulebook, scenario: Mapping[str, Any]) -> None:
    for case in scenario.get("deadline", ()):
        found = book.reckon(case["rule"], case["start"])
        if case.get("none"):
            assert found is None
            continue
        assert found is not None
        assert found.day == case.get("due"), found.text
        assert str(case["start"].year) in found.text
        assert found.text == case.get("text", found.text)
        if "missing" in case:
            assert found.pending
            assert list(found.due.missing_years) == case["missing"]
            assert f"缺少国务院办公厅关于{case['missing'][0]}年部分节假日安排" in found.text
        if "nominal" in case:
            assert found.nominal == case["nominal"], found.text
        if "counted" in case:
            assert list(found.due.counted) == case["counted"]  # type: ignore[union-attr]
        if "naive" in case:
            assert _naive(found, case["start"]) == case["naive"] != found.day


def _naive(found: Deadline, start: date) -> date | None:
    """As a program without holidays would count: Monday to Friday, nothing rolls."""
    rule = found.rule
    if rule.unit is not Unit.WORKDAY:
        return found.nominal
    step = timedelta(days=-1 if rule.direction is Direction.BEFORE else 1)
    day, count = start, rule.amount or 0
    while count:
        day += step
        count -= day.weekday() < 5
    return day


def test_the_window_as_calendar_days() -> None:
    started = datetime.fromisoformat("2026-09-29T15:05")
    window = Window(started_at=started, hours=168, mode=WindowMode.CALENDAR_DAY)
    assert window.end.value == datetime.fromisoformat("2026-10-07T00:00")
    assert "2026-10-06 24:00" in window.end.text

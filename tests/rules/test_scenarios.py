"""The worked examples of the domain as data: ``scenarios/*.toml``, situation → expected result."""

from __future__ import annotations

import tomllib
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
from mediation_app.domain.compensation import (
    Bucket,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Dependant,
    DependantKind,
    Layer,
    LossInput,
    Prepayment,
    Side,
    SideKind,
    Victim,
    reckon_claim,
)
from mediation_app.domain.compensation.dependants import dependants_lines
from mediation_app.domain.compensation.inputs import CapMode
from mediation_app.domain.compensation.law import CompensationLaw, Standard
from mediation_app.domain.deadlines import ClockRun, WindowMode, resume
from mediation_app.domain.explain import Source
from mediation_app.domain.liability import Fault, Pairing, choose_share
from mediation_app.domain.money import ZERO, yuan
from mediation_app.domain.recovery_sums import ReceiptLine, schedule, stand
from mediation_app.rulebook import Rulebook

FOLDER = Path(__file__).parent / "scenarios"
FIXTURE_T = {"income": 50_000, "consumption": 30_000, "wage": 100_000}


def _load() -> list[Any]:
    found = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))
    ]
    return [pytest.param(item, id=item["id"]) for item in found]


def _of_kind(kind: str) -> list[Any]:
    return [param for param in _load() if param.values[0]["kind"] == kind]


def _law(book: Rulebook, scenario: Mapping[str, Any]) -> CompensationLaw:
    law = book.compensation_law(
        accident=scenario["accident"], on=scenario.get("on", date(2026, 11, 16))
    )
    if scenario.get("standards") != "T":
        return law
    standards = {
        series: Standard(
            series=series,
            label=series,
            stat_year=2025,
            amount=yuan(amount),
            effective_from=date(2026, 1, 1),
            source=Source(text="T"),
        )
        for series, amount in FIXTURE_T.items()
    }
    return CompensationLaw(
        limits=law.limits,
        items=law.items,
        years=law.years,
        grades=law.grades,
        standards=standards,
        sources=law.sources,
    )


def _dependant(data: Mapping[str, Any]) -> Dependant:
    return Dependant(
        label=data["label"],
        age=data["age"],
        payers=data["payers"],
        kind=DependantKind(data.get("kind", "adult")),
        years=Decimal(data["years"]) if "years" in data else None,
    )


def _loss(data: Mapping[str, Any]) -> LossInput:
    return LossInput(
        item=data["item"],
        amount=yuan(data["amount"]) if "amount" in data else None,
        days=data.get("days"),
        rate=yuan(data["rate"]) if "rate" in data else None,
        persons=data.get("persons", 1),
        age=data.get("age"),
        grades=tuple(data.get("grades", ())),
        increments=(Decimal(1), Decimal(1)) if len(data.get("grades", ())) == 3 else None,
        dependants=tuple(map(_dependant, data.get("dependants", ()))),
    )


def _side(data: Mapping[str, Any]) -> Side:
    commercial = data.get("commercial")
    return Side(
        id=data["id"],
        label=data["label"],
        kind=SideKind(data["kind"]),
        liable=data["liable"],
        percent=Decimal(data["percent"]),
        compulsory=CompulsoryCover(**data["compulsory"]) if "compulsory" in data else None,
        commercial=CommercialCover(insurer=commercial["insurer"], limit=yuan(commercial["limit"]))
        if commercial
        else None,
    )


def claim_of(scenario: Mapping[str, Any]) -> Claim:
    """The claim of a compensation scenario."""
    return Claim(
        accident=scenario["accident"],
        sides=tuple(map(_side, scenario["side"])),
        victims=tuple(
            Victim(
                id=data["id"],
                label=data["label"],
                side=data["side"],
                losses=tuple(map(_loss, data["losses"])),
            )
            for data in scenario["victim"]
        ),
        prepaid=tuple(
            Prepayment(payer=data["payer"], victim=data["victim"], amount=yuan(data["amount"]))
            for data in scenario.get("prepaid", ())
        ),
    )


@pytest.mark.parametrize("scenario", _of_kind("compensation"))
def test_compensation(scenario: dict[str, Any]) -> None:
    book = Rulebook.open(scenario.get("jurisdiction", "371524"))
    if "band" in scenario:
        wanted = scenario["band"]
        band = book.band(Pairing(wanted["pairing"]), Fault(wanted["fault"]))
        assert not choose_share(Decimal(wanted["percent"]), band).outside
    result = reckon_claim(claim_of(scenario), _law(book, scenario))
    for id_, expected in scenario["expect"].items():
        victim = result.victim(id_)
        found: dict[str, object] = {
            "total": victim.total,
            "medical": victim.buckets[Bucket.MEDICAL],
            "death": victim.buckets[Bucket.DEATH],
            "property": victim.buckets[Bucket.PROPERTY],
            "compulsory": victim.paid_by(Layer.COMPULSORY),
            "commercial": victim.paid_by(Layer.COMMERCIAL),
            "liable": victim.paid_by(Layer.LIABLE),
            "insurers": victim.insurers,
            "remainder": victim.remainder,
            "own": victim.own,
            "entitlement": victim.entitlement,
            "words": victim.words,
        }
        for bucket in (Bucket.MEDICAL, Bucket.DEATH, Bucket.PROPERTY):
            found[f"compulsory_{bucket.value}"] = sum(
                (share.amount for share in victim.shares if share.bucket is bucket), ZERO
            )
        for key, value in expected.items():
            assert found[key] == (
                value if isinstance(value, str) and key == "words" else yuan(value)
            ), key
    if "row" in scenario:
        rows = {(row.payer, row.payee): (row.amount, row.jointly) for row in result.rows}
        assert rows == {
            (row["payer"], row["payee"]): (yuan(row["amount"]), yuan(row.get("jointly", 0)))
            for row in scenario["row"]
        }
    for wrong in scenario.get("never", ()):
        assert not any(
            (row.payer, row.payee, row.amount)
            == (wrong["payer"], wrong["payee"], yuan(wrong["amount"]))
            for row in result.rows
        )


@pytest.mark.parametrize("scenario", _of_kind("dependants"))
def test_dependants(scenario: dict[str, Any]) -> None:
    book = Rulebook.open("371524")
    years = book.compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16)).years
    total, rows = dependants_lines(
        tuple(map(_dependant, scenario["dependants"])),
        yuan(scenario["consumption"]),
        Decimal(scenario["coefficient"]),
        years,
        CapMode(scenario.get("mode", "coefficient_inside")),
    )
    expected = {key: yuan(value) for key, value in scenario["expect"].items()}
    assert {"total": total, **{row.label: row.amount for row in rows}} == expected


@pytest.mark.parametrize("scenario", _of_kind("advance"))
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


@pytest.mark.parametrize("scenario", _of_kind("recovery"))
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


@pytest.mark.parametrize("scenario", _of_kind("deadlines"))
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
            assert f"缺少 {case['missing'][0]} 年放假安排" in found.text
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

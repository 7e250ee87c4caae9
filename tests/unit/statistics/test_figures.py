"""Figures of the window: shares, change on a year, how they read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from mediation_app.domain.fund_figures import Outside
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.statistics import (
    COLUMNS,
    Basis,
    CityFigure,
    Figures,
    Statistics,
    change_text,
    figure_text,
    in_ten_thousands,
    share,
)

D = Decimal
NOW = Figures(
    accepted=403, ended=379, agreed=340, agreed_sum=D("27456800.00"), due=D("100.00"),
    performed=D("97.00"), paid=D("1684200.00"), recovered=D("576000.00"),
)  # fmt: skip
BEFORE = Figures(
    accepted=371, ended=352, agreed=309, agreed_sum=D("24669000.00"), paid=D("1420600.00"),
    recovered=D("315300.00"),
)  # fmt: skip


def test_shares_are_those_of_the_picture() -> None:
    assert (NOW.success, NOW.kept, NOW.back) == (D("89.7"), D("97.0"), D("34.2"))
    assert Figures().success is Figures().kept is Figures().back is None
    assert share(D("1"), D("8")) == D("12.5")


def test_changes_carry_their_sign_and_shares_change_by_points() -> None:
    assert change_text("accepted", NOW, BEFORE) == "+8.6%"
    assert change_text("agreed_sum", NOW, BEFORE) == "+11.3%"
    assert change_text("success", NOW, BEFORE) == "+1.9 点"
    assert change_text("accepted", BEFORE, NOW) == "−7.9%"
    assert change_text("accepted", NOW, NOW) == "0.0%"
    assert change_text("kept", NOW, BEFORE) == change_text("kept", BEFORE, NOW) == ""
    assert change_text("accepted", NOW, Figures()) == ""


def test_sums_read_in_ten_thousands() -> None:
    assert figure_text("agreed_sum", NOW.agreed_sum) == "2,745.68"
    assert in_ten_thousands(D("50.00")) == D("0.01")
    assert figure_text("success", NOW.success) == "89.7%"
    assert figure_text("kept", None) == ""
    assert figure_text("accepted", 12_345) == "12,345"


def test_empty_is_when_nothing_happened() -> None:
    assert Figures().is_empty
    assert not replace(Figures(), applied=1).is_empty


def test_every_column_is_a_figure() -> None:
    for key, _, _ in COLUMNS:
        assert hasattr(NOW, key)


def page(**more: object) -> Statistics:
    made = Statistics(
        grain=ReturnPeriod.MONTH,
        basis=Basis.EVENT,
        since=date(2026, 1, 1),
        until=date(2026, 11, 24),
        last_since=date(2025, 1, 1),
        last_until=date(2025, 11, 24),
        as_of=datetime(2026, 11, 24, 1, 41, tzinfo=UTC),
        rows=(),
        total=NOW,
        before=BEFORE,
        sources=(),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_the_share_of_the_city_waits_for_the_city() -> None:
    assert (page().city_share, page().city_share_before) == (None, None)
    day = date(2026, 10, 31)

    def told(amount: str, paid: Decimal) -> CityFigure:
        return CityFigure(until=day, told=Outside(0, D(amount), "市里"), paid=paid)

    found = page(city=told("6818600.00", NOW.paid), city_before=told("6203500.00", BEFORE.paid))
    assert (found.city_share, found.city_share_before) == (D("24.7"), D("22.9"))
    assert told("0.00", NOW.paid).share is None


def test_only_within_a_year_there_is_a_year_before() -> None:
    assert page().compares
    assert not page(since=date(2022, 1, 1)).compares


def test_the_title_names_the_days() -> None:
    assert page().title == "道路交通事故纠纷调处统计（2026-01-01 至 2026-11-24）"

"""The page of figures: choices, cuts, people counted once, files that go out."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from mediation_app.documents.engine import api
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.spans import read_span
from mediation_app.domain.statistics import Basis
from mediation_app.errors import InvalidInput, NotFound
from tests.services.statistics.conftest import LEADER, Bench
from tests.services.statistics.test_returns import small_office, words

D = Decimal
SINCE, UNTIL = date(2026, 1, 1), date(2026, 11, 24)
MONTH, EVENT = ReturnPeriod.MONTH, Basis.EVENT


def case(key: str, **more: object) -> Case:
    return Case(id=key, **more)  # type: ignore[arg-type]


def test_the_choices_begin_with_the_present(bench: Bench) -> None:
    service = bench.workbench.statistics
    months = service.stretches(MONTH)
    assert [one.label for one in months][:2] == ["2026年1—11月", "2025年1—12月"]
    assert (months[0].until, months[1].until) == (UNTIL, date(2025, 12, 31))
    quarters = service.stretches(ReturnPeriod.QUARTER)
    assert [one.label for one in quarters][:2] == ["2026年1—4季度", "2025年1—4季度"]
    (years,) = service.stretches(ReturnPeriod.YEAR)
    assert (years.label, years.since) == ("2022—2026年", date(2022, 1, 1))
    bench.clock.put(2027, 1, 3)
    assert service.stretches(MONTH)[0].label == "2027年1月"
    assert service.stretches(ReturnPeriod.QUARTER)[0].label == "2027年1季度"


def test_a_case_counts_on_its_own_days_or_on_that_of_its_acceptance(bench: Bench) -> None:
    bench.put(
        case("c1", accepted_on=date(2026, 1, 20), effective_on=date(2026, 3, 2)),
        case("c2", accepted_on=date(2026, 1, 21), ended_on=date(2026, 2, 2)),
        case("c3", accepted_on=date(2026, 2, 1), state=MediationState.VOIDED),
        case("c4", ended_on=date(2026, 2, 1), state=MediationState.REFUSED),
    )
    page = bench.workbench.statistics.page
    months = {row.span.code: row.now for row in page(LEADER, MONTH, EVENT, SINCE, UNTIL).rows}
    assert (months["2026-01"].accepted, months["2026-01"].ended) == (2, 0)
    assert (months["2026-02"].ended, months["2026-02"].success) == (1, D("0.0"))
    assert (months["2026-03"].agreed, months["2026-03"].success) == (1, D("100.0"))
    same = page(LEADER, MONTH, Basis.ACCEPTED, SINCE, UNTIL)
    january = same.rows[0].now
    assert (january.accepted, january.ended, january.agreed) == (2, 2, 1)
    assert all(row.now.is_empty for row in same.rows[1:])


def test_the_year_before_is_cut_on_the_same_day(bench: Bench) -> None:
    bench.put(
        case("c1", accepted_on=date(2025, 11, 24)),
        case("c2", accepted_on=date(2025, 11, 25)),
        case("c3", accepted_on=date(2026, 11, 24)),
    )
    found = bench.workbench.statistics.page(LEADER, MONTH, EVENT, SINCE, UNTIL)
    assert (found.total.accepted, found.before.accepted) == (1, 1)
    assert found.rows[-1].before.accepted == 1
    assert (found.last_since, found.last_until) == (date(2025, 1, 1), date(2025, 11, 24))


def test_a_person_paid_for_in_two_months_is_one_in_the_total(bench: Bench) -> None:
    small_office(bench)
    found = bench.workbench.statistics.page(LEADER, MONTH, EVENT, SINCE, UNTIL)
    assert [row.now.victims for row in found.rows if row.now.victims] == [1, 1]
    assert (found.total.cases, found.total.victims, found.total.paid) == (2, 2, D("66871.00"))
    assert (found.total.recovered, found.total.back) == (D("18000.00"), D("26.9"))


def test_the_share_of_the_city_comes_from_outside(bench: Bench) -> None:
    small_office(bench)
    service = bench.workbench.statistics
    assert service.page(LEADER, MONTH, EVENT, SINCE, UNTIL).city_share is None
    put = bench.workbench.returns.put_outside
    first, third = read_span("2026-07").since, read_span("2026Q3").until
    put(
        LEADER, "city_advanced", SINCE, read_span("2026-06").until, amount=D("7480.00"), source="市"
    )
    put(LEADER, "city_advanced", first, third, amount=D("260000.00"), source="市救助办")
    found = service.page(LEADER, MONTH, EVENT, SINCE, UNTIL)
    assert found.city is not None
    assert (found.city.until, found.city.paid) == (third, D("66870.00")), "October is not told yet"
    assert (found.city_share, found.city_share_before) == (D("25.0"), None)


def test_what_cannot_be_told_is_refused(bench: Bench) -> None:
    service = bench.workbench.statistics
    with pytest.raises(InvalidInput):
        service.page(LEADER, MONTH, EVENT, UNTIL, SINCE)
    with pytest.raises(InvalidInput):
        service.page(LEADER, MONTH, EVENT, date(2016, 1, 1), UNTIL)
    with pytest.raises(NotFound):
        service.cases_behind(LEADER, "weather", EVENT, SINCE, UNTIL)


def test_the_cases_behind_a_source(bench: Bench) -> None:
    bench.put(
        case("c1", accepted_on=date(2026, 1, 20), source="03"),
        case("c2", accepted_on=date(2026, 1, 21), source="01"),
    )
    service = bench.workbench.statistics
    found = service.page(LEADER, MONTH, EVENT, SINCE, UNTIL)
    assert {one.code: one.label for one in found.sources}["03"].startswith("公安交警移送")
    behind = service.cases_behind(LEADER, "accepted", EVENT, SINCE, UNTIL, source="03")
    assert [row.case_id for row in behind.rows] == ["c1"]


def test_the_sheet_has_numbers_groups_and_totals(bench: Bench) -> None:
    small_office(bench)
    service = bench.workbench.statistics
    page = service.page(LEADER, MONTH, EVENT, SINCE, UNTIL)
    content = service.workbook(LEADER, page)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["统计", "案件来源"]
    sheet = book["统计"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    total = rows["合计"]
    assert (total[1].value, total[9].value) == (3, 2)
    assert total[11].value == pytest.approx(6.69)
    assert total[13].value == pytest.approx(0.269)
    assert total[13].number_format == "0.00%"
    assert sheet.freeze_panes == "B6"
    assert sheet.page_setup.orientation == "landscape"
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert {"B4:G4", "H4:I4", "J4:N4"} <= merged
    assert sheet["B4"].value == "人民调解（件、万元）"
    assert service.workbook(LEADER, page) == content


def test_the_printed_table_fits_one_page_across(bench: Bench) -> None:
    small_office(bench)
    service = bench.workbench.statistics
    page = service.page(LEADER, MONTH, EVENT, SINCE, UNTIL)
    document = service.document(LEADER, page)
    assert len(document.pages) == 1
    told = words(api.to_pdf(document))
    for piece in (
        "道路交通事故纠纷调处统计表",
        "合计",
        "去年同期",
        "6.69",
        "救助基金（万元）",
        "截至2026-11-2409:41",
    ):
        assert piece in told, piece


def test_months_without_a_payment_are_told(bench: Bench) -> None:
    service = bench.workbench.statistics
    assert service.idle_months(LEADER) == 0, "no book, nothing idle"
    small_office(bench)
    assert service.idle_months(LEADER) == 1, "the last payment was in October"
    bench.clock.put(2027, 3, 2)
    assert service.idle_months(LEADER) == 5
    assert bench.workbench.returns.draft(LEADER, "2026Q2").idle_months == 6


def test_years_beside_each_other_are_not_compared_as_a_whole(bench: Bench) -> None:
    small_office(bench)
    service = bench.workbench.statistics
    (years,) = service.stretches(ReturnPeriod.YEAR)
    page = service.page(LEADER, ReturnPeriod.YEAR, EVENT, years.since, years.until)
    assert not page.compares
    book = openpyxl.load_workbook(io.BytesIO(service.workbook(LEADER, page)))
    labels = [cell.value for cell in book["统计"]["A"]]
    assert "合计" in labels
    assert "同比" not in labels
    told = words(api.to_pdf(service.document(LEADER, page)))
    assert "2022年" in told
    assert "去年同期" not in told


def test_eligible_cases_are_counted_and_listed(bench: Bench) -> None:
    service = bench.workbench.statistics
    assert service.eligible_count(LEADER) == 0
    assert service.eligible(LEADER, limit=10).rows == ()

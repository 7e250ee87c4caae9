"""The return of a quarter or a year: counted once, summed from what was really paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundSituation,
    LedgerEntry,
    LedgerKind,
)
from mediation_app.domain.fund_figures import (
    AgeBand,
    Area,
    FundReport,
    Outside,
    Paid,
    Spread,
    age_band,
    area_of,
    idle_months,
    period,
)
from mediation_app.domain.fund_report import (
    DecidedRow,
    Ever,
    PaidRow,
    ReceiptRow,
    SpanRows,
    WriteOffRow,
    covering,
    reach,
    report,
    spread,
)
from mediation_app.domain.fund_returns import OutsideFigure
from mediation_app.rulebook import Rulebook
from tests.support import plain_returns
from tests.support.plain_returns import FundRecords

D = Decimal
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
NOTHING = Ever()


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return Rulebook.open("371524").calendar()


def made(rows: SpanRows, ever: Ever = NOTHING, calendar: WorkCalendar | None = None) -> FundReport:
    return report(rows, ever, SINCE, UNTIL, calendar)


def money(case: str, amount: str, **more: object) -> PaidRow:
    row = PaidRow(case, f"f-{case}", f"v-{case}", "rescue", "C3", "县医院", D(amount))
    return row._replace(**more)  # type: ignore[arg-type]


# Paid ---------------------------------------------------------------------------------------------


def test_a_victim_paid_for_twice_is_one_person_in_one_case() -> None:
    rows = (
        money("c1", "6240.00"),
        money("c1", "4380.00", application_id="f2", kind="funeral"),
    )
    found = made(SpanRows(paid=rows))
    assert found.paid == Paid(cases=1, victims=1, amount=D("10620.00"))
    assert found.by_kind[FundKind.RESCUE] == Paid(cases=1, victims=1, amount=D("6240.00"))
    assert found.by_kind[FundKind.HARDSHIP] == Paid()
    assert found.by_situation[FundSituation.C3].amount == D("10620.00")
    assert found.by_hospital == {"县医院": Paid(cases=1, victims=1, amount=D("6240.00"))}
    assert found.cases["paid"] == ("c1",)
    assert found.cases["by_kind.funeral"] == ("c1",)
    assert "by_kind.hardship" not in found.cases


def test_an_application_without_a_victim_counts_by_itself() -> None:
    rows = (
        money("c1", "1.00", victim_id=""),
        money("c1", "1.00", victim_id="", application_id="g"),
    )
    assert made(SpanRows(paid=rows)).paid == Paid(cases=1, victims=2, amount=D("2.00"))


def test_money_that_was_sent_back_lowers_the_sum_and_counts_nobody() -> None:
    rows = (money("c1", "100.00"), money("c2", "-20.00", counts=False, hospital=""))
    found = made(SpanRows(paid=rows))
    assert found.paid == Paid(cases=1, victims=1, amount=D("80.00"))
    assert (found.sent_back, found.cases["sent_back"]) == (D("20.00"), ("c2",))
    assert found.by_hospital["未填写"] == Paid(amount=D("-20.00"))


def test_hardship_is_a_grant_and_asks_for_nothing_back() -> None:
    rows = (money("c1", "100.00"), money("c2", "30.00", kind="hardship"))
    found = made(SpanRows(paid=rows, receipts=(ReceiptRow("c1", "liable", D("50.00")),)))
    assert (found.recoverable, found.rate) == (D("100.00"), D("50.00"))
    assert found.by_hospital == {"县医院": Paid(cases=1, victims=1, amount=D("100.00"))}


def test_ages_are_those_of_the_day_of_the_accident() -> None:
    on = date(2026, 3, 2)
    rows = (
        money("c1", "1.00", born_on=date(2008, 3, 3), accident_on=on),
        money("c2", "1.00", born_on=date(2008, 3, 2), accident_on=on),
        money("c3", "1.00", born_on=date(1966, 3, 2), accident_on=on),
        money("c4", "1.00", born_on=date(1966, 3, 2)),
        money("c5", "1.00", accident_on=on),
    )
    found = made(SpanRows(paid=rows)).by_age
    assert {band: found[band].cases for band in AgeBand} == {
        AgeBand.MINOR: 1, AgeBand.ADULT: 1, AgeBand.OLD: 1, AgeBand.UNKNOWN: 2,
    }  # fmt: skip
    assert age_band(-1) is AgeBand.UNKNOWN


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("山东省东阿县刘集镇前关山村", Area.VILLAGE),
        ("东阿县铜城街道办事处孟庄村", Area.VILLAGE),
        ("东阿县铜城街道阿胶街 3 号", Area.TOWN),
        ("东阿县曙光社区 2 号楼", Area.TOWN),
        ("东阿县建设新村社区", Area.TOWN),
        ("东阿县建设路 9 号", Area.UNKNOWN),
        ("", Area.UNKNOWN),
    ],
)
def test_town_and_village_are_what_the_address_says(address: str, area: Area) -> None:
    assert area_of(address) is area
    found = made(SpanRows(paid=(money("c1", "1.00", household=address),))).by_area
    assert found[area].cases == 1


# Applications -------------------------------------------------------------------------------------


def decided(case: str, approved: str, *codes: str, on: int = 5, due: int | None = 5) -> DecidedRow:
    return DecidedRow(
        case, D(approved), codes, date(2026, 3, on), due and date(2026, 3, due), date(2026, 3, 2)
    )


def test_refusals_are_counted_by_reason_and_lateness_by_the_day(calendar: WorkCalendar) -> None:
    rows = (
        decided("c1", "0.00", "N02", "N01"),
        decided("c2", "9.00", on=6),
        decided("c3", "0.00", "N02", due=None),
        decided("c4", "0.00"),
    )
    found = made(
        SpanRows(decided=rows, asked=("c1", "c2", "c2"), not_accepted=("c9",)), NOTHING, calendar
    )
    assert found.refusals == {"N01": 1, "N02": 2}
    assert (found.refused, found.approved, found.in_time, found.decided) == (2, 1, 2, 3)
    assert found.cases["refusals.N02"] == ("c1", "c3")
    assert found.cases["late"] == ("c2",)
    assert (found.asked, found.cases["asked"], found.not_accepted) == (3, ("c1", "c2"), 1)
    assert found.decide_days == Spread(count=4, median=D("3"), ninetieth=D("4"), late=1)


def test_payments_are_in_time_by_their_own_term(calendar: WorkCalendar) -> None:
    on = date(2026, 3, 5)
    rows = (
        money("c1", "1.00", decided_on=on, pay_due=date(2026, 3, 9), paid_on=date(2026, 3, 9)),
        money("c2", "1.00", decided_on=on, pay_due=date(2026, 3, 9), paid_on=date(2026, 3, 10)),
        money("c3", "1.00", pay_due=date(2026, 3, 9)),
        money("c4", "-1.00", counts=False, pay_due=on, paid_on=on),
    )
    found = made(SpanRows(paid=rows), NOTHING, calendar)
    assert (found.paid_timed, found.paid_in_time, found.cases["paid_late"]) == (2, 1, ("c2",))
    assert found.pay_days == Spread(count=2, median=D("2.5"), ninetieth=D("3"), late=1)


def test_days_in_a_year_without_holidays_are_told_as_unknown(calendar: WorkCalendar) -> None:
    known = (date(2026, 3, 2), date(2026, 3, 4))
    dark = (date(2031, 3, 3), date(2031, 3, 4))
    assert spread([known, known, dark], calendar) == Spread(
        count=3, median=D("2"), ninetieth=D("2"), unknown=1
    )
    assert spread([dark], calendar) == Spread(count=1, unknown=1)
    assert spread([known], None, 1) == Spread(count=1, unknown=1, late=1)
    assert spread([(date(2026, 3, 4), date(2026, 3, 2))], calendar).median == 0


def test_nine_of_ten_is_the_smallest_day_that_covers_them(calendar: WorkCalendar) -> None:
    start = date(2026, 3, 2)
    spans = [(start, start + timedelta(days=n)) for n in (1, 1, 1, 1, 1, 1, 1, 1, 2, 4)]
    assert spread(spans, calendar).ninetieth == 2
    assert spread(spans[:1], calendar).ninetieth == 1


# Recovery -----------------------------------------------------------------------------------------


def test_s7_gives_both_rates_and_whom_it_came_from() -> None:
    receipts = (
        ReceiptRow("c1", "insurer", D("18000.00")),
        ReceiptRow("c1", "liable", D("23300.00")),
        ReceiptRow("c2", "other", D("5.00"), after=True),
    )
    ever = Ever(
        lent=D("127805.00"), came_back=D("41300.00"), came_after=D("5.00"), written_off=D("5.00"),
        by_plan=D("86500.00"), planned=("c1",), in_court=1, suing=("c3",),
    )  # fmt: skip
    rows = SpanRows(
        paid=(money("c1", "127800.00"),),
        receipts=receipts,
        written_off=(WriteOffRow("c2", D("5.00")),),
        book={"recovered": D("41305.00")},
    )
    found = made(rows, ever)
    assert (found.recovered, found.recovered_after) == (D("41300.00"), D("5.00"))
    assert (found.outstanding, found.rate) == (D("86500.00"), D("32.32"))
    assert found.rate_ever == D("32.31")
    assert found.recovered_from == {
        "liable": D("23300.00"), "insurer": D("18000.00"), "compensated": D("0.00"),
    }  # fmt: skip
    assert (found.cases["by_plan"], found.cases["in_court"]) == (("c1",), ("c3",))
    assert (found.written_off, found.cases["recovered_after"]) == (D("5.00"), ("c2",))
    assert found.recoveries_add_up
    assert not replace(found, outstanding=D("0.00")).recoveries_add_up
    assert not replace(found, recovered=D("0.00")).recoveries_add_up


def test_an_unknown_payer_is_other() -> None:
    found = made(SpanRows(receipts=(ReceiptRow("c1", "other", D("7.00")),)))
    assert found.recovered_from["other"] == D("7.00")


# Books --------------------------------------------------------------------------------------------


def test_a_book_that_does_not_add_up_is_told() -> None:
    book = {"premium": D("100.00"), "paid_out": D("-30.00")}
    good = made(SpanRows(book=book), Ever(opening=D("10.00"), closing=D("80.00")))
    assert good.unexplained == 0
    assert made(SpanRows(book=book), Ever(closing=D("80.00"))).unexplained == D("10.00")


def test_trust_money_stands_beside_the_book() -> None:
    rows = SpanRows(custody={"in": D("300000.00"), "out": D("10620.00")})
    found = made(rows, Ever(custody_held=D("289380.00")))
    assert (found.custody_in, found.custody_out) == (D("300000.00"), D("10620.00"))
    assert (found.custody_held, found.closing) == (D("289380.00"), D("0.00"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([kind for kind in LedgerKind if kind is not LedgerKind.OPENING]),
            st.dates(date(2025, 1, 1), date(2027, 12, 31)),
            st.integers(-(10**9), 10**9),
        ),
        max_size=20,
    ),
    st.booleans(),
)
def test_the_book_closes_where_the_next_quarter_opens(
    lines: list[tuple[LedgerKind, date, int]], opened: bool
) -> None:
    first = [(LedgerKind.OPENING, date(2026, 1, 1), 7)] if opened else []
    entries = tuple(
        LedgerEntry(id=str(n), kind=kind, booked_on=on, amount=D(fen) / 100)
        for n, (kind, on, fen) in enumerate([*first, *lines])
    )
    records = FundRecords(entries=entries)
    quarters = [plain_returns.report(records, *period(2026, number)) for number in (1, 2, 3, 4)]
    for one, after in pairwise(quarters):
        assert one.closing == after.opening
        assert one.unexplained == 0
    year = plain_returns.report(records, *period(2026))
    assert (year.opening, year.closing) == (quarters[0].opening, quarters[3].closing)
    assert year.closing == year.opening + sum(year.book.values())


# Figures from outside -----------------------------------------------------------------------------


def told(key: str, since: date, until: date, count: int, source: str = "月报") -> OutsideFigure:
    return OutsideFigure(
        id=key, code="casualty_accidents", since=since, until=until, count=count, source=source
    )


def test_a_figure_for_the_very_span_goes_before_its_parts() -> None:
    quarter = period(2026, 1)
    months = [
        told("a", date(2026, 1, 1), date(2026, 1, 31), 10),
        told("b", date(2026, 2, 1), date(2026, 2, 28), 20),
        told("c", date(2026, 3, 1), date(2026, 3, 31), 30, "季报"),
    ]
    assert covering(months, *quarter) == {
        "casualty_accidents": Outside(60, D("0.00"), "月报；季报")
    }
    assert covering(months[:2], *quarter) == {}
    whole = told("d", *quarter, 61)
    later = told("e", *quarter, 62)
    assert covering([*months, later, whole], *quarter)["casualty_accidents"].count == 62


def test_of_parts_that_begin_on_one_day_the_longest_is_taken() -> None:
    parts = [
        told("a", date(2026, 1, 1), date(2026, 1, 31), 10),
        told("b", date(2026, 1, 1), date(2026, 2, 28), 30),
        told("c", date(2026, 3, 1), date(2026, 3, 31), 5),
        told("d", date(2026, 3, 1), date(2026, 4, 30), 500),
    ]
    assert covering(parts, *period(2026, 1))["casualty_accidents"].count == 35


def test_figures_reach_as_far_as_there_is_no_gap() -> None:
    months = [
        told("a", date(2026, 1, 1), date(2026, 1, 31), 10),
        told("b", date(2026, 2, 1), date(2026, 2, 28), 20),
        told("d", date(2026, 4, 1), date(2026, 4, 30), 40),
    ]
    code = "casualty_accidents"
    assert reach(months, code, SINCE, UNTIL) == date(2026, 2, 28)
    assert reach(months, code, SINCE, date(2026, 2, 20)) == date(2026, 1, 31)
    assert reach(months, code, date(2026, 3, 1), UNTIL) is None
    assert reach(months, "complaints", SINCE, UNTIL) is None


def test_shares_are_unknown_until_somebody_tells() -> None:
    figures = (
        told("a", SINCE, UNTIL, 40),
        OutsideFigure(id="b", code="city_advanced", since=SINCE, until=UNTIL, amount=D("400.00")),
    )
    rows = SpanRows(paid=(money("c1", "100.00"),), outside=figures)
    found = made(rows)
    assert (found.share_of_accidents, found.share_of_city) == (D("2.50"), D("25.00"))
    bare = made(SpanRows(paid=rows.paid))
    assert (bare.share_of_accidents, bare.share_of_city) == (None, None)
    none = replace(found, outside={name: Outside() for name in found.outside})
    assert (none.share_of_accidents, none.share_of_city) == (None, None)


# Spans --------------------------------------------------------------------------------------------


def test_quarters_follow_each_other_without_a_gap() -> None:
    spans = [period(2026, number) for number in (1, 2, 3, 4)]
    assert (spans[0][0], spans[-1][1]) == (SINCE, UNTIL)
    for (_, end), (start, _) in pairwise(spans):
        assert start == end + timedelta(days=1)
    assert spans[-1] == (date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(ValueError, match="quarter"):
        period(2026, 5)


def test_a_whole_year_goes_from_its_first_day_to_its_last() -> None:
    assert period(2026) == (SINCE, UNTIL)


def test_an_application_that_came_settled_from_elsewhere_counts_nowhere() -> None:
    theirs = FundApplication(
        id="f", case_id="c", approved=D("9.00"), received_on=SINCE, decided_on=SINCE, victim_id="v"
    )
    assert theirs.serial is None
    found = plain_returns.report(FundRecords(applications=(theirs,)), SINCE, UNTIL)
    assert (found.asked, found.approved, found.cases) == (0, 0, {})


# Money that lies (CHK-01) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "first", "last", "months"),
    [
        ((), "", "2026-09", 0),
        ((), "2026-03", "2026-09", 7),
        (("2026-09",), "2026-01", "2026-09", 0),
        (("2025-11",), "2025-01", "2026-02", 3),
        (("2026-10", "2026-07"), "2025-01", "2026-09", 2),
        ((), "2026-10", "2026-09", 0),
    ],
)
def test_months_without_a_payment_are_counted_to_the_end(
    paid: tuple[str, ...], first: str, last: str, months: int
) -> None:
    assert idle_months(paid, first, last) == months


def test_a_balance_is_told_in_years_of_spending_and_of_need() -> None:
    need = OutsideFigure(id="n", code="yearly_need", since=SINCE, until=UNTIL, amount=D("400.00"))
    ever = Ever(closing=D("1000.00"), spent_year_before=D("300.00"), idle_months=5)
    found = made(SpanRows(outside=(need,)), ever)
    assert (found.years_of_spending, found.years_of_need) == (D("3.3"), D("2.5"))
    assert found.idle_months == 5
    bare = made(SpanRows(), Ever(closing=D("1000.00")))
    assert (bare.years_of_spending, bare.years_of_need) == (None, None)

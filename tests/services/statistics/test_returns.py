"""Returns of a small office reckoned by hand; frozen they never change."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundSituation,
    FundState,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.fund_figures import AgeBand, Outside, Paid
from mediation_app.domain.fund_returns import FundReturn, ReturnPeriod
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Party
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentReceipt,
)
from mediation_app.domain.spans import read_span
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound
from tests.services.statistics.conftest import ADMIN, CLERK, LEADER, OTHER, Bench

D = Decimal


def entry(key: str, kind: LedgerKind, on: date, amount: str, subject: str = "") -> LedgerEntry:
    return LedgerEntry(id=key, kind=kind, booked_on=on, amount=D(amount), subject_id=subject)


def small_office(bench: Bench) -> None:
    """Three cases: one paid for twice, one refused, one paid in the quarter after."""
    bench.put(
        *(
            Case(
                id=f"c{n}", number=f"（2026）东道交调字第000{n}号", number_year=2026, serial=n,
                accepted_on=date(2026, 7, n),
            )
            for n in (1, 2, 3)
        ),
        Accident(id="a1", case_id="c1", occurred_at=at(date(2026, 7, 1))),
        Party(
            id="v1", case_id="c1", name="孟庆海", id_number="372522197405164510",
            household_address="东阿县刘集镇关山村",
        ),
    )  # fmt: skip
    common = {
        "received_on": date(2026, 7, 10), "complete_on": date(2026, 7, 10),
        "accepted_on": date(2026, 7, 10), "number_year": 2026, "decide_due": date(2026, 7, 15),
        "situation": FundSituation.C1,
    }  # fmt: skip
    first = FundApplication(
        id="f1", case_id="c1", victim_id="v1", number="申1", serial=1, hospital="县医院",
        state=FundState.PAID, approved=D("57160.00"), decided_on=date(2026, 7, 14),
        pay_due=date(2026, 7, 16), **common,
    )  # fmt: skip
    bench.put(
        first,
        replace(
            first, id="f2", number="申2", serial=2, kind=FundKind.FUNERAL, hospital="",
            approved=D("9710.00"), decided_on=date(2026, 7, 16),
        ),
        replace(
            first, id="f3", case_id="c2", victim_id="", number="申3", serial=3, state=FundState.REFUSED,
            approved=D("0.00"), refusal_codes=("N02",),
        ),
        replace(
            first, id="f4", case_id="c3", victim_id="", number="申4", serial=4, approved=D("1.00"),
            received_on=date(2026, 10, 8), accepted_on=None, decided_on=date(2026, 10, 9),
        ),
        # settled in another office and taken over as history: its money is not ours
        replace(
            first, id="f5", case_id="c3", victim_id="", number="外（移入）", number_year=None,
            serial=None, approved=D("5000.00"),
        ),
    )  # fmt: skip
    payment = Payment(
        id="y1", case_id="c1", application_id="f1", state=PaymentState.PAID,
        amount=D("57160.00"), paid_on=date(2026, 7, 15),
    )  # fmt: skip
    bench.put(
        payment,
        replace(payment, id="y2", application_id="f2", amount=D("9710.00"), paid_on=date(2026, 7, 17)),
        replace(
            payment, id="y4", case_id="c3", application_id="f4", amount=D("1.00"),
            paid_on=date(2026, 10, 9),
        ),
        replace(payment, id="y5", case_id="c3", application_id="f5", amount=D("5000.00")),
        Recovery(
            id="r1", case_id="c1", application_id="f1", payment_id="y1", opening=D("57160.00"),
            recovered=D("18000.00"), opened_on=date(2026, 7, 15),
        ),
        DebtorShare(
            id="s1", case_id="c1", recovery_id="r1", name="平安财险", basis=DebtorBasis.INSURER
        ),
        RepaymentReceipt(
            id="h1", case_id="c1", recovery_id="r1", payer_name="平安财险", amount=D("18000.00"),
            received_on=date(2026, 9, 1),
        ),
        entry("e0", LedgerKind.OPENING, date(2026, 1, 1), "1000000.00"),
        entry("e1", LedgerKind.PREMIUM, date(2026, 6, 30), "200000.00"),
        entry("e2", LedgerKind.PAID_OUT, date(2026, 7, 15), "-57160.00", "y1"),
        entry("e3", LedgerKind.PAID_OUT, date(2026, 7, 17), "-9710.00", "y2"),
        entry("e4", LedgerKind.INTEREST, date(2026, 9, 21), "812.40"),
        entry("e5", LedgerKind.RECOVERED, date(2026, 9, 1), "18000.00", "h1"),
        entry("e6", LedgerKind.PAID_OUT, date(2026, 10, 9), "-1.00", "y4"),
    )  # fmt: skip


def test_the_third_quarter_by_hand(bench: Bench) -> None:
    small_office(bench)
    found = bench.workbench.returns.draft(LEADER, "2026Q3")
    assert (found.asked, found.accepted, found.approved, found.refused) == (3, 3, 2, 1)
    assert found.refusals == {"N02": 1}
    assert (found.decided, found.in_time) == (3, 2), "f2 was decided a day late"
    assert (found.paid_timed, found.paid_in_time) == (2, 1)
    # 07-10 is a Friday: 13, 14 / 13 … 16 / 13, 14
    assert (found.decide_days.median, found.decide_days.ninetieth) == (2, 4)
    assert found.paid == Paid(cases=1, victims=1, amount=D("66870.00"))
    assert found.by_kind["rescue"].amount == D("57160.00")
    assert found.by_kind["funeral"] == Paid(cases=1, victims=1, amount=D("9710.00"))
    assert found.by_situation["C1"].amount == D("66870.00")
    assert found.by_hospital == {"县医院": Paid(cases=1, victims=1, amount=D("57160.00"))}
    assert found.by_age[AgeBand.ADULT].victims == found.by_area["village"].victims == 1
    assert (found.recovered, found.recovered_from["insurer"]) == (D("18000.00"),) * 2
    assert (found.rate, found.rate_ever) == (D("26.92"), D("26.92"))
    assert found.outstanding == D("48870.00")
    assert (found.opening, found.closing) == (D("1200000.00"), D("1151942.40"))
    assert (found.unexplained, found.recoveries_add_up) == (0, True)
    assert found.cases["paid"] == ("c1",)
    year = bench.workbench.returns.draft(LEADER, "2026")
    assert (year.paid.cases, year.paid.amount) == (2, D("66871.00"))
    assert (year.opening, year.closing) == (D("1000000.00"), D("1151941.40"))


def test_what_another_office_paid_is_not_ours(bench: Bench) -> None:
    small_office(bench)
    found = bench.workbench.returns.draft(LEADER, "2026Q3")
    assert "c3" not in {case for cases in found.cases.values() for case in cases}
    assert found.paid_ever == D("66870.00")


# Freezing -----------------------------------------------------------------------------------------


def freeze(bench: Bench, code: str = "2026Q3", reason: str = "") -> FundReturn:
    return bench.workbench.returns.freeze(LEADER, code, reason).value


def test_chk_04_a_frozen_return_never_changes(bench: Bench) -> None:
    small_office(bench)
    returns = bench.workbench.returns
    first = freeze(bench)
    assert (first.edition, first.period, first.person_name) == (1, ReturnPeriod.QUARTER, "周建民")
    before = returns.frozen(LEADER, first.id).report
    assert before == returns.draft(LEADER, "2026Q3")
    bench.put(entry("e7", LedgerKind.FINES, date(2026, 9, 30), "5000.00"))
    assert returns.frozen(LEADER, first.id).report == before
    assert returns.draft(LEADER, "2026Q3").closing == before.closing + D("5000.00")
    differs = {one.line.key: one for one in returns.compare_live(LEADER, first.id)}
    assert set(differs) == {"book.fines", "closing"}
    assert (differs["closing"].before, differs["closing"].after) == (
        D("1151942.40"),
        D("1156942.40"),
    )


def test_a_correction_is_a_further_edition_with_its_reason(bench: Bench) -> None:
    small_office(bench)
    returns = bench.workbench.returns
    first = freeze(bench)
    with pytest.raises(NotAllowed) as same:
        freeze(bench, reason="看错了")
    assert (same.value.code, same.value.params["edition"]) == ("returns.nothing_changed", 1)
    bench.put(entry("e7", LedgerKind.FINES, date(2026, 9, 30), "5000.00"))
    with pytest.raises(InvalidInput) as bare:
        freeze(bench, reason="  ")
    assert (bare.value.code, bare.value.field) == ("returns.reason_missing", "reason")
    second = freeze(bench, reason="补记一笔罚款")
    assert (second.edition, second.reason) == (2, "补记一笔罚款")
    row = next(r for r in returns.rows(LEADER, 2026) if r.span.code == "2026Q3")
    assert [one.edition for one in row.editions] == [2, 1]
    assert row.latest is not None
    assert row.latest.id == second.id
    assert {d.line.key for d in returns.compare(LEADER, first.id, second.id)} == {
        "book.fines",
        "closing",
    }
    assert returns.frozen(LEADER, first.id).record.reason == ""


@pytest.mark.parametrize(
    ("who", "code"), [(ADMIN, "returns.admin_no_business"), (CLERK, "returns.not_yours")]
)
def test_not_everybody_freezes(bench: Bench, who: object, code: str) -> None:
    with pytest.raises(NotAllowed) as caught:
        bench.workbench.returns.freeze(who, "2026Q3")  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_span_that_runs_is_not_frozen(bench: Bench) -> None:
    with pytest.raises(NotAllowed) as caught:
        freeze(bench, "2026Q4")
    assert caught.value.code == "returns.not_over"
    assert caught.value.params["until"] == "2026-12-31"
    bench.clock.put(2026, 9, 30)
    with pytest.raises(NotAllowed):
        freeze(bench)
    bench.clock.put(2026, 10, 1)
    assert freeze(bench).frozen_on == date(2026, 10, 1)


def test_months_and_years_are_frozen_beside_the_quarter(bench: Bench) -> None:
    small_office(bench)
    bench.clock.put(2027, 1, 4)
    assert [freeze(bench, code).edition for code in ("2026-07", "2026Q3", "2026")] == [1, 1, 1]
    assert freeze(bench, "2026-08").edition == 1


def test_a_text_that_was_changed_past_the_program_is_refused(bench: Bench) -> None:
    small_office(bench)
    first = freeze(bench)
    store = bench.workbench.context.store
    with store.connection(write=True) as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                text(
                    "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='fund_returns'"
                )
            ).scalars()
            for name in list(names):
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            connection.execute(text("ALTER TABLE fund_returns DISABLE TRIGGER USER"))
        connection.execute(
            text("UPDATE fund_returns SET figures = replace(figures, '66870.00', '66871.00')")
        )
    with pytest.raises(BadFile) as caught:
        bench.workbench.returns.frozen(LEADER, first.id)
    assert caught.value.code == "returns.damaged"


def test_the_store_itself_refuses_to_change_an_edition(bench: Bench) -> None:
    small_office(bench)
    first = freeze(bench)
    store = bench.workbench.context.store
    with pytest.raises(Exception, match=r".") as caught, store.write(LEADER, "test") as unit:  # noqa: PT012
        unit.change(first, replace(first, figures="{}"))
        unit.commit()
    assert not isinstance(caught.value, AssertionError)
    assert bench.workbench.returns.frozen(LEADER, first.id).record.figures == first.figures


def test_nobody_else_reads_our_editions(bench: Bench) -> None:
    small_office(bench)
    first = freeze(bench)
    with pytest.raises(NotFound):
        bench.workbench.returns.frozen(OTHER, first.id)
    assert all(not row.editions for row in bench.workbench.returns.rows(OTHER, 2026))


def test_what_stands_by_plan_is_compared_with_its_cases(bench: Bench) -> None:
    small_office(bench)
    returns = bench.workbench.returns
    with bench.workbench.context.store.write(LEADER, "test") as unit:
        recovery = unit.get(Recovery, "r1")
        unit.change(recovery, replace(recovery, state=RecoveryState.AGREED))
        unit.commit()
    first = freeze(bench)
    assert returns.compare_live(LEADER, first.id) == []
    frozen, live = returns.frozen(LEADER, first.id).report, returns.draft(LEADER, "2026Q3")
    assert (frozen.by_plan, frozen.cases["by_plan"]) == (D("39160.00"), ("c1",))
    for report in (frozen, live):
        assert returns.case_counts(LEADER, report)["by_plan"] == 1
        behind = returns.cases_behind(LEADER, report, "by_plan")
        assert [row.case_id for row in behind.rows] == ["c1"]
    with bench.workbench.context.store.write(LEADER, "test") as unit:
        recovery = unit.get(Recovery, "r1")
        unit.change(recovery, replace(recovery, state=RecoveryState.LAWSUIT))
        unit.commit()
    found = {one.line.key: (one.came, one.went) for one in returns.compare_live(LEADER, first.id)}
    assert found == {"by_plan": ((), ("c1",)), "in_court": (("c1",), ())}


def test_two_people_cannot_make_the_same_edition(bench: Bench) -> None:
    small_office(bench)
    first = freeze(bench)
    with pytest.raises(Exception, match=r".") as caught:
        bench.put(replace(first, id="twice", version=0))
    assert not isinstance(caught.value, AssertionError)


# Behind the figures -------------------------------------------------------------------------------


def test_the_cases_behind_a_figure_frozen_and_live(bench: Bench) -> None:
    small_office(bench)
    returns = bench.workbench.returns
    first = freeze(bench)
    report = returns.frozen(LEADER, first.id).report
    behind = returns.cases_behind(LEADER, report, "asked")
    assert (behind.label, behind.total) == ("申请", 2)
    assert [row.case_id for row in behind.rows] == ["c1", "c2"]
    live = returns.cases_behind(LEADER, returns.draft(LEADER, "2026"), "by_kind.rescue.cases")
    assert {row.case_id for row in live.rows} == {"c1", "c3"}
    assert returns.cases_behind(LEADER, report, "by_kind.hardship").rows == ()
    for figure in ("closing", "nothing"):
        with pytest.raises(NotFound):
            returns.cases_behind(LEADER, report, figure)


# Terms --------------------------------------------------------------------------------------------


def test_terms_come_from_the_rules_with_their_doubt(bench: Bench) -> None:
    rows = {row.span.code: row for row in bench.workbench.returns.rows(LEADER, 2026)}
    assert list(rows)[:2] == ["2026", "2026Q4"]
    (quarter,) = rows["2026Q3"].dues
    assert (quarter.rule_id, quarter.day, quarter.sure) == ("fund.D23", date(2026, 10, 27), False)
    assert "国庆节" in quarter.text
    assert quarter.days_left == -28
    year = {due.rule_id: due.day for due in rows["2026"].dues}
    assert year == {"fund.D24": date(2027, 2, 1), "fund.D25": date(2027, 3, 1)}
    assert rows["2026-10"].dues == ()
    assert (rows["2026Q3"].over, rows["2026Q4"].over, rows["2026-11"].over) == (True, False, False)
    (waiting,) = rows["2026Q4"].dues
    assert waiting.day is None, "the holidays of 2027 are not known"


def test_what_is_due_is_what_is_over_and_not_frozen(bench: Bench) -> None:
    returns = bench.workbench.returns
    assert returns.due(LEADER) == (), "before the book begins nothing is due"
    small_office(bench)
    assert [due.span.code for due in returns.due(LEADER)] == ["2026Q1", "2026Q2", "2026Q3"]
    freeze(bench)
    assert [due.span.code for due in returns.due(LEADER)] == ["2026Q1", "2026Q2"]
    bench.clock.put(2027, 1, 10)
    found = {(due.span.code, due.rule_id) for due in returns.due(LEADER)}
    assert ("2026", "fund.D24") in found
    assert ("2026", "fund.D25") not in found, "50 days away"
    assert ("2026Q4", "fund.D23") in found, "unknown days are told, not left out"


# Figures from outside -----------------------------------------------------------------------------


def test_a_figure_from_outside_needs_its_source(bench: Bench) -> None:
    small_office(bench)
    returns, span = bench.workbench.returns, read_span("2026Q3")

    def put(code: str = "casualty_accidents", **more: object) -> None:
        given = {"count": 8, "source": "交警大队月报"} | more
        returns.put_outside(LEADER, code, span.since, span.until, **given)  # type: ignore[arg-type]

    for more, code in (
        ({"source": " "}, "returns.source_missing"),
        ({"count": -1}, "returns.figure_negative"),
        ({"amount": D("-1.00")}, "returns.figure_negative"),
    ):
        with pytest.raises(InvalidInput) as caught:
            put(**more)  # type: ignore[arg-type]
        assert caught.value.code == code
    with pytest.raises(InvalidInput):
        put("weather")
    with pytest.raises(InvalidInput):
        returns.put_outside(LEADER, "complaints", span.until, span.since, count=1, source="x")
    with pytest.raises(NotAllowed):
        returns.put_outside(CLERK, "complaints", span.since, span.until, count=1, source="x")
    put()
    put(count=16, source="更正")
    found = returns.draft(LEADER, span)
    assert found.outside == {"casualty_accidents": Outside(16, D("0.00"), "更正")}
    assert found.share_of_accidents == D("6.25")
    assert [one.count for one in returns.outside(LEADER, span.since, span.until)] == [8, 16]


# Going out ----------------------------------------------------------------------------------------


def words(pdf: bytes) -> str:
    return "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    )


def test_the_paper_of_an_edition_shows_what_was_frozen(bench: Bench) -> None:
    small_office(bench)
    returns = bench.workbench.returns
    first = freeze(bench)
    bench.put(entry("e7", LedgerKind.FINES, date(2026, 9, 30), "5000.00"))
    bench.clock.put(2026, 12, 2)
    paper = returns.paper(LEADER, first.id)
    told = words(paper.pdf())
    for piece in (
        "2026年7月1日至2026年9月30日", "66,870.00", "26.92%", "1,151,942.40", "填报日期：2026年11月24日",
        "第1版", "2/3，66.7%", "聊城市救助基金管理中心",
    ):  # fmt: skip
        assert piece in told, piece
    assert "1,156,942.40" not in told
    assert paper.missing == ()
    now = words(returns.draft_paper(LEADER, "2026Q3").pdf())
    assert "1,156,942.40" in now
    assert "第1版" not in now
    assert "未冻结" in now


def test_the_sheet_of_an_edition_reads_back_as_numbers(bench: Bench) -> None:
    small_office(bench)
    returns = bench.workbench.returns
    first = freeze(bench)
    book = openpyxl.load_workbook(io.BytesIO(returns.workbook(LEADER, first.id)))
    sheet = book.worksheets[0]
    assert sheet.title == "2026年第三季度"
    values = {row[0].value: row[1] for row in sheet.iter_rows() if row[1].value is not None}
    assert values["期末余额"].value == pytest.approx(1151942.40)
    assert values["期末余额"].number_format == "#,##0.00"
    assert values["当期追偿率（当期追回÷当期垫付）"].value == pytest.approx(0.2692)
    assert values["申请"].value == 3
    heads = [cell.value for cell in sheet["A"] if cell.value]
    assert any(first.digest in str(text_) for text_ in heads)
    draft = openpyxl.load_workbook(io.BytesIO(returns.workbook(LEADER, span="2026Q3")))
    assert any("未冻结" in str(cell.value) for cell in draft.worksheets[0]["A"])


def test_an_unknown_period_is_refused(bench: Bench) -> None:
    with pytest.raises(InvalidInput):
        bench.workbench.returns.draft(LEADER, "2026Q9")

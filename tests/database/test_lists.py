"""Pages by key: forwards, backwards, from either end, the same rows as sorting everything."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.clock import SetClock
from mediation_app.database.bulk import bulk_insert
from mediation_app.database.queries import (
    CASE_GROUPS,
    COUNT_CAP,
    FUND_GROUPS,
    CaseQuery,
    FundFlag,
    FundQuery,
    Order,
    case_group,
)
from mediation_app.database.store import Store
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundState, PaymentState
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person
from tests.database.conftest import UNIT, sample_file, stored
from tests.support.places import Places


def _files(count: int) -> list[CaseFile]:
    dice = random.Random(11)
    files = []
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for index in range(count):
        file = sample_file()
        state = dice.choice(list(MediationState))
        numbered = state is not MediationState.REGISTERED
        case = replace(
            file.case,
            state=state,
            number=f"〔2026〕{index + 1}号" if numbered else "",
            number_year=2026 if numbered else None,
            serial=index + 1 if numbered else None,
            due_on=date(2026, 3, 1) + timedelta(days=dice.randrange(40)),
            mediator_id=dice.choice(("m1", "m2", "")),
            jurisdiction=dice.choice(("371500", "370100")),
            created_at=start + timedelta(hours=index),
            updated_at=start + timedelta(hours=dice.randrange(500)),
        )
        funds = file.funds if dice.random() < 0.3 else ()
        if funds:
            application = replace(
                funds[0].application,
                state=dice.choice(list(FundState)),
                decide_due=date(2026, 3, 1) + timedelta(days=dice.randrange(40)),
            )
            funds = (replace(funds[0], application=application),)
        files.append(replace(file, case=case, funds=funds))
    return files


@pytest.fixture
def many(
    engine_name: str,
    places: Places,
    clock: SetClock,
    actor: Actor,
    opened: Callable[[Store], Store],
) -> Store:
    def build(url: str) -> None:
        store = Store.open(url, clock)
        bulk_insert(store, _files(230), actor=actor)
        store.close()

    return opened(Store.open(places.copy_of(engine_name, "lists", build), clock))


QUERIES = [
    CaseQuery(),
    CaseQuery(order=Order.UPDATED),
    CaseQuery(order=Order.DUE),
    CaseQuery(groups=("open",)),
    CaseQuery(groups=("open", "performing"), order=Order.UPDATED),
    CaseQuery(states=(MediationState.ACCEPTED,)),
    CaseQuery(mediator_id="m1", order=Order.UPDATED),
    CaseQuery(fund=FundFlag.WITH),
    CaseQuery(fund=FundFlag.WITHOUT, jurisdiction="371500"),
    CaseQuery(due_until=date(2026, 3, 10), order=Order.DUE),
    CaseQuery(fund_states=(FundState.PAID, FundState.APPROVAL)),
]


def _walk(page_of: Callable[[Any], Any], query: Any) -> tuple[list[Any], list[int]]:
    rows, sizes, page = [], [], page_of(query)
    while True:
        rows.extend(page.rows)
        sizes.append(len(page.rows))
        if not page.has_after:
            return rows, sizes
        page = page_of(replace(query, after=page.last))


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_walking_by_pages_gives_every_row_once(many: Store, actor: Actor, query: CaseQuery) -> None:
    with many.read(actor) as reader:
        whole = reader.case_page(replace(query, limit=1000))
        rows, _ = _walk(reader.case_page, replace(query, limit=17))
        assert rows == list(whole.rows)
        assert len({row.case_id for row in rows}) == len(rows) == whole.count > 0
        # from the far end back to the start
        page = reader.case_page(replace(query, limit=17, at_end=True))
        assert not page.has_after
        back = list(page.rows)
        while page.has_before:
            page = reader.case_page(replace(query, limit=17, before=page.first))
            back = [*page.rows, *back]
        assert back == rows


def test_order_and_filters(many: Store, actor: Actor) -> None:
    with many.read(actor) as reader:
        by_number = reader.case_page(CaseQuery(limit=1000)).rows
        numbers = [row.number_short or "9999" for row in by_number]
        assert numbers == sorted(numbers, reverse=True)
        updated = [
            row.updated_at
            for row in reader.case_page(CaseQuery(order=Order.UPDATED, limit=1000)).rows
        ]
        assert updated == sorted(updated, reverse=True)
        due = reader.case_page(CaseQuery(order=Order.DUE, limit=1000)).rows
        assert [row.due_on for row in due] == sorted(row.due_on for row in due if row.due_on)
        assert {case_group(row.state) for row in due} == {"open"}
        assert all(row.state is not MediationState.VOIDED for row in by_number)
        voided = reader.case_page(CaseQuery(groups=("voided",))).rows
        assert {row.state for row in voided} == {MediationState.VOIDED}
        with_fund = reader.case_page(CaseQuery(fund=FundFlag.WITH, limit=1000)).rows
        assert all(row.fund_state is not None for row in with_fund)
        counts = reader.state_counts()
    assert sum(counts.values()) == 230
    assert set(counts) == set(CASE_GROUPS)


@pytest.mark.parametrize(
    "query",
    [
        FundQuery(),
        FundQuery(order=Order.UPDATED),
        FundQuery(groups=("open", "deciding"), order=Order.DUE),
        FundQuery(states=(FundState.PAID,)),
        FundQuery(states=(FundState.REVIEW1, FundState.APPROVED, FundState.DRAFT)),
    ],
    ids=str,
)
def test_applications_page_too(many: Store, actor: Actor, query: FundQuery) -> None:
    with many.read(actor) as reader:
        whole = reader.fund_page(replace(query, limit=1000))
        rows, _ = _walk(reader.fund_page, replace(query, limit=7))
    assert rows == list(whole.rows)
    assert all(row.victim == "王秀兰" for row in rows)


def test_open_terms_come_by_urgency(many: Store, actor: Actor) -> None:
    with many.read(actor) as reader:
        rows = reader.due_rows(date(2026, 3, 20))
        few = reader.due_rows(date(2026, 3, 20), limit=5)
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert max(row.due_on for row in rows) <= date(2026, 3, 20)
    assert {row.kind for row in rows} == {"case", "fund"}
    assert few == rows[:5]


def test_the_line_of_a_case_follows_its_records(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    with store.write(actor, "建人员") as unit:
        mediator = unit.add(Person(id=new_id(), login="sun", name="孙浩"))
        unit.commit()
    fund = file.funds[0]
    paid = replace(fund.payments[0], state=PaymentState.PAID)
    application = replace(fund.application, state=FundState.PAID, approved=Decimal("43246.80"))
    new = replace(
        file,
        case=replace(
            file.case, mediator_id=mediator.id, due_on=date(2026, 4, 1), number="〔2026〕1号",
            number_year=2026, serial=1, state=MediationState.MEDIATING,
        ),
        funds=(replace(fund, application=application, payments=(paid,)),),
    )  # fmt: skip
    with store.write(actor, "改") as unit:
        unit.save(file, new)
        unit.commit()
    with store.read(actor) as reader:
        (row,) = reader.case_page(CaseQuery()).rows
        (line,) = reader.fund_page(FundQuery()).rows
    assert (row.number_short, row.parties, row.handler) == ("2026-0001", "王秀兰 与 李强", "孙浩")
    assert row.place == "东昌路与柳园路交叉口"
    assert row.accident_at == file.accident.occurred_at
    assert (row.state, row.fund_state) == (MediationState.MEDIATING, FundState.PAID)
    assert (line.case_number_short, line.approved, line.paid) == (
        "2026-0001", Decimal("43246.80"), Decimal("43246.80"),
    )  # fmt: skip
    with store.write(actor, "作废申请") as unit:
        unit.void(unit.fund_file(application.id).application, "误建")
        unit.commit()
    with store.read(actor) as reader:
        assert reader.fund_page(FundQuery()).rows == ()
        assert reader.case_page(CaseQuery()).rows[0].fund_state is None


def test_counts_stop_at_the_cap(store: Store, actor: Actor) -> None:
    bulk_insert(
        store, (CaseFile(case=Case(id=new_id())) for _ in range(COUNT_CAP + 5)), actor=actor
    )
    with store.read(actor) as reader:
        page = reader.case_page(CaseQuery(limit=3))
    assert (page.count, page.count_is_capped) == (COUNT_CAP, True)


def test_every_state_belongs_to_one_group() -> None:
    for groups, states in ((CASE_GROUPS, MediationState), (FUND_GROUPS, FundState)):
        spread = [state for found in groups.values() for state in found]
        assert sorted(spread) == sorted(states)


# --- bulk -------------------------------------------------------------------------------------


def test_bulk_stores_what_single_saves_store(store: Store, actor: Actor, clock: SetClock) -> None:
    moment = datetime(2025, 6, 1, 8, 0, tzinfo=UTC)
    file = sample_file()
    case = replace(file.case, number="〔2025〕1号", number_year=2025, serial=1, created_at=moment)
    file = replace(file, case=case)
    told: list[int] = []
    assert bulk_insert(store, [file], actor=actor, series={Case: "case"}, progress=told.append) == 1
    assert told == [1]
    with store.read(actor) as reader:
        loaded = reader.case_file(case.id)
        assert [row.case_id for row in reader.search_cases("3k567")] == [case.id]
        (entry,) = reader.audit_page()
    assert loaded.case.created_at == moment
    assert (loaded.case.unit_code, loaded.case.version) == (UNIT, 1)
    assert loaded.parties[0].created_at == clock.now()
    assert [p.name for p in loaded.parties] == [p.name for p in file.parties]
    assert (entry.kind, entry.detail["Case"]) == ("bulk", 1)
    assert verify(store).sound
    with store.write(actor, "受理") as unit:
        assert unit.draw_number("case", 2025) == 2
        assert unit.draw_number("case", 2026) == 1

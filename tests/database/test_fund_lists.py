"""The list of recoveries and the kept sums are what the records say, after any history."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from mediation_app.database import fund_sums, read_model
from mediation_app.database import system_tables as system
from mediation_app.database.book_pages import balance_before, book_page, book_span, book_totals
from mediation_app.database.book_queries import BookLine, BookQuery
from mediation_app.database.bulk import bulk_insert, bulk_records
from mediation_app.database.recovery_queries import (
    RecoveryLine,
    RecoveryOrder,
    RecoveryQuery,
    Standing,
)
from mediation_app.database.store import Store
from mediation_app.database.unit_of_work import UnitOfWork
from mediation_app.database.verify import verify
from mediation_app.domain.ageing import Age, age_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundState, LedgerEntry, LedgerKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import from_fen, to_fen
from mediation_app.domain.offices import Actor
from mediation_app.domain.recovery import (
    Recovery,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.recovery_clock import is_idle
from mediation_app.domain.recovery_plan import parts_of, stand_on
from tests.database.conftest import UNIT, sample_file, stored

ON = date(2026, 3, 2)
D = Decimal
RUNNING = [
    s for s in RecoveryState if s not in (RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF)
]


def _with_recovery(dice: random.Random) -> CaseFile:
    """A case whose recovery stands anywhere, with or without a plan."""
    file = sample_file()
    fund = file.funds[0]
    opened = ON - timedelta(days=dice.randrange(1400))
    opening = D(dice.randrange(10_000, 900_000)).scaleb(-2)
    state = dice.choice(list(RecoveryState))
    recovery = replace(
        fund.recoveries[0],
        state=state,
        opening=opening,
        opened_on=opened,
        acted_on=dice.choice((None, opened, ON - timedelta(days=dice.randrange(200)))),
        limitation_on=dice.choice((None, ON + timedelta(days=dice.randrange(-30, 800)))),
        next_step_on=dice.choice((None, ON + timedelta(days=dice.randrange(-60, 60)))),
        review_on=dice.choice((None, ON + timedelta(days=dice.randrange(-9, 9)))),
        pay_by=dice.choice((None, opened + timedelta(days=dice.randrange(400)))),
        recovered=opening if state is RecoveryState.RECOVERED else D("0.00"),
    )
    third = (opening / 3).quantize(D("0.01"))
    rows = tuple(
        RepaymentRow(
            id=new_id(),
            case_id=file.case.id,
            recovery_id=recovery.id,
            position=place,
            due_on=opened + timedelta(days=90 * place + dice.randrange(60)),
            amount=third if place < 2 else opening - 2 * third,
        )
        for place in range(dice.choice((0, 3)))
    )
    application = replace(fund.application, state=dice.choice(list(FundState)), approved=opening)
    fund = replace(fund, application=application, recoveries=(recovery,), repayment_rows=rows)
    return replace(file, funds=(fund,))


def _change(dice: random.Random, file: CaseFile) -> CaseFile:
    """Something that happens to a recovery: money comes, a step is planned, the state changes."""
    fund = file.funds[0]
    recovery = fund.recoveries[0]
    act = dice.randrange(4)
    if act == 0 and recovery.outstanding > 1 and recovery.written_off == 0:
        amount = min(D(dice.randrange(1, 200_000)).scaleb(-2), recovery.outstanding)
        receipt = RepaymentReceipt(
            id=new_id(),
            case_id=file.case.id,
            recovery_id=recovery.id,
            amount=amount,
            received_on=ON - timedelta(days=dice.randrange(40)),
        )
        recovery = replace(recovery, recovered=recovery.recovered + amount)
        fund = replace(fund, repayment_receipts=(*fund.repayment_receipts, receipt))
    elif act == 1:
        recovery = replace(recovery, next_step_on=ON + timedelta(days=dice.randrange(-20, 90)))
    elif act == 2:
        recovery = replace(recovery, state=dice.choice(RUNNING))
    else:
        application = replace(fund.application, state=dice.choice(list(FundState)))
        fund = replace(fund, application=application)
    return replace(file, funds=(replace(fund, recoveries=(recovery,)),))


@pytest.fixture
def lived(store: Store, actor: Actor) -> list[CaseFile]:
    """An office after a random history: half of it imported, half written case by case."""
    dice = random.Random(5)
    files = [stored(store, actor, _with_recovery(dice)) for _ in range(15)]
    for _ in range(40):
        place = dice.randrange(len(files))
        with store.write(actor, "追偿") as unit:
            files[place] = unit.save(files[place], _change(dice, files[place]))
            unit.commit()
    bulk = [_with_recovery(dice) for _ in range(25)]
    bulk_insert(store, bulk, actor=actor, batch=10)
    with store.read(actor) as reader:
        return files + [reader.case_file(file.case.id) for file in bulk]


def _recoveries(files: list[CaseFile]) -> Iterator[tuple[CaseFile, Recovery]]:
    for file in files:
        yield from ((file, one) for one in file.funds[0].recoveries)


def _walk(store: Store, actor: Actor, query: RecoveryQuery) -> list[RecoveryLine]:
    found: list[RecoveryLine] = []
    with store.read(actor) as reader:
        page = reader.recovery_page(query)
        while True:
            found.extend(page.rows)
            if not page.has_after:
                return found
            page = reader.recovery_page(replace(query, after=page.last))


def test_a_line_is_what_the_records_say(store: Store, actor: Actor, lived: list[CaseFile]) -> None:
    lines = {line.recovery_id: line for line in _walk(store, actor, RecoveryQuery(limit=7))}
    assert len(lines) == len(lived)
    for file, recovery in _recoveries(lived):
        line = lines[recovery.id]
        parts = parts_of(file.funds[0], recovery)
        runs = recovery.state in RUNNING and recovery.owed > 0
        assert line.outstanding == recovery.owed
        assert line.running is runs
        for on in (ON, ON + timedelta(days=100)):
            wanted = stand_on(parts, on, None).overdue if runs else 0
            assert line.overdue(on) == wanted, recovery
        assert line.victim == file.parties[0].name
        assert line.debtors == file.funds[0].debtor_shares[0].name


def test_ageing_counts_every_running_one_once(
    store: Store, actor: Actor, lived: list[CaseFile]
) -> None:
    lines = [line for line in _walk(store, actor, RecoveryQuery()) if line.aged_from]
    wanted: Counter[Age] = Counter()
    for line in lines:
        assert line.aged_from is not None
        wanted[age_of(line.aged_from, ON)] += to_fen(line.outstanding)
    with store.connection() as connection:
        for age in Age:
            own = _walk(
                store, actor, RecoveryQuery(order=RecoveryOrder.AGE, age=age, on=ON, limit=3)
            )
            assert sum(to_fen(line.outstanding) for line in own) == wanted[age]
        due = fund_sums.before(connection, UNIT, fund_sums.DUE, ON)
    assert from_fen(due.amount) == sum((line.overdue(ON) for line in lines), D("0.00"))


def test_lists_of_what_is_due(store: Store, actor: Actor, lived: list[CaseFile]) -> None:
    yesterday = ON - timedelta(days=1)
    idle = _walk(store, actor, RecoveryQuery(order=RecoveryOrder.IDLE, until=yesterday, limit=4))
    assert {line.recovery_id for line in idle} == {
        recovery.id
        for _, recovery in _recoveries(lived)
        if recovery.state in RUNNING and is_idle(recovery, ON, 90)
    }
    steps = _walk(store, actor, RecoveryQuery(order=RecoveryOrder.NEXT_STEP, until=ON, limit=4))
    assert [line.next_step_on for line in steps] == sorted(
        recovery.next_step_on
        for _, recovery in _recoveries(lived)
        if recovery.state in RUNNING and recovery.next_step_on and recovery.next_step_on <= ON
    )
    over = _walk(store, actor, RecoveryQuery(standing=Standing.RECOVERED, limit=2))
    assert {line.state for line in over} <= {RecoveryState.RECOVERED}


@pytest.mark.usefixtures("lived")
def test_pages_hold_every_row_once(store: Store, actor: Actor) -> None:
    for order in RecoveryOrder:  # one office for all of them: playing it costs more than reading
        _goes_both_ways(store, actor, order)


def _goes_both_ways(store: Store, actor: Actor, order: RecoveryOrder) -> None:
    whole = [line.recovery_id for line in _walk(store, actor, RecoveryQuery(order=order))]
    assert len(set(whole)) == len(whole)
    by_few = [line.recovery_id for line in _walk(store, actor, RecoveryQuery(order=order, limit=3))]
    assert by_few == whole
    with store.read(actor) as reader:
        page = reader.recovery_page(RecoveryQuery(order=order, at_end=True, limit=3))
        backwards = list(reversed(page.rows))
        while page.has_before:
            page = reader.recovery_page(RecoveryQuery(order=order, before=page.first, limit=3))
            backwards.extend(reversed(page.rows))
    assert [line.recovery_id for line in reversed(backwards)] == whole


def _everything(store: Store) -> dict[str, list[Any]]:
    with store.connection() as connection:
        found = {
            table.name: connection.execute(table.select().order_by(*table.primary_key.columns))
            .mappings()
            .all()
            for table in (system.fund_list, system.recovery_list, system.fund_sums)
        }
    kept = {name: [dict(row) for row in rows] for name, rows in found.items()}
    kept["fund_sums"] = [row for row in kept["fund_sums"] if row["count"] or row["amount"]]
    return kept


def test_a_rebuild_changes_nothing(store: Store, actor: Actor, lived: list[CaseFile]) -> None:
    _entries(store, actor)
    before = _everything(store)
    assert verify(store).sound
    with store.connection(write=True) as connection:
        read_model.rebuild(connection)
    assert _everything(store) == before
    assert verify(store).sound


@pytest.mark.parametrize("table", ["recovery_list", "fund_sums"])
def test_a_wrong_sum_is_found(
    store: Store, actor: Actor, lived: list[CaseFile], table: str
) -> None:
    column = "outstanding" if table == "recovery_list" else "amount"
    with store.connection(write=True) as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = {column} + 1"))
    assert "database.verify_lists" in {doubt.code for doubt in verify(store).doubts}


# --- the book -----------------------------------------------------------------------------------


def _entries(store: Store, actor: Actor, count: int = 70) -> list[LedgerEntry]:
    """Entries of two years, in no order; the last ones in one act and one at a time."""
    dice = random.Random(3)
    kinds = [kind for kind in LedgerKind if kind is not LedgerKind.OPENING]
    made = [
        LedgerEntry(
            id=new_id(),
            kind=dice.choice(kinds),
            booked_on=date(2025, 1, 1) + timedelta(days=dice.randrange(420)),
            amount=D(dice.randrange(-90_000, 90_000)).scaleb(-2),
        )
        for _ in range(count)
    ]
    bulk_records(store, made[:40], actor=actor, action="建账")
    for entry in made[40:]:
        with store.write(actor, "记账") as unit:
            unit.add(entry)
            unit.commit()
    return sorted(made, key=lambda entry: (entry.booked_on, entry.id))


def test_pages_of_the_book_with_the_running_balance(store: Store, actor: Actor) -> None:
    entries = _entries(store, actor)
    wanted, balance = [], D("0.00")
    for entry in entries:
        balance += entry.amount
        wanted.append((entry.id, balance))
    with store.connection() as connection:
        assert from_fen(fund_sums.balance(connection, UNIT)) == balance
        found: list[BookLine] = []
        query = BookQuery(limit=9)
        while True:
            page = book_page(connection, UNIT, query)
            found.extend(page.lines)
            if page.after is None:
                break
            query = replace(query, after=page.after)
        assert [(line.entry.id, line.balance) for line in reversed(found)] == wanted
        june = book_page(connection, UNIT, BookQuery(until="2025-06", limit=1000))
        assert [(line.entry.id, line.balance) for line in reversed(june.lines)] == [
            (entry.id, balance)
            for entry, (_, balance) in zip(entries, wanted, strict=True)
            if entry.booked_on < date(2025, 7, 1)
        ]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 1, 15), date(2025, 6, 7)),
        (date(2025, 4, 3), date(2025, 4, 20)),
        (date(2025, 2, 10), date(2025, 3, 9)),
        (date(2025, 12, 1), date(2026, 2, 28)),
        (date(2030, 1, 1), date(2030, 1, 2)),
    ],
)
def test_spans_and_sums_of_the_book(store: Store, actor: Actor, since: date, until: date) -> None:
    entries = _entries(store, actor)
    inside = [entry for entry in entries if since <= entry.booked_on <= until]
    sums: Counter[LedgerKind] = Counter()
    for entry in inside:
        sums[entry.kind] += to_fen(entry.amount)
    start = sum((entry.amount for entry in entries if entry.booked_on < since), D("0.00"))
    with store.connection() as connection:
        found = book_totals(connection, UNIT, since, until)
        assert {kind: total.amount for kind, total in found.items()} == dict(sums)
        assert sum(total.number for total in found.values()) == len(inside)
        assert from_fen(balance_before(connection, UNIT, since)) == start
        lines = book_span(connection, UNIT, since, until)
    assert [line.entry.id for line in lines] == [entry.id for entry in inside]
    if lines:
        assert lines[0].balance == start + inside[0].amount


def test_a_voided_entry_no_longer_counts(store: Store, actor: Actor) -> None:
    with store.write(actor, "记账") as unit:
        entry = unit.add(
            LedgerEntry(id=new_id(), kind=LedgerKind.FISCAL, booked_on=ON, amount=D("5.00"))
        )
        assert unit.book_balance() == D("5.00")  # within the same act
        unit.commit()
    with store.write(actor, "作废") as unit:
        unit.void(entry, "记错")
        unit.commit()
    with store.read(actor) as reader:
        assert reader.book_balance() == 0
    assert verify(store).sound


def test_another_office_does_not_count(store: Store, actor: Actor, lived: list[CaseFile]) -> None:
    _entries(store, actor)
    other = replace(actor, unit_code="371500")
    assert _walk(store, other, RecoveryQuery()) == []
    with store.connection() as connection:
        assert fund_sums.balance(connection, "371500") == 0
        assert fund_sums.totals(connection, "371500", fund_sums.RECOVERY) == {}
        every = fund_sums.totals(connection, "", fund_sums.RECOVERY)
    assert sum(total.number for total in every.values()) == len(lived)


def test_several_writers_at_once(store: Store, actor: Actor) -> None:
    """Kept sums are shared rows: nobody's change is lost and nobody waits in a circle."""
    dice = random.Random(9)
    files = [stored(store, actor, _with_recovery(dice)) for _ in range(4)]

    def work(place: int) -> None:
        own, file = random.Random(place), files[place]
        for turn in range(6):
            entry = LedgerEntry(
                id=new_id(),
                kind=LedgerKind.RECOVERED,
                booked_on=date(2026, 1 + (place + turn) % 3, 5),
                amount=D("7.00"),
            )

            def act(unit: UnitOfWork, file: CaseFile = file, entry: LedgerEntry = entry) -> Any:
                if own.random() < 0.5:
                    unit.add(entry)
                    return unit.save(file, _change(own, file))
                kept = unit.save(file, _change(own, file))
                unit.add(entry)
                return kept

            file, _ = store.run(actor, "收款", act)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert verify(store).sound
    with store.read(actor) as reader:
        assert reader.book_balance() == D("168.00")

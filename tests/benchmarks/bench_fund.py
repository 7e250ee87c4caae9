"""The fund's lists against the number of applications and receipts, on both engines.

    python -m tests.benchmarks.bench_fund [--sizes 1000,10000,100000] [--engine sqlite|postgres]

Offices are kept in the cache folder on SQLite; a PostgreSQL of our own is made and thrown away.
Goal: at 100,000 applications every page costs at most twice what it costs at 1,000. The floor is
one SELECT by primary key in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from mediation_app.bootstrap import Workbench, open_workbench  # noqa: E402
from mediation_app.clock import CHINA, SetClock  # noqa: E402
from mediation_app.services.ledger_pages import BookQuery  # noqa: E402
from mediation_app.services.lists import FundQuery, Order  # noqa: E402
from mediation_app.services.recovery_lists import Age, RecoveryOrder, RecoveryQuery  # noqa: E402
from tests.benchmarks.bench_start import cache_folder, revision  # noqa: E402
from tests.benchmarks.fund_office import ACTOR, make_office  # noqa: E402

TODAY = date(2026, 11, 22)
GOAL = 2.0
_ROUNDS = 31
Act = Callable[[], object]


@contextmanager
def offices(engine: str, sizes: list[int]) -> Iterator[dict[int, Workbench]]:
    """Open offices of these sizes; those that are not there yet are made."""
    clock = SetClock(datetime(2026, 11, 22, 10, 0, tzinfo=CHINA))
    with ExitStack() as stack:
        if engine == "postgres":
            from tests.support.postgres import PostgresServer

            server = PostgresServer()
            stack.callback(server.remove)
            places = {size: server.url(server.create_database()) for size in sizes}
        else:
            base = cache_folder()
            places = {size: str(base / f"fund-{size}-{revision()}") for size in sizes}
            for place in places.values():
                Path(place).mkdir(parents=True, exist_ok=True)
        found = {}
        for size, place in places.items():
            bench = stack.enter_context(open_workbench(place, clock=clock))
            store = bench.context.store
            with store.connection() as connection:
                there = connection.execute(text("SELECT count(*) FROM fund_list")).scalar_one()
            if not there:
                begin = time.perf_counter()
                receipts = make_office(store, size, TODAY)
                seconds = time.perf_counter() - begin
                print(f"  made {size:,} applications, {receipts:,} receipts in {seconds:.0f} s")
            found[size] = bench
        yield found


def acts(bench: Workbench) -> dict[str, Act]:
    """What a person opens, as the screens ask for it."""
    store, me = bench.context.store, ACTOR
    some = bench.fund.page(me, FundQuery(limit=1)).rows[0].application_id

    owed = bench.recovery.page(me, RecoveryQuery(order=RecoveryOrder.AGE)).rows[0].recovery_id

    def floor() -> object:
        with store.connection() as connection:
            return connection.execute(
                text("SELECT number FROM fund_list WHERE application_id = :key"), {"key": some}
            ).fetchone()

    def fund_screen() -> object:
        return bench.ledger.figures(me, TODAY), bench.fund.page(me, FundQuery())

    def ageing() -> object:
        query = RecoveryQuery(order=RecoveryOrder.AGE)
        return bench.recovery.ageing(me, TODAY), bench.recovery.page(me, query)

    def book() -> object:
        page = bench.ledger.page(me)
        last, first = page.lines[-1].entry.booked_on, page.lines[0].entry.booked_on
        return page, bench.ledger.months(me, since=f"{last:%Y-%m}", until=f"{first:%Y-%m}")

    middle = BookQuery(until="2021-06")
    one_age = RecoveryQuery(order=RecoveryOrder.AGE, age=Age.YEARS_2, on=TODAY, limit=20)
    return {
        "one SELECT by key (floor)": floor,
        "fund screen": fund_screen,
        "applications by term": lambda: bench.fund.page(
            me, FundQuery(groups=("open",), order=Order.DUE)
        ),
        "approvals": lambda: bench.fund.approvals(me),
        "ageing and its list": ageing,
        "one age, 20 rows": lambda: bench.recovery.page(me, one_age),
        "actions due": lambda: bench.recovery.actions_due(me, TODAY),
        "book, newest page": book,
        "book, a page of 2021": lambda: bench.ledger.page(me, middle),
        "balance": lambda: bench.ledger.balance(me),
        "unclaimed": lambda: bench.fund.eligible(me),
        "today": lambda: bench.today.page(me),
        "one application": lambda: bench.fund.view(me, some),
        "one recovery": lambda: bench.recovery.view(me, owed),
        "quarterly return": lambda: bench.returns.draft(me, "2026Q3"),
    }


def measure(engine: str, sizes: list[int], *, quick: bool = False) -> list[str]:
    """Print a table; returns what missed the goal."""
    print(f"fund, {engine}")
    missed = []
    with offices(engine, sizes) as found:
        tables = {size: acts(bench) for size, bench in found.items()}
        heads = "".join(f"{f'{size:,}':>10}" for size in sizes)
        print(f"{'p50 ms':28}{heads}{'ratio':>8}")
        for name in tables[sizes[0]]:
            times: dict[int, list[float]] = {size: [] for size in sizes}
            for _ in range(
                7 if quick else _ROUNDS
            ):  # in turn: the computer may be busy now and then
                for size in sizes:
                    begin = time.perf_counter()
                    tables[size][name]()
                    times[size].append((time.perf_counter() - begin) * 1000)
            middle = {size: statistics.median(times[size][1:]) for size in sizes}
            ratio = middle[sizes[-1]] / middle[sizes[0]]
            row = "".join(f"{middle[size]:10.2f}" for size in sizes)
            late = ratio > GOAL and "floor" not in name
            print(f"{name:28}{row}{ratio:8.2f}{'   over the goal' if late else ''}")
            if late:
                missed.append(f"{name} on {engine}")
    return missed


def main() -> int:
    """Command line."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--sizes", default="1000,10000,100000")
    reading.add_argument("--engine", action="append", choices=("sqlite", "postgres"))
    given = reading.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    missed = []
    for engine in given.engine or ("sqlite", "postgres"):
        missed += measure(engine, sizes)
        print()
    return 3 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""All figures in one run: ``make bench``, or ``python -m tests.benchmarks [--quick]``.

Start and memory at 100,000 cases, recomputing a large case, search and paging at 100,000 and at a
million, the fund's lists at 1,000, 10,000 and 100,000 applications on both engines. Databases are
made once and kept in the cache folder (a million cases take some twenty minutes the first time).
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.benchmarks import (
    bench_documents,
    bench_fund,
    bench_reckoning,
    bench_start,
    bench_store,
)

_QUICK, _FULL = (2_000,), (100_000, 1_000_000)
_SEARCH_MS = 10.0
_FUNDS = [1_000, 10_000, 100_000]


def main() -> int:
    """Command line."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--quick", action="store_true", help="small databases, few rounds")
    reading.add_argument("--cases", type=int, action="append", help="sizes for search and paging")
    reading.add_argument(
        "--cpu", action="store_true", help="search by processor time, for a busy computer"
    )
    given = reading.parse_args()
    if given.cpu:
        bench_store.now = bench_reckoning.now = time.thread_time
    sizes = given.cases or (_QUICK if given.quick else _FULL)
    data = bench_start.office(2_000 if given.quick else 100_000)
    missed = []
    if not bench_start.measure(data, rounds=3 if given.quick else 7):
        missed.append("start or memory")
    print()
    if bench_reckoning.measure(rounds=100 if given.quick else 1000) >= bench_reckoning.FRAME_MS:
        missed.append("recomputing within a frame")
    for size in sizes:
        print()
        folder = bench_start.cache_folder() / f"store-{size}-{bench_start.revision()}"
        folder.mkdir(parents=True, exist_ok=True)
        if bench_store.run(size, folder) >= _SEARCH_MS:
            missed.append(f"search p99 at {size:,}")
    print()
    if given.quick:
        bench_fund.measure("sqlite", [500, 1_500], quick=True)
    else:
        for engine in ("sqlite", "postgres"):
            missed += bench_fund.measure(engine, _FUNDS)
            print()
    print()
    missed += bench_documents.run()
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nall goals hold")
    return 3 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

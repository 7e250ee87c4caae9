"""Search and paging against the number of cases, on an embedded database.

    python tests/benchmarks/bench_store.py [--cases 100000] [--folder DIR]

With ``--folder`` the database is kept and used again the next time (a million cases take some
twenty minutes to make). Goals: search p99 under 10 ms; a page at the far end as fast as the first.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from mediation_app.clock import SystemClock  # noqa: E402
from mediation_app.database.bulk import bulk_insert, settle  # noqa: E402
from mediation_app.database.firstpage import first_page  # noqa: E402
from mediation_app.database.queries import CaseQuery, Order  # noqa: E402
from mediation_app.database.search import pinyin_table  # noqa: E402
from mediation_app.database.store import Store  # noqa: E402
from mediation_app.domain.cases import Accident, Case, MediationState  # noqa: E402
from mediation_app.domain.files import CaseFile  # noqa: E402
from mediation_app.domain.ids import new_id  # noqa: E402
from mediation_app.domain.offices import Actor  # noqa: E402
from mediation_app.domain.parties import Party, PartyKind, Side  # noqa: E402
from mediation_app.domain.vehicles import Vehicle  # noqa: E402

UNIT = "371502"
ACTOR = Actor(person_id="bench", name="测速", roles=frozenset(), unit_code=UNIT)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂国建华文玉志红海春梅林云峰宇欣雨晨浩轩子涵梓萱思佳俊博"
_INSURERS = (
    "泰和财产保险股份有限公司聊城市分公司",
    "鲁安财产保险股份有限公司聊城中心支公司",
    "众和财产保险股份有限公司聊城中心支公司",
)
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_PER_CLASS = 200
# --cpu: time of this thread only, for a computer that is busy with other things
now = time.perf_counter


def case_files(count: int, seed: int = 1) -> Iterator[CaseFile]:
    """Believable cases over ten years: names by frequency, plates, phones, ID numbers."""
    dice = random.Random(seed)
    surname_weights = [1 / (index + 1) for index in range(len(_SURNAMES))]
    given_weights = [1 / (index + 3) for index in range(len(_GIVEN))]
    start, step = datetime(2016, 1, 1, tzinfo=UTC), timedelta(days=3650) / max(count, 1)
    serials: dict[int, int] = {}

    def name() -> str:
        given = dice.choices(_GIVEN, given_weights, k=dice.choice((1, 2, 2, 2)))
        return dice.choices(_SURNAMES, surname_weights)[0] + "".join(given)

    for index in range(count):
        moment = start + step * index
        milliseconds = int(moment.timestamp() * 1000)
        case_id = new_id(milliseconds)
        year = moment.year
        serials[year] = serials.get(year, 0) + 1
        people = [
            Party(
                id=new_id(milliseconds),
                case_id=case_id,
                position=place,
                side=Side.APPLICANT if place == 0 else Side.RESPONDENT,
                name=name(),
                phone=f"1{dice.choice('35789')}{dice.randrange(10**9):09d}",
                id_number=f"3715{dice.randrange(100):02d}19{dice.randrange(50, 99)}0"
                f"{dice.randrange(1, 10)}{dice.randrange(10, 29)}{dice.randrange(1000):03d}"
                f"{dice.choice('0123456789X')}",
            )
            for place in range(3)
        ]
        insurer = Party(
            id=new_id(milliseconds),
            case_id=case_id,
            position=3,
            kind=PartyKind.ORGANISATION,
            side=Side.RESPONDENT,
            roles=("insurer_compulsory",),
            name=dice.choice(_INSURERS),
        )
        recent = index > count * 0.97
        yield CaseFile(
            case=Case(
                id=case_id,
                number=f"聊东道调〔{year}〕{serials[year]}号",
                number_year=year,
                serial=serials[year],
                state=dice.choice(list(MediationState)) if recent else MediationState.ARCHIVED,
                due_on=moment.date() + timedelta(days=30),
                created_at=moment,
                updated_at=moment,
            ),
            accidents=(
                Accident(
                    id=new_id(milliseconds),
                    case_id=case_id,
                    occurred_at=moment,
                    place=f"东昌路与柳园路交叉口向东{dice.randrange(900)}米",
                ),
            ),
            parties=(*people, insurer),
            vehicles=tuple(
                Vehicle(
                    id=new_id(milliseconds),
                    case_id=case_id,
                    position=place,
                    plate="鲁P" + "".join(dice.choices(_SIGNS, k=5)),
                )
                for place in range(2)
            ),
        )


def _times(act: Callable[[str], object], inputs: list[str]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    found = []
    for one in inputs:
        begin = now()
        act(one)
        found.append((now() - begin) * 1000)
    found.sort()
    return statistics.median(found), found[min(len(found) - 1, int(len(found) * 0.99))]


def _samples(store: Store) -> dict[str, list[str]]:
    """What is typed, drawn from the data themselves."""
    dice = random.Random(5)
    with store.read(ACTOR) as reader:
        ids = reader._connection.execute(text("SELECT case_id FROM search_docs")).scalars().all()
        parties: list[Party] = []
        vehicles: list[Vehicle] = []
        for case_id in dice.sample(list(ids), min(_PER_CLASS, len(ids))):
            parties.append(dice.choice(reader.records(Party, case_id=case_id)[:3]))
            vehicles.append(reader.records(Vehicle, case_id=case_id)[0])
    names = [party.name for party in parties]
    readings = pinyin_table()
    first = {name: readings.full(name)[0] for name in names}
    cut = [dice.randrange(3) for _ in vehicles]
    return {
        "surname (1 character)": [name[0] for name in names],
        "name in characters": names,
        "given name": [name[1:] for name in names if len(name) == 3],
        "initials": [readings.initials(name)[0] for name in names],
        "full pinyin": list(first.values()),
        "pinyin half typed": [spelt[: max(3, len(spelt) - 2)] for spelt in first.values()],
        "plate, 3 signs": [v.plate[2 + c : 5 + c] for v, c in zip(vehicles, cut, strict=True)],
        "plate, 5 signs": [vehicle.plate[2:] for vehicle in vehicles],
        "phone, last 4": [party.phone[-4:] for party in parties],
        "phone, 7 typed": [party.phone[:7] for party in parties],
        "phone": [party.phone for party in parties],
        "ID, last 4": [party.id_number[-4:] for party in parties],
        "name and plate": [
            f"{p.name} {v.plate[-4:]}" for p, v in zip(parties, vehicles, strict=True)
        ],
        "two names": [f"{one} {two}" for one, two in itertools.pairwise(names)],
        "year and serial": [f"{2016 + i % 10}-{1 + i * 37:04d}" for i in range(len(names))],
        "insurer's name": ["人民财产保险", "中国平安", "太平洋"] * 10,
        "nobody": [f"龘{name}" for name in names[:50]],
    }


def _scan(store: Store, typed: str) -> object:
    """What a search without an index would do."""
    with store.connection() as connection:
        return connection.execute(
            text(
                "SELECT DISTINCT case_id FROM parties WHERE name LIKE :t OR phone LIKE :t "
                "OR id_number LIKE :t UNION SELECT case_id FROM vehicles WHERE plate LIKE :t "
                "ORDER BY case_id DESC LIMIT 50"
            ),
            {"t": f"%{typed}%"},
        ).fetchall()


def measure_search(store: Store) -> float:
    """Print times per kind of query; returns the p99 over all of them."""
    samples = _samples(store)
    everything: list[float] = []
    print(f"{'search, 50 rows':28}{'p50 ms':>9}{'p99 ms':>9}")
    with store.read(ACTOR) as reader:
        reader.search_cases("王伟")  # load tables once
        for label, inputs in samples.items():
            found = []
            for one in inputs:
                begin = now()
                reader.search_cases(one)
                found.append((now() - begin) * 1000)
            everything += found
            found.sort()
            p99 = found[min(len(found) - 1, int(len(found) * 0.99))]
            print(f"{label:28}{statistics.median(found):9.2f}{p99:9.2f}")
    everything.sort()
    p50, p99 = statistics.median(everything), everything[int(len(everything) * 0.99)]
    print(f"{'all':28}{p50:9.2f}{p99:9.2f}   goal < 10")
    scan, _ = _times(lambda one: _scan(store, one), samples["name in characters"][:5])
    print(f"{'plain LIKE scan, name':28}{scan:9.2f}{'':9}   {scan / p50:.0f} times the median")
    return p99


def measure_pages(store: Store) -> None:
    """Print the cost of a page of 100 at the start, in the middle and at the far end."""
    print(f"\n{'page of 100':28}{'p50 ms':>9}{'p99 ms':>9}")
    repeat = [""] * 50
    with store.read(ACTOR) as reader:
        for order in (Order.NUMBER, Order.UPDATED):
            start = CaseQuery(order=order)
            end = replace(start, at_end=True)
            last = reader.case_page(end)
            middle = replace(start, after=("2021000001" if order is Order.NUMBER else "2021", ""))
            before_end = replace(start, before=last.first)
            for label, query in (
                ("start", start), ("middle", middle), ("far end", end), ("one before", before_end),
            ):  # fmt: skip
                p50, p99 = _times(lambda _, q=query: reader.case_page(q), repeat)  # type: ignore[misc]
                print(f"{order.value + ', ' + label:28}{p50:9.2f}{p99:9.2f}")
    folder = store.location.folder
    p50, p99 = _times(lambda _: first_page(folder, UNIT), repeat)
    print(f"{'first page without engine':28}{p50:9.2f}{p99:9.2f}")


def measure_work(store: Store) -> None:
    """Print the cost of opening and of saving one case."""
    files = list(case_files(60, seed=99))
    made: list[Case] = []

    def save(place: str) -> None:
        file = files[int(place)]
        case = replace(file.case, number="", serial=None, number_year=None)
        with store.write(ACTOR, "测速") as unit:
            stored = unit.add(case)
            unit.save(CaseFile(case=stored), replace(file, case=stored))
            unit.commit()
        made.append(stored)

    def load(place: str) -> None:
        with store.read(ACTOR) as reader:
            reader.case_file(made[int(place)].id)

    places = [str(place) for place in range(len(files))]
    print(f"\n{'one whole case':28}{'p50 ms':>9}{'p99 ms':>9}")
    for label, act in (("save (8 records)", save), ("load", load)):
        p50, p99 = _times(act, places)
        print(f"{label:28}{p50:9.2f}{p99:9.2f}")


def run(count: int, folder: Path) -> float:
    """Make (or take) a database of ``count`` cases and measure; returns the search p99."""
    with Store.open(folder, SystemClock()) as store:
        with store.connection() as connection:
            there = connection.execute(text("SELECT count(*) FROM cases")).scalar_one()
        if there < count:
            begin = now()
            bulk_insert(store, case_files(count), actor=ACTOR, series={Case: "case"}, batch=2000)
            settle(store)
            seconds = now() - begin
            print(f"made {count:,} cases in {seconds:.0f} s ({seconds / count * 1000:.2f} ms each)")
        size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
        print(f"{max(there, count):,} cases, {size / 1e6:,.0f} MB\n")
        p99 = measure_search(store)
        measure_pages(store)
        measure_work(store)
    return p99


def main() -> int:
    """Command line."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--cases", type=int, default=100_000)
    reading.add_argument("--folder", type=Path)
    reading.add_argument("--cpu", action="store_true", help="processor time instead of the clock")
    given = reading.parse_args()
    if given.cpu:
        global now
        now = time.thread_time
    if given.folder is not None:
        run(given.cases, given.folder)
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
        run(given.cases, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())

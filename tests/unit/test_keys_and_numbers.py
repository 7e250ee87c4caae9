"""Keys of records and official numbers."""

from __future__ import annotations

import threading

import pytest

from mediation_app.domain.ids import new_id
from mediation_app.domain.numbers import (
    SERIES,
    case_number,
    official_number,
    read_short,
    short_number,
)
from mediation_app.domain.offices import Office

OFFICE = Office(id="o", number_prefix="东道交调", fund_prefix="东救")


def test_keys_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(len(key) == 32 and key[12] == "7" and key[16] in "89ab" for key in made)


def test_keys_of_history_carry_their_own_time() -> None:
    old = new_id(1_000_000_000_000)
    assert int(old[:12], 16) == 1_000_000_000_000
    assert old < new_id()


def test_keys_of_several_threads_are_all_different() -> None:
    made: list[str] = []
    lock = threading.Lock()

    def make() -> None:
        mine = [new_id() for _ in range(500)]
        with lock:
            made.extend(mine)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000


def test_official_numbers() -> None:
    assert case_number(OFFICE, 2026, 1) == "（2026）东道交调字第0001号"
    assert official_number("fund", OFFICE, 2026, 31) == "东救申〔2026〕第0031号"
    printed = [official_number(series, OFFICE, 2026, 12345) for series in SERIES]
    assert len(set(printed)) == len(SERIES)
    assert all("12345" in number for number in printed)
    with pytest.raises(KeyError):
        official_number("none", OFFICE, 2026, 1)


def test_short_numbers() -> None:
    assert short_number(2026, 187) == "2026-0187"
    assert short_number(None, 1) == short_number(2026, None) == ""
    assert read_short(" 2026－0187 ") == (2026, 187)
    assert read_short("2026-12345") == (2026, 12345)
    assert read_short("26-1") is None

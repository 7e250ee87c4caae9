"""What proves what between bank and book, and what is only likely."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.reconciliation import (
    MOST_SUGGESTIONS,
    WINDOW,
    Match,
    Movement,
    alike,
    fits,
    offset,
    proved,
    serial_key,
    suggestions,
    total,
)

D = Decimal
DAY = date(2026, 9, 15)


def one(
    key: str, amount: str = "5.00", serial: str = "", words: str = "", days: int = 0
) -> Movement:
    return Movement(
        key=key, day=DAY + timedelta(days=days), amount=D(amount), serial=serial, words=words
    )


def entry(
    key: str, amount: str, *, kind: LedgerKind = LedgerKind.INTEREST, of: str = ""
) -> LedgerEntry:
    return LedgerEntry(id=key, kind=kind, booked_on=DAY, amount=D(amount), subject_id=of)


def test_the_same_serial_and_sum_is_proof() -> None:
    lines = [one("l1", serial="A 1"), one("l2", serial="A2"), one("l3"), one("l4", serial="A4")]
    entries = [
        one("e1", serial="ａ1"),
        one("e2", "6.00", serial="A2"),
        one("e3"),
        one("e5", serial="A5"),
    ]
    assert proved(lines, entries) == (Match(lines=("l1",), entries=("e1",)),)


def test_a_receipt_in_two_entries_is_one_line() -> None:
    entries = [one("e1", "60.00", "S"), one("e2", "40.00", "S")]
    assert proved([one("l", "100.00", "S")], entries) == (
        Match(lines=("l",), entries=("e1", "e2")),
    )
    assert proved([one("l", "99.00", "S")], entries) == ()
    assert proved([one("l1", "50.00", "S"), one("l2", "50.00", "S")], entries) == ()


@pytest.mark.parametrize(
    ("lines", "entries", "fit"),
    [
        (["5.00"], ["5.00"], True), (["5.00"], ["-5.00"], False), (["5.00"], ["3.00", "2.00"], True),
        (["3.00", "2.00"], ["5.00"], True), (["3.00", "2.00"], ["3.00", "2.00"], False),
        ([], ["0.00"], False), (["0.00"], [], False),
    ],
)  # fmt: skip
def test_what_may_belong_together(lines: list[str], entries: list[str], fit: bool) -> None:
    assert fits([one("l", x) for x in lines], [one("e", x) for x in entries]) is fit


def test_the_likeliest_first() -> None:
    line = one("l", words="冠县人民医院（1606****5678） 垫付")
    far = WINDOW.days + 1
    entries = [
        one("far", days=far), one("near", days=1), one("named", days=9, words="冠县人民医院"),
        one("other", "6.00"), one("same"), one("next", days=-2),
    ]  # fmt: skip
    found = suggestions([line, one("alone", "1.00")], entries)
    assert list(found) == ["l"]
    assert [s.entry for s in found["l"]] == ["named", "same", "near"]
    assert len(found["l"]) == MOST_SUGGESTIONS
    assert found["l"][0].named
    assert found["l"][0].days == 9
    assert suggestions([line], [one("far", days=far)]) == {}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("李某（6222****4567）", "还款 李某", True), ("追偿收回 李某", "李某", True), ("李某", "王某", False),
        ("", "李某", False), ("某", "李某", False), ("ABC公司", "ａｂｃ公司 货款", True), ("1234", "1234", False),
    ],
)  # fmt: skip
def test_names(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is same


def test_serials() -> None:
    assert serial_key(" 00１２ ａB") == serial_key("12AB")
    assert serial_key("000") == ""


def test_entries_that_balance_each_other() -> None:
    entries = [
        entry("wrong", "5.00"), entry("right", "-5.00", of="wrong"), entry("plain", "5.00"),
        entry("other", "-5.00", of="plain", kind=LedgerKind.OTHER), entry("part", "-4.00", of="plain"),
        entry("stranger", "-5.00", of="elsewhere"),
    ]  # fmt: skip
    assert offset(entries) == {"wrong", "right"}


movements = st.lists(
    st.builds(
        Movement,
        key=st.uuids().map(str),
        day=st.dates(date(2026, 9, 1), date(2026, 9, 30)),
        amount=st.sampled_from([D("1.00"), D("2.00"), D("3.00"), D("-2.00")]),
        serial=st.sampled_from(["", "S1", "S2", "s3"]),
    ),
    max_size=12,
)


@given(movements, movements)
def test_every_match_adds_up_and_nothing_is_matched_twice(
    lines: list[Movement], entries: list[Movement]
) -> None:
    found = proved(lines, entries)
    by_key = {one.key: one for one in (*lines, *entries)}
    used = [key for match in found for key in (*match.lines, *match.entries)]
    assert len(used) == len(set(used))
    for match in found:
        assert min(len(match.lines), len(match.entries)) == 1
        assert total(by_key[k] for k in match.lines) == total(by_key[k] for k in match.entries)
    for line, likely in suggestions(lines, entries).items():
        assert all(by_key[s.entry].amount == by_key[line].amount for s in likely)

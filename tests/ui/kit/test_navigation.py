"""Addresses, the registry, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from ui.navigation import Address, Navigator, ScreenEntry, ScreenRegistry

WORDS = st.text(min_size=1, max_size=12).filter(lambda t: t.isprintable())


def no_screen() -> object:
    raise AssertionError("not needed")


def entry(key: str, pattern: str, **more: object) -> ScreenEntry:
    return ScreenEntry(key=key, pattern=pattern, factory=no_screen, title=key, **more)  # type: ignore[arg-type]


@pytest.fixture
def navigator(qapp: QApplication) -> Iterator[Navigator]:
    made = Navigator()
    yield made
    made.deleteLater()


@given(
    parts=st.lists(WORDS, min_size=1, max_size=4), query=st.dictionaries(WORDS, WORDS, max_size=3)
)
def test_an_address_reads_back(parts: list[str], query: dict[str, str]) -> None:
    address = Address(tuple(parts), tuple(sorted(query.items())))
    again = Address.parse(str(address))
    assert again.parts == address.parts
    assert dict(again.query) == query


def test_patterns() -> None:
    registry = ScreenRegistry()
    registry.add(entry("cases", "cases", rail="top", order=2))
    registry.add(entry("today", "today", rail="top", order=1))
    registry.add(entry("case", "case/{id}/{section?}", parent="cases"))
    found, places = registry.find(Address.parse("case/01AB/parties?focus=phone"))
    assert (found.key, dict(places)) == ("case", {"id": "01AB", "section": "parties"})
    found, places = registry.find(Address.parse("case/01AB"))
    assert dict(places) == {"id": "01AB"}
    assert registry.find(Address.parse(""))[0].key == "today"
    for wrong in ("case", "case/1/2/3", "nowhere"):
        with pytest.raises(LookupError):
            registry.find(Address.parse(wrong))
    assert [e.key for e in registry.rail("top")] == ["today", "cases"]
    with pytest.raises(ValueError, match="twice"):
        registry.add(entry("cases", "x"))


def test_back_and_forward_bring_the_view_back(navigator: Navigator) -> None:
    seen: list[tuple[str, object]] = []
    navigator.moved.connect(lambda address, state: seen.append((str(address), state)))
    states = iter([{"row": 7}, {"row": 0}, {"row": 3}, {}, {}])
    navigator.leaving = lambda: next(states)
    navigator.go("cases")
    navigator.go("case/1")
    assert navigator.can_go_back
    navigator.back()
    assert seen[-1] == ("cases", {"row": 7})
    navigator.forward()
    assert seen[-1] == ("case/1", {"row": 0})
    navigator.back()
    navigator.go("today")
    assert not navigator.can_go_forward


def test_a_screen_can_refuse_to_be_left(navigator: Navigator) -> None:
    navigator.go("cases")
    navigator.leaving = lambda: None
    navigator.go("today")
    navigator.back()
    assert str(navigator.current) == "cases"


@given(st.lists(st.sampled_from(["today", "cases", "case/1", "case/2", "<", ">"]), max_size=40))
def test_the_way_is_never_lost(moves: list[str]) -> None:
    navigator = Navigator()
    back: list[str] = []
    forward: list[str] = []
    now = ""
    for move in moves:
        if move == "<":
            navigator.back()
            if back:
                forward.append(now)
                now = back.pop()
        elif move == ">":
            navigator.forward()
            if forward:
                back.append(now)
                now = forward.pop()
        else:
            navigator.go(move)
            if now and now != move:
                back.append(now)
                forward.clear()
            now = move
        assert str(navigator.current or "") == now
        assert navigator.can_go_back == bool(back)
        assert navigator.can_go_forward == bool(forward)

"""委托代办 in the settings: lend by keyboard, end, what is refused stands at its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from mediation_app.domain.offices import Role
from mediation_app.services.people import actor_of
from tests.support.screens import SIZES, Desktop, layout_faults, nameless, type_in
from ui.furnishing.news import look_up
from ui.screens.settings import SettingsScreen
from ui.screens.settings.people_delegations import DelegationSheet, DelegationsPage

Sit = Callable[[str], Desktop]
_K = Qt.Key


def page_of(desk: Desktop) -> DelegationsPage:
    screen = desk.go("settings/delegations")
    assert isinstance(screen, SettingsScreen)
    page = screen.page("delegations")
    assert isinstance(page, DelegationsPage)
    return page


def holder_of(desk: Desktop, role: Role) -> str:
    """The login of somebody who holds a role."""
    people = desk.bench.people.names()
    return next(p.login for p in people if p.has(role) and not p.has(Role.ADMIN))


def key_of(desk: Desktop, login: str) -> str:
    return next(p.id for p in desk.bench.people.names() if p.login == login)


def _sheet(desk: Desktop, page: DelegationsPage) -> DelegationSheet:
    desk.qtbot.keyClick(page.table if page.table.isVisible() else page, _K.Key_N)
    if desk.window.overlay.top() is None:
        page.add()
    sheet = desk.sheet()
    assert isinstance(sheet, DelegationSheet)
    return sheet


def test_a_role_is_lent_and_the_lending_ended(sit_down: Sit) -> None:
    first = sit_down("lixue")
    approver, mediator = holder_of(first, Role.APPROVER), holder_of(first, Role.MEDIATOR)
    desk = sit_down(approver)
    page = page_of(desk)
    assert page.nothing.isVisibleTo(page)
    sheet = _sheet(desk, page)
    rows = sheet.form.rows
    assert not rows["giver_id"].isVisibleTo(sheet)  # one's own
    assert rows["role"].field.value() == Role.APPROVER.value
    desk.qtbot.keyClick(sheet, _K.Key_Return)
    assert rows["receiver_id"].error() == "受托人未填写"
    assert rows["reason"].error() == "原因未填写"
    rows["receiver_id"].field.set_value(key_of(desk, mediator))
    type_in(rows["reason"].field, "外出培训")
    until = rows["until"].field.value()
    rows["until"].field.set_value(rows["since"].field.value() - timedelta(days=1))
    sheet.save()
    desk.rest()
    assert "结束日期早于开始日期" in rows["until"].error()
    rows["until"].field.set_value(until)
    sheet.save()
    desk.rest()
    assert desk.window.overlay.top() is None
    assert any("已委托" in words for words in desk.said)
    row = page.table.current_record()
    assert (row.state, row.mine) == ("在用", True)
    assert layout_faults(page) == []
    # the other one sees it in the bar, and cannot end it
    other = sit_down(mediator)
    giver = desk.actor.name
    found = look_up(other.bench, other.actor, other.bench.cases.today(), "")
    assert found.lent == (f"受{giver}委托",)
    theirs = page_of(other)
    assert not theirs.end_button.isEnabled()
    assert theirs.reason.text() == "由委托人本人或大队领导终止"
    page.end_button.click()
    desk.sheet().default.click()  # type: ignore[attr-defined]
    desk.rest()
    assert page.table.current_record().state == "已结束"
    assert not page.end_button.isEnabled()
    assert desk.bench.delegations.acting(other.actor) == ()


def test_a_leader_lends_for_another(sit_down: Sit) -> None:
    first = sit_down("lixue")
    leader = sit_down(holder_of(first, Role.LEADER))
    checker, mediator = holder_of(first, Role.CHECKER), holder_of(first, Role.MEDIATOR)
    page = page_of(leader)
    sheet = _sheet(leader, page)
    rows = sheet.form.rows
    assert rows["giver_id"].isVisibleTo(sheet)
    rows["giver_id"].field.set_value(key_of(leader, checker))
    sheet.form.changed.emit("giver_id")
    assert rows["role"].field.value() == Role.CHECKER.value
    offered = set(rows["receiver_id"].field._values)
    assert key_of(leader, checker) not in offered
    rows["receiver_id"].field.set_value(key_of(leader, mediator))
    type_in(rows["reason"].field, "病假")
    sheet.save()
    leader.rest()
    person = next(p for p in leader.bench.people.names() if p.login == mediator)
    (lent,) = leader.bench.delegations.acting(actor_of(person))
    assert lent.role is Role.CHECKER


def test_who_has_nothing_to_lend_is_told(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    page = page_of(desk)
    assert not page.add_button.isEnabled()
    assert "本人没有可以委托的岗位" in page.about.text()
    page.act()
    assert desk.window.overlay.top() is None


def test_it_fits(sit_down: Sit) -> None:
    first = sit_down("lixue")
    desk = sit_down(holder_of(first, Role.LEADER))
    page = page_of(desk)
    for size in SIZES:
        desk.resize(size)
        sheet = _sheet(desk, page)
        assert layout_faults(sheet) == []
        assert nameless(sheet) == []
        sheet.close_sheet()

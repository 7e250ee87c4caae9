"""案件 over the demo office: searching, views, preview, intake, paging, sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from mediation_app.clock import CHINA
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss
from mediation_app.domain.money import yuan
from mediation_app.services.lists import CaseQuery
from tests.support.screens import CASES, SIZES, Desktop, layout_faults, nameless, type_in
from ui.screens.cases import CasesScreen
from ui.screens.cases.columns import hits_in
from ui.screens.cases.intake import IntakeSheet
from ui.screens.cases.preview import total_loss

Sit = Callable[[str], Desktop]
_K = Qt.Key


def cases_of(desk: Desktop, address: str = "cases") -> CasesScreen:
    screen = desk.go(address)
    assert isinstance(screen, CasesScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut(sit_down: Sit, size: tuple[int, int]) -> None:
    desk = sit_down("lixue")
    desk.resize(size)
    screen = cases_of(desk)
    assert screen.model.rowCount() > 10
    assert layout_faults(screen) == []
    assert nameless(screen) == []


@pytest.mark.parametrize("size", SIZES)
def test_the_intake_keeps_the_height_of_its_fields(sit_down: Sit, size: tuple[int, int]) -> None:
    desk = sit_down("lixue")
    desk.resize(size)
    cases_of(desk, "cases?new=1")
    sheet = desk.sheet()
    assert isinstance(sheet, IntakeSheet)
    assert desk.window.rect().contains(sheet.geometry())
    for row in sheet.form.rows.values():
        assert row.field.height() >= 30
    last = sheet.form.rows["plate"].field
    last.setFocus()
    desk.qtbot.wait(20)
    place = last.mapTo(sheet, last.rect().center())
    foot = sheet.button.mapTo(sheet, sheet.button.rect().topLeft())
    assert place.y() < foot.y()


def test_views_count_and_filter(sit_down: Sit) -> None:
    desk = sit_down("zhouguoqing")
    screen = cases_of(desk)
    whole = desk.bench.cases.page(desk.actor, CaseQuery()).count
    assert screen.tabs._tabs["all"].count == whole
    assert whole <= CASES
    screen.tabs._tabs["mine"].click()
    desk.rest()
    rows = [screen.model.record(row) for row in range(screen.model.rowCount())]
    assert rows
    assert all(row.mediator_id == desk.actor.person_id for row in rows if row)
    assert str(desk.desk.navigator.current) == "cases?view=mine"


def test_typing_finds_by_characters_and_by_initials(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk)
    name = screen.model.record(0).parties.split(" 与 ")[0]  # type: ignore[union-attr]
    desk.window.keys._search()
    assert screen.search_field.hasFocus()
    type_in(screen.search_field, name)
    desk.qtbot.waitUntil(lambda: screen._query.text == name)
    desk.rest()
    assert screen.model.rowCount() >= 1
    assert all(name in screen.model.record(r).parties for r in range(screen.model.rowCount()))  # type: ignore[union-attr]
    desk.qtbot.keyClick(screen.search_field, _K.Key_Down)
    assert screen.table.hasFocus()


def test_what_is_not_there_is_said_and_cleared(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk, "cases?text=没有这个人")
    assert screen._stack.currentWidget() is screen.empty
    screen._clear()
    desk.qtbot.waitUntil(lambda: screen._query.text == "")
    desk.rest()
    assert screen._stack.currentWidget() is screen.table


def test_enter_opens_and_letters_act(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk)
    screen.table.setFocus()
    desk.qtbot.keyClick(screen.table, _K.Key_Slash)
    assert screen.search_field.hasFocus()
    screen.table.setFocus()
    desk.qtbot.keyClick(screen.table, _K.Key_N)
    assert isinstance(desk.sheet(), IntakeSheet)
    desk.sheet().escape()  # type: ignore[attr-defined]
    wanted = screen.table.current_record().case_id
    asked: list[str] = []
    desk.desk.navigator.moved.connect(lambda address, _state: asked.append(str(address)))
    screen.table.setFocus()
    desk.qtbot.keyClick(screen.table, _K.Key_Return)
    desk.rest()
    assert asked == [f"case/{wanted}"]


def test_space_toggles_the_preview_without_whole_numbers(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk)
    assert screen.preview.isVisible()
    screen.table.setFocus()
    desk.qtbot.keyClick(screen.table, _K.Key_Space)
    assert not screen.preview.isVisible()
    desk.qtbot.keyClick(screen.table, _K.Key_Space)
    desk.qtbot.wait(250)
    desk.rest()
    assert screen.preview.isVisible()
    case_id = screen.table.current_record().case_id
    file = desk.bench.cases.peek(desk.actor, case_id)
    words = " ".join(
        label.text() for label in screen.preview.findChildren(object) if hasattr(label, "text")
    )
    assert all(party.phone not in words for party in file.parties if party.phone)


def test_the_preview_adds_up_what_was_reckoned(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk)
    rows = (screen.model.record(row) for row in range(screen.model.rowCount()))
    files = (desk.bench.cases.peek(desk.actor, record.case_id) for record in rows)
    file = next(f for f in files if f.losses and total_loss(desk.bench.cases, f))
    meals = Loss(
        id=new_id(),
        case_id=file.case.id,
        party_id=file.losses[0].party_id,
        item="meals",
        quantity=10,
        rate=yuan(100),
    )
    more = replace(file, losses=(*file.losses, meals))
    before = total_loss(desk.bench.cases, file)
    assert total_loss(desk.bench.cases, more) == before + yuan(1000)
    unknown = replace(more, vehicles=(), policies=())
    entered = sum((loss.amount for loss in file.losses), start=yuan(0))
    assert total_loss(desk.bench.cases, unknown) == entered


def test_the_intake_names_what_is_missing_and_registers(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk)
    screen.new_case()
    sheet = desk.sheet()
    assert isinstance(sheet, IntakeSheet)
    sheet._register()
    assert sheet.form.rows["place"].error() == "地点未填写"
    assert sheet.form.rows["place"].field.hasFocus()
    sheet.form.set_values(
        {
            "occurred_at": datetime(2026, 3, 1, 8, 30, tzinfo=CHINA), "place": "曙光街北段",
            "a_name": "王小明", "b_name": "赵大海", "plate": "鲁P3K567",
        }
    )  # fmt: skip
    sheet._register()
    desk.rest()
    assert not desk.window.overlay.is_open()
    found = desk.bench.cases.search(desk.actor, "王小明")
    assert [row.parties for row in found] == ["王小明 与 赵大海"]
    assert str(desk.desk.navigator.current) == f"case/{found[0].case_id}"


def test_leaving_the_intake_with_text_asks_first(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = cases_of(desk)
    screen.new_case()
    sheet = desk.sheet()
    assert isinstance(sheet, IntakeSheet)
    sheet.form.set_values({"a_name": "王小明"})
    desk.qtbot.keyClick(sheet, _K.Key_Escape)
    assert desk.sheet() is not sheet
    assert sheet.isVisible()


def test_hits_are_marked_where_they_stand() -> None:
    assert hits_in("张国强", "国强") == ((1, 2),)
    assert hits_in("张国强", "zg") == ((0, 2),)
    assert hits_in("张国强", "guo") == ((1, 1),)
    assert hits_in("张国强", "xyz") == ()
    assert hits_in("张国强", "") == ()

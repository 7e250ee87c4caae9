"""Settings, driven by keyboard and mouse over a real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from mediation_app.domain.offices import Role
from mediation_app.errors import NotAllowed
from mediation_app.services.demo.office import PASSWORD
from tests.support.screens import SIZES, Desktop, layout_faults, nameless, type_in
from ui import preferences
from ui.dialogs.conflict import ConflictSheet
from ui.screens.settings import SettingsScreen
from ui.screens.settings.appearance import AppearancePage
from ui.screens.settings.backup import BackupPage
from ui.screens.settings.health import HealthPage
from ui.screens.settings.office import OfficePage
from ui.screens.settings.people import PeoplePage
from ui.screens.settings.person_sheet import PasswordSlip, PersonSheet
from ui.screens.settings.rules import RulesPage
from ui.screens.settings.screen import PAGES
from ui.theme import Mode, look

Sit = Callable[[str], Desktop]
KEYS = [entry.key for entry in PAGES]
_K = Qt.Key


def page_of(desk: Desktop, key: str) -> object:
    screen = desk.go(f"settings/{key}")
    assert isinstance(screen, SettingsScreen)
    return screen.page(key)


# Layout -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_on_any_page(sit_down: Sit, size: tuple[int, int]) -> None:
    desk = sit_down("admin")
    desk.resize(size)
    for key in KEYS:
        screen = desk.go(f"settings/{key}")
        assert layout_faults(screen) == [], key
        assert nameless(screen) == [], key


def test_one_filled_button_at_most(sit_down: Sit) -> None:
    desk = sit_down("admin")
    for key in KEYS:
        screen = desk.go(f"settings/{key}")
        buttons = screen.findChildren(QPushButton)
        filled = [b for b in buttons if b.property("kind") == "primary" and b.isVisible()]
        assert len(filled) <= 1, key


def test_the_keyboard_walks_the_pages(sit_down: Sit) -> None:
    desk = sit_down("admin")
    screen = desk.go("settings")
    assert isinstance(screen, SettingsScreen)
    screen.nav.setFocus()
    desk.qtbot.keyClick(screen, _K.Key_2, Qt.KeyboardModifier.AltModifier)
    desk.rest()
    assert screen.nav.current() == "people"
    assert [crumb.text for crumb in screen.crumbs()] == ["设置", "人员与岗位"]
    desk.qtbot.keyClick(screen.nav, _K.Key_Down)
    desk.rest()
    assert screen.nav.current() == "delegations"
    assert str(desk.desk.navigator.current) == "settings/delegations"


def test_an_unknown_page_shows_the_first(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    screen = desk.go("settings/nonsense")
    assert isinstance(screen, SettingsScreen)
    assert screen.nav.current() == "office"


# Office -----------------------------------------------------------------------------------------


def test_the_administrator_changes_the_office(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "office")
    assert isinstance(page, OfficePage)
    assert not page.save_button.isEnabled()
    field = page.form.rows["short_name"].field
    field.setFocus()
    field.selectAll()
    type_in(field, "东阿窗口")
    assert page.save_button.isEnabled()
    desk.qtbot.keyClick(field, _K.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.rest()
    assert desk.bench.office.current(desk.actor).short_name == "东阿窗口"
    assert not page.save_button.isEnabled()
    assert "单位信息已保存" in desk.said


def test_a_wrong_number_prefix_is_said_at_its_field(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "office")
    assert isinstance(page, OfficePage)
    field = page.form.rows["number_prefix"].field
    field.setFocus()
    field.selectAll()
    type_in(field, "东〔道〕")
    page.save()
    desk.rest()
    assert page.form.rows["number_prefix"].error()
    assert field.hasFocus()
    assert page.save_button.isEnabled()
    page.undo_button.click()
    desk.rest()
    assert field.value() == desk.bench.office.current(desk.actor).number_prefix


def test_typed_text_survives_a_visit_elsewhere(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "office")
    assert isinstance(page, OfficePage)
    field = page.form.rows["address"].field
    field.setFocus()
    type_in(field, "二楼")
    typed = field.value()
    desk.go("today")
    desk.go("settings/office")
    assert field.value() == typed


def test_two_administrators_at_once_are_asked(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "office")
    assert isinstance(page, OfficePage)
    from dataclasses import replace

    from mediation_app.services.office import facts_of

    office = desk.bench.office.current(desk.actor)
    desk.bench.office.change(desk.actor, office, replace(facts_of(office), court="甲法院"))
    field = page.form.rows["court"].field
    field.setFocus()
    field.selectAll()
    type_in(field, "乙法院")
    page.save()
    desk.rest()
    sheet = desk.sheet()
    assert isinstance(sheet, ConflictSheet)
    sheet.resolved.emit({("Office", office.id, "court"): "乙法院"})
    desk.rest()
    assert desk.bench.office.current(desk.actor).court == "乙法院"


def test_others_only_read_the_office(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    page = page_of(desk, "office")
    assert isinstance(page, OfficePage)
    assert not page.foot.isVisible()
    assert page.form.rows["name"].field.isReadOnly()
    assert "由管理员修改" in page.about.text()


# People -----------------------------------------------------------------------------------------


def test_a_person_is_added_and_signs_in_with_the_slip(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "people")
    assert isinstance(page, PeoplePage)
    page.table.setFocus()
    desk.qtbot.keyClick(page.table, _K.Key_N)
    sheet = desk.sheet()
    assert isinstance(sheet, PersonSheet)
    desk.qtbot.keyClick(sheet, _K.Key_Return)
    assert sheet.form.rows["name"].error() == "姓名未填写"
    for key, text in (("name", "王小明"), ("login", "wangxm")):
        type_in(sheet.form.rows[key].field, text)
    sheet.save()
    desk.rest()
    assert sheet.problem.text() == "至少选择一个岗位"
    desk.qtbot.keyClick(sheet.roles[Role.CLERK.value], _K.Key_Space)
    sheet.save()
    desk.rest()
    slip = desk.sheet()
    assert isinstance(slip, PasswordSlip)
    slip.copy()
    password = QGuiApplication.clipboard().text()
    signed = desk.bench.people.sign_in("wangxm", password)
    assert signed.must_change
    assert signed.actor.has(Role.CLERK)


def test_a_taken_login_is_said_at_its_field(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "people")
    assert isinstance(page, PeoplePage)
    page.add()
    sheet = desk.sheet()
    assert isinstance(sheet, PersonSheet)
    sheet.form.set_values({"name": "王小明", "login": "lixue"})
    sheet.roles[Role.CLERK.value].setChecked(True)
    sheet.save()
    desk.rest()
    assert "lixue" in sheet.form.rows["login"].error()
    assert sheet.button.isEnabled()


def test_a_person_is_changed_reset_and_switched_off(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "people")
    assert isinstance(page, PeoplePage)
    names = [page.model.record(row).login for row in range(page.model.rowCount())]  # type: ignore[union-attr]
    page.table.setFocus()
    page.table.select(names.index("lixue"))
    desk.qtbot.keyClick(page.table, _K.Key_Return)
    sheet = desk.sheet()
    assert isinstance(sheet, PersonSheet)
    sheet.form.set_values({"phone": "13856122417"})
    sheet.save()
    desk.rest()
    person = next(p for p in desk.bench.people.all(desk.actor) if p.login == "lixue")
    assert person.phone == "13856122417"
    assert page.table.current_record().id == person.id
    page.reset_button.click()
    desk.sheet().default.click()  # type: ignore[attr-defined]
    desk.rest()
    slip = desk.sheet()
    assert isinstance(slip, PasswordSlip)
    slip.close_sheet()
    with pytest.raises(NotAllowed):
        desk.bench.people.sign_in("lixue", PASSWORD)
    page.switch_button.click()
    desk.sheet().default.click()  # type: ignore[attr-defined]
    desk.rest()
    assert not desk.bench.people.get(desk.actor, person.id).active
    assert page.switch_button.text() == "启用"
    page.switch_button.click()
    desk.rest()
    assert desk.bench.people.get(desk.actor, person.id).active


def test_nobody_switches_oneself_off(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "people")
    assert isinstance(page, PeoplePage)
    logins = [page.model.record(row).login for row in range(page.model.rowCount())]  # type: ignore[union-attr]
    page.table.select(logins.index("admin"))
    assert not page.switch_button.isEnabled()
    assert not page.reset_button.isEnabled()


def test_lists_of_people_are_for_the_administrator_to_change(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    page = page_of(desk, "people")
    assert isinstance(page, PeoplePage)
    assert page.model.rowCount() > 5
    assert not page.add_button.isVisible()
    page.table.setFocus()
    desk.qtbot.keyClick(page.table, _K.Key_Return)
    assert not desk.window.overlay.is_open()


# Rules, look, backup, health ----------------------------------------------------------------------


def test_rules_are_filtered_by_text_and_sureness(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    page = page_of(desk, "rules")
    assert isinstance(page, RulesPage)
    everything = page.model.rowCount()
    page.search_field.set_text("丧葬")
    page._searched("丧葬")
    assert 0 < page.model.rowCount() < everything
    page.search_field.set_text("")
    page._searched("")
    page.which.set_value("unset")
    page._chosen("unset")
    shown = [page.model.record(row) for row in range(page.model.rowCount())]
    assert shown
    assert all(isinstance(line, str) or not line.text for line in shown)


def test_the_look_changes_at_once_and_is_kept(sit_down: Sit, plain_look: QApplication) -> None:
    desk = sit_down("lixue")
    page = page_of(desk, "look")
    assert isinstance(page, AppearancePage)
    page.theme.set_value("dark")
    page._theme("dark")
    assert look().mode is Mode.DARK
    page.zoom.set_value("1.25")
    page._zoom("1.25")
    assert look().zoom == 1.25
    kept = preferences.load()
    assert (kept.theme, kept.zoom) == ("dark", 1.25)


def test_a_backup_is_made_found_and_checked(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "backup")
    assert isinstance(page, BackupPage)
    assert not page.now_button.isEnabled()
    assert page.state.text() == "先选择备份文件夹"
    page.use_folder(tmp_path)
    desk.rest()
    assert page.now_button.isEnabled()
    desk.qtbot.mouseClick(page.now_button, Qt.MouseButton.LeftButton)
    desk.rest()
    assert page.model.rowCount() == 1
    assert "已备份并核验" in page.state.text()
    page.check(page.table.current_record())
    desk.rest()
    assert "完整" in page.state.text()
    made = next(tmp_path.glob("*.zip"))
    made.write_bytes(made.read_bytes()[:-200])
    page.check(made)
    desk.rest()
    assert "完整" not in page.state.text()
    assert page.state.property("tone") == "danger"


def test_only_the_administrator_backs_up(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("lixue")
    page = page_of(desk, "backup")
    assert isinstance(page, BackupPage)
    page.use_folder(tmp_path)
    desk.rest()
    assert not page.now_button.isEnabled()
    assert "由管理员备份" in page.about.text()


def test_health_names_what_is_missing_and_verifies_the_data(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = page_of(desk, "health")
    assert isinstance(page, HealthPage)
    found = {one.name: one for one in page._found}
    assert {"字体", "输入法", "数据", "磁盘", "规则", "节假日", "年度标准", "备份"} <= set(found)
    assert found["备份"].state == "warn"
    page.verify()
    desk.rest()
    assert {one.name: one.state for one in page._found}["数据核验"] == "ok"
    page.copy()
    assert "数据核验" in QGuiApplication.clipboard().text()


def test_the_slip_prints_onto_paper(sit_down: Sit, tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    desk = sit_down("admin")
    slip = PasswordSlip("王小明", "wangxm", "abcd-efgh-jkmn")
    desk.window.open_sheet(slip)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "slip.pdf"))
    slip._print(printer)
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")

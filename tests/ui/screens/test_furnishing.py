"""Palette, help, notices, badges, person's menu, over the demo office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from mediation_app.domain.offices import Role
from mediation_app.services.demo.office import PASSWORD
from mediation_app.services.lists import CaseQuery
from tests.support.screens import SIZES, Desktop, layout_faults
from ui.furnishing import Furniture
from ui.furnishing.account import NewPasswordSheet
from ui.furnishing.help import FALLBACK, HelpSheet, folder, page_of, read, topic_of, topics
from ui.furnishing.news import Notice, NoticeSheet, look_up
from ui.program import Program
from ui.screens.settings.screen import PAGES
from ui.widgets.palette_sources import PaletteItem

Sit = Callable[[str], Desktop]
_K = Qt.Key


class _Program:
    """As much of the program as the furniture needs."""

    def __init__(self) -> None:
        self.signed_out = 0
        self.backup = ""

    def sign_out(self) -> None:
        self.signed_out += 1

    def tell_backup(self, text: str) -> None:
        self.backup = text


def furnished(desk: Desktop) -> tuple[Furniture, _Program]:
    program = _Program()
    made = Furniture(cast("Program", program), desk.window, desk.session)
    desk.go("today")
    desk.qtbot.wait(700)
    desk.rest()
    return made, program


def shown(desk: Desktop) -> list[PaletteItem]:
    """What the palette shows now."""
    box = desk.window.palette_box
    things = [box._model.thing(row) for row in range(box._model.rowCount())]
    return [one for one in things if isinstance(one, PaletteItem)]


def ask(desk: Desktop, text: str) -> list[PaletteItem]:
    if not desk.window.overlay.is_open():
        desk.window.open_palette()
    desk.window.palette_box.field.setText(text)
    desk.window.palette_box._ask()
    desk.qtbot.wait(150)
    desk.rest()
    return shown(desk)


# Palette ------------------------------------------------------------------------------------------


def test_a_command_is_found_by_its_initials_and_runs(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    furnished(desk)
    texts = [item.text for item in ask(desk, "bf")]
    assert "设置：备份" in texts
    desk.qtbot.keyClick(desk.window.palette_box.field, _K.Key_Return)
    desk.rest()
    assert str(desk.desk.navigator.current) == "settings/backup"


def test_cases_and_people_are_found_as_one_types(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    furnished(desk)
    row = desk.bench.cases.page(desk.actor, CaseQuery(limit=1)).rows[0]
    name = row.parties.split(" 与 ")[0].split("、")[0].split(" ")[0]
    items = ask(desk, name)
    case = next(item for item in items if name in item.text and " 与 " in item.text)
    assert case.hits
    assert any(item.text == name and "件案件" in item.note for item in items)
    only_people = ask(desk, f"@{name}")
    assert only_people
    assert all("件案件" in item.note for item in only_people)
    only_commands = ask(desk, ">")
    assert any(item.text == "打开案件" for item in only_commands)
    assert all(" 与 " not in item.text for item in only_commands)


def test_an_empty_palette_offers_the_cases_changed_last(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    furnished(desk)
    items = ask(desk, "")
    assert sum(1 for item in items if " 与 " in item.text) == 5


def test_new_cases_are_offered_to_the_window_only(sit_down: Sit) -> None:
    for login, offered in (("lixue", True), ("maling", False)):
        desk = sit_down(login)
        furnished(desk)
        assert ("新建案件" in [item.text for item in ask(desk, ">")]) is offered


# Help ---------------------------------------------------------------------------------------------


def test_every_place_has_its_page() -> None:
    assert set(topics()) == {
        "today", "cases", "case", "fund", "approvals", "book", "documents", "settings", "keys", "statistics",
    }  # fmt: skip
    for place, topic in (
        ("today", "today"), ("CasesScreen", "cases"), ("case/parties", "case"),
        ("case/fund", "fund"), ("ApprovalsScreen", "approvals"), ("settings", "settings"), ("statistics", "statistics"),
        ("SomewhereElse", FALLBACK),
    ):  # fmt: skip
        assert topic_of(place) == topic


def test_help_keeps_to_the_wording() -> None:
    for path in folder().glob("*.md"):
        text = path.read_text(encoding="utf-8").replace("申请", "")
        for word in ("请", "！", "您", "成功", "失败", "——"):
            assert word not in text, (path.name, word)
        page = read(path.stem)
        assert page.title
        assert page.lines


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("topic", ["today", "cases", "case", "keys"])
def test_help_fits_every_window(sit_down: Sit, topic: str, size: tuple[int, int]) -> None:
    desk = sit_down("lixue")
    furnished(desk)
    desk.resize(size)
    desk.window.open_sheet(HelpSheet(page_of(topic)))
    desk.qtbot.wait(40)
    sheet = desk.sheet()
    assert desk.window.rect().contains(sheet.geometry())
    assert layout_faults(sheet) == []


def test_f1_tells_about_the_place_and_closes_again(sit_down: Sit) -> None:
    desk = sit_down("admin")
    furnished(desk)
    for address, title in (("today", "今日"), ("cases", "案件"), ("settings/rules", "设置")):
        screen = desk.go(address)
        desk.qtbot.keyClick(screen, _K.Key_F1)
        sheet = desk.sheet()
        assert isinstance(sheet, HelpSheet)
        assert sheet.page.title == title
        desk.qtbot.keyClick(sheet, _K.Key_Escape)
        assert not desk.window.overlay.is_open()


# Notices and badges -------------------------------------------------------------------------------


def test_badges_count_what_the_services_answer(sit_down: Sit) -> None:
    desk = sit_down("maling")
    furniture, _ = furnished(desk)
    found = look_up(desk.bench, desk.actor, desk.bench.cases.today(), "")
    assert found.approvals == len(desk.bench.fund.approvals(desk.actor).waiting)
    assert furniture.news.notices == found.notices


def test_missing_tables_are_told_and_lead_to_their_page(sit_down: Sit) -> None:
    desk = sit_down("admin")
    known = {entry.key for entry in PAGES}
    found = look_up(desk.bench, desk.actor, date(2027, 12, 1), "")
    texts = [one.text for one in found.notices]
    assert any("2027、2028 年节假日表未导入" in text for text in texts)
    assert any("年度标准未录入" in text for text in texts)
    assert any("备份文件夹未选择" in text for text in texts)
    for one in found.notices:
        first, _, page = one.address.partition("/")
        assert first == "today" or page in known


def test_only_the_administrator_hears_of_backups(sit_down: Sit, tmp_path: Any) -> None:
    desk = sit_down("lixue")
    assert not desk.actor.has(Role.ADMIN)
    found = look_up(desk.bench, desk.actor, desk.bench.cases.today(), str(tmp_path))
    assert all("备份" not in one.text for one in found.notices)


def test_the_bell_counts_until_opened(sit_down: Sit) -> None:
    desk = sit_down("admin")
    furniture, _ = furnished(desk)
    furniture.news.notices = (Notice(text="甲", address="settings/rules"),)
    furniture.news._count()
    assert "1 条未读" in desk.window.notices.accessibleName()
    desk.qtbot.mouseClick(desk.window.top_bar.notices, Qt.MouseButton.LeftButton)
    sheet = desk.sheet()
    assert isinstance(sheet, NoticeSheet)
    assert "未读" not in desk.window.notices.accessibleName()
    sheet._follow("settings/rules")
    desk.rest()
    assert str(desk.desk.navigator.current) == "settings/rules"


# The person's menu ----------------------------------------------------------------------------------


def test_one_changes_ones_own_password(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    furniture, _ = furnished(desk)
    furniture.change_password()
    sheet = desk.sheet()
    assert isinstance(sheet, NewPasswordSheet)
    rows = sheet.form.rows
    for key, text in (("old", "wrong"), ("new", "quite-new-1"), ("again", "quite-new-2")):
        rows[key].field.setText(text)
    sheet.save()
    assert rows["again"].error() == "两次输入的新密码不同"
    rows["again"].field.setText("quite-new-1")
    sheet.save()
    desk.rest()
    assert sheet.problem.text().startswith("用户名或密码不对")
    assert rows["old"].field.hasFocus()
    rows["old"].field.setText(PASSWORD)
    sheet.save()
    desk.rest()
    assert "密码已修改" in desk.said
    assert desk.bench.people.sign_in("lixue", "quite-new-1").person.login == "lixue"


def test_the_menu_switches_people(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    _, program = furnished(desk)
    actions = {action.text(): action for action in desk.window.person_menu._menu.actions()}
    assert {"修改密码", "外观", "快捷键", "切换人员"} <= set(actions)
    actions["切换人员"].trigger()
    assert program.signed_out == 1

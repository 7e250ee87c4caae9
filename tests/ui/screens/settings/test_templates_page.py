"""The page 文书模板, driven by keyboard and mouse over a real store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mediation_app.documents.catalog import Catalog
from mediation_app.services.templates import Origin, TemplateLine, TemplateService
from tests.documents.engine.samples import docx, para
from tests.support.screens import SIZES, Desktop, layout_faults, nameless, type_in
from ui.screens.settings import SettingsScreen
from ui.screens.settings.templates import TemplatesPage
from ui.screens.settings.templates_sheet import AdoptSheet

Sit = Callable[[str], Desktop]
_K = Qt.Key
CODE = "application"
LOOSE = docx(para("甲", props='<w:spacing w:line="240" w:lineRule="auto"/>'))
WRONG = docx(para("编号：{{ case.nummer }}"), para("甲", props="<w:spacing w:line='240'/>"))


def shipped() -> bytes:
    return Catalog().kind(CODE).path.read_bytes()


def open_page(desk: Desktop) -> TemplatesPage:
    screen = desk.go("settings/templates")
    assert isinstance(screen, SettingsScreen)
    page = screen.page("templates")
    assert isinstance(page, TemplatesPage)
    settle(desk)
    return page


def settle(desk: Desktop) -> None:
    """Wait until the pane is loaded too."""
    desk.qtbot.wait(160)
    desk.rest()


def choose(desk: Desktop, page: TemplatesPage, code: str = CODE) -> None:
    rows = [page.pane.model.record(n) for n in range(page.pane.model.rowCount())]
    page.pane.list.select(
        next(n for n, one in enumerate(rows) if one is not None and one.key == code)
    )
    settle(desk)


def current(page: TemplatesPage) -> TemplateLine:
    line = page.pane.list.current_thing()
    assert isinstance(line, TemplateLine)
    return line


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_on_any_tab(sit_down: Sit, tmp_path: Path, size: tuple[int, int]) -> None:
    desk = sit_down("admin")
    desk.bench.templates.adopt(desk.actor, CODE, LOOSE)
    page = open_page(desk)
    choose(desk, page)
    desk.resize(size)
    (tmp_path / "改过的模板.docx").write_bytes(WRONG)
    for narrow_open in (False, True):
        if narrow_open:
            page.pane.open_detail()
        for tab in ("preview", "findings", "versions", "fields"):
            page.pane.choose_tab(tab)
            page._tab(tab)
            settle(desk)
            assert layout_faults(page) == [], tab
            assert nameless(page) == [], tab
    page.check(tmp_path / "改过的模板.docx")
    settle(desk)
    assert layout_faults(page) == []


def test_every_paper_is_listed_and_its_template_shown(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    codes = {page.pane.model.record(n).key for n in range(page.pane.model.rowCount())}
    assert codes - {""} == set(Catalog().kinds)
    assert current(page).origin is Origin.SHIPPED
    assert page.pane.view.page_count() >= 1
    assert page.pane.stack.currentWidget() is page.pane.view
    before = page.pane.title.text()
    page.pane.list.setFocus()
    desk.qtbot.keyClick(page.pane.list, _K.Key_Down)
    settle(desk)
    assert page.pane.title.text() != before


def test_a_template_is_imported_used_and_put_back(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    choose(desk, page)
    path = tmp_path / "新抬头.docx"
    path.write_bytes(LOOSE)
    page.import_file(path)
    settle(desk)
    sheet = desk.sheet()
    assert isinstance(sheet, AdoptSheet)
    sheet.note.setFocus()
    type_in(sheet.note, "换抬头")
    sheet.button.click()
    settle(desk)
    assert any("改用本单位第1版" in said for said in desk.said)
    assert current(page).origin is Origin.OFFICE
    assert page.pane.findings_model.rowCount() > 0
    [mine] = desk.bench.templates.versions(desk.actor, CODE)
    assert (mine.note, mine.file_name, mine.active) == ("换抬头", "新抬头.docx", True)

    page.pane.back_button.click()
    settle(desk)
    assert current(page).origin is Origin.SHIPPED
    assert not page.pane.back_button.isVisible()
    page.pane.choose_tab("versions")
    page._tab("versions")
    settle(desk)
    assert page.pane.versions_model.rowCount() == 1
    page.pane.use_button.click()
    settle(desk)
    assert current(page).version == "本单位第1版"


def test_what_blocks_is_shown_with_its_place_and_nothing_is_stored(
    sit_down: Sit, tmp_path: Path
) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    choose(desk, page)
    path = tmp_path / "a.docx"
    path.write_bytes(WRONG)
    page.import_file(path)
    settle(desk)
    assert page.pane.tabs.current() == "findings"
    first = page.pane.findings_model.record(0)
    assert first is not None
    assert first.blocking
    assert first.place == "第1段“编号：”"
    assert "改正前不能导入" in page.pane.file_text.text()
    assert desk.bench.templates.versions(desk.actor, CODE) == ()
    page.pane.leave_file.click()
    settle(desk)
    assert not page.pane.file_text.isVisible()
    assert page.pane.findings_model.rowCount() == 0


def test_a_file_that_is_no_word_file_is_called_what_it_is(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    path = tmp_path / "a.docx"
    path.write_bytes(b"%PDF-1.7")
    page.check(path)
    settle(desk)
    assert any("PDF" in said and "a.docx" in said for said in desk.said)
    assert page.pane.check_button.isEnabled()


def test_a_checked_file_is_previewed_in_place_of_the_template(
    sit_down: Sit, tmp_path: Path
) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    choose(desk, page)
    path = tmp_path / "a.docx"
    path.write_bytes(docx(para("只有这一句")))
    page.check(path)
    settle(desk)
    page.pane.choose_tab("preview")
    page._tab("preview")
    settle(desk)
    items = page.pane.view.document().pages[0].items
    assert "只有这一句" in "".join(getattr(item, "text", "") for item in items)


def test_the_palette_finds_and_copies(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    page.pane.choose_tab("fields")
    page._tab("fields")
    settle(desk)
    palette = page.pane.palette_
    assert palette.model.rowCount() > 300
    palette.search.setFocus()
    type_in(palette.search, "case.number")
    desk.qtbot.wait(200)
    assert palette.count.text() == "1 个字段"
    row = palette.table.visualRect(palette.model.index(1, 0))
    desk.qtbot.mouseClick(palette.table.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert QGuiApplication.clipboard().text() == "{{ case.number }}"
    assert "已复制 case.number" in desk.said
    palette.search.clear_search()
    type_in(palette.search, "没有的词")
    desk.qtbot.wait(200)
    assert "没有相符" in palette.count.text()


def test_who_may_not_change_may_look(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    page = open_page(desk)
    assert not page.pane.import_button.isVisible()
    assert not page.pane.use_button.isVisible()
    assert page.pane.check_button.isVisible()
    assert page.pane.view.page_count() >= 1


def test_exporting(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    choose(desk, page)
    page.export_to(tmp_path / "模板")
    settle(desk)
    assert (tmp_path / "模板.docx").read_bytes() == shipped()
    assert any("已导出 模板.docx" in said for said in desk.said)


def test_a_narrow_window_shows_one_pane_at_a_time(sit_down: Sit) -> None:
    desk = sit_down("admin")
    page = open_page(desk)
    desk.resize(SIZES[2])
    assert page.pane.list.isVisible()
    assert not page.pane.title.isVisible()
    page.pane.list.setFocus()
    desk.qtbot.keyClick(page.pane.list, _K.Key_Return)
    settle(desk)
    assert page.pane.title.isVisible()
    page.pane.close_button.click()
    assert page.pane.list.hasFocus()


def test_nothing_slow_happens_on_the_window_s_thread(
    sit_down: Sit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sit_down("admin")
    threads: set[int] = set()
    for name in ("list", "check", "preview", "preview_as", "fields", "versions", "adopt", "export"):
        real = getattr(TemplateService, name)

        def seen(*given: object, _real: Callable[..., object] = real, **named: object) -> object:
            threads.add(threading.get_ident())
            return _real(*given, **named)

        monkeypatch.setattr(TemplateService, name, seen)
    page = open_page(desk)
    choose(desk, page)
    path = tmp_path / "a.docx"
    path.write_bytes(LOOSE)
    page.import_file(path)
    settle(desk)
    page.export_to(tmp_path / "b.docx")
    for tab in ("versions", "fields", "preview"):
        page._tab(tab)
        settle(desk)
    assert threads
    assert threading.get_ident() not in threads

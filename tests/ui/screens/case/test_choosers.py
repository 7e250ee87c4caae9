"""Shares, standards and 重算: tried live, kept with a reason, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import Liability, Party
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.facts import crowded
from tests.ui.screens.case.looks import figure_of, focus_now, losses
from ui.screens.case.section_losses import LossesSection
from ui.screens.case.share_panel import SharePanel, rebalanced
from ui.screens.case.standards_chooser import StandardsPanel, figures_of, lacking, set_name

TODAY = date(2026, 6, 15)


def _open_shares(stage: Stage, file: CaseFile) -> tuple[LossesSection, SharePanel]:
    section = losses(stage, file)
    section.choosers.shares.setFocus()
    QTest.keyClick(section.choosers.shares, Qt.Key.Key_Return)
    panel = section.choosers.shares.panel
    assert panel is not None
    return section, panel


def _stored(workbench: Workbench, cast: Cast, file: CaseFile, party: str) -> Party:
    found = workbench.cases.peek(cast["clerk"], file.case.id).party(party)
    assert found is not None
    return found


# --- shares -------------------------------------------------------------------------------------


@given(
    shares=st.lists(st.integers(0, 100), min_size=2, max_size=5).filter(lambda x: sum(x) == 100)
    | st.just([80, 20])
    | st.just([50, 30, 20])
    | st.just([100, 0, 0, 0]),
    moved=st.integers(0, 4),
    wanted=st.integers(-20, 130),
)
def test_shares_always_add_up(shares: list[int], moved: int, wanted: int) -> None:
    before = {str(n): share for n, share in enumerate(shares)}
    key = str(moved % len(shares))
    after = rebalanced(before, key, wanted)
    assert sum(after.values()) == 100
    assert all(0 <= share <= 100 for share in after.values())
    assert after[key] == min(max(wanted, 0), 100)
    assert set(after) == set(before)


def test_the_button_shows_the_shares_and_says_the_band(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    chooser = section.choosers.shares
    assert chooser.text() == "责任 80% : 20%"
    assert "刘志强 80%，幅度 80%—90%，通常 80%" in chooser.accessibleDescription()
    assert "第66条" in chooser.accessibleDescription()


def test_moving_a_share_reckons_at_once_and_keeps_with_undo(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section, panel = _open_shares(stage, faulty)
    before = figure_of(section)
    slider = panel.rows[keys.driver].slider
    assert focus_now() is slider
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert panel.shares == {keys.driver: 85, keys.victim: 15}
    assert panel.rows[keys.victim].slider.value() == 15
    assert panel.rows[keys.victim].field.value() == 15
    stage.qtbot.waitUntil(lambda: figure_of(section) != before, timeout=1000)
    tried = figure_of(section)
    assert panel.result.text() == f"应得赔偿 {tried} 元"
    assert _stored(workbench, cast, faulty, keys.driver).share == 80  # only tried so far
    undo: list[Callable[[], object]] = []
    stage.desk.notify.toast.connect(lambda toast: undo.append(toast.undo))
    QTest.keyClick(slider, Qt.Key.Key_Return)
    stage.rest()
    assert _stored(workbench, cast, faulty, keys.driver).share == 85
    assert _stored(workbench, cast, faulty, keys.victim).share == 15
    assert section.choosers.shares.text() == "责任 85% : 15%"
    assert figure_of(section) == tried
    assert focus_now() is section.choosers.shares
    undo[-1]()
    stage.rest()
    assert _stored(workbench, cast, faulty, keys.driver).share == 80
    assert figure_of(section) == before


def test_escape_leaves_everything_as_it_was(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section, panel = _open_shares(stage, faulty)
    before = figure_of(section)
    slider = panel.rows[keys.driver].slider
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    stage.qtbot.waitUntil(lambda: figure_of(section) != before, timeout=1000)
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    stage.rest()
    assert section.choosers.shares.panel is None
    assert figure_of(section) == before
    assert _stored(workbench, cast, faulty, keys.driver).share == 80


def test_the_band_is_left_only_with_a_reason(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section, panel = _open_shares(stage, faulty)
    slider = panel.rows[keys.driver].slider
    assert not panel.reason.isVisible()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() == 80
    assert panel.reason.isVisible()
    assert "超出须写明理由" in panel.warning.text()
    other = panel.rows[keys.victim].slider  # the same bound from the other side
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_Right)
    assert other.value() == 20
    panel.reason.setFocus()
    QTest.keyClicks(panel.reason, "yj")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert slider.value() == 70
    assert panel.keep.isEnabled()
    panel.reason.set_value("")
    panel.reason.changed.emit()
    assert not panel.keep.isEnabled()
    panel.reason.set_value("受害人逆行")
    panel.reason.changed.emit()
    panel.keep.click()
    stage.rest()
    driver = _stored(workbench, cast, faulty, keys.driver)
    assert (driver.share, driver.share_reason) == (70, "受害人逆行")
    # opened again: the reason stands there; back inside the band it goes
    _, again = _open_shares(stage, faulty)
    assert again.reason.value() == "受害人逆行"
    row = again.rows[keys.driver]
    QTest.keyClick(row.slider, Qt.Key.Key_PageUp)
    QTest.keyClick(row.slider, Qt.Key.Key_PageUp)
    again.keep.click()
    stage.rest()
    driver = _stored(workbench, cast, faulty, keys.driver)
    assert (driver.share, driver.share_reason) == (80, "")
    assert section.choosers.shares.text() == "责任 80% : 20%"


def test_a_number_can_be_typed(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    _, panel = _open_shares(stage, faulty)
    field = panel.rows[keys.driver].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "88")
    assert panel.shares[keys.driver] == 88
    assert panel.rows[keys.victim].field.value() == 12
    field.selectAll()
    QTest.keyClicks(field, "30")  # outside: not taken, the reason is asked for
    assert panel.shares[keys.driver] == 88
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.rest()
    assert _stored(workbench, cast, faulty, keys.driver).share == 88


def test_the_usual_shares_come_back(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section, panel = _open_shares(stage, faulty)
    QTest.keyClick(panel.rows[keys.driver].slider, Qt.Key.Key_End)
    panel.keep.click()
    stage.rest()
    assert section.choosers.shares.text() == "责任 90% : 10%"
    _, panel = _open_shares(stage, faulty)
    panel.usual.click()
    stage.rest()
    assert _stored(workbench, cast, faulty, keys.driver).share is None
    assert section.choosers.shares.text() == "责任 80% : 20%"


def test_a_click_outside_keeps_what_was_tried(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section, panel = _open_shares(stage, faulty)
    QTest.keyClick(panel.rows[keys.driver].slider, Qt.Key.Key_PageUp)
    QTest.mouseClick(section.sums, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    stage.rest()
    assert section.choosers.shares.panel is None
    assert _stored(workbench, cast, faulty, keys.driver).share == 85


def test_the_panel_does_not_cover_what_it_changes(stage: Stage, faulty: CaseFile) -> None:
    section, panel = _open_shares(stage, faulty)
    box = panel.panel.geometry().translated(panel.pos())
    sums = section.sums
    left = sums.mapTo(stage.window, QPoint(0, 0)).x()
    assert box.right() < left
    stage.window.resize(911, 512)
    stage.rest()
    assert stage.window.rect().contains(panel.panel.geometry().translated(panel.pos()))


def test_without_bands_there_is_nothing_usual(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    _, panel = _open_shares(stage, faulty)
    assert panel.usual.isVisible()
    panel.escape()
    file = workbench.cases.save(cast["clerk"], faulty, crowded(faulty, keys)).value
    section = losses(stage, file)
    section.book.reload()
    stage.rest()
    section, panel = _open_shares(stage, file)
    assert section.choosers.shares.text() == "60% : 20% : 20%"
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [stage.window]
    assert not panel.usual.isVisible()
    row = panel.rows[keys.driver]
    assert row.basis.text() == "规则没有给出幅度，由调解员确定"
    QTest.keyClick(row.slider, Qt.Key.Key_PageUp)
    assert sum(panel.shares.values()) == 100
    panel.keep.click()
    stage.rest()
    assert _stored(workbench, cast, file, keys.driver).share == 65


def test_missing_shares_lead_to_the_party(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    bare = tuple(replace(p, share=None, liability=Liability.UNDECIDED) for p in faulty.parties)
    workbench.cases.save(cast["clerk"], faulty, replace(faulty, parties=bare))
    section = losses(stage, faulty)
    chooser = section.choosers.shares
    assert chooser.text() == "责任比例未定"
    chooser.click()
    stage.rest()
    assert stage.page._key == "parties"
    assert focus_now().accessibleName() == "责任比例"


# --- standards ------------------------------------------------------------------------------------


def test_sets_of_standards_are_named_by_their_year(workbench: Workbench) -> None:
    everything = workbench.context.rulebook.standards()
    newest = figures_of(everything, None, TODAY)
    assert set_name(newest, None) == "山东最新标准（待核实）"
    assert set_name(figures_of(everything, 2019, TODAY), 2019).startswith("山东 2019 年度标准")
    early = figures_of(everything, 2012, TODAY)
    assert set_name(early, 2012) == "山东 2012 年度标准"
    assert lacking(early, 2012) == 0
    assert lacking(figures_of(everything, 2024, TODAY), 2024) > 0
    assert figures_of(everything, None, date(2011, 1, 1)) == {}


def test_another_year_is_looked_at_and_kept(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    section = losses(stage, faulty)
    chooser = section.choosers.standards
    before = figure_of(section)
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    panel = chooser.panel
    assert isinstance(panel, StandardsPanel)
    assert focus_now() is panel.rows[0]
    wanted = next(made for made in panel.rows if made.year == 2019)
    while panel.year != 2019:
        QTest.keyClick(focus_now(), Qt.Key.Key_Down)
    assert focus_now() is wanted
    assert figure_of(section) != before  # tried
    QTest.keyClick(wanted, Qt.Key.Key_Return)
    stage.rest()
    assert workbench.cases.peek(cast["clerk"], faulty.case.id).case.standards_year == 2019
    assert "2019 年度标准" in chooser.text()
    view = section.book.view
    assert view is not None
    assert view.sums is not None
    assert view.sums.law.standards["income"].stat_year == 2019


def test_looking_at_a_year_changes_nothing(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    section = losses(stage, faulty)
    before = figure_of(section)
    section.choosers.standards.click()
    panel = section.choosers.standards.panel
    assert panel is not None
    QTest.mouseClick(panel.rows[-1], Qt.MouseButton.LeftButton)
    QTest.keyClick(panel.rows[-1], Qt.Key.Key_Escape)
    stage.rest()
    assert figure_of(section) == before
    assert workbench.cases.peek(cast["clerk"], faulty.case.id).case.standards_year is None

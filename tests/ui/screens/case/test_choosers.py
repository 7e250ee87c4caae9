"""Shares, standards and 重算: tried live, kept with a reason, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import VictimStandard
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Liability, Party
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.facts import crowded, main_fault
from ui.screens.case.allocation_sheet import AllocationSheet
from ui.screens.case.recalculation import RecalculationSheet, signed
from ui.screens.case.section_losses import LossesSection
from ui.screens.case.share_chooser import SharePanel, rebalanced
from ui.screens.case.standard_sheet import StandardSheet
from ui.screens.case.standards_chooser import StandardsPanel, figures_of, lacking, set_name

TODAY = date(2026, 6, 15)


@pytest.fixture
def faulty(registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys) -> CaseFile:
    """80 : 20, band 80–90."""
    new = main_fault(registered, keys)
    return workbench.cases.save(cast["clerk"], registered, new).value


def losses(stage: Stage, file: CaseFile) -> LossesSection:
    """The section of the losses, shown."""
    section = stage.go(file.case.id, "losses")._sections["losses"]
    assert isinstance(section, LossesSection)
    return section


def _open_shares(stage: Stage, file: CaseFile) -> tuple[LossesSection, SharePanel]:
    section = losses(stage, file)
    section.choosers.shares.setFocus()
    QTest.keyClick(section.choosers.shares, Qt.Key.Key_Return)
    panel = section.choosers.shares.panel
    assert panel is not None
    return section, panel


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def _stored(workbench: Workbench, cast: Cast, file: CaseFile, party: str) -> Party:
    found = workbench.cases.peek(cast["clerk"], file.case.id).party(party)
    assert found is not None
    return found


def _figure(section: LossesSection) -> str:
    return section.sums.result._figure.text()


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
    before = _figure(section)
    slider = panel.rows[keys.driver].slider
    assert _focus() is slider
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert panel.shares == {keys.driver: 85, keys.victim: 15}
    assert panel.rows[keys.victim].slider.value() == 15
    assert panel.rows[keys.victim].field.value() == 15
    stage.qtbot.waitUntil(lambda: _figure(section) != before, timeout=1000)
    tried = _figure(section)
    assert _stored(workbench, cast, faulty, keys.driver).share == 80  # only tried so far
    undo: list[Callable[[], object]] = []
    stage.desk.notify.toast.connect(lambda toast: undo.append(toast.undo))
    QTest.keyClick(slider, Qt.Key.Key_Return)
    stage.rest()
    assert _stored(workbench, cast, faulty, keys.driver).share == 85
    assert _stored(workbench, cast, faulty, keys.victim).share == 15
    assert section.choosers.shares.text() == "责任 85% : 15%"
    assert _figure(section) == tried
    assert _focus() is section.choosers.shares
    undo[-1]()
    stage.rest()
    assert _stored(workbench, cast, faulty, keys.driver).share == 80
    assert _figure(section) == before


def test_escape_leaves_everything_as_it_was(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section, panel = _open_shares(stage, faulty)
    before = _figure(section)
    slider = panel.rows[keys.driver].slider
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    stage.qtbot.waitUntil(lambda: _figure(section) != before, timeout=1000)
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    stage.rest()
    assert section.choosers.shares.panel is None
    assert _figure(section) == before
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
    assert _focus().accessibleName() == "责任比例"


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
    before = _figure(section)
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    panel = chooser.panel
    assert isinstance(panel, StandardsPanel)
    assert _focus() is panel.rows[0]
    wanted = next(made for made in panel.rows if made.year == 2019)
    while panel.year != 2019:
        QTest.keyClick(_focus(), Qt.Key.Key_Down)
    assert _focus() is wanted
    assert _figure(section) != before  # tried
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
    before = _figure(section)
    section.choosers.standards.click()
    panel = section.choosers.standards.panel
    assert panel is not None
    QTest.mouseClick(panel.rows[-1], Qt.MouseButton.LeftButton)
    QTest.keyClick(panel.rows[-1], Qt.Key.Key_Escape)
    stage.rest()
    assert _figure(section) == before
    assert workbench.cases.peek(cast["clerk"], faulty.case.id).case.standards_year is None


# --- frozen sums ------------------------------------------------------------------------------------


def _agree(file: CaseFile, workbench: Workbench, cast: Cast, clock: SetClock) -> CaseFile:
    """The case up to the drafted agreement."""
    cases, clerk, mediator, key = workbench.cases, cast["clerk"], cast["mediator"], file.case.id
    clock.put(2026, 6, 16, 8, 50)
    who = mediator.person_id
    cases.perform(clerk, key, "accept", facts={"consent": True, "mediator_id": who})
    cases.perform(clerk, key, "appoint", facts={"mediator_id": who, "recorder_id": clerk.person_id})
    cases.perform(clerk, key, "tell_rights")
    session = {
        "starts_at": at(date(2026, 6, 24), 9, 30),
        "place": "2 号调解室",
        "insurer_told_on": date(2026, 6, 16),
    }
    cases.perform(clerk, key, "book_session", facts=session)
    clock.put(2026, 6, 24, 11, 10)
    cases.perform(mediator, key, "start")
    told = {
        "minutes": "各方达成一致。",
        "result": "success",
        "amount": Decimal("43540.00"),
        "ends_at": at(date(2026, 6, 24), 11, 0),
    }
    cases.perform(mediator, key, "record_session", facts=told)
    found = cases.peek(mediator, key)
    return cases.save(mediator, found, cases.propose_agreement(mediator, found)).value


def test_frozen_sums_say_so_and_give_way_only_for_a_reason(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, clock: SetClock
) -> None:
    agreed = _agree(faulty, workbench, cast, clock)
    assert agreed.calculation is not None
    section = losses(stage, agreed)
    assert section.choosers.standards.text() == "已固定 06-24"
    assert "规则 山东" in section.choosers.standards.accessibleDescription()
    again = section.choosers.again
    assert again.isVisible()
    again.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, RecalculationSheet)
    assert sheet.title_label.text() == "重算：没有差别"
    sheet.escape()
    new = tuple(replace(x, quantity=90) if x.item == "lost_wages" else x for x in agreed.losses)
    workbench.cases.save(cast["mediator"], agreed, replace(agreed, losses=new))
    section = losses(stage, agreed)
    section.book.reload()
    stage.rest()
    again.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, RecalculationSheet)
    rows = {row.change.label: row for row in sheet.findChildren(QWidget) if hasattr(row, "change")}
    wages = rows["误工费"].change
    assert (wages.old_amount, wages.new_amount) == (Decimal("12798.00"), Decimal("14220.00"))
    assert "81 天" in wages.old_text
    assert "90 天" in wages.new_text
    assert "差额 +1,422.00" in rows["误工费"].accessibleName()
    assert sheet.default is not None
    assert not sheet.default.isEnabled()  # no reason yet
    assert sheet._reason is not None
    assert _focus() is sheet._reason
    QTest.keyClicks(sheet._reason, "xin piaoju")
    QTest.keyClick(sheet._reason, Qt.Key.Key_Return)
    stage.rest()
    stored = workbench.cases.peek(cast["mediator"], agreed.case.id)
    assert len(stored.calculations) == 2
    assert stored.calculation is not None
    assert stored.calculation.reason == "xin piaoju"


def test_differences_carry_their_sign() -> None:
    assert signed(Decimal("1422.00")) == "+1,422.00"
    assert signed(Decimal("-642.00")) == "−642.00"
    assert signed(Decimal("0.00")) == "0.00"


# --- allocation and other standards --------------------------------------------------------------------


def test_the_mediator_divides_a_limit_with_a_reason(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    file = workbench.cases.save(cast["clerk"], faulty, crowded(faulty, keys)).value
    other = next(p for p in file.parties if p.name == "李玉")
    lorry = next(v for v in file.vehicles if v.plate == "鲁P88888")
    section = losses(stage, file)
    section.sums.show_victim(other.id)
    assert section.sums.shares.allocation.isVisible()
    section.sums.shares.allocation.click()
    sheet = stage.sheet()
    assert isinstance(sheet, AllocationSheet)
    # his own vehicle is not offered, nor a limit for which he has no loss
    assert {cell.use.unit for cell in sheet._cells} == {lorry.id}
    assert [cell.use.bucket.value for cell in sheet._cells] == ["medical", "death"]
    field = sheet._cells[0].field
    assert _focus() is field
    QTest.keyClicks(field, "30000")
    sheet._keep()
    assert "超出限额" in sheet.trouble.text()
    field.selectAll()
    QTest.keyClicks(field, "15000")
    sheet._keep()
    assert sheet.trouble.text() == "调整分配须写明理由"
    assert _focus() is sheet.reason
    sheet.reason.set_value("各方同意先赔重伤者")
    sheet._keep()
    stage.rest()
    rows = workbench.cases.peek(cast["clerk"], file.case.id).allocations
    assert [(r.vehicle_id, r.victim_id, r.bucket, r.amount) for r in rows] == [
        (lorry.id, other.id, "medical", Decimal("15000.00"))
    ]
    view = section.book.view
    assert view is not None
    assert view.reckoning is not None
    paid = [
        s.amount
        for s in view.reckoning.victim(other.id).shares
        if s.bucket is not None and s.bucket.value == "medical"
    ]
    assert paid == [Decimal("15000.00")]
    stage.go(file.case.id, "losses", at=f"allocations/{rows[0].id}/reason")
    sheet = stage.sheet()
    assert isinstance(sheet, AllocationSheet)
    assert _focus() is sheet.reason
    sheet._clear()
    stage.rest()
    assert workbench.cases.peek(cast["clerk"], file.case.id).allocations == ()


def test_another_place_counts_only_when_it_is_higher(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = losses(stage, faulty)
    before = _figure(section)
    section.sums.shares.standard.click()
    sheet = stage.sheet()
    assert isinstance(sheet, StandardSheet)
    sheet._keep()
    assert set(sheet.missing()) == {"place", "stat_year", "amount", "reason"}
    sheet.form.set_values({"place": "浙江", "stat_year": 2024, "reason": "居住证"})
    sheet.form.part("amount").set_value(Decimal("100.00"))
    assert "不高于本地" in sheet.missing()["amount"]
    sheet.form.part("amount").set_value(Decimal("78251.00"))
    sheet.form.part("source").set_value("浙江省统计局")
    sheet._keep()
    stage.rest()
    rows = workbench.cases.peek(cast["clerk"], faulty.case.id).victim_standards
    assert [(r.series, r.place, r.amount) for r in rows] == [
        ("income", "浙江", Decimal("78251.00"))
    ]
    assert isinstance(rows[0], VictimStandard)
    assert _figure(section) != before
    stage.go(faulty.case.id, "losses", at=f"victim_standards/{rows[0].id}/source")
    sheet = stage.sheet()
    assert isinstance(sheet, StandardSheet)
    assert _focus().accessibleName() == "数据出处"
    sheet._clear()
    stage.rest()
    assert _figure(section) == before


def test_a_plain_case_is_asked_nothing_of_this(stage: Stage, registered: CaseFile) -> None:
    section = losses(stage, registered)
    assert not section.sums.shares.allocation.isVisible()
    assert not section.sums.shares.standard.isVisible()
    assert not section.sums.shares.who.isVisible()
    assert not section.choosers.again.isVisible()

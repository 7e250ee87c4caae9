"""Frozen sums give way only for a reason; limits divided by hand; another place's figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import VictimStandard
from mediation_app.domain.moments import at
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.facts import crowded
from tests.ui.screens.case.looks import figure_of, focus_now, losses
from ui.screens.case.allocation_sheet import AllocationSheet
from ui.screens.case.recalculation import RecalculationSheet, signed
from ui.screens.case.standard_sheet import StandardSheet

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
    assert focus_now() is sheet._reason
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
    assert focus_now() is field
    QTest.keyClicks(field, "30000")
    sheet._keep()
    assert "超出限额" in sheet.trouble.text()
    field.selectAll()
    QTest.keyClicks(field, "15000")
    sheet._keep()
    assert sheet.trouble.text() == "调整分配须写明理由"
    assert focus_now() is sheet.reason
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
    assert focus_now() is sheet.reason
    sheet._clear()
    stage.rest()
    assert workbench.cases.peek(cast["clerk"], file.case.id).allocations == ()


def test_another_place_counts_only_when_it_is_higher(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = losses(stage, faulty)
    before = figure_of(section)
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
    assert figure_of(section) != before
    stage.go(faulty.case.id, "losses", at=f"victim_standards/{rows[0].id}/source")
    sheet = stage.sheet()
    assert isinstance(sheet, StandardSheet)
    assert focus_now().accessibleName() == "数据出处"
    sheet._clear()
    stage.rest()
    assert figure_of(section) == before


def test_a_plain_case_is_asked_nothing_of_this(stage: Stage, registered: CaseFile) -> None:
    section = losses(stage, registered)
    assert not section.sums.shares.allocation.isVisible()
    assert not section.sums.shares.standard.isVisible()
    assert not section.sums.shares.who.isVisible()
    assert not section.choosers.again.isVisible()

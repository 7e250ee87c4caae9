"""The panel beside the losses: who bears what, why, and that it adds up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.looks import losses
from ui.screens.case.section_losses import LossesSection
from ui.screens.case.sums_lines import short_money
from ui.screens.case.sums_payments import payment_proof
from ui.widgets.ledger import LedgerLine, LineShape
from ui.widgets.painting import text_width


def _lines(section: LossesSection) -> dict[str, LedgerLine]:
    return {line.key: line for line in section.sums.shares.ledger.lines()}


def _named(section: LossesSection, name: str) -> LedgerLine:
    return next(line for line in _lines(section).values() if line.name == name)


def test_every_bearer_has_his_part_of_one_bar(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    lines = section.sums.shares.ledger.lines()
    total = lines[0]
    assert total.shape is LineShape.TOTAL
    bars = [line for line in lines if line.shape is LineShape.BAR]
    assert [line.name for line in bars] == ["交强险", "商业三者险", "刘志强", "张桂兰自担"]
    assert {line.whole for line in bars} == {total.whole}
    # part follows on part without a gap, the last one ends where the whole ends
    for before, after in pairwise(total.parts):
        assert before[0] + before[1] == after[0]
    assert sum((part[1] for part in total.parts), Decimal(0)) == total.whole
    assert tuple(line.parts[0] for line in bars) == total.parts


def test_the_notes_say_why(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    commercial = _named(section, "商业三者险")
    assert commercial.note.startswith("80% 减非医保 2,400.00")
    assert "鉴定费" in _named(section, "刘志强").note
    assert _named(section, "张桂兰自担").note == "20%"
    assert _named(section, "交强险").note.endswith("有责限额")


def test_limits_show_used_and_limit(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    limits = [x for x in section.sums.shares.ledger.lines() if x.shape is LineShape.LIMIT]
    assert [line.name for line in limits] == ["医疗费用", "死亡伤残", "财产损失"]
    assert limits[0].amount == "18,000 / 18,000"
    assert limits[0].tag == "已用尽"
    assert limits[2].amount == "1,260 / 2,000"
    assert limits[2].tag == ""
    assert limits[2].explain[0][1].endswith("2,000.00 元，已用 1,260.00 元，余 740.00 元")


def test_each_line_opens_its_explanation_by_key_and_click(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    ledger = section.sums.shares.ledger
    key = _named(section, "商业三者险").key
    button = ledger.button(key)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_E)
    assert ledger.is_open(key)
    assert "26,629.20" in button.accessibleDescription()
    assert "依据" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not ledger.is_open(key)
    for line in (*ledger.lines(), *section.sums.result.rows.lines()):
        assert line.explain, line.name


def test_the_result_stands_large_and_in_words_and_proves_itself(
    stage: Stage, faulty: CaseFile
) -> None:
    section = losses(stage, faulty)
    view = section.book.view
    assert view is not None
    assert view.reckoning is not None
    victim = view.reckoning.victims[0]
    result = section.sums.result
    assert result._figure.text() == f"{victim.entitlement:,.2f}"
    assert result._words.text() == victim.words
    bearers, payments = result.proofs.lines()
    assert (bearers.name, bearers.good) == ("四方相加", True)
    assert (payments.name, payments.good) == ("付款相加", True)
    rows = [Decimal(line.amount.replace(",", "")) for line in result.rows.lines()]
    assert f"{sum(rows, Decimal(0)):,.2f}" in payments.amount
    minus = [line.name for line in result.minus.lines()]
    assert len(minus) == 2
    assert all(name.startswith("减 ") for name in minus)


def test_a_sum_that_does_not_add_up_is_marked(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    view = section.book.view
    assert view is not None
    assert view.reckoning is not None
    settlement = view.reckoning.settlements[0]
    assert payment_proof(settlement).good
    broken = replace(settlement, credited=settlement.credited + 1)
    assert not payment_proof(broken).good


def test_several_victims_each_have_their_own_sums(stage: Stage, full: CaseFile) -> None:
    section = losses(stage, full)
    panel = section.sums
    who = panel.shares.who
    assert who.isVisible()
    assert who.count() == 2
    first = panel.result._figure.text()
    other = next(p for p in full.parties if p.name == "李玉")
    panel.show_victim(other.id)
    assert panel.victim == other.id
    assert panel.result._figure.text() != first
    assert "李玉" in who.currentText()
    who.set_value(panel._shown[0].victims[0].victim if panel._shown else "")
    who.changed.emit()
    assert panel.result._figure.text() == first
    names = [line.name for line in panel.result.others.lines()]
    assert names == ["张桂兰", "李玉", "应得赔偿合计"]
    # the whole limit of the lorry: his part and what the other victim got
    panel.show_victim(other.id)
    medical = next(x for x in panel.shares.ledger.lines() if x.shape is LineShape.LIMIT)
    assert medical.amount == "18,000 / 18,000"
    assert len([part for part in medical.parts if part[1] > 0]) == 2
    assert "其他受害人" in medical.explain[1][1]


def test_policies_name_their_vehicle_where_there_are_several(stage: Stage, full: CaseFile) -> None:
    section = losses(stage, full)
    compulsory = [x for x in section.sums.shares.ledger.lines() if x.name == "交强险"]
    assert [line.note.split("，")[0] for line in compulsory] == ["鲁P3K567", "鲁P88888"]
    joint = next(x for x in section.sums.shares.ledger.lines() if x.name.startswith("买买提"))
    assert "连带" in joint.note


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
def test_nothing_is_cut_off_at_any_size(
    stage: Stage, full: CaseFile, size: tuple[int, int]
) -> None:
    section = losses(stage, full)
    stage.window.resize(*size)
    stage.rest()
    panel = section.sums
    assert panel.isVisible()
    for ledger in (panel.shares.ledger, panel.result.rows, panel.result.proofs):
        for line in ledger.lines():
            button = ledger.button(line.key)
            assert button.width() <= panel.width()
            proof = line.shape is LineShape.PROOF
            rows = button._proof_rows(button.width()) if proof else []
            assert not rows or " ".join(rows) == line.amount
            for text in rows or [line.amount]:
                assert text_width(text, "caption" if proof else "strong") < button.width() - 16
    share = section.choosers.shares
    assert share.isVisible()
    assert share.width() >= share.sizeHint().width()  # a share is never cut off


def test_the_result_stands_beside_where_the_panel_is_wide(stage: Stage, full: CaseFile) -> None:
    section = losses(stage, full)
    panel = section.sums
    assert not panel.result_stands_aside()
    stage.window.resize(1280, 720)
    stage.rest()
    assert panel.result_stands_aside()
    assert panel.result.isVisible()
    assert panel._aside.isVisible()
    stage.window.resize(1440, 900)
    stage.rest()
    assert not panel.result_stands_aside()
    assert panel.result.isVisible()


def test_without_losses_the_panel_says_what_comes(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    workbench.cases.save(cast["clerk"], registered, replace(registered, losses=(), prepaid=()))
    section = losses(stage, registered)
    assert not section.sums.shares.isVisibleTo(section.sums)
    assert "登记损失后" in section.sums._trouble.text()
    assert not section.choosers.standards.isVisibleTo(section)


def test_limits_are_said_short() -> None:
    assert short_money(Decimal("18000.00")) == "18,000"
    assert short_money(Decimal("145140.25")) == "145,140.25"


def test_what_is_missing_is_said_and_led_to(
    stage: Stage, faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    undated = tuple(replace(i, disability_on=None) for i in faulty.injuries)
    workbench.cases.save(cast["clerk"], faulty, replace(faulty, injuries=undated))
    section = losses(stage, faulty)
    panel = section.sums
    assert not panel.shares.isVisible()
    assert "定残" in panel._trouble.text()
    assert panel.to_field.isVisible()
    panel.to_field.click()
    stage.rest()
    assert stage.page._key == "parties"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "定残日期"


def test_doubtful_standards_are_counted(stage: Stage, faulty: CaseFile) -> None:
    section = losses(stage, faulty)
    view = section.book.view
    assert view is not None
    assert view.sums is not None
    assert view.sums.unverified > 0
    doubts = section.sums.shares.doubts
    assert doubts.isVisible()
    assert doubts.text() == f"{view.sums.unverified} 项待核实"

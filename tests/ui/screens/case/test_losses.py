"""The table of losses as a clerk works it: by keys, in place, with undo, from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import CaseDependant, Loss, RateBasis
from mediation_app.domain.offices import Actor
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.losses_hand import CTRL, at, key, loss, put, row, total, write
from ui.models.cells import RowKind
from ui.screens.case.loss_sheets import LossSheet
from ui.screens.case.section_losses import LOCKED, LossesSection

K = Qt.Key
D = Decimal


@pytest.fixture
def section(stage: Stage, registered: CaseFile) -> LossesSection:
    found = stage.go(registered.case.id, "losses")._sections["losses"]
    assert isinstance(found, LossesSection)
    found.table.setFocus()
    return found


# --- what it shows --------------------------------------------------------------------------------


def test_losses_stand_under_their_limits_with_totals(section: LossesSection) -> None:
    rows = section.model.records()
    groups = [r.name for r in rows if r.kind is RowKind.GROUP]
    assert groups == ["医疗费用", "死亡伤残", "财产损失", "已先行支付"]
    whole = sum((r.amount or D(0) for r in rows if r.loss is not None), D(0))
    assert total(section) == whole == D("50300.00")
    meals = row(section, "住院伙食补助费")
    assert meals.formula == "100.00 元/天 × 20 天"
    assert meals.source == "第10条"
    assert row(section, "医疗费").source == "人身损害解释 第6条"
    said = section.model.index(section.model.row_of(meals.key), 0).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    assert "人身损害解释 第10条" in said


def test_e_opens_how_a_line_came_about(section: LossesSection) -> None:
    key(K.Key_E)
    notes = [r for r in section.model.records() if r.kind is RowKind.NOTE]
    assert any("第6条" in r.formula for r in notes)
    assert section.table.hasFocus()
    key(K.Key_E)
    assert not any(r.kind is RowKind.NOTE for r in section.model.records())


def test_the_explanation_of_a_computed_item_has_standard_years_and_coefficient(
    stage: Stage, section: LossesSection, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    _disabled(workbench, cast, section.book.case_id, keys)
    section.book.reload()
    stage.rest()
    at(section, "残疾赔偿金")
    key(K.Key_E)
    words = {r.name: r.formula for r in section.model.records() if r.kind is RowKind.NOTE}
    assert {"标准", "年限", "依据"} <= set(words)
    assert "20 年" in words["年限"]
    assert "系数" in words["年限"] or "系数" in words
    assert row(section, "残疾赔偿金").unsure
    assert section.cells.start(row(section, "残疾赔偿金"), "amount") == ""


def _disabled(workbench: Workbench, cast: Cast, case_id: str, keys: Keys) -> None:
    file = workbench.cases.peek(cast["clerk"], case_id)
    injuries = tuple(
        replace(each, disability_grade=10, disability_on=date(2026, 5, 28))
        for each in file.injuries
    )
    child = CaseDependant(
        id="d" * 32,
        case_id=case_id,
        party_id=keys.victim,
        name="张小宝",
        birth_date=date(2020, 5, 1),
    )
    more = tuple(
        Loss(id=x * 32, case_id=case_id, party_id=keys.victim, position=50 + n, item=item)
        for n, (x, item) in enumerate((("a", "disability"), ("b", "dependants")))
    )
    new = replace(file, injuries=injuries, dependants=(child,), losses=(*file.losses, *more))
    workbench.cases.save(cast["clerk"], file, new)


# --- typing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("8.5万", "85000.00"),
        ("1,200元", "1200.00"),
        ("１２００", "1200.00"),
        ("900+300", "1200.00"),
    ],
)
def test_sums_are_understood_as_people_write_them(
    section: LossesSection, typed: str, amount: str
) -> None:
    at(section, "医疗费")
    key(K.Key_F2)
    put(section, typed)
    key(K.Key_Return)
    assert loss(section, "medical").amount == D(amount)
    assert row(section, "医疗费").amount == D(amount)


@pytest.mark.parametrize("typed", ["21*110", "21天 110", "110元/天×21天", "21 110"])
def test_days_and_rate_are_typed_into_the_formula(section: LossesSection, typed: str) -> None:
    at(section, "住院伙食补助费", "formula")
    key(K.Key_F2)
    assert section.table.editor is not None
    assert section.table.editor.text() == "100.00 元/天 × 20 天"
    put(section, typed)
    key(K.Key_Return)
    meals = loss(section, "meals")
    assert (meals.quantity, meals.rate, meals.amount) == (21, D("110.00"), D("2310.00"))
    assert row(section, "住院伙食补助费").formula == "110.00 元/天 × 21 天"


def test_a_bare_sum_takes_the_place_of_days_and_rate(section: LossesSection) -> None:
    at(section, "误工费")
    write("9000")
    key(K.Key_Tab)
    wages = loss(section, "lost_wages")
    assert (wages.amount, wages.quantity, wages.rate) == (D("9000.00"), None, None)


def test_rows_and_panel_follow_while_it_is_typed_and_esc_takes_it_back(
    section: LossesSection,
) -> None:
    at(section, "医疗费")
    write("42000")
    assert total(section) == D("60300.00")
    assert loss(section, "medical").amount == D("32000.00")
    key(K.Key_Escape)
    assert total(section) == D("50300.00")


def test_what_cannot_be_read_stays_in_its_cell(section: LossesSection, stage: Stage) -> None:
    at(section, "交通费")
    write("5")
    put(section, "五百多")
    key(K.Key_Return)
    editor = section.table.editor
    assert editor is not None
    assert (editor.text(), editor.accessibleDescription()) == (
        "五百多",
        "写成金额，如 1,200 或 8.5万",
    )
    # a check-up comes in between, another section is looked at, nothing is lost
    section.book.reload()
    stage.rest()
    page = stage.page
    page._choose("history")
    page._choose("losses")
    assert section.table.editor is editor
    assert editor.text() == "五百多"
    put(section, "500")
    editor.setFocus()
    key(K.Key_Return)
    assert section.table.editor is None


def test_an_entered_sum_goes_before_the_rules_and_can_be_cleared(
    stage: Stage, section: LossesSection, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    _disabled(workbench, cast, section.book.case_id, keys)
    section.book.reload()
    stage.rest()
    ruled = row(section, "残疾赔偿金").amount
    at(section, "残疾赔偿金")
    write("90000")
    key(K.Key_Return)
    assert row(section, "残疾赔偿金").amount == D("90000.00")
    assert row(section, "残疾赔偿金").entered
    at(section, "残疾赔偿金")
    key(K.Key_F2)
    put(section, "")
    key(K.Key_Return)
    assert row(section, "残疾赔偿金").amount == ruled
    assert not row(section, "残疾赔偿金").entered


# --- details, paper, locks ------------------------------------------------------------------------


def test_details_of_care_have_persons_dependency_and_the_month(
    stage: Stage, section: LossesSection
) -> None:
    at(section, "护理费")
    key(K.Key_D)
    sheet = stage.sheet()
    assert isinstance(sheet, LossSheet)
    assert not sheet.form.row_of("percent").isHidden()
    assert sheet.form.row_of("deducted").isHidden()
    assert sheet.form.row_of("outside_medical").isHidden()
    sheet.form.part("persons").set_value(2)
    sheet.form.part("percent").set_value(50)
    sheet.form.part("rate").set_value(D("3000.00"))
    sheet.form.part("rate_basis").set_value(RateBasis.MONTH)
    sheet._touched("persons")
    assert "= 3,000.00 元" in sheet._sum.text()
    sheet.press_default()
    stage.rest()
    care = loss(section, "care")
    assert (care.persons, care.percent, care.rate_basis) == (2, D(50), RateBasis.MONTH)
    assert care.amount == D("3000.00")
    assert row(section, "护理费").amount == D("3000.00")


def test_details_of_medical_costs_and_repairs(stage: Stage, section: LossesSection) -> None:
    at(section, "医疗费")
    section.open_details()
    sheet = stage.sheet()
    assert isinstance(sheet, LossSheet)
    assert not sheet.form.row_of("outside_medical").isHidden()
    assert sheet.form.row_of("quantity").isHidden()
    sheet.form.part("outside_medical").set_value(D("2400.00"))
    sheet.press_default()
    stage.rest()
    assert loss(section, "medical").outside_medical == D("2400.00")
    at(section, "车辆维修费")
    section.open_details()
    sheet = stage.sheet()
    assert isinstance(sheet, LossSheet)
    assert not sheet.form.row_of("deducted").isHidden()


def test_ctrl_p_leads_to_the_paper(stage: Stage, section: LossesSection) -> None:
    key(K.Key_P, CTRL)
    stage.rest()
    assert stage.page._key == "documents"


def test_once_the_agreement_is_in_force_nothing_can_be_typed(
    stage: Stage, section: LossesSection
) -> None:
    file = section.book.file
    section.book._file = section.book._base = replace(
        file, case=replace(file.case, effective_on=date(2026, 6, 16))
    )
    section._changed()
    assert section._locked.isVisible()
    assert section._locked.text() == LOCKED
    for button in (section._add_button, section._more):
        assert not button.isVisible()
    section.table.setFocus()
    write("500")
    key(K.Key_F2)
    key(K.Key_Delete)
    key(K.Key_Z, CTRL)
    assert section.table.editor is None
    assert section.book.file.losses == file.losses
    key(K.Key_E)
    assert any(r.kind is RowKind.NOTE for r in section.model.records())


def test_an_empty_case_begins_with_insert(
    make_stage: Callable[[Actor], Stage], registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    file = workbench.cases.peek(cast["clerk"], registered.case.id)
    workbench.cases.save(cast["clerk"], file, replace(file, losses=(), prepaid=()))
    stage = make_stage(cast["clerk"])
    section = stage.go(registered.case.id, "losses")._sections["losses"]
    assert isinstance(section, LossesSection)
    assert section._empty.isVisible()
    assert not section._print_button.isVisible()
    section._add_button.setFocus()
    key(K.Key_Insert)
    write("ylf")
    key(K.Key_Return)
    write("32000")
    key(K.Key_Return)
    section.book.save()
    stage.rest()
    assert section.book.file.losses[0].amount == D("32000.00")
    assert total(section) == D("32000.00")
    key(K.Key_Delete)
    stage.rest()
    assert section._empty.isVisible()


@pytest.mark.parametrize(("wide", "high"), [(1440, 900), (1280, 720), (911, 512)])
def test_everything_fits_at_every_size(
    stage: Stage, section: LossesSection, wide: int, high: int
) -> None:
    from ui.widgets.painting import text_width

    stage.window.resize(wide, high)
    stage.rest()
    assert section._head_frame.width() >= section._head.minimumSize().width()
    table = section.table
    number = [c.key for c in section.model.columns].index("amount")
    room = table.columnWidth(number) - 24 - 4
    assert room >= text_width("1,000,001.00", "body")
    assert table.viewport().width() >= sum(
        table.columnWidth(n) for n in range(4) if not table.isColumnHidden(n)
    )
    focusable: list[QWidget] = [
        each
        for each in section.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for each in focusable:
        name = each.accessibleName() or getattr(each, "text", str)()
        assert name, each

"""The fund's pages of the driven program: a decision at the approvals, the acts of a recovery."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.window import Person
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.screens.approvals import ApprovalsScreen
from ui.screens.fund.application import ApplicationScreen
from ui.screens.fund.recovery_shares import ShareSheet
from ui.screens.fund.section_recovery import Block, RecoverySection

CTRL = Qt.KeyboardModifier.ControlModifier


def decide(
    person: Person,
    key: str,
    opinion: str = "",
    *,
    shown: tuple[str, str] = ("", ""),
    **facts: object,
) -> None:
    """Write the opinion, press Ctrl+Enter, look at the sum and its words, confirm."""
    person.go("approvals", key)
    screen = person.screen
    assert isinstance(screen, ApprovalsScreen)
    if opinion:
        person.type(screen.bar.opinion, opinion)
    person.key(Qt.Key.Key_Return, CTRL)
    sheet = person.sheet(StepSheet)
    if isinstance(sheet, MoneySheet):
        assert (sheet.block.amount.text(), sheet.block.words.text()) == shown
    confirm(person, **facts)


def confirm(person: Person, **facts: object) -> None:
    """Fill the dialog of a step and press its button; it must go away."""
    sheet = person.sheet(StepSheet)
    person.fill(sheet.form, **facts)
    person.press(sheet._go_button.text(), sheet)
    assert person.window.overlay.top() is None, (
        [row.error() for row in sheet.form.rows.values() if row.error()],
        sheet.reasons.accessibleName(),
    )


def recovery_page(person: Person, key: str) -> RecoverySection:
    """Go to the recovery of an application."""
    person.go("fund", key, at="recovery")
    screen = person.screen
    assert isinstance(screen, ApplicationScreen)
    found = screen._sections["recovery"]
    assert isinstance(found, RecoverySection)
    assert found.isVisible()
    return found


def take(person: Person, page: RecoverySection, text: str, **facts: object) -> None:
    """One of the buttons of the recovery, its dialog, confirmed."""
    person.press(text, page._steps)
    confirm(person, **facts)


def figures(page: RecoverySection) -> dict[str, tuple[str, str]]:
    """The strip of the recovery: value and note by key."""
    return {b.figure.key: (b.figure.value, b.figure.note) for b in page.strip._buttons}


def cells(block: Block, column: str) -> list[str]:
    """What a table of the recovery shows in a column, top down."""
    at = next(i for i, c in enumerate(block.model.columns) if c.key == column)
    shown = (block.model.columns[at].cell(row) for row in block.model.records())
    return [getattr(cell, "text", "") for cell in shown]


def name_debtors(person: Person, page: RecoverySection, rows: list[dict[str, object]]) -> None:
    """The sheet of the debtors: one line each, saved."""
    person.press("编辑应还款人", page)
    sheet = person.sheet(ShareSheet)
    while len(sheet._lines) < len(rows):
        person.press("增加应还款人", sheet)
    for place, row in enumerate(rows):
        for field, value in row.items():
            person.type(getattr(sheet._lines[place], field), value)
    person.press("保存", sheet)
    assert person.window.overlay.top() is None, sheet.trouble.text()

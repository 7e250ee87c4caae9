"""The case page of the driven program: its steps, its sections, the signatures."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt

from mediation_app.domain.files import CaseFile
from tests.support.window import Person
from ui.dialogs.step_dialog import StepSheet
from ui.screens.case import CaseScreen
from ui.screens.case.agreement_sheets import SignatureSheet
from ui.screens.case.section_agreement import AgreementSection
from ui.screens.case.sections import Section

S = TypeVar("S", bound=Section)
CTRL = Qt.KeyboardModifier.ControlModifier


def case_page(person: Person) -> CaseScreen:
    """The case page that is shown."""
    screen = person.screen
    assert isinstance(screen, CaseScreen)
    return screen


def file_of(person: Person) -> CaseFile:
    """The case as the page shows it."""
    return case_page(person).book.file


def section(person: Person, kind: type[S]) -> S:
    """The section of the case page that is shown."""
    shown = case_page(person).stack.currentWidget()
    assert isinstance(shown, kind), shown
    return shown


def take(person: Person, text: str, **facts: object) -> None:
    """The head's button by Ctrl+Enter, its dialog, confirmed."""
    head = case_page(person).head
    assert head.next.text() == text, head._why_text.text()
    person.key(Qt.Key.Key_Return, CTRL)
    confirm(person, **facts)


def other(person: Person, text: str, **facts: object) -> None:
    """A step of the menu behind the three dots."""
    page = case_page(person)
    view = page.book.view
    assert view is not None
    entry = next(a for a in page.head.make_menu(view).actions() if a.text().startswith(text))
    assert entry.isEnabled(), entry.toolTip()
    entry.trigger()
    person.rest()
    confirm(person, **facts)


def confirm(person: Person, **facts: object) -> None:
    """Fill the step's dialog and press its button; it must go away."""
    sheet = person.sheet(StepSheet)
    person.fill(sheet.form, **facts)
    person.press(sheet._go_button.text(), sheet)
    assert person.window.overlay.top() is None, (
        [row.error() for row in sheet.form.rows.values()],
        sheet.reasons.accessibleName(),
    )


def sign(person: Person, key: str, *, recorder: str = "", **facts: object) -> None:
    """Register one signature on the agreement."""
    section(person, AgreementSection)._sign(key)
    person.rest()
    sheet = person.sheet(SignatureSheet)
    name = sheet.form.rows.get("name")
    if name is not None and not name.field.value():
        wanted = next(value for value, text in name.field.choices() if recorder in text)
        person.type(name.field, wanted)
    for fact, value in facts.items():
        person.type(sheet.form.rows[fact].field, value)
    assert sheet.default is not None
    person.press(sheet.default.text(), sheet)
    assert person.window.overlay.top() is None, [r.error() for r in sheet.form.rows.values()]

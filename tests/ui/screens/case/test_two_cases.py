"""From one case straight into another: what was typed goes where it belongs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys, intake, with_losses
from tests.ui.screens.case.conftest import Stage
from ui.screens.case.section_losses import LossesSection


def _another(workbench: Workbench, cast: Cast) -> CaseFile:
    keys = Keys(*(new_id() for _ in range(8)))
    clerk = cast["clerk"]
    file = workbench.cases.new_case(clerk, intake(workbench.cases.blank(clerk), keys)).value
    return workbench.cases.save(clerk, file, with_losses(file, keys)).value


def test_the_case_that_was_asked_for_is_shown(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    other = _another(workbench, cast)
    book = stage.go(registered.case.id, "parties").book
    typed = tuple(replace(p, occupation="木工") for p in book.file.parties)
    book.edit(replace(book.file, parties=typed))
    page = stage.go(other.case.id, "parties")
    assert page.book.case_id == other.case.id
    assert page.book.file.case.id == other.case.id
    stored = workbench.cases.peek(cast["clerk"], registered.case.id)
    assert {p.occupation for p in stored.parties} == {"木工"}
    untouched = workbench.cases.peek(cast["clerk"], other.case.id)
    assert "木工" not in {p.occupation for p in untouched.parties}
    # and the one shown can be saved at once
    page.book.edit(replace(page.book.file, case=replace(page.book.file.case, summary="另一件")))
    page.book.save()
    stage.rest()
    assert workbench.cases.peek(cast["clerk"], other.case.id).case.summary == "另一件"


def test_a_share_that_is_being_tried_stays_with_its_case(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    other = _another(workbench, cast)
    section = stage.go(registered.case.id, "losses")._sections["losses"]
    assert isinstance(section, LossesSection)
    before = section.choosers.shares.text()
    section.choosers.shares.click()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_PageUp)
    page = stage.go(other.case.id, "losses")
    assert page.book.file.case.id == other.case.id
    assert section.choosers.shares.panel is None
    assert section.choosers.shares.text() == before
    moved = workbench.cases.peek(cast["clerk"], registered.case.id)
    assert sorted(p.share for p in moved.parties if p.share is not None) == [35, 65]
    kept = workbench.cases.peek(cast["clerk"], other.case.id)
    assert [p.share for p in kept.parties] == [p.share for p in other.parties]

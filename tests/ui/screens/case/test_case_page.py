"""The case page: what it shows, how typing becomes drafts and saves, problems, sections."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import Liability
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from ui.dialogs.conflict import ConflictSheet
from ui.screens.case.party_use import references
from ui.screens.case.section_parties import PartiesSection
from ui.screens.case.sections import SECTIONS as ENTRIES

SECTIONS = ("accident", "parties", "vehicles", "losses", "sessions", "agreement")


def _parties(stage: Stage, case_id: str) -> PartiesSection:
    page = stage.go(case_id, "parties")
    section = page._sections["parties"]
    assert isinstance(section, PartiesSection)
    return section


def _field(section: PartiesSection, name: str) -> QWidget:
    assert section._sheet is not None
    form = section._sheet.form_of(name)
    assert form is not None
    field: QWidget = form.part(name)
    return field


def _type(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text)
    QApplication.sendEvent(field, event)


def test_head_says_who_and_what_is_next(stage: Stage, registered: CaseFile) -> None:
    page = stage.go(registered.case.id)
    assert page.head._names.text().startswith("张桂兰 与 ")
    assert page.head.next.text() == "受理"
    assert [crumb.text for crumb in page.crumbs()] == ["案件", "未编号"]
    tracks = page.head.stepper._tracks
    assert len(tracks[0].steps) == 9
    assert tracks[0].now == 1


def test_typing_is_kept_as_draft_and_saved_with_ctrl_s(
    stage: Stage, registered: CaseFile, keys: Keys, workbench: Workbench, cast: Cast
) -> None:
    section = _parties(stage, registered.case.id)
    section._card_chosen(keys.victim)
    field = _field(section, "phone")
    _type(field, "13900001111")
    stage.qtbot.wait(900)
    stage.rest()
    draft = workbench.drafts.load(cast["mediator"], f"case/{registered.case.id}")
    assert draft is not None
    assert "13900001111" in str(draft.content)
    assert workbench.cases.peek(cast["clerk"], registered.case.id).party(keys.victim) != (
        section.book.file.party(keys.victim)
    )
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    stored = workbench.cases.peek(cast["clerk"], registered.case.id).party(keys.victim)
    assert stored is not None
    assert stored.phone == "13900001111"
    assert workbench.drafts.load(cast["mediator"], f"case/{registered.case.id}") is None
    assert not section.book.dirty
    assert field.hasFocus()


def test_draft_comes_back_after_the_window_was_lost(
    make_stage: object, registered: CaseFile, keys: Keys, cast: Cast
) -> None:
    first = make_stage(cast["clerk"])  # type: ignore[operator]
    section = _parties(first, registered.case.id)
    section._card_chosen(keys.victim)
    _type(_field(section, "income_note"), "环卫工")
    first.qtbot.wait(900)
    first.rest()
    second = make_stage(cast["clerk"])  # type: ignore[operator]
    said: list[str] = []
    second.desk.notify.toast.connect(lambda toast: said.append(toast.text))
    again = _parties(second, registered.case.id)
    party = again.book.file.party(keys.victim)
    assert party is not None
    assert party.income_note == "环卫工"
    assert said
    assert said[0].endswith("的草稿")


def test_wrong_id_number_is_refused_beside_its_field(
    stage: Stage, registered: CaseFile, keys: Keys
) -> None:
    section = _parties(stage, registered.case.id)
    section._card_chosen(keys.driver)
    field = _field(section, "id_number")
    _type(field, "371524198603152418")
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    assert section.book.dirty
    assert section._sheet is not None
    row = section._sheet.form_of("id_number").row_of("id_number")  # type: ignore[union-attr]
    assert "校验" in row.error()
    assert field.hasFocus()


def test_chips_follow_the_id_number(stage: Stage, registered: CaseFile, keys: Keys) -> None:
    section = _parties(stage, registered.case.id)
    section._card_chosen(keys.driver)
    _type(_field(section, "id_number"), "371524198603152417")
    facts = next(iter(section._facts.values()))
    said = dict(facts._facts)
    assert said["出生"] == "1986-03-15"
    assert said["性别"] == "男"


def test_two_people_change_one_field(
    stage: Stage, registered: CaseFile, keys: Keys, workbench: Workbench, cast: Cast
) -> None:
    section = _parties(stage, registered.case.id)
    section._card_chosen(keys.victim)
    _type(_field(section, "phone"), "13900002222")
    now = workbench.cases.peek(cast["clerk"], registered.case.id)
    theirs = tuple(
        replace(p, phone="13900003333", income_note="农民") if p.id == keys.victim else p
        for p in now.parties
    )
    workbench.cases.save(cast["clerk"], now, replace(now, parties=theirs))
    QTest.keyClick(_field(section, "phone"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, ConflictSheet)
    sheet._all_mine()
    sheet._done()
    stage.rest()
    stored = workbench.cases.peek(cast["clerk"], registered.case.id).party(keys.victim)
    assert stored is not None
    assert (stored.phone, stored.income_note) == ("13900002222", "农民")


def test_f8_goes_into_the_field(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    file = workbench.cases.peek(cast["clerk"], registered.case.id)
    bare = replace(file, case=replace(file.case, dispute=""))
    workbench.cases.save(cast["clerk"], file, bare)
    page = stage.go(registered.case.id, "parties")
    QTest.keyClick(page.nav, Qt.Key.Key_F8)
    stage.rest()
    assert page._key == "accident"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "dispute"


def test_alt_numbers_walk_the_sections(stage: Stage, registered: CaseFile) -> None:
    page = stage.go(registered.case.id)
    for number, key in enumerate(SECTIONS[:5], 1):
        QTest.keyClick(page, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
        stage.rest()
        assert page._key == key
    assert page.nav.current() == "sessions"


def test_removed_party_comes_back(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    section = _parties(stage, registered.case.id)
    section._add({"name": "过路人", "liability": Liability.NONE})
    section.book.save()
    stage.rest()
    party = section.party
    assert party is not None
    undo: list[object] = []
    stage.desk.notify.toast.connect(lambda toast: undo.append(toast.undo))
    section._remove()
    section.book.save()
    stage.rest()
    assert all(p.name != "过路人" for p in section.book.file.parties)
    undo[-1]()  # type: ignore[operator]
    section.book.save()
    stage.rest()
    names = [p.name for p in workbench.cases.peek(cast["clerk"], registered.case.id).parties]
    assert "过路人" in names


def test_a_party_in_use_stays(stage: Stage, registered: CaseFile, keys: Keys) -> None:
    section = _parties(stage, registered.case.id)
    section._card_chosen(keys.driver)
    section._remove()
    assert section.book.file.party(keys.driver) is not None
    assert "车辆" in stage.messages[-1]
    assert "车辆" in references(section.book.file, keys.driver)


def test_a_person_without_the_role_reads_only(
    make_stage: object, registered: CaseFile, cast: Cast
) -> None:
    stage = make_stage(cast["approver"])  # type: ignore[operator]
    section = _parties(stage, registered.case.id)
    assert not section.book.can_edit
    assert _field(section, "phone").isReadOnly()  # type: ignore[attr-defined]
    assert not stage.page.head.next.isEnabled()
    assert "办理" in stage.page.head._why_text.text()


# Sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
@pytest.mark.parametrize("key", SECTIONS)
def test_nothing_is_cut_or_outside(
    stage: Stage, registered: CaseFile, key: str, size: tuple[int, int]
) -> None:
    stage.window.resize(*size)
    page = stage.go(registered.case.id, key)
    stage.qtbot.wait(30)
    section = page._sections[key]
    whole = page.rect()
    for widget in (page.head.next, page.head.more, page.nav, page.head._names):
        place = QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())
        assert whole.contains(place), widget
    for label in section.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap() and label.text():
            assert label.width() >= label.sizeHint().width() - 1, label.text()
    pane = getattr(section, "pane", None)
    if pane is not None:
        assert pane.widget().width() <= pane.viewport().width(), key
    for button in section.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button


def test_every_focusable_has_a_name(stage: Stage, registered: CaseFile) -> None:
    for key in SECTIONS:
        page = stage.go(registered.case.id, key)
        for widget in page._sections[key].findChildren(QWidget):
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            inner = widget.objectName().startswith("qt_")
            if takes and widget.isVisible() and not inner and widget.focusProxy() is None:
                named = widget.accessibleName() or getattr(widget, "text", str)()
                assert named, (key, type(widget).__name__, widget.objectName())


def test_half_typed_text_stays_while_the_checks_run(
    stage: Stage, registered: CaseFile, keys: Keys
) -> None:
    page = stage.go(registered.case.id, "accident")
    section = page._sections["accident"]
    when = section.accident.part("occurred_at")  # type: ignore[attr-defined]
    when.day.setFocus()
    when.day.selectAll()
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "2026-")
    QApplication.sendEvent(when.day, event)
    claims = section.case.part("claims")  # type: ignore[attr-defined]
    claims.setPlainText("赔偿医疗费\n\n赔偿误工费")
    stage.qtbot.wait(900)
    stage.rest()
    assert when.day.text() == "2026-"
    assert claims.toPlainText() == "赔偿医疗费\n\n赔偿误工费"
    assert page.book.file.case.claims == ("赔偿医疗费", "赔偿误工费")
    other = _parties(stage, registered.case.id)
    other._card_chosen(keys.victim)
    served = _field(other, "finding_served_on")
    served.setText("abc")  # type: ignore[attr-defined]
    other._card_chosen(keys.driver)
    assert served.text() != "abc"  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(1440, 900), (911, 512)])
def test_all_sections_open(stage: Stage, registered: CaseFile, size: tuple[int, int]) -> None:
    stage.window.resize(*size)
    for entry in ENTRIES:
        page = stage.go(registered.case.id, entry.key)
        assert page.stack.currentWidget() is page._sections[entry.key]
        place = QRect(page.head.next.mapTo(page, QPoint(0, 0)), page.head.next.size())
        assert page.rect().contains(place), entry.key
    assert stage.messages == []

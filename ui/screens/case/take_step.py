"""Steps of the mediation through the step dialog: choices and known values from the case."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.checks.base import held_sessions, own_instalments, total_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.records import Money
from mediation_app.domain.workflow.engine import Offer
from ui.dialogs.step_dialog import StepSheet
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.view import CaseView

if TYPE_CHECKING:
    from ui.dialogs.step_dialog import Choices


def step_sheet(
    book: CaseBook, event: str, *, parent: QWidget, known: dict[str, object] | None = None
) -> StepSheet | None:
    """The dialog of a step of the open case, None when the case does not offer it now."""
    view = book.view
    if view is None:
        return None
    offer = next((o for o in view.offers if o.step.event == event), None)
    if offer is None:
        return None
    values = {**known_values(view, offer), **(known or {})}
    sheet = StepSheet(offer, today=today(book.desk.clock), choices=choices_of(view), values=values)
    sheet.place_wanted.connect(book.go)
    sheet.taken.connect(partial(_take, book, sheet, event))
    return sheet


def open_step(
    book: CaseBook, event: str, *, parent: QWidget, known: dict[str, object] | None = None
) -> None:
    """Save what was typed, then show the dialog of a step if the case offers it."""

    def show() -> None:
        sheet = step_sheet(book, event, parent=parent, known=known)
        if sheet is not None:
            book.desk.notify.sheet.emit(sheet)

    book.save(show)


def _take(book: CaseBook, sheet: StepSheet, event: str, on: date, facts: dict[str, object]) -> None:
    label = sheet.offer.step.label

    def done() -> None:
        sheet.close_sheet()
        book.desk.notify.say(f"已办理：{label}")

    book.perform(event, on, facts, done=done, failed=sheet.refuse)


def choices_of(view: CaseView) -> dict[str, Choices]:
    """What combo boxes of facts offer, by fact name."""
    file = view.file
    people = [p for p in view.around.people if p.active]
    mediators = [(p.id, p.name) for p in people if "mediator" in p.roles]
    recorders = [(p.id, p.name) for p in people if {"mediator", "clerk"} & set(p.roles)]
    waiting = [s for s in file.sessions if not s.held and s.starts_at is not None]
    return {
        "mediator_id": mediators,
        "recorder_id": recorders,
        "session_id": [
            (s.id, f"{local_moment(s.starts_at):%m-%d %H:%M} {s.place}".strip())
            for s in waiting
            if s.starts_at is not None
        ],
        "instalment_id": [(i.id, instalment_words(file, i.id)) for i in own_instalments(file)],
    }


def left_of(file: CaseFile, instalment_id: str) -> Money:
    """What is still unpaid of an instalment."""
    row = next(i for i in file.instalments if i.id == instalment_id)
    paid = total_of(p.amount for p in file.performances if p.instalment_id == instalment_id)
    return row.amount - paid


def instalment_words(file: CaseFile, instalment_id: str) -> str:
    """``第 1 笔，泰和财险 → 张国强，未付 12,000.00``."""
    row = next(i for i in file.instalments if i.id == instalment_id)
    payer, payee = file.party(row.payer_id), file.party(row.payee_id)
    who = wording.short_name(wording.display_name(payer)) if payer else ""
    whom = wording.short_name(wording.display_name(payee)) if payee else "救助基金"
    left = left_of(file, instalment_id)
    return f"第 {row.position} 笔，{who} → {whom}，未付 {format_money(left)}"


def known_values(view: CaseView, offer: Offer) -> dict[str, object]:
    """What need not be typed: the mediator, the next session, the next payment."""
    file, event = view.file, offer.step.event
    known: dict[str, object] = {}
    if event in ("accept", "appoint"):
        known["mediator_id"] = file.case.mediator_id or None
        known["recorder_id"] = file.case.recorder_id or None
    if event == "record_session":
        waiting = [s for s in file.sessions if not s.held and s.starts_at is not None]
        if waiting:
            known["session_id"] = waiting[0].id
    if event == "book_session" and file.sessions:
        known["place"] = file.sessions[-1].place
    if event in ("perform_part", "perform_full"):
        owed = [i for i in own_instalments(file) if left_of(file, i.id) > 0]
        if owed:
            first = owed[0]
            payee = file.party(first.payee_id)
            known["instalment_id"] = first.id
            known["amount"] = left_of(file, first.id)
            known["method"] = first.method.value
            known["receiver_name"] = first.account_name or (payee.name if payee else "")
    if event == "follow_up":
        victim = next((p for p in file.parties if "victim" in p.roles), None)
        known["interviewee"] = victim.name if victim else ""
        known["method"] = "电话"
    if event == "close" and held_sessions(file):
        known["reason"] = ""
    return known

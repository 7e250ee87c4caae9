"""The sessions: booked, held, recorded."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from mediation_app.domain.moments import local_moment
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.messages import text_of_reason
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import F, Group, RecordForm
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.take_step import step_sheet
from ui.screens.case.view import CaseView
from ui.widgets.basics import Button
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.empty_state import EmptyState

SESSION = (
    Group("时间地点"),
    F("starts_at", "调解时间", "moment"),
    F("ends_at", "结束时间", "moment"),
    F("place", "地点"),
    F("insurer_told_on", "通知保险", "date", hint="通知保险公司的日期"),
    F("mediator_name", "调解员"),
    F("recorder_name", "记录人"),
    F("attendee_ids", "到场", "many", (), wide=True),
    F("invited", "参加人", wide=True, hint="邀请参加的人员"),
)
RECORD = (
    Group("调解记录", "写入调解记录，各方签名"),
    F("minutes", "调解记录", "text", wide=True, lines=8),
    F("agreed_facts", "无争议事实", "text", wide=True, lines=3),
    F("result", "调解结果", "choice", SessionResult),
    F("amount", "商定金额", "money", note="元"),
    F("result_reason", "不成原因", "text", wide=True, lines=2),
    F("risk_note", "激化风险", wide=True, hint="有激化风险时写明报告情况"),
)
# What the step asks for is already on the page.
_FACTS = ("minutes", "agreed_facts", "amount", "result_reason", "ends_at", "risk_note")


class SessionsSection(ScrolledSection):
    """A card per session, its form, its record."""

    def __init__(self, book: CaseBook) -> None:
        self.record = Button("记录完毕", icon="file-check", on_click=self._finish)
        super().__init__(book, "调解会", self.record)
        self.cards = ChoiceCards("调解会", add="约定调解")
        self.cards.chosen.connect(self._chosen)
        self.cards.add_wanted.connect(self._book)
        self._empty = EmptyState(
            "还没有约定调解",
            "约好时间地点，通知各方；有保险公司的，会前 3 日通知。",
            others=(("约定调解", "calendar", self._book),),
        )
        self.form = RecordForm(SESSION)
        self.minutes = RecordForm(RECORD)
        for each in (self.cards, self._empty, self.form, self.minutes):
            self.body.addWidget(each)
        for form in (self.form, self.minutes):
            form.touched.connect(self._touched)
        self.body.addStretch(1)
        self._current = ""

    @property
    def session(self) -> Session | None:
        """The session that is shown."""
        return next((s for s in self.book.file.sessions if s.id == self._current), None)

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        if self.session is None:
            self._current = file.sessions[-1].id if file.sessions else ""
        session = self.session
        self._empty.setVisible(session is None)
        for each in (self.cards, self.form, self.minutes):
            each.setVisible(session is not None)
        held = sum(s.held for s in file.sessions)
        self.note.setText(f"{len(file.sessions)} 次，已记录 {held} 次" if file.sessions else "")
        offered = any(o.step.event == "record_session" for o in view.offers)
        self.record.setVisible(session is not None and not session.held and offered)
        if session is None:
            return
        self.cards.set_choices(
            [
                Choice(key=s.id, name=f"第 {n} 次", note=_note(s))
                for n, s in enumerate(file.sessions, 1)
            ],
            self._current,
        )
        people = [(p.id, wording.display_name(p)) for p in file.parties]
        self.form.set_choices("attendee_ids", people)
        warnings: dict[str, str] = {}
        for reason in (*view.blocking, *view.warnings):
            head, *rest = reason.place.split("/")
            if head == "sessions" and len(rest) > 1 and rest[0] == session.id:
                warnings[rest[1]] = text_of_reason(reason)
        for form in (self.form, self.minutes):
            form.show_record(session)
            form.set_read_only(not self.book.can_edit)
            form.set_problems({}, warnings)

    def _touched(self, _key: str) -> None:
        session = self.session
        if session is None:
            return
        new = self.minutes.filled(self.form.filled(session))
        if self.minutes.value("result") is None:
            new = replace(new, result=SessionResult.PENDING)
        file = self.book.file
        self.book.edit(
            replace(file, sessions=tuple(new if s.id == new.id else s for s in file.sessions))
        )

    def _chosen(self, key: str) -> None:
        self._current = key
        if self.book.view is not None:
            self.show_case(self.book.view)

    def _book(self) -> None:
        self._step("book_session", {})

    def _finish(self) -> None:
        session = self.session
        if session is None:
            return
        known: dict[str, object] = {"session_id": session.id}
        known |= {name: value for name in _FACTS if (value := getattr(session, name))}
        if session.result is not SessionResult.PENDING:
            known["result"] = session.result.value
        self._step("record_session", known)

    def _step(self, event: str, known: dict[str, object]) -> None:
        self._waiting = (event, known)
        self.book.save(self._open_step)

    _waiting: tuple[str, dict[str, object]] = ("", {})

    def _open_step(self) -> None:
        event, known = self._waiting
        sheet = step_sheet(self.book, event, parent=self, known=known)
        if sheet is not None:
            self.book.desk.notify.sheet.emit(sheet)
        else:
            self.book.desk.notify.tell("现在不能约定调解", "受理之后、达成协议之前约定。")

    def go_to(self, place: tuple[str, ...]) -> bool:
        parts = [part for part in place if part != "sessions"]
        if parts and any(s.id == parts[0] for s in self.book.file.sessions):
            self._chosen(parts[0])
        name = parts[1] if len(parts) > 1 else "starts_at"
        return any(form.has(name) and form.focus(name) for form in (self.form, self.minutes))

    def first_focus(self) -> QWidget | None:
        if not self.book.is_loaded or self.session is None:
            return None
        field: QWidget = self.minutes.part("minutes")
        return field


def _note(session: Session) -> str:
    when = f"{local_moment(session.starts_at):%m-%d %H:%M}" if session.starts_at else ""
    state = session.result.label if session.held else "已约定"
    return "，".join(part for part in (when, state) if part)

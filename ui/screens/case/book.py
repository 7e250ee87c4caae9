"""The open case: what is stored, what was typed on top of it, and how one becomes the other.

Typing goes into a working snapshot. After 800 ms of quiet it is kept as a draft and the check-up
runs on it; leaving, Ctrl+S and every step save it into the case. Nothing here shows anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.offices import Role
from mediation_app.errors import AppError, Conflict, FieldClash, InvalidInput
from ui.desk import Desk
from ui.navigation import Address
from ui.screens.case.edits import Edit, Key, applied, edits, from_json, to_json
from ui.screens.case.view import CaseView, Surroundings, surroundings, view_of
from ui.session import Session

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.changes import ChangeSet
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.domain.records import Record
    from mediation_app.services.base import Outcome

QUIET_MS = 800
_FINISHED = (S.CLOSED, S.ARCHIVED, S.VOIDED, S.REFUSED)
Write = Callable[["Workbench", "Actor"], "Outcome[CaseFile]"]


@dataclass(frozen=True, slots=True)
class _Loaded:
    view: CaseView
    draft: tuple[Edit, ...] = ()
    draft_at: str = ""


@dataclass(frozen=True, slots=True)
class _Written:
    view: CaseView
    changes: ChangeSet


class CaseBook(QObject):
    """Signals: ``changed`` after the case or what follows from it changed, ``saving_changed``
    with the words for the top bar, ``clashed`` when somebody else saved the same field first,
    ``notice`` with a quiet sentence, ``refused`` with a field's path that cannot be saved."""

    changed = Signal()
    saving_changed = Signal(str, bool)
    clashed = Signal(object, str, str)  # tuple of FieldClash, who saved, when
    notice = Signal(str)
    refused = Signal(str)
    lost = Signal(object)  # AppError: the case cannot be opened

    def __init__(self, desk: Desk, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.session = session
        self.case_id = ""
        self.view: CaseView | None = None
        self.errors: dict[str, str] = {}
        self._base: CaseFile | None = None
        self._file: CaseFile | None = None
        self._around: Surroundings | None = None
        self._saving = False
        self._then: list[Callable[[], object]] = []
        self._visit = 0
        self._loud = True
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._quiet_now)

    # --- what it holds ------------------------------------------------------------------------

    @property
    def file(self) -> CaseFile:
        """The working snapshot. Only after the case was loaded."""
        assert self._file is not None
        return self._file

    @property
    def is_loaded(self) -> bool:
        """Whether there is a case to show."""
        return self._file is not None

    @property
    def dirty(self) -> bool:
        """Whether something was typed that the case does not hold yet."""
        return self._file is not None and self._file is not self._base

    @property
    def can_edit(self) -> bool:
        """Whether this person may change this case now."""
        if self._file is None or not self.session.may(Role.CLERK, Role.MEDIATOR):
            return False
        return self._file.case.state not in _FINISHED

    # --- opening ------------------------------------------------------------------------------

    def open(self, case_id: str) -> None:
        """Load a case; the present one is left as it is when it is the same."""
        if case_id == self.case_id and self._file is not None:
            return
        self.case_id = case_id
        self.view, self._base, self._file = None, None, None
        self.errors = {}
        self._load(first=True)

    def reload(self) -> None:
        """Look again: somebody else or another screen wrote into this case."""
        if self.case_id:
            self._load(first=False)

    def _load(self, *, first: bool) -> None:
        self._visit += 1
        visit, case_id, around = self._visit, self.case_id, self._around

        def work(bench: Workbench, me: Actor) -> tuple[int, _Loaded]:
            file = bench.cases.file(me, case_id) if first else bench.cases.peek(me, case_id)
            view = view_of(bench, me, file, around or surroundings(bench, me))
            draft = bench.drafts.load(me, _address(case_id)) if first else None
            if draft is None:
                return visit, _Loaded(view)
            from mediation_app.domain.moments import local_moment

            kept = from_json(draft.content, file)
            return visit, _Loaded(view, kept, f"{local_moment(draft.saved_at):%H:%M}")

        self.desk.tasks.read(
            self, self.session.job(work), done=self._loaded, failed=self._not_loaded
        )

    def _not_loaded(self, error: AppError) -> None:
        self.lost.emit(error)

    def _loaded(self, answer: tuple[int, _Loaded]) -> None:
        visit, loaded = answer
        if visit != self._visit:
            return
        mine = edits(self._base, self._file) if self._base and self._file else loaded.draft
        self._take(loaded.view, mine)
        if loaded.draft and self.dirty:
            self.notice.emit(f"已恢复 {loaded.draft_at} 的草稿")
            self._tell("草稿已恢复", done=True)

    def _take(self, view: CaseView, mine: tuple[Edit, ...]) -> None:
        """A stored snapshot came; what was typed meanwhile is laid on it."""
        self._base = view.file
        self._around = view.around
        self.view = view
        file, clashes = applied(view.file, mine)
        self._file = file if mine and edits(view.file, file) else view.file
        self.changed.emit()
        if clashes:
            self._ask_about(clashes)
        if self.dirty:
            self._recheck()

    # --- editing ------------------------------------------------------------------------------

    def edit(self, file: CaseFile) -> None:
        """The person changed something: keep it, check it, save it later."""
        if self._file is None or file == self._file:
            return
        self._file = file
        self._tell("未保存", done=False)
        self._quiet.start()

    def _quiet_now(self) -> None:
        if self.dirty:
            self._keep_draft()
            self._recheck()

    def _recheck(self) -> None:
        file, around, visit = self._file, self._around, self._visit
        if file is None:
            return
        known: CaseFile = file

        def work(bench: Workbench, me: Actor) -> tuple[int, CaseView]:
            return visit, view_of(bench, me, known, around)

        self.desk.tasks.read(self, self.session.job(work), done=self._rechecked)

    def _rechecked(self, answer: tuple[int, CaseView]) -> None:
        visit, view = answer
        if visit == self._visit and view.file is self._file:
            self.view = view
            self.changed.emit()

    def _keep_draft(self) -> None:
        if self._base is None or self._file is None:
            return
        content, case_id = to_json(edits(self._base, self._file)), self.case_id

        def work(bench: Workbench, me: Actor) -> str:
            from mediation_app.domain.moments import local_moment

            saved = bench.drafts.save(me, _address(case_id), content)
            return f"{local_moment(saved.saved_at):%H:%M}"

        self.desk.tasks.write(self, self.session.job(work), done=self._kept)

    def _kept(self, at: str) -> None:
        if self.dirty and not self._saving:
            self._tell(f"草稿已保存 {at}", done=True)

    # --- saving -------------------------------------------------------------------------------

    def save_quietly(self) -> None:
        """Save in passing: what cannot be saved yet stays a draft, marked at its field."""
        self._loud = False
        if self.dirty and self.can_edit:
            self._keep_draft()  # first: the window may be closing, and the save may be refused
        self._save()

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save what was typed into the case; ``then`` is called when the case holds it.

        A field that cannot be saved gets the focus.
        """
        self._loud = True
        self._save(then)

    def _save(self, then: Callable[[], object] | None = None) -> None:
        self._quiet.stop()
        if then is not None:
            self._then.append(then)
        if not self.dirty or self._base is None:
            if not self._saving:
                self._done_waiting()
            return
        if self._saving:
            return
        if not self.can_edit:
            self._then.clear()
            return
        self._saving = True
        self._tell("正在保存", done=False)
        old, new, around, case_id = self._base, self.file, self._around, self.case_id

        def work(bench: Workbench, me: Actor) -> tuple[CaseFile, _Written]:
            outcome = bench.cases.save(me, old, new)
            bench.drafts.drop(me, _address(case_id))
            return new, _Written(view_of(bench, me, outcome.value, around), outcome.changes)

        self.desk.tasks.write(
            self, self.session.job(work), done=self._saved, failed=partial(self._not_saved, case_id)
        )

    def _saved(self, answer: tuple[CaseFile, _Written]) -> None:
        sent, written = answer
        self._saving = False
        if written.view.file.case.id != self.case_id:  # another case was opened meanwhile
            self.desk.bus.publish(written.changes, self.parent())
            self._save_waiting()
            return
        self.errors = {}
        self._quiet.stop()
        later = edits(sent, self.file) if self._file is not sent else ()
        self._visit += 1
        self._take(written.view, later)
        self.desk.bus.publish(written.changes, self.parent())
        if self.dirty:
            self._quiet.start()
        else:
            self._tell(f"已保存 {self._clock()}", done=True)
            self._done_waiting()

    def _save_waiting(self) -> None:
        """Somebody wanted this case saved while another one's save was still under way."""
        if self._then:
            self._save()

    def _not_saved(self, case_id: str, error: AppError) -> None:
        self._saving = False
        if case_id != self.case_id:  # its draft was kept before it was left
            self._save_waiting()
            return
        self._then.clear()
        if isinstance(error, Conflict):
            self._tell("未保存", done=False)
            self._ask_about(error.clashes)
            return
        self._keep_draft()
        if isinstance(error, InvalidInput) and error.field:
            from mediation_app.messages import text_of

            self.errors = {error.field: text_of(error)}
            self._tell("有一项填写有误，草稿已保存", done=False)
            self.changed.emit()
            if self._loud:
                self.refused.emit(error.field)
            return
        self._tell("未保存", done=False)
        self.desk.notify.trouble(error)

    def _ask_about(self, clashes: tuple[FieldClash, ...]) -> None:
        """Find out who saved first and when, then ask."""
        case_id, around = self.case_id, self._around
        wanted = {clash.record_id for clash in clashes}

        def work(bench: Workbench, me: Actor) -> tuple[tuple[FieldClash, ...], str, str]:
            file = bench.cases.peek(me, case_id)
            who, when = last_hand(file, wanted)
            people = around.people if around is not None else ()
            name = next((p.name for p in people if p.id == who), "同事")
            return clashes, name, when

        self.desk.tasks.read(self, self.session.job(work), done=self._ask)

    def _ask(self, answer: tuple[tuple[FieldClash, ...], str, str]) -> None:
        self.clashed.emit(*answer)

    def _done_waiting(self) -> None:
        waiting, self._then = self._then, []
        for act in waiting:
            act()

    def settle_clashes(self, choices: Mapping[Key, object]) -> None:
        """The person chose for every field that two people changed: load anew, merge, save."""
        if self._base is None or self._file is None:
            return
        mine, case_id, around = edits(self._base, self._file), self.case_id, self._around

        def work(bench: Workbench, me: Actor) -> CaseView:
            return view_of(bench, me, bench.cases.peek(me, case_id), around)

        def merge(view: CaseView) -> None:
            if view.file.case.id != self.case_id:
                return
            self._visit += 1
            self._base, self.view = view.file, view
            self._file, _ = applied(view.file, mine, choices)
            self.changed.emit()
            self.save()

        self.desk.tasks.read(self, self.session.job(work), done=merge)

    def forget_typing(self) -> None:
        """Back to what is stored."""
        self._quiet.stop()
        self.errors = {}
        if self._base is not None and self.view is not None:
            self._file = self._base
            case_id = self.case_id
            self.desk.tasks.write(
                self,
                self.session.job(lambda bench, me: bench.drafts.drop(me, _address(case_id))),
            )
            self._recheck()

    # --- acts ---------------------------------------------------------------------------------

    def perform(
        self,
        event: str,
        occurred_on: date | None,
        facts: Mapping[str, object],
        *,
        done: Callable[[], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Take a step, after what was typed has been saved."""
        case_id = self.case_id
        given = dict(facts)

        def step(bench: Workbench, me: Actor) -> Outcome[CaseFile]:
            return bench.cases.perform(me, case_id, event, occurred_on=occurred_on, facts=given)

        self.write(step, done=done, failed=failed)

    def write(
        self,
        act: Write,
        *,
        done: Callable[[], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Any other write that answers with the whole case; typing is saved before."""

        def run() -> None:
            around = self._around

            def work(bench: Workbench, me: Actor) -> _Written:
                outcome = act(bench, me)
                return _Written(view_of(bench, me, outcome.value, around), outcome.changes)

            def written(answer: _Written) -> None:
                if answer.view.file.case.id != self.case_id:
                    self.desk.bus.publish(answer.changes, self.parent())
                    return
                mine = edits(self._base, self._file) if self._base and self._file else ()
                self._visit += 1
                self._take(answer.view, mine)
                self.desk.bus.publish(answer.changes, self.parent())
                self._tell(f"已保存 {self._clock()}", done=True)
                if done is not None:
                    done()

            self.desk.tasks.write(self, self.session.job(work), done=written, failed=failed)

        self.save(run)

    def go(self, place: str) -> None:
        """Go to a place inside the case: ``parties/<id>/phone``."""
        head, *rest = place.replace(".", "/").split("/")
        from ui.screens.case.sections import section_of

        section = section_of(head).key
        at = "/".join((head, *rest)) if head != section else "/".join(rest)
        address = Address.of("case", self.case_id, section)
        if at:
            address = Address.of("case", self.case_id, section, at=at)
        self.desk.navigator.go(address)

    def _tell(self, text: str, *, done: bool) -> None:
        self.saving_changed.emit(text, done)

    def _clock(self) -> str:
        from mediation_app.domain.moments import local_moment

        return f"{local_moment(self.desk.clock.now()):%H:%M}"


def last_hand(file: CaseFile, keys: set[str]) -> tuple[str, str]:
    """Who changed one of these records last, and when (``09:38``)."""
    from mediation_app.domain.case_input import children
    from mediation_app.domain.moments import local_moment

    rows: list[Record] = [file.case, *(record for _, record in children(file))]
    hits = [r for r in rows if r.id in keys and r.updated_at is not None]
    hits.sort(key=lambda r: r.updated_at.timestamp() if r.updated_at else 0.0)
    if not hits or hits[-1].updated_at is None:
        return "", ""
    return hits[-1].updated_by, f"{local_moment(hits[-1].updated_at):%H:%M}"


def _address(case_id: str) -> str:
    return f"case/{case_id}"

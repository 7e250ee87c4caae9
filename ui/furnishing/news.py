"""Counts in the rail and notices behind the bell, looked up in a worker after every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mediation_app.clock import today
from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import Actor, Role
from mediation_app.messages import say
from mediation_app.services.backups import newest_backup
from mediation_app.services.rule_lists import missing
from ui import preferences
from ui.dialogs.sheet import Sheet
from ui.widgets.basics import Button, IconMark, Label, line, row

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from ui.program import Program
    from ui.session import Session
    from ui.shell.main_window import MainWindow

_PAUSE_MS = 600
_AGAIN_MS = 5 * 60 * 1000
_OLD_BACKUP_DAYS = 7
_FUND_DESK = (FundState.DRAFT, FundState.SUBMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One sentence and where to act on it."""

    text: str
    address: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one look brought."""

    overdue: int
    due_today: int
    approvals: int
    fund: int
    notices: tuple[Notice, ...]
    backup: str
    lent: tuple[str, ...] = ()


class News(QObject):
    """Looks now, after changes, and every five minutes."""

    def __init__(self, program: Program, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._program, self._window, self._session = program, window, session
        self._desk = window.desk
        self.notices: tuple[Notice, ...] = ()
        self._seen: set[str] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.look)
        self._again.start()
        self._desk.bus.changed.connect(self._changed)
        self._pause.start()

    def _changed(self, changes: object, initiator: object) -> None:
        del changes, initiator
        self._pause.start()

    def look(self) -> None:
        """Look everything up again."""
        day = today(self._desk.clock)
        folder = preferences.load().backup_folder
        job = self._session.job(lambda bench, me: look_up(bench, me, day, folder))
        self._desk.tasks.read(self, job, done=self._show, failed=self._quiet)

    def _quiet(self, trouble: object) -> None:
        """The screens speak of troubles; counts simply stay as they are."""
        del trouble

    def _show(self, found: Found) -> None:
        self._window.set_badge("today", found.overdue + found.due_today, urgent=True)
        self._window.set_badge("approvals", found.approvals)
        self._window.set_badge("fund", found.fund)
        self.notices = found.notices
        self._count()
        self._program.tell_backup(found.backup)
        own = [role.label for role in self._session.actor.roles]
        self._window.set_person(self._session.actor.name, [*own, *found.lent])

    def _count(self) -> None:
        unread = [one for one in self.notices if one.text not in self._seen]
        self._window.notices.set_count(len(unread))

    def open(self) -> None:
        """The bell: all notices, each leads to its place."""
        self._seen.update(one.text for one in self.notices)
        self._count()
        self._window.open_sheet(NoticeSheet(self.notices, self._desk.navigator.go))


def look_up(bench: Workbench, me: Actor, day: date, backup_folder: str) -> Found:
    """Counts and notices for a person; runs in the worker."""
    due = bench.today.due(me, days=0)
    overdue = sum(1 for item in due if item.days < 0)
    now = sum(1 for item in due if item.days == 0)
    _, funds = bench.today.waiting(me)
    notices: list[Notice] = []
    if overdue:
        words = say("screens.notice_overdue", count=overdue)
        notices.append(Notice(text=words, address="today", urgent=True))
    lacking = missing(bench.context.rulebook, day)
    if lacking.holidays:
        years = "、".join(str(year) for year in lacking.holidays)
        words = say("screens.notice_holidays", year=years)
        notices.append(Notice(text=words, address="settings/holidays"))
    if lacking.standards:
        words = say("screens.notice_standards", year=lacking.standards)
        notices.append(Notice(text=words, address="settings/standards"))
    newest = newest_backup(backup_folder)
    if me.has(Role.ADMIN):
        words = _backup_words(backup_folder, newest.date() if newest else None, day)
        if words:
            notices.append(Notice(text=words, address="settings/backup"))
    stamp = ""
    if newest is not None:
        stamp = f"{newest:%H:%M}" if newest.date() == day else f"{newest:%m-%d}"
    return Found(
        overdue=overdue,
        due_today=now,
        approvals=len(bench.fund.approvals(me).waiting),
        fund=sum(1 for one in funds if one.state in _FUND_DESK),
        notices=tuple(notices),
        backup=f"备份 {stamp}" if stamp else "",
        lent=tuple(dict.fromkeys(f"受{one.name}委托" for one in bench.delegations.acting(me))),
    )


def _backup_words(folder: str, newest: date | None, day: date) -> str:
    if not folder:
        return say("screens.notice_no_backup_folder")
    if newest is None:
        return say("screens.notice_never_backed_up")
    days = (day - newest).days
    return say("screens.notice_old_backup", days=days) if days > _OLD_BACKUP_DAYS else ""


class NoticeSheet(Sheet):
    """All notices, the urgent first."""

    def __init__(self, notices: tuple[Notice, ...], go: Callable[[str], object]) -> None:
        super().__init__("消息", "" if notices else "没有需要处理的消息")
        self._go = go
        for number, one in enumerate(notices):
            if number:
                self.body.addWidget(line())
            mark = IconMark(
                "octagon-x" if one.urgent else "triangle-alert", "danger" if one.urgent else "warn"
            )
            button = Button("去处理", kind="link", on_click=partial(self._follow, one.address))
            button.setAccessibleName(f"去处理：{one.text}")
            words = Label(one.text, role="body", wrap=True)
            made = row(mark, 4, words, button)
            made.setStretch(2, 1)
            self.body.addLayout(made)
        self.add_button(Button("关闭", kind="primary", on_click=self.close_sheet), default=True)

    def _follow(self, address: str) -> None:
        self.close_sheet()
        self._go(address)

"""历史: who did what to the case and when, from the audit trail; personal data masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.moments import local_moment
from ui.models.cells import Cell, Column, RowKind, Text
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.case.book import CaseBook
from ui.screens.case.sections import Section
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Label
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.history import HistoryChange, HistoryEntry

_PAGE = 200
_ID = re.compile(r"(?<!\d)\d{6}(\d{8})\d{2}[\dXx]{2}(?!\d)|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1\d{2})[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_TECHNICAL = frozenset({"校验值", "大小"})
_ACCOUNT = re.compile(r"(?<!\d)\d{12,}(?!\d)")


def masked(text: str) -> str:
    """Identity, phone and account numbers with their middle starred out."""
    text = _ID.sub(lambda m: m[0][:6] + "********" + m[0][-4:], text)
    text = _PHONE.sub(r"\1****\2", text)
    return _ACCOUNT.sub(lambda m: m[0][:4] + "****" + m[0][-4:], text)


class HistoryRow(NamedTuple):
    """One change of one act; the heading of a day has no person."""

    key: str
    kind: RowKind
    when: str = ""
    person: str = ""
    act: str = ""
    what: str = ""
    before: str = ""
    after: str = ""


def history_rows(entries: tuple[HistoryEntry, ...]) -> list[HistoryRow]:
    """Acts by day, newest first; the first change stands on the act's own line."""
    made: list[HistoryRow] = []
    day = ""
    for entry in entries:
        moment = local_moment(entry.moment)
        if (title := f"{moment.year}年{moment.month}月{moment.day}日") != day:
            day = title
            made.append(HistoryRow(f"day/{day}", RowKind.GROUP, act=day))
        lines = [line for change in entry.changes for line in _lines(change)]
        if not lines:
            names = "、".join(dict.fromkeys(c.record for c in entry.changes if c.record))
            lines = [(names, "", "")]
        for place, (what, before, after) in enumerate(lines):
            first = place == 0
            made.append(
                HistoryRow(
                    f"{entry.seq}/{place}",
                    RowKind.RECORD,
                    f"{moment:%H:%M}" if first else "",
                    entry.person if first else "",
                    entry.title if first else "",
                    what,
                    before,
                    after,
                )
            )
    return made


def _lines(change: HistoryChange) -> list[tuple[str, str, str]]:
    """What was entered anew on one line, what was changed field by field."""
    fields = [
        (label, masked(b), masked(a)) for label, b, a in change.fields if label not in _TECHNICAL
    ]
    if fields and not any(before for _, before, _ in fields):
        return [(change.record, "", "，".join(f"{label} {after}" for label, _, after in fields))]
    return [(f"{change.record} {label}".strip(), before, after) for label, before, after in fields]


def _columns() -> list[Column[HistoryRow]]:
    def act(row: HistoryRow) -> Cell:
        if row.kind is RowKind.GROUP:
            return Text(row.act, role="captionStrong")
        return Text(row.act, tone="text", role="tableStrong")

    return [
        Column(key="act", header="办理", width=152, cell=act),
        Column(key="when", header="时间", width=56, cell=lambda row: Text(row.when, fixed=True)),
        Column(key="person", header="人员", width=72, cell=lambda row: Text(row.person)),
        Column(key="what", header="内容", width=184, cell=lambda row: Text(row.what)),
        Column(key="before", header="原值", min_width=110, give_way=2,
               cell=lambda row: Text(row.before, tone="text3")),
        Column(key="after", header="新值", min_width=130,
               cell=lambda row: Text(row.after, tone="text")),
    ]  # fmt: skip


def _whole(row: HistoryRow, column: str) -> str:
    return {"before": row.before, "after": row.after}.get(column, "")


class HistorySection(Section):
    """A table of acts; older ones are loaded as one scrolls."""

    whole = True

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book)
        self._file: CaseFile | None = None
        self._asked = 0
        self._last: int | None = None
        self.note = Label("只增不改，逐条校验", role="table", tone="text2")
        head = QFrame()
        self._head = QHBoxLayout(head)
        self._head.addWidget(Label("历史", role="section"))
        self._head.addWidget(self.note)
        self._head.addStretch(1)
        self.model: RecordTableModel[HistoryRow] = RecordTableModel(
            _columns(),
            self,
            key=lambda row: row.key,
            kind=lambda row: row.kind,
            hover_hint=_whole,
        )
        self.model.more_wanted.connect(self._more)
        self.table = RecordTable(self.model, "历史", row=33, edge=20)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self.table, 1)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._head.setContentsMargins(px(20), px(10), px(20), px(10))
        self._head.setSpacing(px(12))

    def show_case(self, view: CaseView) -> None:
        if view.file is not self._file:
            self._file = view.file
            self._load(None)

    def _load(self, before: int | None) -> None:
        self._asked += 1
        asked, case_id = self._asked, self.book.case_id

        def work(bench: Workbench, me: Actor) -> tuple[int, tuple[HistoryEntry, ...]]:
            return asked, bench.cases.told(me, case_id, before=before, limit=_PAGE)

        done = self._first if before is None else self._next
        self.book.desk.tasks.read(self, self.book.session.job(work), done=done)

    def _more(self) -> None:
        self._load(self._last)

    def _first(self, answer: tuple[int, tuple[HistoryEntry, ...]]) -> None:
        asked, entries = answer
        if asked == self._asked:
            self._last = entries[-1].seq if entries else None
            self.model.set_rows(history_rows(entries), more=self._full(entries))
            self.table.select(1 if entries else -1)

    def _next(self, answer: tuple[int, tuple[HistoryEntry, ...]]) -> None:
        asked, entries = answer
        if asked == self._asked:
            self._last = entries[-1].seq if entries else self._last
            self.model.add_page(history_rows(entries), more=self._full(entries))

    @staticmethod
    def _full(entries: tuple[HistoryEntry, ...]) -> bool:
        return sum(len(entry.changes) for entry in entries) >= _PAGE

    def first_focus(self) -> QWidget | None:
        return self.table

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("PgUp PgDn", "翻页"), Key("Alt 1—9", "栏目"))

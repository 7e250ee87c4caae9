"""What the palette finds: commands, cases, people, help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mediation_app.domain.offices import Role
from mediation_app.services.lists import CaseQuery, CaseRow, Order
from ui import preferences
from ui.desk import Desk
from ui.furnishing.help import read, topics
from ui.screens.cases.columns import hits_in
from ui.screens.settings.screen import PAGES
from ui.session import Session
from ui.theme import Mode, set_mode
from ui.widgets.palette_sources import CommandSource, PaletteItem

if TYPE_CHECKING:
    from mediation_app.domain.offices import Actor
    from mediation_app.services.cases import CaseService
    from ui.furnishing import Furniture

Answer = Callable[[Sequence[PaletteItem]], None]
_WAIT_MS = 90
_MOST_CASES, _MOST_PEOPLE, _RECENT = 8, 5, 5
_WORDS = {
    "today": ("jr", "jinri"), "cases": ("aj", "anjian"), "fund": ("jj", "jijin"),
    "approvals": ("sp", "shenpi"), "documents": ("ws", "wenshu"), "settings": ("sz", "shezhi"),
    "office": ("dw", "danwei"), "people": ("ry", "renyuan"), "rules": ("gz", "guize"),
    "standards": ("ndbz", "bz", "biaozhun"), "holidays": ("jjr", "jiejiari"),
    "look": ("wg", "waiguan"), "backup": ("bf", "beifen"), "health": ("jc", "jiancha"),
    "about": ("gy", "guanyu"),
}  # fmt: skip


def commands(furniture: Furniture) -> CommandSource:
    """Everything that can be done from anywhere."""
    source, window = CommandSource(), furniture.window
    if furniture.session.may(Role.CLERK, Role.MEDIATOR):
        source.add(
            "新建案件",
            partial(furniture.go, "cases?new=1"),
            icon="plus",
            key="N",
            words=("xj", "xinjian"),
        )
    for number, key in enumerate(window.rail.keys(), start=1):
        entry = window.registry.get(key)
        address = entry.pattern.split("/")[0]
        source.add(
            f"打开{entry.title}", partial(furniture.go, address), icon=entry.icon,
            key=f"Ctrl {number}", words=_WORDS.get(key, ()),
        )  # fmt: skip
    for page in PAGES:
        source.add(
            f"设置：{page.name}", partial(furniture.go, f"settings/{page.key}"), icon=page.icon,
            words=_WORDS.get(page.key, ()),
        )  # fmt: skip
    source.add("改用浅色", partial(_theme, preferences.LIGHT), icon="sun", words=("qs", "qianse"))
    source.add("改用深色", partial(_theme, preferences.DARK), icon="moon", words=("ss", "shense"))
    zoom = window.zoom_wanted.emit
    source.add("放大", partial(zoom, 1), icon="zoom-in", key="Ctrl =", words=("fd", "fangda"))
    source.add("缩小", partial(zoom, -1), icon="zoom-out", key="Ctrl -", words=("sx", "suoxiao"))
    source.add("原大", partial(zoom, 0), icon="search", key="Ctrl 0", words=("yd", "yuanda"))
    source.add("修改密码", furniture.change_password, icon="lock", words=("xgmm", "mima"))
    source.add("切换人员", furniture.program.sign_out, icon="log-out", words=("qh", "qiehuan"))
    source.add("快捷键", furniture.keys_page, icon="keyboard", words=("kjj", "kuaijiejian"))
    return source


def _theme(theme: str) -> None:
    preferences.change(preferences.load(), theme=theme)
    set_mode(Mode.DARK if theme == preferences.DARK else Mode.LIGHT)


class _Searching(QObject):
    """Waits for a pause in typing, then searches in a worker; an older answer is dropped."""

    group, prefix = "", ""

    def __init__(self, parent: QObject, desk: Desk, session: Session) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, session
        self._query = ""
        self._answer: Answer | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._search)

    def find(self, query: str, answer: Answer, /) -> None:
        """Answers later."""
        self._query, self._answer = query, answer
        self._wait.start()

    def _search(self) -> None:
        query = self._query
        job = self._session.job(lambda bench, me: (query, self.ask(bench.cases, me, query)))
        self._desk.tasks.read(self, job, done=self._found, failed=self._none)

    @staticmethod
    def ask(cases: CaseService, me: Actor, query: str) -> tuple[CaseRow, ...]:
        """The rows for a query; runs in the worker. Nothing here: sources say what they search."""
        del cases, me, query
        return ()

    def items(self, query: str, rows: Sequence[CaseRow]) -> list[PaletteItem]:
        """What is shown for the rows."""
        del query, rows
        return []

    def _found(self, found: tuple[str, tuple[CaseRow, ...]]) -> None:
        query, rows = found
        if query == self._query and self._answer is not None:
            self._answer(self.items(query, rows))

    def _none(self, trouble: object) -> None:
        """A query nobody can search for (one sign, half a number) finds nothing."""
        del trouble


class CaseSource(_Searching):
    """Cases as one types; without a query those changed last."""

    group, prefix = "案件", ""

    @staticmethod
    def ask(cases: CaseService, me: Actor, query: str) -> tuple[CaseRow, ...]:
        if query:
            return cases.search(me, query, limit=_MOST_CASES)
        return cases.page(me, CaseQuery(order=Order.UPDATED, limit=_RECENT)).rows

    def items(self, query: str, rows: Sequence[CaseRow]) -> list[PaletteItem]:
        return [
            PaletteItem(
                text=row.parties, note=f"{row.number_short or '未取号'} {row.state.label}",
                icon="folder-open", hits=hits_in(row.parties, query), act=partial(self._go, row.case_id),
            )
            for row in rows
        ]  # fmt: skip

    def _go(self, case_id: str) -> None:
        self._desk.navigator.go(f"case/{case_id}")


class PeopleSource(_Searching):
    """Parties whose names are hit, with the number of their cases."""

    group, prefix = "人员", "@"

    @staticmethod
    def ask(cases: CaseService, me: Actor, query: str) -> tuple[CaseRow, ...]:
        return cases.search(me, query, limit=30) if query else ()

    def items(self, query: str, rows: Sequence[CaseRow]) -> list[PaletteItem]:
        counts: dict[str, int] = {}
        for one in rows:
            for name in _names(one.parties):
                if hits_in(name, query):
                    counts[name] = counts.get(name, 0) + 1
        return [
            PaletteItem(
                text=name, note=f"{count} 件案件", icon="user", hits=hits_in(name, query),
                act=partial(self._go, name),
            )
            for name, count in sorted(counts.items(), key=lambda pair: -pair[1])[:_MOST_PEOPLE]
        ]  # fmt: skip

    def _go(self, name: str) -> None:
        from ui.navigation import Address

        self._desk.navigator.go(Address.of("cases", text=name))


def _names(parties: str) -> list[str]:
    """The names in ``甲 与 乙、丙 等 3 方``."""
    found: list[str] = []
    for side in parties.split(" 与 "):
        found += [name.split(" ", 1)[0] for name in side.split("、") if name]
    return found


class HelpSource:
    """Help pages by their titles and headings."""

    group, prefix = "说明", "?"

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show

    def find(self, query: str, answer: Answer, /) -> None:
        """Answers at once; an empty query asks for nothing here."""
        found: list[PaletteItem] = []
        for topic in topics() if query else ():
            page = read(topic)
            texts = [page.title, *(text for kind, text, _ in page.lines if kind == "heading")]
            hit = next((text for text in texts if query in text), "")
            if hit:
                start = hit.index(query)
                found.append(
                    PaletteItem(
                        text=hit, note="" if hit == page.title else page.title, key="F1",
                        icon="circle-question-mark", hits=((start, len(query)),),
                        act=partial(self._show, topic),
                    )
                )  # fmt: skip
        answer(found[:4])

"""The help pages (F1): short texts in ``resources/help``, shown in a sheet.

A page is plain Markdown of the simplest kind: ``# title``, ``## heading``, ``- point``, paragraphs,
and ``| key | what it does |`` for tables of keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.paths import resource_dir
from ui.dialogs.sheet import Sheet
from ui.theme import look
from ui.widgets.basics import Button, KeyCap, Label, row

# What a screen calls its place → the page; an unknown place gets the keys.
_PLACES = {
    "todayscreen": "today", "casesscreen": "cases", "casescreen": "case", "fundscreen": "fund",
    "applicationscreen": "fund", "approvalsscreen": "approvals", "documentsscreen": "documents",
    "settingsscreen": "settings",
}  # fmt: skip
_SPECIAL = {"case/fund": "fund", "case/documents": "documents"}
FALLBACK = "keys"
_KEY_WIDTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """``lines`` are (kind, text, more): heading, point, text, or key with what it does."""

    topic: str
    title: str
    lines: tuple[tuple[str, str, str], ...]


def folder() -> Path:
    """Where the pages lie."""
    return resource_dir() / "help"


def topic_of(place: str) -> str:
    """The page that helps at a place: ``TodayScreen``, ``case/parties``, ``settings``."""
    wanted = place.lower()
    found = _SPECIAL.get(wanted) or _PLACES.get(wanted) or wanted.split("/", 1)[0]
    return found if found in topics() else FALLBACK


@cache
def topics() -> tuple[str, ...]:
    """All pages there are."""
    return tuple(sorted(path.stem for path in folder().glob("*.md")))


def page_of(place: str) -> HelpPage:
    """The page for a place."""
    return read(topic_of(place))


@cache
def read(topic: str) -> HelpPage:
    """Read one page. Raises OSError when it is missing."""
    text = (folder() / f"{topic}.md").read_text(encoding="utf-8")
    title, lines = topic, []
    for raw in text.splitlines():
        one = raw.strip()
        if one.startswith("# "):
            title = one[2:]
        elif one.startswith("## "):
            lines.append(("heading", one[3:], ""))
        elif one.startswith("- "):
            lines.append(("point", one[2:], ""))
        elif one.startswith("|"):
            key, does = (part.strip() for part in one.strip("|").split("|"))
            if set(key) != {"-"} and does:
                lines.append(("key", key, does))
        elif one:
            lines.append(("text", one, ""))
    return HelpPage(topic=topic, title=title, lines=tuple(lines))


class HelpSheet(Sheet):
    """One page; arrows and PgDn scroll, Esc closes, every page is one click away."""

    def __init__(self, page: HelpPage) -> None:
        super().__init__(page.title, width=680)
        self.page = page
        self._inner_page: QWidget | None = None
        self._show(page)
        if page.topic != FALLBACK:
            self.add_left(Button("快捷键", kind="link", on_click=self._keys))
        self.add_button(Button("关闭", kind="primary", on_click=self.close_sheet), default=True)

    def _keys(self) -> None:
        sender = self.sender()
        self._show(read(FALLBACK))
        if isinstance(sender, Button):
            sender.hide()
        if self.default is not None:
            self.default.setFocus()

    def _show(self, page: HelpPage) -> None:
        self.page = page
        self.title_label.setText(page.title)
        px = look().px
        inner = QWidget()
        inner.setProperty("plane", "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(12), 0)
        column.setSpacing(px(8))
        for kind, text, more in page.lines:
            if kind == "key":
                holder = QWidget()
                caps = row(*(KeyCap(cap) for cap in text.split("、")), None, gap=4)
                holder.setLayout(caps)
                holder.setFixedWidth(px(_KEY_WIDTH))
                column.addLayout(row(holder, 8, Label(more, role="body", wrap=True)))
            elif kind == "heading":
                column.addSpacing(px(6))
                column.addWidget(Label(text, role="strong"))
            elif kind == "point":
                dot = Label("·", role="body", tone="text3")
                dot.setAlignment(Qt.AlignmentFlag.AlignTop)
                dot.setFixedWidth(px(16))
                line = row(dot, Label(text, role="body", wrap=True), gap=4)
                line.setStretch(1, 1)
                column.addLayout(line)
            else:
                column.addWidget(Label(text, role="body", tone="text2", wrap=True))
        column.addStretch(1)
        before, self._inner_page = self._inner_page, inner
        if before is not None:
            self.body.removeWidget(before)
            before.deleteLater()
        self.body.addWidget(inner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 40, Qt.Key.Key_Up: -40, Qt.Key.Key_PageDown: 300,
            Qt.Key.Key_PageUp: -300, Qt.Key.Key_Home: -100_000, Qt.Key.Key_End: 100_000,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.scroll_by(look().px(step))
        else:
            super().keyPressEvent(event)

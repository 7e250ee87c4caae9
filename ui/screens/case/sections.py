"""The sections of the case page: their base and their list. Adding one edits no other.

A section is a widget that shows one part of the open case. It is made when first shown, told
``show_case`` whenever the case or what follows from it changed, and edits the case only through
``book.edit(new_file)``. Places are addresses inside the case: ``parties/<id>/phone``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.layout import LayoutMode
from ui.screen import Key
from ui.theme import follow_look, look
from ui.widgets.basics import Label, row

if TYPE_CHECKING:
    from ui.screens.case.book import CaseBook
    from ui.screens.case.view import CaseView


class Section(QWidget):
    """One section. Override what you need; call ``super().__init__(book)``.

    ``self.book`` has the desk (``book.desk``), the session (``book.session``), the case
    (``book.view``, ``book.file``), and the acts ``edit``, ``save``, ``perform``, ``go``.
    """

    whole = False
    """Whether the section takes the room of the checks panel too."""

    def __init__(self, book: CaseBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.setProperty("plane", "surface")
        self.setObjectName(type(self).__name__)

    def show_case(self, view: CaseView) -> None:
        """Show this state of the case. Called when shown and after every change, also one's own:
        fields that hold the value already must stay as they are (the cursor may be in them)."""

    def go_to(self, place: tuple[str, ...]) -> bool:
        """Put the focus to a place: the parts behind the section's name, ``("<id>", "phone")``.
        False when there is no such place."""
        return False

    def leave(self) -> None:
        """Another section or screen comes: give unsaved typing to the book."""

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class."""

    def side(self) -> QWidget | None:
        """A panel of one's own at the right (436 wide) in place of the checks, from 1360 px on."""
        return None

    def keys(self) -> tuple[Key, ...]:
        """Keys that work in this section, for the status bar; none = the page's own."""
        return ()

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the section is opened without a place."""
        return None


class ScrolledSection(Section):
    """A section with a heading and a body that scrolls: put widgets into ``self.body``.

    ``head_widgets`` go to the right of the heading; ``self.note`` is the quiet text behind it.
    The body stops at 960 px.
    """

    def __init__(self, book: CaseBook, title: str, *head_widgets: QWidget, most: int = 960) -> None:
        super().__init__(book)
        self._most = most
        self.note = Label("", role="table", tone="text2")
        self._head = row(Label(title, role="section"), self.note, None, *head_widgets, gap=12)
        self._inner = QWidget()
        self._inner.setProperty("plane", "surface")
        self.body = QVBoxLayout(self._inner)
        self.body.addLayout(self._head)
        self.pane = QScrollArea()
        self.pane.setWidgetResizable(True)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane.setWidget(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pane)
        self._pad = 24
        follow_look(self._lay_out)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._pad = mode.padding
        self._lay_out()

    def _lay_out(self) -> None:
        px = look().px
        spare = max(0, self.width() - px(self._most) - px(self._pad) * 2)
        self.body.setContentsMargins(px(self._pad), px(14), px(self._pad) + spare, px(24))
        self.body.setSpacing(px(10))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lay_out()
        return super().event(event)


Word = Callable[["CaseView"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionEntry:
    """One line of the list. ``places`` are the first parts of places that lead here."""

    key: str
    name: str
    icon: str
    maker: str  # "module:Class", imported when first shown
    group: int = 0
    places: tuple[str, ...] = ()
    note: Word | None = None  # the quiet word at the right: 2 次, 17
    filled: Callable[[CaseView], bool] | None = None  # a check when nothing is missing

    def make(self, book: CaseBook) -> Section:
        """The section's widget."""
        module, name = self.maker.split(":")
        made: Section = getattr(import_module(f"ui.screens.case.{module}"), name)(book)
        return made


def _sessions(view: CaseView) -> str:
    return f"{len(view.file.sessions)} 次" if view.file.sessions else ""


def _fund(view: CaseView) -> str:
    if not view.file.funds:
        return ""
    fund = view.file.funds[-1]
    if fund.recovery is not None:
        from mediation_app.domain.recovery import RecoveryState as R

        done = fund.recovery.state in (R.RECOVERED, R.WRITTEN_OFF)
        return "已结清" if done else "追偿中"
    return fund.application.state.label


def _papers(view: CaseView) -> str:
    return str(len(view.file.papers) or "")


def _attachments(view: CaseView) -> str:
    return str(len(view.file.attachments) or "")


def _accident_filled(view: CaseView) -> bool:
    return view.file.accident.occurred_at is not None and bool(view.file.case.dispute)


SECTIONS: tuple[SectionEntry, ...] = (
    SectionEntry(
        key="accident",
        name="事故",
        icon="car-front",
        maker="section_accident:AccidentSection",
        places=("accidents", "case"),
        filled=_accident_filled,
    ),
    SectionEntry(
        key="parties",
        name="当事人",
        icon="users",
        maker="section_parties:PartiesSection",
        places=("injuries", "treatments", "dependants"),
        filled=lambda view: len(view.file.parties) > 1,
    ),
    SectionEntry(
        key="vehicles",
        name="车辆与保险",
        icon="shield-check",
        maker="section_vehicles:VehiclesSection",
        places=("policies",),
        filled=lambda view: bool(view.file.vehicles),
    ),
    SectionEntry(
        key="losses",
        name="损失与计算",
        icon="calculator",
        maker="section_losses:LossesSection",
        places=("prepaid", "allocations", "victim_standards", "calculations"),
        filled=lambda view: bool(view.file.losses),
    ),
    SectionEntry(
        key="sessions",
        name="调解会",
        icon="messages-square",
        maker="section_sessions:SessionsSection",
        group=1,
        note=_sessions,
    ),
    SectionEntry(
        key="agreement",
        name="协议",
        icon="handshake",
        maker="section_agreement:AgreementSection",
        group=1,
        places=(
            "agreements",
            "clauses",
            "instalments",
            "signatures",
            "performances",
            "follow_ups",
            "confirmation",
            "confirmations",
        ),
        filled=lambda view: view.file.case.effective_on is not None,
    ),
    SectionEntry(
        key="fund",
        name="救助基金",
        icon="hand-coins",
        maker="section_fund:FundSection",
        group=1,
        note=_fund,
    ),
    SectionEntry(
        key="documents",
        name="文书",
        icon="file-text",
        maker="section_documents:DocumentsSection",
        group=2,
        places=("papers",),
        note=_papers,
    ),
    SectionEntry(
        key="attachments",
        name="附件",
        icon="paperclip",
        maker="section_attachments:AttachmentsSection",
        group=2,
        note=_attachments,
    ),
    SectionEntry(
        key="history",
        name="历史",
        icon="history",
        maker="section_history:HistorySection",
        group=2,
        places=("steps",),
    ),
)


def section_of(place: str) -> SectionEntry:
    """The section where a place (``parties/<id>/phone``) is; the first one when unknown."""
    head = place.replace(".", "/").split("/", 1)[0]
    for entry in SECTIONS:
        if head == entry.key or head in entry.places:
            return entry
    return SECTIONS[0]

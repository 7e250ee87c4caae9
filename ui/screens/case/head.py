"""The head of the case page: number, tags, names, next step with what blocks it, both tracks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QWidget

from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.workflow.engine import Offer
from mediation_app.messages import text_of_reason
from ui.layout import Height, LayoutMode, Width
from ui.screens.case import wording
from ui.screens.case.tracks import tracks
from ui.screens.case.view import CaseView
from ui.theme import follow_look, icon, look
from ui.widgets.basics import Button, ElidedLabel, IconButton, Label, Tag
from ui.widgets.painting import tag_size
from ui.widgets.stepper import Stepper

STEP_ICONS = {
    "accept": "clipboard-list",
    "appoint": "user-plus",
    "tell_rights": "file-check",
    "book_session": "calendar",
    "start": "messages-square",
    "record_session": "square-pen",
    "agree": "handshake",
    "agree_oral": "handshake",
    "sign": "file-check",
    "perform_part": "hand-coins",
    "perform_full": "hand-coins",
    "follow_up": "phone-call",
    "close": "check",
    "archive": "folder-open",
}


class CaseHead(QFrame):
    """``next_wanted`` for the filled button, ``step_wanted(event)`` from the menu,
    ``place_wanted(section)`` from the tracks."""

    next_wanted = Signal()
    step_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "bottom")
        self._view: CaseView | None = None
        self._mode = LayoutMode(Width.WIDE, Height.FULL)
        self._number = Label("", role="caption", tone="text2", selectable=True)
        self._line = QWidget()
        self._tags_row = QHBoxLayout(self._line)
        self._tags_row.setContentsMargins(0, 0, 0, 0)
        self._tags_row.addWidget(self._number)
        self._tags: list[Tag] = []
        self._tags_row.addStretch(1)
        self._names = ElidedLabel("", role="heading")
        self._small_tags = QWidget()
        self._small_row = QHBoxLayout(self._small_tags)
        self._small_row.setContentsMargins(0, 0, 0, 0)
        names = QWidget()
        self._names_row = QHBoxLayout(names)
        self._names_row.setContentsMargins(0, 0, 0, 0)
        self._names_row.addWidget(self._names)
        self._names_row.addWidget(self._small_tags)
        self._names_row.addStretch(1)
        self._why_text = Label("", role="caption", tone="danger")
        self.more = IconButton("ellipsis", "其他步骤", boxed=True, on_click=self.open_menu)
        self.next = Button("", kind="primary", on_click=self.next_wanted.emit)
        self._acts = acts = QWidget()
        self._acts_row = QHBoxLayout(acts)
        self._acts_row.setContentsMargins(0, 0, 0, 0)
        for each in (self._why_text, self.more, self.next):
            self._acts_row.addWidget(each)
        self.stepper = Stepper()
        self.stepper.step_chosen.connect(self.place_wanted)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._line, 0, 0)
        self._grid.addWidget(names, 1, 0)
        self._grid.addWidget(acts, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.stepper, 2, 0, 1, 2)
        self._grid.setColumnStretch(0, 1)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        pad = px(self._mode.padding)
        top = px(12 if self._mode.height is Height.FULL else 8)
        self._grid.setContentsMargins(pad, top, pad, px(8 if self.is_full else 2))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setHorizontalSpacing(px(16))
        for layout in (self._tags_row, self._small_row):
            layout.setSpacing(px(8))
        self._names_row.setSpacing(px(16))
        self._acts_row.setSpacing(px(8))

    @property
    def is_full(self) -> bool:
        """Whether number and tags have a line of their own."""
        return self._mode.height is Height.FULL and self._mode.width is not Width.NARROW

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """One line and dashes where it is low or narrow."""
        self._mode = mode
        self._line.setVisible(self.is_full)
        self.stepper.set_dashes(not self.is_full)
        self._relook()
        if self._view is not None:
            self._show_why(self._view)
        self._fit_tags()

    def show_case(self, view: CaseView) -> None:
        """Show this state of the case."""
        self._view = view
        case = view.file.case
        self._number.setText(case.number or "未编号")
        self._names.set_text(wording.heading(view.file))
        self._set_tags(wording.tags(view.file))
        self.stepper.set_tracks(tracks(view))
        offer = view.next
        if view.drafts_next:
            text, name = "拟定调解协议", "file-pen"
        elif offer is not None:
            text, name = offer.step.label, STEP_ICONS.get(offer.step.event, "arrow-right")
        else:
            text, name = "", ""
        self.next.setText(text)
        self.next.set_icon_name(name)
        self.next.setVisible(bool(text))
        can = not wording.role_bar(offer.reasons if offer else ())
        if not can and self.next.hasFocus():
            self.more.setFocus()  # else Qt would hand the focus to the rail
        self.next.setEnabled(can)
        self._show_why(view)
        self._fit_tags()

    def _show_why(self, view: CaseView) -> None:
        bar = wording.role_bar(view.next.reasons if view.next else ())
        count = sum(reason.code != "workflow.role" for reason in view.blocking)
        short = self._mode.width is Width.NARROW
        if bar:
            text, tone = bar, "text2"
        elif count and self.next.text():
            text = f"还差 {count} 项" if short else f"还差 {count} 项，F8 逐项处理"
            tone = "danger"
        elif not self.next.text() and view.file.case.state in (S.ARCHIVED, S.VOIDED):
            text, tone = f"已{view.file.case.state.label}", "text2"
        else:
            text, tone = "", "text2"
        self._why_text.setText(text)
        self._why_text.set_tone(tone)
        self._why_text.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tags()

    def _fit_tags(self) -> None:
        """Beside the names tags stand only where the names have their room."""
        px = look().px
        room = self.width() - 2 * px(self._mode.padding) - self._acts.sizeHint().width() - px(32)
        needs = self._names.sizeHint().width() + self._tags_width()
        narrow = self._mode.width is Width.NARROW
        self._small_tags.setVisible(not self.is_full and not narrow and needs <= room)

    def _tags_width(self) -> float:
        # Not the layout's hint: it is nothing while the tags are hidden.
        texts = wording.tags(self._view.file) if self._view is not None else []
        return sum(tag_size(text)[0] + look().px(8) for text, _ in texts)

    def _set_tags(self, wanted: list[tuple[str, str]]) -> None:
        for tag in self._tags:
            tag.hide()
            tag.deleteLater()
        self._tags = []
        for number, (text, tone) in enumerate(wanted):
            for layout, at in ((self._tags_row, number + 1), (self._small_row, number)):
                tag = Tag(text, tone)
                self._tags.append(tag)
                layout.insertWidget(at, tag)

    # --- the other steps ------------------------------------------------------------------------

    def open_menu(self) -> None:
        """All other steps; those that cannot be taken say why."""
        view = self._view
        if view is None:
            return
        menu = self.make_menu(view)
        corner = QPoint(self.more.width() - menu.sizeHint().width(), self.more.height() + 4)
        menu.popup(self.more.mapToGlobal(corner))

    def make_menu(self, view: CaseView) -> QMenu:
        """The menu of steps, allowed ones first."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        allowed = [o for o in view.offers if o.allowed]
        barred = [o for o in view.offers if not o.allowed]
        for offer in allowed:
            self._entry(menu, offer)
        if allowed and barred:
            menu.addSeparator()
        for offer in barred:
            self._entry(menu, offer)
        return menu

    def _entry(self, menu: QMenu, offer: Offer) -> None:
        reasons = [text_of_reason(reason) for reason in offer.reasons if reason.blocking]
        text = offer.step.label
        if reasons:
            text += f"（{reasons[0]}）" if len(reasons) == 1 else f"（还差 {len(reasons)} 项）"
        action = menu.addAction(text)
        name = STEP_ICONS.get(offer.step.event)
        if name:
            action.setIcon(icon(name, "text2"))
        action.setToolTip("\n".join(reasons))
        action.setEnabled(not wording.role_bar(offer.reasons))
        action.triggered.connect(partial(self._chosen, offer.step.event))

    def _chosen(self, event: str, _checked: object = None) -> None:
        self.step_wanted.emit(event)

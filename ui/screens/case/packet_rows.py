"""The lines of a packet: a tick, how far the paper is, copies and both sides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mediation_app.messages import text_of_reason
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, Label, line
from ui.widgets.fields import CheckField, IntegerField

if TYPE_CHECKING:
    from mediation_app.services.packets import Packet, PacketItem

MOST_COPIES = 50
_TONES = {"missing": "danger", "stale": "warn", "ready": "accentText"}


class Chosen(NamedTuple):
    """A ticked paper and how it is printed."""

    code: str
    subject_id: str
    copies: int
    duplex: bool


class _Row(NamedTuple):
    item: PacketItem
    tick: CheckField
    copies: IntegerField
    duplex: CheckField


class PacketRows(QWidget):
    """``changed`` after each tick or number; ``place_wanted(place)`` from what is missing."""

    changed = Signal()
    place_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(2))
        for row in self.rows:
            row.copies.setFixedWidth(px(56))

    def show_packet(self, packet: Packet) -> None:
        """Show another packet; its ticks are those of what was not printed yet."""
        while self._grid.count():
            entry = self._grid.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(place, 0)
        self.rows = []
        for column, head in enumerate(("文书", "状态", "", "份数", "双面")):
            label = Label(head, role="captionStrong", tone="text2")
            right = Qt.AlignmentFlag.AlignRight if head == "份数" else Qt.AlignmentFlag(0)
            self._grid.addWidget(label, 0, column, right)
        self._grid.addWidget(line(), 1, 0, 1, 5)
        shown = [item for item in packet.items if item.offer.state != "locked"]
        for place, item in enumerate(shown, start=2):
            self._add(place, item)
        later = _later(packet.locked)
        if later:
            words = Label(later, role="caption", tone="text3", wrap=True)
            self._grid.addWidget(words, len(shown) + 2, 0, 1, 5)
        if not shown:
            nothing = Label("这个环节现在没有可以打印的文书", role="table", tone="text2")
            self._grid.addWidget(nothing, 2, 0, 1, 5)
        self._relook()
        self.changed.emit()

    def _add(self, place: int, item: PacketItem) -> None:
        offer, can = item.offer, item.offer.can_issue
        tick = CheckField(offer.title)
        tick.set_value(item.chosen)
        tick.setEnabled(can)
        copies = IntegerField(f"{offer.title}的份数", least=1, most=MOST_COPIES)
        copies.set_value(item.copies)
        copies.setEnabled(can)
        duplex = CheckField("")
        duplex.setAccessibleName(f"{offer.title}双面打印")
        duplex.set_value(item.duplex)
        duplex.setEnabled(can)
        tone = _TONES.get(offer.state.value, "text2")
        reasons = [text_of_reason(reason) for reason in offer.reasons]
        note = ElidedLabel(reasons[0] if len(reasons) == 1 else offer.note, role="table", tone=tone)
        note.setToolTip("\n".join(reasons))
        self._grid.addWidget(tick, place, 0)
        self._grid.addWidget(note, place, 1)
        lead = next((reason.place for reason in offer.reasons if reason.place), "")
        if lead:
            go = Button("去填", kind="link", on_click=partial(self.place_wanted.emit, lead))
            go.setAccessibleName(f"{offer.title}：{reasons[0]}，去填")
            self._grid.addWidget(go, place, 2)
        self._grid.addWidget(copies, place, 3)
        self._grid.addWidget(duplex, place, 4, Qt.AlignmentFlag.AlignCenter)
        self._grid.setRowMinimumHeight(place, look().px(36))
        for field in (tick, copies, duplex):
            field.changed.connect(self.changed)
        self.rows.append(_Row(item, tick, copies, duplex))

    def chosen(self) -> tuple[Chosen, ...]:
        """What is ticked, in order."""
        return tuple(
            Chosen(*row.item.key, row.copies.value() or 1, row.duplex.value())
            for row in self.rows
            if row.tick.isEnabled() and row.tick.value()
        )

    def first_focus(self) -> QWidget | None:
        """The first tick that can be set."""
        return next((row.tick for row in self.rows if row.tick.isEnabled()), None)

    def bad_copies(self) -> IntegerField | None:
        """The first number of copies that cannot be read."""
        wrong = (
            row.copies
            for row in self.rows
            if row.tick.value() and row.copies.text().strip() != str(row.copies.value() or "")
        )
        return next(wrong, None)


def _later(items: Sequence[PacketItem]) -> str:
    """``受理后：受理登记表、送达地址确认书 7 件；达成协议后：协议书``."""
    groups: dict[str, dict[str, int]] = {}
    for item in items:
        names = groups.setdefault(item.offer.note or "到相应环节后", {})
        names[item.offer.short] = names.get(item.offer.short, 0) + 1
    return "；".join(
        f"{note}：" + "、".join(f"{n} {count} 件" if count > 1 else n for n, count in names.items())
        for note, names in groups.items()
    )

"""成套打印: what a stage prints, on which printer, into one PDF or as the volume."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.dialogs.packet_printing import Printers
from ui.dialogs.sheet import Sheet
from ui.preferences import FARTHEST, PrinterLikes
from ui.screens.case.packet_rows import Chosen, PacketRows
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, line
from ui.widgets.fields import ComboField, LineField

if TYPE_CHECKING:
    from mediation_app.services.packets import Packet, VolumePlan


class Wanted(NamedTuple):
    """What the person asked for."""

    stage: str
    papers: tuple[Chosen, ...]
    printer: str = ""
    offset: tuple[float, float] = (0.0, 0.0)


class PacketSheet(Sheet):
    """Asks and shows; who opened it does the work and answers ``begin``, ``told``, ``rest``."""

    print_wanted = Signal(object)
    pdf_wanted = Signal(object)
    test_wanted = Signal(object)
    volume_wanted = Signal()
    package_wanted = Signal()
    place_wanted = Signal(str)
    stop_wanted = Signal()

    def __init__(
        self,
        packets: tuple[Packet, ...],
        stage: str,
        printers: Printers,
        likes: PrinterLikes,
        plan: VolumePlan,
    ) -> None:
        super().__init__("成套打印", width=776)
        self._packets = {packet.id: packet for packet in packets}
        self._likes = likes
        self.busy = False
        self.stage = ComboField("环节", [(packet.id, packet.title) for packet in packets])
        self.stage.set_value(stage if stage in self._packets else next(iter(self._packets), None))
        self.rows = PacketRows()
        self._printer_row(printers)
        self.volume_text = Label("", role="table", tone="text2", wrap=True)
        self.volume_button = Button(
            "生成卷宗", icon="folder-open", on_click=self.volume_wanted.emit
        )
        self.package_button = Button(
            "导出移交包", icon="file-down", on_click=self.package_wanted.emit
        )
        self.package_button.setToolTip("全部文书、材料、整案数据和校验清单，一个压缩文件")
        self._lay_out()
        self._has_volume = bool(plan.titles)
        self._say_volume(plan)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addStretch(1)
        self.how_many = Label("", role="table", tone="text2")
        self.add_left(self.how_many)
        self.back = self.add_button(Button("取消", on_click=self.escape))
        self.pdf = self.add_button(Button("导出为一个 PDF", icon="file-down", on_click=self._pdf))
        self.go = Button("打印", kind="primary", icon="printer", on_click=self._print)
        self.add_button(self.go, default=True)
        self.stage.changed.connect(self._staged)
        self.rows.changed.connect(self._count)
        self.rows.place_wanted.connect(self._leave_for)
        self.printer.changed.connect(self._printer_changed)
        follow_look(self._relook_rows)
        self._staged()
        self._printer_changed()

    def _printer_row(self, printers: Printers) -> None:
        names = printers.names
        hint = "没有找到打印机" if not names else ""
        self.printer = ComboField("打印机", [(name, name) for name in names], hint=hint)
        liked = self._likes.printer if self._likes.printer in names else printers.usual
        self.printer.set_value(liked if liked in names else next(iter(names), None))
        self.right = LineField("向右偏移，毫米", longest=6)
        self.down = LineField("向下偏移，毫米", longest=6)
        self.test = Button("打印测试页", on_click=self._test)

    def _lay_out(self) -> None:
        top = QWidget()
        self._top = QGridLayout(top)
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setColumnStretch(1, 1)
        self._top.addWidget(Label("环节", role="table", tone="text2"), 0, 0)
        self._top.addWidget(self.stage, 0, 1, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(top)
        self.body.addWidget(self.rows)
        self.body.addWidget(line())
        below = QWidget()
        self._below = QGridLayout(below)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setColumnStretch(1, 1)
        self._below.addWidget(Label("打印机", role="table", tone="text2"), 0, 0)
        self._below.addWidget(self.printer, 0, 1)
        self._below.addWidget(Label("偏移", role="table", tone="text2"), 1, 0)
        offsets = QWidget()
        self._offsets = QHBoxLayout(offsets)
        self._offsets.setContentsMargins(0, 0, 0, 0)
        for name, field in (("向右", self.right), ("向下", self.down)):
            self._offsets.addWidget(Label(name, role="table"))
            self._offsets.addWidget(field)
            self._offsets.addWidget(Label("毫米", role="table", tone="text2"))
        self._offsets.addStretch(1)
        self._offsets.addWidget(self.test)
        self._below.addWidget(offsets, 1, 1)
        self._below.addWidget(Label("卷宗", role="table", tone="text2"), 2, 0)
        volume = QWidget()
        self._volume = QHBoxLayout(volume)
        self._volume.setContentsMargins(0, 0, 0, 0)
        self._volume.addWidget(self.volume_text, 1)
        self._volume.addWidget(self.volume_button)
        self._volume.addWidget(self.package_button)
        self._below.addWidget(volume, 2, 1)
        self.body.addWidget(below)

    def _relook_rows(self) -> None:
        px = look().px
        for grid in (self._top, self._below):
            grid.setHorizontalSpacing(px(16))
            grid.setVerticalSpacing(px(8))
            grid.setColumnMinimumWidth(0, px(48))
        for row in (self._offsets, self._volume):
            row.setSpacing(px(8))
        for field in (self.right, self.down):
            field.setFixedWidth(px(64))
        self.stage.setFixedWidth(px(240))

    def _say_volume(self, plan: VolumePlan) -> None:
        lacks = f"，还缺{'、'.join(plan.missing)}" if plan.missing else ""
        words = (
            f"已有 {len(plan.titles)} 件{lacks}" if plan.titles else "还没有可以装入的文书和附件"
        )
        self.volume_text.setText(words)
        self.volume_button.setEnabled(self._has_volume)

    # --- what is chosen -------------------------------------------------------------------------

    def first_focus(self) -> QWidget | None:
        return self.go if self.go.isEnabled() else self.stage

    def _staged(self) -> None:
        packet = self._packets.get(self.stage.value())
        if packet is not None:
            self.rows.show_packet(packet)
            self._fit()

    def _fit(self) -> None:
        """As high as the packet wants, also when the one before was longer."""
        inner = self.body.parentWidget()
        self.body.invalidate()
        if inner is not None:
            inner.updateGeometry()
        self.updateGeometry()
        self.adjustSize()

    def _count(self) -> None:
        chosen = self.rows.chosen()
        copies = sum(each.copies for each in chosen)
        self.how_many.setText(
            f"已选 {len(chosen)} 件，共 {copies} 份" if chosen else "没有选中文书"
        )
        self.go.setText(f"打印 {len(chosen)} 件" if chosen else "打印")
        self.pdf.setEnabled(bool(chosen) and not self.busy)
        self.go.setEnabled(bool(chosen) and bool(self.printer.value()) and not self.busy)

    def _printer_changed(self) -> None:
        right, down = self._likes.offset(self.printer.value() or "")
        self.right.set_value(f"{right:g}")
        self.down.set_value(f"{down:g}")
        self.test.setEnabled(bool(self.printer.value()))
        self._count()

    def offset(self) -> tuple[float, float] | None:
        """Both offsets in millimetres; None after saying which cannot be read."""
        found: list[float] = []
        for field in (self.right, self.down):
            text = unicodedata.normalize("NFKC", field.value()).replace("−", "-") or "0"
            try:
                number = float(text)
            except ValueError:
                number = FARTHEST + 1
            if not -FARTHEST <= number <= FARTHEST:
                self._say(f"偏移是 -{FARTHEST:g} 到 {FARTHEST:g} 毫米之间的数，例如 1.5")
                field.setFocus()
                return None
            found.append(round(number, 1))
        return found[0], found[1]

    def wanted(self) -> Wanted | None:
        """What is chosen; None after saying what is wrong."""
        self.trouble.hide()
        bad = self.rows.bad_copies()
        if bad is not None:
            self._say("份数填写 1 到 50 的整数")
            bad.setFocus()
            return None
        offset = self.offset()
        if offset is None:
            return None
        return Wanted(self.stage.value(), self.rows.chosen(), self.printer.value() or "", offset)

    def _print(self) -> None:
        wanted = self.wanted()
        if wanted is not None:
            self.print_wanted.emit(wanted)

    def _pdf(self) -> None:
        wanted = self.wanted()
        if wanted is not None:
            self.pdf_wanted.emit(wanted)

    def _test(self) -> None:
        wanted = self.wanted()
        if wanted is not None:
            self.test_wanted.emit(wanted)

    def _leave_for(self, place: str) -> None:
        self.close_sheet()
        self.place_wanted.emit(place)

    # --- while it works -------------------------------------------------------------------------

    def begin(self, words: str) -> None:
        """Something is under way: nothing can be changed, only stopped."""
        self.trouble.hide()
        self._lock(busy=True)
        self.how_many.setText(words)
        self.back.setText("停止")
        self.back.setFocus()

    def told(self, count: int, total: int, text: str) -> None:
        """How far it is."""
        if self.busy:
            at = f"{count + 1}/{total} " if total else ""
            self.how_many.setText(f"{at}{text[:24]}")

    def rest(self) -> None:
        """It is over, or stopped: everything can be changed again."""
        self._lock(busy=False)
        self.back.setText("取消")
        self._count()

    def refuse(self, error: AppError) -> None:
        """It failed: say why and let the person go on."""
        self.rest()
        self._say(text_of(error))

    def _lock(self, *, busy: bool) -> None:
        self.busy = busy
        for part in (self.stage, self.rows, self.printer, self.right, self.down):
            part.setEnabled(not busy)
        self.test.setEnabled(not busy and bool(self.printer.value()))
        self.volume_button.setEnabled(not busy and self._has_volume)
        self.package_button.setEnabled(not busy)
        self.pdf.setEnabled(not busy)
        self.go.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.show()
        self._fit()

    def escape(self) -> None:
        if self.busy:
            self.stop_wanted.emit()
        else:
            self.close_sheet()

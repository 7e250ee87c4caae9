"""账龄: running recoveries by how long they are overdue; a band filters the list below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from mediation_app.domain.money import format_money
from mediation_app.services.recovery_lists import Age, AgeBand, Ageing
from ui.theme import follow_look, look
from ui.widgets.basics import PaintedButton
from ui.widgets.painting import draw_text, fill_round, focus_ring, text_width

_LATE = {Age.DAYS_180: "warn", Age.YEAR: "warn", Age.YEARS_2: "danger", Age.YEARS_3: "danger",
         Age.OLDER: "danger"}  # fmt: skip


class _Band(PaintedButton):
    """One age: its name, how many, what they owe."""

    def __init__(self, age: Age, parent: QWidget) -> None:
        super().__init__(parent)
        self.age = age
        self.band: AgeBand | None = None
        self.compact = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(age.label)

    def put(self, band: AgeBand) -> None:
        self.band = band
        self.setAccessibleName(
            f"{band.age.label}，{band.count} 件，未还 {format_money(band.outstanding)} 元"
        )
        self.update()

    def sizeHint(self) -> QSize:
        px = look().px
        wide = max(text_width("181–365 天", "caption"), text_width("1,000,000.00", "caption"))
        return QSize(int(wide) + px(26), px(44 if self.compact else 84))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        whole = QRectF(self.rect())
        if self.isChecked():
            fill_round(painter, whole.adjusted(1, 1, -1, -1), "accentSoft", px(6))
            line = QRectF(whole.x() + px(8), whole.bottom() - px(3), whole.width() - px(16), px(3))
            fill_round(painter, line, "accent", 1)
        elif self.underMouse():
            fill_round(painter, whole.adjusted(4, 4, -4, -4), "hover", px(6))
        count = self.band.count if self.band else 0
        tone = (_LATE.get(self.age, "text") if count else "text3") if self.band else "text3"
        number = str(count) if self.band else ""
        box = whole.adjusted(px(13), 0, -px(4), 0)
        if self.compact:
            high = QRectF(box.x(), px(4), box.width(), px(17))
            draw_text(painter, high, self.age.label, role="caption", tone="text2")
            low = QRectF(box.x(), px(21), box.width(), px(20))
            draw_text(painter, low, number, role="strong", tone=tone, elide=False)
        else:
            top = box.center().y() - px(36)
            first = QRectF(box.x(), top, box.width(), px(20))
            draw_text(painter, first, self.age.label, role="caption", tone="text2")
            middle = QRectF(box.x(), top + px(20), box.width(), px(32))
            used = draw_text(painter, middle, number, role="figureSmall", tone=tone, elide=False)
            unit = middle.adjusted(used + px(5), px(5), 0, 0)
            draw_text(painter, unit, "件" if self.band else "", role="caption", tone="text2")
            if self.band and self.band.outstanding:
                draw_text(
                    painter,
                    QRectF(box.x(), top + px(52), box.width(), px(20)),
                    format_money(self.band.outstanding),
                    role="caption",
                    tone="text2",
                )
        if self.hasFocus():
            focus_ring(painter, whole.adjusted(3, 3, -3, -3))


class AgeStrip(QFrame):
    """``chosen(age)``: a band was chosen, or None when it was let go. ← and → move."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self.setAccessibleName("账龄")
        self.setToolTip("账龄从最早一期应还未还之日起算，没有约定还款的从垫付之日起算")
        box = QHBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        self.bands: dict[Age, _Band] = {}
        for age in Age:
            band = _Band(age, self)
            band.clicked.connect(self._clicked)
            box.addWidget(band, 1)
            self.bands[age] = band
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def put(self, ageing: Ageing) -> None:
        """Show these figures."""
        for band in ageing.bands:
            self.bands[band.age].put(band)

    def value(self) -> Age | None:
        """The chosen age."""
        return next((age for age, band in self.bands.items() if band.isChecked()), None)

    def set_value(self, age: Age | None) -> None:
        """Choose without telling anyone."""
        for each, band in self.bands.items():
            band.setChecked(each is age)
            band.update()

    def set_compact(self, compact: bool) -> None:
        """One line and a figure, for small windows."""
        self._compact = compact
        self._relook()

    def _relook(self) -> None:
        self.setFixedHeight(look().px(46 if self._compact else 84))
        for band in self.bands.values():
            band.compact = self._compact
            band.updateGeometry()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Band):
            age = sender.age if sender.isChecked() else None
            self.set_value(age)
            self.chosen.emit(age)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        order = list(self.bands.values())
        place = next((i for i, band in enumerate(order) if band.hasFocus()), -1)
        if step and 0 <= place + step < len(order) and place >= 0:
            order[place + step].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        inset = look().px(14)
        for band in list(self.bands.values())[1:]:
            line = QRectF(band.x(), inset, 1, self.height() - 2 * inset)
            painter.fillRect(line, look().color("border"))

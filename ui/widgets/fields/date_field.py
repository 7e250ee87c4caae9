"""Dates typed as ``2026-11-24`` or short as ``1124``, with a calendar; times; both together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.clock import CHINA, SystemClock, today
from mediation_app.messages import say
from ui.theme import follow_look, look
from ui.widgets.fields.contract import JoinedProblems
from ui.widgets.fields.line_field import LineEdit
from ui.widgets.fields.side_icon import SideIcon


def system_today() -> date:
    """The office's date, where no other is given to a field."""
    return today(SystemClock())


def parse_date(text: str, base: date) -> date | None:
    """A typed date; None when empty. Raises ValueError for no date.

    ``1124`` and ``11-24`` take the year of ``base``; ``20261124``, ``2026.11.24``, ``2026年11月24日``
    and full-width digits are understood; ``今``, ``昨``, ``明`` count from ``base``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    near = {"今": 0, "今天": 0, "昨": -1, "昨天": -1, "明": 1, "明天": 1}
    if plain in near:
        return date.fromordinal(base.toordinal() + near[plain])
    parts = [int(part) for part in re.split(r"[-./年月日\s]+", plain) if part.isdigit()]
    if re.fullmatch(r"\d{8}", plain):
        parts = [int(plain[:4]), int(plain[4:6]), int(plain[6:])]
    elif re.fullmatch(r"\d{6}", plain):
        parts = [2000 + int(plain[:2]), int(plain[2:4]), int(plain[4:])]
    elif re.fullmatch(r"\d{3,4}", plain):
        parts = [base.year, int(plain[:-2]), int(plain[-2:])]
    elif not re.fullmatch(r"[\d\s./年月日-]+", plain):
        raise ValueError(text)
    if len(parts) == 2:
        parts = [base.year, *parts]
    if len(parts) != 3:
        raise ValueError(text)
    if parts[0] < 100:
        parts[0] += 2000
    return date(*parts)


def parse_time(text: str) -> time | None:
    """``930``, ``09:30``, ``9点半``, ``14：00``; None when empty. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    plain = plain.replace("点半", ":30").replace("点整", ":00").replace("点", ":").rstrip("分时")
    if re.fullmatch(r"\d{3,4}", plain):
        return time(int(plain[:-2]), int(plain[-2:]))
    found = re.fullmatch(r"(\d{1,2})(?::(\d{0,2}))?", plain)
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


class DateField(LineEdit):
    """A day. ↑ and ↓ move by a day, PgUp and PgDn by a month, Alt+↓ opens the calendar."""

    def __init__(
        self,
        name: str = "日期",
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = system_today,
    ) -> None:
        super().__init__(name, parent, hint="年-月-日")
        self._today = today
        self._day: date | None = None
        self.setMaxLength(16)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDate)
        self._button = SideIcon(self, "calendar", "打开日历", on_click=self.open_calendar)
        self.changed.connect(self._read)
        self.editingFinished.connect(self._format)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setMinimumWidth(look().px(130))

    def value(self) -> date | None:
        """The day, or None."""
        return self._day

    def set_value(self, value: date | None) -> None:
        """Show a day."""
        self._day = value
        self.put(value.isoformat() if value else "")

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no input; the calendar button goes."""
        super().set_read_only(read_only)
        self._button.set_shown(not read_only)

    def _read(self) -> None:
        try:
            self._day = parse_date(self.text(), self._today())
        except ValueError:
            return
        self.problem.emit("")

    def _format(self) -> None:
        try:
            day = parse_date(self.text(), self._today())
        except ValueError:
            self.problem.emit(say("ui.date_unreadable"))
            return
        self.problem.emit("")
        self._day = day
        self.put(day.isoformat() if day else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self.isReadOnly() and not self.composing:
            if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.open_calendar()
                return
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
                self._move(1 if key == Qt.Key.Key_Up else -1, months=False)
                return
            if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                self._move(1 if key == Qt.Key.Key_PageUp else -1, months=True)
                return
        super().keyPressEvent(event)

    def _move(self, step: int, *, months: bool) -> None:
        day = self._day or self._today()
        shown = QDate(day.year, day.month, day.day)
        if self._day is not None:
            shown = shown.addMonths(step) if months else shown.addDays(step)
        self._choose(shown)

    def _choose(self, shown: QDate) -> None:
        self.setText(date(shown.year(), shown.month(), shown.day()).isoformat())
        self._read()
        self.changed.emit()

    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        popup = _Calendar(self, self._day or self._today(), self._today())
        popup.chosen.connect(self._picked)
        popup.open_at(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _picked(self, shown: QDate) -> None:
        self._choose(shown)
        self._left()
        self.setFocus(Qt.FocusReason.PopupFocusReason)


class _Calendar(QFrame):
    chosen = Signal(QDate)

    def __init__(self, field: QWidget, day: date, present: date) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        self.calendar = QCalendarWidget(self)
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.setAccessibleName(f"日历，今天 {present.isoformat()}")
        self.calendar.clicked.connect(self._pick)
        self.calendar.activated.connect(self._pick)
        column.addWidget(self.calendar)

    def open_at(self, place: QPoint) -> None:
        """Show inside the screen."""
        self.adjustSize()
        area = self.screen().availableGeometry()
        place.setX(min(place.x(), area.right() - self.width()))
        place.setY(min(place.y(), area.bottom() - self.height()))
        self.move(place)
        self.show()
        self.calendar.setFocus()

    def _pick(self, shown: QDate) -> None:
        self.chosen.emit(shown)
        self.close()


class TimeField(LineEdit):
    """A time of day in 24 hours: ``930`` becomes ``09:30``."""

    def __init__(self, name: str = "时间", parent: QWidget | None = None) -> None:
        super().__init__(name, parent, hint="时:分")
        self._time: time | None = None
        self.setMaxLength(8)
        self.changed.connect(self._read)
        self.editingFinished.connect(self._format)

    def value(self) -> time | None:
        """The time, or None."""
        return self._time

    def set_value(self, value: time | None) -> None:
        """Show a time."""
        self._time = value
        self.put(f"{value:%H:%M}" if value else "")

    def _read(self) -> None:
        try:
            self._time = parse_time(self.text())
        except ValueError:
            return
        self.problem.emit("")

    def _format(self) -> None:
        try:
            found = parse_time(self.text())
        except ValueError:
            self.problem.emit(say("ui.time_unreadable"))
            return
        self.problem.emit("")
        self._time = found
        self.put(f"{found:%H:%M}" if found else "")


class DateTimeField(QWidget):
    """A day and a time side by side; its value is an aware datetime in the office's zone."""

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(
        self,
        name: str = "时间",
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = system_today,
    ) -> None:
        super().__init__(parent)
        self.day = DateField(f"{name}，日期", today=today)
        self.time = TimeField(f"{name}，时刻")
        self.fields = (self.day, self.time)
        self._problems = JoinedProblems(self.problem, self)
        self.setFocusProxy(self.day)
        self.setAccessibleName(name)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(8)
        both.addWidget(self.day, 3)
        both.addWidget(self.time, 2)
        for field in (self.day, self.time):
            field.changed.connect(self.changed)
            field.edited.connect(self.edited)
            self._problems.listen(field)

    def value(self) -> datetime | None:
        """The moment (midnight when only the day is known), or None without a day."""
        day = self.day.value()
        return datetime.combine(day, self.time.value() or time(), CHINA) if day else None

    def set_value(self, value: datetime | None) -> None:
        """Show a moment in the office's zone."""
        local = value.astimezone(CHINA) if value else None
        self.day.set_value(local.date() if local else None)
        self.time.set_value(local.time().replace(tzinfo=None) if local else None)

    def set_required(self, required: bool) -> None:
        """Show 必填 while it is empty."""
        self.day.set_required(required)

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no input."""
        self.day.set_read_only(read_only)
        self.time.set_read_only(read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        self.day.set_state(state)
        self.time.set_state(state)

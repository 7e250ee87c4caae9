"""What is typed becomes a value or a sentence; nothing is lost, nothing is guessed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mediation_app.domain.money import LARGEST
from mediation_app.domain.vehicles import VehicleKind
from ui.theme import apply_theme
from ui.widgets.basics import Button
from ui.widgets.fields import (
    CheckField,
    ComboField,
    DateField,
    DateTimeField,
    Field,
    FieldGroup,
    IdNumberField,
    IntegerField,
    LineField,
    MoneyField,
    PhoneField,
    TextField,
    TimeField,
)
from ui.widgets.fields.date_field import parse_date, parse_time
from ui.widgets.fields.line_field import format_phone
from ui.widgets.fields.money_field import format_money, parse_money
from ui.widgets.form import Form
from ui.widgets.search_field import SearchField

BASE = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("1105", date(2026, 11, 5)),
        ("305", date(2026, 3, 5)),
        ("11-5", date(2026, 11, 5)),
        ("20240229", date(2024, 2, 29)),
        ("240229", date(2024, 2, 29)),
        ("2026.1.2", date(2026, 1, 2)),
        ("2026年11月24日", date(2026, 11, 24)),
        ("２０２６－１１－０５", date(2026, 11, 5)),
        ("昨天", date(2026, 11, 23)),
        ("", None),
    ],
)
def test_dates_as_people_type_them(typed: str, day: date | None) -> None:
    assert parse_date(typed, BASE) == day


@pytest.mark.parametrize("typed", ["2026-02-30", "1332", "abc", "2026", "1-2-3-4", "一月", "0"])
def test_dates_that_do_not_exist(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_date(typed, BASE)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_reads_back(day: date) -> None:
    assert parse_date(day.isoformat(), BASE) == day
    assert parse_date(f"{day:%Y%m%d}", BASE) == day


@given(st.text(max_size=12))
def test_reading_never_fails_otherwise(text: str) -> None:
    for read in (parse_money, parse_time):
        with contextlib.suppress(ValueError):
            read(text)
    with contextlib.suppress(ValueError):
        parse_date(text, BASE)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("930", time(9, 30)),
        ("09:30", time(9, 30)),
        ("14：05", time(14, 5)),
        ("9点半", time(9, 30)),
        ("9", time(9)),
        ("", None),
    ],
)
def test_times(typed: str, moment: time | None) -> None:
    assert parse_time(typed) == moment


@given(st.decimals(-LARGEST, LARGEST, places=2))
def test_money_reads_back(amount: Decimal) -> None:
    assert parse_money(format_money(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("43,246.8", "43246.80"),
        ("４３２４６．８", "43246.80"),
        ("4.5万", "45000.00"),
        ("100000001", "100000001.00"),
        ("1 234 元", "1234.00"),
        ("−5", "-5.00"),
    ],
)
def test_money_as_people_type_it(typed: str, amount: str) -> None:
    assert parse_money(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1.234", "1e5", "abc", "1.2.3", "--1", "9" * 20, "0.001万"])
def test_what_is_no_sum(typed: str) -> None:
    if typed == "0.001万":
        assert parse_money(typed) == Decimal("10.00")
        return
    with pytest.raises(ValueError):
        parse_money(typed)


def test_the_money_field_keeps_the_last_good_sum(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    field = MoneyField("垫付金额")
    show(field)
    problems: list[str] = []
    field.problem.connect(problems.append)
    qtbot.keyClicks(field, "43246.8")
    assert field.value() == Decimal("43246.80")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "43,246.80"
    field.selectAll()
    qtbot.keyClicks(field, "-5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert problems[-1] == "金额不能为负数"
    assert field.text() == "-5"  # what was typed is not taken away
    assert field.value() == Decimal("43246.80")


def test_the_date_field(show: Callable[[QWidget], QWidget], qtbot: QtBot) -> None:
    field = DateField("定残", today=lambda: BASE)
    show(field)
    edits: list[int] = []
    field.edited.connect(lambda: edits.append(1))
    qtbot.keyClicks(field, "1105")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == date(2026, 11, 5)
    assert field.text() == "2026-11-05"
    assert edits
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == date(2026, 11, 6)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert field.value() == date(2026, 10, 6)


def test_nothing_is_told_while_an_input_method_composes(show: Callable[[QWidget], QWidget]) -> None:
    field = LineField("姓名")
    show(field)
    changes: list[str] = []
    field.changed.connect(lambda: changes.append(field.value()))
    QApplication.sendEvent(field, QInputMethodEvent("zhang", []))
    assert field.composing
    assert changes == []
    done = QInputMethodEvent("", [])
    done.setCommitString("张")
    QApplication.sendEvent(field, done)
    assert not field.composing
    assert changes == ["张"]


def test_phone_and_id_number(show: Callable[[QWidget], QWidget], qtbot: QtBot) -> None:
    assert format_phone("138-5612-2417") == "138 5612 2417"
    assert format_phone("0635-3280000") == "0635-3280000"
    phone = PhoneField()
    show(phone)
    qtbot.keyClicks(phone, "13856122417")
    qtbot.keyClick(phone, Qt.Key.Key_Return)
    assert phone.text() == "138 5612 2417"
    assert phone.value() == "13856122417"
    number = IdNumberField()
    show(number)
    qtbot.keyClicks(number, "37152419860315241x")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert number.text() == "37152419860315241X"


def test_all_fields_keep_the_contract(themed: QApplication) -> None:
    samples: list[tuple[Field, object]] = [
        (LineField(), "张国强"),
        (TextField(), "两行\n字"),
        (DateField(), BASE),
        (TimeField(), time(9, 30)),
        (DateTimeField(), datetime(2026, 11, 24, 1, 30, tzinfo=UTC)),
        (MoneyField(), Decimal("100000001.00")),
        (IntegerField(most=20), 7),
        (ComboField("", [(1, "一"), (2, "二")]), 2),
        (CheckField("是"), True),
        (PhoneField(), "13856122417"),
        (IdNumberField(), "371524198603152417"),
        (FieldGroup([(LineField(), 1), (IntegerField(), 1)]), ("甲", 3)),
    ]
    for field, value in samples:
        assert isinstance(field, Field)
        told: list[int] = []
        field.changed.connect(lambda told=told: told.append(1))
        field.set_value(value)
        assert field.value() == value
        assert told == []  # set_value tells no one
        field.set_required(True)
        field.set_state("error")
        field.set_read_only(True)
        field.set_value(None)


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_controls_are_32_high_and_big_ones_40(
    themed: QApplication, show: Callable[[QWidget], QWidget], zoom: float
) -> None:
    apply_theme(themed, zoom=zoom)
    box = QWidget()
    column = QVBoxLayout(box)
    big_line, big_combo = LineField(), ComboField("", [(1, "一")])
    big_line.set_big(True)
    big_combo.set_big(True)
    small = [
        LineField(),
        DateField(),
        MoneyField(),
        ComboField("", [(1, "一")]),
        Button("打印"),
        Button("受理", kind="primary"),
        Button("更多", kind="quiet"),
        Button("不予", kind="danger"),
        Button("新建", icon="plus"),
    ]
    large = [big_line, big_combo, Button("下一步", kind="primary", big=True)]
    for each in (*small, *large):
        column.addWidget(each)
    column.addStretch(1)
    show(box)
    assert {each.height() for each in small} == {round(32 * zoom)}
    assert {each.height() for each in large} == {round(40 * zoom)}
    for each in (*small, *large):
        each.setFocus()
        assert each.sizeHint().height() == each.height(), type(each).__name__
    for state in ("error", "warn", ""):
        small[0].set_state(state)
        small[3].set_state(state)
        assert small[0].sizeHint().height() == round(32 * zoom)


def test_the_form_goes_on_with_enter_and_ends(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    form = Form()
    form.add("name", "姓名", LineField(), required=True)
    form.add("pair", "定残", FieldGroup([(ComboField("等级", [(1, "十级")]), 1), (DateField(), 1)]))
    form.add("text", "事由", TextField(), wide=True)
    form.add("sum", "金额", MoneyField())
    form.resize(900, 300)
    show(form)
    ends: list[int] = []
    form.finished.connect(lambda: ends.append(1))
    first = form.rows["name"].field
    first.setFocus()
    assert first.placeholderText() == "必填"
    pair = form.rows["pair"].field
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is pair.fields[0]
    qtbot.keyClick(pair.fields[0], Qt.Key.Key_Return)
    assert QApplication.focusWidget() is pair.fields[1]
    last = form.rows["sum"].field
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert ends == [1]


def test_a_problem_stands_under_its_field_and_goes(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    form = Form()
    row = form.add("day", "送达", DateField(today=lambda: BASE))
    show(form)
    field = row.field
    field.setFocus()
    qtbot.keyClicks(field, "1399")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert row.error() == "日期不存在或无法识别，写成 2026-11-24 或 1124"
    assert field.property("state") == "error"
    field.selectAll()
    qtbot.keyClicks(field, "1109")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert row.error() == ""
    form.set_errors({"day": "早于事故时间"})
    assert row.error() == "早于事故时间"
    form.set_errors({})
    form.set_warnings({"day": "晚于受理"})
    assert field.property("state") == "warn"


def test_two_columns_from_620_px(show: Callable[[QWidget], QWidget], qtbot: QtBot) -> None:
    form = Form()
    rows = [form.add(str(n), "项目", LineField()) for n in range(4)]
    form.resize(900, 300)
    show(form)
    qtbot.waitUntil(lambda: rows[0].y() == rows[1].y() and rows[1].x() > rows[0].x())
    form.resize(600, 300)
    qtbot.waitUntil(lambda: rows[0].x() == rows[1].x() and rows[1].y() > rows[0].y())
    with pytest.raises(ValueError, match="twice"):
        form.add("0", "又", LineField())


def test_the_search_field_waits_and_tells_once(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    field = SearchField(hint="姓名")
    show(field)
    asked: list[str] = []
    emptied: list[int] = []
    field.searched.connect(asked.append)
    field.backspaced.connect(lambda: emptied.append(1))
    qtbot.keyClicks(field, "zg")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["zg"], timeout=1000)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["zg"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert asked == ["zg", ""]
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert emptied == [1]


def test_a_chosen_member_of_an_enum_comes_back_as_itself(themed: QApplication) -> None:
    """Qt keeps a text enum as plain text; ``is`` and ``.value`` must work on what was chosen."""
    field = ComboField("", [(kind, kind.label) for kind in VehicleKind])
    field.setCurrentIndex(0)
    assert field.value() is next(iter(VehicleKind))
    field.set_value(VehicleKind.E_BIKE)
    assert field.value() is VehicleKind.E_BIKE
    field.set_choices([(VehicleKind.CAR, "轿车"), (VehicleKind.E_BIKE, "电动自行车")])
    assert field.value() is VehicleKind.E_BIKE


def test_a_good_time_does_not_hide_a_day_that_does_not_exist(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    field = DateTimeField()
    row = form.add("when", "时间", field)
    form.add("place", "地点", LineField())
    form.show()
    field.day.setFocus()
    qtbot.keyClicks(field.day, "2026-02-30")
    qtbot.keyClick(field.day, Qt.Key.Key_Return)
    assert field.time.hasFocus() or not form.isActiveWindow()
    qtbot.keyClicks(field.time, "0742")
    field.time.editingFinished.emit()
    assert row.error()
    assert form.unreadable() == "when"
    field.day.clear()
    qtbot.keyClicks(field.day, "2026-02-28")
    field.day.editingFinished.emit()
    assert not row.error()
    assert form.unreadable() == ""

"""The table model under Qt's own tester, its paging and its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from ui.models.cells import Column, Parties, Role, RowKind, State, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.models.row_list import Row, RowListModel, heading

Record = tuple[str, str]
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def number_cell(record: Record) -> Text:
    return Text(record[0], fixed=True)


def name_cell(record: Record) -> Parties:
    return Parties(record[1], "李建军")


def key_of(record: Record) -> str:
    return record[0]


def make(cap: int = 5000) -> RecordTableModel[Record]:
    return RecordTableModel(
        [
            Column(key="no", header="案号", cell=number_cell, width=92, sortable=True),
            Column(key="names", header="当事人", cell=name_cell),
            Column(key="sum", header="金额", cell=lambda _: Sum("43,246.80"), right=True),
            Column(key="stage", header="阶段", cell=lambda _: State("调解中", 3)),
            Column(key="none", header="基金", cell=lambda _: None),
        ],
        key=key_of,
        cap=cap,
    )


def page(start: int, count: int = 10) -> list[Record]:
    return [(f"2026-{n:04d}", f"张{n}") for n in range(start, start + count)]


@given(sizes=st.lists(st.integers(0, 40), max_size=6), cap=st.integers(5, 90))
def test_pages_of_any_size_keep_the_model_sound(sizes: list[int], cap: int) -> None:
    model = make(cap)
    tester = QAbstractItemModelTester(model, FATAL)
    model.set_rows(page(0, 7), more=True)
    count = min(7, cap)
    for size in sizes:
        before = model.canFetchMore()
        model.add_page(page(1000 + count, size), more=True)
        count = min(cap, count + size)
        assert model.rowCount() == count
        assert model.capped == (count == cap)
        assert not before or count == cap or size == 0 or model.canFetchMore()
    model.set_rows([])
    assert model.rowCount() == 0
    del tester


def test_no_page_is_asked_for_twice(qapp: QApplication) -> None:
    model = make()
    model.set_rows(page(0), more=True)
    asked: list[int] = []
    model.more_wanted.connect(lambda: asked.append(1))
    model.rowsAboutToBeInserted.connect(lambda parent, *_: model.fetchMore(parent))
    model.fetchMore()
    model.fetchMore()
    assert len(asked) == 1
    model.add_page(page(10), more=True)  # re-enters while inserting
    assert len(asked) == 1
    model.fetchMore()
    model.page_failed()
    model.fetchMore()
    assert len(asked) == 3
    model.add_page(page(20), more=False)
    assert not model.canFetchMore()


def test_the_first_column_says_the_whole_sentence(qapp: QApplication) -> None:
    model = make()
    model.set_rows(page(7, 1))
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "案号 2026-0007，当事人 张7 与 李建军，金额 43,246.80，阶段 调解中"
    assert model.data(model.index(0, 2), Qt.ItemDataRole.AccessibleTextRole) == "金额 43,246.80"
    assert model.data(model.index(0, 4)) == ""
    assert model.data(model.index(0, 1), Role.RECORD) == ("2026-0007", "张7")


def test_a_row_is_replaced_in_place(qapp: QApplication) -> None:
    model = make()
    model.set_rows(page(0))
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    assert model.update_row(("2026-0003", "王五"))
    assert changed == [3]
    assert model.record(3) == ("2026-0003", "王五")
    assert not model.update_row(("2025-9999", "无"))


def test_sorting_is_asked_of_the_store(qapp: QApplication) -> None:
    model = make()
    wanted: list[tuple[str, bool]] = []
    model.sort_wanted.connect(lambda key, down: wanted.append((key, down)))
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.sort(1)
    model.sort(99)
    assert wanted == [("no", True)]


def test_headings_cannot_be_selected(qapp: QApplication) -> None:
    model: RowListModel[object] = RowListModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.set_list([heading("今天"), Row(Text("一"), "thing", key="1")])
    assert model.kind(0) is RowKind.GROUP
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.thing(1) == "thing"
    assert model.thing(0) is None
    assert model.thing(77) is None
    with pytest.raises(ValueError, match="no presenter"):
        model.set_records([object()])
    assert model.rowCount(model.index(0, 0)) == 0
    assert not model.canFetchMore(QModelIndex())
    del tester

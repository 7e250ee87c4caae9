"""The yardstick: a bare Qt window with a small table. Run in a process of its own by bench_start.

Prints one JSON line: the monotonic time of the first painted rows, and the peak memory then.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Model(QAbstractTableModel):
    """A hundred rows of eight words."""

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 100

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 8

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return f"{index.row()} 张伟 {index.column()}"


class Watch(QObject):
    """Tells when the table's rows have been painted."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.painted)
        return False

    def painted(self) -> None:
        from tests.benchmarks.start_report import report

        report("painted")
        QApplication.quit()


app = QApplication(sys.argv[:1])
window = QMainWindow()
table = QTableView()
model = Model()
table.setModel(model)
window.setCentralWidget(table)
window.resize(1440, 900)
watch = Watch()
table.viewport().installEventFilter(watch)
window.show()
app.exec()

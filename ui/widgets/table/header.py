"""The head of a table: 12/500 on ``subtle``, the sort arrow in ``accent``."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.models.record_table import RecordTableModel
from ui.theme import look
from ui.widgets.painting import draw_icon, draw_text, hairline, text_width


class RecordHeader(QHeaderView):
    """Paints headers over their columns' text edge; a click on a sortable one sorts."""

    def __init__(self, parent: QWidget, *, edge: int = 24, gap: int = 8, height: int = 32) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._edge = edge
        self._gap = gap
        self._height = height
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("表头")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look().px(self._height))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt calls it by this name
        model = self.model()
        if not isinstance(model, RecordTableModel) or not rect.isValid():
            return
        column = model.columns[logicalIndex]
        now = look()
        painter.save()
        painter.fillRect(rect, now.color("subtle"))
        hairline(painter, rect.left(), rect.right() + 1, rect.bottom())
        first = self.visualIndex(logicalIndex) == 0
        shown = [n for n in range(self.count()) if not self.isSectionHidden(n)]
        last = bool(shown) and logicalIndex == shown[-1]
        left = now.px(self._edge if first else self._gap / 2)
        right = now.px(self._edge if last else self._gap / 2)
        inner = QRectF(rect).adjusted(left, 0, -right, 0)
        sorted_here = bool(model.sort_key) and model.sort_key == column.key
        draw_text(
            painter,
            inner,
            column.header,
            role="captionStrong",
            tone="text2",
            right=column.right,
            elide=False,
        )
        if sorted_here:
            width = text_width(column.header, "captionStrong")
            x = (
                inner.x() + width + now.px(5)
                if not column.right
                else (inner.right() - width - now.px(19))
            )
            name = "arrow-down" if model.sort_descending else "arrow-up"
            draw_icon(painter, x, inner.center().y(), name, "accent", size=14)
        painter.restore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        model = self.model()
        section = self.logicalIndexAt(event.position().toPoint())
        if isinstance(model, RecordTableModel) and 0 <= section < len(model.columns):
            column = model.columns[section]
            if column.sortable:
                again = model.sort_key == column.key and not model.sort_descending
                order = Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder
                model.sort(section, order)
                self.viewport().update()

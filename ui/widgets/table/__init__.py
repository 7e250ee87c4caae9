"""Lists and tables: a view, a header and a delegate that paint cells given as data."""

from __future__ import annotations

from ui.widgets.table.edit_table import EditTable
from ui.widgets.table.list_view import RecordList
from ui.widgets.table.view import RecordTable

__all__ = ["EditTable", "RecordList", "RecordTable"]

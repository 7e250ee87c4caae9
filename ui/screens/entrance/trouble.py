"""The data cannot be opened: what is wrong, what can be done, nothing lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.widgets.empty_state import EmptyState


class TroublePage(QWidget):
    """One sentence and the acts: try again, another folder, quit."""

    def __init__(
        self,
        trouble: AppError,
        place: str,
        *,
        again: Callable[[], object],
        elsewhere: Callable[[], object],
        leave: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        self.state = EmptyState(
            "数据打不开",
            f"{text_of(trouble)}。\n数据位置：{place}",
            primary=("重试", "rotate-cw", again),
            others=(("另选数据文件夹", "folder-open", elsewhere), ("退出", "log-out", leave)),
        )
        column.addWidget(self.state)

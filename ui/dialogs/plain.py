"""Messages, questions asked once, and the bug report."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.dialogs.sheet import Sheet
from ui.notify import Message, Question
from ui.theme import look
from ui.widgets.basics import Button
from ui.widgets.fields.text_field import TextField


class MessageSheet(Sheet):
    """What happened, what to do, and 知道了."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.title, message.text)
        self._after = message.on_close
        if message.detail:
            detail = TextField("详情", lines=4)
            detail.set_value(message.detail)
            detail.set_read_only(True)
            self.body.addWidget(detail)
        self.add_button(Button("知道了", kind="primary", on_click=self.close_sheet), default=True)

    def close_sheet(self) -> None:
        super().close_sheet()
        if self._after is not None:
            self._after()


class QuestionSheet(Sheet):
    """Asks once. Esc and the left button do nothing; with ``danger`` the focus starts there."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.title, question.text)
        self._question = question
        self._safe = self.add_button(Button(question.cancel, on_click=self.escape))
        kind = "dangerFill" if question.danger else "primary"
        self.add_button(Button(question.verb, kind=kind, on_click=self._yes), default=True)

    def first_focus(self) -> QWidget | None:
        return self._safe if self._question.danger else self.default

    def escape(self) -> None:
        self.close_sheet()
        if self._question.no is not None:
            self._question.no()

    def _yes(self) -> None:
        self.close_sheet()
        self._question.yes()


class BugSheet(Sheet):
    """An unexpected error: the report can be copied; it holds no names, numbers or sums."""

    def __init__(self, report: str) -> None:
        super().__init__(
            "程序出错，刚才的操作没有完成",
            "已保存的内容不受影响。复制下面的报告交给管理员，其中不含当事人信息。",
            width=680,
        )
        self._report = TextField("错误报告", lines=10, most=10)
        self._report.set_value(report)
        self._report.set_read_only(True)
        self.body.addWidget(self._report)
        self.add_button(Button("复制报告", icon="copy", on_click=self._copy))
        self.add_button(Button("关闭", kind="primary", on_click=self.close_sheet), default=True)
        self._report.setFixedHeight(look().px(220))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.value())

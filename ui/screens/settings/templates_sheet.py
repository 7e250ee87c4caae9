"""The question before a template is taken in: what the doctor warns of, and why it is changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from mediation_app.services.template_lines import FindingLine
from mediation_app.services.templates import TemplateLine
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.widgets.basics import Button, Label
from ui.widgets.fields import LineField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.services.templates import Adopted

_SHOWN = 5
_LONGEST = 200


class AdoptSheet(Sheet):
    """``adopted(template label)`` after it was stored."""

    adopted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        session: Session,
        line: TemplateLine,
        path: Path,
        warnings: tuple[FindingLine, ...],
    ) -> None:
        super().__init__(
            f"导入《{line.title}》的模板",
            f"{path.name} 通过了检查。导入后新生成的文书都用它，已生成的不变。",
        )
        self._desk, self._session, self._line, self._path = desk, session, line, path
        for one in warnings[:_SHOWN]:
            place = f"{one.place}：" if one.place else ""
            self.body.addWidget(
                Label(f"提醒  {place}{one.text}", role="table", tone="warn", wrap=True)
            )
        if len(warnings) > _SHOWN:
            more = f"另有 {len(warnings) - _SHOWN} 处提醒，见“问题”"
            self.body.addWidget(Label(more, role="table", tone="text2"))
        self.form = Form(most_columns=1)
        self.note = LineField("说明", longest=_LONGEST, hint="改了什么，例如 换抬头")
        self.form.add("note", "说明", self.note)
        self.body.addWidget(self.form)
        self.problem = Label("", self, role="table", tone="danger", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.add_button(Button("取消", on_click=self.escape))
        self.button = Button("导入", kind="primary", on_click=self.save)
        self.add_button(self.button, default=True)

    def first_focus(self) -> QWidget | None:
        return self.note

    def save(self) -> None:
        """Take it in."""
        self.button.setEnabled(False)
        code, path, note = self._line.code, self._path, self.note.value() or ""
        job = self._session.job(lambda bench, me: bench.templates.adopt(me, code, path, note))
        self._desk.tasks.write(self, job, done=self._stored, failed=self._refused)

    def _stored(self, outcome: Outcome[Adopted]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self.close_sheet()
        self.adopted.emit(outcome.value.template.label)

    def _refused(self, trouble: AppError) -> None:
        self.button.setEnabled(True)
        self.problem.setText(text_of(trouble))
        self.problem.show()

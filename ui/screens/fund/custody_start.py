"""Which case the money came for: found by number or name, the unknown dead are offered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.moments import local_day
from mediation_app.domain.workflow.engine import Offer
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.lists import CaseRow
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, LineField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_PAUSE_MS = 300
_NAMELESS = "身份不明"
Victims = tuple[tuple[str, str], ...]


class CaseSheet(Sheet):
    """``ready(case_id, offer, victims)``: the case, the step for it, and for whom."""

    ready = Signal(str, object, object)

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__("登记代管款", "先选案件，有身份不明死者的案件列在前面", width=560)
        self._desk, self._session = desk, session
        self.form = Form(most_columns=1)
        self.form.add("text", "查找", LineField(hint="案号、姓名或地点"))
        self.choice = ComboField("案件", hint="没有找到案件")
        self.form.add("case_id", "案件", self.choice, required=True)
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("下一步", kind="primary", on_click=self._take), default=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._asked = 0
        self._look()

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["text"].field
        return field

    def _changed(self, key: str) -> None:
        self.form.set_errors({})
        self.trouble.hide()
        if key == "text":
            self._pause.start()

    def _look(self) -> None:
        self._asked += 1
        asked, text = self._asked, self.form.values()["text"]

        def work(bench: Workbench, me: Actor) -> tuple[int, tuple[CaseRow, ...]]:
            return asked, bench.custody.cases(me, text)

        self._desk.tasks.read(self, self._session.job(work), done=self._found)

    def _found(self, answer: tuple[int, tuple[CaseRow, ...]]) -> None:
        asked, rows = answer
        if asked != self._asked:
            return
        self.choice.set_choices([(row.case_id, _words(row)) for row in rows])
        if rows:
            self.choice.set_value(rows[0].case_id)

    def _take(self) -> None:
        case_id = self.choice.value()
        if not case_id:
            self.form.set_errors({"case_id": "案件未选择"})
            self.form.focus("text")
            return

        def work(bench: Workbench, me: Actor) -> tuple[str, Offer, Victims]:
            victims = tuple(
                (party.id, party.name or _NAMELESS) for party in bench.custody.victims(me, case_id)
            )
            return case_id, bench.custody.start(me, case_id), victims

        self._desk.tasks.read(
            self, self._session.job(work), done=self._chosen, failed=self._refused
        )

    def _chosen(self, answer: tuple[str, Offer, Victims]) -> None:
        case_id, offer, victims = answer
        if not victims:
            self.form.set_errors({"case_id": "案件没有受害人"})
            return
        self.close_sheet()
        self.ready.emit(case_id, offer, victims)

    def _refused(self, error: AppError) -> None:
        self.trouble.setText(text_of(error))
        self.trouble.show()


def _words(row: CaseRow) -> str:
    day = f"{local_day(row.accident_at):%Y-%m-%d} " if row.accident_at else ""
    return f"{row.number_short or '未编号'}　{day}{row.parties}".strip()

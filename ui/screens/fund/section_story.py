"""办理经过: every step of the application and of its recovery, newest first."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QWidget

from mediation_app.domain.cases import StepTaken
from ui.models.cells import Column, Text
from ui.models.record_table import RecordTableModel
from ui.screens.fund.book import FundBook
from ui.screens.fund.sections import FundSection
from ui.widgets.table import RecordTable

_OTHERS = {
    "pass": "复核同意，报审批",
    "order": "制作拨付单",
    "confirm": "确认到账",
    "open": "转入追偿",
}


class StorySection(FundSection):
    """A table of steps."""

    def __init__(self, book: FundBook) -> None:
        super().__init__(book, "办理经过", scrolls=False)
        self.model: RecordTableModel[StepTaken] = RecordTableModel(
            [
                Column(key="day", header="日期", width=100,
                       cell=lambda s: Text(s.occurred_on.isoformat(), fixed=True)),
                Column(key="step", header="步骤", width=168,
                       cell=lambda s: Text(step_words(s.event), tone="text", role="tableStrong")),
                Column(key="person", header="办理人", width=80, cell=lambda s: Text(s.person_name)),
                Column(key="note", header="意见和说明", min_width=140, cell=lambda s: Text(_note(s))),
            ],
            self,
            key=lambda s: s.id,
        )  # fmt: skip
        self.table = RecordTable(self.model, "办理经过", row=34, edge=16)
        self.body.addWidget(self.table, 1)

    def show_book(self) -> None:
        view = self.book.view
        keys = {view.file.application.id, *(r.id for r in view.file.recoveries)}
        steps = [step for step in view.case.steps if step.subject_id in keys]
        steps.sort(key=lambda step: (step.occurred_on, step.id), reverse=True)
        self.model.set_rows(steps)
        self.note.setText(f"{len(steps)} 步" if steps else "")

    def first_focus(self) -> QWidget | None:
        return self.table


def _note(step: StepTaken) -> str:
    late = f"补录：{step.late_reason}" if step.late_reason else ""
    return "；".join(part for part in (step.note.replace("\n", " "), late) if part)


def step_words(event: str) -> str:
    """What an event is called."""
    return _events().get(event, event)


@cache
def _events() -> dict[str, str]:
    from mediation_app.domain.workflow.fund import FUND
    from mediation_app.domain.workflow.recovery import RECOVERY

    named = {step.event: step.label for process in (RECOVERY, FUND) for step in process.steps}
    return {**_OTHERS, **named}

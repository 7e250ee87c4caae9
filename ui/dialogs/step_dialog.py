"""One dialog for every step of every process: its facts, its day, why it cannot be taken now.

The fields come from ``Step.needs``. The sheet stays open until the step was taken, so that a
refusal of the service stands beside what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mediation_app.domain.workflow.engine import Fact, FactKind, Offer
from mediation_app.errors import AppError, InvalidInput, NotAllowed, Reason
from mediation_app.messages import text_of, text_of_reason
from ui.dialogs.sheet import Sheet
from ui.theme import follow_look, look
from ui.widgets.basics import Button, IconMark, Label
from ui.widgets.fields import (
    AgainField,
    CheckField,
    ComboField,
    DateField,
    DateTimeField,
    IntegerField,
    LineField,
    MoneyField,
    TextField,
)
from ui.widgets.form import LABEL_WIDTH, Form
from ui.widgets.painting import text_width

Choices = Sequence[tuple[str, str]]
OCCURRED, LATE = "occurred_on", "late_reason"
_WIDE = (FactKind.NOTE, FactKind.CODES)
_ONE_COLUMN, _SHORT_WORDS = 6, 200  # longer lists of words within 200 px: two columns
# Guards that look at what is typed here: whether they are met shows when the step is taken.
_ANSWERED_HERE = {
    "workflow.unperformed_reason": "reason",
    "workflow.still_owed": "instalment_id",
    "workflow.mediator": "mediator_id",
}


class ReasonList(QFrame):
    """Reasons on a soft ground, red what forbids, amber what warns; ``place_wanted(place)``."""

    place_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "soft")
        self._column = QVBoxLayout(self)
        self._rows: list[QWidget] = []
        self.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(4))

    def set_reasons(self, reasons: Sequence[Reason]) -> None:
        """Show these; none hides the list."""
        self.set_texts([(text_of_reason(r), r.place, r.blocking) for r in reasons])

    def set_texts(self, rows: Sequence[tuple[str, str, bool]]) -> None:
        """Show (sentence, place, whether it forbids)."""
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        red = any(blocking for _, _, blocking in rows)
        self.setProperty("tone", "danger" if red else "warn")
        self.style().unpolish(self)
        self.style().polish(self)
        for text, place, blocking in rows:
            self._rows.append(self._row(text, place, blocking=blocking))
            self._column.addWidget(self._rows[-1])
        self.setVisible(bool(rows))
        self.setAccessibleName("；".join(text for text, _, _ in rows))

    def _row(self, text: str, place: str, *, blocking: bool) -> QWidget:
        made = QWidget(self)
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(look().px(8))
        tone = "danger" if blocking else "warn"
        mark = IconMark("octagon-x" if blocking else "triangle-alert", tone)
        across.addWidget(mark)
        across.addWidget(Label(text, role="table", wrap=True), 1)
        if place:
            go = Button("去填写", kind="link", on_click=partial(self.place_wanted.emit, place))
            go.setAccessibleName(f"{text}，去填写")
            across.addWidget(go)
        return made


class StepSheet(Sheet):
    """``taken(occurred_on, facts)`` when the person confirms; ``place_wanted`` from a reason.

    ``choices`` are offered by fact name (mediators, instalments …); ``values`` fill in what is
    known. Answer with ``close_sheet()`` or ``refuse(error)``.
    """

    taken = Signal(object, object)
    place_wanted = Signal(str)

    def __init__(
        self,
        offer: Offer,
        *,
        today: date,
        choices: Mapping[str, Choices] | None = None,
        values: Mapping[str, object] | None = None,
        text: str = "",
        verb: str = "",
    ) -> None:
        step = offer.step
        wide = 680 if any(fact.kind in _WIDE for fact in step.needs) else 560
        super().__init__(
            step.label, text or (f"依据 {step.rests_on}" if step.rests_on else ""), width=wide
        )
        self.offer = offer
        self._today = today
        self.reasons = ReasonList()
        self.reasons.place_wanted.connect(self._go)
        self.body.addWidget(self.reasons)
        self.form = Form(most_columns=1)
        for fact in step.needs:
            self._add(fact, (choices or {}).get(fact.name, fact.choices))
        self.day = DateField("办理日期")
        self.day.set_value(today)
        self.form.add(OCCURRED, "办理日期", self.day, required=True)
        self._overdue = any(reason.place == LATE for reason in offer.reasons)
        late = "逾期原因" if self._overdue else "补录原因"
        late_field = LineField(hint="未按时办理或录入的原因")
        self.form.add(LATE, late, late_field, required=self._overdue)
        self._fit_labels()
        self._known = dict(values or {})
        self.form.set_values(self._known)
        self.form.changed.connect(self._changed)
        self.form.finished.connect(self._last_field)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("plane", "surface")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, look().px(4), 0)
        inside.addWidget(self.form)
        inside.addStretch(1)
        self._scroll.setWidget(holder)
        self.body.addWidget(self._scroll)
        self.add_button(Button("取消", on_click=self.escape))
        kind = "dangerFill" if step.danger else "primary"
        self._go_button = Button(verb or step.label, kind=kind, on_click=self._take)
        self.add_button(self._go_button, default=True)
        self._show_reasons(offer.reasons)
        self._late_row()
        follow_look(self._size)

    def _add(self, fact: Fact, choices: Choices) -> None:
        field = _field_for(fact, choices)
        row = self.form.add(
            fact.name,
            "" if fact.kind is FactKind.YES_NO else fact.label,
            field,
            required=fact.required and fact.kind is not FactKind.YES_NO,
        )
        if fact.kind is FactKind.YES_NO:
            row.label.setText("")

    def _fit_labels(self) -> None:
        """Labels of facts come from the tables and may be longer than a form's own."""
        wide = max(text_width(row.label.text(), "body") for row in self.form.rows.values())
        wanted = int(wide / look().zoom) + 4
        for row in self.form.rows.values():
            row.set_label_width(wanted if wanted > LABEL_WIDTH else 0)

    def _size(self) -> None:
        px = look().px
        holder = self._scroll.widget()
        room = px(380)
        top = self.window()
        if top is not self and top.height() > 0:
            room = max(px(120), min(px(520), top.height() - px(250)))
        wish = self.form.sizeHint().height() + px(8) if holder is not None else room
        self._scroll.setFixedHeight(min(room, wish))

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._size()

    def first_focus(self) -> QWidget | None:
        for key, row in self.form.rows.items():
            if key not in self._known or not row.field.value():
                target: QWidget = row.field
                return target
        return self.default

    # --- reasons --------------------------------------------------------------------------------

    def _show_reasons(self, reasons: Sequence[Reason]) -> None:
        needs = {fact.name for fact in self.offer.step.needs}
        open_ones = [r for r in reasons if _ANSWERED_HERE.get(r.code) not in needs]
        self.reasons.set_reasons(open_ones)
        barred = any(reason.blocking for reason in open_ones)
        self._go_button.setEnabled(not barred)
        self._scroll.setVisible(not barred)

    def _go(self, place: str) -> None:
        if place in self.form.rows:  # answered right here
            self.form.focus(place)
            return
        self.close_sheet()
        self.place_wanted.emit(place)

    def refuse(self, error: AppError) -> None:
        """The service refused: say why beside what was typed, and let the person go on."""
        self._go_button.setEnabled(True)
        if isinstance(error, InvalidInput) and error.field:
            name = error.field.rsplit(".", 1)[-1]
            if name in self.form.rows:
                self.form.rows[LATE].setVisible(self.form.rows[LATE].isVisible() or name == LATE)
                self.form.set_errors({name: text_of(error)})
                self._size()
                self.form.focus(name)
                return
        if isinstance(error, NotAllowed) and error.reasons:
            own = {fact.name: fact.label for fact in self.offer.step.needs} | {LATE: ""}
            if any(reason.place == LATE for reason in error.reasons):
                self._overdue = True
                self._late_row()
            mine = {r.place: text_of_reason(r) for r in error.reasons if r.place in own}
            self.form.set_errors(mine)
            rest = [r for r in error.reasons if r.place not in own]
            self.reasons.set_reasons(rest)
        else:
            self.reasons.set_texts([(text_of(error), "", True)])
        self._size()

    # --- acting ---------------------------------------------------------------------------------

    def _changed(self, key: str) -> None:
        if key == OCCURRED:
            self._late_row()
        self.form.set_errors({})
        if not self._go_button.isEnabled() and not self._barred():
            self._go_button.setEnabled(True)

    def _barred(self) -> bool:
        return not self._scroll.isVisibleTo(self)

    def _late_row(self) -> None:
        day = self.day.value()
        late = day is not None and day < self._today - timedelta(days=1)
        self.form.rows[LATE].setVisible(late or self._overdue)
        self._size()

    def _last_field(self) -> None:
        self._go_button.setFocus(Qt.FocusReason.TabFocusReason)

    def facts(self) -> dict[str, object]:
        """What was entered, absent facts left out."""
        return {
            key: value
            for key, value in self.form.values().items()
            if key != OCCURRED and value not in (None, "", ())
        }

    def _same(self, fact: Fact) -> bool:
        """Whether a fact typed again is the one typed before; blanks between make no difference."""
        first, second = (
            "".join(str(self.form.rows[name].field.value() or "").split())
            for name in (fact.repeats, fact.name)
        )
        return first == second

    def _take(self) -> None:
        self.form.set_errors({})
        unreadable = self.form.unreadable()
        if unreadable:
            self.form.focus(unreadable)
            return
        missing = {
            fact.name: f"{fact.label}未填写"
            for fact in self.offer.step.needs
            if fact.required and self.form.rows[fact.name].field.value() in (None, "", ())
        }
        if self.day.value() is None:
            missing[OCCURRED] = "办理日期未填写"
        for fact in self.offer.step.needs:
            if fact.repeats and not self._same(fact):
                missing.setdefault(fact.name, "两次输入的不一致")
        if missing:
            self.form.set_errors(missing)
            self._size()
            self.form.focus(next(iter(missing)))
            return
        if any(row.error() for row in self.form.rows.values()):
            return
        self._go_button.setEnabled(False)
        self.taken.emit(self.day.value(), self.facts())


def _field_for(fact: Fact, choices: Choices) -> Any:
    kind = fact.kind
    if kind is FactKind.NOTE:
        return TextField(fact.label, lines=4)
    if kind is FactKind.REPEAT:
        return AgainField(fact.label)
    if kind is FactKind.DATE:
        return DateField(fact.label)
    if kind is FactKind.MOMENT:
        return DateTimeField(fact.label)
    if kind is FactKind.MONEY:
        return MoneyField(fact.label)
    if kind is FactKind.NUMBER:
        return IntegerField(fact.label, most=1_000_000)
    if kind is FactKind.YES_NO:
        return CheckField(fact.label)
    if kind is FactKind.CODES:
        return CodesField(fact.label, choices)
    if kind is FactKind.CHOICE:
        offered = list(choices)
        if not fact.required:
            offered = [("", "不指定"), *offered]
        return ComboField(fact.label, offered)
    return LineField(fact.label)


class CodesField(QWidget):
    """Several codes of a list, one check box each."""

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(self, name: str, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, look().px(6), 0, 0)
        self._boxes = {code: CheckField(text, self) for code, text in choices}
        self.fields: tuple[QWidget, ...] = tuple(self._boxes.values())
        longest = max((text_width(text, "body") for _, text in choices), default=0)
        narrow = longest <= look().px(_SHORT_WORDS)
        columns = 2 if len(choices) > _ONE_COLUMN and narrow else 1
        down = -(-len(choices) // columns)
        for at, box in enumerate(self._boxes.values()):
            grid.addWidget(box, at % down, at // down)
            box.changed.connect(self.changed)
            box.edited.connect(self.edited)
        if self.fields:
            self.setFocusProxy(self.fields[0])

    def value(self) -> tuple[str, ...]:
        """The checked codes."""
        return tuple(code for code, box in self._boxes.items() if box.value())

    def set_value(self, value: Sequence[str] | None) -> None:
        """Check these."""
        for code, box in self._boxes.items():
            box.set_value(code in (value or ()))

    def set_required(self, required: bool) -> None:
        """Nothing to show."""

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no click."""
        for box in self._boxes.values():
            box.set_read_only(read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        for box in self._boxes.values():
            box.set_state(state)

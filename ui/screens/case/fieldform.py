"""Forms made from small tables of fields, bound to one record.

    PERSON = (Group("身份"), F("name", "姓名", required=True), F("phone", "联系电话", "phone"), …)
    form = RecordForm(PERSON); form.show(party); form.touched.connect(…); form.filled(party)

Only fields whose value differs are written, so the cursor stays where somebody types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.records import Record
from ui.screens.case.many_field import ManyField
from ui.widgets.fields import (
    CheckField,
    ComboField,
    DateField,
    DateTimeField,
    FieldGroup,
    IdNumberField,
    IntegerField,
    LineField,
    MoneyField,
    PhoneField,
    TextField,
)
from ui.widgets.form import Form, FormRow

R = TypeVar("R", bound=Record)
Choices = Sequence[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class F:
    """One field: name in the record, label, kind, choices (or a callable that gives them).

    ``parts`` makes a row of several fields; then ``name`` is the row's key only. ``stretch`` is
    its weight inside such a row.
    """

    name: str
    label: str
    kind: str = "line"
    choices: Choices | type | None = None
    required: bool = False
    wide: bool = False
    hint: str = ""
    note: str = ""
    lines: int = 3
    stretch: int = 1
    parts: tuple[F, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A heading between fields."""

    title: str
    note: str = ""


def both(label: str, *parts: F, required: bool = False, note: str = "") -> F:
    """Several fields on one row."""
    name = "+".join(part.name for part in parts)
    return F(name, label, "group", parts=parts, required=required, note=note)


def make_field(spec: F) -> Any:
    """The widget of a field."""
    name = spec.label
    match spec.kind:
        case "line":
            return LineField(name, hint=spec.hint)
        case "text":
            return TextField(name, lines=spec.lines, hint=spec.hint)
        case "lines":
            return TextField(name, lines=spec.lines, hint=spec.hint or "每行一项")
        case "date":
            return DateField(name)
        case "moment":
            return DateTimeField(name)
        case "money":
            return MoneyField(name)
        case "int":
            return IntegerField(name)
        case "percent":
            return IntegerField(name, most=100)
        case "phone":
            return PhoneField(name)
        case "idnumber":
            return IdNumberField(name)
        case "check":
            return CheckField(spec.note or name)
        case "choice":
            return ComboField(name, list_of(spec.choices), hint=spec.hint)
        case "many":
            return ManyField(name, list_of(spec.choices))
    raise ValueError(spec.kind)


def list_of(choices: Any) -> list[tuple[Any, str]]:
    """Choices of an enum or given as they are."""
    if choices is None:
        return []
    if isinstance(choices, type):
        return [(each, each.label) for each in choices]  # type: ignore[attr-defined]
    return list(choices)


class RecordForm(Form):
    """``touched(name)`` after a keystroke in the field of that name, ``left(name)`` on leaving."""

    touched = Signal(str)
    left = Signal(str)

    def __init__(
        self,
        table: Sequence[F | Group],
        parent: QWidget | None = None,
        *,
        most_columns: int = 2,
    ) -> None:
        super().__init__(parent, most_columns=most_columns)
        self._parts: dict[str, tuple[F, Any, str]] = {}  # name → spec, widget, row key
        self._shown_id: str | None = None
        self.extend(table)
        self.changed.connect(self._row_changed)
        self.edited.connect(self._row_edited)

    def extend(self, table: Sequence[F | Group]) -> None:
        """Add further groups and fields."""
        for each in table:
            if isinstance(each, Group):
                self.add_group(each.title, each.note)
            else:
                self._add(each)

    def _add(self, spec: F) -> FormRow:
        if spec.kind == "group":
            made = [(make_field(part), part) for part in spec.parts]
            row_field: Any = FieldGroup([(field, part.stretch) for field, part in made])
            for field, part in made:
                self._parts[part.name] = (part, field, spec.name)
        else:
            row_field = make_field(spec)
            self._parts[spec.name] = (spec, row_field, spec.name)
        label = "" if spec.kind == "check" and not spec.note else spec.label
        note = "" if spec.kind == "check" else spec.note
        return self.add(
            spec.name, label, row_field, required=spec.required, wide=spec.wide, note=note
        )

    def part(self, name: str) -> Any:
        """The widget of a field."""
        return self._parts[name][1]

    def row_of(self, name: str) -> FormRow:
        """The row that holds a field."""
        return self.rows[self._parts[name][2]]

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return name in self._parts

    def set_choices(self, name: str, choices: Choices) -> None:
        """Offer other choices in a combo box."""
        field = self.part(name)
        if isinstance(field, ManyField):
            field.set_choices(choices)
            return
        present = [(field.itemData(n), field.itemText(n)) for n in range(field.count())]
        if present != list(choices):
            field.set_choices(choices)

    # --- values -------------------------------------------------------------------------------

    def show_record(self, record: Any, extra: Mapping[str, Any] | None = None) -> None:
        """Show a record's values. Of the record shown already only what differs is written, so
        that half-typed text stays where it is."""
        other = record.id != self._shown_id
        self._shown_id = record.id
        blanks = _blanks(type(record))
        for name, (spec, field, _) in self._parts.items():
            if extra is not None and name in extra:
                value = extra[name]
            elif hasattr(record, name):
                value = getattr(record, name)
            else:
                continue
            if other or _stored(spec, field.value(), blanks.get(name)) != value:
                field.set_value(_shown(spec, value))
                if other:
                    field.problem.emit("")

    def filled(self, record: R) -> R:
        """The record with what the form holds."""
        return replace(record, **self.given(record))

    def given(self, record: Record) -> dict[str, Any]:
        """The values of the record's fields as the form has them."""
        blanks = _blanks(type(record))
        found = {}
        for name, (spec, field, _) in self._parts.items():
            if name in blanks:
                found[name] = _stored(spec, field.value(), blanks[name])
        return found

    def value(self, name: str) -> Any:
        """The value of one field."""
        return self.part(name).value()

    def set_problems(self, problems: Mapping[str, str], warnings: Mapping[str, str]) -> None:
        """Errors and warnings by field; the others are cleared."""
        self.set_errors({self._parts[n][2]: t for n, t in problems.items() if n in self._parts})
        self.set_warnings({self._parts[n][2]: t for n, t in warnings.items() if n in self._parts})

    def focus(self, key: str) -> bool:
        """Put the focus into a field, also inside a row of several."""
        known = self._parts.get(key)
        if known is None:
            return super().focus(key)
        found = super().focus(known[2])
        known[1].setFocus(Qt.FocusReason.OtherFocusReason)
        return found

    def _row_changed(self, key: str) -> None:
        self.touched.emit(key)

    def _row_edited(self, key: str) -> None:
        self.left.emit(key)


def _shown(spec: F, value: Any) -> Any:
    if spec.kind == "lines":
        return "\n".join(value)
    if spec.kind == "money" and value == 0:
        return None
    if spec.kind == "choice" and value == "":
        return None
    return value


def _stored(spec: F, value: Any, blank: Any) -> Any:
    if spec.kind == "lines":
        return tuple(part.strip() for part in value.splitlines() if part.strip())
    if value is None:
        return blank
    # Qt hands members of a text enum back as plain text.
    return spec.choices(value) if isinstance(spec.choices, type) else value


def _blanks(cls: type[Record]) -> dict[str, Any]:
    """The value of an empty field, by name."""
    found: dict[str, Any] = {}
    for item in fields(cls):
        found[item.name] = "" if item.default is MISSING else item.default
    return found

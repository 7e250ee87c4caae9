"""Fields with one manner: ``value() set_value() changed edited set_error() set_warning()``.

Each kind is loaded when it is first asked for: a list needs no calendar at start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.widgets.fields.choice_fields import CheckField, ComboField
    from ui.widgets.fields.contract import Field
    from ui.widgets.fields.date_field import DateField, DateTimeField, TimeField
    from ui.widgets.fields.group_field import FieldGroup
    from ui.widgets.fields.line_field import AgainField, IdNumberField, LineField, PhoneField
    from ui.widgets.fields.money_field import IntegerField, MoneyField
    from ui.widgets.fields.text_field import TextField

_PLACES = {
    "AgainField": "line_field",
    "CheckField": "choice_fields",
    "ComboField": "choice_fields",
    "DateField": "date_field",
    "DateTimeField": "date_field",
    "Field": "contract",
    "FieldGroup": "group_field",
    "IdNumberField": "line_field",
    "IntegerField": "money_field",
    "LineField": "line_field",
    "MoneyField": "money_field",
    "PhoneField": "line_field",
    "TextField": "text_field",
    "TimeField": "date_field",
}

__all__ = [
    "AgainField",
    "CheckField",
    "ComboField",
    "DateField",
    "DateTimeField",
    "Field",
    "FieldGroup",
    "IdNumberField",
    "IntegerField",
    "LineField",
    "MoneyField",
    "PhoneField",
    "TextField",
    "TimeField",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)

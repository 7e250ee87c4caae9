"""Fields with one manner: ``value() set_value() changed edited set_error() set_warning()``."""

from __future__ import annotations

from ui.widgets.fields.choice_fields import CheckField, ComboField
from ui.widgets.fields.contract import Field
from ui.widgets.fields.date_field import DateField, DateTimeField, TimeField
from ui.widgets.fields.group_field import FieldGroup
from ui.widgets.fields.line_field import IdNumberField, LineField, PhoneField
from ui.widgets.fields.money_field import IntegerField, MoneyField
from ui.widgets.fields.text_field import TextField

__all__ = [
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

"""What every stored record shares, and the small types the records are written in.

A record is a frozen snapshot of one row. Its class is also the description of its table: the
database derives columns from the annotations (``mediation_app.database.mapping``), so a field is
declared once. Allowed field types: ``str``, ``int``, ``bool``, ``date``, ``datetime`` (aware),
``Money``, ``Percent``, an enum of this package, ``tuple[str, ...]``, and ``X | None`` of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from mediation_app.domain.money import Money, Percent

__all__ = ["Choice", "Money", "Percent", "Record", "Text"]

# A long text (narrative); a plain ``str`` is one line.
Text = Annotated[str, "text"]
ZERO = Decimal("0.00")


class Choice(StrEnum):
    """A closed list whose members carry the official Chinese term as ``label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its stored code and its Chinese term (looking up needs the code)."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One stored row: key, office, version, who and when, and whether it was voided.

    ``version`` is 0 until the record is stored and grows by one with every change. Nothing is
    deleted: a voided record keeps its row, with ``voided_at`` and ``void_reason``.
    """

    id: str
    unit_code: str = ""
    version: int = 0
    created_at: datetime | None = None
    created_by: str = ""
    updated_at: datetime | None = None
    updated_by: str = ""
    voided_at: datetime | None = None
    void_reason: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the record still counts (it was not voided)."""
        return self.voided_at is None

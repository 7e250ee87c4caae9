"""Small helpers for stories: invented people and units whose numbers have valid check signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mediation_app.clock import CHINA
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import BillLine
from mediation_app.domain.identifiers import id_check_sign, uscc_check_sign
from mediation_app.domain.ids import new_id
from mediation_app.domain.parties import Party, PartyKind, PartyRole, Side


def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 on the office's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def day(month: int, number: int) -> date:
    """A day of 2026."""
    return date(2026, month, number)


def identity(region: str, born: str, order: int) -> str:
    """An invented resident identity number with its check sign."""
    first = f"{region}{born}{order:03d}"
    return first + id_check_sign(first)


def credit_code(region: str, body: str) -> str:
    """An invented unified social credit code with its check sign."""
    first = f"91{region}{body}"
    return first + uscc_check_sign(first)


def person(
    case_id: str, position: int, name: str, side: Side, *roles: PartyRole, **more: Any
) -> Party:
    """A natural person of the story."""
    return Party(
        id=new_id(),
        case_id=case_id,
        position=position,
        name=name,
        side=side,
        roles=tuple(role.value for role in roles),
        ethnicity="汉族",
        **more,
    )


def unit(
    case_id: str, position: int, name: str, side: Side, *roles: PartyRole, **more: Any
) -> Party:
    """A company, hospital or insurer of the story."""
    return Party(
        id=new_id(),
        case_id=case_id,
        position=position,
        kind=PartyKind.ORGANISATION,
        name=name,
        side=side,
        roles=tuple(role.value for role in roles),
        **more,
    )


# What stands on a hospital's bill: name, unit price, quantity, month to minute, insurance class.
BillRow = tuple[str, str, int, tuple[int, int, int, int], str]


def bill_lines(file: FundFile, rows: Iterable[BillRow]) -> tuple[BillLine, ...]:
    """The rows as the lines of the bill, nothing decided."""
    application = file.application
    return tuple(
        BillLine(
            id=new_id(),
            case_id=application.case_id,
            application_id=application.id,
            position=place,
            served_at=moment(*at),
            name=name,
            unit_price=Decimal(price),
            quantity=quantity,
            amount=Decimal(price) * quantity,
            insurance_class=insurance,
        )
        for place, (name, price, quantity, at, insurance) in enumerate(rows, start=1)
    )

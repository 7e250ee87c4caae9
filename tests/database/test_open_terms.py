"""The day a file waits for: mediation term, then the next unpaid payment, then the follow-up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mediation_app.database.read_model import Pieces, open_due_on
from mediation_app.domain.agreements import Instalment, Performance
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.ids import new_id

TERM, FIRST, SECOND = date(2026, 11, 3), date(2026, 11, 20), date(2026, 12, 20)


def pieces(state: MediationState, *paid: str) -> Pieces:
    case_id, agreement = new_id(), new_id()
    rows = [
        Instalment(
            id=new_id(), case_id=case_id, agreement_id=agreement, amount=Decimal(500), due_on=due
        )
        for due in (FIRST, SECOND)
    ]
    done = [
        Performance(id=new_id(), case_id=case_id, instalment_id=row.id, amount=Decimal(sum_))
        for row, sum_ in zip(rows, paid, strict=False)
    ]
    return Pieces(
        case=Case(id=case_id, state=state, due_on=TERM), accidents=(), parties=(), vehicles=(),
        policies=(), applications=(), payments=(), recoveries=(), instalments=rows,
        performances=done,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "paid", "due"),
    [
        (MediationState.ACCEPTED, (), TERM),
        (MediationState.MEDIATING, (), TERM),
        (MediationState.AWAITING, (), FIRST),
        (MediationState.PART_PERFORMED, ("200",), FIRST),
        (MediationState.PART_PERFORMED, ("500",), SECOND),
        (MediationState.NOT_PERFORMED, ("500",), SECOND),
        (MediationState.AWAITING, ("500", "500"), None),
        (MediationState.PERFORMED, ("500", "500"), date(2026, 12, 21)),
        (MediationState.FOLLOWED_UP, ("500", "500"), None),
        (MediationState.CLOSED, (), None),
        (MediationState.ARCHIVED, (), None),
    ],
)
def test_the_open_term(state: MediationState, paid: tuple[str, ...], due: date | None) -> None:
    assert open_due_on(pieces(state, *paid)) == due

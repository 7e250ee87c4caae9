"""The one next step of a case, in the order of the work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Instalment, Performance
from mediation_app.domain.cases import Case
from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import at
from mediation_app.domain.sessions import Session, SessionResult
from mediation_app.domain.workflow.mediation import MEDIATION
from mediation_app.domain.workflow.next_step import DRAFT_AGREEMENT, next_event

DAY = date(2026, 6, 24)


def case(state: S, **parts: Any) -> CaseFile:
    own = {name: parts.pop(name) for name in tuple(parts) if name not in CaseFile.__slots__}
    return CaseFile(case=Case(id="c", state=state, **own), **parts)


def session(*, held: bool, result: SessionResult = SessionResult.PENDING, **more: Any) -> Session:
    return Session(
        id=f"s{held}{result}", case_id="c", held=held, result=result,
        **{"starts_at": at(DAY), **more},
    )  # fmt: skip


BOOKED = session(held=False)
SETTLED = session(held=True, result=SessionResult.SUCCESS)
OPEN = session(held=True, result=SessionResult.CONTINUE, starts_at=at(date(2026, 7, 1)))


def agreement(**fields: Any) -> tuple[Agreement, ...]:
    return (Agreement(id="a", case_id="c", **fields),)


def rows(*amounts: int) -> tuple[Instalment, ...]:
    return tuple(
        Instalment(id=str(number), case_id="c", agreement_id="a", amount=Decimal(amount))
        for number, amount in enumerate(amounts)
    )


def paid(key: str, amount: int) -> Performance:
    return Performance(id=f"p{key}", case_id="c", instalment_id=key, amount=Decimal(amount))


TOLD = {"mediator_id": "m", "rights_told_on": DAY}


@pytest.mark.parametrize(
    ("file", "event"),
    [
        (case(S.REGISTERED), "accept"),
        (case(S.ACCEPTED), "appoint"),
        (case(S.ACCEPTED, mediator_id="m"), "tell_rights"),
        (case(S.ACCEPTED, **TOLD), "book_session"),
        (case(S.ACCEPTED, **TOLD, sessions=(SETTLED,)), "book_session"),
        (case(S.ACCEPTED, **TOLD, sessions=(BOOKED,)), "start"),
        (case(S.MEDIATING), "book_session"),
        (case(S.MEDIATING, sessions=(BOOKED,)), "record_session"),
        (case(S.MEDIATING, sessions=(SETTLED, BOOKED)), "record_session"),
        (case(S.MEDIATING, sessions=(SETTLED, OPEN)), "book_session"),
        (case(S.MEDIATING, sessions=(SETTLED,)), DRAFT_AGREEMENT),
        (case(S.MEDIATING, sessions=(SETTLED,), agreements=agreement(effective_on=DAY)),
         DRAFT_AGREEMENT),
        (case(S.MEDIATING, sessions=(SETTLED,), agreements=agreement()), "agree"),
        (case(S.MEDIATING, sessions=(SETTLED,), agreements=agreement(oral=True)), "agree_oral"),
        (case(S.SUSPENDED), "resume"),
        (case(S.AGREED), "sign"),
        (case(S.AGREED_ORAL), "take_effect"),
        (case(S.AWAITING), "perform_full"),
        (case(S.AWAITING, agreements=agreement(), instalments=rows(10)), "perform_full"),
        (case(S.AWAITING, agreements=agreement(), instalments=rows(10, 20)), "perform_part"),
        (case(S.PART_PERFORMED, agreements=agreement(), instalments=rows(10, 20),
              performances=(paid("0", 10),)), "perform_full"),
        (case(S.NOT_PERFORMED, agreements=agreement(), instalments=rows(10, 20),
              performances=(paid("0", 9),)), "perform_part"),
        (case(S.PERFORMED), "follow_up"),
        (case(S.FOLLOWED_UP), "close"),
        (case(S.FAILED), "close"),
        (case(S.CLOSED), "archive"),
        (case(S.REFUSED), "archive"),
        (case(S.ARCHIVED), ""),
        (case(S.VOIDED), ""),
    ],
)  # fmt: skip
def test_the_next_step(file: CaseFile, event: str) -> None:
    assert next_event(file) == event


@pytest.mark.parametrize("state", S)
def test_what_is_offered_exists_in_that_state(state: S) -> None:
    event = next_event(case(state))
    assert bool(event) == bool(MEDIATION.rows(state.value))
    assert not event or MEDIATION.find(state.value, event) is not None

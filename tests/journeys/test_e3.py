"""The journey of E3 (domain/mediation.md §3.9) on both engines, with every date and sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.agreements import PaymentPurpose
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import story_e3
from tests.support.places import Places
from tests.support.stories import office

pytestmark = pytest.mark.journey
Told = tuple[Workbench, Cast, str]


@pytest.fixture
def told(places: Places, engine_name: str, clock: SetClock) -> Iterator[Told]:
    """The office after the story, and the key of the case."""
    with office(places, engine_name, "e3", clock, story_e3) as (workbench, cast):
        case_id = workbench.cases.id_by_number(cast["clerk"], "2026-0001")
        yield workbench, cast, case_id


def name(file: CaseFile, party_id: str) -> str:
    party = file.party(party_id)
    assert party is not None
    return party.name


def test_e3_from_intake_to_archive(told: Told) -> None:
    workbench, cast, case_id = told
    file = workbench.cases.file(cast["clerk"], case_id)
    case = file.case

    assert case.state is MediationState.ARCHIVED
    assert case.number == "（2026）东道交调字第0001号"
    assert (case.requested_on, case.accepted_on) == (date(2026, 6, 15), date(2026, 6, 16))
    assert case.due_on == date(2026, 7, 16)
    assert "受理 2026-06-16 起 1 个月，首日不计，至 2026-07-16" in case.due_why
    assert case.effective_on == date(2026, 6, 26)  # the insurer's seal was the last act
    assert (case.closed_on, case.archived_on) == (date(2026, 7, 13), date(2026, 7, 15))

    reckoning = workbench.cases.reckon(file)
    (victim,) = reckoning.victims
    assert victim.total == Decimal("50300.00")
    assert victim.compulsory == Decimal("33400.00")
    assert victim.remainder == Decimal("16900.00")
    assert victim.insurers - victim.compulsory == Decimal("10140.00")
    assert victim.own == Decimal("6760.00")
    assert victim.entitlement == Decimal("43540.00")
    assert victim.words == "肆万叁仟伍佰肆拾元整"

    agreement = file.agreement
    assert agreement is not None
    assert agreement.total == Decimal("43540.00")
    assert agreement.number == case.number
    assert agreement.copies == 4  # three bound parties and the committee
    paid = {
        (row.purpose, name(file, row.payee_id)): row.amount
        for row in file.instalments
        if name(file, row.payer_id).startswith("安泰")
    }
    assert paid == {
        (PaymentPurpose.COMPENSATION, "张桂兰"): Decimal("10540.00"),
        (PaymentPurpose.REFUND_PREPAID, "刘志强"): Decimal("15000.00"),
    }
    assert Decimal(18000) + Decimal(15000) + Decimal(10540) == agreement.total
    assert {row.due_on for row in file.instalments} == {date(2026, 7, 6)}
    assert sum(p.amount for p in file.performances) == Decimal("25540.00")
    assert workbench.cases.checks(file) == ()

    victim_party = file.parties[0]
    assert victim_party.birth_date == date(1979, 4, 16)  # derived from the ID number
    assert victim_party.gender.label == "女"
    assert file.vehicles[0].plate == "鲁P3K567"
    assert case.fund_screen_result == "eligible"


def test_e3_leaves_its_history(told: Told) -> None:
    workbench, cast, case_id = told
    file = workbench.cases.peek(cast["clerk"], case_id)
    assert [(step.event, step.occurred_on.isoformat()) for step in file.steps] == [
        ("register", "2026-06-15"),
        ("accept", "2026-06-16"),
        ("appoint", "2026-06-16"),
        ("tell_rights", "2026-06-16"),
        ("book_session", "2026-06-16"),
        ("start", "2026-06-24"),
        ("record_session", "2026-06-24"),
        ("agree", "2026-06-24"),
        ("sign", "2026-06-26"),
        ("perform_part", "2026-07-03"),
        ("perform_full", "2026-07-03"),
        ("follow_up", "2026-07-10"),
        ("close", "2026-07-13"),
        ("archive", "2026-07-15"),
    ]
    trail = workbench.cases.history(cast["clerk"], case_id, limit=500)
    assert {entry.action for entry in trail} >= {"case.register", "case.accept", "case.sign"}


def test_e3_is_found_in_every_way(told: Told) -> None:
    workbench, cast, case_id = told
    for text in (
        "张桂兰",
        "zgl",
        "zhangguilan",
        "鲁P3K567",
        "3K567",
        "2622",
        "2026-0001",
        "13863572417",
    ):
        hits = workbench.cases.search(cast["clerk"], text)
        assert [row.case_id for row in hits] == [case_id], text

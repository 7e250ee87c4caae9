"""Acts around the agreement: signatures that do not fit, the leader's exception, usual shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import SignerKind
from mediation_app.domain.vehicles import VehicleKind
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.agreements import SignatureFacts
from mediation_app.services.stories import Cast
from tests.services.mediation.test_after_agreement import (
    KEYS,
    Told,
    refused,
    step,
    the_case,
    to_agreed,
    to_talks,
)
from tests.support.places import Places
from tests.support.stories import office

DAY = date(2026, 6, 24)


@pytest.fixture
def agreed(places: Places, clock: SetClock) -> Iterator[Told]:
    with office(places, "sqlite", "e3-agreed", clock, to_agreed) as told:
        yield told


@pytest.fixture
def talks(places: Places, clock: SetClock) -> Iterator[Told]:
    with office(places, "sqlite", "e3-talks", clock, to_talks) as told:
        yield told


def sign(told: Told, who: str = "clerk", **facts: object) -> CaseFile:
    workbench, cast = told
    given = {"kind": SignerKind.PARTY, "party_id": KEYS.victim, "signed_on": DAY, **facts}
    return workbench.cases.add_signature(
        cast[who],
        the_case(told).case.id,
        SignatureFacts(**given),  # type: ignore[arg-type]
    ).value


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"signed_on": date(2026, 6, 25)}, "signed_on"),  # tomorrow
        ({"signed_on": date(2026, 6, 23)}, "signed_on"),  # before the draft
        ({"party_id": "nobody"}, "party_id"),
        ({"paper_id": "nothing"}, "paper_id"),
        ({"kind": SignerKind.MEDIATOR, "party_id": ""}, "name"),
    ],
)
def test_signatures_that_do_not_fit(agreed: Told, facts: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        sign(agreed, **facts)
    assert caught.value.field == field
    assert the_case(agreed).signatures == ()


def test_only_the_desk_notes_signatures(agreed: Told, talks: Told) -> None:
    with pytest.raises(NotAllowed):
        sign(agreed, who="leader")
    with pytest.raises(NotAllowed) as caught:
        sign(talks)
    assert caught.value.code == "workflow.no_agreement"
    file = sign(agreed, paper_id="")
    assert [(s.name, s.paper_id) for s in file.signatures] == [("张桂兰", file.papers[0].id)]
    again = sign(agreed, party_id=KEYS.driver, paper_id=file.papers[0].id)
    assert len(again.papers) == 1


def test_only_a_leader_makes_an_exception(agreed: Told, talks: Told) -> None:
    workbench, cast = agreed
    key = the_case(agreed).case.id
    override = workbench.cases.override_fund_lien
    with pytest.raises(NotAllowed) as caught:
        override(cast["mediator"], key, reason="分期")
    assert caught.value.code == "cases.leader_only"
    with pytest.raises(InvalidInput):
        override(cast["leader"], key, reason=" ")
    file = override(cast["leader"], key, reason="受害人分期偿还").value
    assert file.agreement is not None
    assert file.agreement.override_reason == "受害人分期偿还（王军）"
    forged = replace(file, agreements=(replace(file.agreement, override_reason="我说的"),))
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.save(cast["mediator"], file, forged)
    assert "cases.leader_only" in {reason.code for reason in caught.value.reasons}
    with pytest.raises(NotAllowed):
        workbench.cases.save(cast["leader"], file, forged)
    by_fund = override(cast["approver"], key, reason="先行赔付医院").value
    assert by_fund.agreement is not None
    assert by_fund.agreement.override_reason == f"先行赔付医院（{cast['approver'].name}）"
    other, people = talks
    with pytest.raises(NotAllowed):
        other.cases.override_fund_lien(people["leader"], the_case(talks).case.id, reason="分期")


def test_the_total_in_words(agreed: Told) -> None:
    agreement = the_case(agreed).agreement
    assert agreement is not None
    assert agreed[0].cases.agreement_total(agreement) == "肆万叁仟伍佰肆拾元整"


def test_after_the_agreement_the_office_signs_next(agreed: Told, talks: Told) -> None:
    workbench, cast = agreed
    offer = workbench.cases.next_step(the_case(agreed), cast["clerk"])
    assert offer is not None
    assert (offer.step.event, offer.allowed) == ("sign", False)
    assert talks[0].cases.drafts_next(the_case(talks))
    assert talks[0].cases.next_step(the_case(talks), talks[1]["mediator"]) is None
    assert "workflow.no_agreement" in refused(talks, "mediator", "agree")
    offered = {
        offer.step.event
        for offer in talks[0].cases.offers(talks[1]["clerk"], the_case(talks).case.id)
    }
    assert {"book_session", "fail", "extend"} <= offered


def test_usual_shares_come_from_the_band(agreed: Told) -> None:
    workbench, _ = agreed
    file = the_case(agreed)
    open_shares = replace(file, parties=tuple(replace(p, share=None) for p in file.parties))
    (victim,) = workbench.cases.reckon(open_shares).victims
    assert victim.entitlement == Decimal("43540.00")  # equal fault, 60 % by the band
    both_motor = replace(
        open_shares,
        vehicles=tuple(replace(v, kind=VehicleKind.CAR) for v in open_shares.vehicles),
    )
    (driver,) = workbench.cases.reckon(both_motor).victims
    assert driver.own == Decimal("8450.00")  # half of 16,900
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.reckon(replace(file, accidents=()))
    assert caught.value.field == "accident.occurred_at"


def test_a_finished_talk_needs_no_agreement(talks: Told) -> None:
    step(talks, "mediator", "quit", reason="保险公司退出", routes_told=True)
    offer = talks[0].cases.next_step(the_case(talks), talks[1]["mediator"])
    assert offer is not None
    assert offer.step.event == "close"


def test_mediators_are_those_with_the_role(workbench: Workbench, cast: Cast) -> None:
    assert [person.name for person in workbench.cases.mediators(cast["clerk"])] == ["周国庆"]

"""Editing a case: who may, what stands fast, what clashes, what is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.agreements import Performance
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Party, Side
from mediation_app.domain.sessions import Session
from mediation_app.errors import Conflict, NotAllowed, NotFound
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import story_e3
from tests.services.mediation.desk import accept, with_party


def test_steps_set_what_steps_set(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    forged = replace(file, case=replace(file.case, number="（2026）东道交调字第0007号"))
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.save(cast["clerk"], file, forged)
    assert [reason.place for reason in caught.value.reasons] == ["case/number"]
    with pytest.raises(NotAllowed):
        workbench.cases.save(cast["clerk"], file, replace(file, steps=()))


def test_a_draft_cannot_bring_what_only_steps_bring(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    case_id = story_e3(workbench, clock, cast)
    finished = workbench.cases.peek(cast["clerk"], case_id)
    key = new_id()
    forged = replace(
        workbench.cases.blank(cast["clerk"]),
        case=replace(finished.case, id=key, number="（2026）东道交调字第0099号"),
        agreements=(replace(finished.agreements[0], id=new_id(), case_id=key),),
        accidents=(),
    )
    made = workbench.cases.new_case(cast["clerk"], forged).value
    assert made.case.state is MediationState.REGISTERED
    assert (made.case.number, made.case.accepted_on, made.case.effective_on) == ("", None, None)
    assert made.agreements == made.signatures == made.performances == ()
    assert [step.event for step in made.steps] == ["register"]


def test_acts_are_not_edited_in(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    session = Session(id=new_id(), case_id=file.case.id, held=True, starts_at=at(date(2026, 6, 15)))
    performance = Performance(id=new_id(), case_id=file.case.id, instalment_id="x")
    for forged, place in (
        (replace(file, sessions=(session,)), f"sessions/{session.id}/held"),
        (replace(file, performances=(performance,)), "performances"),
    ):
        with pytest.raises(NotAllowed) as caught:
            workbench.cases.save(cast["clerk"], file, forged)
        assert [(r.code, r.place) for r in caught.value.reasons] == [("cases.by_step", place)]


def test_two_sessions_of_one_mediator_at_once(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 16)
    accept(workbench, cast, file)
    moment = at(date(2026, 6, 24), 9, 30)
    booked = workbench.cases.perform(
        cast["clerk"], file.case.id, "book_session", facts={"starts_at": moment}
    ).value
    clashes = workbench.cases.session_clashes
    mediator = cast["mediator"].person_id
    assert clashes(cast["clerk"], mediator, at(date(2026, 6, 24), 10, 30)) == booked.sessions
    assert clashes(cast["clerk"], mediator, at(date(2026, 6, 24), 14, 0)) == ()
    assert clashes(cast["clerk"], "other", moment) == ()
    # another case that is being booked, not stored yet
    mine = booked.sessions[0]
    typed = replace(mine, id="typed", case_id="next", starts_at=at(date(2026, 6, 24), 9, 0))
    other = replace(booked, case=replace(booked.case, id="next"), sessions=(typed,))
    (found,) = workbench.cases.session_overlaps(cast["clerk"], other)
    assert (found.code, found.place) == ("checks.session_overlap", "sessions/typed/starts_at")
    assert not found.blocking
    later = replace(typed, starts_at=at(date(2026, 6, 24), 10, 40))
    for free in (later, replace(typed, held=True), replace(typed, mediator_id="")):
        told = workbench.cases.session_overlaps(cast["clerk"], replace(other, sessions=(free,)))
        assert told == ()
    assert workbench.cases.session_overlaps(cast["clerk"], booked) == ()


def test_only_the_desk_edits(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    changed = with_party(file, phone="13900000000")
    for part in ("admin", "checker", "approver", "cashier", "leader"):
        with pytest.raises(NotAllowed):
            workbench.cases.save(cast[part], file, changed)


def test_two_people_editing_one_field_clash_and_other_fields_do_not(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    cases = workbench.cases
    cases.save(cast["clerk"], file, with_party(file, phone="13900000001"))
    with pytest.raises(Conflict) as caught:
        cases.save(cast["mediator"], file, with_party(file, phone="13900000002"))
    (clash,) = caught.value.clashes
    assert (clash.field, clash.theirs, clash.mine) == ("phone", "13900000001", "13900000002")
    other = replace(file, case=replace(file.case, summary="另一处"))
    assert cases.save(cast["mediator"], file, other).value.parties[0].phone == "13900000001"


def test_what_was_taken_out_is_kept_voided(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    extra = Party(id=new_id(), case_id=file.case.id, position=9, side=Side.THIRD, name="孙某")
    with_extra = workbench.cases.save(
        cast["clerk"], file, replace(file, parties=(*file.parties, extra))
    ).value
    without = workbench.cases.save(
        cast["clerk"], with_extra, replace(with_extra, parties=with_extra.parties[:-1])
    ).value
    assert [p.id for p in without.parties] == [p.id for p in file.parties]
    with workbench.context.store.read(cast["clerk"]) as reader:
        assert reader.get(Party, extra.id, voided=True).void_reason
        with pytest.raises(NotFound):
            reader.get(Party, extra.id)


def test_signed_paid_and_finished_things_stand(
    workbench: Workbench, cast: Cast, clock: SetClock
) -> None:
    case_id = story_e3(workbench, clock, cast)
    file = workbench.cases.peek(cast["clerk"], case_id)
    smaller = replace(file.instalments[0], amount=Decimal("1.00"))
    forged = replace(file, instalments=(smaller, *file.instalments[1:]))
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.save(cast["clerk"], file, forged)
    codes = {reason.code for reason in caught.value.reasons}
    assert {"cases.signed", "cases.finished"} <= codes
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.save(cast["clerk"], file, replace(file, performances=()))
    assert "cases.paid_fixed" in {reason.code for reason in caught.value.reasons}


def test_another_office_sees_nothing(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    stranger = replace(cast["clerk"], unit_code="371525-x")
    with pytest.raises(NotFound):
        workbench.cases.file(stranger, file.case.id)
    assert workbench.cases.search(stranger, "张桂兰") == ()


def test_views_are_noted_once_in_a_while(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    def views() -> int:
        trail = workbench.cases.history(cast["clerk"], file.case.id)
        return sum(entry.kind == "view" for entry in trail)

    workbench.cases.file(cast["clerk"], file.case.id)
    workbench.cases.file(cast["clerk"], file.case.id)
    assert views() == 1
    workbench.cases.file(cast["mediator"], file.case.id)
    assert views() == 2
    clock.put(2026, 6, 15, 12)
    workbench.cases.file(cast["clerk"], file.case.id)
    assert views() == 3


def test_a_step_taken_while_somebody_types_is_no_clash(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 16)
    accepted = accept(workbench, cast, file)
    typed = replace(file, case=replace(file.case, summary="改过的摘要"))
    stored = workbench.cases.save(cast["mediator"], file, typed).value
    assert stored.case.summary == "改过的摘要"
    assert stored.case.number == accepted.case.number
    assert stored.case.state is accepted.case.state
    again = replace(file, case=replace(file.case, summary="另一个摘要"))
    with pytest.raises(Conflict) as caught:
        workbench.cases.save(cast["clerk"], file, again)
    assert "summary" in {clash.field for clash in caught.value.clashes}


def test_the_screening_follows_every_edit(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    assert file.case.fund_screen_result == "eligible"
    cheap = replace(file.treatments[0], amount=Decimal("9000.00"))
    stored = workbench.cases.save(cast["clerk"], file, replace(file, treatments=(cheap,))).value
    assert stored.case.fund_screen_result == "none"
    assert stored.case.fund_screened_on == date(2026, 6, 15)

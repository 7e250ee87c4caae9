"""Registering, editing and stepping through a case: bad input, frozen parts, clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.agreements import Instalment, PaymentPurpose, Performance
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Gender, IdKind, Party, Side
from mediation_app.domain.sessions import Session
from mediation_app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import _intake, _Keys, _with_losses, story_e3


@pytest.fixture
def keys() -> _Keys:
    return _Keys(*(new_id() for _ in range(8)))


@pytest.fixture
def file(workbench: Workbench, cast: Cast, clock: SetClock, keys: _Keys) -> CaseFile:
    """The case of E3, registered on 15 June and not yet accepted."""
    clock.put(2026, 6, 15)
    draft = _intake(workbench.cases.blank(cast["clerk"]), keys)
    return workbench.cases.new_case(cast["clerk"], draft).value


def accept(workbench: Workbench, cast: Cast, file: CaseFile) -> CaseFile:
    facts = {"consent": True, "mediator_id": cast["mediator"].person_id}
    return workbench.cases.perform(cast["clerk"], file.case.id, "accept", facts=facts).value


def with_party(file: CaseFile, **fields: object) -> CaseFile:
    party = replace(file.parties[0], **fields)  # type: ignore[arg-type]
    return replace(file, parties=(party, *file.parties[1:]))


# Registration --------------------------------------------------------------------------------------


def test_an_empty_case_can_be_registered_and_completed_later(
    workbench: Workbench, cast: Cast
) -> None:
    made = workbench.cases.new_case(cast["clerk"], workbench.cases.blank(cast["clerk"])).value
    assert made.case.state is MediationState.REGISTERED
    assert made.case.number == ""
    offer = workbench.cases.next_step(made, cast["clerk"])
    assert offer is not None
    assert offer.step.event == "accept"
    assert not offer.allowed


def test_who_may_register(workbench: Workbench, cast: Cast) -> None:
    for part, actor in cast.items():
        draft = workbench.cases.blank(actor)
        if part in ("clerk", "mediator"):
            workbench.cases.new_case(actor, draft)
            continue
        with pytest.raises(NotAllowed) as caught:
            workbench.cases.new_case(actor, draft)
        assert caught.value.reasons[0].code == "workflow.role"


WRONG_FIELDS: tuple[tuple[dict[str, object], str], ...] = (
    ({"name": ""}, "name"),
    ({"name": "张" * 201}, "name"),
    ({"id_number": "371524197904162623"}, "id_number"),
    ({"id_number": "37152419790230262X"}, "id_number"),
    ({"id_number": "3715241979"}, "id_number"),
    ({"phone": "555"}, "phone"),
    ({"share": 101}, "share"),
    ({"share": -1}, "share"),
    ({"birth_date": date(2030, 1, 1)}, "birth_date"),
    ({"birth_date": "2026-02-30"}, "birth_date"),
    ({"birth_date": "2月30日"}, "birth_date"),
    ({"gender": "unsure"}, "gender"),
    ({"roles": ("king",)}, "roles"),
    ({"account_number": "12"}, "account_number"),
    ({"credit_code": "91350100M000100Y42"}, "credit_code"),
    ({"address": "长" * 201}, "address"),
    ({"note": "长" * 20_001}, "note"),
    ({"represents_id": "nobody"}, "represents_id"),
    ({"name": 5}, "name"),
    ({"identity_unknown": "yes"}, "identity_unknown"),
)


def test_a_wrong_field_of_a_party_is_named(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    for fields, field in WRONG_FIELDS:
        with pytest.raises(InvalidInput) as caught:
            workbench.cases.save(cast["clerk"], file, with_party(file, **fields))
        assert caught.value.field == f"parties.{file.parties[0].id}.{field}", fields
    assert workbench.cases.peek(cast["clerk"], file.case.id) == file


WRONG_SUMS: tuple[tuple[object, str], ...] = (
    (Decimal("-0.01"), "domain.money_negative"),
    (Decimal("0.001"), "domain.money_too_fine"),
    (Decimal("1e15"), "domain.money_too_large"),
    (Decimal("NaN"), "domain.money_not_number"),
    ("八百", "domain.money_not_number"),
    (0.1, "domain.money_not_exact"),
)


def test_wrong_sums_are_refused(
    workbench: Workbench, cast: Cast, file: CaseFile, keys: _Keys
) -> None:
    full = _with_losses(file, keys)
    for value, code in WRONG_SUMS:
        loss = replace(full.losses[0], amount=value)  # type: ignore[arg-type]
        wrong = replace(full, losses=(loss, *full.losses[1:]))
        with pytest.raises(InvalidInput) as caught:
            workbench.cases.save(cast["clerk"], file, wrong)
        assert caught.value.code == code
        assert caught.value.field.endswith(".amount")


def test_awkward_names_survive(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    for name in ("买买提・吐尔逊", "张\x00三", "李𬀩", "王&<b>{{x}}", "张" * 200):
        stored = workbench.cases.save(
            cast["clerk"], file, with_party(file, name=name, id_number="")
        ).value
        assert stored.parties[0].name == name.replace("・", "·").replace("\x00", "")
        file = stored


def test_what_the_id_number_tells_is_not_typed(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    party = file.parties[1]
    assert (party.gender, party.birth_date) == (Gender.MALE, date(1985, 9, 23))
    assert party.id_number == "37152419850923351X"
    passport = with_party(file, id_kind=IdKind.PASSPORT, id_number="e12345678")
    stored = workbench.cases.save(cast["clerk"], file, passport).value
    assert stored.parties[0].id_number == "E12345678"


def test_texts_are_read_as_dates_and_sums(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    typed = with_party(file, birth_date="1979年4月16日")
    stored = workbench.cases.save(cast["clerk"], file, typed).value
    assert stored.parties[0].birth_date == date(1979, 4, 16)


def test_all_problems_at_once_for_the_form(workbench: Workbench, file: CaseFile) -> None:
    bad = replace(
        with_party(file, phone="1"),
        vehicles=(replace(file.vehicles[0], plate="???"), *file.vehicles[1:]),
    )
    fields = {problem.field.rsplit(".", 1)[-1] for problem in workbench.cases.problems(bad)}
    assert fields == {"phone", "plate"}


# Acceptance -------------------------------------------------------------------------------------------


def test_acceptance_draws_the_number_and_freezes_the_rules(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 16)
    case = accept(workbench, cast, file).case
    assert (case.number, case.number_year, case.serial) == ("（2026）东道交调字第0001号", 2026, 1)
    assert case.rules_version.startswith("山东")
    assert '"version"' in case.frozen_rules
    assert case.due_on == date(2026, 7, 16)


def test_a_refused_acceptance_uses_up_no_number(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: _Keys
) -> None:
    clock.put(2026, 6, 16)
    second = _intake(workbench.cases.blank(cast["clerk"]), _Keys(*(new_id() for _ in range(8))))
    second = replace(second, case=replace(second.case, dispute=""))
    other = workbench.cases.new_case(cast["clerk"], second).value
    with pytest.raises(NotAllowed) as caught:
        accept(workbench, cast, other)
    assert [reason.code for reason in caught.value.reasons] == ["workflow.dispute"]
    assert accept(workbench, cast, file).case.serial == 1


def test_the_term_rolls_over_the_national_holiday(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 9, 1)
    case = accept(workbench, cast, file).case
    assert case.due_on == date(2026, 10, 8)
    assert "国庆" in case.due_why


def test_request_after_acceptance_is_refused(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.perform(
            cast["clerk"],
            file.case.id,
            "accept",
            occurred_on=date(2026, 6, 12),
            facts={"consent": True, "late_reason": "补录"},
        )
    codes = {reason.code for reason in caught.value.reasons}
    assert {"workflow.request_later", "workflow.before_last"} <= codes


def test_own_motion_needs_no_request(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    case = replace(file.case, source="02", requested_on=None)
    file = workbench.cases.save(cast["clerk"], file, replace(file, case=case)).value
    assert accept(workbench, cast, file).case.state is MediationState.ACCEPTED


def test_refusal_takes_a_ground_of_the_list(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.perform(
            cast["clerk"],
            file.case.id,
            "refuse",
            facts={"ground": "no_time", "routes_told": True},
        )
    assert caught.value.field == "ground"
    refused = workbench.cases.perform(
        cast["clerk"],
        file.case.id,
        "refuse",
        facts={"ground": "already_taken", "reason": "东阿县人民法院已立案", "routes_told": True},
    ).value
    assert refused.case.state is MediationState.REFUSED
    assert refused.case.end_reason.endswith("东阿县人民法院已立案")
    assert refused.case.number == ""


def test_facts_that_are_missing_are_named(workbench: Workbench, cast: Cast, file: CaseFile) -> None:
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.perform(cast["clerk"], file.case.id, "withdraw")
    assert {reason.place for reason in caught.value.reasons} == {"reason", "routes_told"}


# Days -----------------------------------------------------------------------------------------------------


def test_nothing_is_recorded_before_it_happens(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.perform(
            cast["clerk"],
            file.case.id,
            "accept",
            occurred_on=date(2026, 6, 16),
            facts={"consent": True},
        )
    assert caught.value.reasons[0].code == "workflow.ahead"


def test_recording_late_needs_a_reason(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 17)
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.perform(
            cast["clerk"],
            file.case.id,
            "accept",
            occurred_on=date(2026, 6, 15),
            facts={"consent": True},
        )
    assert caught.value.field == "late_reason"
    done = workbench.cases.perform(
        cast["clerk"],
        file.case.id,
        "accept",
        occurred_on=date(2026, 6, 15),
        facts={"consent": True, "late_reason": "停电"},
    ).value
    assert done.case.accepted_on == date(2026, 6, 15)
    assert done.steps[-1].late_reason == "停电"


def test_notice_of_rights_comes_before_the_first_session(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 16)
    accept(workbench, cast, file)
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.perform(cast["mediator"], file.case.id, "start")
    assert [r.code for r in caught.value.reasons] == ["workflow.rights_not_told"]


def test_a_session_is_recorded_on_or_after_its_day(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 16)
    accept(workbench, cast, file)
    cases, key = workbench.cases, file.case.id
    cases.perform(cast["clerk"], key, "tell_rights")
    booked = cases.perform(
        cast["clerk"], key, "book_session", facts={"starts_at": at(date(2026, 6, 24), 9, 30)}
    ).value
    assert booked.sessions[0].mediator_name == "周国庆"
    cases.perform(cast["mediator"], key, "start")
    with pytest.raises(NotAllowed) as caught:
        cases.perform(
            cast["mediator"], key, "record_session", facts={"minutes": "…", "result": "success"}
        )
    assert caught.value.reasons[0].code == "workflow.session_ahead"


# Editing ----------------------------------------------------------------------------------------------------


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


# Performance -----------------------------------------------------------------------------------------------


def _agreed(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: _Keys
) -> CaseFile:
    cases, key = workbench.cases, file.case.id
    clock.put(2026, 6, 16)
    accept(workbench, cast, file)
    cases.perform(cast["clerk"], key, "tell_rights")
    cases.perform(
        cast["clerk"], key, "book_session", facts={"starts_at": at(date(2026, 6, 24), 9, 30)}
    )
    clock.put(2026, 6, 24)
    cases.perform(cast["mediator"], key, "start")
    cases.perform(
        cast["mediator"], key, "record_session", facts={"minutes": "达成一致", "result": "success"}
    )
    now = cases.peek(cast["mediator"], key)
    now = cases.save(cast["mediator"], now, _with_losses(now, keys)).value
    return cases.save(cast["mediator"], now, cases.propose_agreement(cast["mediator"], now)).value


def test_an_agreement_whose_sums_do_not_add_up_is_not_made(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: _Keys
) -> None:
    now = _agreed(workbench, cast, clock, file, keys)
    more = Instalment(
        id=new_id(),
        case_id=now.case.id,
        agreement_id=now.instalments[0].agreement_id,
        position=3,
        purpose=PaymentPurpose.COMPENSATION,
        payer_id=keys.driver,
        payee_id=keys.hospital,
        amount=Decimal("1.00"),
        due_on=date(2026, 7, 1),
    )
    changed = workbench.cases.save(
        cast["mediator"], now, replace(now, instalments=(*now.instalments, more))
    ).value
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.perform(cast["mediator"], changed.case.id, "agree")
    codes = {reason.code for reason in caught.value.reasons}
    assert codes == {"checks.total_differs", "checks.account_missing"}


def test_signing_waits_for_everybody(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: _Keys
) -> None:
    now = _agreed(workbench, cast, clock, file, keys)
    workbench.cases.perform(cast["mediator"], now.case.id, "agree")
    with pytest.raises(NotAllowed) as caught:
        workbench.cases.perform(cast["clerk"], now.case.id, "sign")
    places = {reason.place for reason in caught.value.reasons}
    assert places == {
        f"signatures/{keys.victim}",
        f"signatures/{keys.driver}",
        f"signatures/{keys.insurer}",
        "signatures/mediator",
        "signatures/recorder",
        "signatures/committee",
    }
    with pytest.raises(InvalidInput):
        workbench.cases.save(
            cast["clerk"],
            now,
            replace(now, case=replace(now.case, requested_on="2026-06-31")),  # type: ignore[arg-type]
        )

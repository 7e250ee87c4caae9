"""Registering, editing and stepping through a case: bad input, frozen parts, clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.agreements import Instalment, PaymentPurpose
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Gender, IdKind
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys, intake, with_losses
from tests.services.mediation.desk import accept, with_party

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
    ("许多", "domain.money_not_number"),
    (0.1, "domain.money_not_exact"),
)


def test_wrong_sums_are_refused(
    workbench: Workbench, cast: Cast, file: CaseFile, keys: Keys
) -> None:
    full = with_losses(file, keys)
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
        vehicles=(replace(file.vehicles[0], vin="1"), *file.vehicles[1:]),
    )
    fields = {problem.field.rsplit(".", 1)[-1] for problem in workbench.cases.problems(bad)}
    assert fields == {"phone", "vin"}


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
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: Keys
) -> None:
    clock.put(2026, 6, 16)
    second = intake(workbench.cases.blank(cast["clerk"]), Keys(*(new_id() for _ in range(8))))
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


# Performance -----------------------------------------------------------------------------------------------


def _agreed(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: Keys
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
    now = cases.save(cast["mediator"], now, with_losses(now, keys)).value
    return cases.save(cast["mediator"], now, cases.propose_agreement(cast["mediator"], now)).value


def test_an_agreement_whose_sums_do_not_add_up_is_not_made(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: Keys
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
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile, keys: Keys
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

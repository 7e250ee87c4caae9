"""First run, signing in, people and roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from mediation_app.domain.offices import Role
from mediation_app.errors import Conflict, InvalidInput, NotAllowed
from mediation_app.messages import text_of
from mediation_app.services.office import OfficeFacts, facts_of
from mediation_app.services.people import PersonFacts, actor_of
from mediation_app.services.stories import Cast
from mediation_app.services.stories.cast import PASSWORD, STORY_OFFICE
from tests.services.mediation.conftest import CHEAP

ADMIN = PersonFacts(login="Admin", name="孟凡信")


def test_first_run_makes_office_and_admin_once(tmp_path: Path, clock: SetClock) -> None:
    with open_workbench(tmp_path, clock=clock, password_cost=CHEAP) as bench:
        assert bench.people.is_first_run()
        assert bench.office.known() is None
        made = bench.people.first_run(STORY_OFFICE, ADMIN, "correct horse").value
        bench.reload_rules()
        assert not bench.people.is_first_run()
        assert made.actor.roles == {Role.ADMIN}
        assert bench.context.rulebook.code == "371524"
        office = bench.office.current(made.actor)
        assert office.number_prefix == "东道交调"
        assert office.unit_code == made.actor.unit_code
        with pytest.raises(NotAllowed) as caught:
            bench.people.first_run(STORY_OFFICE, ADMIN, "correct horse")
        assert caught.value.code == "people.already_set_up"


def test_first_run_leaves_nothing_behind_when_a_field_is_wrong(
    tmp_path: Path, clock: SetClock
) -> None:
    with open_workbench(tmp_path, clock=clock, password_cost=CHEAP) as bench:
        with pytest.raises(InvalidInput) as caught:
            bench.people.first_run(STORY_OFFICE, ADMIN, "short")
        assert caught.value.field == "password"
        with pytest.raises(InvalidInput):
            bench.people.first_run(
                OfficeFacts(name="某", jurisdiction="abc", number_prefix="东"),
                ADMIN,
                "correct horse",
            )
        assert bench.people.is_first_run()
        assert bench.people.names() == ()


def test_number_preview_follows_the_prefix(workbench: Workbench, cast: Cast) -> None:
    office = facts_of(workbench.office.current(cast["admin"]))
    preview = workbench.office.number_preview(office)
    assert preview["case"] == "（2026）东道交调字第0001号"
    with_word = OfficeFacts(name="某", jurisdiction="371524", number_prefix="东道交调字")
    changed = workbench.office.change(
        cast["admin"], workbench.office.current(cast["admin"]), with_word
    )
    assert changed.value.number_prefix == "东道交调"  # 字 is in the pattern already


def test_sign_in_by_login_or_name(workbench: Workbench, cast: Cast) -> None:
    assert workbench.people.sign_in(" LiXue ", PASSWORD).actor == cast["clerk"]
    assert workbench.people.sign_in("李雪", PASSWORD).person.login == "lixue"


def test_wrong_password_and_unknown_login_answer_alike(workbench: Workbench) -> None:
    codes = set()
    for login in ("lixue", "nobody"):
        with pytest.raises(NotAllowed) as caught:
            workbench.people.sign_in(login, "wrong password")
        codes.add((caught.value.code, text_of(caught.value)))
    assert len(codes) == 1


def test_guessing_has_to_wait(workbench: Workbench, clock: SetClock) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowed):
            workbench.people.sign_in("lixue", "wrong password")
    with pytest.raises(NotAllowed) as caught:
        workbench.people.sign_in("lixue", PASSWORD)
    assert caught.value.code == "database.too_many_tries"
    assert int(str(caught.value.params["seconds"])) > 0
    clock.put(2026, 3, 2, 10, 0)
    assert workbench.people.sign_in("lixue", PASSWORD).person.name == "李雪"


def test_who_left_cannot_sign_in(workbench: Workbench, cast: Cast) -> None:
    workbench.people.deactivate(cast["admin"], cast["clerk"].person_id)
    with pytest.raises(NotAllowed) as caught:
        workbench.people.sign_in("lixue", PASSWORD)
    assert caught.value.code == "people.inactive"
    assert "李雪" not in {person.name for person in workbench.people.names()}
    workbench.people.activate(cast["admin"], cast["clerk"].person_id)
    workbench.people.sign_in("lixue", PASSWORD)


def test_only_the_administrator_manages_people(workbench: Workbench, cast: Cast) -> None:
    facts = PersonFacts(login="new", name="新人", roles=(Role.CLERK,))
    for part, actor in cast.items():
        if part == "admin":
            continue
        with pytest.raises(NotAllowed) as caught:
            workbench.people.add(actor, facts)
        assert caught.value.code == "people.admin_only"


def test_a_new_person_gets_a_first_password_to_change(workbench: Workbench, cast: Cast) -> None:
    facts = PersonFacts(login="Hao.Chen", name="郝晨", roles=(Role.CLERK, Role.MEDIATOR))
    person, first = workbench.people.add(cast["admin"], facts).value
    assert person.login == "hao.chen"
    signed_in = workbench.people.sign_in("hao.chen", first)
    assert signed_in.must_change
    assert signed_in.actor.roles == {Role.CLERK, Role.MEDIATOR}
    with pytest.raises(InvalidInput):
        workbench.people.change_password(signed_in.actor, first, first)
    workbench.people.change_password(signed_in.actor, first, "a better one 2026")
    assert not workbench.people.sign_in("hao.chen", "a better one 2026").must_change


WRONG = (
    (PersonFacts(login="李雪", name="李雪", roles=(Role.CLERK,)), "login"),
    (PersonFacts(login="x", name="李雪", roles=(Role.CLERK,)), "login"),
    (PersonFacts(login="lixue", name="另一人", roles=(Role.CLERK,)), "login"),
    (PersonFacts(login="ok", name="", roles=(Role.CLERK,)), "name"),
    (PersonFacts(login="ok", name="某", roles=()), "roles"),
    (PersonFacts(login="ok", name="某", roles=("king",)), "roles"),
    (PersonFacts(login="ok", name="某", roles=(Role.CLERK,), phone="12"), "phone"),
    (PersonFacts(login="ok", name="某", roles=(Role.CLERK,), id_number="37"), "id_number"),
)


def test_wrong_facts_name_their_field(workbench: Workbench, cast: Cast) -> None:
    for facts, field in WRONG:
        with pytest.raises(InvalidInput) as caught:
            workbench.people.add(cast["admin"], facts)
        assert caught.value.field == field


def test_the_last_administrator_stays(workbench: Workbench, cast: Cast) -> None:
    admin = workbench.people.get(cast["admin"], cast["admin"].person_id)
    without = PersonFacts(login="admin", name=admin.name, roles=(Role.CLERK,))
    with pytest.raises(NotAllowed) as caught:
        workbench.people.change(cast["admin"], admin, without)
    assert caught.value.code == "people.own_admin"
    with pytest.raises(NotAllowed) as caught:
        workbench.people.deactivate(cast["admin"], admin.id)
    assert caught.value.code == "people.not_oneself"


def test_two_administrators_changing_one_person_clash(workbench: Workbench, cast: Cast) -> None:
    person = workbench.people.get(cast["admin"], cast["clerk"].person_id)
    facts = PersonFacts(login="lixue", name="李雪", roles=(Role.CLERK,), phone="13863572417")
    workbench.people.change(cast["admin"], person, facts)
    other = PersonFacts(login="lixue", name="李雪", roles=(Role.CLERK,), phone="13900001111")
    with pytest.raises(Conflict) as caught:
        workbench.people.change(cast["admin"], person, other)
    assert "phone" in {clash.field for clash in caught.value.clashes}


def test_demo_sign_in_only_in_a_demo_office(workbench: Workbench, cast: Cast) -> None:
    assert workbench.people.sign_in_demo("lixue").actor == cast["clerk"]
    office = workbench.office.current(cast["admin"])
    real = OfficeFacts(name="某县调委会", jurisdiction="371524", number_prefix="某调")
    workbench.office.change(cast["admin"], office, real)
    with pytest.raises(NotAllowed) as caught:
        workbench.people.sign_in_demo("lixue")
    assert caught.value.code == "people.not_demo"


def test_unknown_roles_are_left_out(workbench: Workbench, cast: Cast) -> None:
    from dataclasses import replace

    person = workbench.people.get(cast["admin"], cast["clerk"].person_id)
    assert actor_of(replace(person, roles=("clerk", "from_the_future"))).roles == {Role.CLERK}

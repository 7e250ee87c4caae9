"""Lending a role: who may, to whom, for which days; and who counts when a lent role is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.delegations import against, in_force, may_manage, over
from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import ActingFor, Actor, Delegation, Person, Role
from mediation_app.domain.workflow.engine import Position, acting, reasons_against
from mediation_app.domain.workflow.fund import FUND
from mediation_app.errors import Reason
from mediation_app.messages import text_of_reason
from tests.support.fund_cases import a_case, a_file, person

TODAY = date(2026, 10, 12)
GIVER = Person(id="g", name="马玲", roles=(Role.APPROVER.value,))
RECEIVER = Person(id="r", name="孙立", roles=(Role.MEDIATOR.value,))
ADMIN = (Role.ADMIN.value, Role.APPROVER.value)


def lent(**changes: Any) -> Delegation:
    whole: dict[str, Any] = {
        "id": "d",
        "giver_id": "g",
        "receiver_id": "r",
        "role": Role.APPROVER,
        "since": TODAY,
        "until": date(2026, 10, 16),
        "reason": "外出培训",
    }
    return Delegation(**(whole | changes))


def codes(found: tuple[Reason, ...]) -> list[str]:
    for reason in found:
        text = text_of_reason(reason)
        assert text
        assert "{" not in text
    return [reason.code.removeprefix("delegations.") for reason in found]


@pytest.mark.parametrize(
    ("changes", "giver", "receiver", "wrong"),
    [
        ({}, {}, {}, []),
        ({"role": Role.ADMIN}, {}, {}, ["role_not_lendable"]),
        ({"role": Role.SUPERVISOR}, {}, {}, ["role_not_lendable"]),
        ({"role": Role.CHECKER}, {}, {}, ["giver_lacks_role"]),
        ({}, {"active": False}, {}, ["giver_lacks_role"]),
        ({}, {"roles": ADMIN}, {}, ["admin_lends_nothing"]),
        ({"receiver_id": "g"}, {}, {}, ["to_oneself"]),
        ({}, {}, {"active": False}, ["receiver_inactive"]),
        ({}, {}, {"roles": (Role.ADMIN.value,)}, ["receiver_admin"]),
        ({}, {}, {"roles": (Role.APPROVER.value,)}, ["receiver_has_role"]),
        ({"since": None}, {}, {}, ["days_missing"]),
        ({"until": None}, {}, {}, ["days_missing"]),
        ({"until": date(2026, 10, 11)}, {}, {}, ["until_before_since"]),
        ({"since": date(2026, 10, 11)}, {}, {}, ["since_past"]),
        ({"reason": "  "}, {}, {}, ["reason_missing"]),
    ],
)
def test_what_speaks_against_lending(
    changes: dict[str, Any], giver: dict[str, Any], receiver: dict[str, Any], wrong: list[str]
) -> None:
    found = against(
        lent(**changes),
        giver=replace(GIVER, **giver),
        receiver=replace(RECEIVER, **receiver),
        today=TODAY,
    )
    assert codes(found) == wrong


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        ({"id": "o"}, True),
        ({"id": "o", "receiver_id": "x"}, True),
        ({"id": "o", "role": Role.CHECKER}, False),
        ({"id": "o", "giver_id": "x"}, False),
        ({}, False),  # itself
        ({"id": "o", "since": date(2026, 10, 17), "until": date(2026, 10, 20)}, False),
        ({"id": "o", "since": date(2026, 10, 16), "until": date(2026, 10, 20)}, True),
        ({"id": "o", "since": date(2026, 10, 1), "until": date(2026, 10, 12)}, True),
        ({"id": "o", "since": date(2026, 10, 1), "until": date(2026, 10, 11)}, False),
        ({"id": "o", "ended_on": TODAY}, False),
        ({"id": "o", "ended_on": date(2026, 10, 13)}, True),
    ],
)
def test_a_role_is_lent_once_for_a_day(other: dict[str, Any], clash: bool) -> None:
    found = against(lent(), giver=GIVER, receiver=RECEIVER, today=TODAY, known=[lent(**other)])
    assert codes(found) == (["twice"] if clash else [])


def test_one_after_the_other_is_no_clash() -> None:
    new = lent(since=date(2026, 10, 17), until=date(2026, 10, 18))
    assert (
        codes(against(new, giver=GIVER, receiver=RECEIVER, today=TODAY, known=[lent(id="o")])) == []
    )


@pytest.mark.parametrize(
    ("changes", "day", "holds", "gone"),
    [
        ({}, date(2026, 10, 11), False, False),
        ({}, TODAY, True, False),
        ({}, date(2026, 10, 16), True, False),
        ({}, date(2026, 10, 17), False, True),
        ({"since": None}, TODAY, False, False),
        ({"until": None}, date(2030, 1, 1), True, False),
        ({"ended_on": date(2026, 10, 14)}, date(2026, 10, 13), True, False),
        ({"ended_on": date(2026, 10, 14)}, date(2026, 10, 14), False, True),
    ],
)
def test_the_days_it_holds(changes: dict[str, Any], day: date, holds: bool, gone: bool) -> None:
    assert in_force(lent(**changes), day) is holds
    assert over(lent(**changes), day) is gone


def test_the_giver_or_a_leader_manages_it() -> None:
    assert codes(may_manage(person("g", Role.APPROVER), "g")) == []
    assert codes(may_manage(person("x", Role.LEADER), "g")) == []
    assert codes(may_manage(person("x", Role.APPROVER), "g")) == ["not_yours"]
    # a lent role does not make a leader
    assert codes(may_manage(delegate(Role.LEADER, "l"), "g")) == ["not_yours"]


# Acting -----------------------------------------------------------------------------------------


def delegate(role: Role, giver: str, *own: Role) -> Actor:
    one = ActingFor(role=role, person_id=giver, name="马玲")
    return replace(person("r", *own), name="孙立", acting_for=(one,))


def test_own_right_goes_before_a_lent_one() -> None:
    who = delegate(Role.APPROVER, "g", Role.CHECKER)
    assert who.has(Role.APPROVER)
    assert who.has(Role.CHECKER)
    assert not who.has(Role.CASHIER)
    own = who.acting_as({Role.CHECKER, Role.APPROVER})
    assert (own.giver, own.person_ids, own.signature) == (None, frozenset({"r"}), "孙立")
    lent_ = who.acting_as({Role.APPROVER})
    assert lent_ == who
    assert lent_.giver is not None
    assert lent_.person_ids == {"r", "g"}
    assert lent_.signature == "孙立（受马玲委托）"
    assert who.acting_as({Role.CASHIER}).person_ids == {"r"}


def test_of_two_givers_one_is_acted_for() -> None:
    two = (
        ActingFor(role=Role.APPROVER, person_id="g", name="甲"),
        ActingFor(role=Role.APPROVER, person_id="h", name="乙"),
    )
    who = replace(person("r"), acting_for=two)
    assert who.acting_as({Role.APPROVER}).person_ids == {"r", "g"}
    ways = [way.person_ids for way in who.ways({Role.APPROVER, Role.CHECKER})]
    assert ways == [{"r", "g"}, {"r", "h"}]
    assert [way.acting_for for way in who.ways({Role.CHECKER})] == [()]
    plain = person("r", Role.CHECKER)
    assert plain.ways({Role.APPROVER}) == (plain,)


def test_of_two_givers_the_one_who_may() -> None:
    """The first giver checked this application; the second one has nothing to do with it."""
    two = (
        ActingFor(role=Role.APPROVER, person_id="checker", name="甲"),
        ActingFor(role=Role.APPROVER, person_id="h", name="乙"),
    )
    who = replace(person("r"), acting_for=two)
    own = {"checker_id": "checker", "payee_account": "15806001040012345"}
    file = a_file(state=FundState.APPROVAL, proposed=Decimal("57160.00"), **own)
    step = FUND.find("approval", "approve")
    assert step is not None
    position = Position(case=a_case(), fund=file, actor=who, today=TODAY)
    seats = {"checker": "checker"}
    assert acting(FUND, step, position, seats).person_ids == {"r", "h"}
    assert reasons_against(FUND, step, position, seats) == ()
    # neither of them: the reasons of the first
    seats = {"checker": "checker", "clerk": "h"}
    assert acting(FUND, step, position, seats).person_ids == {"r", "checker"}
    params = [dict(reason.params) for reason in reasons_against(FUND, step, position, seats)]
    assert params == [{"seat": "复核"}]

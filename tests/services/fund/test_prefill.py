"""Every kind of applicant, filled from the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import ApplicantKind as A
from mediation_app.domain.fund import FundApplication, FundKind
from mediation_app.domain.losses import Outcome
from mediation_app.domain.parties import Party, PartyKind, PartyRole
from mediation_app.services.fund_prefill import for_applicant, new_application
from tests.support.fund_cases import a_case, a_file


def party(key: str, role: PartyRole, **changes: Any) -> Party:
    values = {"id": key, "case_id": "c", "name": key, "roles": (role.value,)}
    return Party(**(values | changes))


def full() -> CaseFile:
    """A dead victim with a daughter, an agent of hers, a funeral home and the police."""
    case = a_case()
    daughter = party(
        "孟晓东", PartyRole.RELATIVE, represents_id="victim", relation="女儿", id_number="37",
        phone="138", account_bank="农商行", account_number="6222",
    )  # fmt: skip
    agent = party("律师", PartyRole.AGENT, represents_id="孟晓东", id_number="38")
    home = party(
        "县殡仪馆", PartyRole.FUNERAL_HOME, kind=PartyKind.ORGANISATION, account_number="9988"
    )
    hospital = replace(case.parties[2], contact_name="王主任", phone="0635-1", account_bank="农行")
    accident = replace(
        case.accident, police_unit="东阿县交警大队", police_officer="赵警官", police_phone="122"
    )
    return replace(
        case,
        parties=(*case.parties[:2], hospital, daughter, agent, home),
        accidents=(accident,),
        injuries=(replace(case.injuries[0], outcome=Outcome.DEAD),),
    )


def made(kind: FundKind, who: A, case: CaseFile | None = None) -> FundApplication:
    return new_application(case or full(), "victim", kind, applicant_kind=who)


@pytest.mark.parametrize(
    ("kind", "who", "name", "payee"),
    [
        (FundKind.RESCUE, A.HOSPITAL, "东阿县康宁医院", "东阿县康宁医院"),
        (FundKind.RESCUE, A.VICTIM, "孟庆海", "东阿县康宁医院"),
        (FundKind.RESCUE, A.RELATIVE, "孟晓东", "东阿县康宁医院"),
        (FundKind.RESCUE, A.AGENT, "律师", "东阿县康宁医院"),
        (FundKind.FUNERAL, A.RELATIVE, "孟晓东", "孟晓东"),
        (FundKind.FUNERAL, A.FUNERAL_HOME, "县殡仪馆", "县殡仪馆"),
        (FundKind.FUNERAL, A.POLICE, "东阿县交警大队", "县殡仪馆"),
        (FundKind.HARDSHIP, A.RELATIVE, "孟晓东", "孟晓东"),
    ],
)
def test_each_applicant(kind: FundKind, who: A, name: str, payee: str) -> None:
    new = made(kind, who)
    assert (new.applicant_kind, new.applicant_name, new.payee_name) == (who, name, payee)
    # the same when the clerk changes the kind of applicant later
    other = for_applicant(full(), made(kind, A.RELATIVE), who)
    for field in ("applicant_name", "applicant_party_id", "applicant_phone", "payee_name"):
        assert getattr(other, field) == getattr(new, field)


def test_what_is_known_of_them() -> None:
    hospital = made(FundKind.RESCUE, A.HOSPITAL)
    assert (hospital.handler_name, hospital.handler_phone) == ("王主任", "0635-1")
    police = made(FundKind.FUNERAL, A.POLICE)
    assert (police.handler_name, police.applicant_phone) == ("赵警官", "122")
    kin = made(FundKind.FUNERAL, A.RELATIVE)
    assert (kin.applicant_relation, kin.applicant_id_number) == ("女儿", "37")
    assert (kin.payee_bank, kin.payee_account) == ("农商行", "6222")
    # a relative's own facts go when the hospital applies
    back = for_applicant(full(), made(FundKind.RESCUE, A.RELATIVE), A.HOSPITAL)
    assert (back.applicant_relation, back.applicant_id_number) == ("", "")


def test_an_agent_is_not_paid() -> None:
    assert made(FundKind.FUNERAL, A.AGENT).payee_name == "孟晓东"
    case = full()
    of_victim = tuple(
        replace(p, represents_id="victim") if p.id == "律师" else p for p in case.parties
    )
    changed = for_applicant(
        replace(case, parties=of_victim), made(FundKind.FUNERAL, A.RELATIVE), A.AGENT
    )
    assert changed.payee_name == "县殡仪馆"


def test_nobody_there() -> None:
    case = a_case()
    bare = replace(case, parties=case.parties[:2])
    empty = made(FundKind.FUNERAL, A.FUNERAL_HOME, bare)
    assert (empty.applicant_name, empty.payee_name) == ("", "")
    stray = a_file(victim_id="nobody").application
    assert for_applicant(case, stray, A.VICTIM).applicant_kind is A.VICTIM

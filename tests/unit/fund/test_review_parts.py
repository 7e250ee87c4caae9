"""What the review looks at: materials, lines, duplicates, payees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.cases import Accident
from mediation_app.domain.fund import (
    ApplicantKind,
    FundKind,
)
from mediation_app.domain.fund_review import (
    duplicate_key,
    duplicates,
    line_reasons,
    material_kind,
    payee_of,
    payee_reasons,
)
from mediation_app.domain.parties import Party, PartyKind, PartyRole
from tests.support.fund_cases import a_case, a_file

D = Decimal


# Materials, lines, duplicates, payee --------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "applicant", "unknown", "column"),
    [
        (FundKind.HARDSHIP, ApplicantKind.VICTIM, False, "hardship"),
        (FundKind.FUNERAL, ApplicantKind.RELATIVE, True, "funeral_unknown"),
        (FundKind.FUNERAL, ApplicantKind.RELATIVE, False, "funeral"),
        (FundKind.RESCUE, ApplicantKind.HOSPITAL, False, "rescue_hospital"),
        (FundKind.RESCUE, ApplicantKind.RELATIVE, False, "rescue_family"),
    ],
)
def test_which_materials(
    kind: FundKind, applicant: ApplicantKind, unknown: bool, column: str
) -> None:
    application = a_file(kind=kind, applicant_kind=applicant).application
    victim = Party(id="v", case_id="c", identity_unknown=unknown)
    assert material_kind(application, victim) == column
    if not unknown:
        assert material_kind(application, None) == column


def test_a_reduction_needs_a_known_code() -> None:
    line = a_file().bill_lines[1]
    assert line_reasons(line, known=("K06",)) == ()
    assert [r.code for r in line_reasons(line, known=("K01",))] == ["fund.line_reason_unknown"]
    assert line_reasons(line) == (), "without a list no code is unknown"
    assert line_reasons(replace(line, decided=False, approved=D(7))) == ()


def key(**changes: Any) -> Any:
    return replace(duplicate_key(a_file(), a_case()), **{"application_id": "g", **changes})


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (key(lines=frozenset({"x"})), ["duplicate_soft?"]),
        (key(), ["duplicate"]),
        (key(accident_on=date(2026, 1, 1)), ["duplicate"]),  # the same case all the same
        (key(case_id="d", person="", accident_on=date(2026, 10, 2)), ["duplicate_soft?"]),
        (key(case_id="d", person="", accident_on=date(2026, 10, 3)), []),
        (key(case_id="d", person="", accident_on=None), []),
        (key(case_id="d", person="", hospital="y"), []),
        (key(person="z", lines=frozenset()), ["duplicate_soft?"]),
        (key(person="z"), ["duplicate_lines"]),
    ],
)
def test_what_looks_like_the_same_aid(other: Any, said: list[str]) -> None:
    mine = duplicate_key(a_file(), a_case())
    found = [
        reason.code.removeprefix("fund.") + ("" if reason.blocking else "?")
        for reason in duplicates(mine, [other])
    ]
    assert found == said


def test_a_nameless_accident_has_an_empty_key() -> None:
    case = a_case(accidents=(Accident(id="a", case_id="c"),))
    empty = duplicate_key(a_file(victim_id="", hospital=""), case)
    assert (empty.person, empty.name, empty.hospital, empty.accident_on) == ("", "", "", None)
    twin = replace(empty, application_id="g", case_id="d", person="")
    assert duplicates(empty, [twin]) == ()
    unnumbered = replace(duplicate_key(a_file(), a_case()), application_id="g", number="")
    (reason,) = duplicates(duplicate_key(a_file(), a_case()), [unnumbered])
    assert dict(reason.params)["number"] == "未编号的草稿"


HOME = Party(
    id="home", case_id="c", kind=PartyKind.ORGANISATION, name="东阿县殡仪馆",
    roles=(PartyRole.FUNERAL_HOME.value,), account_name="东阿县殡葬服务中心",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "name", "said"),
    [
        ({"payee_party_id": "home"}, "东阿县殡仪馆", []),
        ({"payee_party_id": "home"}, "东阿县殡葬服务中心", []),
        ({"payee_party_id": "home"}, "别人", ["fund.payee_name"]),
        ({"payee_party_id": "", "applicant_party_id": "victim"}, "孟庆海", []),
        ({"payee_party_id": "nobody"}, "孟庆海", ["fund.payee_unknown"]),
    ],
)
def test_who_is_paid_for_a_funeral(changes: dict[str, str], name: str, said: list[str]) -> None:
    case = a_case()
    case = replace(case, parties=(*case.parties, HOME))
    application = a_file(kind=FundKind.FUNERAL, **changes).application
    found = payee_reasons(application, case, name=name, bank="农行", account="123456")
    assert [reason.code for reason in found] == said


def test_a_hospital_may_have_its_money_on_another_name() -> None:
    case = a_case()
    hospital = replace(case.parties[2], account_name="康宁医疗集团", account_number="")
    case = replace(case, parties=(*case.parties[:2], hospital))
    given = {"name": "康宁医疗集团", "bank": "农行", "account": "123456"}
    assert payee_reasons(a_file().application, case, **given) == ()
    person = replace(hospital, kind=PartyKind.PERSON)
    case = replace(case, parties=(*case.parties[:2], person))
    assert [r.code for r in payee_reasons(a_file().application, case, **given)] == [
        "fund.payee_not_hospital"
    ]
    assert payee_of(a_file(hospital="x").application, case) is None

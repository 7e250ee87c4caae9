"""Who may apply for what, what proves it, what the one-time notice must name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from mediation_app.clock import CHINA
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import ApplicantKind as A
from mediation_app.domain.fund import FundKind as K
from mediation_app.domain.fund import Material
from mediation_app.domain.fund_materials import (
    SUPPLEMENT_CODES,
    Wanted,
    material_rows,
    missing_codes,
    untold,
)
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_standing import applicants_for, kinds_for, standing_reasons
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.offices import Role
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.workflow import fund_papers_guards as g
from mediation_app.domain.workflow.engine import Position
from mediation_app.messages import text_of_reason
from tests.support.fund_cases import a_case, a_file, person

ON = date(2026, 10, 10)
DEAD = Injury(id="i", case_id="c", party_id="victim", outcome=Outcome.DEAD)


def codes(case: CaseFile, file: FundFile, *, blocking: bool = True) -> list[str]:
    found = standing_reasons(case, file, ON)
    assert all("{" not in text_of_reason(reason) for reason in found)
    return [r.code.partition("standing_")[2] for r in found if r.blocking is blocking]


def with_victim(case: CaseFile, **changes: Any) -> CaseFile:
    return replace(
        case,
        parties=tuple(replace(p, **changes) if p.id == "victim" else p for p in case.parties),
    )


def with_party(case: CaseFile, *roles: PartyRole, **changes: Any) -> CaseFile:
    values: dict[str, Any] = {"id": "x", "case_id": "c", "name": "孟晓东"}
    party = Party(**(values | {"roles": tuple(r.value for r in roles)} | changes))
    return replace(case, parties=(*case.parties, party))


@pytest.mark.parametrize(
    ("kind", "dead", "unknown", "expected"),
    [
        (K.RESCUE, False, False, (A.HOSPITAL, A.VICTIM, A.RELATIVE, A.AGENT)),
        (K.RESCUE, True, False, (A.HOSPITAL, A.RELATIVE, A.AGENT)),
        (K.RESCUE, False, True, (A.HOSPITAL, A.VICTIM, A.RELATIVE, A.AGENT)),
        (K.FUNERAL, True, False, (A.RELATIVE, A.AGENT)),
        (K.FUNERAL, True, True, (A.AGENT, A.FUNERAL_HOME, A.POLICE)),
        (K.HARDSHIP, False, False, (A.VICTIM, A.RELATIVE, A.AGENT)),
    ],
)
def test_who_may_apply(kind: K, dead: bool, unknown: bool, expected: tuple[A, ...]) -> None:
    victim = Party(id="victim", case_id="c", identity_unknown=unknown)
    injury = DEAD if dead else replace(DEAD, outcome=Outcome.INJURED)
    assert applicants_for(kind, victim, injury) == expected


def test_nobody_known_is_no_obstacle() -> None:
    assert A.VICTIM in applicants_for(K.RESCUE, None, None)


def test_kinds_of_aid() -> None:
    case, rules = a_case(), FundRules()
    assert kinds_for(case, case.injuries[0], rules) == (K.RESCUE,)
    assert kinds_for(case, DEAD, rules) == (K.RESCUE, K.FUNERAL)
    bare = replace(case, treatments=())
    assert kinds_for(bare, DEAD, rules) == (K.FUNERAL,)
    rescued = replace(DEAD, rescue_started_at=datetime(2026, 9, 29, 15, tzinfo=CHINA))
    assert kinds_for(bare, rescued, rules) == (K.RESCUE, K.FUNERAL)
    with_hardship = kinds_for(case, case.injuries[0], FundRules(hardship_enabled=True))
    assert with_hardship == (K.RESCUE, K.HARDSHIP)


def test_the_hospital_that_treated_him() -> None:
    case = a_case()
    assert codes(case, a_file()) == []
    assert codes(case, a_file(applicant_name="县二院")) == ["other_hospital"]
    other = a_file(applicant_name="县二院", hospital="县二院")
    assert codes(case, other) == ["not_treated"]
    assert codes(replace(case, treatments=()), other) == []  # nothing known: nothing said
    nowhere = replace(case, treatments=(replace(case.treatments[0], hospital_party_id="?"),))
    assert codes(nowhere, a_file()) == []


def test_the_wrong_one() -> None:
    case = a_case()
    assert codes(case, a_file(kind=K.FUNERAL)) == ["kind"]
    dead = replace(case, injuries=(DEAD,))
    assert codes(dead, a_file(applicant_kind=A.VICTIM)) == ["dead"]
    home = a_file(kind=K.FUNERAL, applicant_kind=A.FUNERAL_HOME)
    assert codes(dead, home) == ["identified"]
    unknown = with_victim(dead, identity_unknown=True)
    assert codes(unknown, home) == []
    assert codes(unknown, a_file(kind=K.FUNERAL, applicant_kind=A.POLICE)) == []
    assert codes(dead, a_file(applicant_kind=A.FUNERAL_HOME)) == ["kind"]


def test_the_victim_himself() -> None:
    case = with_victim(a_case(), birth_date=date(2008, 10, 11))
    mine = a_file(applicant_kind=A.VICTIM, applicant_id_number="1")
    assert codes(case, mine) == ["minor"]
    assert codes(with_victim(case, birth_date=date(2008, 10, 10)), mine) == []
    assert codes(with_victim(case, birth_date=None), mine) == []
    assert codes(a_case(), a_file(applicant_kind=A.VICTIM)) == ["id"]
    gone = replace(a_case(), parties=())
    assert codes(gone, mine) == []


def test_a_relative() -> None:
    case = a_case()
    kin = a_file(applicant_kind=A.RELATIVE, applicant_id_number="1", applicant_relation="女儿")
    assert codes(case, kin) == []
    assert codes(case, kin, blocking=False) == ["kinship"]  # the proof may still come
    proof = Material(id="k", case_id="c", application_id="f", code="kinship", present=True)
    assert codes(case, replace(kin, materials=(proof,)), blocking=False) == []
    waived = replace(proof, present=False, waived_reason="公安已核实")
    assert codes(case, replace(kin, materials=(waived,)), blocking=False) == []
    strange = replace(kin, application=replace(kin.application, applicant_relation=" "))
    assert codes(case, strange) == ["relation"]


def test_an_agent() -> None:
    file = a_file(applicant_kind=A.AGENT, applicant_id_number="1", applicant_party_id="x")
    assert codes(a_case(), file) == ["no_agent"]
    assert codes(with_party(a_case(), PartyRole.OWNER), file) == ["no_agent"]
    agent = with_party(a_case(), PartyRole.AGENT, represents_id="victim")
    assert codes(agent, file) == []
    assert codes(agent, file, blocking=False) == ["authority"]
    letter = Material(
        id="p", case_id="c", application_id="f", code="power_of_attorney", present=True
    )
    assert codes(agent, replace(file, materials=(letter,)), blocking=False) == []
    assert codes(with_party(a_case(), PartyRole.AGENT, represents_id="driver"), file) == ["giver"]
    assert codes(with_party(a_case(), PartyRole.AGENT), file) == ["giver"]
    hospital = with_party(a_case(), PartyRole.AGENT, represents_id="hospital")
    assert codes(hospital, file) == []
    over = with_party(
        a_case(), PartyRole.AGENT, represents_id="victim", authority_until=date(2026, 10, 9)
    )
    assert codes(over, file) == ["authority_over"]


# Materials --------------------------------------------------------------------------------------


def wanted(*needs: tuple[str, str]) -> list[Wanted]:
    return [Wanted(code=code, name=code, need=need, note="注") for code, need in needs]


def rows(
    file: FundFile, *needs: tuple[str, str], case: CaseFile | None = None, **rules: Any
) -> Any:
    made = material_rows(case or a_case(), file, wanted(*needs), FundRules(**rules))
    return {row.code: row for row in made}


def test_what_is_needed_follows_the_facts() -> None:
    bare = a_file(materials=())
    made = rows(
        bare, ("police_notice", "required"), ("kinship", "required"), ("invoices", "if_any"),
        ("power_of_attorney", "if_any"), ("over_window", "if_any"),
        ("vehicle_appraisal", "if_any"), ("health_opinion", "profile"),
    )  # fmt: skip
    assert [row.code for row in made.values() if row.required] == ["kinship"]
    assert made["police_notice"].note == "可后到，审批前须有"
    assert made["kinship"].note == "注"
    assert [row.position for row in made.values()] == [1, 2, 3, 4, 5, 6, 7]
    agent = a_file(materials=(), applicant_kind=A.AGENT)
    assert rows(agent, ("power_of_attorney", "if_any"))["power_of_attorney"].required
    late = replace(bare, bill_lines=(replace(bare.bill_lines[0], in_window=False),))
    assert rows(late, ("over_window", "if_any"))["over_window"].required
    case = a_case()
    appraised = replace(case, vehicles=(replace(case.vehicles[0], appraised_motor=True),))
    found = rows(bare, ("vehicle_appraisal", "if_any"), case=appraised)
    assert found["vehicle_appraisal"].required
    health = ("health_opinion", "profile")
    assert rows(bare, health, health_dept_precheck=True)["health_opinion"].required
    for code in ("over_window", "vehicle_appraisal", "health_opinion"):
        assert rows(bare, (code, "required"))[code].required


def test_what_was_received_stays() -> None:
    there = Material(
        id="k", case_id="c", application_id="f", code="kinship", position=1, present=True
    )
    empty = replace(there, id="e", code="unit_authority", present=False)
    scan = replace(empty, id="s", code="records", attachment_id="att")
    waived = replace(empty, id="w", code="bill", waived_reason="已有")
    file = a_file(materials=(there, empty, scan, waived))
    made = rows(file, ("kinship", "required"), ("promise", "required"))
    assert list(made) == ["kinship", "promise", "records", "bill"]
    assert made["kinship"] is there
    assert not made["records"].required
    again = material_rows(
        a_case(), replace(file, materials=tuple(made.values())),
        wanted(("kinship", "required"), ("promise", "required")), FundRules(),
    )  # fmt: skip
    assert again == tuple(made.values())


def test_the_codes_of_the_notice() -> None:
    def material(code: str, **changes: Any) -> Material:
        return replace(
            Material(id=code, case_id="c", application_id="f", code=code, name=code), **changes
        )

    materials = (
        material("bill"), material("kinship", present=True), material("promise", required=False),
        material("payee_account", waived_reason="已有"), material("own_list"),
    )  # fmt: skip
    assert missing_codes(materials) == ("B01", "B07")
    assert [m.code for m in untold(materials, ["B07"])] == ["own_list"]
    assert untold(materials, ["B01", "B07"]) == ()


def test_every_material_has_a_code_of_the_list() -> None:
    from mediation_app.rulebook import Rulebook

    book = Rulebook.open("371525")
    assert set(book.codes("materials")) == set(SUPPLEMENT_CODES)
    assert set(SUPPLEMENT_CODES.values()) <= set(book.reasons("B"))


# Guards -----------------------------------------------------------------------------------------


def position(file: FundFile | None, **changes: Any) -> Position:
    values: dict[str, Any] = {
        "case": a_case(), "fund": file, "actor": person("clk", Role.FUND_CLERK), "today": ON,
    }  # fmt: skip
    return Position(**(values | changes))


def guarded(guard: Any, file: FundFile | None, **changes: Any) -> list[tuple[str, bool]]:
    found = guard(position(file, **changes))
    assert all("{" not in text_of_reason(reason) for reason in found)
    return [(reason.code.partition(".")[2], reason.blocking) for reason in found]


def test_nothing_to_say_without_an_application() -> None:
    for guard in (g.standing, g.lines_sound, g.told_once):
        assert guarded(guard, None) == []


def test_the_bill_must_add_up_before_it_is_handed_in() -> None:
    assert guarded(g.lines_sound, a_file()) == []
    bad = replace(a_file().bill_lines[0], quantity=0)
    assert guarded(g.lines_sound, a_file(bill_lines=(bad,))) == [("line_amount", True)]
    assert guarded(g.standing, a_file(applicant_name="县二院")) == [
        ("standing_other_hospital", True)
    ]


def test_one_notice_with_everything() -> None:
    lacking = Material(id="m", case_id="c", application_id="f", code="bill", name="清单")
    file = a_file(materials=(lacking,))
    assert guarded(g.told_once, file) == []
    assert guarded(g.told_once, file, facts={"missing": ("B07",)}) == []
    assert guarded(g.told_once, file, facts={"missing": ("B08",)}) == [("supplement_untold", True)]
    asked = StepTaken(
        id="s", case_id="c", subject_id="f", process="fund", event="ask_supplement",
        source="submitted", target="supplement", occurred_on=ON,
    )  # fmt: skip
    case = replace(a_case(), steps=(asked,))
    assert guarded(g.told_once, file, case=case) == [("supplement_second", False)]
    assert guarded(g.told_once, file, case=case, occurred_on=ON) == [("supplement_again", True)]
    facts = {"new_facts": "复核发现新的欠缺"}
    assert guarded(g.told_once, file, case=case, occurred_on=ON, facts=facts) == []
    other = replace(a_case(), steps=(replace(asked, subject_id="other"),))
    assert guarded(g.told_once, file, case=other, occurred_on=ON) == []

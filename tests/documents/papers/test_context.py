"""The leaves of the context and the readings of a case that the papers share."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation_app.documents import context
from mediation_app.documents.catalog import Catalog
from mediation_app.documents.context import Fill, words
from mediation_app.documents.context.parties import age_on
from mediation_app.documents.engine import api
from mediation_app.documents.signers import expected
from mediation_app.domain.checks.base import stand_ins_of
from mediation_app.domain.losses import Outcome
from mediation_app.domain.parties import AgentScope, Party, Side
from tests.documents.papers import samples


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (100, "100")],
)
def test_numerals(number: int, said: str) -> None:
    assert words.numeral(number) == said


def test_dates_have_no_leading_zeros_and_moments_are_the_offices() -> None:
    assert words.day(date(2026, 3, 5)) == "2026年3月5日"
    assert words.moment(datetime(2026, 3, 4, 16, 5, tzinfo=UTC)) == "2026年3月5日0时05分"


def test_sums() -> None:
    assert words.yuan(Decimal("57160.00")) == "¥57,160.00"
    assert words.words(Decimal("57160.00")) == "伍万柒仟壹佰陆拾元整"
    assert words.yuan(None) == ""


@pytest.mark.parametrize(
    ("slot", "final", "line", "cell"),
    [
        (words.text(""), "／", "＿" * 8, ""),
        (words.text("张三"), "张三", "张三", "张三"),
        (words.text("", empty="无", width=2), "无", "＿＿", ""),
        (words.yuan(Decimal("0.00")), "¥0.00", "¥" + "＿" * 6, ""),
        (words.day(None), "／", words.DATE_BLANK, words.CELL_DATE),
        (words.moment(None), "／", words.MOMENT_BLANK, "　　年　月　日　时　分"),
        (words.box(ticked=True), "☑", "☑", "☑"),
        (words.box(ticked=False), "☐", "☐", "☐"),
        (words.text("", inline=True, width=1), "／", "＿", "＿"),
    ],
)
def test_what_stands_where_nothing_was_entered(
    slot: words.Slot, final: str, line: str, cell: str
) -> None:
    tree = {"x": slot}
    assert words.printed(tree, Fill.FINAL) == {"x": final}
    assert words.printed(tree, Fill.LINES) == {"x": line}
    assert words.printed(tree, Fill.CELLS) == {"x": cell}


def test_a_long_text_is_paragraphs_and_nothing_is_one_word() -> None:
    assert words.narrative("一\n\n 二 ") == ["一", "二"]
    tree = {"x": words.narrative("", lines=3)}
    assert words.printed(tree, Fill.FINAL) == {"x": ["无"]}
    assert len(words.printed(tree, Fill.LINES)["x"]) == 3  # type: ignore[arg-type]
    assert words.is_missing(tree["x"])
    assert not words.is_missing(words.narrative("一"))


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(1986, 3, 15), date(2026, 3, 14), 39),
        (date(1986, 3, 15), date(2026, 3, 15), 40),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2030, 1, 1), date(2026, 1, 1), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_age(birth: date | None, on: date, years: int | None) -> None:
    assert age_on(birth, on) == years


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=60))
def test_any_name_can_be_filled_in_and_read_back(name: str) -> None:
    scene = samples.scene("receipt", samples.case_s9(name))
    tree = context.printed(context.build(scene), Fill.FINAL)
    filled = api.fill_template(Catalog().kind("receipt").path, tree)
    read = docx.Document(io.BytesIO(filled))
    text = "".join(node.text or "" for node in read.element.iter() if node.tag.endswith("}t"))
    kept = str(words.text(name)) or "／"
    plain = "".join(c for c in kept if c not in "\ue0f0\ue0f1\ufffe\uffff")
    assert f"收款人：{plain}" in text


def test_several_of_a_side_are_numbered() -> None:
    file = samples.case_s9()
    second = replace(file.parties[0], id="v2", name="王芳")
    tree = context.build(samples.scene("", replace(file, parties=(*file.parties, second))))
    titles = [party["title"] for party in tree["applicants"]]  # type: ignore[index, union-attr]
    assert titles == ["申请人一", "申请人二"]


def test_the_dead_are_no_party_and_sign_nothing() -> None:
    file = samples.case_s9()
    injury = replace(file.injuries[0], outcome=Outcome.DEAD)
    scene = samples.scene("agreement", replace(file, injuries=(injury,)))
    tree = context.build(scene)
    assert tree["applicants"] == []
    names = {signer.name for signer in expected(Catalog().kind("agreement"), scene)}
    assert "张国强" not in names
    assert tree["fund"]["outcome"] == "死亡"  # type: ignore[index]


def test_guardian_and_agent_stand_beside_the_name() -> None:
    file = samples.case_s9()
    mother = Party(
        id="m1",
        case_id=samples.CASE,
        side=Side.APPLICANT,
        roles=("guardian",),
        name="王芳",
        represents_id="v1",
        relation="母子",
        agent_scope=AgentScope.SPECIAL,
    )
    tree = context.build(samples.scene("", replace(file, parties=(*file.parties, mother))))
    labels = [signer["label"] for signer in tree["signers"]["parties"]]  # type: ignore[index, union-attr]
    assert labels[0] == "张国强（法定代理人王芳）"
    assert labels[2] == "泰和财产保险股份有限公司东阿支公司（盖章，委托代理人刘洋）"


def test_the_agent_of_a_guardian_stands_beside_the_child_and_signs() -> None:
    file = samples.case_s9()
    mother = Party(
        id="m1",
        case_id=samples.CASE,
        side=Side.APPLICANT,
        roles=("guardian",),
        name="王芳",
        represents_id="v1",
        relation="母子",
    )
    lawyer = Party(
        id="m2",
        case_id=samples.CASE,
        side=Side.APPLICANT,
        roles=("agent",),
        name="赵律",
        represents_id="m1",
        agent_scope=AgentScope.SPECIAL,
    )
    file = replace(file, parties=(lawyer, *file.parties, mother))
    tree = context.build(samples.scene("", file))
    labels = [signer["label"] for signer in tree["signers"]["parties"]]  # type: ignore[index, union-attr]
    assert labels[0] == "张国强（法定代理人王芳，委托代理人赵律）"
    agents = tree["applicants"][0]["agents"]  # type: ignore[index]
    assert [agent["relation"] for agent in agents] == ["母子", "受王芳委托"]
    assert [party["name"] for party in tree["applicants"]] == ["张国强"]  # type: ignore[index, union-attr]


def test_agents_who_authorise_each_other_come_to_an_end() -> None:
    file = samples.case_s9()
    pair = tuple(
        Party(id=a, case_id=samples.CASE, roles=("agent",), name=a, represents_id=b)
        for a, b in (("x1", "x2"), ("x2", "x1"))
    )
    assert {p.id for p in stand_ins_of(replace(file, parties=pair), "x1")} == {"x2"}


def test_an_organisation_without_agent_signs_by_its_head() -> None:
    file = samples.case_s9()
    tree = context.build(samples.scene("", replace(file, parties=file.parties[:3])))
    labels = [signer["label"] for signer in tree["signers"]["parties"]]  # type: ignore[index, union-attr]
    assert labels[2] == "泰和财产保险股份有限公司东阿支公司（盖章，负责人陈立）"


def test_the_dispute_in_short_tells_the_accident_once() -> None:
    file = samples.case_s9()
    bare = replace(file, case=replace(file.case, dispute="双方对护理费有争议。"))
    course = file.accident.course
    told = context.build(samples.scene("", bare))["case"]["dispute"]  # type: ignore[index]
    assert course in told[0]  # type: ignore[index]
    assert told[1] == "双方对护理费有争议。"  # type: ignore[index]
    again = replace(file, case=replace(file.case, dispute=f"{course}有争议。"))
    said = context.build(samples.scene("", again))["case"]["dispute"]  # type: ignore[index]
    assert "".join(said).count(course) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("06358431200", "0635-8431200"),
        ("13863572417", "13863572417"),
        ("内线 12", "内线 12"),
        ("", ""),
    ],
)
def test_a_landline_shows_its_area_code(given_: str, shown: str) -> None:
    assert words.phone_text(given_) == shown


def test_nobody_unknown_signs_a_record() -> None:
    file = samples.case_s9()
    nobody = replace(file.parties[0], name="", identity_unknown=True)
    scene = samples.scene("session_record", replace(file, parties=(nobody, *file.parties[1:])))
    ids = [signer["id"] for signer in context.build(scene)["session"]["signers"]]  # type: ignore[index, union-attr]
    assert ids == ["d1", "i1"]
    board = expected(Catalog().kind("session_record"), scene)
    assert "v1" not in {signer.party_id for signer in board}


def test_the_dead_take_no_part_in_a_session() -> None:
    file = samples.case_s9()
    injury = replace(file.injuries[0], outcome=Outcome.DEAD)
    helper = replace(file.parties[0], side=Side.HELPER)
    file = replace(file, injuries=(injury,), parties=(helper, *file.parties[1:]))
    told = context.build(samples.scene("session_record", file))["session"]
    assert told["invited"] == ""  # type: ignore[index]
    assert "张国强" not in told["parties"]  # type: ignore[index]


def test_unknown_person_is_said_to_be_one() -> None:
    file = samples.case_s9()
    nobody = replace(file.parties[0], name="", identity_unknown=True, id_number="")
    tree = context.build(samples.scene("", replace(file, parties=(nobody, *file.parties[1:]))))
    assert tree["victim"]["name"] == "身份不明"  # type: ignore[index]
    assert tree["victim"]["id_number"] == "身份不明"  # type: ignore[index]


def test_a_case_can_be_read_without_anything_in_it() -> None:
    assert context.build(context.blank_scene(samples.scene()))["case"]["number"] == ""  # type: ignore[index]


def test_a_blank_scene_keeps_nothing_of_the_case() -> None:
    """Whatever subject a scene may have: on a blank form there is none."""
    import dataclasses

    kept = {"office", "today", "kind", "wording", "calendar", "band_of", "printable", "file"}
    marks = {f.name: object() for f in dataclasses.fields(context.Scene) if f.name not in kept}
    full = dataclasses.replace(samples.scene(), **marks)  # type: ignore[arg-type]
    blank = context.blank_scene(full)
    assert [name for name, mark in marks.items() if getattr(blank, name) is mark] == []

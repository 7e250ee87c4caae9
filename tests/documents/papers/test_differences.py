"""What differs between two papers, and the signs that no font has, without a store."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from mediation_app.documents.catalog import Catalog
from mediation_app.documents.context import Scene
from mediation_app.documents.differences import Difference, Unit, differences, likeness, units_of
from mediation_app.documents.glyphs import glyph_warnings, unprintable
from mediation_app.documents.offers import offers
from mediation_app.domain.cases import MediationState
from mediation_app.domain.parties import Liability
from mediation_app.messages import text_of_reason
from tests.documents.papers import samples
from tests.services.mediation.road import changed
from tests.services.mediation.test_shares import BOOK, on_the_road


def units(*texts: str) -> tuple[Unit, ...]:
    return tuple(Unit(text) for text in texts)


def told(old: str, new: str, *facts: str) -> list[tuple[str, str, str, str]]:
    found = differences(units(old), units(new), facts)
    return [(one.where, one.before, one.after, one.fact) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "一、赔偿总额43,540.00元。",
            "一、赔偿总额45,000.00元。",
            ("赔偿总额", "43,540.00", "45,000.00", "43,540.00"),
        ),
        (
            "于2026年12月10日前付清",
            "于2026年12月20日前付清",
            ("于", "2026年12月10日", "2026年12月20日", "2026年12月10日"),
        ),
        (
            "金额大写：肆万叁仟伍佰肆拾元整",
            "金额大写：肆万伍仟元整",
            ("金额大写", "肆万叁仟伍佰肆拾元整", "肆万伍仟元整", "肆万叁仟伍佰肆拾元整"),
        ),
        ("申请人：张国强，男", "申请人：张国庆，男", ("申请人", "张国强", "张国庆", "张国强")),
        ("张国强，男", "张国庆，男", ("“男”之前", "张国强", "张国庆", "张国强")),
        ("双方自愿达成", "双方达成", ("双方", "自愿", "", "")),
        ("张国强", "", ("", "张国强", "", "张国强")),
        ("", "另加一句", ("", "", "另加一句", "")),
    ],
)
def test_a_change_is_told_whole_with_its_place(
    old: str, new: str, expected: tuple[str, str, str, str]
) -> None:
    facts = ("张国强", "43,540.00", "2026年12月10日", "肆万叁仟伍佰肆拾元整", "强")
    assert told(old, new, *facts) == [expected]


def test_nothing_changed_is_nothing() -> None:
    same = units("甲", "乙")
    assert differences(same, same) == ()
    assert (likeness(same, same), likeness(same, units("丙")), likeness((), same)) == (1, 0, 0)


def test_a_paragraph_put_between_others_is_one_difference() -> None:
    old = units("第一段的内容", "第二段的金额100.00元", "第三段")
    new = units("第一段的内容", "插进来的新话", "第二段的金额200.00元", "第三段")
    assert differences(old, new) == (
        Difference(where="“第一段的内容”之后", before="", after="插进来的新话"),
        Difference(where="第二段的金额", before="100.00", after="200.00"),
    )
    assert [one.before for one in differences(new, old)] == ["插进来的新话", "200.00"]


def test_long_narratives_are_compared_by_their_words() -> None:
    story = "某年某月某日某人驾驶小型轿车沿某街由西向东行驶至某路口时与张国强相撞，致其受伤。"
    assert told(story, story.replace("张国强", "张国庆"), story, "张国强")[0][1:3] == (
        "张国强",
        "张国庆",
    )


def test_cells_are_named_by_their_neighbour_or_their_column() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("序号", "项目", "金额"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("1", "护理费", "1,200.00"), strict=True):
        cell.text = text
    document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    found = {unit.text: unit.label for unit in units_of(out.getvalue())}
    assert found["1,200.00"] == "护理费"
    assert found["护理费"] == "项目"
    assert found["序号"] == ""
    assert "" not in found


def test_signs_are_asked_for_only_when_not_every_font_has_them() -> None:
    asked: list[str] = []

    def printable(sign: str) -> bool:
        asked.append(sign)
        return sign != "𬀩"

    assert unprintable("李𬀩𬀩朋，男𠅤", printable) == "𬀩"
    assert asked == ["𬀩", "𠅤"]


def test_a_sign_without_a_font_is_told_with_its_field() -> None:
    file = samples.case_s9()
    party = replace(file.parties[0], name="李𬀩")
    claims = replace(file.case, claims=("赔偿𬀩",))
    file = replace(file, parties=(party, *file.parties[1:]), case=claims)
    found = glyph_warnings([("parties[].name", "李𬀩")], file, lambda sign: sign != "𬀩")
    assert [reason.place for reason in found] == ["case/claims", f"parties/{party.id}/name"]
    assert not any(reason.blocking for reason in found)
    assert "李𬀩" in text_of_reason(found[1])
    assert glyph_warnings([("a", "李朋")], file, lambda _sign: False) == ()
    (office,) = glyph_warnings([("office.phone", "𠅤")], file, lambda _sign: False)
    assert (office.place, "联系电话" in text_of_reason(office)) == ("", True)
    with_fund = samples.case_s9()
    fund = with_fund.funds[0]
    named = replace(fund, application=replace(fund.application, payee_name="李𬀩"))
    with_fund = replace(with_fund, funds=(named,))
    (mine,) = glyph_warnings([("fund.payee_name", "李𬀩")], with_fund, lambda _sign: False)
    assert mine.place == "fund/payee_name"


def test_the_band_of_a_share_holds_printing_back_like_the_step() -> None:
    file = changed(on_the_road([Liability.MAIN], [Liability.MINOR]), "parties", "dm0", share=60)
    agreement = replace(samples.case_s9().agreements[0], case_id=file.case.id)
    case = replace(file.case, state=MediationState.MEDIATING)
    scene = samples.scene(file=replace(file, case=case, agreements=(agreement,)))

    def told(scene: Scene) -> set[str]:
        (line,) = offers(Catalog(), scene, only="agreement")
        return {reason.code for reason in line.reasons}

    assert "checks.share_outside" in told(replace(scene, band_of=BOOK.band))
    assert "checks.share_outside" not in told(scene)


def test_a_line_of_its_own_is_told_with_the_line_before() -> None:
    (found,) = differences(
        units("申请人（签名）", "张国强"), units("申请人（签名）", "张国庆"), ["张国强"]
    )
    assert found.where == "“申请人（签名）”之后"

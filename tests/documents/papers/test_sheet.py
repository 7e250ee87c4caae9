"""损害赔偿计算清单: followed with a calculator, and what happens when it does not fit on a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

import docx
import pytest

from mediation_app.documents.catalog import Catalog
from mediation_app.documents.context import Scene
from mediation_app.documents.context.frozen_sums import frozen_sums
from mediation_app.documents.context.sums_basis import basis, circle
from mediation_app.documents.offers import OfferState, offers
from mediation_app.documents.produce import Produced, produce
from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.tree import tree_of
from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Calculation
from mediation_app.domain.money import format_money
from mediation_app.errors import Reason
from tests.documents.papers import samples, sheets
from tests.documents.papers.cast import money
from tests.documents.papers.press import pages_of, text_of

pytestmark = pytest.mark.xdist_group("paper-calculation_sheet")
KIND = Catalog().kind("calculation_sheet")
STORIES = (sheets.e3, sheets.e6)
CASES = (*STORIES, sheets.jointly, *sheets.OVERFLOW)
HEADS = (
    "计算式金额（元）",
    "计算式依据金额（元）",
    "已付（元）尚应付或多付（元）",
    "款项和计算式金额（元）",
)


def made(scene: Scene) -> Produced:
    return produce(KIND, scene)


@cache
def told(case: Callable[[], Scene]) -> tuple[Scene, Produced]:
    """One of ``CASES`` and its sheet, made once for all tests."""
    scene = case()
    return scene, made(scene)


# The calculator -------------------------------------------------------------------------------


def paragraphs(paper: Produced) -> Iterator[str]:
    """Every paragraph of every cell of the Word file, each cell once."""
    word = docx.Document(io.BytesIO(paper.docx))
    for table in word.tables:
        for row in table.rows:
            for cell in dict.fromkeys(row.cells):
                yield from (paragraph.text for paragraph in cell.paragraphs)


_WORDS = re.compile(r"[^\d.+\-−×÷=()%/,，；：]+")
_PLAIN = re.compile(r"^[\d.+\-*/() ]+$")


def formulas(text: str) -> Iterator[tuple[str, str]]:
    """``a + b = c`` of a paragraph as two sides a calculator takes."""
    text = re.sub(r"（([^（）]*=[^（）]*)）", r"；\1；", text)  # a formula inside a formula
    bare = re.sub(r"（[^（）×÷+=−]*）|元/[年天]|[A-Z][A-Z0-9]+", "", text)  # remarks, units, plates
    for piece in re.split(r"[；：，＞≤≥＜]", bare):
        if "=" not in piece:
            continue
        plain = piece.replace("（", "(").replace("）", ")")
        plain = _WORDS.sub("", plain).replace("，", "").replace(",", "")
        plain = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
        plain = plain.replace("×", "*").replace("÷", "/").replace("−", "-")
        sides = plain.split("=")
        for left, right in pairwise(sides):
            right = re.sub(r"(?<=\d)\([\d.+]+\)$", "", right)  # the parts of a sum behind it
            yield _balanced(left), _balanced(right)


def _balanced(side: str) -> str:
    side = side.replace("()", "")
    missing = side.count("(") - side.count(")")
    return side + ")" * missing if missing > 0 else side.replace(")", "", -missing)


def reckon(side: str) -> Decimal:
    assert _PLAIN.match(side), side
    exact = re.sub(r"\d+(\.\d+)?", lambda number: f'Fraction("{number[0]}")', side)
    value = Fraction(eval(exact, {"Fraction": Fraction}))
    return Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_every_printed_formula_is_right(case: Callable[[], Scene]) -> None:
    checked = 0
    for text in paragraphs(told(case)[1]):
        for left, right in formulas(text):
            # Intermediate sums are shown rounded but used exactly (the notes say so).
            assert abs(reckon(left) - reckon(right)) <= Decimal("0.015"), text
            checked += 1
    assert checked > 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_columns_add_up_to_their_subtotals_and_total(case: Callable[[], Scene]) -> None:
    word = docx.Document(io.BytesIO(told(case)[1].docx))
    tables = 0
    for table in word.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if len(rows) < 2 or "依据" not in rows[1]:
            continue
        tables += 1
        running, total = Decimal(0), Decimal(0)
        for row in rows[2:]:
            amount = row[-1].replace(",", "")
            if row[0] == "小计":
                assert Decimal(amount) == running
                total, running = total + running, Decimal(0)
            elif row[0] == "损失合计":
                assert Decimal(amount) == total
            elif row[0].isdigit():
                running += Decimal(amount)
    assert tables == len(told(case)[0].sums.result.victims)  # type: ignore[union-attr]


def test_e3_shows_every_step_of_the_domain_example() -> None:
    text = text_of(told(sheets.e3)[1])
    for words in (
        "（2026）东道交调字第0102号",
        "申请人：张桂兰；被申请人：刘志强、安泰财产保险股份有限公司聊城中心支公司",
        "幅度60%—70%（山东省实施《道路交通安全法》办法第66条）；理由：双方均未让行，取幅度下限",
        "死亡伤残180,000.00元；医疗费用18,000.00元；财产损失2,000.00元",
        "32,000.00+2,000.00+900.00=34,900.00",
        "10,800.00+3,300.00+500.00=14,600.00",
        "34,900.00+14,600.00+800.00=50,300.00",
        "伍万零叁佰元整",
        "18,000.00+14,600.00+800.00=33,400.00",
        "50,300.00−33,400.00=16,900.00",
        "16,900.00×60%=10,140.00",
        "16,900.00×40%=6,760.00",
        "10,140.00+6,760.00=16,900.00",
        "33,400.00+10,140.00=43,540.00",
        "肆万叁仟伍佰肆拾元整",
        "交强险33,400.00+商业三者险10,140.00=43,540.00",
        "43,540.00−18,000.00=25,540.00",
        "0.0015,000.00多付15,000.00",
        "应得43,540.00−18,000.00−15,000.00=10,540.00",
        "25,540.00−15,000.00=10,540.00",
        "壹万零伍佰肆拾元整",
        "不代替调解协议",
    ):
        assert words in text, words
    assert "待核实" not in text
    assert "标准①" not in text


def test_e6_shows_standards_years_and_who_is_paid_for_the_dead() -> None:
    text = text_of(told(sheets.e6)[1])
    for words in (
        "①山东2025年城镇居民人均可支配收入50,000.00元/年山东省统计局公布的统计数据（2025年）（待核实）",
        "赵德明（已死亡）",
        "50,000.00元/年×12年=600,000.00元",
        "20−(68−60)=12年",
        "30,000.00元/年×14年÷3人=140,000.00元",
        "被扶养人生活费：王秀英（妻子）",
        "822,250.00",
        "848,250.00−198,000.00=650,250.00",
        "650,250.00×80%=520,200.00",
        "650,250.00×20%=130,050.00",
        "198,000.00+520,200.00=718,200.00",
        "柒拾壹万捌仟贰佰元整",
        "赵德明的近亲属（王秀英、赵强）",
        "精神损害抚慰金：在死亡伤残限额内先赔",
        "没有已付款项",
        "标明待核实的标准尚未与公布的数据核对",
    ):
        assert words in text, words
    assert "其中：" not in text  # one dependant needs no second row
    assert "未成年人扶养年数" not in text


def test_e6_adds_each_bucket_as_the_domain_example() -> None:
    sums = sheets.e6().sums
    assert sums is not None
    buckets = sums.result.victims[0].buckets
    assert (buckets[Bucket.MEDICAL], buckets[Bucket.DEATH]) == (
        money("26000.00"),
        money("822250.00"),
    )


def test_what_another_paid_for_the_same_debt_comes_off_it_once() -> None:
    text = text_of(told(sheets.jointly)[1])
    assert "42,000.00−5,000.00−连带责任人已付10,000.00=27,000.00" in text
    assert "10,000.00抵连带债务" in text
    assert "其中27,000.00元由东阿顺达运输有限公司承担连带责任" in text
    assert "应得110,000.00−5,000.00−10,000.00=95,000.00" in text


# Pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_tables_go_on_with_their_heads_and_no_sum_is_lost(case: Callable[[], Scene]) -> None:
    scene, paper = told(case)
    found = pages_of(paper)
    assert paper.pages == len(found)
    assert scene.sums is not None
    text = "".join(found)
    for victim in scene.sums.result.victims:
        amounts = [line.amount for line in victim.lines]
        amounts += [share.amount for share in victim.shares]
        amounts += [victim.total, victim.remainder, victim.own, victim.entitlement]
        for amount in amounts:
            assert format_money(amount) in text
    for page in found[1:-1]:
        table_goes_on = re.match(
            r"受害人：|序号|一方|[一二三四五六]、|交强险分项|车辆|各受害人|说明|\d\.", page
        )
        assert table_goes_on, page[:30]
    for page in found:
        if re.match(r"受害人：", page):
            assert any(head in page for head in HEADS), page[:60]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_signatures_stand_below_the_last_note(case: Callable[[], Scene]) -> None:
    for page in pages_of(told(case)[1]):
        if "当事人（签名、盖章或按指印）" in page:
            assert "本清单供调解时说明和核对使用" in page
            assert "人民调解员（复核、签名）" in page


def test_several_victims_and_vehicles_show_what_is_used_of_each_limit() -> None:
    text = text_of(told(sheets.two_by_two)[1])
    assert "交强险分项限额的使用" in text
    assert "张国强90,000.00+王秀英90,000.00" in text
    assert "各受害人损失合计" in text
    assert "交强险分项限额的使用" not in text_of(told(sheets.e3)[1])


def test_dependants_are_told_stage_by_stage() -> None:
    text = text_of(told(sheets.forty_items)[1])
    for stage in range(1, 5):
        assert f"第{stage}段" in text
    assert "其中：母亲" in text
    assert "已计入上行" in text


# Frozen, changed, missing ---------------------------------------------------------------------


def with_frozen() -> Scene:
    scene = sheets.e3()
    assert scene.sums is not None
    frozen = Calculation(id="z1", case_id="c1", made_on=date(2026, 6, 24), reason="拟定协议")
    return replace(scene, sums=replace(scene.sums, frozen=frozen))


def test_frozen_sums_say_when_they_were_frozen() -> None:
    text = text_of(made(with_frozen()))
    assert "数额已于2026年6月24日固定（拟定协议）" in text
    assert "计算日期2026年6月24日" in text
    assert "尚未固定" not in text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_tree_prints_the_same_sheet_as_the_reckoning(case: Callable[[], Scene]) -> None:
    scene, paper = told(case)
    sums = scene.sums
    assert sums is not None
    tree = tree_of(sums.claim, sums.law, sums.result)
    spoiled = replace(sums, result=sheets.e3().sums.result)  # type: ignore[union-attr]
    again = replace(scene, sums=frozen_sums(tree, spoiled))
    assert word_text(made(again)) == word_text(paper)


def word_text(paper: Produced) -> list[str]:
    return list(paragraphs(paper))


def test_frozen_sums_keep_shares_and_payments_that_were_changed_since() -> None:
    scene = sheets.e3()
    sums = scene.sums
    assert sums is not None
    tree = tree_of(sums.claim, sums.law, sums.result)
    sides = tuple(replace(side, percent=Decimal(50)) for side in sums.claim.sides)
    later = replace(sums, claim=replace(sums.claim, sides=sides, prepaid=()))
    text = text_of(made(replace(scene, sums=frozen_sums(tree, later))))
    assert "同等责任60%" in text
    assert "应得43,540.00−18,000.00−15,000.00=10,540.00" in text


def test_the_sheet_is_offered_as_soon_as_there_are_losses() -> None:
    scene = sheets.e3()
    ready = offers(Catalog(), scene, only=KIND.code)[0]
    assert (ready.state, ready.copies) == (OfferState.READY, 4)
    locked = offers(Catalog(), replace(scene, sums=None), only=KIND.code)[0]
    assert (locked.state, locked.note) == (OfferState.LOCKED, "损失录入后")
    trouble = Reason(code="cases.share_missing", place="parties/d1/share")
    missing = offers(Catalog(), replace(scene, sums=None, sums_trouble=trouble), only=KIND.code)[0]
    assert missing.reasons == (trouble,)


def test_a_case_without_reckoning_prints_strokes() -> None:
    from mediation_app.domain.cases import Case

    paper = made(samples.scene(KIND.code, CaseFile(case=Case(id="c9"))))
    assert "／" in text_of(paper)


def test_another_day_does_not_make_the_sheet_an_old_edition() -> None:
    scene = sheets.e3()
    later = replace(scene, today=date(2026, 12, 1))
    assert made(scene).content_hash == made(later).content_hash
    assert scene.sums is not None
    frozen = with_frozen()
    assert made(frozen).content_hash != made(scene).content_hash


# Sources --------------------------------------------------------------------------------------


def test_articles_of_a_law_stand_together_and_unsure_ones_are_left_out() -> None:
    told = basis(
        (
            Source(text="人身损害赔偿解释第17条"),
            Source(text="《民法典》第1213条；人身损害赔偿解释第16条、第17条"),
            Source(text="《保险法》第64条", sureness=Sureness.UNVERIFIED),
            Source(text="保险合同约定"),
        ),
        "标准①",
        "",
    )
    assert told == (
        "人身损害赔偿解释第16条、第17条；《民法典》第1213条；《保险法》；保险合同约定；标准①"
    )


def test_standards_are_numbered_beyond_twenty() -> None:
    assert [circle(n) for n in (1, 20, 21)] == ["①", "⑳", "(21)"]

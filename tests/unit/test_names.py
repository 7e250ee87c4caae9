"""Names: rare characters stay, dots are one, comparison forgives, pinyin finds."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.names import (
    comparison_key,
    masked,
    normal_name,
    same_name,
    tidy,
    traits,
)
from mediation_app.errors import InvalidInput
from mediation_app.paths import resource_dir
from mediation_app.rulebook.pinyin import pinyin_table


@pytest.mark.parametrize("dot", "·•．.・‧⋅∙･。｡ㆍ⸱᛫")
def test_the_dot_of_minority_names_is_one(dot: str) -> None:
    assert normal_name(f"买买提 {dot} 吐尔逊".replace(" ", "")) == "买买提·吐尔逊"
    assert same_name(f"买买提{dot}吐尔逊", "买买提吐尔逊")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 张　三 ", "张三"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ", "John"),
        ("李𬀩", "李𬀩"),
        ("&<>{{", "&<>{{"),
        ("J. R. Smith", "J. R. Smith"),
        ("东阿县(集团)公司", "东阿县（集团）公司"),
        ("东阿县（集团）公司", "东阿县（集团）公司"),
        ("John (Jr)", "John (Jr)"),
        ("张\u200b三\u202c", "张三"),
        ("·买买提·", "买买提"),
    ],
)
def test_normal_names(typed: str, stored: str) -> None:
    assert normal_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_empty"),
        ("　 ", "name_empty"),
        ("张" * 201, "name_too_long"),
        ("张\x00", "name_control_sign"),
    ],
)
def test_bad_names(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        normal_name(typed)
    assert caught.value.code == f"domain.{code}"


def test_two_hundred_characters_are_counted_as_characters() -> None:
    assert len(normal_name("𬀩" * 200)) == 200


@given(st.text(max_size=40))
def test_tidy_is_stable(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert comparison_key(tidy(text)) == comparison_key(text)


def test_traits() -> None:
    found = traits("李𬀩喆\ue123")
    assert found.private_use == ("\ue123",)
    assert found.beyond_bmp == ("𬀩",)
    assert found.not_in_gb2312 == ("喆",)
    assert found.rare
    assert not traits("王建国").rare


def test_the_chosen_glyph_makes_no_other_name() -> None:
    assert same_name("辻\U000e0100", "辻")
    assert len(normal_name("辻\U000e0100")) == 2
    assert traits("王\U000e0100").beyond_bmp == ()


def test_masks() -> None:
    assert masked("张三") == "张*"
    assert masked("欧阳修文") == "欧***"
    assert masked("买买提·吐尔逊") == "买买提·***"
    assert masked("张") == "张"


@pytest.mark.parametrize(
    ("name", "initials", "full"),
    [
        ("曾强", "zq", "zengqiang"),
        ("单明", "sm", "shanming"),
        ("解晓东", "xxd", "xiexiaodong"),
        ("仇和", "qh", "qiuhe"),
        ("查良镛", "zly", "zhaliangyong"),
        ("区小明", "oxm", "ouxiaoming"),
        ("翟天临", "ztl", "zhaitianlin"),
        ("覃海", "qh", "qinhai"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("买买提·吐尔逊", "mmttex", "maimaitituerxun"),
        ("李𬀩", "lw", "liwei"),
        ("吕布", "lb", "lvbu"),
    ],
)
def test_pinyin_of_names(name: str, initials: str, full: str) -> None:
    table = pinyin_table()
    assert table.initials(name)[0] == initials
    assert table.full(name)[0] == full


def test_every_reading_is_found() -> None:
    table = pinyin_table()
    assert {"zq", "cq"} <= set(table.initials("曾强"))
    assert {"shanming", "danming", "chanming"} <= set(table.full("单明"))
    assert {"wangle", "wangyue"} <= set(table.full("王乐"))
    assert table.full("·") == ()
    assert all(len(table.full("单解曾仇查区" * 5)) <= 24 for _ in range(1))


def test_latin_letters_read_as_themselves() -> None:
    assert pinyin_table().full("K歌王2")[0] == "kgewang2"
    assert len(pinyin_table()) > 40_000
    assert pinyin_table().full("李□四") == ("lisi",)


def test_sorting_by_pinyin() -> None:
    names = ["张三", "曾强", "李四", "阿里"]
    assert sorted(names, key=pinyin_table().sort_key) == ["阿里", "李四", "曾强", "张三"]


def test_the_table_is_what_the_generator_makes() -> None:
    script = Path(__file__).parents[1] / "rules" / "generate_pinyin.py"
    made = runpy.run_path(str(script))["generate"]()
    assert (resource_dir() / "pinyin" / "readings.txt").read_text(encoding="utf-8") == made

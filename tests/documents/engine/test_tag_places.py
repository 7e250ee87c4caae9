"""Findings about tags say where the tag stands, and what is wrong with it in Chinese."""

from __future__ import annotations

import re

import pytest

from mediation_app.documents.doctor import finding_text
from mediation_app.documents.engine import api
from tests.documents.engine.samples import cell, docx, para, row, table

KNOWN = {"case.number", "parties[].name"}


@pytest.mark.parametrize(
    ("tags", "place", "said"),
    [
        ("{{ case number }}", "第2段", "“number”处写法不对"),
        ("{% for p in parties %}{{ p.name }}", "第2段", "没有对应的 endfor"),
        ("{% if case.number %}{{ case. }}{% endif %}", "第2段", "写法不对"),
        ("甲{% endfor %}", "第2段", "endfor 前面没有对应的 for"),
        ("{% wenn x %}", "第2段", "没有“wenn”这种标记"),
        ("{{ case.number|gross }}", "第2段", "过滤器 gross"),
        ("{{ f(1) }}", "第2段", "函数调用"),
        ("{{ x|safe }}", "第2段", "safe"),
    ],
)
def test_a_wrong_tag_is_shown_in_chinese(tags: str, place: str, said: str) -> None:
    [found] = api.lint_template(docx(para("第一段"), para(tags)), KNOWN)
    assert found.blocking
    text = finding_text(found)
    assert found.place.startswith(place)
    assert said in text
    assert not re.search("expected|token|unexpected|tag", text, re.IGNORECASE)


def test_unknown_fields_come_in_the_order_of_the_document() -> None:
    inside = table((3000, 3000), row(cell("甲"), cell(para("住址：{{ b.c }}"))))
    found = api.lint_template(docx(para("{{ z.a }}"), inside), KNOWN)
    assert [one.place for one in found] == ["第1段“{{ z.a }}”", "表格第1行第2格“住址：”"]


def test_a_field_of_a_loop_is_found_by_its_own_name() -> None:
    text = "{% for p in parties %}{{ p.name }}，{{ p.nmae }}{% endfor %}"
    [found] = api.lint_template(docx(para("前言"), para(text)), KNOWN)
    assert finding_text(found) == "第2段“，”：字段“parties[].nmae”不在字段表中"

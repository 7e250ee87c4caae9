"""The linter sees each thing that would spoil the PDF, and is silent about house style."""

from __future__ import annotations

import pytest

from mediation_app import messages
from mediation_app.documents.engine import api
from tests.documents.engine.samples import PAGE, SETTINGS, STYLES, cell, docx, para, row, run, table

GOOD = docx(para("编号：{{ case.number }}"), table((3000,), row(cell("甲"))))


def codes(data: bytes, known: set[str] | None = None) -> set[str]:
    return {
        finding.code.removeprefix("documents.lint_") for finding in api.lint_template(data, known)
    }


def test_house_style_has_no_findings() -> None:
    assert codes(GOOD) == set()


def test_unknown_fields_are_named() -> None:
    findings = api.lint_template(
        docx(para("{{ case.nummer }}{{ office }}")), {"case.number", "office.name"}
    )
    assert [(f.code, dict(f.params)["field"], f.blocking) for f in findings] == [
        ("documents.lint_unknown_field", "case.nummer", True)
    ]


def test_wrong_syntax_is_a_finding() -> None:
    assert codes(docx(para("{{ a b }}"))) == {"syntax"}


CASES = {
    "line_spacing": docx(para("甲", props='<w:spacing w:line="240" w:lineRule="auto"/>')),
    "autofit": GOOD
    and docx(table((3000,), row(cell("甲"))).replace('w:type="fixed"', 'w:type="autofit"')),
    "grid": docx(para("甲"), section='<w:docGrid w:type="lines" w:linePitch="312"/>'),
    "auto_space": docx(para("甲", props='<w:autoSpaceDE w:val="1"/>')),
    "hanging": docx(para("甲", props='<w:overflowPunct w:val="1"/>')),
    "latin_font": docx(para(run("A1", '<w:rFonts w:ascii="Calibri"/>'))),
    "theme_font": docx(para(run("A1", '<w:rFonts w:asciiTheme="minorHAnsi"/>'))),
    "unknown_font": docx(para(run("甲", '<w:rFonts w:eastAsia="某某手写体"/>'))),
    "blank": docx(para(run("      ", '<w:u w:val="single"/>'), "甲")),
    "shape": docx(para("<w:r><w:pict/></w:r>".replace("<w:r>", "<w:r xmlns:x='y'>"), "甲")),
    "columns": docx(para("甲"), section='<w:cols w:num="2"/>'),
    "footnote": docx(para('<w:r><w:footnoteReference w:id="1"/></w:r>')),
    "revision": docx(para('<w:ins w:id="1" w:author="x"><w:r><w:t>甲</w:t></w:r></w:ins>')),
    "vertical": docx(table((3000,), row(cell("甲", props='<w:textDirection w:val="tbRl"/>')))),
    "diagonal": docx(
        table(
            (3000,), row(cell("甲", props='<w:tcBorders><w:tl2br w:val="single"/></w:tcBorders>'))
        )
    ),
    "floating_table": docx(
        table((3000,), row(cell("甲"))).replace(
            "<w:tblPr>", '<w:tblPr><w:tblpPr w:vertAnchor="page"/>'
        )
    ),
    "exact_row": docx(
        table((3000,), row(cell("甲"), props='<w:trHeight w:val="900" w:hRule="exact"/>'))
    ),
    "break_stretch": docx(para("甲"), settings=SETTINGS.replace("<w:doNotExpandShiftReturn/>", "")),
}


@pytest.mark.parametrize("code", CASES)
def test_each_rule_finds_its_fault_and_only_it(code: str) -> None:
    assert codes(CASES[code]) == {code}


@pytest.mark.parametrize("code", CASES)
def test_each_finding_has_words(code: str) -> None:
    for finding in api.lint_template(CASES[code]):
        text = messages.say(finding.code, **dict(finding.params))
        assert text != finding.code
        assert "…" not in text


def test_places_are_told_in_words() -> None:
    inside = table((3000, 3000), row(cell("甲"), cell(para("乙丙", style="Normal"))))
    loose = STYLES.replace('<w:spacing w:line="560" w:lineRule="exact"/>', "")
    places = [
        finding.place for finding in api.lint_template(docx(inside, para("正文"), styles=loose))
    ]
    assert "表格第1行第2格“乙丙”" in places
    assert "第3段“正文”" in places
    assert PAGE

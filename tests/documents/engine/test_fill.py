"""Filling: what people typed survives as text, what a template misspells is an error."""

from __future__ import annotations

import io
from types import SimpleNamespace

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app import messages
from mediation_app.documents.engine import api
from mediation_app.documents.engine.docx import open_parts
from mediation_app.errors import AppError, BadFile
from tests.documents.engine.samples import cell, docx, field, para, row, run, table

NASTY = "甲&乙<b>丙</b>{{ case }}{% if x %}{# 注 #}'\"“引”\\ ]]> &amp; ${a}"


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in python_docx.Document(io.BytesIO(data)).paragraphs]


def fill_text(template_text: str, **context: object) -> list[str]:
    return texts(api.fill_template(docx(para(template_text)), context))


def test_values_survive_literally() -> None:
    assert fill_text("姓名：{{ name }}。", name=NASTY) == [f"姓名：{NASTY}。"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co")), max_size=60))
def test_any_text_survives(value: str) -> None:
    kept = "".join(char for char in value if char not in "\ufffe\uffff")
    assert fill_text("[{{ v }}]", v=value) == [f"[{kept}]"]


def test_line_breaks_and_tabs_become_words_own() -> None:
    assert fill_text("{{ v }}", v="一\n二\r\n三\t四") == ["一\n二\n三\t四"]


def test_control_characters_that_xml_forbids_are_dropped() -> None:
    assert fill_text("{{ v }}", v="一\x00\x08\x1b二") == ["一二"]


def test_a_tag_cut_over_runs_is_healed_and_keeps_the_first_look() -> None:
    pieces = [
        run("编号{", "<w:b/>"),
        run("{ ca"),
        run("se.num"),
        run("ber }", "<w:i/>"),
        run("}号"),
    ]
    filled = api.fill_template(docx(para(*pieces)), {"case": {"number": "0001"}})
    paragraph = python_docx.Document(io.BytesIO(filled)).paragraphs[0]
    assert paragraph.text == "编号0001号"
    assert next(run.text for run in paragraph.runs if run.bold) == "编号0001"


def test_curly_quotes_that_word_made_are_straight_in_tags() -> None:
    assert fill_text("{{ name or “／” }}", name="") == ["／"]


def test_constants_of_the_template_are_escaped_once() -> None:
    assert fill_text('{{ "A<B & C" }}') == ["A<B & C"]


def test_none_prints_nothing() -> None:
    assert fill_text("[{{ v }}]", v=None) == ["[]"]


def test_paragraph_loops_and_conditions() -> None:
    template = docx(
        para("{%p for p in parties %}"),
        para("{{ loop.index }}{{ p.name }}{% if not loop.last %}；{% else %}。{% endif %}"),
        para("{%p if p.agent %}"),
        para("代理人{{ p.agent }}"),
        para("{%p endif %}"),
        para("{%p endfor %}"),
    )
    people = [SimpleNamespace(name="李", agent=""), SimpleNamespace(name="王", agent="赵")]
    assert texts(api.fill_template(template, {"parties": people})) == ["1李；", "2王。", "代理人赵"]


def test_a_lone_tag_counts_as_a_paragraph_tag() -> None:
    template = docx(
        para("{% if a %}"), para("甲"), para("{% else %}"), para("乙"), para("{% endif %}")
    )
    assert texts(api.fill_template(template, {"a": False})) == ["乙"]


def test_conditions_inside_a_paragraph_over_runs() -> None:
    template = docx(para(run("前{% if a"), run("%}"), run("中", "<w:b/>"), run("{% endif %}后")))
    assert texts(api.fill_template(template, {"a": True})) == ["前中后"]
    assert texts(api.fill_template(template, {"a": False})) == ["前后"]


def test_row_loops() -> None:
    template = docx(
        table(
            (3000, 3000),
            row(cell("项目"), cell("金额")),
            row(cell("{%tr for r in rows %}"), cell("")),
            row(cell("{{ r.a }}"), cell("{{ r.b }}")),
            row(cell("{%tr endfor %}"), cell("")),
            row(cell("合计"), cell("{{ total }}")),
        )
    )
    rows = [{"a": "医疗费", "b": "1.00"}, {"a": "误工费", "b": "2.00"}]
    filled = api.fill_template(template, {"rows": rows, "total": "3.00"})
    made = python_docx.Document(io.BytesIO(filled)).tables[0]
    assert [[c.text for c in r.cells] for r in made.rows] == [
        ["项目", "金额"], ["医疗费", "1.00"], ["误工费", "2.00"], ["合计", "3.00"],
    ]  # fmt: skip


def test_a_cell_never_loses_its_last_paragraph() -> None:
    inner = cell(para("{%p if a %}"), para("有"), para("{%p endif %}"))
    filled = api.fill_template(docx(table((3000,), row(inner))), {"a": False})
    assert python_docx.Document(io.BytesIO(filled)).tables[0].cell(0, 0).paragraphs


def test_footers_are_filled() -> None:
    template = docx(para("正文"), footer=para("{{ code }}", field("PAGE")))
    filled = api.fill_template(template, {"code": "A-1"})
    assert "A-1" in open_parts(filled)["word/footer1.xml"].decode()


@pytest.mark.parametrize(
    ("text", "context", "named"),
    [
        ("{{ nmae }}", {"name": "李"}, "nmae"),
        ("{{ case.nummer }}", {"case": {"number": "1"}}, "case.nummer"),
        ("{% if acse %}x{% endif %}", {}, "acse"),
        ("{% for p in partys %}x{% endfor %}", {}, "partys"),
        ("{{ a.b.c }}", {"a": {}}, "b"),
        ("{{ x ~ missing }}", {"x": "1"}, "missing"),
    ],
)
def test_a_misspelt_field_is_named(text: str, context: dict[str, object], named: str) -> None:
    with pytest.raises(BadFile) as caught:
        api.fill_template(docx(para(text)), context)
    assert caught.value.code == "documents.unknown_field"
    assert named in str(caught.value.params["field"])


@pytest.mark.parametrize(
    "text", ["{{ a b }}", "{% if %}x{% endif %}", "{% for x in y %}", "{% end %}"]
)
def test_wrong_syntax_is_a_bad_file(text: str) -> None:
    with pytest.raises(BadFile) as caught:
        api.fill_template(docx(para(text)), {"a": "", "y": []})
    assert caught.value.code == "documents.template_syntax"


@pytest.mark.parametrize(
    "text", ["{{ a.__class__.__mro__ }}", "{{ a.update(b=1) }}", "{{ ''.format.__globals__ }}"]
)
def test_templates_cannot_reach_python(text: str) -> None:
    with pytest.raises(AppError):
        api.fill_template(docx(para(text)), {"a": {}})


def test_markup_cannot_be_smuggled_by_the_safe_filter() -> None:
    with pytest.raises(BadFile):
        fill_text("{{ v|safe }}", v="<w:p/>")


def broken_files() -> dict[str, bytes]:
    whole = docx(para("正文"))
    from mediation_app.documents.engine.docx import pack_parts

    parts = dict(open_parts(whole))
    no_body = {name: content for name, content in parts.items() if name != "word/document.xml"}
    return {
        "empty": b"",
        "text": "这不是文档".encode(),
        "cut": whole[: len(whole) // 2],
        "damaged": whole[:200] + b"\xff" * 40 + whole[240:],
        "no body": pack_parts(no_body),
        "broken xml": pack_parts(parts | {"word/document.xml": b"<w:document><w:body>"}),
        "entity": pack_parts(
            parts | {"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}
        ),
    }


@pytest.mark.parametrize("name", broken_files())
@pytest.mark.parametrize("action", [lambda d: api.fill_template(d, {}), api.layout_docx])
def test_broken_files_are_bad_files_with_words(name: str, action: object) -> None:
    with pytest.raises(BadFile) as caught:
        action(broken_files()[name])  # type: ignore[operator]
    assert messages.text_of(caught.value) != caught.value.code


def test_an_unpacking_bomb_is_refused() -> None:
    from mediation_app.documents.engine.docx import pack_parts

    bomb = pack_parts(dict(open_parts(docx(para("x")))) | {"word/x.bin": b"\0" * 61_000_000})
    with pytest.raises(BadFile) as caught:
        api.fill_template(bomb, {})
    assert caught.value.code == "documents.too_large"


def test_equal_input_gives_equal_bytes_and_a_title() -> None:
    template = docx(para("{{ a }}"))
    first = api.fill_template(template, {"a": "甲"}, title="调解协议", author="某委员会")
    assert first == api.fill_template(template, {"a": "甲"}, title="调解协议", author="某委员会")
    core = python_docx.Document(io.BytesIO(first)).core_properties
    assert (core.title, core.author) == ("调解协议", "某委员会")


def test_a_missing_template_file_is_a_bad_file(tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(BadFile) as caught:
        api.fill_template(Path(str(tmp_path)) / "nichts.docx", {})
    assert caught.value.code == "documents.template_unreadable"


def test_undeclared_fields_are_dotted_paths() -> None:
    template = docx(
        para("{{ case.number }}{% set x = office.name %}{{ x }}"),
        para("{%p for p in parties if p.role == 'a' %}"),
        para(
            "{{ p.name }}{% for c in p.children %}{{ c.age|default('') }}{% endfor %}{{ loop.index }}"
        ),
        para("{%p endfor %}"),
    )
    assert api.undeclared_fields(template) == {
        "case.number", "office.name", "parties", "parties[].name", "parties[].role",
        "parties[].children", "parties[].children[].age",
    }  # fmt: skip


def test_cells_appear_by_condition() -> None:
    inner = row(cell("甲"), cell("{%tc if a %}"), cell("乙"), cell("{%tc endif %}"))
    template = docx(table((2000, 2000), inner))
    for wanted, shown in ((True, ["甲", "乙"]), (False, ["甲"])):
        filled = api.fill_template(template, {"a": wanted})
        made = python_docx.Document(io.BytesIO(filled)).tables[0].rows[0]
        assert [one.text for one in made.cells] == shown

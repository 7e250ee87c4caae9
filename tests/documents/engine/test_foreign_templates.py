"""Templates from anywhere: what they must not do is refused when they are read, by its name."""

from __future__ import annotations

import pytest

from mediation_app import messages
from mediation_app.documents.engine import api
from mediation_app.documents.engine.docx import open_parts, pack_parts
from mediation_app.errors import BadFile
from tests.documents.engine.samples import docx, para

_RELS = "word/_rels/document.xml.rels"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "函数"),
        ("{{ 'a' * 1000000000 }}", "乘法"),
        ("{{ 9 ** 999999999 }}", "乘方"),
        ("{{ '%999999999d' % 1 }}", "%"),
        ("{{ x|center(999999999) }}", "center"),
        ("{{ x|indent(999999999) }}", "indent"),
        ("{{ '{:>999999999}'.format(1) }}", "函数"),
        ("{% set x = x ~ x %}{{ x }}", "~"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "macro"),
        ("{% include 'other' %}", "include"),
        ("{% extends 'other' %}", "extends"),
        ("{{ x.__class__ }}", "__class__"),
        ("{{ x|attr('__class__') }}", "attr"),
        ("{{ x|safe }}", "safe"),
        ("{% for a in x %}" * 6 + "{% endfor %}" * 6, "循环"),
        ("{% for a in x recursive %}{% endfor %}", "recursive"),
    ],
)  # fmt: skip
def test_what_could_hang_or_reach_out_is_refused(tags: str, word: str) -> None:
    template = docx(para(tags))
    with pytest.raises(BadFile) as caught:
        api.fill_template(template, {"x": "a"})
    assert caught.value.code == "documents.template_forbidden"
    assert word in messages.text_of(caught.value)
    found = api.lint_template(template)
    assert [f.code for f in found if f.blocking] == ["documents.lint_forbidden"]


def test_what_templates_need_stays() -> None:
    text = (
        "{% for a in x %}{% for b in a.y %}{% for c in b.z %}{{ c|default('／') }}{{ loop.index }}"
        "{% endfor %}{% endfor %}{% endfor %}{% set n = x|length %}{% if n == 1 and not m %}一{% endif %}"
        "{{ m or '无' }}{{ m ~ '元' }}{{ x|map2 if false else '' }}"
    ).replace("{{ x|map2 if false else '' }}", "")
    filled = api.fill_template(docx(para(text)), {"x": [{"y": [{"z": ["甲"]}]}], "m": ""})
    assert "甲" in open_parts(filled)["word/document.xml"].decode()


def _with(extra: dict[str, bytes]) -> bytes:
    return pack_parts(dict(open_parts(docx(para("正文")))) | extra)


def _link(kind: str, target: str) -> bytes:
    relation = (
        f'<Relationship Id="rX" Type="{_TYPE}/{kind}" Target="{target}" TargetMode="External"/>'
    )
    parts = dict(open_parts(docx(para("正文"))))
    rels = parts.get(_RELS, b"").decode() or (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        "</Relationships>"
    )
    return pack_parts(
        parts | {_RELS: rels.replace("</Relationships>", f"{relation}</Relationships>").encode()}
    )


@pytest.mark.parametrize(
    ("template", "code", "blocking"),
    [
        (_with({"word/vbaProject.bin": b"x"}), "lint_macro", True),
        (_link("image", "https://example.invalid/a.png"), "lint_external", True),
        (_link("attachedTemplate", "file:///C:/a.dotx"), "lint_external", True),
        (_link("hyperlink", "https://example.invalid/"), "lint_link", False),
    ],
)
def test_macros_and_things_elsewhere_are_found(template: bytes, code: str, blocking: bool) -> None:
    found = {f.code.removeprefix("documents."): f.blocking for f in api.lint_template(template)}
    assert found[code] is blocking


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "documents.old_or_locked"),
        (b"{\\rtf1\\ansi}", "documents.is_rtf"),
        (b"%PDF-1.7\n", "documents.is_pdf"),
        (b"PK\x03\x04 cut", "documents.no_docx"),
    ],
)
def test_files_that_are_no_docx_are_called_what_they_are(data: bytes, code: str) -> None:
    with pytest.raises(BadFile) as caught:
        api.lint_template(data)
    assert caught.value.code == code
    assert messages.text_of(caught.value) != code


def test_ten_thousand_parts_are_too_many() -> None:
    with pytest.raises(BadFile) as caught:
        api.lint_template(_with({f"word/x{n}.xml": b"" for n in range(10_000)}))
    assert caught.value.code == "documents.too_large"

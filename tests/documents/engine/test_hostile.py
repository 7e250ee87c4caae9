"""Word files with senseless measures and missing parts are laid out or refused, never a crash."""

from __future__ import annotations

import random
import re

import pytest

from mediation_app.documents.engine import api
from mediation_app.documents.engine.docx import open_parts, pack_parts
from mediation_app.errors import AppError
from tests.documents.engine.samples import cell, docx, field, para, row, run, table

JUNK = ("abc", "", "-1", "0", "99999999", "nan", "inf", "-99999", "1e300", "٣", "true", "🙂")


def sample() -> bytes:
    look = '<w:spacing w:val="20"/><w:sz w:val="32"/><w:w w:val="80"/><w:u w:val="single"/>'
    rows = [
        row(
            cell("甲", props='<w:vMerge w:val="restart"/>'),
            cell("乙"),
            props='<w:trHeight w:val="500"/>',
        ),
        row(cell("", props="<w:vMerge/>"), cell(*[para("丙", style="Cell")] * 60)),
        row(cell("丁", props='<w:gridSpan w:val="2"/>')),
    ]
    tabs = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="3000"/></w:tabs>'
    return docx(
        para(run("标题", look), style="Title"),
        para("甲", "<w:r><w:tab/></w:r>", "{{ a }}", props=tabs),
        table((3000, 3000), *rows),
        para("道" * 200, props="<w:keepNext/>"),
        footer=para(field("PAGE"), style="Normal"),
    )


def spoiled(seed: int) -> bytes:
    chance = random.Random(seed)
    parts = dict(open_parts(sample()))
    name = chance.choice(sorted(parts))
    text = parts[name].decode()
    for _ in range(chance.randrange(1, 5)):
        values = list(re.finditer('="([^"]*)"', text))
        empty = list(re.finditer(r"<w:\w+[^>]*/>", text))
        if empty and chance.random() < 0.3:
            found = chance.choice(empty)
            text = text[: found.start()] + text[found.end() :]
        elif values:
            found = chance.choice(values)
            text = f'{text[: found.start()]}="{chance.choice(JUNK)}"{text[found.end() :]}'
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = text.encode()
    return pack_parts(parts)


@pytest.mark.parametrize("start", range(0, 100, 25))
def test_spoiled_files_are_laid_out_or_refused(start: int) -> None:
    refused = set()
    for seed in range(start, start + 25):
        data = spoiled(seed)
        for action in (api.layout_docx, api.lint_template, api.undeclared_fields):
            try:
                action(data)
            except AppError as error:
                refused.add(error.code)
    assert all(code.startswith("documents.") for code in refused)

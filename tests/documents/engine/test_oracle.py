"""Our lines and pages against those of another engine, measured once (see oracle.py)."""

from __future__ import annotations

import json

from mediation_app.documents.engine import api
from mediation_app.documents.engine.displaylist import GlyphRun
from tests.documents.engine import oracle


def test_lines_and_pages_agree_with_another_engine() -> None:
    document = api.layout_docx(oracle.sample())
    mine = oracle.stretches(
        (number, item.y, x, char)
        for number, page in enumerate(document.pages)
        for item in page.items
        if isinstance(item, GlyphRun)
        for x, char in zip(item.xs, item.text, strict=True)
        if char.strip()
    )
    theirs = json.loads(oracle.FILE.read_text(encoding="utf-8"))
    assert len(document.pages) == theirs[-1][0] + 1
    assert [(page, text) for page, _y, _x, text in mine] == [
        (p, text) for p, _y, _x, text in theirs
    ]
    for (_page, y, x, text), (_p, their_y, their_x, _t) in zip(mine, theirs, strict=True):
        assert abs(y - their_y) < 1.0, text
        if not text.endswith("页"):  # LibreOffice widens 第1页 whatever the file says
            assert abs(x - their_x) < 1.5, text

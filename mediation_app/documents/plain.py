"""A plain page of text as PDF, without a template: demo evidence and the program's test of itself."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

_TITLE, _TEXT = 20, 14  # points


def plain_pdf(
    title: str, lines: Sequence[str], context: Mapping[str, object] | None = None
) -> bytes:
    """The page as PDF. With a ``context`` the lines are filled like a template first."""
    import docx
    from docx.shared import Pt

    from mediation_app.documents.engine import api

    word = docx.Document()
    for text, size in ((title, _TITLE), *((line, _TEXT) for line in lines if line)):
        word.add_paragraph().add_run(text).font.size = Pt(size)
    stream = io.BytesIO()
    word.save(stream)
    content = stream.getvalue()
    if context is not None:
        content = api.fill_template(content, context, title=title, author="")
    return api.to_pdf(api.layout_docx(content), title=title)

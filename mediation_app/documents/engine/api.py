"""The engine's door: everything other rooms may call. Heavy libraries load on first use."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from mediation_app.documents.engine.displaylist import Document, Page
from mediation_app.documents.engine.fields import undeclared_fields
from mediation_app.documents.engine.fill import Source, fill_template
from mediation_app.documents.engine.fonts import (
    FontBook,
    bundled_book,
    missing_glyphs,
    office_book,
)

if TYPE_CHECKING:
    from mediation_app.documents.engine.linter import Finding

__all__ = [
    "Document",
    "FontBook",
    "Page",
    "Source",
    "bundled_book",
    "fill_template",
    "layout_docx",
    "lint_template",
    "missing_glyphs",
    "office_book",
    "to_pdf",
    "undeclared_fields",
]


def layout_docx(data: bytes, *, fonts: FontBook | None = None) -> Document:
    """The pages of a .docx. ``fonts`` defaults to the program's own (the same everywhere).

    Raises BadFile when the file is no .docx or a part of it is broken.
    """
    from mediation_app.documents.engine.layout import lay_out
    from mediation_app.documents.engine.parse import parse_docx

    return lay_out(parse_docx(data), fonts or bundled_book())


def to_pdf(document: Document, *, title: str = "", author: str = "") -> bytes:
    """The document as PDF; title and author default to those of the .docx. Raises BadFile."""
    from mediation_app.documents.engine.pdf import to_pdf as paint

    return paint(document, title=title, author=author)


def lint_template(template: Source, known: Collection[str] | None = None) -> tuple[Finding, ...]:
    """What is wrong with a template; ``known`` are the dotted field names that exist."""
    from mediation_app.documents.engine.linter import lint_template as look

    return look(template, known)

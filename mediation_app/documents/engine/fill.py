"""Fills a Word template with a context: .docx bytes in, .docx bytes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mediation_app.documents.engine import docx, markup, properties
from mediation_app.documents.engine.grammar import FILTERS, check_tags
from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Source = bytes | Path

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


class UnknownField(Exception):
    """A template asks for a name that the context does not have."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


def fill_template(
    template: Source, context: Mapping[str, object], *, title: str = "", author: str = ""
) -> bytes:
    """The template with ``context`` filled in, as .docx; equal input gives equal bytes.

    Raises BadFile: ``documents.no_docx`` and its kin for a broken template,
    ``documents.template_syntax`` for a wrong tag, ``documents.unknown_field`` for a misspelt name.
    """
    from jinja2 import TemplateError
    from jinja2.exceptions import SecurityError

    data, name = read_source(template)
    compiled = _compiled(hashlib.sha256(data).digest(), _Bytes(data), name)
    parts = dict(docx.open_parts(data))
    for part, program in compiled.items():
        try:
            filled = program.render(context)
        except UnknownField as error:
            field = _full_name(error.field, data)
            raise BadFile("documents.unknown_field", field=field, template=name) from error
        except SecurityError as error:
            detail = str(error)
            raise BadFile("documents.template_forbidden", template=name, detail=detail) from error
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise BadFile("documents.template_syntax", template=name, detail=str(error)) from error
        parts[part] = markup.close_empty_cells(filled).encode("utf-8")
    if title or author:
        properties.set_properties(parts, title=title, author=author)
    return docx.pack_parts(parts)


def _full_name(field: str, data: bytes) -> str:
    """The dotted names of the template that end with ``field``: what its author has to look for."""
    from mediation_app.documents.engine.fields import undeclared_fields

    named = sorted(path for path in undeclared_fields(data) if path.split(".")[-1] == field)
    return "、".join(named) or field


def read_source(template: Source) -> tuple[bytes, str]:
    """Bytes and a name for messages. Raises BadFile when the file cannot be read."""
    if isinstance(template, Path):
        try:
            return template.read_bytes(), template.name
        except OSError as error:
            raise BadFile("documents.template_unreadable", template=template.name) from error
    return template, "template"


def text_value(value: object) -> str:
    """A value as WordprocessingML text: nothing in it is markup, line breaks and tabs are kept."""
    if value is None:
        return ""
    text = _ILLEGAL.sub("", markup.PRIVATE.sub("", str(value)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return escape(text, quote=False).replace("\n", _BREAK).replace("\t", _TAB)


@cache
def environment() -> Environment:
    """Jinja, sandboxed, strict and escaping, with delimiters nobody can type."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    class Missing(StrictUndefined):
        __slots__ = ()

        def _fail_with_undefined_error(self, *args: object, **kwargs: object) -> NoReturn:
            raise UnknownField(self._undefined_name or "?")

        __iter__ = __str__ = __len__ = __bool__ = _fail_with_undefined_error
        __eq__ = __ne__ = __contains__ = __getattr__ = _fail_with_undefined_error
        __hash__ = __add__ = __radd__ = __call__ = __getitem__ = _fail_with_undefined_error

    def shown(value: object) -> object:
        if isinstance(value, Missing):
            return str(value)
        if isinstance(value, Markup):  # a constant of the template, escaped by Jinja before
            value = value.unescape()
        return Markup(text_value(value))  # noqa: S704

    made = ImmutableSandboxedEnvironment(
        block_start_string=markup.OPEN_BLOCK,
        block_end_string=markup.CLOSE_BLOCK,
        variable_start_string=markup.OPEN_VALUE,
        variable_end_string=markup.CLOSE_VALUE,
        comment_start_string=markup.OPEN_NOTE,
        comment_end_string=markup.CLOSE_NOTE,
        undefined=Missing,
        autoescape=True,
        finalize=shown,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    for name in set(made.filters) - FILTERS:
        del made.filters[name]
    return made


class _Bytes(bytes):
    """Template bytes that stay out of the cache key: the digest stands for them."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _compiled(digest: bytes, data: _Bytes, name: str) -> dict[str, Template]:
    """Compiled parts of the template with this content; parts without a tag are left out."""
    return {
        part: _compile(source, name)
        for part, source in sources(bytes(data)).items()
        if "\ue0f0" in source
    }


def sources(data: bytes) -> dict[str, str]:
    """The Jinja source of every part that holds text."""
    parts = docx.open_parts(data)
    return {part: markup.to_jinja(parts[part], part) for part in docx.story_parts(parts)}


def _compile(source: str, name: str) -> Template:
    from jinja2 import TemplateSyntaxError

    try:
        tree = environment().parse(source)
        check_tags(tree, name)
        return environment().from_string(tree)
    except TemplateSyntaxError as error:
        raise BadFile("documents.template_syntax", template=name, detail=error.message) from error

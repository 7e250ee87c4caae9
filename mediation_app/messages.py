"""The one place where codes become Chinese: ``resources/messages/*.toml``, read on first need.

Each file is one flat table ``code = "text with {params}"``. Codes are dotted and start with
their area (``database.disk_full``); an area is a file.
"""

from __future__ import annotations

import string
import tomllib
from functools import cache

from mediation_app.errors import AppError, InvalidInput, NotAllowed, Reason
from mediation_app.paths import resource_dir


class _Forgiving(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


@cache
def catalogue() -> dict[str, str]:
    """All messages by code. Raises ValueError when two files hold the same code."""
    found: dict[str, str] = {}
    for path in sorted((resource_dir() / "messages").glob("*.toml")):
        for code, text in tomllib.loads(path.read_text(encoding="utf-8")).items():
            full = f"{path.stem}.{code}"
            if full in found:
                raise ValueError(f"message {full} stands twice")
            found[full] = text
    return found


def say(code: str, /, **params: object) -> str:
    """The Chinese sentence of a code; an unknown code stays visible as itself."""
    template = catalogue().get(code)
    if template is None:
        return code
    return string.Formatter().vformat(template, (), _Forgiving(params))


def text_of_reason(reason: Reason) -> str:
    """One reason of the workflow or of a check, in Chinese."""
    return say(reason.code, **dict(reason.params))


def text_of(error: AppError) -> str:
    """The sentence shown to a person for an error, its reasons behind it."""
    params = dict(error.params)
    if isinstance(error, InvalidInput) and error.field:
        params["field"] = field_label(error.field)
    text = say(error.code, **params)
    if isinstance(error, NotAllowed) and error.reasons:
        reasons = "；".join(text_of_reason(reason) for reason in error.reasons if reason.blocking)
        if reasons:
            text = f"{text}：{reasons}"
    return text


def field_label(path: str) -> str:
    """The Chinese name of a field by the last part of its dotted path; the path if unknown."""
    last = path.rsplit(".", 1)[-1].split("[", 1)[0]
    return catalogue().get(f"fields.{last}", path)

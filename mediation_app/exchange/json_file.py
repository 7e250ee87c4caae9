"""JSON from a file or the standard input as a person wrote it: exact numbers, faults with line.

Numbers keep their digits (``3500.10`` is a Decimal), a key that stands twice is remembered, and
whatever is no JSON is named with line and column and, where it can be told, its cause.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import BinaryIO

from mediation_app.errors import BadFile

MOST_MEGABYTES = 5
_MOST = MOST_MEGABYTES * 1024 * 1024
_FULL_WIDTH = "，：；“”‘’＂｛｝［］【】（）"
_LONG_NUMBER = 40


class JsonObject(dict[str, object]):
    """A JSON object; ``twice`` is a key that stands in it more than once."""

    twice: str | None = None


def read_file(path: Path) -> object:
    """The JSON value in a file. Raises BadFile."""
    try:
        with path.open("rb") as stream:
            return _read(stream, path.name)
    except FileNotFoundError:
        raise BadFile("exchange.claim_no_file", name=path) from None
    except IsADirectoryError:
        raise BadFile("exchange.claim_folder", name=path) from None
    except (OSError, ValueError):
        if path.is_dir():  # Windows calls a folder a file without rights
            raise BadFile("exchange.claim_folder", name=path) from None
        raise BadFile("exchange.claim_unreadable", name=path) from None


def read_stream(stream: BinaryIO) -> object:
    """The JSON value on the standard input. Raises BadFile."""
    return _read(stream, "标准输入")


def _read(stream: BinaryIO, name: str) -> object:
    content = stream.read(_MOST + 1)
    if len(content) > _MOST:
        raise BadFile("exchange.claim_too_big", name=name, most=MOST_MEGABYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("exchange.claim_not_utf8", name=name) from None
    if not text.strip():
        raise BadFile("exchange.claim_empty", name=name)
    return parse(text, name)


def parse(text: str, name: str) -> object:
    """The JSON value of a text. Raises BadFile."""
    try:
        return json.loads(
            text,
            parse_float=_exact,
            parse_int=_whole,
            parse_constant=lambda _: Decimal("NaN"),
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        sign = text[error.pos : error.pos + 1]
        if sign and sign in _FULL_WIDTH:
            raise BadFile(
                "exchange.claim_full_width", name=name, line=line, column=column, sign=sign
            ) from None
        raise BadFile("exchange.claim_not_json", name=name, line=line, column=column) from None
    except RecursionError:
        raise BadFile("exchange.claim_too_deep", name=name) from None


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent beyond what can be counted
        return Decimal("Infinity")


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONG_NUMBER else Decimal(digits)


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) != len(pairs):
        left = dict.fromkeys(found, 1)
        for key, _ in pairs:
            left[key] -= 1
            if left[key] < 0:
                found.twice = key
                break
    return found

"""Reading the input of a reckoning, and naming where a fault of the reckoning was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from mediation_app.domain.compensation.inputs import Claim, Side
from mediation_app.errors import InvalidInput
from mediation_app.exchange.claim_form import Request, request_form
from mediation_app.exchange.form import Schema, hint_for

Attempt = Callable[[Claim], object]


def read_request(value: object, items: Mapping[str, str]) -> Request:
    """What a JSON value asks for; ``items`` are the loss items of the place, code → name.

    Raises InvalidInput whose ``field`` is the path of the first fault.
    """
    request = cast("Request", request_form(items).read(value, ""))
    _refuse_loose_ends(request)
    return request


def place_in(value: object) -> str:
    """The place a JSON value names, before anything else of it is read."""
    found = value.get("place") if isinstance(value, dict) else None
    return found.strip() if isinstance(found, str) else ""


def input_schema(items: Mapping[str, str], examples: Iterable[object] = ()) -> Schema:
    """The JSON Schema (2020-12) of the input, every field described in Chinese with its unit."""
    defs: dict[str, Schema] = {}
    body = request_form(items).body(defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "道交调处工作台 损害赔偿计算的输入",
        **body,
        "examples": list(examples),
        "$defs": defs,
    }


def _refuse_loose_ends(request: Request) -> None:
    units: set[str] = set()
    for path, unit in _units(request.sides):
        if unit in units:
            raise InvalidInput("exchange.claim_id_twice", field=path, value=unit)
        units.add(unit)
    sides = [side.id for side in request.sides]
    victims: list[str] = []
    for index, victim in enumerate(request.victims):
        path = f"victims[{index}]"
        if victim.id in victims:
            raise InvalidInput("exchange.claim_id_twice", field=f"{path}.id", value=victim.id)
        victims.append(victim.id)
        _known(victim.side, sides, f"{path}.side")
        for side in victim.shares or ():
            _known(side, sides, f"{path}.shares")
    for index, paid in enumerate(request.prepaid):
        _known(paid.victim, victims, f"prepaid[{index}].victim")
    for index, one in enumerate(request.overrides):
        _known(one.unit, units, f"overrides[{index}].unit")
        _known(one.victim, victims, f"overrides[{index}].victim")


def _units(sides: Iterable[Side]) -> Iterator[tuple[str, str]]:
    for index, side in enumerate(sides):
        yield f"sides[{index}].id", side.id
        if side.trailer is not None:
            yield f"sides[{index}].trailer.id", side.trailer.id


def _known(value: str, known: Iterable[str], path: str) -> None:
    names = list(known)
    if value not in names:
        hint = hint_for(value, names)
        raise InvalidInput("exchange.claim_id_unknown", field=path, value=value, hint=hint)


def located(claim: Claim, error: InvalidInput, attempt: Attempt) -> InvalidInput:
    """The error of a reckoning with the full path of its field.

    Of a side, a victim or an override the domain names which one. Of a loss it names the field
    only: the claim is tried again with one suspect left in it, and the first that fails the same
    way is the one.
    """
    if path := _path_by_id(claim, error.field):
        return _at(error, path)
    for path, holder, part in _suspects(claim):
        if _fails(part, error, attempt):
            inside = hasattr(holder, error.field)
            return _at(error, f"{path}.{error.field}" if inside else path)
    return _at(error, error.field)


def _path_by_id(claim: Claim, field: str) -> str:
    """``sides.car.compulsory.duty`` → ``sides[0].compulsory.duty``; empty for a plain field."""
    named = [(f"sides.{side.id}.", f"sides[{n}].") for n, side in enumerate(claim.sides)]
    named += [(f"victims.{one.id}.", f"victims[{n}].") for n, one in enumerate(claim.victims)]
    named += [(f"{name}.{n}.", f"{name}[{n}].") for name in ("prepaid", "overrides")
              for n in range(len(getattr(claim, name)))]  # fmt: skip
    # an id may be the beginning of another: the longest fits
    for start, path in sorted(named, key=lambda pair: -len(pair[0])):
        if field.startswith(start):
            return path + field.removeprefix(start)
    return ""


def _at(error: InvalidInput, field: str) -> InvalidInput:
    rest = {key: value for key, value in error.params.items() if key != "field"}
    return InvalidInput(error.code, field=field, **rest)


def _fails(claim: Claim, error: InvalidInput, attempt: Attempt) -> bool:
    try:
        attempt(claim)
    except InvalidInput as found:
        return (found.code, found.field) == (error.code, error.field)
    return False


def _suspects(claim: Claim) -> Iterator[tuple[str, object, Claim]]:
    """Path, the thing that stands there, and the claim with nothing else in it that can fail."""
    plain = tuple(
        replace(victim, losses=(), shares=None, standards=None, free_ride=None)
        for victim in claim.victims
    )
    bare = replace(claim, victims=plain, prepaid=(), overrides=())
    yield "sides", None, bare
    for index, victim in enumerate(claim.victims):
        path = f"victims[{index}]"
        alone = replace(plain[index], shares=victim.shares)
        yield f"{path}.shares", None, replace(bare, victims=(alone,))
        for number, loss in enumerate(victim.losses):
            alone = replace(plain[index], losses=(loss,), standards=victim.standards)
            yield f"{path}.losses[{number}]", loss, replace(bare, victims=(alone,))

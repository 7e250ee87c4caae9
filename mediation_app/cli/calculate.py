"""``calculate``: a reckoning from a JSON file, without an office; nothing is written anywhere.

What is wrong with the input is one line with the path of the field and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mediation_app.cli import OK, USAGE
from mediation_app.cli.output import write
from mediation_app.errors import AppError, BadFile, InvalidInput, NotFound
from mediation_app.messages import field_label, say

if TYPE_CHECKING:
    from mediation_app.domain.compensation.law import CompensationLaw, Standard
    from mediation_app.domain.compensation.result import Node
    from mediation_app.exchange.claim_form import Figure, Request
    from mediation_app.rulebook import Rulebook

FORMAT, FORMAT_VERSION = "mediation-reckoning", 1
EXAMPLE = "calculate-example.json"


def calculate(arguments: argparse.Namespace) -> int:
    """Reckon the file, or print the schema of its form."""
    if arguments.schema:
        return _schema(arguments)
    try:
        given = _read(arguments)
    except BadFile as error:
        return _refuse(say(error.code, **error.params))
    try:
        document, tree = reckoned(
            given, place=arguments.place, on=arguments.on, year=arguments.year
        )
    except InvalidInput as error:
        return _refuse(_line(error))
    if arguments.text:
        from mediation_app.cli.sheet import sheet

        write(sheet(tree, _head(document)))
    else:
        write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return OK


def reckoned(
    given: object, *, place: str | None = None, on: date | None = None, year: int | None = None
) -> tuple[dict[str, Any], Node]:
    """The document that is printed, and its tree. What is named here goes before the input.

    Raises InvalidInput whose ``field`` is the path of the fault.
    """
    from mediation_app import __version__
    from mediation_app.domain.compensation.reckon import reckon_claim
    from mediation_app.domain.compensation.tree import tree_of
    from mediation_app.exchange.claim_input import located, read_request
    from mediation_app.exchange.claim_json import tree_plain

    book = _book(given, place)
    request = read_request(given, _items(book))
    on = on or request.on or _today()
    if on < request.accident:
        raise InvalidInput(
            "exchange.claim_on_before_accident", field="on", accident=request.accident
        )
    law = _law(book, request, on, year or request.year)
    claim = replace(
        request.claim,
        options=replace(book.options(on), **request.options),  # type: ignore[arg-type]
        victims=tuple(
            replace(victim, standards=_figures(request.victim_standards[victim.id], law, on))
            if request.victim_standards[victim.id]
            else victim
            for victim in request.victims
        ),
    )
    try:
        result = reckon_claim(claim, law)
    except InvalidInput as error:
        if error.code == "domain.standard_missing":
            raise _no_figure(str(error.params["series"])) from None
        raise located(claim, error, lambda part: reckon_claim(part, law)) from None
    tree = tree_of(claim, law, result)
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program": __version__,
        "rules": book.version,
        "place": book.code,
        "accident": claim.accident.isoformat(),
        "on": on.isoformat(),
        "unverified": result.unverified,
        "tree": tree_plain(tree),
    }
    return document, tree


def _read(arguments: argparse.Namespace) -> object:
    from mediation_app.exchange.json_file import read_file, read_stream

    if str(arguments.file) == "-":
        return read_stream(sys.stdin.buffer)
    return read_file(arguments.file)


def _book(given: object, place: str | None) -> Rulebook:
    from mediation_app.exchange.claim_input import place_in
    from mediation_app.rulebook import Rulebook

    code = place or place_in(given)
    if not code and isinstance(given, dict) and "place" not in given:
        raise InvalidInput(
            "exchange.claim_missing", field="place", says="行政区划代码，例如 371524"
        )
    return Rulebook.open(code)


def _items(book: Rulebook) -> Mapping[str, str]:
    return {item.code: item.label for item in book.items.values()}


def _law(book: Rulebook, request: Request, on: date, year: int | None) -> CompensationLaw:
    chosen: dict[str, Any] = {} if year is None else {"stat_year": year}
    try:
        law = book.compensation_law(accident=request.accident, on=on, **chosen)
    except NotFound as error:
        field = "accident" if error.code == "rules.no_limits" else "year"
        rest = {key: value for key, value in error.params.items() if key != "field"}
        raise InvalidInput(error.code, field=field, **rest) from None
    if not request.standards:
        return law
    own = _figures(request.standards, law, on)
    return replace(law, standards={**law.standards, **own})


def _figures(figures: Mapping[str, Figure], law: CompensationLaw, on: date) -> dict[str, Standard]:
    """Figures of the sender's own as standards; without a source they are 待核实."""
    from mediation_app.domain.compensation.law import Standard
    from mediation_app.domain.explain import Source, Sureness
    from mediation_app.exchange.claim_form import SERIES

    found = {}
    for series, figure in figures.items():
        known = law.standards.get(series)
        sureness = Sureness.SURE if figure.source else Sureness.UNVERIFIED
        found[series] = Standard(
            series=series,
            label=known.label if known else SERIES[series],
            stat_year=figure.year or on.year - 1,
            amount=figure.amount,
            effective_from=on,
            source=Source(text=figure.source or "输入中自行提供的标准", sureness=sureness),
            place=figure.place,
        )
    return found


def _no_figure(series: str) -> InvalidInput:
    from mediation_app.exchange.claim_form import SERIES

    label = SERIES[series]
    return InvalidInput("exchange.claim_standard_missing", field=f"standards.{series}", label=label)


def _today() -> date:
    from mediation_app.clock import SystemClock, today

    return today(SystemClock())


def _schema(arguments: argparse.Namespace) -> int:
    from mediation_app.exchange.claim_input import input_schema
    from mediation_app.paths import resource_dir

    example = json.loads((resource_dir() / "help" / EXAMPLE).read_text(encoding="utf-8"))
    book = _book(example, arguments.place)
    schema = input_schema(_items(book), [example])
    write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
    return OK


def _head(document: Mapping[str, Any]) -> str:
    return f"规则 {document['rules']}，事故 {document['accident']}，计算 {document['on']}"


def _line(error: AppError) -> str:
    """The sentence of a fault, the path of its field first."""
    path = str(error.params.get("field") or "整份输入")
    text = say(error.code, **{**error.params, "field": path})
    if text.startswith(path):
        return text
    return f"{path}：{say(error.code, **{**error.params, 'field': field_label(path)})}"


def _refuse(line: str) -> int:
    print(" ".join(line.split()), file=sys.stderr)
    return USAGE

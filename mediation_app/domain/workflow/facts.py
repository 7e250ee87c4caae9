"""Facts that come with a step, read by their kind: text becomes sums, dates and choices.

A form, the command line and an import all hand in the same mapping; whatever cannot be read is
refused here with the name of the fact, before any guard looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from mediation_app.domain.money import parse_amount, yuan
from mediation_app.domain.workflow.engine import Fact, FactKind, Step
from mediation_app.errors import InvalidInput

LONGEST_LINE = 200
LONGEST_NOTE = 20_000


def read_facts(step: Step, given: Mapping[str, object]) -> dict[str, object]:
    """The facts of a step in their proper types; absent optional ones are left out.

    Facts the step does not ask for are kept as they are (``late_reason``, ``note``). Raises
    InvalidInput naming the fact that cannot be read.
    """
    found = {name: value for name, value in given.items() if value not in (None, "", ())}
    for fact in step.needs:
        if fact.name in found:
            found[fact.name] = read_fact(fact, found[fact.name])
    return found


def read_fact(fact: Fact, value: object) -> object:
    """One value by the kind of its fact. Raises InvalidInput."""
    kind = fact.kind
    if kind in (FactKind.TEXT, FactKind.NOTE, FactKind.REPEAT):
        return _text(fact, value)
    if kind is FactKind.DATE:
        return _date(fact, value)
    if kind is FactKind.MOMENT:
        return _moment(fact, value)
    if kind is FactKind.MONEY:
        return _money(fact, value)
    if kind is FactKind.NUMBER:
        return _number(fact, value)
    if kind is FactKind.YES_NO:
        if not isinstance(value, bool):
            raise InvalidInput("workflow.fact_unreadable", field=fact.name, fact=fact.label)
        return value
    if kind is FactKind.CODES:
        codes = tuple(value) if isinstance(value, list | tuple) else (value,)
        return tuple(_choice(fact, code) for code in codes)
    return _choice(fact, value)


def _bad(fact: Fact) -> InvalidInput:
    return InvalidInput("workflow.fact_unreadable", field=fact.name, fact=fact.label)


def _text(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise _bad(fact)
    longest = LONGEST_NOTE if fact.kind is FactKind.NOTE else LONGEST_LINE
    text = value.strip()
    if len(text) > longest:
        raise InvalidInput(
            "workflow.fact_too_long", field=fact.name, fact=fact.label, longest=longest
        )
    return text


def _date(fact: Fact, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise InvalidInput("workflow.fact_no_date", field=fact.name, fact=fact.label)


def _moment(fact: Fact, value: object) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            value = None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise InvalidInput("workflow.fact_no_date", field=fact.name, fact=fact.label)


def _money(fact: Fact, value: object) -> Decimal:
    if isinstance(value, str):
        amount = parse_amount(value, field=fact.name)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount = yuan(value, field=fact.name)
    else:
        raise _bad(fact)
    if amount < 0:
        raise InvalidInput("domain.money_negative", field=fact.name)
    return amount


def _number(fact: Fact, value: object) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _bad(fact)


def _choice(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise _bad(fact)
    code = str(value)
    if fact.choices and code not in {known for known, _ in fact.choices}:
        raise InvalidInput("workflow.fact_not_listed", field=fact.name, fact=fact.label)
    return code

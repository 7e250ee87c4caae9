"""Frozen sums (冻结): the law and the tree that a calculation keeps, written and read back."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_type_hints

from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from mediation_app.domain.compensation.inputs import Options
    from mediation_app.domain.compensation.law import CompensationLaw
    from mediation_app.domain.compensation.result import Node
    from mediation_app.domain.files import CaseFile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The law and the choices that count for a case whose sums are frozen."""

    law: CompensationLaw
    options: Options


def frozen_text(law: CompensationLaw, options: Options) -> str:
    """What a calculation keeps of the law: the law's own JSON and the choices beside it."""
    from mediation_app.exchange.claim_json import law_json

    document = json.loads(law_json(law))
    document["options"] = {name: str(value) for name, value in asdict(options).items()}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def frozen_of(file: CaseFile) -> Frozen | None:
    """The frozen law of a case; None while nothing is frozen or it can no longer be read."""
    kept = file.calculation
    if kept is None:
        return None
    try:
        return read_frozen(kept.law)
    except BadFile:
        _log.warning("a frozen law cannot be read; the rules of today count")
        return None


def frozen_tree(file: CaseFile) -> Node | None:
    """The frozen tree of a case; None while nothing is frozen or it can no longer be read."""
    kept = file.calculation
    if kept is None:
        return None
    try:
        return read_tree(kept.result)
    except BadFile:
        _log.warning("a frozen reckoning cannot be read")
        return None


@lru_cache(maxsize=8)
def read_tree(text: str) -> Node:
    """A tree as a calculation keeps it. Raises BadFile."""
    from mediation_app.exchange.claim_json import tree_of_json

    return tree_of_json(text)


@lru_cache(maxsize=8)
def read_frozen(text: str) -> Frozen:
    """Law and choices as a calculation keeps them. Raises BadFile."""
    from mediation_app.exchange.claim_json import law_of

    law = law_of(text)
    return Frozen(law=law, options=_options(json.loads(text).get("options")))


def _options(kept: object) -> Options:
    """Choices by name; what is unknown or was not written takes its default."""
    from mediation_app.domain.compensation.inputs import Options

    given = kept if isinstance(kept, dict) else {}
    hints = get_type_hints(Options)
    found: dict[str, Any] = {}
    for item in fields(Options):
        value = given.get(item.name)
        kind = hints[item.name]
        if not isinstance(value, str):
            continue
        try:
            found[item.name] = Decimal(value) if kind is Decimal else kind(value)
        except (ValueError, ArithmeticError):
            raise BadFile("exchange.frozen_damaged") from None
    return Options(**found)

"""Compensation (损害赔偿): from losses to who pays whom, every line with its formula.

``reckon_claim(claim, law)`` is the door; ``inputs`` and ``law`` are what goes in, ``result`` what
comes out. The names below load their module on first use, so that who needs only the law of the
rule book does not pay for the reckoning at start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediation_app.domain.compensation.compare import LineChange
    from mediation_app.domain.compensation.inputs import (
        FUND,
        Claim,
        CommercialCover,
        CompulsoryCover,
        Dependant,
        DependantKind,
        LossInput,
        Options,
        Prepayment,
        Side,
        SideKind,
        Standing,
        Victim,
    )
    from mediation_app.domain.compensation.law import Bucket, CompensationLaw
    from mediation_app.domain.compensation.reckon import reckon_claim
    from mediation_app.domain.compensation.result import Layer, Node, Reckoning, RowKind
    from mediation_app.domain.compensation.tree import tree_of

__all__ = [
    "FUND",
    "Bucket",
    "Claim",
    "CommercialCover",
    "CompensationLaw",
    "CompulsoryCover",
    "Dependant",
    "DependantKind",
    "Layer",
    "LineChange",
    "LossInput",
    "Node",
    "Options",
    "Prepayment",
    "Reckoning",
    "RowKind",
    "Side",
    "SideKind",
    "Standing",
    "Victim",
    "reckon_claim",
    "tree_of",
]

_HOMES = {
    "FUND": "inputs",
    "Bucket": "law",
    "Claim": "inputs",
    "CommercialCover": "inputs",
    "CompensationLaw": "law",
    "CompulsoryCover": "inputs",
    "Dependant": "inputs",
    "DependantKind": "inputs",
    "Layer": "result",
    "LineChange": "compare",
    "LossInput": "inputs",
    "Node": "result",
    "Options": "inputs",
    "Prepayment": "inputs",
    "Reckoning": "result",
    "RowKind": "result",
    "Side": "inputs",
    "SideKind": "inputs",
    "Standing": "inputs",
    "Victim": "inputs",
    "reckon_claim": "reckon",
    "tree_of": "tree",
}


def __getattr__(name: str) -> object:
    """A public name, from its module."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)

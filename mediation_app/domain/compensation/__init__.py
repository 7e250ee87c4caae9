"""Compensation (损害赔偿): from losses to who pays whom, every line with its formula.

``reckon_claim(claim, law)`` is the door; ``inputs`` and ``law`` are what goes in, ``result`` what
comes out.
"""

from __future__ import annotations

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
from mediation_app.domain.compensation.result import Layer, Reckoning, RowKind

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
    "LossInput",
    "Options",
    "Prepayment",
    "Reckoning",
    "RowKind",
    "Side",
    "SideKind",
    "Standing",
    "Victim",
    "reckon_claim",
]

"""The law as dated data: ``resources/rules`` read into domain objects."""

from __future__ import annotations

from mediation_app.rulebook.book import Rulebook, ValueTable
from mediation_app.rulebook.readers import Code
from mediation_app.rulebook.values import KeyInfo, RuleValue, ValueType

__all__ = ["Code", "KeyInfo", "RuleValue", "Rulebook", "ValueTable", "ValueType"]

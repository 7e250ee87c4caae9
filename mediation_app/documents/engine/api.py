"""The engine's door: everything other rooms may call."""

from __future__ import annotations

from mediation_app.documents.engine.fields import undeclared_fields
from mediation_app.documents.engine.fill import fill_template

__all__ = ["fill_template", "undeclared_fields"]

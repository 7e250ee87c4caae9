"""What the page of templates is made of, for the window: the same names as in ``documents``."""

from __future__ import annotations

from mediation_app.documents.doctor import Report
from mediation_app.documents.field_list import Field

__all__ = ["Field", "Report"]

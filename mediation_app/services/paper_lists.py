"""What lists of papers are made of, for the window: the same names as in ``documents``."""

from __future__ import annotations

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.differences import Difference
from mediation_app.documents.offers import OfferState, PaperOffer
from mediation_app.services.paper_checkup import Trouble
from mediation_app.services.paper_editions import Edition, Printed, Returned

__all__ = [
    "Difference",
    "Edition",
    "OfferState",
    "PaperKind",
    "PaperOffer",
    "Printed",
    "Returned",
    "Trouble",
]

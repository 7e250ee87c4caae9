"""What lists of papers are made of, for the window: the same names as in ``documents``."""

from __future__ import annotations

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.offers import OfferState, PaperOffer

__all__ = ["OfferState", "PaperKind", "PaperOffer"]

"""Looking up bands of liability shares in the rules, apart from the reckoning: steps use it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.errors import NotFound

if TYPE_CHECKING:
    from mediation_app.domain.claims_shares import BandOf
    from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
    from mediation_app.services.base import Context


def band_lookup(context: Context) -> BandOf:
    """Looks up the band of a share in the rules; None where they have none."""

    def band_of(pairing: Pairing, fault: Fault) -> LiabilityBand | None:
        try:
            return context.rulebook.band(pairing, fault)
        except NotFound:
            return None

    return band_of

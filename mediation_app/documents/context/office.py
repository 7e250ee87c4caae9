"""The office and the fund's account as they stand on paper."""

from __future__ import annotations

from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import Tree, text


def office(scene: Scene) -> Tree:
    """``office``: the committee's name, the fund's manager and account."""
    ours = scene.office
    return {
        "name": text(ours.name, width=14),
        "short_name": text(ours.short_name or ours.name, width=8),
        "address": text(ours.address, width=14),
        "phone": text(ours.phone),
        "court": text(ours.court, width=12),
        "fund_manager": text(ours.fund_manager, width=14),
        "fund_account_name": text(ours.fund_account_name, width=12),
        "fund_account_bank": text(ours.fund_account_bank, width=12),
        "fund_account_number": text(ours.fund_account_number, width=12),
    }

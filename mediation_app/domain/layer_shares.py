"""Changing how several victims share one policy's limit (分摊): what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping

from mediation_app.domain.first_layer import PolicyCover, ShareBasis
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import Reason


def share_reasons(cover: PolicyCover, wanted: Mapping[str, Money], why: str) -> tuple[Reason, ...]:
    """Why these parts cannot be laid down; empty when they can.

    ``wanted`` are the parts by victim, in yuan; victims it does not name keep what they have only
    if their application is decided, the others share the rest.
    """
    place = f"policies/{cover.policy_id}"
    if not cover.policy_id:
        return (_reason("share_no_policy", place),)
    found = []
    known = {share.victim_id: share for share in cover.shares}
    if wanted.keys() - known.keys():
        found.append(_reason("share_unknown", place))
    if any(amount < 0 for amount in wanted.values()):
        found.append(_reason("share_negative", place))
    if wanted and not why.strip():
        found.append(_reason("share_reason", place))
    for victim_id, amount in wanted.items():
        share = known.get(victim_id)
        if share and share.basis is ShareBasis.DECIDED and share.amount != amount:
            found.append(_reason("share_decided", place, name=share.name))
    decided = {
        share.victim_id: share.amount for share in cover.shares if share.basis is ShareBasis.DECIDED
    }
    total = sum({**wanted, **decided}.values(), ZERO)
    if total > cover.limit:
        told = {"total": f"{total:,.2f}", "limit": f"{cover.limit:,.2f}"}
        found.append(_reason("share_over", place, **told))
    return tuple(found)


def _reason(code: str, place: str, **params: str) -> Reason:
    return Reason(code=f"bill.{code}", place=place, params=tuple(params.items()))

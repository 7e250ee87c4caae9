"""Who may touch the fund's book and its months."""

from __future__ import annotations

from mediation_app.domain.offices import Actor, Role
from mediation_app.errors import NotAllowed, Reason


def must_be(actor: Actor, *roles: Role) -> None:
    """Raise NotAllowed unless the person holds one of the roles; never the administrator."""
    reasons: list[Reason] = []
    if actor.has(Role.ADMIN):
        reasons.append(Reason(code="fund.admin_no_business"))
    if not actor.has(*roles):
        names = "、".join(role.label for role in roles)
        reasons.append(Reason(code="workflow.role", params=(("roles", names),)))
    if reasons:
        raise NotAllowed("fund.not_yours", reasons=tuple(reasons))


__all__ = ["must_be"]

"""The values of the jurisdiction profile (辖区参数) that the fund's process reads.

They are read from the rulebook once, when an application is accepted, frozen on it as JSON, and
from then on read from there: a rule that changes later does not touch an application under way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation

from mediation_app.domain.fund import FundKind
from mediation_app.domain.records import Money

RESTART, PAUSE = "restart", "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRules:
    """What differs by province; terms in working days, sums in yuan, None = no such limit.

    The names are the keys of the profile. ``clock_mode`` says whether the review term starts anew
    (``restart``) or goes on (``pause``) when a returned application comes back complete;
    ``collective_above`` is the sum above which a meeting decides (会审), ``tier_rules`` are further
    conditions for one (``fund_tiers``), ``meeting_quorum`` is how many must have been there.
    """

    notice_days_police: int = 3
    supplement_notice_days: int = 1
    not_accepted_days: int = 1
    review_days: int = 3
    pay_days: int = 2
    funeral_days: int = 3
    supplement_days: int = 10
    objection_days: int = 5
    record_days: int = 1
    archive_days: int = 15
    clock_mode: str = RESTART
    window_hours: int = 168
    window_mode: str = "hours168"
    rescue_cap_per_person: Money | None = None
    funeral_cap: Money | None = None
    hardship_cap: Money | None = None
    collective_above: Money | None = None
    collective_over_window: bool = False
    tier_rules: tuple[str, ...] = ()
    meeting_quorum: int = 2
    other_case_by_committee: bool = False
    notice_waived: bool = False
    hardship_enabled: bool = False
    non_motor_included: bool = False
    single_vehicle_allowed: bool = True
    own_occupants: bool = True
    prehospital_included: bool = False
    c3_subtract_if_insurer_known: bool = True
    recovery_notice_days: int = 5
    recovery_review_days: int = 90
    demand_interval_days: int = 10
    writeoff_years: int = 3
    writeoff_actions: int = 3
    acceleration_instalments: int = 2
    lawsuit_days_before: int = 90
    refund_days: int = 10
    refund_offset: bool = False
    demand_interrupts_limitation: bool = True
    custody_interest_to_owner: bool = True
    fund_schedule_roll: bool = True
    health_dept_precheck: bool = False
    funeral_goods_admitted: bool = False

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The profile keys read here."""
        return tuple(field.name for field in fields(cls))

    def cap_for(self, kind: FundKind) -> Money | None:
        """The most the fund pays per person for this kind of cost."""
        if kind is FundKind.FUNERAL:
            return self.funeral_cap
        return self.rescue_cap_per_person if kind is FundKind.RESCUE else self.hardship_cap

    def to_json(self) -> str:
        """The text that is frozen on the application."""
        return json.dumps(asdict(self), default=str, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> FundRules:
        """The values an application was accepted under; the plain defaults for an empty text."""
        return cls.from_mapping(json.loads(text)) if text else cls()

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> FundRules:
        """Known keys of a profile, each in the type of its field; what is not ours is ignored."""
        taken: dict[str, object] = {}
        for field in fields(cls):
            if field.name not in values:
                continue
            value = values[field.name]
            if "Money" in str(field.type):
                taken[field.name] = _money(value)
            elif isinstance(value, list | tuple):
                taken[field.name] = tuple(str(part) for part in value)
            elif value is not None:
                taken[field.name] = value
        return cls(**taken)  # type: ignore[arg-type]


def _money(value: object) -> Money | None:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValueError(f"not a sum: {value!r}") from None

"""Returns that went out (季度、年度统计报表), frozen with their figures, and figures from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class ReturnPeriod(Choice):
    """How long a stretch a return is about."""

    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    YEAR = "year", "年报"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundReturn(Record):
    """One version of a frozen return; a correction is the next version with its reason.

    ``figures`` is JSON with everything the paper shows and the keys of the cases behind each
    figure; ``digest`` is its SHA-256.
    """

    period: ReturnPeriod
    since: date
    until: date
    edition: int = 1
    figures: Text = ""
    digest: str = ""
    frozen_on: date | None = None
    person_id: str = ""
    person_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFigure(Record):
    """A figure of a period that comes from somebody else, with its source (§6.1).

    ``code`` is ``casualty_accidents`` (同期伤亡事故起数), ``city_advanced`` (全市垫付金额),
    ``complaints`` (投诉) or ``yearly_need`` (年度资金需求).
    """

    code: str
    since: date
    until: date
    count: int = 0
    amount: Money = ZERO
    source: str = ""

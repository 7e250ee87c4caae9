"""Liability shares (责任比例): the band the rule gives, the share chosen, the reason outside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.explain import Source
from mediation_app.domain.money import Percent, format_percent
from mediation_app.errors import InvalidInput


class Fault(StrEnum):
    """The words of the 认定书 (146号 §60), seen from the side whose share is asked for."""

    FULL = "full"  # 全部责任
    MAIN = "main"  # 主要责任
    EQUAL = "equal"  # 同等责任
    SECONDARY = "secondary"  # 次要责任
    NONE = "none"  # 无责任

    @property
    def label(self) -> str:
        """The word of the 认定书."""
        return FAULT_LABELS[self]

    @property
    def mirror(self) -> Fault:
        """The other side's responsibility in an accident of two sides."""
        return _MIRROR[self]


FAULT_LABELS = {
    Fault.FULL: "全部责任",
    Fault.MAIN: "主要责任",
    Fault.EQUAL: "同等责任",
    Fault.SECONDARY: "次要责任",
    Fault.NONE: "无责任",
}
_MIRROR = {
    Fault.FULL: Fault.NONE,
    Fault.MAIN: Fault.SECONDARY,
    Fault.EQUAL: Fault.EQUAL,
    Fault.SECONDARY: Fault.MAIN,
    Fault.NONE: Fault.FULL,
}


class Pairing(StrEnum):
    """Who met whom."""

    MOTOR_MOTOR = "motor_motor"
    MOTOR_NON_MOTOR = "motor_non_motor"  # share borne by the motor side
    NON_MOTOR = "non_motor"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityBand:
    """The share one side bears for a degree of fault: from, to and the usual value."""

    pairing: Pairing
    fault: Fault
    low: Percent
    high: Percent
    usual: Percent
    source: Source

    @property
    def text(self) -> str:
        """``60%—70%``."""
        if self.low == self.high:
            return format_percent(self.low)
        return f"{format_percent(self.low)}—{format_percent(self.high)}"

    def holds(self, percent: Percent) -> bool:
        """Whether a share lies inside."""
        return self.low <= percent <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityShare:
    """The share that was chosen, checked against its band."""

    percent: Percent
    band: LiabilityBand | None = None
    reason: str = ""

    @property
    def outside(self) -> bool:
        """Whether it lies outside its band (then ``reason`` says why)."""
        return self.band is not None and not self.band.holds(self.percent)

    @property
    def text(self) -> str:
        """One line for screen and paper."""
        text = f"责任比例 {format_percent(self.percent)}"
        if self.band is not None:
            text += f"（{self.band.fault.label}，幅度 {self.band.text}，{self.band.source}）"
        if self.outside:
            text += f"，超出幅度，理由：{self.reason}"
        return text


def choose_share(
    percent: Percent | None, band: LiabilityBand | None, *, reason: str = "", field: str = "share"
) -> LiabilityShare:
    """A checked share; None takes the band's usual value.

    Raises InvalidInput below 0, above 100, and outside the band without a reason.
    """
    if percent is None:
        if band is None:
            raise InvalidInput("domain.share_missing", field=field)
        percent = band.usual
    if not percent.is_finite() or not Decimal(0) <= percent <= Decimal(100):
        raise InvalidInput("domain.share_range", field=field)
    share = LiabilityShare(percent=percent, band=band, reason=reason.strip())
    if share.outside and not share.reason and band is not None:
        raise InvalidInput("domain.share_outside_band", field=field, band=band.text)
    return share

"""A result that can explain itself: value, formula with the numbers in it, and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Sureness(StrEnum):
    """How sure a rule or figure is; what is not 确定 is shown with 待核实."""

    SURE = "确定"
    UNVERIFIED = "待核实"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a result rests on (依据): an article, a yearly figure or a notice."""

    text: str
    sureness: Sureness = Sureness.SURE

    @property
    def sure(self) -> bool:
        """Whether the source was verified."""
        return self.sureness is Sureness.SURE

    def __str__(self) -> str:
        if self.sure or Sureness.UNVERIFIED.value in self.text:  # said once is enough
            return self.text
        return f"{self.text}（{Sureness.UNVERIFIED.value}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained(Generic[T]):
    """A value, the Chinese formula that led to it (numbers filled in) and its sources."""

    value: T
    text: str
    sources: tuple[Source, ...] = ()

    @property
    def unverified(self) -> bool:
        """True when anything the value rests on is 待核实."""
        return any(not source.sure for source in self.sources)

"""What a reckoning answers: a tree in which every line has its sum, formula and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mediation_app.domain.compensation.law import Bucket, Standard
from mediation_app.domain.explain import Source
from mediation_app.domain.money import ZERO, Money, Percent, capital


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One number that stands in a formula: ``days``, 住院天数, ``20``, 天."""

    key: str
    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of loss: printed as it stands."""

    item: str
    label: str
    bucket: Bucket
    amount: Money
    text: str
    sources: tuple[Source, ...] = ()
    standard: Standard | None = None
    parts: tuple[Line, ...] = ()
    mental: bool = False
    excluded: bool = False
    outside_medical_insurance: Money = ZERO
    coefficient: Percent | None = None
    inputs: tuple[Given, ...] = ()
    notes: tuple[str, ...] = ()  # how years, coefficient and rate came about


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """How much of one sub-limit of 交强险 was used (``unit`` = side or trailer).

    Without ``insurer`` it is the limit within which the person who should have insured pays.
    """

    unit: str
    label: str
    insurer: str
    bucket: Bucket
    at_fault: bool
    limit: Money
    used: Money

    @property
    def used_up(self) -> bool:
        """Whether nothing of it is left."""
        return self.used >= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One line of the explaining tree: what screen, paper, JSON and tests read alike.

    ``kind`` says what it is (``reckoning``, ``victim``, ``bucket``, ``item``, ``part``,
    ``layer``, ``share``, ``settlement``, ``row`` …), ``key`` is stable between two reckonings of
    one case, so that they can be compared line by line.
    """

    kind: str
    key: str
    label: str
    amount: Money | None = None
    text: str = ""
    inputs: tuple[Given, ...] = ()
    standard: Standard | None = None
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()


class Layer(StrEnum):
    """The order of payment (民法典 §1213)."""

    COMPULSORY = "compulsory"
    COMMERCIAL = "commercial"
    LIABLE = "liable"
    OWN = "own"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LAYER_LABELS[self]


_LAYER_LABELS = {
    Layer.COMPULSORY: "交强险",
    Layer.COMMERCIAL: "商业三者险",
    Layer.LIABLE: "责任人",
    Layer.OWN: "自行承担",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one payer owes one victim from one layer. ``joint`` answer together with the payer.

    ``unit`` is the vehicle or trailer whose cover pays (the side itself where none does);
    ``notes`` show the steps behind ``text`` where one line is not enough.
    """

    layer: Layer
    payer: str
    victim: str
    side: str
    amount: Money
    text: str
    bucket: Bucket | None = None
    joint: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    unit: str = ""
    inputs: tuple[Given, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimResult:
    """One victim: losses, what each layer pays, what stays with him."""

    victim: str
    label: str
    lines: tuple[Line, ...]
    total: Money
    buckets: Mapping[Bucket, Money]
    compulsory: Money
    remainder: Money
    remainder_text: str
    shares: tuple[Share, ...]
    own: Money
    own_text: str
    entitlement: Money

    def paid_by(self, layer: Layer, payer: str | None = None) -> Money:
        """What a layer (and payer) pays."""
        return sum(
            (
                share.amount
                for share in self.shares
                if share.layer is layer and payer in (None, share.payer)
            ),
            ZERO,
        )

    @property
    def insurers(self) -> Money:
        """What all insurers pay."""
        return self.paid_by(Layer.COMPULSORY) + self.paid_by(Layer.COMMERCIAL)

    @property
    def words(self) -> str:
        """The entitlement in words."""
        return capital(self.entitlement)


class RowKind(StrEnum):
    """Why a payer pays a payee."""

    VICTIM = "victim"  # 赔偿款
    FUND = "fund"  # 偿还救助基金
    REFUND = "refund"  # 返还先行垫付


@dataclass(frozen=True, slots=True, kw_only=True)
class NetRow:
    """Who still pays whom how much; for ``jointly`` of it the people in ``joint`` answer too."""

    payer: str
    payee: str
    victim: str
    amount: Money
    kind: RowKind
    text: str
    joint: tuple[str, ...] = ()
    jointly: Money = ZERO
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The payments still to be made for one victim, and the proof that they add up."""

    victim: str
    entitlement: Money
    credited: Money
    rows: tuple[NetRow, ...]
    fund_open: Money
    proof: str

    def due(self, payer: str, payee: str) -> Money:
        """What one payer still pays one payee."""
        return sum(
            (row.amount for row in self.rows if (row.payer, row.payee) == (payer, payee)), ZERO
        )

    @property
    def to_fund(self) -> Money:
        """What goes to the fund."""
        return sum((row.amount for row in self.rows if row.kind is RowKind.FUND), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The whole result."""

    victims: tuple[VictimResult, ...]
    settlements: tuple[Settlement, ...]
    limits: tuple[LimitUse, ...] = ()

    def victim(self, id_: str) -> VictimResult:
        """The result of one victim."""
        return next(found for found in self.victims if found.victim == id_)

    def settlement(self, victim: str) -> Settlement:
        """The settlement of one victim."""
        return next(found for found in self.settlements if found.victim == victim)

    @property
    def lines(self) -> dict[str, tuple[Line, ...]]:
        """The lines of loss of every victim."""
        return {found.victim: found.lines for found in self.victims}

    @property
    def rows(self) -> tuple[NetRow, ...]:
        """All payments still to be made."""
        return tuple(row for settlement in self.settlements for row in settlement.rows)

    @property
    def unverified(self) -> bool:
        """Whether any line rests on something 待核实."""
        return any(
            not source.sure
            for found in self.victims
            for line in found.lines
            for source in line.sources
        )

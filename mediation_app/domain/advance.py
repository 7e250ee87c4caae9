"""What the rescue fund advances (垫付金额): the formula of the rule, every term a named line.

    advance = max(0, min(eligible − first layer − other paid − prior, unsettled, cap − prior))

``unsettled`` is the hospital's balance today, already net of what the fund paid before: nothing is
deducted from it twice. The same formula serves rescue and funeral costs; only the lines and the
first layer (medical or death sub-limit) differ. Sums in yuan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from mediation_app.domain.deadlines import WindowMode, window_end
from mediation_app.domain.explain import Explained, Source
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import ZERO, Money, capital, format_money
from mediation_app.errors import InvalidInput


class Situation(StrEnum):
    """The situations in which the fund advances (令107号 第14条)."""

    C1 = "C1"  # 抢救费用超过交强险责任限额
    C2 = "C2"  # 肇事机动车未参加交强险
    C3 = "C3"  # 机动车肇事后逃逸
    NONE = "none"


SITUATION_LABELS = {
    Situation.C1: "抢救费用超过交强险责任限额",
    Situation.C2: "肇事机动车未参加交强险",
    Situation.C3: "机动车肇事后逃逸",
    Situation.NONE: "不属于三种垫付情形",
}


_NO_RESCUE, _LATE = "K01", "K02"
_BEFORE = "院前费用未列入"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillItem:
    """One line of the bill. ``cut`` is what the reviewer took off, with its reason K01–K10."""

    label: str
    amount: Money
    cut: Money = ZERO
    cut_code: str = ""
    rescue: bool = True
    started_at: datetime | None = None
    goods: bool = False  # 骨灰盒等用品: only where the profile admits them


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLayer:
    """The 交强险 sub-limit that pays first, one per insured vehicle concerned.

    ``share`` is the victim's part of it when several victims share one policy, ``how`` says how
    it was divided; ``key`` is the policy.
    """

    label: str
    limit: Money
    share: Money | None = None
    paid: Money = ZERO
    key: str = ""
    how: str = ""

    @property
    def deducted(self) -> Money:
        """What is deducted, whether the insurer has paid it yet or not."""
        return self.limit if self.share is None else self.share

    @property
    def text(self) -> str:
        """The policy with what is deducted, and of what it is a part."""
        told = f"{self.label} {format_money(self.deducted)}"
        if self.share is None or self.share == self.limit:
            return told
        how = f"，{self.how}" if self.how else ""
        return f"{told}（限额 {format_money(self.limit)} 中的一份{how}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPayment:
    """Money already paid on the same bill, outside the first layer."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rescue window and whether the hospital's reason for going beyond it was accepted."""

    started_at: datetime
    hours: int
    mode: WindowMode = WindowMode.HOURS
    beyond_accepted: bool = False
    prehospital_included: bool = False

    @property
    def end(self) -> Explained[datetime]:
        """The end of the window; a service lies inside when it starts before."""
        return window_end(self.started_at, self.hours, self.mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRequest:
    """Everything the formula needs."""

    situation: Situation
    items: Sequence[BillItem]
    first_layers: Sequence[FirstLayer] = ()
    other_paid: Sequence[OtherPayment] = ()
    prior: Money = ZERO
    unsettled: Money | None = None
    cap: Money | None = None
    window: Window | None = None
    goods_admitted: bool = False
    motor_vehicle: bool = True
    subtract_known_insurer: bool = True  # c3_subtract_if_insurer_known
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedItem:
    """A bill line with what the rules leave of it."""

    item: BillItem
    approved: Money
    reduced: Money
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of the formula for the 审批表. ``minus`` terms are deducted."""

    key: str
    label: str
    amount: Money
    text: str
    minus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """The result: amount, its terms, the decided lines, and reasons when nothing is advanced."""

    amount: Money
    terms: tuple[Term, ...]
    items: tuple[DecidedItem, ...]
    text: str
    refusals: tuple[str, ...] = ()
    above_cap: Money = ZERO
    stays_with_patient: Money | None = None
    sources: tuple[Source, ...] = ()
    window: Explained[datetime] | None = None
    layers: tuple[FirstLayer, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether anything is advanced."""
        return self.amount > 0

    @property
    def words(self) -> str:
        """The amount in words."""
        return capital(self.amount)

    def term(self, key: str) -> Money:
        """The amount of one term."""
        return next(term.amount for term in self.terms if term.key == key)


def reckon_advance(request: AdvanceRequest) -> Advance:
    """Reckon what the fund advances. Raises InvalidInput for negative sums and for a C1 without
    any policy (its first layer cannot be left out)."""
    _check(request)
    window = request.window.end if request.window else None
    items = tuple(_decide(item, request, window) for item in request.items)
    eligible = _sum(item.approved for item in items)
    billed = _sum(item.item.amount for item in items)
    reduced = _sum(item.reduced for item in items)
    layers = _layers(request)
    first = _sum(layer.deducted for layer in layers)
    other = _sum(payment.amount for payment in request.other_paid)
    rest = eligible - first - other - request.prior
    bounds = [rest]
    if request.unsettled is not None:
        bounds.append(request.unsettled)
    cap_left = None if request.cap is None else max(request.cap - request.prior, ZERO)
    uncapped = max(min(bounds), ZERO)
    amount = uncapped if cap_left is None else min(uncapped, cap_left)
    barred = request.situation is Situation.NONE or not request.motor_vehicle
    if barred:
        amount = uncapped = ZERO
    terms = [
        Term(
            key="eligible",
            label="核定费用",
            amount=eligible,
            text=f"账单 {format_money(billed)} − 核减 {format_money(reduced)}"
            f" = {format_money(eligible)}",
        ),
        Term(
            key="first_layer",
            label="交强险先行承担",
            amount=first,
            text=" + ".join(layer.text for layer in layers)
            or f"{SITUATION_LABELS[request.situation]}，无先行扣减",
            minus=True,
        ),
        Term(
            key="other_paid",
            label="他人已支付",
            amount=other,
            text=" + ".join(f"{x.label} {format_money(x.amount)}" for x in request.other_paid)
            or "无",
            minus=True,
        ),
        Term(
            key="prior",
            label="基金此前已垫付",
            amount=request.prior,
            text="同一账单" if request.prior else "无",
            minus=True,
        ),
        Term(
            key="rest",
            label="尚需费用",
            amount=rest,
            text=_rest_text(eligible, terms_of=(first, other, request.prior), rest=rest),
        ),
    ]
    if request.unsettled is not None:
        terms.append(
            Term(
                key="unsettled",
                label="医疗机构未结算余额",
                amount=request.unsettled,
                text="证明日余额，已扣除此前支付",
            )
        )
    if cap_left is not None and request.cap is not None:
        terms.append(
            Term(
                key="cap",
                label="本地上限余额",
                amount=cap_left,
                text=f"上限 {format_money(request.cap)} − 此前垫付 {format_money(request.prior)}",
            )
        )
    terms.append(
        Term(
            key="advance",
            label="垫付金额",
            amount=amount,
            text=_final_text(request, bounds, cap_left, amount),
        )
    )
    return Advance(
        amount=amount,
        terms=tuple(terms),
        items=items,
        text=f"{_rest_text(eligible, terms_of=(first, other, request.prior), rest=rest)}；"
        f"{_final_text(request, bounds, cap_left, amount)}",
        refusals=() if amount > 0 else _refusals(request, items, eligible, first, other),
        above_cap=uncapped - amount,
        stays_with_patient=None
        if request.unsettled is None
        else max(request.unsettled - amount, ZERO),
        sources=request.sources,
        window=window,
        layers=layers,
    )


def _check(request: AdvanceRequest) -> None:
    sums: list[tuple[str, Money | None]] = [
        ("prior", request.prior),
        ("unsettled", request.unsettled),
        ("cap", request.cap),
    ]
    sums += [("items", item.amount) for item in request.items]
    sums += [("items", item.cut) for item in request.items]
    sums += [("first_layers", layer.deducted) for layer in request.first_layers]
    sums += [("other_paid", payment.amount) for payment in request.other_paid]
    for field, value in sums:
        if value is not None and value < 0:
            raise InvalidInput("domain.money_negative", field=field)
    if any(item.cut > item.amount for item in request.items):
        raise InvalidInput("domain.cut_too_large", field="items")
    if request.situation is Situation.C1 and not request.first_layers:
        raise InvalidInput("domain.first_layer_missing", field="first_layers")


def _layers(request: AdvanceRequest) -> tuple[FirstLayer, ...]:
    if request.situation is Situation.C1 or (
        request.situation is Situation.C3 and request.subtract_known_insurer
    ):
        return tuple(request.first_layers)
    return ()


def _decide(
    item: BillItem, request: AdvanceRequest, window: Explained[datetime] | None
) -> DecidedItem:
    code = text = ""
    if not item.rescue:
        code, text = _NO_RESCUE, "不属于抢救费用"
    elif item.goods and not request.goods_admitted:
        code, text = _NO_RESCUE, "丧葬用品，待人工审核"
    elif request.window and window and item.started_at is not None:
        if item.started_at >= window.value and not request.window.beyond_accepted:
            code, text = _LATE, f"超出时限（{window.text}）"
        elif _before(item.started_at, request.window) and not request.window.prehospital_included:
            code, text = _LATE, _BEFORE
    if code:
        return DecidedItem(item=item, approved=ZERO, reduced=item.amount, code=code, text=text)
    return DecidedItem(
        item=item,
        approved=item.amount - item.cut,
        reduced=item.cut,
        code=item.cut_code if item.cut else "",
        text=f"核减 {format_money(item.cut)}" if item.cut else "",
    )


def _before(moment: datetime, window: Window) -> bool:
    """Whether a service began before the rescue; one of which only the day is known (midnight)
    lies before it only on an earlier day."""
    start, own = _on_the_clock(window.started_at), _on_the_clock(moment)
    return own.date() < start.date() if own.time() == time() else own < start


def _on_the_clock(moment: datetime) -> datetime:
    return local_moment(moment) if moment.tzinfo else moment


def _refusals(
    request: AdvanceRequest,
    items: Sequence[DecidedItem],
    eligible: Money,
    first: Money,
    other: Money,
) -> tuple[str, ...]:
    if not request.motor_vehicle:
        return ("N03",)
    if request.situation is Situation.NONE:
        return ("N01",)
    if eligible <= 0:
        out = [item for item in items if item.code in (_NO_RESCUE, _LATE)]
        if any(item.code == _LATE and item.text != _BEFORE for item in out):
            return ("N07",)
        return ("N06",) if out else ("N99",)
    if request.situation is Situation.C1 and eligible <= first:
        return ("N02",)
    if request.unsettled is not None and request.unsettled <= 0:
        return ("N05",)
    if eligible - first - request.prior <= 0:
        return ("N08",) if request.prior else ("N02",)
    if other > 0 and eligible - first - request.prior - other <= 0:
        return ("N13",)
    return ("N99",)


def _rest_text(eligible: Money, *, terms_of: tuple[Money, ...], rest: Money) -> str:
    deducted = "".join(f" − {format_money(term)}" for term in terms_of if term)
    return f"{format_money(eligible)}{deducted} = {format_money(rest)}"


def _final_text(
    request: AdvanceRequest, bounds: Sequence[Money], cap_left: Money | None, amount: Money
) -> str:
    if not request.motor_vehicle or request.situation is Situation.NONE:
        return "不属于垫付情形，不予垫付"
    numbers = [format_money(bound) for bound in bounds]
    if cap_left is not None:
        numbers.append(format_money(cap_left))
    granted = f"垫付 {format_money(amount)}" if amount > 0 else "不予垫付"
    if len(numbers) == 1:
        return granted
    return f"取较小者（{'、'.join(numbers)}），{granted}"


def _sum(values: Iterable[Money]) -> Money:
    return sum(values, ZERO)

"""The return of a quarter or a year (F28) as it is printed; without figures, the form to fill."""

from __future__ import annotations

from decimal import Decimal

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    LINE,
    Slot,
    Tree,
    day,
    joined,
)
from mediation_app.domain.fund import FundKind, FundSituation, LedgerKind
from mediation_app.domain.fund_figures import FundReport, Paid, Spread
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import DebtorBasis

INCOME = (
    LedgerKind.PREMIUM,
    LedgerKind.FINES,
    LedgerKind.RECOVERED,
    LedgerKind.INTEREST,
    LedgerKind.FISCAL,
    LedgerKind.DONATION,
    LedgerKind.OTHER,
)
_KINDS = (*FundKind,)
_SITUATIONS = (FundSituation.C1, FundSituation.C2, FundSituation.C3, FundSituation.OTHER)


def fund_return(scene: Scene) -> Tree:
    """``report``: figures by kind and situation, recovery, the fund's book."""
    it = scene.report
    book = it.book if it is not None else {}
    got = it.recovered_from if it is not None else {}
    outside = it.outside if it is not None else {}
    complaints = outside.get("complaints")
    sent_back = (LedgerKind.RETURNED, LedgerKind.REFUNDED)
    paid_out = book.get(LedgerKind.PAID_OUT)
    return {
        "since": dated(day(it.since if it is not None else None)),
        "until": dated(day(it.until if it is not None else None)),
        "made_on": dated(day(scene.today if it is not None else None)),
        "asked": _count(it.asked if it else None),
        "accepted": _count(it.accepted if it else None),
        "approved": _count(it.approved if it else None),
        "refused": _count(it.refused if it else None),
        "refusals": _written(_refusals(scene, it)),
        "in_time": _written(_in_time(it.in_time, it.decided) if it else ""),
        "paid_in_time": _written(_in_time(it.paid_in_time, it.paid_timed) if it else ""),
        "days": _written(_days(it)),
        "complaints": _count(complaints.count if complaints is not None else None),
        "of_accidents": _written(_of_accidents(it)),
        "edition": _written(scene.number if it is not None else ""),
        "kinds": [_paid(kind.label, it.by_kind[kind] if it else None) for kind in _KINDS],
        "situations": [
            _paid(
                f"{at.value if at is not FundSituation.OTHER else ''}{at.label}",
                it.by_situation[at] if it else None,
            )
            for at in _SITUATIONS
        ],
        "paid": _paid("合计", it.paid if it else None),
        "recoverable": _money(it.recoverable if it else None),
        "recovered": _money(it.recovered if it else None),
        "rate": _percent(it.rate if it else None),
        "paid_ever": _money(it.paid_ever if it else None),
        "recovered_ever": _money(it.recovered_ever if it else None),
        "rate_ever": _percent(it.rate_ever if it else None),
        "from_insurer": _money(got.get(DebtorBasis.INSURER.value) if it else None),
        "from_liable": _money(got.get(DebtorBasis.LIABLE.value) if it else None),
        "from_victim": _money(got.get(DebtorBasis.COMPENSATED.value) if it else None),
        "from_others": _money(got.get("other", Decimal("0.00")) if it else None),
        "outstanding": _money(it.outstanding if it else None),
        "by_plan": _money(it.by_plan if it else None),
        "in_court": _count(it.in_court if it else None),
        "written_off": _money(it.written_off if it else None),
        "recovered_after": _money(it.recovered_after if it else None),
        "opening": _money(it.opening if it else None),
        "income": [
            {"label": kind.label, "amount": _money(book.get(kind) if it else None)}
            for kind in INCOME
        ],
        "paid_out": _money(-paid_out if it and paid_out is not None else None),
        "returned": _money(sum((book.get(kind, ZERO) for kind in sent_back), ZERO) if it else None),
        "custody_in": _money(it.custody_in if it else None),
        "custody_out": _money(it.custody_out if it else None),
        "custody_held": _money(it.custody_held if it else None),
        "closing": _money(it.closing if it else None),
    }


def _refusals(scene: Scene, it: FundReport | None) -> str:
    if it is None:
        return ""
    known = scene.wording.reasons
    return (
        joined((f"{known.get(code, code)}{count}起" for code, count in it.refusals.items()), "；")
        or "无"
    )


def _in_time(kept: int, timed: int) -> str:
    if not timed:
        return "无"
    return f"{kept}/{timed}，{kept * 100 / timed:.1f}%"


def _days(it: FundReport | None) -> str:
    if it is None:
        return ""

    def words(name: str, days: Spread) -> str:
        if days.median is None:
            return f"{name}无"
        return f"{name}中位数 {days.median}，九成不超过 {days.ninetieth}"

    found = f"{words('决定', it.decide_days)}；{words('拨付', it.pay_days)}（个工作日）"
    unknown = it.decide_days.unknown + it.pay_days.unknown
    return f"{found}，{unknown} 件缺节假日安排未计" if unknown else found


def _of_accidents(it: FundReport | None) -> str:
    """The share of accidents with casualties, with who counted them; only when it is known."""
    if it is None or it.share_of_accidents is None:
        return ""
    known = it.outside["casualty_accidents"]
    return f"{it.paid.cases}/{known.count} 起，{it.share_of_accidents}%（来源：{known.source}）"


def _paid(label: str, found: Paid | None) -> Tree:
    return {
        "label": Slot(label),
        "cases": _count(found.cases if found is not None else None),
        "victims": _count(found.victims if found is not None else None),
        "amount": _money(found.amount if found is not None else None),
        "mean": _money(
            (found.amount / found.victims).quantize(Decimal("0.01"))
            if found is not None and found.victims
            else None
        ),
    }


def _written(value: str) -> Slot:
    return Slot(value, empty="", blank="")


def _count(value: int | None) -> Slot:
    return _written("" if value is None else str(value))


def _money(value: Money | None) -> Slot:
    return _written("" if value is None else format_money(value))


def _percent(value: Decimal | None) -> Slot:
    return Slot("" if value is None else f"{value}%", empty="", blank=f"{LINE * 2}%")

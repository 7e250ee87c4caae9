"""A fund return line by line: what the window, the sheet and a comparison of editions show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mediation_app.domain.fund import FundKind, FundSituation, LedgerKind
from mediation_app.domain.fund_figures import (
    KINDS,
    SITUATIONS,
    AgeBand,
    Area,
    FundReport,
    Paid,
    Spread,
)
from mediation_app.domain.records import ZERO, Choice
from mediation_app.domain.recovery import DebtorBasis

Label = Callable[[str], str]
INCOME = (
    LedgerKind.PREMIUM,
    LedgerKind.FINES,
    LedgerKind.RECOVERED,
    LedgerKind.INTEREST,
    LedgerKind.FISCAL,
    LedgerKind.DONATION,
    LedgerKind.RETURNED,
    LedgerKind.REFUNDED,
    LedgerKind.OTHER,
)
OUTSIDE_LABELS: Mapping[str, str] = {
    "casualty_accidents": "同期伤亡事故起数",
    "complaints": "投诉",
    "city_advanced": "全市垫付金额",
    "yearly_need": "年度资金需求",
}
IN_YUAN = ("city_advanced", "yearly_need")


class LineKind(Choice):
    """How a figure reads."""

    CASES = "cases", "起"
    PEOPLE = "people", "人"
    MONEY = "money", "元"
    PERCENT = "percent", "%"
    DAYS = "days", "个工作日"
    MONTHS = "months", "个月"
    TIMES = "times", "倍"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure. ``value`` None is not known; ``behind`` names the cases that make it up."""

    key: str
    group: str
    label: str
    kind: LineKind
    value: int | Decimal | None
    behind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure that two editions tell differently, and the cases that came or went."""

    line: Line
    before: int | Decimal | None
    after: int | Decimal | None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


def lines_of(report: FundReport, reason: Label = str) -> tuple[Line, ...]:
    """Every figure of a return in the order of F28; ``reason`` words a code of a refusal."""
    return tuple(_lines(report, reason))


def differences(before: FundReport, after: FundReport, reason: Label = str) -> list[Difference]:
    """What the later of two returns tells otherwise."""
    old = {line.key: line for line in lines_of(before, reason)}
    new = {line.key: line for line in lines_of(after, reason)}
    found: list[Difference] = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        line = now or was
        assert line is not None
        one, other = (None if was is None else was.value), (None if now is None else now.value)
        had, has = (_behind(it, line.behind) for it in (before, after))
        came = tuple(case for case in has if case not in had)
        went = tuple(case for case in had if case not in has)
        if one != other or came or went:
            found.append(Difference(line=line, before=one, after=other, came=came, went=went))
    return found


def _behind(report: FundReport, name: str) -> Sequence[str]:
    return report.cases.get(name, ())


def _lines(it: FundReport, reason: Label) -> Iterator[Line]:
    yield from _applications(it, reason)
    yield from _paid(it)
    yield from _recovery(it)
    yield from _custody(it)
    yield from _book(it)
    yield from _outside(it)


def _applications(it: FundReport, reason: Label) -> Iterator[Line]:
    group = "申请和审核"

    def count(key: str, label: str, value: int) -> Line:
        return Line(key=key, group=group, label=label, kind=LineKind.CASES, value=value, behind=key)

    yield count("asked", "申请", it.asked)
    yield count("accepted", "受理", it.accepted)
    yield count("not_accepted", "不予受理", it.not_accepted)
    yield count("approved", "同意垫付", it.approved)
    yield count("refused", "不予垫付", it.refused)
    for code, number in it.refusals.items():
        yield count(f"refusals.{code}", f"不予原因：{reason(code)}", number)
    yield from _times(group, "decide", "决定", it.decided, it.in_time, it.decide_days, "late")
    yield from _times(
        group, "pay", "拨付", it.paid_timed, it.paid_in_time, it.pay_days, "paid_late"
    )


def _times(
    group: str, key: str, label: str, timed: int, kept: int, days: Spread, behind: str
) -> Iterator[Line]:
    def line(name: str, text: str, kind: LineKind, value: Decimal | int | None, to: str) -> Line:
        note = f"{days.unknown} 件缺节假日安排，未计" if days.unknown and not to else ""
        return Line(
            key=f"{key}.{name}", group=group, label=text, kind=kind, value=value, behind=to,
            note=note,
        )  # fmt: skip

    share = Decimal(kept * 100) / timed if timed else None
    rounded = None if share is None else share.quantize(Decimal("0.1"))
    yield line("late", f"超期{label}", LineKind.CASES, timed - kept, behind)
    yield line("in_time", f"{label}期限达标率", LineKind.PERCENT, rounded, behind)
    yield line("median", f"{label}用时（中位数）", LineKind.DAYS, days.median, "")
    yield line("ninetieth", f"{label}用时（九成不超过）", LineKind.DAYS, days.ninetieth, "")


def _three(group: str, name: str, label: str, found: Paid) -> Iterator[Line]:
    for part, kind, value in (
        ("cases", LineKind.CASES, found.cases),
        ("victims", LineKind.PEOPLE, found.victims),
        ("amount", LineKind.MONEY, found.amount),
    ):
        yield Line(
            key=f"{name}.{part}", group=group, label=label, kind=kind, value=value, behind=name
        )


def _split(
    group: str, name: str, found: Mapping[str, Paid], labels: Mapping[str, str]
) -> Iterator[Line]:
    for key, label in labels.items():
        yield from _three(group, f"{name}.{key}", label, found.get(key, Paid()))


def _labels(members: Sequence[Choice]) -> dict[str, str]:
    return {one.value: one.label for one in members}


def situation_label(at: FundSituation) -> str:
    """``C1抢救费用超过交强险责任限额``; 其他情形 has no code."""
    return at.label if at is FundSituation.OTHER else f"{at.value}{at.label}"


def _paid(it: FundReport) -> Iterator[Line]:
    yield from _three("垫付（以银行到账为准）", "paid", "合计", it.paid)
    yield Line(
        key="sent_back", group="垫付（以银行到账为准）", label="其中扣减退票、多付退回",
        kind=LineKind.MONEY, value=it.sent_back, behind="sent_back",
    )  # fmt: skip
    yield from _split("垫付：按费用", "by_kind", it.by_kind, _labels(KINDS))
    at = {one.value: situation_label(one) for one in SITUATIONS}
    yield from _split("垫付：按情形", "by_situation", it.by_situation, at)
    names = {name: name for name in it.by_hospital}
    yield from _split("抢救费用：按医院", "by_hospital", it.by_hospital, names)
    yield from _split("垫付：按年龄", "by_age", it.by_age, _labels(tuple(AgeBand)))
    yield from _split("垫付：按城乡（户籍地址）", "by_area", it.by_area, _labels(tuple(Area)))


def _recovery(it: FundReport) -> Iterator[Line]:
    group = "追偿（不含一次性困难救助）"

    def line(
        key: str, label: str, value: Decimal | int, kind: LineKind = LineKind.MONEY, to: str = ""
    ) -> Line:
        return Line(key=key, group=group, label=label, kind=kind, value=value, behind=to)

    yield line("recoverable", "本期垫付", it.recoverable, to="paid")
    yield line("recovered", "本期追回", it.recovered, to="recovered")
    yield line("rate", "当期追偿率（当期追回÷当期垫付）", it.rate, LineKind.PERCENT)
    yield line("paid_ever", "累计垫付", it.paid_ever)
    yield line("recovered_ever", "累计追回", it.recovered_ever)
    yield line("rate_ever", "累计追偿率（累计追回÷累计垫付）", it.rate_ever, LineKind.PERCENT)
    names = {basis.value: f"追回来自{basis.label}" for basis in DebtorBasis}
    for key, label in {**names, "other": "追回来自其他"}.items():
        yield line(f"recovered_from.{key}", label, it.recovered_from.get(key, ZERO), to="recovered")
    yield line("outstanding", "期末未追回", it.outstanding)
    yield line("by_plan", "分期未还余额（填报时）", it.by_plan, to="by_plan")
    yield line("in_court", "诉讼执行件数（填报时）", it.in_court, LineKind.CASES, "in_court")
    yield line("written_off", "本期核销", it.written_off, to="written_off")
    yield line("recovered_after", "本期核销后追回", it.recovered_after, to="recovered_after")
    yield line("written_off_ever", "累计核销", it.written_off_ever)
    yield line("recovered_after_ever", "累计核销后追回", it.recovered_after_ever)


def _custody(it: FundReport) -> Iterator[Line]:
    for key, label, value in (
        ("custody_in", "本期收入", it.custody_in),
        ("custody_out", "本期付出", it.custody_out),
        ("custody_held", "期末结存", it.custody_held),
    ):
        yield Line(
            key=key, group="代管款（不属于基金）", label=label, kind=LineKind.MONEY, value=value
        )


def _book(it: FundReport) -> Iterator[Line]:
    group = "资金收支"

    def line(key: str, label: str, value: Decimal) -> Line:
        return Line(key=key, group=group, label=label, kind=LineKind.MONEY, value=value)

    yield line("opening", "期初余额", it.opening)
    for kind in INCOME:
        yield line(f"book.{kind.value}", f"收入：{kind.label}", it.book.get(kind, ZERO))
    paid_out = it.book.get(LedgerKind.PAID_OUT, ZERO)
    yield line("book.paid_out", "支出：垫付", -paid_out)
    yield line("closing", "期末余额", it.closing)
    idle = "资金沉淀"
    for key, label, reads, value in (
        ("idle_months", "期末已连续无垫付", LineKind.MONTHS, it.idle_months),
        ("spent_year_before", "上年垫付", LineKind.MONEY, it.spent_year_before),
        ("years_of_spending", "期末余额÷上年垫付", LineKind.TIMES, it.years_of_spending),
        ("years_of_need", "期末余额÷年度资金需求", LineKind.TIMES, it.years_of_need),
    ):
        yield Line(key=key, group=idle, label=label, kind=reads, value=value)


def _outside(it: FundReport) -> Iterator[Line]:
    for code, label in OUTSIDE_LABELS.items():
        known = it.outside.get(code)
        money = code in IN_YUAN
        value = None if known is None else known.amount if money else known.count
        yield Line(
            key=f"outside.{code}", group="外部数据", label=label,
            kind=LineKind.MONEY if money else LineKind.CASES, value=value,
            note=known.source if known is not None else "",
        )  # fmt: skip
    yield Line(
        key="share_of_accidents", group="外部数据", label="垫付起数占伤亡事故起数",
        kind=LineKind.PERCENT, value=it.share_of_accidents, behind="paid",
    )  # fmt: skip
    yield Line(
        key="share_of_city", group="外部数据", label="占全市垫付金额",
        kind=LineKind.PERCENT, value=it.share_of_city, behind="paid",
    )  # fmt: skip


__all__ = ["Difference", "FundKind", "Line", "LineKind", "differences", "lines_of"]

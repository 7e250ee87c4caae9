"""From the figures of a page to what the strip and the charts show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.records import Money
from mediation_app.domain.spans import spans_between
from mediation_app.domain.statistics import (
    Statistics,
    change_text,
    figure_text,
    in_ten_thousands,
)
from ui.widgets.bar_chart import Number, Series
from ui.widgets.chart_rows import RowBar
from ui.widgets.figure_strip import Figure

_MOST_SOURCES = 7
Chart = tuple[Sequence[str], Sequence[Series], Series | None, int]


def ten_thousands(value: Number) -> str:
    """A value of the fund's chart: ``16.84``."""
    return f"{value:.2f}"


def counted(value: Number) -> str:
    """A value of the cases' chart: ``1,913``."""
    return f"{value:,}"


def _change(page: Statistics, key: str) -> str:
    if not page.compares:
        return f"{page.since.year}—{page.until.year}年合计"
    text = change_text(key, page.total, page.before)
    return f"同比 {text}" if text else "去年同期无数据"


def strip(page: Statistics) -> list[Figure]:
    """The six indicators."""
    now = page.total
    share, last = page.city_share, page.city_share_before
    back = f"回收率 {now.back}%" if now.back is not None else "本期无垫付"
    if share is None:
        city = Figure(key="city", value="待填", label="占全市垫付", note="填写全市垫付金额")
    else:
        note = "去年无数据" if last is None else f"去年 {last}%"
        if page.city is not None and page.city.until < page.until:
            note = f"截至 {page.city.until:%m-%d}，{note}"
        city = Figure(key="city", value=f"{share}", label="占全市垫付", unit="%", note=note)
    ended = f"成功 {now.agreed}，办结 {now.ended}"
    if now.ended >= 1000:
        ended = f"{now.agreed}/{now.ended} 件"
    success = "" if now.success is None else f"{now.success}"
    return [
        Figure(key="accepted", value=f"{now.accepted:,}", label="受理", unit="件",
               note=_change(page, "accepted")),
        Figure(key="success", value=success or "无", label="调解成功率", unit="%" if success else "",
               note=ended),
        Figure(key="agreed_sum", value=figure_text("agreed_sum", now.agreed_sum), label="协议金额",
               unit="万元", note=_change(page, "agreed_sum")),
        Figure(key="paid", value=figure_text("paid", now.paid), label="垫付", unit="万元",
               tone="fund", note=f"{now.cases} 件 {now.victims} 人"),
        Figure(key="recovered", value=figure_text("recovered", now.recovered), label="收回",
               unit="万元", tone="fund", note=back),
        city,
    ]  # fmt: skip


def _labels(page: Statistics, day: date) -> tuple[list[str], int]:
    """A label for each place of the axis (to the end of the year), and which one is now."""
    spans = [row.span for row in page.rows]
    if page.grain is not ReturnPeriod.YEAR and spans:
        last = spans[-1].since.replace(month=12, day=31)
        spans = list(spans_between(page.grain, spans[0].since, last))
    now = next((n for n, s in enumerate(spans) if s.since <= day <= s.until), -1)
    if page.grain is ReturnPeriod.MONTH:
        names = [
            f"{s.since.month}月" if n in (0, now) else str(s.since.month)
            for n, s in enumerate(spans)
        ]
    elif page.grain is ReturnPeriod.QUARTER:
        names = [f"{s.code[-1]}季度" for s in spans]
    else:
        names = [s.code for s in spans]
    return names, now


def _wan(amount: Money) -> Number:
    return in_ten_thousands(amount)


def cases_chart(page: Statistics, day: date) -> Chart:
    """Accepted and agreed, accepted a year before as a dashed line."""
    labels, now = _labels(page, day)
    bars = [
        Series(name="受理", values=tuple(row.now.accepted for row in page.rows)),
        Series(name="成功", values=tuple(row.now.agreed for row in page.rows), tone="c5"),
    ]
    before = tuple(row.before.accepted or None for row in page.rows)
    line = (
        Series(name="去年受理", values=before, tone="c4") if any(before) and page.compares else None
    )
    return labels, bars, line, now


def fund_chart(page: Statistics, day: date) -> Chart:
    """Paid and recovered, in 万元."""
    labels, now = _labels(page, day)
    bars = [
        Series(name="垫付", values=tuple(_wan(row.now.paid) for row in page.rows), tone="c2"),
        Series(name="收回", values=tuple(_wan(row.now.recovered) for row in page.rows), tone="c6"),
    ]
    return labels, bars, None, now


def source_bars(page: Statistics) -> list[RowBar]:
    """The most frequent sources, the rest as one."""
    found = list(page.sources)
    head, rest = found[:_MOST_SOURCES], found[_MOST_SOURCES:]
    if rest:
        head, rest = found[: _MOST_SOURCES - 1], found[_MOST_SOURCES - 1 :]
    bars = [
        RowBar(
            key=one.code,
            name=one.label.partition("（")[0].replace("热线", " "),
            value=float(one.count),
            text=f"{one.count:,}",
            share=f"{one.percent}%",
        )
        for one in head
    ]
    if rest:
        count = sum(one.count for one in rest)
        percent = sum((one.percent for one in rest), start=rest[0].percent * 0)
        bars.append(
            RowBar(key="", name="其他", value=float(count), text=f"{count:,}", share=f"{percent}%")
        )
    return bars

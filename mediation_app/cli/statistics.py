"""Commands about figures: the statistics of a stretch, the fund's return of a period."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.cli.folders import may_replace
from mediation_app.cli.office import opened
from mediation_app.cli.output import write

if TYPE_CHECKING:
    from mediation_app.domain.statistics import Figures, Statistics

_SHARES = ("success", "kept", "back")


def statistics(arguments: argparse.Namespace) -> int:
    """Figures by month, quarter or year with those of a year before, as JSON or Excel."""
    from mediation_app.cli import OK, USAGE
    from mediation_app.clock import today
    from mediation_app.domain.fund_returns import ReturnPeriod
    from mediation_app.domain.statistics import Basis

    if arguments.format == "xlsx" and arguments.out is None:
        print("Excel 须用 --out 写明文件", file=sys.stderr)
        return USAGE
    if arguments.out is not None:
        may_replace(arguments.out, b"PK" if arguments.format == "xlsx" else b"{")
    with opened(arguments) as (workbench, actor):
        day = today(workbench.context.clock)
        until = arguments.until or day
        since = arguments.since or date(until.year, 1, 1)
        page = workbench.statistics.page(
            actor, ReturnPeriod(arguments.by), Basis(arguments.basis), since, until
        )
        if arguments.format == "xlsx":
            content = workbench.statistics.workbook(actor, page)
        else:
            content = as_json(page).encode("utf-8")
    if arguments.out is None:
        write(content.decode("utf-8"))
        return OK
    from mediation_app.files import write_atomically

    write_atomically(arguments.out, content)
    print(f"已写出：{arguments.out}")
    return OK


def as_json(page: Statistics) -> str:
    """The whole page; sums in yuan as text, shares in percent."""
    whole = {
        "since": page.since.isoformat(),
        "until": page.until.isoformat(),
        "by": page.grain.value,
        "basis": page.basis.value,
        "rows": [
            {"period": row.span.code, **_figures(row.now), "year_before": _figures(row.before)}
            for row in page.rows
        ],
        "total": _figures(page.total),
        "year_before": {
            "since": page.last_since.isoformat(),
            "until": page.last_until.isoformat(),
            **_figures(page.before),
        },
        "sources": [
            {"code": one.code, "label": one.label, "count": one.count, "percent": str(one.percent)}
            for one in page.sources
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _figures(figures: Figures) -> dict[str, Any]:
    names = [*(one.name for one in fields(figures)), *_SHARES]
    return {name: _plain(getattr(figures, name)) for name in names}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def return_(arguments: argparse.Namespace) -> int:
    """The return of a period as Word, PDF and Excel: the frozen edition that counts, else a draft."""
    from mediation_app.cli import OK
    from mediation_app.domain.spans import read_span
    from mediation_app.files import write_atomically

    span = read_span(arguments.period)
    with opened(arguments) as (workbench, actor):
        rows = workbench.returns.rows(actor, span.since.year)
        latest = next((row.latest for row in rows if row.span == span), None)
        if latest is not None:
            made = workbench.returns.paper(actor, latest.id)
            name, told = f"第{latest.edition}版", f"第 {latest.edition} 版，{latest.frozen_on} 冻结"
        else:
            made = workbench.returns.draft_paper(actor, span)
            name, told = "未冻结", "未冻结，数字随业务变化"
        sheet = workbench.returns.workbook(actor, latest.id if latest is not None else "", span)
        files = {"docx": made.docx, "pdf": made.pdf(), "xlsx": sheet}
    arguments.out.mkdir(parents=True, exist_ok=True)
    for ending, content in files.items():
        path = arguments.out / f"救助基金统计报表 {span.label}（{name}）.{ending}"
        write_atomically(path, content)
        print(path)
    print(f"{span.label}：{told}")
    return OK

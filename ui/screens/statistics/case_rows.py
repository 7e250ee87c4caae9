"""Lists of cases on the pages of 统计: their columns."""

from __future__ import annotations

from datetime import date

from mediation_app.domain.moments import local_day
from mediation_app.services.lists import CaseRow
from ui.models.cells import Column, Parties, Text


def parties(text: str) -> Parties:
    """甲 与 乙."""
    left, _, right = text.partition(" 与 ")
    return Parties(left, right)


def shown(day: date | None, today: date) -> Text | None:
    """A day; without its year within the year."""
    if day is None:
        return None
    return Text(f"{day:%m-%d}" if day.year == today.year else day.isoformat(), fixed=True)


def case_columns(today: date) -> list[Column[CaseRow]]:
    """Number, parties, days, place, state, who."""

    def happened(row: CaseRow) -> Text | None:
        return shown(local_day(row.accident_at) if row.accident_at else None, today)

    return [
        Column(
            key="number", header="案号", width=92, cell=lambda r: Text(r.number_short, fixed=True)
        ),
        Column(key="parties", header="当事人", min_width=200, cell=lambda r: parties(r.parties)),
        Column(key="accepted", header="受理", width=92, cell=lambda r: shown(r.accepted_on, today)),
        Column(key="when", header="事故", width=92, give_way=2, cell=happened),
        Column(key="place", header="地点", width=220, give_way=3, cell=lambda r: Text(r.place)),
        Column(key="state", header="阶段", width=120, cell=lambda r: Text(r.state.label)),
        Column(
            key="fund", header="基金", width=92, give_way=1,
            cell=lambda r: Text(r.fund_state.label, tone="fund") if r.fund_state else None,
        ),
        Column(key="handler", header="经办", width=84, give_way=4, cell=lambda r: Text(r.handler)),
    ]  # fmt: skip

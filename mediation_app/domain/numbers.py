"""Official numbers (文号): one series per kind and year, drawn once, four digits, never reused.

A series is a row of ``SERIES``: how its number reads. ``draw_number`` of the unit of work gives the
serial; ``official_number`` gives the text that is printed and kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from mediation_app.domain.offices import Office

# {mediation} and {fund} are the office's own words (文号字头).
SERIES: Mapping[str, str] = MappingProxyType(
    {
        "case": "（{year}）{mediation}字第{serial:04d}号",
        "refusal": "（{year}）{mediation}不受字第{serial:04d}号",
        "fund": "{fund}申〔{year}〕第{serial:04d}号",
        "fund_supplement": "{fund}补〔{year}〕第{serial:04d}号",
        "fund_not_accepted": "{fund}不受〔{year}〕第{serial:04d}号",
        "fund_decision": "{fund}垫〔{year}〕第{serial:04d}号",
        "fund_inquiry": "{fund}函〔{year}〕第{serial:04d}号",
        "fund_payment": "{fund}付〔{year}〕第{serial:04d}号",
        "recovery_letter": "{fund}追函〔{year}〕第{serial:04d}号",
        "fund_refund": "{fund}退函〔{year}〕第{serial:04d}号",
        "recovery": "{fund}追〔{year}〕第{serial:04d}号",
        "custody": "{fund}代管〔{year}〕第{serial:04d}号",
        "write_off": "{fund}核〔{year}〕第{serial:04d}号",
    }
)
_SHORT = re.compile(r"^\s*(\d{4})\s*[-－—]\s*0*(\d{1,6})\s*$")


def official_number(series: str, office: Office, year: int, serial: int) -> str:
    """The printed number of a series, e.g. ``（2026）东道交调字第0001号``. KeyError: no such series."""
    return SERIES[series].format(
        year=year, serial=serial, mediation=office.number_prefix, fund=office.fund_prefix
    )


def case_number(office: Office, year: int, serial: int) -> str:
    """The case number (案号), which is the agreement's number too."""
    return official_number("case", office, year, serial)


def short_number(year: int | None, serial: int | None) -> str:
    """The short form for lists, ``2026-0187``; empty while no number was drawn."""
    return f"{year}-{serial:04d}" if year and serial else ""


def read_short(text: str) -> tuple[int, int] | None:
    """Year and serial of a short number, None when the text is none."""
    match = _SHORT.match(text)
    return (int(match[1]), int(match[2])) if match else None

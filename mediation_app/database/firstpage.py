"""The first list at start-up: one query with the driver itself, before anything heavy is imported.

Reads only. Whatever is wrong with the database is left for ``Store.open`` to say: then there is
simply no first page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mediation_app.database.firstlook import open_to_look
from mediation_app.database.queries import (
    CASE_GROUPS,
    COUNT_CAP,
    CaseQuery,
    CaseRow,
    Page,
    case_page_sql,
    case_row,
    page_of,
)
from mediation_app.database.revisions import HEAD, VERSION_TABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """The newest cases and how many there are per group (counts stop at ``COUNT_CAP`` + 1)."""

    page: Page[CaseRow]
    counts: Mapping[str, int]


def first_page(
    data_dir: Path, unit_code: str = "", query: CaseQuery | None = None
) -> FirstPage | None:
    """The first page of an embedded database; None when there is none to be had.

    ``query`` must hold no text (the search needs the engine).
    """
    raw = open_to_look(data_dir)
    if raw is None:
        return None
    query = query or CaseQuery()
    try:
        raw.execute("PRAGMA query_only=ON")
        revision = raw.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
        if revision is None or revision[0] != HEAD:
            return None
        sql = case_page_sql(unit_code, query)
        rows = raw.execute(sql.rows, sql.values).fetchall()
        count = int(raw.execute(sql.count, sql.values).fetchone()[0])
        page: Page[CaseRow] = page_of(sql, query, rows, count, case_row)
        return FirstPage(page=page, counts=_counts(raw, unit_code))
    except (sqlite3.Error, ValueError):
        return None
    finally:
        raw.close()


def _counts(raw: sqlite3.Connection, unit_code: str) -> dict[str, int]:
    of_unit = " AND unit_code = :unit" if unit_code else ""
    question = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM case_list WHERE state_group = :name"  # noqa: S608
        f"{of_unit} LIMIT {COUNT_CAP + 1})"
    )
    return {
        name: raw.execute(question, {"name": name, "unit": unit_code}).fetchone()[0]
        for name in CASE_GROUPS
    }

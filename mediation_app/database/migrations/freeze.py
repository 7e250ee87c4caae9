"""Writes the first revision's SQL from the record classes.

    python -m mediation_app.database.migrations.freeze

Only until the first release: afterwards a changed record class needs a new revision.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

_FOLDER = Path(__file__).resolve().parent / "frozen"
_END = ";\n"


def frozen_statements(revision: str, dialect: str) -> list[str]:
    """The statements of a frozen revision."""
    text = (_FOLDER / f"{revision}_{dialect}.sql").read_text(encoding="utf-8")
    return [one.strip() for one in text.split(_END) if one.strip()]


def statements_now(dialect: Dialect) -> list[str]:
    """The statements that make today's schema (without guards, which are always made anew)."""
    from mediation_app.database.schema import SEARCH_INDEX, tables_for

    found: list[str] = []
    for table in tables_for(dialect.name):
        found.append(_text(CreateTable(table).compile(dialect=dialect)))
        found.extend(
            _text(CreateIndex(index).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        )
    if dialect.name == "sqlite":
        found.append(SEARCH_INDEX)
    return found


def _text(compiled: object) -> str:
    lines = (line.rstrip() for line in str(compiled).strip().splitlines())
    return "\n".join(line for line in lines if line)


def dialects() -> list[Dialect]:
    """Both engines' ways of writing SQL."""
    from sqlalchemy.dialects import postgresql, sqlite

    return [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]


def main() -> None:
    """Write the frozen files of the first revision."""
    for dialect in dialects():
        text = _END.join(statements_now(dialect)) + _END
        (_FOLDER / f"0001_{dialect.name}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

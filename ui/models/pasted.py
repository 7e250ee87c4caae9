"""Cells of a range that was copied in a spreadsheet, a mail or a chat."""

from __future__ import annotations

import csv
import re


def cells_of(text: str) -> list[list[str]]:
    """The cells of a copied range: tabs between them, quotes where a cell has lines of its own."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" not in plain:  # a table from a chat: at least two spaces, or a colon
        return [
            [
                cell.strip()
                for cell in re.split(r"\s{2,}|[：:]\s*|[ ，,](?=[\d￥¥.]+)", line.strip())
            ]
            for line in plain.split("\n")
            if line.strip()
        ]
    quoted = csv.reader(plain.splitlines(keepends=True), delimiter="\t")
    try:
        return [[_one_line(c) for c in row] for row in quoted if any(c.strip() for c in row)]
    except csv.Error:
        return [[c.strip() for c in row.split("\t")] for row in plain.split("\n") if row.strip()]


def _one_line(cell: str) -> str:
    return " ".join(cell.split("\n")).strip()

"""Templates of papers (文书模板) that an office has put in place of the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.domain.records import Record, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTemplate(Record):
    """One version of the office's own template of a kind of paper.

    ``kind`` is the code of the paper, ``number`` counts the versions of that kind from 1 and
    ``label`` names the version on screen and in every paper made with it (本单位第3版). The .docx lies
    in the store under ``sha256``; ``file_name`` is what it was called when it came. At most one
    version of a kind is ``active``; none means that the shipped template is used. Who imported it
    when is told by the bookkeeping.
    """

    kind: str
    number: int = 1
    label: str = ""
    sha256: str = ""
    file_name: str = ""
    size: int = 0
    note: Text = ""
    active: bool = False


def version_label(number: int) -> str:
    """The name of an office's own version; no shipped version is called like that."""
    return f"本单位第{number}版"

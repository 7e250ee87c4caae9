"""Names and folders of papers that are written to a disk."""

from __future__ import annotations

from pathlib import Path

from mediation_app.domain.files import CaseFile
from mediation_app.domain.numbers import short_number
from mediation_app.errors import StoreTrouble

_FORBIDDEN = frozenset('<>:"/\\|?*')
_LONGEST_NAME = 80


def file_name(text: str) -> str:
    """A name every system takes: no forbidden signs, not too long, no dot or space at the end."""
    kept = "".join(" " if sign in _FORBIDDEN or sign < " " else sign for sign in text)
    return " ".join(kept.split())[:_LONGEST_NAME].rstrip(" .") or "文书"


def short_name(file: CaseFile) -> str:
    """What a case is called in the names of files; one of the fund alone by its application."""
    case = file.case
    if named := short_number(case.number_year, case.serial) or case.number:
        return named
    for fund in file.funds:
        if short := short_number(fund.application.number_year, fund.application.serial):
            return f"救助{short}"
    return "未编号"


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there. Raises StoreTrouble."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreTrouble("papers.folder_not_made", folder=str(folder)) from error


def changes_of(folder: Path | None) -> tuple[int, ...]:
    """Changes whenever a file of the office's own templates changes."""
    if folder is None or not folder.is_dir():
        return ()
    files = [*folder.glob("*.docx"), *folder.glob("*.toml")]
    return tuple(sorted(hash((path.name, path.stat().st_mtime_ns)) for path in files))

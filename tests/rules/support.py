"""Writing rule files for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from mediation_app.domain.liability import Fault, Pairing
from mediation_app.paths import resource_dir
from mediation_app.rulebook import Rulebook

TODAY = date(2026, 11, 22)
SHIPPED = resource_dir() / "rules"


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def read_everything(book: Rulebook) -> None:
    """Touch every kind of file."""
    book.profile().value("pay_days", TODAY)
    book.calendar()
    book.deadlines()
    book.limits(TODAY)
    book.band(Pairing.MOTOR_MOTOR, Fault.FULL)

"""The explanation that opens under a loss: standard, years, coefficient, article, evidence."""

from __future__ import annotations

import re

from mediation_app.domain.compensation.result import Line
from mediation_app.domain.losses import Loss
from mediation_app.domain.money import format_money

_SHORT = 44  # characters that fit on one line of notes
_LABEL = re.compile(r"^(?P<label>[^\s：:，。（）\d]{2,4})[：: ]\s*(?P<text>.+)$")


def notes_of(line: Line | None, loss: Loss, warning: str = "") -> list[tuple[str, str]]:
    """Label (two characters as a rule) and words, in reading order."""
    found: list[tuple[str, str]] = []
    if warning:
        found.append(("提示", warning))
    if line is not None:
        found += _of_line(line)
    if loss.outside_medical:
        found.append(("非医保", f"扣减 {format_money(loss.outside_medical)} 元"))
    if loss.evidence:
        found.append(("证据", loss.evidence))
    if loss.note:
        found.append(("备注", loss.note.replace("\n", "，")))
    return found


def _of_line(line: Line) -> list[tuple[str, str]]:
    notes = [_split(note) for note in line.notes]
    found: list[tuple[str, str]] = []
    if line.standard is not None and not any(label == "标准" for label, _ in notes):
        found.append(("标准", f"{line.standard.text}，{line.standard.source}"))
    found += _joined(notes)
    inside = f" = {format_money(line.amount)} 元"
    if not line.notes and inside in line.text:
        rest = line.text[line.text.index(inside) + len(inside) :].strip("（）")
        found += [("说明", part) for part in rest.split("；") if part]
    for part in line.parts:
        head = "" if part.text.startswith(part.label) else f"{part.label} "
        found.append(("其中", f"{head}{part.text}"))
    sources = _sources(line)
    return [*found, ("依据", sources)] if sources else found


def _split(note: str) -> tuple[str, str]:
    match = _LABEL.match(note)
    return (match["label"], match["text"]) if match else ("说明", note)


def _joined(notes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Years and coefficient on one line, as far as they are short."""
    found: list[tuple[str, str]] = []
    for label, text in notes:
        short = found and label == "系数" and len(text) + len(found[-1][1]) <= _SHORT
        if short and found[-1][0] != "标准":
            found[-1] = (found[-1][0], f"{found[-1][1]}    {label} {text}")
        else:
            found.append((label, text))
    return found


def _sources(line: Line) -> str:
    """Each source once; the standard's own stands with the standard."""
    known = line.standard.source if line.standard is not None else None
    parts = [part for source in line.sources if source != known for part in str(source).split("；")]
    return "；".join(dict.fromkeys(parts))

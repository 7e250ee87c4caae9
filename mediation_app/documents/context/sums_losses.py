"""The losses of each victim (损失): a row per item, subtotals per sub-limit, the total in words."""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.documents.context.parties import name_of
from mediation_app.documents.context.scene import Scene, Sums
from mediation_app.documents.context.sums_basis import Standards
from mediation_app.documents.context.words import Slot, Tree, dates_told, joined, text, words
from mediation_app.domain.checks.base import dead
from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.result import Line, VictimResult
from mediation_app.domain.money import ZERO, Money, format_money
from mediation_app.domain.parties import PartyRole

_HEADS = {
    Bucket.MEDICAL: "医疗费用（计入交强险医疗费用限额）",
    Bucket.DEATH: "死亡伤残费用（计入交强险死亡伤残限额）",
    Bucket.PROPERTY: "财产损失（计入交强险财产损失限额）",
    Bucket.OUTSIDE: "交强险不赔的费用",
}
_STANDARD = "标准 "
_KINDS = ("head", "item", "kept", "part", "sum")
_TEXTS = ("no", "label", "text", "basis", "amount")
_BLANK_ROWS = {Bucket.MEDICAL: 5, Bucket.DEATH: 10, Bucket.PROPERTY: 3, Bucket.OUTSIDE: 2}


def victim_name(scene: Scene, victim_id: str, label: str = "") -> str:
    """The victim as the sheet names him; of a dead one it says so."""
    party = scene.file.party(victim_id)
    name = name_of(party) if party is not None else label
    return f"{name}（已死亡）" if victim_id in dead(scene.file) else name


def payee_name(scene: Scene, sums: Sums, id_: str) -> str:
    """Who pays or is paid; for a dead victim it is the near relatives."""
    party = scene.file.party(id_)
    if id_ not in dead(scene.file):
        return name_of(party) if party is not None else sums.claim.name(id_)
    relatives = joined(p.name for p in scene.file.parties if p.is_a(PartyRole.RELATIVE) and p.name)
    head = f"{party.name if party is not None else sums.claim.name(id_)}的近亲属"
    return f"{head}（{relatives}）" if relatives else head


def section(scene: Scene, sums: Sums, standards: Standards, result: VictimResult) -> Tree:
    """The table of one victim: ``rows`` of items, each group under its heading, with its sum."""
    rows: list[Tree] = []
    number = 0
    for bucket in Bucket:
        lines = [line for line in result.lines if line.bucket is bucket]
        if not lines:
            continue
        first = number + 1
        rows.append(_made("head", label=_HEADS[bucket]))
        for line in lines:
            number += 1
            rows += _item(number, line, standards, last=line is lines[-1])
        rows.append(
            _made(
                "sum",
                text=_added(first, number, lines),
                amount=format_money(result.buckets[bucket]),
            )
        )
    sums_ = [result.buckets[b] for b in Bucket if any(x.bucket is b for x in result.lines)]
    return {
        "id": result.victim,
        "name": text(victim_name(scene, result.victim, result.label), width=10),
        "rows": rows,
        "total_text": text(plus(sums_)),
        "total": text(format_money(result.total)),
        "total_words": words(result.total),
    }


def _item(number: int, line: Line, standards: Standards, *, last: bool) -> list[Tree]:
    """The row of an item and those of its parts; the last of a group stays with its sum."""
    alone = len(line.parts) == 1  # its formula is that of the line
    parts = () if alone else line.parts
    row = _made(
        "kept" if last and not parts else "item",
        no=str(number),
        label=f"{line.label}：{line.parts[0].label}" if alone else line.label,
        text=dates_told(line.text),
        notes=_notes(line),
        basis=standards.basis_of(line),
        amount=format_money(line.amount),
    )
    told = [
        _made("part", label=part.label, text=dates_told(part.text), notes=_notes(part))
        for part in parts
    ]
    return [row, *told]


def _made(kind: str, *, notes: list[Slot] | None = None, **texts: str) -> Tree:
    """A row: ``head`` over a group, ``item`` (``kept`` with the next), ``part`` of it, ``sum``."""
    return {
        **{f"is_{name}": name == kind for name in _KINDS},
        **{name: text(texts.get(name, "")) for name in _TEXTS},
        "notes": notes if notes is not None else [],
    }


def _notes(line: Line) -> list[Slot]:
    """How years, coefficient and rate came about; the standard stands in its own table."""
    return [text(dates_told(note)) for note in line.notes if not note.startswith(_STANDARD)]


def _added(first: int, last: int, lines: Sequence[Line]) -> str:
    """``32,000.00 + 2,000.00``, or which rows when there are many."""
    if len(lines) > 6:
        return f"第{first}项至第{last}项相加"
    return plus([line.amount for line in lines])


def plus(amounts: Sequence[Money]) -> str:
    """``32,000.00 + 2,000.00 = 34,000.00``; a single sum stands alone."""
    shown = [format_money(amount) for amount in amounts]
    if len(shown) < 2:
        return "".join(shown)
    return f"{' + '.join(shown)} = {format_money(sum(amounts, ZERO))}"


def blank_section() -> Tree:
    """A table to fill in by hand."""
    rows: list[Tree] = []
    number = 0
    for bucket in Bucket:
        rows.append(_made("head", label=_HEADS[bucket]))
        for _ in range(_BLANK_ROWS[bucket]):
            number += 1
            rows.append(_made("item", no=str(number)))
        rows.append(_made("sum"))
    return {
        "id": "",
        "name": text("", width=10, inline=True),
        "rows": rows,
        "total_text": text(""),
        "total": text(""),
        "total_words": text(""),
    }

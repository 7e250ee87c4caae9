"""The rows of the losses: per victim and layer of insurance, opened explanations, totals."""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from ui.models.cells import Cell, Column, RowKind, Sum, TagCell, Text
from ui.screens.case import wording
from ui.screens.case.view import CaseView


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRow:
    """One row of the table; ``loss`` or ``prepaid`` is what Enter changes."""

    key: str
    kind: RowKind = RowKind.RECORD
    name: str = ""
    formula: str = ""
    source: str = ""
    amount: Money | None = None
    unsure: bool = False
    open: bool = False
    loss: Loss | None = None
    prepaid: Prepaid | None = None


def _name(row: LossRow) -> Cell:
    if row.kind is RowKind.GROUP:
        return Text(row.name, role="captionStrong", tone="text2")
    if row.kind is RowKind.TOTAL:
        return Text(row.name, tone="text", role="strong")
    if row.kind is RowKind.NOTE:
        return Text(row.name, tone="text3", role="caption")
    return Text(row.name, tone="text", role="body")


def _formula(row: LossRow) -> Cell:
    if row.kind is RowKind.GROUP:
        return None
    tag = TagCell("待核实", "warn") if row.unsure else None
    tone = "text3" if row.kind is RowKind.NOTE else "text2"
    return Text(row.formula, tone=tone, tag=tag)


def _source(row: LossRow) -> Cell:
    return Text(row.source, tone="text3", role="caption") if row.source else None


def _amount(row: LossRow) -> Cell:
    if row.amount is None:
        return None
    text = format_money(row.amount)
    if row.prepaid is not None:
        text = f"−{text}"
    if row.kind is RowKind.GROUP:
        return Sum(text, tone="text2", role="caption")
    return Sum(text, role="strong" if row.kind is RowKind.TOTAL else "body")


COLUMNS: list[Column[LossRow]] = [
    Column(key="item", header="项目", cell=_name, width=150),
    Column(key="formula", header="计算式", cell=_formula, min_width=180),
    Column(key="source", header="依据", cell=_source, width=176, give_way=1),
    Column(key="amount", header="金额（元）", cell=_amount, width=112, right=True),
]


def rows_of(file: CaseFile, view: CaseView, opened: frozenset[str]) -> list[LossRow]:
    """All rows, by victim, then by the limit an item falls under, then what was paid already."""
    rows: list[LossRow] = []
    victims = [p for p in file.parties if any(loss.party_id == p.id for loss in file.losses)]
    for party in victims:
        own = sorted(
            (loss for loss in file.losses if loss.party_id == party.id), key=lambda x: x.position
        )
        rows += _victim_rows(file, view, own, party.name if len(victims) > 1 else "", opened)
    if file.losses:
        total = sum((row.amount or ZERO for row in rows if row.kind is RowKind.RECORD), ZERO)
        rows.append(LossRow(key="total", kind=RowKind.TOTAL, name="损失合计", amount=total))
    rows += _prepaid_rows(file)
    return rows


def lines_of(view: CaseView) -> dict[str, Line]:
    """The reckoned line of each loss."""
    found: dict[str, Line] = {}
    if view.reckoning is None:
        return found
    for victim in view.reckoning.victims:
        losses = [loss for loss in view.file.losses if loss.party_id == victim.victim]
        found |= {loss.id: line for loss, line in zip(losses, victim.lines, strict=False)}
    return found


def _victim_rows(
    file: CaseFile, view: CaseView, losses: list[Loss], name: str, opened: frozenset[str]
) -> list[LossRow]:
    lines = lines_of(view)
    items = view.around.items or {}
    rows: list[LossRow] = []
    for bucket in Bucket:
        here = [x for x in losses if x.item in items and items[x.item].bucket is bucket]
        if not here:
            continue
        made = [_loss_row(loss, lines.get(loss.id), view, opened) for loss in here]
        label = f"{name}，{bucket.label}" if name else bucket.label
        whole = sum((row.amount or ZERO for row in made), ZERO)
        rows.append(LossRow(key=f"{name}{bucket}", kind=RowKind.GROUP, name=label, amount=whole))
        for row in made:
            rows.append(row)
            if row.open and row.loss is not None:
                rows += _notes(row.loss, lines.get(row.loss.id))
    unknown = [x for x in losses if x.item not in items]
    rows += [_loss_row(loss, None, view, opened) for loss in unknown]
    return rows


def _loss_row(loss: Loss, line: Line | None, view: CaseView, opened: frozenset[str]) -> LossRow:
    items = view.around.items or {}
    kind = items.get(loss.item)
    amount = line.amount if line is not None else loss.amount
    text = line.text if line is not None else loss.formula
    if line is not None and text.endswith(f" = {format_money(amount)} 元"):
        text = text[: -len(f" = {format_money(amount)} 元")]
    start = f"{format_money(amount)} 元（"
    if text.startswith(start) and text.endswith("）"):
        text = text[len(start) : -1]
    sources = line.sources if line is not None else ()
    first = str(sources[0].text) if sources else str(kind.source.text) if kind else ""
    return LossRow(
        key=loss.id,
        name=kind.label if kind is not None else loss.item or "未选项目",
        formula=text,
        source=_short_source(first),
        amount=amount,
        unsure=any(not source.sure for source in sources),
        open=loss.id in opened,
        loss=loss,
    )


def _short_source(text: str) -> str:
    for long, short in (
        ("人身损害赔偿解释", "人身损害解释 "),
        ("道路交通事故损害赔偿解释", "道交解释 "),
        ("《保险法》", "保险法 "),
    ):
        text = text.replace(long, short)
    return text


def _notes(loss: Loss, line: Line | None) -> list[LossRow]:
    texts: list[tuple[str, str]] = []
    if line is not None:
        if line.standard is not None:
            texts.append(("标准", line.standard.text))
            texts.append(("来源", str(line.standard.source)))
        texts += [("其中", part.text) for part in line.parts]
        texts += [("依据", str(source)) for source in line.sources]
    if loss.evidence:
        texts.append(("证据", loss.evidence))
    if loss.note:
        texts.append(("备注", loss.note.replace("\n", "，")))
    return [
        LossRow(key=f"{loss.id}-{n}", kind=RowKind.NOTE, name=name, formula=text)
        for n, (name, text) in enumerate(texts)
    ]


def _prepaid_rows(file: CaseFile) -> list[LossRow]:
    if not file.prepaid:
        return []
    rows = [
        LossRow(
            key="prepaid",
            kind=RowKind.GROUP,
            name="已先行支付",
            amount=sum((p.amount for p in file.prepaid), ZERO),
        )
    ]
    for paid in file.prepaid:
        payer, victim = file.party(paid.payer_id), file.party(paid.victim_id)
        who = wording.short_name(wording.display_name(payer)) if payer else "未填付款人"
        whom = wording.display_name(victim) if victim else ""
        day = paid.paid_on.isoformat() if paid.paid_on else ""
        rows.append(
            LossRow(
                key=paid.id,
                name=paid.purpose or "垫付",
                formula=f"{who}付给{whom} {day}".strip(),
                source="从交强险先行支付" if paid.from_compulsory else paid.receipt,
                amount=paid.amount,
                prepaid=paid,
            )
        )
    return rows

"""The rows of the losses: per victim and layer of insurance, opened explanations, totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mediation_app.domain.compensation.law import Bucket, ItemKind, Shape
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import Party
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of, text_of_reason
from ui.models.cells import Cell, Column, Note, RowKind, Sum, TagCell, Text
from ui.screens.case import wording
from ui.screens.case.loss_live import lines_of
from ui.screens.case.loss_notes import notes_of
from ui.screens.case.view import CaseView

FRESH = "fresh"
NO_SUM = "金额未填写"
_LAW = re.compile(r"^(?P<law>.*?)\s*(?P<article>第[\d一二三四五六七八九十百、条第]+条.*)$")
_SHORT_LAWS = (
    ("人身损害赔偿解释", "人身损害解释"),
    ("道路交通事故损害赔偿解释", "道交解释"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRow:
    """One row of the table; ``loss`` or ``prepaid`` is what is edited, ``victim`` whom it
    concerns. A row without either and with the key FRESH is one whose item is being chosen."""

    key: str
    kind: RowKind = RowKind.RECORD
    name: str = ""
    formula: str = ""
    source: str = ""
    law: str = ""
    amount: Money | None = None
    unsure: bool = False
    entered: bool = False
    warning: str = ""
    open: bool = False
    top: bool = False
    victim: str = ""
    loss: Loss | None = None
    prepaid: Prepaid | None = None


def _name(row: LossRow) -> Cell:
    if row.kind is RowKind.GROUP:
        if row.top:
            return Text(row.name, role="strong", tone="text")
        return Text(row.name, role="captionStrong", tone="text2")
    if row.kind is RowKind.TOTAL:
        return Text(row.name, tone="text", role="section")
    if row.kind is RowKind.NOTE:
        return None
    tone = "text" if row.loss is not None or row.prepaid is not None else "text3"
    return Text(row.name, tone=tone, role="body")


def _formula(row: LossRow) -> Cell:
    if row.kind is RowKind.GROUP:
        return None
    if row.kind is RowKind.NOTE:
        return Note(row.name, row.formula)
    tag = TagCell("待核实", "warn") if row.unsure else None
    return Text(row.formula, tone="text2", tag=tag, sign="triangle-alert" if row.warning else "")


def _source(row: LossRow) -> Cell:
    return Text(row.source, tone="text3", role="caption") if row.source else None


def _said_source(row: LossRow) -> str:
    return f"{row.law} {row.source}".strip() if row.law not in row.source else row.source


def _said_formula(row: LossRow) -> str:
    words = [row.formula, "待核实" if row.unsure else "", row.warning]
    return "，".join(word for word in words if word)


def _amount(row: LossRow) -> Cell:
    if row.amount is None:
        return None
    text = format_money(row.amount)
    if row.prepaid is not None:
        text = f"−{text}"
    if row.kind is RowKind.GROUP:
        return Sum(text, tone="text2", role="strong" if row.top else "table")
    return Sum(text, role="section" if row.kind is RowKind.TOTAL else "body")


COLUMNS: list[Column[LossRow]] = [
    Column(key="item", header="项目", cell=_name, width=128),
    Column(key="formula", header="计算式", cell=_formula, min_width=200, said=_said_formula),
    Column(key="source", header="依据", cell=_source, width=118, give_way=1, said=_said_source),
    Column(key="amount", header="金额（元）", cell=_amount, width=104, right=True),
]


def hover_hint(row: LossRow, column: str) -> str:
    """The words under the pointer: the warning behind the sign, what has no room."""
    if column == "formula":
        return _said_formula(row)
    return {"item": row.name, "source": _said_source(row)}.get(column, "")


def rows_of(file: CaseFile, view: CaseView, opened: frozenset[str]) -> list[LossRow]:
    """All rows, by victim, then by the limit an item falls under, then what was paid already."""
    rows: list[LossRow] = []
    victims = [p for p in file.parties if any(loss.party_id == p.id for loss in file.losses)]
    maker = _Maker(file, view, opened)
    for party in victims:
        rows += maker.victim_rows(party, several=len(victims) > 1)
    if file.losses:
        total = sum((row.amount or ZERO for row in rows if row.loss is not None), ZERO)
        rows.append(LossRow(key="total", kind=RowKind.TOTAL, name="损失合计", amount=total))
    return rows + _prepaid_rows(file)


def with_fresh(rows: Sequence[LossRow], victim: str, after: str) -> list[LossRow]:
    """The rows with one whose item is still to be chosen, behind the one it was asked for at."""
    fresh = LossRow(key=FRESH, name="选择项目", victim=victim)
    place = next((n + 1 for n, row in enumerate(rows) if row.key == after and row.loss), -1)
    if place < 0:
        place = next((n for n, row in enumerate(rows) if row.kind is RowKind.TOTAL), 0)
    while place < len(rows) and rows[place].kind is RowKind.NOTE:
        place += 1
    return [*rows[:place], fresh, *rows[place:]]


class _Maker:
    """Makes the rows of one snapshot."""

    def __init__(self, file: CaseFile, view: CaseView, opened: frozenset[str]) -> None:
        self._file, self._view, self._opened = file, view, opened
        self._lines = lines_of(file, view.reckoning)
        self._items: Mapping[str, ItemKind] = view.around.items or {}
        self._warnings = warnings_by_loss(view)
        self._law = ""

    def victim_rows(self, party: Party, *, several: bool) -> list[LossRow]:
        """One victim: a heading when there are several, then his items by limit."""
        losses = sorted(
            (loss for loss in self._file.losses if loss.party_id == party.id),
            key=lambda loss: loss.position,
        )
        self._law = ""
        rows: list[LossRow] = []
        for bucket in Bucket:
            here = [x for x in losses if self._bucket(x) is bucket]
            if here:
                rows += self._bucket_rows(party, bucket, here)
        for loss in losses:
            if self._bucket(loss) is None:
                rows.append(self._loss_row(loss))
        if several:
            whole = sum((row.amount or ZERO for row in rows if row.loss is not None), ZERO)
            head = LossRow(
                key=f"{party.id}/all",
                kind=RowKind.GROUP,
                name=wording.display_name(party),
                amount=whole,
                top=True,
                victim=party.id,
            )
            rows.insert(0, head)
        return rows

    def _bucket(self, loss: Loss) -> Bucket | None:
        kind = self._items.get(loss.item)
        return kind.bucket if kind is not None else None

    def _bucket_rows(self, party: Party, bucket: Bucket, losses: Iterable[Loss]) -> list[LossRow]:
        rows: list[LossRow] = []
        whole = ZERO
        for loss in losses:
            row = self._loss_row(loss)
            whole += row.amount or ZERO
            rows.append(row)
            if row.open:
                rows += self._note_rows(row)
        head = LossRow(
            key=f"{party.id}/{bucket}",
            kind=RowKind.GROUP,
            name=bucket.label,
            amount=whole,
            victim=party.id,
        )
        return [head, *rows]

    def _loss_row(self, loss: Loss) -> LossRow:
        line, kind = self._lines.get(loss.id), self._items.get(loss.item)
        computed = kind is not None and kind.shape not in (Shape.ACTUAL, Shape.DAILY)
        amount: Money | None = line.amount if line is not None else loss.amount
        if line is None and computed and not loss.amount:
            amount = None  # nothing to reckon with yet: the sums beside say what is missing
        sources = line.sources if line is not None else ()
        first = str(sources[0].text) if sources else str(kind.source.text) if kind else ""
        law, article = split_source(first)
        short = re.sub(r"条第.*$", "条", article)  # paragraphs stand in the explanation
        again = bool(law) and law == self._law
        self._law = law
        unsure = any(not source.sure for source in sources)
        return LossRow(
            key=loss.id,
            name=kind.label if kind is not None else loss.item or "未选项目",
            formula=formula_of(line, loss),
            source=short if again else f"{law} {short}".strip(),
            law=law,
            amount=amount,
            unsure=unsure,
            entered=computed and bool(loss.amount),
            warning=self._warnings.get(loss.id, "" if amount or computed else NO_SUM),
            open=loss.id in self._opened,
            victim=loss.party_id,
            loss=loss,
        )

    def _note_rows(self, row: LossRow) -> list[LossRow]:
        assert row.loss is not None
        line = self._lines.get(row.loss.id)
        return [
            LossRow(key=f"{row.key}/{n}", kind=RowKind.NOTE, name=name, formula=text)
            for n, (name, text) in enumerate(notes_of(line, row.loss, row.warning))
        ]


def warnings_by_loss(view: CaseView) -> dict[str, str]:
    """What the check-up found about single losses."""
    known = {loss.id for loss in view.file.losses}
    said = [(reason.place, text_of_reason(reason)) for reason in (*view.blocking, *view.warnings)]
    trouble = view.reckoning_trouble
    if isinstance(trouble, InvalidInput) and trouble.field:
        said.append((trouble.field, text_of(trouble)))
    found: dict[str, list[str]] = {}
    for place, text in said:
        for part in place.replace(".", "/").split("/")[:3]:
            if part in known:
                found.setdefault(part, []).append(text)
    return {key: "；".join(dict.fromkeys(texts)) for key, texts in found.items()}


def formula_of(line: Line | None, loss: Loss) -> str:
    """The formula without its result, which stands in the last column; what an entered sum
    rests on."""
    if line is None:
        return loss.evidence or loss.formula
    text = line.text
    result = f"{format_money(line.amount)} 元"
    if f" = {result}" in text:
        return text[: text.index(f" = {result}")]
    if text.startswith(f"{result}（") and text.endswith("）"):
        return loss.evidence or text[len(result) + 1 : -1]
    return text


def split_source(text: str) -> tuple[str, str]:
    """``人身损害赔偿解释第6条`` as the law's short name and its article."""
    plain = text.replace("《", "").replace("》", "")
    for long, short in _SHORT_LAWS:
        plain = plain.replace(long, short)
    match = _LAW.match(plain)
    return (match["law"], match["article"]) if match else ("", plain)


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
                source="交强险先行支付" if paid.from_compulsory else paid.receipt,
                amount=paid.amount,
                victim=paid.victim_id,
                prepaid=paid,
            )
        )
    return rows

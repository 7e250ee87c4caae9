"""How each kind of cell is painted inside its rectangle."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from ui.models.cells import Cell, IconText, Note, Parties, State, Sum, TagCell, Text, TwoLines
from ui.theme import look
from ui.widgets.painting import (
    draw_hits,
    draw_icon,
    draw_key,
    draw_state,
    draw_tag,
    draw_text,
    tag_size,
    text_width,
)

_GAP = 6


def paint_cell(painter: QPainter, rect: QRectF, cell: Cell, *, right: bool, selected: bool) -> None:
    """Paint one cell; empty cells stay empty."""
    match cell:
        case None:
            return
        case Text():
            _text(painter, rect, cell, right=right, selected=selected)
        case Note():
            _note_line(painter, rect, cell)
        case Sum():
            draw_text(
                painter, rect, cell.text, role=cell.role, tone=cell.tone, right=True, elide=False
            )
        case Parties():
            _parties(painter, rect, cell)
        case State():
            draw_state(painter, rect, cell.word, cell.step, cell.tone)
        case TagCell():
            x = rect.right() if right else rect.x()
            draw_tag(painter, x, rect.center().y(), cell.text, cell.tone, right=right)
        case IconText():
            used = draw_icon(painter, rect.x(), rect.center().y(), cell.icon, cell.icon_tone)
            box = rect.adjusted(used + look().px(8), 0, 0, 0)
            draw_text(painter, box, cell.text, role=cell.role, tone=cell.tone)
        case TwoLines():
            paint_two_lines(painter, rect, cell, selected=selected)


def _text(painter: QPainter, rect: QRectF, cell: Text, *, right: bool, selected: bool) -> None:
    box = QRectF(rect)
    if cell.keys and selected:
        for key in reversed(cell.keys):
            used = draw_key(painter, box.right(), box.center().y(), key, right=True)
            box.setRight(box.right() - used - look().px(8))
    if right:
        draw_text(
            painter,
            box,
            cell.text,
            role=cell.role,
            tone=cell.tone,
            right=True,
            elide=not cell.fixed,
        )
        return
    if cell.icon:
        used = draw_icon(painter, box.x(), box.center().y(), cell.icon, "text2")
        box.setLeft(box.x() + used + look().px(12))
    reserved = tag_size(cell.tag.text)[0] + look().px(8) if cell.tag else 0.0
    reserved += look().px(16 + 8) if cell.sign else 0.0
    box.setRight(box.right() - reserved)
    if cell.fixed:
        used = draw_text(painter, box, cell.text, role=cell.role, tone=cell.tone, elide=False)
    else:
        used = draw_hits(painter, box, cell.text, cell.hits, role=cell.role, tone=cell.tone)
    if cell.after:
        rest = box.adjusted(used + look().px(12), 0, 0, 0)
        if rest.width() > look().px(20):
            used += look().px(12) + draw_text(
                painter, rest, cell.after, role="caption", tone="text3"
            )
    x = box.x() + used + look().px(8)
    if cell.tag:
        x += look().px(8) + draw_tag(painter, x, box.center().y(), cell.tag.text, cell.tag.tone)
    if cell.sign:
        draw_icon(painter, x, box.center().y(), cell.sign, cell.sign_tone)


NOTE_INDENT = 36  # px at 100 %: the labels of notes have two characters


def note_height(cell: Note, width: float) -> float:
    """How high a note is when it has this width, its lines broken where they must."""
    lines = broken_lines(cell.text, width - look().px(NOTE_INDENT), "caption")
    return max(1, len(lines)) * look().px(21)


def broken_lines(text: str, width: float, role: str) -> list[str]:
    """The lines of a text at a width."""
    layout = QTextLayout(text, look().font(role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines


def _note_line(painter: QPainter, rect: QRectF, cell: Note) -> None:
    now = look()
    first = QRectF(rect.x(), rect.y(), rect.width(), now.px(21))
    draw_text(painter, first, cell.label, role="caption", tone="text3", elide=False)
    body = rect.adjusted(now.px(NOTE_INDENT), 0, 0, 0)
    for number, text in enumerate(broken_lines(cell.text, body.width(), "caption")):
        box = QRectF(body.x(), body.y() + number * now.px(21), body.width(), now.px(21))
        draw_text(painter, box, text, role="caption", tone=cell.tone, hang=False)


def _parties(painter: QPainter, rect: QRectF, cell: Parties) -> None:
    """Names strong, 与 quiet. When it is too narrow the note goes, then the longer name elides."""
    gap = look().px(5)
    role = "tableStrong"
    if not cell.right:
        used = draw_hits(painter, rect, cell.left, cell.left_hits, role=role, tone="text")
        _note(painter, rect, cell, used)
        return
    joint = text_width("与", "table") + 2 * gap
    left = text_width(cell.left, role)
    right = text_width(cell.right, role)
    room = rect.width() - joint
    if left + right > room:
        half = room / 2
        left = min(left, max(half, room - right))
        right = room - left
    x = rect.x()
    draw_hits(
        painter,
        QRectF(x, rect.y(), left + 1, rect.height()),
        cell.left,
        cell.left_hits,
        role=role,
        tone="text",
    )
    x += left + gap
    x += (
        draw_text(
            painter, QRectF(x, rect.y(), joint, rect.height()), "与", role="table", tone="text3"
        )
        + gap
    )
    x += draw_hits(
        painter,
        QRectF(x, rect.y(), right + 1, rect.height()),
        cell.right,
        cell.right_hits,
        role=role,
        tone="text",
    )
    _note(painter, rect, cell, x - rect.x())


def _note(painter: QPainter, rect: QRectF, cell: Parties, used: float) -> None:
    if not cell.note:
        return
    box = rect.adjusted(used + look().px(8), 0, 0, 0)
    if box.width() < text_width(cell.note, "table"):
        return
    draw_hits(painter, box, cell.note, cell.note_hits, role="table", tone="text3")


def two_line_left(cell: TwoLines) -> int:
    """Where the text of a two-line row starts, in px at 100 %: room for a badge or a time."""
    if cell.badge is not None:
        return 100
    return 56 if cell.time else 0


def paint_two_lines(painter: QPainter, rect: QRectF, cell: TwoLines, *, selected: bool) -> None:
    """A strong line over a caption (over a third), a badge or time left, texts right."""
    now = look()
    middle = rect.center().y()
    if cell.badge is not None:
        draw_tag(painter, rect.x(), middle, cell.badge.text, cell.badge.tone, height=22)
    lines = [now.line("strong")] + [now.line("caption") + now.px(2)] * (2 if cell.third else 1)
    top = middle - sum(lines) / 2
    if cell.time:
        tone = "accent" if cell.current else "text"
        box = QRectF(rect.x(), top, now.px(50), lines[0])
        draw_text(painter, box, cell.time, role="strong", tone=tone, elide=False)
        box = QRectF(rect.x(), top + lines[0], now.px(50), lines[1])
        draw_text(painter, box, cell.time_second, role="caption", tone="text3", elide=False)
    body = rect.adjusted(now.px(two_line_left(cell)), 0, 0, 0)
    right_first, right_second = _right_side(painter, body, cell, top, lines, selected=selected)
    first = QRectF(body.x(), top, body.width() - right_first, lines[0])
    used = draw_hits(painter, first, cell.first, cell.hits, role="strong", tone="text")
    if cell.first_note and first.width() - used > now.px(24):
        draw_text(
            painter,
            first.adjusted(used + now.px(8), 0, 0, 0),
            cell.first_note,
            role="body",
            tone="text2",
        )
    second = QRectF(body.x(), top + lines[0], body.width() - right_second, lines[1])
    draw_hits(painter, second, cell.second, (), role="caption", tone="text2")
    if cell.third:
        third = QRectF(body.x(), top + lines[0] + lines[1], body.width() - right_second, lines[2])
        draw_text(painter, third, cell.third, role="caption", tone="text3")


def _right_side(
    painter: QPainter,
    body: QRectF,
    cell: TwoLines,
    top: float,
    lines: list[int],
    *,
    selected: bool,
) -> tuple[float, float]:
    """Paint what stands at the right; the widths taken in the first and second line come back."""
    now = look()
    gap = now.px(10)
    middle = body.center().y()
    edge = body.right()
    if cell.act and selected:
        used = draw_key(painter, edge, middle, "Enter", right=True) + now.px(8)
        box = QRectF(body.x(), body.y(), body.width() - used, body.height())
        used += draw_text(painter, box, cell.act, role="table", tone="accent", right=True)
        return used + gap, used + gap
    strong = cell.right_tone == "text"
    role = "strong" if strong else "tableStrong" if cell.right_tone == "fund" else "caption"
    two = bool(cell.right_second or cell.right_tag or cell.third or cell.right_tone != "text2")
    box = QRectF(body.x(), top, body.width(), lines[0]) if two else body
    first = draw_text(
        painter, box, cell.right, role=role, tone=cell.right_tone, right=True, elide=False
    )
    second = 0.0
    low = top + sum(lines) - lines[-1] / 2
    if cell.right_tag is not None:
        second = draw_tag(painter, edge, low, cell.right_tag.text, cell.right_tag.tone, right=True)
    elif cell.right_second:
        box = QRectF(body.x(), top + lines[0], body.width(), lines[1])
        tone = cell.right_second_tone
        role = "captionStrong" if tone in ("warn", "danger") else "caption"
        second = draw_text(
            painter, box, cell.right_second, role=role, tone=tone, right=True, elide=False
        )
    elif not two and cell.right:
        second = first
    return (first + gap if first else 0.0), (second + gap if second else 0.0)

"""What became of an application since it was returned, in words and in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mediation_app.domain.fund_changes import Change, ChangeKind
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.records import Choice
from mediation_app.messages import field_label
from mediation_app.services.fund_rewind import SinceReturn
from ui.theme import follow_look, look
from ui.widgets.basics import Label, Tag, row
from ui.widgets.sum_lines import SumLine

_AREAS = {"application": "申请", "bill": "费用", "materials": "材料", "findings": "结论"}
_HEADS = {"situation": "情形", "genuine": "费用真实、合理", "other": "其他"}
_KINDS = {ChangeKind.ADDED: "新增", ChangeKind.REMOVED: "删除"}
_RETURNED = {
    "send_back": "退回经办",
    "return_to_check": "退回复核",
    "ask_supplement": "告知补正",
    "revise": "变更后重新审核",
    "reopen": "协调后重新复核",
}
_MOST = 12
# The lines of the reckoning that a changed field of the application stands behind.
_SUMS = {
    "eligible": "核定",
    "first_layer": "交强险先行承担",
    "others_paid": "他人已付",
    "unsettled": "医疗机构未结清",
    "proposed": "应垫付",
}


def shown(value: object) -> str:
    """A value as it stands in the list of changes; empty ones are told as such."""
    if value is None or value == "" or value == ():
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format_money(value)
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, datetime):
        return f"{local_moment(value):%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, tuple):
        return "、".join(str(part) for part in value)
    return str(value)


def field_words(change: Change) -> str:
    """``核准金额 1,000.00 → 990.00``."""
    if change.field in ("attachment_id", "evidence_ids"):
        return "附件已更换" if change.before else "附件已加入"
    return f"{field_label(change.field)} {shown(change.before)} → {shown(change.after)}"


def change_rows(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    """(area, name, words), one row per record or per field of the application."""
    every = tuple(changes)
    made = [
        (_AREAS["application"], field_label(one.field), f"{shown(one.before)} → {shown(one.after)}")
        for one in every
        if one.area == "application"
    ]
    rest = [one for one in every if one.area != "application"]
    for _, group in groupby(rest, key=lambda one: (one.area, one.record_id)):
        parts = list(group)
        first = parts[0]
        name = _HEADS.get(first.name, first.name)
        if first.field:
            words = "，".join(field_words(part) for part in parts)
        else:
            amount = first.after if first.kind is ChangeKind.ADDED else first.before
            words = _KINDS[first.kind] + (f" {shown(amount)}" if amount is not None else "")
        made.append((_AREAS[first.area], name, words))
    return made


def head_words(since: SinceReturn) -> str:
    """``10-12 退回经办后的变更``."""
    return f"{since.made.on:%m-%d} {_RETURNED.get(since.made.step.event, '退回')}后的变更"


def why_words(since: SinceReturn, reasons: Mapping[str, str]) -> str:
    """Who returned it and why: ``丁伟：R02 费用清单核定有误。核对第 3 行``."""
    codes = "、".join(f"{code} {reasons.get(code, '')}".strip() for code in since.made.codes)
    text = "。".join(part for part in (codes, since.made.step.note.strip()) if part)
    return f"{since.made.step.person_name}：{text}" if text else since.made.step.person_name


def marked(lines: Iterable[SumLine], changes: Iterable[Change]) -> tuple[SumLine, ...]:
    """The reckoning with the former sum beside every term that changed."""
    before = {
        _SUMS[one.field]: one.before
        for one in changes
        if one.area == "application" and one.field in _SUMS
    }
    made = []
    for line in lines:
        key = next((name for name in before if line.label.startswith(name)), "")
        if key:
            note = f"原 {shown(before[key])}" + (f"，{line.note}" if line.note else "")
            line = replace(line, note=note, tone=line.tone if line.result else "warn")
        made.append(line)
    return tuple(made)


class ChangesBlock(QWidget):
    """Above the reckoning: what was returned, and what changed since."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label("", role="strong")
        self.count = Tag("", "warn")
        self.why = Label("", role="table", tone="text2", wrap=True)
        self._grid = QGridLayout()
        self._column = QVBoxLayout(self)
        self._column.addLayout(row(self.title, None, self.count))
        self._column.addWidget(self.why)
        self._column.addLayout(self._grid)
        self.rows: list[tuple[str, str, str]] = []
        self.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(0, px(12), 0, 0)
        self._column.setSpacing(px(3))
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(1))
        self._grid.setColumnStretch(2, 1)

    def show_since(self, since: SinceReturn | None, reasons: Mapping[str, str]) -> None:
        """Show this; nothing hides the block."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(since is not None)
        self.rows = change_rows(since.changes) if since is not None else []
        if since is None:
            return
        self.title.setText(head_words(since))
        self.count.set(f"改动 {len(self.rows)} 处" if self.rows else "没有改动")
        self.why.setText(why_words(since, reasons))
        top = Qt.AlignmentFlag.AlignTop
        for at, (area, name, words) in enumerate(self.rows[:_MOST]):
            self._grid.addWidget(Label(area, role="caption", tone="text3"), at, 0, top)
            label = Label(name, role="tableStrong", tone="warn", wrap=True)
            label.setFixedWidth(look().px(112))
            self._grid.addWidget(label, at, 1, top)
            self._grid.addWidget(Label(words, role="table", wrap=True), at, 2, top)
        more = len(self.rows) - _MOST
        if more > 0:
            rest = Label(f"另有 {more} 处，见清单明细和材料", role="caption", tone="text2")
            self._grid.addWidget(rest, _MOST, 1, 1, 2)
        self.setAccessibleName(
            "；".join(
                (self.title.text(), *(f"{area}{name} {words}" for area, name, words in self.rows))
            )
        )

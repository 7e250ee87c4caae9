"""调整分配: the mediator's own sums from the 交强险 limits for one victim, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mediation_app.domain.compensation.inputs import Claim
from mediation_app.domain.compensation.result import LimitUse, Reckoning
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Allocation
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from ui.dialogs.sheet import Sheet
from ui.screens.case import wording
from ui.screens.case.sums_lines import short_money, unit_of
from ui.theme import look
from ui.widgets.basics import Button, Label, line
from ui.widgets.fields import LineField, MoneyField


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    use: LimitUse
    field: MoneyField
    now: Money
    said: Label


class AllocationSheet(Sheet):
    """``kept(rows)``: this victim's allocations; an empty field follows the rule."""

    kept = Signal(object)

    def __init__(
        self, file: CaseFile, result: Reckoning, claim: Claim, victim: str, wanted: str = ""
    ) -> None:
        name = result.victim(victim).label
        super().__init__(
            f"调整分配：{name}",
            "几名受害人、几辆车相遇时，法律没有规定先后。空着的按规则分配，填写的先从限额中付给他，其余再分。",
            width=776,
        )
        self._file, self._victim, self._wanted = file, victim, wanted
        self._before = {
            (row.vehicle_id, row.bucket): row for row in file.allocations if row.victim_id == victim
        }
        self._cells: list[_Cell] = []
        mine = _own_units(claim, victim)  # one is no third party of the own vehicle
        units = [u for u in dict.fromkeys(use.unit for use in result.limits) if u not in mine]
        for number, unit in enumerate(units):
            if number:
                self.body.addWidget(line())
            self._add_unit(result, unit)
        self.reason = LineField("理由", hint="理由，例如“各方同意先赔重伤者”")
        self.reason.set_value(next((r.reason for r in self._before.values() if r.reason), ""))
        self.reason.changed.connect(self._check)
        self.trouble = Label("", self, role="caption", tone="danger", wrap=True)
        self.body.addWidget(line())
        self.body.addWidget(self.reason)
        self.body.addWidget(self.trouble)
        if self._before:
            self.add_left(Button("恢复按规则分配", kind="danger", on_click=self._clear))
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("确定", kind="primary", on_click=self._keep), default=True)
        self._check()

    def _add_unit(self, result: Reckoning, unit: str) -> None:
        lost = result.victim(self._victim).buckets
        uses = [
            use
            for use in result.limits
            if use.unit == unit
            and (lost.get(use.bucket, ZERO) > 0 or (unit, use.bucket.value) in self._before)
        ]
        if not uses:
            return
        payer = self._file.party(uses[0].insurer)
        who = wording.short_name(wording.display_name(payer)) if payer else "未投保交强险"
        self.body.addWidget(Label(f"{uses[0].label}，{who}", role="tableStrong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(8))
        grid.setColumnStretch(2, 1)
        victim = result.victim(self._victim)
        for place, use in enumerate(uses):
            now = sum(
                (s.amount for s in victim.shares if (unit_of(s), s.bucket) == (unit, use.bucket)),
                ZERO,
            )
            field = MoneyField(f"{uses[0].label}{use.bucket.label}付给{victim.label}")
            row = self._before.get((unit, use.bucket.value))
            field.set_value(row.amount if row is not None else None)
            field.setPlaceholderText(format_money(now))
            field.setFixedWidth(look().px(140))
            field.changed.connect(self._check)
            loss = victim.buckets.get(use.bucket, ZERO)
            text = f"限额 {short_money(use.limit)}，已用 {short_money(use.used)}，他的损失 {format_money(loss)}"
            said = Label(text, role="caption", tone="text3", wrap=True)
            label = Label(use.bucket.label, role="body", tone="text2")
            label.setFixedWidth(look().px(72))
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, place, 1)
            grid.addWidget(said, place, 2)
            self._cells.append(_Cell(use=use, field=field, now=now, said=said))
        self.body.addLayout(grid)

    def first_focus(self) -> QWidget | None:
        if self._wanted == "reason":
            return self.reason
        for cell in self._cells:
            key = (cell.use.unit, cell.use.bucket.value)
            row = self._before.get(key)
            if row is not None and row.id == self._wanted:
                return cell.field
        return self._cells[0].field if self._cells else self.default

    # --- checking and keeping -----------------------------------------------------------------

    def _trouble(self) -> tuple[str, QWidget | None]:
        for cell in self._cells:
            amount = cell.field.value()
            if amount is not None and amount < 0:
                return "金额不能小于零", cell.field
            if amount is not None and amount > cell.use.limit:
                text = (
                    f"{cell.use.label}{cell.use.bucket.label}限额为 {short_money(cell.use.limit)}"
                )
                return f"{text}，填写的超出限额", cell.field
        if self._any() and not self.reason.value().strip():
            return "调整分配须写明理由", self.reason
        return "", None

    def _any(self) -> bool:
        return any(cell.field.value() is not None for cell in self._cells)

    def _check(self) -> None:
        text, at = self._trouble()
        shown = bool(text) and at is not self.reason
        self.trouble.setText(text if shown else "")
        self.trouble.setVisible(shown)

    def rows(self) -> tuple[Allocation, ...]:
        """What was entered, as records; known ones keep their keys."""
        found = []
        for cell in self._cells:
            amount: Decimal | None = cell.field.value()
            if amount is None:
                continue
            key = (cell.use.unit, cell.use.bucket.value)
            known = self._before.get(key) or Allocation(
                id=new_id(),
                case_id=self._file.case.id,
                vehicle_id=key[0],
                victim_id=self._victim,
                bucket=key[1],
            )
            found.append(replace(known, amount=amount, reason=self.reason.value().strip()))
        return tuple(found)

    def _keep(self) -> None:
        text, at = self._trouble()
        if text:
            self.trouble.setText(text)
            self.trouble.show()
            if at is not None:
                at.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        rows = self.rows()
        self.close_sheet()
        self.kept.emit(rows)

    def _clear(self) -> None:
        self.close_sheet()
        self.kept.emit(())


def _own_units(claim: Claim, victim: str) -> set[str]:
    side_id = next((v.side for v in claim.victims if v.id == victim), "")
    found = {side_id}
    found |= {s.trailer.id for s in claim.sides if s.id == side_id and s.trailer is not None}
    return found

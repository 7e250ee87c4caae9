"""适用外地标准: another place's higher yearly figures for one victim (人身损害解释 §18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.compensation.law import Series, Standard
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import VictimStandard
from mediation_app.domain.money import format_money
from ui.dialogs.sheet import Sheet
from ui.screens.case import wording
from ui.screens.case.fieldform import F, RecordForm
from ui.widgets.basics import Button, Label

SERIES = (Series.INCOME.value, Series.CONSUMPTION.value)
TABLE = (
    F("place", "地区", required=True, hint="浙江"),
    F("stat_year", "统计年度", "int", required=True, hint="2025"),
    F("amount", "可支配收入", "money", note="元/年"),
    F("consumption", "消费支出", "money", note="元/年"),
    F("source", "数据出处", hint="浙江省统计局 2025 年统计公报"),
    F("reason", "理由", hint="住所地或者经常居住地在该地的证明"),
)
_FIELDS = {Series.INCOME.value: "amount", Series.CONSUMPTION.value: "consumption"}


class StandardSheet(Sheet):
    """``kept(rows)``: this victim's own figures; none = the local ones count."""

    kept = Signal(object)

    def __init__(
        self, file: CaseFile, victim: str, local: Mapping[str, Standard], wanted: str = ""
    ) -> None:
        person = file.party(victim)
        name = wording.display_name(person) if person is not None else ""
        super().__init__(
            f"适用外地标准：{name}",
            "受害人住所地或者经常居住地的标准高于本地的，残疾赔偿金、死亡赔偿金和被扶养人生活费可以按该地标准计算。",
            width=560,
        )
        self._file, self._victim, self._local, self._wanted = file, victim, local, wanted
        self._before = {r.series: r for r in file.victim_standards if r.party_id == victim}
        first = next(iter(self._before.values()), None) or self._blank(SERIES[0])
        income = self._before.get(SERIES[0])
        other = self._before.get(SERIES[1])
        self.form = RecordForm(TABLE, most_columns=1)
        self.form.show_record(
            first,
            {
                "amount": income.amount if income is not None else None,
                "consumption": other.amount if other is not None else None,
            },
        )
        self.form.touched.connect(self._touched)
        self.body.addWidget(self.form)
        texts = [f"{local[s].text}" for s in SERIES if s in local]
        self.body.addWidget(
            Label("本地：" + "；".join(texts), role="caption", tone="text3", wrap=True)
        )
        if self._before:
            self.add_left(Button("恢复本地标准", kind="danger", on_click=self._clear))
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("确定", kind="primary", on_click=self._keep), default=True)
        self.form.finished.connect(self._to_button)

    def _blank(self, series: str) -> VictimStandard:
        return VictimStandard(
            id=new_id(), case_id=self._file.case.id, party_id=self._victim, series=series
        )

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part(self._wanted if self.form.has(self._wanted) else "place")
        return field

    def _to_button(self) -> None:
        if self.default is not None:
            self.default.setFocus()

    def _touched(self, _key: str) -> None:
        self.form.set_errors({})

    def missing(self) -> dict[str, str]:
        """Errors by field; empty when it can be kept."""
        found: dict[str, str] = {}
        value = self.form.value
        if not value("place"):
            found["place"] = "地区未填写"
        if not value("stat_year"):
            found["stat_year"] = "统计年度未填写"
        if value("amount") is None and value("consumption") is None:
            found["amount"] = "至少填写一项标准"
        for series, field in _FIELDS.items():
            local, amount = self._local.get(series), value(field)
            if local is not None and amount is not None and amount <= local.amount:
                found[field] = f"不高于本地的 {format_money(local.amount)}，按本地标准计算"
        if not value("reason"):
            found["reason"] = "理由未填写"
        return found

    def rows(self) -> tuple[VictimStandard, ...]:
        """One record per series that was entered; known ones keep their keys."""
        value = self.form.value
        found = []
        for series, field in _FIELDS.items():
            amount = value(field)
            if amount is None:
                continue
            found.append(
                replace(
                    self._before.get(series) or self._blank(series),
                    amount=amount,
                    place=value("place"),
                    stat_year=value("stat_year"),
                    source=value("source"),
                    reason=value("reason"),
                )
            )
        return tuple(found)

    def _keep(self) -> None:
        wrong = self.missing()
        self.form.set_errors(wrong)
        if wrong:
            self.form.focus(next(iter(wrong)))
            return
        rows = self.rows()
        self.close_sheet()
        self.kept.emit(rows)

    def _clear(self) -> None:
        self.close_sheet()
        self.kept.emit(())

"""Stays and visits at hospitals: rows under the injury, one dialog each."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.records import ZERO
from ui.screens.case.fieldform import F, Group
from ui.screens.case.loss_sheets import RecordSheet

TREATMENT: tuple[F | Group, ...] = (
    F("hospital", "医疗机构", required=True),
    F("hospital_party_id", "对应当事人", "choice", ()),
    F("kind", "类别", "choice", [(t, t) for t in ("住院", "门诊", "急诊")]),
    F("department", "科室"),
    F("admission_number", "住院号"),
    F("starts_on", "入院日期", "date"),
    F("ends_on", "出院日期", "date"),
    F("days", "天数", "int"),
    F("amount", "医疗费", "money", note="元"),
    F("unpaid", "欠费", "money", note="元"),
)
NEW = "new"


class TreatmentSheet(RecordSheet):
    """One stay or visit."""

    def __init__(self, stay: Treatment, file: CaseFile, *, fresh: str = "") -> None:
        super().__init__("加一次治疗" if fresh else "治疗", stay, TREATMENT, fresh=fresh)
        self._file = file
        hospitals = [(p.id, p.name) for p in file.parties_with(PartyRole.HOSPITAL)]
        self.form.set_choices("hospital_party_id", [("", "未登记为当事人"), *hospitals])
        self.form.row_of("hospital_party_id").setVisible(bool(hospitals))
        self.form.show_record(stay)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part("hospital")
        return field

    def _touched(self, key: str) -> None:
        super()._touched(key)
        if key == "hospital_party_id" and not self.form.value("hospital"):
            party = self._file.party(self.form.value("hospital_party_id") or "")
            self.form.part("hospital").set_value(party.name if party is not None else "")
        if key in ("starts_on", "ends_on"):
            first, last = self.form.value("starts_on"), self.form.value("ends_on")
            if first is not None and last is not None and last >= first:
                self.form.part("days").set_value(max((last - first).days, 1))

    def missing(self) -> dict[str, str]:
        found = {}
        if not self.form.value("hospital"):
            found["hospital"] = "医疗机构未填写"
        first, last = self.form.value("starts_on"), self.form.value("ends_on")
        if first is not None and last is not None and last < first:
            found["ends_on"] = "出院日期早于入院日期"
        return found


def stay_rows(
    file: CaseFile, injury: Injury | None, *, edit: bool
) -> list[tuple[str, str, str, str, str, str]]:
    """A row per stay, and one to add another."""
    rows = []
    for stay in file.treatments:
        if injury is None or stay.injury_id != injury.id:
            continue
        days = [d.isoformat() for d in (stay.starts_on, stay.ends_on) if d is not None]
        words = [stay.kind, " 至 ".join(days)]
        if stay.days:
            words.append(f"{stay.days} 天")
        if stay.amount > ZERO:
            words.append(f"{format_money(stay.amount)} 元")
        if stay.unpaid > ZERO:
            words.append(f"欠费 {format_money(stay.unpaid)} 元")
        text = "，".join(word for word in words if word)
        rows.append((stay.id, "hospital", "text2", stay.hospital, text, "改" if edit else ""))
    if edit:
        rows.append((NEW, "", "text3", "", "", "加一次治疗"))
    return rows

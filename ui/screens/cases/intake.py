"""登记: the three-minute intake. A few facts are enough; the case page takes the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.cases import Accident
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.parties import IdKind, Party, PartyKind, PartyRole, Side
from mediation_app.domain.vehicles import Vehicle, VehicleKind
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome as Written
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, DateTimeField, IdNumberField, LineField, PhoneField
from ui.widgets.form import Form

_OUTCOMES = ((Outcome.UNHURT, "无伤亡"), (Outcome.INJURED, "受伤"), (Outcome.DEAD, "死亡"))
_RIDES = (
    (PartyRole.RIDER, "骑行人"), (PartyRole.PEDESTRIAN, "行人"), (PartyRole.DRIVER, "驾驶人"),
    (PartyRole.PASSENGER, "乘车人"),
)  # fmt: skip
# Field of the records (as errors name it) → key of the form, per party.
_OF_PARTY = {"name": "name", "id_number": "id", "phone": "phone"}


class IntakeSheet(Sheet):
    """``registered(case_id)`` when the case is in the store."""

    registered = Signal(str)

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__("新建案件", "先记下人、车、时间、地点，其余在案件页补齐", width=776)
        self._desk, self._session = desk, session
        self.form = Form()
        add = self.form.add
        self.form.add_group("事故")
        add("occurred_at", "事故时间", DateTimeField())
        add("place", "地点", LineField(), required=True)
        add("summary", "纠纷", LineField(hint="例如：两车追尾，对修车费有争议"), wide=True)
        self.form.add_group("申请人")
        add("a_name", "姓名", LineField(longest=200), required=True)
        add("a_phone", "联系电话", PhoneField())
        add("a_id", "证件号码", IdNumberField())
        add("a_role", "事故中", ComboField(choices=_RIDES))
        add("outcome", "伤亡", ComboField(choices=_OUTCOMES))
        add("a_kind", "车辆", ComboField(choices=_kinds(VehicleKind.E_BIKE)))
        self.form.add_group("被申请人")
        add("b_name", "姓名", LineField(longest=200), required=True)
        add("b_phone", "联系电话", PhoneField())
        add("b_id", "证件号码", IdNumberField())
        add("plate", "车牌", LineField(hint="鲁P3K567"))
        self.form.set_values(
            {"a_role": PartyRole.RIDER, "outcome": Outcome.UNHURT, "a_kind": VehicleKind.E_BIKE}
        )
        self.form.finished.connect(self._register)
        self.body.addWidget(self.form)
        self.problem = Label("", role="table", tone="danger", wrap=True)
        self.body.addWidget(self.problem)
        self.add_button(Button("取消", on_click=self.escape))
        self.button = Button("登记", kind="primary", icon="check", on_click=self._register)
        self.add_button(self.button, default=True)
        self.form.setMinimumWidth(look().px(700))

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["occurred_at"].field
        return field

    def escape(self) -> None:
        """Ask before typed text is lost."""
        if any(self.form.values()[key] for key in ("place", "a_name", "b_name", "summary")):
            self._desk.notify.ask(
                "放弃这次登记", "已填的内容不会保存。", "放弃登记", self.close_sheet, danger=True
            )
            return
        self.close_sheet()

    def _register(self) -> None:
        unreadable = self.form.unreadable()
        if unreadable:
            self.form.focus(unreadable)
            return
        values = self.form.values()
        missing = {
            key: f"{label}未填写"
            for key, label in (("place", "地点"), ("a_name", "申请人姓名"), ("b_name", "被申请人姓名"))
            if not values[key]
        }  # fmt: skip
        self.form.set_errors(missing)
        if missing:
            self.form.focus(next(iter(missing)))
            return
        self.button.setEnabled(False)

        def job() -> Written[CaseFile]:
            bench, me = self._session.gate.wait(), self._session.actor
            return bench.cases.new_case(me, _filled(bench.cases.blank(me), values))

        self._desk.tasks.write(self, job, done=self._done, failed=self._refused)

    def _done(self, outcome: Written[CaseFile]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self.close_sheet()  # first: closing gives the focus back to where it was
        self.registered.emit(outcome.value.case.id)

    def _refused(self, trouble: AppError) -> None:
        self.button.setEnabled(True)
        key = _key_of(trouble)
        self.form.set_errors({key: text_of(trouble)} if key else {})
        self.problem.setText("" if key else text_of(trouble))
        if key:
            self.form.focus(key)


def _kinds(first: VehicleKind) -> list[tuple[VehicleKind, str]]:
    return [
        (first, first.label),
        *((kind, kind.label) for kind in VehicleKind if kind is not first),
    ]


def _key_of(trouble: AppError) -> str:
    """The form's field that a refusal is about; empty when it is about none of them."""
    if not isinstance(trouble, InvalidInput):
        return ""
    path = trouble.field
    last = path.rsplit(".", 1)[-1].rsplit("/", 1)[-1]
    if last in ("occurred_at", "place", "summary", "plate"):
        return last
    side = "b" if "[1]" in path or "1" in path.split(".")[0] else "a"
    return f"{side}_{_OF_PARTY[last]}" if last in _OF_PARTY else ""


def _filled(blank: CaseFile, values: Mapping[str, Any]) -> CaseFile:
    case_id = blank.case.id
    first = Party(
        id=new_id(), case_id=case_id, position=1, side=Side.APPLICANT, name=values["a_name"],
        phone=values["a_phone"], id_number=values["a_id"] or "",
        id_kind=IdKind.RESIDENT if values["a_id"] else IdKind.NONE,
        roles=_roles(values["a_role"], values["outcome"]),
    )  # fmt: skip
    second = Party(
        id=new_id(), case_id=case_id, position=2, side=Side.RESPONDENT, kind=PartyKind.PERSON,
        name=values["b_name"], phone=values["b_phone"], id_number=values["b_id"] or "",
        id_kind=IdKind.RESIDENT if values["b_id"] else IdKind.NONE,
        roles=(PartyRole.DRIVER.value, PartyRole.OWNER.value),
    )  # fmt: skip
    vehicles = [
        Vehicle(
            id=new_id(), case_id=case_id, position=1, kind=VehicleKind.CAR, plate=values["plate"],
            driver_id=second.id, owner_id=second.id,
        )
    ]  # fmt: skip
    if values["a_role"] in (PartyRole.RIDER, PartyRole.DRIVER):
        vehicles.append(
            Vehicle(
                id=new_id(), case_id=case_id, position=2, kind=values["a_kind"],
                driver_id=first.id, owner_id=first.id,
            )
        )  # fmt: skip
    outcome = values["outcome"]
    hurt = outcome in (Outcome.INJURED, Outcome.DEAD)
    accident = replace(
        blank.accidents[0] if blank.accidents else Accident(id=new_id(), case_id=case_id),
        occurred_at=values["occurred_at"],
        place=values["place"],
        injured=int(outcome is Outcome.INJURED),
        deaths=int(outcome is Outcome.DEAD),
    )
    return replace(
        blank,
        case=replace(blank.case, summary=values["summary"], dispute=values["summary"]),
        accidents=(accident,),
        parties=(first, second),
        vehicles=tuple(vehicles),
        injuries=(Injury(id=new_id(), case_id=case_id, party_id=first.id, outcome=outcome),)
        if hurt
        else (),
    )


def _roles(role: PartyRole, outcome: Outcome) -> tuple[str, ...]:
    hurt = outcome in (Outcome.INJURED, Outcome.DEAD)
    return (PartyRole.VICTIM.value, role.value) if hurt else (role.value,)

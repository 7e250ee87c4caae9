"""Vehicles, each with its compulsory and its commercial policy."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.parties import PartyKind, PartyRole
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.messages import text_of_reason
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import F, Group, RecordForm, both
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.view import CaseView
from ui.widgets.basics import Button
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.empty_state import EmptyState

VEHICLE = (
    Group("车辆"),
    F("plate", "号牌", hint="鲁P12345，无号牌写“无”"),
    F("kind", "车辆类型", "choice", VehicleKind),
    F("brand", "品牌型号"),
    F("vin", "车架号"),
    F("driver_id", "驾驶人", "choice", ()),
    F("owner_id", "所有人", "choice", ()),
    both(
        "车辆鉴定",
        F(
            "appraised_motor",
            "鉴定为",
            "choice",
            [(None, "未鉴定"), (True, "机动车"), (False, "非机动车")],
            hint="未鉴定",
            stretch=2,
        ),
        F("appraisal_number", "鉴定书文号", hint="鉴定书文号", stretch=3),
    ),
    F("at_fault", "有责", "check", note="在事故中有责任（交强险按有责限额）"),
    F("damage", "车损", "text", lines=2, wide=True),
)


def _policy_table(title: str, *more: F) -> tuple[F | Group, ...]:
    return (
        Group(title),
        F("insurer_id", "保险公司", "choice", ()),
        F("number", "保单号"),
        F("starts_on", "起始日期", "date"),
        F("ends_on", "截止日期", "date"),
        *more,
        F("none_found", "投保", "check", note="经查询未投保"),
        F("query_proof", "查询凭证"),
    )


COMPULSORY = _policy_table("交强险")
COMMERCIAL = _policy_table(
    "商业三者险",
    F("limit", "责任限额", "money", note="元"),
    F("covers_mental", "附加险", "check", note="承保精神损害"),
)


class VehiclesSection(ScrolledSection):
    """Cards of vehicles, the form of the chosen one, its two policies."""

    def __init__(self, book: CaseBook) -> None:
        self.remove = Button("移除", kind="quiet", icon="trash-2", on_click=self._remove)
        super().__init__(book, "车辆与保险", self.remove)
        self.cards = ChoiceCards("车辆", add="加一辆车")
        self.cards.chosen.connect(self._chosen)
        self.cards.add_wanted.connect(self._add)
        self.form = RecordForm(VEHICLE)
        self.policies = {
            PolicyKind.COMPULSORY: RecordForm(COMPULSORY),
            PolicyKind.THIRD_PARTY: RecordForm(COMMERCIAL),
        }
        self._empty = EmptyState(
            "还没有车辆",
            "登记每一辆车和它的保险，赔偿先在交强险限额内计算。",
            others=(("加一辆车", "car-front", self._add),),
        )
        for each in (self.cards, self._empty, self.form, *self.policies.values()):
            self.body.addWidget(each)
        self.form.touched.connect(self._touched)
        for kind, form in self.policies.items():
            form.touched.connect(partial(self._policy_touched, kind))
        self.body.addStretch(1)
        self._current = ""
        self._blanks: dict[tuple[str, PolicyKind], Policy] = {}

    @property
    def vehicle(self) -> Vehicle | None:
        """The vehicle whose form is shown."""
        return next((v for v in self.book.file.vehicles if v.id == self._current), None)

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        if self.vehicle is None:
            self._current = file.vehicles[0].id if file.vehicles else ""
        vehicle = self.vehicle
        errors, warnings = self._problems(view)
        owners = {p.id: p.vehicle_id for p in file.policies}
        self.cards.set_choices(
            [
                Choice(
                    key=v.id,
                    name=v.plate or v.kind.label,
                    note=self._note(file, v),
                    errors=sum(owners.get(k, k) == v.id for k, _ in errors),
                    warnings=sum(owners.get(k, k) == v.id for k, _ in warnings),
                )
                for v in file.vehicles
            ],
            self._current,
        )
        self.note.setText(f"{len(file.vehicles)} 辆" if file.vehicles else "")
        self._empty.setVisible(vehicle is None)
        self.cards.setVisible(vehicle is not None)
        self.form.setVisible(vehicle is not None)
        self.remove.setVisible(vehicle is not None and self.book.can_edit)
        for form in self.policies.values():
            form.setVisible(vehicle is not None and vehicle.is_motor)
        if vehicle is None:
            return
        people = [("", "未定"), *((p.id, wording.display_name(p)) for p in file.parties)]
        self.form.set_choices("driver_id", people)
        self.form.set_choices("owner_id", people)
        self.form.show_record(vehicle)
        can = self.book.can_edit
        self.form.set_read_only(not can)
        self.form.set_problems(
            {n: t for (k, n), t in errors.items() if k == vehicle.id},
            {n: t for (k, n), t in warnings.items() if k == vehicle.id},
        )
        insurers = [
            (p.id, p.name)
            for p in file.parties
            if p.kind is PartyKind.ORGANISATION
            and p.is_a(PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL)
        ]
        for kind, form in self.policies.items():
            policy = self._policy(kind)
            form.set_choices("insurer_id", [("", "未定"), *insurers])
            form.show_record(policy or self._blank(kind))
            form.set_read_only(not can)
            key = policy.id if policy is not None else ""
            form.set_problems(
                {n: t for (k, n), t in errors.items() if k == key},
                {n: t for (k, n), t in warnings.items() if k == key},
            )

    def _note(self, file: CaseFile, vehicle: Vehicle) -> str:
        driver = file.party(vehicle.driver_id)
        words = [vehicle.kind.label]
        if driver is not None:
            words.append(wording.display_name(driver))
        kinds = [p.kind for p in file.policies if p.vehicle_id == vehicle.id and not p.none_found]
        if PolicyKind.COMPULSORY in kinds:
            words.append("交强险")
        if PolicyKind.THIRD_PARTY in kinds:
            words.append("三者险")
        return "，".join(words)

    def _problems(
        self, view: CaseView
    ) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
        errors: dict[tuple[str, str], str] = {}
        warnings: dict[tuple[str, str], str] = {}
        for reason in (*view.blocking, *view.warnings):
            head, *rest = reason.place.split("/")
            if head in ("vehicles", "policies") and rest:
                key = (rest[0], rest[1] if len(rest) > 1 else "plate")
                (errors if reason.blocking else warnings)[key] = text_of_reason(reason)
        for path, text in self.book.errors.items():
            parts = path.split(".")
            if parts[0] in ("vehicles", "policies") and len(parts) > 2:
                errors[parts[1], parts[2]] = text
        return errors, warnings

    # --- editing ------------------------------------------------------------------------------

    def _policy(self, kind: PolicyKind) -> Policy | None:
        rows = [p for p in self.book.file.policies if p.vehicle_id == self._current]
        return next((p for p in rows if p.kind is kind), None)

    def _blank(self, kind: PolicyKind) -> Policy:
        """The policy that comes into being with the first keystroke; always the same one, so that
        its form is not shown anew while somebody types."""
        key = (self._current, kind)
        if key not in self._blanks:
            self._blanks[key] = Policy(
                id=new_id(), case_id=self.book.case_id, vehicle_id=self._current, kind=kind
            )
        return self._blanks[key]

    def _touched(self, _key: str) -> None:
        vehicle = self.vehicle
        if vehicle is None:
            return
        new = self.form.filled(vehicle)
        file = self.book.file
        self.book.edit(
            replace(file, vehicles=tuple(new if v.id == new.id else v for v in file.vehicles))
        )

    def _policy_touched(self, kind: PolicyKind, _key: str) -> None:
        if self.vehicle is None:
            return
        file, form = self.book.file, self.policies[kind]
        known = self._policy(kind)
        new = form.filled(known or self._blank(kind))
        rows = tuple(new if p.id == new.id else p for p in file.policies)
        self.book.edit(replace(file, policies=rows if known else (*rows, new)))

    def _chosen(self, key: str) -> None:
        self._current = key
        if self.book.view is not None:
            self.show_case(self.book.view)

    def _add(self) -> None:
        if not self.book.can_edit:
            return
        file = self.book.file
        seated = {v.driver_id for v in file.vehicles}
        driver = next(
            (p for p in file.parties_with(PartyRole.DRIVER, PartyRole.RIDER) if p.id not in seated),
            None,
        )
        kind = VehicleKind.CAR
        if driver is not None and driver.is_a(PartyRole.RIDER):
            kind = VehicleKind.E_BIKE
        vehicle = Vehicle(
            id=new_id(),
            case_id=file.case.id,
            position=len(file.vehicles) + 1,
            kind=kind,
            driver_id=driver.id if driver else "",
            owner_id=driver.id if driver else "",
        )
        self.book.edit(replace(file, vehicles=(*file.vehicles, vehicle)))
        self._current = vehicle.id
        if self.book.view is not None:
            self.show_case(self.book.view)
        self.form.focus("plate")

    def _remove(self) -> None:
        vehicle = self.vehicle
        if vehicle is None:
            return
        file = self.book.file
        policies = tuple(p for p in file.policies if p.vehicle_id == vehicle.id)
        self.book.edit(
            replace(
                file,
                vehicles=tuple(v for v in file.vehicles if v.id != vehicle.id),
                policies=tuple(p for p in file.policies if p.vehicle_id != vehicle.id),
            )
        )
        self._chosen("")
        self.book.desk.notify.say(
            f"{vehicle.plate or vehicle.kind.label}已移除",
            undo=partial(self._put_back, vehicle, policies),
        )

    def _put_back(self, vehicle: Vehicle, policies: tuple[Policy, ...]) -> None:
        again = replace(vehicle, id=new_id(), version=0)
        rows = tuple(replace(p, id=new_id(), version=0, vehicle_id=again.id) for p in policies)
        file = self.book.file
        self.book.edit(
            replace(file, vehicles=(*file.vehicles, again), policies=(*file.policies, *rows))
        )
        self._chosen(again.id)

    # --- places -------------------------------------------------------------------------------

    def go_to(self, place: tuple[str, ...]) -> bool:
        parts = [part for part in place if part not in ("vehicles", "policies")]
        if not parts:
            return False
        policy = next((p for p in self.book.file.policies if p.id == parts[0]), None)
        self._chosen(policy.vehicle_id if policy is not None else parts[0])
        name = parts[1] if len(parts) > 1 else ""
        if policy is not None and policy.kind in self.policies:
            return self.policies[policy.kind].focus(name or "number")
        if not name:  # the vehicle as a whole: its compulsory policy is missing
            return self.policies[PolicyKind.COMPULSORY].focus("insurer_id")
        return self.form.focus(name)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part("plate")
        return field if self.vehicle is not None else None

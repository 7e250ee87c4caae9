"""Vehicles, each with its compulsory and its commercial policy."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.parties import PartyKind, PartyRole
from mediation_app.domain.vehicles import (
    LiableBasis,
    Policy,
    PolicyKind,
    Vehicle,
    VehicleKind,
)
from mediation_app.messages import text_of_reason
from ui.screens.case import vehicle_forms as tables
from ui.screens.case import vehicle_use, wording
from ui.screens.case.book import CaseBook
from ui.screens.case.fieldform import RecordForm
from ui.screens.case.sections import ScrolledSection
from ui.screens.case.view import CaseView
from ui.widgets.basics import Button
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.empty_state import EmptyState


class VehiclesSection(ScrolledSection):
    """Cards of vehicles, the form of the chosen one, its two policies."""

    def __init__(self, book: CaseBook) -> None:
        self.remove = Button("移除", kind="quiet", icon="trash-2", on_click=self._remove)
        super().__init__(book, "车辆与保险", self.remove)
        self.cards = ChoiceCards("车辆", add="加一辆车")
        self.cards.chosen.connect(self._chosen)
        self.cards.add_wanted.connect(self._add)
        self.form = RecordForm(tables.VEHICLE)
        self.towed = RecordForm(tables.TOWED)
        self.duty = RecordForm(tables.DUTY)
        self.extra = RecordForm(tables.EXTRA)
        self.policies = {
            PolicyKind.COMPULSORY: RecordForm(tables.COMPULSORY),
            PolicyKind.THIRD_PARTY: RecordForm(tables.COMMERCIAL),
        }
        self.more = Button(
            "责任人、连带责任、免赔与追偿", kind="link", icon="plus", on_click=self._ask_more
        )
        self._empty = EmptyState(
            "还没有车辆",
            "登记每一辆车和它的保险，赔偿先在交强险限额内计算。",
            others=(("加一辆车", "car-front", self._add),),
        )
        for each in (
            self.cards,
            self._empty,
            self.form,
            self.towed,
            self.duty,
            *self.policies.values(),
            self.extra,
        ):
            self.body.addWidget(each)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for own in self._own_forms:
            own.touched.connect(self._touched)
        for kind, form in self.policies.items():
            form.touched.connect(partial(self._policy_touched, kind))
        self.body.addStretch(1)
        self._current = ""
        self._blanks: dict[tuple[str, PolicyKind], Policy] = {}
        self._asked: set[str] = set()  # vehicles whose rarer facts somebody asked for

    @property
    def _own_forms(self) -> tuple[RecordForm, ...]:
        """The forms that hold fields of the vehicle itself."""
        return (self.form, self.towed, self.duty, self.extra)

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
        for own in self._own_forms:
            own.setVisible(vehicle is not None)
        self.more.setVisible(False)
        self.remove.setVisible(vehicle is not None and self.book.can_edit)
        for form in self.policies.values():
            form.setVisible(vehicle is not None and vehicle.is_motor)
        if vehicle is None:
            return
        people = [("", "未定"), *((p.id, wording.display_name(p)) for p in file.parties)]
        self.form.set_choices("driver_id", people)
        self.form.set_choices("owner_id", people)
        self._show_rarer(file, vehicle)
        can = self.book.can_edit
        for own in self._own_forms:
            own.show_record(vehicle)
            own.set_read_only(not can)
            own.set_problems(
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

    def _show_rarer(self, file: CaseFile, vehicle: Vehicle) -> None:
        """What a plain case never sees: only where it matters, is filled in or was asked for."""
        trailer = vehicle.kind is VehicleKind.TRAILER or bool(vehicle.towed_by_id)
        self.towed.setVisible(trailer)
        if trailer:
            others = [v for v in file.vehicles if v.id != vehicle.id and not v.towed_by_id]
            self.towed.set_choices(
                "towed_by_id",
                [("", "未定"), *((v.id, v.plate or v.kind.label) for v in others)],
            )
        duty = tables.asks_duty(file, vehicle)
        self.duty.setVisible(duty)
        if duty:
            self.duty.set_choices("compulsory_duty", tables.duty_choices(vehicle))
        refused = any(p.refused_reason for p in file.policies if p.vehicle_id == vehicle.id)
        more = vehicle.id in self._asked or tables.has_extra(vehicle) or refused
        self.extra.setVisible(more)
        self.more.setVisible(not more and self.book.can_edit)
        self.policies[PolicyKind.THIRD_PARTY].row_of("refused_reason").setVisible(more)
        if more:
            people = [(p.id, wording.display_name(p)) for p in file.parties]
            self.extra.set_choices("liable_id", [("", "同驾驶人"), *people])
            self.extra.set_choices("joint_ids", people)

    def _ask_more(self) -> None:
        self._asked.add(self._current)
        if self.book.view is not None:
            self.show_case(self.book.view)
        self._lead(self.extra, "liable_id")

    def _lead(self, form: RecordForm, name: str) -> bool:
        """Focus now, and bring the row into view when the form has found its place."""
        QTimer.singleShot(0, form, partial(form.focus, name))
        return form.focus(name)

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

    def _touched(self, key: str) -> None:
        vehicle = self.vehicle
        if vehicle is None:
            return
        new = self._filled(vehicle, key)
        file = self.book.file
        file = replace(file, vehicles=tuple(new if v.id == new.id else v for v in file.vehicles))
        self.book.edit(file)
        if key in ("kind", "appraised_motor+appraisal_number", "compulsory_duty"):
            self._show_rarer(file, new)
            for form in self.policies.values():
                form.setVisible(new.is_motor)

    def _filled(self, vehicle: Vehicle, key: str) -> Vehicle:
        """The vehicle with what its forms hold; what is not put to anybody stays as it is."""
        new = self.form.filled(vehicle)
        for own in (self.towed, self.duty, self.extra):
            if own.isVisibleTo(self):
                new = own.filled(new)
        if self.duty.isVisibleTo(self) and self.duty.value("compulsory_duty") is None:
            new = replace(new, compulsory_duty=vehicle.compulsory_duty)
        if key == "liable_id" and vehicle.liable_basis is LiableBasis.DRIVER:
            basis = tables.likely_basis(new, self.book.file.party(new.liable_id))
            new = replace(new, liable_basis=basis)
            self.extra.part("liable_basis").set_value(basis)
        return new

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
        gone = vehicle_use.removal(self.book.file, vehicle)
        self.book.edit(vehicle_use.without(self.book.file, gone))
        self._chosen("")
        self.book.desk.notify.say(
            f"{vehicle.plate or vehicle.kind.label}已移除", undo=partial(self._put_back, gone)
        )

    def _put_back(self, gone: vehicle_use.Removal) -> None:
        again, file = vehicle_use.put_back(self.book.file, gone)
        self.book.edit(file)
        self._chosen(again.id)

    # --- places -------------------------------------------------------------------------------

    def go_to(self, place: tuple[str, ...]) -> bool:
        parts = [part for part in place if part not in ("vehicles", "policies")]
        if not parts:
            return False
        policy = next((p for p in self.book.file.policies if p.id == parts[0]), None)
        name = parts[1] if len(parts) > 1 else ""
        owner = policy.vehicle_id if policy is not None else parts[0]
        if name == "refused_reason" or self.extra.has(name):
            self._asked.add(owner)
        self._chosen(owner)
        if policy is not None and policy.kind in self.policies:
            return self._lead(self.policies[policy.kind], name or "number")
        if not name:  # the vehicle as a whole: its compulsory policy is missing
            return self.policies[PolicyKind.COMPULSORY].focus("insurer_id")
        for own in self._own_forms:
            if own.has(name):
                own.show()  # a check may ask for what the form does not put by itself
                return self._lead(own, name)
        return self.form.focus(name)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part("plate")
        return field if self.vehicle is not None else None

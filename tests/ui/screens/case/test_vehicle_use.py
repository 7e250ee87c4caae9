"""What hangs on a vehicle, and how places in the case are said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Allocation, CaseDependant
from mediation_app.domain.vehicles import Vehicle, VehicleKind
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from ui.screens.case import wording
from ui.screens.case.section_vehicles import VehiclesSection


def test_what_hangs_on_a_vehicle_goes_and_comes_back_with_it(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    trailer = Vehicle(
        id=new_id(),
        case_id=registered.case.id,
        position=3,
        kind=VehicleKind.TRAILER,
        plate="鲁P5566挂",
        towed_by_id=keys.car,
    )
    sum_ = Allocation(
        id=new_id(),
        case_id=registered.case.id,
        vehicle_id=keys.car,
        victim_id=keys.victim,
        bucket="medical",
        amount=Decimal("100.00"),
        reason="各方同意",
    )

    def change(file: CaseFile) -> CaseFile:
        return replace(
            file,
            vehicles=(*file.vehicles, trailer),
            allocations=(sum_,),
            parties=tuple(
                replace(p, ride_vehicle_id=keys.car) if p.id == keys.victim else p
                for p in file.parties
            ),
        )

    file = workbench.cases.save(cast["clerk"], registered, change(registered)).value
    section = stage.go(file.case.id, "vehicles")._sections["vehicles"]
    assert isinstance(section, VehiclesSection)
    section._chosen(keys.car)
    undo: list[Callable[[], object]] = []
    stage.desk.notify.toast.connect(lambda toast: undo.append(toast.undo))
    section.remove.click()
    section.book.save()
    stage.rest()
    now = workbench.cases.peek(cast["clerk"], file.case.id)
    assert [v.towed_by_id for v in now.vehicles if v.id == trailer.id] == [""]
    assert now.allocations == ()
    assert not any(p.vehicle_id == keys.car for p in now.policies)
    victim = now.party(keys.victim)
    assert victim is not None
    assert victim.ride_vehicle_id == ""
    undo[-1]()
    section.book.save()
    stage.rest()
    now = workbench.cases.peek(cast["clerk"], file.case.id)
    again = next(v for v in now.vehicles if v.plate == "鲁P3K567")
    assert again.id != keys.car
    assert [v.towed_by_id for v in now.vehicles if v.id == trailer.id] == [again.id]
    assert [a.vehicle_id for a in now.allocations] == [again.id]
    assert len([p for p in now.policies if p.vehicle_id == again.id]) == 2
    victim = now.party(keys.victim)
    assert victim is not None
    assert victim.ride_vehicle_id == again.id


def test_places_are_said_with_whose_they_are(registered: CaseFile, keys: Keys) -> None:
    row = CaseDependant(id="d", case_id="c", party_id=keys.victim, name="张老太")
    file = replace(registered, dependants=(row,))
    policy = next(p for p in file.policies if p.vehicle_id == keys.car)
    assert wording.place_words("dependants/d/birth_date", file) == "当事人，张桂兰"
    assert wording.place_words(f"injuries/{keys.injury}/disability_on", file) == "当事人，张桂兰"
    assert wording.place_words(f"policies/{policy.id}/number", file) == "车辆与保险，鲁P3K567"
    assert wording.place_words(f"losses/{file.losses[0].id}/amount", file) == "损失与计算，张桂兰"
    assert wording.place_words(f"vehicles/{keys.car}/towed_by_id", file) == "车辆与保险，鲁P3K567"

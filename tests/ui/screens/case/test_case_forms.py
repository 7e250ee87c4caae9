"""Forms for what a reckoning needs: asked only where it matters, led to by checks, stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import CaseDependant, Injury, SupportKind
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.vehicles import (
    CompulsoryDuty,
    InsurerGround,
    LiableBasis,
    PolicyKind,
    Vehicle,
    VehicleKind,
)
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from tests.ui.screens.case.facts import main_fault
from ui.screens.case import vehicle_forms
from ui.screens.case.injury_parts import DependantSheet, GradesRow, with_grades
from ui.screens.case.section_parties import PartiesSection
from ui.screens.case.section_vehicles import VehiclesSection


def _save(
    workbench: Workbench, cast: Cast, file: CaseFile, change: Callable[[CaseFile], CaseFile]
) -> CaseFile:
    return workbench.cases.save(cast["clerk"], file, change(file)).value


def _vehicles(stage: Stage, file: CaseFile, **query: str) -> VehiclesSection:
    section = stage.go(file.case.id, "vehicles", **query)._sections["vehicles"]
    assert isinstance(section, VehiclesSection)
    return section


def _parties(stage: Stage, file: CaseFile, **query: str) -> PartiesSection:
    section = stage.go(file.case.id, "parties", **query)._sections["parties"]
    assert isinstance(section, PartiesSection)
    return section


def _focus() -> str:
    focus = QApplication.focusWidget()
    return focus.accessibleName() if focus is not None else ""


def _now(workbench: Workbench, cast: Cast, file: CaseFile) -> CaseFile:
    return workbench.cases.peek(cast["clerk"], file.case.id)


# --- vehicles -----------------------------------------------------------------------------------


def test_a_plain_vehicle_is_not_asked_about_rare_things(
    stage: Stage, registered: CaseFile, keys: Keys
) -> None:
    section = _vehicles(stage, registered)
    for key in (keys.car, keys.bike):
        section._chosen(key)
        for form in (section.towed, section.duty, section.extra):
            assert not form.isVisible()
        assert section.more.isVisible()
    section._chosen(keys.car)
    commercial = section.policies[PolicyKind.THIRD_PARTY]
    assert not commercial.row_of("refused_reason").isVisible()


def test_who_answers_and_grounds_are_asked_for_by_hand(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    owner = replace(
        registered.parties[2], id=new_id(), version=0, name="东阿县通达运输有限公司", roles=("employer",),
        credit_code="", position=9,
    )  # fmt: skip
    file = _save(workbench, cast, registered, lambda f: replace(f, parties=(*f.parties, owner)))
    section = _vehicles(stage, file)
    section._chosen(keys.car)
    section.more.setFocus()
    QTest.keyClick(section.more, Qt.Key.Key_Return)
    assert section.extra.isVisible()
    assert not section.more.isVisible()
    assert _focus() == "责任人"
    section.extra.part("liable_id").set_value(owner.id)
    section._touched("liable_id")
    assert section.extra.value("liable_basis") is LiableBasis.EMPLOYER  # told by his role
    section.extra.part("joint_ids").set_value((keys.driver,))
    section.extra.part("insurer_ground").set_value(InsurerGround.DRUNK)
    section._touched("insurer_ground")
    commercial = section.policies[PolicyKind.THIRD_PARTY]
    commercial.part("covers_non_medical").set_value(True)
    commercial.part("refused_reason").set_value("醉酒驾驶，第二十四条")
    section._policy_touched(PolicyKind.THIRD_PARTY, "refused_reason")
    section.book.save()
    stage.rest()
    car = next(v for v in _now(workbench, cast, file).vehicles if v.id == keys.car)
    assert (car.liable_id, car.liable_basis) == (owner.id, LiableBasis.EMPLOYER)
    assert (car.joint_ids, car.insurer_ground) == ((keys.driver,), InsurerGround.DRUNK)
    policy = next(
        p
        for p in _now(workbench, cast, file).policies
        if p.vehicle_id == keys.car and p.kind is PolicyKind.THIRD_PARTY
    )
    assert policy.covers_non_medical
    assert policy.refused_reason.startswith("醉酒")
    # the next visit shows it at once
    section._asked.clear()
    section._chosen(keys.bike)
    section._chosen(keys.car)
    assert section.extra.isVisible()
    assert commercial.row_of("refused_reason").isVisible()


def test_an_appraised_e_bike_is_asked_three_ways_and_nothing_is_assumed(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = _vehicles(stage, registered)
    section._chosen(keys.bike)
    assert not section.duty.isVisible()
    section.form.part("appraised_motor").set_value(True)
    section._touched("appraised_motor+appraisal_number")
    assert section.duty.isVisible()
    duty = section.duty.part("compulsory_duty")
    assert duty.value() is None
    offered = [duty.itemText(n) for n in range(duty.count())]
    assert "应投保交强险" not in offered
    assert len(offered) == 3
    section.book.save()
    stage.rest()
    bike = next(v for v in _now(workbench, cast, registered).vehicles if v.id == keys.bike)
    assert bike.compulsory_duty is CompulsoryDuty.UNDECIDED  # nobody has answered
    section = _vehicles(stage, registered, at=f"{keys.bike}/compulsory_duty")
    assert _focus() == "投保义务"
    duty.set_value(CompulsoryDuty.NOT_INSURABLE)
    section._touched("compulsory_duty")
    section.book.save()
    stage.rest()
    bike = next(v for v in _now(workbench, cast, registered).vehicles if v.id == keys.bike)
    assert bike.compulsory_duty is CompulsoryDuty.NOT_INSURABLE
    # with 交强险 the question is gone
    policy = section.policies[PolicyKind.COMPULSORY]
    policy.part("number").set_value("PDZA2026")
    section._policy_touched(PolicyKind.COMPULSORY, "number")
    assert section.book.view is not None
    section.show_case(section.book.view)
    assert not section.duty.isVisible()


def test_a_trailer_names_its_tractor(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    trailer = Vehicle(
        id=new_id(),
        case_id=registered.case.id,
        position=3,
        kind=VehicleKind.TRAILER,
        plate="鲁P5566挂",
    )
    file = _save(workbench, cast, registered, lambda f: replace(f, vehicles=(*f.vehicles, trailer)))
    section = _vehicles(stage, file, at=f"{trailer.id}/towed_by_id")
    assert _focus() == "牵引车"
    field = section.towed.part("towed_by_id")
    names = [field.itemText(n) for n in range(field.count())]
    assert names[1:] == ["鲁P3K567", "电动自行车"]
    field.set_value(keys.car)
    section._touched("towed_by_id")
    section.book.save()
    stage.rest()
    stored = next(v for v in _now(workbench, cast, file).vehicles if v.id == trailer.id)
    assert stored.towed_by_id == keys.car


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("liable_id", "责任人"),
        ("insurer_ground", "追偿事由"),
        ("compulsory_duty", "投保义务"),
        ("plate", "号牌"),
    ],
)
def test_places_of_vehicles_lead_to_their_field(
    stage: Stage, registered: CaseFile, keys: Keys, name: str, label: str
) -> None:
    _vehicles(stage, registered, at=f"{keys.car}/{name}")
    assert _focus() == label


def test_likely_reasons_follow_from_the_roles(registered: CaseFile, keys: Keys) -> None:
    car = next(v for v in registered.vehicles if v.id == keys.car)
    driver = registered.party(keys.driver)
    assert driver is not None
    assert vehicle_forms.likely_basis(car, None) is LiableBasis.DRIVER
    assert vehicle_forms.likely_basis(car, driver) is LiableBasis.DRIVER
    for role, basis in (
        (PartyRole.AFFILIATE, LiableBasis.AFFILIATE),
        (PartyRole.GUARDIAN, LiableBasis.GUARDIAN),
        (PartyRole.OWNER, LiableBasis.OWNER),
        (PartyRole.RELATIVE, LiableBasis.OTHER),
    ):
        person = replace(driver, id="x", roles=(role.value,))
        assert vehicle_forms.likely_basis(car, person) is basis


# --- passengers -----------------------------------------------------------------------------------


def test_only_passengers_are_asked_which_vehicle_they_sat_in(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = _parties(stage, registered)
    section._turn_to(keys.victim)
    sheet = section._sheet
    assert sheet is not None
    ride = sheet.form_of("ride_vehicle_id")
    assert ride is not None
    assert not ride.isVisible()
    form = sheet.form_of("traffic")
    assert form is not None
    form.part("traffic").set_value("passenger")
    section._touched("traffic")
    assert ride.isVisible()
    ride.part("ride_vehicle_id").set_value(keys.car)
    ride.part("free_ride_percent").set_value(20)
    ride.part("free_ride_reason").set_value("同村顺路，没有收费")
    section._touched("free_ride_percent")
    section.book.save()
    stage.rest()
    stored = _now(workbench, cast, registered).party(keys.victim)
    assert stored is not None
    assert stored.ride_vehicle_id == keys.car
    assert (stored.free_ride_percent, stored.free_ride_reason) == (20, "同村顺路，没有收费")
    _parties(stage, registered, at=f"{keys.victim}/free_ride_percent")
    assert _focus() == "好意同乘减轻比例"


# --- grades -----------------------------------------------------------------------------------------

grade_rows = st.lists(
    st.tuples(st.integers(1, 10).map(str), st.just("") | st.integers(0, 10).map(str)), max_size=5
)


@given(grade_rows)
def test_grades_survive_the_injury(rows: list[tuple[str, str]]) -> None:
    blank = Injury(id="i", case_id="c", party_id="p", disability_grade=8)
    injury = with_grades(blank, tuple(rows))
    given_ = injury.grade_increments or ("",) * len(rows)
    assert list(zip(injury.further_grades, given_, strict=True)) == rows
    if not any(added for _, added in rows):
        assert injury.grade_increments == ()


def _grades(section: PartiesSection) -> GradesRow:
    assert section._sheet is not None
    assert section._sheet.grades is not None
    return section._sheet.grades


def test_further_grades_are_chips_with_what_they_add(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = _parties(stage, registered)
    section._turn_to(keys.victim)
    assert not _grades(section).isVisible()  # no grade, no further grades
    file = _save(workbench, cast, registered, lambda f: main_fault(f, keys))
    section = _parties(stage, file, at=f"{keys.injury}/further_grades")
    row = _grades(section)
    assert row.isVisible()
    assert _focus() == "加一处其他伤残等级"
    names = [act.text() for act in row.make_add_menu().actions()]
    assert names[0] == "十级"
    assert len(names) == 10
    row.make_add_menu().actions()[0].trigger()
    row.make_add_menu().actions()[1].trigger()
    assert row.rows() == (("10", ""), ("9", ""))
    chips = row._chips
    assert chips[0].accessibleName() == "其他伤残等级：十级，按规则附加"
    acts = row.make_increment_menu(1).actions()
    next(act for act in acts if act.text() == "附加 3%").trigger()
    row._chips[0].setFocus()
    QTest.keyClick(row._chips[0], Qt.Key.Key_Delete)
    assert row.rows() == (("9", "3"),)
    assert row._chips[0].hasFocus()
    section.book.save()
    stage.rest()
    injury = next(i for i in _now(workbench, cast, file).injuries if i.id == keys.injury)
    assert (injury.further_grades, injury.grade_increments) == (("9",), ("3",))


# --- dependants -------------------------------------------------------------------------------------


def _sheet(stage: Stage) -> DependantSheet:
    sheet = stage.sheet()
    assert isinstance(sheet, DependantSheet)
    return sheet


def test_dependants_come_and_go_by_insert_and_delete(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = _parties(stage, registered)
    section._turn_to(keys.victim)
    assert section._sheet is not None
    rows = section._sheet.dependants
    assert rows is not None
    assert not rows.isVisible()  # neither disabled nor dead
    file = _save(workbench, cast, registered, lambda f: main_fault(f, keys))
    section = _parties(stage, file, at="dependants")
    assert rows.isVisible()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName().endswith("加一名被扶养人")
    QTest.keyClick(focus, Qt.Key.Key_Insert)
    sheet = _sheet(stage)
    sheet._keep()
    assert set(sheet.missing()) == {"name", "birth_date"}
    assert sheet.form.rows["birth_date"].error().startswith("出生日期未填写")
    sheet.form.set_values({"name": "王小宝", "relation": "儿子", "birth_date": date(2015, 3, 2)})
    sheet._keep()
    stage.rest()
    row = section.book.file.dependants[0]
    assert (row.party_id, row.payers, row.kind) == (keys.victim, 2, SupportKind.MINOR)
    texts = [shown[4] for shown in rows._shown]
    assert texts[0] == "儿子，未成年，11 周岁，2 人扶养"  # on the day of the grade
    button = rows._acts[row.id]
    button.setFocus()
    undo: list[Callable[[], object]] = []
    stage.desk.notify.toast.connect(lambda toast: undo.append(toast.undo))
    QTest.keyClick(button, Qt.Key.Key_Delete)
    assert section.book.file.dependants == ()
    undo[-1]()
    section.book.save()
    stage.rest()
    stored = _now(workbench, cast, file).dependants
    assert [d.name for d in stored] == ["王小宝"]


def test_a_check_leads_to_the_birth_date_of_a_dependant(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    row = CaseDependant(
        id=new_id(),
        case_id=registered.case.id,
        party_id=keys.victim,
        position=1,
        name="张老太",
        kind=SupportKind.ADULT,
        payers=3,
    )

    def change(file: CaseFile) -> CaseFile:
        return replace(main_fault(file, keys), dependants=(row,))

    file = _save(workbench, cast, registered, change)
    _parties(stage, file, at=f"{keys.driver}/name")
    stage.page.go_to_place(f"dependants/{row.id}/birth_date")
    stage.rest()
    sheet = _sheet(stage)
    assert _focus() == "出生日期"
    sheet.form.part("birth_date").set_value(date(1950, 1, 1))
    sheet._keep()
    stage.rest()
    stage.page.book.save()
    stage.rest()
    assert _now(workbench, cast, file).dependants[0].birth_date == date(1950, 1, 1)


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("parties/{victim}/share", "责任比例"),
        ("parties/{victim}/birth_date", "证件号码"),  # it follows from the number
        ("injuries/{injury}/disability_on", "定残日期"),
        ("injuries/{injury}/died_at", "死亡时间，日期"),
        ("parties/{victim}/ride_vehicle_id", "乘坐车辆"),
        ("vehicles/{car}/towed_by_id", "牵引车"),
        ("vehicles/{bike}/compulsory_duty", "投保义务"),
    ],
)
def test_every_place_leads_to_the_very_field(
    stage: Stage, registered: CaseFile, keys: Keys, place: str, label: str
) -> None:
    page = stage.go(registered.case.id, "accident")
    known = {name: getattr(keys, name) for name in keys.__slots__}
    page.go_to_place(place.format(**known))
    stage.rest()
    assert _focus() == label
    focus = QApplication.focusWidget()
    assert focus is not None
    _is_in_view(focus)


def _is_in_view(widget: QWidget) -> None:
    box = widget.visibleRegion().boundingRect()
    assert box.height() >= widget.height() - 2, widget.accessibleName()


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (911, 512)])
def test_the_forms_fit_at_any_size(
    stage: Stage,
    registered: CaseFile,
    workbench: Workbench,
    cast: Cast,
    keys: Keys,
    size: tuple[int, int],
) -> None:
    file = _save(workbench, cast, registered, lambda f: main_fault(f, keys))
    stage.window.resize(*size)
    section = _vehicles(stage, file, at=f"{keys.car}/liable_id")
    for form in (section.form, section.extra, *section.policies.values()):
        for row in form.rows.values():
            if row.isVisible():
                assert form.rect().contains(row.geometry()), row.label.text()
    parties = _parties(stage, file, at=f"{keys.injury}/grade_increments")
    grades = _grades(parties)
    assert grades.width() <= parties.pane.viewport().width()

"""Losses, sessions, vehicles, agreement: driven as a person would, stored as they should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from PySide6.QtTest import QTest

from mediation_app.bootstrap import Workbench
from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Actor
from mediation_app.domain.vehicles import PolicyKind
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys
from tests.ui.screens.case.conftest import Stage
from ui.screens.case.loss_sheets import PrepaidSheet
from ui.screens.case.section_agreement import AgreementSection
from ui.screens.case.section_losses import LossesSection
from ui.screens.case.section_parties import PartiesSection
from ui.screens.case.section_vehicles import VehiclesSection
from ui.screens.case.treatment import TreatmentSheet


def _losses(stage: Stage, case_id: str) -> LossesSection:
    section = stage.go(case_id, "losses")._sections["losses"]
    assert isinstance(section, LossesSection)
    return section


def test_money_already_paid_is_registered(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = _losses(stage, registered.case.id)
    section.add_paid()
    sheet = stage.sheet()
    assert isinstance(sheet, PrepaidSheet)
    sheet._keep()
    assert set(sheet.missing()) == {"payer_id", "amount"}
    sheet.form.set_values({"payer_id": keys.driver, "amount": Decimal("800.00")})
    sheet._keep()
    stage.rest()
    paid = workbench.cases.peek(cast["clerk"], registered.case.id).prepaid
    assert Decimal("800.00") in [p.amount for p in paid]


def test_a_missing_share_is_said_in_place_of_the_sums(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    from dataclasses import replace

    from mediation_app.domain.parties import Liability

    file = workbench.cases.peek(cast["clerk"], registered.case.id)
    bare = tuple(replace(p, share=None, liability=Liability.UNDECIDED) for p in file.parties)
    workbench.cases.save(cast["clerk"], file, replace(file, parties=bare))
    section = _losses(stage, registered.case.id)
    view = section.book.view
    assert view is not None
    assert view.reckoning is None
    assert view.reckoning_trouble is not None


def test_a_policy_is_made_by_typing_into_its_form(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    section = stage.go(registered.case.id, "vehicles")._sections["vehicles"]
    assert isinstance(section, VehiclesSection)
    section._add()
    section.form.part("plate").set_value("鲁P8A321")
    section._touched("plate")
    form = section.policies[PolicyKind.COMPULSORY]
    form.part("number").set_value("PDZA2026001")
    section._policy_touched(PolicyKind.COMPULSORY, "number")
    section.book.save()
    stage.rest()
    file = workbench.cases.peek(cast["clerk"], registered.case.id)
    vehicle = next(v for v in file.vehicles if v.plate == "鲁P8A321")
    assert [p.number for p in file.policies if p.vehicle_id == vehicle.id] == ["PDZA2026001"]


def test_a_stay_counts_its_days(
    stage: Stage, registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys
) -> None:
    section = stage.go(registered.case.id, "parties")._sections["parties"]
    assert isinstance(section, PartiesSection)
    section._card_chosen(keys.victim)
    section._open_stay("new")
    sheet = stage.sheet()
    assert isinstance(sheet, TreatmentSheet)
    sheet.form.set_values(
        {
            "hospital": "东阿县人民医院",
            "starts_on": date(2026, 3, 9),
            "ends_on": date(2026, 3, 29),
        }
    )
    sheet._touched("ends_on")
    sheet._keep()
    section.book.save()
    stage.rest()
    stays = workbench.cases.peek(cast["clerk"], registered.case.id).treatments
    assert stays[-1].days == 20


def test_clauses_are_numbered_again_after_one_goes(
    make_stage: Callable[[Actor], Stage], registered: CaseFile, workbench: Workbench, cast: Cast
) -> None:
    stage = make_stage(cast["mediator"])
    section = stage.go(registered.case.id, "agreement")._sections["agreement"]
    assert isinstance(section, AgreementSection)
    assert section._empty.isVisible()
    section.propose()
    stage.rest()
    before = section.book.file.clauses
    section._clause_removed(before[1].id)
    section.book.save()
    stage.rest()
    file = workbench.cases.peek(cast["clerk"], registered.case.id)
    assert [c.position for c in file.clauses] == list(range(1, len(before)))
    assert file.clauses[0].text == before[0].text
    agreement = file.agreement
    assert agreement is not None
    section.form.part("total").set_value(Decimal("1.00"))
    section._touched("total")
    assert "不符" in section.words._source
    assert section.words._tone == "danger"


def test_what_was_typed_survives_closing_the_window(
    make_stage: Callable[[Actor], Stage],
    registered: CaseFile,
    keys: Keys,
    workbench: Workbench,
    cast: Cast,
) -> None:
    stage = make_stage(cast["clerk"])
    section = stage.go(registered.case.id, "parties")._sections["parties"]
    assert isinstance(section, PartiesSection)
    section._card_chosen(keys.driver)
    assert section._sheet is not None
    form = section._sheet.form_of("id_number")
    assert form is not None
    form.part("id_number").set_value("371524198603152418")  # a wrong one: cannot be saved
    section._touched("id_number")
    stage.window.close()
    draft = workbench.drafts.load(cast["clerk"], f"case/{registered.case.id}")
    assert draft is not None
    assert "371524198603152418" in str(draft.content)


def test_the_first_keystroke_of_a_policy_is_not_shown_away(
    stage: Stage, registered: CaseFile
) -> None:
    section = stage.go(registered.case.id, "vehicles")._sections["vehicles"]
    assert isinstance(section, VehiclesSection)
    section._add()
    form = section.policies[PolicyKind.COMPULSORY]
    field = form.part("starts_on")
    field.setFocus()
    QTest.keyClicks(field, "2026-")
    stage.qtbot.wait(900)
    stage.rest()
    assert field.text() == "2026-"
    QTest.keyClicks(field, "1-5")
    assert form.value("starts_on") == date(2026, 1, 5)
    mine = [p for p in section.book.file.policies if p.vehicle_id == section._current]
    assert [p.starts_on for p in mine] == [date(2026, 1, 5)]

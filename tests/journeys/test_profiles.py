"""S6 and S13: the same facts under two profiles of the place give two dates, two answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundApplication, FundKind, FundSituation, FundState
from mediation_app.domain.fund_screening import Answer
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Treatment
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.vehicles import VehicleKind
from mediation_app.rulebook import Rulebook
from mediation_app.services.fund import FundView
from mediation_app.services.stories import Cast, s1_people, s4
from mediation_app.services.stories.cast import STORY_OFFICE
from mediation_app.services.stories.parts import day, moment
from mediation_app.services.stories.s4 import findings_of
from tests.support.places import Places
from tests.support.stories import office

pytestmark = pytest.mark.journey
D = Decimal
BILL = D("12000.00")


@dataclass
class Town:
    """The office, whose profile can be changed, and its people."""

    workbench: Workbench
    clock: SetClock
    cast: Cast
    folder: Path

    def rule(self, key: str, value: str) -> None:
        """The place's profile says this from now on; an empty key takes it back.

        The rules are exchanged here and not through ``reload_rules``: an office on a database
        server has no folder of its own beside its data.
        """
        row = f'[[value]]\nkey = "{key}"\nvalue = {value}\nsource = "本地"\nsureness = "确定"\n'
        (self.folder / "profile.toml").write_text(row if key else "", encoding="utf-8")
        book = Rulebook.open(STORY_OFFICE.jurisdiction, overlay=self.folder)
        object.__setattr__(self.workbench.context, "rulebook", book)

    def do(self, part: str, key: str, event: str, **facts: Any) -> FundApplication:
        on = self.workbench.cases.today()
        return self.workbench.fund.perform(self.cast[part], key, event, on, facts).value.application

    def view(self, key: str) -> FundView:
        return self.workbench.fund.view(self.cast["approver"], key)


@pytest.fixture
def town(engine_name: str, places: Places, clock: SetClock, tmp_path: Path) -> Iterator[Town]:
    with office(places, engine_name, "story-office", clock) as (workbench, cast):
        yield Town(workbench, clock, cast, tmp_path)


# S6: what was used of the term before the return ---------------------------------------------


def _returned_once(town: Town) -> str:
    """Friday 09-18 without account and stamp, asked on Monday, complete on Thursday 09-24."""
    fund, clerk = town.workbench.fund, town.cast["fund_clerk"]
    town.clock.put(2026, 9, 18)
    case = s4.register(town.workbench, town.cast)
    victim = case.parties_with(PartyRole.VICTIM)[0]
    file = fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE).value
    key = file.application.id
    town.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    needed = {m.code: "" for m in file.materials if m.required}
    late = ("payee_account", "application_form")
    fund.tick_materials(clerk, key, {code: "" for code in needed if code not in late})
    town.clock.put(2026, 9, 21)
    reason = {"late_reason": "周日窗口未开"}  # the notice was due on Sunday 09-20, worked
    town.do("fund_clerk", key, "ask_supplement", missing=("B09", "B01"), **reason)
    town.clock.put(2026, 9, 24)
    town.do("fund_clerk", key, "supplemented", answered=("B01", "B09"))
    fund.tick_materials(clerk, key, needed)
    town.do("fund_clerk", key, "accept", complete_on=day(9, 24))
    return key


@pytest.mark.parametrize(
    ("mode", "due"), [("restart", date(2026, 9, 30)), ("pause", date(2026, 9, 28))]
)
def test_s6_the_term_after_a_return(town: Town, mode: str, due: date) -> None:
    town.rule("clock_mode", f'"{mode}"')
    key = _returned_once(town)
    assert town.view(key).due == due
    # taking the rule back changes nothing for what was accepted under it
    town.rule("", "")
    assert town.view(key).file.application.decide_due == due
    assert town.view(key).due == due


# S13: no motor vehicle ------------------------------------------------------------------------


def _two_e_bikes(town: Town) -> CaseFile:
    """S1's people on two e-bikes that are no motor vehicles; the hospital waits for 12,000.00."""
    cases, clerk = town.workbench.cases, town.cast["clerk"]
    town.clock.put(2026, 9, 30)
    draft = s1_people.fill(cases.blank(clerk))
    first, second = draft.vehicles
    bikes = (replace(first, kind=VehicleKind.E_BIKE, plate="聊城118822"), second)
    injury = replace(draft.injuries[0], rescue_ended_at=moment(9, 30, 8, 0))
    hospital = draft.parties_with(PartyRole.HOSPITAL)[0]
    stay = Treatment(
        id=new_id(),
        case_id=draft.case.id,
        injury_id=injury.id,
        hospital=s1_people.HOSPITAL,
        hospital_party_id=hospital.id,
        admission_number="2609-02417",
        starts_on=day(9, 29),
        amount=BILL,
        unpaid=BILL,
    )
    told = replace(draft, vehicles=bikes, policies=(), injuries=(injury,), treatments=(stay,))
    return cases.new_case(clerk, told).value


def _applied(town: Town, case: CaseFile, **known: Any) -> str:
    fund, clerk = town.workbench.fund, town.cast["fund_clerk"]
    town.clock.put(2026, 10, 10)
    victim = case.parties_with(PartyRole.VICTIM)[0]
    file = fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE, channel="医院").value
    application = replace(
        file.application,
        received_on=day(10, 10),
        unsettled_on=day(10, 10),
        notice_number="东阿公交救通〔2026〕第0041号",
        notice_on=day(10, 9),
        **known,
    )
    first = replace(s1_people.bill(file)[0], unit_price=BILL, quantity=1, amount=BILL)
    key = application.id
    fund.save(clerk, file, replace(file, application=application, bill_lines=(first,)))
    there = {m.code: "" for m in file.materials if m.required or m.code == "police_notice"}
    fund.tick_materials(clerk, key, there)
    town.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    town.do("fund_clerk", key, "accept", complete_on=day(10, 10))
    fund.accept_whole_bill(clerk, key)
    return key


def _found(town: Town, key: str, *, meets: bool) -> None:
    fund, clerk = town.workbench.fund, town.cast["fund_clerk"]
    rows = tuple(
        (head, meets or head != "situation", "见卷", "")
        for head in ("situation", "genuine", "other")
    )
    file = fund.file(clerk, key)
    fund.save(clerk, file, replace(file, findings=findings_of(file, rows, clerk.person_id)))


def test_s13_two_e_bikes_are_refused(town: Town) -> None:
    case = _two_e_bikes(town)
    (victim,) = town.workbench.fund.screen(town.cast["clerk"], case).victims
    assert victim.answer is Answer.NO
    assert [reason.code for reason in victim.excluded] == ["fund.screen_no_motor"]
    assert town.workbench.fund.eligible(town.cast["fund_clerk"]).rows == ()

    key = _applied(town, case)
    view = town.view(key)
    assert view.advance is not None
    assert view.advance.amount == 0
    _found(town, key, meets=False)
    why = {"refusal_codes": ("N03",), "refusal_facts": "两车均为非机动车，不属于垫付范围。"}
    town.do("fund_clerk", key, "recommend_refusal", opinion="建议不予垫付。", **why)
    town.do("checker", key, "check_pass", opinion="同意。")
    town.clock.put(2026, 10, 12)
    it = town.do("approver", key, "refuse", opinion="同意不予垫付。", **why)
    assert (it.state, it.refusal_codes, it.approved) == (FundState.REFUSED, ("N03",), D("0.00"))


def test_s13_paid_where_the_place_includes_them(town: Town) -> None:
    town.rule("non_motor_included", "true")
    case = _two_e_bikes(town)
    (victim,) = town.workbench.fund.screen(town.cast["clerk"], case).victims
    assert victim.excluded == ()
    key = _applied(town, case, situation=FundSituation.C2)
    view = town.view(key)
    assert view.advance is not None
    assert view.advance.amount == BILL
    _found(town, key, meets=True)
    town.do("fund_clerk", key, "recommend", opinion="建议垫付。")
    town.do("checker", key, "check_pass", opinion="同意。")
    town.clock.put(2026, 10, 12)
    it = town.do("approver", key, "approve", amount="12000.00", opinion="同意垫付。")
    assert (it.state, it.approved) == (FundState.APPROVED, BILL)


def test_s13_told_the_first_day_where_the_place_includes_them(town: Town) -> None:
    town.rule("non_motor_included", "true")
    case = _two_e_bikes(town)
    (victim,) = town.workbench.fund.screen(town.cast["clerk"], case).victims
    assert victim.answer is Answer.YES
    assert victim.situation is FundSituation.C2
    rows = town.workbench.fund.eligible(town.cast["fund_clerk"]).rows
    assert [row.case_id for row in rows] == [case.case.id]

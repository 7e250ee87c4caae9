"""Hit-and-run, funeral, meeting: the other ways through the fund, with the dates of S3; S2 is a journey."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import ApplicantKind, BillLine, FundKind, FundSituation, FundState
from mediation_app.domain.fund_screening import Answer
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Outcome, Treatment
from mediation_app.domain.parties import PartyRole, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.errors import NotAllowed
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories.parts import day, identity, moment, person, unit
from tests.services.fund.conftest import Desk
from tests.services.fund.test_four_eyes import refused

D = Decimal
HOSPITAL = "冠县安和医院"
HOME = "东阿县静园殡仪服务中心"


def case_with(desk: Desk, fill: Any) -> CaseFile:
    draft = desk.workbench.cases.blank(desk.cast["clerk"])
    return desk.workbench.cases.new_case(desk.cast["clerk"], fill(draft)).value


def to_approval(
    desk: Desk, key: str, at: Any, *, cut: dict[str, LineDecision] | None = None
) -> None:
    fund, clerk = desk.workbench.fund, desk.cast["fund_clerk"]
    file = fund.file(clerk, key)
    ticks = {m.code: "" for m in file.materials if m.required}
    fund.tick_materials(clerk, key, ticks)
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    desk.do("fund_clerk", key, "accept", complete_on=at)
    chosen = {
        line.id: (cut or {}).get(line.name, LineDecision(approved=line.amount))
        for line in file.bill_lines
    }
    fund.decide_lines(clerk, key, chosen)
    fund.suggest_findings(clerk, key)
    desk.do("fund_clerk", key, "recommend")
    desk.do("checker", key, "check_pass")


def s2(draft: CaseFile) -> CaseFile:
    key = draft.case.id
    victim = person(
        key,
        1,
        "王翠英",
        Side.APPLICANT,
        PartyRole.VICTIM,
        PartyRole.PEDESTRIAN,
        id_number=identity("372526", "19610405", 428),
        phone="13561290447",
    )
    hospital = unit(
        key,
        2,
        HOSPITAL,
        Side.HELPER,
        PartyRole.HOSPITAL,
        phone="0635-5231188",
        account_name=HOSPITAL,
        account_bank="中国建设银行冠县支行",
        account_number="37050188410800000123",
    )
    injury = Injury(
        id=new_id(), case_id=key, party_id=victim.id, rescue_started_at=moment(2, 13, 22, 30)
    )
    stay = Treatment(
        id=new_id(),
        case_id=key,
        injury_id=injury.id,
        hospital=HOSPITAL,
        hospital_party_id=hospital.id,
        amount=D("132800.00"),
        unpaid=D("127800.00"),
    )
    accident = replace(
        draft.accident,
        occurred_at=moment(2, 13, 21, 40),
        place="冠县建设路与和平路路口",
        hit_and_run=True,
        handled_on=day(2, 13),
        police_case_number="371525120260213001",
        injured=1,
    )
    return replace(
        draft,
        case=replace(draft.case, requested_on=None),
        accidents=(accident,),
        parties=(victim, hospital),
        injuries=(injury,),
        treatments=(stay,),
    )


def fled(desk: Desk) -> str:
    """S2 up to the approver's desk."""
    desk.clock.put(2026, 2, 26, 9)
    case = case_with(desk, s2)
    assert case.case.fund_screen_result == "eligible"
    victim = desk.workbench.fund.screen(desk.cast["clerk"], case).victims[0]
    assert victim.situation is FundSituation.C3
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, victim.victim_id, FundKind.RESCUE).value
    key = file.application.id
    bill = BillLine(
        id=new_id(),
        case_id=case.case.id,
        application_id=key,
        name="抢救费用",
        amount=D("132800.00"),
        served_at=moment(2, 13, 22, 30),
    )
    application = replace(
        file.application,
        others_paid=D("5000.00"),
        notice_number="冠公交救通〔2026〕第0003号",
        notice_on=day(2, 25),
        unsettled_on=day(2, 26),
    )
    desk.workbench.fund.save(
        clerk, file, replace(file, application=application, bill_lines=(bill,))
    )
    to_approval(desk, key, day(2, 26))
    return key


def ordered(desk: Desk, key: str) -> None:
    """S2: approved on 03-02, ordered on 03-04."""
    desk.clock.put(2026, 3, 2, 9)
    desk.do("approver", key, "approve", amount="127800.00")
    desk.clock.put(2026, 3, 4, 9)
    desk.do(
        "cashier",
        key,
        "order_payment",
        payee_name=HOSPITAL,
        payee_bank="中国建设银行冠县支行",
        payee_account="37050188410800000123",
        payee_account_again="37050188410800000123",
        account_verified=True,
    )


def s3(draft: CaseFile) -> CaseFile:
    key = draft.case.id
    dead = person(
        key,
        1,
        "李长顺",
        Side.APPLICANT,
        PartyRole.VICTIM,
        PartyRole.PEDESTRIAN,
        id_number=identity("372522", "19511109", 315),
        phone="",
    )
    son = person(
        key,
        2,
        "李建新",
        Side.APPLICANT,
        PartyRole.RELATIVE,
        id_number=identity("371524", "19780214", 216),
        phone="13963509981",
        represents_id=dead.id,
        relation="父子",
        account_name="李建新",
        account_bank="中国邮政储蓄银行东阿县支行",
        account_number="6217994710025518836",
    )
    rider = person(
        key,
        3,
        "吕洪涛",
        Side.RESPONDENT,
        PartyRole.DRIVER,
        id_number=identity("371524", "19690307", 533),
        phone="15965250714",
    )
    trike = Vehicle(
        id=new_id(),
        case_id=key,
        position=1,
        kind=VehicleKind.OTHER_NON_MOTOR,
        driver_id=rider.id,
        owner_id=rider.id,
        appraised_motor=True,
        appraisal_number="聊正和司鉴〔2026〕车鉴字第118号",
    )
    none = Policy(
        id=new_id(),
        case_id=key,
        vehicle_id=trike.id,
        kind=PolicyKind.COMPULSORY,
        none_found=True,
        query_proof="交强险信息平台查询结果",
    )
    injury = Injury(
        id=new_id(),
        case_id=key,
        party_id=dead.id,
        outcome=Outcome.DEAD,
        died_at=moment(4, 28, 6, 10),
        body_notice_number="东阿公交尸通〔2026〕第0007号",
        body_notice_on=day(4, 29),
    )
    accident = replace(
        draft.accident,
        occurred_at=moment(4, 26, 17, 25),
        place="东阿县姜楼镇驻地",
        deaths=1,
        handled_on=day(4, 26),
        police_case_number="371524120260426003",
    )
    return replace(
        draft,
        case=replace(draft.case, requested_on=None),
        accidents=(accident,),
        parties=(dead, son, rider),
        vehicles=(trike,),
        policies=(none,),
        injuries=(injury,),
    )


FUNERAL = (
    ("遗体接运", "800.00"),
    ("遗体存放", "1260.00"),
    ("火化", "1050.00"),
    ("骨灰寄存", "600.00"),
    ("安葬", "6000.00"),
    ("骨灰盒", "3800.00"),
)


def funeral(desk: Desk) -> str:
    desk.clock.put(2026, 4, 28, 9)
    desk.workbench.ledger.opening(desk.cast["cashier"], D("500000.00"), day(4, 28))
    desk.clock.put(2026, 4, 30, 9)
    case = case_with(desk, s3)
    victim = desk.workbench.fund.screen(desk.cast["clerk"], case).victims[0]
    assert victim.answer is Answer.YES
    assert victim.kinds == (FundKind.FUNERAL,)
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, victim.victim_id, FundKind.FUNERAL).value
    assert file.application.applicant_kind is ApplicantKind.RELATIVE
    assert file.application.applicant_name == "李建新"
    lines = tuple(
        BillLine(
            id=new_id(),
            case_id=case.case.id,
            application_id=file.application.id,
            position=place,
            name=name,
            amount=D(amount),
        )
        for place, (name, amount) in enumerate(FUNERAL, start=1)
    )
    application = replace(file.application, claimed=D("13510.00"))
    desk.workbench.fund.save(clerk, file, replace(file, application=application, bill_lines=lines))
    urn = LineDecision(approved=D("0.00"), reduction_code="K01", rescue=False)
    to_approval(desk, file.application.id, day(4, 30), cut={"骨灰盒": urn})
    return file.application.id


def test_s3_funeral_at_labour_day(either_desk: Desk) -> None:
    desk = either_desk
    key = funeral(desk)
    application = desk.workbench.fund.file(desk.cast["clerk"], key).application
    assert application.situation is FundSituation.C2
    assert application.decide_due == day(5, 8)
    assert application.proposed == D("9710.00")
    desk.clock.put(2026, 5, 6, 9)
    approved = desk.do("approver", key, "approve", amount="9710.00").application
    # no notice of the police is needed, and no two days on top
    assert approved.pay_due == day(5, 8)


def test_a_funeral_is_paid_to_the_relative_who_applied_or_to_the_home(desk: Desk) -> None:
    key = funeral(desk)
    desk.clock.put(2026, 5, 6, 9)
    desk.do("approver", key, "approve", amount="9710.00")
    account = {
        "payee_name": "李建新",
        "payee_bank": "中国邮政储蓄银行东阿县支行",
        "payee_account": "6217994710025518836",
        "payee_account_again": "6217994710025518836",
        "account_verified": True,
    }
    stranger = account | {"payee_name": "吕洪涛"}
    cashier = desk.cast["cashier"]
    assert refused(desk, cashier, key, "order_payment", **stranger) == {"fund.payee_name"}
    assert desk.do("cashier", key, "order_payment", **account).application.state is FundState.TO_PAY


def test_a_funeral_needs_its_papers(desk: Desk) -> None:
    desk.clock.put(2026, 4, 30, 9)
    case = case_with(desk, s3)
    victim = case.parties[0]
    file = desk.workbench.fund.start(
        desk.cast["fund_clerk"], case.case.id, victim.id, FundKind.FUNERAL
    ).value
    required = {m.code for m in file.materials if m.required}
    assert {"death_certificate", "body_notice", "kinship", "promise", "payee_account"} <= required
    assert "bill" not in {m.code for m in file.materials}


def test_a_meeting_decides_with_minutes_and_quorum(at: Any) -> None:
    desk, key = at("recommended")
    desk.do("checker", key, "check_to_meeting", opinion="金额较大，报会审")
    approver = desk.cast["approver"]
    codes = refused(desk, approver, key, "approve", amount="57160.00")
    assert codes == {"workflow.fact_missing"}
    minutes = {
        "amount": "57160.00",
        "meeting_number": "会审纪要〔2026〕2号",
        "members": "孙立、周航、吴敏",
    }
    assert refused(desk, approver, key, "approve", quorum=False, **minutes) == {
        "fund.must_be_yes_quorum"
    }
    done = desk.do("approver", key, "approve", quorum=True, **minutes).application
    assert done.meeting_number == "会审纪要〔2026〕2号"


@pytest.mark.parametrize("above", [D("57159.99"), D("57160.00")])
def test_over_the_threshold_the_meeting_comes_first(at: Any, above: Decimal) -> None:
    """The threshold of the profile, frozen on the application at acceptance."""
    desk, key = at("recommended")
    with desk.workbench.context.store.write(desk.cast["admin"], "test.rules") as unit_of_work:
        from mediation_app.domain.fund import FundApplication
        from mediation_app.domain.fund_rules import FundRules

        application = unit_of_work.get(FundApplication, key)
        rules = replace(FundRules.from_json(application.frozen_rules), collective_above=above)
        unit_of_work.change(application, replace(application, frozen_rules=rules.to_json()))
        unit_of_work.commit()
    if above < D("57160.00"):
        codes = refused(desk, desk.cast["checker"], key, "check_pass")
        assert codes == {"fund.meeting_first"}
    else:
        assert desk.do("checker", key, "check_pass").application.state is FundState.APPROVAL


def test_two_cashiers_at_once_do_not_overdraw_the_fund(either_desk: Desk) -> None:
    """130,000.00 pay either of two orders, never both, even confirmed in the same moment."""
    desk = either_desk
    desk.clock.put(2026, 2, 13, 9)
    desk.workbench.ledger.opening(desk.cast["cashier"], D("130000.00"), day(2, 13))
    first = fled(desk)
    ordered(desk, first)
    second = desk.ordered()
    on = day(10, 14)
    errors: list[NotAllowed] = []
    start = threading.Barrier(2)

    def confirm(key: str) -> None:
        start.wait()
        facts = {"bank_serial": f"T{key}", "late_reason": "等待到账"}
        try:
            desk.workbench.fund.perform(desk.cast["cashier2"], key, "confirm_paid", on, facts)
        except NotAllowed as trouble:
            errors.append(trouble)

    threads = [threading.Thread(target=confirm, args=(key,)) for key in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [{r.code for r in e.reasons} for e in errors] == [{"fund.balance_small"}]
    states = [
        desk.workbench.fund.file(desk.cast["clerk"], key).application.state
        for key in (first, second)
    ]
    assert sorted(states) == [FundState.PAID, FundState.TO_PAY]
    balance = desk.workbench.ledger.balance(desk.cast["cashier"])
    assert balance in (D("2200.00"), D("72840.00"))
    serials = [line.entry.serial for line in desk.workbench.ledger.entries(desk.cast["cashier"])]
    assert serials == [1, 2]  # no number was lost by the one that failed

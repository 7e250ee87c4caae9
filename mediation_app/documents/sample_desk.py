"""The invented case at the fund's desk: a funeral, need, materials, a request, an inquiry."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from mediation_app.clock import CHINA
from mediation_app.documents.context import Scene
from mediation_app.domain.cases import MediationState, StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import ApplicantKind, BillLine, FundApplication, FundKind, Material
from mediation_app.domain.losses import Outcome
from mediation_app.domain.parties import Party, PartyKind
from mediation_app.domain.sessions import Session

INSURER = "样例财产保险股份有限公司样例支公司"


def money(text: str) -> Decimal:
    """A sum in yuan."""
    return Decimal(text)


def step_of(event: str, on: date, subject: str, process: str, **facts: object) -> StepTaken:
    """A step that was taken, with its facts as they are kept."""
    note = str(facts.pop("note", ""))
    return StepTaken(
        id=f"sample-{event}",
        case_id="",
        subject_id=subject,
        process=process,
        event=event,
        source="",
        target="",
        occurred_on=on,
        person_id="p3",
        person_name="何静",
        note=note,
        facts=json.dumps(facts, ensure_ascii=False),
    )


def _of_family(application: FundApplication) -> FundApplication:
    return replace(
        application,
        applicant_kind=ApplicantKind.RELATIVE,
        applicant_name="许兰",
        applicant_id_number="371524198907120028",
        applicant_phone="13911112222",
        applicant_relation="配偶",
        medical_insurance="未参保",
    )


def in_need(first: Scene) -> Scene:
    """The family asks for the hardship grant."""
    application = replace(
        _of_family(first.file.funds[0].application),
        kind=FundKind.HARDSHIP,
        claimed=money("20000.00"),
    )
    fund = FundFile(application=application)
    return replace(first, file=replace(first.file, funds=(fund,)), fund=fund, payment=None)


def buried(first: Scene) -> Scene:
    """The victim died; his wife asks for the costs of the funeral."""
    case_id, own = first.file.case.id, first.file.funds[0]
    application = replace(
        _of_family(own.application), kind=FundKind.FUNERAL, claimed=money("7850.00")
    )
    services = (("遗体接运", "800.00", 1), ("火化", "1050.00", 1), ("安葬", "6000.00", 1))
    lines = tuple(
        BillLine(
            id=f"f{n}",
            case_id=case_id,
            application_id=application.id,
            position=n,
            name=name,
            unit_price=money(price),
            quantity=times,
            amount=money(price) * times,
        )
        for n, (name, price, times) in enumerate(services, 1)
    )
    injury = replace(
        first.file.injuries[0],
        outcome=Outcome.DEAD,
        died_at=datetime(2026, 8, 19, 4, 10, tzinfo=CHINA),
        death_cause="失血性休克",
        body_notice_number="样公交尸通字〔2026〕第0009号",
        body_notice_on=date(2026, 8, 20),
    )
    home = Party(
        id="sample-home",
        case_id=case_id,
        position=9,
        kind=PartyKind.ORGANISATION,
        roles=("funeral_home",),
        name="样例县殡仪馆",
    )
    booked = Session(
        id="sample-booked",
        case_id=case_id,
        position=2,
        starts_at=datetime(2026, 11, 27, 9, 0, tzinfo=CHINA),
        place="样例县联合调解窗口",
    )
    fund = FundFile(application=application, bill_lines=lines)
    file = replace(
        first.file,
        case=replace(first.file.case, state=MediationState.FAILED),
        parties=(*first.file.parties, home),
        injuries=(injury,),
        sessions=(*first.file.sessions, booked),
        funds=(fund,),
    )
    return replace(first, file=file, fund=fund, payment=None, sums=None)


def asked(first: Scene) -> Scene:
    """What was handed in, what was asked for, and costs after the seven days."""
    case_id, own = first.file.case.id, first.file.funds[0]
    names = (
        ("application_form", "申请表（书）", 2),
        ("records", "病历、抢救记录（加盖印章）", 4),
        ("bill", "抢救费用清单（加盖印章）", 6),
    )
    materials = tuple(
        Material(
            id=f"m{n}",
            case_id=case_id,
            application_id=own.application.id,
            position=n,
            code=code,
            name=name,
            present=True,
            original=n == 1,
            pages=pages,
            note="已核对" if n == 1 else "",
        )
        for n, (code, name, pages) in enumerate(names, 1)
    )
    late = tuple(
        replace(line, in_window=False, code="220500031", insurance_class="乙类") if n == 0 else line
        for n, line in enumerate(own.bill_lines)
    )
    fund = replace(
        own,
        application=replace(_of_family(own.application), created_by="p1"),
        bill_lines=late,
        materials=materials,
    )
    asked = step_of(
        "ask_supplement",
        date(2026, 8, 24),
        own.application.id,
        "fund",
        number="样道救补〔2026〕第0002号",
        missing=["B07", "B09"],
        referral="邻县救助基金服务站",
        note="垫付通知书可以由公安机关交通管理部门直接送达。",
    )
    steps = (replace(asked, id="sample-not", event="not_accept"), asked)
    return replace(
        first, file=replace(first.file, funds=(fund,), steps=steps), fund=fund, step=asked
    )


def inquired(first: Scene) -> Scene:
    """The insurer is asked what it has paid."""
    step = step_of(
        "inquire",
        date(2026, 8, 25),
        first.file.funds[0].application.id,
        "fund",
        number="样道救函〔2026〕第0004号",
        addressee=INSURER,
        question="交强险医疗费用责任限额的支付情况，包括日期、金额和收款单位。\n"
        "是否另有商业保险预付或者垫付的抢救费用。",
    )
    return replace(first, file=replace(first.file, steps=(step,)), step=step)

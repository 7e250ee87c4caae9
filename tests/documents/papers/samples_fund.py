"""The case of S9 as the papers of the fund's intake need it: funeral, late rescue, inquiry …"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mediation_app.documents.context import Scene
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import ApplicantKind, BillLine, FundKind, FundState, Material
from mediation_app.domain.losses import Outcome
from mediation_app.domain.parties import Party, PartyKind
from tests.documents.papers.cast import CASE, at, money
from tests.documents.papers.samples import case_s9, fund_s1, of_family, scene, with_fund

TERMS = {
    "review_days": 3,
    "pay_days": 2,
    "funeral_days": 3,
    "supplement_days": 10,
    "inquiry_days": 2,
}
REASONS = {
    "N04": "事故地点不在本辖区",
    "B04": "交警垫付通知书",
    "B07": "费用清单",
    "B09": "收款账户证明",
}
MATERIALS = (
    ("application_form", "申请表（书）", True, True),
    ("police_notice", "垫付通知书（公安交管）", False, False),
    ("victim_id", "受害人身份证件，或身份不明证明", True, False),
    ("unit_authority", "单位授权及经办人身份证件", True, True),
    ("records", "病历、抢救记录（加盖印章）", True, False),
    ("bill", "抢救费用清单（加盖印章）", True, True),
    ("unpaid_balance", "未结算余额证明", False, True),
)


def step(event: str, day: date, **facts: object) -> StepTaken:
    """A step of the application, with its facts as they are kept."""
    return StepTaken(
        id=f"z-{event}",
        case_id=CASE,
        subject_id="f1",
        process="fund",
        event=event,
        source="",
        target="",
        occurred_on=day,
        person_id="p3",
        person_name="赵红",
        note=str(facts.pop("note", "")),
        facts=json.dumps(facts, ensure_ascii=False),
    )


def asked() -> StepTaken:
    """E03: the one-time list of S6."""
    return step(
        "ask_supplement",
        date(2026, 10, 10),
        number="东道救补〔2026〕第0003号",
        missing=["B07", "B09", "B04"],
        note="垫付通知书可以由公安机关交通管理部门直接送达。",
    )


def inquired() -> StepTaken:
    """E08: the insurer is asked about its payment."""
    return step(
        "inquire",
        date(2026, 10, 12),
        number="东道救函〔2026〕第0006号",
        addressee="泰和财产保险股份有限公司东阿支公司",
        question="鲁P3K567号小型轿车交强险医疗费用责任限额的支付情况，包括日期、金额和收款单位。\n"
        "是否另有商业保险预付或者垫付的抢救费用。",
    )


def with_materials() -> FundFile:
    """The application with what was handed in."""
    rows = tuple(
        Material(
            id=f"h{n}",
            case_id=CASE,
            application_id="f1",
            position=n,
            code=code,
            name=name,
            required=code != "police_notice",
            present=present,
            original=original,
            pages=n * 2 if present else None,
            note="可以后补" if code == "police_notice" else "",
        )
        for n, (code, name, present, original) in enumerate(MATERIALS, 1)
    )
    fund = fund_s1()
    return replace(fund, materials=rows, application=replace(fund.application, created_by="p1"))


def late() -> FundFile:
    """The rescue went on for two days after the seven."""
    fund = fund_s1()
    lines = tuple(
        replace(line, served_at=at(10, 8, 9, 30), in_window=False) if line.id == "b4" else line
        for line in fund.bill_lines
    )
    return replace(
        fund,
        bill_lines=lines,
        application=replace(
            fund.application,
            rescue_ended_at=at(10, 8, 18),
            over_window_reason="术后第6日再次出现颅内压增高、意识障碍加深，经复查CT提示迟发性血肿，"
            "需继续重症监护和呼吸机支持，停止处理将危及生命。",
        ),
    )


def funeral() -> CaseFile:
    """S3: the victim died, his wife applies for the funeral."""
    file = case_s9()
    application = replace(
        fund_s1().application,
        kind=FundKind.FUNERAL,
        state=FundState.SUBMITTED,
        applicant_kind=ApplicantKind.RELATIVE,
        applicant_name="王芳",
        applicant_id_number="372522196806152045",
        applicant_phone="13911112222",
        applicant_relation="配偶",
        claimed=money("9710.00"),
        others_paid=money("0.00"),
        others_paid_note="",
        payee_name="王芳",
        payee_bank="中国农业银行东阿支行",
        payee_account="6228480000099990001",
    )
    services = (
        ("遗体接运", "800.00", 1),
        ("遗体存放", "180.00", 7),
        ("火化", "1050.00", 1),
        ("骨灰寄存", "600.00", 1),
        ("安葬", "6000.00", 1),
    )
    lines = tuple(
        BillLine(
            id=f"b{n}",
            case_id=CASE,
            application_id="f1",
            position=n,
            name=name,
            unit_price=money(price),
            quantity=times,
            amount=money(price) * times,
        )
        for n, (name, price, times) in enumerate(services, 1)
    )
    home = Party(
        id="h1",
        case_id=CASE,
        position=9,
        kind=PartyKind.ORGANISATION,
        roles=("funeral_home",),
        name="东阿县殡仪馆",
    )
    injury = replace(
        file.injuries[0],
        outcome=Outcome.DEAD,
        died_at=at(10, 6, 3, 40),
        death_cause="重型颅脑损伤",
        body_notice_number="东公交尸通字〔2026〕第0011号",
        body_notice_on=date(2026, 10, 7),
    )
    return replace(
        file,
        parties=(*file.parties, home),
        injuries=(injury,),
        funds=(FundFile(application=application, bill_lines=lines),),
    )


def hardship() -> CaseFile:
    """The family asks for the hardship grant."""
    fund = of_family()
    application = replace(
        fund.application,
        kind=FundKind.HARDSHIP,
        claimed=money("20000.00"),
        payee_name="张国强",
        payee_bank="中国农业银行东阿支行",
        payee_account="6228480000012345678",
    )
    return with_fund(FundFile(application=application))


def not_accepted() -> CaseFile:
    """E06: the accident happened elsewhere."""
    fund = fund_s1()
    application = replace(
        fund.application,
        state=FundState.NOT_ACCEPTED,
        refusal_codes=("N04",),
        refusal_facts="事故发生在茌平区，由该区公安机关交通管理部门处理，不属于本单位受理范围。",
        decided_on=date(2026, 10, 12),
        decision_number="东道救不受〔2026〕第0001号",
        approved=money("0.00"),
    )
    told = step("not_accept", date(2026, 10, 12), referral="茌平区救助基金服务站")
    return replace(with_fund(FundFile(application=application)), steps=(told,))


def crowded_bill(count: int = 160) -> FundFile:
    """A bill of many pages."""
    fund = fund_s1()
    line = fund.bill_lines[0]
    lines = tuple(
        replace(
            line,
            id=f"b{n}",
            position=n,
            code=f"2205{n:05d}",
            served_at=at(9, 30, 8, n % 60),
            name=f"第{n}项 重症监护病房一次性使用无菌引流导管及附件" if n % 3 else f"第{n}项 吸氧",
            unit_price=Decimal("21.50"),
            quantity=n,
            amount=Decimal("21.50") * n,
            approved=Decimal("21.50") * n,
            insurance_class="甲乙丙"[n % 3] + "类",
        )
        for n in range(1, count + 1)
    )
    return replace(fund, bill_lines=lines)


def _with(**subject: object) -> Callable[[str], Scene]:
    def make(code: str) -> Scene:
        return scene(code, **subject)

    return make


def _of_fund(make: Callable[[], FundFile]) -> Callable[[str], Scene]:
    return lambda code: scene(code, with_fund(make()), payment=None)


def _of_file(make: Callable[[], CaseFile]) -> Callable[[str], Scene]:
    return lambda code: scene(code, make(), payment=None)


# The scene that a paper of the fund's intake is usually made in, by its code.
SCENES: Mapping[str, Callable[[str], Scene]] = {
    "fund_materials_receipt": _of_fund(with_materials),
    "fund_over_window": _of_fund(late),
    "fund_application_funeral": _of_file(funeral),
    "fund_application_hardship": _of_file(hardship),
    "fund_not_accepted": _of_file(not_accepted),
    "fund_supplement_notice": _with(step=asked()),
    "fund_inquiry": _with(step=inquired()),
    "fund_inquiry_reply": _with(step=inquired()),
}


def scene_of(code: str) -> Scene | None:
    """The scene of a paper, with the words of the profile; None for other papers."""
    make = SCENES.get(code)
    if make is None:
        return None
    found = make(code)
    known = {**found.wording.reasons, **REASONS}
    switches = frozenset({"hardship_enabled"} if code == "fund_application_hardship" else ())
    wording = replace(found.wording, terms=TERMS, reasons=known, switches=switches)
    return replace(found, wording=wording)

"""S2 with S7: a hit-and-run at the Spring Festival, paid by the fund, solved, paid back by rates.

东阿县, 2026-02-13 to 2026-11-09. The fund advances 127,800.00 to the hospital; nobody knows who to
ask until the police find the driver in May. His insurer pays 18,000.00, he promises the rest in
twelve rates of 9,150.00 and falls behind in October.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.recovery import DebtorBasis, DebtorShare
from mediation_app.services.fund_drafts import LineDecision
from mediation_app.services.stories import letters as out
from mediation_app.services.stories import s2_people as who
from mediation_app.services.stories.fund_acts import order_payment
from mediation_app.services.stories.parts import day
from mediation_app.services.stories.s4 import findings_of

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.clock import SetClock
    from mediation_app.services.stories.cast import Cast

ADVANCE = Decimal("127800.00")
FROM_INSURER = Decimal("18000.00")
RATES = 12
OPENING = Decimal("1280000.00")
_ALSO_THERE = ("police_notice", "situation_proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the story leaves behind."""

    case_id: str
    application_id: str
    recovery_id: str


def play(
    workbench: Workbench, clock: SetClock, cast: Cast, letters: out.Letters = out.none
) -> Told:
    """The whole story; the clock stands at 2026-11-09 afterwards."""
    told = play_fund(workbench, clock, cast, letters)
    play_recovery(workbench, clock, cast, told)
    return told


# S2: the fund -------------------------------------------------------------------------------------


def play_fund(
    workbench: Workbench, clock: SetClock, cast: Cast, letters: out.Letters = out.none
) -> Told:
    """From registration to payment; the recovery rests while nobody knows the driver (S2)."""
    if not workbench.ledger.entries(cast["cashier"]):
        clock.put(2026, 2, 12, 9, 0)
        workbench.ledger.opening(cast["cashier"], OPENING, day(2, 12))
    clock.put(2026, 2, 14, 9, 40)
    case = register(workbench, cast)
    clock.put(2026, 2, 24, 16, 10)
    case = workbench.cases.save(cast["clerk"], case, who.hospital_account(case)).value
    clock.put(2026, 2, 26, 10, 0)
    key = apply(workbench, cast, case).application.id
    letters(workbench, cast["fund_clerk"], case.case.id, ("fund_notice",))
    clock.put(2026, 2, 27, 11, 0)
    review(workbench, cast, key)
    clock.put(2026, 2, 28, 9, 30)
    workbench.fund.perform(
        cast["checker"],
        key,
        "check_pass",
        day(2, 28),
        {"opinion": "清单、抢救时限和计算已复核，同意报审批。"},
    )
    clock.put(2026, 3, 2, 9, 10)
    decide(workbench, cast, key)
    clock.put(2026, 3, 3, 10, 0)
    order(workbench, cast, key)
    clock.put(2026, 3, 4, 15, 0)
    paid = workbench.fund.perform(
        cast["cashier2"], key, "confirm_paid", day(3, 4), {"bank_serial": "2026030400228817"}
    ).value
    assert paid.recovery is not None
    clock.put(2026, 3, 5, 9, 0)
    _recovering(
        workbench,
        cast,
        paid.recovery.id,
        "hold",
        (3, 5),
        certificate=True,
        note="东阿县公安局交通管理大队 2026-03-05 证明：逃逸案件正在侦办，肇事车辆和驾驶人尚未查明。",
    )
    return Told(case_id=case.case.id, application_id=key, recovery_id=paid.recovery.id)


def register(workbench: Workbench, cast: Cast) -> CaseFile:
    """The window clerk enters what the police transferred on Saturday 02-14, a working day."""
    draft = workbench.cases.blank(cast["clerk"])
    return workbench.cases.new_case(cast["clerk"], who.fill(draft)).value


def apply(workbench: Workbench, cast: Cast, case: CaseFile) -> FundFile:
    """The hospital applies on 02-26; everything is complete."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    victim = case.parties_with(PartyRole.VICTIM)[0]
    file = fund.start(clerk, case.case.id, victim.id, FundKind.RESCUE, channel="医院").value
    application = replace(
        file.application,
        received_on=day(2, 26),
        unsettled_on=day(2, 26),
        notice_number="东阿公交救通〔2026〕第0006号",
        notice_on=day(2, 24),
    )
    file = fund.save(
        clerk, file, replace(file, application=application, bill_lines=who.bill(file))
    ).value
    key = file.application.id
    there = {m.code: "" for m in file.materials if m.required or m.code in _ALSO_THERE}
    fund.tick_materials(clerk, key, there)
    fund.perform(clerk, key, "submit", day(2, 26), {"form_signed": True, "standing_proved": True})
    return fund.perform(clerk, key, "accept", day(2, 26), {"complete_on": day(2, 26)}).value


def review(workbench: Workbench, cast: Cast, application_id: str) -> None:
    """Line by line; nothing is cut."""
    fund, clerk = workbench.fund, cast["fund_clerk"]
    file = fund.file(clerk, application_id)
    whole = {line.id: LineDecision(approved=line.amount) for line in file.bill_lines}
    file = fund.decide_lines(clerk, application_id, whole).value
    rows = (
        ("situation", True, "C3：机动车肇事后逃逸，公安机关立案材料在卷", ""),
        ("genuine", True, f"清单 {len(file.bill_lines)} 行逐行核对，与病历和收费标准一致", ""),
        ("other", True, "抢救在 7 日内；家属已付 5,000.00 元；未见重复申请", ""),
    )
    fund.save(clerk, file, replace(file, findings=findings_of(file, rows, clerk.person_id)))
    fund.perform(
        clerk,
        application_id,
        "recommend",
        day(2, 27),
        {
            "opinion": "符合第三种情形，抢救费用 132,800.00 元，家属已付 5,000.00 元，建议垫付 127,800.00 元。"
        },
    )


def decide(workbench: Workbench, cast: Cast, application_id: str) -> None:
    """The approver consents on Monday 03-02, the last day of the term."""
    fund = workbench.fund
    fund.perform(
        cast["approver"],
        application_id,
        "approve",
        day(3, 2),
        {"amount": ADVANCE, "opinion": "同意垫付。"},
    )
    fund.perform(
        cast["fund_clerk"],
        application_id,
        "serve",
        day(3, 2),
        {"served_on": day(3, 2), "served_how": "直接送达", "served_to": f"{who.HOSPITAL}医保办"},
    )


def order(workbench: Workbench, cast: Cast, application_id: str) -> FundFile:
    """The cashier makes the payment order to the hospital's account."""
    return order_payment(workbench, cast, application_id, day(3, 3))


# S7: solved, told, by rates -----------------------------------------------------------------------


def play_recovery(workbench: Workbench, clock: SetClock, cast: Cast, told: Told) -> None:
    """From the police's letter to the second demand (S7)."""
    clock.put(2026, 5, 25, 9, 30)
    name_debtors(workbench, cast, told)
    _recovering(
        workbench,
        cast,
        told.recovery_id,
        "tell",
        (5, 25),
        served_how="直接送达驾驶人，邮寄送达保险公司",
        told=f"{who.DRIVER}、{who.INSURER}",
        proof="送达回证、邮寄回执 EMS1177209951034",
    )
    clock.put(2026, 6, 30, 10, 30)
    _came(workbench, cast, told, FROM_INSURER, (6, 30), "2026063000571126", who.INSURER)
    clock.put(2026, 7, 6, 9, 0)
    workbench.recovery.plan(cast["recovery"], told.recovery_id, count=RATES, first_on=day(8, 5))
    _recovering(
        workbench,
        cast,
        told.recovery_id,
        "agree",
        (7, 6),
        debtor_checked=True,
        note="宋朝阳到场签订还款协议，分十二期偿还；连续两期未还的，全部到期。",
    )
    for month, number, amount, serial in (
        (8, 5, "9150.00", "2026080500331209"),
        (9, 7, "9150.00", "2026090700412286"),
        (10, 8, "5000.00", "2026100800118420"),
    ):
        clock.put(2026, month, number, 11, 0)
        _came(workbench, cast, told, Decimal(amount), (month, number), serial, who.DRIVER)
    clock.put(2026, 10, 9, 9, 0)
    workbench.recovery.sweep(cast["recovery"])  # instalment 3 is 4,150.00 short: overdue by itself
    for month, number in ((10, 12), (11, 9)):
        clock.put(2026, month, number, 9, 30)
        _recovering(
            workbench,
            cast,
            told.recovery_id,
            "demand",
            (month, number),
            served_how="直接送达",
        )


def name_debtors(workbench: Workbench, cast: Cast, told: Told) -> None:
    """The police's letter of 05-22: the clerk enters who it was, the officer names the debtors."""
    clerk = cast["clerk"]
    case = workbench.cases.file(clerk, told.case_id)
    case = workbench.cases.save(clerk, case, who.solved(case)).value
    driver = case.parties_with(PartyRole.DRIVER)[0]
    insurer = case.parties_with(PartyRole.INSURER_COMPULSORY)[0]
    rows = (
        (DebtorBasis.LIABLE, driver, ADVANCE),
        (DebtorBasis.INSURER, insurer, FROM_INSURER),
    )
    shares = [
        DebtorShare(
            id=new_id(),
            case_id=told.case_id,
            recovery_id=told.recovery_id,
            position=place,
            basis=basis,
            party_id=party.id,
            name=party.name,
            amount=amount,
            joint=True,
        )
        for place, (basis, party, amount) in enumerate(rows, start=1)
    ]
    workbench.recovery.set_shares(cast["recovery"], told.recovery_id, shares)


def _recovering(
    workbench: Workbench, cast: Cast, key: str, event: str, on: tuple[int, int], **facts: Any
) -> None:
    workbench.recovery.perform(cast["recovery"], key, event, day(*on), facts)


def _came(
    workbench: Workbench,
    cast: Cast,
    told: Told,
    amount: Decimal,
    on: tuple[int, int],
    serial: str,
    payer: str,
) -> None:
    workbench.recovery.receive(
        cast["cashier"],
        told.recovery_id,
        amount,
        day(*on),
        bank_serial=serial,
        payer_name=payer,
    )

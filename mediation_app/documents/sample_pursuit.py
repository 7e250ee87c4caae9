"""What the first scenes of the invented case leave out: recovery, funeral, inquiry, evidence, return.

Each scene here is the same case further on or turned out otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mediation_app.documents.context import Scene
from mediation_app.documents.context.pursuit import Pursuit
from mediation_app.documents.sample_desk import (
    INSURER,
    asked,
    buried,
    in_need,
    inquired,
    money,
    step_of,
)
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund_report import (
    DecidedRow,
    Ever,
    FundReport,
    PaidRow,
    ReceiptRow,
    SpanRows,
    report,
)
from mediation_app.domain.losses import Outcome, Prepaid
from mediation_app.domain.papers import Attachment, Paper
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)

_OFFICER, _RECEIVER = "p1", "p6"


def more_scenes(first: Scene) -> tuple[Scene, ...]:
    """The scenes that fill what ``first`` leaves out."""
    return (
        _recovering(first),
        _written_off(first),
        buried(first),
        asked(first),
        inquired(first),
        in_need(first),
        replace(first, report=_figures()),
    )


# Recovery ---------------------------------------------------------------------------------------


def _plan(fund: FundFile, case_id: str) -> FundFile:
    """Three instalments, the first paid; the driver and the insurer owe."""
    recovery = replace(
        fund.recoveries[0],
        number="样道救追〔2026〕第0003号",
        state=RecoveryState.OVERDUE,
        recovered=money("4200.00"),
        limitation_on=date(2029, 9, 10),
        officer_id=_OFFICER,
        receiver_id=_RECEIVER,
    )
    debtors = (
        (DebtorBasis.LIABLE, "d1", "高远", "12600.00"),
        (DebtorBasis.INSURER, "i1", INSURER, "12600.00"),
    )
    return replace(
        fund,
        recoveries=(recovery,),
        debtor_shares=tuple(
            DebtorShare(
                id=f"g{n}",
                case_id=case_id,
                recovery_id=recovery.id,
                position=n,
                basis=basis,
                party_id=party,
                name=name,
                amount=money(amount),
                told_on=date(2026, 9, 3),
            )
            for n, (basis, party, name, amount) in enumerate(debtors, 1)
        ),
        repayment_rows=tuple(
            RepaymentRow(
                id=f"k{n}",
                case_id=case_id,
                recovery_id=recovery.id,
                position=n,
                due_on=date(2026, month, 9),
                amount=money("4200.00"),
            )
            for n, month in enumerate((10, 11, 12), 1)
        ),
        repayment_receipts=(
            RepaymentReceipt(
                id="h1",
                case_id=case_id,
                recovery_id=recovery.id,
                payer_name="高远",
                amount=money("4200.00"),
                received_on=date(2026, 10, 9),
                bank_serial="YL202610090007",
            ),
        ),
        recovery_actions=tuple(
            RecoveryAction(
                id=f"x{n}",
                case_id=case_id,
                recovery_id=recovery.id,
                done_on=on,
                kind=kind,
                result=result,
            )
            for n, (on, kind, result) in enumerate(
                (
                    (date(2026, 9, 3), "notice", "直接送达，高远签收"),
                    (date(2026, 11, 12), "demand", "邮寄送达"),
                ),
                1,
            )
        ),
    )


def _recovering(first: Scene) -> Scene:
    case_id, key = first.file.case.id, first.file.funds[0].recoveries[0].id
    fund = _plan(first.file.funds[0], case_id)
    steps = (
        step_of("tell", date(2026, 9, 3), key, "recovery"),
        step_of("agree", date(2026, 9, 10), key, "recovery"),
        step_of(
            "sue",
            date(2026, 11, 18),
            key,
            "recovery",
            court="样例县人民法院",
            docket="（2026）样1524民初0321号",
            claim="判令被告偿还救助基金垫付款8,400.00元，案件受理费由被告负担。",
        ),
    )
    papers = (
        (
            "fund_application_hospital",
            fund.application.id,
            "抢救费用垫付申请书（医疗机构）",
            "",
            24,
        ),
        ("fund_consent", fund.application.id, "同意垫付通知书", "样道救垫〔2026〕第0006号", 28),
        ("agreement", first.file.agreements[0].id, "人民调解协议书", first.file.case.number, 30),
    )
    filed = tuple(
        Paper(
            id=f"pp{n}",
            case_id=case_id,
            kind=kind,
            subject_id=subject,
            title=title,
            number=number,
            pages=2,
            issued_on=date(2026, 8, on),
        )
        for n, (kind, subject, title, number, on) in enumerate(papers)
    )
    twice = Prepaid(
        id="q2",
        case_id=case_id,
        payer_id="i1",
        victim_id="v1",
        amount=money("3000.00"),
        paid_on=date(2026, 9, 20),
    )
    file = replace(
        first.file,
        funds=(fund,),
        steps=steps,
        papers=filed,
        prepaid=(*first.file.prepaid, twice),
        attachments=_evidence(case_id),
    )
    pursuit = Pursuit(
        recovery=fund.recoveries[0],
        key="g1",
        debtor=fund.debtor_shares[0],
        repayment=fund.repayment_receipts[0],
        demand=1,
        insurer=file.party("i1"),
    )
    return replace(
        first,
        file=file,
        fund=fund,
        payment=fund.payments[0],
        pursuit=pursuit,
        step=steps[-1],
    )


def _written_off(first: Scene) -> Scene:
    """Never found: the fund asks to write the advance off."""
    case_id, own = first.file.case.id, first.file.funds[0]
    recovery = replace(
        own.recoveries[0],
        number="样道救追〔2026〕第0001号",
        state=RecoveryState.WRITE_OFF_ASKED,
        write_off_ground="1",
        write_off_from=date(2026, 3, 11),
        officer_id=_OFFICER,
        preparer_id=_OFFICER,
        write_off_checker_id="p4",
    )
    fund = replace(own, recoveries=(recovery,))
    key = recovery.id
    steps = (
        step_of(
            "ask_write_off",
            date(2026, 11, 11),
            key,
            "recovery",
            ground="1",
            evidence="公安机关未侦破证明1份；追偿记录3份",
        ),
        step_of("check_write_off", date(2026, 11, 16), key, "recovery", note="追偿措施属实。"),
        step_of("close", date(2026, 11, 20), key, "recovery"),
    )
    stranger = replace(
        first.file.parties[0], name="", id_number="", identity_unknown=True, birth_date=None
    )
    income = Prepaid(
        id="q3",
        case_id=case_id,
        payer_id="d1",
        victim_id="v1",
        amount=money("300000.00"),
        paid_on=date(2026, 9, 10),
        purpose="死亡赔偿金等",
    )
    file = replace(
        first.file,
        parties=(stranger, *first.file.parties[1:]),
        funds=(fund,),
        steps=steps,
        prepaid=(income,),
        injuries=tuple(replace(one, outcome=Outcome.DEAD) for one in first.file.injuries),
    )
    pursuit = Pursuit(recovery=recovery, key="v1")
    return replace(first, file=file, fund=fund, pursuit=pursuit, step=steps[0], party=stranger)


def _evidence(case_id: str) -> tuple[Attachment, ...]:
    return (
        Attachment(id="h1", case_id=case_id, kind="病历", name="出院记录.pdf", pages=3),
        Attachment(id="h2", case_id=case_id, kind="照片", name="现场照片.jpg", note="事故现场"),
    )


def _figures() -> FundReport:
    """The return of a year."""
    paid = PaidRow(
        case_id="c1",
        application_id="f1",
        victim_id="v1",
        kind="rescue",
        situation="C1",
        hospital="样例县人民医院",
        amount=money("12600.00"),
        born_on=date(1985, 3, 2),
        accident_on=date(2026, 8, 16),
        decided_on=date(2026, 8, 28),
        pay_due=date(2026, 9, 1),
        paid_on=date(2026, 8, 31),
    )
    decided = DecidedRow(
        case_id="c1",
        approved=money("12600.00"),
        codes=(),
        decided_on=date(2026, 8, 28),
        due=date(2026, 8, 31),
        from_=date(2026, 8, 24),
    )
    rows = SpanRows(
        asked=("c1", "c2"),
        accepted=("c1",),
        decided=(decided,),
        paid=(paid,),
        receipts=(ReceiptRow(case_id="c1", source="liable", amount=money("4200.00")),),
        book={"premium": money("360000.00"), "interest": money("812.40")},
    )
    ever = Ever(
        opening=money("1280000.00"),
        closing=money("1632412.40"),
        lent=money("12600.00"),
        came_back=money("4200.00"),
    )
    return report(rows, ever, date(2026, 1, 1), date(2026, 12, 31))

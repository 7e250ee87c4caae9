"""The rescue fund's part of the invented case: an application paid and one refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from mediation_app.clock import CHINA
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import (
    BillLine,
    Decision,
    Finding,
    FundApplication,
    FundSituation,
    FundState,
    Payment,
    PaymentState,
    Verdict,
)
from mediation_app.domain.recovery import Recovery

_KEY = "sample-fund"
_HOSPITAL = "样例县人民医院"
_ACCOUNT = "1611000009200054321"


def _money(text: str) -> Decimal:
    return Decimal(text)


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def sample_fund(case_id: str) -> FundFile:
    """The application of the hospital, approved with a cut, paid and being recovered."""
    application = FundApplication(
        id=_KEY,
        case_id=case_id,
        number="样道救申〔2026〕第0008号",
        state=FundState.PAID,
        situation=FundSituation.C1,
        applicant_name=_HOSPITAL,
        applicant_relation="医疗机构",
        handler_name="马晓",
        handler_phone="0635-3271200",
        victim_id="v1",
        injury_id="j1",
        hospital=_HOSPITAL,
        admission_number="2026081688",
        rescue_started_at=_at(8, 16, 8, 20),
        rescue_ended_at=_at(8, 19, 7),
        condition="左胫腓骨开放性骨折，失血性休克。\n8月19日病情平稳转普通病房。",
        claimed=_money("12900.00"),
        insurer_paid=_money("18000.00"),
        others_paid=_money("2000.00"),
        others_paid_note="家属已付",
        unsettled=_money("12900.00"),
        unsettled_on=date(2026, 8, 24),
        over_window_reason="病情危重，仍需抢救。",
        notice_number="样公交垫〔2026〕第0018号",
        notice_on=date(2026, 8, 24),
        received_on=date(2026, 8, 25),
        complete_on=date(2026, 8, 25),
        accepted_on=date(2026, 8, 25),
        decide_due=date(2026, 8, 28),
        pay_due=date(2026, 8, 31),
        first_layer=_money("18000.00"),
        eligible=_money("32600.00"),
        proposed=_money("12600.00"),
        approved=_money("12600.00"),
        decided_on=date(2026, 8, 27),
        decision_number="样道救垫〔2026〕第0006号",
        meeting_number="样道救会〔2026〕第0001号",
        payee_name=_HOSPITAL,
        payee_bank="样例银行样例支行",
        payee_account=_ACCOUNT,
        clerk_id="p3",
        checker_id="p4",
        approver_id="p5",
    )
    bill = (
        ("抢救室监护及吸氧", "9860.00", "0"),
        ("骨折复位内固定术", "22740.00", "0"),
        ("单人病房床位费", "300.00", "300.00"),
    )
    opinions = (
        ("clerk", "p3", "赵敏", "属于抢救费用超过交强险责任限额的情形，核减300.00元。", 26),
        ("checker", "p4", "孙立", "同意经办意见，材料齐全。", 26),
        ("approver", "p5", "周正", "同意。", 27),
    )
    return FundFile(
        application=application,
        bill_lines=tuple(
            BillLine(
                id=f"b{n}",
                case_id=case_id,
                application_id=_KEY,
                position=n,
                served_at=_at(8, 17, 8),
                name=name,
                unit_price=_money(amount),
                amount=_money(amount),
                decided=True,
                approved=_money(amount) - _money(cut),
                reduced=_money(cut),
                reduction_code="K06" if _money(cut) else "",
            )
            for n, (name, amount, cut) in enumerate(bill, 1)
        ),
        findings=(
            _finding(case_id, "situation", "保单和费用清单已核对。"),
            _finding(case_id, "genuine", "费用清单与病历一致。", "K06", "300.00"),
            _finding(case_id, "other", "未发现重复救助。"),
        ),
        decisions=tuple(
            Decision(
                id=f"q{n}",
                case_id=case_id,
                application_id=_KEY,
                stage=stage,
                person_id=person,
                person_name=name,
                verdict=Verdict.PASS,
                amount=_money("12600.00"),
                opinion=opinion,
                decided_on=date(2026, 8, on),
            )
            for n, (stage, person, name, opinion, on) in enumerate(opinions)
        ),
        payments=(
            Payment(
                id="y1",
                case_id=case_id,
                application_id=_KEY,
                number="样道救付〔2026〕第0005号",
                state=PaymentState.PAID,
                amount=_money("12600.00"),
                payee_name=_HOSPITAL,
                payee_bank="样例银行样例支行",
                payee_account=_ACCOUNT,
                purpose="样道救申〔2026〕第0008号 方文 抢救费用垫付",
                ordered_on=date(2026, 8, 28),
                maker_id="p6",
                maker_name="吴青",
                checker_id="p2",
                checker_name="宋建华",
                paid_on=date(2026, 8, 31),
                bank_serial="YL202608310018",
            ),
        ),
        recoveries=(
            Recovery(
                id="r1",
                case_id=case_id,
                application_id=_KEY,
                payment_id="y1",
                opening=_money("12600.00"),
                opened_on=date(2026, 8, 31),
            ),
        ),
    )


def _finding(case_id: str, head: str, note: str, code: str = "", cut: str = "0.00") -> Finding:
    return Finding(
        id=f"n-{head}",
        case_id=case_id,
        application_id=_KEY,
        head=head,
        passed=True,
        note=note,
        reason_code=code,
        reduced=_money(cut),
    )


def sample_refusal(case_id: str) -> FundFile:
    """An application that was refused: the fees lie within the compulsory insurance's limit."""
    return FundFile(
        application=FundApplication(
            id="sample-refused",
            case_id=case_id,
            number="样道救申〔2026〕第0003号",
            state=FundState.REFUSED,
            situation=FundSituation.C1,
            applicant_name=_HOSPITAL,
            victim_id="v1",
            hospital=_HOSPITAL,
            claimed=_money("15600.00"),
            unsettled=_money("15600.00"),
            rescue_started_at=_at(4, 1, 10),
            received_on=date(2026, 4, 3),
            complete_on=date(2026, 4, 3),
            refusal_codes=("N02", "N01"),
            refusal_facts="抢救费用15,600.00元，未超过交强险医疗费用责任限额18,000.00元。",
            decided_on=date(2026, 4, 9),
            decision_number="样道救垫〔2026〕第0002号",
            payee_account=_ACCOUNT,
        )
    )

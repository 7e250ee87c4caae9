"""The fund application's process (救助基金垫付) as a table: domain rules E01 to E22.

Read a row as: in these states, this event leads there, for these roles, under these guards. Rows
whose event is shared lead to different places from different states. Five seats, five people.
"""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.domain.fund import FundState as S
from mediation_app.domain.offices import Role
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow.engine import Fact, FactKind, Guard, Process, Step
from mediation_app.domain.workflow.fund_guards import SEATS, others

NEW = "new"
"""Where an application comes from: it is not there yet."""

DESK = frozenset({Role.FUND_CLERK, Role.CLERK})
CLK = frozenset({Role.FUND_CLERK})
CHK = frozenset({Role.CHECKER})
APR = frozenset({Role.APPROVER})
PAY = frozenset({Role.CASHIER})
MTG = frozenset({Role.MEETING, Role.SUPERVISOR})

# Who sat where, by event: what a person has done for this application, ever.
SEAT_OF_EVENT = {
    "create": "intake",
    "submit": "intake",
    "accept": "clerk",
    "inquire": "clerk",
    "answered": "clerk",
    "recommend": "clerk",
    "recommend_refusal": "clerk",
    "send_back": "checker",
    "check_pass": "checker",
    "check_to_meeting": "checker",
    "not_accept": "checker",
    "lapse": "checker",
    "return_to_check": "approver",
    "approve": "approver",
    "refuse": "approver",
    "order_payment": "payer",
    "reorder": "payer",
    "confirm_paid": "pay_checker",
}

OPINION = Fact(name="opinion", label="意见", kind=FactKind.NOTE, required=False)
REASON = Fact(name="opinion", label="退回理由", kind=FactKind.NOTE)
CODES = Fact(name="refusal_codes", label="不予理由", kind=FactKind.CODES, source="reasons.refusal")
TEXT = Fact(name="refusal_facts", label="查明事实和理由", kind=FactKind.NOTE)
AMOUNT = Fact(name="amount", label="批准金额", kind=FactKind.MONEY)
MINUTES = Fact(name="meeting_number", label="会审纪要号")
QUORUM = Fact(name="quorum", label="到会人数符合规定，有利害关系的已回避", kind=FactKind.YES_NO)
ACCOUNT = (
    Fact(name="payee_name", label="收款户名"),
    Fact(name="payee_bank", label="开户行"),
    Fact(name="payee_account", label="收款账号"),
    Fact(name="account_verified", label="已与账户证明核对", kind=FactKind.YES_NO),
)
SERVED = (
    Fact(name="served_on", label="送达日期", kind=FactKind.DATE),
    Fact(name="served_how", label="送达方式", required=False),
    Fact(name="served_to", label="受送达人", required=False),
)


def _row(
    event: str,
    label: str,
    sources: Sequence[str],
    target: str,
    roles: frozenset[Role],
    *guards: Guard,
    needs: Sequence[Fact] = (),
    papers: Sequence[str] = (),
    series: str = "",
    deadline: str = "",
    rests_on: str = "",
    differs: tuple[str, ...] = (),
    seat: str = "",
    primary: bool = False,
    danger: bool = False,
) -> Step:
    always: tuple[Guard, ...] = (g.not_admin, g.in_time)
    if seat:
        always += (g.unrelated, g.hands_off(seat, SEAT_OF_EVENT))
    return Step(
        event=event,
        label=label,
        sources=frozenset(sources),
        target=target,
        roles=roles,
        guards=(*always, *guards),
        needs=tuple(needs),
        papers=tuple(papers),
        number_series=series,
        deadline=deadline,
        rests_on=rests_on,
        differs_from=differs,
        takes_seat=seat,
        primary=primary,
        danger=danger,
    )


# A clerk may have typed the application in; nobody else who touched it may sit in two seats.
_CLERK = others("clerk", "intake")
_CHECKER, _APPROVER = others("checker"), others("approver")
_PAYER, _PAY_CHECKER = others("payer"), others("pay_checker")
_REORDER = ("applicant", "intake", "clerk", "checker", "approver", "payer")

STEPS: tuple[Step, ...] = (
    # E01
    _row("create", "建立申请", [NEW], S.DRAFT, DESK, g.no_duplicate, rests_on="令107号 第17条"),
    # E02
    _row(
        "submit",
        "提交申请",
        [S.DRAFT],
        S.SUBMITTED,
        DESK,
        g.form_filled,
        g.no_duplicate,
        g.said_yes("form_signed", "standing_proved"),
        needs=(
            Fact(name="form_signed", label="申请书（表）已签章", kind=FactKind.YES_NO),
            Fact(name="standing_proved", label="申请人资格已核对", kind=FactKind.YES_NO),
        ),
        papers=("fund_application_hospital", "fund_application_family", "fund_promise"),
        series="fund",
        differs=("clerk", "checker", "approver", "payer", "pay_checker"),
        primary=True,
    ),
    # E03
    _row(
        "ask_supplement",
        "一次性告知补正",
        [S.SUBMITTED],
        S.SUPPLEMENT,
        CLK,
        g.unrelated,
        needs=(
            Fact(
                name="missing",
                label="缺少或不符的材料",
                kind=FactKind.CODES,
                source="reasons.supplement",
            ),
            Fact(name="served_on", label="送达日期", kind=FactKind.DATE, required=False),
            OPINION,
        ),
        series="fund_supplement",
        deadline="receipt",
        differs=("applicant",),
    ),
    # E04
    _row(
        "supplemented",
        "补正材料收到",
        [S.SUPPLEMENT],
        S.SUBMITTED,
        DESK,
        g.missing_answered,
        needs=(
            Fact(
                name="answered",
                label="已补齐的项目",
                kind=FactKind.CODES,
                source="reasons.supplement",
            ),
            Fact(name="waived_reason", label="免予补正的理由", required=False),
        ),
        deadline="supplement",
        primary=True,
    ),
    # E05
    _row(
        "lapse",
        "逾期未补正，终止",
        [S.SUPPLEMENT],
        S.TERMINATED,
        CHK,
        g.supplement_over,
        needs=(Fact(name="reminded_on", label="催告日期", kind=FactKind.DATE), OPINION),
        differs=_CHECKER,
        seat="checker",
        danger=True,
    ),
    # E06
    _row(
        "not_accept",
        "不予受理",
        [S.SUBMITTED],
        S.NOT_ACCEPTED,
        CHK,
        g.refusal_reasoned,
        needs=(CODES, TEXT, Fact(name="referral", label="转介去向", required=False)),
        series="fund_decision",
        deadline="receipt",
        differs=_CHECKER,
        seat="checker",
        danger=True,
    ),
    # E07
    _row(
        "accept",
        "受理",
        [S.SUBMITTED],
        S.REVIEW1,
        CLK,
        g.complete,
        g.received_known,
        g.no_duplicate,
        needs=(Fact(name="complete_on", label="材料收齐日期", kind=FactKind.DATE),),
        rests_on="令107号 第18条",
        differs=_CLERK,
        seat="clerk",
        primary=True,
    ),
    # E08
    _row(
        "inquire",
        "发函核实",
        [S.REVIEW1],
        S.VERIFY,
        CLK,
        needs=(
            Fact(name="addressee", label="核实对象"),
            Fact(name="question", label="核实事项", kind=FactKind.NOTE),
        ),
        series="fund_inquiry",
        rests_on="令107号 第21条",
        differs=_CLERK,
        seat="clerk",
    ),
    _row(
        "answered",
        "核实结果收到",
        [S.VERIFY],
        S.REVIEW1,
        CLK,
        needs=(Fact(name="answer", label="核实结果", kind=FactKind.NOTE),),
        differs=_CLERK,
        seat="clerk",
        primary=True,
    ),
    # E09
    _row(
        "recommend",
        "提出垫付意见",
        [S.REVIEW1],
        S.REVIEW2,
        CLK,
        g.reviewed,
        g.findings_made,
        g.sum_known,
        g.something_to_pay,
        needs=(OPINION,),
        papers=("fund_approval_form",),
        deadline="decide",
        rests_on="令107号 第18条",
        differs=_CLERK,
        seat="clerk",
        primary=True,
    ),
    _row(
        "recommend_refusal",
        "提出不予垫付意见",
        [S.REVIEW1],
        S.REVIEW2,
        CLK,
        g.findings_made,
        g.refusal_reasoned,
        needs=(CODES, TEXT, OPINION),
        papers=("fund_approval_form",),
        deadline="decide",
        differs=_CLERK,
        seat="clerk",
    ),
    # E10
    _row(
        "send_back",
        "退回经办",
        [S.REVIEW2],
        S.REVIEW1,
        CHK,
        needs=(REASON,),
        deadline="decide",
        differs=_CHECKER,
        seat="checker",
    ),
    # E11
    _row(
        "check_pass",
        "复核同意，报审批",
        [S.REVIEW2],
        S.APPROVAL,
        CHK,
        g.below_threshold,
        needs=(OPINION,),
        deadline="decide",
        differs=_CHECKER,
        seat="checker",
        primary=True,
    ),
    _row(
        "check_to_meeting",
        "复核同意，报会审",
        [S.REVIEW2],
        S.COLLECTIVE,
        CHK,
        needs=(OPINION,),
        deadline="decide",
        differs=_CHECKER,
        seat="checker",
    ),
    # beside the table: the approver may ask the checker to look again
    _row(
        "return_to_check",
        "退回复核",
        [S.APPROVAL, S.COLLECTIVE],
        S.REVIEW2,
        APR,
        needs=(REASON,),
        deadline="decide",
        differs=_APPROVER,
        seat="approver",
    ),
    # E12
    *(
        _row(
            "refuse",
            "不予垫付",
            [source],
            S.REFUSED,
            APR,
            g.refusal_reasoned,
            g.said_yes(*(fact.name for fact in extra if fact.kind is FactKind.YES_NO)),
            needs=(*extra, CODES, TEXT, OPINION),
            papers=("fund_refusal",),
            series="fund_decision",
            deadline="decide",
            rests_on="令107号 第18条",
            differs=_APPROVER,
            seat="approver",
            danger=True,
        )
        for source, extra in ((S.APPROVAL, ()), (S.COLLECTIVE, (MINUTES, QUORUM)))
    ),
    # E13
    *(
        _row(
            "approve",
            "同意垫付",
            [source],
            S.APPROVED,
            APR,
            g.eligible,
            g.amount_fits,
            g.notice_there,
            g.no_duplicate,
            g.said_yes(*(fact.name for fact in extra if fact.kind is FactKind.YES_NO)),
            needs=(*extra, AMOUNT, OPINION),
            papers=("fund_approval_form", "fund_consent"),
            series="fund_decision",
            deadline="decide",
            rests_on="令107号 第18条",
            differs=_APPROVER,
            seat="approver",
            primary=True,
        )
        for source, extra in ((S.APPROVAL, ()), (S.COLLECTIVE, (MINUTES, QUORUM)))
    ),
    # E14
    _row(
        "order_payment",
        "制作拨付单",
        [S.APPROVED],
        S.TO_PAY,
        PAY,
        g.payee_right,
        g.no_duplicate,
        g.said_yes("account_verified"),
        needs=ACCOUNT,
        papers=("fund_payment",),
        series="fund_payment",
        deadline="pay",
        differs=_PAYER,
        seat="payer",
        primary=True,
    ),
    # E15
    _row(
        "confirm_paid",
        "确认到账",
        [S.TO_PAY],
        S.PAID,
        PAY,
        g.balance_enough,
        g.serial_new,
        needs=(Fact(name="bank_serial", label="银行流水号"),),
        papers=("fund_payment",),
        deadline="pay",
        rests_on="令107号 第18条",
        differs=_PAY_CHECKER,
        seat="pay_checker",
        primary=True,
    ),
    # E16
    _row(
        "bank_return",
        "登记退票",
        [S.TO_PAY],
        S.PAY_FAILED,
        PAY,
        needs=(Fact(name="return_code", label="退票原因"),),
        differs=("applicant", "intake", "clerk", "checker", "approver"),
    ),
    _row(
        "reorder",
        "重新制作拨付单",
        [S.PAY_FAILED],
        S.TO_PAY,
        PAY,
        g.payee_right,
        g.said_yes("account_verified"),
        needs=ACCOUNT,
        papers=("fund_payment",),
        series="fund_payment",
        deadline="pay",
        differs=_REORDER,
        seat="payer",
        primary=True,
    ),
    # E17
    Step(
        event="open_recovery",
        label="转入追偿",
        sources=frozenset({S.PAID}),
        target=S.PAID,
        roles=frozenset(),
        number_series="recovery",
        rests_on="令107号 第四章",
        automatic=True,
    ),
    # E18
    _row(
        "object",
        "登记异议",
        [S.REFUSED, S.APPROVED],
        S.DISPUTE,
        DESK,
        g.objection_open,
        needs=(
            Fact(name="objector", label="异议人"),
            Fact(name="objection", label="异议内容", kind=FactKind.NOTE),
        ),
        deadline="objection",
    ),
    # E19
    _row(
        "reopen",
        "协调后重新复核",
        [S.DISPUTE],
        S.REVIEW2,
        MTG,
        needs=(MINUTES, OPINION),
        rests_on="令107号 第22条",
        differs=(*g.REVIEWERS, "applicant"),
    ),
    _row(
        "keep_refusal",
        "维持不予垫付",
        [S.DISPUTE],
        S.REFUSED,
        MTG,
        g.was_refused,
        needs=(MINUTES, OPINION),
        rests_on="令107号 第22条",
        differs=(*g.REVIEWERS, "applicant"),
    ),
    _row(
        "keep_approval",
        "维持部分垫付",
        [S.DISPUTE],
        S.APPROVED,
        MTG,
        g.was_approved,
        needs=(MINUTES, OPINION),
        rests_on="令107号 第22条",
        differs=(*g.REVIEWERS, "applicant"),
    ),
    # E20
    _row(
        "withdraw",
        "撤回申请",
        [
            S.DRAFT,
            S.SUBMITTED,
            S.SUPPLEMENT,
            S.REVIEW1,
            S.VERIFY,
            S.REVIEW2,
            S.APPROVAL,
            S.COLLECTIVE,
            S.APPROVED,
            S.DISPUTE,
            S.PAY_FAILED,
        ],
        S.WITHDRAWN,
        DESK,
        g.said_yes("signed", "no_fraud_inquiry"),
        needs=(
            Fact(name="reason", label="撤回理由", kind=FactKind.NOTE),
            Fact(name="signed", label="申请人已签字", kind=FactKind.YES_NO),
            Fact(name="no_fraud_inquiry", label="未在虚假材料核查中", kind=FactKind.YES_NO),
        ),
        danger=True,
    ),
    _row(
        "withdraw",
        "撤回申请",
        [S.TO_PAY],
        S.WITHDRAWN,
        PAY,
        g.said_yes("signed", "no_fraud_inquiry", "bank_stopped"),
        needs=(
            Fact(name="reason", label="撤回理由", kind=FactKind.NOTE),
            Fact(name="signed", label="申请人已签字", kind=FactKind.YES_NO),
            Fact(name="no_fraud_inquiry", label="未在虚假材料核查中", kind=FactKind.YES_NO),
            Fact(name="bank_stopped", label="银行已确认停付", kind=FactKind.YES_NO),
        ),
        danger=True,
    ),
    # E21
    _row(
        "adjust",
        "登记多付，通知退款",
        [S.PAID],
        S.PAID,
        CHK,
        g.overpaid_fits,
        needs=(
            Fact(name="cause", label="多付原因", kind=FactKind.CHOICE, source="reasons.overpaid"),
            Fact(name="amount", label="应退金额", kind=FactKind.MONEY),
            Fact(name="debtor", label="应退单位或个人"),
            Fact(name="opinion", label="计算和说明", kind=FactKind.NOTE),
        ),
        differs=("applicant", "clerk", "payer"),
    ),
    # Service of letters: the terms to supplement and to object run from it
    *(
        _row("serve", "登记送达", [state], state, DESK, needs=SERVED)
        for state in (S.SUPPLEMENT, S.NOT_ACCEPTED, S.APPROVED, S.REFUSED, S.TO_PAY, S.PAID)
    ),
    # E22
    _row(
        "archive",
        "归档",
        [S.REFUSED, S.PAID],
        S.ARCHIVED,
        CHK,
        g.settled,
        g.said_yes("catalogue_complete"),
        needs=(
            Fact(name="box", label="卷宗存放号"),
            Fact(name="catalogue_complete", label="卷内目录齐全", kind=FactKind.YES_NO),
        ),
        differs=("applicant", "clerk"),
    ),
)

FUND = Process(
    name="fund",
    label="救助基金垫付",
    states=tuple(state.value for state in S),
    initial=S.DRAFT.value,
    final=frozenset({S.NOT_ACCEPTED, S.WITHDRAWN, S.TERMINATED, S.ARCHIVED}),
    steps=STEPS,
    seats=SEATS,
)

"""Rows E12 to E22: decision, payment, objection, withdrawal, adjustment, archive."""

from __future__ import annotations

from mediation_app.domain.fund import FundState as S
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow import fund_rows as r
from mediation_app.domain.workflow.engine import Fact, FactKind, Step
from mediation_app.domain.workflow.fund_rows import row

STEPS: tuple[Step, ...] = (
    # E12
    *(
        row(
            "refuse",
            "不予垫付",
            [source],
            S.REFUSED,
            r.APR,
            g.refusal_reasoned,
            g.said_yes(*(fact.name for fact in extra if fact.kind is FactKind.YES_NO)),
            needs=(*extra, r.CODES, r.TEXT, r.OPINION),
            papers=("fund_refusal",),
            series="fund_decision",
            deadline="decide",
            rests_on="令107号 第18条（条次待核实）",
            differs=r.BUT_APPROVER,
            seat="approver",
            danger=True,
        )
        for source, extra in ((S.APPROVAL, ()), (S.COLLECTIVE, (r.MINUTES, r.QUORUM)))
    ),
    # E13
    *(
        row(
            "approve",
            "同意垫付",
            [source],
            S.APPROVED,
            r.APR,
            g.eligible,
            g.amount_fits,
            g.notice_there,
            g.no_duplicate,
            g.said_yes(*(fact.name for fact in extra if fact.kind is FactKind.YES_NO)),
            needs=(*extra, r.AMOUNT, r.OPINION),
            papers=("fund_approval_form", "fund_consent"),
            series="fund_decision",
            deadline="decide",
            rests_on="令107号 第18条（条次待核实）",
            differs=r.BUT_APPROVER,
            seat="approver",
            primary=True,
        )
        for source, extra in ((S.APPROVAL, ()), (S.COLLECTIVE, (r.MINUTES, r.QUORUM)))
    ),
    # E14
    row(
        "order_payment",
        "制作拨付单",
        [S.APPROVED],
        S.TO_PAY,
        r.PAY,
        g.payee_right,
        g.no_duplicate,
        g.said_yes("account_verified"),
        needs=r.ACCOUNT,
        papers=("fund_payment",),
        series="fund_payment",
        deadline="pay",
        differs=r.BUT_PAYER,
        seat="payer",
        primary=True,
    ),
    # E15
    row(
        "confirm_paid",
        "确认到账",
        [S.TO_PAY],
        S.PAID,
        r.PAY,
        g.balance_enough,
        g.serial_new,
        needs=(Fact(name="bank_serial", label="银行流水号"),),
        papers=("fund_payment",),
        deadline="pay",
        rests_on="令107号 第18条（条次待核实）",
        differs=r.BUT_PAY_CHECKER,
        seat="pay_checker",
        primary=True,
    ),
    # E16
    row(
        "bank_return",
        "登记退票",
        [S.TO_PAY],
        S.PAY_FAILED,
        r.PAY,
        needs=(Fact(name="return_code", label="退票原因"),),
        differs=("applicant", "intake", "clerk", "checker", "approver"),
    ),
    row(
        "reorder",
        "重新制作拨付单",
        [S.PAY_FAILED],
        S.TO_PAY,
        r.PAY,
        g.payee_right,
        g.said_yes("account_verified"),
        needs=r.ACCOUNT,
        papers=("fund_payment",),
        series="fund_payment",
        deadline="pay",
        differs=r.BUT_REORDER,
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
        rests_on="令107号 第四章（条次待核实）",
        automatic=True,
    ),
    # E18
    row(
        "object",
        "登记异议",
        [S.REFUSED, S.APPROVED],
        S.DISPUTE,
        r.DESK,
        g.objection_open,
        needs=(
            Fact(name="objector", label="异议人"),
            Fact(name="objection", label="异议内容", kind=FactKind.NOTE),
        ),
    ),
    # E19
    row(
        "reopen",
        "协调后重新复核",
        [S.DISPUTE],
        S.REVIEW2,
        r.MTG,
        needs=(r.MINUTES, r.OPINION),
        rests_on="令107号 第22条（条次待核实）",
        differs=(*g.REVIEWERS, "applicant"),
    ),
    row(
        "keep_refusal",
        "维持不予垫付",
        [S.DISPUTE],
        S.REFUSED,
        r.MTG,
        g.was_refused,
        needs=(r.MINUTES, r.OPINION),
        rests_on="令107号 第22条（条次待核实）",
        differs=(*g.REVIEWERS, "applicant"),
    ),
    row(
        "keep_approval",
        "维持部分垫付",
        [S.DISPUTE],
        S.APPROVED,
        r.MTG,
        g.was_approved,
        needs=(r.MINUTES, r.OPINION),
        rests_on="令107号 第22条（条次待核实）",
        differs=(*g.REVIEWERS, "applicant"),
    ),
    # E20
    row(
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
        r.DESK,
        g.said_yes("signed", "no_fraud_inquiry"),
        needs=(
            Fact(name="reason", label="撤回理由", kind=FactKind.NOTE),
            Fact(name="signed", label="申请人已签字", kind=FactKind.YES_NO),
            Fact(name="no_fraud_inquiry", label="未在虚假材料核查中", kind=FactKind.YES_NO),
        ),
        danger=True,
    ),
    row(
        "withdraw",
        "撤回申请",
        [S.TO_PAY],
        S.WITHDRAWN,
        r.PAY,
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
    row(
        "adjust",
        "登记多付，通知退款",
        [S.PAID],
        S.PAID,
        r.CHK,
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
        row("serve", "登记送达", [state], state, r.DESK, g.served_in_order, needs=r.SERVED)
        for state in (S.SUPPLEMENT, S.NOT_ACCEPTED, S.APPROVED, S.REFUSED, S.TO_PAY, S.PAID)
    ),
    # E22
    row(
        "archive",
        "归档",
        [S.REFUSED, S.PAID],
        S.ARCHIVED,
        r.CHK,
        g.settled,
        g.said_yes("catalogue_complete"),
        needs=(
            Fact(name="box", label="卷宗存放号"),
            Fact(name="catalogue_complete", label="卷内目录齐全", kind=FactKind.YES_NO),
        ),
        differs=("applicant", "clerk"),
    ),
)

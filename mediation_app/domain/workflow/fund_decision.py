"""Rows E12 to E17 and E20: decision, payment, withdrawal, service. E18 on see ``fund_closing``."""

from __future__ import annotations

from mediation_app.domain.fund import FundState as S
from mediation_app.domain.workflow import fund_decision_guards as d
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow import fund_rows as r
from mediation_app.domain.workflow.engine import Fact, FactKind, Step
from mediation_app.domain.workflow.fund_rows import row

# One person decides, or a meeting whose minutes say who was there.
_MEETING = (r.MINUTES, r.MEMBERS, r.QUORUM)
_WHERE: tuple[tuple[S, tuple[Fact, ...]], ...] = ((S.APPROVAL, ()), (S.COLLECTIVE, _MEETING))
# What holds when an order is made: payee and sum are those of the decision.
_AS_DECIDED = (d.payee_as_decided, d.typed_twice, d.account_second, d.sum_holds)
# The money may still be stopped: the decision falls and all seats decide again.
_STOPPED = Fact(name="bank_stopped", label="银行已确认停付", kind=FactKind.YES_NO)

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
            d.members_fit(r.SEAT_OF_EVENT),
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
        for source, extra in _WHERE
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
            *((g.below_threshold,) if source is S.APPROVAL else ()),
            d.sum_holds,
            d.payee_decided,
            d.members_fit(r.SEAT_OF_EVENT),
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
        for source, extra in _WHERE
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
        *_AS_DECIDED,
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
        g.no_duplicate,
        d.order_as_decided,
        d.sum_holds,
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
        g.no_duplicate,
        *_AS_DECIDED,
        g.said_yes("account_verified"),
        needs=r.ACCOUNT,
        papers=("fund_payment",),
        series="fund_payment",
        deadline="pay",
        differs=r.BUT_REORDER,
        seat="payer",
        primary=True,
    ),
    # E16: another account of the same payee; who corrects it does not make the order on it
    *(
        row(
            d.CORRECT,
            "更正收款账户",
            [state],
            state,
            r.CLK | r.PAY,
            d.account_changes,
            d.typed_twice,
            g.payee_right,
            g.said_yes("account_verified"),
            needs=(*r.ACCOUNT[1:], Fact(name="opinion", label="更正理由", kind=FactKind.NOTE)),
            differs=("applicant", "checker", "approver"),
        )
        for state in (S.APPROVED, S.PAY_FAILED)
    ),
    # another payee or sum: the decision falls, all seats decide again
    row(
        "revise",
        "变更后重新审核",
        [S.APPROVED, S.PAY_FAILED],
        S.REVIEW1,
        r.CLK,
        d.typed_twice,
        g.payee_right,
        needs=r.CHANGED,
        differs=r.BUT_CLERK,
        danger=True,
    ),
    row(
        "revise",
        "变更后重新审核",
        [S.TO_PAY],
        S.REVIEW1,
        r.PAY,
        d.typed_twice,
        g.payee_right,
        g.said_yes("bank_stopped"),
        needs=(*r.CHANGED[:2], _STOPPED, *r.CHANGED[2:]),
        differs=("applicant", "intake", "clerk", "checker", "approver"),
        danger=True,
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
    # Service of letters: the terms to supplement and to object run from it
    *(
        row("serve", "登记送达", [state], state, r.DESK, g.served_in_order, needs=r.SERVED)
        for state in (S.SUPPLEMENT, S.NOT_ACCEPTED, S.APPROVED, S.REFUSED, S.TO_PAY, S.PAID)
    ),
)

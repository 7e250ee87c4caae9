"""The recovery's process (追偿) as a table: domain rules R1 to R12.

A payment opens it, money that comes back to the fund's account ends it. A receipt needs no row to
be booked in a state: it may come at any time, even after the write-off (账销案存, 权存).
"""

from __future__ import annotations

from functools import partial

from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.recovery import RecoveryState as S
from mediation_app.domain.workflow.engine import Fact, FactKind, Process, Step
from mediation_app.domain.workflow.fund_guards import in_time, not_admin, serial_new
from mediation_app.domain.workflow.recovery_guards import (
    accelerable,
    debtor_known,
    demand_apart,
    evidence_named,
    fled_solved,
    fled_unsolved,
    limitation_far,
    made_good,
    nothing_owed,
    overdue,
    receipt_fits,
    schedule_adds_up,
    was_written_off,
    write_off_grounded,
    write_off_signed,
)
from mediation_app.domain.workflow.rows import row

NEW = "new"
"""Where a recovery comes from: the payment opens it (R1)."""

SEATS = {
    "officer": "追偿专员",
    "receiver": "收款登记",
    "preparer": "核销申请",
    "write_off_checker": "核销复核",
    "write_off_approver": "核销审批",
}
REC = frozenset({Role.RECOVERY})
PAY = frozenset({Role.CASHIER})
LIVING = (S.OPEN, S.ON_HOLD, S.TOLD, S.AGREED, S.OVERDUE, S.LAWSUIT, S.ENFORCING, S.ENFORCED_OUT)
KNOWN = tuple(state for state in LIVING if state is not S.ON_HOLD)
"""Where somebody is known who owes."""

WAYS = (
    ("sue", "起诉"),
    ("join", "以有独立请求权第三人参加诉讼"),
    ("criminal", "提起刑事附带民事诉讼"),
)
GROUNDS = (
    ("1", "肇事逃逸案件超过三年未侦破"),
    ("2", "责任人死亡、失踪或终止，依法认定无财产可供执行"),
    ("3", "责任人或应退款人特别困难，依法认定无财产可供执行"),
)


def seats_of(recovery: Recovery) -> dict[str, str]:
    """Who has sat where: seat → person, empty when nobody has."""
    return {
        "officer": recovery.officer_id,
        "receiver": recovery.receiver_id,
        "preparer": recovery.preparer_id,
        "write_off_checker": recovery.write_off_checker_id,
        "write_off_approver": recovery.write_off_approver_id,
    }


# The table --------------------------------------------------------------------------------------

NOTE = Fact(name="note", label="情况说明", kind=FactKind.NOTE, required=False)
PROOF = Fact(name="proof", label="送达凭证", required=False)
COST = Fact(name="cost", label="垫付的诉讼、执行费用", kind=FactKind.MONEY, required=False)


_row = partial(row, always=(not_admin, in_time))


RECEIPT = (
    Fact(name="amount", label="到账金额", kind=FactKind.MONEY),
    Fact(name="received_on", label="到账日期", kind=FactKind.DATE),
    Fact(name="bank_serial", label="银行流水号"),
    Fact(name="payer_name", label="付款人"),
    Fact(name="debtor_id", label="还款人", required=False),
)

STEPS: tuple[Step, ...] = (
    _row("open", "转入追偿", [NEW], S.OPEN, frozenset(), series="recovery", automatic=True),  # R1
    _row(  # R2
        "hold",
        "暂缓：肇事者不明",
        [S.OPEN],
        S.ON_HOLD,
        REC,
        fled_unsolved,
        evidence_named,
        needs=(
            Fact(name="certificate", label="有公安机关未侦破证明", kind=FactKind.YES_NO),
            NOTE,
        ),
        deadline="hold_review",
        seat="officer",
    ),
    _row(  # every 90 days while nobody is known
        "review",
        "复查：仍未侦破",
        [S.ON_HOLD],
        S.ON_HOLD,
        REC,
        fled_unsolved,
        needs=(Fact(name="note", label="复查情况", kind=FactKind.NOTE),),
        deadline="hold_review",
        seat="officer",
    ),
    _row(  # D15, CHK-13: the police tell the fund in writing
        "solved",
        "登记侦破通知",
        [S.ON_HOLD],
        S.OPEN,
        REC,
        fled_solved,
        needs=(
            Fact(name="notice_number", label="侦破通知文号"),
            Fact(name="notice_on", label="收到通知日期", kind=FactKind.DATE),
            NOTE,
        ),
        rests_on="公安部《道路交通事故处理程序规定》第48条",
        seat="officer",
        primary=True,
    ),
    _row(  # R3
        "tell",
        "送达追偿告知书",
        [S.OPEN, S.ON_HOLD],
        S.TOLD,
        REC,
        debtor_known,
        needs=(
            Fact(name="served_how", label="送达方式"),
            Fact(name="told", label="被告知人", required=False),
            PROOF,
        ),
        papers=("recovery_notice", "fund_insurer_letter"),
        deadline="recovery_told",
        rests_on="令107号 第四章（条次待核实）",
        seat="officer",
        primary=True,
    ),
    _row(  # R4
        "agree",
        "签订还款协议",
        [S.TOLD, S.OVERDUE, S.LAWSUIT, S.ENFORCING],
        S.AGREED,
        REC,
        schedule_adds_up,
        needs=(Fact(name="debtor_checked", label="已核对还款人身份", kind=FactKind.YES_NO), NOTE),
        papers=("repayment_agreement", "repayment_promise"),
        seat="officer",
        primary=True,
    ),
    *(  # R5, at any time while money is owed; after the write-off it is 核销后追回
        _row(
            "receive",
            "登记还款",
            [state],
            state,
            PAY,
            receipt_fits,
            serial_new,
            needs=RECEIPT,
            papers=("repayment_receipt",),
            differs=("officer",),
            seat="receiver",
        )
        for state in (*LIVING, S.WRITE_OFF_ASKED, S.WRITTEN_OFF)
    ),
    _row(  # R6, by hand; the daily look takes it by itself
        "overdue", "转为逾期", [S.TOLD, S.AGREED], S.OVERDUE, REC, overdue, needs=(NOTE,)
    ),
    _row("made_good", "逾期已补足", [S.OVERDUE], S.AGREED, REC, made_good, needs=(NOTE,)),
    _row(
        "accelerate",
        "宣布全部到期",
        [S.OVERDUE],
        S.OVERDUE,
        REC,
        accelerable,
        needs=(Fact(name="served_how", label="送达方式"), NOTE),
        papers=("recovery_demand",),
        rests_on="还款协议的提前到期条款",
        seat="officer",
    ),
    *(
        _row(
            "acknowledge",
            "登记债务人认可",
            [state],
            state,
            REC,
            needs=(
                Fact(name="debtor", label="认可人"),
                Fact(name="note", label="认可的内容和凭据", kind=FactKind.NOTE),
            ),
            seat="officer",
        )
        for state in KNOWN
    ),
    _row(
        "demand",
        "发催款函",
        [S.OVERDUE],
        S.OVERDUE,
        REC,
        demand_apart,
        needs=(Fact(name="served_how", label="送达方式"), NOTE),
        papers=("recovery_demand",),
        seat="officer",
    ),
    _row(  # R7: the director approves, so the officer cannot start it alone
        "sue",
        "起诉或参加诉讼",
        [S.TOLD, S.AGREED, S.OVERDUE],
        S.LAWSUIT,
        frozenset({Role.APPROVER, Role.LEADER}),
        limitation_far,
        needs=(
            Fact(name="way", label="方式", kind=FactKind.CHOICE, required=False, choices=WAYS),
            Fact(name="court", label="受理法院"),
            Fact(name="docket", label="案号", required=False),
            Fact(name="claim", label="诉讼请求", kind=FactKind.NOTE),
            COST,
        ),
        papers=("fund_suit_list",),
        differs=("officer",),
    ),
    _row(  # R8
        "enforce",
        "申请执行",
        [S.LAWSUIT],
        S.ENFORCING,
        REC,
        needs=(Fact(name="judgment", label="生效文书号"), NOTE, COST),
        papers=("fund_suit_list",),
        seat="officer",
        primary=True,
    ),
    _row(  # R8: a share in what another creditor's enforcement brings
        "distribute",
        "申请参与分配",
        [S.LAWSUIT, S.ENFORCING, S.ENFORCED_OUT],
        S.ENFORCING,
        REC,
        needs=(
            Fact(name="judgment", label="生效文书号"),
            Fact(name="court", label="执行法院"),
            Fact(name="docket", label="执行案号"),
            NOTE,
        ),
        papers=("fund_suit_list",),
        seat="officer",
    ),
    _row(
        "enforced_out",
        "终结本次执行",
        [S.ENFORCING],
        S.ENFORCED_OUT,
        REC,
        needs=(
            Fact(name="order", label="裁定书号"),
            Fact(name="assets", label="财产查控结果", kind=FactKind.NOTE),
        ),
    ),
    _row(
        "enforce_again",
        "恢复执行",
        [S.ENFORCED_OUT],
        S.ENFORCING,
        REC,
        needs=(Fact(name="assets", label="发现的财产线索", kind=FactKind.NOTE),),
        papers=("fund_suit_list",),
        seat="officer",
        primary=True,
    ),
    _row(  # R9: whoever booked the last receipt does not confirm it
        "close",
        "确认全额追回",
        (*LIVING, S.WRITE_OFF_ASKED),
        S.RECOVERED,
        frozenset({Role.RECOVERY, Role.CHECKER}),
        nothing_owed,
        needs=(NOTE,),
        papers=("recovery_closing",),
        differs=("receiver",),
        primary=True,
    ),
    _row(  # R10
        "ask_write_off",
        "申请核销",
        LIVING,
        S.WRITE_OFF_ASKED,
        REC,
        write_off_grounded,
        evidence_named,
        needs=(
            Fact(name="ground", label="核销理由", kind=FactKind.CHOICE, choices=GROUNDS),
            Fact(name="certificate", label="证明材料齐全", kind=FactKind.YES_NO),
            Fact(name="finding", label="无财产认定文书号", required=False),
            Fact(name="evidence", label="证明材料", kind=FactKind.NOTE),
        ),
        papers=("write_off_request",),
        rests_on="令107号 第四章（条次待核实）",
        seat="preparer",
        danger=True,
    ),
    _row(
        "check_write_off",
        "核销复核",
        [S.WRITE_OFF_ASKED],
        S.WRITE_OFF_ASKED,
        frozenset({Role.CHECKER}),
        needs=(NOTE,),
        differs=("officer", "preparer", "write_off_approver"),
        seat="write_off_checker",
    ),
    _row(
        "sign_write_off",
        "核销审批",
        [S.WRITE_OFF_ASKED],
        S.WRITE_OFF_ASKED,
        frozenset({Role.APPROVER}),
        needs=(NOTE,),
        differs=("officer", "preparer", "write_off_checker"),
        seat="write_off_approver",
    ),
    _row(
        "refuse_write_off",
        "不同意核销，继续追偿",
        [S.WRITE_OFF_ASKED],
        S.OPEN,
        frozenset({Role.CHECKER, Role.APPROVER, Role.SUPERVISOR}),
        needs=(Fact(name="note", label="理由", kind=FactKind.NOTE),),
        differs=("preparer",),
    ),
    _row(  # R11
        "write_off",
        "主管部门批准核销",
        [S.WRITE_OFF_ASKED],
        S.WRITTEN_OFF,
        frozenset({Role.SUPERVISOR}),
        write_off_signed,
        needs=(Fact(name="approval_number", label="批准文号"),),
        differs=("officer", "preparer", "write_off_checker", "write_off_approver"),
        danger=True,
    ),
    _row(  # R12
        "resume",
        "恢复追偿",
        [S.WRITTEN_OFF, S.ON_HOLD, S.ENFORCED_OUT],
        S.OPEN,
        REC,
        needs=(Fact(name="note", label="破案或发现财产的情况", kind=FactKind.NOTE),),
        seat="officer",
    ),
    _row(  # taken up again in vain: outside the books it stays
        "shelve",
        "停止追偿，恢复账销案存",
        LIVING,
        S.WRITTEN_OFF,
        REC,
        was_written_off,
        needs=(Fact(name="note", label="理由", kind=FactKind.NOTE),),
        seat="officer",
    ),
)


RECOVERY = Process(
    name="recovery",
    label="追偿",
    states=tuple(state.value for state in S),
    initial=S.OPEN.value,
    final=frozenset({S.RECOVERED.value}),
    steps=STEPS,
    seats=SEATS,
)

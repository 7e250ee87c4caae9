"""The recovery's process (追偿) as a table: domain rules R1 to R12.

A payment opens it, money that comes back to the fund's account ends it. A receipt needs no row to
be booked in a state: it may come at any time, even after the write-off (账销案存, 权存).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from mediation_app.domain.files import FundFile
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.recovery import RecoveryState as S
from mediation_app.domain.workflow.engine import Fact, FactKind, Guard, Position, Process, Step
from mediation_app.domain.workflow.fund_guards import in_time, not_admin, rules_of, serial_new
from mediation_app.errors import Reason

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
PURSUIT = ("notice", "demand", "inquiry", "lawsuit", "enforcement")

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


def _file(position: Position) -> FundFile:
    if position.fund is None or position.fund.recovery is None:
        raise ValueError("this guard needs a recovery")
    return position.fund


def _recovery(position: Position) -> Recovery:
    recovery = _file(position).recovery
    assert recovery is not None
    return recovery


def _one(code: str, /, *, place: str = "", blocking: bool = True, **params: object) -> Reason:
    return Reason(
        code=f"recovery.{code}",
        place=place,
        blocking=blocking,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


# Guards -----------------------------------------------------------------------------------------


def fled_unsolved(position: Position) -> tuple[Reason, ...]:
    """R2: only while nobody knows who did it."""
    accident = position.case.accident
    if not accident.hit_and_run:
        return (_one("not_hit_and_run"),)
    if accident.hit_and_run_solved_on is not None:
        return (_one("solved", on=accident.hit_and_run_solved_on),)
    return ()


def debtor_known(position: Position) -> tuple[Reason, ...]:
    """R3: somebody can be told."""
    return () if _file(position).debtor_shares else (_one("no_debtor"),)


def schedule_adds_up(position: Position) -> tuple[Reason, ...]:
    """R4: the rows of the plan sum to what is outstanding."""
    file = _file(position)
    planned = sum((row.amount for row in file.repayment_rows), Decimal("0.00"))
    outstanding = _recovery(position).outstanding
    if not file.repayment_rows:
        return (_one("no_schedule"),)
    if planned != outstanding:
        return (_one("schedule_sum", planned=f"{planned:,.2f}", outstanding=f"{outstanding:,.2f}"),)
    if any(row.due_on is None or row.amount <= 0 for row in file.repayment_rows):
        return (_one("schedule_row"),)
    return ()


def overdue(position: Position) -> tuple[Reason, ...]:
    """R6: a due date of the plan has passed and was not met."""
    return () if overdue_amount(_file(position), position) > 0 else (_one("nothing_overdue"),)


def overdue_amount(file: FundFile, position: Position) -> Decimal:
    """What was due by the day before and did not come, in yuan (receipts fill oldest first)."""
    due = sum(
        (row.amount for row in file.repayment_rows if row.due_on and row.due_on < position.on),
        Decimal("0.00"),
    )
    starts = min((row.created_at for row in file.repayment_rows if row.created_at), default=None)
    paid = sum(
        (
            receipt.amount
            for receipt in file.repayment_receipts
            if receipt.received_on
            and receipt.received_on <= position.on
            and (starts is None or receipt.created_at is None or receipt.created_at >= starts)
        ),
        Decimal("0.00"),
    )
    return max(due - paid, Decimal("0.00"))


def limitation_far(position: Position) -> tuple[Reason, ...]:
    """R7: not in the last days before the limitation ends (that only warns: better late)."""
    ends = _recovery(position).limitation_on
    days = rules_of(position).lawsuit_days_before
    if ends is None or position.on <= ends - timedelta(days=days):
        return ()
    return (_one("limitation_near", on=ends, blocking=False),)


def receipt_fits(position: Position) -> tuple[Reason, ...]:
    """R5: more than zero, and never more than is still owed."""
    amount = position.facts.get("amount")
    if amount is None:
        return ()
    recovery = _recovery(position)
    owed = recovery.outstanding - recovery.recovered_after
    if not isinstance(amount, Decimal) or amount <= 0:
        return (_one("amount_not_positive", place="amount"),)
    if amount > owed:
        return (_one("over_outstanding", place="amount", outstanding=f"{owed:,.2f}"),)
    return ()


def nothing_owed(position: Position) -> tuple[Reason, ...]:
    """R9: outstanding is 0.00."""
    recovery = _recovery(position)
    owed = recovery.outstanding - recovery.recovered_after
    return () if owed == 0 else (_one("still_owed", outstanding=f"{owed:,.2f}"),)


def write_off_grounded(position: Position) -> tuple[Reason, ...]:
    """R10: a lawful ground, its date, its evidence, and enough documented acts of recovery."""
    rules: FundRules = rules_of(position)
    recovery, file = _recovery(position), _file(position)
    found: list[Reason] = []
    acts = sum(1 for action in file.recovery_actions if action.kind in PURSUIT)
    if acts < rules.writeoff_actions:
        found.append(_one("too_few_actions", done=acts, needed=rules.writeoff_actions))
    if recovery.outstanding <= 0:
        found.append(_one("nothing_outstanding"))
    if position.facts.get("ground") == "1":
        found.extend(fled_unsolved(position))
        earliest = recovery.write_off_from
        if earliest is None or position.on < earliest:
            found.append(_one("write_off_early", earliest=earliest or "待定"))
    return tuple(found)


def evidence_named(position: Position) -> tuple[Reason, ...]:
    """R10: the police certificate or the court's finding is named."""
    if position.facts.get("certificate") is False:
        return (_one("no_certificate", place="certificate"),)
    return ()


def write_off_signed(position: Position) -> tuple[Reason, ...]:
    """R11: checker and approver have both signed."""
    recovery = _recovery(position)
    if recovery.write_off_checker_id and recovery.write_off_approver_id:
        return ()
    return (_one("write_off_unsigned"),)


# The table --------------------------------------------------------------------------------------

NOTE = Fact(name="note", label="情况说明", kind=FactKind.NOTE, required=False)
PROOF = Fact(name="proof", label="送达凭证", required=False)


def _row(
    event: str,
    label: str,
    sources: Sequence[str],
    target: str,
    roles: frozenset[Role],
    *guards: Guard,
    needs: Sequence[Fact] = (),
    papers: Sequence[str] = (),
    differs: tuple[str, ...] = (),
    seat: str = "",
    series: str = "",
    deadline: str = "",
    rests_on: str = "",
    primary: bool = False,
    danger: bool = False,
    automatic: bool = False,
) -> Step:
    return Step(
        event=event,
        label=label,
        sources=frozenset(sources),
        target=target,
        roles=roles,
        guards=guards if automatic else (not_admin, in_time, *guards),
        needs=tuple(needs),
        papers=tuple(papers),
        number_series=series,
        deadline=deadline,
        rests_on=rests_on,
        differs_from=differs,
        takes_seat=seat,
        primary=primary,
        danger=danger,
        automatic=automatic,
    )


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
        papers=("recovery_notice",),
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
        papers=("repayment_agreement",),
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
    _row("overdue", "转为逾期", [S.AGREED], S.OVERDUE, REC, overdue, needs=(NOTE,)),  # R6
    _row(
        "demand",
        "发催款函",
        [S.OVERDUE],
        S.OVERDUE,
        REC,
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
            Fact(name="court", label="受理法院"),
            Fact(name="docket", label="案号", required=False),
            Fact(name="claim", label="诉讼请求", kind=FactKind.NOTE),
        ),
        differs=("officer",),
    ),
    _row(  # R8
        "enforce",
        "申请执行",
        [S.LAWSUIT],
        S.ENFORCING,
        REC,
        needs=(Fact(name="judgment", label="生效文书号"), NOTE),
        seat="officer",
        primary=True,
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

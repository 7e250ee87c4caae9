"""What the rows of the fund's table are written with: roles, seats, facts, and ``row`` itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mediation_app.domain.offices import Role
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow.engine import Fact, FactKind, Guard, Step
from mediation_app.domain.workflow.fund_guards import others
from mediation_app.domain.workflow.rows import row as plain_row

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
REASON = Fact(name="opinion", label="退回说明", kind=FactKind.NOTE)
RETURNS = Fact(name="return_codes", label="退回理由", kind=FactKind.CODES, source="reasons.return")
CODES = Fact(name="refusal_codes", label="不予理由", kind=FactKind.CODES, source="reasons.refusal")
TEXT = Fact(name="refusal_facts", label="查明事实和理由", kind=FactKind.NOTE)
AMOUNT = Fact(name="amount", label="批准金额", kind=FactKind.MONEY)
MINUTES = Fact(name="meeting_number", label="会审纪要号")
MEMBERS = Fact(name="members", label="到会成员", kind=FactKind.NOTE)
QUORUM = Fact(name="quorum", label="到会人数符合规定，有利害关系的已回避", kind=FactKind.YES_NO)
ACCOUNT = (
    Fact(name="payee_name", label="收款户名"),
    Fact(name="payee_bank", label="开户行"),
    Fact(name="payee_account", label="收款账号"),
    Fact(
        name="payee_account_again",
        label="再次输入账号",
        kind=FactKind.REPEAT,
        repeats="payee_account",
    ),
    Fact(name="account_verified", label="已与账户证明核对", kind=FactKind.YES_NO),
)
CHANGED = (
    Fact(
        name="changed",
        label="变更内容",
        kind=FactKind.CHOICE,
        choices=(
            ("amount", "垫付金额"),
            ("payee", "收款人"),
            ("both", "垫付金额和收款人"),
            ("facts", "查明新的事实"),
        ),
    ),
    Fact(name="opinion", label="变更理由", kind=FactKind.NOTE),
    Fact(name="payee_name", label="新的收款户名", required=False),
    Fact(name="payee_bank", label="新的开户行", required=False),
    Fact(name="payee_account", label="新的收款账号", required=False),
    Fact(
        name="payee_account_again",
        label="再次输入新账号",
        kind=FactKind.REPEAT,
        required=False,
        repeats="payee_account",
    ),
)
SERVED = (
    Fact(name="served_on", label="送达日期", kind=FactKind.DATE),
    Fact(name="served_how", label="送达方式", required=False),
    Fact(name="served_to", label="受送达人", required=False),
)


def row(
    event: str,
    label: str,
    sources: Sequence[str],
    target: str,
    roles: frozenset[Role],
    *guards: Guard,
    seat: str = "",
    **more: Any,
) -> Step:
    """A row of the fund's table; who takes a seat is unrelated and sat in no other one."""
    always: tuple[Guard, ...] = (g.not_admin, g.in_time)
    if seat:
        always += (g.unrelated, g.hands_off(seat, SEAT_OF_EVENT))
    return plain_row(
        event, label, sources, target, roles, *guards, always=always, seat=seat, **more
    )


# A clerk may have typed the application in; nobody else who touched it may sit in two seats.
BUT_CLERK = others("clerk", "intake")
BUT_CHECKER, BUT_APPROVER = others("checker"), others("approver")
BUT_PAYER, BUT_PAY_CHECKER = others("payer"), others("pay_checker")
BUT_REORDER = ("applicant", "intake", "clerk", "checker", "approver", "payer")

"""Money kept for others (代管款) as a table: received, held, claimed, approved, released (§3.7).

The cashier books what came in, somebody else takes off the fund's own advances. Who takes the
claim, who checks it, who approves it and who pays it out are four people. The record itself comes
to the guards in ``Position.profile["custody"]``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from mediation_app.domain.custody import Custody
from mediation_app.domain.custody import CustodyState as S
from mediation_app.domain.custody_plan import Deduction, deductions
from mediation_app.domain.money import format_money
from mediation_app.domain.names import same_name
from mediation_app.domain.offices import Role
from mediation_app.domain.workflow.engine import Fact, FactKind, Position, Process, Step
from mediation_app.domain.workflow.fund_guards import in_time, not_admin, rules_of, serial_new
from mediation_app.domain.workflow.rows import row
from mediation_app.errors import Reason

NEW = "new"
"""Where it comes from: somebody paid for a victim whose name or heirs nobody knows."""

SEATS = {
    "keeper": "代管款收款",
    "claim_clerk": "认领经办",
    "checker": "发还复核",
    "approver": "发还审批",
    "releaser": "发还付款",
}
REASONS = (("identity", "死者身份不明"), ("heirs", "赔偿权利人不明"))
PAY = frozenset({Role.CASHIER})
OFFICERS = frozenset({Role.RECOVERY, Role.FUND_CLERK})


def seats_of(custody: Custody) -> dict[str, str]:
    """Who has sat where: seat → person, empty when nobody has."""
    return {
        "keeper": custody.keeper_id,
        "claim_clerk": custody.claim_clerk_id,
        "checker": custody.checker_id,
        "approver": custody.approver_id,
        "releaser": custody.releaser_id,
    }


def custody_of(position: Position) -> Custody:
    """The record the position is about. Raises TypeError without one."""
    found = position.profile.get("custody")
    if not isinstance(found, Custody):
        raise TypeError("this guard needs money in custody")
    return found


def planned(position: Position) -> tuple[Deduction, ...]:
    """What comes off for the fund's own advances."""
    return deductions(position.case, custody_of(position))


def _one(code: str, /, *, place: str = "", blocking: bool = True, **params: object) -> Reason:
    return Reason(
        code=f"custody.{code}",
        place=place,
        blocking=blocking,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


# Guards -----------------------------------------------------------------------------------------


def positive(position: Position) -> tuple[Reason, ...]:
    """A sum of more than zero."""
    amount = position.facts.get("amount")
    if amount is None or (isinstance(amount, Decimal) and amount > 0):
        return ()
    return (_one("amount_not_positive", place="amount"),)


def victim_known(position: Position) -> tuple[Reason, ...]:
    """The money is for one victim of the case."""
    victim = position.facts.get("victim_id")
    if victim is None or position.case.party(str(victim)) is not None:
        return ()
    return (_one("no_victim", place="victim_id"),)


def transfer_named(position: Position) -> tuple[Reason, ...]:
    """What comes off goes to the fund's account by one transfer, which has a serial number."""
    parts = planned(position)
    if not parts or str(position.facts.get("bank_serial") or "").strip():
        return ()
    total = sum((part.amount for part in parts), Decimal("0.00"))
    return (_one("no_transfer", place="bank_serial", amount=format_money(total)),)


def officer_apart(position: Position) -> tuple[Reason, ...]:
    """Who booked the money in is not the officer of a recovery that it pays."""
    keeper = custody_of(position).keeper_id
    if keeper and any(part.officer_id == keeper for part in planned(position)):
        return (_one("keeper_is_officer"),)
    return ()


def interest_to_owner(position: Position) -> tuple[Reason, ...]:
    """Interest follows the owner, unless the profile says otherwise."""
    return () if rules_of(position).custody_interest_to_owner else (_one("interest_not_owner"),)


def own_account(position: Position) -> tuple[Reason, ...]:
    """The money goes to an account in the claimant's own name."""
    name, account = position.facts.get("claimant_name"), position.facts.get("claimant_account_name")
    if not name or not account or same_name(str(name), str(account)):
        return ()
    return (_one("foreign_account", place="claimant_account_name", account=account),)


def confirmed(position: Position) -> tuple[Reason, ...]:
    """The police confirmed who it was, and the heirs are proved."""
    it = custody_of(position)
    found = []
    if not it.police_document.strip():
        found.append(_one("no_police_document", place="police_document"))
    if not it.heirs_proof.strip():
        found.append(_one("no_heirs_proof", place="heirs_proof"))
    return tuple(found)


def checked(position: Position) -> tuple[Reason, ...]:
    """The checker signs before the approver."""
    return () if custody_of(position).checker_id else (_one("not_checked"),)


def within_balance(position: Position) -> tuple[Reason, ...]:
    """Never more than is kept."""
    amount, held = position.facts.get("amount"), custody_of(position).held
    if not isinstance(amount, Decimal):
        return ()
    if amount <= 0:
        return (_one("amount_not_positive", place="amount"),)
    if amount > held:
        return (_one("over_balance", place="amount", held=format_money(held)),)
    return ()


def as_approved(position: Position) -> tuple[Reason, ...]:
    """Exactly what was approved is paid out."""
    amount, it = position.facts.get("amount"), custody_of(position)
    found = []
    if it.approved_amount > it.held:
        found.append(_one("over_balance", held=format_money(it.held)))
    if isinstance(amount, Decimal) and amount != it.approved_amount:
        approved = format_money(it.approved_amount)
        found.append(_one("not_as_approved", place="amount", approved=approved))
    return tuple(found)


def signed_for(position: Position) -> tuple[Reason, ...]:
    """Who takes the money showed a paper and signed."""
    if position.facts.get("received_by") is False:
        return (_one("not_signed_for", place="received_by"),)
    return ()


def rest_is_zero(position: Position) -> tuple[Reason, ...]:
    """After this nothing is kept."""
    it = custody_of(position)
    rest = it.held - it.approved_amount
    return (_one("rest_left", rest=format_money(rest)),) if rest > 0 else ()


def rest_is_left(position: Position) -> tuple[Reason, ...]:
    """After this something is still kept, for another heir."""
    it = custody_of(position)
    return () if it.held > it.approved_amount else (_one("no_rest"),)


# The table --------------------------------------------------------------------------------------

NOTE = Fact(name="note", label="情况说明", kind=FactKind.NOTE, required=False)
AMOUNT = Fact(name="amount", label="金额", kind=FactKind.MONEY)
SERIAL = Fact(name="bank_serial", label="银行流水号")
LAW = "令107号 第四章（条次待核实）"


_row = partial(row, always=(not_admin, in_time), papers=("fund_custody",))


STEPS: tuple[Step, ...] = (
    _row(
        "receive",
        "登记代管款",
        [NEW],
        S.RECEIVED,
        PAY,
        positive,
        victim_known,
        serial_new,
        needs=(
            Fact(name="victim_id", label="受害人", kind=FactKind.CHOICE),
            Fact(name="reason", label="代管原因", kind=FactKind.CHOICE, choices=REASONS),
            Fact(name="payer_name", label="付款人"),
            Fact(name="amount", label="到账金额", kind=FactKind.MONEY),
            SERIAL,
            Fact(name="account", label="代管账户"),
            Fact(name="source", label="赔偿来源", kind=FactKind.NOTE),
        ),
        seat="keeper",
        series="custody",
        rests_on=LAW,
        primary=True,
    ),
    _row(
        "hold",
        "扣还垫付，转入代管",
        [S.RECEIVED],
        S.HELD,
        frozenset({Role.RECOVERY, Role.CHECKER}),
        transfer_named,
        officer_apart,
        serial_new,
        needs=(
            Fact(name="bank_serial", label="划入基金账户的银行流水号", required=False),
            NOTE,
        ),
        differs=("keeper",),
        rests_on=LAW,
        primary=True,
    ),
    *(
        _row(
            "interest",
            "登记利息",
            [state],
            state,
            PAY,
            positive,
            interest_to_owner,
            serial_new,
            needs=(Fact(name="amount", label="利息金额", kind=FactKind.MONEY), SERIAL, NOTE),
        )
        for state in (S.HELD, S.CLAIMED)
    ),
    _row(
        "claim",
        "登记认领",
        [S.HELD],
        S.CLAIMED,
        OFFICERS,
        own_account,
        needs=(
            Fact(name="claimant_name", label="领取人"),
            Fact(name="claimant_relation", label="与死者关系"),
            Fact(name="claimant_id_number", label="证件号码"),
            Fact(name="police_document", label="公安机关身份确认文号"),
            Fact(name="heirs_proof", label="权利人证明"),
            Fact(name="claimant_account_name", label="收款户名"),
            Fact(name="claimant_bank", label="开户行"),
            Fact(name="claimant_account", label="收款账号"),
            NOTE,
        ),
        differs=("keeper",),
        seat="claim_clerk",
        primary=True,
    ),
    _row(
        "check",
        "发还复核",
        [S.CLAIMED],
        S.CLAIMED,
        frozenset({Role.CHECKER}),
        confirmed,
        needs=(NOTE,),
        differs=("keeper", "claim_clerk", "approver"),
        seat="checker",
        primary=True,
    ),
    _row(
        "reject",
        "退回认领",
        [S.CLAIMED, S.APPROVED],
        S.HELD,
        frozenset({Role.CHECKER, Role.APPROVER}),
        needs=(Fact(name="note", label="理由", kind=FactKind.NOTE),),
        differs=("claim_clerk",),
    ),
    _row(
        "approve",
        "批准发还",
        [S.CLAIMED],
        S.APPROVED,
        frozenset({Role.APPROVER}),
        checked,
        confirmed,
        within_balance,
        needs=(Fact(name="amount", label="批准发还金额", kind=FactKind.MONEY), NOTE),
        differs=("keeper", "claim_clerk", "checker"),
        seat="approver",
        primary=True,
    ),
    *(
        _row(
            event,
            label,
            [S.APPROVED],
            target,
            PAY,
            confirmed,
            as_approved,
            signed_for,
            rest,
            serial_new,
            needs=(
                Fact(name="amount", label="发还金额", kind=FactKind.MONEY),
                SERIAL,
                Fact(name="received_by", label="已核验领取人身份并由其签收", kind=FactKind.YES_NO),
            ),
            differs=("claim_clerk", "checker", "approver"),
            seat="releaser",
            primary=event == "release",
            danger=True,
        )
        for event, label, target, rest in (
            ("release", "发还代管款", S.RELEASED, rest_is_zero),
            ("release_part", "发还其中一份，余款续管", S.HELD, rest_is_left),
        )
    ),
)

CUSTODY = Process(
    name="custody",
    label="代管款",
    states=tuple(state.value for state in S),
    initial=S.RECEIVED.value,
    final=frozenset({S.RELEASED.value}),
    steps=STEPS,
    seats=SEATS,
)

"""What recovery writes and lists: effects of its steps, receipts, book entries, rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.ids import new_id
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import (
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
)
from mediation_app.domain.recovery_clock import (
    UNKNOWN,
    Limitation,
    interrupted,
    limitation_from,
    next_step,
)
from mediation_app.domain.recovery_plan import parts_of, stand_on
from mediation_app.domain.workflow.engine import Step
from mediation_app.errors import NotFound
from mediation_app.services.fund_reckoning import fund_in, with_fund
from mediation_app.services.posting import entry_serial, post

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

# What a step documents as an act of recovery (R10 counts the first five kinds).
ACTIONS = {
    "tell": "notice",
    "demand": "demand",
    "sue": "lawsuit",
    "enforce": "enforcement",
    "distribute": "enforcement",
    "enforced_out": "enforcement",
    "enforce_again": "enforcement",
    "hold": "inquiry",
    "review": "inquiry",
    "acknowledge": "acknowledgement",
    "accelerate": "acceleration",
}
ACTION_LABELS = {
    "notice": "追偿告知",
    "demand": "催款",
    "inquiry": "查询",
    "lawsuit": "起诉、参加诉讼",
    "enforcement": "申请执行",
    "acknowledgement": "债务人认可",
    "acceleration": "宣布全部到期",
}
# Acts after which the limitation runs anew, and how the sentence names them.
_INTERRUPTS = {
    "demand": "发出催款函之日",
    "acknowledge": "债务人认可之日",
    "sue": "起诉或参加诉讼之日",
    "enforce": "申请执行之日",
    "distribute": "申请参与分配之日",
}
# What money that came in leaves as it was: a next step that somebody chose.
_FOLLOWS_MONEY = (RecoveryState.TOLD, RecoveryState.AGREED, RecoveryState.OVERDUE)


def effects(
    recovery: Recovery,
    file: FundFile,
    step: Step,
    on: date,
    facts: Mapping[str, Any],
    terms: Terms,
) -> dict[str, Any]:
    """What a step changes in the recovery beside its state, its seat and its next step."""
    event, calendar = step.event, terms.calendar
    changed: dict[str, Any] = {}
    if facts.get("cost"):
        changed["costs"] = recovery.costs + facts["cost"]
    if event in _INTERRUPTS:
        cause = _INTERRUPTS[event]
        changed |= _limited(interrupted(recovery, on, cause, calendar, terms.rules))
    if event == "hold":
        changed |= _limited(Limitation(day=None, why=UNKNOWN))
    if event in ("hold", "review"):
        days = terms.rules.recovery_review_days
        changed["review_on"] = calendar.add_days(on, days).day or on + timedelta(days=days)
    elif event == "solved":
        heard: date = facts["notice_on"]
        changed |= {"solved_notice": str(facts["notice_number"]), "solved_notice_on": heard}
        changed |= {"review_on": None}
        changed |= _limited(limitation_from(heard, "收到侦破通知、知道义务人之日", calendar))
    elif event in ("tell", "resume"):
        changed["review_on"] = None
        if recovery.limitation_on is None:
            changed |= _limited(limitation_from(on, "知道义务人之日", calendar))
        if event == "tell":
            changed["pay_by"] = _after_workdays(on, terms.rules.refund_days, calendar)
    elif event == "agree":
        rows = parts_of(file, recovery).rows
        last = max((row.due_on for row in rows if row.due_on), default=on)
        changed |= _limited(limitation_from(last, "最后一期应还日", calendar))
        changed["accelerated_on"] = None
    elif event == "accelerate":
        changed["accelerated_on"] = on
        changed |= _limited(limitation_from(on, "宣布全部到期之日", calendar))
    elif event == "ask_write_off":
        changed |= {
            "write_off_ground": str(facts["ground"]),
            "write_off_checker_id": "",
            "write_off_approver_id": "",
        }
    elif event == "write_off":
        changed |= {
            "written_off": recovery.outstanding,
            "write_off_number": str(facts["approval_number"]),
        }
    return changed


def _limited(found: Limitation) -> dict[str, Any]:
    return {"limitation_on": found.day, "limitation_why": found.why}


def _after_workdays(on: date, days: int, calendar: WorkCalendar) -> date:
    return calendar.add_workdays(on, days).day or on + timedelta(days=2 * days)


def followed_up(
    case: CaseFile, file: FundFile, on: date, terms: Terms, *, event: str = ""
) -> FundFile:
    """The file with the recovery's next step and next day of payment reckoned anew."""
    it = recovery_of(file)
    parts = parts_of(file, it)
    stand = stand_on(parts, on, terms.calendar)
    changed: dict[str, Any] = {}
    if parts.is_agreed:
        row = stand.next_open
        changed["pay_by"] = (row.instalment.due.day or row.instalment.nominal) if row else None
    keeps = event == "receive" and it.next_step and it.state not in _FOLLOWS_MONEY and it.owed > 0
    if not keeps:
        solved = case.accident.hit_and_run_solved_on
        words, day = next_step(parts, stand, on, terms.calendar, terms.rules, solved_on=solved)
        changed |= {"next_step": words, "next_step_on": day}
    return with_recovery(file, replace(it, **changed))


def with_recovery(file: FundFile, recovery: Recovery) -> FundFile:
    """The file with this recovery in the place of its earlier snapshot."""
    rows = tuple(recovery if r.id == recovery.id else r for r in file.recoveries)
    return replace(file, recoveries=rows)


def recovery_of(file: FundFile) -> Recovery:
    """The recovery of a file. Raises NotFound."""
    found = file.recovery
    if found is None:
        raise NotFound("recovery.none")
    return found


def loaded(reader: Reader, recovery_id: str) -> tuple[CaseFile, FundFile, Recovery]:
    """Case, fund file and recovery by the key of the recovery. Raises NotFound."""
    known = reader.get(Recovery, recovery_id)
    return chosen(reader.case_file(known.case_id), known.application_id, recovery_id)


def chosen(
    case: CaseFile, application_id: str, recovery_id: str
) -> tuple[CaseFile, FundFile, Recovery]:
    """The same from a case at hand: the recovery stands last, where ``FundFile.recovery`` looks."""
    file = fund_in(case, application_id)
    rest = tuple(r for r in file.recoveries if r.id != recovery_id)
    own = next((r for r in file.recoveries if r.id == recovery_id), None)
    if own is None:
        raise NotFound("recovery.none")
    file = replace(file, recoveries=(*rest, own))
    return with_fund(case, file), file, own


# Money ------------------------------------------------------------------------------------------


def received(
    unit: UnitOfWork, file: FundFile, facts: Mapping[str, Any], serial: int = 0
) -> FundFile:
    """Money on the fund's account: the receipt, the sums of the recovery, the book.

    Costs advanced are paid first; they are no repayment of the advance, so they stand in the book
    as other income of the same bank serial number.
    """
    it = recovery_of(file)
    amount: Decimal = facts["amount"]
    on: date = facts["received_on"]
    to_costs = min(amount, it.costs_open)
    later = it.written_off > 0
    receipt = RepaymentReceipt(
        id=new_id(),
        case_id=it.case_id,
        recovery_id=it.id,
        debtor_id=str(facts.get("debtor_id") or ""),
        payer_name=str(facts["payer_name"]),
        amount=amount,
        received_on=on,
        bank_serial=str(facts["bank_serial"]),
        to_costs=to_costs,
        after_write_off=later,
    )
    name = "recovered_after" if later else "recovered"
    changed: dict[str, Any] = {name: getattr(it, name) + receipt.to_debt}
    changed["costs_back"] = it.costs_back + to_costs
    file = with_recovery(file, replace(it, **changed))
    words = f"{it.number} {receipt.payer_name}".strip()
    after = "核销后追回 " if later else ""
    for kind, part, note in (
        (LedgerKind.RECOVERED, receipt.to_debt, f"{after}{words}"),
        (LedgerKind.OTHER, to_costs, f"收回垫付的诉讼执行费用 {words}"),
    ):
        if part <= ZERO:
            continue
        number = serial or entry_serial(unit, on)
        serial = 0
        post(
            unit,
            LedgerEntry(
                id=new_id(),
                kind=kind,
                booked_on=on,
                amount=part,
                case_id=it.case_id,
                subject_id=receipt.id,
                note=note,
                serial=number,
                number_year=on.year,
                bank_serial=receipt.bank_serial,
            ),
        )
    return replace(file, repayment_receipts=(*file.repayment_receipts, receipt))


def action_of(
    recovery: Recovery, kind: str, on: date, result: str, cost: Money = ZERO
) -> RecoveryAction:
    """A documented act of recovery."""
    return RecoveryAction(
        id=new_id(),
        case_id=recovery.case_id,
        recovery_id=recovery.id,
        done_on=on,
        kind=kind,
        result=result,
        cost=cost,
    )

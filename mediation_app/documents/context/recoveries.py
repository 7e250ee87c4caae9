"""Recovery (追偿) as its papers print it: the debt, who owes it, the plan, demands, acts."""

from __future__ import annotations

from datetime import date

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.parties import id_label, name_of
from mediation_app.documents.context.pursuit import (
    DEMAND,
    Pursuit,
    actions_of,
    bound_shares,
    came_by,
    pursuit_of,
    receipts_of,
    rows_of,
    shares_of,
    stand_of,
)
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    LINE,
    NONE,
    Slot,
    Tree,
    count,
    day,
    day_text,
    joined,
    numeral,
    phone_text,
    text,
    words,
    yuan,
)
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundApplication, Payment
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import Party, PartyKind
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import DebtorBasis, DebtorShare, Recovery
from mediation_app.domain.recovery_sums import InstalmentState, RecoveryStand
from mediation_app.domain.refund_rules import given_back

ACTIONS = {
    "notice": "追偿告知",
    "demand": "催款",
    "inquiry": "查询",
    "lawsuit": "起诉、参加诉讼",
    "enforcement": "申请执行",
    "acknowledgement": "债务人认可",
    "acceleration": "宣布全部到期",
}
_SPARE_ROWS = 3
_SHOWN_INSTALMENTS = 12


def recovery(scene: Scene) -> Tree:
    """``recovery``: the recovery the paper is about, on the day of the paper."""
    pursuit = pursuit_of(scene)
    fund = scene.fund or FundFile(application=FundApplication(id="", case_id=""))
    known = pursuit is not None
    pursuit = pursuit or Pursuit(
        recovery=Recovery(id="", case_id="", application_id="", payment_id="")
    )
    it = pursuit.recovery
    on = letter_day(scene, fund, pursuit)
    found = stand_of(fund, it, on, scene.calendar) if known else None
    back = found.recovered if found else came_by(receipts_of(fund, it), on)
    left = max(it.opening - back - given_back(fund, it, on), ZERO)
    payment = _payment(scene, fund, it)
    return {
        "id": it.id,
        "number": text(it.number, width=10),
        "number_line": text(it.number, width=10, inline=True),
        "state": text(it.state.label if known else "", width=6),
        "letter_number": letter_number(scene, pursuit),
        "letter_date": dated(day(on if known else None)),
        "opened_on": day(it.opened_on),
        "opening": yuan(it.opening if known else None),
        "opening_words": words(it.opening if known else None),
        "recovered": yuan(back if known else None),
        "outstanding": yuan(left if known else None),
        "outstanding_words": words(left if known else None),
        "has_recovered": back > ZERO,
        "limitation_on": day(it.limitation_on),
        "officer": text(scene.person(it.officer_id), width=5),
        "receiver": text(scene.person(it.receiver_id), width=5),
        "payment_number": text(payment.number, width=10),
        "paid_on": day(payment.paid_on),
        "payee": text(payment.payee_name or fund.application.payee_name, width=12),
        "bank_serial": text(payment.bank_serial, width=10),
        **_debtors(scene, fund, it),
        "debtor": _debtor(scene, it, pursuit.debtor or _first(fund, it)),
        **_plan(scene, fund, it, found),
        "demand": _demand(scene, fund, pursuit, found, on),
        "actions": _actions(fund, it),
        "receipts": _receipts(fund, it),
        "basis": [Slot(basis) for basis in scene.wording.basis.get(scene.kind, ())],
        "term": Slot(_term(scene)),
    }


def letter_day(scene: Scene, fund: FundFile, pursuit: Pursuit) -> date:
    """The day of a letter: when it was issued, else sent, else today. Sums are of that day."""
    issued = [p.issued_on for p in _editions(scene, pursuit) if p.issued_on is not None]
    if issued:
        return min(issued)
    sent: date | None = None
    if pursuit.demand:
        acts = actions_of(fund, pursuit.recovery, DEMAND)[pursuit.demand - 1 : pursuit.demand]
        sent = acts[0].done_on if acts else None
    elif scene.kind == "recovery_notice" and pursuit.debtor is not None:
        sent = pursuit.debtor.told_on
    return sent or scene.today


def letter_number(scene: Scene, pursuit: Pursuit) -> Slot:
    """The number of a letter: drawn for this edition, else that of an earlier one."""
    drawn = [p.number for p in _editions(scene, pursuit) if p.number]
    return unnumbered(f"{scene.office.fund_prefix}追函", scene.number or (drawn or [""])[-1])


def unnumbered(series: str, number: str) -> Slot:
    """A number; while it is not drawn there is room to write it."""
    return Slot(
        number,
        empty=f"{series}〔　　　〕第　　　号",
        blank=f"{series}〔{LINE * 3}〕第{LINE * 3}号",
        inline=True,
    )


def _editions(scene: Scene, pursuit: Pursuit) -> list[Paper]:
    mine = [p for p in scene.file.papers if p.kind == scene.kind and p.subject_id == pursuit.key]
    return sorted(mine, key=lambda paper: paper.edition) if pursuit.key else []


def _payment(scene: Scene, fund: FundFile, it: Recovery) -> Payment:
    mine = [p for p in fund.payments if p.id == it.payment_id]
    return mine[0] if mine else scene.payment or Payment(id="", case_id="", application_id="")


def _term(scene: Scene) -> str:
    """Within how many working days to pay, as the profile has it."""
    days = scene.wording.terms.get("refund_days")
    return f"自收到之日起{days}个工作日内" if days else "在　　　　年　　月　　日前"


# Who owes ---------------------------------------------------------------------------------------


def _first(fund: FundFile, it: Recovery) -> DebtorShare | None:
    bound = bound_shares(fund, it)
    return bound[0] if bound else None


def _debtors(scene: Scene, fund: FundFile, it: Recovery) -> dict[str, object]:
    every = shares_of(fund, it)
    bound = bound_shares(fund, it)
    total = sum((share.amount for share in every), ZERO)
    empty = [None] if it.id else [None, None]
    return {
        "debtors": [_debtor(scene, it, share) for share in (*every, *(() if every else empty))],
        "bound": [_debtor(scene, it, share) for share in (*bound, *(() if bound else empty[:1]))],
        "debtor_names": text(joined(share_name(scene, s) for s in every), width=14),
        "bound_names": text(joined(share_name(scene, s) for s in bound), width=12),
        # several are served apart, each on a copy of its own
        "served_to": Slot(
            share_name(scene, bound[0]) if len(bound) == 1 else "", empty="", blank=LINE * 6
        ),
        "is_alternative": total > it.opening and bool(it.id),
        "has_others": len(every) > 1,
    }


def share_name(scene: Scene, share: DebtorShare) -> str:
    """The debtor's name: that of the party when it is one."""
    party = scene.file.party(share.party_id)
    return name_of(party) if party is not None and name_of(party) else share.name


def _debtor(scene: Scene, it: Recovery, share: DebtorShare | None) -> Tree:
    party = scene.file.party(share.party_id) if share is not None and share.party_id else None
    who = party or Party(id="", case_id="")
    person = party is None or party.kind is PartyKind.PERSON
    basis = share.basis if share is not None else None
    joint = share is not None and share.joint
    return {
        "id": share.id if share is not None else "",
        "name": text(share_name(scene, share) if share is not None else "", width=8),
        "served": Slot(
            share_name(scene, share) if share is not None else "", empty="", blank=LINE * 6
        ),
        "id_label": id_label(who) if person else "统一社会信用代码",
        "id_number": text(who.id_number if person else who.credit_code, width=14),
        "phone": text(phone_text(who.phone or who.phone2), width=9),
        "address": text(who.address or who.household_address, width=16),
        "basis": text(basis.label if basis is not None else "", width=6),
        "amount": yuan(share.amount if share is not None else None),
        "amount_words": words(share.amount if share is not None else None),
        "joint": Slot("连带" if joint else "", empty=NONE, blank=""),
        "told_on": day(share.told_on if share is not None else None),
        "is_liable": basis in (None, DebtorBasis.LIABLE),
        "is_insurer": basis is DebtorBasis.INSURER,
        "is_compensated": basis is DebtorBasis.COMPENSATED,
        "is_joint": joint,
    }


# Plan, demand, acts -----------------------------------------------------------------------------


def _plan(
    scene: Scene, fund: FundFile, it: Recovery, found: RecoveryStand | None
) -> dict[str, object]:
    rows = rows_of(fund, it)
    total = sum((row.amount for row in rows), ZERO)
    states = found.instalments if found else ()
    paid = {state.instalment.number: state for state in states}
    first = rows[0] if rows else None
    plan = [_row(n, row.due_on, row.amount, paid.get(n)) for n, row in enumerate(rows, 1)]
    blank = [_row(n, None, None, None) for n in range(1, _SHOWN_INSTALMENTS + 1)]
    consecutive = scene.wording.terms.get("acceleration_instalments") or 2
    return {
        "rows": plan or (blank if not it.id else blank[:1]),
        "has_plan": bool(rows),
        "is_by_instalments": len(rows) != 1,
        "plan_total": yuan(total if rows else None),
        "plan_words": words(total if rows else None),
        "plan_count": count(len(rows) if rows else None),
        "first_due": day(first.due_on if first else None),
        "consecutive": Slot(numeral(consecutive)),
        "agreed_on": dated(day(taken_on(scene, it, "agree"))),
    }


def _row(
    number: int, due: date | None, amount: Money | None, state: InstalmentState | None
) -> Tree:
    return {
        "no": str(number),
        "due": Slot(day_text(due) if due else "", blank=""),
        "amount": Slot(str(yuan(amount)), blank=""),
        "paid": Slot(str(yuan(state.paid)) if state else "", blank=""),
        "open": Slot(str(yuan(state.open)) if state else "", blank=""),
    }


def _demand(
    scene: Scene, fund: FundFile, pursuit: Pursuit, found: RecoveryStand | None, on: date
) -> Tree:
    it = pursuit.recovery
    late = [s for s in (found.instalments if found else ()) if s.overdue]
    consecutive = scene.wording.terms.get("acceleration_instalments") or 2
    # the day as the agreement has it, moved over holidays
    rows = [
        _row(
            s.instalment.number,
            s.instalment.due.day or s.instalment.nominal,
            s.instalment.amount,
            s,
        )
        for s in late
    ]
    blank = {key: Slot("", blank="") for key in ("no", "due", "amount", "paid", "open")}
    told = min((s.told_on for s in shares_of(fund, it) if s.told_on), default=None)
    sent = pursuit.demand or (len(actions_of(fund, it, DEMAND)) if it.id else 0)
    return {
        "no": Slot(numeral(sent) if sent else "", blank=LINE * 2),
        "rows": rows or [blank] * (1 if it.id else _SPARE_ROWS),
        "count": count(len(late) if late else None),
        "overdue": yuan(found.overdue if found and late else None),
        "overdue_words": words(found.overdue if found and late else None),
        "told_on": day(told),
        "notice": text(_notice_number(scene, fund, it), width=10),
        "has_notice": bool(_notice_number(scene, fund, it)) or not it.id,
        "is_accelerable": found is not None and found.may_accelerate(consecutive),
        "numbers": text(joined(str(s.instalment.number) for s in late), width=4),
    }


def _notice_number(scene: Scene, fund: FundFile, it: Recovery) -> str:
    keys = {it.id, *(share.id for share in shares_of(fund, it))}
    mine = [p for p in scene.file.papers if p.kind == "recovery_notice" and p.subject_id in keys]
    return joined(dict.fromkeys(p.number for p in mine if p.number))


def _actions(fund: FundFile, it: Recovery) -> list[Tree]:
    rows: list[Tree] = [
        {
            "no": str(number),
            "date": day(action.done_on),
            "kind": text(ACTIONS.get(action.kind, action.kind)),
            "result": text(" ".join(action.result.split())),
        }
        for number, action in enumerate(actions_of(fund, it), 1)
    ]
    names = ("no", "date", "kind", "result")
    spare = {name: Slot("", blank="") for name in names}
    return rows or [spare] * (1 if it.id else 5)


def _receipts(fund: FundFile, it: Recovery) -> list[Tree]:
    rows: list[Tree] = [
        {
            "no": str(number),
            "date": day(receipt.received_on),
            "payer": text(receipt.payer_name),
            "amount": yuan(receipt.amount),
            "serial": text(receipt.bank_serial),
        }
        for number, receipt in enumerate(receipts_of(fund, it), 1)
    ]
    spare = {name: Slot("", blank="") for name in ("no", "date", "payer", "amount", "serial")}
    return rows or [spare] * (1 if it.id else 5)


def taken_on(scene: Scene, it: Recovery, event: str) -> date | None:
    """The day a step of the recovery was taken last."""
    mine = steps_of(scene, it, event)
    return mine[-1].occurred_on if mine else None


def steps_of(scene: Scene, it: Recovery, event: str) -> list[StepTaken]:
    """Every time a step of the recovery was taken."""
    return [s for s in scene.file.steps if it.id and s.subject_id == it.id and s.event == event]

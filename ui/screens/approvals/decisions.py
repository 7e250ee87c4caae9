"""Which decisions stand in the bar for an application, and the dialog each of them opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from mediation_app.domain.fund import FundState
from mediation_app.domain.money import format_money
from mediation_app.domain.workflow.engine import Offer
from mediation_app.services.fund import FundView
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import Choices, StepSheet
from ui.screens.approvals import wording
from ui.screens.approvals.pane import amount_of
from ui.widgets.decision_bar import Decision

PARTIAL = "approve_part"
MONEY = frozenset({"approve", "order_payment", "confirm_paid", "reorder"})
_BY_HAND = frozenset({"order_payment", "reorder", "correct_account"})
# Event → its short word on the button, in the order of the bar; the rest is on the page.
_WORDS = {
    "send_back": "退回经办",
    "return_to_check": "退回复核",
    "bank_return": "登记退票",
    "revise": "变更重审",
    "correct_account": "更正账户",
    "ask_supplement": "一次性补正",
    "recommend_refusal": "不予意见",
    "inquire": "发函核实",
    "refuse": "不予垫付",
    "not_accept": "不予受理",
    "keep_refusal": "维持不予",
    "keep_approval": "维持原决定",
    "check_to_meeting": "报会审",
    PARTIAL: "部分垫付",
    "supplemented": "补正已收到",
    "answered": "核实结果收到",
    "accept": "受理",
    "recommend": "提出垫付意见",
    "check_pass": "同意，报审批",
    "reopen": "重新复核",
    "approve": "同意垫付",
    "order_payment": "制作拨付单",
    "reorder": "重新制单",
    "confirm_paid": "确认到账",
}
_RED = frozenset({"refuse", "not_accept", "recommend_refusal", "revise"})
_ICONS = {
    "approve": "stamp", "check_pass": "send", "order_payment": "file-text",
    "confirm_paid": "check", "reorder": "file-text", "recommend": "send", "accept": "check",
}  # fmt: skip
_VERBS = {
    "approve": "同意垫付", "order_payment": "制作拨付单", "reorder": "重新制作拨付单",
    "confirm_paid": "确认到账",
}  # fmt: skip
_EXPLAINED = {
    "revise": "原决定作废，经办、复核、审批重新办理。换收款人时才填写新的收款账户。",
    "correct_account": "收款人不变，只更正账号。更正的人不能在这个账户上制作拨付单。",
}
OPINION_HINTS = {
    FundState.APPROVAL: "审批意见（不予垫付时必填理由）",
    FundState.COLLECTIVE: "审批意见（不予垫付时必填理由）",
    FundState.REVIEW2: "复核意见（退回时必填理由）",
    FundState.REVIEW1: "初审意见",
}


class Bar(NamedTuple):
    """What the bar shows, and what its field asks for."""

    decisions: list[Decision]
    hint: str


def bar_of(view: FundView, person: str) -> Bar:
    """The decisions of this person on this application, none for lookers-on."""
    state = view.file.application.state
    mine = {o.step.event: o for o in view.offers if wording.of_my_role(o)}
    made: list[Decision] = []
    for event, words in _WORDS.items():
        offer = mine.get("approve" if event == PARTIAL else event)
        if offer is None:
            continue
        primary = offer.step.primary and event != PARTIAL
        text = words
        if event in MONEY:
            text = f"{words} {format_money(amount_of(view))} 元"
        made.append(
            Decision(
                key=event,
                text=text,
                kind="primary" if primary else "danger" if event in _RED else "default",
                icon=_ICONS.get(event, "") if primary else "",
                barred=wording.barred(offer, person, wording.lent_by(view, offer)),
            )
        )
    made.sort(key=lambda decision: decision.kind == "primary")
    return Bar(made, OPINION_HINTS.get(state, "意见") if made else "")


def sheet_of(
    view: FundView,
    key: str,
    opinion: str,
    *,
    today: date,
    choices: Mapping[str, Choices],
) -> StepSheet | None:
    """The dialog of a decision; None when it is not offered now."""
    event = "approve" if key == PARTIAL else key
    offer = next((o for o in view.offers if o.step.event == event), None)
    if offer is None:
        return None
    values = _known(view, offer, opinion)
    if event not in MONEY:
        text = _EXPLAINED.get(event, "")
        return StepSheet(offer, today=today, choices=choices, values=values, text=text)
    amount = amount_of(view)
    limit = f"不超过 {format_money(amount)}" if key == PARTIAL else ""
    return MoneySheet(
        offer,
        today=today,
        amount=amount,
        facts=_payee(view, masked=event in _BY_HAND) + _lent(view, offer),
        verb="部分垫付" if key == PARTIAL else _VERBS[event],
        values=values,
        amount_open=limit,
    )


def _lent(view: FundView, offer: Offer) -> list[tuple[str, str]]:
    """Under a delegation both names stand where the money is decided."""
    giver = wording.lent_by(view, offer)
    return [("受托办理", f"受{giver}委托")] if giver else []


def _payee(view: FundView, *, masked: bool = False) -> list[tuple[str, str]]:
    """Whom it goes to, as the application (or the order) names the account.

    ``masked``: only the tail of the account, where it is to be typed from its proof.
    """
    application = view.file.application
    order = view.file.payments[-1] if view.file.payments else None
    if order is not None and application.state is FundState.TO_PAY:
        name, bank, account = order.payee_name, order.payee_bank, order.payee_account
    else:
        name, bank, account = (
            application.payee_name, application.payee_bank, application.payee_account,
        )  # fmt: skip
    facts = [
        ("收款人", name or "未填写"),
        ("开户行", bank or "未填写"),
        ("账号", (_tail(account) if masked else _grouped(account)) or "未填写"),
    ]
    if order is not None and application.state is FundState.TO_PAY:
        facts.append(("拨付单", order.number))
    return facts


def _tail(account: str) -> str:
    digits = account.replace(" ", "")
    return f"尾号 {digits[-4:]}，按账户证明输入两次" if digits else ""


def _grouped(account: str) -> str:
    digits = account.replace(" ", "")
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _known(view: FundView, offer: Offer, opinion: str) -> dict[str, object]:
    """What need not be typed again."""
    application = view.file.application
    names = {fact.name for fact in offer.step.needs}
    given: dict[str, object] = {
        "opinion": opinion,
        "payee_name": application.payee_name,
        "payee_bank": application.payee_bank,
        "payee_account": application.payee_account,
        "complete_on": application.received_on,
        "refusal_codes": application.refusal_codes,
        "refusal_facts": application.refusal_facts or (opinion if "refusal_facts" in names else ""),
        "meeting_number": application.meeting_number,
    }
    if "refusal_facts" in names and not application.refusal_facts:
        given["opinion"] = ""
    if offer.step.event in _BY_HAND:
        given["payee_account"] = ""  # typed from its proof, twice
    if offer.step.event == "revise":
        for name in ("payee_name", "payee_bank", "payee_account"):
            given[name] = ""  # only what becomes another is filled in
    return {name: value for name, value in given.items() if name in names and value}

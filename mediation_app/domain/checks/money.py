"""The sums of the agreement: entitlement, payments, payees and the words beside the figures."""

from __future__ import annotations

import re

from mediation_app.domain.agreements import Agreement, Instalment, PaymentMethod, PaymentPurpose
from mediation_app.domain.checks.base import (
    STAND_INS,
    blocking,
    counted_prepaid,
    held_sessions,
    is_stand_in,
    own_instalments,
    pays_back,
    total_of,
    warning,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import capital, format_money, yuan
from mediation_app.domain.parties import AgentScope, Party, PartyRole, Side
from mediation_app.errors import InvalidInput, Reason

_PLACE = "agreement/instalments"
_IN_WORDS = re.compile(
    r"([\d,]+(?:\.\d{1,2})?)\s*元\s*"
    r"（(?:大写)?[:：]?((?:人民币)?[负零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整]+)）"
)
# Words that file reviews send back: each pair is (found, meant).
# 住院伙食补助费 is the name of an item; any other 补助 is not what an advance is.
_WRONG_WORDS = (
    ("订金", "定金", re.compile("订金")),
    ("补偿款", "赔偿款", re.compile("补偿款")),
    ("补助", "垫付", re.compile("(?<!伙食)补助")),
)


def money_checks(file: CaseFile) -> tuple[Reason, ...]:
    """All checks of the sums; without an agreement there is nothing to check."""
    agreement = file.agreement
    if agreement is None:
        return ()
    rows = own_instalments(file)
    return (
        *_total(file, agreement, rows),
        *(reason for row in rows for reason in _row(file, row, oral=agreement.oral)),
        *_refunds(file, rows),
        *_words(file, agreement),
        *_session_amount(file, agreement),
    )


def still_due(file: CaseFile, agreement: Agreement) -> tuple[Reason, ...]:
    """Only the equation of the total (for the screen while somebody types)."""
    return tuple(_total(file, agreement, own_instalments(file)))


def _total(file: CaseFile, agreement: Agreement, rows: tuple[Instalment, ...]) -> list[Reason]:
    """total = already paid by others + still to be paid by others, refunds aside.

    A refund out of an insurer's payment comes on top (that money is inside "already paid"); a
    refund by the victim's side takes back what was paid too much. What the victim's side repays
    to the fund changes nothing: it has already received it.
    """
    if agreement.total <= 0:
        return [blocking("checks.total_missing", "agreement/total")]
    if not rows:
        return [blocking("checks.instalments_missing", _PLACE)]
    prepaid = counted_prepaid(file)
    refund = PaymentPurpose.REFUND_PREPAID
    own = [row for row in rows if pays_back(file, row)]
    agreed = total_of(r.amount for r in rows if r.purpose is not refund and r not in own)
    agreed -= total_of(r.amount for r in own if r.purpose is refund)
    if prepaid + agreed == agreement.total:
        return []
    return [
        blocking(
            "checks.total_differs",
            _PLACE,
            total=format_money(agreement.total),
            prepaid=format_money(prepaid),
            agreed=format_money(agreed),
        )
    ]


def _row(file: CaseFile, row: Instalment, *, oral: bool) -> list[Reason]:
    place = f"instalments/{row.id}"
    number = row.position
    found = []
    if row.amount <= 0:
        found.append(blocking("checks.instalment_amount", f"{place}/amount", number=number))
    if row.due_on is None and not oral:
        found.append(blocking("checks.instalment_due", f"{place}/due_on", number=number))
    payer = file.party(row.payer_id)
    if payer is None or payer.side is Side.HELPER:
        found.append(blocking("checks.payer_unknown", f"{place}/payer_id", number=number))
    if row.purpose is PaymentPurpose.FUND_REPAYMENT:
        if row.payee_id:
            found.append(blocking("checks.fund_payee", f"{place}/payee_id", number=number))
        return found
    payee = file.party(row.payee_id)
    if payee is None or not _may_receive(file, payee):
        found.append(blocking("checks.payee_unknown", f"{place}/payee_id", number=number))
    elif row.method is PaymentMethod.TRANSFER:
        if not (row.account_name and row.account_bank and row.account_number):
            found.append(
                blocking("checks.account_missing", f"{place}/account_number", number=number)
            )
        elif row.account_name not in (payee.name, payee.account_name):
            found.append(warning("checks.account_name", f"{place}/account_name", number=number))
    return found


def _may_receive(file: CaseFile, payee: Party) -> bool:
    if not is_stand_in(payee):
        return payee.side is not Side.HELPER or payee.is_a(PartyRole.HOSPITAL)
    if payee.is_a(PartyRole.GUARDIAN):
        return True
    allowed = payee.agent_scope is AgentScope.SPECIAL or "receive_money" in payee.agent_scope_items
    return allowed and payee.is_a(*STAND_INS) and file.party(payee.represents_id) is not None


def _refunds(file: CaseFile, rows: tuple[Instalment, ...]) -> list[Reason]:
    found = []
    payees = {r.payee_id for r in rows if r.purpose is PaymentPurpose.REFUND_PREPAID}
    for payee_id in sorted(payees):
        refund = total_of(
            r.amount
            for r in rows
            if r.payee_id == payee_id and r.purpose is PaymentPurpose.REFUND_PREPAID
        )
        paid = total_of(p.amount for p in file.prepaid if p.payer_id == payee_id)
        if refund > paid:
            party = file.party(payee_id)
            found.append(
                blocking(
                    "checks.refund_large",
                    _PLACE,
                    name=party.name if party else "",
                    refund=format_money(refund),
                    paid=format_money(paid),
                )
            )
    return found


def _words(file: CaseFile, agreement: Agreement) -> list[Reason]:
    clauses = [clause for clause in file.clauses if clause.agreement_id == agreement.id]
    found: list[Reason] = []
    if not clauses and not agreement.oral:
        found.append(blocking("checks.clauses_missing", "agreement/clauses"))
    for clause in clauses:
        place = f"clauses/{clause.id}/text"
        for figures, words in unlike_sums(clause.text):
            found.append(
                blocking(
                    "checks.words_differ",
                    place,
                    number=clause.position,
                    figures=figures,
                    words=words,
                )
            )
        for wrong, meant, found_as in _WRONG_WORDS:
            if found_as.search(clause.text):
                found.append(
                    warning(
                        "checks.wording", place, number=clause.position, wrong=wrong, meant=meant
                    )
                )
    return found


def unlike_sums(text: str) -> tuple[tuple[str, str], ...]:
    """Sums of a text whose words (大写) say something else than the figures before them."""
    pairs = _IN_WORDS.findall(text)
    return tuple((figures, words) for figures, words in pairs if not _same_sum(figures, words))


def _same_sum(figures: str, words: str) -> bool:
    try:
        amount = yuan(figures)
    except InvalidInput:
        return False
    text = words.removeprefix("人民币").strip()
    return text in (capital(amount), capital(amount, end_after_jiao=False))


def _session_amount(file: CaseFile, agreement: Agreement) -> list[Reason]:
    held = held_sessions(file)
    if not held or held[-1].amount is None or held[-1].amount == agreement.total:
        return []
    return [
        warning(
            "checks.session_amount",
            "agreement/total",
            session=format_money(held[-1].amount),
            total=format_money(agreement.total),
        )
    ]

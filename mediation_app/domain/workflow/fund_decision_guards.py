"""Guards of return, decision and payment: what was decided is what is paid, or it is decided anew.

Like those of ``fund_guards`` they say nothing about a fact that was not given.
"""

from __future__ import annotations

import re
from decimal import Decimal

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundApplication, FundKind, PaymentState
from mediation_app.domain.fund_review import payee_of
from mediation_app.domain.names import comparison_key, same_name
from mediation_app.domain.workflow.engine import Guard, Position
from mediation_app.domain.workflow.fund_guards import PERFORMED, SEATS, rules_of
from mediation_app.errors import Reason

# The meeting's chair may be who signs; nobody else who had this application in hand sits in it.
_NOT_IN_MEETING = frozenset(SEATS) - {"approver"}
_NAMES = re.compile(r"[、，,；;\n]+")
_AFTER_NAME = re.compile(r"[（(].*?[)）]")
CORRECT = "correct_account"


def _one(code: str, /, *, place: str = "", **params: object) -> Reason:
    given = tuple((name, str(value)) for name, value in params.items())
    return Reason(code=f"fund.{code}", place=place, params=given)


def _file(position: Position) -> FundFile:
    if position.fund is None:
        raise ValueError("this guard needs an application")
    return position.fund


# Return -----------------------------------------------------------------------------------------


def return_reasoned(position: Position) -> tuple[Reason, ...]:
    """E10: all reasons at once, from the closed list of the profile."""
    codes = position.facts.get("return_codes", ())
    known = position.profile.get("return_codes", ())
    if not isinstance(codes, tuple) or not isinstance(known, tuple) or not known:
        return ()
    strange = [code for code in codes if code not in known]
    return (_one("return_code_unknown", place="return_codes", code=strange[0]),) if strange else ()


# Meeting ----------------------------------------------------------------------------------------


def member_names(text: object) -> tuple[str, ...]:
    """The members named in the minutes, without what stands in brackets behind a name."""
    parts = (_AFTER_NAME.sub("", part).strip() for part in _NAMES.split(str(text or "")))
    return tuple(dict.fromkeys(part for part in parts if part))


def members_fit(events: dict[str, str]) -> Guard:
    """E12, E13: enough members, nobody who had the application in hand, nobody who is related."""

    def guard(position: Position) -> tuple[Reason, ...]:
        if "members" not in position.facts:
            return ()
        names = member_names(position.facts["members"])
        found = []
        quorum = rules_of(position).meeting_quorum
        if len(names) < quorum:
            found.append(_one("meeting_small", place="members", quorum=quorum))
        application = _file(position).application
        for name in names:
            seat = _seat_of(name, application, position.case.steps, events)
            if seat:
                found.append(_one("member_sat", place="members", name=name, seat=SEATS[seat]))
            elif _related(name, position, application):
                found.append(_one("member_related", place="members", name=name))
        return tuple(found)

    return guard


def _seat_of(
    name: str, application: FundApplication, steps: tuple[StepTaken, ...], events: dict[str, str]
) -> str:
    for step in steps:
        seat = events.get(step.event, "")
        if step.subject_id != application.id or step.process != PERFORMED:
            continue
        if seat in _NOT_IN_MEETING and name in (step.person_name, step.for_person_name):
            return seat
    return ""


def _related(name: str, position: Position, application: FundApplication) -> bool:
    """Victim, applicant, who acts for them, and staff of the hospital (named by the profile)."""
    kin = {application.victim_id, application.applicant_party_id} - {""}
    close = {application.applicant_name, application.handler_name}
    for party in position.case.parties:
        if party.id in kin or party.represents_id in kin:
            close.add(party.name)
    staff = position.profile.get("hospital_staff", ())
    if isinstance(staff, tuple):
        close.update(staff)
    key = comparison_key(name)
    return any(one and comparison_key(one) == key for one in close)


# Sum --------------------------------------------------------------------------------------------


def sum_holds(position: Position) -> tuple[Reason, ...]:
    """E13 to E15: the formula still gives at least what is decided, or it is reviewed anew."""
    fresh = position.profile.get("proposed")
    if not isinstance(fresh, Decimal) or position.profile.get("calculation"):
        return ()
    application = _file(position).application
    wanted = application.approved or position.facts.get("amount")
    if application.kind is FundKind.HARDSHIP or not isinstance(wanted, Decimal):
        return ()
    if fresh < wanted <= (application.approved or application.proposed):
        return (_one("sum_shrunk", sum=f"{fresh:,.2f}", decided=f"{wanted:,.2f}"),)
    return ()


# Payee ------------------------------------------------------------------------------------------


def payee_decided(position: Position) -> tuple[Reason, ...]:
    """E13: who is paid, and to which account, is part of what is decided."""
    application = _file(position).application
    name, account = decided_payee(position)
    if name and account:
        return ()
    return (_one("payee_undecided", place=f"fund/{application.id}/payee_account"),)


def decided_payee(position: Position) -> tuple[str, str]:
    """Name and account that the decision is about: the form's, else the party's record."""
    application = _file(position).application
    party = payee_of(application, position.case)
    name, account = application.payee_name, application.payee_account
    if party is not None:
        name = name or party.account_name or party.name
        account = account or party.account_number
    return name.strip(), digits(account)


def payee_as_decided(position: Position) -> tuple[Reason, ...]:
    """E14: the order goes to the account that was approved, or that two people corrected."""
    if "payee_name" not in position.facts or position.profile.get("payee"):
        return ()
    application = _file(position).application
    found = []
    name = str(position.facts.get("payee_name", ""))
    if application.payee_name and not same_name(name, application.payee_name):
        found.append(_one("payee_not_decided", place="payee_name", name=application.payee_name))
    account = digits(str(position.facts.get("payee_account", "")))
    if application.payee_account and account != digits(application.payee_account):
        found.append(_one("account_not_decided", place="payee_account"))
    return tuple(found)


def typed_twice(position: Position) -> tuple[Reason, ...]:
    """The account is typed a second time, and both agree."""
    again = position.facts.get("payee_account_again")
    if again is None:
        return ()
    if digits(str(again)) == digits(str(position.facts.get("payee_account", ""))):
        return ()
    return (_one("account_typed_otherwise", place="payee_account_again"),)


def account_second(position: Position) -> tuple[Reason, ...]:
    """E16: who corrected the account does not make the order on it."""
    application = _file(position).application
    corrected = [
        step
        for step in position.case.steps
        if step.subject_id == application.id
        and step.process == PERFORMED
        and step.event in (CORRECT, "approve")
    ]
    if not corrected or corrected[-1].event != CORRECT:
        return ()
    last = corrected[-1]
    people = {last.person_id, last.for_person_id} - {""}
    if position.actor.person_ids.isdisjoint(people):
        return ()
    return (_one("account_second", name=last.person_name),)


def account_changes(position: Position) -> tuple[Reason, ...]:
    """E16: the corrected account is another one; another payee is a new decision."""
    account = digits(str(position.facts.get("payee_account", "")))
    application = _file(position).application
    if account and account == digits(application.payee_account):
        return (_one("account_unchanged", place="payee_account"),)
    if account and not 6 <= len(account) <= 32:
        return (_one("payee_account_form", place="payee_account"),)
    return ()


def order_as_decided(position: Position) -> tuple[Reason, ...]:
    """E15: the order at the bank is for the sum and the account that were decided."""
    file = _file(position)
    application = file.application
    for order in file.payments:
        if order.state is not PaymentState.ORDERED:
            continue
        same = same_name(order.payee_name, application.payee_name)
        account = digits(order.payee_account) == digits(application.payee_account)
        if order.amount != application.approved or not same or not account:
            return (_one("order_differs"),)
    return ()


def digits(text: str) -> str:
    """An account number without blanks and hyphens."""
    return "".join(sign for sign in text if sign.isdigit())

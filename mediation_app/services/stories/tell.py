"""A case retold in Chinese for the terminal: who did what on which day, with the sums."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import capital, format_money
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.workflow.confirmation import CONFIRMATION
from mediation_app.domain.workflow.engine import Process
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.mediation import MEDIATION
from mediation_app.domain.workflow.recovery import RECOVERY

_PROCESSES: Mapping[str, Process] = {
    process.name: process for process in (MEDIATION, CONFIRMATION, FUND, RECOVERY)
}
_ROOMS = {FUND.name: "基金：", RECOVERY.name: "追偿："}
_ROLES = {
    PartyRole.VICTIM: "受害人",
    PartyRole.DRIVER: "驾驶人",
    PartyRole.INSURER_COMPULSORY: "保险公司",
    PartyRole.HOSPITAL: "医院",
    PartyRole.RELATIVE: "近亲属",
    PartyRole.AGENT: "代理人",
}
_WIDTH = 96


def tell_case(file: CaseFile, name: str) -> Iterator[str]:
    """One line for each step of the case and its applications, in the order of days."""
    case, accident = file.case, file.accident
    yield ""
    yield f"{name}  {case.number}"
    when = f"{local_moment(accident.occurred_at):%Y-%m-%d %H:%M} " if accident.occurred_at else ""
    yield f"  {when}{accident.place}，{accident.kind}"
    yield from _wrapped("  当事人：", [_introduced(party) for party in file.parties])
    funds = {fund.application.id: fund for fund in file.funds}
    funds |= {fund.recovery.id: fund for fund in file.funds if fund.recovery is not None}
    steps = sorted(file.steps, key=lambda step: step.occurred_on)
    for (day, person, process), group in groupby(steps, key=_together):
        said = [_said(step, file, funds.get(step.subject_id)) for step in group]
        room = _ROOMS.get(process, "")
        yield from _wrapped(f"  {day}  {_padded(person, 8)}{room}", said)
    for fund in file.funds:
        yield from _terms(fund)
    yield from _folded("  结果：", _result(file))


def list_papers(titles: list[str], folder: str) -> Iterator[str]:
    """The papers that were written, and where."""
    yield from _wrapped(f"  文书 {len(titles)} 份（Word 和 PDF）：", titles)
    yield f"  写在 {folder}"


def _introduced(party: Party) -> str:
    role = next((label for role, label in _ROLES.items() if party.is_a(role)), "")
    return f"{party.name}（{role}）" if role else party.name


def _together(step: StepTaken) -> tuple[date, str, str]:
    return step.occurred_on, step.person_name, step.process


def _said(step: StepTaken, file: CaseFile, fund: FundFile | None) -> str:
    process = _PROCESSES.get(step.process)
    labels = {row.event: row.label for row in process.steps} if process else {}
    amount = _amount(step, file, fund)
    tail = f" {format_money(amount)} 元" if amount else ""
    return labels.get(step.event, "登记") + tail


def _amount(step: StepTaken, file: CaseFile, fund: FundFile | None) -> Decimal | None:
    """The sum a step was about: said with the step, or standing in what it made."""
    if step.event == "record_session":  # a proposal; the agreement follows
        return None
    facts = json.loads(step.facts) if step.facts else {}
    if said := facts.get("amount") or facts.get("opening"):
        return Decimal(str(said))
    if step.event == "agree" and file.agreement is not None:
        return file.agreement.total
    if fund is None:
        return None
    application = fund.application
    match step.event:
        case "submit":
            return application.claimed
        case "recommend" | "check_pass":
            return application.proposed
        case "order_payment" | "confirm_paid":
            return fund.payments[-1].amount if fund.payments else None
    return None


def _terms(fund: FundFile) -> Iterator[str]:
    application = fund.application
    if application.decide_why:
        yield from _folded("  审核期限：", application.decide_why)
    if application.pay_why:
        yield from _folded("  拨付期限：", application.pay_why)


def _result(file: CaseFile) -> str:
    parts = []
    if file.agreement is not None:
        total = file.agreement.total
        parts.append(f"协议总额 {format_money(total)} 元（{capital(total)}）")
    for fund in file.funds:
        application = fund.application
        if fund.payments:
            parts.append(
                f"基金垫付 {format_money(application.approved)} 元给{application.payee_name}"
            )
        if fund.recovery is not None:
            parts.append(f"已追回 {format_money(fund.recovery.recovered)} 元")
    parts.append(f"案件{file.case.state.label}")
    return "，".join(parts)


def _cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, cells: int) -> str:
    return text + " " * max(cells - _cells(text), 1)


def _wrapped(head: str, items: list[str]) -> Iterator[str]:
    """The items in lines of the terminal's width, broken between items only."""
    line = head
    for number, item in enumerate(items, 1):
        piece = item + ("、" if number < len(items) else "")
        if _cells(line + piece) > _WIDTH and line != head:
            yield line
            line = "    "
        line += piece
    yield line


def _folded(head: str, text: str) -> Iterator[str]:
    line = head
    for sign in text:
        if _cells(line + sign) > _WIDTH:
            yield line
            line = "    "
        line += sign
    yield line

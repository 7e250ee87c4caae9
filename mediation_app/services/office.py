"""The office (单位): its name, numbers' words, accounts; read by everybody, changed by the admin."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from mediation_app.clock import today
from mediation_app.domain.identifiers import parse_phone, plain
from mediation_app.domain.names import normal_name
from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.errors import InvalidInput, NotAllowed, NotFound
from mediation_app.services.base import Context, Outcome

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

_LONGEST_PREFIX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """The office as entered. ``number_prefix`` stands before 字第…号 (``东道交调``)."""

    name: str
    jurisdiction: str
    number_prefix: str
    short_name: str = ""
    fund_prefix: str = ""
    address: str = ""
    phone: str = ""
    on_duty_all_day: bool = False
    fund_manager: str = ""
    fund_account_name: str = ""
    fund_account_bank: str = ""
    fund_account_number: str = ""
    court: str = ""
    is_demo: bool = False

    def record(self, key: str, unit_code: str) -> Office:
        """The record of a new office."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return Office(id=key, unit_code=unit_code, **values)


class OfficeService:
    """The office the signed-in person belongs to."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def current(self, actor: Actor) -> Office:
        """The actor's office. Raises NotFound before the first run."""
        with self._context.store.read(actor) as reader:
            found = reader.records(Office)
        if not found:
            raise NotFound("people.no_office")
        return found[0]

    def known(self) -> Office | None:
        """The office before anybody signed in (its name on the sign-in page)."""
        with self._context.store.read() as reader:
            found = reader.records(Office)
        return found[0] if found else None

    def change(self, actor: Actor, old: Office, facts: OfficeFacts) -> Outcome[Office]:
        """Change the office's particulars. The administrator only."""
        if not actor.has(Role.ADMIN):
            raise NotAllowed("people.admin_only")
        read = read_office(facts)
        values = {item.name: getattr(read, item.name) for item in fields(read)}

        def work(unit: UnitOfWork) -> Office:
            return unit.change(old, replace(old, **values))

        return Outcome(*self._context.store.run(actor, "office.change", work))

    def number_preview(self, facts: OfficeFacts) -> dict[str, str]:
        """How the first numbers of the year will read: case, fund application, payment."""
        office = facts.record("", "")
        year = today(self._context.clock).year
        return {
            series: official_number(series, office, year, 1)
            for series in ("case", "fund", "fund_decision", "fund_payment", "recovery")
        }


def facts_of(office: Office) -> OfficeFacts:
    """The office as it can be edited."""
    return OfficeFacts(**{item.name: getattr(office, item.name) for item in fields(OfficeFacts)})


def read_office(facts: OfficeFacts) -> OfficeFacts:
    """The facts in their normal form. Raises InvalidInput naming the field."""
    name = normal_name(facts.name, field="name")
    code = plain(facts.jurisdiction)
    if not code.isascii() or not code.isdigit() or len(code) not in (2, 4, 6):
        raise InvalidInput("people.jurisdiction", field="jurisdiction")
    prefix = _prefix(facts.number_prefix, "number_prefix")
    if not prefix:
        raise InvalidInput("people.number_prefix", field="number_prefix")
    fund = _prefix(facts.fund_prefix, "fund_prefix") or prefix.removesuffix("调") + "救"
    account = plain(facts.fund_account_number)
    if account and not (account.isascii() and account.isalnum() and 6 <= len(account) <= 32):
        raise InvalidInput("cases.account_number", field="fund_account_number")
    phone = parse_phone(facts.phone, field="phone").shown if facts.phone.strip() else ""
    texts: dict[str, Any] = {}
    for key in ("short_name", "address", "fund_manager", "fund_account_name"):
        texts[key] = _line(getattr(facts, key), key)
    for key in ("fund_account_bank", "court"):
        texts[key] = _line(getattr(facts, key), key)
    return replace(
        facts,
        name=name,
        jurisdiction=code,
        number_prefix=prefix,
        fund_prefix=fund,
        phone=phone,
        fund_account_number=account,
        **texts,
    )


def _line(text: str, field: str) -> str:
    from mediation_app.domain.fields import read_line

    return read_line(text, field=field)


def _prefix(text: str, field: str) -> str:
    prefix = _line(text, field).removesuffix("字")
    if len(prefix) > _LONGEST_PREFIX or any(sign in prefix for sign in "{}〔〕（）()第号"):
        raise InvalidInput("people.prefix_signs", field=field, longest=_LONGEST_PREFIX)
    return prefix

"""The approvals queue (等我办、在别处、已办): who has to act next on which application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.domain.cases import Case
from mediation_app.domain.fund import FundApplication, FundState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import next_due
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.parties import Party
from mediation_app.domain.records import Money
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_guards import seats_of
from mediation_app.services.fund_reckoning import Reckoner

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

UNDER_WAY = (
    FundState.SUBMITTED,
    FundState.SUPPLEMENT,
    FundState.REVIEW1,
    FundState.VERIFY,
    FundState.REVIEW2,
    FundState.APPROVAL,
    FundState.COLLECTIVE,
    FundState.APPROVED,
    FundState.TO_PAY,
    FundState.PAY_FAILED,
    FundState.DISPUTE,
)
DONE_LIMIT = 50
ELSEWHERE_LIMIT = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One application in the queue. ``amount`` is approved, else proposed, else claimed."""

    application_id: str
    case_id: str
    number: str
    case_number: str
    victim_name: str
    kind_label: str
    state: FundState
    state_label: str
    waits_for: str
    amount: Money
    due: date | None
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """The three parts of the queue, the most urgent first."""

    waiting: tuple[QueueItem, ...]
    elsewhere: tuple[QueueItem, ...]
    done: tuple[QueueItem, ...]


def approvals_of(reader: Reader, actor: Actor, reckoner: Reckoner) -> Approvals:
    """The queue as this person sees it."""
    open_ = reader.records(FundApplication, state=[state.value for state in UNDER_WAY])
    mine = [application for application in open_ if waits_for(application, actor)]
    taken = {application.id for application in mine}
    other = [application for application in open_ if application.id not in taken]
    done: dict[str, FundApplication] = {}
    me = actor.person_id
    for sat in (
        reader.records(FundApplication, clerk_id=me),
        reader.records(FundApplication, checker_id=me),
        reader.records(FundApplication, approver_id=me),
        reader.records(FundApplication, payer_id=me),
        reader.records(FundApplication, pay_checker_id=me),
    ):
        done |= {a.id: a for a in sat if a.id not in taken}
    latest = sorted(done.values(), key=lambda a: a.updated_at or a.created_at or _EPOCH)
    return Approvals(
        waiting=_items(reader, mine, reckoner),
        elsewhere=_items(reader, other[-ELSEWHERE_LIMIT:], reckoner),
        done=_items(reader, latest[-DONE_LIMIT:], reckoner),
    )


def waits_for(application: FundApplication, actor: Actor) -> bool:
    """Whether the next step of the main way is this person's: role, and no other seat taken."""
    if actor.has(Role.ADMIN):
        return False
    seats = seats_of(application)
    for step in FUND.rows(application.state.value):
        if not step.primary or not actor.has(*step.roles):
            continue
        if all(seats.get(seat) != actor.person_id for seat in step.differs_from):
            return True
    return False


def _items(
    reader: Reader, applications: list[FundApplication], reckoner: Reckoner
) -> tuple[QueueItem, ...]:
    if not applications:
        return ()
    today_rules = reckoner.rules_on(reckoner.today)
    victims = tuple({application.victim_id for application in applications})
    cases = tuple({application.case_id for application in applications})
    names = {party.id: party.name for party in reader.records(Party, id=victims, voided=True)}
    numbers = {case.id: case.number for case in reader.records(Case, id=cases, voided=True)}
    found = [
        _item(application, reckoner, today_rules, names, numbers) for application in applications
    ]
    return tuple(sorted(found, key=lambda item: (item.due or date.max, item.number)))


def _item(
    application: FundApplication,
    reckoner: Reckoner,
    today_rules: FundRules,
    names: Mapping[str, str],
    numbers: Mapping[str, str],
) -> QueueItem:
    frozen = application.frozen_rules
    rules = FundRules.from_json(frozen) if frozen else today_rules
    steps = [step for step in FUND.rows(application.state.value) if step.primary]
    roles = {role for step in steps for role in step.roles}
    return QueueItem(
        application_id=application.id,
        case_id=application.case_id,
        number=application.number,
        case_number=numbers.get(application.case_id, ""),
        victim_name=names.get(application.victim_id, ""),
        kind_label=application.kind.label,
        state=application.state,
        state_label=application.state.label,
        waits_for="、".join(sorted(role.label for role in roles)),
        amount=_amount(application),
        due=next_due(application, reckoner.terms(rules)),
        since=application.state_since,
    )


def _amount(application: FundApplication) -> Decimal:
    return application.approved or application.proposed or application.claimed

"""The approvals queue (等我办、在别处、已办): who has to act next on which application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
from mediation_app.domain.workflow.fund_guards import REVIEWERS, seats_of
from mediation_app.services.fund_reckoning import Reckoner

if TYPE_CHECKING:
    from mediation_app.database.fund_queries import Turn
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
SHOWN_LIMIT = 200
LATEST = 300


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
    """The three parts of the queue: the most urgent first, what is done the latest first."""

    waiting: tuple[QueueItem, ...]
    elsewhere: tuple[QueueItem, ...]
    done: tuple[QueueItem, ...]


def approvals_of(reader: Reader, actor: Actor, reckoner: Reckoner) -> Approvals:
    """The queue as this person sees it."""
    mine, others = reader.fund_queue(UNDER_WAY, turns_of(actor), limit=SHOWN_LIMIT)
    known = _known(reader, (*mine, *others))
    taken = frozenset(mine)
    done = [a for a in _latest(reader) if a.id not in taken and _acted(a, actor)]
    return Approvals(
        waiting=_by_due(_items(reader, [known[key] for key in mine], reckoner)),
        elsewhere=_by_due(_items(reader, [known[key] for key in others], reckoner)),
        done=_items(reader, done[:DONE_LIMIT], reckoner),
    )


def turns_of(actor: Actor) -> tuple[Turn, ...]:
    """Where the next step of the main way is this person's, and who must not sit where then."""
    from mediation_app.database.fund_queries import Turn

    if actor.has(Role.ADMIN):
        return ()
    return tuple(
        Turn(
            state=state,
            seats=tuple(_COLUMNS[seat] for seat in step.differs_from if seat in _COLUMNS),
            people=tuple(sorted(way.person_ids)),
        )
        for state in UNDER_WAY
        for step in FUND.rows(state.value)
        if step.primary and actor.has(*step.roles)
        for way in actor.ways(step.roles)
    )


# Seat → column of the application.
_COLUMNS = {
    "applicant": "applicant_person_id",
    "intake": "created_by",
    "clerk": "clerk_id",
    "checker": "checker_id",
    "approver": "approver_id",
    "payer": "payer_id",
    "pay_checker": "pay_checker_id",
}


def _known(reader: Reader, keys: tuple[str, ...]) -> dict[str, FundApplication]:
    return {one.id: one for one in reader.records(FundApplication, id=keys)} if keys else {}


def _latest(reader: Reader) -> list[FundApplication]:
    """The applications that changed last, the newest first."""
    from mediation_app.database.queries import FundQuery, Order

    page = reader.fund_page(FundQuery(order=Order.UPDATED, limit=LATEST))
    places = {row.application_id: place for place, row in enumerate(page.rows)}
    if not places:
        return []
    found = reader.records(FundApplication, id=tuple(places))
    return sorted(found, key=lambda application: places[application.id])


def _acted(application: FundApplication, actor: Actor) -> bool:
    seats = seats_of(application)
    return any(seats[seat] == actor.person_id for seat in REVIEWERS)


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
    return tuple(
        _item(application, reckoner, today_rules, names, numbers) for application in applications
    )


def _by_due(items: tuple[QueueItem, ...]) -> tuple[QueueItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.number)))


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

"""The lists a step offers for its facts: people, sessions, payments, reason codes.

A fact names its list by ``source``; here the name becomes (code, label) pairs for one case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.domain.checks.base import own_instalments, total_of
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Actor, Person, Role
from mediation_app.domain.workflow.engine import Fact, Step

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile
    from mediation_app.services.base import Context

Choices = tuple[tuple[str, str], ...]
REASON_GROUPS = {
    "reasons.refusal": "N",
    "reasons.supplement": "B",
    "reasons.reduction": "K",
    "reasons.overpaid": "M",
    "reasons.return": "R",
}
"""The rule list a fact's source names, by its letter."""


def choices_for(context: Context, actor: Actor, file: CaseFile, step: Step) -> dict[str, Choices]:
    """(code, label) pairs by fact name, for every fact of the step that is chosen from a list."""
    return {
        fact.name: _of(context, actor, file, fact)
        for fact in step.needs
        if fact.choices or fact.source
    }


def _of(context: Context, actor: Actor, file: CaseFile, fact: Fact) -> Choices:
    if fact.choices:
        return fact.choices
    if group := REASON_GROUPS.get(fact.source):
        return tuple((code, entry.label) for code, entry in context.rulebook.reasons(group).items())
    if fact.source == "mediators":
        return _people(context, actor, Role.MEDIATOR)
    if fact.source == "recorders":
        return _people(context, actor, Role.CLERK, Role.MEDIATOR)
    if fact.source == "case.sessions":
        return _sessions(file)
    if fact.source == "case.instalments":
        return _instalments(file)
    return ()


def _people(context: Context, actor: Actor, *roles: Role) -> Choices:
    with context.store.read(actor) as reader:
        people = reader.records(Person, order_by="name", active=True)
    return tuple((person.id, person.name) for person in people if person.has(*roles))


def _sessions(file: CaseFile) -> Choices:
    waiting = [s for s in file.sessions if not s.held and s.starts_at is not None]
    return tuple(
        (s.id, f"第 {s.position} 次 {local_moment(s.starts_at):%Y-%m-%d %H:%M} {s.place}".rstrip())
        for s in waiting
        if s.starts_at is not None
    )


def _instalments(file: CaseFile) -> Choices:
    found = []
    for row in own_instalments(file):
        left = row.amount - total_of(
            p.amount for p in file.performances if p.instalment_id == row.id
        )
        if left <= 0:
            continue
        payee = file.party(row.payee_id)
        name = payee.name if payee is not None else "救助基金"
        label = f"第 {row.position} 笔 {row.purpose.label} 付{name}，未付 {format_money(left)} 元"
        found.append((row.id, label))
    return tuple(found)

"""What the rows of the mediation table are built from: actors, facts, groups of states.

A row whose target equals its source records something without moving the case. Several sources
of one event are written as several rows by ``rows_of``; ``STAYS`` means "each stays where it is".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.offices import Role
from mediation_app.domain.sessions import SessionResult
from mediation_app.domain.workflow import guards as g
from mediation_app.domain.workflow.engine import Fact, FactKind, Guard, Step

STAYS = ""
BEFORE = ""  # the state of a case that does not exist yet
DESK = frozenset({Role.CLERK, Role.MEDIATOR})
TABLE = frozenset({Role.MEDIATOR})
LEAD = frozenset({Role.LEADER})
CLOSERS = frozenset({Role.MEDIATOR, Role.LEADER})

REFUSAL_GROUNDS = (
    ("special_organ", "法律、法规规定只能由专门机关管辖处理，或者禁止采用民间调解方式解决"),
    ("already_taken", "人民法院、公安机关或者其他行政机关已经受理或者解决"),
    ("party_refuses", "一方当事人明确拒绝调解"),
    ("not_civil", "不属于民间纠纷，或者没有明确的被申请人"),
    ("suspected_fraud", "涉嫌虚构事故或者保险诈骗，移送有关机关"),
)
RETENTION = (("permanent", "永久"), ("30", "30年"), ("10", "10年"))
RESULTS = tuple((r.value, r.label) for r in SessionResult if r is not SessionResult.PENDING)
METHODS = (("transfer", "银行转账"), ("cash", "现金"))

REASON = Fact(name="reason", label="原因", kind=FactKind.NOTE)
ROUTES = Fact(name="routes_told", label="已告知其他救济途径", kind=FactKind.YES_NO)
PAYMENT = (
    Fact(
        name="instalment_id",
        label="履行的款项",
        kind=FactKind.CHOICE,
        required=False,
        source="case.instalments",
    ),
    Fact(name="amount", label="金额", kind=FactKind.MONEY, required=False),
    Fact(name="method", label="付款方式", kind=FactKind.CHOICE, required=False, choices=METHODS),
    Fact(name="voucher", label="凭证", required=False),
    Fact(name="receiver_name", label="收款人", required=False),
)


def rows_of(sources: Iterable[S], target: str, step: Step) -> tuple[Step, ...]:
    where = tuple(sources)
    if target is STAYS:
        return tuple(replace(step, sources=frozenset({s.value}), target=s.value) for s in where)
    return (replace(step, sources=frozenset(s.value for s in where), target=target),)


def step_rows(
    event: str,
    label: str,
    sources: Iterable[S],
    target: str,
    roles: frozenset[Role],
    *guards: Guard,
    needs: tuple[Fact, ...] = (),
    papers: tuple[str, ...] = (),
    series: str = "",
    deadline: str = "",
    rests_on: str = "",
    primary: bool = False,
    danger: bool = False,
) -> tuple[Step, ...]:
    moves: tuple[Guard, ...] = (g.not_ahead,)
    if target is not STAYS:
        moves = (g.not_ahead, g.not_before_last)
    step = Step(
        event=event,
        label=label,
        sources=frozenset(),
        target=target,
        roles=roles,
        guards=(*moves, *guards),
        needs=needs,
        papers=papers,
        number_series=series,
        deadline=deadline,
        rests_on=rests_on,
        primary=primary,
        danger=danger,
    )
    return rows_of(sources, target, step)


OPEN = (S.ACCEPTED, S.MEDIATING, S.SUSPENDED)
OWED = (S.AWAITING, S.PART_PERFORMED, S.NOT_PERFORMED)
ENDED = (S.FAILED, S.WITHDRAWN, S.PARTY_QUIT, S.TO_COURT, S.TO_POLICE)

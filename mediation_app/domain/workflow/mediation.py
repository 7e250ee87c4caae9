"""The table of the mediation (domain/mediation.md §1.9): states, events, actors, guards.

A row whose target equals its source records something without moving the case. Several sources
of one event are written as several rows by ``_rows``; ``STAYS`` means "each stays where it is".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.offices import Role
from mediation_app.domain.sessions import SessionResult
from mediation_app.domain.workflow import guards as g
from mediation_app.domain.workflow.engine import Fact, FactKind, Guard, Process, Step

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

_REASON = Fact(name="reason", label="原因", kind=FactKind.NOTE)
_ROUTES = Fact(name="routes_told", label="已告知其他救济途径", kind=FactKind.YES_NO)
_PAYMENT = (
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


def _rows(sources: Iterable[S], target: str, step: Step) -> tuple[Step, ...]:
    where = tuple(sources)
    if target is STAYS:
        return tuple(replace(step, sources=frozenset({s.value}), target=s.value) for s in where)
    return (replace(step, sources=frozenset(s.value for s in where), target=target),)


def _step(
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
    return _rows(sources, target, step)


_OPEN = (S.ACCEPTED, S.MEDIATING, S.SUSPENDED)
_OWED = (S.AWAITING, S.PART_PERFORMED, S.NOT_PERFORMED)
_ENDED = (S.FAILED, S.WITHDRAWN, S.PARTY_QUIT, S.TO_COURT, S.TO_POLICE)

_INTAKE = (
    Step(
        event="register",
        label="登记",
        sources=frozenset({BEFORE}),
        target=S.REGISTERED,
        roles=DESK,
        guards=(g.not_ahead,),
        rests_on="人民调解法 第17条",
    ),
    *_step(
        "accept",
        "受理",
        (S.REGISTERED,),
        S.ACCEPTED,
        DESK,
        g.accident_told,
        g.both_sides,
        g.reachable,
        g.dispute_told,
        g.requested,
        g.parties_consent,
        needs=(
            Fact(name="consent", label="各方当事人同意调解", kind=FactKind.YES_NO),
            Fact(
                name="mediator_id",
                label="人民调解员",
                kind=FactKind.CHOICE,
                required=False,
                source="mediators",
            ),
        ),
        papers=("registration", "rights_notice"),
        series="case",
        deadline="mediation.people",
        rests_on="人民调解法 第18条",
        primary=True,
    ),
    *_step(
        "refuse",
        "不予受理",
        (S.REGISTERED,),
        S.REFUSED,
        DESK,
        g.routes_told,
        needs=(
            Fact(
                name="ground",
                label="不予受理理由",
                kind=FactKind.CHOICE,
                choices=REFUSAL_GROUNDS,
                source="reasons.mediation_refusal",
            ),
            Fact(name="reason", label="说明", kind=FactKind.NOTE, required=False),
            _ROUTES,
        ),
        papers=("not_accepted_notice",),
        rests_on="人民调解法 第17条",
        danger=True,
    ),
    *_step(
        "tell_rights",
        "告知权利义务",
        _OPEN,
        STAYS,
        DESK,
        g.told_in_time,
        papers=("rights_notice",),
        rests_on="人民调解法 第23条",
    ),
    *_step(
        "appoint",
        "确定调解员",
        (S.REGISTERED, *_OPEN),
        STAYS,
        DESK,
        needs=(
            Fact(
                name="mediator_id",
                label="人民调解员",
                kind=FactKind.CHOICE,
                source="mediators",
            ),
            Fact(
                name="recorder_id",
                label="记录人",
                kind=FactKind.CHOICE,
                required=False,
                source="recorders",
            ),
        ),
        rests_on="人民调解法 第19条",
    ),
)

_TALKS = (
    *_step(
        "book_session",
        "约定调解",
        (S.ACCEPTED, S.MEDIATING),
        STAYS,
        DESK,
        g.mediator_set,
        g.booking_notice,
        needs=(
            Fact(name="starts_at", label="调解时间", kind=FactKind.MOMENT),
            Fact(name="place", label="调解地点", required=False),
            Fact(
                name="insurer_told_on",
                label="通知保险公司日期",
                kind=FactKind.DATE,
                required=False,
            ),
        ),
        papers=("session_notice",),
        rests_on="公通字〔2010〕29号",
    ),
    *_step(
        "start",
        "开始调解",
        (S.ACCEPTED,),
        S.MEDIATING,
        TABLE,
        g.mediator_set,
        g.rights_told,
        g.term_running,
        rests_on="人民调解法 第22条",
        primary=True,
    ),
    *_step(
        "record_session",
        "记录调解",
        (S.MEDIATING,),
        STAYS,
        TABLE,
        g.rights_told,
        g.session_waiting,
        needs=(
            Fact(
                name="session_id",
                label="调解场次",
                kind=FactKind.CHOICE,
                required=False,
                source="case.sessions",
            ),
            Fact(name="minutes", label="调解记录", kind=FactKind.NOTE),
            Fact(name="result", label="调解结果", kind=FactKind.CHOICE, choices=RESULTS),
            Fact(name="amount", label="商定金额", kind=FactKind.MONEY, required=False),
            Fact(name="agreed_facts", label="无争议事实", kind=FactKind.NOTE, required=False),
            Fact(name="result_reason", label="不成原因", kind=FactKind.NOTE, required=False),
            Fact(name="ends_at", label="结束时间", kind=FactKind.MOMENT, required=False),
            Fact(name="risk_note", label="激化风险及报告情况", required=False),
        ),
        papers=("session_record",),
        rests_on="人民调解法 第27条",
        primary=True,
    ),
    *_step(
        "suspend",
        "中止",
        (S.ACCEPTED, S.MEDIATING),
        S.SUSPENDED,
        TABLE,
        needs=(_REASON,),
    ),
    *_step("resume", "恢复调解", (S.SUSPENDED,), S.MEDIATING, TABLE, g.rights_told, primary=True),
    *_step(
        "extend",
        "延长调解期限",
        _OPEN,
        STAYS,
        TABLE,
        g.longer_term,
        needs=(
            Fact(name="new_due_on", label="延长至", kind=FactKind.DATE),
            Fact(name="both_agree", label="各方当事人同意延长", kind=FactKind.YES_NO),
            _REASON,
        ),
        papers=("extension_consent",),
        rests_on="司法部令75号 第36条",
    ),
)

_AGREEMENT = (
    *_step(
        "agree",
        "达成协议（书面）",
        (S.MEDIATING,),
        S.AGREED,
        TABLE,
        g.session_held,
        g.written_agreement,
        papers=("agreement",),
        rests_on="人民调解法 第28条",
        primary=True,
    ),
    *_step(
        "agree_oral",
        "达成协议（口头）",
        (S.MEDIATING,),
        S.AGREED_ORAL,
        TABLE,
        g.session_held,
        g.oral_agreement,
        papers=("oral_agreement",),
        rests_on="人民调解法 第28条",
    ),
    *_step(
        "sign",
        "签署完毕",
        (S.AGREED,),
        S.AWAITING,
        DESK,
        g.written_agreement,
        g.all_signed,
        papers=("agreement", "receipt"),
        rests_on="人民调解法 第29条",
        primary=True,
    ),
    *_step(
        "take_effect",
        "口头协议生效",
        (S.AGREED_ORAL,),
        S.AWAITING,
        TABLE,
        rests_on="人民调解法 第30条",
        primary=True,
    ),
    *_step(
        "redraft",
        "重新拟定协议",
        (S.AGREED, S.AGREED_ORAL),
        S.MEDIATING,
        TABLE,
        needs=(_REASON,),
    ),
)

_PERFORMANCE = (
    *_step(
        "perform_part",
        "部分履行",
        _OWED,
        S.PART_PERFORMED,
        DESK,
        g.payment_fits,
        g.something_left,
        needs=_PAYMENT,
        papers=("receipt",),
        rests_on="人民调解法 第31条",
    ),
    *_step(
        "perform_full",
        "履行完毕",
        _OWED,
        S.PERFORMED,
        DESK,
        g.payment_fits,
        g.nothing_left,
        needs=_PAYMENT,
        papers=("receipt",),
        rests_on="人民调解法 第31条",
        primary=True,
    ),
    *_step(
        "default",
        "未履行",
        (S.AWAITING, S.PART_PERFORMED),
        S.NOT_PERFORMED,
        DESK,
        g.overdue,
        needs=(_REASON,),
        rests_on="人民调解法 第31条",
        danger=True,
    ),
    *_step(
        "remediate",
        "重新调解",
        _OWED,
        S.MEDIATING,
        TABLE,
        g.both_again,
        needs=(
            Fact(name="both_agree", label="各方当事人同意重新调解", kind=FactKind.YES_NO),
            _REASON,
        ),
        rests_on="司法部令75号 第40条",
    ),
)
_VISIT = (
    Fact(name="interviewee", label="回访对象"),
    Fact(name="performance", label="履行情况", kind=FactKind.NOTE),
    Fact(name="satisfaction", label="满意度", required=False),
    Fact(name="method", label="回访方式", required=False),
    Fact(name="lawsuit", label="是否起诉", required=False),
    Fact(name="relapse_risk", label="反复风险", required=False),
)
_FOLLOW_UP = (
    *_step(
        "follow_up",
        "回访",
        (S.PERFORMED,),
        S.FOLLOWED_UP,
        DESK,
        needs=_VISIT,
        papers=("follow_up_record",),
        rests_on="人民调解法 第31条",
        primary=True,
    ),
    *_step(
        "follow_up",
        "回访",
        (*_OWED, S.FOLLOWED_UP),
        STAYS,
        DESK,
        needs=_VISIT,
        papers=("follow_up_record",),
        rests_on="人民调解法 第31条",
    ),
)

_ENDINGS = (
    *_step(
        "fail",
        "调解不成终止",
        (S.MEDIATING, S.SUSPENDED, S.AGREED),
        S.FAILED,
        TABLE,
        g.routes_told,
        needs=(_REASON, _ROUTES),
        papers=("termination_notice",),
        rests_on="人民调解法 第26条",
        danger=True,
    ),
    *_step(
        "withdraw",
        "撤回申请",
        (S.REGISTERED, *_OPEN, S.AGREED),
        S.WITHDRAWN,
        DESK,
        g.routes_told,
        needs=(_REASON, _ROUTES),
        papers=("withdrawal_request", "termination_notice"),
        rests_on="人民调解法 第23条",
        danger=True,
    ),
    *_step(
        "quit",
        "一方拒绝或退出",
        (*_OPEN, S.AGREED),
        S.PARTY_QUIT,
        TABLE,
        g.routes_told,
        needs=(_REASON, _ROUTES),
        papers=("termination_notice",),
        rests_on="人民调解法 第26条",
        danger=True,
    ),
    *_step(
        "to_court",
        "转诉讼终止",
        (*_OPEN, S.AGREED),
        S.TO_COURT,
        TABLE,
        g.routes_told,
        needs=(_REASON, _ROUTES),
        papers=("termination_notice",),
        rests_on="人民调解法 第26条",
        danger=True,
    ),
    *_step(
        "to_police",
        "转公安调解",
        _OPEN,
        S.TO_POLICE,
        TABLE,
        g.routes_told,
        needs=(_REASON, _ROUTES),
        papers=("termination_notice",),
        rests_on="公安部令146号 第85条",
        danger=True,
    ),
    *_step(
        "to_police",
        "转公安调解",
        (S.FAILED,),
        S.TO_POLICE,
        DESK,
        g.police_in_time,
        needs=(Fact(name="reason", label="说明", kind=FactKind.NOTE, required=False),),
        rests_on="公安部令146号 第85条",
    ),
    *_step(
        "void",
        "作废",
        (S.REGISTERED,),
        S.VOIDED,
        frozenset({Role.CLERK, Role.LEADER}),
        needs=(_REASON,),
        danger=True,
    ),
    *_step("void", "作废", (S.ACCEPTED,), S.VOIDED, LEAD, needs=(_REASON,), danger=True),
)

_END = (
    *_step(
        "close",
        "结案",
        (S.PERFORMED, S.FOLLOWED_UP),
        S.CLOSED,
        CLOSERS,
        g.fund_satisfied,
        g.performed_or_why,
        g.confirmation_done,
        papers=("closing_report",),
        primary=True,
    ),
    *_step(
        "close",
        "结案",
        (S.PART_PERFORMED, S.NOT_PERFORMED),
        S.CLOSED,
        CLOSERS,
        g.fund_satisfied,
        g.performed_or_why,
        g.confirmation_done,
        needs=(_REASON,),
        papers=("closing_report",),
    ),
    *_step("close", "结案", _ENDED, S.CLOSED, CLOSERS, papers=("closing_report",), primary=True),
    *_step(
        "archive",
        "归档",
        (S.CLOSED, S.REFUSED),
        S.ARCHIVED,
        DESK,
        needs=(
            Fact(name="archive_place", label="卷宗存放位置"),
            Fact(name="retention", label="保管期限", kind=FactKind.CHOICE, choices=RETENTION),
        ),
        papers=("archive_cover", "archive_contents"),
        rests_on="人民调解法 第27条",
        primary=True,
    ),
)

MEDIATION = Process(
    name="mediation",
    label="调解",
    states=tuple(state.value for state in S),
    initial=S.REGISTERED,
    final=frozenset({S.ARCHIVED.value, S.VOIDED.value}),
    steps=(
        *_INTAKE,
        *_TALKS,
        *_AGREEMENT,
        *_PERFORMANCE,
        *_FOLLOW_UP,
        *_END,
        *_ENDINGS,
    ),
)

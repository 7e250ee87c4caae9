"""The table of the mediation (domain/mediation.md §1.9): states, events, actors, guards."""

from __future__ import annotations

from mediation_app.domain.cases import MediationState as S
from mediation_app.domain.workflow import guards as g
from mediation_app.domain.workflow.engine import Fact, FactKind, Process
from mediation_app.domain.workflow.mediation_base import (
    BEFORE,
    CLOSERS,
    DESK,
    ENDED,
    OWED,
    PAYMENT,
    REASON,
    REFUSAL_GROUNDS,
    RETENTION,
    STAYS,
    TABLE,
    step_rows,
)
from mediation_app.domain.workflow.mediation_open import ENDINGS, INTAKE, TALKS

__all__ = ["BEFORE", "DESK", "MEDIATION", "REFUSAL_GROUNDS", "RETENTION"]

_AGREEMENT = (
    *step_rows(
        "agree",
        "达成协议（书面）",
        (S.MEDIATING,),
        S.AGREED,
        TABLE,
        g.session_held,
        g.written_agreement,
        papers=("agreement", "calculation_sheet"),
        rests_on="人民调解法 第28条",
        primary=True,
    ),
    *step_rows(
        "agree_oral",
        "达成协议（口头）",
        (S.MEDIATING,),
        S.AGREED_ORAL,
        TABLE,
        g.session_held,
        g.oral_agreement,
        papers=("oral_agreement", "calculation_sheet"),
        rests_on="人民调解法 第28条",
    ),
    *step_rows(
        "sign",
        "签署完毕",
        (S.AGREED,),
        S.AWAITING,
        DESK,
        g.written_agreement,
        g.all_signed,
        papers=("agreement", "account_confirmation", "service_return", "receipt"),
        rests_on="人民调解法 第29条",
        primary=True,
    ),
    *step_rows(
        "take_effect",
        "口头协议生效",
        (S.AGREED_ORAL,),
        S.AWAITING,
        TABLE,
        rests_on="人民调解法 第30条",
        primary=True,
    ),
    *step_rows(
        "redraft",
        "重新拟定协议",
        (S.AGREED, S.AGREED_ORAL),
        S.MEDIATING,
        TABLE,
        needs=(REASON,),
    ),
)

_PERFORMANCE = (
    *step_rows(
        "perform_part",
        "部分履行",
        OWED,
        S.PART_PERFORMED,
        DESK,
        g.payment_fits,
        g.something_left,
        needs=PAYMENT,
        papers=("receipt",),
        rests_on="人民调解法 第31条",
    ),
    *step_rows(
        "perform_full",
        "履行完毕",
        OWED,
        S.PERFORMED,
        DESK,
        g.payment_fits,
        g.nothing_left,
        needs=PAYMENT,
        papers=("receipt",),
        rests_on="人民调解法 第31条",
        primary=True,
    ),
    *step_rows(
        "default",
        "未履行",
        (S.AWAITING, S.PART_PERFORMED),
        S.NOT_PERFORMED,
        DESK,
        g.overdue,
        needs=(REASON,),
        rests_on="人民调解法 第31条",
        danger=True,
    ),
    *step_rows(
        "remediate",
        "重新调解",
        OWED,
        S.MEDIATING,
        TABLE,
        g.both_again,
        needs=(
            Fact(name="both_agree", label="各方当事人同意重新调解", kind=FactKind.YES_NO),
            REASON,
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
    *step_rows(
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
    *step_rows(
        "follow_up",
        "回访",
        (*OWED, S.FOLLOWED_UP),
        STAYS,
        DESK,
        needs=_VISIT,
        papers=("follow_up_record",),
        rests_on="人民调解法 第31条",
    ),
)

_END = (
    *step_rows(
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
    *step_rows(
        "close",
        "结案",
        (S.PART_PERFORMED, S.NOT_PERFORMED),
        S.CLOSED,
        CLOSERS,
        g.fund_satisfied,
        g.performed_or_why,
        g.confirmation_done,
        needs=(REASON,),
        papers=("closing_report",),
    ),
    *step_rows(
        "close",
        "结案",
        ENDED,
        S.CLOSED,
        CLOSERS,
        g.fund_goes_on,
        papers=("closing_report",),
        primary=True,
    ),
    *step_rows(
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
        *INTAKE,
        *TALKS,
        *_AGREEMENT,
        *_PERFORMANCE,
        *_FOLLOW_UP,
        *_END,
        *ENDINGS,
    ),
)

"""Rows E18, E19, E21, E22: objection and its settlement, adjustment of what was paid, archive."""

from __future__ import annotations

from mediation_app.domain.fund import FundState as S
from mediation_app.domain.refunds import RefundDebtor
from mediation_app.domain.workflow import fund_adjusting as a
from mediation_app.domain.workflow import fund_guards as g
from mediation_app.domain.workflow import fund_rows as r
from mediation_app.domain.workflow.engine import Fact, FactKind, Step
from mediation_app.domain.workflow.fund_rows import row

_OBJECTION = (
    Fact(name="objector", label="异议人"),
    Fact(name="objection", label="异议内容", kind=FactKind.NOTE),
)
_CO_ORDINATED = "令107号 第22条（条次待核实）"
_BUT_REVIEWERS = (*g.REVIEWERS, "applicant")
_SETTLED = (r.MINUTES, r.OPINION)
_DEBTORS = tuple((kind.value, kind.label) for kind in RefundDebtor)
_OVERPAID = (
    Fact(name="cause", label="多付原因", kind=FactKind.CHOICE, source="reasons.overpaid"),
    Fact(name="amount", label="应退金额", kind=FactKind.MONEY),
    Fact(name="debtor", label="应退单位或个人"),
    Fact(
        name="debtor_kind",
        label="应退方类别",
        kind=FactKind.CHOICE,
        required=False,
        choices=_DEBTORS,
    ),
    Fact(name="opinion", label="计算和说明", kind=FactKind.NOTE),
)

STEPS: tuple[Step, ...] = (
    # E18: against a refusal it stops everything
    row(
        "object",
        "登记异议",
        [S.NOT_ACCEPTED, S.REFUSED, S.APPROVED],
        S.DISPUTE,
        r.DESK,
        a.objection_open,
        needs=_OBJECTION,
    ),
    # … against a part that was cut it does not stop the payment of the rest
    *(
        row(
            "object",
            "登记异议",
            [state],
            state,
            r.DESK,
            a.objection_open,
            a.no_objection,
            needs=_OBJECTION,
        )
        for state in a.PARTLY_PAID
    ),
    # E19
    row(
        "reopen",
        "协调后重新复核",
        [S.DISPUTE],
        S.REVIEW2,
        r.MTG,
        a.was_accepted,
        needs=_SETTLED,
        rests_on=_CO_ORDINATED,
        differs=_BUT_REVIEWERS,
    ),
    row(
        "readmit",
        "协调后重新受理",
        [S.DISPUTE],
        S.SUBMITTED,
        r.MTG,
        a.was_not_accepted,
        needs=_SETTLED,
        rests_on=_CO_ORDINATED,
        differs=_BUT_REVIEWERS,
    ),
    row(
        "keep_not_accepted",
        "维持不予受理",
        [S.DISPUTE],
        S.NOT_ACCEPTED,
        r.MTG,
        a.was_not_accepted,
        needs=_SETTLED,
        rests_on=_CO_ORDINATED,
        differs=_BUT_REVIEWERS,
    ),
    row(
        "keep_refusal",
        "维持不予垫付",
        [S.DISPUTE],
        S.REFUSED,
        r.MTG,
        g.was_refused,
        a.was_accepted,
        needs=_SETTLED,
        rests_on=_CO_ORDINATED,
        differs=_BUT_REVIEWERS,
    ),
    row(
        "keep_approval",
        "维持部分垫付",
        [S.DISPUTE],
        S.APPROVED,
        r.MTG,
        g.was_approved,
        needs=_SETTLED,
        rests_on=_CO_ORDINATED,
        differs=_BUT_REVIEWERS,
    ),
    *(
        row(
            "keep_approval",
            "维持部分垫付",
            [state],
            state,
            r.MTG,
            a.objected,
            needs=_SETTLED,
            rests_on=_CO_ORDINATED,
            differs=_BUT_REVIEWERS,
        )
        for state in a.PARTLY_PAID
    ),
    # … upheld once the undisputed part is paid: a further application for the rest follows
    row(
        "uphold_rest",
        "异议成立，补充垫付",
        [S.PAID],
        S.PAID,
        r.MTG,
        a.objected,
        needs=_SETTLED,
        rests_on=_CO_ORDINATED,
        differs=_BUT_REVIEWERS,
    ),
    # E21: whoever reviews may find it, another one confirms it (the refund's own process)
    row(
        "adjust",
        "登记多付，要求退款",
        [S.PAID],
        S.PAID,
        r.CLK | r.CHK,
        g.unrelated,
        a.overpaid_fits,
        a.cause_known,
        a.debtor_known,
        needs=_OVERPAID,
        differs=("applicant", "payer", "pay_checker"),
    ),
    # E22
    row(
        "archive",
        "归档",
        [S.REFUSED, S.PAID],
        S.ARCHIVED,
        r.CHK,
        g.settled,
        a.nothing_pending,
        g.said_yes("catalogue_complete"),
        needs=(
            Fact(name="box", label="卷宗存放号"),
            Fact(name="catalogue_complete", label="卷内目录齐全", kind=FactKind.YES_NO),
        ),
        differs=("applicant", "clerk"),
    ),
)

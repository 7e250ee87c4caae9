"""The table of judicial confirmation (司法确认), beside the main track (mediation.md §1.12)."""

from __future__ import annotations

from mediation_app.domain.cases import ConfirmationState as C
from mediation_app.domain.offices import Role
from mediation_app.domain.workflow import guards as g
from mediation_app.domain.workflow.engine import Fact, FactKind, Guard, Process, Step

_DESK = frozenset({Role.CLERK, Role.MEDIATOR})


def _step(
    event: str,
    label: str,
    source: tuple[C, ...],
    target: C,
    *guards: Guard,
    needs: tuple[Fact, ...] = (),
    papers: tuple[str, ...] = (),
    rests_on: str = "",
    danger: bool = False,
) -> Step:
    return Step(
        event=event,
        label=label,
        sources=frozenset(state.value for state in source),
        target=target,
        roles=_DESK,
        guards=(g.not_ahead, *guards),
        needs=needs,
        papers=papers,
        rests_on=rests_on,
        danger=danger,
    )


_NOTE = Fact(name="reason", label="说明", kind=FactKind.NOTE, required=False)
_NUMBER = Fact(name="ruling_number", label="裁定书文号")

CONFIRMATION = Process(
    name="confirmation",
    label="司法确认",
    states=tuple(state.value for state in C),
    initial=C.NONE,
    final=frozenset({C.EFFECTIVE.value, C.REJECTED.value}),
    steps=(
        _step(
            "apply_confirmation",
            "申请司法确认",
            (C.NONE, C.WITHDRAWN, C.NOT_TAKEN),
            C.APPLIED,
            g.agreement_effective,
            g.jointly,
            needs=(
                Fact(name="court", label="管辖法院"),
                Fact(name="joint", label="双方共同申请", kind=FactKind.YES_NO),
            ),
            papers=("confirmation_request", "mediation_proof"),
            rests_on="民事诉讼法 第205条",
        ),
        _step("court_takes", "法院受理", (C.APPLIED,), C.TAKEN, rests_on="民事诉讼法 第206条"),
        _step(
            "court_declines", "法院不予受理", (C.APPLIED,), C.NOT_TAKEN, needs=(_NOTE,), danger=True
        ),
        _step("court_confirms", "裁定有效", (C.TAKEN,), C.EFFECTIVE, needs=(_NUMBER,)),
        _step(
            "court_rejects", "裁定驳回", (C.TAKEN,), C.REJECTED, needs=(_NUMBER, _NOTE), danger=True
        ),
        _step(
            "withdraw_confirmation",
            "撤回司法确认申请",
            (C.APPLIED, C.TAKEN),
            C.WITHDRAWN,
            needs=(_NOTE,),
            danger=True,
        ),
    ),
)

"""Guards of the intake that look at papers: standing, the bill's sums, the one-time notice."""

from __future__ import annotations

from mediation_app.domain.fund_materials import untold
from mediation_app.domain.fund_review import line_reasons
from mediation_app.domain.fund_standing import standing_reasons
from mediation_app.domain.workflow.engine import Position
from mediation_app.errors import Reason

ASKED = "ask_supplement"


def standing(position: Position) -> tuple[Reason, ...]:
    """E02: who applies may apply for this (申请人资格); papers that can still come only warn."""
    if position.fund is None:
        return ()
    return standing_reasons(position.case, position.fund, position.on)


def lines_sound(position: Position) -> tuple[Reason, ...]:
    """E02: every line of the bill has a sum that agrees with itself."""
    if position.fund is None:
        return ()
    return tuple(reason for line in position.fund.bill_lines for reason in line_reasons(line))


def told_once(position: Position) -> tuple[Reason, ...]:
    """E03: one notice, with everything that is missing; another only for new facts."""
    file = position.fund
    if file is None:
        return ()
    found = []
    asked = any(
        step.subject_id == file.application.id and step.event == ASKED
        for step in position.case.steps
    )
    if asked:
        taking = position.occurred_on is not None
        if not taking:
            found.append(_reason("supplement_second", blocking=False))
        elif not str(position.facts.get("new_facts", "")).strip():
            found.append(_reason("supplement_again", place="new_facts"))
    codes = position.facts.get("missing")
    if isinstance(codes, tuple | list):
        left = untold(file.materials, (str(code) for code in codes))
        if left:
            names = "、".join(material.name for material in left)
            found.append(_reason("supplement_untold", place="missing", materials=names))
    return tuple(found)


def _reason(code: str, *, place: str = "", blocking: bool = True, **params: str) -> Reason:
    return Reason(code=f"fund.{code}", place=place, blocking=blocking, params=tuple(params.items()))

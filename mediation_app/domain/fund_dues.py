"""Terms that could not be told when they began (待定): told as soon as the holidays are known.

A term is frozen on the application when its step is taken. Where the holidays of the year were not
there yet nothing was frozen; it is reckoned from the same day, under the same rules, later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import FundApplication, FundState
from mediation_app.domain.fund_terms import DECIDING, Terms, clock_runs

_PAYING = (FundState.APPROVED, FundState.TO_PAY, FundState.PAY_FAILED)
_OBJECTING = (FundState.REFUSED, FundState.NOT_ACCEPTED, *_PAYING, FundState.PAID)
_NOTICE = ("ask_supplement", "serve")


def told(application: FundApplication, terms: Terms, steps: Sequence[StepTaken]) -> FundApplication:
    """The application with the terms that are still 待定, as far as they can be told now.

    Only the state it is in counts: what is over keeps what was known then.
    """
    changed: dict[str, Any] = {}
    own = [s for s in steps if s.subject_id == application.id and s.process == "fund"]
    if application.state in (*DECIDING, *_PAYING) and application.decide_due is None:
        start = _last(own, ("revise",))
        runs = () if start else clock_runs(application, own)
        if since := start or application.complete_on:
            term = terms.decide(application.kind, since, runs)
            changed |= {"decide_due": term.day, "decide_why": term.why}
    if application.state in _PAYING and application.pay_due is None and application.decided_on:
        paying = terms.pay(replace(application, **changed), application.decided_on)
        changed |= {"pay_due": paying.day, "pay_why": paying.why}
    asked = _last(own, _NOTICE) if application.state is FundState.SUPPLEMENT else None
    if asked is not None and application.supplement_due is None:
        changed["supplement_due"] = terms.supplement(asked).day
    # only a cut can be objected to, and only from its service on
    cut = application.state in _OBJECTING and application.approved < application.claimed
    if cut and application.served_on is not None and application.objection_due is None:
        changed["objection_due"] = terms.objection(application.served_on).day
    known = {name: value for name, value in changed.items() if _is_known(name, changed)}
    return replace(application, **known) if known else application


def _is_known(name: str, changed: dict[str, Any]) -> bool:
    """The words of a term that is still not known stay as they were frozen."""
    return changed[name.replace("_why", "_due")] is not None


def _last(steps: Sequence[StepTaken], events: tuple[str, ...]) -> date | None:
    return next((s.occurred_on for s in reversed(steps) if s.event in events), None)

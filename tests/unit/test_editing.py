"""What may still be edited: what is signed, paid or finished only takes additions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Clause, FollowUp, Instalment, Performance
from mediation_app.domain.cases import Accident, Case, MediationState, StepTaken
from mediation_app.domain.editing import (
    BY_STEP,
    content_differs,
    edit_reasons,
    fresh,
    on_top_of,
)
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.losses import Allocation, Calculation, CaseDependant, Loss
from mediation_app.domain.papers import Paper, Signature, SignerKind
from mediation_app.domain.parties import Party, Side
from mediation_app.domain.sessions import Session
from mediation_app.messages import text_of_reason

DAY = date(2026, 6, 24)
S = MediationState

LOSS = Loss(id="l", case_id="c", party_id="v")
AGREEMENT = Agreement(id="a", case_id="c")
SIGNED = replace(AGREEMENT, effective_on=DAY)
PAYMENT = Performance(id="p", case_id="c", instalment_id="i")
HELD = Session(id="s", case_id="c", held=True)
PARTY = Party(id="v", case_id="c", name="张三")


def case(state: MediationState = S.MEDIATING, **parts: Any) -> CaseFile:
    own = {name: parts.pop(name) for name in tuple(parts) if name not in CaseFile.__slots__}
    return CaseFile(case=Case(id="c", state=state, **own), **parts)


def reasons(
    old: CaseFile, new: CaseFile, standing: CaseFile | None = None
) -> list[tuple[str, str]]:
    found = edit_reasons(old, new, standing or old)
    assert all("…" not in text_of_reason(reason) for reason in found)
    return [(reason.code.removeprefix("cases."), reason.place) for reason in found]


def with_case(file: CaseFile, **fields: Any) -> CaseFile:
    return replace(file, case=replace(file.case, **fields))


OPEN = case(losses=(LOSS,), parties=(PARTY,), agreements=(AGREEMENT,))
EFFECTIVE = case(
    S.AWAITING,
    effective_on=DAY,
    losses=(LOSS,),
    parties=(PARTY,),
    agreements=(SIGNED,),
    clauses=(Clause(id="k", case_id="c", agreement_id="a"),),
)
BEING_SIGNED = case(
    S.AGREED,
    losses=(LOSS,),
    agreements=(AGREEMENT,),
    papers=(Paper(id="x", case_id="c", kind="agreement"),),
    signatures=(
        Signature(id="y", case_id="c", paper_id="x", kind=SignerKind.MEDIATOR, signed_on=DAY),
    ),
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (OPEN, OPEN, []),
        (OPEN, replace(OPEN, losses=()), []),
        (OPEN, replace(OPEN, losses=(replace(LOSS, amount=Decimal(5)),)), []),
        (OPEN, with_case(OPEN, dispute="新"), []),
        (OPEN, with_case(OPEN, state=S.CLOSED, number="1"),
         [("by_step", "case/number"), ("by_step", "case/state")]),
        (OPEN, replace(OPEN, steps=(StepTaken(
            id="t", case_id="c", subject_id="c", process="mediation", event="x", source="",
            target="", occurred_on=DAY),)), [("history_fixed", "history")]),
        (OPEN, replace(OPEN, funds=(FundFile(application=FundApplication(
            id="f", case_id="c")),)), [("fund_elsewhere", "fund")]),
        # what comes about by acts of its own
        (OPEN, replace(OPEN, performances=(PAYMENT,)), [("by_step", "performances")]),
        (OPEN, replace(OPEN, papers=(Paper(id="x", case_id="c", kind="k"),)),
         [("by_step", "papers")]),
        (OPEN, replace(OPEN, calculations=(Calculation(id="k", case_id="c"),)),
         [("by_step", "calculations")]),
        (replace(OPEN, performances=(PAYMENT,)), OPEN,
         [("paid_fixed", "performances"), ("by_step", "performances")]),
        (replace(OPEN, performances=(PAYMENT,)),
         replace(OPEN, performances=(replace(PAYMENT, amount=Decimal(5)),)),
         [("paid_fixed", "performances"), ("by_step", "performances")]),
        # sessions
        (OPEN, replace(OPEN, sessions=(replace(HELD, held=False),)), []),
        (OPEN, replace(OPEN, sessions=(HELD,)), [("by_step", "sessions/s/held")]),
        (replace(OPEN, sessions=(HELD,)), OPEN, [("session_held", "sessions/s")]),
        (replace(OPEN, sessions=(HELD,)), replace(OPEN, sessions=(replace(HELD, held=False),)),
         [("by_step", "sessions/s/held")]),
        (replace(OPEN, sessions=(HELD,)), replace(OPEN, sessions=(replace(HELD, place="x"),)), []),
        # the agreement
        (OPEN, replace(OPEN, agreements=(replace(AGREEMENT, facts="x"),)), []),
        (OPEN, replace(OPEN, agreements=(SIGNED,)), [("by_step", "agreement/effective_on")]),
        (OPEN, replace(OPEN, agreements=(replace(AGREEMENT, effective_why="x"),)),
         [("by_step", "agreement/effective_on")]),
        (OPEN, replace(OPEN, agreements=(replace(AGREEMENT, number="1"),)),
         [("by_step", "agreement/effective_on")]),
        (OPEN, replace(OPEN, agreements=(replace(AGREEMENT, override_reason="x"),)),
         [("leader_only", "agreement/override_reason")]),
        (case(), case(agreements=(AGREEMENT,)), []),
        (case(), case(agreements=(SIGNED,)), [("by_step", "agreement/effective_on")]),
        # signed by all
        (EFFECTIVE, EFFECTIVE, []),
        (EFFECTIVE, replace(EFFECTIVE, losses=()), [("signed", "agreement/losses")]),
        (EFFECTIVE, replace(EFFECTIVE, clauses=()), [("signed", "agreement/clauses")]),
        (EFFECTIVE, replace(EFFECTIVE, dependants=(CaseDependant(
            id="d", case_id="c", party_id="v"),)), [("signed", "agreement/dependants")]),
        (EFFECTIVE, replace(EFFECTIVE, allocations=(Allocation(
            id="d", case_id="c", vehicle_id="x", victim_id="v"),)),
         [("signed", "agreement/allocations")]),
        (EFFECTIVE, replace(EFFECTIVE, instalments=(Instalment(
            id="i", case_id="c", agreement_id="a"),)), [("signed", "agreement/instalments")]),
        (EFFECTIVE, replace(EFFECTIVE, agreements=()), [("signed", "agreement")]),
        (EFFECTIVE, replace(EFFECTIVE, agreements=(replace(SIGNED, facts="x"),)),
         [("signed", "agreement")]),
        (EFFECTIVE, replace(EFFECTIVE, parties=(replace(PARTY, phone="13856122417"),)), []),
        (EFFECTIVE, replace(EFFECTIVE, parties=(replace(PARTY, name="李四"),)),
         [("signed", "parties/v/name")]),
        (EFFECTIVE, replace(EFFECTIVE, parties=(replace(PARTY, side=Side.THIRD),)),
         [("signed", "parties/v/side")]),
        (EFFECTIVE, replace(EFFECTIVE, parties=(PARTY, replace(PARTY, id="w"))), []),
        # on the table, somebody has signed
        (BEING_SIGNED, BEING_SIGNED, []),
        (BEING_SIGNED, replace(BEING_SIGNED, losses=()), [("being_signed", "agreement/losses")]),
        (BEING_SIGNED, replace(BEING_SIGNED, agreements=(replace(AGREEMENT, facts="x"),)),
         [("being_signed", "agreement")]),
        (replace(BEING_SIGNED, signatures=()), replace(BEING_SIGNED, signatures=(), losses=()),
         []),
        # finished
        (case(S.CLOSED), case(S.CLOSED), []),
        (case(S.CLOSED), case(S.CLOSED, losses=(LOSS,)), [("finished", "losses")]),
        (case(S.ARCHIVED), case(S.ARCHIVED, summary="x"), [("finished", "case")]),
        (case(S.CLOSED), case(S.CLOSED, follow_ups=(FollowUp(id="u", case_id="c"),)), []),
    ],
)  # fmt: skip
def test_an_edit(old: CaseFile, new: CaseFile, said: list[tuple[str, str]]) -> None:
    assert reasons(old, new) == said


def test_what_counts_is_the_case_as_it_stands_now() -> None:
    new = replace(OPEN, losses=())
    assert reasons(OPEN, new, standing=with_case(OPEN, effective_on=DAY)) == [
        ("signed", "agreement/losses")
    ]
    assert reasons(OPEN, new, standing=with_case(OPEN, state=S.VOIDED)) == [("finished", "losses")]


def test_stamps_are_no_content() -> None:
    assert not content_differs(LOSS, replace(LOSS, version=3, updated_by="x"))
    assert content_differs(LOSS, replace(LOSS, note="x"))


def test_a_new_case_brings_nothing_only_steps_bring() -> None:
    draft = replace(
        EFFECTIVE,
        case=replace(EFFECTIVE.case, number="1", summary="追尾", mediator_id="m"),
        performances=(PAYMENT,),
        accidents=(Accident(id="x", case_id="c"),),
    )
    made = fresh(draft)
    empty = Case(id="c")
    assert {name: getattr(made.case, name) for name in BY_STEP} == {
        name: getattr(empty, name) for name in BY_STEP
    }
    assert (made.case.summary, made.case.mediator_id) == ("追尾", "m")
    assert (made.losses, made.accidents, made.parties) == ((LOSS,), draft.accidents, (PARTY,))
    assert (made.agreements, made.clauses, made.performances) == ((), (), ())


# Two at a time ------------------------------------------------------------------------------------


def test_without_a_step_between_nothing_moves() -> None:
    new = with_case(OPEN, summary="x")
    assert on_top_of(OPEN.case, OPEN, new) == (OPEN, new)


def test_an_edit_is_made_on_top_of_a_step() -> None:
    standing = replace(OPEN.case, version=1, state=S.AGREED, mediator_id="m")
    new = with_case(OPEN, summary="x")
    before, after = on_top_of(standing, OPEN, new)
    assert before.case == standing
    assert after.case == replace(standing, summary="x")
    assert after.losses == new.losses


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ({"summary": "y"}, {"dispute": "x"}),  # somebody edited too
        ({"mediator_id": "m"}, {"mediator_id": "n"}),  # a step set what is edited here
    ],
)
def test_a_real_clash_is_left_to_the_store(theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    standing = replace(OPEN.case, version=1, **theirs)
    new = with_case(OPEN, **mine)
    assert on_top_of(standing, OPEN, new) == (OPEN, new)

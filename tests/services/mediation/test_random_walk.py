"""Random walks through legal steps on a real database: what must hold after every one of them."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import CHINA, SetClock, today
from mediation_app.database.credentials import Cost
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.domain.offices import Actor
from mediation_app.domain.papers import SignerKind, SignMethod
from mediation_app.domain.parties import PartyKind
from mediation_app.domain.workflow.engine import Fact, FactKind, Offer
from mediation_app.domain.workflow.mediation import MEDIATION
from mediation_app.domain.workflow.next_step import DRAFT_AGREEMENT, next_event
from mediation_app.errors import AppError, NotAllowed
from mediation_app.services.agreements import SignatureFacts
from mediation_app.services.stories import set_up_office
from mediation_app.services.stories.e3 import Keys, intake, with_losses

CHEAP = Cost(memory=8, passes=1)
START = datetime(2026, 6, 15, 9, 0, tzinfo=CHINA)
LEGAL = {state.value for state in MediationState}
# what a walk may do without an offer
ENDINGS = {"refuse", "void", "withdraw", "quit", "to_court", "to_police", "fail"}
BEFORE_ACCEPTANCE = {"registered", "refused", "withdrawn", "voided"}


@pytest.fixture(scope="module", autouse=True)
def _template() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="walk-"))
    with open_workbench(folder / "template", clock=SetClock(START), password_cost=CHEAP) as bench:
        set_up_office(bench, SetClock(START))
    Walk.template = folder / "template"
    Walk.root = folder
    yield
    shutil.rmtree(folder, ignore_errors=True)


class Walk(RuleBasedStateMachine):
    """One case; every rule takes an allowed step, or tries one that is not allowed."""

    template: Path
    root: Path
    numbers = itertools.count()

    @initialize()
    def open(self) -> None:
        folder = self.root / f"w{next(self.numbers)}"
        shutil.copytree(self.template, folder)
        self.clock = SetClock(START)
        self.bench: Workbench = open_workbench(folder, clock=self.clock, password_cost=CHEAP)
        self.people = set_up_office(self.bench, self.clock)
        self.keys = Keys(*(new_id() for _ in range(8)))
        clerk = self.people["clerk"]
        draft = intake(self.bench.cases.blank(clerk), self.keys)
        self.file: CaseFile = self.bench.cases.new_case(clerk, draft).value
        self.trail = 0
        self.drawn = ""

    def teardown(self) -> None:
        if hasattr(self, "bench"):
            self.bench.close()

    # --- rules ------------------------------------------------------------------------------

    @rule(data=st.data(), days=st.integers(0, 6))
    def step(self, data: st.DataObject, days: int) -> None:
        """Take one of the allowed steps, as whoever may."""
        self.clock.moment += timedelta(days=days, minutes=7)
        choices = self._allowed()
        if data.draw(st.integers(0, 9), label="ending") != 7:
            choices = [(a, o) for a, o in choices if o.step.event not in ENDINGS]
        if choices:
            self._take(*data.draw(st.sampled_from(choices), label="step"), data)

    def _onward(self, data: st.DataObject) -> None:
        """The step the desk does next, if somebody may."""
        event = next_event(self.file)
        if event == DRAFT_AGREEMENT:
            self.draft()
            return
        if event == "sign":
            self.signatures()
        self.clock.moment += timedelta(days=1, minutes=7)
        for actor, offer in self._allowed():
            if offer.step.event == event:
                self._take(actor, offer, data)
                return

    @rule(data=st.data())
    def onward(self, data: st.DataObject) -> None:
        self._onward(data)

    @rule(data=st.data())
    def further(self, data: st.DataObject) -> None:
        self._onward(data)

    @rule(data=st.data())
    def and_further(self, data: st.DataObject) -> None:
        self._onward(data)

    def _allowed(self) -> list[tuple[Actor, Offer]]:
        return [
            (actor, offer)
            for actor in (self.people["clerk"], self.people["mediator"], self.people["leader"])
            for offer in self.bench.cases.offers_for(self.file, actor)
            if offer.allowed
        ]

    def _take(self, actor: Actor, offer: Offer, data: st.DataObject) -> None:
        facts = self._facts(offer, data)
        before = self.file
        try:
            self.file = self.bench.cases.perform(
                actor, self.file.case.id, offer.step.event, facts=facts
            ).value
        except AppError:
            # a guard that needs the facts (a payment too large, a term too short)
            assert self.bench.cases.peek(actor, before.case.id) == before
            return
        assert len(self.file.steps) == len(before.steps) + 1
        taken = self.file.steps[-1]
        process = MEDIATION if taken.process == "mediation" else None
        if process is not None:
            row = process.find(before.case.state.value, taken.event)
            assert row is not None
            assert self.file.case.state.value == row.target

    @precondition(lambda self: self.file.case.state is MediationState.MEDIATING)
    @rule()
    def draft(self) -> None:
        """The mediator drafts the agreement."""
        mediator = self.people["mediator"]
        file = self.file
        if not file.losses:
            file = self.bench.cases.save(mediator, file, with_losses(file, self.keys)).value
        proposal = self.bench.cases.propose_agreement(mediator, file)
        self.file = self.bench.cases.save(mediator, file, proposal).value

    @precondition(lambda self: self.file.case.state is MediationState.AGREED)
    @rule()
    def signatures(self) -> None:
        """Everybody signs today."""
        clerk, day = self.people["clerk"], today(self.clock)
        for signer in self.bench.cases.signers(self.file):
            if signer.signature is not None:
                continue
            party = self.file.party(signer.party_id)
            seal = party is not None and party.kind is PartyKind.ORGANISATION
            self.file = self.bench.cases.add_signature(
                clerk,
                self.file.case.id,
                SignatureFacts(
                    kind=signer.kind,
                    party_id=signer.party_id,
                    name=signer.name,
                    signed_on=day,
                    method=SignMethod.SEAL
                    if seal or signer.kind is SignerKind.COMMITTEE
                    else SignMethod.SIGNATURE,
                ),
            ).value

    @rule(data=st.data())
    def forbidden(self, data: st.DataObject) -> None:
        """What is not allowed changes nothing."""
        actor: Actor = data.draw(
            st.sampled_from(sorted(self.people.values(), key=lambda a: a.name))
        )
        events = sorted({step.event for step in MEDIATION.steps})
        event = data.draw(st.sampled_from(events))
        allowed = {
            offer.step.event
            for offer in self.bench.cases.offers_for(self.file, actor)
            if offer.allowed
        }
        if event in allowed:
            return
        with pytest.raises(NotAllowed):
            self.bench.cases.perform(actor, self.file.case.id, event, facts={"routes_told": True})
        assert self.bench.cases.peek(self.people["clerk"], self.file.case.id) == self.file

    # --- what must hold ---------------------------------------------------------------------

    @invariant()
    def legal(self) -> None:
        if not hasattr(self, "file"):
            return
        case = self.file.case
        assert case.state.value in LEGAL
        if case.accepted_on is None:
            assert case.number == ""
            assert case.state.value in BEFORE_ACCEPTANCE | {"archived", "closed"}
        else:
            assert case.number.endswith("第0001号")
            assert case.due_on is not None
        assert self.drawn in ("", case.number)
        self.drawn = case.number
        if case.effective_on is not None:
            assert self.file.agreement is not None
            assert self.file.agreement.effective_on == case.effective_on

    @invariant()
    def reload_equals_memory(self) -> None:
        if hasattr(self, "file"):
            stored = self.bench.cases.peek(self.people["clerk"], self.file.case.id)
            assert stored == self.file

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "file"):
            return
        assert len(self.file.parties) == 5
        assert len(self.file.vehicles) == 2
        assert len(self.file.losses) in (0, 7)
        history = self.bench.cases.history(self.people["clerk"], self.file.case.id, limit=10_000)
        assert len(history) >= self.trail
        self.trail = len(history)
        assert self.file.steps[0].event == "register"

    # --- facts ------------------------------------------------------------------------------

    def _facts(self, offer: Offer, data: st.DataObject) -> dict[str, Any]:
        found: dict[str, Any] = {"late_reason": ""}
        for fact in offer.step.needs:
            if fact.required or data.draw(st.booleans(), label=fact.name):
                value = self._value(fact, data)
                if value is not None:
                    found[fact.name] = value
        if "instalment_id" in found and data.draw(st.booleans(), label="in full"):
            found.pop("amount", None)  # what is still owed
        return found

    def _value(self, fact: Fact, data: st.DataObject) -> Any:
        day = today(self.clock)
        if fact.name == "session_id":
            return None
        if fact.source == "mediators":
            return self.people["mediator"].person_id
        if fact.source == "recorders":
            return self.people["clerk"].person_id
        if fact.source == "case.instalments":
            rows = [row.id for row in self.file.instalments]
            return data.draw(st.sampled_from(rows)) if rows else None
        if fact.choices and fact.name != "result":
            return data.draw(st.sampled_from([code for code, _ in fact.choices]))
        if fact.name == "result":
            return "success"
        return {
            FactKind.DATE: day + timedelta(days=40),
            FactKind.MOMENT: at(day, 14, 30),
            FactKind.MONEY: data.draw(
                st.sampled_from([Decimal("1000.00"), Decimal("10540.00"), Decimal("15000.00")])
            ),
            FactKind.YES_NO: True,
        }.get(fact.kind, "经核实")


Walk.TestCase.settings = settings(max_examples=10, stateful_step_count=45, deadline=None)
TestWalk = Walk.TestCase

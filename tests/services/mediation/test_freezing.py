"""Frozen sums: the law an agreement was drafted by goes on counting, 重算 says what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.compensation.law import Bucket, CompensationLaw, LimitRow
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.domain.papers import SignerKind
from mediation_app.domain.parties import PartyRole
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.rulebook import Rulebook
from mediation_app.services.agreements import SignatureFacts
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys, intake, sign_all, with_losses
from tests.services.mediation.desk import accept
from tests.support.places import Places
from tests.support.stories import office

D = Decimal


def at_the_table(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    """E3 up to the session of 24 June that ended well."""
    cases, clerk, mediator = workbench.cases, cast["clerk"], cast["mediator"]
    clock.put(2026, 6, 15)
    keys = Keys(*(new_id() for _ in range(8)))
    file = cases.new_case(clerk, intake(cases.blank(clerk), keys)).value
    clock.put(2026, 6, 16)
    file = accept(workbench, cast, file)
    key = file.case.id
    cases.perform(clerk, key, "tell_rights")
    moment = at(date(2026, 6, 24), 9, 30)
    cases.perform(clerk, key, "book_session", facts={"starts_at": moment, "place": "2 号调解室"})
    file = cases.peek(clerk, key)
    cases.save(clerk, file, with_losses(file, keys))
    clock.put(2026, 6, 24, 11)
    cases.perform(mediator, key, "start")
    facts = {
        "minutes": "各方同意。",
        "result": "success",
        "amount": D("43540.00"),
        "ends_at": at(date(2026, 6, 24), 11),
    }
    cases.perform(mediator, key, "record_session", facts=facts)
    return key


@dataclass(frozen=True)
class Table:
    """The office with the case at the table."""

    workbench: Workbench
    cast: Cast
    key: str

    @property
    def file(self) -> CaseFile:
        return self.workbench.cases.peek(self.cast["clerk"], self.key)

    def draft(self) -> CaseFile:
        """Propose the agreement and save it."""
        cases, mediator = self.workbench.cases, self.cast["mediator"]
        file = self.file
        return cases.save(mediator, file, cases.propose_agreement(mediator, file)).value

    def edit(self, **parts: Any) -> CaseFile:
        """Save a change of the case."""
        file = self.file
        return self.workbench.cases.save(self.cast["clerk"], file, replace(file, **parts)).value

    def codes(self) -> set[str]:
        """The codes of the check-up."""
        return {reason.code for reason in self.workbench.cases.checks(self.file)}


@pytest.fixture
def table(engine_name: str, places: Places, clock: SetClock) -> Iterator[Table]:
    with office(places, engine_name, "at-the-table", clock, at_the_table) as (workbench, cast):
        clock.put(2026, 6, 24, 12)
        key = workbench.cases.search(cast["clerk"], "张桂兰")[0].case_id
        yield Table(workbench, cast, key)


def halved(law: CompensationLaw) -> CompensationLaw:
    """The law with half the limits, as if the rules had changed."""
    limits = law.limits
    less = {bucket: amount / 2 for bucket, amount in limits.at_fault.items()}
    return replace(
        law,
        limits=LimitRow(
            valid_from=limits.valid_from,
            at_fault=less,
            no_fault=limits.no_fault,
            source=limits.source,
        ),
    )


@pytest.fixture
def new_rules(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Switch the rules of the office to other limits."""
    shipped = Rulebook.compensation_law

    def changed(self: Rulebook, **wanted: Any) -> CompensationLaw:
        return halved(shipped(self, **wanted))

    return lambda: monkeypatch.setattr(Rulebook, "compensation_law", changed)


def test_drafting_freezes_the_sums_with_the_agreement(table: Table) -> None:
    cases = table.workbench.cases
    assert cases.reckoning(table.file).frozen is None
    assert cases.recalculated(table.file).changes == ()
    stored = table.draft()
    (kept,) = stored.calculations
    assert stored.agreement is not None
    assert (kept.agreement_id, kept.made_on) == (stored.agreement.id, date(2026, 6, 24))
    assert (kept.total, kept.entitlement) == (D("50300.00"), D("43540.00"))
    assert (kept.reason, kept.rules_version) == (
        "拟定协议",
        table.workbench.context.rulebook.version,
    )
    assert cases.reckoning(stored).frozen == kept
    assert "checks.sums_changed" not in table.codes()
    # the row came in the same act as the agreement
    entries = cases.history(table.cast["clerk"], table.key)
    records = {e.record for e in entries if e.moment == entries[0].moment}
    assert {"Agreement", "Calculation"} <= records


def test_the_frozen_law_counts_until_the_new_one_is_taken_over(
    table: Table, new_rules: Any
) -> None:
    cases, clerk = table.workbench.cases, table.cast["clerk"]
    table.draft()
    new_rules()
    kept = cases.reckoning(table.file)
    assert kept.law.limits.at_fault[Bucket.MEDICAL] == D("18000.00")
    assert kept.result.victims[0].entitlement == D("43540.00")
    assert "checks.sums_changed" not in table.codes()  # no fact has changed
    again = cases.recalculated(table.file)
    assert again.new.law.limits.at_fault[Bucket.MEDICAL] == D("9000.00")
    assert again.new.frozen is None
    lines = {change.kind for change in again.changes}
    assert {"share", "limit"} <= lines
    with pytest.raises(InvalidInput) as caught:
        cases.accept_recalculation(clerk, table.key, " ")
    assert caught.value.field == "reason"
    stored = cases.accept_recalculation(clerk, table.key, "限额标准更正").value
    assert [one.reason for one in stored.calculations] == ["拟定协议", "限额标准更正"]
    assert cases.reckoning(stored).law.limits.at_fault[Bucket.MEDICAL] == D("9000.00")
    assert cases.recalculated(stored).changes == ()
    assert stored.calculation is not None
    assert stored.calculation.entitlement == D("39940.00")  # 33,400 − 9,000 + 60 % of 25,900
    assert "checks.total_not_reckoned" in table.codes()


def test_changed_facts_warn_until_the_agreement_is_drafted_anew(table: Table) -> None:
    cases = table.workbench.cases
    table.draft()
    losses = table.file.losses
    more = replace(losses[-1], amount=D("1000.00"))
    table.edit(losses=(*losses[:-1], more))
    assert len(table.file.calculations) == 1
    assert "checks.sums_changed" in table.codes()
    changes = {change.key: change for change in cases.recalculated(table.file).changes}
    repair = next(one for key, one in changes.items() if ".item.repair." in key)
    assert (repair.old_amount, repair.new_amount) == (D("800.00"), D("1000.00"))
    stored = table.draft()
    assert [one.reason for one in stored.calculations] == ["拟定协议", "重新拟定协议"]
    assert "checks.sums_changed" not in table.codes()
    table.draft()  # nothing new: nothing to freeze
    assert len(table.file.calculations) == 2


def test_facts_that_can_no_longer_be_reckoned_warn_too(table: Table) -> None:
    table.draft()
    table.edit(losses=())
    assert "checks.sums_gone" in table.codes()


def test_hand_written_sums_freeze_nothing_new(table: Table) -> None:
    stored = table.draft()
    assert stored.agreement is not None
    table.edit(agreements=(replace(stored.agreement, total=D("43000.00")),))
    assert len(table.file.calculations) == 1
    assert {"checks.total_not_reckoned", "checks.total_differs"} <= table.codes()


def test_an_agreement_written_by_hand_is_frozen_when_it_comes_to_the_table(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # as a case drafted before sums were frozen
        patch.setattr("mediation_app.services.freezing.keep_agreed_sums", lambda *given: given[3])
        table.draft()
    assert table.file.calculations == ()
    cases = table.workbench.cases
    file = cases.perform(table.cast["mediator"], table.key, "agree").value
    assert len(file.calculations) == 1


def test_freezing_by_hand_keeps_the_frozen_law(table: Table, new_rules: Any) -> None:
    cases, clerk = table.workbench.cases, table.cast["clerk"]
    first = cases.freeze(clerk, table.key, reason="开庭前固定").value
    assert first.calculation is not None
    assert (first.calculation.reason, first.calculation.agreement_id) == ("开庭前固定", "")
    new_rules()
    second = cases.freeze(clerk, table.key).value
    assert len(second.calculations) == 2
    limit = cases.reckoning(second).law.limits.at_fault[Bucket.MEDICAL]
    assert limit == D("18000.00")
    with pytest.raises(NotAllowed) as caught:
        cases.freeze(table.cast["cashier"], table.key)
    assert caught.value.code == "cases.desk_only"


def test_nothing_moves_once_people_sign(table: Table, clock: SetClock) -> None:
    cases, clerk = table.workbench.cases, table.cast["clerk"]
    table.draft()
    cases.perform(table.cast["mediator"], table.key, "agree")
    file = table.file
    first, second = file.parties[0], file.parties[1]
    facts = SignatureFacts(kind=SignerKind.PARTY, party_id=first.id, signed_on=date(2026, 6, 24))
    cases.add_signature(clerk, table.key, facts)
    for act in (
        lambda: cases.freeze(clerk, table.key),
        lambda: cases.accept_recalculation(clerk, table.key, "更正"),
    ):
        with pytest.raises(NotAllowed) as caught:
            act()
        assert caught.value.code == "cases.being_signed"
    agent = file.parties_with(PartyRole.AGENT)[0]
    hospital = file.parties_with(PartyRole.HOSPITAL)[0]
    insurer = file.parties_with(PartyRole.INSURER_COMPULSORY)[0]
    keys = Keys(
        first.id, second.id, insurer.id, agent.id, hospital.id,
        file.vehicles[0].id, file.vehicles[1].id, file.injuries[0].id,
    )  # fmt: skip
    sign_all(table.workbench, clock, table.cast, table.key, keys)
    with pytest.raises(NotAllowed) as caught:
        cases.accept_recalculation(clerk, table.key, "更正")
    assert caught.value.code == "cases.sums_signed"
    assert "checks.sums_changed" not in table.codes()


def test_a_frozen_law_that_cannot_be_read_gives_way_to_the_rules(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    file = table.draft()
    assert file.calculation is not None
    broken = replace(file.calculation, law="{}", result="[]")
    file = replace(file, calculations=(broken,))
    cases = table.workbench.cases
    with caplog.at_level("ERROR"):  # the warning in the log is expected
        assert cases.reckoning(file).frozen is None
        assert cases.recalculated(file).changes == ()
        assert "checks.sums_changed" not in {r.code for r in cases.checks(file)}


def test_nobody_edits_a_frozen_reckoning(table: Table) -> None:
    file = table.draft()
    (kept,) = file.calculations
    with pytest.raises(NotAllowed) as caught:
        table.edit(calculations=(replace(kept, reason="另写"),))
    assert [reason.code for reason in caught.value.reasons] == ["cases.by_step"]

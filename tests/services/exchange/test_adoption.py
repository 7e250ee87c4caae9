"""A case from another office: its facts come in whole, nothing decided there is paid here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.database.verify import verify
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication, FundState
from mediation_app.domain.ids import new_id
from mediation_app.domain.numbers import official_number
from mediation_app.domain.papers import Attachment, Paper, Signature
from mediation_app.domain.records import Record
from mediation_app.errors import InvalidInput
from mediation_app.exchange import schema
from mediation_app.exchange.case_json import dump_case, load_case
from mediation_app.services.adoption import SETTLED
from mediation_app.services.stories import Cast, s1_s9
from tests.support.places import Places
from tests.support.stories import office

Office = tuple[Workbench, Cast]


@pytest.fixture
def theirs(engine_name: str, places: Places, clock: SetClock) -> Iterator[Office]:
    """The other office, after S1 with S9."""
    with office(places, engine_name, "story-s1-s9", clock, s1_s9.play) as opened:
        yield opened


@pytest.fixture
def ours(engine_name: str, places: Places, clock: SetClock, theirs: Office) -> Iterator[Office]:
    """Our office on the same day, empty."""
    assert theirs
    moment = clock.moment
    with office(places, engine_name, "ours", clock) as opened:
        clock.moment = moment
        yield opened


def handed_out(theirs: Office) -> CaseFile:
    workbench, cast = theirs
    return load_case(workbench.exchange.hand_out(cast["admin"], "2026-0001"))


def taken_in(ours: Office, file: CaseFile) -> CaseFile:
    workbench, cast = ours
    return workbench.exchange.take_in(cast["admin"], file).value


def in_state(file: CaseFile, state: FundState) -> CaseFile:
    fund = file.funds[0]
    changed = replace(fund, application=replace(fund.application, state=state))
    return replace(file, funds=(changed,))


def test_a_settled_case_comes_as_history(theirs: Office, ours: Office) -> None:
    file = handed_out(theirs)
    taken = taken_in(ours, file)
    assert taken.case.number == "（2026）东道交调字第0001号"
    assert taken.case.source_reference == file.case.number
    assert taken.case.state is MediationState.PERFORMED
    fund, theirs_fund = taken.funds[0], file.funds[0]
    assert fund.application.state is FundState.PAID
    assert fund.application.approved == Decimal("57160.00")
    assert fund.application.number == theirs_fund.application.number + "（移入）"
    assert fund.application.serial is None
    for part in ("decisions", "payments", "recoveries", "debtor_shares", "repayment_receipts"):
        assert len(getattr(fund, part)) == len(getattr(theirs_fund, part)), part
    assert taken.steps[-1].event == "import"
    assert "东阿公交移〔2026〕109号" in taken.steps[-1].note, "the older reference is not lost"
    assert verify(ours[0].context.store).sound


def test_frozen_sums_come_along_and_go_on_counting(theirs: Office, ours: Office) -> None:
    file = handed_out(theirs)
    (kept,) = file.calculations
    taken = taken_in(ours, file)
    assert (taken.calculations[0].law, taken.calculations[0].result) == (kept.law, kept.result)
    assert taken.calculations[0].agreement_id == taken.agreements[0].id
    cases = ours[0].cases
    found = cases.reckoning(taken)
    assert found.frozen == taken.calculation
    assert found.result.victims[0].entitlement == kept.entitlement == Decimal("228300.00")
    ids = {side.id for side in found.claim.sides} | set(found.shares)
    assert ids <= {row.id for row in (*taken.vehicles, *taken.parties)}


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("law", "{}", "exchange.frozen_damaged"),
        ("law", '{"form": 99, "law": {}}', "exchange.frozen_newer"),
        ("result", "nothing", "exchange.frozen_damaged"),
        ("reason", "字" * 201, "cases.too_long"),
    ],
)
def test_frozen_sums_that_cannot_be_read_are_not_taken_in(
    theirs: Office, ours: Office, field: str, text: str, code: str
) -> None:
    file = handed_out(theirs)
    broken = replace(file.calculations[0], **{field: text})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as caught:
        taken_in(ours, replace(file, calculations=(broken,)))
    assert (caught.value.code, caught.value.field) == (code, f"file.calculations[0].{field}")


def test_our_own_series_go_on_beside_theirs(theirs: Office, ours: Office) -> None:
    """The other office's number one must not stand in the way of ours."""
    file = handed_out(theirs)
    taken_in(ours, file)
    workbench, cast = ours
    own = workbench.office.current(cast["clerk"])
    with workbench.context.store.write(cast["admin"], "test") as unit:
        number = official_number("fund", own, 2026, unit.draw_number("fund", 2026))
        application = FundApplication(
            id=new_id(), case_id=file.case.id, number=number, number_year=2026, serial=1
        )
        unit.add(application)
        unit.commit()
    assert number == file.funds[0].application.number
    assert verify(workbench.context.store).sound


def test_the_other_offices_number_is_found(theirs: Office, ours: Office) -> None:
    file = handed_out(theirs)
    file = replace(file, case=replace(file.case, number="聊高调〔2026〕民字第77号"))
    taken_in(ours, file)
    workbench, cast = ours
    with workbench.context.store.read(cast["clerk"]) as reader:
        for text in ("聊高调〔2026〕民字第77号", "2026-0001", "孟庆海"):
            assert [row.case_id for row in reader.search_cases(text)] == [file.case.id], text


@pytest.mark.parametrize("state", sorted(set(FundState) - SETTLED - {FundState.DRAFT}))
def test_what_was_not_settled_starts_again_as_a_draft(
    places: Places, clock: SetClock, state: FundState
) -> None:
    with office(places, "sqlite", "story-s1-s9", clock, s1_s9.play) as theirs:
        file = in_state(handed_out(theirs), state)
    old = file.funds[0]
    papers = tuple(
        Paper(id=new_id(), case_id=file.case.id, kind=kind, subject_id=subject, number="x")
        for kind, subject in (
            ("fund_application_hospital", old.application.id),
            ("fund_consent", old.application.id),
            ("fund_payment", old.payments[0].id),
            ("agreement", file.agreements[0].id),
        )
    )
    signatures = tuple(
        Signature(id=new_id(), case_id=file.case.id, paper_id=paper.id, name="甲")
        for paper in papers
    )
    slip = Attachment(
        id=new_id(), case_id=file.case.id, subject_id=old.payments[0].id, name="回单.pdf",
        sha256="a" * 64,
    )  # fmt: skip
    file = load_case(
        dump_case(replace(file, papers=papers, signatures=signatures, attachments=(slip,)))
    )
    moment = clock.moment
    with office(places, "sqlite", "ours", clock) as ours:
        clock.moment = moment
        taken = taken_in(ours, file)
        sound = verify(ours[0].context.store).sound
    fund = taken.funds[0]
    assert sound
    _is_a_plain_draft(fund, old)
    assert [paper.kind for paper in taken.papers] == ["fund_application_hospital", "agreement"]
    assert {one.paper_id for one in taken.signatures} == {paper.id for paper in taken.papers}
    assert (taken.attachments[0].subject_id, taken.attachments[0].sha256) == ("", "")
    assert not [step for step in taken.steps if step.process in ("fund", "recovery")]
    assert [step for step in taken.steps if step.process == "mediation"]


def _is_a_plain_draft(fund: FundFile, old: FundFile) -> None:
    application = fund.application
    assert application.state is FundState.DRAFT
    kept = {"claimed", "situation", "victim_id", "payee_account", "notice_number", "hospital"}
    for name in kept:
        assert getattr(application, name) == getattr(old.application, name), name
    gone = (
        "number", "number_year", "serial", "received_on", "complete_on", "accepted_on",
        "decide_due", "decide_why", "pay_due", "pay_why", "eligible", "proposed", "approved",
        "calculation", "decided_on", "decision_number", "served_on", "frozen_rules",
        "proposed_verdict", "refusal_codes", "clerk_id", "checker_id", "approver_id", "payer_id",
    )  # fmt: skip
    defaults = {item.name: item.default for item in fields(FundApplication)}
    for name in gone:
        assert getattr(application, name) == defaults[name], name
    for part in (
        "findings", "decisions", "payments", "recoveries", "debtor_shares", "repayment_rows",
        "repayment_receipts", "recovery_actions",
    ):  # fmt: skip
        assert getattr(fund, part) == (), part
    assert len(fund.bill_lines) == len(old.bill_lines)
    assert len(fund.materials) == len(old.materials)
    for line, before in zip(fund.bill_lines, old.bill_lines, strict=True):
        assert (line.name, line.amount) == (before.name, before.amount)
        assert (line.decided, line.approved, line.reduced) == (False, 0, 0)


def test_the_draft_can_be_decided_here(places: Places, clock: SetClock) -> None:
    with office(places, "sqlite", "story-s1-s9", clock, s1_s9.play) as theirs:
        file = in_state(handed_out(theirs), FundState.APPROVAL)
    moment = clock.moment
    with office(places, "sqlite", "ours", clock) as (workbench, cast):
        clock.moment = moment
        workbench.exchange.take_in(cast["admin"], file)
        key = file.funds[0].application.id
        offers = workbench.fund.offers(cast["fund_clerk"], key)
        assert "submit" in {offer.step.event for offer in offers}
        view = workbench.fund.view(cast["fund_clerk"], key)
        assert view.file.application.state is FundState.DRAFT
        assert not any(offer.step.event == "approve" for offer in offers)


def test_content_that_is_here_stays_tied(theirs: Office, ours: Office) -> None:
    file = handed_out(theirs)
    kept = ours[0].context.blobs.put(b"a scan")
    attachments = tuple(
        Attachment(id=new_id(), case_id=file.case.id, name=name, sha256=name)
        for name in (kept, "b" * 64, "../../etc/passwd")
    )
    taken = taken_in(ours, replace(file, attachments=attachments))
    assert {one.name: one.sha256 for one in taken.attachments} == {
        kept: kept,
        "b" * 64: "",
        "../../etc/passwd": "",
    }
    assert verify(ours[0].context.store).sound


def test_a_case_without_a_number_starts_at_the_beginning(theirs: Office, ours: Office) -> None:
    file = handed_out(theirs)
    taken = taken_in(ours, replace(file, case=replace(file.case, number="")))
    assert (taken.case.number, taken.case.state) == ("", MediationState.REGISTERED)


def test_a_key_that_stands_in_another_case_is_refused(theirs: Office, ours: Office) -> None:
    file = handed_out(theirs)
    taken_in(ours, file)
    other = new_id()
    party = replace(file.parties[0], case_id=other)
    with pytest.raises(InvalidInput) as caught:
        taken_in(ours, CaseFile(case=replace(file.case, id=other), parties=(party,)))
    assert caught.value.code == "database.taken"
    assert verify(ours[0].context.store).sound


# Keys that point at a record of the same case; every other one names a person of the office.
_POINTERS = frozenset(
    {
        "case_id", "subject_id", "party_id", "application_id", "agreement_id", "instalment_id",
        "injury_id", "victim_id", "paper_id", "payer_id", "payee_id", "driver_id", "owner_id",
        "insurer_id", "vehicle_id", "represents_id", "recovery_id", "payment_id", "debtor_id",
        "attachment_id", "applicant_party_id", "payee_party_id", "hospital_party_id",
        "adjusts_id", "debtor_party_id", "refund_id", "policy_id", "custody_id", "session_id", "liable_id", "ride_vehicle_id", "towed_by_id",
    }
)  # fmt: skip


def test_every_key_is_known_to_travel_or_to_stay() -> None:
    """A new field must be given its place, else cases with it cannot be imported again."""

    def classes(aggregate: type[object]) -> Iterator[type[Record]]:
        for cls, _ in schema.parts(aggregate).values():
            if cls is FundFile:
                yield from classes(FundFile)
            else:
                assert issubclass(cls, Record)
                yield cls

    unknown = [
        f"{cls.__name__}.{item.name}"
        for cls in classes(CaseFile)
        for item in schema.carried_fields(cls)
        if item.name.endswith("_id") and item.name not in _POINTERS
    ]
    assert unknown == []

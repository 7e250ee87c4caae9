"""今日, attachments, drafts, history: what stands around a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock, today
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import at
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound
from mediation_app.messages import catalogue
from mediation_app.services.history import action_label
from mediation_app.services.stories import Cast
from mediation_app.services.stories.e3 import Keys, intake, story_e3
from mediation_app.services.today import badge


@pytest.fixture
def file(workbench: Workbench, cast: Cast, clock: SetClock) -> CaseFile:
    """The case of E3 as it stands after acceptance and booking, on 16 June."""
    clock.put(2026, 6, 15)
    cases = workbench.cases
    draft = intake(cases.blank(cast["clerk"]), Keys(*(new_id() for _ in range(8))))
    key = cases.new_case(cast["clerk"], draft).value.case.id
    clock.put(2026, 6, 16)
    facts = {"consent": True, "mediator_id": cast["mediator"].person_id}
    cases.perform(cast["clerk"], key, "accept", facts=facts)
    cases.perform(cast["clerk"], key, "tell_rights")
    return cases.perform(
        cast["clerk"],
        key,
        "book_session",
        facts={"starts_at": at(date(2026, 6, 24), 9, 30), "place": "2 号调解室"},
    ).value


# 今日 -----------------------------------------------------------------------------------------------


def test_an_empty_office_has_an_empty_day(workbench: Workbench, cast: Cast) -> None:
    for actor in cast.values():
        page = workbench.today.page(actor)
        assert page.due == page.sessions == page.waiting_cases == page.eligible == page.idle == ()
        assert len(page.months) == 12
        assert page.months[-1].month == date(2026, 3, 1)


def test_the_day_of_the_session(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    assert workbench.today.page(cast["mediator"]).sessions == ()
    clock.put(2026, 6, 24, 8)
    (session,) = workbench.today.page(cast["mediator"]).sessions
    assert (session.time, session.number, session.place) == ("09:30", "2026-0001", "2 号调解室")
    assert session.mediator == "周国庆"
    assert not session.held
    week = workbench.today.sessions(cast["clerk"], date(2026, 6, 22), date(2026, 6, 29))
    assert week == (session,)


def test_what_is_due_comes_with_its_arithmetic(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    assert workbench.today.due(cast["clerk"]) == ()
    clock.put(2026, 7, 13)
    (item,) = workbench.today.due(cast["clerk"])
    assert (item.days, item.badge, item.state_label) == (3, "剩 3 天", "受理")
    assert "2026-06-16 起 1 个月" in item.why
    assert item.address == f"case/{file.case.id}"
    clock.put(2026, 7, 18)
    (item,) = workbench.today.due(cast["clerk"])
    assert item.badge == "逾期 2 天"


@pytest.mark.parametrize(
    ("days", "text"), [(-1, "逾期 1 天"), (0, "今天到期"), (1, "明天到期"), (2, "剩 2 天")]
)
def test_badges(days: int, text: str) -> None:
    assert badge(days) == text


def test_waiting_eligible_and_months(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    mine = workbench.today.page(cast["mediator"])
    assert [row.case_id for row in mine.waiting_cases] == [file.case.id]
    assert workbench.today.page(cast["clerk"]).waiting_cases == ()  # nothing waits for acceptance
    assert [row.case_id for row in mine.eligible] == [file.case.id]  # 32,000 over the limit
    assert mine.idle == ()  # a session is booked
    assert mine.months[-1].accepted == 1
    other = replace(cast["mediator"], person_id="other")
    assert workbench.today.page(other).waiting_cases == ()


def test_a_case_without_next_step_is_noticed(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 24, 10)
    cases, key = workbench.cases, file.case.id
    cases.perform(cast["mediator"], key, "start")
    facts = {"minutes": "继续协商", "result": "continue"}
    cases.perform(cast["mediator"], key, "record_session", facts=facts)
    assert [row.case_id for row in workbench.today.idle(cast["clerk"])] == [key]


def test_a_finished_case_is_off_the_day(workbench: Workbench, cast: Cast, clock: SetClock) -> None:
    story_e3(workbench, clock, cast)
    page = workbench.today.page(cast["mediator"])
    assert page.due == page.waiting_cases == page.idle == page.eligible == ()
    assert page.months[-2].agreed == 1
    assert page.months[-1].paid == Decimal("0.00")


def test_another_office_is_not_counted(
    workbench: Workbench, cast: Cast, clock: SetClock, file: CaseFile
) -> None:
    clock.put(2026, 6, 24, 8)
    page = workbench.today.page(replace(cast["mediator"], unit_code="371525-x"))
    assert page.sessions == page.waiting_cases == page.eligible == page.idle == ()
    assert sum(month.accepted for month in page.months) == 0


# Attachments --------------------------------------------------------------------------------------------


def test_a_file_goes_in_and_comes_out(
    workbench: Workbench, cast: Cast, file: CaseFile, tmp_path: Path
) -> None:
    source = tmp_path / "认定书 扫描.pdf"
    source.write_bytes(b"%PDF-1.7 something")
    made = workbench.attachments.add(cast["clerk"], file.case.id, source, kind="认定书").value
    assert (made.name, made.size, made.media_type) == (source.name, 18, "application/pdf")
    assert workbench.attachments.content(cast["mediator"], made.id)[1] == b"%PDF-1.7 something"
    target = workbench.attachments.save_as(cast["clerk"], made.id, tmp_path / "out.pdf")
    assert target.read_bytes() == source.read_bytes()
    kinds = {entry.kind for entry in workbench.cases.history(cast["clerk"], file.case.id)}
    assert {"view", "export"} <= kinds


def test_files_that_are_none_are_refused(
    workbench: Workbench, cast: Cast, file: CaseFile, tmp_path: Path
) -> None:
    with pytest.raises(BadFile):
        workbench.attachments.add(cast["clerk"], file.case.id, b"", name="empty.pdf")
    with pytest.raises(BadFile):
        workbench.attachments.add(cast["clerk"], file.case.id, tmp_path / "missing.pdf")
    with pytest.raises(NotAllowed):
        workbench.attachments.add(cast["admin"], file.case.id, b"x", name="x.pdf")
    with pytest.raises(NotFound):
        workbench.attachments.add(cast["clerk"], "0" * 32, b"x", name="x.pdf")
    assert workbench.cases.peek(cast["clerk"], file.case.id).attachments == ()


def test_a_removed_file_stays_in_the_store(
    workbench: Workbench, cast: Cast, file: CaseFile
) -> None:
    made = workbench.attachments.add(cast["clerk"], file.case.id, b"x", name="x.pdf").value
    named = workbench.attachments.describe(
        cast["clerk"], made, name="身份证.pdf", kind="身份证明", note=""
    ).value
    assert named.name == "身份证.pdf"
    workbench.attachments.void(cast["clerk"], made.id, reason="传错")
    assert workbench.cases.peek(cast["clerk"], file.case.id).attachments == ()
    assert workbench.context.blobs.get(made.sha256) == b"x"


# Drafts -----------------------------------------------------------------------------------------------


def test_drafts_belong_to_a_person_and_a_place(
    workbench: Workbench, cast: Cast, clock: SetClock
) -> None:
    content = {"name": "张𬀩", "phone": "138"}
    workbench.drafts.save(cast["clerk"], "case/new", content, base_version=0)
    clock.moment += timedelta(seconds=1)
    workbench.drafts.save(cast["clerk"], "case/x/parties", {}, base_version=3)
    found = workbench.drafts.load(cast["clerk"], "case/new")
    assert found is not None
    assert found.content == content
    assert [d.address for d in workbench.drafts.all(cast["clerk"])] == [
        "case/x/parties",
        "case/new",
    ]
    assert workbench.drafts.load(cast["mediator"], "case/new") is None
    workbench.drafts.drop(cast["clerk"], "case/new")
    assert workbench.drafts.load(cast["clerk"], "case/new") is None
    with pytest.raises(InvalidInput):
        workbench.drafts.save(cast["clerk"], "case/new", "x" * 2_000_001)


# History ----------------------------------------------------------------------------------------------


def test_history_speaks_chinese(workbench: Workbench, cast: Cast, clock: SetClock) -> None:
    case_id = story_e3(workbench, clock, cast)
    told = workbench.cases.told(cast["clerk"], case_id, limit=500)
    titles = [entry.title for entry in told]
    assert titles[0] == "归档"
    assert titles[-1] == "登记案件"
    assert not [title for title in titles if title.isascii()]
    closing = next(entry for entry in told if entry.title == "结案")
    assert closing.person == "周国庆"
    assert ("状态", "回访", "结案") in closing.changes[0].fields
    labels = {label for entry in told for change in entry.changes for label, _, _ in change.fields}
    assert not [label for label in labels if label.isascii()]
    assert today(clock) == date(2026, 7, 15)


def test_acts_have_names() -> None:
    assert action_label("case.accept") == "受理"
    assert action_label("case.court_confirms") == "裁定有效"
    assert action_label("person.add") == "添加人员"
    assert action_label("something.else") == "something.else"


def test_every_field_of_every_record_has_a_chinese_name() -> None:
    from dataclasses import fields

    from mediation_app.services.history import _records

    known = catalogue()
    missing = [
        f"{record}.{item.name}"
        for record, kind in _records().items()
        for item in fields(kind)
        if f"fields.{item.name}" not in known
    ]
    assert not missing
    assert not [r for r in _records() if r != "Record" and f"records.{r}" not in known]

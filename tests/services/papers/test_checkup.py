"""文书体检: every finding once, with its paper and its place; what other cases say, too."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.domain.cases import Case
from mediation_app.domain.moments import at
from mediation_app.domain.sessions import Session
from mediation_app.messages import text_of_reason
from mediation_app.services.paper_checkup import Trouble
from tests.documents.papers import samples
from tests.services.papers.desk import CLERK, Desk


def add(desk: Desk, *records: object) -> None:
    with desk.store.write(CLERK, "test.add") as unit:
        for record in records:
            unit.add(record)  # type: ignore[type-var]
        unit.commit()


def found(desk: Desk, case_id: str) -> dict[str, Trouble]:
    return {each.reason.code: each for each in desk.papers.checkup.of(CLERK, case_id)}


def test_findings_name_their_paper_and_come_once(both: Desk) -> None:
    file = samples.case_s9()
    wrong = replace(file.agreements[0], total=samples.money("195000.00"))
    case_id = both.keep(replace(file, agreements=(wrong,)))
    told = both.papers.checkup.of(CLERK, case_id)
    assert len({each.reason for each in told}) == len(told)
    assert [each.reason.blocking for each in told] == sorted(
        (each.reason.blocking for each in told), reverse=True
    )
    total = found(both, case_id)["checks.total_differs"]
    assert (total.title, total.code, total.subject_id) == ("人民调解协议书", "agreement", "w1")
    assert total.reason.place == "agreement/instalments"
    assert all(each.title and text_of_reason(each.reason) for each in told)


def test_a_session_of_another_case_at_the_same_time_warns(both: Desk) -> None:
    file = samples.case_s9()
    mine = file.sessions[0]
    assert mine.starts_at is not None
    mine = replace(mine, mediator_id="m1")
    case_id = both.keep(replace(file, sessions=(mine, *file.sessions[1:])))
    assert "checks.session_overlap" not in found(both, case_id)
    other = Session(id="o", case_id="c2", mediator_id="m1", starts_at=mine.starts_at)
    add(both, Case(id="c2"), other)
    clash = found(both, case_id)["checks.session_overlap"]
    assert clash.code == "session_record"
    assert clash.reason.place == f"sessions/{mine.id}/starts_at"
    far = Session(
        id="far", case_id="c2", mediator_id="m2", starts_at=at(samples.date(2026, 1, 5), 9)
    )
    add(both, far)
    assert len(both.papers.checkup.around(CLERK, case_id)) == 1


def test_a_number_that_another_case_has_too_blocks(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    paper = both.papers.issue(CLERK, case_id, "agreement", "w1").value
    add(both, Case(id="c2"), replace(paper, id="twin", case_id="c2", subject_id="w2", version=0))
    twice = found(both, case_id)["checks.number_twice"]
    assert twice.reason.blocking
    assert (twice.code, twice.reason.place) == ("agreement", f"papers/{paper.id}")
    assert paper.number in text_of_reason(twice.reason)


def test_a_gap_before_the_number_of_a_case_warns(both: Desk) -> None:
    keys = {}
    for serial_wanted in (1, 2, 3):
        with both.store.write(CLERK, "test.draw") as unit:
            serial = unit.draw_number("case", 2026)
            assert serial == serial_wanted
            key = f"case{serial}"
            if serial != 2:
                unit.add(
                    Case(id=key, number=f"（2026）第{serial}号", number_year=2026, serial=serial)
                )
                unit.commit()
                keys[serial] = key
                continue
            unit.add(Case(id=key, number="（2026）第2号", number_year=2026, serial=2))
            unit.commit()
    with both.store.read(CLERK) as reader:
        third = reader.get(Case, keys[3])
        assert reader.serial_before(third) == 2
        assert reader.serial_before(reader.get(Case, keys[1])) is None
        assert reader.serial_before(Case(id="nobody", unit_code=third.unit_code)) is None
    assert both.papers.checkup.around(CLERK, keys[3]) == ()

"""The volume against what was made: scans of signed papers, the order of days."""

from __future__ import annotations

from datetime import date

import pytest

from mediation_app.domain.cases import Case
from mediation_app.domain.checks import CheckDay, case_checks
from mediation_app.domain.checks.volume import scans_of, volume_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Attachment, Paper
from mediation_app.messages import text_of_reason


def paper(key: str = "p1", kind: str = "agreement", **more: object) -> Paper:
    given = {"title": "人民调解协议书", "pages": 4, "content_hash": "a", **more}
    return Paper(id=key, case_id="c1", kind=kind, **given)  # type: ignore[arg-type]


def scan(key: str, of: str, pages: int | None) -> Attachment:
    return Attachment(id=key, case_id="c1", subject_id=of, name="签回.pdf", pages=pages)


def told(*papers: Paper, scans: tuple[Attachment, ...] = ()) -> list[str]:
    file = CaseFile(case=Case(id="c1"), papers=papers, attachments=scans)
    return [text_of_reason(reason) for reason in volume_checks(file)]


@pytest.mark.parametrize(
    ("pages", "warned"),
    [
        ((4,), False),
        ((8,), False),
        ((2, 2), False),
        ((3,), True),
        ((4, 1), True),
        ((4, None), False),
    ],
)
def test_a_scan_has_the_pages_of_its_paper(pages: tuple[int | None, ...], warned: bool) -> None:
    found = told(paper(), scans=tuple(scan(f"s{n}", "p1", p) for n, p in enumerate(pages)))
    assert bool(found) == warned
    if warned:
        scanned = sum(p for p in pages if p)
        assert found == [f"《人民调解协议书》签回扫描 {scanned} 页，文书 4 页，核对是否缺页"]


def test_without_scans_or_pages_nothing_is_said() -> None:
    assert told(paper()) == []
    assert told(paper(), scans=(scan("s", "session", 3),)) == []
    assert told(paper(pages=0), scans=(scan("s", "p1", 3),)) == []


def test_a_scan_of_an_edition_that_says_something_else() -> None:
    old, new = paper(), paper("p2", edition=2, content_hash="b")
    assert told(old, new, scans=(scan("s", "p1", 4),)) == [
        "《人民调解协议书》的签回扫描件属于旧版，与卷内文书内容不同"
    ]
    same = paper("p2", edition=2)
    assert told(same, old, scans=(scan("s", "p1", 4),)) == []
    assert told(old, new, scans=(scan("s", "p1", 9), scan("t", "p2", 4))) == []


def test_scans_of_any_edition_belong_to_the_paper() -> None:
    old, new, other = paper(), paper("p2", edition=2), paper("p3", kind="receipt")
    scans = (scan("s", "p1", 4), scan("t", "p3", 1), scan("u", "p2", 4))
    file = CaseFile(case=Case(id="c1"), papers=(old, new, other), attachments=scans)
    assert [one.id for one in scans_of(file, new)] == ["s", "u"]


def test_papers_in_the_order_of_the_work() -> None:
    form = paper("r", "registration", title="受理登记表", issued_on=date(2026, 11, 5))
    again = paper("r2", "registration", edition=2, issued_on=date(2026, 11, 30))
    record = paper("s", "session_record", title="调解记录", issued_on=date(2026, 11, 3))
    deal = paper("w", issued_on=date(2026, 11, 16))
    unissued = paper("x", "closing_report")
    assert told(form, again, record, deal, unissued) == [
        "《调解记录》制作日期 2026-11-03 早于《受理登记表》2026-11-05，核对卷内顺序"
    ]
    assert told(form, deal) == []


def test_the_check_up_of_a_case_says_it() -> None:
    file = CaseFile(case=Case(id="c1"), papers=(paper(),), attachments=(scan("s", "p1", 3),))
    found = case_checks(file, CheckDay(today=date(2026, 11, 20)))
    assert [r.place for r in found if r.code == "checks.scan_pages"] == ["papers/p1"]
    assert not any(r.blocking for r in found if r.code == "checks.scan_pages")

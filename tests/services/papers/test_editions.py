"""Editions of papers: kept as issued, what changed, changed by hand, printed; on both engines."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from mediation_app.documents.offers import OfferState, PaperOffer
from mediation_app.domain.agreements import Agreement
from mediation_app.domain.papers import Paper, SignerKind
from mediation_app.domain.parties import Party
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound, StoreTrouble
from mediation_app.messages import text_of, text_of_reason
from mediation_app.services.history import history_entries
from mediation_app.services.packets import PacketService
from tests.documents.papers import samples
from tests.services.papers.desk import ADMIN, CLERK, Desk


def change(desk: Desk, record: object, **values: object) -> None:
    with desk.store.write(CLERK, "test.change") as unit:
        found = unit.get(type(record), record.id)  # type: ignore[attr-defined]
        unit.change(found, replace(found, **values))
        unit.commit()


def offer(desk: Desk, case_id: str, code: str = "agreement") -> PaperOffer:
    return next(o for o in desk.papers.available(CLERK, case_id) if o.code == code)


def issue(desk: Desk, case_id: str) -> Paper:
    return desk.papers.issue(CLERK, case_id, "agreement", "w1").value


def word_of(desk: Desk, paper: Paper) -> bytes:
    return desk.context.blobs.get(paper.docx_sha256)


def edited(data: bytes, act: Callable[[docx.document.Document], object]) -> bytes:
    document = docx.Document(io.BytesIO(data))
    act(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def reworded(data: bytes, old: str, new: str, *, once: bool = True) -> bytes:
    """The file after somebody replaced words in Word."""

    def act(document: docx.document.Document) -> None:
        done = 0
        for paragraph in document.paragraphs:
            if old in paragraph.text and not (once and done):
                text = paragraph.text.replace(old, new)
                for run in paragraph.runs[1:]:
                    run.text = ""
                paragraph.runs[0].text = text
                done += 1
        assert done

    return edited(data, act)


def test_an_edition_keeps_its_files_and_the_hash_of_its_template(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    paper = issue(both, case_id)
    template = both.papers.catalog().kind("agreement").path.read_bytes()
    assert paper.template_sha256 == hashlib.sha256(template).hexdigest()
    assert "人民调解协议书" in "".join(
        p.text for p in docx.Document(io.BytesIO(word_of(both, paper))).paragraphs
    )
    assert not paper.edited
    assert issue(both, case_id) == paper


def test_old_editions_open_as_they_were_issued(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    first = issue(both, case_id)
    before = both.papers.editions.pdf(CLERK, first.id)[1]
    change(both, Party(id="v1", case_id=case_id), name="张国庆")
    second = issue(both, case_id)
    assert (second.edition, second.id != first.id) == (2, True)
    assert both.papers.editions.pdf(CLERK, first.id) == (first, before)
    newest, oldest = both.papers.editions.of(CLERK, first.id)
    assert (newest.paper, oldest.paper) == (second, first)
    assert (newest.is_last, oldest.is_last, oldest.changes) == (True, False, ())
    told = {(each.before, each.after) for each in newest.changes}
    assert any("强" in was and "庆" in now for was, now in told)
    again = both.papers.editions.pages(CLERK, first.id)
    assert "张国强" in "".join(line for page in again.pages for line in page.text_lines())


def test_what_changed_is_told_with_the_words_before_it(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    first = issue(desk, case_id)
    change(desk, Agreement(id="w1", case_id=case_id), total=Decimal("228300.01"))
    with pytest.raises(NotAllowed):  # the sums do not agree: no edition of it
        issue(desk, case_id)
    change(desk, Agreement(id="w1", case_id=case_id), total=Decimal("228300.00"), copies=9)
    issue(desk, case_id)
    found = desk.papers.editions.of(CLERK, first.id)[0].changes
    assert ("一式", "四", "九") in {(one.where[-2:], one.before, one.after) for one in found}, found


def test_an_issued_paper_is_shown_and_saved_as_issued(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = issue(desk, case_id)
    saved = desk.papers.save_word(CLERK, case_id, "agreement", tmp_path / "a.docx", "w1")
    assert saved.read_bytes() == word_of(desk, paper)
    as_pdf = desk.papers.editions.save(CLERK, paper.id, tmp_path / "a.pdf")
    assert as_pdf.read_bytes() == desk.context.blobs.get(paper.pdf_sha256)
    as_word = desk.papers.editions.save(CLERK, paper.id, tmp_path / "b.docx")
    assert as_word.read_bytes() == saved.read_bytes()


def test_a_file_changed_in_word_comes_back_as_its_own_edition(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    first = issue(both, case_id)
    both.papers.sign(
        CLERK, first.id, kind=SignerKind.PARTY, party_id="d1", signed_on=samples.date(2026, 11, 16)
    )
    data = reworded(word_of(both, first), "57,160.00", "57,000.00")
    looked = both.papers.editions.look_at(CLERK, case_id, "agreement", "w1", data)
    assert looked.edition == 2
    assert looked.can_keep
    assert any("57,160.00" in each.fact and "57,000.00" in each.after for each in looked.facts)
    assert "papers.sums_unlike" in {reason.code for reason in looked.findings} or looked.facts
    kept = both.papers.editions.take_back(CLERK, case_id, "agreement", "w1", data).value
    assert (kept.edition, kept.edited, kept.number) == (2, True, first.number)
    assert both.context.blobs.get(kept.docx_sha256) == data
    line = offer(both, case_id)
    assert (line.paper, line.state, line.signed) == (kept, OfferState.ISSUED, 0)
    shown = both.papers.preview(CLERK, case_id, "agreement", "w1")
    text = "".join(line for page in shown.pages for line in page.text_lines())
    assert "57,000.00" in text
    assert issue(both, case_id) == kept, "facts have not changed: the edition by hand holds"
    anew = both.papers.issue(CLERK, case_id, "agreement", "w1", anew=True).value
    assert (anew.edition, anew.edited) == (3, False)
    assert anew.content_hash == first.content_hash


def test_mere_wording_is_told_apart_from_facts(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    data = reworded(word_of(desk, issue(desk, case_id)), "自愿达成", "平等协商，自愿达成")
    looked = desk.papers.editions.look_at(CLERK, case_id, "agreement", "w1", data)
    assert looked.facts == ()
    assert [(each.before, each.after) for each in looked.wording] == [("", "，平等协商")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.empty_file"),
        (b"%PDF-1.7", "documents.is_pdf"),
        (b"PK no zip", "documents.no_docx"),
    ],
)
def test_broken_files_are_refused_and_nothing_is_kept(desk: Desk, data: bytes, code: str) -> None:
    case_id = desk.keep(samples.case_s9())
    before = sorted(desk.context.blobs.names())
    with pytest.raises(BadFile) as caught:
        desk.papers.editions.take_back(CLERK, case_id, "agreement", "w1", data)
    assert caught.value.code == code
    assert offer(desk, case_id).paper is None
    assert sorted(desk.context.blobs.names()) == before


def test_a_file_of_another_paper_or_case_is_refused(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = issue(desk, case_id)
    other = desk.papers.made(CLERK, case_id, "application", "").produced.docx
    with pytest.raises(BadFile) as caught:
        desk.papers.editions.look_at(CLERK, case_id, "agreement", "w1", other)
    assert "人民调解协议书" in text_of(caught.value)
    strange = word_of(desk, paper)
    for party in samples.case_s9().parties:
        if party.name in "".join(p.text for p in docx.Document(io.BytesIO(strange)).paragraphs):
            strange = reworded(strange, party.name, "某某", once=False)
    strange = edited(strange, _without_tables)
    with pytest.raises(BadFile) as caught:
        desk.papers.editions.look_at(CLERK, case_id, "agreement", "w1", strange)
    assert caught.value.code in ("papers.other_case", "papers.foreign_file")
    same = word_of(desk, paper)
    with pytest.raises(BadFile) as caught:
        desk.papers.editions.look_at(CLERK, case_id, "agreement", "w1", same)
    assert caught.value.code == "papers.nothing_edited"
    with pytest.raises(BadFile) as caught:
        desk.papers.editions.look_at(CLERK, case_id, "agreement", "w1", tmp_path / "none.docx")
    assert "none.docx" in text_of(caught.value)


def _without_tables(document: docx.document.Document) -> None:
    for table in list(document.tables):
        table._element.getparent().remove(table._element)


def test_a_file_with_open_revisions_is_not_kept(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = issue(desk, case_id)

    def revise(document: docx.document.Document) -> None:
        paragraph = document.paragraphs[3]._p
        inserted = OxmlElement("w:ins")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "另加一句"
        run.append(text)
        inserted.append(run)
        paragraph.append(inserted)

    data = edited(word_of(desk, paper), revise)
    looked = desk.papers.editions.look_at(CLERK, case_id, "agreement", "w1", data)
    assert not looked.can_keep
    assert any("修订" in text_of_reason(reason) for reason in looked.findings)
    with pytest.raises(NotAllowed):
        desk.papers.editions.take_back(CLERK, case_id, "agreement", "w1", data)
    assert offer(desk, case_id).paper == paper


def test_who_may_not_issue_may_not_take_back(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    data = reworded(word_of(desk, issue(desk, case_id)), "自愿达成", "自愿协商达成")
    with pytest.raises(NotAllowed) as caught:
        desk.papers.editions.take_back(ADMIN, case_id, "agreement", "w1", data)
    assert caught.value.code == "papers.not_yours"


def test_prints_are_told_with_edition_and_reason(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    first = issue(both, case_id)
    both.papers.record_print(CLERK, first.id, 4, reason=" 当事人已到场 ")
    change(both, Party(id="v1", case_id=case_id), name="张国庆")
    issue(both, case_id)
    both.papers.record_print(CLERK, first.id, 1)
    again, once = both.papers.editions.prints(CLERK, case_id)
    assert (once.person, once.edition, once.copies, once.old) == (CLERK.name, 1, 4, False)
    assert once.reason == "当事人已到场"
    assert (again.edition, again.copies, again.old) == (1, 1, True)
    assert [p.copies for p in both.papers.editions.of(CLERK, first.id)[1].prints] == [1, 4]
    with pytest.raises(InvalidInput):
        both.papers.record_print(CLERK, first.id, 0)


def test_a_warning_asks_for_a_reason_before_printing(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    change(desk, Party(id="v1", case_id=case_id), name="张国\ue123")
    line = offer(desk, case_id)
    assert line.can_issue
    (place,) = {w.place for w in line.warnings if w.code == "papers.glyph"}
    assert place == "parties/v1/name"
    assert "fonts" in text_of_reason(next(w for w in line.warnings if w.code == "papers.glyph"))
    with pytest.raises(NotAllowed) as caught:
        desk.papers.issue(CLERK, case_id, "agreement", "w1", print_reason=" ")
    assert caught.value.code == "papers.reason_needed"
    assert caught.value.reasons == line.warnings
    paper = desk.papers.issue(CLERK, case_id, "agreement", "w1", print_reason="已手工补写").value
    desk.papers.record_print(CLERK, paper.id, 1, reason="已手工补写")
    (printed,) = desk.papers.editions.prints(CLERK, case_id)
    assert printed.reason == "已手工补写"
    assert any("姓名" in words for words in printed.warnings)


def test_an_edition_without_its_files_says_so(desk: Desk) -> None:
    file = samples.case_s9()
    paper = Paper(id="z1", case_id=samples.CASE, kind="agreement", subject_id="w1")
    desk.keep(replace(file, papers=(paper,)))
    (line,) = desk.papers.editions.of(CLERK, "z1")
    assert line.changes == ()
    with pytest.raises(StoreTrouble) as caught:
        desk.papers.editions.pages(CLERK, "z1")
    assert "第 1 版" in text_of(caught.value)
    with pytest.raises(NotFound):
        desk.papers.editions.of(CLERK, "nobody")


def test_a_packet_is_printed_with_one_reason_for_all_warnings(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    packets = PacketService(desk.context, desk.papers)
    change(desk, Party(id="v1", case_id=case_id), name="张国\ue123")
    only = [("application", "")]
    with pytest.raises(NotAllowed) as caught:
        packets.produce(CLERK, case_id, "intake", only=only, print_reason="")
    assert caught.value.code == "papers.reason_needed"
    (made,) = packets.produce(CLERK, case_id, "intake", only=only, print_reason="急需").value
    packets.record_prints(CLERK, [(made.paper.id, 2)], reason="急需")
    (printed,) = desk.papers.editions.prints(CLERK, case_id)
    assert (printed.copies, printed.reason) == (2, "急需")


def test_the_history_tells_prints_and_files_that_came_back(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = issue(desk, case_id)
    desk.papers.record_print(CLERK, paper.id, 3, reason="急需")
    data = reworded(word_of(desk, paper), "自愿达成", "自愿协商达成")
    desk.papers.editions.take_back(CLERK, case_id, "agreement", "w1", data)
    with desk.store.read(CLERK) as reader:
        told = history_entries(reader.audit_page(case_id=case_id, limit=20))
    assert [entry.title for entry in told[:2]] == ["收回文书修改件", "打印文书"]
    fields = {label: after for label, _, after in told[1].changes[0].fields}
    assert (fields["份数"], fields["版次"], fields["理由"]) == ("3", "1", "急需")
    assert ("人工修改", "", "是") in told[0].changes[0].fields

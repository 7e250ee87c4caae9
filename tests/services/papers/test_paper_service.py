"""The papers of a stored case: list, issue, sign, save, print; on both engines where data count."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from mediation_app.documents.offers import OfferState, PaperOffer
from mediation_app.domain.agreements import Agreement
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Role
from mediation_app.domain.papers import Paper, SignerKind, SignMethod
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, NotFound, StoreTrouble
from mediation_app.messages import text_of
from mediation_app.services.paper_files import file_name
from tests.documents.papers import samples
from tests.services.papers.desk import ADMIN, CLERK, Desk, actor


def offer(desk: Desk, case_id: str, code: str) -> PaperOffer:
    return next(o for o in desk.papers.available(CLERK, case_id) if o.code == code)


def change(desk: Desk, record: object, **values: object) -> None:
    with desk.store.write(CLERK, "test.change") as unit:
        found = unit.get(type(record), record.id)  # type: ignore[attr-defined]
        unit.change(found, replace(found, **values))
        unit.commit()


def test_list_tells_what_can_be_made(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    found = desk.papers.available(CLERK, case_id)
    expected = [
        ("受理", "application", "ready", 1),
        ("受理", "registration", "ready", 1),
        ("受理", "rights_notice", "ready", 3),
        ("受理", "authorisation", "missing", 1),
        ("调解", "session_notice", "ready", 4),
        ("调解", "session_record", "ready", 1),
        ("调解", "calculation_sheet", "locked", 4),
        ("协议", "agreement", "ready", 4),
        ("履行", "receipt", "locked", 2),
        ("履行", "closing_report", "locked", 1),
        ("救助基金", "fund_information", "ready", 2),
        ("救助基金", "fund_application_hospital", "ready", 2),
        ("救助基金", "fund_promise", "ready", 2),
        ("救助基金", "fund_authorisation", "ready", 1),
        ("救助基金", "fund_bill", "ready", 1),
        ("救助基金", "fund_materials_receipt", "missing", 2),
        ("救助基金", "fund_approval_form", "ready", 1),
        ("救助基金", "fund_consent", "ready", 2),
        ("救助基金", "fund_payment", "ready", 2),
    ]
    codes = {code for _, code, _, _ in expected}
    told = [(o.group, o.code, o.state.value, o.copies) for o in found if o.code in codes]
    assert told == expected
    assert offer(desk, case_id, "receipt").note == "协议生效后"
    assert offer(desk, case_id, "receipt").title == "收条（第2笔 张国强）"
    assert offer(desk, case_id, "session_record").title == "人民调解记录（第1次）"


def test_refused_application_gets_a_refusal_and_no_consent(desk: Desk) -> None:
    case_id = desk.keep(samples.with_fund(samples.refused()))
    codes = {o.code: o.state for o in desk.papers.available(CLERK, case_id)}
    assert codes["fund_refusal"] is OfferState.READY
    assert "fund_consent" not in codes
    assert codes["fund_payment"] is OfferState.LOCKED


def test_family_application_for_a_family(desk: Desk) -> None:
    case_id = desk.keep(samples.with_fund(samples.of_family()))
    codes = {o.code for o in desk.papers.available(CLERK, case_id)}
    assert "fund_application_family" in codes
    assert "fund_application_hospital" not in codes


def test_oral_agreement_has_no_paper(desk: Desk) -> None:
    file = samples.case_s9()
    case_id = desk.keep(replace(file, agreements=(replace(file.agreements[0], oral=True),)))
    assert "agreement" not in {o.code for o in desk.papers.available(CLERK, case_id)}


def test_new_case_is_mostly_locked_and_says_until_when(desk: Desk) -> None:
    case = Case(id=samples.CASE, state=MediationState.REGISTERED)
    case_id = desk.keep(CaseFile(case=case))
    found = {o.code: o for o in desk.papers.available(CLERK, case_id)}
    assert found["application"].state is OfferState.MISSING
    assert found["application"].note.startswith("缺 ")
    assert found["registration"].note == "受理后"
    assert found["agreement"].state is OfferState.LOCKED
    assert not any(code.startswith("fund_") for code in found)


def test_check_up_of_the_agreement_holds_its_printing_back(desk: Desk) -> None:
    file = samples.case_s9()
    wrong = replace(file.agreements[0], total=samples.money("195000.00"))
    case_id = desk.keep(replace(file, agreements=(wrong,)))
    held = offer(desk, case_id, "agreement")
    assert held.state is OfferState.MISSING
    assert "checks.total_differs" in {reason.code for reason in held.reasons}
    assert all(reason.place for reason in held.reasons)
    with pytest.raises(NotAllowed) as caught:
        desk.papers.issue(CLERK, case_id, "agreement", "w1")
    assert caught.value.code == "papers.not_yet"
    assert "人民调解协议书" in text_of(caught.value)
    assert len(desk.papers.preview(CLERK, case_id, "agreement", "w1").pages) >= 3


def test_fund_lien_holds_the_agreement_back(desk: Desk) -> None:
    file = samples.case_s9()
    case_id = desk.keep(replace(file, instalments=file.instalments[1:]))
    codes = {reason.code for reason in offer(desk, case_id, "agreement").reasons}
    assert "checks.fund_line_missing" in codes


def test_issue_sign_and_sign_back(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    outcome = both.papers.issue(CLERK, case_id, "agreement", "w1")
    paper = outcome.value
    assert (paper.edition, paper.copies, paper.pages) == (1, 4, 4)
    assert paper.number == "（2026）东道交调字第0187号"
    assert paper.issued_on == date(2026, 11, 22)
    assert outcome.changes.touches("Paper", paper.id)
    assert both.context.blobs.get(paper.pdf_sha256).startswith(b"%PDF")
    again = both.papers.issue(CLERK, case_id, "agreement", "w1")
    assert again.value.id == paper.id
    assert offer(both, case_id, "agreement").note == "已生成，等签回"

    people = [
        (SignerKind.PARTY, "v1", SignMethod.SIGNATURE_AND_PRINT),
        (SignerKind.PARTY, "d1", SignMethod.SIGNATURE),
        (SignerKind.AGENT, "a1", SignMethod.SIGNATURE),
    ]
    for kind, party, method in people:
        both.papers.sign(
            CLERK, paper.id, kind=kind, party_id=party, method=method, signed_on=date(2026, 11, 16)
        )
    assert (offer(both, case_id, "agreement").signed, 6) == (3, 6)
    for kind, name in (
        (SignerKind.MEDIATOR, "王建国"),
        (SignerKind.RECORDER, "李敏"),
        (SignerKind.COMMITTEE, samples.OFFICE.name),
    ):
        both.papers.sign(CLERK, paper.id, kind=kind, name=name, signed_on=date(2026, 11, 17))
    done = offer(both, case_id, "agreement")
    assert (done.state, done.note, done.signed) == (OfferState.SIGNED, "已签回 11-17", 6)


def test_changed_facts_make_an_old_edition_and_then_a_new_one(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    first = desk.papers.issue(CLERK, case_id, "agreement", "w1").value
    change(desk, Agreement(id="w1", case_id=case_id), performance_place="大队二楼")
    assert offer(desk, case_id, "agreement").state is OfferState.STALE
    second = desk.papers.issue(CLERK, case_id, "agreement", "w1").value
    assert (second.edition, second.id != first.id) == (2, True)
    assert offer(desk, case_id, "agreement").state is OfferState.ISSUED


def test_effective_date_does_not_make_the_signed_agreement_old(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    desk.papers.issue(CLERK, case_id, "agreement", "w1")
    change(desk, Agreement(id="w1", case_id=case_id), effective_on=date(2026, 11, 16))
    assert offer(desk, case_id, "agreement").state is OfferState.ISSUED


def test_locked_paper_cannot_be_issued(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    with pytest.raises(NotAllowed) as caught:
        desk.papers.issue(CLERK, case_id, "receipt", "t2")
    assert text_of(caught.value) == "《收条（第2笔 张国强）》协议生效后才能生成"


@pytest.mark.parametrize(
    ("who", "kind", "subject"),
    [
        (ADMIN, "application", ""),
        (actor(Role.CASHIER), "application", ""),
        (ADMIN, "fund_consent", "f1"),
        (actor(Role.MEDIATOR), "fund_consent", "f1"),
    ],
)
def test_papers_of_another_desk_are_refused(
    desk: Desk, who: object, kind: str, subject: str
) -> None:
    case_id = desk.keep(samples.case_s9())
    with pytest.raises(NotAllowed) as caught:
        desk.papers.issue(who, case_id, kind, subject)  # type: ignore[arg-type]
    assert caught.value.code == "papers.not_yours"


def test_another_office_does_not_see_the_case(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    with pytest.raises(NotFound):
        desk.papers.available(actor(Role.CLERK, unit="371525"), case_id)


def test_unknown_kind_and_subject_are_not_found(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    with pytest.raises(NotFound):
        desk.papers.preview(CLERK, case_id, "nothing")
    with pytest.raises(NotFound) as caught:
        desk.papers.preview(CLERK, case_id, "session_record", "elsewhere")
    assert caught.value.code == "papers.no_subject"


def test_wrong_signatures_are_refused(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = desk.papers.issue(CLERK, case_id, "application").value
    kind, on = SignerKind.PARTY, date(2026, 11, 22)
    with pytest.raises(InvalidInput):
        desk.papers.sign(CLERK, paper.id, kind=kind, party_id="v1", signed_on=date(2026, 11, 23))
    with pytest.raises(InvalidInput):
        desk.papers.sign(CLERK, paper.id, kind=kind, party_id="nobody", signed_on=on)
    with pytest.raises(InvalidInput):
        desk.papers.sign(CLERK, paper.id, kind=kind, signed_on=on)
    with pytest.raises(NotAllowed):
        desk.papers.sign(ADMIN, paper.id, kind=kind, party_id="v1", signed_on=on)


def test_write_all_names_files_in_chinese_and_notes_the_export(both: Desk, tmp_path: Path) -> None:
    case_id = both.keep(samples.case_s9())
    folder = tmp_path / "输出" / "案件"
    written = both.papers.output.write_all(CLERK, case_id, folder)
    ready = [o for o in both.papers.available(CLERK, case_id) if o.can_issue]
    assert len(written) == 2 * len(ready)
    assert written[0].name == "2026-0187 01 人民调解申请书.docx"
    assert sorted(folder.iterdir()) == sorted(written)
    for path in written:
        if path.suffix == ".pdf":
            assert len(PdfReader(path).pages) >= 1
    with both.store.read(CLERK) as reader:
        kinds = [entry.kind for entry in reader.audit_page(case_id=case_id)]
    assert "export" in kinds


def test_a_paper_with_warnings_is_written_with_a_reason_that_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    case_id = desk.keep(samples.case_s9("李𱁬"))
    doubtful = [o for o in desk.papers.available(CLERK, case_id) if o.is_doubtful]
    assert "application" in {offer.code for offer in doubtful}
    without = desk.papers.output.write_all(CLERK, case_id, tmp_path / "无理由", reason=" ")
    assert not [path for path in without if "人民调解申请书" in path.name]
    everything = desk.papers.output.write_all(CLERK, case_id, tmp_path / "不问")
    assert len(everything) == len(without) + 2 * len(doubtful)
    told = desk.papers.output.write_all(CLERK, case_id, tmp_path / "有理由", reason="当事人等候")
    assert len(told) == len(everything)
    issued = desk.papers.issue(CLERK, case_id, "application", print_reason="已核对").value
    again = {o.code for o in desk.papers.available(CLERK, case_id) if o.is_doubtful}
    assert issued.kind not in again
    with desk.store.read(CLERK) as reader:
        noted = [e.detail for e in reader.audit_page(case_id=case_id) if e.kind == "export"]
    kept = [detail for detail in noted if "当事人等候" in str(detail)]
    assert len(kept) == 1
    assert "李𱁬" in str(kept[0])


def test_write_all_keeps_what_was_issued_and_is_out_of_season(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    # a letter of an earlier state: the list has no such kind for the case any more
    with desk.store.write(CLERK, "test.paper") as unit:
        blobs = desk.context.blobs
        unit.add(
            Paper(
                id=new_id(), case_id=case_id, kind="fund_notice", subject_id="gone",
                title="垫付通知书", docx_sha256=blobs.put(b"word"), pdf_sha256=blobs.put(b"pdf"),
            )
        )  # fmt: skip
        unit.add(Paper(id=new_id(), case_id=case_id, kind="fund_notice", title="无文件"))
        unit.commit()
    written = desk.papers.output.write_all(CLERK, case_id, tmp_path / "全部")
    assert [path.read_bytes() for path in written[-2:]] == [b"word", b"pdf"]
    assert written[-1].stem.endswith(" 垫付通知书")
    only = desk.papers.output.write_all(CLERK, case_id, tmp_path / "一种", only={"fund_notice"})
    assert {path.read_bytes() for path in only} >= {b"word", b"pdf"}
    assert not [path for path in written if "无文件" in path.name]


def test_printing_is_noted(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = desk.papers.issue(CLERK, case_id, "application").value
    assert desk.papers.record_print(CLERK, paper.id, 2).value.id == paper.id
    with pytest.raises(InvalidInput):
        desk.papers.record_print(CLERK, paper.id, 0)
    with desk.store.read(CLERK) as reader:
        printed = [entry for entry in reader.audit_page(case_id=case_id) if entry.kind == "print"]
    assert len(printed) == 1


def test_save_word_and_pdf(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    word = desk.papers.save_word(CLERK, case_id, "agreement", tmp_path / "协议.docx", "w1")
    pdf = desk.papers.save_pdf(CLERK, case_id, "agreement", tmp_path / "协议.pdf", "w1")
    assert word.read_bytes().startswith(b"PK")
    assert pdf.read_bytes().startswith(b"%PDF")
    blank = desk.papers.save_blank(CLERK, "agreement", tmp_path / "空白协议.pdf")
    assert blank.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "read_only")]
)
def test_full_or_read_only_disk_is_said_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    case_id = desk.keep(samples.case_s9())

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreTrouble) as caught:
        desk.papers.save_word(CLERK, case_id, "application", tmp_path / "申请.docx")
    assert caught.value.code == f"documents.{code}"
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_folder_that_cannot_be_made_is_said(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreTrouble) as caught:
        desk.papers.output.write_all(CLERK, case_id, tmp_path / "file" / "below")
    assert caught.value.code == "papers.folder_not_made"


def test_own_templates_are_taken_at_once(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    own = desk.store.location.folder / "templates"
    own.mkdir()
    shipped = desk.papers.catalog().kind("receipt").path.read_bytes()
    (own / "application.docx").write_bytes(shipped)
    text = "".join(
        run.text
        for page in desk.papers.preview(CLERK, case_id, "application").pages
        for run in page.items
        if hasattr(run, "text")
    )
    assert "今收到" in text


def test_own_templates_are_linted(desk: Desk) -> None:
    own = desk.store.location.folder / "templates"
    own.mkdir()
    loose = docx.Document()
    loose.add_paragraph("{{ case.number }}")
    loose.save(str(own / "receipt.docx"))
    [(kind, findings)] = desk.papers.template_findings()
    assert kind.code == "receipt"
    assert findings


@pytest.mark.expected_logs("own templates set aside: papers.description_wrong")
def test_damaged_description_of_the_office_does_not_stop_the_desk(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    before = desk.papers.available(CLERK, case_id)
    own = desk.store.location.folder / "templates"
    own.mkdir()
    (own / "receipt.toml").write_text("title = ", encoding="utf-8")
    assert desk.papers.available(CLERK, case_id) == before
    trouble = desk.papers.template_trouble()
    assert trouble is not None
    assert "receipt.toml" in text_of(trouble)
    (own / "receipt.toml").unlink()
    assert desk.papers.template_trouble() is None


def test_damaged_template_of_the_office_is_said_and_the_list_still_opens(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = desk.papers.issue(CLERK, case_id, "application").value
    own = desk.store.location.folder / "templates"
    own.mkdir()
    (own / "application.docx").write_bytes(b"PK no zip")
    held = offer(desk, case_id, "application")
    assert not held.can_issue
    with pytest.raises(BadFile) as caught:
        desk.papers.issue(CLERK, case_id, "application", anew=True)
    assert caught.value.code == held.reasons[0].code
    # what was issued is still there, as it was
    assert len(desk.papers.preview(CLERK, case_id, "application").pages) == paper.pages


def test_paper_known_before_it_was_produced_here(desk: Desk) -> None:
    """A row made by signing first (without a hash) counts as issued, not as old."""
    file = samples.case_s9()
    paper = Paper(id="z1", case_id=samples.CASE, kind="agreement", subject_id="w1")
    case_id = desk.keep(replace(file, papers=(paper,)))
    assert offer(desk, case_id, "agreement").state is OfferState.ISSUED


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a/b:c", "a b c"), ("", "文书"), ("名.", "名"), ("王" * 200, "王" * 80), ("x\ny", "x y")],
)
def test_file_names_every_system_takes(given: str, kept: str) -> None:
    assert file_name(given) == kept

"""The office's own templates: taken in, used, put back; and what happens to hostile files."""

from __future__ import annotations

import errno
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from mediation_app.database.verify import verify
from mediation_app.documents.catalog import Catalog
from mediation_app.documents.doctor import finding_text
from mediation_app.documents.engine.docx import open_parts, pack_parts
from mediation_app.documents.offers import OfferState
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.papers import SignerKind
from mediation_app.domain.templates import OfficeTemplate
from mediation_app.errors import AppError, BadFile, NotAllowed, NotFound, StoreTrouble
from mediation_app.messages import text_of
from mediation_app.services.papers import PaperService
from mediation_app.services.templates import Origin, TemplateService
from tests.documents.engine.samples import docx, para
from tests.documents.papers import samples
from tests.services.papers.desk import ADMIN, CLERK, Desk, actor

SHIPPED = Catalog()
CODE = "application"


def own_docx(words: str, code: str = CODE) -> bytes:
    """The shipped template with other words in it."""
    parts = dict(open_parts(SHIPPED.kind(code).path.read_bytes()))
    body = parts["word/document.xml"].decode()
    extra = para(words)
    return pack_parts(
        parts | {"word/document.xml": body.replace("<w:body>", f"<w:body>{extra}", 1).encode()}
    )


def printed(desk: Desk, case_id: str, who: Actor = CLERK) -> str:
    pages = desk.papers.preview(who, case_id, CODE).pages
    return "".join(item.text for page in pages for item in page.items if hasattr(item, "text"))


def kept(desk: Desk, who: Actor = ADMIN) -> tuple[OfficeTemplate, ...]:
    with desk.store.read(who) as reader:
        return reader.records(OfficeTemplate)


def line(service: TemplateService, code: str = CODE, who: Actor = CLERK) -> object:
    return next(one for one in service.list(who) if one.code == code)


# Taking in and putting back ---------------------------------------------------------------------


def test_an_own_template_is_used_named_and_put_back(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    service = TemplateService(both.context)
    first = service.adopt(ADMIN, CODE, own_docx("甲单位专用"), "换抬头").value.template
    assert (first.number, first.label, first.active) == (1, "本单位第1版", True)
    assert first.created_by == ADMIN.person_id
    assert first.created_at is not None
    assert "甲单位专用" in printed(both, case_id)
    second = service.adopt(ADMIN, CODE, own_docx("乙单位专用")).value.template
    assert second.label == "本单位第2版"
    assert "乙单位专用" in printed(both, case_id)
    assert [one.active for one in service.versions(CLERK, CODE)] == [True, False]

    service.use_version(ADMIN, first.id)
    assert "甲单位专用" in printed(both, case_id)
    assert line(service).version == "本单位第1版"  # type: ignore[attr-defined]
    service.put_back(ADMIN, CODE)
    assert "单位专用" not in printed(both, case_id)
    assert line(service).origin is Origin.SHIPPED  # type: ignore[attr-defined]
    assert line(service).versions == 2  # type: ignore[attr-defined]
    # a later version gets a number of its own, also after putting back
    assert service.adopt(ADMIN, CODE, own_docx("丙")).value.template.number == 3
    if not both.store.location.is_server:
        assert verify(both.store).sound


def test_a_paper_names_the_version_it_was_made_with(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    TemplateService(desk.context).adopt(ADMIN, CODE, own_docx("本单位专用"))
    service = TemplateService(desk.context)
    paper = desk.papers.issue(CLERK, case_id, CODE).value
    assert paper.template_version == "本单位第1版"
    # what was issued stays as it was, until it is made anew
    service.put_back(ADMIN, CODE)
    assert "本单位专用" in printed(desk, case_id)
    again = desk.papers.issue(CLERK, case_id, CODE, anew=True).value
    assert again.template_version == SHIPPED.kind(CODE).version
    assert "本单位专用" not in printed(desk, case_id)


def test_another_template_makes_no_signed_paper_old(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    paper = desk.papers.issue(CLERK, case_id, CODE).value
    desk.papers.sign(
        CLERK, paper.id, kind=SignerKind.PARTY, signed_on=samples.at(11, 22).date(), party_id="v1"
    )
    more = own_docx("事故地点 {{ accident.place }}，经办 {{ case.mediator }}")
    TemplateService(desk.context).adopt(ADMIN, CODE, more)
    offer = next(o for o in desk.papers.available(CLERK, case_id) if o.code == CODE)
    assert offer.state in (OfferState.SIGNED, OfferState.ISSUED)


def test_the_same_file_again_is_the_same_version(desk: Desk) -> None:
    service, data = TemplateService(desk.context), own_docx("甲")
    assert service.adopt(ADMIN, CODE, data).value.template == (
        service.adopt(ADMIN, CODE, data).value.template
    )
    assert len(kept(desk)) == 1


def test_offices_do_not_see_each_others_templates(both: Desk) -> None:
    case_id = both.keep(samples.case_s9())
    other = actor(Role.ADMIN, unit="370000")
    service = TemplateService(both.context)
    service.adopt(other, CODE, own_docx("别的单位"))
    assert "别的单位" not in printed(both, case_id)
    assert kept(both, ADMIN) == ()
    mine = service.adopt(ADMIN, CODE, own_docx("本单位")).value.template
    assert mine.number == 1
    with pytest.raises(NotFound):
        service.use_version(other, mine.id)
    assert "本单位" in printed(both, case_id)


def test_only_keepers_change_templates(desk: Desk) -> None:
    service = TemplateService(desk.context)
    for act in (
        lambda: service.adopt(CLERK, CODE, own_docx("甲")),
        lambda: service.put_back(CLERK, CODE),
        lambda: service.use_version(CLERK, "x"),
    ):
        with pytest.raises(NotAllowed) as caught:
            act()
        assert caught.value.code == "templates.keepers"
    assert kept(desk) == ()
    service.adopt(actor(Role.LEADER), CODE, own_docx("甲"))


def test_exported_edited_and_taken_in_again(desk: Desk, tmp_path: Path) -> None:
    service, path = TemplateService(desk.context), tmp_path / "申请书.docx"
    service.export(CLERK, CODE, path)
    assert path.read_bytes() == SHIPPED.kind(CODE).path.read_bytes()
    assert service.check(CLERK, path, CODE).findings == ()
    service.adopt(ADMIN, CODE, own_docx("甲"))
    service.export(CLERK, CODE, path)
    assert path.read_bytes() == own_docx("甲")
    service.export(CLERK, CODE, path, shipped=True)
    assert path.read_bytes() == SHIPPED.kind(CODE).path.read_bytes()


def test_previews(desk: Desk, tmp_path: Path) -> None:
    service, path = TemplateService(desk.context), tmp_path / "a.docx"
    path.write_bytes(own_docx("试看"))
    mine = service.adopt(ADMIN, CODE, path).value.template
    assert mine.file_name == "a.docx"
    for document in (
        service.preview(CLERK, "agreement"),
        service.preview(CLERK, path),
        service.preview_as(CLERK, path, CODE),
        service.preview_version(CLERK, mine.id),
    ):
        assert document.pages


def test_the_folder_of_a_pc_still_counts(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    folder = desk.store.location.folder / "templates"
    folder.mkdir()
    (folder / f"{CODE}.docx").write_bytes(own_docx("文件夹里的"))
    service = TemplateService(desk.context)
    assert "文件夹里的" in printed(desk, case_id)
    assert line(service).origin is Origin.FOLDER  # type: ignore[attr-defined]
    service.adopt(ADMIN, CODE, own_docx("导入的"))
    assert "导入的" in printed(desk, case_id)
    service.put_back(ADMIN, CODE)
    assert "文件夹里的" in printed(desk, case_id)


@pytest.mark.parametrize("code", sorted(SHIPPED.kinds))
def test_the_shipped_templates_pass(desk: Desk, code: str) -> None:
    report = TemplateService(desk.context).check(CLERK, SHIPPED.kind(code).path, code)
    assert [finding_text(one) for one in report.findings] == []


# Hostile files ----------------------------------------------------------------------------------

_RELS = "word/_rels/document.xml.rels"
_IMAGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/image" Target="https://example.invalid/a.png" TargetMode="External"/>'
    "</Relationships>"
)


def _with(extra: dict[str, bytes]) -> bytes:
    return pack_parts(dict(open_parts(docx(para("正文")))) | extra)


HOSTILE = {
    "empty": b"",
    "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "rtf": b"{\\rtf1\\ansi}",
    "pdf": b"%PDF-1.7\n",
    "cut": docx(para("正文"))[:-400],
    "text": "不是 Word".encode(),
    "bomb": _with({"word/x.xml": b"\0" * 70_000_000}),
    "parts": _with({f"word/x{n}.xml": b"" for n in range(6_000)}),
    "no body": pack_parts({"[Content_Types].xml": b"<a/>", "_rels/.rels": b"<a/>"}),
    "broken xml": _with({"word/document.xml": b"<w:document"}),
    "entities": _with({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "macro": _with({"word/vbaProject.bin": b"x"}),
    "elsewhere": _with({_RELS: _IMAGE.encode()}),
    "loop": docx(para("{% for a in range(9999999) %}{% endfor %}")),
    "reach": docx(para("{{ case.__class__ }}")),
    "misspelt": docx(para("编号：{{ case.nummer }}")),
    "misspelt in a loop": docx(para("{% for p in parties %}{{ p.nmae }}{% endfor %}")),
    "unclosed": docx(para("{% if case.number %}")),
    "syntax": docx(para("{{ case number }}")),
    "list as text": docx(para("{{ parties + 1 }}")),
    "number of text": docx(para("{{ case.number - 1 }}")),
    "shape": docx(para("<w:r><w:pict/></w:r>", "甲")),
    "revision": docx(para('<w:ins w:id="1" w:author="x"><w:r><w:t>甲</w:t></w:r></w:ins>')),
    "no body element": _with(
        {
            "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/'
            b'wordprocessingml/2006/main"/>'
        }
    ),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_leave_nothing_behind(desk: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / "模板.docx"
    path.write_bytes(HOSTILE[name])
    service = TemplateService(desk.context)
    with pytest.raises(AppError) as caught:
        service.adopt(ADMIN, CODE, path)
    words = text_of(caught.value)
    assert isinstance(caught.value, BadFile | NotAllowed)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in words)
    assert "…" not in words
    assert kept(desk) == ()
    assert list(desk.context.blobs.names()) == []
    assert line(service).origin is Origin.SHIPPED  # type: ignore[attr-defined]


def test_every_blocking_finding_is_named_with_its_place(desk: Desk) -> None:
    data = docx(para("编号：{{ case.nummer }}"), para("地点：{{ accident.plase }}"))
    with pytest.raises(NotAllowed) as caught:
        TemplateService(desk.context).adopt(ADMIN, CODE, data)
    words = text_of(caught.value)
    assert "第1段“编号：”：字段“case.nummer”" in words
    assert "第2段“地点：”：字段“accident.plase”" in words


def test_warnings_do_not_hold_a_template_back(desk: Desk) -> None:
    adopted = TemplateService(desk.context).adopt(ADMIN, CODE, docx(para("只有一句话"))).value
    assert adopted.template.active
    assert {one.code for one in adopted.report.warnings} == {"documents.lint_required_left_out"}


def test_a_file_that_cannot_be_read(desk: Desk, tmp_path: Path) -> None:
    service = TemplateService(desk.context)
    for path in (tmp_path / "没有.docx", tmp_path):
        with pytest.raises(BadFile) as caught:
            service.adopt(ADMIN, CODE, path)
        assert caught.value.code == "documents.template_unreadable"


def test_a_full_disk_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from mediation_app.database import blobs

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(blobs, "_copy", full)
    with pytest.raises(StoreTrouble) as caught:
        TemplateService(desk.context).adopt(ADMIN, CODE, own_docx("甲"))
    assert "磁盘" in text_of(caught.value)
    assert kept(desk) == ()
    monkeypatch.undo()
    assert list(desk.context.blobs.names()) == []
    assert not list((desk.store.location.folder / "attachments").glob(".part-*"))


def test_a_cache_that_cannot_be_written_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = desk.keep(samples.case_s9())
    TemplateService(desk.context).adopt(ADMIN, CODE, own_docx("甲"))
    (desk.store.location.folder / "cache").write_text("a file where the folder should be")
    with pytest.raises(StoreTrouble):
        desk.papers.preview(CLERK, case_id, CODE)
    (desk.store.location.folder / "cache").unlink()
    assert "甲" in printed(desk, case_id)


def test_a_locked_target_of_an_export(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"old")

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(StoreTrouble) as caught:
        TemplateService(desk.context).export(CLERK, CODE, path)
    assert caught.value.code == "documents.in_use"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_cached_file_that_was_changed_is_made_anew(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    TemplateService(desk.context).adopt(ADMIN, CODE, own_docx("真的"))
    assert "真的" in printed(desk, case_id)
    [path] = (desk.store.location.folder / "cache" / "templates").glob("*.docx")
    path.write_bytes(own_docx("假的"))
    desk.papers = PaperService(desk.context)
    assert "真的" in printed(desk, case_id)


@pytest.mark.expected_logs("own template set aside: database.blob_missing")
def test_a_lost_template_falls_back_and_is_told(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    service = TemplateService(desk.context)
    mine = service.adopt(ADMIN, CODE, own_docx("甲")).value.template
    (desk.store.location.folder / "attachments" / mine.sha256[:2] / mine.sha256).unlink()
    assert printed(desk, case_id)
    shown = line(service)
    assert shown.origin is Origin.LOST  # type: ignore[attr-defined]
    assert "重新导入" in shown.trouble  # type: ignore[attr-defined]
    assert not verify(desk.store).sound
    with pytest.raises(StoreTrouble):
        service.use_version(ADMIN, mine.id)


def test_adopting_at_the_same_time(both: Desk) -> None:
    service = TemplateService(both.context)
    troubles: list[BaseException] = []
    gate = threading.Barrier(4)

    def adopt(number: int) -> None:
        try:
            gate.wait(20)
            service.adopt(ADMIN, CODE, own_docx(f"第{number}个"))
        except BaseException as trouble:  # noqa: BLE001 - shown by the assertion below
            troubles.append(trouble)

    threads = [threading.Thread(target=adopt, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    found = kept(both)
    assert sorted(one.number for one in found) == [1, 2, 3, 4]
    assert sum(one.active for one in found) == 1


def test_a_template_of_a_paper_that_is_gone_is_left_alone(desk: Desk) -> None:
    with desk.store.write(ADMIN, "test.seed") as unit:
        unit.add(
            replace(
                OfficeTemplate(id="t1", kind="gone", label="本单位第1版", active=True),
                sha256=desk.context.blobs.put(own_docx("甲")),
            )
        )
        unit.commit()
    assert "gone" not in {one.code for one in TemplateService(desk.context).list(CLERK)}

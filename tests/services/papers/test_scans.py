"""A scan that is named as that of a paper: where it lies in the volume, what the check-up says."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from mediation_app.services.attachments import AttachmentService
from mediation_app.services.packets import PacketService
from tests.documents.papers import samples
from tests.services.papers.desk import CLERK, Desk


def pdf(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_scan_lies_behind_its_paper_and_is_counted(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.keep(samples.case_s9())
    kept = AttachmentService(desk.context)
    packets = PacketService(desk.context, desk.papers)
    paper = desk.papers.issue(CLERK, case_id, "application").value
    scan = kept.add(CLERK, case_id, pdf(paper.pages + 1), name="签回申请书.pdf").value
    assert "签回申请书" in packets.volume_plan(CLERK, case_id).titles

    linked = kept.describe(CLERK, scan, name=scan.name, kind="", note="", subject_id=paper.id).value
    assert linked.subject_id == paper.id
    assert packets.volume_plan(CLERK, case_id).titles == (paper.title,)
    found = {one.reason.code: one for one in desk.papers.checkup.of(CLERK, case_id)}
    assert found["checks.scan_pages"].code == "application"
    made = packets.volume(CLERK, case_id, tmp_path / "卷宗.pdf")
    assert made.pages == 2 * paper.pages + 1
    assert made.entries == 1

    renamed = kept.describe(CLERK, linked, name="改名.pdf", kind="", note="").value
    assert renamed.subject_id == paper.id
    loose = kept.describe(CLERK, renamed, name="改名.pdf", kind="", note="", subject_id="").value
    assert loose.subject_id == ""
    codes = {one.reason.code for one in desk.papers.checkup.of(CLERK, case_id)}
    assert "checks.scan_pages" not in codes
    assert len(PdfReader(made.path).pages) > made.pages

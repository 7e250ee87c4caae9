"""What lies in the volume, in which order: a signed paper's scan behind the paper."""

from __future__ import annotations

from mediation_app.documents.packets import load_packets
from mediation_app.documents.volume import entries
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Attachment, Paper


def kept(key: str, of: str = "", kind: str = "") -> Attachment:
    return Attachment(
        id=key, case_id="c1", subject_id=of, kind=kind, name=f"{key}.pdf", sha256=key,
        media_type="application/pdf",
    )  # fmt: skip


def test_scans_stand_behind_their_paper_and_nowhere_else() -> None:
    first = Paper(id="p1", case_id="c1", kind="agreement", title="人民调解协议书", pdf_sha256="one")
    second = Paper(
        id="p2", case_id="c1", kind="agreement", title="人民调解协议书", pdf_sha256="two", edition=2
    )
    receipt = Paper(id="p3", case_id="c1", kind="receipt", title="收条", pdf_sha256="three")
    unmade = Paper(id="p4", case_id="c1", kind="registration", title="受理登记表")
    file = CaseFile(
        case=Case(id="c1"),
        papers=(first, second, receipt, unmade),
        attachments=(
            kept("scan-old", "p1", "协议"),
            kept("scan-new", "p2"),
            kept("photo", kind="照片"),
            kept("of-unmade", "p4"),
        ),
    )
    found = entries(load_packets(), file)
    agreement = next(entry for entry in found if entry.title == "人民调解协议书")
    assert [sheet.sha256 for sheet in agreement.sheets] == ["two", "scan-old", "scan-new"]
    assert [s.sha256 for e in found if e.title == "收条" for s in e.sheets] == ["three"]
    every = [sheet.sha256 for entry in found for sheet in entry.sheets]
    assert sorted(every) == sorted(["two", "scan-old", "scan-new", "three", "photo", "of-unmade"])

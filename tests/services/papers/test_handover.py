"""The package of a case: everything is in it, anybody can check it, nothing is lost silently."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Role
from mediation_app.domain.papers import Attachment
from mediation_app.errors import BadFile, NotAllowed, StoreTrouble
from mediation_app.services.handover import CATALOGUE, SUMS, HandoverService, check_package
from tests.documents.papers import samples
from tests.services.papers.desk import CLERK, Desk, actor


def keep(desk: Desk, *scans: tuple[str, bytes]) -> str:
    """The case of S9 with an issued agreement and some scans."""
    file = samples.case_s9()
    attachments = tuple(
        Attachment(
            id=new_id(), case_id=file.case.id, name=name, kind="病历",
            sha256=desk.context.blobs.put(content), size=len(content),
        )
        for name, content in scans
    )  # fmt: skip
    case_id = desk.keep(replace(file, attachments=(*file.attachments, *attachments)))
    desk.papers.issue(CLERK, case_id, "application")
    return case_id


def packed(desk: Desk, case_id: str, path: Path) -> zipfile.ZipFile:
    HandoverService(desk.context).pack(CLERK, case_id, path)
    return zipfile.ZipFile(path)


def test_chk_22_everything_is_in_it_and_on_the_list(both: Desk, tmp_path: Path) -> None:
    case_id = keep(both, ("病历.pdf", b"one"), ("病历.pdf", b"two"), ("=1+1.txt", b""))
    with packed(both, case_id, tmp_path / "移交.zip") as archive:
        names = archive.namelist()
        assert sorted(name.partition("/")[0] for name in names) == [
            "1 文书", "1 文书", "2 材料", "2 材料", "2 材料", "3 数据", SUMS, CATALOGUE
        ]  # fmt: skip
        assert archive.testzip() is None
        (word,) = [name for name in names if name.endswith(".docx")]
        assert word == "1 文书/2026-0187 01 人民调解申请书.docx"
        assert archive.read("2 材料/002 病历.pdf") == b"two"
        whole = json.loads(archive.read("3 数据/案件.json"))
        rows = list(csv.reader(io.StringIO(archive.read(CATALOGUE).decode("utf-8-sig"))))
        listed = dict(
            reversed(line.split("  ", 1)) for line in archive.read(SUMS).decode().splitlines()
        )
        hashes = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in listed}
    assert whole["file"]["case"]["number"] == samples.case_s9().case.number
    assert hashes == listed
    assert set(listed) == set(names) - {SUMS}
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(1, len(rows))]
    assert {row[1] for row in rows[1:]} == set(names) - {SUMS, CATALOGUE}
    assert rows[5][2] == "'=1+1.txt"  # no formula in a spreadsheet
    with both.store.read(CLERK) as reader:
        noted = [e.detail for e in reader.audit_page(case_id=case_id) if e.kind == "export"]
    assert any("package" in str(detail) for detail in noted)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_list_is_read_by_sha256sum(desk: Desk, tmp_path: Path) -> None:
    case_id = keep(desk, ("扫描 1.jpg", b"scan"))
    with packed(desk, case_id, tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "out")
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", SUMS],
        cwd=tmp_path / "out",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_two_packages_of_one_state_are_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    case_id = keep(desk, ("病历.pdf", b"one"))
    packed(desk, case_id, tmp_path / "a.zip").close()
    packed(desk, case_id, tmp_path / "b.zip").close()
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_older_edition_says_so(desk: Desk, tmp_path: Path) -> None:
    case_id = keep(desk)
    desk.papers.issue(CLERK, case_id, "application", anew=True)
    with packed(desk, case_id, tmp_path / "a.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(names) == 2
    assert "第1版" in names[0]
    assert "版" not in names[1]


def test_what_the_store_lost_is_named_and_the_rest_is_packed(desk: Desk, tmp_path: Path) -> None:
    case_id = keep(desk, ("在.pdf", b"here"))
    gone = Attachment(id=new_id(), case_id=case_id, name="不在.pdf", sha256="a" * 64)
    with desk.store.write(CLERK, "test.lost") as unit:
        unit.add(gone)
        unit.commit()
    made = HandoverService(desk.context).pack(CLERK, case_id, tmp_path / "a.zip")
    assert made.lost == ("不在.pdf",)
    assert check_package(made.path) == ()
    with zipfile.ZipFile(made.path) as archive:
        assert not [name for name in archive.namelist() if "不在" in name]
        assert "不在.pdf" in archive.read(CATALOGUE).decode("utf-8-sig")


def test_a_changed_package_is_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with packed(desk, keep(desk, ("甲.pdf", b"x"), ("乙.pdf", b"y")), path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    assert check_package(path) == ()
    entries["2 材料/001 甲.pdf"] = b"other"
    del entries["2 材料/002 乙.pdf"]
    entries["2 材料/多余.pdf"] = b"more"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    found = {(fault.path, fault.fault) for fault in check_package(path)}
    assert found == {
        ("2 材料/001 甲.pdf", "已改动"),
        ("2 材料/002 乙.pdf", "缺失"),
        ("2 材料/多余.pdf", "清单以外"),
    }


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_package(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(BadFile) as refused:
        check_package(path)
    assert refused.value.code == "exchange.not_a_package"


def test_a_zip_of_something_else_and_no_file_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("note.txt", "x")
    with pytest.raises(BadFile):
        check_package(path)
    with pytest.raises(BadFile) as none:
        check_package(tmp_path / "b.zip")
    assert none.value.code == "exchange.no_file"


def test_a_torn_entry_is_a_changed_one(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    packed(desk, keep(desk, ("甲.bin", bytes(range(256)) * 40)), path).close()
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("2 材料/001 甲.bin")
    data = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename.encode()) + 40
    data[start] ^= 0xFF
    path.write_bytes(bytes(data))
    faults = check_package(path)
    assert [(f.path, f.fault) for f in faults] == [("2 材料/001 甲.bin", "已改动")]


def test_not_for_everybody_and_not_into_nowhere(desk: Desk, tmp_path: Path) -> None:
    case_id = keep(desk)
    service = HandoverService(desk.context)
    with pytest.raises(NotAllowed):
        service.pack(actor(Role.CASHIER), case_id, tmp_path / "a.zip")
    with pytest.raises(StoreTrouble):
        service.pack(CLERK, case_id, tmp_path / "no" / "a.zip")
    assert list(tmp_path.glob("*.zip")) == []


def test_stopping_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    case_id = keep(desk, ("甲.pdf", b"x"))

    def stop(_done: int, _of: int, _what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        HandoverService(desk.context).pack(CLERK, case_id, tmp_path / "a.zip", told=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_contents_can_be_asked_for(desk: Desk) -> None:
    found = HandoverService(desk.context).contents(CLERK, keep(desk, ("甲.pdf", b"x")))
    assert [one.title for one in found] == ["人民调解申请书", "人民调解申请书", "甲.pdf"]
    assert json.dumps([one.path for one in found])

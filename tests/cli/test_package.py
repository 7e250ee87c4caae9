"""``package``: a case is handed over, and the receiver can check what came."""

from __future__ import annotations

import zipfile
from pathlib import Path

from mediation_app import cli
from tests.support.commands import Run, office_at
from tests.support.places import Places


def test_packed_and_checked(run: Run, places: Places, tmp_path: Path) -> None:
    data = office_at(places, "sqlite")
    target = tmp_path / "移交.zip"
    made = run("package", "2026-0001", "--out", target, "--data", data)
    assert (made.code, made.err) == (0, "")
    assert "移交包已导出" in made.out
    assert run("package", "--check", target).out == "移交包完整\n"
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("多余.txt", "x")
    changed = run("package", "--check", target)
    assert changed.code == cli.FOUND
    assert changed.out.splitlines() == ["清单以外：多余.txt", "共 1 处问题"]


def test_written_wrongly(run: Run, places: Places, tmp_path: Path) -> None:
    data = office_at(places, "sqlite")
    assert run("package", "--out", tmp_path / "a.zip", "--data", data).code == cli.USAGE
    (tmp_path / "mine.txt").write_text("mine")
    refused = run("package", "2026-0001", "--out", tmp_path / "mine.txt", "--data", data)
    assert refused.code == cli.TROUBLE
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert "移交包" in run("package", "--check", tmp_path / "mine.txt").trouble
    assert "找不到" in run("package", "--check", tmp_path / "none.zip").trouble


def test_a_case_of_the_fund_alone_is_found_by_its_application(
    run: Run, places: Places, tmp_path: Path
) -> None:
    data = office_at(places, "sqlite")
    for place, name in enumerate(("救助2026-0001", "东道救申〔2026〕第0001号")):
        made = run("package", name, "--out", tmp_path / f"{place}.zip", "--data", data)
        assert made.code == 0, made.err
    first, second = (tmp_path / f"{place}.zip" for place in (0, 1))
    assert first.read_bytes() == second.read_bytes()
    gone = run("package", "救助2026-0999", "--out", tmp_path / "x.zip", "--data", data)
    assert "没有编号为 救助2026-0999" in gone.trouble

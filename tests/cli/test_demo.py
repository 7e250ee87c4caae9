"""``demo``: told in Chinese, repeatable, and nobody's files are touched."""

from __future__ import annotations

import contextlib
import io
import shutil
from pathlib import Path

import docx
import pypdf
import pytest

from mediation_app.cli import main
from mediation_app.cli.folders import MARK
from mediation_app.database.safety import FolderLock
from tests.support.commands import Ran, Run, free_of_traces, office_at, sound, standing_clock
from tests.support.places import Places


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The samples, played once for the tests that only look."""
    folder, out, err = tmp_path_factory.mktemp("demo") / "样例 demo", io.StringIO(), io.StringIO()
    with standing_clock(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["demo", "--out", str(folder)])
    return Ran(code, out.getvalue(), err.getvalue()), folder


def test_the_samples_are_told_with_people_days_and_sums(played: tuple[Ran, Path]) -> None:
    ran, folder = played
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) <= 110  # three cases, the papers by name
    for said in (
        "2026-06-24  周国庆", "达成协议（书面） 43,540.00 元", "2026-07-15  李雪", "归档",
        "2026-10-10  宋梅    基金：", "提交申请 58,420.00 元",
        "2026-10-12  丁伟    基金：复核同意，报审批 57,160.00 元",
        "2026-10-13  马玲    基金：同意垫付 57,160.00 元",
        "2026-10-14  郭燕    基金：制作拨付单 57,160.00 元",
        "2026-10-15  任杰    基金：确认到账 57,160.00 元",
        "追偿：登记还款 57,160.00 元", "228,300.00 元（贰拾贰万捌仟叁佰元整）",
        "2026-05-25  徐强    追偿：送达追偿告知书", "已追回 41,300.00 元",
        "追偿告知书（许文涛）", "垫付通知书、",
        "同意垫付通知书", f"mediation-app --data {folder / 'data'}",
    ):  # fmt: skip
        assert said in ran.out, said
    assert "None" not in ran.out


def test_every_paper_opens_elsewhere(played: tuple[Ran, Path]) -> None:
    _, folder = played
    papers = sorted(folder.glob("*2026-*/*"))
    for case, least in (("2026-0001", 20), ("2026-0002", 34), ("救助2026-0001", 22)):
        stems = [path.stem for path in papers if path.parent.name == case]
        assert len(set(stems)) >= least
        assert all(stems.count(stem) == 2 for stem in stems), "each as Word and PDF"
    for path in papers:
        if path.suffix == ".docx":
            assert docx.Document(str(path)).element.body.xpath(".//w:t"), path.name
            continue
        reader = pypdf.PdfReader(path)
        text = "".join(page.extract_text() for page in reader.pages)
        assert sum("\u4e00" <= sign <= "\u9fff" for sign in text) > 40, path.name
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                assert _embedded(font.get_object()), (path.name, font)


def _embedded(font: object) -> bool:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font  # type: ignore[index,operator]
    descriptor = inner["/FontDescriptor"].get_object()
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor))


def test_again_into_the_same_folder(run: Run, played: tuple[Ran, Path], tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(played[1], folder)
    (folder / "2026-0001" / "2026-0001 99 旧文书.pdf").write_bytes(b"of an earlier demo")
    ran = run("demo", "--out", folder)
    assert ran.code == 0
    assert ran.out == played[0].out.replace(str(played[1]), str(folder))
    assert not (folder / "2026-0001" / "2026-0001 99 旧文书.pdf").exists()
    assert sound(run, str(folder / "data"))


@pytest.mark.parametrize(
    "mine", ["笔记.txt", "2026-0001/笔记.txt", "data/我的.docx", "data/before-restore-1/office.db"]
)
def test_a_file_of_mine_in_the_folder_is_left_alone(
    run: Run, played: tuple[Ran, Path], tmp_path: Path, mine: str
) -> None:
    folder = tmp_path / "demo"
    for part in (MARK, "data", "2026-0001"):
        source = played[1] / part
        (shutil.copytree if source.is_dir() else _copy)(source, folder / part)  # type: ignore[operator]
    path = folder / mine
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    before = sorted(folder.rglob("*"))
    for option in ("--out", "--office"):
        assert "不覆盖" in run("demo", option, folder).trouble
    assert path.read_text() == "mine"
    assert sorted(folder.rglob("*")) == before


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def test_a_folder_that_no_demo_made(run: Run, places: Places, tmp_path: Path) -> None:
    office = Path(office_at(places, "sqlite", empty=True))
    before = (office / "office.db").read_bytes()
    assert "不覆盖" in run("demo", "--out", office).trouble
    assert (office / "office.db").read_bytes() == before
    file = tmp_path / "file"
    file.write_text("x")
    assert "不是文件夹" in run("demo", "--out", file).trouble
    assert "写不进去" in run("demo", "--out", file / "below").trouble


def test_a_demo_somebody_looks_at(run: Run, played: tuple[Ran, Path], tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    _copy(played[1] / MARK, folder / MARK)
    shutil.copytree(played[1] / "data", folder / "data")
    lock = FolderLock(folder / "data")
    lock.take()
    try:
        assert "已在使用" in run("demo", "--out", folder).trouble
    finally:
        lock.free()
    assert (folder / "data" / "office.db").exists()


def test_an_invented_office(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "--office", tmp_path / "office", "--cases", 15, "--seed", 7)
    assert ran.code == 0
    assert "案件 15 件" in ran.out
    data = tmp_path / "office" / "data"
    assert f"--data {data}" in ran.out
    assert sound(run, str(data))
    assert free_of_traces(tmp_path)


@pytest.mark.parametrize("count", [0, -3, 5_000_001])
def test_an_impossible_number_of_cases(run: Run, tmp_path: Path, count: int) -> None:
    ran = run("demo", "--office", tmp_path / "office", f"--cases={count}")
    assert "5000000" in ran.trouble
    assert not (tmp_path / "office").exists()


@pytest.mark.postgres
def test_an_office_on_a_server(run: Run, places: Places, tmp_path: Path) -> None:
    url = places.empty("postgres")
    folder = tmp_path / "office"
    ran = run("demo", "--office", folder, "--cases", 12, "--database", url)
    assert ran.code == 0, ran.err
    password = url.split(":")[2].split("@")[0]
    assert password not in ran.out
    assert sound(run, url)
    said = run("demo", "--office", folder, "--cases", 12, "--database", url).trouble
    assert "已有单位" in said
    assert sound(run, url)

"""``documents``: all papers of a case, or those named, in the formats wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app import cli
from mediation_app.errors import Reason
from tests.support.commands import Run, office_at, place_words
from tests.support.places import Places

pytestmark = pytest.mark.xdist_group("offices")  # one worker plays the samples


@pytest.fixture
def told(places: Places) -> list[str]:
    """The option and the place of an office that was told both samples."""
    return place_words(office_at(places, "sqlite"))


@pytest.mark.parametrize("name", ["agreement", "协议书", "人民调解协议书"])
def test_one_paper_by_any_of_its_names(
    run: Run, told: list[str], tmp_path: Path, name: str
) -> None:
    ran = run("documents", "2026-0002", "--out", tmp_path / "o", "--only", name, *told)
    assert ran.code == 0, ran.err
    names = sorted(path.name for path in (tmp_path / "o").iterdir())
    assert [Path(name).suffix for name in names] == [".docx", ".pdf"]
    assert all("人民调解协议书" in name for name in names)


def test_several_papers_as_pdf_only(run: Run, told: list[str], tmp_path: Path) -> None:
    ran = run(
        "documents", "2026-0002", "--out", tmp_path / "o", "--only", "application,agreement",
        "rights_notice", "--format", "PDF", *told,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    names = sorted(path.name for path in (tmp_path / "o").iterdir())
    assert len(names) == 3
    assert all(name.endswith(".pdf") for name in names)
    assert "共 3 个文件" in ran.out


def test_a_number_of_the_form_means_all_kinds_that_bear_it(
    run: Run, told: list[str], tmp_path: Path
) -> None:
    ran = run(
        "documents", "2026-0002", "--out", tmp_path / "o", "--only", "F09", "--format=docx", *told
    )
    assert ran.code == 0, ran.err
    assert [path.suffix for path in (tmp_path / "o").iterdir()] == [".docx"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ["--only", "vertrag"],
            ("没有 vertrag 这种文书", "agreement（协议书）", "receipt（收条）"),
        ),
        (["--only", "agreement,"], ("没有 空 这种文书",)),
        (["--format", "odt"], ("没有 odt 这种格式", "docx、pdf")),
        (["--format", ""], ("没有 空 这种格式",)),
        (["--only"], ("--only 后面缺少内容",)),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(
    run: Run, told: list[str], tmp_path: Path, given: list[str], said: tuple[str, ...]
) -> None:
    ran = run("documents", "2026-0002", "--out", tmp_path / "o", *told, *given)
    assert ran.code == cli.USAGE
    assert all(words in ran.one_line for words in said), ran.one_line
    assert not (tmp_path / "o").exists()


def test_a_named_paper_that_cannot_be_made_is_a_trouble(
    run: Run, told: list[str], tmp_path: Path
) -> None:
    ran = run(
        "documents", "2026-0002", "--out", tmp_path / "o", *told,
        "--only", "application", "termination_notice",
    )  # fmt: skip
    assert ran.code == cli.TROUBLE
    assert ran.err.strip() == "终止调解通知书：本案没有这件文书"
    assert len(list((tmp_path / "o").iterdir())) == 2


def test_a_paper_with_warnings_waits_for_a_reason(
    run: Run, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = Reason(
        code="papers.glyph", blocking=False, params=(("sign", "𱁬"), ("what", "姓名“李𱁬”"))
    )
    monkeypatch.setattr("mediation_app.documents.offers._glyphs", lambda *_: (unknown,))
    wanted = ("documents", "2026-0002", "--only", "address_confirmation", *told)
    ran = run(*wanted, "--out", tmp_path / "a")
    assert ran.code == cli.TROUBLE
    assert "李𱁬" in ran.err
    assert "用 --reason 写明继续生成的理由" in ran.err
    assert list((tmp_path / "a").iterdir()) == []
    ran = run(*wanted, "--out", tmp_path / "b", "--reason", "当事人等候，手写补字")
    assert ran.code == 0, ran.err
    assert list((tmp_path / "b").iterdir())

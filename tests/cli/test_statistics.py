"""Figures without a window: JSON and Excel of a stretch, the papers of a return."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from mediation_app.bootstrap import open_workbench
from mediation_app.cli import main
from mediation_app.clock import SystemClock, today
from mediation_app.services.demo.office import build_office, demo_actor
from tests.support.stories import CHEAP


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo office that others only read."""
    folder = tmp_path_factory.mktemp("office")
    with open_workbench(folder, clock=SystemClock(), password_cost=CHEAP) as bench:
        build_office(bench, cases=40, seed=3)
    return folder


def run(data: Path, *words: str) -> int:
    return main([*words[:1], "--data", str(data), *words[1:]])


def test_the_figures_of_a_stretch_as_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    since = (today(SystemClock()) - timedelta(days=300)).isoformat()
    words = ("statistics", "--by", "quarter", "--basis", "accepted", "--since", since)
    assert run(data, *words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["by"], found["basis"]) == ("quarter", "accepted")
    assert sum(row["accepted"] for row in found["rows"]) == found["total"]["accepted"] > 0
    assert all(re.fullmatch(r"\d{4}Q[1-4]", row["period"]) for row in found["rows"])
    assert {"accepted", "success", "paid", "since"} <= found["year_before"].keys()


def test_a_stretch_as_excel(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "统计.xlsx"
    words = ("statistics", "--since", "2026-01-01", "--until", "2026-03-31", "--format", "xlsx")
    assert run(data, *words) == 2
    assert "--out" in capsys.readouterr().err
    assert run(data, *words, "--out", str(target)) == 0
    assert openpyxl.load_workbook(target)["统计"]["A1"].value.startswith("道路交通事故")
    other = tmp_path / "别人的.txt"
    other.write_text("mine", encoding="utf-8")
    assert run(data, *words, "--out", str(other)) == 1
    assert other.read_text(encoding="utf-8") == "mine"


def test_json_goes_to_a_file_too(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "f.json"
    assert run(data, "statistics", "--out", str(target)) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["total"]


def test_the_papers_of_a_return(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, "return", "2026Q1", "--out", str(tmp_path)) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf", "xlsx"]
    assert all("2026年第一季度（未冻结）" in name for name in names)
    assert "未冻结" in capsys.readouterr().out


def test_a_frozen_return_goes_out_as_it_was_frozen(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_workbench(data, clock=SystemClock()) as bench:
        bench.returns.freeze(demo_actor(bench, "maling"), "2025Q4")
    assert run(data, "return", "2025Q4", "--out", str(tmp_path)) == 0
    assert "第 1 版" in capsys.readouterr().out
    sheet = next(tmp_path.glob("*（第1版）.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(sheet.read_bytes()))
    assert any("SHA-256" in str(cell.value) for cell in book.worksheets[0]["A"])


def test_a_period_that_is_none(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, "return", "2026Q5", "--out", str(tmp_path)) == 1
    assert "2026Q3" in capsys.readouterr().err

"""What goes wrong in a command: one line for the person, the rest in the log, nothing personal."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app import cli, log
from mediation_app.services.exchange import ExchangeService
from tests.support.commands import Run, office_at
from tests.support.places import Places


def test_a_bug_is_one_line_and_a_log_entry_without_personal_data(
    run: Run, places: Places, monkeypatch: pytest.MonkeyPatch, expected_logs: object
) -> None:
    data = office_at(places, "sqlite", empty=True)

    def broken(*_: object) -> str:
        raise RuntimeError("cannot digest 13856122417 of 372524198603150018")

    monkeypatch.setattr(ExchangeService, "hand_out", broken)
    expected_logs("command failed")  # type: ignore[operator]
    ran = run("export", "2026-0001", "--data", data)
    assert ran.code == cli.BUG
    file = Path(data) / "logs" / log.FILE_NAME
    assert str(file) in ran.one_line
    said = file.read_text("utf-8")
    assert "Traceback" in said
    assert "RuntimeError" in said
    assert "13856122417" not in said
    assert "372524198603150018" not in said


@pytest.mark.expected_logs("command failed")
def test_a_bug_without_a_place_leaves_no_folder(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mediation_app.exchange import schema

    def broken() -> dict[str, object]:
        raise RuntimeError

    monkeypatch.setattr(schema, "json_schema", broken)
    before = sorted(home.rglob("*"))
    ran = run("schema")
    assert ran.code == cli.BUG
    assert "RuntimeError" in ran.one_line
    assert sorted(home.rglob("*")) == before


@pytest.mark.expected_logs("command failed")
def test_a_bug_where_no_log_can_be_written(
    run: Run, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = office_at(places, "sqlite", empty=True)
    (Path(data) / "logs").write_text("a file where the folder should be")
    monkeypatch.setattr(ExchangeService, "hand_out", lambda *_: 1 / 0)
    ran = run("export", "2026-0001", "--data", data)
    assert ran.code == cli.BUG
    assert "ZeroDivisionError" in ran.one_line


def test_a_person_may_stop_a_command(
    run: Run, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = office_at(places, "sqlite", empty=True)

    def stopped(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(ExchangeService, "hand_out", stopped)
    ran = run("export", "2026-0001", "--data", data)
    assert (ran.code, ran.one_line) == (cli.STOPPED, "已停止")


@pytest.mark.parametrize(
    "command",
    [
        ["verify"], ["export", "2026-0001"], ["backup", "b.zip"],
        ["documents", "2026-0001", "--out", "o"],
    ],
)  # fmt: skip
def test_a_slip_in_the_folder_makes_no_office(run: Run, tmp_path: Path, command: list[str]) -> None:
    typo = tmp_path / "dtaa"
    said = run(*command, "--data", typo).trouble
    assert str(typo) in said
    assert not typo.exists()


def test_an_office_that_was_never_set_up(run: Run, tmp_path: Path) -> None:
    from mediation_app.bootstrap import open_workbench

    open_workbench(tmp_path / "data").close()
    assert "首次设置" in run("verify", "--data", tmp_path / "data").trouble


@pytest.mark.parametrize("number", ["2026-9999", "", "'; DROP TABLE cases", "案" * 500])
def test_a_number_that_is_not_there(run: Run, places: Places, number: str) -> None:
    data = office_at(places, "sqlite", empty=True)
    assert "核对编号" in run("export", number, "--data", data).trouble


def test_a_file_of_another_kind_is_never_written_over(
    run: Run, places: Places, tmp_path: Path
) -> None:
    data = Path(office_at(places, "sqlite"))
    letter = tmp_path / "信.docx"
    letter.write_bytes(b"Pnot ours")
    before = (data / "office.db").read_bytes()
    for given in (
        ["backup", letter],
        ["backup", data / "office.db"],
        ["export", "2026-0001", "--out", letter],
        ["export", "2026-0001", "--out", data / "office.db"],
    ):
        assert "没有改动它" in run(*given, "--data", data).trouble
    assert "是文件夹" in run("backup", tmp_path, "--data", data).trouble
    assert letter.read_bytes() == b"Pnot ours"
    assert (data / "office.db").read_bytes() == before

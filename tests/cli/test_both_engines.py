"""The commands about data, on both engines: import, export, documents, backup, restore, verify."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from mediation_app import cli
from tests.support.commands import Run, free_of_traces, office_at, place_words, sound
from tests.support.places import Places

pytestmark = pytest.mark.xdist_group("offices")  # the samples are played once per engine


@pytest.fixture
def told(places: Places, engine_name: str) -> list[str]:
    """The option and the place of an office that was told both samples."""
    return place_words(office_at(places, engine_name))


def test_from_office_to_office(
    run: Run, places: Places, told: list[str], engine_name: str, tmp_path: Path
) -> None:
    file = tmp_path / "整案.json"
    assert run("export", "（2026）东道交调字第0002号", "--out", file, *told).code == 0
    other = office_at(places, engine_name, empty=True)
    ran = run("import", file, *place_words(other))
    assert ran.code == 0, ran.err
    assert "已导入：（2026）东道交调字第0001号" in ran.out
    assert "原编号 （2026）东道交调字第0002号" in ran.out
    assert sound(run, other)
    again = run("import", file, *place_words(other)).trouble
    assert "已在库中（（2026）东道交调字第0001号）" in again
    back = run("export", "2026-0001", *place_words(other))
    document, first = json.loads(back.out)["file"], json.loads(file.read_text("utf-8"))["file"]
    for part in ("parties", "vehicles", "losses", "clauses", "instalments", "sessions"):
        assert document[part] == first[part], part


def test_the_papers_of_both_samples(
    run: Run, told: list[str], engine_name: str, tmp_path: Path
) -> None:
    samples = (
        ("2026-0001", {"人民调解协议书", "损害赔偿计算清单", "结案报告表"}),
        ("2026-0002", {"同意垫付通知书", "道路交通事故社会救助基金拨付凭证", "追偿结案单"}),
    )
    for number, named in samples if engine_name == "sqlite" else samples[1:]:
        ran = run("documents", number, "--out", tmp_path / number, *told)
        assert ran.code == 0, ran.err
        files = list((tmp_path / number).iterdir())
        stems = {path.stem for path in files}
        assert len(files) == 2 * len(stems) == ran.out.count("\n") - 1
        assert named <= {stem.split(" ", 2)[2] for stem in stems}
    assert free_of_traces(tmp_path)


def test_backup_and_restore(
    run: Run, places: Places, told: list[str], engine_name: str, tmp_path: Path
) -> None:
    archive = tmp_path / "备份 1.zip"
    assert run("backup", archive, *told).code == 0
    assert run("backup", archive, *told).code == 0, "an older backup may be replaced"
    before = run("export", "2026-0002", *told).out
    other = office_at(places, engine_name, empty=True)
    ran = run("restore", archive, *place_words(other))
    assert ran.code == 0, ran.err
    assert "移到一旁" in ran.out
    assert sound(run, other)
    assert run("export", "2026-0002", *place_words(other)).out == before
    assert free_of_traces(tmp_path)


@pytest.mark.postgres
@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_a_backup_moves_to_the_other_engine(
    run: Run, places: Places, tmp_path: Path, source: str, target: str
) -> None:
    first, archive = place_words(office_at(places, source)), tmp_path / "b.zip"
    before = run("export", "2026-0002", *first).out
    assert run("backup", archive, *first).code == 0
    second = places.empty(target)
    ran = run("restore", archive, *place_words(second))
    assert ran.code == 0, ran.err
    assert run("export", "2026-0002", *place_words(second)).out == before
    assert sound(run, second)


def test_a_damaged_backup_changes_nothing(
    run: Run, places: Places, told: list[str], tmp_path: Path
) -> None:
    good = tmp_path / "good.zip"
    assert run("backup", good, *told).code == 0
    before = run("export", "2026-0001", *told).out
    content = good.read_bytes()
    damaged = {
        "cut.zip": content[: len(content) // 2],
        "empty.zip": b"",
        "letter.zip": b"PK\x03\x04" + b"not a backup" * 50,
        "bit.zip": content[:5000] + bytes([content[5000] ^ 255]) + content[5001:],
    }
    for name, data in damaged.items():
        (tmp_path / name).write_bytes(data)
        assert "备份" in run("restore", tmp_path / name, *told).trouble
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("readme.txt", "hello")
    assert "other.zip" in run("restore", tmp_path / "other.zip", *told).trouble
    assert "missing.zip" in run("restore", tmp_path / "missing.zip", *told).trouble
    assert run("export", "2026-0001", *told).out == before
    assert run("verify", *told).code == 0


TAMPERING = [
    "UPDATE parties SET name='张三' WHERE name='张桂兰'",
    "UPDATE fund_applications SET payee_account='6222000000000000'",
    "UPDATE fund_applications SET approved=approved+100",
    "UPDATE losses SET voided_at='2026-11-20T00:00:00.000000Z'",
    "UPDATE losses SET amount='many'",
    "UPDATE people SET roles='[\"admin\"]' WHERE login='lixue'",
]


@pytest.mark.parametrize("statement", TAMPERING)
def test_what_was_changed_past_the_program_is_found(
    run: Run, places: Places, statement: str
) -> None:
    data = office_at(places, "sqlite")
    raw = sqlite3.connect(Path(data) / "office.db")
    with raw:
        assert raw.execute(statement).rowcount > 0
    raw.close()
    ran = run("verify", "--data", data)
    assert ran.code == cli.FOUND
    assert "程序之外" in ran.out
    assert "发现" in ran.out.splitlines()[-1]


def test_a_row_added_or_taken_past_the_program_is_found(run: Run, places: Places) -> None:
    data = office_at(places, "sqlite")
    raw = sqlite3.connect(Path(data) / "office.db")
    with raw:
        names = [row[1] for row in raw.execute("PRAGMA table_info(losses)")]
        columns = ", ".join(f'"{name}"' for name in names if name != "id")
        raw.execute(
            f"INSERT INTO losses (id, {columns}) SELECT '{'f' * 32}', {columns} FROM losses LIMIT 1"
        )
        raw.execute("DROP TRIGGER keep_treatments")
        raw.execute("DELETE FROM treatments WHERE rowid IN (SELECT rowid FROM treatments LIMIT 1)")
    raw.close()
    out = run("verify", "--data", data).out
    assert "损失" in out
    assert "操作日志没有的记录" in out
    assert "数据中缺失" in out
    assert "keep_treatments" in out


@pytest.mark.postgres
def test_a_server_is_looked_at_as_closely(run: Run, places: Places) -> None:
    import psycopg

    url = office_at(places, "postgres")
    with psycopg.connect(url.replace("+psycopg", "")) as raw:
        raw.execute("UPDATE parties SET name = '张三' WHERE name = '张桂兰'")
    ran = run("verify", "--database", url)
    assert ran.code == cli.FOUND
    assert "姓名或名称与操作日志不符" in ran.out

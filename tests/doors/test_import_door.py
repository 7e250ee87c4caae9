"""The door of ``import``: what is wrong is named with its place, and nothing of it gets in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest

from mediation_app import cli
from tests.support.commands import Run, office_at, place_words, sound
from tests.support.places import Places

pytestmark = pytest.mark.xdist_group("offices")  # one worker plays the samples


@pytest.fixture
def whole(run: Run, places: Places) -> dict[str, Any]:
    """A whole case as another office hands it over."""
    said = run("export", "2026-0002", "--data", office_at(places, "sqlite")).out
    loaded: dict[str, Any] = json.loads(said)
    return loaded


@pytest.fixture
def ours(places: Places) -> str:
    """Our office, without cases."""
    return office_at(places, "sqlite", empty=True)


def put(document: dict[str, Any], path: str, value: object) -> None:
    """Set one value; the path is written as troubles name it."""
    place: Any = document
    *steps, last = path.replace("[", ".").replace("]", "").split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value


def nothing_came_in(run: Run, ours: str) -> bool:
    empty = run("export", "2026-0001", "--data", ours).trouble
    return "没有编号" in empty and sound(run, ours)


WRONG = [
    ("file.parties[0].id_number", "371524198603150014", "末位校验不符"),
    ("file.parties[0].id_number", "371524198602300018", ""),
    ("file.parties[0].id_number", "37152419", ""),
    ("file.parties[0].phone", "1385612241", "电话"),
    ("file.parties[0].name", "", "姓名"),
    ("file.parties[0].name", "长" * 201, ""),
    ("file.parties[0].name", 7, "类型不对"),
    ("file.parties[0].name", "孟\x07庆海", "不能打印"),
    ("file.parties[0].name", "孟\ud800庆海", "不能打印"),
    ("file.parties[0].birth_date", "1986-02-30", "不是有效的日期"),
    ("file.parties[0].birth_date", "2199-01-01", ""),
    ("file.parties[0].share", 170, ""),
    ("file.parties[0].share", -1, ""),
    ("file.parties[0].roles", ["king"], ""),
    ("file.parties[0].colour", "red", "不是整案数据的字段"),
    ("file.parties[0].represents_id", "f" * 32, "指向文件中没有的记录"),
    ("file.losses[0].amount", "-1.00", ""),
    ("file.losses[0].amount", "9" * 13, "写法不对"),
    ("file.losses[0].amount", "1.005", "写法不对"),
    ("file.losses[0].amount", "NaN", "写法不对"),
    ("file.losses[0].amount", 5.5, "类型不对"),
    ("file.accidents[0].occurred_at", "2026-09-29T14:20:00", "缺少时区"),
    ("file.accidents[0].occurred_at", "2026-13-29T14:20:00+08:00", "不是有效的日期"),
    ("file.accidents[0].occurred_at", "2027-09-29T14:20:00+08:00", ""),
    ("file.accidents[0].deaths", -1, ""),
    ("file.accidents[0].deaths", True, ""),
    ("file.case.state", "sleeping", "规定的选项"),
    ("file.case.number", None, "类型不对"),
    ("file.steps[0].occurred_on", "2027-01-01", ""),
    ("file.funds[0].application.claimed", "-58420.00", ""),
    ("file.funds[0].bill_lines[0].quantity", -4, ""),
    ("file.funds[0].payments[0].amount", "-1.00", ""),
    ("format_version", 2, "第 1 版"),
]  # fmt: skip


def test_wrong_values_are_named_by_their_place(
    run: Run, whole: dict[str, Any], ours: str, tmp_path: Path
) -> None:
    file, text = tmp_path / "整案.json", json.dumps(whole)
    problems = []
    for path, value, said in WRONG:
        document = json.loads(text)
        put(document, path, value)
        file.write_text(json.dumps(document), "utf-8")
        ran = run("import", file, "--data", ours)
        line = ran.err if ran.code else f"came in: {ran.out}"
        if (
            ran.code != cli.TROUBLE
            or said not in line
            or (path.startswith("file") and path not in line)
        ):
            problems.append(f"{path}={value!r:.40}: {line}")
    assert not problems, "\n".join(problems)
    assert nothing_came_in(run, ours)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text[: len(text) // 2], "完整的 JSON"),
        (lambda text: text[:-3], "完整的 JSON"),
        (lambda text: "", "空文件"),
        (lambda text: "[" * 100_000, "完整的 JSON"),
        (lambda text: "[1, 2, 3]", "不是整案数据"),
        (lambda text: '{"format": "mediation-case", "format_version": 1}', "未填写"),
        (lambda text: text.replace('"57160.00"', "NaN"), "完整的 JSON"),
    ],
)
def test_what_is_no_whole_case(
    run: Run, whole: dict[str, Any], ours: str, tmp_path: Path,
    spoil: Callable[[str], str], said: str,
) -> None:  # fmt: skip
    file = tmp_path / "整案.json"
    file.write_text(spoil(json.dumps(whole)), "utf-8")
    assert said in run("import", file, "--data", ours).trouble
    assert nothing_came_in(run, ours)


def test_files_that_hold_something_else(run: Run, ours: str, tmp_path: Path) -> None:
    (tmp_path / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    (tmp_path / "gbk.json").write_bytes("{'案':'件'}".encode("gbk"))
    with (tmp_path / "big.json").open("wb") as big:
        big.truncate(51 * 1024 * 1024)
    for name, said in (
        ("图.png", "UTF-8"), ("gbk.json", "UTF-8"), ("big.json", "50 MB"),
        ("missing.json", "找不到文件"), (".", "打不开"),
    ):  # fmt: skip
        assert said in run("import", tmp_path / name, "--data", ours).trouble, name
    assert nothing_came_in(run, ours)


NAMES = ["李&<>{{name}}%}", "阿依古丽·买买提", "𠅤𬀩䶮", "</w:t><script>", "长" * 200]


def test_strange_names_come_in_whole_and_print(
    run: Run, whole: dict[str, Any], ours: str, tmp_path: Path
) -> None:
    file = tmp_path / "整案.json"
    for index, name in enumerate(NAMES[: len(whole["file"]["parties"])]):
        put(whole, f"file.parties[{index}].name", name)
    file.write_text(json.dumps(whole), "utf-8")
    assert run("import", file, *place_words(ours)).code == 0
    back = json.loads(run("export", "2026-0001", "--data", ours).out)
    assert [party["name"] for party in back["file"]["parties"]] == NAMES
    ran = run("documents", "2026-0001", "--out", tmp_path / "文书", "--data", ours)
    assert ran.code == 0, ran.err
    word = "".join(
        docx.Document(str(path)).element.xml for path in (tmp_path / "文书").glob("*.docx")
    )
    assert "李&amp;&lt;&gt;{{name}}%}" in word
    assert "𠅤𬀩䶮" in word
    for path in (tmp_path / "文书").glob("*.pdf"):
        assert len(pypdf.PdfReader(path).pages) >= 1
    assert sound(run, ours)

"""``template check FILE``: one line for every finding, and the codes that scripts go by."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app import cli
from mediation_app.paths import template_dir
from tests.documents.engine.samples import docx, para
from tests.support.commands import Run


def test_a_shipped_template_is_fine(run: Run, home: Path) -> None:
    before = sorted(home.rglob("*"))
    ran = run("template", "check", template_dir() / "agreement.docx", "--kind", "agreement")
    assert (ran.code, ran.out.strip(), ran.err) == (0, "没有问题", "")
    assert sorted(home.rglob("*")) == before


def test_blocking_findings_come_first_with_their_places(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "协议.docx"
    loose = para("乙", props='<w:spacing w:line="240" w:lineRule="auto"/>')
    path.write_bytes(docx(loose, para("编号：{{ case.nummer }}")))
    ran = run("template", "check", path)
    assert ran.code == cli.FOUND
    assert ran.out.splitlines() == [
        "必须改正  第2段“编号：”：字段“case.nummer”不在字段表中",
        "提醒  第1段“乙”：行距不是固定值，Word 与 PDF 会分页不同。设为固定值",
        "1 处必须改正，1 处提醒",
    ]


def test_warnings_alone_are_no_fault(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(para("{{ receipt.voucher }}")))
    assert run("template", "check", path).code == 0
    ran = run("template", "check", path, "--kind", "agreement")
    assert ran.code == 0
    assert "在《人民调解协议书》中总是空白" in ran.out
    assert "是必填内容" in ran.out


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空的"), (b"%PDF-1.7", "PDF"), (b"PK\x03\x04 cut", "不是 Word"), (None, "读不到")],
)
def test_a_file_that_cannot_be_used(
    run: Run, tmp_path: Path, data: bytes | None, said: str
) -> None:
    path = tmp_path / "a.docx"
    if data is not None:
        path.write_bytes(data)
    assert said in run("template", "check", path).trouble


def test_an_unknown_paper(run: Run) -> None:
    path = template_dir() / "agreement.docx"
    assert "没有这种文书" in run("template", "check", path, "--kind", "nonsense").trouble


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["template"], "缺少"),
        (["template", "check"], "缺少 FILE"),
        (["template", "mend", "a.docx"], "没有 mend 这个命令"),
        (["template", "check", "a.docx", "--data", "b"], "不认识 --data"),
    ],
)
def test_what_is_written_wrongly(run: Run, given: list[str], said: str) -> None:
    ran = run(*given)
    assert ran.code == cli.USAGE
    assert said in ran.one_line


@pytest.mark.parametrize("command", [["template"], ["template", "check"]])
def test_help_is_chinese(run: Run, command: list[str]) -> None:
    ran = run(*command, "--help")
    assert ran.code == 0
    assert "用法：mediation-app template" in ran.out

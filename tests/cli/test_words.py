"""How the commands are written: help, wrong words, places before and after, streams."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from mediation_app import cli
from tests.support.commands import ENTRY, Run, environment, office_at, program, start
from tests.support.places import Places

pytestmark = pytest.mark.xdist_group("offices")  # one worker plays the samples

COMMANDS = (
    "demo", "import", "export", "schema", "documents", "calculate", "backup", "restore", "verify",
    "selftest", "template",
)  # fmt: skip


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "用法：mediation-app" in ran.out
    english = re.compile(r"usage|optional|positional|options|show this|exit|default", re.IGNORECASE)
    assert not english.search(ran.out), ran.out
    if not command:
        assert all(name in ran.out for name in COMMANDS)


def test_the_version(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out.startswith("道交调处工作台 ")) == (0, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["foo"], "没有 foo 这个命令"),
        (["import"], "缺少 FILE"),
        (["export"], "缺少 CASE_NO"),
        (["documents", "2026-0001"], "缺少 --out"),
        (["demo"], "须写明其中之一"),
        (["demo", "--out", "a", "--office", "b"], "不能与"),
        (["demo", "--office", "a", "--cases", "viele"], "--cases 的内容不对：viele"),
        (["demo", "--out", "a", "--data", "b"], "demo 把数据放在"),
        (["calculate"], "须写明其中之一"),
        (["calculate", ""], "FILE 的内容不对"),
        (["calculate", "a.json", "--schema"], "不能"),
        (["calculate", "a.json", "--on", "2026-02-30"], "--on 的内容不对：2026-02-30"),
        (["calculate", "a.json", "--year", "heuer"], "--year 的内容不对：heuer"),
        (["calculate", "a.json", "--place", "东阿"], "--place 的内容不对：东阿"),
        (["calculate", "a.json", "--data", "b"], "不认识 --data"),
        (["verify", "--data"], "--data 后面缺少内容"),
        (["verify", "--data", ""], "--data 的内容不对"),
        (["verify", "--database", " "], "--database 的内容不对"),
        (["verify", "--data", "postgresql://a/b"], "--data 的内容不对"),
        (["verify", "--data", "a", "--database", "b"], "不能与"),
        (["verify", "--colour"], "不认识 --colour"),
        (["--colour", "verify"], "不认识 --colour"),
    ],
)
def test_what_is_written_wrongly_is_said_in_one_line(run: Run, given: list[str], said: str) -> None:
    ran = run(*given)
    assert ran.code == cli.USAGE
    assert said in ran.one_line
    assert "--help" in ran.one_line


def test_the_place_may_stand_before_or_after_the_command(run: Run, places: Places) -> None:
    data = office_at(places, "sqlite", empty=True)
    for given in (
        ["--data", data, "verify"],
        ["verify", "--data", data],
        [f"--data={data}", "verify"],
        ["verify", f"--data={data}"],
    ):
        assert run(*given).code == 0, given


def test_the_schema_is_valid_and_fits_what_is_exported(run: Run, places: Places) -> None:
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    data = office_at(places, "sqlite")
    for number in ("2026-0001", "2026-0002"):
        jsonschema.validate(json.loads(run("export", number, "--data", data).out), schema)


def test_json_is_utf8_whatever_the_console_speaks(places: Places) -> None:
    data = office_at(places, "sqlite")
    ran = program("export", "2026-0001", "--data", data, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.code == 0, ran.err
    assert "张桂兰" in ran.out
    assert json.loads(ran.out)["format"] == "mediation-case"


def test_a_reader_that_leaves_is_no_trouble() -> None:
    running = start("schema")
    assert running.stdout is not None
    running.stdout.read(10)
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device is Linux's")
def test_an_output_that_is_full_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", ENTRY, "schema"],
            env=environment(), stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == cli.TROUBLE
    assert done.stderr.decode().strip() == "输出没有写完，磁盘已满；清理空间后重新运行"

"""``calculate``: the worked examples as files, through the real command; no office is touched."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mediation_app.clock import SetClock
from mediation_app.domain.compensation.tree import SUMS
from mediation_app.exchange.claim_json import tree_of_json
from mediation_app.paths import resource_dir
from tests.support.commands import NOW, Run, program

FOLDER = Path(__file__).parent / "calculate"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
EXAMPLE = resource_dir() / "help" / "calculate-example.json"
EXAMPLES = [
    pytest.param(FOLDER / f"{name}.json", sums, id=name.split("-")[0])
    for name, sums in EXPECTED.items()
]


def nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["children"]:
        yield from nodes(child)


def amounts(document: Mapping[str, Any]) -> dict[str, str]:
    return {node["key"]: node["amount"] for node in nodes(document["tree"])}


def check(document: Mapping[str, Any], sums: Mapping[str, str]) -> None:
    found = amounts(document)
    assert {key: found.get(key) or "0.00" for key in sums} == sums


def test_every_example_has_its_sums() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EXPECTED)
    ids = {name.split("-")[0] for name in EXPECTED}
    assert {"E01", "E02", "E03", "E05", "E06", "E07", "E08", "E10a", "E10b", "E11"} <= ids
    assert {"E12", "E13", "E14", "E14v", "E16", "E17", "S09", "S09v"} <= ids


@pytest.mark.parametrize(("path", "sums"), EXAMPLES)
def test_a_worked_example(run: Run, path: Path, sums: Mapping[str, str]) -> None:
    ran = run("calculate", path)
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    check(document, sums)
    adds_up(document["tree"])


def adds_up(tree: Mapping[str, Any]) -> None:
    for node in nodes(tree):
        parts = [
            Decimal(child["amount"])
            for child in node["children"]
            if child["kind"] == SUMS.get(node["kind"])
        ]
        if parts:
            assert sum(parts) == Decimal(node["amount"]), node["key"]


@pytest.mark.parametrize("name", ["E03-injury-equal-fault", "S09-agreement-with-fund"])
def test_a_worked_example_as_a_program_of_its_own(name: str, tmp_path: Path) -> None:
    ran = program(
        "calculate", FOLDER / f"{name}.json",
        PYTHONUTF8="0", PYTHONIOENCODING="ascii", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path),
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    check(json.loads(ran.out), EXPECTED[name])
    assert "受害人" in ran.out  # UTF-8 as it stands, whatever the console speaks
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_what_is_printed(run: Run) -> None:
    document = json.loads(run("calculate", EXAMPLE).out)
    head = {key: value for key, value in document.items() if key != "tree"}
    assert head.pop("program")
    assert head.pop("rules").startswith("山东 ")
    assert head == {
        "format": "mediation-reckoning", "format_version": 1, "place": "371524",
        "accident": "2026-05-06", "on": "2026-11-16", "unverified": head["unverified"],
    }  # fmt: skip
    tree = tree_of_json(json.dumps({"form": 1, "tree": document["tree"]}))
    assert tree.kind == "reckoning"
    wages = next(node for node in nodes(document["tree"]) if node["label"] == "误工费")
    assert (wages["amount"], wages["kind"]) == ("10800.00", "item")
    assert "120.00" in wages["text"]
    assert wages["sources"][0]["text"]


def test_the_readable_sheet(run: Run) -> None:
    ran = run("calculate", EXAMPLE, "--text")
    lines = ran.out.splitlines()
    assert lines[0] == "损害赔偿计算"
    assert "事故 2026-05-06，计算 2026-11-16" in lines[1]
    (row,) = [line for line in lines if line.strip().startswith("误工费")]
    assert row.endswith("10,800.00")
    assert any("120.00 元/天 × 90 天" in line for line in lines)
    assert any("依据：人身损害赔偿解释第7条" in line for line in lines)
    assert "肆万叁仟伍佰肆拾元整" in ran.out
    (own,) = [line for line in lines if line.strip().startswith("自行承担")]
    assert own.endswith("6,760.00")


def test_two_victims_have_their_own_sheets_and_one_total(run: Run) -> None:
    ran = run("calculate", FOLDER / "E08-two-victims.json", "--text")
    assert ran.out.count("应得赔偿") == 2
    assert ran.out.rstrip().splitlines()[-1].split() == ["损失合计", "280,000.00"]


def test_the_standard_input(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    class Given:
        buffer = EXAMPLE.open("rb")

    with Given.buffer:
        monkeypatch.setattr("sys.stdin", Given)
        assert json.loads(run("calculate", "-").out)["place"] == "371524"


def test_the_schema_fits_the_examples(run: Run) -> None:
    schema = json.loads(run("calculate", "--schema").out)
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    for path in (EXAMPLE, *FOLDER.glob("*.json")):
        validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))
    assert schema["examples"] == [json.loads(EXAMPLE.read_text(encoding="utf-8"))]


def test_every_field_of_the_schema_is_described_in_chinese(run: Run) -> None:
    schema = json.loads(run("calculate", "--schema").out)
    for body in (schema, *schema["$defs"].values()):
        assert body["additionalProperties"] is False
        for name, field in body["properties"].items():
            assert any("\u4e00" <= sign <= "\u9fff" for sign in field["description"]), name
    loss = schema["$defs"]["loss"]["properties"]
    assert "元" in loss["rate"]["description"]
    assert {"const": "lost_wages", "title": "误工费"} in loss["item"]["oneOf"]


def test_the_command_line_goes_before_the_file(run: Run) -> None:
    file = FOLDER / "E16s-shandong-2019.json"
    document = json.loads(run("calculate", file, "--on", "2026-11-16", "--place", "371524").out)
    assert (document["on"], document["place"]) == ("2026-11-16", "371524")
    assert amounts(document)["victim.死者"] != "846580.00"


def test_the_statistical_year_can_be_chosen(run: Run, tmp_path: Path) -> None:
    given = json.loads((FOLDER / "E16s-shandong-2019.json").read_text(encoding="utf-8"))
    given["on"] = "2026-11-16"
    by_word = json.loads(run("calculate", written(tmp_path, given), "--year", "2019").out)
    check(by_word, EXPECTED["E16s-shandong-2019"])
    by_file = json.loads(run("calculate", written(tmp_path, {**given, "year": 2019})).out)
    assert amounts(by_file) == amounts(by_word)


def test_without_a_day_the_standards_are_those_of_today(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediation_app.clock.SystemClock", lambda: SetClock(NOW))
    given = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    del given["on"]
    ran = run("calculate", written(tmp_path, given))
    assert json.loads(ran.out)["on"] == f"{NOW:%Y-%m-%d}"


def test_figures_of_ones_own_say_where_they_come_from(run: Run, tmp_path: Path) -> None:
    given = json.loads((FOLDER / "E16-one-standard.json").read_text(encoding="utf-8"))
    given["standards"] = {"income": {"amount": "5万", "year": 2025, "place": "某地"}}
    document = json.loads(run("calculate", written(tmp_path, given)).out)
    assert amounts(document)["victim.近亲属"] == "1000000.00"
    assert document["unverified"] is True
    (death,) = [node for node in nodes(document["tree"]) if node["kind"] == "item"]
    assert death["standard"]["place"] == "某地"
    assert death["standard"]["stat_year"] == 2025
    assert death["standard"]["source"]["sureness"] == "待核实"
    given["standards"]["income"]["source"] = "某地统计公报"
    document = json.loads(run("calculate", written(tmp_path, given)).out)
    (death,) = [node for node in nodes(document["tree"]) if node["kind"] == "item"]
    assert death["standard"]["source"] == {"text": "某地统计公报", "sureness": "确定"}


def test_a_victim_may_have_higher_figures(run: Run, tmp_path: Path) -> None:
    given = json.loads((FOLDER / "E16-one-standard.json").read_text(encoding="utf-8"))
    own = {"income": {"amount": 60_000, "year": 2025, "place": "上海", "source": "上海统计公报"}}
    given["victims"][0]["standards"] = own
    document = json.loads(run("calculate", written(tmp_path, given)).out)
    assert amounts(document)["victim.近亲属"] == "1200000.00"


def test_choices_of_the_place_and_of_the_file(run: Run, tmp_path: Path) -> None:
    given = json.loads((FOLDER / "E14-dependants-coefficient.json").read_text(encoding="utf-8"))
    given["options"] = {"cap_mode": "cap_before_coefficient"}
    document = json.loads(run("calculate", written(tmp_path, given)).out)
    check(document, EXPECTED["E14v-cap-before-coefficient"])


def written(folder: Path, value: object) -> Path:
    path = folder / "input.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path
